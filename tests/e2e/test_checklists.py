"""Checklists at the desk: written, checked, tried, compared, published; what they would change."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, expect

from tests.e2e.browser import Reader

Window = Callable[..., Reader]
AFTER_SALES = ("售后服务神秘访问", "After-sales mystery visit")


def enter(reader: Reader, role: str = "quality") -> None:
    """Come in and go to the checklists by the head of the page."""
    reader.log_in(role)
    name = reader.says("检查表", "Checklists")
    reader.page.get_by_role("link", name=name, exact=True).click()
    expect(reader.page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(reader.page.locator(".family").first).to_be_visible()


def copied(reader: Reader, name: str) -> str:
    """A draft of its own, a copy of the after-sales visit; its code begins with `name`."""
    code = f"{name}-{secrets.token_hex(3)}"
    reader.button("新建检查表", "New checklist")
    box = reader.page.get_by_role("dialog")
    box.locator(".el-select").click()
    option = reader.page.get_by_role("option", name=re.compile(reader.says(*AFTER_SALES)))
    option.last.click()
    box.get_by_label(reader.says("代码", "Code"), exact=True).fill(code)
    reader.shoot("checklist-new")
    box.get_by_role("button", name=reader.says("建立草稿", "Make the draft")).click()
    expect(reader.page.locator(".sheet")).to_be_visible()
    sees_no_problems(reader)
    return code


def sees_no_problems(reader: Reader) -> None:
    fine = reader.page.get_by_text(
        reader.says("没有问题，可以发布", "No problems; ready to publish")
    )
    expect(fine).to_be_visible()


def cell(reader: Reader, row: str, column: str) -> Locator:
    """A field of the table: row `0-1` is the second item of the first section."""
    return reader.page.locator(f"[data-row='{row}'] [data-column='{column}']")


def panel(reader: Reader, row: str, chinese: str, english: str) -> Locator:
    """Open the panel of a row at one of its parts."""
    reader.page.locator(f"[data-row='{row}'] .open").click()
    box = reader.page.get_by_role("dialog")
    box.get_by_role("link", name=reader.says(chinese, english)).click()
    return box


def save(reader: Reader) -> None:
    reader.button("保存草稿", "Save draft")
    expect(reader.page.get_by_text(re.compile(reader.says("^已保存", "^Saved,")))).to_be_visible()


def finish(reader: Reader) -> None:
    """Close the panel."""
    reader.page.get_by_role("dialog").get_by_role(
        "button", name=reader.says("完成", "Done"), exact=True
    ).click()
    expect(reader.page.get_by_role("dialog")).to_be_hidden()


def test_a_copy_is_edited_and_mended_where_its_problem_stands(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    enter(reader)
    reader.shoot("checklists")
    copied(reader, "mend")
    reader.shoot("checklist-items")
    mended = reader.says("应答者报出店名", "The dealer was named")

    cell(reader, "0-1", reader.language).fill("")
    badge = reader.page.locator("[data-row='0-1'] .badge")
    expect(badge).to_have_text("1")
    reader.page.locator(".verdict").click()
    reader.shoot("checklist-problems")
    reader.page.locator(".problems button").click()
    field = reader.page.get_by_role("dialog").locator(f"textarea[lang='{reader.language}']").first
    expect(field).to_be_focused()
    reader.shoot("checklist-panel")
    field.fill(mended)
    expect(reader.page.get_by_role("dialog").locator(".badge")).to_have_count(0)
    finish(reader)
    sees_no_problems(reader)
    save(reader)
    reader.page.reload()

    expect(cell(reader, "0-1", reader.language)).to_have_value(mended)


def test_every_part_of_the_panel_and_the_settings_can_be_read(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    enter(reader)
    copied(reader, "look")
    box = panel(reader, "0-0", "计分", "Scoring")
    for chinese, english in (("计分", "Scoring"), ("填写要求", "Answering"), ("指标", "KPIs"),
                             ("标签", "Tags")):  # fmt: skip
        box.get_by_role("link", name=reader.says(chinese, english), exact=True).click()
        reader.shoot(f"checklist-panel-{english.lower()}")
    finish(reader)

    reader.tab("设置", "Settings")
    reader.shoot("checklist-settings")
    reader.tab("手机预览", "Preview")
    expect(reader.page.get_by_text(reader.says(*AFTER_SALES)).nth(1)).to_be_visible()
    reader.shoot("checklist-preview")


def test_a_condition_is_built_and_says_what_it_means(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    enter(reader)
    copied(reader, "when")
    box = panel(reader, "1-1", "条件", "Condition")
    add = box.get_by_role("button", name=reader.says("新增条件", "Add test"))

    add.click()
    reader.shoot("checklist-condition-one")
    add.click()
    box.locator(".leaf .el-select").nth(-2).click()
    reader.page.get_by_role("option", name=reader.says("情景", "Scenario"), exact=True).click()
    box.get_by_text(reader.says("任一满足", "any holds")).click()
    box.locator(".node .node .top .el-checkbox").last.click()
    reader.shoot("checklist-condition")

    said = box.locator("blockquote")
    scenario = reader.says("情景是“自费保养或维修”", "the scenario is “Paid maintenance or repair”")
    expect(said).to_contain_text(reader.says("不小于 1，或不满足（", "is at least 1, or not ("))
    expect(said).to_contain_text(scenario)
    finish(reader)
    sees_no_problems(reader)
    expect(reader.page.locator("[data-row='1-1'] .mark.condition")).to_be_visible()
    save(reader)


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


def publish(reader: Reader, shot: str) -> None:
    reader.button("发布", "Publish")
    box = reader.page.get_by_role("dialog")
    expect(box).to_contain_text(reader.says("不能再改", "never changes"))
    go = box.get_by_role("button", name=reader.says("发布", "Publish"), exact=True)
    expect(go).to_be_enabled()
    reader.shoot(shot)
    go.click()
    done = reader.says("已发布。新的期现在可以使用它。", "Published. New waves may use it now.")
    expect(reader.page.get_by_text(done)).to_be_visible()


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


def number(text: str) -> float:
    """The number in a text, its minus as it is printed."""
    found = re.search(r"[+\u2212]?[\d.]+", text)
    assert found, text
    return float(found[0].replace("\u2212", "-"))


def test_what_is_not_saved_outlives_a_reload_and_can_be_taken_back(sit_down: Window) -> None:
    reader = sit_down()
    reader.page.on("dialog", lambda asked: asked.accept())  # the browser asks before it reloads
    enter(reader)
    copied(reader, "keep")
    was = cell(reader, "0-0", "zh-CN").input_value()

    cell(reader, "0-0", "zh-CN").fill("拨通后几秒有人应答")
    reader.page.reload()
    expect(cell(reader, "0-0", "zh-CN")).to_have_value("拨通后几秒有人应答")
    expect(reader.page.get_by_text("已恢复上次未保存的修改。")).to_be_visible()
    reader.page.get_by_role("link", name="访问", exact=True).click()
    box = reader.page.get_by_role("dialog")
    expect(box).to_contain_text("有未保存的修改")
    reader.shoot("checklist-leave")
    box.get_by_role("button", name="留在此页").click()
    reader.button("放弃修改", "Discard them")

    expect(cell(reader, "0-0", "zh-CN")).to_have_value(was)


def test_steps_are_undone_and_redone_and_rows_moved_by_keys(sit_down: Window) -> None:
    reader = sit_down()
    enter(reader)
    copied(reader, "keys")
    first = cell(reader, "0-0", "code").input_value()

    cell(reader, "0-0", "max").fill("7")
    cell(reader, "0-0", "max").press("Enter")
    expect(cell(reader, "0-1", "max")).to_be_focused()
    reader.page.keyboard.press("Alt+ArrowUp")
    expect(cell(reader, "0-1", "code")).to_have_value(first)
    expect(cell(reader, "0-0", "max")).to_be_focused()
    reader.page.keyboard.press("Control+z")
    expect(cell(reader, "0-0", "code")).to_have_value(first)
    reader.page.keyboard.press("Control+z")
    expect(cell(reader, "0-0", "max")).not_to_have_value("7")
    reader.page.keyboard.press("Control+y")
    expect(cell(reader, "0-0", "max")).to_have_value("7")

    reader.page.get_by_role("button", name=f"{first} 的更多操作").click()
    reader.page.get_by_role("menuitem", name="删除").click()
    box = reader.page.get_by_role("dialog")
    expect(box).to_contain_text("可以撤销")
    box.get_by_role("button", name="删除").click()

    expect(cell(reader, "0-0", "code")).not_to_have_value(first)


def test_who_was_faster_is_told_and_both_can_be_kept(sit_down: Window) -> None:
    fast, slow = sit_down(), sit_down()
    slow.refusals |= {412}
    enter(fast)
    copied(fast, "both")
    enter(slow)
    slow.page.goto(fast.page.url)
    sees_no_problems(slow)

    cell(fast, "0-0", "max").fill("9")
    save(fast)
    cell(slow, "0-1", "max").fill("6")
    slow.button("保存草稿", "Save draft")
    conflict = slow.page.get_by_role("alert").filter(has_text="别人已经保存了这个草稿")
    expect(conflict).to_contain_text("BK1、BK2")
    slow.shoot("checklist-conflict")
    slow.button("采用对方的", "Take theirs")
    expect(cell(slow, "0-0", "max")).to_have_value("9")
    slow.page.keyboard.press("Control+z")

    expect(cell(slow, "0-1", "max")).to_have_value("6")
    save(slow)


def test_who_may_only_read_gets_no_field_to_write_in(sit_down: Window) -> None:
    reader = sit_down()
    enter(reader, "reviewer")
    expect(reader.page.get_by_role("button", name="新建检查表")).to_have_count(0)
    reader.page.locator(".family a").first.click()
    expect(reader.page.locator(".sheet")).to_be_visible()
    reader.shoot("checklist-read")

    expect(reader.page.locator(".sheet input, .sheet textarea")).to_have_count(0)
    expect(reader.page.get_by_role("button", name="保存草稿")).to_have_count(0)


def test_the_address_keeps_what_the_list_of_checklists_shows(sit_down: Window) -> None:
    reader = sit_down()
    enter(reader)

    reader.page.get_by_label("检查表名称或代码").fill("投诉")
    expect(reader.page.locator(".family")).to_have_count(1)
    reader.page.reload()
    expect(reader.page.locator(".family")).to_have_count(1)
    reader.page.get_by_label("检查表名称或代码").fill("没有这个")
    expect(reader.page.get_by_text("没有符合筛选条件的检查表。")).to_be_visible()
    reader.shoot("checklists-empty")


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
    book = load_workbook(saved.value.path())
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


def spoil(book: Workbook) -> None:
    """A word where a number belongs, in every cell of the items' sheet that holds one."""
    sheet = max(book.worksheets, key=lambda each: each.max_row)
    for row in sheet.iter_rows(min_row=2, max_row=12):
        for held in row:
            if isinstance(held.value, int | float) or str(held.value).isdecimal():
                held.value = "many"
