"""Keeping frameworks and what visits are judged by: targets, amber limits, weights.

Promise: a framework version and a KPI document are written once; a target or a choice of weights
may change at any time and reaches only visits scored after it (the scorecard keeps its own).
"""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.checklists.models import FrameworkRow, LibraryEntry
from audit.checklists.service import add_entry, add_framework
from audit.checklists.shelf import shipped_frameworks, shipped_parts
from audit.infra.db import Json, db, refusing, tenant
from audit.infra.events import record
from audit.kpi.frameworks import (
    Framework,
    parse_framework,
    parse_weight_set,
    weighted,
)
from audit.kpi.models import CROSSWALK, TWO_FACTOR, WEIGHT_SET, KpiDocument, TargetRow, Weighting
from audit.kpi.queries import newest_document, newest_framework
from audit.people.actor import Actor
from audit.problems import Fault, Problem, refuse

MOST = 100  # the scale of every indicator


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A target for a node of a framework, for one wave or for all; None takes it back.

    Numbers are decimal strings on 0..100.
    """

    framework: str
    leaf: str
    wave_id: uuid.UUID | None
    target: str | None
    amber: str | None


@dataclass(frozen=True, slots=True)
class NewWeighting:
    """The weight set that is to roll a framework up, for one wave or for all; None: its own."""

    framework: str
    wave_id: uuid.UUID | None
    weight_set: str | None


def keep_framework(actor: Actor, document: object) -> FrameworkRow:
    """Keep a framework document as a new version, in the form it was sent.

    Raises `request.invalid` with every fault, `kpi.version_taken` when that version stands with
    other content; the same document again is answered with what stands.
    """
    framework = parse_framework(document)
    kept: Json = dict(document)  # type: ignore[call-overload] # it parsed, so it is an object
    kept["version"] = framework.version
    add_framework(actor.name, kept)
    row = db.session.scalars(
        sa.select(FrameworkRow).where(
            FrameworkRow.code == framework.code, FrameworkRow.version == framework.version
        )
    ).one()
    if row.document != kept:
        raise Problem("kpi.version_taken", name=framework.code, version=framework.version)
    return row


def set_target(actor: Actor, new: NewTarget) -> NewTarget:
    """Set what a node is to reach; without a target the next wider one counts again.

    Two who set it at once leave one row: the later one's. Raises `request.invalid` for a framework
    or node that is not there and an amber limit above the target.
    """
    framework = _framework(new.framework)
    refuse(_target_faults(framework, new))
    key = {"framework": new.framework, "leaf": new.leaf, "wave_id": new.wave_id}
    facts = {"framework": new.framework, "leaf": new.leaf, "wave": str(new.wave_id or "")}
    if new.target is None:
        _remove(TargetRow, key)
        record(actor.name, "target.removed", tenant(), **facts)
        return new
    limits = {"target": _decimal(new.target), "amber": _decimal(new.amber)}
    _upsert(TargetRow, key, limits, "target_unique")
    told = {name: str(value) for name, value in limits.items() if value is not None}
    record(actor.name, "target.set", tenant(), **facts, **told)
    return new


def choose_weights(actor: Actor, new: NewWeighting) -> KpiDocument | None:
    """Choose the weights that roll a framework up; None takes the choice back.

    Raises `kpi.weights_unknown` for a set with unknown weights (S0.4), `request.invalid` for one
    that is not there, of another framework, or naming nodes the framework has not.
    """
    framework = _framework(new.framework)
    key = {"framework": new.framework, "wave_id": new.wave_id}
    facts = {"framework": new.framework, "wave": str(new.wave_id or "")}
    if new.weight_set is None:
        _remove(Weighting, key)
        record(actor.name, "weights.removed", tenant(), **facts)
        return None
    row = _weight_set(framework, new.weight_set)
    chosen = parse_weight_set(row.document)
    weighted(framework, chosen)
    _upsert(Weighting, key, {"weight_set_id": row.id}, "weighting_unique")
    record(actor.name, "weights.chosen", tenant(), **facts, weight_set=f"{row.code}/{row.version}")
    return row


def two_factor() -> KpiDocument:
    """The newest document that explains the hygiene and motivator tags (S2.3)."""
    row = newest_document(TWO_FACTOR)
    if row is None:
        raise Problem("kpi.nothing_shipped")
    return row


def take_stock(actor_name: str) -> None:
    """Give the tenant what this version ships: frameworks, weight sets, crosswalks, the two
    factors, and the parts the shared library begins with. What stands already, stays."""
    shipped = shipped_frameworks()
    for document in shipped["frameworks"]:
        add_framework(actor_name, document)
    keep_documents(shipped)
    known = {(row.kind, row.code) for row in db.session.scalars(sa.select(LibraryEntry))}
    for part in shipped_parts():
        if (part["kind"], part["code"]) not in known:
            add_entry(actor_name, part["kind"], part["code"], part["document"])


def keep_documents(shipped: Json) -> None:
    rows = [
        *(_row(WEIGHT_SET, document) for document in shipped["weight_sets"]),
        *(_row(CROSSWALK, document) for document in shipped["crosswalks"]),
        _row(TWO_FACTOR, shipped["two_factor"]),
    ]
    db.session.execute(insert(KpiDocument).values(rows).on_conflict_do_nothing())


def _row(kind: str, document: Json) -> dict[str, Any]:
    key = {"tenant_id": tenant(), "id": uuid.uuid4(), "kind": kind, "document": document}
    return key | {name: document[name] for name in ("code", "version")}


def _framework(code: str) -> Framework:
    found = newest_framework(code)
    if found is None:
        fault = Fault("kpi.framework_unknown", "/framework", framework=code)
        raise Problem("request.invalid", [fault], count=1)
    return found


def _weight_set(framework: Framework, code: str) -> KpiDocument:
    row = newest_document(WEIGHT_SET, code)
    if row is None or row.document["framework"] != framework.code:
        fault = Fault("kpi.weight_set_unknown", "/weight_set", name=code)
        raise Problem("request.invalid", [fault], count=1)
    return row


def _target_faults(framework: Framework, new: NewTarget) -> list[Fault]:
    target, amber, faults = _decimal(new.target), _decimal(new.amber), []
    if new.leaf not in {node.code for node in framework.nodes}:
        facts = {"framework": framework.code, "leaf": new.leaf}
        faults.append(Fault("kpi.node_unknown", "/leaf", **facts))
    if target is not None and target > MOST:
        faults.append(Fault("document.too_large", "/target", key="target", most=MOST))
    if amber is not None and (target is None or amber > target):
        faults.append(Fault("kpi.amber_above_target", "/amber"))
    return faults


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _remove(table: type[TargetRow | Weighting], key: dict[str, Any]) -> None:
    same = (getattr(table, name).is_not_distinct_from(value) for name, value in key.items())
    db.session.execute(sa.delete(table).where(*same))


def _upsert(
    table: type[TargetRow | Weighting], key: dict[str, Any], values: dict[str, Any], unique: str
) -> None:
    row = {"tenant_id": tenant(), "id": uuid.uuid4()} | key | values
    statement = insert(table).values(row).on_conflict_do_update(constraint=unique, set_=values)
    with refusing({"target_wave_fk": "wave.unknown", "weighting_wave_fk": "wave.unknown"}):
        db.session.execute(statement)
