"""Setting a password anew: the same answer for everybody, one message that works, once (T-D18)."""

import re

import pytest
from werkzeug.test import TestResponse

from audit.infra.db import db, unit_of_work
from audit.jobs.handlers import Workshop, send_reset_code, send_reset_link
from audit.reports.press import Press
from tests.counting import ask, statements, verbs
from tests.infra.filled import as_owner
from tests.people.desk import AUTH, Browser, email, enrol, join, letters, mobile, seated, token_in
from tests.world import World

NEW = "another long password"


def want(world: World, login: str) -> TestResponse:
    return world.call(None, "POST", f"{AUTH}/reset", {"login": login}, X_Request_Id="the-same-1")


def confirm(world: World, **given: str) -> TestResponse:
    body = {"password": NEW} | given
    return world.call(None, "POST", f"{AUTH}/reset/confirm", body, X_Request_Id="the-same-1")


def link_for(world: World, press: Press, login: str) -> str:
    assert want(world, login).status_code == 202
    world.work_off(press)
    return token_in(letters(world, login)[-1])


def code_for(world: World, press: Press, number: str) -> str:
    assert want(world, number).status_code == 202
    world.work_off(press)
    found = re.search(r"\b(\d{8})\b", letters(world, number)[-1].split("\n", 1)[1])
    assert found
    return found[1]


def test_a_link_sets_a_password_once_and_ends_every_session(world: World, press: Press) -> None:
    browser, person = seated(world)
    login = person.email or ""
    token = link_for(world, press, login)

    first, second = confirm(world, token=token), confirm(world, token=token)

    assert (first.status_code, second.status_code) == (200, 410)
    assert browser.me.status_code == 401
    assert Browser(world).log_in(login).status_code == 401
    assert Browser(world).log_in(login, NEW).status_code == 200
    assert verbs(world, person.id) == {
        "person.added": 1, "reset.sent": 1, "password.set": 1}  # fmt: skip


def test_a_code_sets_the_password_of_who_has_a_mobile_number(world: World, press: Press) -> None:
    number = mobile()
    join(world, mobile=number)
    code = code_for(world, press, number)

    wrong = confirm(world, login=number, code="00000000" if code != "00000000" else "11111111")
    right = confirm(world, login=number.removeprefix("+86"), code=f" {code} ")
    again = confirm(world, login=number, code=code)

    assert (wrong.status_code, right.status_code, again.status_code) == (401, 200, 401)
    assert wrong.json["code"] == "auth.reset_code_refused"
    assert Browser(world).log_in(number, NEW).status_code == 200


@pytest.mark.parametrize("kind", ["email", "mobile"])
def test_td18_asking_tells_nobody_whether_that_login_is_anybody(world: World, kind: str) -> None:
    make = {"email": email, "mobile": mobile}[kind]
    known = make()
    join(world, **{kind: known})
    told, sent = [], []

    for login in (known, make()):
        with statements() as seen:
            answer = want(world, login)
        told.append((answer.status_code, answer.data, sorted(answer.headers.items())))
        sent.append(seen)

    assert told[0] == told[1]
    assert told[0][0] == 202
    assert sent[0] == sent[1], "the same work whether or not there is somebody"


def test_td18_for_nobody_there_is_a_job_too_and_it_writes_nothing(
    world: World, press: Press
) -> None:
    login = email()
    want(world, login)
    nobody = "SELECT args ->> 'subject' FROM queue.procrastinate_jobs WHERE args ->> 'tenant' = %s"
    with db.engine.begin() as link:
        subjects = link.exec_driver_sql(nobody, ("00000000-0000-0000-0000-000000000000",)).all()

    workshop = Workshop.of(world.outside, press)
    for (subject,) in subjects:
        with unit_of_work(world.tenant_id):
            send_reset_link(workshop, subject)
            send_reset_code(workshop, subject)

    assert subjects
    assert letters(world, login) == []


def test_td18_a_wrong_code_and_an_unknown_number_get_the_same_answer(
    world: World, press: Press
) -> None:
    number = mobile()
    join(world, mobile=number)
    code_for(world, press, number)

    answers = [confirm(world, login=login, code="12345678") for login in (number, mobile())]

    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].data == answers[1].data


def test_codes_are_not_guessed_for_long(world: World, press: Press) -> None:
    number = mobile()
    join(world, mobile=number)
    code_for(world, press, number)

    statuses = [confirm(world, login=number, code=f"{n:08}").status_code for n in range(7)]

    assert statuses == [401] * 5 + [429] * 2


def test_asking_again_makes_the_first_message_worthless(world: World, press: Press) -> None:
    login = join(world).email or ""
    first = link_for(world, press, login)
    second = link_for(world, press, login)

    assert (confirm(world, token=first).status_code, confirm(world, token=second).status_code) == (
        410,
        200,
    )


def test_asking_is_limited_and_the_last_message_still_works(world: World, press: Press) -> None:
    login = join(world).email or ""
    statuses = [want(world, login).status_code for _ in range(5)]
    world.work_off(press)

    token = token_in(letters(world, login)[-1])

    assert statuses == [202] * 3 + [429] * 2
    assert confirm(world, token=token).status_code == 200


@pytest.mark.parametrize("end", ["time", "password", "made up", "short"])
def test_a_link_that_is_over_sets_nothing(world: World, press: Press, end: str) -> None:
    browser, person = seated(world)
    token = link_for(world, press, person.email or "")
    if end == "time":
        as_owner("UPDATE reset SET expires_at = now() WHERE person_id = %s", person.id,
                 table="reset")  # fmt: skip
    elif end == "password":
        browser.call("POST", "/auth/sessions/revoke-others")
    elif end == "made up":
        token += "x"

    answer = confirm(world, token=token, **({"password": "short"} if end == "short" else {}))

    assert answer.status_code == (422 if end == "short" else 410)
    assert Browser(world).log_in(person.email or "").status_code == 200


@pytest.mark.parametrize(
    "given", [{}, {"token": "a", "login": "b", "code": "c"}, {"login": "b"}, {"code": "c"}]
)
def test_a_reset_is_by_link_or_by_code_and_not_by_halves(
    world: World, given: dict[str, str]
) -> None:
    assert confirm(world, **given).status_code == 422


def test_a_reset_does_not_get_past_the_second_factor(world: World, press: Press) -> None:
    browser, person = seated(world)
    enrol(browser)

    confirm(world, token=link_for(world, press, person.email or ""))
    answer = Browser(world).log_in(person.email or "", NEW)

    assert (answer.status_code, answer.json["code"]) == (401, "auth.code_needed")


def test_the_secrets_of_messages_are_not_kept(world: World, press: Press) -> None:
    number, login = mobile(), email()
    join(world, mobile=number)
    join(world, email=login)
    code, token = code_for(world, press, number), link_for(world, press, login)

    kept = str([bytes(row.token_hash) for row in ask(world, "SELECT token_hash FROM reset")])
    log = str(ask(world, "SELECT body FROM event_log"))

    assert code not in kept + log
    assert token not in kept + log
    assert number not in log
    assert login not in log
