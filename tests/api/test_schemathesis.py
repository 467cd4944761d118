"""T-D4: every operation, four roles, generated requests, a served program; nothing undocumented.

A short form, the same at each run. The long one: `FUZZ_CASES=5000 ./dev test
tests/api/test_schemathesis.py`. Half of the ids in addresses are made up, half are real ones, or
nothing would ever get past 404.
"""

import hashlib
import os
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from audit.infra import excel
from audit.infra.clock import now
from audit.infra.db import db, unit_of_work
from audit.people.actor import Membership
from audit.people.models import Person, SessionRow
from tests.api.stock import Stock, grant
from tests.serving import serving
from tests.tiny import checklist_document
from tests.workbooks import workbook_bytes

ROLES = ("tenant_admin", "planner", "quality_manager", "visitor")
DOCUMENTED = (
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "status_code_conformance",
)
# documented, and right here: no worker prints or copies, no gateway for messages is set up
NOT_HERE = {"report.not_ready", "evidence.copy_not_ready", "sms.not_set_up", "mail.not_set_up"}
# what gunicorn itself says of an address or a header line longer than it reads
BEFORE_US = {414, 431}
CREDENTIALS = {"authorization", "cookie", "x-csrf-token"}
# what this media type is made of nobody can guess: a workbook, or anything else under its name
schemathesis.openapi.media_type(
    excel.MEDIA_TYPE,
    st.one_of(st.just(workbook_bytes(checklist_document("fuzzed"))), st.binary(max_size=200)),
)
CASES = int(os.environ.get("FUZZ_CASES", "600"))


@pytest.fixture(scope="module")
def address(stock: Stock) -> Iterator[str]:
    """The served program, on the database of `stock`."""
    # four people with every role of the desk between them, or half the doors would never open
    with stock.world.app.app_context(), unit_of_work(stock.world.tenant_id):
        for role, more in (("tenant_admin", "publisher"), ("planner", "reviewer")):
            grant(stock.world.actors[role].person_id, Membership(more, "tenant"))
    with serving(stock.world.app) as server:
        yield f"http://127.0.0.1:{server.port}"


def token(stock: Stock, role: str) -> str:
    """A new session of the role's person: some operations end the one they come with."""
    fresh, person_id, at = uuid.uuid4().hex, stock.world.actors[role].person_id, now()
    with unit_of_work(stock.world.tenant_id):
        epoch = db.session.scalars(sa.select(Person.epoch).where(Person.id == person_id)).one()
        row = SessionRow(
            person_id=person_id,
            device="fuzz",
            token_hash=hashlib.sha256(fresh.encode()).digest(),
            created_at=at,
            expires_at=at + timedelta(days=1),
            epoch=epoch,
            second_factor=True,  # one of the operations makes every session of the desk need it
        )
        db.session.add(row)
    return fresh


def some_of_ours(case: Any, stock: Stock, real: bool) -> None:
    """Come with our token alone, and often with ids of things that are there."""
    case.cookies = {}
    for name in [each for each in case.headers if each.lower() in CREDENTIALS]:
        del case.headers[name]
    for name in case.path_parameters if real else ():
        if name in stock.ids:
            case.path_parameters[name] = stock.ids[name]


def is_broken(response: Any) -> bool:
    """Whether the server failed, and did not only ask to come again."""
    if response.status_code < 500:
        return False
    return response.json()["code"] not in NOT_HERE


def short(failure: BaseException) -> str:
    """What failed, without pages of the request."""
    inner = getattr(failure, "exceptions", None) or [failure]
    return "; ".join(str(each)[:1500] for each in inner)


def check_operation(
    operation: Any, role: str, stock: Stock, address: str, most: int
) -> Counter[int]:
    """Generated calls of one operation as one role; the statuses they were answered with."""
    seen, told = Counter[int](), operation.definition.raw
    modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(modes), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        some_of_ours(case, stock, real)
        headers = {"Authorization": f"Bearer {token(stock, role)}"}
        if real and "If-Match" in {each["name"] for each in told.get("parameters", ())}:
            headers["If-Match"] = '"1"'
        response = case.call(base_url=address, headers=headers)
        seen[response.status_code] += 1
        if response.status_code in BEFORE_US:
            return
        assert not is_broken(response), response.text
        case.validate_response(response, checks=CHECKS.get_by_names(DOCUMENTED))

    ask()
    return seen


def test_td4_no_operation_fails_or_answers_what_it_does_not_document(
    stock: Stock, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    load_all_checks()
    document = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    operations = [found.ok() for found in document.get_all_operations()]

    wrong, seen = [], Counter[int]()
    each = max(2, CASES // (len(operations) * len(ROLES)))
    for role in ROLES:
        for operation in operations:
            try:
                seen += check_operation(operation, role, stock, address, each)
            except (AssertionError, FailureGroup) as failure:
                wrong.append(f"{role} {operation.label}: {short(failure)}")

    cases = sum(seen.values())
    with capsys.disabled():
        sys.stdout.write(f"\n{cases} cases over {len(operations)} operations: {dict(seen)}\n")
    assert wrong == [], "\n\n".join(wrong)
    assert len(operations) > 50
    assert seen[401] < cases / 4, f"most never came in: {seen}"
    assert seen[200] + seen[201] + seen[204] > cases / 6, f"hardly a door opened: {seen}"
