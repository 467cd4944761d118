"""The press: one warm child process that prints, and what we check before we trust its paper.

Promise: `Press.print` gives the PDF of a document or raises a `Problem` within a minute, whatever
the document holds; the program that asks never imports WeasyPrint and never loads a font.

One `Press` is one process; as many as there are cores may be made. rel 4.14, T-D8, T-D10.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.infra.child import Child, ChildFailure, Limits
from audit.problems import Problem
from audit.reports.pdf_check import check_pdf
from audit.visits.snapshot import canonical

SECONDS = 60.0
MOST_BYTES = 96 << 20
MOST_DOCUMENT_BYTES = 4 << 20
MOST_PHOTOS = 500
_LIMITS = Limits(
    memory_bytes=1536 << 20,
    file_bytes=64 << 20,  # WeasyPrint lays each font into its temporary folder
    open_files=64,
    reply_bytes=MOST_BYTES,
    calls=200,
)
# A font configuration without any folder: only the fonts of our wheels can ever be drawn, so a
# report looks the same on every machine.
_FONTCONFIG = {"FONTCONFIG_FILE": str(Path(__file__).parent / "fonts.conf")}


class Press:
    """Prints visit documents, one at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child = Child("audit.reports.render:handle", _LIMITS, _FONTCONFIG)

    def warm(self) -> None:
        """Start the process now, so that the first report need not wait for fonts and imports."""
        self._child.start()

    def print(self, document: dict[str, Any], language: str, photos: Mapping[str, bytes]) -> bytes:
        """The PDF of `document` (visit-document/1) in zh-CN or en; `photos` by their SHA-256.

        Raises `report.too_large`, `report.too_slow`, `report.failed`, `report.photo_missing`,
        `report.photo_unclean`, `report.native_library_missing`.
        """
        body, names = canonical(document), sorted(photos)
        _check_size(body, photos)
        order = json.dumps({"language": language, "photos": names}).encode()
        try:
            parts = [order, body, *(photos[name] for name in names)]
            (pdf,) = self._child.call(parts, self._seconds)
        except ChildFailure as failure:
            slow = failure.reason == "timeout"
            code = "report.too_slow" if slow else "report.failed"
            raise Problem(code, reason=failure.detail[:200]) from failure
        check_pdf(pdf)
        return pdf

    def close(self) -> None:
        """End the process."""
        self._child.close()


def _check_size(body: bytes, photos: Mapping[str, bytes]) -> None:
    too_large = (
        len(body) > MOST_DOCUMENT_BYTES
        or len(photos) > MOST_PHOTOS
        or sum(map(len, photos.values())) > MOST_BYTES
    )
    if too_large:
        raise Problem("report.too_large")
