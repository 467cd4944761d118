"""The program's own log: one JSON line an event, on standard error, without personal data.

Promise: callers log codes, ids and durations, never names, numbers or answers (T-D19); the format
is the same for web, worker and commands.
"""

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict


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
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
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
