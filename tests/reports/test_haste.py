"""What makes a print fast is still in force, told without a clock."""

import resource

from audit.reports import render
from audit.reports.frames import in_one_piece
from audit.visits.snapshot import snapshot
from tests.reports import sample


def test_a_deep_call_takes_no_memory_twice():
    def down(depth: int) -> int:
        return down(depth - 1) if depth else resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    @in_one_piece
    def swing() -> int:
        """Page faults of 200 descents from each of 40 depths: some end beside a piece's end."""
        before = down(0)
        for depth in range(100, 140):
            for _ in range(200):
                down(depth)
        return down(0) - before

    swing()
    assert swing() < 100


def test_arguments_results_and_errors_pass_through():
    @in_one_piece
    def divided(a: int, *, by: int = 2) -> float:
        return a / by

    assert divided(6) == 3
    assert divided(6, by=3) == 2
    assert divided.__name__ == "divided"


def test_elements_get_their_first_style_from_ours(monkeypatch):
    """WeasyPrint's makes six pseudo-elements for each element, a fifth of a print."""
    asked = []
    ours = render._Page._ua_stylesheets
    monkeypatch.setattr(
        render._Page, "_ua_stylesheets", lambda *given: asked.append(given) or ours(*given)
    )

    render.render(snapshot(sample.facts(()), "dealer"), "en", {})

    assert len(asked) == 1
