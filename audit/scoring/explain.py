"""A ledger line in words: by which rule it came to its points, or why it is left out.

Promise: one sentence a line, the same wherever the line is told (API, desk, report); the words
stand in `words.toml`. It takes a line in its JSON form, so that stored ledgers can be told too.
"""

from collections.abc import Mapping
from typing import Any

from audit.problems import Word

KIND = "line"


def explained(line: Mapping[str, Any]) -> Word:
    """How the line (an element of `result.ledger`) came to what it says."""
    return Word(KIND, _code(line))


def _code(line: Mapping[str, Any]) -> str:
    state, kind = line["state"], line["type"]
    if state == "missing":
        return f"missing_{line['reason'] or 'zero'}"
    if state == "not_applicable" and line["answer"] is None:
        return "missing_not_required"  # a bonus or penalty nobody answered (R14)
    if state != "answered":
        return str(state)
    return str(kind if kind in ("bonus", "penalty") else line["rule"])
