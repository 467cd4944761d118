"""What was measured, as lines of one table: printed, and kept in docs/performance.md.

Promise: a run replaces the lines of the rows it measured and leaves the others with their dates.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from bench.machine import described, today
from bench.rounds import Pair, quartiles

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- ./dev bench writes from here -->", "<!-- to here -->"
HEAD = "| row | work | ours | baseline | figure | quartiles | target | reached | measured |"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; texts as printed, in the order of `HEAD`."""

    row: str
    work: str
    ours: str
    baseline: str
    figure: str
    quartiles: str
    target: str
    reached: str
    measured: str = ""


def compared(row: str, work: str, pair: Pair, at_most: float | None, unit: str = "ms") -> Line:
    """A line of a pair: medians in `unit` (ms or s), ratio of ours to the baseline."""
    factor = {"ms": 1000, "s": 1}[unit]
    ours, other = (statistics.median(each) * factor for each in (pair.ours, pair.baseline))
    return against(row, work, (f"{ours:.3g} {unit}", f"{other:.3g} {unit}"), pair.ratios, at_most)


def against(
    row: str, work: str, both: tuple[str, str], ratios: Sequence[float], at_most: float | None
) -> Line:
    """A line of ratios; a negative `at_most` means at least so much, None that none was set."""
    low, high = quartiles(ratios)
    ratio = statistics.median(ratios)
    shown = (f"{ratio:.2f}x", f"{low:.2f}-{high:.2f}")
    return Line(row, work, *both, *shown, *_judged(ratio, at_most, "x"))


def absolute(row: str, work: str, value: float, unit: str, at_most: float | None) -> Line:
    """A line without a baseline: `value` in `unit`."""
    return Line(
        row, work, f"{value:.3g} {unit}", "-", "-", "-", *_judged(value, at_most, f" {unit}")
    )


def _judged(value: float, at_most: float | None, unit: str) -> tuple[str, str]:
    if at_most is None:
        return "-", "-"
    reached = value >= -at_most if at_most < 0 else value <= at_most
    sign = ">=" if at_most < 0 else "<="
    return f"{sign} {abs(at_most):g}{unit}", "yes" if reached else "**no**"


def as_text(line: Line) -> str:
    """The line as a line of the page's table, with the day."""
    line = replace(line, measured=line.measured if line.measured not in ("", "-") else today())
    return "| " + " | ".join(astuple(line)) + " |"


def show(lines: Iterable[Line]) -> None:
    """Print lines as they come."""
    for line in lines:
        print(as_text(line), flush=True)


def keep(lines: Sequence[Line]) -> None:
    """Write the lines to the page, the rows in their order, others untouched."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    table, _, after = rest.partition(END)
    fresh = [as_text(each) for each in lines]
    measured = {each.row for each in lines}
    old = [one for one in table.splitlines() if one.startswith("| ") and one != HEAD]
    stay = [one for one in old if one.split("|")[1].strip() not in measured]
    body = sorted(stay + fresh, key=lambda one: one.split("|")[1])
    ruler = "|" + "---|" * (HEAD.count("|") - 1)
    whole = "\n".join(("", "", f"{today()}, {described()}", "", HEAD, ruler, *body, "", ""))
    PAGE.write_text(f"{before}{BEGIN}{whole}{END}{after}", "utf-8")
