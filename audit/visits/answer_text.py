"""An answer in words, in both languages: what the report and the dealer's page print.

Promise: every answer that passed `rules.check_value` has a text; what a visitor wrote or signed
himself is printed only where comments are (`may_quote`). Pure. Read `answer_text`, then `_TOLD`.
"""

from collections.abc import Callable, Iterable, Mapping

from audit.checklists.answers import Answer
from audit.checklists.items import Item

Text = Mapping[str, str]

_YES_NO = {"yes": {"zh-CN": "是", "en": "Yes"}, "no": {"zh-CN": "否", "en": "No"}}
_NEVER = {"zh-CN": "未发生", "en": "Never happened"}
_WITHHELD = {"zh-CN": "已记录（仅内部可见）", "en": "Recorded (internal only)"}
_NO_FAULT = {"zh-CN": "没有发现问题", "en": "Nothing found"}
_NO_ELEMENT = {"zh-CN": "一项都没有", "en": "None of them"}
_ATTACHED = {"zh-CN": "见所附证据", "en": "See the evidence attached"}
_UNITS = {
    "s": {"zh-CN": "秒", "en": "s"},
    "min": {"zh-CN": "分钟", "en": "min"},
    "h": {"zh-CN": "小时", "en": "h"},
    "d": {"zh-CN": "天", "en": "days"},
    "day": {"zh-CN": "天", "en": "days"},
}
# What the visitor says in his own words or hand, or what tells when he was there (S4.9).
_OWN_WORDS = ("text", "date", "time", "photo", "signature")


def answer_text(item: Item, answer: Answer | None, may_quote: bool) -> Text | None:
    """The answer in zh-CN and en; None when there is none (missing, N/A).

    `may_quote` False withholds the visitor's own words and moments: that is the dealer edition.
    """
    if answer is None or answer.na:
        return None
    if answer.none:
        return _NEVER
    if not may_quote and item.type == "observe" and item.answer in _OWN_WORDS:
        return _WITHHELD
    if answer.value is None:
        return _ATTACHED
    return _TOLD.get(item.type, _plain)(item, answer)


def _both(make: Callable[[str], str]) -> Text:
    return {language: make(language) for language in ("zh-CN", "en")}


def _codes(answer: Answer) -> Iterable[str]:
    return answer.value if isinstance(answer.value, tuple) else (answer.value or "",)


def _labelled(item: Item, answer: Answer) -> Text:
    """Labels of the ticked codes, in the order of the checklist and not of the ticking."""
    ticked = set(_codes(answer))
    chosen = [choice.text for code, choice in item.labels.items() if code in ticked]
    if not chosen:
        return _NO_FAULT if item.type == "multi_deduct" else _NO_ELEMENT
    joints = {"zh-CN": "、", "en": ", "}
    return _both(lambda language: joints[language].join(_pick(text, language) for text in chosen))


def _pick(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


def _yes_no(_item: Item, answer: Answer) -> Text:
    return _YES_NO["yes" if answer.value == "yes" else "no"]


def _rating(item: Item, answer: Answer) -> Text:
    return _both(lambda _: f"{answer.value} / {item.high}")


def _plain(item: Item, answer: Answer) -> Text:
    if item.choices:
        return _labelled(item, answer)
    unit = _UNITS.get(item.unit or "")
    if unit is None:
        return _both(lambda _: f"{answer.value} {item.unit or ''}".rstrip())
    return _both(lambda language: f"{answer.value} {unit[language]}")


_TOLD: Mapping[str, Callable[[Item, Answer], Text]] = {
    "binary": _yes_no,
    "bonus": _yes_no,
    "penalty": _yes_no,
    "option": _labelled,
    "multi_deduct": _labelled,
    "multi_earn": _labelled,
    "rating": _rating,
}
