"""The program reads itself: the rules of the house that no other tool checks.

Every failure says what to do instead. An exemption stands in a table here with its reason, or as a
`noqa` with its reason beside it; there is no third way. Needs no database: `./dev check` runs it.
"""

import ast
import importlib
import importlib.util
import re
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from itertools import pairwise
from pathlib import Path

from audit.problems import CATALOGUE

ROOT = Path(__file__).parent.parent
FUNCTION_LINES, FILE_LINES, FILE_LINES_HARD, PARAMETERS = 40, 300, 400, 5

LONG_FILES = {
    "dev": "runs before anything is installed: one file, standard library only",
    "tests/test_house_rules.py": "one page that holds all rules is found and read; ten are not",
}
LONGER_THAN_HARD = {"dev"}
LONG_FUNCTIONS: dict[str, str] = {  # where a path begins so -> reason
    "migrations/versions/": "SQL in the order it runs; a table torn apart reads worse",
}

READS_ENVIRONMENT = {
    "audit/infra/config.py": "the one reader of settings",
    "audit/infra/child.py": "passes the loader's search path on to a child, no setting",
    "audit/infra/child_worker.py": "its scratch folder, told by its own parent, no setting",
}
OUTSIDE_THE_PIPELINE = {
    "static": "Flask's own; the package ships no static folder",
    "api-docs.openapi_json": "flask-smorest's own; the document describes doors, holds no rows",
}
NO_NOUN = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
REFUSALS = {"Problem", "Fault", "Refused", "fault"}  # called with a code as first argument

FOLDERS = ("audit", "migrations", "tests")
PYTHON = [
    *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")),
    *sorted(ROOT.glob("*.py")),
    ROOT / "dev",
]
PROGRAM = [path for path in PYTHON if path.is_relative_to(ROOT / "audit")]
TREES = {path: ast.parse(path.read_text("utf-8")) for path in PYTHON}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def at(path: Path, node: ast.AST) -> str:
    return f"{name(path)}:{getattr(node, 'lineno', 1)}"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of what it calls: `db.session.commit()` is `commit`."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Call):
            called = node.func
            yield getattr(called, "attr", getattr(called, "id", "")), node


def text_at(call: ast.Call, place: int) -> str | None:
    """The literal text given as argument number `place`; None when it is anything else."""
    given = call.args[place] if len(call.args) > place else None
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def strings(path: Path) -> set[str]:
    found = (node.value for node in ast.walk(TREES[path]) if isinstance(node, ast.Constant))
    return {value for value in found if isinstance(value, str)}


def dev():
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev", loader))
    loader.exec_module(module)
    return module


def told(faults, instead: str) -> str:
    return "\n" + "\n".join(sorted(faults)) + f"\n-> {instead}"


# --- sizes and names -------------------------------------------------------------------------


def test_functions_are_short():
    long = [
        f"{at(path, f)} {f.name} has {f.end_lineno - f.lineno + 1} lines"
        for path in PYTHON
        for f in functions(path)
        if f.end_lineno - f.lineno >= FUNCTION_LINES
        and not name(path).startswith(tuple(LONG_FUNCTIONS))
    ]

    assert not long, told(long, f"cut it at its paragraphs; {FUNCTION_LINES} lines at most.")


def test_files_are_short():
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in PYTHON}

    long = [f"{path} has {n} lines" for path, n in lines.items() if n > FILE_LINES]
    unexplained = [line for line in long if line.split()[0] not in LONG_FILES]
    far = [p for p, n in lines.items() if n > FILE_LINES_HARD and p not in LONGER_THAN_HARD]

    assert not unexplained, told(
        unexplained, "find the second noun in it, or say why in LONG_FILES."
    )
    assert not far, told(far, f"{FILE_LINES_HARD} lines is the end: split it.")


def test_functions_take_few_parameters():
    wide = []
    for path in [*PROGRAM, ROOT / "dev"]:
        lines = path.read_text("utf-8").splitlines()
        for f in functions(path):
            given = [a.arg for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)]
            few = len([each for each in given if each not in {"self", "cls"}]) <= PARAMETERS
            if not few and "PLR0913" not in "".join(lines[f.lineno - 1 : f.body[0].lineno]):
                wide.append(f"{at(path, f)} {f.name} takes {len(given)}")

    assert not wide, told(wide, "gather what belongs together in a frozen dataclass.")


def test_every_init_is_one_docstring():
    full = [
        name(path)
        for path in PROGRAM
        if path.name == "__init__.py"
        and (len(TREES[path].body) != 1 or not ast.get_docstring(TREES[path]))
    ]

    assert not full, told(full, "say in one docstring what the room is for; move code to a file.")


def test_every_file_says_what_it_promises():
    silent = [name(path) for path in PYTHON if not ast.get_docstring(TREES[path])]

    assert not silent, told(silent, "begin with a docstring: the promise and the reading order.")


def test_names_say_what_is_inside():
    vague = [
        name(path)
        for path in PYTHON
        if NO_NOUN
        & {part for each in path.relative_to(ROOT).parts for part in re.split(r"[._]", each)}
    ]

    assert not vague, told(vague, "name the file after the noun or verb it holds.")


def test_imports_stand_at_the_top_and_are_absolute():
    hidden = []
    for path in PYTHON:
        froms = (n for n in ast.walk(TREES[path]) if isinstance(n, ast.ImportFrom))
        hidden += [f"{at(path, n)} is relative" for n in froms if n.level]
        for f in functions(path):
            found = (n for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom))
            hidden += [f"{at(path, n)} hides in {f.name}" for n in found]

    assert not hidden, told(hidden, "import at the top, in full; a cycle means a missing layer.")


def test_every_exemption_names_its_code_and_its_reason():
    bare = []
    form = re.compile(r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])(.*)")
    for path in PYTHON:
        with path.open("rb") as file:
            comments = [t for t in tokenize.tokenize(file.readline) if t.type == tokenize.COMMENT]
        for comment in comments:
            if re.match(r"#\s*(noqa|type:\s*ignore)", comment.string):
                reason = form.match(comment.string)
                if not reason or len(re.sub(r"\W", "", reason[1])) < 6:
                    bare.append(f"{name(path)}:{comment.start[0]} {comment.string}")

    assert not bare, told(bare, "write `# noqa: CODE -- why` or `# type: ignore[code] # why`.")


# --- who commits, who refuses, who reads settings --------------------------------------------


def test_only_the_unit_of_work_commits():
    elsewhere = [
        at(path, call)
        for path in PROGRAM
        for called, call in calls(path)
        if called == "commit" and name(path) != "audit/infra/db.py"
    ]

    assert not elsewhere, told(elsewhere, "flush at most; the door's unit of work commits.")


def test_every_code_that_refuses_is_in_the_catalogue():
    unknown = [
        f"{at(path, call)} {code}"
        for path in PROGRAM
        for called, call in calls(path)
        if called in REFUSALS and (code := text_at(call, 0)) and code not in CATALOGUE
    ]

    assert not unknown, told(unknown, "add the code with both sentences to audit/problems.toml.")


def test_every_code_in_the_catalogue_is_used():
    used = set().union(*(strings(path) for path in PROGRAM))

    idle = [code for code in CATALOGUE if code not in used]

    assert not idle, told(idle, "raise it, or take it out of audit/problems.toml.")


def test_the_page_of_problems_is_current():
    catalogue = tomllib.loads((ROOT / "audit" / "problems.toml").read_text("utf-8"))

    page = (ROOT / "docs" / "problems.md").read_text("utf-8")

    assert page == dev().problems_page(catalogue), "docs/problems.md is stale: run ./dev docs"


def test_settings_are_read_in_one_place():
    elsewhere = [
        at(path, node)
        for path in PROGRAM
        if name(path) not in READS_ENVIRONMENT
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]

    assert not elsewhere, told(elsewhere, "read it in audit/infra/config.py and pass it on.")


def test_every_setting_is_documented():
    settings = {
        value
        for value in strings(ROOT / "audit" / "infra" / "config.py")
        if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", value)
    }
    documented = set(
        re.findall(r"^\| `(\w+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    )
    tools = {"OWNER_DATABASE_URL"}  # read by migrations/env.py and dev, never by the program

    missing, idle = settings - documented, documented - settings - tools

    assert not missing, told(missing, "add a row to docs/settings.md: what it is, form, default.")
    assert not idle, told(idle, "no longer read: take the row out of docs/settings.md.")


def test_migrations_are_numbered_and_have_one_head():
    paths = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    stated = {path.name: _revisions(path) for path in paths}

    numbers = [file[:4] for file in stated]
    chain = [None, *numbers]
    wrong = [
        f"{file}: revision, down_revision = {found}"
        for (below, own), (file, found) in zip(pairwise(chain), stated.items(), strict=True)
        if found != (own, below)
    ]

    assert numbers == [f"{n:04}" for n in range(1, len(paths) + 1)], (
        f"number the files 0001, 0002, ... without gap or twin; found {numbers}"
    )
    assert not wrong, told(wrong, "each names its own number and the one before it.")


def _revisions(path: Path) -> tuple[object, object]:
    """What a migration states as `revision` and `down_revision`, together or one by one."""
    stated = {}
    for node in TREES[path].body:
        if isinstance(node, ast.Assign) and "revision" in ast.unparse(node.targets[0]):
            value = ast.literal_eval(node.value)
            for target in node.targets:
                several = isinstance(target, ast.Tuple)
                names = target.elts if several else [target]
                values = value if several else [value]
                stated |= {n.id: v for n, v in zip(names, values, strict=True)}
    return stated.get("revision"), stated.get("down_revision")


# --- doors and events ------------------------------------------------------------------------


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
    """Whether it hands the proving on to a function named so."""
    called = (getattr(n.func, "id", "") for n in ast.walk(function) if isinstance(n, ast.Call))
    return any(each.startswith(("assert_", "check_")) for each in called)


def test_every_failure_here_says_what_to_do_instead():
    asserts = [n for n in ast.walk(TREES[Path(__file__)]) if isinstance(n, ast.Assert)]

    mute = [f"line {n.lineno}" for n in asserts if n.msg is None]

    assert not mute, told(mute, "give the assertion a message that names the way out.")
