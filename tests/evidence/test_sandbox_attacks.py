"""What strangers send is refused with a reason or rebuilt; the child dies for us, we live on."""

import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from audit.evidence.sandbox import (
    _SANDBOX,
    Copy,
    Facts,
    Refused,
    Sandbox,
    examine,
    make_copies,
)
from audit.infra.child import ChildFailure
from audit.problems import CATALOGUE, Problem
from tests.evidence import pictures
from tests.evidence.sandbox_steps import (
    MEGABYTE,
    assert_only_pixels,
    memory_of,
    outcome,
    process_of,
)


def test_ta8_a_photo_cut_anywhere_is_refused(sandbox):
    data = pictures.noisy_jpeg(3000, 2000, quality=92)
    cuts = [*range(65_536, len(data), 65_536), 1, 2, 3, 20, 200, len(data) - 2000]

    codes = {sandbox.examine(data[:cut]).code for cut in cuts}

    assert codes <= {"evidence.damaged", "evidence.unknown_type"}
    assert len(cuts) > 10


def test_ta8_an_empty_file_has_its_own_reason(sandbox):
    assert sandbox.examine(b"") == Refused("evidence.empty", {})


def test_an_honest_photo_with_odd_metadata_is_accepted(sandbox):
    assert sandbox.examine(pictures.endless_exif()) == Facts("image/jpeg", 800, 600)


def test_a_photo_with_a_film_behind_it_is_accepted(sandbox):
    data = pictures.encoded(pictures.scene()) + b"\xff\xda\xff\xd9film" * 1000

    assert sandbox.examine(data) == Facts("image/jpeg", 800, 600)


def test_the_first_picture_of_an_mpo_file_counts(sandbox):
    second = pictures.scene(64, 64)
    data = pictures.encoded(pictures.scene(), "MPO", save_all=True, append_images=[second])

    assert sandbox.examine(data) == Facts("image/jpeg", 800, 600)


def test_a_photo_at_the_limits_is_accepted_within_the_memory(sandbox):
    for data in (
        pictures.encoded(Image.new("RGB", (7300, 5470), "teal"), quality=30),
        pictures.encoded(Image.new("L", (7300, 5470), 99), quality=30, progressive=True),
        pictures.png(7300, 5470, depth=8, colour=6),
        pictures.png(6300, 6300, depth=16, colour=6),
        pictures.encoded(Image.new("RGB", (4000, 3000), "teal"), "WEBP", method=0),
    ):
        assert isinstance(sandbox.examine(data), Facts)
        assert len(sandbox.make_copies(data)) == 3

    assert memory_of(process_of(sandbox), "VmHWM") < 340 * MEGABYTE


@pytest.mark.parametrize(
    ("name", "data"), list(pictures.bombs()), ids=lambda part: part if isinstance(part, str) else ""
)
def test_td12_a_bomb_is_refused_quickly_in_little_memory(name, data):
    sandbox = Sandbox()
    sandbox.examine(pictures.encoded(pictures.scene()))
    process = process_of(sandbox)
    idle = memory_of(process, "VmRSS")

    started = time.monotonic()
    result = outcome(sandbox, data)
    seconds = time.monotonic() - started

    assert isinstance(result, str), f"{name} was accepted"
    assert seconds < 2
    assert process_of(sandbox) == process
    assert memory_of(process, "VmHWM") - idle <= 300 * MEGABYTE
    sandbox.close()


def test_td12_the_reasons_are_the_right_ones(sandbox):
    reasons = {name: sandbox.examine(data).code for name, data in pictures.bombs()}

    assert reasons["1-bit giant"] == "evidence.too_many_pixels"
    assert reasons["giant WebP"] == "evidence.too_many_pixels"
    assert reasons["JPEG claims 4 billion"] == "evidence.too_many_pixels"
    assert reasons["animated WebP"] == reasons["animated PNG"] == "evidence.animated"
    assert reasons["GIF"] == reasons["HEIC"] == reasons["SVG"] == "evidence.unknown_type"
    assert reasons["progressive scans"] == "evidence.too_heavy"
    assert reasons["scans behind a false end"] == "evidence.too_heavy"
    assert reasons["too many bytes"] == "evidence.too_large"
    assert reasons["no pixels"] == "evidence.damaged"


def test_td13_mutants_and_polyglots_are_refused_or_rebuilt(sandbox):
    files = [*pictures.polyglots(), *pictures.mutants(400, seed=20261122)]

    results = [outcome(sandbox, data) for data in files]

    refused = [result for result in results if isinstance(result, str)]
    rebuilt = [result for result in results if not isinstance(result, str)]
    assert set(refused) <= {code for code in CATALOGUE if code.startswith("evidence.")}
    assert "evidence.cannot_examine" not in refused
    assert min(len(refused), len(rebuilt)) > 20
    for copies in rebuilt:
        assert_only_pixels(copies)


def test_every_refusal_says_what_to_do_in_both_languages(sandbox):
    verdict = sandbox.examine(pictures.png(13_000, 13_000))

    problem = Problem(verdict.code, **verdict.facts)

    assert "40" in problem.say("en")
    assert "40" in problem.say("zh-CN")


def test_copies_of_a_refused_file_raise_the_same_reason(sandbox):
    with pytest.raises(Problem) as raised:
        sandbox.make_copies(b"not a photo")

    assert raised.value.code == sandbox.examine(b"not a photo").code


def test_a_child_that_hangs_is_killed_and_replaced():
    # long enough for the next child to start on a busy machine
    with closing(Sandbox(timeout_seconds=5)) as sandbox:
        sandbox.examine(pictures.encoded(pictures.scene()))
        hanging = process_of(sandbox)
        os.kill(hanging, 19)  # SIGSTOP: no answer will come

        verdict = sandbox.examine(pictures.encoded(pictures.scene()))

        assert verdict == Facts("image/jpeg", 800, 600)
        assert process_of(sandbox) != hanging
        assert not Path(f"/proc/{hanging}").exists()


def test_a_child_that_was_killed_is_replaced(sandbox):
    sandbox.examine(pictures.encoded(pictures.scene()))
    os.kill(process_of(sandbox), 9)

    assert sandbox.examine(pictures.encoded(pictures.scene())) == Facts("image/jpeg", 800, 600)


class Mortal:
    """A child that dies of some tasks."""

    def __init__(self, *deadly):
        self.deadly, self.asked = deadly, []

    def call(self, parts, _seconds):
        self.asked.append(parts[0])
        if parts[0] in self.deadly:
            raise ChildFailure("died", "by test")
        return ()


def sandbox_of(child):
    sandbox = Sandbox()
    sandbox._idle.get()
    sandbox._idle.put(child)
    return sandbox


def test_a_photo_that_kills_two_children_is_too_heavy():
    child = Mortal(b"examine")

    verdict = sandbox_of(child).examine(b"anything")

    assert verdict == Refused("evidence.too_heavy", {})
    assert child.asked == [b"examine", b"examine", b"ready"]


def test_a_machine_where_no_child_lives_refuses_no_photo():
    sandbox = sandbox_of(Mortal(b"examine", b"ready"))

    with pytest.raises(Problem) as raised:
        sandbox.examine(b"anything")

    assert (raised.value.code, raised.value.status) == ("evidence.cannot_examine", 503)


def test_two_children_work_for_eight_threads():
    sandbox, done = Sandbox(children=2), []
    data = pictures.noisy_jpeg()
    threads = [
        threading.Thread(target=lambda: done.append(sandbox.make_copies(data))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 8
    assert len(set(done)) == 1
    assert all(child._process for child in sandbox._children)
    sandbox.close()


def test_a_waiting_line_that_does_not_move_is_a_503(monkeypatch):
    monkeypatch.setattr("audit.evidence.sandbox._QUEUE_SECONDS", 0.05)
    sandbox = Sandbox()
    sandbox._idle.get()  # somebody has the only child

    with pytest.raises(Problem) as raised:
        sandbox.make_copies(b"anything")

    assert raised.value.status == 503


def test_the_child_knows_nothing_of_us_and_has_no_files_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    with Path(__file__).open("rb"):
        other = Sandbox()
        other.examine(pictures.encoded(pictures.scene()))
        process = Path(f"/proc/{process_of(other)}")

        assert b"canary" not in (process / "environ").read_bytes()
        assert not [fd for fd in (process / "fd").iterdir() if str(fd.resolve()) == __file__]
        assert (process / "stat").read_text().split()[5] == process.name  # its own session
    other.close()


@pytest.fixture
def _own_sandbox():
    yield
    _SANDBOX.close()


@pytest.mark.usefixtures("_own_sandbox")
def test_the_module_has_a_sandbox_of_its_own():
    data = pictures.encoded(pictures.scene())

    assert examine(data) == Facts("image/jpeg", 800, 600)
    assert [type(copy) for copy in make_copies(data)] == [Copy] * 3
