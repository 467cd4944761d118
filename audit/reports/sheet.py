"""What a printed visit report is made of: plain values for the template, in print order.

Promise: every text is final, every figure is a figure of the document; the template only places
them. Read `Report`, which stands last; `documents` fills it.
"""

from dataclasses import dataclass

from audit.reports.chapters import Chapter
from audit.reports.ledgers import LedgerRow, StepRow
from audit.reports.wording import Said, Words

HASH_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the cover; a wide one stands alone in its row."""

    name: str
    value: Said
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Band:
    """One grade on the scale: where it begins and ends, in points of 100."""

    grade: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Knockout:
    """An item that struck, and in words what it did."""

    code: str
    text: Said
    effect: str


@dataclass(frozen=True, slots=True)
class Result:
    """The result box. `score` is None when there is none; `remark` then says why."""

    score: str | None
    grade: str
    remark: str | None
    figures: tuple[tuple[str, str], ...]
    bands: tuple[Band, ...]
    knockouts: tuple[Knockout, ...]


@dataclass(frozen=True, slots=True)
class SectionBar:
    """One section: `rate` of its points, `counted` after knock-outs (both percent, or None)."""

    title: Said
    weight: str
    points: str
    rate: str | None
    counted: str | None
    chain: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """One of the costliest items; `bar` is its width against the largest, 0 to 100."""

    code: str
    text: Said
    loss: str
    cumulative: str
    bar: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """One line of a framework's table."""

    title: Said
    code: str
    indent: int
    is_node: bool
    value: str | None
    target: str | None
    status: str
    symbol: str
    coverage: str
    low_coverage: bool


@dataclass(frozen=True, slots=True)
class KpiTable:
    """One framework."""

    heading: Said
    rows: tuple[Kpi, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a visit report prints. `words` gives the template its labels."""

    words: Words
    title: str
    issued_on: str
    quality: bool
    hash: str
    brand: Said
    dealer: Said
    wave: Said
    checklist: Said
    facts: tuple[tuple[Fact, ...], ...]
    result: Result
    sections: tuple[SectionBar, ...]
    steps: tuple[StepRow, ...]
    losses: tuple[Loss, ...]
    factors: tuple[tuple[str, str], ...]
    kpis: tuple[KpiTable, ...]
    chapters: tuple[Chapter, ...]
    ledger: tuple[LedgerRow, ...]
    method: tuple[str, ...]

    @property
    def short_hash(self) -> str:
        """What the footer shows of the document's hash, in groups of four."""
        shown = self.hash[:HASH_SHOWN]
        return " ".join(shown[at : at + 4] for at in range(0, HASH_SHOWN, 4))
