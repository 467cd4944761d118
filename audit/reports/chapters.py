"""The items of a report, section by section: rows and photo plates.

Promise: every item of the document has its row, and every photo its plate with the number that the
row names. Pure. Read `Chapter`, then `chapters`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.reports.wording import NONE, TEXTS, Said, Words

PLATES_IN_A_ROW = 3
_TAGS = ("bonus", "penalty", "observe")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One item. `tone`: lost, plain or muted, for the weight of its ink."""

    code: str
    text: Said
    answer: Said
    tags: tuple[str, ...]
    earned: str
    possible: str
    loss: str
    comment: Said | None
    photos: str | None
    tone: str


@dataclass(frozen=True, slots=True)
class Plate:
    """One photo with its caption; `sha256` names the print copy."""

    sha256: str
    number: str
    code: str
    text: Said
    alt: str
    is_upright: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the checklist."""

    code: str
    title: Said
    summary: str
    rows: tuple[Row, ...]
    plates: tuple[tuple[Plate, ...], ...]


def chapters(document: Json, words: Words) -> tuple[Chapter, ...]:
    """The sections in order, each with its rows and its plates three to a line."""
    return tuple(_chapter(section, document["items"], words) for section in document["sections"])


def _chapter(section: Json, items: list[Json], words: Words) -> Chapter:
    own = [item for item in items if item["section"] == section["code"]]
    plates = [_plate(photo, item, words) for item in own for photo in item["photos"]]
    return Chapter(
        code=section["code"],
        title=words.pick(section["title"]),
        summary=_summary(section, words),
        rows=tuple(_row(item, words) for item in own),
        plates=tuple(
            tuple(plates[at : at + PLATES_IN_A_ROW])
            for at in range(0, len(plates), PLATES_IN_A_ROW)
        ),
    )


def _summary(section: Json, words: Words) -> str:
    if section["rate_pct"] is None:
        return words.label("items.section.none", weight=section["weight"])
    capped = section["effective_pct"] != section["rate_pct"]
    return words.label(
        "items.section.capped" if capped else "items.section",
        weight=section["weight"],
        earned=section["earned"],
        max=section["max"],
        rate=section["rate_pct"],
        effective=section["effective_pct"],
    )


def _row(item: Json, words: Words) -> Row:
    comment = item.get("comment")
    return Row(
        code=item["code"],
        text=words.pick(item["text"]),
        answer=_answer(item, words),
        tags=_tags(item, words),
        earned=_earned(item),
        possible=item["possible"] or NONE,
        loss=item["loss"] or NONE,
        comment=words.free(comment) if comment else None,
        photos=_photo_numbers(item, words),
        tone=_tone(item),
    )


def _answer(item: Json, words: Words) -> Said:
    if item["answer"]:
        return words.pick(item["answer"])
    if item["state"] not in ("not_applicable", "inapplicable"):
        return words.own("state.missing")
    return words.own(f"state.{item['state']}", reason=_reason(item["reason"], words))


def _reason(code: str | None, words: Words) -> str:
    """Our words for a reason; a code that we do not know is printed as it is."""
    if code is None:
        return words.label("reason.unknown")
    return words.label(f"reason.{code}") if f"reason.{code}" in TEXTS else code


def _tags(item: Json, words: Words) -> tuple[str, ...]:
    named: tuple[str, ...] = ("critical",) if item["critical"] else ()
    named += (item["type"],) if item["type"] in _TAGS else ()
    return tuple(words.label(f"tag.{name}") for name in named)


def _earned(item: Json) -> str:
    if item["type"] in ("bonus", "penalty") and item["points"] not in (None, "0"):
        sign = "+" if item["type"] == "bonus" else "−"
        return sign + str(item["points"]).lstrip("-")
    return item["earned"] or NONE


def _photo_numbers(item: Json, words: Words) -> str | None:
    numbers = words.label("items.joint").join(str(photo["number"]) for photo in item["photos"])
    return words.label("items.photos", numbers=numbers) if numbers else None


def _tone(item: Json) -> str:
    if item["state"] in ("not_applicable", "inapplicable", "missing"):
        return "muted"
    return "lost" if item["loss"] else "plain"


def _plate(photo: Json, item: Json, words: Words) -> Plate:
    text, number = words.pick(item["text"]), str(photo["number"])
    return Plate(
        sha256=photo["sha256"],
        number=words.label("items.photo", number=number),
        code=item["code"],
        text=text,
        alt=words.label("items.alt", number=number, code=item["code"], text=text.text),
        is_upright=photo["height"] > photo["width"],
    )
