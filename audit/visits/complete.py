"""When nothing is left to wait for: the visit is submitted, and scored in the same statement.

Promise: entering `submitted` and having a scorecard are one act (model 3); the scorecard is exact,
names the checklist hash, framework versions and scoring version it was made with, and is never
written again. `complete` does both; `completion` is for a submission, which does them with its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy.orm.attributes import set_committed_value

from audit.checklists.answers import Answer
from audit.checklists.queries import definition_of
from audit.infra.db import Json, db, tenant
from audit.infra.events import Event
from audit.infra.queue import job_args
from audit.kpi.queries import frameworks_for, yardstick_of
from audit.kpi.rollup import FrameworkResult, kpi_results, stored_kpis
from audit.kpi.yardstick import Yardstick, judged
from audit.problems import Problem
from audit.scoring.numbers import rounded
from audit.scoring.result import stored
from audit.scoring.score import SCORING_VERSION, score
from audit.scoring.scorecard import Scorecard
from audit.visits.models import Visit
from audit.visits.statements import COMPLETE
from audit.visits.states import after

Answers = Mapping[str, Answer]


def complete(visit: Visit, answers: Answers, author: str) -> None:
    """Move to `submitted` with the score of `answers`, the revision in force.

    Raises `visit.changed_meanwhile` when somebody moved the visit first.
    """
    state = after(visit.state, "complete")
    yardstick = yardstick_of(visit.wave_id)
    parameters = completion(visit, visit.current_revision, answers, author, yardstick) | {
        "row_version": visit.row_version,
        "before": visit.state,
        "state": state,
    }
    if db.session.execute(COMPLETE, parameters).one_or_none() is None:
        raise Problem("visit.changed_meanwhile")
    set_committed_value(visit, "state", state)
    set_committed_value(visit, "row_version", visit.row_version + 1)


def completion(
    visit: Visit, revision: int, answers: Answers, author: str, yardstick: Yardstick
) -> dict[str, Any]:
    """What a visit is submitted with: the score of `answers`, its job and its log row.

    Targets and weights are those in force now; the scorecard keeps them, so that no later change
    touches what this visit was judged by.
    """
    definition = definition_of(visit.version_hash)
    scorecard = score(definition, answers, visit.scenario)
    frameworks = judged(frameworks_for(definition.frameworks), yardstick)
    kpis = kpi_results(definition, scorecard, frameworks)
    return {
        "tenant": tenant(),
        "visit": visit.id,
        "revision": revision,
        "hash": visit.version_hash,
        "frameworks": named(kpis),
        "scoring_version": SCORING_VERSION,
        "scorecard": orjson.dumps(document_of(scorecard, kpis)).decode(),
        "leaves": orjson.dumps(_leaves(kpis)).decode(),
        "job": job_args(visit.id),
        "submitted": Event(author, "visit.submitted", visit.id, {"revision": revision}).body(),
    }


def document_of(scorecard: Scorecard, kpis: Sequence[FrameworkResult]) -> Json:
    """A scorecard as it is stored: everything of `scoring.result.stored`, and its KPIs."""
    return stored(scorecard) | {"kpi": stored_kpis(kpis, scorecard.dp)}


def named(kpis: Iterable[FrameworkResult]) -> str:
    """The frameworks, versions and chosen weights of a scorecard, a part of its identity."""
    return " ".join(each.name for each in kpis)


def _leaves(frameworks: tuple[FrameworkResult, ...]) -> list[dict[str, str]]:
    """The rows of `visit_kpi`."""
    return [
        {
            "framework": framework.code,
            "leaf": value.code,
            "num": rounded(value.num, 12),
            "den": rounded(value.den, 12),
        }
        for framework in frameworks
        for value in framework.values
        if value.is_leaf and value.den
    ]
