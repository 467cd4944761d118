"""What an operator does for a person who cannot come in any more. A command, not a door.

Promise: it stands in the event log of every brand the person belongs to.
"""

import uuid

from audit.infra.db import unit_of_work
from audit.infra.events import record
from audit.people import second_factor
from audit.people.rules import login_key
from audit.people.sessions import find_login
from audit.problems import Problem


def forget_second_factor(login: str) -> uuid.UUID:
    """Take the second factor of whoever logs in as `login` away and end their sessions; answers
    who it was, `person.unknown` for nobody."""
    found = find_login(login_key(login))
    if found is None or not found.tenants:
        raise Problem("person.unknown")
    person_id = uuid.UUID(str(found.person_id))
    for tenant in found.tenants:  # doing it again where it was done already changes nothing
        with unit_of_work(uuid.UUID(tenant["id"])):
            second_factor.forget(person_id)
            record("system", "second_factor.forgotten", person_id)
    return person_id
