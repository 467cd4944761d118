"""Words, dates and the pure checks of the reports."""

import string
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from audit.problems import Problem
from audit.reports import documents
from audit.reports.jpeg import is_bare_jpeg
from audit.reports.pdf_check import check_pdf
from audit.reports.wording import LANGUAGES, TEXTS, Said, Words
from audit.visits.snapshot import snapshot
from tests.reports import sample

TEMPLATES = Path(documents.__file__).parent / "templates"


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_is_there_in_both_languages_with_the_same_facts(key):
    texts = TEXTS[key]

    fields = [
        {field for _, field, _, _ in string.Formatter().parse(t) if field} for t in texts.values()
    ]

    assert set(texts) == set(LANGUAGES)
    assert fields[0] == fields[1]
    assert all(text for text in texts.values()) or key == "footer.pages"


def test_the_template_knows_no_word_but_the_reports():
    source = (TEMPLATES / "visit.html.jinja").read_text("utf-8")

    free = meta.find_undeclared_variables(Environment(autoescape=True).parse(source))

    assert free == {"r"}


def test_texts_fall_back_and_keep_their_language():
    words = Words("en")

    assert words.pick({"zh-CN": "接待"}) == Said("接待", "zh-CN")
    assert words.pick({"zh-CN": "接待", "en": "Reception"}) == Said("Reception", "en")
    assert words.free("没人").lang == "zh-CN"
    assert words.free("nobody").lang == "en"


def test_days_are_written_as_people_write_them():
    assert Words("zh-CN").day("2026-11-02") == "2026年11月2日"
    assert Words("en").day("2026-11-02") == "2 November 2026"


def test_a_bare_jpeg_passes_and_one_with_more_does_not():
    jpeg = sample.plate(1)

    assert is_bare_jpeg(jpeg)
    assert not is_bare_jpeg(jpeg[:2] + b"\xff\xe1\x00\x08Exif\0\0" + jpeg[2:])
    assert not is_bare_jpeg(jpeg[:-2])
    assert not is_bare_jpeg(b"\xff\xd8\xff")
    assert not is_bare_jpeg(b"")


@pytest.mark.parametrize("harm", ["cut", "appended", "shifted", "launch", "none"])
def test_an_unusual_pdf_is_refused(printed, harm):
    pdf = printed("dealer", "en")
    spoiled = {
        "cut": pdf[:-2000],
        "appended": pdf + b"9 0 obj\n<<>>\nendobj\n",
        "shifted": pdf.replace(b"%PDF-1.7\n", b"%PDF-1.7\n\n", 1),
        "launch": pdf.replace(b"/Type /XObject", b"/Launch/XObjec", 1),
        "none": b"",
    }[harm]

    with pytest.raises(Problem) as caught:
        check_pdf(spoiled)

    assert caught.value.code == "report.failed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_incomplete_visit_says_so_instead_of_a_score(language):
    told = snapshot(sample.facts(), "quality")
    told["result"] = {"status": "incomplete", "missing": ["BK1"]}

    page = documents.report(told, language, "0" * 64)

    assert page.result.score is None
    assert "1" in page.result.remark
