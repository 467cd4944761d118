"""Points and rates of the sections (R16, R17, R20).

Promise: weighted sums of what counts; a section without a live item has no rate, not a rate of 0.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from audit.checklists.document import Definition, Section
from audit.scoring.earning import ZERO
from audit.scoring.scorecard import LedgerLine, SectionScore


def section_scores(
    definition: Definition, lines: Sequence[LedgerLine], caps: Mapping[str, Fraction]
) -> tuple[SectionScore, ...]:
    """Points (R16), rate (R17) and rate after knock-outs (R20) of every section, in order."""
    got = {section.code: ZERO for section in definition.sections}
    most = dict(got)
    for line in lines:
        if line.earned is not None and line.possible is not None:
            got[line.section] += line.weight * line.earned
            most[line.section] += line.weight * line.possible
    return tuple(
        _section_score(section.code, got[section.code], most[section.code], caps)
        for section in definition.sections
    )


def _section_score(
    code: str, got: Fraction, most: Fraction, caps: Mapping[str, Fraction]
) -> SectionScore:
    if most == 0:
        return SectionScore(code, got, most, None, None)
    rate = got / most
    return SectionScore(code, got, most, rate, min(rate, caps.get(code, rate)))


def all_points(scores: Sequence[SectionScore]) -> Fraction:
    """The maximum of all sections together."""
    return sum((each.max for each in scores), ZERO)


def live_weight(sections: Sequence[Section], scores: Sequence[SectionScore]) -> Fraction:
    """The weight of the sections that have a rate (R19)."""
    pairs = zip(sections, scores, strict=True)
    return sum((section.weight for section, each in pairs if each.rate is not None), ZERO)
