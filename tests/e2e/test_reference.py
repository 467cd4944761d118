"""The API as a page: read at a desk and on a phone, in both languages."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.browser import Reader

Window = Callable[..., Reader]


def test_every_door_can_be_read_and_found(sit_down: Window, screen: tuple[str, str]) -> None:
    reader = sit_down(*screen)

    reader.page.goto(f"{reader.url}/api/v1/reference?lang={reader.language}")
    door = reader.page.locator("text=/api/v1/field/visits/").first
    expect(door).to_be_visible()
    reader.shoot("reference")

    assert reader.page.locator("html").get_attribute("lang") == reader.language
