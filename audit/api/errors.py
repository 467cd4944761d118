"""Problems become HTTP here, once: `application/problem+json` in the reader's language (model 8).

Promise: whatever goes wrong, the answer has this one shape and says what to do next; what we did
not foresee is logged with its trace under the request id and told as `internal`, without details.
"""

import sqlalchemy.exc
from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from audit.api.faults import told
from audit.api.language import reader_language
from audit.infra.db import is_passing
from audit.infra.log import log
from audit.infra.metrics import REFUSALS
from audit.problems import CATALOGUE, Problem

RETRY_SECONDS = "5"
# what Werkzeug refuses before our code runs, by status
BY_STATUS = {
    400: "request.unreadable",
    404: "request.no_such_door",
    405: "request.method",
    408: "request.unreadable",
    413: "request.too_large",
    415: "request.media_type",
}


def set_up(app: Flask) -> None:
    """Register the handlers; nothing else in the program builds an error response."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(sqlalchemy.exc.DBAPIError, _answer_database)
    app.register_error_handler(sqlalchemy.exc.TimeoutError, _answer_busy)
    app.register_error_handler(Exception, _answer_unforeseen)


def answer(problem: Problem) -> Response:
    """The response that tells `problem`, with every fault and its place."""
    REFUSALS.labels(problem.code).inc()
    language = reader_language(request)
    detail = problem.say(language)
    body = {
        "type": f"/problems/{problem.code}",
        "code": problem.code,
        "title": first_sentence(detail),
        "detail": detail,
        "status": problem.status,
        "request_id": g.request_id,
        "problems": told(problem.faults),
    }
    response = jsonify(body)
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    response.headers["Content-Language"] = language
    _add_headers(response, problem.code)
    if wait := problem.facts.get("retry_after_seconds"):
        response.headers["Retry-After"] = str(wait)
    return response


def first_sentence(text: str) -> str:
    """What is wrong, without what to do about it."""
    end = min((text.find(stop) for stop in ("。", "；", ". ") if stop in text), default=len(text))
    return text[:end].rstrip(".")


def _add_headers(response: Response, code: str) -> None:
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if response.status_code in (503, 507):
        response.headers["Retry-After"] = RETRY_SECONDS
    if response.status_code == 413:
        # the rest of the body is not read: say so, or a client keeps sending into a closed door
        response.headers["Connection"] = "close"
    log.info("refused", status=response.status_code, code=code)


def _answer_http(error: HTTPException) -> Response:
    code = BY_STATUS.get(error.code or 500)
    if code is None:
        return _answer_unforeseen(error)
    response = answer(Problem(code))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _answer_database(error: sqlalchemy.exc.DBAPIError) -> Response:
    return _answer_busy(error) if is_passing(error) else _answer_unforeseen(error)


def _answer_busy(error: Exception) -> Response:
    log.warning("database_unavailable", error=type(error).__name__)
    return answer(Problem("service.busy"))


def _answer_unforeseen(error: Exception) -> Response:
    seen = error.original_exception if isinstance(error, InternalServerError) else error
    log.error("unforeseen", exc_info=seen)
    return answer(Problem("internal"))


assert all(code in CATALOGUE for code in BY_STATUS.values())  # noqa: S101 -- our own table
