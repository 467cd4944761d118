"""Which characters the report's fonts can draw, and what is printed for the others.

Promise: no empty box and no invisible character: a sign that the fonts lack, or that would turn or
hide its neighbours (bidirectional controls, zero-width signs), is printed as its code, `[U+1F44D]`.
Pure but for reading the fonts. Read `printable`.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Set
from typing import Any

from fontTools.ttLib import TTFont

_KEPT = frozenset("\n\t")
_DROPPED = frozenset("\ufe0e\ufe0f\ufeff")  # choice of emoji style, byte order mark: no content


def covered_signs(paths: Iterable[str]) -> Set[str]:
    """The characters that every one of the fonts has."""
    return frozenset(map(chr, set.intersection(*map(_codes, paths))))


def _codes(path: str) -> set[int]:
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return set(font.getBestCmap())


def printable(document: Mapping[str, Any], covered: Set[str]) -> dict[str, Any]:
    """`document` (JSON) with every string made printable; keys and numbers stay as they are."""
    return {key: _printed(value, covered) for key, value in document.items()}


def _printed(value: object, covered: Set[str]) -> object:
    if isinstance(value, str):
        return value if _is_plain(value, covered) else "".join(_sign(s, covered) for s in value)
    if isinstance(value, Mapping):
        return printable(value, covered)
    if isinstance(value, list):
        return [_printed(found, covered) for found in value]
    return value


def _is_plain(text: str, covered: Set[str]) -> bool:
    return (text.isascii() and text.isprintable()) or all(_is_drawn(sign, covered) for sign in text)


def _is_drawn(sign: str, covered: Set[str]) -> bool:
    return sign in _KEPT or (sign in covered and unicodedata.category(sign) not in ("Cc", "Cf"))


def _sign(sign: str, covered: Set[str]) -> str:
    if _is_drawn(sign, covered):
        return sign
    return "" if sign in _DROPPED else f"[U+{ord(sign):04X}]"
