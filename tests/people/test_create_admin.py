"""`flask audit create-admin`: the first act of a brand."""

import uuid

from flask import Flask
from flask.testing import FlaskCliRunner

from tests.world import World

PASSWORD = "correct horse battery"


def create(app: Flask, code: str, email: str, password: str = PASSWORD) -> tuple[int, str]:
    runner: FlaskCliRunner = app.test_cli_runner()
    options = {"--tenant": code, "--name-zh": "品牌", "--name-en": "Brand", "--admin": "Ann",
               "--email": email, "--password": password}  # fmt: skip
    flat = [part for option in options.items() for part in option]
    result = runner.invoke(args=["audit", "create-admin", *flat])
    return result.exit_code, result.output


def fresh() -> tuple[str, str]:
    name = uuid.uuid4().hex[:12]
    return f"b-{name}", f"Ann.{name}@example.com"


def test_it_makes_a_tenant_whose_administrator_logs_in(app: Flask, world: World) -> None:
    code, email = fresh()

    status, said = create(app, code, email)

    body = {"login": email, "password": PASSWORD}
    token = world.call(None, "POST", "/api/v1/auth/login", body).json["token"]
    me = world.call(token, "GET", "/api/v1/auth/me").json
    people = world.call(token, "GET", "/api/v1/desk/people").json["items"]
    frameworks = world.call(token, "GET", "/api/v1/desk/frameworks").json["items"]
    assert (status, code in said, me["tenant_id"] in said) == (0, True, True)
    assert [held["role"] for held in me["memberships"]] == ["tenant_admin"]
    assert [each["email"] for each in people] == [email.lower()]
    assert frameworks
    for door in ("weight-sets", "crosswalks", "library"):
        assert world.call(token, "GET", f"/api/v1/desk/{door}").json["items"], door


def test_a_brand_made_before_is_given_what_ships_now_once(app: Flask, world: World) -> None:
    run = app.test_cli_runner().invoke

    first = run(args=["audit", "stock", "--tenant", world.code])
    before = world.call("planner", "GET", "/api/v1/desk/library").json["items"]
    again = run(args=["audit", "stock", "--tenant", world.code])
    after = world.call("planner", "GET", "/api/v1/desk/library").json["items"]

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert before
    assert after == before


def test_it_says_so_when_the_code_is_taken_and_makes_nobody(app: Flask, world: World) -> None:
    (code, email), (_, second) = fresh(), fresh()
    create(app, code, email)

    status, said = create(app, code, second)

    body = {"login": second, "password": PASSWORD}
    assert (status, said.split(":")[0]) == (1, "tenant.code_taken")
    assert world.call(None, "POST", "/api/v1/auth/login", body).status_code == 401


def test_it_says_so_when_the_login_is_taken_and_makes_no_tenant(app: Flask) -> None:
    (code, email), (second, other) = fresh(), fresh()
    create(app, code, email)

    refused, again = create(app, second, email), create(app, second, other)

    assert (refused[0], refused[1].split(":")[0]) == (1, "person.login_taken")
    assert again[0] == 0


def test_it_says_what_is_wrong_with_code_email_and_password(app: Flask) -> None:
    code, email = fresh()

    answers = {
        "code": create(app, "Not A Code", email),
        "email": create(app, code, "13800138000"),
        "password": create(app, code, email, "short"),
    }

    assert {status for status, _ in answers.values()} == {1}
    assert all("Traceback" not in said for _, said in answers.values())
    assert answers["code"][1].startswith("tenant.code_form")
    assert answers["email"][1].startswith("person.email_form")
    assert "people.password_length" in answers["password"][1]
