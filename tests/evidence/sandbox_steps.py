"""Steps that the tests of the sandbox share."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from audit.evidence.sandbox import (
    Refused,
    Sandbox,
)
from audit.problems import Problem
from tests.evidence import pictures

MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def sandbox():
    one = Sandbox()
    yield one
    one.close()


def process_of(sandbox):
    return sandbox._children[0]._process.pid


def memory_of(process, field):
    text = Path(f"/proc/{process}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", text)[1]) * 1024


def opened(copy):
    return Image.open(io.BytesIO(copy.data))


def markers(jpeg):
    """The marker of every segment up to the pixels, and what follows the end of the image."""
    found, place = [], 2
    while jpeg[place + 1] != 0xDA:
        found.append(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return found, jpeg[jpeg.index(b"\xff\xd9", place) + 2 :]


def outcome(sandbox, data):
    """The refusal's code, or the copies that were made of what was accepted."""
    verdict = sandbox.examine(data)
    if isinstance(verdict, Refused):
        return verdict.code
    try:
        return sandbox.make_copies(data)
    except Problem as problem:
        return problem.code


def assert_only_pixels(copies):
    for copy in copies:
        found, after = markers(copy.data)
        assert set(found) <= {0xE0, 0xDB, 0xC0, 0xC4}
        assert after == b""
        assert pictures.CANARY not in copy.data
        assert b"<script" not in copy.data
