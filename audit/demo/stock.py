"""What a visitor may say, by item: the stock of `answers.toml`, typed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_SETTINGS = ("hard", "odds", "na", "na_odds", "good", "bad")


@dataclass(frozen=True, slots=True)
class Stock:
    """One item's stock: comments by outcome, how hard it is, when it does not apply, scenes."""

    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hard: float = 1
    odds: float = 0
    na: str | None = None
    na_odds: float = 0
    good_scenes: tuple[str, ...] = ()
    bad_scenes: tuple[str, ...] = ()


@cache
def stock() -> Mapping[str, Stock]:
    """The stock by item code, or `code.variant` where comments depend on something else."""
    raw = tomllib.loads(Path(__file__).with_name("answers.toml").read_text("utf-8"))
    found: dict[str, Stock] = {}
    for code, entry in raw.items():
        variants = {key: value for key, value in entry.items() if isinstance(value, dict)}
        found[code] = _stock({key: value for key, value in entry.items() if key not in variants})
        found |= {f"{code}.{key}": _stock(value) for key, value in variants.items()}
    return found


def _stock(raw: dict[str, Any]) -> Stock:
    return Stock(
        lines={
            key: tuple(value)
            for key, value in raw.items()
            if key not in _SETTINGS and isinstance(value, list)
        },
        hard=raw.get("hard", 1),
        odds=raw.get("odds", 0),
        na=raw.get("na"),
        na_odds=raw.get("na_odds", 0),
        good_scenes=tuple(raw.get("good", ())),
        bad_scenes=tuple(raw.get("bad", ())),
    )
