"""The dealer from outside."""

from audit.demo.canvas import Canvas, darker, lighter, mix
from audit.demo.cars import car
from audit.demo.rooms import accent


def entrance(canvas: Canvas) -> None:
    """The gate and the service drive from outside."""
    h, chance = canvas.height, canvas.dice
    tint, street = accent(chance), h * 0.62
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
    canvas.fade((70, h * 0.2, 950, h * 0.32), lighter(tint, 0.08), darker(tint, 0.2))
    canvas.write((330, h * 0.26), "晨岭汽车", 56, (252, 252, 250), anchor="mm")
    canvas.write((720, h * 0.26), "售后服务中心", 38, lighter(tint, 0.8), anchor="mm")
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
