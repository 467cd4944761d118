"""The sentences of the phone's engine: those of `audit/problems.toml` that it may say.

`python -m tests.phone_sentences` prints the file; web/scripts/problems.js writes it.
"""

import json
import re
import sys
from pathlib import Path

from audit.problems import CATALOGUE

ENGINE = Path(__file__).parents[1] / "web" / "src" / "checklist"
FILE = ENGINE / "problems.ts"
NAMED = re.compile(r"'(answer\.[a-z_]+)'")


def phone_sentences() -> str:
    """The TypeScript file with every code that a file of the engine names."""
    others = (file for file in ENGINE.glob("*.ts") if file != FILE)
    codes = {code for file in others for code in NAMED.findall(file.read_text("utf-8"))}
    lines = "".join(_entry(code) for code in sorted(codes))
    head = "// Generated from audit/problems.toml by `npm run types`; do not edit.\n\n"
    return f"{head}export const problems = {{\n{lines}}} as const;\n"


def _entry(code: str) -> str:
    texts = CATALOGUE[code].texts
    said = "".join(
        f"    {_key(language)}: {json.dumps(text, ensure_ascii=False)},\n"
        for language, text in texts.items()
    )
    return f"  '{code}': {{\n{said}  }},\n"


def _key(language: str) -> str:
    return language if language.isidentifier() else f"'{language}'"


if __name__ == "__main__":
    sys.stdout.write(phone_sentences())
