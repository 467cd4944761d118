"""Deep calls in one piece of memory: same results, no page faults."""

import resource

from audit.reports.frames import in_one_piece


def test_a_deep_call_takes_no_memory_twice():
    def down(depth: int) -> int:
        return down(depth - 1) if depth else resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    def swing() -> int:
        """Page faults of 200 descents from each of 40 depths: some end beside a piece's end."""
        before = down(0)
        for depth in range(100, 140):
            for _ in range(200):
                down(depth)
        return down(0) - before

    roomy = in_one_piece(lambda: swing())

    roomy()
    assert roomy() < 100


def test_arguments_results_and_errors_pass_through():
    @in_one_piece
    def divided(a: int, *, by: int = 2) -> float:
        return a / by

    assert divided(6) == 3
    assert divided(6, by=3) == 2
    assert divided.__name__ == "divided"
