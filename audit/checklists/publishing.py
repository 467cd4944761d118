"""What a checklist version still lacks before it may be published.

Promise: every lack at once, each with its pointer into the normal form. A document that parses can
be scored; published it is printed, translated, sorted by role and rolled up into KPIs, and that
takes more. Read `check_publishable`, then one check after the other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Protocol

from audit.checklists.conditions import ItemIs, ScenarioIs, leaves
from audit.checklists.decimals import decimal
from audit.checklists.definition import sealed
from audit.checklists.document import Definition, Section
from audit.checklists.items import ON_TOP, Item
from audit.checklists.read_document import LANGUAGES
from audit.checklists.reader import Text
from audit.problems import Fault, Word, pointer


class LeafBook(Protocol):
    """What publishing asks of a KPI framework; `kpi.frameworks.Framework` answers it."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def version(self) -> int:
        """Its version."""

    @property
    def is_usable(self) -> bool:
        """Whether it may score: complete, and every weight known (S0.4)."""

    @property
    def leaves(self) -> Set[str]:
        """The codes of its leaves."""


def check_publishable(
    definition: Definition, frameworks: Iterable[LeafBook], scripts: Collection[str] | None = None
) -> list[Fault]:
    """Everything that keeps the version from being published; empty when nothing does.

    `frameworks` are all that exist for the tenant, any number of versions of each; `scripts` the
    codes of the scripts in use, those retired left out (S4.5); None where nobody knows them.
    """
    return [
        *_identity(definition),
        *_labels("scenarios", definition.scenarios),
        *_labels("marks", definition.marks),
        *_frameworks(definition, frameworks),
        *_sections(definition, frameworks),
        *_scripts(definition, scripts),
    ]


def pinned(definition: Definition, frameworks: Iterable[LeafBook]) -> Definition:
    """The definition with each framework at the version it names, or else the newest there is."""
    chosen = _chosen(definition, frameworks)
    versions = tuple(
        (code, chosen[code].version if code in chosen else version)
        for code, version in definition.frameworks
    )
    return sealed(replace(definition, frameworks=versions))


def _chosen(definition: Definition, frameworks: Iterable[LeafBook]) -> Mapping[str, LeafBook]:
    found: dict[str, LeafBook] = {}
    wanted = dict(definition.frameworks)
    for framework in sorted(frameworks, key=lambda each: each.version):
        if framework.code in wanted and wanted[framework.code] in (None, framework.version):
            found[framework.code] = framework
    return found


def _identity(definition: Definition) -> Iterator[Fault]:
    for key in ("code", "version"):
        if not getattr(definition, key):
            yield Fault("document.key_missing", pointer(key), key=key)
    if not definition.sections:
        yield Fault("document.empty", "/sections", key="sections")
    yield from wording_faults("/title", definition.title)


def _labels(key: str, labels: Mapping[str, Text]) -> Iterator[Fault]:
    for index, text in enumerate(labels.values()):
        yield from wording_faults(pointer(key, index, "text"), text)


def _frameworks(definition: Definition, frameworks: Iterable[LeafBook]) -> Iterator[Fault]:
    chosen = _chosen(definition, frameworks)
    for index, (code, _) in enumerate(definition.frameworks):
        place = pointer("frameworks", index)
        if code not in chosen:
            yield Fault("checklist.framework_unknown", place, framework=code)
        elif not chosen[code].is_usable:
            yield Fault("checklist.framework_incomplete", place, framework=code)


def _sections(definition: Definition, frameworks: Iterable[LeafBook]) -> Iterator[Fault]:
    chosen = _chosen(definition, frameworks)
    for index, section in enumerate(definition.sections):
        place = pointer("sections", index)
        yield from wording_faults(place + "/title", section.title)
        if not section.items:
            yield Fault("document.empty", place + "/items", key="items")
        for number, item in enumerate(section.items):
            at = place + pointer("items", number)
            yield from text_faults(at, item)
            yield from _tags(at, item, section)
            yield from _conditions(at, item, definition)
            yield from _kpi(at, item, chosen)


def _scripts(definition: Definition, scripts: Collection[str] | None) -> Iterator[Fault]:
    if scripts is None:
        return
    for index, section in enumerate(definition.sections):
        for number, item in enumerate(section.items):
            if item.script_id is not None and item.script_id not in scripts:
                place = pointer("sections", index, "items", number, "script_id")
                yield Fault("checklist.script_unknown", place, script=item.script_id)


def text_faults(place: str, item: Item) -> Iterator[Fault]:
    """Every text of an item that a language has not."""
    yield from wording_faults(place + "/text", item.text)
    for key in ("guidance", "evidence_hint"):
        words = getattr(item, key)
        if words is not None:
            yield from wording_faults(f"{place}/{key}", words)
    for key in ("options", "faults", "elements", "choices"):
        for code, choice in getattr(item, key).items():
            if code.isdecimal():  # a browser sorts such keys of an object by themselves
                at = place + pointer(key, code)
                yield Fault("checklist.choice_code_number", at, name=code)
            yield from wording_faults(place + pointer(key, code, "text"), choice.text)


def _tags(place: str, item: Item, section: Section) -> Iterator[Fault]:
    found = {
        "method": item.method,
        "stage": item.stage or section.stage,
        "touchpoint": item.touchpoint,
        "owner_role": item.owner_role,
    }
    for key, value in found.items():
        if value is None:
            yield Fault("document.key_missing", place + pointer(key), key=key)
    if item.max == 0:
        yield Fault("document.not_above_zero", place + "/max", key="max")


def _conditions(place: str, item: Item, definition: Definition) -> Iterator[Fault]:
    for at, leaf in leaves(item.applies_if, place + "/applies_if"):
        if isinstance(leaf, ScenarioIs):
            for index, code in enumerate(leaf.codes):
                if code not in definition.scenarios:
                    where = at + pointer("scenario", index)
                    yield Fault("checklist.scenario_unknown", where, scenario=code)
        else:
            yield from _possible(at, leaf, definition.item(leaf.item))


def _possible(place: str, leaf: ItemIs, item: Item) -> Iterator[Fault]:
    """Every value in `in` must be one that the item can be answered with."""
    known = ("yes", "no") if item.type in ("binary", *ON_TOP) else tuple(item.labels)
    for index, code in enumerate(leaf.codes):
        is_number = item.takes_number and decimal(code) is not None
        if not is_number and (known or item.takes_number) and code not in known:
            at = place + pointer("in", index)
            yield Fault("checklist.condition_value_unknown", at, item=item.code, value=code)


def _kpi(place: str, item: Item, chosen: Mapping[str, LeafBook]) -> Iterator[Fault]:
    for framework, weights in item.kpi.items():
        at = place + pointer("kpi", framework)
        if framework not in chosen:
            yield Fault("checklist.framework_not_listed", at, framework=framework)
            continue
        for leaf in weights:
            if leaf not in chosen[framework].leaves:
                where = at + pointer(leaf)
                yield Fault("checklist.leaf_unknown", where, leaf=leaf, framework=framework)


def wording_faults(place: str, text: Text) -> Iterator[Fault]:
    """The languages a text lacks."""
    for language in LANGUAGES:
        if not text.get(language):
            word = Word("language", language)
            yield Fault("checklist.text_missing", place + pointer(language), language=word)
