"""Trying often: limits that fill again, tell nothing and lock nobody out for ever (T-D18)."""

import dataclasses
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from audit.app import create_app
from audit.infra.db import db
from audit.people.limits import PER_LOGIN, PER_PAIR, TOTP_CODES, Limit, give_back, take
from audit.problems import Problem
from tests.infra.filled import connect
from tests.people.desk import PASSWORD, Browser, code, email, enrol, join, seated
from tests.world import World

TINY = Limit("tiny", 3, 60)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def try_in(world: World, login: str, password: str = "not this one", **more: Any) -> TestResponse:
    """One login from an address of its own choosing."""
    address = more.pop("address", "192.0.2.1")
    body = {"login": login, "password": password} | more
    return world.app.test_client().post(
        "/api/v1/auth/login", json=body, environ_overrides={"REMOTE_ADDR": address},
        headers={"X-Request-Id": "the-same-for-all"},
    )  # fmt: skip


def test_td18_guessing_a_password_ends_at_the_limit_and_says_when_to_come_back(
    world: World,
) -> None:
    login, address = join(world).email or "", f"198.51.100.{uuid.uuid4().int % 250}"

    answers = [try_in(world, login, address=address) for _ in range(PER_PAIR.burst + 2)]

    assert [answer.status_code for answer in answers] == [401] * PER_PAIR.burst + [429, 429]
    assert answers[-1].json["code"] == "auth.too_many"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= PER_PAIR.every_seconds


def test_td18_the_right_password_does_not_get_past_it(world: World) -> None:
    login = join(world).email or ""
    for _ in range(PER_PAIR.burst):
        try_in(world, login)

    assert try_in(world, login, PASSWORD).status_code == 429


def test_td18_an_unknown_login_is_limited_the_same_way(world: World) -> None:
    known, unknown = join(world).email or "", email()

    told = [
        [(answer.status_code, answer.data) for answer in
         (try_in(world, login, address="192.0.2.7") for _ in range(PER_PAIR.burst + 1))]
        for login in (known, unknown)
    ]  # fmt: skip

    assert told[0][:-1] == told[1][:-1]
    assert told[0][-1][0] == told[1][-1][0] == 429


def test_logging_in_rightly_is_never_counted(world: World) -> None:
    login = join(world).email or ""

    answers = [try_in(world, login, PASSWORD).status_code for _ in range(PER_PAIR.burst + 3)]

    assert set(answers) == {200}


def test_td18_a_flood_from_everywhere_does_not_lock_out_a_device_let_in_before(
    world: World,
) -> None:
    browser, person = seated(world)
    login = person.email or ""
    phone = try_in(world, login, PASSWORD, address="192.0.2.9").json["proof"]
    for _ in range(PER_LOGIN.burst):  # as many strangers from as many addresses leave behind
        take(world.outside.sealer, (PER_LOGIN, login))

    stranger = try_in(world, login, PASSWORD, address="192.0.2.20")
    proven = try_in(world, login, PASSWORD, address="192.0.2.20", proof=phone)

    assert stranger.status_code == 429
    assert proven.status_code == 200
    assert browser.log_in(login).status_code == 200


@pytest.mark.parametrize("proof", ["none", "somebody else's", "gAAAAAB"])
def test_a_proof_of_nothing_helps_nobody(world: World, proof: str) -> None:
    login, other = join(world).email or "", join(world).email or ""
    if proof == "somebody else's":
        proof = try_in(world, other, PASSWORD).json["proof"]
    for _ in range(PER_PAIR.burst):
        try_in(world, login)

    assert try_in(world, login, PASSWORD, proof=proof).status_code == 429


def test_a_bucket_gives_back_what_was_no_guess_and_is_not_charged_when_it_refuses(
    world: World,
) -> None:
    sealer, whose = world.outside.sealer, str(uuid.uuid4())
    for _ in range(TINY.burst):
        take(sealer, (TINY, whose))

    waits = []
    for _ in range(3):
        with pytest.raises(Problem) as refused:
            take(sealer, (TINY, whose))
        waits.append(refused.value.facts["retry_after_seconds"])
    give_back(sealer, (TINY, whose))
    take(sealer, (TINY, whose))

    assert max(waits) <= TINY.every_seconds, "a flood must not make the wait longer"


def test_one_full_bucket_charges_no_other(world: World) -> None:
    sealer, full, other = world.outside.sealer, str(uuid.uuid4()), str(uuid.uuid4())
    for _ in range(TINY.burst):
        take(sealer, (TINY, full))
    for _ in range(TINY.burst):
        with pytest.raises(Problem):
            take(sealer, (TINY, full), (TINY, other))

    for _ in range(TINY.burst):
        take(sealer, (TINY, other))

    with pytest.raises(Problem):
        take(sealer, (TINY, other))


def test_many_at_once_get_through_as_often_as_one_after_another(world: World) -> None:
    sealer, whose, passed = world.outside.sealer, str(uuid.uuid4()), []
    start = threading.Barrier(8)

    def come() -> None:
        with world.app.app_context():
            start.wait()
            try:
                take(sealer, (TINY, whose), (TINY, f"{whose} two"))
            except Problem:
                return
            passed.append(1)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(passed) == TINY.burst


def test_what_says_nothing_any_more_is_swept_by_those_who_come(world: World) -> None:
    with connect("TEST_OWNER_DATABASE_URL") as owner:
        owner.execute("ALTER TABLE attempt NO FORCE ROW LEVEL SECURITY")
        owner.execute("INSERT INTO attempt SELECT decode(md5(n::text || random()), 'hex'),"
                      " now() - interval '1 day' FROM generate_series(1, 20) n")  # fmt: skip
        owner.execute("ALTER TABLE attempt FORCE ROW LEVEL SECURITY")

    for _ in range(5):
        take(world.outside.sealer, (TINY, str(uuid.uuid4())))

    with connect("TEST_OWNER_DATABASE_URL") as owner:
        owner.execute("ALTER TABLE attempt NO FORCE ROW LEVEL SECURITY")
        row = owner.execute(
            "SELECT count(*) FROM attempt WHERE full_at < now() - interval '1 hour'"
        )
        assert row.fetchone() == (0,)
        owner.rollback()


def test_the_table_names_nobody(world: World) -> None:
    login = email()
    try_in(world, login, address="203.0.113.77")

    with connect("TEST_OWNER_DATABASE_URL") as owner:
        owner.execute("ALTER TABLE attempt NO FORCE ROW LEVEL SECURITY")
        kept = owner.execute("SELECT key FROM attempt").fetchall()
        owner.rollback()

    assert kept
    assert {len(key) for (key,) in kept} == {16}
    assert not [key for (key,) in kept if login.encode()[:8] in key or b"203.0.113" in key]


def test_an_address_is_taken_from_a_header_only_where_a_proxy_is_trusted(world: World) -> None:
    login = join(world).email or ""
    client = world.app.test_client()
    body = {"login": login, "password": "not this one"}

    statuses = [
        client.post("/api/v1/auth/login", json=body,
                    headers={"X-Forwarded-For": f"10.9.{n}.1"}).status_code
        for n in range(PER_PAIR.burst + 1)
    ]  # fmt: skip

    assert statuses[-1] == 429


def test_a_browser_keeps_its_proof_when_it_logs_out(world: World) -> None:
    browser, _ = seated(world)

    browser.call("POST", "/auth/logout")

    assert browser.client.get_cookie("device") is not None
    assert Browser(world).client.get_cookie("device") is None


def test_behind_a_trusted_proxy_its_word_counts_and_nobody_elses(world: World) -> None:
    app = create_app(dataclasses.replace(world.outside.config, proxies=1))
    client, login = app.test_client(), join(world).email or ""
    body = {"login": login, "password": "not this one"}

    def from_(*hops: str) -> int:
        headers = {"X-Forwarded-For": ", ".join(hops)}
        return client.post("/api/v1/auth/login", json=body, headers=headers).status_code

    spoofing = [from_(f"10.8.{n}.1", "2001:db8::1") for n in range(PER_PAIR.burst + 1)]
    neighbour, elsewhere = from_("2001:db8::2"), from_("2001:db8:1::1")
    with app.app_context():
        db.engine.dispose()

    assert spoofing[-1] == 429
    assert (neighbour, elsewhere) == (429, 401), "an IPv6 network counts as one address"


def test_ipv4_at_a_socket_for_both_kinds_is_many_addresses(world: World) -> None:
    login = join(world).email or ""

    flood = [try_in(world, login, address="::ffff:192.0.2.5").status_code
             for _ in range(PER_PAIR.burst + 1)]  # fmt: skip
    elsewhere = try_in(world, login, address="::ffff:198.51.100.5").status_code
    the_same = try_in(world, login, address="192.0.2.5").status_code

    assert (flood[-1], elsewhere, the_same) == (429, 401, 429)


def test_who_comes_past_the_trusted_proxy_is_not_one_with_all_who_do(world: World) -> None:
    app = create_app(dataclasses.replace(world.outside.config, proxies=1))
    login = join(world).email or ""
    body = {"login": login, "password": "not this one"}

    def from_(address: str) -> int:
        place = {"REMOTE_ADDR": address}
        client = app.test_client()
        return client.post("/api/v1/auth/login", json=body, environ_overrides=place).status_code

    flood = [from_("192.0.2.61") for _ in range(PER_PAIR.burst + 1)]
    elsewhere = from_("192.0.2.62")
    with app.app_context():
        db.engine.dispose()

    assert (flood[-1], elsewhere) == (429, 401)


def test_a_proof_that_a_password_alone_brought_brings_no_new_tries_of_the_code(
    world: World,
) -> None:
    browser, person = seated(world)
    login = person.email or ""
    before = try_in(world, login, PASSWORD).json["proof"]
    totp, _ = enrol(browser)
    proven = try_in(world, login, PASSWORD, code=code(totp)).json["proof"]
    for _ in range(TOTP_CODES.burst - 1):
        try_in(world, login, PASSWORD, code="000000")

    by_one = try_in(world, login, PASSWORD, code="000000", proof=before)
    by_both = try_in(world, login, PASSWORD, code="000000", proof=proven)

    assert (by_one.status_code, by_both.status_code) == (429, 401)


def test_one_address_alone_never_empties_what_strangers_share() -> None:
    assert PER_PAIR.burst < PER_LOGIN.burst
    assert PER_PAIR.every_seconds > PER_LOGIN.every_seconds
