"""What the doctor says of one thing.

Promise: every line names what was looked at, whether it will do, what was seen, and, where it will
not, what to do about it. A warning runs, a refusal must not go into production.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["ok", "warn", "refuse"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `seen` is a fact, `todo` an instruction (empty when ok)."""

    name: str
    level: Level
    seen: str
    todo: str = ""

    def line(self) -> str:
        """The line for people."""
        return f"{self.level:<7} {self.name:<14} {self.seen}" + (
            f"\n        {'':<14} -> {self.todo}" if self.todo else ""
        )

    def facts(self) -> dict[str, str]:
        """The line for programs."""
        return asdict(self)


Look = Callable[[], Iterator[Finding]]


def ok(name: str, seen: str) -> Finding:
    """Nothing to do."""
    return Finding(name, "ok", seen)


def warn(name: str, seen: str, todo: str) -> Finding:
    """It runs, but."""
    return Finding(name, "warn", seen, todo)


def refuse(name: str, seen: str, todo: str) -> Finding:
    """Not like this."""
    return Finding(name, "refuse", seen, todo)


def judged(name: str, seen: str, *, good: bool, todo: str) -> Finding:
    """Ok, or refused with what to do."""
    return ok(name, seen) if good else refuse(name, seen, todo)
