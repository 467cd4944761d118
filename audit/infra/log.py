"""The program's own log: one JSON line an event, on standard error, without personal data.

Promise: callers log codes, ids and durations, never names, numbers or answers (T-D19); the format
is the same for web, worker and commands.
"""

import contextlib
import logging
import sys
import traceback
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict


class _Patient:
    """A stream that loses words rather than requests: a full disk must not stop the service."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write what can be written."""
        with contextlib.suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        """As above."""
        with contextlib.suppress(OSError):
            self._stream.flush()


def set_up(level: int = logging.INFO) -> None:
    """Configure structlog once per process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _trace_without_words,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Patient(sys.stderr))),
    )


def _trace_without_words(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Where it happened and of what type: the words of an exception may quote what people wrote."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        frames = traceback.extract_tb(error.__traceback__)
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


log: structlog.stdlib.BoundLogger = structlog.get_logger("audit")
