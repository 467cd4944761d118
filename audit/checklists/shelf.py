"""The checklists and KPI frameworks that come with the platform.

Promise: the documents as they ship, read fresh from their files; whoever takes one may change it.
"""

import json
from pathlib import Path
from typing import Any

_LIBRARY = Path(__file__).parent / "library"
_FRAMEWORKS = "frameworks.json"


def shipped_checklists() -> tuple[dict[str, Any], ...]:
    """The shipped checklist documents (format 1), by code."""
    names = sorted(path.name for path in _LIBRARY.glob("*.json") if path.name != _FRAMEWORKS)
    return tuple(_read(name) for name in names)


def shipped_frameworks() -> dict[str, Any]:
    """The shipped `frameworks/1` file: frameworks, weight sets, crosswalks, two factors."""
    return _read(_FRAMEWORKS)


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_LIBRARY / name).read_text("utf-8"))
    return found
