"""A sheet to draw demo photos on.

Promise: one unit is a thousandth of the width, whatever the format, so that a sofa is a sofa in
landscape and in portrait. Read `Canvas` for what can be drawn; scenes stand in `rooms`, `cars`
and `papers`, the camera in `photos`.
"""

from functools import cache
from itertools import pairwise
from random import Random

from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
_SIMPLIFIED = 2  # the face of the collection with mainland forms


@cache
def _font(pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_PATH), pixels, index=_SIMPLIFIED)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0..1) of `other` in it."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b


def darker(colour: Colour, share: float) -> Colour:
    """`colour` with `share` of night in it."""
    return mix(colour, (8, 10, 16), share)


def lighter(colour: Colour, share: float) -> Colour:
    """`colour` with `share` of day in it."""
    return mix(colour, (255, 255, 252), share)


def curve(points: list[Point], steps: int = 7) -> list[Point]:
    """A smooth line through `points` (Catmull-Rom), its first and last points kept."""
    padded = [points[0], *points, points[-1]]
    found: list[Point] = []
    for i, (one, two) in enumerate(pairwise(points)):
        before, after = padded[i], padded[i + 3]
        for step in range(steps):
            t = step / steps
            found.append(
                (
                    _spline((before[0], one[0], two[0], after[0]), t),
                    _spline((before[1], one[1], two[1], after[1]), t),
                )
            )
    return [*found, points[-1]]


def _spline(values: tuple[float, float, float, float], t: float) -> float:
    a, b, c, d = values
    bend = 2 * a - 5 * b + 4 * c - d
    return 0.5 * (2 * b + (c - a) * t + bend * t * t + (3 * b - a - 3 * c + d) * t**3)


class Canvas:
    """An RGB image of `size` pixels; `height` is its height in units, `dice` its chance."""

    def __init__(self, size: tuple[int, int], dice: Random) -> None:
        self.image = Image.new("RGB", size)
        self.dice = dice
        self._unit = size[0] / 1000
        self.height = size[1] / self._unit
        self._draw = ImageDraw.Draw(self.image)

    def _points(self, points: list[Point]) -> list[Point]:
        return [(x * self._unit, y * self._unit) for x, y in points]

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        x0, y0, x1, y1 = (round(edge * self._unit) for edge in box)
        return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)

    def fade(self, box: Box, top: Colour, bottom: Colour) -> None:
        """A box that runs from `top` to `bottom`."""
        x0, y0, x1, y1 = self._pixels(box)
        self.image.paste(_gradient((x1 - x0, y1 - y0), top, bottom), (x0, y0))

    def poly(self, points: list[Point], colour: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon(self._points(points), colour)

    def shade(self, points: list[Point], top: Colour, bottom: Colour) -> None:
        """A polygon that runs from `top` to `bottom`."""
        outline = self._points(points)
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        x0, y0 = int(min(xs)), int(min(ys))
        size = (int(max(xs)) - x0 + 2, int(max(ys)) - y0 + 2)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x - x0, y - y0) for x, y in outline], 255)
        self.image.paste(_gradient(size, top, bottom), (x0, y0), mask)

    def line(self, points: list[Point], colour: Colour, width: float = 1) -> None:
        """An open line, `width` in units."""
        pixels = max(1, round(width * self._unit))
        self._draw.line(self._points(points), colour, pixels, joint="curve")

    def box(
        self, box: Box, colour: Colour | None, *, radius: float = 0, edge: Colour | None = None
    ) -> None:
        """A rectangle, rounded by `radius`, with an outline if `edge` is given."""
        self._draw.rounded_rectangle(
            self._pixels(box), radius * self._unit, colour, edge, max(1, round(self._unit))
        )

    def disc(self, middle: Point, radius: float, colour: Colour, flat: float = 1) -> None:
        """A filled circle; `flat` below 1 presses it into an ellipse."""
        x, y = middle
        edges = (x - radius, y - radius * flat, x + radius, y + radius * flat)
        self._draw.ellipse(self._pixels(edges), colour)

    def ring(self, middle: Point, radius: float, colour: Colour, width: float = 1) -> None:
        """A circle line."""
        x, y = middle
        edges = self._pixels((x - radius, y - radius, x + radius, y + radius))
        self._draw.ellipse(edges, None, colour, max(1, round(width * self._unit)))

    def arc(self, middle: Point, radius: float, degrees: Point, pen: tuple[Colour, float]) -> None:
        """A part of a circle line, `degrees` clockwise from three o'clock."""
        x, y = middle
        edges = self._pixels((x - radius, y - radius, x + radius, y + radius))
        width = max(1, round(pen[1] * self._unit))
        self._draw.arc(edges, degrees[0], degrees[1], pen[0], width)

    def glow(self, box: Box, colour: Colour, strength: float) -> None:
        """Soft light (or, with a dark colour, a soft shadow) over the ellipse of `box`."""
        x0, y0, x1, y1 = self._pixels(box)
        mask = _soft_ellipse().resize((x1 - x0, y1 - y0), Image.Resampling.BILINEAR)
        mask = mask.point([round(level * strength) for level in range(256)])
        self.image.paste(colour, (x0, y0), mask)

    def write(
        self, at: Point, words: str, size: float, colour: Colour, *, anchor: str = "lm"
    ) -> None:
        """`words` with their `anchor` (Pillow's two letters) at a point, `size` in units."""
        where = (at[0] * self._unit, at[1] * self._unit)
        self._draw.text(where, words, colour, _font(max(8, round(size * self._unit))), anchor)


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    strip = Image.new("RGB", (1, 2), top)
    strip.putpixel((0, 1), bottom)
    column = strip.resize((1, size[1]), Image.Resampling.BILINEAR)
    return column.resize(size, Image.Resampling.NEAREST)


@cache
def _soft_ellipse() -> Image.Image:
    small = Image.new("L", (128, 128))
    ImageDraw.Draw(small).ellipse((26, 26, 102, 102), 255)
    return small.filter(ImageFilter.GaussianBlur(14))
