"""The score added up on paper: the steps from 100 to the final score, and a line an item.

Promise: the figures are those of the document; whoever adds the losses up by hand arrives at the
step that names them. The lines stand in the quality edition only. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.reports.wording import NONE, Said, Words

Json = Mapping[str, Any]
MINUS = "−"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: what it adds, and where the score stands after it."""

    name: str
    effect: str
    after: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One item: how it came to its points, and which KPI leaves it counts for."""

    code: str
    how: Said
    earned: str
    possible: str
    weight: str
    loss: str
    leaves: str


def step_rows(document: Json, words: Words) -> tuple[StepRow, ...]:
    """The steps of the document and where they end; a document of an earlier program has none."""
    steps = document.get("steps", ())
    found = [
        StepRow(words.label(f"step.{each['step']}"), _signed(each, first=not at), each["after"])
        for at, each in enumerate(steps)
    ]
    total = [StepRow(words.label("step.final"), "", steps[-1]["after"])] if steps else []
    return (*found, *total)


def _signed(step: Json, *, first: bool) -> str:
    effect: str = step["effect"]
    if first:
        return ""
    return effect.replace("-", MINUS) if effect.startswith("-") else f"+{effect}"


def ledger_rows(document: Json, words: Words) -> tuple[LedgerRow, ...]:
    """The lines of the quality edition; none in the dealer's."""
    return tuple(_row(each, words) for each in document.get("ledger", ()))


def _row(line: Json, words: Words) -> LedgerRow:
    return LedgerRow(
        code=line["item"],
        how=words.pick(line["explained"]),
        earned=line["points"] or line["earned"] or NONE,
        possible=line["possible"] or NONE,
        weight=line["weight"],
        loss=line["loss"] or NONE,
        leaves=words.label("items.joint").join(line["leaves"]) or NONE,
    )
