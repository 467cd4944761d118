"""Places of a dealer: reception, workshop, lounge, yard.

Promise: each function draws one scene that is recognisable at the size of a stamp, without people.
"""

from random import Random

from audit.demo.canvas import Canvas, Colour, curve, darker, lighter, mix
from audit.demo.cars import car, reflection

_ACCENTS: tuple[Colour, ...] = ((18, 110, 120), (28, 78, 132), (176, 92, 30), (92, 40, 84))
_WALLS: tuple[Colour, ...] = ((226, 226, 222), (214, 220, 222), (232, 224, 210), (206, 212, 206))
_WOODS: tuple[Colour, ...] = ((168, 124, 84), (126, 92, 66), (196, 162, 122))


def _accent(chance: Random) -> Colour:
    # Weighted: most dealers follow the house style of the brand.
    return chance.choices(_ACCENTS, (6, 2, 1, 1))[0]


def _room(canvas: Canvas, horizon: float, floor: Colour, gap: float) -> None:
    """Wall, ceiling with light bands and a tiled floor that runs away to the horizon."""
    h, wall = canvas.height, canvas.dice.choice(_WALLS)
    canvas.fade((0, 0, 1000, horizon), darker(wall, 0.12), wall)
    canvas.poly([(0, 0), (1000, 0), (850, h * 0.13), (150, h * 0.13)], lighter(wall, 0.5))
    for x in (330, 500, 670):
        far = 500 + (x - 500) * 0.55
        canvas.poly(
            [(x - 34, 0), (x + 34, 0), (far + 16, h * 0.12), (far - 16, h * 0.12)], (255, 255, 250)
        )
    canvas.fade((0, horizon, 1000, h), darker(floor, 0.18), lighter(floor, 0.12))
    for step in range(-14, 15):
        canvas.line([(500 + step * 40, horizon), (500 + step * gap, h)], darker(floor, 0.2), 1.5)
    for row in range(7):
        y = horizon + (h - horizon) * (row / 6.5) ** 1.8
        canvas.line([(0, y), (1000, y)], darker(floor, 0.2), 1.5)
    canvas.box((0, horizon - 10, 1000, horizon), darker(wall, 0.35))


def _plant(canvas: Canvas, x: float, ground: float, size: float) -> None:
    chance = canvas.dice
    canvas.glow(
        (x - size * 0.4, ground - size * 0.1, x + size * 0.4, ground + size * 0.12),
        (20, 20, 20),
        0.5,
    )
    canvas.shade(
        [
            (x - size * 0.16, ground - size * 0.34),
            (x + size * 0.16, ground - size * 0.34),
            (x + size * 0.12, ground),
            (x - size * 0.12, ground),
        ],
        (238, 236, 230),
        (164, 160, 152),
    )
    for _ in range(26):
        tip = (x + chance.uniform(-0.42, 0.42) * size, ground - size * chance.uniform(0.5, 1.2))
        leaf = mix((40, 92, 48), (120, 168, 84), chance.random())
        bend = ((x + tip[0]) / 2 + size * 0.05, (ground - size * 0.32 + tip[1]) / 2 - size * 0.1)
        canvas.line(curve([(x, ground - size * 0.32), bend, tip], 4), leaf, size * 0.05)


def desk(canvas: Canvas) -> None:
    """The service reception."""
    h, chance = canvas.height, canvas.dice
    accent, wood, horizon = _accent(chance), chance.choice(_WOODS), h * 0.62
    _room(canvas, horizon, (196, 192, 184), 150)
    canvas.fade((190, h * 0.17, 810, horizon - 4), lighter(accent, 0.1), darker(accent, 0.25))
    canvas.write((500, h * 0.29), "晨岭汽车", 62, (250, 250, 248), anchor="mm")
    canvas.write((500, h * 0.39), "售后服务接待", 34, lighter(accent, 0.75), anchor="mm")
    for x in (300, 500, 700):
        canvas.line([(x, 0), (x, h * 0.15)], (70, 70, 72), 2)
        canvas.disc((x, h * 0.165), 22, (255, 250, 228), 0.7)
        canvas.glow((x - 130, h * 0.05, x + 130, h * 0.32), (255, 246, 214), 0.4)
    top = h * 0.6
    canvas.glow((60, h * 0.78, 940, h * 0.97), (20, 22, 26), 0.55)
    canvas.fade((110, top, 890, h * 0.88), (250, 250, 248), (196, 198, 200))
    canvas.fade((110, h * 0.74, 890, h * 0.765), accent, darker(accent, 0.2))
    canvas.fade((90, top - 16, 910, top + 16), lighter(wood, 0.25), wood)
    for x in (240, 560):
        _monitor(canvas, x, top - 16)
    canvas.box((440, top - 58, 500, top - 16), (248, 246, 240), edge=(170, 168, 160))
    canvas.write((470, top - 37), "服务", 18, accent, anchor="mm")
    for x in (chance.uniform(230, 330), chance.uniform(620, 720)):
        canvas.shade(
            [(x - 62, h * 0.86), (x + 62, h * 0.86), (x + 50, h * 0.72), (x - 50, h * 0.72)],
            (88, 92, 98),
            (44, 46, 50),
        )
        canvas.line([(x, h * 0.86), (x, h * 0.96)], (150, 152, 156), 9)
        canvas.disc((x, h * 0.965), 58, (62, 64, 68), 0.2)
    _plant(canvas, 952, h * 0.86, h * 0.36)


def _monitor(canvas: Canvas, x: float, base: float) -> None:
    canvas.box((x + 58, base - 30, x + 82, base), (90, 92, 96))
    canvas.box((x, base - 112, x + 140, base - 22), (34, 36, 40), radius=5)
    canvas.fade((x + 5, base - 107, x + 135, base - 28), (98, 158, 190), (44, 92, 130))


def bay(canvas: Canvas) -> None:
    """A workshop bay with a car on the lift."""
    h, chance = canvas.height, canvas.dice
    horizon, tint = h * 0.6, _accent(chance)
    _room(canvas, horizon, chance.choice([(122, 138, 130), (130, 134, 140), (112, 132, 144)]), 210)
    for x in range(40, 1000, 240):
        canvas.fade((x, h * 0.16, x + 190, h * 0.34), (222, 236, 244), (176, 200, 214))
        canvas.line([(x + 95, h * 0.16), (x + 95, h * 0.34)], (120, 128, 134), 4)
    canvas.box((0, h * 0.37, 1000, h * 0.42), tint)
    canvas.write((500, h * 0.395), "机 修 工 位", 26, (250, 250, 250), anchor="mm")
    _tools(canvas, chance.choice([40, 790]), horizon)
    for x in (176, 802):
        canvas.fade((x, h * 0.14, x + 34, h * 0.86), (52, 104, 168), (28, 62, 110))
        canvas.box((x - 26, h * 0.85, x + 60, h * 0.875), (40, 44, 52))
    ground = h * chance.uniform(0.6, 0.72)
    canvas.glow((190, h * 0.8, 830, h * 0.94), (14, 16, 18), 0.6)
    car(canvas, 210, ground, 590)
    canvas.fade((190, ground - 10, 820, ground + 6), (60, 64, 70), (28, 30, 34))
    for x in (110, 860):
        canvas.poly(
            [
                (x, h),
                (x + 30, h),
                (500 + (x - 485) * 0.8, h * 0.86),
                (500 + (x - 500) * 0.8, h * 0.86),
            ],
            (232, 192, 44),
        )


def _tools(canvas: Canvas, x: float, ground: float) -> None:
    paint = canvas.dice.choice([(178, 36, 34), (34, 84, 150), (60, 64, 68)])
    canvas.fade((x, ground - 190, x + 150, ground + 26), lighter(paint, 0.15), darker(paint, 0.3))
    for row in range(6):
        y = ground - 172 + row * 32
        canvas.box((x + 8, y, x + 142, y + 26), darker(paint, 0.12), edge=darker(paint, 0.5))
        canvas.line([(x + 30, y + 8), (x + 120, y + 8)], (214, 216, 218), 4)
    for n in range(5):
        canvas.line(
            [(x + 16 + n * 28, ground - 246), (x + 16 + n * 28, ground - 196)], (150, 154, 158), 7
        )


def lounge(canvas: Canvas) -> None:
    """Sofas, a table and daylight."""
    h, chance = canvas.height, canvas.dice
    horizon = h * 0.56
    cloth = chance.choice(
        [(92, 110, 118), (166, 128, 92), (70, 84, 118), (148, 74, 62), (110, 122, 88)]
    )
    _room(canvas, horizon, chance.choice([(190, 164, 132), (186, 186, 180), (160, 138, 116)]), 150)
    _window(canvas, (80, h * 0.16, 560, h * 0.5))
    canvas.box((650, h * 0.2, 900, h * 0.2 + 150), (24, 26, 30), radius=6)
    canvas.fade((658, h * 0.2 + 8, 892, h * 0.2 + 142), (60, 120, 170), (28, 60, 96))
    _sofa(canvas, (90, h * 0.5, 480, h * 0.74), cloth)
    _sofa(canvas, (540, h * 0.5, 910, h * 0.74), cloth)
    canvas.glow((230, h * 0.82, 780, h * 1.02), (30, 26, 22), 0.5)
    canvas.disc((500, h * 0.84), 215, (236, 234, 228), 0.24)
    canvas.disc((500, h * 0.832), 215, (250, 249, 246), 0.24)
    for x in (400, 520, 610):
        canvas.disc((x, h * 0.825), 24, (226, 226, 224), 0.4)
        canvas.shade(
            [(x - 20, h * 0.79), (x + 20, h * 0.79), (x + 14, h * 0.825), (x - 14, h * 0.825)],
            (255, 255, 255),
            (208, 208, 204),
        )
    if chance.random() < 0.5:
        canvas.poly(
            [(430, h * 0.85), (520, h * 0.86), (500, h * 0.885), (408, h * 0.872)], (196, 60, 52)
        )
    _plant(canvas, 950, h * 0.72, h * 0.34)
    _plant(canvas, 40, h * 0.7, h * 0.26)


def _window(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    chance = canvas.dice
    canvas.fade(box, (190, 220, 240), (232, 240, 236))
    for _ in range(40):
        at = (chance.uniform(x0 + 20, x1 - 20), chance.uniform(y1 - (y1 - y0) * 0.4, y1 - 14))
        canvas.disc(
            at, chance.uniform(10, 26), mix((72, 122, 72), (150, 186, 120), chance.random())
        )
    for share in (0, 1 / 3, 2 / 3, 1):
        x = x0 + (x1 - x0) * share
        canvas.line([(x, y0), (x, y1)], (240, 240, 238), 9)
    canvas.box((x0 - 8, y1 - 4, x1 + 8, y1 + 10), (228, 226, 220))
    canvas.glow((x0 - 60, y0 - 60, x1 + 60, y1 + 160), (255, 252, 236), 0.22)


def _sofa(canvas: Canvas, box: tuple[float, float, float, float], cloth: Colour) -> None:
    x0, y0, x1, y1 = box
    tall = y1 - y0
    canvas.glow((x0 - 30, y1 - 40, x1 + 30, y1 + 50), (24, 20, 18), 0.6)
    canvas.box((x0 + 20, y0, x1 - 20, y1 - tall * 0.3), lighter(cloth, 0.12), radius=22)
    middle = (x0 + x1) / 2
    for left, right in ((x0 + 30, middle - 3), (middle + 3, x1 - 30)):
        canvas.box((left, y0 + 8, right, y1 - tall * 0.36), lighter(cloth, 0.22), radius=18)
        canvas.box(
            (left, y1 - tall * 0.46, right, y1 - tall * 0.2), lighter(cloth, 0.34), radius=14
        )
    canvas.box((x0 + 24, y1 - tall * 0.26, x1 - 24, y1 - 8), darker(cloth, 0.12), radius=6)
    for left in (x0, x1 - 54):
        canvas.box((left, y0 + tall * 0.34, left + 54, y1 - 4), cloth, radius=20)
    for left in (x0 + 20, x1 - 34):
        canvas.box((left, y1 - 8, left + 14, y1 + 12), (62, 50, 40))


def drinks(canvas: Canvas) -> None:
    """The counter with coffee, water and cups."""
    h, chance = canvas.height, canvas.dice
    wood, top = chance.choice(_WOODS), h * 0.58
    tile = chance.choice([(224, 228, 226), (204, 216, 220), (230, 220, 206)])
    canvas.fade((0, 0, 1000, top), darker(tile, 0.08), tile)
    for row in range(9):
        canvas.line([(0, row * h * 0.066), (1000, row * h * 0.066)], darker(tile, 0.13), 2)
    for column in range(16):
        canvas.line([(column * 66, 0), (column * 66, top)], darker(tile, 0.13), 2)
    canvas.fade((0, h * 0.1, 1000, h * 0.13), lighter(wood, 0.2), darker(wood, 0.2))
    canvas.glow((-60, h * 0.11, 1060, h * 0.2), (40, 34, 28), 0.35)
    for n in range(9):
        x = 60 + n * 104 + chance.uniform(-8, 8)
        jar = chance.choice([(150, 92, 52), (70, 112, 84), (196, 168, 96), (228, 226, 220)])
        canvas.box((x, h * 0.02, x + 58, h * 0.1), jar, radius=8)
        canvas.box((x + 8, h * 0.045, x + 50, h * 0.075), (248, 246, 240))
    canvas.fade((0, top, 1000, top + 34), (246, 246, 244), (206, 206, 204))
    canvas.fade((0, top + 34, 1000, h), wood, darker(wood, 0.4))
    for x in (250, 500, 750):
        canvas.line([(x, top + 40), (x, h)], darker(wood, 0.45), 4)
        canvas.box((x - 70, top + 64, x - 24, top + 72), (206, 206, 204))
    _coffee_machine(canvas, 120, top + 10)
    _water_cooler(canvas, 780, top + 10)
    for n in range(6):
        x, y = 500 + n * 42, top + 14 + (n % 2) * 8
        canvas.shade(
            [(x - 17, y - 44), (x + 17, y - 44), (x + 12, y), (x - 12, y)],
            (255, 255, 255),
            (212, 208, 200),
        )
    canvas.glow((380, -h * 0.2, 1000, h * 0.4), (255, 250, 230), 0.3)


def _coffee_machine(canvas: Canvas, x: float, base: float) -> None:
    canvas.glow((x - 20, base - 30, x + 300, base + 30), (30, 26, 22), 0.5)
    canvas.fade((x, base - 290, x + 260, base), (74, 76, 80), (32, 33, 36))
    canvas.box((x + 24, base - 170, x + 236, base - 22), (18, 18, 20), radius=6)
    canvas.box((x + 40, base - 266, x + 220, base - 196), (98, 164, 190), radius=6)
    for button in range(4):
        canvas.disc((x + 62 + button * 45, base - 231), 13, (240, 244, 246))
    canvas.box((x + 108, base - 170, x + 152, base - 128), (168, 170, 174))
    canvas.box((x + 108, base - 76, x + 152, base - 30), (250, 248, 244), radius=5)
    canvas.fade((x + 20, base - 26, x + 240, base - 10), (186, 188, 190), (128, 130, 134))


def _water_cooler(canvas: Canvas, x: float, base: float) -> None:
    canvas.box((x + 22, base - 340, x + 118, base - 190), (128, 182, 214), radius=22)
    canvas.glow((x + 10, base - 350, x + 90, base - 200), (255, 255, 255), 0.45)
    canvas.fade((x, base - 200, x + 140, base), (248, 248, 248), (204, 206, 208))
    canvas.box((x + 24, base - 150, x + 116, base - 60), (70, 74, 80), radius=6)
    for left, tap in ((x + 38, (206, 52, 44)), (x + 84, (44, 106, 190))):
        canvas.box((left, base - 150, left + 18, base - 116), tap, radius=3)


def entrance(canvas: Canvas) -> None:
    """The gate and the service drive from outside."""
    h, chance = canvas.height, canvas.dice
    accent, street = _accent(chance), h * 0.62
    sky = chance.choice(
        [
            ((104, 160, 214), (214, 230, 240)),
            ((176, 188, 198), (224, 226, 226)),
            ((128, 170, 206), (248, 224, 196)),
        ]
    )
    canvas.fade((0, 0, 1000, street), *sky)
    for _ in range(7):
        x, y = chance.uniform(0, 1000), chance.uniform(0, h * 0.2)
        canvas.glow((x - 160, y - 40, x + 160, y + 44), (255, 255, 255), 0.5)
    canvas.fade((90, h * 0.26, 930, street), (214, 220, 224), (168, 176, 182))
    canvas.fade((70, h * 0.2, 950, h * 0.32), lighter(accent, 0.08), darker(accent, 0.2))
    canvas.write((330, h * 0.26), "晨岭汽车", 56, (252, 252, 250), anchor="mm")
    canvas.write((720, h * 0.26), "售后服务中心", 38, lighter(accent, 0.8), anchor="mm")
    for n in range(5):
        x = 110 + n * 100
        canvas.fade((x, h * 0.35, x + 92, street), (140, 176, 194), (58, 84, 98))
    canvas.fade((640, h * 0.36, 900, street), (54, 58, 64), (28, 30, 34))
    canvas.box((660, h * 0.34, 880, h * 0.385), (236, 196, 52))
    canvas.write((770, h * 0.362), "维修入口", 25, (40, 40, 40), anchor="mm")
    canvas.fade((0, street, 1000, h), (128, 130, 132), (92, 94, 98))
    canvas.poly([(690, street), (860, street), (700, h), (220, h)], (112, 114, 118))
    for n in range(4):
        y0, y1 = street + (h - street) * n / 4, street + (h - street) * (n + 0.5) / 4
        canvas.poly(
            [(770 - n * 74, y0), (784 - n * 74, y0), (754 - n * 74, y1), (734 - n * 74, y1)],
            (240, 240, 236),
        )
    _trees(canvas, street)
    if chance.random() < 0.6:
        car(canvas, 60, h * 0.8, 330)
    canvas.box((948, h * 0.44, 958, h * 0.7), (150, 152, 156))
    canvas.box((900, h * 0.4, 998, h * 0.5), (30, 92, 170), radius=6)
    canvas.write((949, h * 0.45), "接待 →", 24, (255, 255, 255), anchor="mm")


def _trees(canvas: Canvas, street: float) -> None:
    chance = canvas.dice
    for x in (30, chance.uniform(560, 600)):
        canvas.box((x - 6, street - 110, x + 6, street + 6), (92, 72, 54))
        for _ in range(26):
            at = (x + chance.gauss(0, 30), street - 150 + chance.gauss(0, 34))
            canvas.disc(
                at, chance.uniform(12, 26), mix((48, 96, 52), (134, 172, 92), chance.random())
            )


def delivery(canvas: Canvas) -> None:
    """A clean car in the delivery area."""
    h, chance = canvas.height, canvas.dice
    accent, horizon = _accent(chance), h * 0.58
    _room(canvas, horizon, chance.choice([(206, 204, 200), (178, 182, 186), (196, 188, 176)]), 170)
    canvas.fade((0, h * 0.18, 1000, h * 0.3), lighter(accent, 0.12), darker(accent, 0.12))
    canvas.write((500, h * 0.24), "交车区  DELIVERY", 44, (252, 252, 250), anchor="mm")
    _window(canvas, (60, h * 0.34, 330, h * 0.53))
    _window(canvas, (670, h * 0.34, 940, h * 0.53))
    ground = h * 0.82
    canvas.glow((60, ground - 50, 940, ground + 50), (12, 14, 16), 0.7)
    left = chance.uniform(100, 150)
    paint = car(canvas, left, ground, 760)
    reflection(canvas, (left, ground + 6, left + 760, ground + 130), paint)
    for x in (70, 930):
        canvas.disc((x, h * 0.9), 30, (60, 62, 66), 0.3)
        canvas.fade((x - 5, h * 0.66, x + 5, h * 0.9), (232, 200, 110), (150, 120, 60))
        canvas.disc((x, h * 0.655), 10, (240, 214, 130))
    canvas.line(curve([(70, h * 0.68), (500, h * 0.745), (930, h * 0.68)]), (156, 30, 40), 10)
