"""Papers on a desk.

Promise: papers that look filled in at a glance; no person, plate or real company on any of them.
"""

from math import cos, pi, sin

from audit.demo.canvas import Canvas, Colour, Point, curve, darker, lighter

INK: Colour = (38, 40, 48)
_STAMP: Colour = (206, 44, 40)
_WOODS: tuple[Colour, ...] = ((150, 108, 72), (92, 70, 54), (188, 160, 128), (108, 112, 116))
_JOBS: tuple[tuple[str, int], ...] = (
    ("全合成机油 4L", 428),
    ("机油滤清器", 65),
    ("空气滤清器", 98),
    ("空调滤清器", 128),
    ("前制动片", 560),
    ("制动液", 160),
    ("四轮定位", 260),
    ("火花塞 ×4", 352),
    ("蓄电池检测", 0),
    ("工时费", 220),
    ("雨刮片", 136),
    ("防冻液", 180),
)


def table(canvas: Canvas) -> None:
    wood, h, chance = canvas.dice.choice(_WOODS), canvas.height, canvas.dice
    canvas.fade((0, 0, 1000, h), lighter(wood, 0.15), darker(wood, 0.18))
    for _ in range(46):
        y, bend = chance.uniform(-20, h), chance.uniform(-16, 16)
        grain = darker(wood, chance.uniform(0.05, 0.3))
        canvas.line(
            curve([(0, y), (350, y + bend), (700, y - bend), (1000, y + bend)], 5), grain, 2
        )


def _sheet(canvas: Canvas) -> tuple[float, float, float, float]:
    """A white sheet in the middle of the table; answers its edges."""
    h = canvas.height
    wide = 720 if h > 1000 else 520
    tall = min(wide * 1.38, h * 0.92)
    x0, y0 = 500 - wide / 2, (h - tall) / 2
    box = (x0, y0, x0 + wide, y0 + tall)
    canvas.glow((x0 - 70, y0 - 40, box[2] + 110, box[3] + 80), (16, 12, 8), 0.55)
    canvas.glow((x0 + 100, box[3] - 160, box[2] + 60, box[3] + 60), (16, 12, 8), 0.5)
    canvas.fade(box, (250, 250, 247), (232, 231, 226))
    return box


def quote(canvas: Canvas) -> None:
    """A signed and stamped estimate."""
    table(canvas)
    x0, y0, x1, y1 = _sheet(canvas)
    unit, y = (x1 - x0) / 100, y0
    total = _form(
        canvas, (x0, y0, x1), canvas.dice.choice(["维修估价单", "委托维修单", "维修报价确认单"])
    )
    y = y1 - 30 * unit
    canvas.write((x0 + 8 * unit, y), f"合计：¥{total}.00", 4.2 * unit, INK)
    canvas.write(
        (x0 + 8 * unit, y + 7 * unit),
        f"预计交车：{canvas.dice.randint(10, 17)}:{canvas.dice.choice(('00', '30'))}",
        3.8 * unit,
        INK,
    )
    canvas.write((x0 + 8 * unit, y + 15 * unit), "客户签字：", 3.8 * unit, INK)
    _signature(canvas, (x0 + 28 * unit, y + 15 * unit), unit)
    _stamp(canvas, (x1 - 20 * unit, y + 10 * unit), 13 * unit)
    _pen(canvas, (x1 - 4 * unit, y0 + 30 * unit), unit)


def _form(canvas: Canvas, edges: tuple[float, float, float], title: str) -> int:
    """Title, head and rows of jobs; answers the sum in yuan."""
    x0, y0, x1 = edges
    unit, chance = (x1 - x0) / 100, canvas.dice
    canvas.write((x0 + 50 * unit, y0 + 9 * unit), title, 7 * unit, INK, anchor="mm")
    canvas.write(
        (x0 + 8 * unit, y0 + 18 * unit),
        f"单号 W{chance.randint(10_000, 99_999)}",
        3.4 * unit,
        (90, 92, 98),
    )
    canvas.write(
        (x1 - 8 * unit, y0 + 18 * unit), "晨岭汽车售后服务", 3.4 * unit, (90, 92, 98), anchor="rm"
    )
    jobs = chance.sample(_JOBS, 7)
    top, step = y0 + 23 * unit, 8 * unit
    canvas.box((x0 + 6 * unit, top, x1 - 6 * unit, top + step), (222, 226, 228))
    for row in range(9):
        canvas.line(
            [(x0 + 6 * unit, top + row * step), (x1 - 6 * unit, top + row * step)],
            (120, 122, 126),
            1.4,
        )
    for x in (6, 62, 76, 94):
        canvas.line([(x0 + x * unit, top), (x0 + x * unit, top + 8 * step)], (120, 122, 126), 1.4)
    for row, (name, price) in enumerate([("项目", -1), *jobs]):
        y = top + (row + 0.5) * step
        canvas.write((x0 + 9 * unit, y), name, 3.8 * unit, INK)
        canvas.write(
            (x0 + 69 * unit, y), "数量" if price < 0 else "1", 3.8 * unit, INK, anchor="mm"
        )
        canvas.write(
            (x0 + 92 * unit, y),
            "金额" if price < 0 else f"{price}.00",
            3.8 * unit,
            INK,
            anchor="rm",
        )
    return sum(price for _, price in jobs)


def _signature(canvas: Canvas, at: Point, unit: float) -> None:
    x, y, chance = *at, canvas.dice
    for stroke in range(3):
        start = x + stroke * 7 * unit
        points = [(start + n * 2.6 * unit, y + chance.uniform(-3.4, 3.4) * unit) for n in range(5)]
        canvas.line(curve(points), (32, 48, 110), 0.6 * unit)


def _stamp(canvas: Canvas, middle: Point, radius: float) -> None:
    x, y = middle
    canvas.ring(middle, radius, _STAMP, radius * 0.07)
    star = [
        (x + sin(n * pi / 5) * radius * r, y - radius * 0.08 - cos(n * pi / 5) * radius * r)
        for n, r in enumerate([0.34, 0.14] * 5)
    ]
    canvas.poly(star, _STAMP)
    for n, sign in enumerate("晨岭汽车服务"):
        angle = (-62 + n * 24.8) * pi / 180
        at = (x + sin(angle) * radius * 0.74, y - cos(angle) * radius * 0.74)
        canvas.write(at, sign, radius * 0.26, _STAMP, anchor="mm")
    canvas.write((x, y + radius * 0.52), "业务专用章", radius * 0.23, _STAMP, anchor="mm")


def _pen(canvas: Canvas, at: Point, unit: float) -> None:
    x, y = at
    tip = (x + 6 * unit, y + 42 * unit)
    canvas.line(
        [(x + 2 * unit, y + 1.5 * unit), (tip[0] + 2 * unit, tip[1])], (60, 44, 32), 3 * unit
    )
    canvas.line(
        [at, tip], canvas.dice.choice([(30, 34, 44), (36, 70, 140), (150, 34, 34)]), 2.8 * unit
    )
    canvas.line([tip, (tip[0] + unit, tip[1] + 5 * unit)], (190, 192, 196), 1.4 * unit)


def walkround(canvas: Canvas) -> None:
    """The inspection sheet on a clipboard: an outline of a car with ticks and a mark."""
    table(canvas)
    x0, y0, x1, y1 = _sheet(canvas)
    unit, chance = (x1 - x0) / 100, canvas.dice
    canvas.box(
        (x0 + 36 * unit, y0 - 4 * unit, x0 + 64 * unit, y0 + 4 * unit),
        (140, 144, 150),
        radius=2 * unit,
    )
    canvas.write((x0 + 50 * unit, y0 + 12 * unit), "环车检查单", 7 * unit, INK, anchor="mm")
    _plan(canvas, (x0 + 14 * unit, y0 + 22 * unit), unit)
    for _ in range(chance.randint(1, 3)):
        at = (x0 + chance.uniform(18, 82) * unit, y0 + chance.uniform(24, 54) * unit)
        canvas.ring(at, 3 * unit, _STAMP, 0.7 * unit)
    rows = ("外观漆面", "轮胎轮毂", "灯光玻璃", "车内物品", "油量里程", "备胎工具")
    for row, name in enumerate(rows):
        y = y0 + (66 + row * 8) * unit
        canvas.line(
            [(x0 + 8 * unit, y + 4 * unit), (x1 - 8 * unit, y + 4 * unit)], (170, 172, 176), 1.2
        )
        canvas.write((x0 + 10 * unit, y), name, 4.2 * unit, INK)
        canvas.box((x0 + 60 * unit, y - 2.4 * unit, x0 + 65 * unit, y + 2.4 * unit), None, edge=INK)
        if chance.random() < 0.85:
            tick = [
                (x0 + 60.6 * unit, y),
                (x0 + 62.4 * unit, y + 2 * unit),
                (x0 + 67 * unit, y - 4 * unit),
            ]
            canvas.line(tick, (32, 48, 110), 0.9 * unit)
    _signature(canvas, (x0 + 66 * unit, y1 - 10 * unit), unit * 0.8)
    _pen(canvas, (x0 - 2 * unit, y0 + 50 * unit), unit)


def _plan(canvas: Canvas, at: Point, unit: float) -> None:
    """A car from above, in outline."""
    x, y = at
    canvas.box((x, y, x + 72 * unit, y + 34 * unit), (244, 245, 244), radius=13 * unit, edge=INK)
    canvas.box(
        (x + 22 * unit, y + 5 * unit, x + 54 * unit, y + 29 * unit),
        (226, 230, 232),
        radius=6 * unit,
        edge=INK,
    )
    canvas.line([(x + 38 * unit, y), (x + 38 * unit, y + 34 * unit)], INK, 0.4 * unit)
    for wheel in (10, 54):
        for edge in (-2, 33):
            canvas.box(
                (x + wheel * unit, y + edge * unit, x + (wheel + 9) * unit, y + (edge + 3) * unit),
                INK,
            )


def bill(canvas: Canvas) -> None:
    """A printed bill: a narrow slip or a settlement form."""
    table(canvas)
    if canvas.dice.random() < 0.5:
        x0, y0, x1, y1 = _sheet(canvas)
        unit = (x1 - x0) / 100
        total = _form(canvas, (x0, y0, x1), "维修结算单")
        canvas.write(
            (x1 - 8 * unit, y1 - 28 * unit), f"实收：¥{total}.00", 5.4 * unit, INK, anchor="rm"
        )
        _stamp(canvas, (x0 + 26 * unit, y1 - 18 * unit), 13 * unit)
        return
    _slip(canvas)


def _slip(canvas: Canvas) -> None:
    h, chance = canvas.height, canvas.dice
    wide = 430 if h > 1000 else 300
    x0, y0, x1, y1 = 500 - wide / 2, h * 0.04, 500 + wide / 2, h * 0.96
    unit = wide / 100
    canvas.glow((x0 - 60, y0 - 30, x1 + 90, y1 + 60), (16, 12, 8), 0.6)
    canvas.fade((x0, y0, x1, y1), (252, 252, 250), (228, 228, 224))
    canvas.write((500, y0 + 14 * unit), "晨岭汽车", 10 * unit, INK, anchor="mm")
    canvas.write((500, y0 + 25 * unit), "结算小票", 7 * unit, INK, anchor="mm")
    jobs = chance.sample(_JOBS, 8)
    step = (y1 - y0 - 85 * unit) / 8
    for row, (name, price) in enumerate(jobs):
        y = y0 + 40 * unit + row * step
        canvas.write((x0 + 8 * unit, y), name, 6 * unit, INK)
        canvas.write((x1 - 8 * unit, y), f"{price}.00", 6 * unit, INK, anchor="rm")
    y = y1 - 40 * unit
    for n in range(20):
        canvas.line([(x0 + (6 + n * 4.5) * unit, y), (x0 + (8 + n * 4.5) * unit, y)], INK, 2)
    canvas.write((x0 + 8 * unit, y + 9 * unit), "合计", 8 * unit, INK)
    canvas.write(
        (x1 - 8 * unit, y + 9 * unit), f"¥{sum(p for _, p in jobs)}.00", 8 * unit, INK, anchor="rm"
    )
    for n in range(34):
        x = x0 + (12 + n * 2.2) * unit
        canvas.line([(x, y + 18 * unit), (x, y + 30 * unit)], INK, chance.choice((1, 2, 4)))
