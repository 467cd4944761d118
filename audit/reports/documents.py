"""A visit document as its printed report, in one language: what stands where, in which words.

Promise: every figure printed is one of the document, unchanged; nothing is computed here but order
and layout (which photos share a row). Pure: the template prints a `Report`, `render` makes the PDF.

Reading order: `sheet` (what is printed), `report`, then its parts in print order; the items are
in `chapters`.
"""

from collections.abc import Mapping
from typing import Any

from audit.reports.chapters import chapters
from audit.reports.ledgers import ledger_rows, step_rows
from audit.reports.sheet import (
    HASH_SHOWN,
    Band,
    Fact,
    Knockout,
    Kpi,
    KpiTable,
    Loss,
    Report,
    Result,
    SectionBar,
)
from audit.reports.wording import NONE, Said, Words

_SYMBOLS = {"green": "●", "amber": "▲", "red": "■", "na": NONE}
Json = Mapping[str, Any]


def report(document: Json, language: str, name: str) -> Report:
    """The report of a `visit-document/1` for a reader of `language` (zh-CN or en).

    `name` is the digest of the document as it was frozen: what is printed may have signs replaced.
    """
    words = Words(language)
    dealer, wave = words.pick(document["dealer"]["names"]), words.pick(document["wave"]["title"])
    return Report(
        words=words,
        title=words.label("title.full", dealer=dealer.text, wave=wave.text),
        issued_on=document["issued_on"],
        quality=document["edition"] == "quality",
        hash=name,
        brand=words.pick(document["brand"]),
        dealer=dealer,
        wave=wave,
        checklist=words.pick(document["checklist"]["title"]),
        facts=_facts(document, words),
        result=_result(document, words),
        sections=tuple(_section(section, words) for section in document["sections"]),
        steps=step_rows(document, words),
        losses=_losses(document["losses"], words),
        factors=_two_factors(document.get("insights"), words),
        kpis=tuple(_kpi_table(framework, words) for framework in document["kpi"]),
        chapters=chapters(document, words),
        ledger=ledger_rows(document, words),
        method=_method(document, words, name),
    )


def _facts(document: Json, words: Words) -> tuple[tuple[Fact, ...], ...]:
    """Rows of the cover: two short facts to a row, then the wide ones."""
    dealer, scenario = document["dealer"], document["scenario"]
    short = {
        "fact.dealer_code": words.free(dealer["code"]),
        "fact.region": _place(dealer, words),
        "fact.programme": words.pick(document["programme"]),
        "fact.wave": words.pick(document["wave"]["title"]),
        "fact.kind": words.own(f"kind.{document['kind']}"),
        "fact.date": words.free(words.day(document["date"])) if document["date"] else None,
        "fact.issued": words.free(words.day(document["issued_on"])),
    }
    wide = {
        "fact.scenario": words.pick(scenario["title"]) if scenario else None,
        "fact.checklist": _checklist(document["checklist"], words),
        "fact.visit": _visit(document, words),
    }
    told = [Fact(words.label(key), said, is_wide=False) for key, said in short.items() if said]
    rows = [tuple(told[at : at + 2]) for at in range(0, len(told), 2)]
    return (
        *rows,
        *((Fact(words.label(key), said, is_wide=True),) for key, said in wide.items() if said),
    )


def _place(dealer: Json, words: Words) -> Said:
    region = words.pick(dealer["region"])
    joined = words.label("joint.dot").join(filter(None, (region.text, dealer["city"])))
    return Said(joined, region.lang)


def _checklist(checklist: Json, words: Words) -> Said:
    title = words.pick(checklist["title"])
    return words.own(
        "fact.version",
        title=title.text,
        version=checklist["version"],
        hash=checklist["hash"][:HASH_SHOWN],
    )


def _visit(document: Json, words: Words) -> Said | None:
    if "visit" not in document:
        return None
    return words.own("fact.revision", visit=document["visit"], revision=document["revision"])


def _result(document: Json, words: Words) -> Result:
    found = document["result"]
    score = found.get("final")
    figures = {key: found.get(key) for key in ("base", "bonus", "penalty", "chain")}
    figures |= _insight_figures(document.get("insights"), words)
    return Result(
        score=score,
        grade=found.get("grade") or (words.label("result.no_grade") if score else NONE),
        remark=_remark(found, words),
        figures=tuple(
            (words.label(f"result.{key}"), figure)
            for key, figure in figures.items()
            if figure is not None
        ),
        bands=_bands(document["method"]["grade_bands"]),
        knockouts=tuple(_knockout(one, document, words) for one in document["knockouts"]),
    )


def _insight_figures(told: Json | None, words: Words) -> dict[str, str | None]:
    """Level and key nodes, which the quality edition has (S3.1, S4.3)."""
    if told is None:
        return {}
    level, nodes = told["level"], told["key_nodes"]
    return {
        "level": words.label(f"level.{level}") if level else None,
        "key_nodes": words.label("result.key_nodes.of", **nodes) if nodes else None,
    }


def _two_factors(told: Json | None, words: Words) -> tuple[tuple[str, str], ...]:
    """The failed hygiene items and the missed motivators, by code (S2.3)."""
    joint = words.label("items.joint")
    return tuple(
        (words.label(f"factor.{key}"), joint.join(told[key]) or words.label("factor.none"))
        for key in ("dissatisfiers", "satisfiers")
        if told is not None and told["level"] is not None
    )


def _remark(found: Json, words: Words) -> str | None:
    if found["status"] == "incomplete":
        return words.label("result.incomplete", count=len(found.get("missing", ())))
    return words.label("result.no_score") if found["status"] == "no_score" else None


def _bands(bands: list[Json]) -> tuple[Band, ...]:
    """Highest first in the document; each ends where the one above it begins."""
    highs = ["100", *(band["min"] for band in bands)]
    return tuple(
        Band(band["grade"], band["min"], high) for band, high in zip(bands, highs, strict=False)
    )


def _knockout(knockout: Json, document: Json, words: Words) -> Knockout:
    titles = {section["code"]: section["title"] for section in document["sections"]}
    section = words.pick(titles[knockout["section"]])
    effect = words.label(
        f"knockout.{knockout['effect']}", section=section.text, value=knockout["value"]
    )
    return Knockout(knockout["item"], words.pick(knockout["text"]), effect)


def _section(section: Json, words: Words) -> SectionBar:
    return SectionBar(
        title=words.pick(section["title"]),
        weight=section["weight"],
        points=f"{section['earned']}/{section['max']}",
        rate=section["rate_pct"],
        counted=section["effective_pct"],
        chain=section["chain"],
    )


def _losses(losses: list[Json], words: Words) -> tuple[Loss, ...]:
    largest = max((float(loss["loss"]) for loss in losses), default=1.0) or 1.0
    return tuple(
        Loss(
            code=loss["item"],
            text=words.pick(loss["text"]),
            loss=loss["loss"],
            cumulative=loss["cumulative_pct"],
            bar=f"{float(loss['loss']) / largest * 100:.2f}",  # ink only: the figure is exact
        )
        for loss in losses
    )


def _kpi_table(framework: Json, words: Words) -> KpiTable:
    weights = framework.get("weights")
    heading = words.own(
        "kpi.framework.weighted" if weights else "kpi.framework",
        title=words.pick(framework["title"]).text,
        code=framework["code"],
        version=framework["version"],
        weights=words.pick(weights).text if weights else "",
    )
    return KpiTable(heading, tuple(_kpi(value, words) for value in framework["values"]))


def _kpi(value: Json, words: Words) -> Kpi:
    return Kpi(
        title=words.pick(value["title"]),
        code=value["code"],
        indent=value["depth"] * 4,
        is_node=not value["leaf"],
        value=value["value"],
        target=value["target"],
        status=value["status"],
        symbol=_SYMBOLS[value["status"]],
        coverage=value["coverage_pct"],
        low_coverage=value["low_coverage"],
    )


def _method(document: Json, words: Words, name: str) -> tuple[str, ...]:
    method = document["method"]
    how = method["mode"] if method["mode"] == "deduct" else f"earn.{method['overall']}"
    counts = {key: method[key] for key in method if key.startswith("n_")}
    missing = f"{words.label('method.' + how)}{_gap(words)}" + words.label(
        f"method.missing.{method['missing']}"
    )
    return (
        words.label("method.count", **counts),
        missing,
        words.label("method.order"),
        words.label("result.chain.note") if document["result"].get("chain") else "",
        words.label("method.snapshot"),
        words.label(
            "method.identity",
            scoring_version=method["scoring_version"],
            checklist=document["checklist"]["hash"],
        ),
        words.label("method.document", hash=name),
    )


def _gap(words: Words) -> str:
    return "" if words.language == "zh-CN" else " "
