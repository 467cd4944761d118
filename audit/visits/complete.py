"""When nothing is left to wait for: the visit is submitted, and scored in the same statement.

Promise: entering `submitted` and having a scorecard are one act (model 3); the scorecard is exact,
names the checklist hash, framework versions and scoring version it was made with, and is never
written again. The reviewer's revisions score through the same statement.
"""

from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from audit.checklists.answers import Answer
from audit.checklists.queries import definition_of
from audit.infra.db import db, tenant
from audit.infra.events import Event
from audit.infra.queue import job_args
from audit.kpi.queries import frameworks_for
from audit.kpi.rollup import FrameworkResult, kpi_results, stored_kpis
from audit.problems import Problem
from audit.scoring.numbers import rounded
from audit.scoring.result import stored
from audit.scoring.score import SCORING_VERSION, score
from audit.visits.models import Visit
from audit.visits.states import after

Answers = Mapping[str, Answer]

COMPLETE = sa.text("""
WITH moved AS (
  UPDATE visit SET state = :state, row_version = row_version + 1
   WHERE tenant_id = :tenant AND id = :visit AND row_version = :row_version AND state = :before RETURNING id),
scored AS (
  INSERT INTO scorecard (tenant_id, id, visit_id, revision, checklist_hash, frameworks, scoring_version, purpose, document)
  SELECT :tenant, gen_random_uuid(), :visit, :revision, :hash, :frameworks, :scoring_version, 'official', CAST(:scorecard AS jsonb) FROM moved
  ON CONFLICT ON CONSTRAINT scorecard_unique DO NOTHING),
gone AS (
  DELETE FROM visit_kpi USING moved WHERE tenant_id = :tenant AND visit_id = :visit
     AND NOT (framework, leaf) IN (SELECT * FROM unnest(CAST(:k_frameworks AS text[]), CAST(:k_leaves AS text[])))),
kpis AS (
  INSERT INTO visit_kpi (tenant_id, visit_id, framework, leaf, num, den)
  SELECT :tenant, :visit, u.* FROM moved, unnest(CAST(:k_frameworks AS text[]), CAST(:k_leaves AS text[]),
         CAST(:k_nums AS numeric[]), CAST(:k_dens AS numeric[])) AS u
  ON CONFLICT (tenant_id, visit_id, framework, leaf) DO UPDATE SET num = EXCLUDED.num, den = EXCLUDED.den),
job AS MATERIALIZED (
  SELECT queue.procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'visit.submitted', 0, NULL, NULL,
         CAST(:job AS jsonb), NULL)::queue.procrastinate_job_to_defer_v1]) AS ids FROM moved),
said AS MATERIALIZED (SELECT append_event(:event) AS seq FROM job)
SELECT seq FROM said
""")


def complete(visit: Visit, answers: Answers, author: str) -> None:
    """Move to `submitted` with the score of `answers`, the revision in force.

    Also the receiving request's last statement: state, scorecard, KPI rows, job and log row are one
    statement. Raises `visit.changed_meanwhile` when somebody moved the visit first.
    """
    definition = definition_of(visit.version_hash)
    scorecard = score(definition, answers, visit.scenario)
    kpis = kpi_results(definition, scorecard, frameworks_for(definition.frameworks))
    state = after(visit.state, "complete")
    facts = {"revision": visit.current_revision}
    parameters = {
        "tenant": tenant(),
        "visit": visit.id,
        "row_version": visit.row_version,
        "before": visit.state,
        "state": state,
        "revision": visit.current_revision,
        "hash": visit.version_hash,
        "frameworks": " ".join(f"{f.code}/{f.version}" for f in kpis),
        "scoring_version": SCORING_VERSION,
        "scorecard": orjson.dumps(
            stored(scorecard) | {"kpi": stored_kpis(kpis, scorecard.dp)}
        ).decode(),
        "job": job_args(visit.id),
        "event": Event(author, "visit.submitted", visit.id, facts).body(),
    }
    done = db.session.execute(COMPLETE, parameters | _leaf_columns(kpis)).scalar_one_or_none()
    if done is None:
        raise Problem("visit.changed_meanwhile")
    set_committed_value(visit, "state", state)
    set_committed_value(visit, "row_version", visit.row_version + 1)


def _leaf_columns(frameworks: tuple[FrameworkResult, ...]) -> dict[str, list[Any]]:
    leaves = [
        (framework.code, value)
        for framework in frameworks
        for value in framework.values
        if value.is_leaf and value.den
    ]
    return {
        "k_frameworks": [code for code, _ in leaves],
        "k_leaves": [value.code for _, value in leaves],
        "k_nums": [rounded(value.num, 12) for _, value in leaves],
        "k_dens": [rounded(value.den, 12) for _, value in leaves],
    }
