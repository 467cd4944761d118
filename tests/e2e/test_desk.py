"""The desk as people use it: at a desk and on a phone, in Chinese and in English."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.browser import Reader

Window = Callable[..., Reader]


def test_a_visit_is_approved_and_published_and_its_score_explained(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reviewer = sit_down(*screen)
    reviewer.refusals |= {503}  # a photo whose copy is being made; the page asks again
    reviewer.log_in("reviewer")
    reviewer.shoot("list")
    reviewer.pick_state("待审核", "To review")
    reviewer.shoot("list-filtered")
    reviewer.open_first()
    address = reviewer.page.url
    look_at_photos(reviewer)
    reviewer.button("审核通过", "Approve")
    reviewer.shoot("approve")
    confirm(reviewer, "审核通过", "Approve")

    expect(reviewer.page.get_by_text(reviewer.says("已审核通过", "Approved;"))).to_be_visible()

    publisher = sit_down(*screen)
    publisher.log_in("publisher")
    publisher.page.goto(address)
    publisher.button("发布", "Publish")
    confirm(publisher, "发布", "Publish")
    published = publisher.page.get_by_text(publisher.says("已发布给经销商", "Published to"))
    expect(published).to_be_visible()
    publisher.shoot("published")

    quality = sit_down(*screen)
    quality.log_in("quality")
    quality.page.goto(address)
    read_score(quality)
    take_report(quality)


def look_at_photos(reader: Reader) -> None:
    thumb = reader.page.locator(".thumb").first
    thumb.scroll_into_view_if_needed()  # photos are asked for when they come near the screen
    expect(thumb.locator("img")).to_be_visible(timeout=90_000)
    reader.shoot("visit")
    thumb.click()
    box = reader.page.get_by_role("dialog", name=reader.says("照片", "Photos"))
    expect(box.locator("img")).to_be_visible()
    first = box.locator("footer span").first.inner_text()
    reader.shoot("lightbox")
    reader.page.keyboard.press("ArrowRight")
    expect(box.locator("footer span").first).not_to_have_text(first)
    reader.page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def confirm(reader: Reader, chinese: str, english: str) -> None:
    box = reader.page.get_by_role("dialog")
    box.get_by_role("button", name=reader.says(chinese, english), exact=True).click()


def read_score(reader: Reader) -> None:
    reader.tab("得分明细", "Ledger")
    lines = reader.says("逐项明细", "Item by item")
    expect(reader.page.get_by_role("heading", name=lines)).to_be_visible()
    expect(reader.page.locator(".total b").first).to_have_text(re.compile(r"^\d+\.\d\d$"))
    reader.shoot("ledger")
    reader.tab("指标", "KPIs")
    expect(reader.page.locator("main svg").first).to_be_visible()
    reader.shoot("kpis")
    reader.tab("疑点", "Flags")
    reader.shoot("flags")
    reader.tab("答案版本", "Revisions")
    reader.shoot("revisions")


def take_report(reader: Reader) -> None:
    reader.tab("报告", "Reports")
    name = reader.says("下载", "Download")
    take = reader.page.get_by_role("button", name=name, exact=True).first
    take.wait_for(timeout=300_000)  # the worker prints meanwhile; the page asks again by itself
    reader.shoot("reports")
    with reader.page.expect_download() as saved:
        take.click()

    assert saved.value.suggested_filename.endswith(".pdf")
    assert saved.value.path().read_bytes()[:5] == b"%PDF-"


def test_a_wrong_password_keeps_what_was_typed(sit_down: Window, screen: tuple[str, str]) -> None:
    reader = sit_down(*screen)

    reader.type_login("planner@chenling.example", "not my password")

    expect(reader.page.get_by_role("alert")).to_be_visible()
    expect(reader.page.locator("input[name=login]")).to_have_value("planner@chenling.example")
    reader.shoot("login")


def test_the_address_keeps_what_the_list_shows(sit_down: Window) -> None:
    reader = sit_down()
    reader.log_in("quality")

    reader.page.get_by_label("经销商名称或代码").fill("杭州")
    expect(reader.page).to_have_url(re.compile("text="))
    rows = reader.page.locator("tbody tr")
    expect(rows.first).to_contain_text("杭州")
    count = rows.count()
    reader.page.reload()

    expect(reader.page.get_by_label("经销商名称或代码")).to_have_value("杭州")
    expect(rows).to_have_count(count)


def test_a_list_without_rows_says_so_and_leads_back(sit_down: Window) -> None:
    reader = sit_down()
    reader.log_in("quality")

    reader.page.get_by_label("经销商名称或代码").fill("没有这家店")
    empty = reader.page.get_by_text("没有符合筛选条件的访问。")
    expect(empty).to_be_visible()
    reader.shoot("list-empty")
    reader.page.locator(".empty").get_by_role("button", name="清除筛选").click()

    expect(empty).to_be_hidden()


def test_who_was_faster_is_told_and_the_reason_stays(sit_down: Window) -> None:
    slow, fast = sit_down(), sit_down()
    for reader in (slow, fast):
        reader.log_in("quality")
        reader.pick_state("进行中", "In progress")
        reader.open_first()
    slow.refusals |= {409, 412}
    fast.refusals |= {404}  # what is void before it is submitted has no score
    slow.button("作废", "Void")
    slow.page.get_by_role("dialog").locator("textarea").fill("时间窗写错了")
    fast.button("作废", "Void")
    fast.page.get_by_role("dialog").locator("textarea").fill("店铺当天停业")
    confirm(fast, "作废", "Void")
    expect(fast.page.get_by_text("已作废，不再计入。")).to_be_visible()
    expect(fast.page.get_by_role("list", name="处理记录")).to_contain_text("店铺当天停业")
    fast.shoot("void")

    with slow.page.expect_response(re.compile("/void")) as answered:
        confirm(slow, "作废", "Void")

    assert answered.value.status in (409, 412)
    expect(slow.page.get_by_role("alert")).to_be_visible()
    expect(slow.page.get_by_role("dialog").locator("textarea")).to_have_value("时间窗写错了")
    slow.shoot("void-refused")


def test_no_page_of_the_desk_tells_who_the_visitor_was(sit_down: Window) -> None:
    reader = sit_down()
    bodies: list[str] = []
    reader.page.on(
        "response",
        lambda answer: bodies.append(answer.text()) if "/desk/visits" in answer.url else None,
    )
    reader.log_in("reviewer")
    reader.pick_state("已发布", "Published")
    reader.open_first()
    expect(reader.page.locator(".row").first).to_be_visible()

    told = [body[:200] for body in bodies if "visitor" in body or "+86199" in body]

    assert bodies
    assert told == []
