"""The catalogue of problems and those who raise them agree: code, facts, languages."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.problems import CATALOGUE, LANGUAGES, WORDS
from audit.visits.states import STATES, TABLE, wrong_state

# model 8; 0 stands in lists only
STATUSES = {0, 400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 429, 500, 503, 507}
PROGRAM = Path(__file__).parents[1] / "audit"


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Every `Problem("code", fact=...)` and `Fault(...)`: where, code, names of facts."""
    for path in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "Fault"):
                code = node.args[0] if node.args else None
                named = {keyword.arg for keyword in node.keywords}
                if isinstance(code, ast.Constant) and None not in named:
                    yield f"{path.name}:{node.lineno}", code.value, {str(name) for name in named}


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_say_the_same_facts_and_what_to_do(code: str) -> None:
    sentence = CATALOGUE[code]

    facts = [places(sentence.texts[language]) for language in LANGUAGES]

    assert facts[0] == facts[1]
    assert all(sentence.texts.values())
    assert sentence.status in STATUSES


def test_whoever_raises_a_problem_gives_the_facts_that_its_sentences_need() -> None:
    lacking = [
        f"{where} {code} needs {', '.join(sorted(needed - facts))}"
        for where, code, facts in raised()
        if (needed := places(CATALOGUE[code].texts["en"])) - facts
    ]

    assert lacking == []


def test_a_refused_move_is_told_in_words_of_the_readers_language() -> None:
    refusal = wrong_state("approve", "in_progress")

    assert "“进行中”" in refusal.say("zh-CN")
    assert "“审核通过”" in refusal.say("zh-CN")
    assert "now 'in progress', from where 'approve'" in refusal.say("en")


def test_every_state_and_every_move_has_its_words() -> None:
    moves = {*TABLE, "correct", "register_evidence"}

    assert set(WORDS["state"]) == set(STATES)
    assert set(WORDS["action"]) == moves
    assert all(
        text for words in WORDS.values() for word in words.values() for text in word.values()
    )


@pytest.mark.parametrize(("language", "file"), [("zh-CN", "zh-CN.ts"), ("en", "en.ts")])
def test_a_state_is_called_the_same_in_sentences_and_on_pages(language: str, file: str) -> None:
    text = (PROGRAM.parent / "web" / "src" / "i18n" / file).read_text("utf-8")
    block = text[text.index("  state: {") :].split("  },")[0]

    shown = dict(re.findall(r"(\w+): '([^']+)'", block))

    said = {code: word[language] for code, word in WORDS["state"].items()}
    assert {code: word.lower() for code, word in shown.items()} == said
