"""The frozen document a report is printed from and a publication consists of.

Promise: a document is **constructed** for its audience from named facts, never stripped of others:
a fact that no line here copies cannot reach a dealer. The dealer's carries no comment, no words of
the visitor's own, no internal photo, no id of a visit, submission or evidence, no moment of the day
and, for a covert visit, no date. The same facts give the same bytes.

Reading order: `VisitFacts` (what may be known), `snapshot` (what is told), `canonical`; the parts
of the document are built in `snapshot_parts`. model.md 4, 5, 10; S4.9; rel 4.13; R2, R24, R31.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from audit.kpi.insights import insights
from audit.visits.snapshot_parts import (
    Photo,
    Text,
    Work,
    items_part,
    knockouts_part,
    kpi_part,
    ledger_part,
    losses_part,
    method_part,
    result_part,
    scenario_part,
    sections_part,
    steps_part,
)

__all__ = ["Dealer", "Photo", "VisitFacts", "Wave", "Work", "canonical", "digest", "snapshot"]

FORMAT = "visit-document/1"
Audience = Literal["quality", "dealer"]


@dataclass(frozen=True, slots=True)
class Dealer:
    """Who was visited."""

    code: str
    names: Text
    region: Text
    city: str


@dataclass(frozen=True, slots=True)
class Wave:
    """The round of the programme that the visit belongs to."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """All that is known of one visit when a document is made.

    `visit` is its id (quality edition only). `visited_on` is the local day; a dealer sees that of a
    covert visit only when `dealer_sees_date` (the programme says `date_precision=day`).
    """

    visit: str
    revision: int
    brand: Text
    programme: Text
    dealer: Dealer
    wave: Wave
    kind: str
    visited_on: date | None
    dealer_sees_date: bool
    issued_on: date
    work: Work


def snapshot(facts: VisitFacts, audience: Audience) -> dict[str, Any]:
    """The document for `audience`, shape `visit-document/1`; numbers are rounded strings (R2)."""
    work, quality = facts.work, audience == "quality"
    document: dict[str, Any] = {
        "format": FORMAT,
        "edition": audience,
        "issued_on": facts.issued_on.isoformat(),
        "brand": dict(facts.brand),
        "programme": dict(facts.programme),
        "dealer": _dealer(facts.dealer),
        "wave": {"code": facts.wave.code, "title": dict(facts.wave.title)},
        "checklist": _checklist(work),
        "scenario": scenario_part(work),
        "kind": facts.kind,
        "date": _date(facts, quality),
        "result": result_part(work),
        "knockouts": knockouts_part(work),
        "sections": sections_part(work),
        "kpi": kpi_part(work),
        "losses": losses_part(work),
        "steps": steps_part(work),
        "items": items_part(work, quality),
        "method": method_part(work),
    }
    if quality:
        document["visit"], document["revision"] = facts.visit, facts.revision
        document["ledger"] = ledger_part(work)
        document["insights"] = insights(work.definition, work.scorecard)
    return document


def canonical(document: dict[str, Any]) -> bytes:
    """The one byte form of a document: keys sorted, no spaces, UTF-8. Its SHA-256 is its name."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes, hex."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _dealer(dealer: Dealer) -> dict[str, Any]:
    return {
        "code": dealer.code,
        "names": dict(dealer.names),
        "region": dict(dealer.region),
        "city": dealer.city,
    }


def _checklist(work: Work) -> dict[str, Any]:
    definition = work.definition
    return {
        "code": definition.code,
        "version": definition.version,
        "hash": definition.version_hash,
        "title": dict(definition.title),
    }


def _date(facts: VisitFacts, quality: bool) -> str | None:
    told = quality or facts.kind != "covert" or facts.dealer_sees_date
    return facts.visited_on.isoformat() if facts.visited_on and told else None
