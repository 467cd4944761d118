"""Places of a dealer: reception, workshop, delivery.

Promise: each function draws one scene that is recognisable at the size of a stamp, without people.
`room`, `plant` and `window` furnish the scenes of `lounges`, too.
"""

from random import Random

from audit.demo.canvas import Canvas, Colour, curve, darker, lighter, mix
from audit.demo.cars import car, reflection

_ACCENTS: tuple[Colour, ...] = ((18, 110, 120), (28, 78, 132), (176, 92, 30), (92, 40, 84))
_WALLS: tuple[Colour, ...] = ((226, 226, 222), (214, 220, 222), (232, 224, 210), (206, 212, 206))
WOODS: tuple[Colour, ...] = ((168, 124, 84), (126, 92, 66), (196, 162, 122))


def accent(chance: Random) -> Colour:
    """The colour of the house; most dealers follow the style of the brand."""
    return chance.choices(_ACCENTS, (6, 2, 1, 1))[0]


def room(canvas: Canvas, horizon: float, floor: Colour, gap: float) -> None:
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


def plant(canvas: Canvas, x: float, ground: float, size: float) -> None:
    """A plant in a pot, `size` units tall."""
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
    tint, wood, horizon = accent(chance), chance.choice(WOODS), h * 0.62
    room(canvas, horizon, (196, 192, 184), 150)
    canvas.fade((190, h * 0.17, 810, horizon - 4), lighter(tint, 0.1), darker(tint, 0.25))
    canvas.write((500, h * 0.29), "晨岭汽车", 62, (250, 250, 248), anchor="mm")
    canvas.write((500, h * 0.39), "售后服务接待", 34, lighter(tint, 0.75), anchor="mm")
    for x in (300, 500, 700):
        canvas.line([(x, 0), (x, h * 0.15)], (70, 70, 72), 2)
        canvas.disc((x, h * 0.165), 22, (255, 250, 228), 0.7)
        canvas.glow((x - 130, h * 0.05, x + 130, h * 0.32), (255, 246, 214), 0.4)
    top = h * 0.6
    canvas.glow((60, h * 0.78, 940, h * 0.97), (20, 22, 26), 0.55)
    canvas.fade((110, top, 890, h * 0.88), (250, 250, 248), (196, 198, 200))
    canvas.fade((110, h * 0.74, 890, h * 0.765), tint, darker(tint, 0.2))
    canvas.fade((90, top - 16, 910, top + 16), lighter(wood, 0.25), wood)
    for left in (240, 560):
        _monitor(canvas, left, top - 16)
    canvas.box((440, top - 58, 500, top - 16), (248, 246, 240), edge=(170, 168, 160))
    canvas.write((470, top - 37), "服务", 18, tint, anchor="mm")
    for place in ((230, 330), (620, 720)):
        _stool(canvas, chance.uniform(*place))
    plant(canvas, 952, h * 0.86, h * 0.36)


def _stool(canvas: Canvas, x: float) -> None:
    h = canvas.height
    canvas.shade(
        [(x - 62, h * 0.86), (x + 62, h * 0.86), (x + 50, h * 0.72), (x - 50, h * 0.72)],
        (88, 92, 98),
        (44, 46, 50),
    )
    canvas.line([(x, h * 0.86), (x, h * 0.96)], (150, 152, 156), 9)
    canvas.disc((x, h * 0.965), 58, (62, 64, 68), 0.2)


def _monitor(canvas: Canvas, x: float, base: float) -> None:
    canvas.box((x + 58, base - 30, x + 82, base), (90, 92, 96))
    canvas.box((x, base - 112, x + 140, base - 22), (34, 36, 40), radius=5)
    canvas.fade((x + 5, base - 107, x + 135, base - 28), (98, 158, 190), (44, 92, 130))


def bay(canvas: Canvas) -> None:
    """A workshop bay with a car on the lift."""
    h, chance = canvas.height, canvas.dice
    horizon, tint = h * 0.6, accent(chance)
    room(canvas, horizon, chance.choice([(122, 138, 130), (130, 134, 140), (112, 132, 144)]), 210)
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


def window(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    """A window with greenery behind it."""
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


def delivery(canvas: Canvas) -> None:
    """A clean car in the delivery area, a cord before it."""
    h = canvas.height
    _hall(canvas, "交车区  DELIVERY")
    for x in (70, 930):
        canvas.disc((x, h * 0.9), 30, (60, 62, 66), 0.3)
        canvas.fade((x - 5, h * 0.66, x + 5, h * 0.9), (232, 200, 110), (150, 120, 60))
        canvas.disc((x, h * 0.655), 10, (240, 214, 130))
    canvas.line(curve([(70, h * 0.68), (500, h * 0.745), (930, h * 0.68)]), (156, 30, 40), 10)


def arrival(canvas: Canvas) -> None:
    """A car in the reception bay, lanes painted on the floor."""
    h = canvas.height
    _hall(canvas, "接车区  RECEPTION")
    canvas.poly([(20, h), (64, h), (150, h * 0.86), (128, h * 0.86)], (232, 192, 44))
    canvas.poly([(980, h), (936, h), (850, h * 0.86), (872, h * 0.86)], (232, 192, 44))


def _hall(canvas: Canvas, words: str) -> None:
    h, chance = canvas.height, canvas.dice
    tint, horizon = accent(chance), h * 0.58
    room(canvas, horizon, chance.choice([(206, 204, 200), (178, 182, 186), (196, 188, 176)]), 170)
    canvas.fade((0, h * 0.18, 1000, h * 0.3), lighter(tint, 0.12), darker(tint, 0.12))
    canvas.write((500, h * 0.24), words, 44, (252, 252, 250), anchor="mm")
    window(canvas, (60, h * 0.34, 330, h * 0.53))
    window(canvas, (670, h * 0.34, 940, h * 0.53))
    ground = h * 0.82
    canvas.glow((60, ground - 50, 940, ground + 50), (12, 14, 16), 0.7)
    left = chance.uniform(100, 150)
    paint = car(canvas, left, ground, 760)
    reflection(canvas, (left, ground + 6, left + 760, ground + 130), paint)
