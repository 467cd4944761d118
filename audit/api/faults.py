"""Faults as they are told: place, stable code, and a sentence in the reader's language."""

from collections.abc import Iterable

from flask import request

from audit.api.language import reader_language
from audit.problems import Fault


def told(faults: Iterable[Fault]) -> list[dict[str, str]]:
    """What `FaultOut` says of each."""
    language = reader_language(request)
    return [
        {"pointer": fault.pointer, "code": fault.code, "detail": fault.say(language)}
        for fault in faults
    ]
