"""Which KPI leaves a ledger line counts for (R28, R29)."""

from audit.checklists.definition import parse
from audit.kpi.touched import Touched, touched
from tests.kpi.test_insights import checklist, item, section

MAPPED = item("A", kpi={"f": {"L1": "2", "L2": "0.5"}, "g": {"X": "1"}})
DEFINITION = parse(checklist(section("S", MAPPED, item("B")), frameworks=["g", "f"]))


def test_what_an_item_touches_is_told_by_framework_and_leaf():
    assert touched(DEFINITION, "A", "10") == [
        Touched("g", "X", "1"),
        Touched("f", "L1", "2"),
        Touched("f", "L2", "0.5"),
    ]


def test_an_item_without_a_map_touches_none():
    assert touched(DEFINITION, "B", "10") == []


def test_a_line_that_is_left_out_touches_none():
    assert touched(DEFINITION, "A", None) == []
