"""The program reads itself: doors, events, locks, and these pages."""

import ast
import importlib
import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.house import (
    OUTSIDE_THE_PIPELINE,
    PROGRAM,
    PYTHON,
    ROOT,
    TREES,
    at,
    calls,
    functions,
    name,
    strings,
    text_at,
    told,
)


def test_every_route_went_through_the_pipeline_and_says_who(monkeypatch, tmp_path):
    app = _app(monkeypatch, tmp_path)
    views = app.view_functions if app else {}

    astray = [
        f"{endpoint}: {', '.join(r.rule for r in app.url_map.iter_rules(endpoint))}"
        for endpoint, view in views.items()
        if endpoint not in OUTSIDE_THE_PIPELINE and not getattr(view, "_endpoint", {}).get("who")
    ]

    assert bool(views) == (ROOT / "audit" / "app.py").exists(), "audit.app opens no door at all"
    assert not astray, told(astray, "declare it with @endpoint(blueprint, rule, who=...).")


def _app(monkeypatch, folder: Path):
    """The program as it is started, its database not touched; None before audit/app.py exists."""
    if importlib.util.find_spec("audit.app") is None:
        return None
    key = "00" * 32
    settings = {"SECRET_KEY": key, "RECEIPT_KEY": key, "STORE_URL": f"folder:{folder}"}
    settings |= {"DATABASE_URL": f"postgresql+psycopg://audit_app@/audit?host={folder}"}
    for setting, value in settings.items():
        monkeypatch.setenv(setting, value)
    config = importlib.import_module("audit.infra.config")
    return importlib.import_module("audit.app").create_app(config.Config.from_env())


def _announced() -> Iterator[tuple[str, str | None]]:
    """Where, and the verb, of every announcement and every job put into the queue."""
    place = {"announce": 1, "defer": 0}
    for path in PROGRAM:
        for called, call in calls(path):
            if called in place and name(path) != "audit/infra/events.py":
                yield at(path, call), text_at(call, place[called])
        for sql in strings(path):  # a job that one statement puts into the queue with the rest
            for verb in re.findall(r"defer_jobs_v1\(ARRAY\[ROW\('default', '([\w.]+)'", sql):
                yield name(path), verb


def _handlers() -> dict[str, tuple]:
    exists = importlib.util.find_spec("audit.jobs.handlers")
    return importlib.import_module("audit.jobs.handlers").HANDLERS if exists else {}


def test_every_announcement_has_a_handler_and_every_handler_an_announcement():
    announced, handlers = list(_announced()), _handlers()

    veiled = [where for where, verb in announced if verb is None]
    unheard = [f"{where} {verb}" for where, verb in announced if verb and verb not in handlers]
    idle = set(handlers) - {verb for _where, verb in announced}

    assert not veiled, told(veiled, "write the verb as a literal, so that it can be found.")
    assert not unheard, told(unheard, "add it to HANDLERS in audit/jobs/handlers.py (may be ()).")
    assert not idle, told(idle, "nobody announces it: take it out of HANDLERS.")


def test_every_handler_has_a_test():
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    named = {function.__name__ for each in _handlers().values() for function in each}

    untested = [function for function in named if not re.search(rf"\b{function}\b", text)]

    assert not untested, told(untested, "call it by name in a test under tests/.")


# --- locks, and this page itself -------------------------------------------------------------


def test_the_development_lock_holds_every_pin_of_the_other():
    pins = [
        set(re.findall(r"^(\S+==[^\s;\\]+)", (ROOT / file).read_text("utf-8"), re.MULTILINE))
        for file in ("requirements.txt", "requirements-dev.txt")
    ]

    torn = pins[0] - pins[1]

    assert not torn, told(torn, "the two were locked apart: run ./dev lock")


def test_no_test_is_skipped_or_without_assertion():
    found = Counter()
    for path in PYTHON:
        if not path.name.startswith("test_"):
            continue
        found.update(at(path, c) for n, c in calls(path) if n in {"skip", "skipif", "xfail"})
        for f in functions(path):
            proofs = (ast.Assert, ast.With)  # `with pytest.raises`
            proven = any(isinstance(n, proofs) for n in ast.walk(f)) or _proves(f)
            if f.name.startswith("test_") and not proven:
                found[at(path, f)] += 1

    assert not found, told(found, "prove something, or take it out.")


def _proves(function: ast.AST) -> bool:
    """Whether it hands the proving on to a function named so; `expect` is Playwright's assert."""
    called = (getattr(n.func, "id", "") for n in ast.walk(function) if isinstance(n, ast.Call))
    return any(each.startswith(("assert_", "check_")) or each == "expect" for each in called)


def test_every_failure_here_says_what_to_do_instead():
    pages = (ROOT / "tests" / "test_house_rules.py", ROOT / "tests" / "test_house_doors.py")

    mute = [
        at(page, n)
        for page in pages
        for n in ast.walk(TREES[page])
        if isinstance(n, ast.Assert) and n.msg is None
    ]

    assert not mute, told(mute, "give the assertion a message that names the way out.")
