"""The shipped checklists: they parse, they can be published, they hash to what was published."""

import json

import pytest

from audit.checklists.definition import parse
from audit.checklists.rules import check_publishable, pinned
from audit.checklists.shelf import shipped_checklists, shipped_frameworks
from audit.kpi.frameworks import parse_framework

FRAMEWORKS = [parse_framework(raw) for raw in shipped_frameworks()["frameworks"]]
SHIPPED = {raw["code"]: raw for raw in shipped_checklists()}


def test_six_checklists_ship():
    counts = {code: len(parse(raw).items) for code, raw in SHIPPED.items()}

    assert counts == {
        "advisor-assess": 16,
        "complaint-audit": 26,
        "csi-16": 16,
        "owner-19": 19,
        "sales-visit": 40,
        "svc-visit": 61,
    }


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_checklist_may_be_published(code: str):
    definition = parse(SHIPPED[code])

    assert check_publishable(definition, FRAMEWORKS) == []


@pytest.mark.parametrize("code", SHIPPED)
def test_a_pinned_checklist_names_its_framework_versions_and_reads_back(code: str):
    final = pinned(parse(SHIPPED[code]), FRAMEWORKS)

    again = parse(json.loads(final.normal))

    assert {version for _, version in final.frameworks} == {1}
    assert (again.normal, again.version_hash) == (final.normal, final.version_hash)
    assert final.version_hash != parse(SHIPPED[code]).version_hash
