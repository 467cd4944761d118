"""Two ways of doing the same work, timed in turns.

Promise: what is compared runs in the same minute on the same machine, a round of one beside a
round of the other and the order changed each time, so that a busy neighbour slows both. The figure
is the median of the rounds' ratios; rounds that scatter are repeated while there is time.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FEWEST = 3  # rounds, however slow the machine is
ENOUGH_SCATTER = 0.10  # quartiles within a tenth of the median: more rounds would not change it


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds of each round, ours and the baseline's, in the order they ran."""

    ours: tuple[float, ...]
    baseline: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours over the baseline, round by round: below 1 is faster."""
        return tuple(a / b for a, b in zip(self.ours, self.baseline, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """First and third quartile."""
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def scatter(values: Sequence[float]) -> float:
    """Distance of the quartiles, in medians."""
    low, high = quartiles(values)
    return (high - low) / statistics.median(values)


def paired(
    ours: Callable[[], object], baseline: Callable[[], object], *, rounds: int, seconds: float
) -> Pair:
    """At least `rounds` rounds, more while they scatter; after `seconds` no more than `FEWEST`."""
    began = time.monotonic()
    times: tuple[list[float], list[float]] = ([], [])
    for work in (ours, baseline):
        work()  # warm: caches, first connections, the other side's imports
    while len(times[0]) < FEWEST or time.monotonic() - began < seconds:
        turn = ((0, ours), (1, baseline))
        for which, work in turn if len(times[0]) % 2 else reversed(turn):
            times[which].append(timed(work))
        done = [a / b for a, b in zip(*times, strict=True)]
        if len(done) >= rounds and scatter(done) < ENOUGH_SCATTER:
            break
    return Pair(tuple(times[0]), tuple(times[1]))


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
