"""What every item cost (R24).

Promise: the base before section knock-outs and the sum of all exact losses make 100. Deduct mode
has no such base, so it has no losses.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from audit.checklists.document import Definition
from audit.scoring.earning import ZERO
from audit.scoring.scorecard import LedgerLine, SectionScore
from audit.scoring.sections import all_points, live_weight
from audit.scoring.sums import product


def with_losses(
    definition: Definition, lines: Sequence[LedgerLine], scores: Sequence[SectionScore]
) -> tuple[LedgerLine, ...]:
    """The lines with their loss points; only where something counts."""
    if definition.scoring.mode == "deduct":
        return tuple(lines)
    of_a_point = worth(definition, scores)
    return tuple(_with_loss(line, of_a_point[line.section]) for line in lines)


def _with_loss(line: LedgerLine, worth: Fraction) -> LedgerLine:
    if line.earned is None or line.possible is None:
        return line
    if line.earned is line.possible:  # the usual answer; nothing to subtract
        return line._replace(loss=ZERO)
    return line._replace(loss=product(line.weight, line.possible - line.earned, worth))


def worth(definition: Definition, scores: Sequence[SectionScore]) -> Mapping[str, Fraction]:
    """By section, how many points of the base one weighted point of it is worth."""
    if definition.scoring.overall == "pooled":
        return dict.fromkeys((each.code for each in scores), Fraction(100) / all_points(scores))
    live = live_weight(definition.sections, scores)
    return {
        each.code: section.weight / live / each.max * 100 if each.max else ZERO
        for section, each in zip(definition.sections, scores, strict=True)
    }
