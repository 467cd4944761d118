"""One thing to look at: the item, its parts and the words it may use.

Promise: plain frozen values, nothing decided here. `read_items` makes them from JSON, `rules` and
`scoring` judge answers by them. Read `Item` first; the parts it is made of stand before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from audit.checklists.conditions import Condition
from audit.checklists.decimals import written
from audit.checklists.reader import Text

SCORED = (
    "binary",
    "option",
    "rating",
    "numeric_bands",
    "numeric_linear",
    "multi_deduct",
    "multi_earn",
    "count_deduct",
)
ON_TOP = ("bonus", "penalty")
TYPES = (*SCORED, *ON_TOP, "observe")
EFFECTS = ("zero_section", "cap_section", "zero_overall", "cap_overall", "cap_grade")
OBSERVED = ("text", "number", "date", "time", "duration", "choice", "photo", "signature")

AUDIENCES = ("internal", "dealer")
METHODS = ("observed", "asked", "document", "measured")
OWNER_ROLES = ("advisor", "workshop", "customer", "facility", "sales", "management", "product")
SEVERITIES = ("critical", "major", "minor")
HERZBERG = ("H", "M")
TIMER_UNITS = ("s", "min", "h", "d")

_NUMERIC = ("numeric_bands", "numeric_linear")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option, fault, element or choice: its points (None where it only says) and its label."""

    points: Fraction | None
    text: Text


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a number that passes every test; the last band has none (R8)."""

    tests: tuple[tuple[str, Fraction], ...]
    points: Fraction


@dataclass(frozen=True, slots=True)
class PhotoRule:
    """How many photos, and `when`: `always`, or `fail` (earned less than the maximum)."""

    min: int
    max: int
    when: str


@dataclass(frozen=True, slots=True)
class CommentRule:
    """`when`: never, optional, on_fail, always, or below `value`; then of at least `min_length`."""

    when: str
    value: Fraction | None = None
    min_length: int = 1


@dataclass(frozen=True, slots=True)
class Critical:
    """What happens when a critical item fails: `value` is a cap in points or the worst grade."""

    effect: str
    cap: Fraction | None = None
    grade: str | None = None
    below: Fraction | None = None

    @property
    def value(self) -> str | None:
        """The cap or grade as the definition writes it."""
        return self.grade if self.cap is None else written(self.cap)


@dataclass(frozen=True, slots=True)
class Timer:
    """The marks whose distance fills a numeric item, in the item's unit."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One item of a checklist; keys of other types are empty or None. See checklist format 1.

    Itself alone is its equal: that makes it a key of what is worked out from it once.
    """

    code: str
    type: str
    text: Text
    max: Fraction | None = None
    weight: Fraction = Fraction(1)
    na_allowed: bool = False
    required: bool = True
    photo: PhotoRule | None = None
    comment: CommentRule = CommentRule("optional")
    evidence_audience: str = "internal"
    applies_if: Condition | None = None
    deferred: bool = False
    critical: Critical | None = None
    kpi: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    positive: str = "yes"
    options: Mapping[str, Choice] = field(default_factory=dict)
    faults: Mapping[str, Choice] = field(default_factory=dict)
    elements: Mapping[str, Choice] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    map: str | None = None
    target: Fraction | None = None
    limit: Fraction | None = None
    per: Fraction | None = None
    points: Fraction | None = None
    unit: str | None = None
    timer: Timer | None = None
    answer: str | None = None
    stage: str | None = None
    touchpoint: str | None = None
    method: str | None = None
    owner_role: str | None = None
    severity: str | None = None
    herzberg: str | None = None
    key_node: bool | None = None
    script_id: str | None = None
    guidance: Text | None = None
    evidence_hint: Text | None = None

    @property
    def is_scored(self) -> bool:
        """Whether it earns points of a maximum (R5 to R12)."""
        return self.type in SCORED

    @property
    def is_numeric(self) -> bool:
        """Whether it may be timed and may have "never happened" (R3)."""
        return self.type in _NUMERIC

    @property
    def takes_number(self) -> bool:
        """Whether its answer is a number, so that conditions compare it as one."""
        observed = self.type == "observe" and self.answer in ("number", "duration")
        return self.is_numeric or observed or self.type in ("rating", "count_deduct")

    @property
    def labels(self) -> Mapping[str, Choice]:
        """Every code an answer may name, with its points and label; empty where there are none."""
        return self.options or self.faults or self.elements or self.choices
