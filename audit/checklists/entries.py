"""Parts that checklists are written from: items, response sets, section templates, scripts.

Promise: a part is read by the readers of a checklist, so what the library keeps a checklist takes;
both languages are there; every fault is told at once with its pointer into the part itself.
Reading order: `Entry`, `read_entry`, then one reader a kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from audit.checklists.definition import parse
from audit.checklists.document import Definition
from audit.checklists.items import OWNER_ROLES
from audit.checklists.normal import canonical, hash_of, item_form, section_form
from audit.checklists.publishing import text_faults, wording_faults
from audit.checklists.reader import Reader, Text
from audit.problems import Fault, Problem, refuse

ITEM, RESPONSE_SET, SECTION, SCRIPT = "item", "response_set", "section", "script"
Json = dict[str, Any]

_ITEM_PLACE = "/sections/0/items/0"
_SECTION_PLACE = "/sections/0"
_ANY_TEXT = {"zh-CN": "-", "en": "-"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the library: its normal form with the author's order, and the hash of it."""

    kind: str
    title: Text
    document: Json
    hash: str


def read_entry(kind: str, document: object) -> Entry:
    """The entry in `document`; raises `request.invalid` with every fault and its pointer.

    An `item` and a `section` are what a checklist has; a `response_set` is `{title, choices}`,
    choices with points where it scores; a `script` is `{title, text, post, stage}` and says what
    feedback changed it and when it was trained and tested (S4.5).
    """
    title, form = READERS[kind](document)
    return Entry(kind, title, form, hash_of(canonical({"kind": kind, "document": form})))


def _item(document: object) -> tuple[Text, Json]:
    definition = _parsed({"code": "S", "items": [document]}, _ITEM_PLACE)
    item = definition.items[0]
    refuse(text_faults("", item))
    return item.text, item_form(item)


def _section(document: object) -> tuple[Text, Json]:
    definition = _parsed(document, _SECTION_PLACE)
    section = definition.sections[0]
    faults = [*wording_faults("/title", section.title)]
    if not section.items:
        faults.append(Fault("document.empty", "/items", key="items"))
    for index, item in enumerate(section.items):
        faults += text_faults(f"/items/{index}", item)
    refuse(faults)
    return section.title, section_form(section)


def _response_set(document: object) -> tuple[Text, Json]:
    faults: list[Fault] = []
    reader = Reader(document, "", faults)
    reader.need("choices")
    title, choices = reader.phrases("title"), reader.take("choices")
    reader.close()
    faults += _lacking(faults, "/title", title)
    form: Json = {}
    if choices is not None:
        try:
            form = _choices(choices)
        except Problem as problem:
            faults += problem.faults
    refuse(faults)
    return title, {"title": title, "choices": form}


def _choices(choices: object) -> Json:
    """Read as an item would read them: as options where one has points, else as choices."""
    scores = isinstance(choices, dict) and any(
        not isinstance(each, dict) or "points" in each for each in choices.values()
    )
    key = "options" if scores else "choices"
    own = {"type": "option", "max": "0"} if scores else {"type": "observe", "answer": "choice"}
    item = {"code": "I", "text": _ANY_TEXT, key: choices} | own
    read = _parsed({"code": "S", "items": [item]}, f"{_ITEM_PLACE}/{key}", "/choices").items[0]
    refuse(
        Fault(fault.code, "/choices" + fault.pointer.removeprefix(f"/{key}"), **fault.facts)
        for fault in text_faults("", read)
    )
    found: Json = item_form(read)[key]
    return found


def _script(document: object) -> tuple[Text, Json]:
    faults: list[Fault] = []
    reader = Reader(document, "", faults)
    for key in ("post", "stage"):
        reader.need(key)
    title, text, feedback = (reader.phrases(key) for key in ("title", "text", "feedback"))
    form: Json = {
        "title": title,
        "text": text,
        "post": reader.one_of("post", OWNER_ROLES),
        "stage": reader.code("stage"),
        "feedback": feedback or None,
        "trained_on": reader.day("trained_on"),
        "tested_on": reader.day("tested_on"),
    }
    reader.close()
    told = {"/title": title, "/text": text} | ({"/feedback": feedback} if feedback else {})
    for place, words in told.items():
        faults += _lacking(faults, place, words)
    refuse(faults)
    return title, {key: value for key, value in form.items() if value is not None}


def _lacking(known: Iterable[Fault], place: str, text: Text) -> list[Fault]:
    """The languages a text lacks, but for those of which something is said already."""
    said = {fault.pointer for fault in known}
    return [fault for fault in wording_faults(place, text) if fault.pointer not in said]


def _parsed(section: object, place: str, put: str = "") -> Definition:
    """The part inside the smallest checklist; its faults told from where the part begins."""
    bands = [{"grade": grade, "min": str(least)} for least, grade in enumerate(_grades(section))]
    try:
        return parse({"scoring": {"grade_bands": bands}, "sections": [section]})
    except Problem as problem:
        refuse(
            Fault(fault.code, put + fault.pointer.removeprefix(place), **fault.facts)
            for fault in problem.faults
        )
        raise


def _grades(section: object) -> list[str]:
    """The grades that items cap to: which there are is known only where the part will be used."""
    items = section.get("items") if isinstance(section, dict) else None
    given = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    criticals = (each.get("critical") for each in given)
    values = (each.get("value") for each in criticals if isinstance(each, dict))
    return sorted({value for value in values if isinstance(value, str) and value})[:100]


READERS: Mapping[str, Callable[[object], tuple[Text, Json]]] = MappingProxyType(
    {ITEM: _item, RESPONSE_SET: _response_set, SECTION: _section, SCRIPT: _script}
)
KINDS = tuple(READERS)
