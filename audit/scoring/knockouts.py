"""Critical items: when they strike and what they do to sections, score and grade (R20 to R23).

Promise: a knock-out only ever lowers; several take the lowest; N/A never triggers one (SC16).
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from audit.checklists.document import Definition, Scoring
from audit.checklists.items import Critical
from audit.scoring.earning import ZERO
from audit.scoring.numbers import shown
from audit.scoring.scorecard import Knockout, LedgerLine

_CAPS_OF_SECTION = ("zero_section", "cap_section")
_CAPS_OF_SCORE = ("zero_overall", "cap_overall")

Struck = tuple[Critical, LedgerLine]


def struck(definition: Definition, lines: Iterable[LedgerLine]) -> list[Struck]:
    """The critical items that fail, in document order, whatever comes of it."""
    pairs = [(definition.item(line.item).critical, line) for line in lines]
    return [(critical, line) for critical, line in pairs if critical and _fails(critical, line)]


def _fails(critical: Critical, line: LedgerLine) -> bool:
    """Earned nothing, or with `below` less than that share (SC25); a penalty when it applies."""
    if line.type == "penalty":
        return line.answer is not None and line.answer.value == "yes" and line.points is not None
    if line.earned is None or line.possible is None:
        return False
    if critical.below is None:
        return line.earned == 0
    return line.earned < critical.below * line.possible


def knockouts(struck_items: Iterable[Struck]) -> tuple[Knockout, ...]:
    """How the scorecard names them."""
    return tuple(
        Knockout(line.item, line.section, critical.effect, critical.value)
        for critical, line in struck_items
    )


def section_caps(struck_items: Iterable[Struck]) -> Mapping[str, Fraction]:
    """By section code, the highest rate it may still count with (R20)."""
    caps: dict[str, Fraction] = {}
    for critical, line in struck_items:
        if critical.effect in _CAPS_OF_SECTION:
            cap = (critical.cap or ZERO) / 100
            caps[line.section] = min(caps.get(line.section, cap), cap)
    return caps


def capped(score: Fraction, struck_items: Iterable[Struck]) -> Fraction:
    """The score under every overall cap: the lowest wins, a cap never raises (R22)."""
    caps = [
        critical.cap or ZERO for critical, _ in struck_items if critical.effect in _CAPS_OF_SCORE
    ]
    return min([score, *caps])


def grade_of(final: Fraction, scoring: Scoring, struck_items: Iterable[Struck]) -> str | None:
    """The grade of the rounded score against lower-inclusive bands, worsened by cap_grade (R23).

    None below the lowest band and without bands; a cap does not lift such a score into a grade.
    """
    read = shown(final, scoring.dp)
    grades = [grade for grade, _ in scoring.grade_bands]
    reached = [index for index, (_, least) in enumerate(scoring.grade_bands) if read >= least]
    if not reached:
        return None
    worst = [
        grades.index(critical.grade or "")
        for critical, _ in struck_items
        if critical.effect == "cap_grade"
    ]
    return grades[max([reached[0], *worst])]
