"""An appeal that was upheld: answers replaced, the visit scored again under its version (R39).

Promise: both scorecards are kept and neither is changed; the definition is the one the visit was
made under, never a newer one.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from audit.checklists.answers import Answer
from audit.checklists.document import Definition
from audit.scoring.score import score
from audit.scoring.scorecard import Scorecard


class Rescored(NamedTuple):
    """The visit as it stood and as it stands after the appeal."""

    before: Scorecard
    after: Scorecard

    @property
    def delta(self) -> Fraction | None:
        """How far the final score moved; None where one of them has none."""
        if self.before.final is None or self.after.final is None:
            return None
        return self.after.final - self.before.final


def rescore(
    definition: Definition,
    answers: Mapping[str, Answer],
    upheld: Mapping[str, Answer],
    scenario: str | None = None,
) -> Rescored:
    """The scorecards without and with the `upheld` answers in place of those appealed against."""
    return Rescored(
        score(definition, answers, scenario), score(definition, {**answers, **upheld}, scenario)
    )
