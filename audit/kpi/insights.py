"""What a scorecard means for the people who must act on it.

Promise: read from the stored scorecard and its checklist alone, so the same for ever; nothing here
changes a score. Reading order: `insights`, then one function a question. Bands marked [P] are this
project's (S3.1); the sources give the words without numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from audit.checklists.document import Definition
from audit.scoring.numbers import rounded, shown
from audit.scoring.scorecard import LedgerLine, Scorecard
from audit.scoring.sums import percent, total

FAILING, ACCEPTABLE, GOOD, EXCELLENT = "failing", "acceptable", "good", "excellent"
LEVELS = (FAILING, ACCEPTABLE, GOOD, EXCELLENT)
_ACCEPTABLE, _GOOD, _EXCELLENT = 70, 80, 95  # [P] lower bounds on the printed score (S3.1)
VITAL = Fraction(4, 5)  # the share of lost points that the vital few make up (S3.5)
HYGIENE, MOTIVATOR = "H", "M"
_GAP_WORDS = {-1: "dissatisfied", 0: "satisfied", 1: "delighted"}


class Gap(NamedTuple):
    """Perceived less expected (S0.10): the difference, its sign and the word for it."""

    difference: Fraction
    sign: int
    word: str


@dataclass(frozen=True, slots=True)
class KeyNodes:
    """How many of the key nodes that apply were complied with (S4.3); `rate` on 0..100."""

    passed: int
    total: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Pareto:
    """The fewest items that make up four fifths of what was lost; `share` on 0..100 (S3.5)."""

    share: Fraction | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwoFactor:
    """Failed hygiene items, to be removed first, and missed motivators, to be built (S2.3).

    Without a failed hygiene item nobody is dissatisfied; that is never the same as satisfied.
    """

    dissatisfiers: tuple[str, ...]
    satisfiers: tuple[str, ...]


def insights(definition: Definition, scorecard: Scorecard) -> dict[str, Any]:
    """All of them as JSON, numbers rounded as the scorecard's are."""
    nodes, few = key_nodes(definition, scorecard), pareto(lost_points(definition, scorecard))
    tagged, dp = two_factor(definition, scorecard), scorecard.dp
    return {
        "level": service_level(scorecard),
        "key_nodes": None
        if nodes is None
        else {"passed": nodes.passed, "total": nodes.total, "rate": rounded(nodes.rate, dp)},
        "pareto": {
            "share": None if few.share is None else rounded(few.share, dp),
            "items": list(few.items),
        },
        "dissatisfiers": list(tagged.dissatisfiers),
        "satisfiers": list(tagged.satisfiers),
    }


def service_level(scorecard: Scorecard) -> str | None:
    """The level of the service (S3.1), read from the printed score; None without a score.

    A knock-out that struck is failing at any score; excellent takes a highlight besides.
    """
    if scorecard.final is None:
        return None
    score = shown(scorecard.final, scorecard.dp)
    if scorecard.knockouts or score < _ACCEPTABLE:
        return FAILING
    if score < _GOOD:
        return ACCEPTABLE
    return EXCELLENT if score >= _EXCELLENT and has_highlight(scorecard) else GOOD


def has_highlight(scorecard: Scorecard) -> bool:
    """Whether the visitor saw something beyond expectation: a bonus answered yes (S1.7, S3.1)."""
    return any(
        line.type == "bonus" and line.answer is not None and line.answer.value == "yes"
        for line in scorecard.lines
        if line.state == "answered"
    )


def gap(expected: Fraction, perceived: Fraction) -> Gap:
    """What was met, against what was expected (S0.10); both on one scale."""
    difference = perceived - expected
    sign = (difference > 0) - (difference < 0)
    return Gap(difference, sign, _GAP_WORDS[sign])


def lost_points(definition: Definition, scorecard: Scorecard) -> Mapping[str, Fraction]:
    """By item, what it cost: R24, and in deduct mode, which has no R24, what it took off (R26)."""
    if scorecard.final is None:
        return {}
    deducts = definition.scoring.mode == "deduct"
    lost = {line.item: _deducted(line) if deducts else line.loss for line in scorecard.lines}
    return {item: loss for item, loss in lost.items() if loss}


def _deducted(line: LedgerLine) -> Fraction | None:
    if line.earned is None or line.possible is None:
        return None
    return line.weight * (line.possible - line.earned)


def pareto(losses: Mapping[str, Fraction]) -> Pareto:
    """The fewest items giving at least 80% of the lost points, dearest first (S3.5).

    Equal losses stay in the order given, so that the same scorecard names the same items.
    """
    whole = total(losses.values())
    if not whole:
        return Pareto(None, ())
    chosen: list[str] = []
    running = Fraction(0)
    for item in sorted(losses, key=lambda code: -losses[code]):
        chosen.append(item)
        running += losses[item]
        if running >= VITAL * whole:
            break
    return Pareto(percent(running, whole), tuple(chosen))


def key_nodes(definition: Definition, scorecard: Scorecard) -> KeyNodes | None:
    """The compliance rate of the key nodes that apply (S4.3); None where none does.

    A node is complied with when it earned all its points [P]: half a key operation is none.
    """
    lines = _tagged(scorecard, (item.code for item in definition.items if item.key_node))
    if not lines:
        return None
    passed = sum(line.earned == line.possible for line in lines)
    return KeyNodes(passed, len(lines), Fraction(100 * passed, len(lines)))


def two_factor(definition: Definition, scorecard: Scorecard) -> TwoFactor:
    """The two lists of S2.3: applicable items that earned less than all their points."""
    return TwoFactor(*(_failed(definition, scorecard, tag) for tag in (HYGIENE, MOTIVATOR)))


def _failed(definition: Definition, scorecard: Scorecard, tag: str) -> tuple[str, ...]:
    codes = (item.code for item in definition.items if item.herzberg == tag)
    return tuple(line.item for line in _tagged(scorecard, codes) if line.earned != line.possible)


def _tagged(scorecard: Scorecard, codes: Iterable[str]) -> Sequence[LedgerLine]:
    """The lines of these items that take part in the score; none while it is incomplete."""
    if scorecard.status == "incomplete":
        return ()
    wanted = set(codes)
    return [line for line in scorecard.lines if line.item in wanted and line.counts]
