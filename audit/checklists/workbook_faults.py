"""Where a fault stands in the workbook.

Promise: a fault of a document is told at the cell it came from, with sheet, row, column and the
heading as the person sees them. `Places` remembers what was read from where; what has no cell of
its own (a missing key, a part of a condition) is told at the nearest cell above it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from audit.checklists.workbook_layout import SHEETS, WORDS, Texts
from audit.problems import Fact, Fault, Word, pointer, say
from audit.sheets import letters

NAME = "#name"  # behind a pointer: the cell of the key itself, not of its value


@dataclass(frozen=True, slots=True)
class Place:
    """One cell: the sheet's name and the heading as they stand in the file."""

    sheet: str
    row: int
    column: int
    heading: str = ""

    @property
    def address(self) -> str:
        """The pointer told to the sender: `/Items/F12`."""
        return pointer(self.sheet, f"{letters(self.column)}{self.row}")


class CellFault(Fault):
    """A fault with its cell; `say` begins with where it is."""

    __slots__ = ("place",)

    def __init__(self, code: str, place: Place, **facts: Fact) -> None:
        super().__init__(code, place.address, **facts)
        self.place = place

    def say(self, language: str) -> str:
        """The place, then the sentence."""
        at, detail = self.place, super().say(language)
        where: dict[str, Fact] = {"sheet": at.sheet, "row": at.row, "column": letters(at.column)}
        if not at.heading:
            return say("workbook.at_row", language, where | {"detail": detail})
        return say("workbook.at", language, where | {"heading": at.heading, "detail": detail})


class Named(Word):
    """A word of the workbook as a fact of a sentence: told in the reader's language."""

    __slots__ = ("texts",)
    texts: Texts

    def __init__(self, texts: Texts) -> None:
        super().__init__("workbook", texts["en"])
        object.__setattr__(self, "texts", texts)

    def say(self, language: str) -> str:
        """The word for a reader of `language`."""
        return str(self.texts[language])


def words_of(name: str) -> Named:
    """Every word of a list."""
    words = WORDS[name].values()
    return Named(
        {
            "zh-CN": "、".join(texts["zh-CN"] for texts in words),
            "en": ", ".join(texts["en"] for texts in words),
        }
    )


@dataclass(slots=True)
class Places:
    """By pointer into the document, the cell it was read from."""

    cells: dict[str, Place] = field(default_factory=dict)

    def note(self, at: str, place: Place) -> None:
        """The first to claim a pointer keeps it."""
        self.cells.setdefault(at, place)

    def of(self, at: str) -> Place:
        """The cell of the pointer, or of the nearest thing that holds it."""
        while at and at not in self.cells:
            at = at.rpartition("/")[0]
        return self.cells[at]

    def told(self, faults: Iterable[Fault]) -> Iterator[CellFault]:
        """Faults of the document as faults of the cells."""
        for fault in faults:
            yield self._told(fault)

    def _told(self, fault: Fault) -> CellFault:
        by_name = fault.code in _ABOUT_NAMES and fault.pointer + NAME in self.cells
        place = self.of(fault.pointer + NAME if by_name else fault.pointer)
        facts = dict(fault.facts)
        if "key" in facts and place.heading:
            facts["key"] = place.heading
        last = fault.pointer.rpartition("/")[2]
        if fault.code in ("document.key_missing", "document.empty") and last in _LISTED:
            return CellFault("workbook.no_choices", place, sheet=Named(SHEETS["choices"]))
        code = _SAID_HERE.get(fault.code, fault.code)
        return CellFault(code, place, **facts)


_ABOUT_NAMES = ("checklist.leaf_unknown",)  # where key and value of one pointer are two cells
_LISTED = ("options", "faults", "elements", "choices", "bands")
# what the document's own sentence says in words of JSON
_SAID_HERE = {
    "document.unknown_key": "workbook.not_wanted",
    "document.not_decimal": "workbook.not_number",
    "document.key_missing": "workbook.needed",
}
