"""The built pages of web/, beside the API.

Promise: nothing but what the build made is served. The page is asked for again at each visit, its
assets, named by their hash, are kept for ever. A page may load from us alone: no script, font,
style or picture of a third party, and nobody may frame it.
"""

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound

from audit.api.outside import outside
from audit.problems import Problem

FOR_EVER = "public, max-age=31536000, immutable"
EACH_TIME = "no-cache"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' blob: data:",  # data: the arrows and ticks of the widgets' own style sheet
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@blueprint.get("/desk/")
@blueprint.get("/desk/<path:page>")
def show_desk(page: str = "") -> Response:  # noqa: ARG001 -- the page reads its own address
    """The desk; which of its pages is up to its router."""
    try:
        response = send_from_directory(outside().config.pages_folder, "desk.html")
    except NotFound:
        raise Problem("pages.not_built") from None
    response.headers["Cache-Control"] = EACH_TIME
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/assets/<path:file>")
def get_asset(file: str) -> Response:
    """A script, style sheet or picture of the pages."""
    response = send_from_directory(f"{outside().config.pages_folder}/assets", file)
    response.headers["Cache-Control"] = FOR_EVER
    return response
