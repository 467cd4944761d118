"""The factor index of a survey on 1000 points (R40).

Promise: raw answers from 1 to 10 times 100, so that 10 everywhere is 1000; a yes/no fact counts its
positive answer as 10 and the other as 1. Rates by R7 play no part.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from audit.checklists.decimals import decimal
from audit.checklists.document import Definition
from audit.checklists.items import Item
from audit.scoring.earning import ZERO
from audit.scoring.lines import missing_items
from audit.scoring.scorecard import FactorScore, LedgerLine, Scorecard
from audit.scoring.sections import section_scores
from audit.scoring.sums import dot, total

Weighted = tuple[Fraction, Fraction | None]


def weighted_mean(pairs: Iterable[Weighted]) -> Fraction | None:
    """Mean of the known values by their weights; None when no weight is left."""
    known = [(weight, value) for weight, value in pairs if value is not None]
    whole = total(weight for weight, _ in known)
    return dot(known) / whole if whole else None


def factor(attributes: Iterable[Weighted]) -> Fraction | None:
    """A factor on 0..1000 from (weight, mean on 1..10) of its attributes."""
    mean = weighted_mean(attributes)
    return None if mean is None else mean * 100


def index_scorecard(definition: Definition, lines: Sequence[LedgerLine]) -> Scorecard:
    """The scorecard of a survey: factors and index in place of base, final and grade."""
    missing = missing_items(definition, lines)
    is_open = bool(missing) and definition.scoring.missing == "reject"
    factors = tuple(_factor_score(definition, lines, s.code) for s in definition.sections)
    weights = [section.weight for section in definition.sections]
    index = weighted_mean(zip(weights, [each.value for each in factors], strict=True))
    done = "final" if index is not None else "no_score"
    return Scorecard(
        status="incomplete" if is_open else done,
        sections=section_scores(definition, lines, {}),
        base=None,
        bonus=ZERO,
        penalty=ZERO,
        knockouts=(),
        final=None,
        grade=None,
        chain=None,
        missing=missing,
        lines=tuple(lines),
        dp=definition.scoring.dp,
        factors=factors,
        index=None if is_open else index,
        is_factor_index=True,
    )


def _factor_score(definition: Definition, lines: Sequence[LedgerLine], section: str) -> FactorScore:
    own = [line for line in lines if line.section == section and line.earned is not None]
    pairs = [(line.weight, raw_answer(definition.item(line.item), line)) for line in own]
    return FactorScore(section, factor(pairs))


def raw_answer(item: Item, line: LedgerLine) -> Fraction | None:
    """The answer on 1..10, a yes/no fact as 10 or 1; None without a number."""
    value = line.answer.value if line.answer else None
    if item.type == "binary":
        return Fraction(10 if value == item.positive else 1)
    return decimal(value)
