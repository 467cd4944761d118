"""The checklists, KPI frameworks and shared parts that come with the platform.

Promise: the documents as they ship, read fresh from their files; whoever takes one may change it.
"""

import json
from pathlib import Path
from typing import Any

_LIBRARY = Path(__file__).parent / "library"
_FRAMEWORKS, _PARTS = "frameworks.json", "parts.json"


def shipped_checklists() -> tuple[dict[str, Any], ...]:
    """The shipped checklist documents (format 1), by code."""
    names = {path.name for path in _LIBRARY.glob("*.json")} - {_FRAMEWORKS, _PARTS}
    return tuple(_read(name) for name in sorted(names))


def shipped_frameworks() -> dict[str, Any]:
    """The shipped `frameworks/1` file: frameworks, weight sets, crosswalks, two factors."""
    return _read(_FRAMEWORKS)


def shipped_parts() -> tuple[dict[str, Any], ...]:
    """What the shared library begins with: `{kind, code, document}` each, scripts first."""
    return tuple(_read(_PARTS)["parts"])


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_LIBRARY / name).read_text("utf-8"))
    return found
