"""Two versions of a checklist compared by what they share (R38).

Promise: only items whose key and definition hash are equal and that were scored in both are
compared; the headline of all items stands beside it, so that nobody takes one for the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from audit.scoring.sums import total


class ScoredItem(NamedTuple):
    """An item as scored under one version: weighted points earned and possible."""

    key: str
    definition_hash: str
    earned: Fraction
    possible: Fraction


@dataclass(frozen=True, slots=True)
class Comparison:
    """Percentages before and after: over all items (`headline`) and over the shared ones.

    `delta` is the like-for-like change; None where the versions share nothing that was scored.
    """

    shared: tuple[str, ...]
    headline: tuple[Fraction | None, Fraction | None]
    like_for_like: tuple[Fraction | None, Fraction | None]
    delta: Fraction | None


def compare(before: Sequence[ScoredItem], after: Sequence[ScoredItem]) -> Comparison:
    """What changed from one version to the next; `shared` in the order of the first."""
    old, new = _by_key(before), _by_key(after)
    shared = tuple(
        key
        for key, item in old.items()
        if key in new and new[key].definition_hash == item.definition_hash
    )
    pair = _percent([old[key] for key in shared]), _percent([new[key] for key in shared])
    delta = None if pair[0] is None or pair[1] is None else pair[1] - pair[0]
    return Comparison(shared, (_percent(before), _percent(after)), pair, delta)


def _by_key(items: Sequence[ScoredItem]) -> Mapping[str, ScoredItem]:
    return {item.key: item for item in items if item.possible}


def _percent(items: Sequence[ScoredItem]) -> Fraction | None:
    possible = total(item.possible for item in items)
    return total(item.earned for item in items) / possible * 100 if possible else None
