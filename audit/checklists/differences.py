"""What changed between two versions of a checklist, said one change at a time (F-A7).

Promise: complete and small: every difference of the normal forms stands here once, at the smallest
place that holds it, with what it was and what it is; what only moved is not told as removed and
added. `scores` says whether a change can move a score of the same answers. Read `differences`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from audit.checklists.document import Definition
from audit.checklists.normal import Json, normal_form
from audit.problems import pointer

# By the key of an item, section or document in normal form. What stands nowhere is a tag.
ASPECTS: Mapping[str, tuple[str, ...]] = {
    "wording": ("text", "title", "guidance", "evidence_hint", "scenarios", "marks", "languages"),
    "points": ("type", "max", "points", "options", "faults", "elements", "bands", "low", "high",
               "map", "target", "limit", "per", "positive"),
    "weight": ("weight",),
    "logic": ("applies_if", "critical", "deferred", "required", "na_allowed", "phase", "chain"),
    "rules": ("photo", "comment", "evidence_audience", "timer", "choices", "answer", "unit"),
    "kpi": ("kpi", "frameworks"),
    "scoring": ("scoring", "kind"),
}  # fmt: skip
ALL_ASPECTS = (*ASPECTS, "tags", "order")
_ASPECT_OF = {key: aspect for aspect, keys in ASPECTS.items() for key in keys}
_MOVING = ("points", "weight", "logic", "scoring")
_WHOLE = ("applies_if", "critical", "bands", "photo", "comment", "timer", "languages")
_BY_CODE = ("scenarios", "marks", "frameworks")
_CHOICES = ("options", "faults", "elements", "choices")
_IDENTITY = ("code", "version")


class Change(NamedTuple):
    """One difference. `kind` is added, removed, changed or moved; `place` document, section or
    item; `field` a pointer within the place (`/options/a/points`), None for the place itself."""

    kind: str
    aspect: str
    place: str
    section: str | None
    item: str | None
    field: str | None
    before: Any
    after: Any
    scores: bool


class _Home(NamedTuple):
    """Where changes are being looked for."""

    place: str
    section: str | None = None
    item: str | None = None


def differences(before: Definition, after: Definition) -> list[Change]:
    """Every change from `before` to `after`: of the document, then section by section in the order
    of `after`, what was removed last."""
    old, new = normal_form(before), normal_form(after)
    found = [*_changed(_Home("document"), _of_document(old), _of_document(new))]
    olds, news = _by_code(old["sections"]), _by_code(new["sections"])
    found += _moved(_Home("section"), list(olds), list(news))
    for code, section in news.items():
        home = _Home("section", code)
        if code in olds:
            found += _changed(home, _without(olds[code], "items"), _without(section, "items"))
        else:
            found.append(_whole("added", home, None, _without(section, "items")))
        found += _items(code, old, section)
    return [*found, *_gone(old, new)]


def _of_document(form: Json) -> Json:
    named = {key: {each["code"]: _without(each, "code") for each in form.get(key, ())}
             for key in _BY_CODE}  # fmt: skip
    return _without(form, "sections", *_IDENTITY) | named


def _items(section: str, old: Json, new_section: Json) -> Iterator[Change]:
    olds = {code: (home, item) for home, code, item in _placed(old)}
    here = [item["code"] for item in new_section["items"]]
    before_here = [code for code, (home, _) in olds.items() if home == section]
    yield from _moved(_Home("item", section), before_here, here)
    for item in new_section["items"]:
        home = _Home("item", section, item["code"])
        if item["code"] not in olds:
            yield _whole("added", home, None, item)
            continue
        was_in, was = olds[item["code"]]
        if was_in != section:
            yield Change("moved", "order", *home, "/section", was_in, section, scores=True)
        yield from _changed(home, was, item)
        yield from _choices_moved(home, was, item)


def _gone(old: Json, new: Json) -> Iterator[Change]:
    """Items and sections that are no more."""
    left, sections = {code for _, code, _ in _placed(new)}, _by_code(new["sections"])
    for section, code, item in _placed(old):
        if code not in left:
            yield _whole("removed", _Home("item", section, code), item, None)
    for section in old["sections"]:
        if section["code"] not in sections:
            home = _Home("section", section["code"])
            yield _whole("removed", home, _without(section, "items"), None)


def _whole(kind: str, home: _Home, before: Json | None, after: Json | None) -> Change:
    form = before or after or {}
    scores = home.place == "section" or form.get("type") != "observe"
    return Change(kind, "points", *home, None, before, after, scores=scores)


def _changed(home: _Home, before: Json, after: Json) -> Iterator[Change]:
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for field in [*new, *(field for field in old if field not in new)]:
        if old.get(field) != new.get(field):
            kind = "changed" if field in old and field in new else "added"
            kind = kind if field in new else "removed"
            aspect = _aspect(field)
            moving = aspect in _MOVING or (home.place == "document" and aspect == "scoring")
            was, now = old.get(field), new.get(field)
            yield Change(kind, aspect, *home, field, was, now, scores=moving)


def _leaves(form: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is read by itself; a condition or a band is read whole."""
    for key, value in form.items():
        at = place + pointer(key)
        if isinstance(value, Mapping) and value and (place or key not in _WHOLE):
            yield from _leaves(value, at)
        else:
            yield at, value


def _aspect(field: str) -> str:
    first, *inner = field.split("/")[1:]
    if first in _CHOICES and inner[1:2] == ["text"]:
        return "wording"  # the label of an option, whatever it is worth
    return _ASPECT_OF.get(first, "tags")


def _choices_moved(home: _Home, before: Json, after: Json) -> Iterator[Change]:
    """Other order of the same choices: what the visitor sees, and nothing else."""
    for key in _CHOICES:
        old, new = list(before.get(key, ())), list(after.get(key, ()))
        if old != new and sorted(old) == sorted(new):
            yield Change("moved", "order", *home, f"/{key}", old, new, scores=False)


def _moved(home: _Home, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The fewest of what both have that must move to come from one order to the other."""
    both = [code for code in after if code in before]
    old = [code for code in before if code in after]
    stays = _longest_rising([old.index(code) for code in both])
    for number, code in enumerate(both):
        if number not in stays:
            here = home._replace(**{home.place: code})
            yield Change(
                "moved", "order", *here, None, before.index(code), after.index(code), scores=False
            )


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Positions of a longest rising run: patience sorting with a way back."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for position, number in enumerate(numbers):
        pile = bisect_left(tails, number)
        back.append(at[pile - 1] if pile else -1)
        tails[pile : pile + 1], at[pile : pile + 1] = [number], [position]
    found, position = set(), at[-1] if at else -1
    while position >= 0:
        found.add(position)
        position = back[position]
    return found


def _placed(form: Json) -> Iterator[tuple[str, str, Json]]:
    for section in form["sections"]:
        for item in section["items"]:
            yield section["code"], item["code"], item


def _by_code(forms: Iterable[Json]) -> dict[str, Json]:
    return {form["code"]: form for form in forms}


def _without(form: Json, *keys: str) -> Json:
    return {key: value for key, value in form.items() if key not in keys}
