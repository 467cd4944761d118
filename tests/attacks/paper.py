"""T-D8: payloads in every text of a visit document, printed under watch; the PDF taken apart."""

import base64
import copy
import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from audit.problems import Problem
from audit.reports.pdf_check import check_pdf
from audit.visits.snapshot import snapshot
from tests.attacks.payloads import payloads
from tests.house import ROOT
from tests.reports import sample

ALLOWED = re.compile(
    r"open '?(/tmp/\S*|.*/noto_cjk_sans\S*|.*/site-packages/\S+|.*/audit/reports/\S+"
    r"|/usr/lib/\S+|/root/\S*/lib/python3\S*|/dev/null|\d+)'?"
)
FORBIDDEN = ("/JavaScript", "/JS", "/EmbeddedFile", "/EmbeddedFiles", "/Launch", "/URI", "/AA",
             "/OpenAction", "/AcroForm", "/GoToR", "/SubmitForm", "/RichMedia")  # fmt: skip
EDITIONS = (("quality", "zh-CN"), ("dealer", "en"), ("dealer", "zh-CN"), ("quality", "en"))
FREE = {"comment", "city", "reason"}  # texts of one language


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of it."""

    payloads: int
    fields: int
    prints: int
    faults: list[str]


def small_document(edition: str) -> dict[str, Any]:
    """A believable visit cut down to what has every kind of text once or twice."""
    document: Any = copy.deepcopy(dict(snapshot(sample.facts(()), edition)))
    document["items"] = document["items"][:6]
    document["losses"] = document["losses"][:2]
    document["sections"] = document["sections"][:2]
    for framework in document["kpi"]:
        framework["values"] = framework["values"][:3]
    kept = {item["section"] for item in document["items"]}
    document["sections"] = [s for s in document["sections"] if s["code"] in kept] or document[
        "sections"
    ]
    return dict(document)


def texts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Container and key of every text a person wrote somewhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("zh-CN", "en") or (key in FREE and isinstance(inner, str)):
                yield value, key
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def filled(edition: str, chosen: Sequence[str], turn: int) -> dict[str, Any]:
    """The document with a payload in every text, one after the other from `turn` on."""
    document = small_document(edition)
    document["items"][0]["comment"] = document["items"][1]["comment"] = "x"
    for number, (container, key) in enumerate(texts(document)):
        container[key] = chosen[(turn + number) % len(chosen)]
    return document


def attack_paper(*, turns: Sequence[int], before: tuple[str, ...] = ()) -> Seen:
    """Print one document for each turn and edition; every fault as a sentence."""
    chosen, fields = payloads(), len([*texts(filled("quality", ["x"], 0))])
    orders = [{"language": "en", "document": small_document("quality")}]
    orders += [
        {"language": language, "document": filled(edition, chosen, turn)}
        for turn, (edition, language) in zip(turns, itertools.cycle(EDITIONS), strict=False)
    ]
    told = subprocess.run(
        [*before, sys.executable, "-m", "tests.attacks.watched_press"], cwd=ROOT, text=True,
        input="\n".join(map(json.dumps, orders)), stdout=subprocess.PIPE, check=True,
        env=os.environ | {"FONTCONFIG_FILE": str(ROOT / "audit/reports/fonts.conf")},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    faults = [fault for order, line in zip(orders[1:], lines[1:], strict=True)
              for fault in _faults(order["document"], order["language"], line)]  # fmt: skip
    return Seen(len(chosen), fields, len(lines) - 1, faults)


def _faults(document: dict[str, Any], language: str, line: dict[str, Any]) -> list[str]:
    faults = [what for what in line["seen"] if not ALLOWED.fullmatch(what)]
    if "problem" in line:
        return [*faults, f"not printed: {line['problem']}"]
    pdf = base64.b64decode(line["pdf"])
    try:
        check_pdf(pdf)
    except Problem as problem:
        faults.append(problem.say("en"))
    faults += _acting(pdf)
    return faults + _unread(document, language, pdf)


def _acting(pdf: bytes) -> list[str]:
    """Every key that acts or embeds, in any object, by a reader that did not write it."""
    kinds = pikepdf.Dictionary | pikepdf.Stream
    with pikepdf.open(io.BytesIO(pdf)) as read:
        keys = {key for one in read.objects if isinstance(one, kinds) for key in dict(one.items())}
    return [f"holds {key}" for key in FORBIDDEN if key in keys]


def _unread(document: dict[str, Any], language: str, pdf: bytes) -> list[str]:
    """Comments are printed whole: each sign of theirs must be read, in order, in the paper."""
    text = _signs(sample.text_of(pdf))
    given = [item.get("comment") for item in document["items"]] + [document["brand"][language]]
    return [f"not literal: {one}" for one in given if one and _signs(one) not in text]


def _signs(text: str) -> str:
    return re.sub(r"[\s\u00ad-]", "", text)
