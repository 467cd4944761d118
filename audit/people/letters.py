"""What is written to people who are not in yet, in their language: invitations, links, codes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TEXTS = tomllib.loads((Path(__file__).parent / "letters.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject (mail only) and a text."""

    subject: str
    text: str


def write(kind: str, login: str, language: str, facts: Mapping[str, str]) -> Wording:
    """The letter `kind` as it goes to `login`: short where it is a mobile number."""
    said = TEXTS[kind][language]
    body = said["mail"] if "@" in login else said["sms"]
    # one line each: a name must not write a paragraph of our letter
    flat = {name: " ".join(value.split()) for name, value in facts.items()}
    return Wording(said["subject"].format(**flat), body.format(**flat))
