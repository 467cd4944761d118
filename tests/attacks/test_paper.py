"""The PDF and those who would like to make it more than paper (T-D8, T-D9)."""

import importlib.metadata

import pytest
from weasyprint import HTML

from audit.problems import Problem
from audit.reports import render
from audit.visits.snapshot import snapshot
from tests.attacks.paper import attack_paper
from tests.attacks.payloads import payloads
from tests.reports import sample

GATE = (70, 0)
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "<image width='9' height='9' href='{}'/></svg>"
)


def test_td8_every_payload_is_literal_text_and_nothing_is_opened() -> None:
    seen = attack_paper(turns=range(0, len(payloads()), 12))

    assert seen.faults == []
    assert seen.payloads >= 200
    assert seen.fields > 40


def test_td9_the_renderer_is_of_a_version_without_known_holes() -> None:
    version = tuple(map(int, importlib.metadata.version("weasyprint").split(".")[:2]))

    assert version >= GATE


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:9/", "https://x/", "ftp://x/", "data:text/css,x",
     "FILE:///etc/passwd", "evidence:" + "0" * 64, "font:other", "//x/y", "", "\x00"],
)  # fmt: skip
def test_td9_the_shelf_gives_its_own_and_ends_the_print_at_everything_else(address: str) -> None:
    shelf = render._Shelf({})

    with pytest.raises(render.FatalURLFetchingError):
        shelf.fetch(address)


@pytest.mark.parametrize(
    "page",
    [
        "<link rel=stylesheet href='{}'>", "<style>@import '{}'</style>", "<img src='{}'>",
        "<style>@font-face{{font-family:F;src:url('{}')}} p{{font-family:F}}</style><p>x</p>",
        "<p style=\"background:url('{}')\">x</p>", "<link rel=attachment href='{}'>",
        SVG, "<object data='{}'></object>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "file:///etc/passwd"])
def test_td9_every_channel_of_the_renderer_asks_the_shelf(page: str, address: str) -> None:
    asked: list[str] = []

    class Shelf(render._Shelf):
        def fetch(self, url: str, headers: object = None) -> object:
            asked.append(url)
            return super().fetch(url, headers)

    # within an SVG it is our alarm that ends the print: WeasyPrint would leave a gap
    with pytest.raises((render.FatalURLFetchingError, Problem)):
        HTML(string=page.format(address), url_fetcher=Shelf({}), base_url="page:/").write_pdf()

    assert asked == [address]


def test_td9_we_hand_the_renderer_no_channel_that_goes_around_the_shelf() -> None:
    printed = snapshot(sample.facts(()), "dealer")

    pdf = render.render(printed, "en", {})

    assert b"/EmbeddedFile" not in pdf
    # an attachment, a stylesheet or XMP by address would be an argument of write_pdf
    names = render._print.__code__.co_names + render._print.__code__.co_consts
    assert not {"attachments", "xmp_metadata", "attachment_relationships"} & {str(n) for n in names}
