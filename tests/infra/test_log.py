"""The program's own log loses words rather than requests."""

import io
from collections.abc import Iterator

import pytest
import structlog

from audit.infra import log


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Other tests read the log where it was."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


class Full(io.StringIO):
    """A disk with no room left."""

    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")


def fail() -> None:
    raise ValueError("13800001111 wrote this")


def test_a_full_log_stops_nothing(monkeypatch) -> None:
    monkeypatch.setattr("sys.stderr", full := Full())
    log.set_up()

    structlog.get_logger("audit").info("request", status=200)

    assert full.getvalue() == ""


def test_an_exception_is_told_by_type_and_place_without_its_words(monkeypatch) -> None:
    monkeypatch.setattr("sys.stderr", out := io.StringIO())
    log.set_up()

    try:
        fail()
    except ValueError as error:
        structlog.get_logger("audit").error("unforeseen", exc_info=error)

    told = out.getvalue()
    assert "ValueError" in told
    assert "test_log.py" in told
    assert "13800001111" not in told
