"""From event to work: what is done later about what was announced (model 10).

Promise: every handler may run twice and does its work once; each runs in a unit of work of its own,
as the tenant of the job. A verb's handlers run in order; a later try runs them all again.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audit.analytics import rescored
from audit.evidence.service import make_missing_copies
from audit.infra.outside import Outside
from audit.infra.post import Post
from audit.infra.sealer import Sealer
from audit.infra.store import Store
from audit.people import invitations, resets
from audit.reports import service as reports
from audit.reports.press import Press
from audit.visits import rescoring
from audit.visits.photos import sweep_photos
from audit.visits.waiting import complete_at_deadline, complete_if_overdue


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a worker works with."""

    store: Store
    press: Press
    post: Post
    sealer: Sealer

    @classmethod
    def of(cls, outside: Outside, press: Press) -> "Workshop":
        """What a worker of this program works with."""
        return cls(outside.store, press, outside.post, outside.sealer)


Handler = Callable[[Workshop, uuid.UUID], None]


def copy_photo(workshop: Workshop, subject: uuid.UUID) -> None:
    """The three copies of a verified photo."""
    make_missing_copies(workshop.store, subject)


def order_quality_edition(_workshop: Workshop, subject: uuid.UUID) -> None:
    """The quality edition of a submitted visit, in every language."""
    reports.order_quality(subject)


def order_dealer_edition(_workshop: Workshop, subject: uuid.UUID) -> None:
    """The dealer edition of a publication, in every language."""
    reports.order_dealer(subject)


def print_report(workshop: Workshop, subject: uuid.UUID) -> None:
    """The PDF that was ordered."""
    reports.print_report(workshop.store, workshop.press, subject)


def sweep_visit(workshop: Workshop, subject: uuid.UUID) -> None:
    """Photos uploaded but never verified, an hour after the submission that counts on them."""
    sweep_photos(workshop.store, subject)


def end_waiting(_workshop: Workshop, subject: uuid.UUID) -> None:
    """The callback deadline has passed."""
    complete_at_deadline(subject)


def end_overdue(_workshop: Workshop, subject: uuid.UUID) -> None:
    """What came after the callback deadline is not waited with any longer."""
    complete_if_overdue(subject)


def send_invitation(workshop: Workshop, subject: uuid.UUID) -> None:
    """The letter with the link that lets somebody in."""
    invitations.send(workshop.post, subject)


def send_reset_link(workshop: Workshop, subject: uuid.UUID) -> None:
    """The letter with the link that sets a password; nothing for nobody."""
    resets.send_link(workshop.post, subject)


def send_reset_code(workshop: Workshop, subject: uuid.UUID) -> None:
    """The short message with the code that sets a password; nothing for nobody."""
    resets.send_code(workshop.post, workshop.sealer, subject)


def rescore(_workshop: Workshop, subject: uuid.UUID) -> None:
    """The next visits of a wave that is scored again; at the end, what it comes to."""
    if rescoring.rescore_some(subject):
        rescoring.finish(subject, rescored.whole_summary(rescored.get_rescoring(subject)))


HANDLERS: Mapping[str, tuple[Handler, ...]] = MappingProxyType(
    {
        "evidence.verified": (copy_photo,),
        "visit.submitted": (order_quality_edition,),
        "visit.published": (order_dealer_edition,),
        "visit.sweep": (sweep_visit, end_overdue),
        "visit.deadline": (sweep_visit, end_waiting),
        "report.requested": (print_report,),
        "rescoring.due": (rescore,),
        "invitation.made": (send_invitation,),
        "reset.link": (send_reset_link,),
        "reset.code": (send_reset_code,),
    }
)
# what the last failed try of a verb leaves behind for people to see
LAST_WORDS: Mapping[str, Callable[[uuid.UUID, str], None]] = MappingProxyType(
    {"report.requested": reports.give_up, "rescoring.due": rescoring.give_up}
)
