"""What every item adds to the score before knock-outs: the losses (R24) seen from below.

Promise: exact, and the start and all contributions sum to the base before section knock-outs, in
every mode: earned points in earn mode (from 0), deductions in deduct mode (from 100), the weighted
answers of a factor index (from 0, R40). Two scorecards can be told apart item by item with it.
"""

from collections.abc import Mapping
from fractions import Fraction

from audit.checklists.document import Definition
from audit.scoring.earning import ZERO
from audit.scoring.factor_index import raw_answer
from audit.scoring.losses import worth
from audit.scoring.scorecard import LedgerLine, Scorecard
from audit.scoring.sums import product, total

FULL = Fraction(100)


def contributions(definition: Definition, scorecard: Scorecard) -> Mapping[str, Fraction]:
    """By item code, what it adds; only items that count. Nothing without a score."""
    lines = [line for line in scorecard.lines if line.counts]
    if scorecard.is_factor_index:
        return {} if scorecard.index is None else _of_index(definition, scorecard, lines)
    if scorecard.base is None:
        return {}
    if definition.scoring.mode == "deduct":
        each = _of_a_deduction(definition, scorecard)
        return {line.item: -product(line.weight, _lost(line), each) for line in lines}
    of_a_point = worth(definition, scorecard.sections)
    return {
        line.item: product(line.weight, line.earned or ZERO, of_a_point[line.section])
        for line in lines
    }


def start(definition: Definition) -> Fraction:
    """Where a score begins before any item: deductions are taken from 100."""
    return FULL if definition.scoring.mode == "deduct" else ZERO


def _lost(line: LedgerLine) -> Fraction:
    return (line.possible or ZERO) - (line.earned or ZERO)


def _of_a_deduction(definition: Definition, scorecard: Scorecard) -> Fraction:
    """How many points of 100 one deducted point costs (R26)."""
    scoring = definition.scoring
    each = FULL / scoring.base
    if scoring.na_in_deduct == "rescale":
        everything = total(i.weight * (i.max or ZERO) for i in definition.items if i.is_scored)
        each = each * everything / total(section.max for section in scorecard.sections)
    return each


def _of_index(
    definition: Definition, scorecard: Scorecard, lines: list[LedgerLine]
) -> Mapping[str, Fraction]:
    live = {each.code for each in scorecard.factors if each.value is not None}
    factors = {s.code: s.weight for s in definition.sections if s.code in live}
    of_all, found = total(factors.values()), {}
    for line in lines:
        within = total(other.weight for other in lines if other.section == line.section)
        raw = raw_answer(definition.item(line.item), line) or ZERO
        share = factors[line.section] / of_all * line.weight / within
        found[line.item] = share * raw * 100
    return found
