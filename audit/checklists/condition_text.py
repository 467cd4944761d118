"""Conditions in one line that a person can read and type.

    scenario in paid, warranty and (RC1 > 5 or not DG1 in yes)

Promise: `read_text(write_text(c)) == c` for every condition that is written in `MOST` characters,
and whatever cannot be read is told with the place in the text and what was expected there. The
grammar, loosest first:

    or      one `any`: the parts side by side        and     one `all`, binds closer than or
    not X   negates the part that follows            (...)   a part of its own
    all(X), any(X)   an `all` or `any` of one part, which nobody types but a document may hold
    scenario in a, b          the visitor acts one of these
    ITEM in a, b > 5 <= 9     one leaf: an answer among these, and every comparison holds

A code of letters, digits, `_`, `-` and `.` stands bare; any other, and one that is a word of the
grammar, in double quotes with `\\"` and `\\\\` inside. `=` reads as `in`. Chinese words and
full-width signs read as well (情景 属于 且 或 非 ，、（）＞＝“”). Read `read_text`, then its parts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from audit.checklists.conditions import (
    OPERATORS,
    AllOf,
    AnyOf,
    Condition,
    ItemIs,
    Not,
    ScenarioIs,
)
from audit.checklists.decimals import decimal, written
from audit.problems import Fault, Word

_SIGNS: Mapping[str, str] = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_TESTS: Mapping[str, str] = {sign: name for name, sign in _SIGNS.items()}
_PLAIN = str.maketrans({"＞": ">", "＜": "<", "＝": "=", "≥": ">=", "≤": "<="})
_WORDS: Mapping[str, str] = {
    **{word: word for word in ("scenario", "in", "and", "or", "not", "all", "any")},
    "情景": "scenario",
    "属于": "in",
    "且": "and",
    "并且": "and",
    "或": "or",
    "或者": "or",
    "非": "not",
    "全部": "all",
    "任一": "any",
}
_MARKS: Mapping[str, str] = {
    **{mark: mark for mark in ("(", ")", ",")},
    "（": "(",
    "）": ")",
    "，": ",",
    "、": ",",
    "=": "in",
    "==": "in",
    "＝": "in",
}
_BARE = re.compile(r"[\w.-]+")
_TOKEN = re.compile(
    r"\s*(?:(?P<quoted>[\"“”](?:\\.|[^\\\"“”])*[\"“”])|(?P<word>[\w.-]+)"
    r"|(?P<test>[><＞＜][=＝]?|[≥≤])|(?P<mark>==|[(),（），、=＝])|(?P<other>\S))",
    re.DOTALL,
)
MOST = 4000  # characters; nobody reads a longer line, and strangers send them
_DEEPEST = 40  # brackets and negations in one another; more than any condition may be deep


class Unreadable(Exception):
    """The text is no condition; `fault` says where and why, its pointer is empty."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Token:
    """One piece. `kind` is a word of the grammar, `test`, `code`, `other` or `end`."""

    kind: str
    text: str
    at: int


def read_text(text: str) -> Condition:
    """The condition in `text`; raises `Unreadable` at the first place that cannot be read."""
    if len(text) > MOST:
        raise Unreadable(Fault("condition.too_long", most=MOST))
    line = _Line(_tokens(text))
    found = line.any_of()
    line.expect("end", "end")
    return found


def write_text(condition: Condition) -> str:
    """The condition as one line, in the words of the grammar; `read_text` gives it back."""
    match condition:
        case ScenarioIs(codes):
            return f"scenario in {_codes(codes)}"
        case ItemIs(item, codes, tests):
            among = [f"in {_codes(codes)}"] if codes else []
            signs = [f"{_SIGNS[name]} {written(by)}" for name, by in tests]
            return " ".join([_code(item), *among, *signs])
        case Not(part):
            return f"not {_inner(part)}"
        case AllOf(parts):
            return _joined("all", " and ", parts)
        case AnyOf(parts):
            return _joined("any", " or ", parts)


def _joined(name: str, word: str, parts: Sequence[Condition]) -> str:
    if len(parts) == 1:
        return f"{name}({write_text(parts[0])})"
    return word.join(_inner(part) for part in parts)


def _inner(part: Condition) -> str:
    """A part among others: in brackets where its own words would run into theirs."""
    grouped = isinstance(part, AllOf | AnyOf) and len(part.parts) > 1
    return f"({write_text(part)})" if grouped else write_text(part)


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(_code(code) for code in codes)


def _code(code: str) -> str:
    if _BARE.fullmatch(code) and code.casefold() not in _WORDS:
        return code
    inner = re.sub(r"([\\\"“”])", r"\\\1", code)
    return f'"{inner}"'


def _tokens(text: str) -> list[_Token]:
    found = [_token(match) for match in _TOKEN.finditer(text)]
    return [*found, _Token("end", "", len(text.rstrip()))]


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or "other"
    text, at = match[kind], match.start(kind)
    if kind == "word":
        return _Token(_WORDS.get(text.casefold(), "code"), text, at)
    if kind == "quoted":
        return _Token("code", re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL), at)
    if kind == "test":
        return _Token(kind, text.translate(_PLAIN), at)
    return _Token(_MARKS[text] if kind == "mark" else kind, text, at)


class _Line:
    """The pieces, read from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def pop(self) -> _Token:
        token = self.next
        self.at += 1
        return token

    def expect(self, kind: str, expected: str) -> _Token:
        return self.pop() if self.next.kind == kind else self.refuse(expected)

    def refuse(self, expected: str) -> NoReturn:
        token, wanted = self.next, Word("condition", expected)
        if token.kind == "end":
            raise Unreadable(Fault("condition.ends", expected=wanted))
        found, at = token.text[:40], token.at + 1
        raise Unreadable(Fault("condition.unreadable", expected=wanted, found=found, at=at))

    def any_of(self) -> Condition:
        return self.side_by_side("or", self.all_of, AnyOf)

    def all_of(self) -> Condition:
        return self.side_by_side("and", self.part, AllOf)

    def side_by_side(
        self, word: str, read: Callable[[], Condition], whole: type[AllOf] | type[AnyOf]
    ) -> Condition:
        parts = [read()]
        while self.next.kind == word:
            self.pop()
            parts.append(read())
        return whole(tuple(parts)) if len(parts) > 1 else parts[0]

    def part(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unreadable(Fault("checklist.condition_deep", most=8))
        found = self.read_part()
        self.depth -= 1
        return found

    def read_part(self) -> Condition:
        match self.next.kind:
            case "not":
                self.pop()
                return Not(self.part())
            case "(":
                return self.bracketed()
            case "all":
                self.pop()
                return AllOf((self.bracketed(),))
            case "any":
                self.pop()
                return AnyOf((self.bracketed(),))
            case "scenario":
                self.pop()
                self.expect("in", "in")
                return ScenarioIs(self.codes())
            case _:
                return self.item()

    def bracketed(self) -> Condition:
        self.expect("(", "opening")
        found = self.any_of()
        self.expect(")", "closing")
        return found

    def item(self) -> Condition:
        code = self.expect("code", "part").text
        codes: tuple[str, ...] = ()
        if self.next.kind == "in":
            self.pop()
            codes = self.codes()
        tests: dict[str, _Token] = {}
        while self.next.kind == "test" and _TESTS[self.next.text] not in tests:
            name = _TESTS[self.pop().text]
            if self.next.kind != "code" or decimal(self.next.text) is None:
                self.refuse("number")
            tests[name] = self.pop()
        if not codes and not tests:
            self.refuse("comparison")
        numbers = [(name, decimal(tests[name].text)) for name in OPERATORS if name in tests]
        return ItemIs(code, codes, tuple((name, by) for name, by in numbers if by is not None))

    def codes(self) -> tuple[str, ...]:
        found = [self.expect("code", "value").text]
        while self.next.kind == ",":
            self.pop()
            found.append(self.expect("code", "value").text)
        return tuple(found)
