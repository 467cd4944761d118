"""The program reads itself: sizes, names, who commits, who refuses, who reads settings."""

import ast
import re
import tokenize
import tomllib
from itertools import pairwise
from pathlib import Path

from audit.problems import CATALOGUE
from tests.house import (
    FILE_LINES,
    FILE_LINES_HARD,
    FUNCTION_LINES,
    LONG_FILES,
    LONG_FUNCTIONS,
    LONGER_THAN_HARD,
    NO_NOUN,
    PARAMETERS,
    PROGRAM,
    PYTHON,
    READS_ENVIRONMENT,
    REFUSALS,
    ROOT,
    TREES,
    at,
    calls,
    dev,
    functions,
    name,
    strings,
    text_at,
    told,
)


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
