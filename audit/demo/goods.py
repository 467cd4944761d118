"""Parts on the bench."""

from math import cos, pi, sin

from audit.demo.canvas import Canvas, Colour, Point, darker, lighter
from audit.demo.papers import INK, table


def parts(canvas: Canvas) -> None:
    """Parts on the bench: a carton, a filter, a brake disc."""
    h, chance = canvas.height, canvas.dice
    table(canvas)
    base, tone = h * 0.74, chance.choice([(190, 146, 98), (32, 96, 128), (214, 214, 210)])
    _carton(canvas, base, tone)
    _brake_disc(canvas, (760, base - 60))
    _filter(canvas, (690, base + 110))


def _carton(canvas: Canvas, base: float, tone: Colour) -> None:
    chance = canvas.dice
    canvas.glow((60, base - 60, 640, base + 110), (14, 10, 8), 0.6)
    canvas.shade(
        [(120, base - 250), (440, base - 220), (440, base + 50), (120, base + 10)],
        lighter(tone, 0.1),
        darker(tone, 0.1),
    )
    canvas.shade(
        [(440, base - 220), (570, base - 262), (570, base - 10), (440, base + 50)],
        darker(tone, 0.2),
        darker(tone, 0.4),
    )
    canvas.shade(
        [(120, base - 250), (270, base - 296), (570, base - 262), (440, base - 220)],
        lighter(tone, 0.35),
        lighter(tone, 0.15),
    )
    dark = sum(tone) < 400
    canvas.write(
        (280, base - 150), "晨岭原厂配件", 38, (248, 248, 246) if dark else INK, anchor="mm"
    )
    canvas.box((180, base - 110, 380, base - 40), (250, 250, 246))
    for n in range(24):
        canvas.line(
            [(192 + n * 7.4, base - 104), (192 + n * 7.4, base - 58)],
            INK,
            chance.choice((1, 2, 3)),
        )
    canvas.write(
        (280, base - 49),
        f"CL-{chance.randint(1000, 9999)}-{chance.randint(10, 99)}",
        13,
        INK,
        anchor="mm",
    )


def _brake_disc(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    canvas.glow((x - 190, y - 90, x + 210, y + 210), (10, 8, 6), 0.6)
    for radius, tone in (
        (168, (120, 124, 128)),
        (160, (186, 190, 194)),
        (92, (112, 116, 120)),
        (84, (150, 154, 158)),
        (36, (46, 44, 42)),
    ):
        canvas.disc(middle, radius, tone, 0.8)
    for n in range(5):
        angle = n * 2 * pi / 5
        canvas.disc((x + cos(angle) * 60, y + sin(angle) * 48), 9, (48, 46, 44), 0.8)
    canvas.arc(middle, 130, (215, 275), ((226, 229, 232), 7))


def _filter(canvas: Canvas, at: Point) -> None:
    x, y = at
    canvas.glow((x - 110, y - 50, x + 120, y + 50), (10, 8, 6), 0.6)
    canvas.fade((x - 70, y - 120, x + 70, y), (226, 228, 230), (120, 124, 130))
    canvas.box(
        (x - 70, y - 90, x + 70, y - 40),
        canvas.dice.choice([(200, 60, 44), (28, 100, 140), (220, 160, 40)]),
    )
    canvas.disc((x, y - 120), 70, (60, 62, 66), 0.3)
    canvas.disc((x, y - 122), 40, (30, 31, 34), 0.3)
