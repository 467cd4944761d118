"""Trying a checklist out: any document, any answers, nothing kept.

Promise: the same engine as for a visit, with every complaint of a submission told at once. Answers
that do not fit are told and left out; while something is missing, the score so far is that of
policy `exclude` (R4: for previews) and says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audit.checklists.answers import Answer
from audit.checklists.document import Definition
from audit.checklists.rules import applicable
from audit.kpi.frameworks import Framework
from audit.kpi.rollup import FrameworkResult, kpi_results
from audit.problems import Fault
from audit.scoring.fitting import fitting
from audit.scoring.score import score
from audit.scoring.scorecard import Scorecard
from audit.visits.check_answers import check_answers

INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `scorecard` is the real one, or the score so far when `is_preview`."""

    problems: list[Fault]
    applies: Mapping[str, bool]
    scorecard: Scorecard
    is_preview: bool
    missing: tuple[str, ...]
    kpis: tuple[FrameworkResult, ...]


def try_out(
    definition: Definition,
    answers: Mapping[str, Answer],
    scenario: str | None,
    frameworks: Iterable[Framework],
) -> Trial:
    """What these answers would be worth. KPIs of frameworks that are not there are left out."""
    fits = fitting(definition, answers)
    card = score(definition, fits, scenario)
    is_preview = card.status == INCOMPLETE
    shown = score(lenient(definition), fits, scenario) if is_preview else card
    return Trial(
        problems=_problems(definition, answers, scenario),
        applies=applicable(definition, fits, scenario),
        scorecard=shown,
        is_preview=is_preview,
        missing=card.missing,
        kpis=kpi_results(_rollable(definition, frameworks), shown, frameworks),
    )


def lenient(definition: Definition) -> Definition:
    """The definition as it scores what is not all there: missing items stay out (R4)."""
    return replace(definition, scoring=replace(definition.scoring, missing="exclude"))


def _problems(
    definition: Definition, answers: Mapping[str, Answer], scenario: str | None
) -> list[Fault]:
    """What a submission of everything would be refused for; photos count as declared."""
    declared = {photo: code for code, answer in answers.items() for photo in answer.photos}
    return check_answers(
        definition, answers, scenario=scenario, part="correction", manifest=declared
    )


def _rollable(definition: Definition, frameworks: Iterable[Framework]) -> Definition:
    usable = {(each.code, each.version) for each in frameworks if each.is_usable}
    codes = {code for code, _ in usable}
    kept = tuple(
        (code, version)
        for code, version in definition.frameworks
        if (code, version) in usable or (version is None and code in codes)
    )
    return replace(definition, frameworks=kept)
