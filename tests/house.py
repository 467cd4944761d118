"""How the house rules read the program."""

import ast
import importlib
import importlib.util
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).parent.parent
FUNCTION_LINES, FILE_LINES, FILE_LINES_HARD, PARAMETERS = 40, 300, 400, 5

LONG_FILES = {
    "dev": "runs before anything is installed: one file, standard library only",
}
LONGER_THAN_HARD = {"dev"}
LONG_FUNCTIONS: dict[str, str] = {  # where a path begins so -> reason
    "migrations/versions/": "SQL in the order it runs; a table torn apart reads worse",
}

READS_ENVIRONMENT = {
    "audit/infra/config.py": "the one reader of settings",
    "audit/infra/failpoints.py": "breaks the program for tests; the product has no such setting",
    "audit/infra/child.py": "passes the loader's search path on to a child, no setting",
    "audit/infra/child_worker.py": "its scratch folder, told by its own parent, no setting",
}
OUTSIDE_THE_PIPELINE = {
    "static": "Flask's own; the package ships no static folder",
    "pages.show_desk": "a file of the build, the same for everybody; what it shows comes by doors",
    "pages.get_asset": "as pages.show_desk",
    "api-docs.openapi_json": "flask-smorest's own; the document describes doors, holds no rows",
}
NO_NOUN = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
REFUSALS = {"Problem", "Fault", "Refused", "fault"}  # called with a code as first argument

FOLDERS = ("audit", "bench", "migrations", "tests")
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
