"""Reading one cell: from what Excel holds to what the document wants.

Promise: a number typed as a number is taken as Excel shows it (0.1 is "0.1"), a word in either
language or as its code; what Excel has made something else of (a date, a percentage, a formula
without value, TRUE) is refused with what to do. Raises `Unfit`; the caller knows the place.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from audit.checklists.condition_text import Unreadable, read_text
from audit.checklists.decimals import decimal
from audit.checklists.normal import condition_form
from audit.checklists.workbook_faults import words_of
from audit.checklists.workbook_layout import Column, clean, code_of
from audit.problems import Fact
from audit.sheets import Cell

_MOST_DIGITS = 15  # what Excel keeps of a typed number; more is the noise of a calculation
_ODD = {
    "date": "workbook.date",
    "percent": "workbook.percent",
    "error": "workbook.error",
    "formula": "workbook.formula",
    "merged": "workbook.merged",
    "long": "workbook.too_long",
}
_SPLIT = re.compile("[,，、;；\n]+")
_WHOLE = re.compile(r"-?[0-9]{1,9}")


class Unfit(Exception):
    """The cell cannot be read as its column wants it."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read_cell(cell: Cell, column: Column) -> Any:  # noqa: ANN401 -- becomes JSON, checked by its reader
    """The JSON value of a cell; None for an empty one."""
    if cell.odd:
        raise Unfit(_ODD[cell.odd])
    if isinstance(cell.value, bool) and column.kind != "flag":
        raise Unfit("workbook.truth_value")
    return _READERS[column.kind](_shown(cell), column)


def _shown(cell: Cell) -> str:
    """What a person sees in the cell."""
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _written(value)
    return value or ""


def _written(value: float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise Unfit("workbook.number_long", most=_MOST_DIGITS)
    number = Decimal(repr(value)).normalize()
    digits = number.as_tuple()
    exponent = int(digits.exponent)
    if len(digits.digits) + max(exponent, 0) > _MOST_DIGITS or exponent < -_MOST_DIGITS:
        raise Unfit("workbook.number_long", most=_MOST_DIGITS)
    return f"{number:f}"


def _text(text: str, _column: Column) -> str | None:
    if text and not text.strip():
        raise Unfit("workbook.blank")
    return text or None


def _code(text: str, _column: Column) -> str | None:
    return clean(text) or None


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", clean(text))


def _number(text: str, column: Column) -> str | None:
    found = _half_width(text)
    if found and decimal(found) is None:
        raise Unfit("workbook.not_number", key=column.key)
    return found or None


def _whole(text: str, column: Column) -> int | None:
    found = _half_width(text)
    if not found:
        return None
    if not _WHOLE.fullmatch(found):
        raise Unfit("workbook.not_whole", key=column.key)
    return int(found)


def _word(text: str, column: Column) -> str | None:
    if not clean(text):
        return None
    code = code_of(column.list, text)
    if code is None:
        raise Unfit("workbook.not_in_list", found=clean(text)[:40], allowed=words_of(column.list))
    return code


def _flag(text: str, column: Column) -> bool | None:
    found = _TRUTHS.get(text.casefold().strip()) or _word(text, column)
    return None if found is None else found == "yes"


def _codes(text: str, _column: Column) -> list[str] | None:
    return [clean(part) for part in _SPLIT.split(text) if clean(part)] or None


def _condition(text: str, _column: Column) -> dict[str, Any] | None:
    if not clean(text):
        return None
    try:
        return condition_form(read_text(text))
    except Unreadable as error:
        raise Unfit(error.fault.code, **error.fault.facts) from error


_TRUTHS = {"true": "yes", "false": "no"}
_READERS: Mapping[str, Callable[[str, Column], Any]] = {
    "text": _text,
    "code": _code,
    "number": _number,
    "whole": _whole,
    "word": _word,
    "flag": _flag,
    "codes": _codes,
    "condition": _condition,
}
