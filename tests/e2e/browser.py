"""A reader in front of the desk: Chromium, a screen of some size, one language.

Promise: whatever a test does, the reader also watches that nothing comes from a third party, the
pages' policy stops nothing, no text is cut off or drawn as boxes, and no page is wider than its
screen. Read `Reader`.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

SHOTS = Path(__file__).parent / "shots"
SIZES = {"wide": (1280, 800), "phone": (390, 844)}
PASSWORD = "chenling-demo-2026"
NOTHING_HAS_THIS = "\U0010fffc"  # the last private letter: no font draws it
# what Chromium says on its own of an answer that is no success
REFUSED = re.compile(r"the server responded with a status of (\d+)")

CUT = """() => [...document.querySelectorAll('main *, dialog *, header *')]
  .filter(each => each.children.length === 0 && each.textContent.trim() && each.offsetParent)
  .filter(each => getComputedStyle(each).overflowX !== 'visible'
       && !each.closest('.unseen') && each.scrollWidth > each.clientWidth + 1)
  .map(each => each.textContent.trim())"""

BOXES = """([none]) => {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.font = '24px ' + getComputedStyle(document.body).fontFamily;
  const drawn = letter => {
    pen.clearRect(0, 0, 40, 40); pen.fillText(letter, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const box = drawn(none);
  const letters = new Set(document.body.innerText.replace(/[\\x00-\\x7f\\s\\u00a0]/g, ''));
  return [...letters, none].filter(letter => drawn(letter) === box);
}"""


@dataclass
class Reader:
    """One person at one screen. `troubles` is what the browser complained of."""

    browser: Browser
    url: str
    size: str
    language: str
    page: Page = field(init=False)
    troubles: list[str] = field(default_factory=list)
    # before anybody is there a page is told 401, and so is a wrong password
    refusals: set[int] = field(default_factory=lambda: {401})

    def __post_init__(self) -> None:
        width, height = SIZES[self.size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=self.language,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"threw: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        refused = REFUSED.search(message.text)
        if refused and int(refused[1]) in self.refusals:
            return
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.troubles.append(f"asked a third party: {request.url}")

    def says(self, chinese: str, english: str) -> str:
        """The words of the language read in."""
        return chinese if self.language == "zh-CN" else english

    def button(self, chinese: str, english: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=self.says(chinese, english), exact=True).click()

    def tab(self, chinese: str, english: str) -> None:
        """Open a chapter of the visit."""
        self.page.get_by_role("tab", name=self.says(chinese, english)).click()

    def type_login(self, login: str, password: str = PASSWORD) -> None:
        """Fill in the login and send it."""
        self.page.goto(self.url)
        self.page.get_by_role("button", name=self.says("中文", "English"), exact=True).click()
        self.page.get_by_label(self.says("手机号或邮箱", "Mobile number or email")).fill(login)
        self.page.locator("input[name=password]").fill(password)
        self.button("登录", "Log in")

    def log_in(self, role: str) -> None:
        """Come in as one of the demo's people and see the list."""
        self.type_login(f"{role}@chenling.example")
        self.sees_list()

    def sees_list(self) -> None:
        """Wait until the list of visits is there."""
        heading = self.says("访问", "Visits")
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()

    def pick_state(self, chinese: str, english: str) -> None:
        """Narrow the list to one state."""
        self.page.locator(".filters .state").click()
        option = self.page.get_by_role("option", name=self.says(chinese, english), exact=True)
        option.click()
        expect(self.page).to_have_url(re.compile(r"state="))

    def open_first(self) -> None:
        """Open the first visit of the list."""
        self.page.locator("a[href*='/desk/visits/']:visible").first.click()
        expect(self.page.get_by_role("list", name=self.says("进度", "Progress"))).to_be_visible()

    def shoot(self, name: str) -> None:
        """Keep a picture of the page, and check what a picture would show to a careful eye."""
        self.page.wait_for_timeout(300)  # moves that end are over
        SHOTS.mkdir(exist_ok=True)
        shot = SHOTS / f"{name}-{self.language}-{self.size}.png"
        is_covered = self.page.get_by_role("dialog").count() > 0
        self.page.screenshot(path=shot, full_page=not is_covered)
        boxes = self.page.evaluate(BOXES, [NOTHING_HAS_THIS])
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert boxes == [NOTHING_HAS_THIS], f"{shot}: boxes instead of {''.join(boxes)}"
        assert wide <= 0, f"{shot}: {wide} px wider than the screen"
        assert self.page.evaluate(CUT) == [], f"{shot}: cut off"

    def leave(self) -> None:
        """Close the window; nothing may have gone wrong in it."""
        self.page.context.close()
        assert self.troubles == []
