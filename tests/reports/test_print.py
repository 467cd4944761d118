"""The printed visit report: right numbers, right characters, nothing that does not belong there."""

import io
import re
import subprocess
from decimal import Decimal
from itertools import cycle

import pikepdf
import pytest

from audit.problems import Problem
from audit.reports.press import Press
from tests.reports import sample

BOTH = [("quality", "zh-CN"), ("quality", "en"), ("dealer", "zh-CN"), ("dealer", "en")]
FORBIDDEN = ("/JavaScript", "/JS", "/EmbeddedFile", "/EmbeddedFiles", "/Launch", "/URI", "/AA")


@pytest.mark.parametrize(("edition", "language"), BOTH)
def test_every_figure_of_the_document_is_printed(printed, document, edition, language):
    told, text = document(edition), sample.text_of(printed(edition, language))

    figures = [told["result"][key] for key in ("final", "base", "chain")]
    figures += [section["rate_pct"] for section in told["sections"]]
    figures += [loss[key] for loss in told["losses"] for key in ("loss", "cumulative_pct")]
    figures += [v["value"] for f in told["kpi"] for v in f["values"] if v["value"]]
    figures += [item["loss"] for item in told["items"] if item["loss"]]
    assert [figure for figure in figures if figure not in text] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_fc6_the_ledger_is_printed_line_by_line_and_its_steps_add_up(printed, document, language):
    told, text = document("quality"), sample.text_of(printed("quality", language))

    rows = [
        "".join(
            (line["item"], line["explained"][language], line["points"] or line["earned"] or "–",
             line["possible"] or "–", line["weight"], line["loss"] or "–",
             ("、" if language == "zh-CN" else ", ").join(line["leaves"]) or "–")
        ).replace(" ", "")
        for line in told["ledger"]
    ]  # fmt: skip
    lost = sum(Decimal(line["loss"] or 0) for line in told["ledger"])
    effects = {step["step"]: Decimal(step["effect"]) for step in told["steps"]}
    assert len(rows) == len(told["items"])
    assert [row for row in rows if row not in text] == []
    assert abs(lost + effects["losses"]) < Decimal("0.20")  # forty rounded figures
    assert told["steps"][-1]["after"] == told["result"]["final"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_dealers_edition_tells_the_steps_and_no_ledger(printed, document, language):
    told, text = document("dealer"), sample.text_of(printed("dealer", language))

    assert "ledger" not in told
    assert [step["after"] for step in told["steps"] if step["after"] not in text] == []


def test_a_document_of_an_earlier_program_prints_without_steps(press, document, plates):
    told = {key: value for key, value in document("dealer").items() if key != "steps"}

    pdf = press.print(told, "en", sample.only(told, plates[1]))

    assert "From 100 to the final score" not in sample.text_of(pdf)


@pytest.mark.parametrize(("edition", "language"), BOTH)
def test_every_word_of_every_item_survives_as_text(printed, document, edition, language):
    text = set(sample.text_of(printed(edition, language)))

    words = "".join(item["text"][language] for item in document(edition)["items"])
    words += "".join(item.get("comment") or "" for item in document(edition)["items"])
    assert {sign for sign in words if not sign.isspace()} - text == set()
    assert "\ufffd" not in text


def test_only_our_two_fonts_are_embedded(printed, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(printed("quality", "zh-CN"))

    lines = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout

    names = [line.split()[0].split("+")[1] for line in lines.splitlines()[2:]]
    assert sorted(names) == ["Report", "Report-Bold"]


def test_s49_the_dealers_paper_holds_no_canary(printed):
    pdf = printed("dealer", "zh-CN")
    with pikepdf.open(io.BytesIO(pdf)) as read:
        told = str(read.docinfo) + "".join(str(dict(page)) for page in read.pages)
    text = sample.text_of(pdf) + told

    canaries = ("canary", "回头再看", "护目镜", "撑伞", "11月12日", "备注")
    assert [canary for canary in canaries if canary in text] == []
    assert "回头再看" in sample.text_of(printed("quality", "zh-CN"))


def test_te7_the_file_says_title_maker_and_day_and_nothing_else(printed):
    with pikepdf.open(io.BytesIO(printed("quality", "en"))) as read:
        info = {key: str(value) for key, value in read.docinfo.items()}
        assert "/Metadata" not in read.Root
        assert "/ID" not in read.trailer
        assert len(read.open_outline().root) > 4

    assert info.pop("/Title").startswith("Visit report, Yuanhang Pudong")
    assert info == {"/Producer": "audit", "/Creator": "audit", "/CreationDate": "D:20261122"}


def test_te7_photos_are_the_copies_byte_for_byte(printed, plates):
    with pikepdf.open(io.BytesIO(printed("quality", "en"))) as read:
        streams = [each for each in read.objects if isinstance(each, pikepdf.Stream)]
        images = {each.read_raw_bytes() for each in streams if each.get("/Subtype") == "/Image"}

    assert images == set(plates[1].values())


def test_two_prints_are_byte_equal_also_in_another_process(press, printed, document, plates):
    other = Press()

    again = press.print(document(), "zh-CN", plates[1])
    elsewhere = other.print(document(), "zh-CN", plates[1])

    other.close()
    assert again == elsewhere == printed("quality", "zh-CN")


def test_n3_a_missing_photo_aborts_the_print(press, document, plates):
    photos = dict(list(plates[1].items())[1:])

    with pytest.raises(Problem) as caught:
        press.print(document(), "en", photos)

    assert caught.value.code == "report.photo_missing"


@pytest.mark.parametrize("harm", ["flipped", "trailing", "comment"])
def test_n2_an_altered_or_unclean_photo_aborts_the_print(press, document, plates, harm):
    sha, jpeg = next(iter(plates[1].items()))
    spoiled = {
        "flipped": jpeg[:400] + bytes([jpeg[400] ^ 1]) + jpeg[401:],
        "trailing": jpeg + b"PK\x03\x04",
        "comment": jpeg[:2] + b"\xff\xfe\x00\x08secret" + jpeg[2:],
    }[harm]

    with pytest.raises(Problem) as caught:
        press.print(document(), "en", plates[1] | {sha: spoiled})

    assert caught.value.code == "report.photo_unclean"


def test_td10_a_print_that_takes_too_long_is_stopped(document, plates):
    hasty = Press(seconds=0.01)

    with pytest.raises(Problem) as caught:
        hasty.print(document(), "en", plates[1])

    hasty.close()
    assert caught.value.code == "report.too_slow"


def test_td10_a_document_beyond_measure_is_refused_before_printing(press, document):
    huge = document() | {"brand": {"zh-CN": "长" * 2_000_000}}

    with pytest.raises(Problem) as caught:
        press.print(huge, "en", {})

    assert caught.value.code == "report.too_large"


def test_pages_are_a4_and_none_is_empty(printed):
    with pikepdf.open(io.BytesIO(printed("quality", "zh-CN"))) as read:
        sizes = {tuple(round(float(x)) for x in page.mediabox) for page in read.pages}
        count = len(read.pages)
    pages = subprocess.run(
        ["pdftotext", "-", "-"], input=printed("quality", "zh-CN"), capture_output=True, check=True
    ).stdout.split(b"\f")

    assert sizes == {(0, 0, 595, 842)}
    assert [at for at, page in enumerate(pages[:count]) if len(page) < 300] == []


PAYLOADS = """<script>alert(1)</script>
<img src="file:///etc/passwd">
<img src=x onerror=alert(1)>
<object data="file:///etc/passwd"></object>
<link rel=attachment href="file:///etc/passwd">
<link rel="stylesheet" href="http://192.0.2.1/a.css">
<style>@import url(http://192.0.2.1/a.css)</style>
</style><style>*{display:none}</style>
<svg><image href="file:///etc/passwd"/></svg>
<svg onload=alert(1)>
<base href="http://192.0.2.1/">
<meta http-equiv=refresh content="0;url=http://192.0.2.1">
<iframe src="data:text/html,x"></iframe>
<a href="javascript:alert(1)">x</a>
<embed src="evidence:00">
<font face="x">y</font>
</span></td></tr></table><h1>broken out</h1>
" style="display:none" x="
' onmouseover='x
}} body { display:none } {{
{{ 7*7 }}
{{ r.__class__.__mro__ }}
{% for x in r %}x{% endfor %}
{# comment #}
${7*7} #{7*7} <%= 7*7 %>
@font-face{src:url(file:///etc/passwd)}
@color-profile x{src:url(file:///etc/passwd)}
url(file:///etc/passwd)
expression(alert(1))
<!-- comment -->
<![CDATA[x]]>
&lt;b&gt; &amp;amp; &#x41;
]]></x><y>
(/JavaScript /URI) >> /Launch << endobj
%PDF-1.7 startxref 0 %%EOF
\\u0041 \\x41 \\n
{0} {label} {__class__}
%s %(x)s %n
../../../../etc/passwd
=cmd|' /C calc'!A0
'; DROP TABLE visit; --""".splitlines()


@pytest.mark.parametrize("first", [0, 13, 29])
def test_td8_hostile_strings_stay_literal_text_in_every_field(press, document, plates, first):
    payloads = cycle([*PAYLOADS[first:], *PAYLOADS[:first]])
    told = poisoned(document(), payloads)

    pdf = press.print(told, "en", plates[1])

    text = sample.text_of(pdf)
    assert len(PAYLOADS) >= 40
    assert [p for p in PAYLOADS if "".join(p.split()) not in text] == []
    assert [key for key in names_in(pdf) if key in FORBIDDEN] == []


def poisoned(value, payloads, key=""):
    """Every text of the document replaced by the next payload; codes and numbers stay."""
    if isinstance(value, dict):
        if set(value) >= {"zh-CN"}:
            return dict.fromkeys(value, next(payloads))
        return {name: poisoned(found, payloads, name) for name, found in value.items()}
    if isinstance(value, list):
        return [poisoned(found, payloads) for found in value]
    return next(payloads) if key in ("comment", "city", "visit") else value


def names_in(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as read:
        written = b"".join(
            each.unparse(resolved=True)
            if not isinstance(each, pikepdf.Stream)
            else pikepdf.Dictionary(each.stream_dict).unparse()
            for each in read.objects
        )
    without_texts = re.sub(rb"\((?:[^\\()]|\\.)*\)", b"", written)
    return {name.decode() for name in re.findall(rb"/[A-Za-z]+", without_texts)}


def test_signs_without_a_glyph_are_printed_as_their_code(press, document):
    told = document("dealer") | {"brand": {"zh-CN": "远航👍\u202e汽车"}}
    for item in told["items"]:
        item["photos"] = []

    text = sample.text_of(press.print(told, "zh-CN", {}))

    assert "远航[U+1F44D][U+202E]汽车" in text
