"""What a random visit met, so that agreement is not about trivial documents."""

from collections.abc import Iterator
from typing import Any

from tests.scoring.naive import visit
from tests.scoring.random_visits import Visit

Json = dict[str, Any]


def features(given: Visit) -> set[str]:
    """Every feature of the document and of what came of it."""
    found = visit(given.document, given.answers, given.scenario)
    met = set(_of_scoring(given.document["scoring"], given.document))
    met.add(f"status {found['status']}")
    met |= {"appeal"} if given.upheld else set()
    met.add("factor index" if "factors" in found else "score")
    for row in found["rows"]:
        met |= set(_of_row(row))
    for section in given.document["sections"]:
        met |= {f"phase {section.get('phase', 'on_site')}"}
        met |= {f"section weight {section.get('weight', '1')}"}
    if found["status"] == "final" and "fails" in found:
        met |= set(_of_score(found, given.document["scoring"]))
    return met


def _of_scoring(scoring: Json, document: Json) -> Iterator[str]:
    mode = scoring.get("mode", "earn")
    rescale = " rescale" if scoring.get("na_in_deduct") == "rescale" else ""
    yield f"mode {mode}" + (rescale if mode == "deduct" else "")
    yield f"overall {scoring.get('overall', 'pooled')}"
    yield f"policy {scoring.get('missing', 'reject')}"
    yield f"dp {scoring.get('dp', 2)}"
    yield f"{len(document.get('frameworks', []))} frameworks"


def _of_row(row: Json) -> Iterator[str]:
    item = row["item"]
    yield f"type {item['type']}" + (f" {item['answer']}" if item["type"] == "observe" else "")
    yield f"state {row['state']}"
    yield from _of_state(row, item)
    if item.get("map") == "proportional":
        yield "proportional"
    if item.get("weight", "1") not in ("1", "2"):
        yield "item weight"
    if not item.get("required", True) and row["state"] == "missing":
        yield "missing, not required"
    if "critical" in item:
        yield f"critical {item['critical']['effect']}"
        yield "critical below" if "below" in item["critical"] else f"critical {item['type']}"
    if "applies_if" in item:
        yield from _of_condition(item["applies_if"])


def _of_state(row: Json, item: Json) -> Iterator[str]:
    if row["state"] == "inapplicable":
        yield "inapplicable, " + ("answered" if row["answer"] else "unanswered")
        yield "inapplicable critical" if "critical" in item else "inapplicable"
    is_na = row["state"] == "not_applicable" and row["answer"] is not None
    if is_na and row["scored"] and not item.get("na_allowed"):
        yield "N/A by the clock"


def _of_condition(condition: Json) -> Iterator[str]:
    for key in ("all", "any"):
        for part in condition.get(key, []):
            yield f"condition {key}"
            yield from _of_condition(part)
    if "not" in condition:
        yield "condition not"
        yield from _of_condition(condition["not"])
    yield from (
        f"condition {key}" for key in ("scenario", "in", "lt", "le", "gt", "ge") if key in condition
    )


def _of_score(found: Json, scoring: Json) -> Iterator[str]:
    yield from (f"struck {row['item']['critical']['effect']}" for row in found["fails"])
    yield from (f"struck by {row['item']['type']}" for row in found["fails"])
    yield from (f"struck in state {row['state']}" for row in found["fails"])
    yield "grade" if found["grade"] else "no grade"
    yield "chain" if found["chain"] is not None else "no chain"
    yield from ("section without rate" for each in found["sections"] if each["rate"] is None)
    if found["missing"]:
        yield "scored with something missing"
    if found["final"] not in (0, 100):
        yield "final between"
    if found["bonus"] and scoring.get("bonus_cap") is not None:
        yield "bonus at its cap" if str(found["bonus"]) == scoring["bonus_cap"] else "bonus below"
