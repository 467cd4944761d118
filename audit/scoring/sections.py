"""Points and rates of the sections (R16, R17, R20).

Promise: weighted sums of what counts; a section without a live item has no rate, not a rate of 0.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from audit.checklists.document import Definition, Section
from audit.scoring.scorecard import LedgerLine, SectionScore
from audit.scoring.sums import dot, total


def section_scores(
    definition: Definition, lines: Sequence[LedgerLine], caps: Mapping[str, Fraction]
) -> tuple[SectionScore, ...]:
    """Points (R16), rate (R17) and rate after knock-outs (R20) of every section, in order."""
    own: dict[str, list[LedgerLine]] = {section.code: [] for section in definition.sections}
    for line in lines:
        own[line.section].append(line)
    return tuple(_section_score(code, own[code], caps.get(code)) for code in own)


def _section_score(code: str, lines: Sequence[LedgerLine], cap: Fraction | None) -> SectionScore:
    got = dot((line.weight, line.earned) for line in lines if line.earned is not None)
    most = dot((line.weight, line.possible) for line in lines if line.possible is not None)
    if most == 0:
        return SectionScore(code, got, most, None, None)
    rate = got / most
    return SectionScore(code, got, most, rate, rate if cap is None else min(rate, cap))


def all_points(scores: Sequence[SectionScore]) -> Fraction:
    """The maximum of all sections together."""
    return total(each.max for each in scores)


def live_weight(sections: Sequence[Section], scores: Sequence[SectionScore]) -> Fraction:
    """The weight of the sections that have a rate (R19)."""
    pairs = zip(sections, scores, strict=True)
    return total(section.weight for section, each in pairs if each.rate is not None)
