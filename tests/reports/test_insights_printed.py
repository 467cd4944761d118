"""Level, key nodes and the two factors on paper: in the quality edition and nowhere else."""

import pytest

from audit.kpi.insights import insights
from audit.reports.documents import report
from tests.reports import sample


@pytest.mark.parametrize(
    ("language", "level", "nodes"),
    [
        ("zh-CN", ("服务水平", "不合格"), "40.00（6/15）"),
        ("en", ("Service level", "failing"), "40.00 (6/15)"),
    ],
)
def test_the_quality_edition_tells_level_and_key_nodes(document, language, level, nodes):
    printed = report(document("quality"), language, "0" * 64)

    assert level in printed.result.figures
    assert nodes in [figure for _, figure in printed.result.figures]


def test_the_two_factors_are_those_of_the_scorecard(document):
    work = sample.facts().work
    told = insights(work.definition, work.scorecard)

    printed = report(document("quality"), "zh-CN", "0" * 64)

    assert [codes for _, codes in printed.factors] == [
        "、".join(told["dissatisfiers"]),
        "、".join(told["satisfiers"]),
    ]


def test_a_document_frozen_before_there_were_insights_still_prints(document):
    old = document("quality")
    del old["insights"]

    printed = report(old, "en", "0" * 64)

    assert printed.factors == ()
    assert "Service level" not in dict(printed.result.figures)


def test_the_dealer_edition_has_none_of_it(document):
    assert "insights" not in document("dealer")
    assert report(document("dealer"), "en", "0" * 64).factors == ()


def test_chosen_weights_are_named_in_the_heading(document):
    weighted = document("quality")
    weighted["kpi"][0]["weights"] = {"zh-CN": "等权", "en": "Equal weights"}

    headings = [table.heading.text for table in report(weighted, "en", "0" * 64).kpis]

    assert headings[0].endswith("version 1; weights: Equal weights)")
    assert "weights" not in headings[1]
