"""Chromium in front of the running program (`./dev e2e` starts it with demo data)."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.browser import SIZES, Reader

LANGUAGES = ("zh-CN", "en")
NEEDED = ("E2E_URL", "CHROMIUM", "FONTCONFIG_FILE")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; as root it has no sandbox of its own."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        pytest.fail(f"{', '.join(missing)} not set: run `./dev e2e`", pytrace=False)
    expect.set_options(timeout=20_000)  # two processors may be busy with other work
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield browser
        browser.close()


@pytest.fixture
def sit_down(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Opens a window; at the end each is closed and asked what went wrong in it."""
    readers: list[Reader] = []

    def open_window(size: str = "wide", language: str = "zh-CN") -> Reader:
        readers.append(Reader(browser, os.environ["E2E_URL"], size, language))
        return readers[-1]

    yield open_window
    for reader in readers:
        reader.leave()


@pytest.fixture(params=[(size, language) for size in SIZES for language in LANGUAGES], ids="-".join)
def screen(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Each size in each language."""
    return request.param
