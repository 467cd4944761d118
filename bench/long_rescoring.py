"""A shadow score of a wave of 10,000 visits: two workers, progress seen on the way.

Measured: seconds from the order to `done`, of the shipped svc-visit checklist under a published
next version in which half of the points and weights are others. Target: under 120 s on two cores
(issue 4). The visits are written straight into the tables, a hundred different sets of answers.
"""

import random
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Flask

from audit.analytics import rescored
from audit.checklists import service as checklists
from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.items import Item
from audit.checklists.models import ChecklistVersion
from audit.checklists.shelf import shipped_checklists
from audit.infra.db import db, unit_of_work
from audit.kpi.queries import frameworks, frameworks_for
from audit.kpi.rollup import kpi_results
from audit.scoring.score import score
from audit.visits import assign
from audit.visits.complete import document_of
from audit.visits.models import Wave
from audit.visits.rescoring import order_rescoring
from tests.reliability.long_form import told_after
from tests.reliability.rig import worker
from tests.world import TODAY, World, make_world

SETS, DEALERS = 100, 3
ADD = sa.text("""
WITH made AS (
  INSERT INTO visit (tenant_id, id, wave_id, dealer_id, visitor_id, kind, scenario, window_opens,
                     window_closes, version_hash, state, current_revision)
  SELECT :tenant, gen_random_uuid(), :wave, :dealer, :visitor, 'covert', 'paid', :day, :day, :hash,
         'approved', 1 FROM generate_series(1, :times) RETURNING id),
revised AS (
  INSERT INTO revision (tenant_id, id, visit_id, number, answers, cause, author, changed,
                        created_at)
  SELECT :tenant, gen_random_uuid(), id, 1, CAST(:answers AS jsonb), 'onsite', 'bench', '{}',
         now() FROM made RETURNING visit_id)
INSERT INTO scorecard (tenant_id, id, visit_id, revision, checklist_hash, frameworks,
                       scoring_version, purpose, document)
SELECT :tenant, gen_random_uuid(), visit_id, 1, :hash, 'core4/1', 1, 'official',
       CAST(:document AS jsonb) FROM revised
""")


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of it: `looks` is how often progress was asked and had moved."""

    visits: int
    seconds: float
    looks: int
    dealers: int
    faults: list[str]


def rescored_under_load(app: Flask, _folder: Path, visits: int) -> Seen:
    """Fill a wave, order the shadow, let two workers do it."""
    world, dice = make_world(app), random.Random(4)  # noqa: S311 -- the same answers every time
    first, second = _versions(world)
    wave = _wave(world, first)
    definition = parse(orjson.loads(first.arranged))
    for number in range(SETS):
        facts = {"wave": wave, "dealer": world.dealers[number % DEALERS]}
        _fill(world, definition, _answers(definition, dice), facts | {"times": visits // SETS})
    began, looks, faults, before = time.monotonic(), 0, [], 0
    with unit_of_work(world.tenant_id):
        ordered = order_rescoring(world.actors["quality_manager"], wave, second).id
    workers = [worker(app), worker(app)]
    try:
        while (seen := _look(world, ordered))[0] not in ("done", "failed"):
            looks += seen[1] > before
            if seen[1] < before:
                faults.append(f"progress went back from {before} to {seen[1]}")
            before = seen[1]
            time.sleep(1)
        seconds = time.monotonic() - began
    finally:
        for process in workers:
            process.terminate()
            process.wait(30)
    if seen != ("done", visits):
        faults.append(f"it ended as {seen}")
    with unit_of_work(world.tenant_id):
        summary = rescored.get_rescoring(ordered).summary or {}
    return Seen(visits, round(seconds, 1), looks, summary.get("dealers", 0), faults)


def _look(world: World, rescoring: uuid.UUID) -> tuple[str, int]:
    with unit_of_work(world.tenant_id):
        found = rescored.progress(rescored.get_rescoring(rescoring))
        return found.rescoring.state, found.done


def _versions(world: World) -> tuple[ChecklistVersion, uuid.UUID]:
    (document,) = [each for each in shipped_checklists() if each["code"] == "svc-visit"]
    newer = orjson.loads(orjson.dumps(document)) | {"version": document["version"] + 1}
    for number, section in enumerate(newer["sections"]):
        section["weight"] = str(int(section["weight"]) + number)
        for item in section["items"][::2]:
            if "max" in item and item["type"] == "binary":
                item["max"] = str(2 * int(item["max"]))
    with unit_of_work(world.tenant_id):
        rows = [checklists.draft_version("system", each) for each in (document, newer)]
        for row in rows:
            checklists.publish("system", row.id, frameworks(), row.row_version)
    return rows[0], rows[1].id


def _wave(world: World, version: ChecklistVersion) -> uuid.UUID:
    days = (TODAY, TODAY + timedelta(days=30), TODAY + timedelta(days=33))
    with unit_of_work(world.tenant_id):
        first = db.session.get_one(Wave, (world.tenant_id, world.wave_id))
        new = assign.NewWave(
            first.programme_id, "many", {"zh-CN": "多", "en": "Many"}, *days, version.hash
        )
        return assign.open_wave(world.actors["planner"], new).id


def _fill(
    world: World, definition: Definition, answers: dict[str, Any], facts: dict[str, Any]
) -> None:
    card = score(definition, parse_answers(answers), "paid")
    with unit_of_work(world.tenant_id):
        kpis = kpi_results(definition, card, frameworks_for(definition.frameworks))
        db.session.execute(
            ADD,
            facts
            | {
                "tenant": world.tenant_id,
                "visitor": world.visitor_id,
                "day": TODAY,
                "hash": definition.version_hash,
                "answers": orjson.dumps(answers).decode(),
                "document": orjson.dumps(document_of(card, kpis)).decode(),
            },
        )


def _answers(definition: Definition, dice: random.Random) -> dict[str, Any]:
    return {item.code: {"v": _value(item, dice)} for item in definition.items}


def _value(item: Item, dice: random.Random) -> str | list[str]:
    if item.type in ("multi_deduct", "multi_earn"):
        return [code for code in item.labels if dice.random() < 0.5]
    if item.labels:
        return dice.choice(list(item.labels))
    if item.low is not None and item.high is not None:
        return str(dice.randint(int(item.low), int(item.high)))
    if item.takes_number:
        return str(dice.randint(0, 9))
    if item.type == "observe":
        return "2026-11-22" if item.answer == "date" else "10:30"
    return dice.choice(("yes", "yes", "no"))


if __name__ == "__main__":
    told_after("shadow", rescored_under_load, 10_000)
