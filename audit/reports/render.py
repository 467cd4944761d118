"""A visit document set in type: the only file that knows WeasyPrint. It runs in a child process.

Promise: the same document, language and photos give the same bytes in any process. Nothing is
fetched but the photos given and the two fonts of our wheels; a photo that is missing, altered or
not a clean rebuilt copy aborts the print instead of leaving a gap (rel N2, N3, 4.14; T-D8, T-E7).

`handle` is what `press` calls in the child; `render` is the same within one process. Reading order:
`render`, `_Shelf` (what may be fetched), `_finish` (what the file says of itself).
"""

import gc
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import noto_cjk_sans_jp_bold
import noto_cjk_sans_otc
import pydyf
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from audit.problems import Problem
from audit.reports.documents import report
from audit.reports.frames import in_one_piece
from audit.reports.glyphs import covered_signs, printable
from audit.reports.jpeg import is_bare_jpeg
from audit.visits.snapshot import digest

PRODUCER = "audit"
_TEMPLATES = Path(__file__).parent / "templates"
_FONTS = {
    "font:regular": noto_cjk_sans_otc.FONT_PATH,
    "font:bold": noto_cjk_sans_jp_bold.FONT_PATH,
}
_FONT_FACES = "".join(
    f"@font-face {{ font-family: Report; font-weight: {weight}; src: url({url}) }}"
    for weight, url in ((400, "font:regular"), (700, "font:bold"))
)


class _Shelf(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """All that a report may fetch, by address: photos from memory, fonts from the wheels."""

    def __init__(self, photos: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("evidence", "font"), allow_redirects=False)
        self._photos = photos

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - theirs
        """The bytes behind `url`. An ordinary error would print a gap; this one ends the print."""
        if url in _FONTS:
            return URLFetcherResponse(url, Path(_FONTS[url]).read_bytes())
        scheme, _, name = url.partition(":")
        photo = self._photos.get(name) if scheme == "evidence" else None
        if photo is None:
            raise FatalURLFetchingError(url)
        return URLFetcherResponse(url, photo, {"Content-Type": "image/jpeg"})


class _Page(HTML):  # type: ignore[misc]  # WeasyPrint ships no types
    """Our page, whose elements get their first style from `base.css`; WeasyPrint's own tests put
    another in its place by the same hook. Were it gone, theirs would apply: slower, no different.

    The page is well-formed: expat reads it, not WeasyPrint's parser of any HTML, in Python."""

    def __init__(self, page: str, shelf: URLFetcher) -> None:
        self.wrapper_element: Any  # of cssselect2, as are those of its parent class
        super().__init__(string="", base_url="page:/", url_fetcher=shelf)
        self.etree_element = ET.fromstring(page)  # noqa: S314 - our template escapes data
        wrapper = type(self.wrapper_element)
        self.wrapper_element = wrapper.from_html_root(self.etree_element, content_language=None)

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002 - theirs
        return [_BASE]


class _Alarm(logging.Handler):
    """WeasyPrint says in its log only what must stop us: the slow way of subsetting fonts, and a
    picture left out (what the shelf refuses within an SVG ends there, not the print)."""

    def emit(self, record: logging.LogRecord) -> None:
        """Refuse the print; other lines are about style and harm nobody."""
        if "instead of HarfBuzz-Subset" in record.msg:
            raise Problem("report.native_library_missing", package="libharfbuzz-subset0")
        if record.msg.startswith("Failed to "):
            raise Problem("report.failed", reason="a picture was not drawn")


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        auto_reload=False,
    )


def _logger() -> logging.Logger:
    logger = logging.getLogger("weasyprint")
    logger.handlers, logger.propagate = [_Alarm()], False
    logger.setLevel(logging.WARNING)
    return logger


# Made once for all prints of this process: templates, style, fonts and what the fonts can draw.
_LOGGER = _logger()
_PAGES = _environment()
_FONT_CONFIGURATION = FontConfiguration()
_STYLE = CSS(
    string=_FONT_FACES + (_TEMPLATES / "visit.css").read_text("utf-8"),
    font_config=_FONT_CONFIGURATION,
    url_fetcher=_Shelf({}),
)
_BASE = CSS(string=(_TEMPLATES / "base.css").read_text("utf-8"))
_SIGNS = covered_signs(_FONTS.values())


def render(document: Mapping[str, Any], language: str, photos: Mapping[str, bytes]) -> bytes:
    """The PDF of a `visit-document/1` in `language`; `photos` are print copies by their SHA-256.

    Raises `report.photo_missing`, `report.photo_unclean`, `report.native_library_missing`.
    """
    _check_photos(photos)
    try:
        return _print(as_html(document, language), str(document["issued_on"]), photos)
    except FatalURLFetchingError as refused:
        raise Problem("report.photo_missing", photo=str(refused)[:80]) from refused


def as_html(document: Mapping[str, Any], language: str) -> str:
    """What is printed, before it is set: style apart, photos as `evidence:` addresses."""
    page = report(printable(document, _SIGNS), language, digest(dict(document)))
    return _PAGES.get_template("visit.html.jinja").render(r=page)


@in_one_piece
def handle(parts: tuple[bytes, ...]) -> Iterable[bytes]:
    """In the child: order (language, hashes), document, photos -> the PDF."""
    order, document, photos = json.loads(parts[0]), json.loads(parts[1]), parts[2:]
    named = dict(zip(order["photos"], photos, strict=True))
    try:
        return (render(document, order["language"], named),)
    finally:
        gc.collect()


def _print(html: str, issued_on: str, photos: Mapping[str, bytes]) -> bytes:
    def finish(_document: Document, pdf: pydyf.PDF) -> None:
        _finish(pdf, issued_on)

    written = _Page(html, _Shelf(photos)).write_pdf(
        stylesheets=[_STYLE], font_config=_FONT_CONFIGURATION, finisher=finish
    )
    return bytes(written)


def _finish(pdf: pydyf.PDF, issued_on: str) -> None:
    """What the file says of itself: our name, the title, the day of issue and nothing else."""
    title = pdf.info["Title"]
    pdf.info.clear()
    pdf.info["Title"] = title
    pdf.info["Producer"] = pdf.info["Creator"] = pydyf.String(PRODUCER)
    pdf.info["CreationDate"] = pydyf.String(f"D:{issued_on.replace('-', '')}")


def _check_photos(photos: Mapping[str, bytes]) -> None:
    for name, data in photos.items():
        if hashlib.sha256(data).hexdigest() != name or not is_bare_jpeg(data):
            raise Problem("report.photo_unclean", photo=name[:12])


# What was made above lives as long as the process: the collector need not look at it again. What a
# print leaves behind are circles of boxes, 30 MB of them: `handle` collects them once, at its end;
# looking for them while boxes are still being made costs a tenth of the print and finds none.
gc.collect()
gc.freeze()
gc.disable()
