"""One piece of memory for all Python frames of a deep call.

Promise: a function made `in_one_piece` does what it did; only where its frames lie has changed.

CPython lays frames into pieces of 16 KB and gives a piece back as soon as the call that opened it
returns. Recursion that swings across the end of a piece takes and returns it thousands of times:
WeasyPrint 24,000 page faults a print, an eighth of its time. A frame larger than a piece opens one
of up to twice its own size, and what it calls lies in the rest.
"""

from collections.abc import Callable
from types import FunctionType
from typing import TypeVar, cast

WORDS = 1 << 17  # of 8 bytes: 1 MB, so a piece of 2 MB. Memory that is not touched costs nothing.
F = TypeVar("F", bound=Callable[..., object])


def in_one_piece(function: F) -> F:
    """`function` with a frame so large that all it calls fits behind it. Decorates."""
    plain = cast("FunctionType", function)
    plain.__code__ = plain.__code__.replace(co_stacksize=WORDS)
    return function
