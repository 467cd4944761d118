"""Checklists at the desk: written, mended, kept, and shared with whoever else writes."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.browser import Reader
from tests.e2e.drafts import AFTER_SALES, cell, copied, enter, finish, panel, save, sees_no_problems

Window = Callable[..., Reader]


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
