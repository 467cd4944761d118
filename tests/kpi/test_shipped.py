"""What ships is what the sources count: frameworks, weight sets, the two factors."""

from collections import Counter

import pytest

from audit.checklists.definition import parse
from audit.checklists.shelf import shipped_checklists, shipped_frameworks
from audit.kpi.frameworks import parse_framework, parse_weight_set

SHIPPED = shipped_frameworks()
FRAMEWORKS = {raw["code"]: parse_framework(raw) for raw in SHIPPED["frameworks"]}
SETS = {raw["code"]: parse_weight_set(raw) for raw in SHIPPED["weight_sets"]}
CHECKLISTS = {raw["code"]: parse(raw) for raw in shipped_checklists()}


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("csi-old", {"INI": 2, "ADV": 8, "EXP": 4, "DLV": 6, "QUA": 4}),  # S0.2: 24
        ("csi16", {"INI": 3, "ADV": 3, "FAC": 4, "PIC": 3, "QUA": 3}),  # S0.3: 16
        ("core4", {"RESP": 1, "ACC": 2, "PROF": 3, "SAT": 3}),  # S4.8: 9
        ("det8", {None: 8}),  # S0.7
    ],
)
def test_each_factor_has_the_attributes_that_its_source_lists(code, counts):
    framework = FRAMEWORKS[code]

    leaves = [node for node in framework.nodes if node.code in framework.leaves]

    assert Counter(node.parent for node in leaves) == counts


def test_s06_the_owners_survey_has_nineteen_items_two_of_them_facts():
    types = Counter(item.type for item in CHECKLISTS["owner-19"].items)

    assert types == {"rating": 17, "binary": 2}


def test_the_identity_survey_has_one_item_for_each_attribute():
    items = CHECKLISTS["csi-16"].items

    mapped = [leaf for item in items for leaf in item.kpi["csi16"]]

    assert sorted(mapped) == sorted(FRAMEWORKS["csi16"].leaves)
    assert len(mapped) == 16


def test_section_21_the_published_weights_are_those_of_the_sources():
    def weights(code):
        return {key: weight and int(weight) for key, weight in SETS[code].weights.items()}

    assert weights("csi-cn-2014") == {"INI": 17, "ADV": 18, "FAC": 21, "PIC": 21, "QUA": 24}
    assert weights("csi-cn-2015") == {"INI": 19, "ADV": 19, "FAC": 20, "PIC": 20, "QUA": 22}
    assert set(weights("equal").values()) == {1}
    assert weights("csi-cn-2009-partial") == {
        "INI": None, "ADV": None, "FAC": None, "PIC": None, "QUA": 35
    }  # fmt: skip


def test_every_weight_set_weighs_all_factors_of_its_framework_and_only_those():
    for each in SETS.values():
        factors = {node.code for node in FRAMEWORKS[each.framework].nodes if node.parent is None}
        assert set(each.weights) == factors


def test_everything_that_ships_says_where_it_comes_from_in_both_languages():
    documents = [
        *SHIPPED["frameworks"],
        *SHIPPED["weight_sets"],
        *SHIPPED["crosswalks"],
        SHIPPED["two_factor"],
    ]

    assert all(document["provenance"] for document in documents)
    titled = [document["title"] for document in documents if "maps" not in document]
    assert all(set(title) == {"zh-CN", "en"} for title in titled)


def test_s23_every_scored_item_of_the_visits_is_hygiene_or_motivator():
    for code in ("svc-visit", "sales-visit"):
        tags = Counter(item.herzberg for item in CHECKLISTS[code].items if item.is_scored)
        assert set(tags) == {"H", "M"}, code
