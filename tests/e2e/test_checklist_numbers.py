"""Checklists at the desk: compared, published, tried, their impact; out to Excel and back."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from tests.e2e.browser import Reader
from tests.e2e.drafts import cell, copied, enter, publish, save, sees_no_problems

Window = Callable[..., Reader]


def test_a_version_is_compared_and_published_for_good(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    enter(reader)
    code = copied(reader, "out")
    publish(reader, shot="checklist-publish-first")
    expect(reader.page.locator("textarea.words")).to_have_count(0)

    reader.button("以此新建第 2 版", "New version 2 from this")
    sees_no_problems(reader)
    wording = reader.says("应答者报出店名和姓名", "The person answering says the dealer name")
    cell(reader, "0-1", reader.language).fill(wording)
    cell(reader, "1-0", "max").fill("１２")
    expect(cell(reader, "1-0", "max")).to_have_value("12")
    sees_no_problems(reader)
    save(reader)
    reader.tab("版本比较", "Compare")
    expect(reader.page.locator(".counts .scores dd")).to_have_text("1")
    expect(reader.page.locator("ins, del").first).to_be_visible()
    reader.shoot("checklist-compare")
    publish(reader, shot="checklist-publish")

    reader.page.get_by_role("link", name=reader.says("全部检查表", "All checklists")).click()
    row = reader.page.locator(".family", has_text=code)
    expect(row.get_by_text(reader.says("已发布", "Published"), exact=True)).to_have_count(2)


def test_answers_are_tried_and_scored_while_one_fills_in(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    enter(reader)
    copied(reader, "try")
    reader.tab("试算", "Try")
    final = reader.page.locator(".final")

    reader.button("全部填最好", "Fill all best")
    expect(final).to_have_text("100.00")
    reader.shoot("checklist-try-best")
    reader.button("随机填写", "Fill at random")
    expect(final).not_to_have_text("100.00")
    expect(reader.page.locator("tr.section").first).to_be_visible()
    reader.shoot("checklist-try")
    reader.button("清空", "Clear")

    missing = re.compile(reader.says(r"还有 \d+ 项未答", r"\d+ not answered yet"))
    expect(reader.page.get_by_text(missing)).to_be_visible()


def test_the_impact_on_a_wave_is_worked_out_and_explained(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    enter(reader)
    reader.page.locator(".family", has_text="svc-visit").locator("a").last.click()
    anew = re.compile(reader.says("以此新建", "New version"))
    reader.page.get_by_role("button", name=anew).click()
    sees_no_problems(reader)
    cell(reader, "1-0", "max").fill("30")
    cell(reader, "1-2", "max").fill("9")
    save(reader)
    reader.tab("影响", "Impact")
    reader.button("开始计算", "Start")

    row = reader.page.locator("tbody .name").first
    expect(row).to_be_visible(timeout=90_000)
    row.click()
    falls = reader.page.locator(".falls").first
    expect(falls).to_be_visible()
    reader.shoot("checklist-impact")
    effects = [number(text) for text in falls.locator(".number").all_inner_texts()]
    told = number(reader.page.locator(".visits .head .soft").first.inner_text())
    assert abs(sum(effects) - told) < 0.005 * (len(effects) + 1)  # each is rounded by itself


def test_a_draft_goes_out_to_excel_and_comes_back_with_a_report_or_as_a_draft(
    sit_down: Window, tmp_path: Path, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    reader.refusals |= {422}  # the workbook that was spoilt
    enter(reader)
    code = copied(reader, "book")
    reader.page.get_by_role("button", name=re.compile(reader.says("^更多 ▾", "^More ▾"))).click()
    with reader.page.expect_download() as saved:
        name = reader.says("下载 Excel", "Download Excel")
        reader.page.get_by_role("menuitem", name=name, exact=True).click()
    book = load_workbook(BytesIO(saved.value.path().read_bytes()))
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    book.save(good)
    spoil(book)
    book.save(bad)

    reader.page.get_by_role("link", name=reader.says("全部检查表", "All checklists")).click()
    reader.button("上传 Excel", "Upload Excel")
    box = reader.page.get_by_role("dialog")
    send = box.get_by_role("button", name=reader.says("上传", "Upload"), exact=True)
    box.locator("input[type=file]").set_input_files(bad)
    send.click()
    expect(box.locator(".report tbody tr").first).to_be_visible()
    reader.shoot("checklist-report")
    box.locator("input[type=file]").set_input_files(good)
    send.click()

    expect(reader.page.locator(".sheet")).to_be_visible()
    expect(reader.page.locator(".facts .code").first).to_have_text(code)


def number(text: str) -> float:
    """The number in a text, its minus as it is printed."""
    found = re.search(r"[+\u2212]?[\d.]+", text)
    assert found, text
    return float(found[0].replace("\u2212", "-"))


def spoil(book: Workbook) -> None:
    """A word where a number belongs, in ten rows of the fullest sheet."""
    sheet = max(book.worksheets, key=lambda each: each.max_row)
    for row in sheet.iter_rows(min_row=2, max_row=12):
        for held in row:
            if isinstance(held.value, int | float) or str(held.value).isdecimal():
                held.value = "many"
