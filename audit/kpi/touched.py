"""Which KPI leaves a ledger line counts for (R28, R29).

Promise: read from the checklist version alone, so a stored ledger is explained for ever.
"""

from typing import NamedTuple

from audit.checklists.document import Definition
from audit.scoring.numbers import exact


class Touched(NamedTuple):
    """A leaf that an item counts for, and with which weight (R28)."""

    framework: str
    leaf: str
    weight: str


def touched(definition: Definition, item: str, earned: str | None) -> list[Touched]:
    """The leaves that a ledger line counts for, framework by framework; none when it is left out.

    `earned` is the line's, None where it does not count.
    """
    if earned is None:
        return []
    maps = definition.item(item).kpi
    return [
        Touched(framework, leaf, exact(weight))
        for framework, _ in definition.frameworks
        for leaf, weight in maps.get(framework, {}).items()
    ]
