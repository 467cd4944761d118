"""Row `paper`: a visit report of 100 items and 30 photos in Chinese as PDF.

Measured: `Press.print` as the worker calls it: document in, HTML, PDF, the checks on it, with the
pipe to its child, whose fonts are loaded once. Baseline: Chromium, started once and warm, given the
same HTML, style and photos as files: it loads the page and prints it (`page.pdf`; that alone is
shown too). Twice: with our two fonts (36 MB) installed, as a warm service would have them, and
with the fonts as files of the page, which it checks again at every load. Both in turns, by the
wall and, since Chromium spreads over several processes and so gets more of a busy machine, by the
processor time of all processes of each side. Beside it: size of the file, peak memory (RSS) of the
press's child, and the prints a second of two presses over those of one.
"""

import hashlib
import io
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import noto_cjk_sans_jp_bold
import noto_cjk_sans_otc
import pikepdf
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from audit.demo.photos import Shot, photo
from audit.evidence.sandbox import Sandbox
from audit.reports import render
from audit.reports.press import Press
from audit.visits.snapshot import Photo, snapshot
from bench.machine import children, family, peak_megabytes, processor_seconds, started_by
from bench.paperwork import visit_facts
from bench.photos import PLACE, SCENES, TAKEN
from bench.rounds import Pair, paired, timed
from bench.table import Line, absolute, against, compared

PHOTOS, LANGUAGE = 30, "zh-CN"
FACE = "@font-face {{ font-family: Report; font-weight: {}; src: {} }}\n"
FONTS = {  # by the names under which fontconfig knows them (`./dev` tells it), or as files
    "fonts installed": ("local('Noto Sans CJK JP')", "local('Noto Sans CJK JP Bold')"),
    "fonts as files": (
        f"url('{noto_cjk_sans_otc.FONT_PATH}')",
        f"url('{noto_cjk_sans_jp_bold.FONT_PATH}')",
    ),
}
STYLE = Path(render.__file__).parent / "templates" / "visit.css"


@dataclass(frozen=True, slots=True)
class Job:
    """What is printed: the document and its photos by SHA-256."""

    document: dict[str, Any]
    photos: dict[str, bytes]


def measure() -> list[Line]:
    """Time against Chromium, size, memory, and what a second press adds."""
    job = _job()
    with ExitStack() as stack:
        press, other = (stack.enter_context(closing(Press())) for _ in range(2))
        one, two = partial(_print, press, job), partial(_print, other, job)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="audit-bench-")))
        page = stack.enter_context(_chromium())
        file = one()
        presses = started_by(os.getpid(), "audit.reports.render")
        work = f"{len(pikepdf.open(io.BytesIO(file)).pages)} pages, 100 items, {PHOTOS} photos, zh"
        lines = [
            line
            for fonts, faces in FONTS.items()
            for line in _beside(one, page, _laid_out(job, folder, faces), f"{work}, {fonts}")
        ]
        memory = max(map(peak_megabytes, presses))
        return [
            *lines,
            absolute("paper", "size of the file", len(file) / 1e6, "MB", 3),
            absolute("paper", "the press's child, peak RSS", memory, "MB", 250),
            _side_by_side(one, two),
        ]


def _beside(one: Callable[[], bytes], page: Page, address: str, work: str) -> list[Line]:
    """Our print and Chromium's of the page at `address`, by the wall and by processor time."""
    within: list[float] = []
    chromium = partial(_by_chromium, page, address, within)
    pair = paired(one, chromium, rounds=6, seconds=15)
    alone = Pair(pair.ours, tuple(within[1 : len(pair.ours) + 1]))
    presses = started_by(os.getpid(), "audit.reports.render")
    effort = _effort((one, presses), (chromium, _others(presses)))
    return [
        compared("paper", f"{work}: load and print", pair, 0.6),
        compared("paper", f"{work}: page.pdf alone", alone, None),
        compared("paper", f"{work}: load and print, processor time", effort, 0.6),
    ]


def _job() -> Job:
    """The document with three photos at each of the first ten items."""
    data = {hashlib.sha256(each).hexdigest(): each for each in _print_copies()}
    photos = tuple(
        Photo(f"photo-{at}", f"I{at // 3 * 5:03}", "dealer", sha256, *_size(jpeg), at + 1)
        for at, (sha256, jpeg) in enumerate(data.items())
    )
    return Job(snapshot(visit_facts(photos), "quality"), data)


def _print_copies() -> Iterator[bytes]:
    """30 different print copies of the demo's photos: each shot, and twice a little paler."""
    shots = [Shot(SCENES[at % len(SCENES)], at, TAKEN, PLACE) for at in range(PHOTOS // 3)]
    with closing(Sandbox()) as sandbox:
        for shot in shots:
            _, copy, _ = sandbox.make_copies(photo(shot))
            yield copy.data
            for shift in (3, 6):
                out, image = io.BytesIO(), Image.open(io.BytesIO(copy.data))
                pale = image.point([min(255, value + shift) for value in range(256)] * 3)
                pale.save(out, "JPEG", quality=80, subsampling="4:2:0")
                yield out.getvalue()


def _size(jpeg: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(jpeg)).size


def _print(press: Press, job: Job) -> bytes:
    return press.print(job.document, LANGUAGE, job.photos)


@contextmanager
def _chromium() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()


def _laid_out(job: Job, folder: Path, faces: tuple[str, str]) -> str:
    """The same HTML, style and photos as files, fonts by `faces`; the address of the page."""
    html = render.as_html(job.document, LANGUAGE)
    for sha256, data in job.photos.items():
        (folder / f"{sha256}.jpg").write_bytes(data)
        html = html.replace(f"evidence:{sha256}", f"{sha256}.jpg")
    fonts = "".join(map(FACE.format, (400, 700), faces))
    style = f"<style>{fonts}{STYLE.read_text('utf-8')}</style></head>"
    file = folder / f"{faces[0][:5]}.html"
    file.write_text(html.replace("</head>", style), "utf-8")
    return file.as_uri()


def _by_chromium(page: Page, address: str, within: list[float]) -> None:
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready")
    within.append(timed(lambda: page.pdf(prefer_css_page_size=True)))


def _others(presses: list[int]) -> list[int]:
    """Chromium and its driver: all we started that is no press."""
    started = (child for child in children(os.getpid()) if child not in presses)
    return [pid for child in started for pid in family(child)]


def _effort(*sides: tuple[Callable[[], object], list[int]]) -> Pair:
    """Processor seconds of four prints by each side, in turns."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(4):
        for (work, pids), found in zip(sides, spent, strict=True):
            before = processor_seconds(pids)
            work()
            found.append(processor_seconds(pids) - before)
    return Pair(tuple(spent[0]), tuple(spent[1]))


def _side_by_side(one: Callable[[], bytes], two: Callable[[], bytes]) -> Line:
    """Two prints by one press against two by two at once; more is better."""
    with ThreadPoolExecutor(2) as pool:

        def both() -> None:
            for done in [pool.submit(each) for each in (one, two)]:
                done.result()

        def alone() -> None:
            for _ in range(2):
                one()

        pair = paired(alone, both, rounds=3, seconds=10)
    rates = [f"{2 / statistics.median(each):.2f}/s" for each in (pair.baseline, pair.ours)]
    return against("paper", "two presses over one", (rates[0], rates[1]), pair.ratios, -1.9)
