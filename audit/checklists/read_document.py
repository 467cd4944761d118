"""Reading a whole checklist document, all but what one item cannot know of the others.

Promise: see `reader`; the result is complete only when no fault was noted. `Placed` remembers where
each item stood, so that checks across items can point at it.
"""

from dataclasses import dataclass
from fractions import Fraction

from audit.checklists.document import Definition, Scoring, Section
from audit.checklists.items import Item
from audit.checklists.read_items import read_item
from audit.checklists.reader import Reader, Text
from audit.problems import Fault

LANGUAGES = ("zh-CN", "en")

_PHASES = ("before", "on_site", "after")
_HIGHEST_VERSION = 1_000_000


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and the pointer where it stands in the document."""

    place: str
    item: Item


def read_document(reader: Reader, placed: list[Placed]) -> Definition:
    """The definition in the document; every item read is added to `placed` in document order."""
    sections = _sections(reader, placed)
    reader.need("scoring")
    definition = Definition(
        code=reader.code("code") or "",
        version=reader.whole("version", 0, 1, _HIGHEST_VERSION),
        kind=reader.code("kind"),
        title=reader.phrases("title"),
        languages=_languages(reader),
        scoring=read_scoring(reader.child("scoring")) if reader.has("scoring") else Scoring(),
        sections=sections,
        marks=_labels(reader, "marks"),
        scenarios=_labels(reader, "scenarios"),
        frameworks=_frameworks(reader),
        items=tuple(item for section in sections for item in section.items),
        places={item.code: (item, section) for section in sections for item in section.items},
    )
    reader.close()
    return definition


def read_scoring(reader: Reader) -> Scoring:
    """The `scoring` object, defaults first (R1, R2, R4, R18 to R26)."""
    mode = reader.one_of("mode", ("earn", "deduct"), "earn")
    overall = reader.one_of("overall", ("pooled", "section_weighted"), "pooled")
    missing = reader.one_of("missing", ("reject", "zero", "exclude"), "reject")
    rescale = reader.one_of("na_in_deduct", ("none", "rescale"), "none")
    scoring = Scoring(
        mode=mode or "earn",
        overall=overall or "pooled",
        missing=missing or "reject",
        base=reader.positive("base", "100", zero=False),
        na_in_deduct=rescale or "none",
        cap_max=reader.share("cap_max", 100, "100"),
        bonus_cap=reader.positive("bonus_cap") if reader.has("bonus_cap") else None,
        dp=reader.whole("dp", 2, 0, 6),
        grade_bands=_bands(reader),
    )
    reader.take("bonus_cap")
    reader.close()
    return scoring


def _bands(reader: Reader) -> tuple[tuple[str, Fraction], ...]:
    found: list[tuple[str, Fraction]] = []
    grades: set[str | None] = set()
    floors: set[Fraction] = set()
    for child in reader.children("grade_bands"):
        child.need("grade")
        grade, least = child.code("grade"), child.share("min", 100)
        child.close()
        if grade in grades or least in floors:
            child.fault("checklist.duplicate_band")
        grades.add(grade or "")
        floors.add(least)
        found.append((grade or "", least))
    return tuple(sorted(found, key=lambda band: band[1], reverse=True))


def _sections(reader: Reader, placed: list[Placed]) -> tuple[Section, ...]:
    reader.need("sections")
    codes: set[str] = set()
    found: list[Section] = []
    for child in reader.children("sections"):
        section = _section(child, placed)
        if section.code in codes:
            child.fault("document.duplicate_code", "code", name=section.code)
        codes.add(section.code)
        found.append(section)
    return tuple(found)


def _section(reader: Reader, placed: list[Placed]) -> Section:
    reader.need("code")
    reader.need("items")
    phase = reader.one_of("phase", _PHASES, "on_site") or "on_site"
    section = Section(
        code=reader.code("code") or "",
        title=reader.phrases("title"),
        weight=reader.positive("weight", "1"),
        chain=reader.flag("chain"),
        phase=phase,
        stage=reader.code("stage"),
        items=_items(reader, phase, placed),
    )
    reader.close()
    return section


def _items(reader: Reader, phase: str, placed: list[Placed]) -> tuple[Item, ...]:
    found = [(child.place, read_item(child, phase)) for child in reader.children("items")]
    kept = [Placed(place, item) for place, item in found if item is not None]
    placed += kept
    return tuple(each.item for each in kept)


def _languages(reader: Reader) -> tuple[str, ...]:
    codes = reader.codes("languages")
    for index, code in enumerate(codes):
        if code not in LANGUAGES:
            allowed = ", ".join(LANGUAGES)
            place = reader.at("languages", index)
            reader.faults.append(
                Fault("document.not_one_of", place, key="languages", allowed=allowed)
            )
    return codes


def _labels(reader: Reader, key: str) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for child in reader.children(key):
        child.need("code")
        code, text = child.code("code") or "", child.wording("text")
        child.close()
        if code in found:
            child.fault("document.duplicate_code", "code", name=code)
        found[code] = text
    return found


def _frameworks(reader: Reader) -> tuple[tuple[str, int | None], ...]:
    found: list[tuple[str, int | None]] = []
    codes: set[str] = set()
    for index, raw in enumerate(reader.sequence("frameworks")):
        pair = {"code": raw} if isinstance(raw, str) else raw
        child = Reader(pair, reader.at("frameworks", index), reader.faults)
        child.need("code")
        version = child.whole("version", 0, 1, _HIGHEST_VERSION) or None
        code = child.code("code") or ""
        child.close()
        if code in codes:
            child.fault("document.duplicate_code", name=code)
        codes.add(code)
        found.append((code, version))
    return tuple(found)
