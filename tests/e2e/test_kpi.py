"""Indicators, the library and what a score means, as a quality manager uses them."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.browser import Reader

Window = Callable[..., Reader]


def test_a_target_is_set_for_the_brand_and_taken_back(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    reader.refusals |= {422}  # the amber limit above the target
    reader.log_in("quality")
    open_page(reader, "指标", "Indicators")
    tree = reader.page.get_by_role(
        "region", name=reader.says("四组核心指标", "Four core KPI groups")
    )
    expect(tree).to_be_visible()
    reader.shoot("indicators")
    row = tree.get_by_role("row").filter(has_text="RESP.TIME")

    row.get_by_role("button").click()
    box = reader.page.get_by_role("dialog")
    box.get_by_label(reader.says("目标值", "Target"), exact=True).fill("88")
    box.get_by_label(reader.says("预警下限", "Amber from"), exact=True).fill("90")
    press(reader, "保存", "Save")
    expect(box.get_by_role("alert")).to_be_visible()
    reader.shoot("target-refused")
    box.get_by_label(reader.says("预警下限", "Amber from"), exact=True).fill("75.5")
    press(reader, "保存", "Save")

    expect(box).to_be_hidden()
    expect(row).to_contain_text("88")
    expect(row).to_contain_text("75.5")
    row.get_by_role("button").click()
    press(reader, "撤销设定", "Take back")
    expect(box).to_be_hidden()
    expect(row).to_contain_text("85")


def test_weight_sets_say_which_can_score_and_crosswalks_what_was_dropped(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    reader.log_in("quality")
    open_page(reader, "指标", "Indicators")

    reader.tab("权重集", "Weight sets")
    why = reader.says("5 个权重中有 4 个未知", "4 of 5 weights")
    expect(reader.page.get_by_text(why)).to_be_visible()
    reader.shoot("weight-sets")
    reader.tab("新旧对照", "Crosswalk")
    dropped = reader.says("新模型不再收录的 5 项", "5 codes that the new model no longer has")
    expect(reader.page.get_by_role("heading", name=dropped)).to_be_visible()
    reader.shoot("crosswalk")
    reader.tab("双因素", "Two factors")
    expect(reader.page.get_by_text(reader.says("保障因素", "Hygiene"), exact=True)).to_be_visible()
    reader.shoot("two-factor")


def test_a_script_is_read_rewritten_and_retired(sit_down: Window, screen: tuple[str, str]) -> None:
    reader = sit_down(*screen)
    reader.refusals |= {422}
    reader.log_in("quality")
    open_page(reader, "素材库", "Library")
    reader.button("新增", "Add")
    code = f"e2e-{'-'.join(screen).lower()}"
    box = reader.page.get_by_role("dialog")
    box.locator("input[name=code]").fill(code)
    press(reader, "保存", "Save")
    expect(box.get_by_role("alert")).to_be_visible()
    reader.shoot("library-refused")
    box.locator("textarea[name=content]").fill(SCRIPT)
    press(reader, "保存", "Save")
    expect(box).to_be_hidden()
    card = reader.page.get_by_role("region", name=reader.says("端到端话术", "A script of the test"))
    expect(card).to_contain_text(code)
    reader.shoot("library")

    reader.button("停用", "Retire")
    press(reader, "停用", "Retire")

    expect(card).to_contain_text(reader.says("停用于", "retired"))


def test_the_ledger_tells_level_key_nodes_and_what_to_do_first(
    sit_down: Window, screen: tuple[str, str]
) -> None:
    reader = sit_down(*screen)
    reader.log_in("quality")
    reader.pick_state("已发布", "Published")
    reader.open_first()
    reader.tab("得分明细", "Ledger")

    told = reader.page.get_by_role(
        "region", name=reader.says("这份得分说明什么", "What this score means")
    )

    expect(told).to_contain_text(reader.says("服务水平", "Service level"))
    expect(told).to_contain_text(reader.says("先消除", "Remove first"))
    reader.shoot("insights")


SCRIPT = """{"title": {"zh-CN": "端到端话术", "en": "A script of the test"},
 "text": {"zh-CN": "您好，欢迎光临。", "en": "Good morning and welcome."},
 "post": "advisor", "stage": "reception", "trained_on": "2026-11-02"}"""


def open_page(reader: Reader, chinese: str, english: str) -> None:
    reader.page.get_by_role("link", name=reader.says(chinese, english), exact=True).click()
    heading = reader.says(chinese, english)
    expect(reader.page.get_by_role("heading", name=heading, exact=True, level=1)).to_be_visible()


def press(reader: Reader, chinese: str, english: str) -> None:
    box = reader.page.get_by_role("dialog")
    box.get_by_role("button", name=reader.says(chinese, english), exact=True).click()
