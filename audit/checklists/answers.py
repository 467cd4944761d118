"""What was answered: the JSON form of answers, read and written.

Promise: an answer is exactly one of a value, "not applicable", "never happened" or photos alone
(R3); every fault of a whole set is reported at once with its pointer. Whether a value suits its
item is decided in `rules.check_value`, whether a set is complete in `visits.check_answers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.checklists.reader import storable
from audit.problems import Fault, pointer, refuse

NA_REASONS = ("not_offered", "not_possible", "not_observed", "no_contact", "other")

_KEYS = ("v", "na", "reason", "none", "comment", "photos", "at")
_USUAL_KEYS = {"v", "comment"}
_LONGEST = {"v": 4000, "reason": 64, "comment": 4000}
_MOST_CODES = 200
_MOST_PHOTOS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `value`: a code or number as text, or the ticked codes; None for na and none."""

    value: str | tuple[str, ...] | None = None
    na: bool = False
    none: bool = False
    reason: str | None = None
    comment: str | None = None
    photos: tuple[str, ...] = ()
    at: str | None = None

    @property
    def is_given(self) -> bool:
        """Whether it carries a value (N/A, never happened and photos alone do not)."""
        return self.value is not None


def parse_answers(raw: object) -> Mapping[str, Answer]:
    """Answers by item code from `{code: {"v": ...} | {"na": true, ...} | {"none": true}}`.

    Raises `request.invalid` with every fault; pointers start at the set itself (`/RC2/v`).
    """
    if not isinstance(raw, dict):
        refuse([Fault("answer.not_object", "")])
        return {}
    faults: list[Fault] = []
    answers = {}
    for code, value in raw.items():
        found = _faults(value)
        faults += [fault.under(pointer(code)) for fault in found]
        if not found:
            answers[code] = _answer(value)
    refuse(faults)
    return answers


def dump_answers(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """The JSON form back, absent keys omitted; `parse_answers(dump_answers(a)) == a`."""
    return {code: dump_answer(answer) for code, answer in answers.items()}


def dump_answer(answer: Answer) -> dict[str, Any]:
    """The JSON form of one answer."""
    value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
    pairs = {
        "v": value,
        "na": answer.na or None,
        "none": answer.none or None,
        "reason": answer.reason,
        "comment": answer.comment,
        "photos": list(answer.photos) or None,
        "at": answer.at,
    }
    return {key: found for key, found in pairs.items() if found is not None}


def _answer(raw: dict[str, Any]) -> Answer:
    value = raw.get("v")
    return Answer(
        value=tuple(value) if isinstance(value, list) else value,
        na=bool(raw.get("na")),
        none=bool(raw.get("none")),
        reason=raw.get("reason"),
        comment=raw.get("comment"),
        photos=tuple(raw.get("photos") or ()),
        at=raw.get("at"),
    )


def _faults(raw: object) -> list[Fault]:
    if not isinstance(raw, dict):
        return [Fault("answer.not_object", "")]
    if _is_usual(raw):
        return []
    return [
        *_unknown_keys(raw),
        *_state_faults(raw),
        *_value_faults(raw.get("v")),
        *_text_faults(raw, "reason"),
        *_text_faults(raw, "comment"),
        *_photo_faults(raw.get("photos")),
        *_time_faults(raw.get("at")),
    ]


def _is_usual(raw: dict[str, Any]) -> bool:
    """A text and perhaps a comment, both in order: most answers, and nothing else to ask them."""
    return (
        raw.keys() <= _USUAL_KEYS
        and _is_text(raw.get("v"), "v")
        and _is_text(raw.get("comment", ""), "comment")
    )


def _unknown_keys(raw: dict[str, Any]) -> list[Fault]:
    return [
        Fault("answer.unknown_key", pointer(key), key=str(key)) for key in raw if key not in _KEYS
    ]


def _state_faults(raw: dict[str, Any]) -> list[Fault]:
    faults = [
        Fault("answer.not_flag", pointer(key), key=key)
        for key in ("na", "none")
        if raw.get(key) is not None and not isinstance(raw[key], bool)
    ]
    said = [raw.get("v") is not None, raw.get("na") is True, raw.get("none") is True]
    if sum(said) > 1 or (not any(said) and not raw.get("photos")):
        faults.append(Fault("answer.not_one_state", ""))
    if raw.get("reason") is not None and raw.get("na") is not True:
        faults.append(Fault("answer.reason_without_na", "/reason"))
    return faults


def _value_faults(value: object) -> list[Fault]:
    if value is None or _is_text(value, "v"):
        return []
    if isinstance(value, list) and len(value) <= _MOST_CODES:
        return [
            Fault("answer.not_text", pointer("v", index), longest=_LONGEST["v"])
            for index, code in enumerate(value)
            if not _is_text(code, "v")
        ]
    return [Fault("answer.not_text", "/v", longest=_LONGEST["v"])]


def _text_faults(raw: dict[str, Any], key: str) -> list[Fault]:
    value = raw.get(key)
    if value is None or _is_text(value, key):
        return []
    return [Fault("answer.not_text", pointer(key), longest=_LONGEST[key])]


def _photo_faults(photos: object) -> list[Fault]:
    if photos is None:
        return []
    if not isinstance(photos, list) or len(photos) > _MOST_PHOTOS:
        return [Fault("answer.photos_not_list", "/photos", most=_MOST_PHOTOS)]
    return [
        Fault("answer.not_text", pointer("photos", index), longest=_LONGEST["reason"])
        for index, photo in enumerate(photos)
        if not _is_text(photo, "reason") or not photo
    ]


def _time_faults(at: object) -> list[Fault]:
    if at is None or (isinstance(at, str) and _is_aware(at)):
        return []
    return [Fault("answer.not_time", "/at")]


def _is_aware(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_text(value: object, key: str) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST[key] and storable(value)
