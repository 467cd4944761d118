"""A large checklist of ordinary items and answers to it: what the rows score, submit and print.

Promise: `document(sections, items)` can be published, asks for no photo and leaves nothing to wait
for; its items use the four most common types in turn and map to a leaf of each shipped framework.
"""

from datetime import date
from typing import Any

from audit.checklists.answers import parse_answers
from audit.checklists.definition import parse
from audit.checklists.shelf import shipped_frameworks
from audit.kpi.frameworks import Framework, parse_framework
from audit.kpi.rollup import kpi_results
from audit.scoring.score import score
from audit.visits.snapshot import Dealer, Photo, VisitFacts, Wave, Work

Json = dict[str, Any]
FRAMEWORKS = ("core4", "csi16", "det8")
TYPES = ("binary", "rating", "numeric_bands", "binary", "numeric_linear")
KEYS: dict[str, Json] = {
    "binary": {},
    "rating": {"low": "1", "high": "5"},
    "numeric_bands": {
        "unit": "min",
        "bands": [{"le": "3", "points": "10"}, {"le": "8", "points": "4"}, {"points": "0"}],
    },
    "numeric_linear": {"unit": "d", "target": "1", "limit": "5"},
}
VALUES = {
    "binary": ("yes", "yes", "no", "yes"),
    "rating": ("4", "5", "3", "2"),
    "numeric_bands": ("2.5", "6", "12", "3"),
    "numeric_linear": ("1", "2.5", "3", "7"),
}
COMMENT = "停好车后在门口等了六分多钟，保安指了车位，没有人过来招呼。"


def document(sections: int, items: int, code: str = "bench") -> Json:
    """A publishable checklist of `sections` times `items` items under three frameworks."""
    leaves = _leaves()
    return {
        "code": code,
        "version": 1,
        "title": {"zh-CN": "大检查表", "en": "Large checklist"},
        "languages": ["zh-CN", "en"],
        "kind": "section_weighted",
        "scoring": {
            "overall": "section_weighted",
            "grade_bands": [{"grade": "A", "min": "80"}, {"grade": "B", "min": "0"}],
        },
        "scenarios": [{"code": "paid", "zh": "自费", "en": "Paid"}],
        "frameworks": list(FRAMEWORKS),
        "sections": [_section(number, items, leaves) for number in range(sections)],
    }


def _leaves() -> dict[str, list[str]]:
    found = {}
    for framework in shipped_frameworks()["frameworks"]:
        parents = {node["parent"] for node in framework["nodes"]}
        codes = [node["code"] for node in framework["nodes"] if node["code"] not in parents]
        found[framework["code"]] = codes
    return {code: found[code] for code in FRAMEWORKS}


def _section(number: int, items: int, leaves: dict[str, list[str]]) -> Json:
    return {
        "code": f"S{number}",
        "title": {"zh-CN": f"第 {number + 1} 部分", "en": f"Part {number + 1}"},
        "weight": "10",
        "stage": "reception",
        "items": [_item(number * items + each, leaves) for each in range(items)],
    }


def _item(number: int, leaves: dict[str, list[str]]) -> Json:
    kind = TYPES[number % len(TYPES)]
    return {
        "code": f"I{number:03}",
        "type": kind,
        "max": "10",
        "zh": f"第 {number} 项：服务顾问在三分钟内主动招呼并引导停车",
        "en": f"Item {number}: the advisor greets within three minutes and shows where to park",
        "na_allowed": True,
        "touchpoint": "staff",
        "method": "observed",
        "owner_role": "advisor",
        "severity": "major",
        "herzberg": "H",
        "kpi": {name: {codes[number % len(codes)]: "1"} for name, codes in leaves.items()},
        **KEYS[kind],
    }


def answers(count: int, seed: int = 0) -> Json:
    """So many answers in their JSON form; every fifth with a comment, every twentieth N/A."""
    return {f"I{number:03}": _answer(number, seed) for number in range(count)}


def _answer(number: int, seed: int) -> Json:
    if number % 20 == 19:
        return {"na": True, "reason": "not_observed"}
    values = VALUES[TYPES[number % len(TYPES)]]
    answer = {"v": values[(number + seed) % len(values)]}
    return answer | ({"comment": COMMENT} if number % 5 == 0 else {})


def frameworks() -> list[Framework]:
    """The three frameworks that the items map to."""
    shipped = shipped_frameworks()["frameworks"]
    return [parse_framework(each) for each in shipped if each["code"] in FRAMEWORKS]


def visit_facts(photos: tuple[Photo, ...]) -> VisitFacts:
    """A visit with 100 answers, as a report knows it."""
    definition = parse(document(10, 10))
    card = score(definition, parse_answers(answers(100)), "paid")
    return VisitFacts(
        visit="0198c2f4-7b1e-7c3a-9d55-000000000000",
        revision=1,
        brand={"zh-CN": "远航汽车", "en": "Yuanhang Auto"},
        programme={"zh-CN": "2026 年售后服务神秘访问", "en": "After-sales mystery visits 2026"},
        dealer=Dealer(
            "YH-310207",
            {"zh-CN": "上海浦东远航汽车销售服务有限公司", "en": "Yuanhang Pudong, Shanghai"},
            {"zh-CN": "华东大区", "en": "East China"},
            "上海市",
        ),
        wave=Wave("2026-4", {"zh-CN": "2026 年第四期", "en": "Wave 4, 2026"}),
        kind="covert",
        visited_on=date(2026, 11, 12),
        dealer_sees_date=False,
        issued_on=date(2026, 11, 22),
        work=Work(definition, "paid", card, kpi_results(definition, card, frameworks()), photos),
    )
