"""A draft of a checklist in the hands of an author, for the tests of the checklist pages."""

import re
import secrets

from playwright.sync_api import Locator, expect

from tests.e2e.browser import Reader

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
    """Save the draft and see that it is."""
    reader.button("保存草稿", "Save draft")
    expect(reader.page.get_by_text(re.compile(reader.says("^已保存", "^Saved,")))).to_be_visible()


def finish(reader: Reader) -> None:
    """Close the panel."""
    reader.page.get_by_role("dialog").get_by_role(
        "button", name=reader.says("完成", "Done"), exact=True
    ).click()
    expect(reader.page.get_by_role("dialog")).to_be_hidden()


def publish(reader: Reader, shot: str) -> None:
    """Publish, having read what it does."""
    reader.button("发布", "Publish")
    box = reader.page.get_by_role("dialog")
    expect(box).to_contain_text(reader.says("不能再改", "never changes"))
    go = box.get_by_role("button", name=reader.says("发布", "Publish"), exact=True)
    expect(go).to_be_enabled()
    reader.shoot(shot)
    go.click()
    done = reader.says("已发布。新的期现在可以使用它。", "Published. New waves may use it now.")
    expect(reader.page.get_by_text(done)).to_be_visible()
