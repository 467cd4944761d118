"""A ledger as the desk tells it: every line explained, the KPI leaves it touches, what it means.

Promise: the numbers are those of the scorecard; what is added is read from the checklist version it
was made under. One shape for a stored visit and for a trial.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from audit.api.language import reader_language
from audit.checklists.document import Definition
from audit.kpi.insights import insights
from audit.kpi.touched import touched
from audit.scoring.explain import explained
from audit.scoring.scorecard import Scorecard
from audit.scoring.steps import shown_steps

Json = dict[str, Any]


def ledger_parts(
    definition: Definition, scorecard: Scorecard, lines: Sequence[Mapping[str, Any]]
) -> Json:
    """`lines` (as `scoring.result.ledger` or a stored scorecard has them), `steps`, `insights`."""
    language = reader_language(request)
    told = [
        {
            **line,
            "explained": explained(line).say(language),
            "kpi": [each._asdict() for each in touched(definition, line["item"], line["earned"])],
        }
        for line in lines
    ]
    return {
        "lines": told,
        "steps": [step._asdict() for step in shown_steps(definition, scorecard)],
        "insights": insights(definition, scorecard),
    }
