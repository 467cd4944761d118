"""Codes of an authenticator: once each, within their window, and only where they are due."""

import threading
from typing import Any

import pyotp
import pytest

from audit.infra.clock import now
from audit.people.limits import Arrival, code_bucket, new_proof
from audit.people.second_factor import step_of
from tests.counting import ask, verbs
from tests.people.desk import PASSWORD, Browser, code, email, enrol, join, seated
from tests.world import World


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_an_authenticator_is_shown_as_a_picture_and_kept_with_its_first_code(world: World) -> None:
    browser, person = seated(world)

    told = browser.call("POST", "/auth/totp", {"password": PASSWORD}).json
    before = browser.me.json["factor"]
    body = {"enrolment": told["enrolment"], "code": pyotp.TOTP(told["secret"]).now()}
    kept = browser.call("POST", "/auth/totp/confirm", body)

    assert told["uri"].startswith("otpauth://totp/")
    assert told["svg"].startswith("<svg")
    assert (before, browser.me.json["factor"]) == ("none", "given")
    assert len(set(kept.json["recovery_codes"])) == 10
    assert verbs(world, person.id)["second_factor.added"] == 1


def test_what_is_kept_opens_nothing_by_itself(world: World) -> None:
    browser, person = seated(world)
    totp, codes = enrol(browser)

    ((secret, recovery),) = ask(
        world, "SELECT totp_secret, recovery FROM person WHERE id = :id", id=person.id
    )

    assert totp.secret.encode() not in bytes(secret)
    assert all(len(each) == 32 for each in recovery)
    assert not {code.replace("-", "").encode() for code in codes} & set(map(bytes, recovery))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"code": "000000"}, "/code"), ({"enrolment": "x"}, "/enrolment"), ({"code": "é"}, "/code")],
)
def test_a_wrong_first_code_or_a_foreign_enrolment_keeps_nothing(
    world: World, change: dict[str, str], pointer: str
) -> None:
    browser, _ = seated(world)
    told = browser.call("POST", "/auth/totp", {"password": PASSWORD}).json
    good = {"enrolment": told["enrolment"], "code": pyotp.TOTP(told["secret"]).now()}

    answer = browser.call("POST", "/auth/totp/confirm", good | change)

    assert [fault["pointer"] for fault in answer.json["problems"]] == [pointer]
    assert browser.me.json["factor"] == "none"


def test_an_enrolment_of_somebody_else_is_none(world: World) -> None:
    (browser, _), (other, _) = seated(world), seated(world)
    told = other.call("POST", "/auth/totp", {"password": PASSWORD}).json
    body = {"enrolment": told["enrolment"], "code": pyotp.TOTP(told["secret"]).now()}

    answer = browser.call("POST", "/auth/totp/confirm", body)

    assert answer.status_code == 422


def test_enrolling_needs_the_password_and_happens_once(world: World) -> None:
    browser, _ = seated(world)

    wrong = browser.call("POST", "/auth/totp", {"password": "not this one"})
    enrol(browser)
    again = browser.call("POST", "/auth/totp", {"password": PASSWORD})

    assert wrong.status_code == 422
    assert code_of(again) == (409, "second_factor.already")


def test_logging_in_then_needs_a_code_and_a_wrong_password_is_not_told_so(world: World) -> None:
    browser, person = seated(world)
    totp, _ = enrol(browser)
    fresh = Browser(world)

    answers = [
        fresh.log_in(person.email or "", "not this one"),
        fresh.log_in(person.email or ""),
        fresh.log_in(person.email or "", code="000000"),
        fresh.log_in(person.email or "", code=code(totp)),
    ]

    assert [code_of(answer) for answer in answers[:3]] == [
        (401, "auth.refused"), (401, "auth.code_needed"), (401, "auth.code_refused")]  # fmt: skip
    assert answers[3].status_code == 200
    assert fresh.me.json["factor"] == "given"


def test_a_phone_needs_the_code_too(world: World) -> None:
    browser, person = seated(world)
    enrol(browser)
    body = {"login": person.email, "password": PASSWORD}

    answer = world.call(None, "POST", "/api/v1/auth/login", body)

    assert code_of(answer) == (401, "auth.code_needed")


def test_a_code_opens_once(world: World) -> None:
    browser, person = seated(world)
    totp, _ = enrol(browser)
    given = code(totp)

    first, second = (Browser(world).log_in(person.email or "", code=given) for _ in range(2))

    assert first.status_code == 200
    assert code_of(second) == (401, "auth.code_refused")


def test_an_older_code_is_refused_once_a_newer_one_was_used(world: World) -> None:
    browser, person = seated(world)
    totp, _ = enrol(browser)

    newer = Browser(world).log_in(person.email or "", code=code(totp))
    older = Browser(world).log_in(person.email or "", code=code(totp, -1))

    assert newer.status_code == 200
    assert code_of(older) == (401, "auth.code_refused")


def test_the_same_code_from_two_places_at_once_opens_once(world: World) -> None:
    browser, person = seated(world)
    totp, _ = enrol(browser)
    given, start, statuses = code(totp), threading.Barrier(4), []

    def come() -> None:
        fresh = Browser(world)
        start.wait()
        statuses.append(fresh.log_in(person.email or "", code=given).status_code)

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200, 401, 401, 401]


@pytest.mark.parametrize("shift", [-2, -1, 0, 1, 2])
def test_clocks_may_differ_by_one_step(shift: int) -> None:
    secret = pyotp.random_base32()
    current = int(now().timestamp()) // 30

    step = step_of(secret, pyotp.TOTP(secret).generate_otp(current + shift))

    assert step == (current + shift if abs(shift) < 2 else None)


def test_a_recovery_code_opens_once_and_is_written_in_any_way(world: World) -> None:
    browser, person = seated(world)
    _, codes = enrol(browser)
    shout = codes[0].upper().replace("-", " ")

    first, second = (Browser(world).log_in(person.email or "", code=shout) for _ in range(2))
    other = Browser(world).log_in(person.email or "", code=codes[1])

    assert (first.status_code, second.status_code, other.status_code) == (200, 401, 200)
    assert verbs(world, person.id)["recovery.used"] == 2


def test_enrolling_ends_every_other_session(world: World) -> None:
    browser, person = seated(world)
    other = Browser(world)
    other.log_in(person.email or "")

    enrol(browser)

    assert (browser.me.status_code, other.me.status_code) == (200, 401)


def test_removing_needs_password_and_a_fresh_code(world: World) -> None:
    browser, person = seated(world)
    totp, codes = enrol(browser)
    wrong = browser.call("POST", "/auth/totp/remove", {"password": "no", "code": code(totp)})
    spent = code(totp)
    browser.log_in(person.email or "", code=spent)
    used = browser.call("POST", "/auth/totp/remove", {"password": PASSWORD, "code": spent})

    right = browser.call("POST", "/auth/totp/remove", {"password": PASSWORD, "code": codes[0]})

    assert (wrong.status_code, used.status_code, right.status_code) == (422, 401, 204)
    assert Browser(world).log_in(person.email or "").status_code == 200
    assert verbs(world, person.id)["second_factor.removed"] == 1


def test_where_it_is_required_the_desk_does_nothing_before_it_is_given(world: World) -> None:
    browser, _ = seated(world, "planner")
    admin, _ = seated(world, "tenant_admin")
    said = admin.call("PUT", "/desk/people/second-factor", {"second_factor": "required"})

    barred = browser.call("GET", "/desk/waves")
    me = browser.me.json
    enrol(browser)
    after = browser.call("GET", "/desk/waves")

    assert said.json == {"second_factor": "required"}
    assert code_of(barred) == (403, "auth.factor_enrol")
    assert (me["factor"], me["capabilities"]) == ("enrol", [])
    assert after.status_code == 200
    assert code_of(admin.call("GET", "/desk/people/second-factor")) == (403, "auth.factor_enrol")


@pytest.mark.parametrize("path", ["/auth/sessions", "/auth/tenants"])
def test_until_then_ones_own_account_is_barred_too(world: World, path: str) -> None:
    browser, _ = seated(world, "planner")
    admin, _ = seated(world, "tenant_admin")
    admin.call("PUT", "/desk/people/second-factor", {"second_factor": "required"})

    assert browser.call("GET", path).status_code == 403


def test_a_visitor_is_not_asked_where_only_the_desk_is(world: World) -> None:
    admin, _ = seated(world, "tenant_admin")
    admin.call("PUT", "/desk/people/second-factor", {"second_factor": "required"})

    answers = [world.call(role, "GET", "/api/v1/auth/me").json["factor"]
               for role in ("visitor", "dealer_manager", "reviewer")]  # fmt: skip

    assert answers == ["none", "none", "enrol"]


def test_codes_are_limited_even_with_the_right_password(world: World) -> None:
    browser, _ = seated(world, email=(login := email()))
    enrol(browser)
    stranger = Browser(world)

    statuses = [stranger.log_in(login, code=f"{n:06}").status_code for n in range(7)]

    assert statuses[:5] == [401] * 5
    assert statuses[5:] == [429, 429]


def test_nobody_elses_limit_is_touched_by_that(world: World) -> None:
    browser, person = seated(world)
    totp, _ = enrol(browser)
    stranger = Browser(world)
    for n in range(7):
        stranger.log_in(person.email or "", code=f"{n:06}")

    known = browser.log_in(person.email or "", code=code(totp))

    assert known.status_code == 200


def test_a_code_given_for_oneself_makes_no_proof_for_somebody_elses_login(world: World) -> None:
    browser, _ = seated(world)
    sealer, login = world.outside.sealer, join(world).email or ""
    theirs = new_proof(sealer, login)
    browser.client.set_cookie("device", theirs)

    enrol(browser)

    kept = browser.client.get_cookie("device")
    assert kept is not None
    assert kept.value == theirs
    assert code_bucket(sealer, login, Arrival("1.2.3.4", theirs))[1] == f"stranger {login}"


def test_an_operator_takes_it_away_from_who_lost_phone_and_recovery_codes(world: World) -> None:
    browser, person = seated(world)
    enrol(browser)
    asked = ["audit", "forget-second-factor", (person.email or "").upper()]

    done = world.app.test_cli_runner().invoke(args=asked)

    assert done.exit_code == 0, done.output
    assert browser.me.status_code == 401, "the sessions until now have ended"
    assert Browser(world).log_in(person.email or "").status_code == 200
    assert verbs(world, person.id)["second_factor.forgotten"] == 1


def test_an_operator_is_told_when_nobody_logs_in_like_that(world: World) -> None:
    asked = ["audit", "forget-second-factor", email()]

    done = world.app.test_cli_runner().invoke(args=asked)

    assert (done.exit_code, done.stderr.split(":")[0]) == (1, "person.unknown")
