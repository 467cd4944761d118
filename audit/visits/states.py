"""The state table of a visit (model 3), the one place that says which way a visit may move.

Promise: what is not listed is refused with `visit.wrong_state`. Rows that no part of the product
offers yet are not listed; they come with the part that does.
"""

from collections.abc import Mapping
from types import MappingProxyType

from audit.problems import Problem, Word

PLANNED = "planned"
ASSIGNED = "assigned"
ACCEPTED = "accepted"
IN_PROGRESS = "in_progress"
SUBMITTED = "submitted"
RETURNED = "returned"
APPROVED = "approved"
PUBLISHED = "published"
SECOND_REVIEW = "second_review"
EXPIRED = "expired"
CANCELLED = "cancelled"
VOID = "void"

STATES = (
    PLANNED,
    ASSIGNED,
    ACCEPTED,
    IN_PROGRESS,
    SUBMITTED,
    SECOND_REVIEW,
    RETURNED,
    APPROVED,
    PUBLISHED,
    EXPIRED,
    CANCELLED,
    VOID,
)

TABLE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "assign": {PLANNED: ASSIGNED, EXPIRED: ASSIGNED},
        "start": {ASSIGNED: IN_PROGRESS, ACCEPTED: IN_PROGRESS, EXPIRED: IN_PROGRESS},
        "complete": {IN_PROGRESS: SUBMITTED},
        "approve": {SUBMITTED: APPROVED},
        "publish": {APPROVED: PUBLISHED},
        "void": dict.fromkeys(
            (IN_PROGRESS, RETURNED, SUBMITTED, SECOND_REVIEW, APPROVED, PUBLISHED), VOID
        ),
    }
)
# what reaches a visit in these states is stored and receipted, and moves nothing (model 3)
DEAD = frozenset({CANCELLED, VOID})
# kinds that never count in a wave (model 1)
PRACTICE = frozenset({"self", "calibration"})


def after(state: str, action: str) -> str:
    """The state that `action` leads to; raises `visit.wrong_state` from any other."""
    try:
        return TABLE[action][state]
    except KeyError:
        raise wrong_state(action, state) from None


def wrong_state(action: str, state: str) -> Problem:
    """The refusal of `action` in `state`, to be raised: 409, in words of the reader's language."""
    return Problem("visit.wrong_state", action=Word("action", action), state=Word("state", state))


def receiving(state: str) -> str:
    """The state in which a visit is once something of it has reached us."""
    return state if state == IN_PROGRESS else after(state, "start")
