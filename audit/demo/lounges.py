"""Where customers wait.

Promise: each function draws one scene that is recognisable at the size of a stamp, without people.
"""

from audit.demo.canvas import Canvas, Colour, darker, lighter
from audit.demo.rooms import WOODS, plant, room, window


def lounge(canvas: Canvas) -> None:
    """Sofas, a table and daylight."""
    h, chance = canvas.height, canvas.dice
    horizon = h * 0.56
    cloth = chance.choice(
        [(92, 110, 118), (166, 128, 92), (70, 84, 118), (148, 74, 62), (110, 122, 88)]
    )
    room(canvas, horizon, chance.choice([(190, 164, 132), (186, 186, 180), (160, 138, 116)]), 150)
    window(canvas, (80, h * 0.16, 560, h * 0.5))
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
    plant(canvas, 950, h * 0.72, h * 0.34)
    plant(canvas, 40, h * 0.7, h * 0.26)


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
    wood, top = chance.choice(WOODS), h * 0.58
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
