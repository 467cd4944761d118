"""Cars, from outside and from the driver's seat.

Promise: cars of no make. `car` stands on any scene; `panel`, `dashboard` and `seat` are scenes.
"""

from math import cos, pi, sin

from audit.demo.canvas import Box, Canvas, Colour, Point, curve, darker, lighter, mix

PAINTS: tuple[Colour, ...] = (
    (226, 229, 232),
    (158, 166, 174),
    (44, 58, 84),
    (150, 34, 38),
    (62, 66, 72),
    (38, 92, 108),
    (186, 142, 84),
)
# Side view facing left: hundredths of the length, counted up from the ground.
_ROOFS: tuple[list[Point], ...] = (
    [
        *((1.5, 8), (1, 13), (4, 18), (12, 20.5), (27, 22.5), (41, 31), (55, 33), (70, 31.5)),
        *((84, 26), (95, 24), (98.5, 19), (99, 11), (97.5, 7)),
    ],
    [
        *((1.5, 8), (1, 15), (3, 21), (12, 23.5), (24, 25), (37, 35.5), (52, 37.5), (72, 37)),
        *((88, 34), (95, 26), (98, 20), (98.5, 11), (97.5, 7)),
    ],
)
_GLASS: tuple[tuple[list[Point], list[Point]], ...] = (
    (
        [(31.5, 22.8), (42.5, 30), (54, 31.6), (54, 23)],
        [(56, 23), (56, 31.6), (69, 30.2), (80, 25.6), (79, 23.6)],
    ),
    (
        [(28.5, 25.4), (38.5, 34.2), (52, 36), (52, 25.6)],
        [(54, 25.6), (54, 36), (71, 35.4), (85, 32.6), (87, 26.4)],
    ),
)


def car(canvas: Canvas, left: float, ground: float, length: float) -> Colour:
    """A parked car, wheels on `ground`; answers its paint."""
    paint = canvas.dice.choice(PAINTS)
    shape = canvas.dice.randrange(len(_ROOFS))

    def at(points: list[Point]) -> list[Point]:
        return [(left + x * length / 100, ground - y * length / 100) for x, y in points]

    canvas.shade(at(curve(_ROOFS[shape])), lighter(paint, 0.45), darker(paint, 0.45))
    for pane in _GLASS[shape]:
        canvas.shade(at(pane), (118, 142, 158), (34, 42, 52))
    belt = at([(4, 16.4), (30, 18.4), (70, 18.4), (98, 17.2)])
    canvas.line(curve(belt), lighter(paint, 0.6), length / 300)
    for x in (31, 55, 78):
        canvas.line(at([(x, 22), (x - 1, 8.5)]), darker(paint, 0.6), length / 400)
    canvas.poly(at([(2.5, 18), (11, 20), (10, 17), (3, 15.5)]), (244, 246, 240))
    canvas.poly(at([(97.6, 20.5), (90, 21.5), (91, 18.8), (98.4, 18)]), (186, 24, 30))
    canvas.poly(at([(2, 7.4), (98, 7.4), (96, 5), (4, 5)]), (26, 28, 32))
    for hub in at([(19.5, 7.4), (79, 7.4)]):
        _wheel(canvas, hub, length * 0.078)
    return paint


def _wheel(canvas: Canvas, hub: Point, radius: float) -> None:
    canvas.disc(hub, radius * 1.16, (18, 20, 24))
    canvas.disc(hub, radius, (34, 35, 38))
    canvas.disc(hub, radius * 0.66, (188, 192, 196))
    turn = canvas.dice.uniform(0, 1)
    for spoke in range(5):
        angle = turn + spoke * 2 * pi / 5 + 0.6
        tip = (hub[0] + cos(angle) * radius * 0.6, hub[1] + sin(angle) * radius * 0.6)
        canvas.line([hub, tip], (66, 70, 76), radius * 0.22)
    canvas.disc(hub, radius * 0.16, (210, 213, 216))


def panel(canvas: Canvas) -> None:
    """A door and a wing close by, with dust and a fresh mark."""
    paint, h, chance = canvas.dice.choice(PAINTS), canvas.height, canvas.dice
    canvas.fade((0, 0, 1000, h * 0.22), (64, 76, 88), (28, 34, 42))
    canvas.fade((0, h * 0.2, 1000, h * 0.55), lighter(paint, 0.5), paint)
    canvas.fade((0, h * 0.55, 1000, h), paint, darker(paint, 0.5))
    canvas.fade((0, h * 0.19, 1000, h * 0.215), (20, 22, 26), (40, 44, 48))
    crease = curve([(0, h * 0.57), (400, h * 0.545), (1000, h * 0.56)])
    canvas.line(crease, lighter(paint, 0.55), 5)
    canvas.line([(330, h * 0.2), (345, h * 0.6), (320, h)], darker(paint, 0.7), 4)
    canvas.box(
        (410, h * 0.35, 600, h * 0.395), lighter(paint, 0.2), radius=12, edge=darker(paint, 0.5)
    )
    canvas.glow((440, h * 0.36, 620, h * 0.46), darker(paint, 0.8), 0.35)
    canvas.disc((1010, h * 1.02), 300, (20, 21, 24))
    canvas.disc((1010, h * 1.02), 262, (36, 37, 40))
    canvas.glow((-200, h * 0.2, 900, h * 0.5), (255, 255, 255), 0.28)
    for _ in range(90):
        spot = (chance.uniform(0, 1000), chance.uniform(h * 0.62, h))
        canvas.disc(spot, chance.uniform(1, 4), mix(darker(paint, 0.25), (120, 104, 84), 0.6))
    x, y = chance.uniform(420, 600), h * chance.uniform(0.64, 0.74)
    for n in range(3):
        mark = [(x, y + n * 9), (x + 90, y - 12 + n * 11), (x + 210, y + 4 + n * 8)]
        canvas.line(curve(mark), lighter(paint, 0.8) if sum(paint) < 480 else (70, 70, 72), 2.4)


def dashboard(canvas: Canvas) -> None:
    """Two dials and the odometer."""
    h, chance = canvas.height, canvas.dice
    canvas.fade((0, 0, 1000, h * 0.26), (150, 172, 188), (206, 214, 214))
    canvas.fade((0, h * 0.22, 1000, h), (46, 48, 54), (14, 15, 18))
    hood = curve(
        [(60, h * 0.78), (90, h * 0.36), (300, h * 0.24), (700, h * 0.24), (910, h * 0.36)]
    )
    canvas.shade([*hood, (945, h * 0.78)], (34, 36, 40), (8, 9, 11))
    tint = chance.choice([(92, 196, 236), (240, 150, 60), (120, 226, 176)])
    middle = h * 0.53
    for x, top in ((285, 8), (715, 24)):
        _dial(canvas, (x, middle), top, tint)
    canvas.box(
        (428, middle - 95, 572, middle + 95), (10, 14, 20), radius=14, edge=darker(tint, 0.5)
    )
    canvas.write(
        (500, middle - 62),
        f"{chance.randint(6, 19)}:{chance.randint(10, 59)}",
        26,
        tint,
        anchor="mm",
    )
    canvas.write(
        (500, middle - 8), f"{chance.randint(6_000, 92_000)}", 42, (236, 244, 248), anchor="mm"
    )
    canvas.write((500, middle + 30), "km", 24, (170, 184, 192), anchor="mm")
    canvas.write((500, middle + 70), f"{chance.randint(12, 34)}℃", 22, tint, anchor="mm")
    rim = curve(
        [(-40, h * 1.02), (180, h * 0.83), (500, h * 0.77), (820, h * 0.83), (1040, h * 1.02)]
    )
    canvas.line(rim, (16, 16, 18), 64)
    canvas.line([(x, y - 16) for x, y in rim], (58, 60, 64), 5)
    canvas.glow((350, h * 0.78, 650, h * 1.3), (30, 32, 36), 0.9)


def _dial(canvas: Canvas, middle: Point, top: int, tint: Colour) -> None:
    canvas.glow((middle[0] - 230, middle[1] - 230, middle[0] + 230, middle[1] + 230), tint, 0.16)
    canvas.disc(middle, 138, (12, 13, 16))
    canvas.ring(middle, 138, (120, 126, 132), 4)
    for step in range(17):
        angle = (135 + step * 270 / 16) * pi / 180
        long = step % 2 == 0
        ends = [
            (middle[0] + cos(angle) * r, middle[1] + sin(angle) * r)
            for r in (104 if long else 114, 126)
        ]
        canvas.line(ends, (226, 230, 232), 3 if long else 2)
        if long:
            at = (middle[0] + cos(angle) * 84, middle[1] + sin(angle) * 84)
            canvas.write(
                at, str(step * top // 16 * (10 if top > 8 else 1)), 19, (214, 220, 224), anchor="mm"
            )
    angle = (135 + canvas.dice.uniform(0, 40)) * pi / 180
    canvas.line(
        [middle, (middle[0] + cos(angle) * 108, middle[1] + sin(angle) * 108)], (230, 54, 44), 6
    )
    canvas.disc(middle, 18, (44, 46, 50))


def seat(canvas: Canvas) -> None:
    """The driver's place through the open door: wheel, seat, mat, and no covers on them."""
    h, chance = canvas.height, canvas.dice
    trim = chance.choice([(52, 50, 52), (112, 84, 62), (150, 138, 122), (70, 74, 82)])
    canvas.fade((0, 0, 1000, h * 0.45), (176, 196, 204), (120, 136, 142))
    canvas.fade((0, h * 0.42, 1000, h), (40, 40, 44), (20, 20, 22))
    canvas.shade(
        curve([(0, h * 0.3), (220, h * 0.33), (400, h * 0.45), (420, h * 0.75), (0, h * 0.9)]),
        (58, 60, 64),
        (22, 22, 25),
    )
    _upholstery(canvas, trim)
    _seams(canvas, trim)
    _wheel_rim(canvas, (270, h * 0.42))
    canvas.shade([(60, h), (170, h * 0.84), (520, h * 0.84), (560, h)], (64, 64, 66), (38, 38, 40))
    for row in range(6):
        y = h * (0.86 + row * 0.022)
        canvas.line([(150 - row * 14, y), (520 + row * 6, y)], (48, 48, 50), 2)
    canvas.glow((560, -h * 0.1, 1100, h * 0.5), (255, 252, 240), 0.25)


def _upholstery(canvas: Canvas, trim: Colour) -> None:
    h = canvas.height
    back = curve(
        [
            (640, h * 0.86),
            (610, h * 0.5),
            (640, h * 0.16),
            (760, h * 0.1),
            (900, h * 0.18),
            (930, h * 0.9),
        ]
    )
    canvas.shade(back, lighter(trim, 0.25), darker(trim, 0.3))
    canvas.shade(
        curve(
            [(690, h * 0.14), (700, h * 0.02), (800, h * -0.01), (850, h * 0.05), (850, h * 0.15)]
        ),
        lighter(trim, 0.3),
        darker(trim, 0.2),
    )
    cushion = curve(
        [
            (400, h * 0.72),
            (440, h * 0.66),
            (640, h * 0.64),
            (930, h * 0.72),
            (960, h * 0.86),
            (420, h * 0.86),
            (396, h * 0.78),
        ]
    )
    canvas.shade(cushion, lighter(trim, 0.35), darker(trim, 0.35))


def _seams(canvas: Canvas, trim: Colour) -> None:
    h, thread = canvas.height, lighter(trim, 0.6)
    canvas.line(curve([(690, h * 0.22), (676, h * 0.46), (700, h * 0.66)]), thread, 2)
    canvas.line(curve([(858, h * 0.22), (880, h * 0.46), (870, h * 0.68)]), thread, 2)
    for row in range(4):
        canvas.line(
            [(690, h * (0.3 + row * 0.09)), (872, h * (0.3 + row * 0.09))], darker(trim, 0.3), 3
        )
    canvas.line(curve([(450, h * 0.74), (660, h * 0.71), (900, h * 0.78)]), thread, 2)


def _wheel_rim(canvas: Canvas, hub: Point) -> None:
    x, y = hub
    canvas.glow((x - 240, y - 200, x + 260, y + 280), (6, 6, 8), 0.45)
    canvas.ring(hub, 190, (22, 22, 24), 38)
    canvas.arc(hub, 184, (200, 330), ((92, 94, 98), 5))
    for tip in ((x - 165, y + 20), (x + 165, y + 20), (x, y + 170)):
        canvas.line([hub, tip], (34, 34, 37), 44)
    canvas.disc(hub, 68, (44, 45, 49))
    canvas.ring(hub, 24, (168, 172, 176), 4)


def reflection(canvas: Canvas, box: Box, paint: Colour) -> None:
    """What a polished floor gives back of a car."""
    canvas.glow(box, darker(paint, 0.35), 0.4)
