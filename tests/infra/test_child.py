"""A child process answers, refuses, or is killed and replaced; it never harms its parent."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from audit.infra.child import Child, ChildFailure, Limits
from audit.problems import Problem

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATHS = {"PYTHONPATH": f"{ROOT}:{HERE}"}


def make_child(work="work", **limits):
    return Child(f"child_works:{work}", Limits(**limits), PATHS)


@pytest.fixture
def child():
    one = make_child()
    yield one
    one.close()


def pid_of(child):
    return int(child.call([b"pid"], 20)[0])


def test_parts_come_back_as_they_went_also_empty_and_long():
    child = make_child("echo")
    parts = (b"", b"\x00\xff", os.urandom(5_000_000))

    answer = child.call(parts, 20)

    child.close()
    assert answer == parts


def test_one_process_serves_many_calls(child):
    assert pid_of(child) == pid_of(child)


def test_a_worn_process_is_replaced():
    child = make_child(calls=2)

    pids = [pid_of(child) for _ in range(3)]

    child.close()
    assert pids[0] == pids[1] != pids[2]


def test_a_problem_of_the_work_is_raised_here_with_its_facts(child):
    first = pid_of(child)

    with pytest.raises(Problem) as caught:
        child.call([b"refuse"], 20)

    assert (caught.value.code, caught.value.facts) == ("request.invalid", {"count": 3})
    assert pid_of(child) == first  # a refusal is an answer, not trouble


@pytest.mark.parametrize(
    ("deed", "reason"), [(b"raise", "raised"), (b"die", "died"), (b"hog", "raised")]
)
def test_trouble_is_said_and_the_next_call_has_a_fresh_process(child, deed, reason):
    first = pid_of(child)

    with pytest.raises(ChildFailure) as caught:
        child.call([deed], 20)

    assert caught.value.reason == reason
    assert pid_of(child) != first


def test_td10_a_slow_work_is_killed_in_time(child):
    first = pid_of(child)
    begun = time.monotonic()

    with pytest.raises(ChildFailure) as caught:
        child.call([b"sleep"], 0.3)

    assert caught.value.reason == "timeout"
    assert time.monotonic() - begun < 5
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_reply_longer_than_allowed_is_refused():
    child = make_child(reply_bytes=1000)

    with pytest.raises(ChildFailure, match="longer than allowed"):
        child.call([b"long"], 20)

    child.close()


def test_what_the_work_prints_is_not_taken_for_a_reply(child):
    assert child.call([b"print"], 20) == (b"clean",)


def test_nothing_of_our_environment_reaches_the_child(child, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "canary")

    (seen,) = child.call([b"environment"], 20)

    assert b"canary" not in seen


def test_td8_the_child_has_no_network(child):
    with pytest.raises(ChildFailure, match=r"socket\.connect"):
        child.call([b"connect"], 20)

    (devices,) = child.call([b"native"], 20)
    names = [line.split(b":")[0].strip() for line in devices.splitlines()[2:]]
    if set(names) - {b"lo"}:
        assert os.geteuid() != 0  # a host that forbids user namespaces leaves Python's wall only


def test_the_child_can_write_no_file(child, tmp_path):
    with pytest.raises(ChildFailure, match="too large"):
        child.call([b"write", str(tmp_path / "out").encode()], 20)


def test_work_that_cannot_be_imported_is_said_by_name():
    child = Child("child_works:no_such_work", None, PATHS)

    with pytest.raises(ChildFailure, match="no_such_work"):
        child.call([], 20)

    child.close()


def test_threads_share_one_child_and_each_gets_its_own_answer():
    child = make_child("echo")
    answers = {}

    def ask(number):
        answers[number] = child.call([str(number).encode()], 20)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    child.close()
    assert answers == {number: (str(number).encode(),) for number in range(16)}


@pytest.mark.parametrize(("deed", "within_seconds"), [("pid", 3), ("sleep", 7)])
def test_the_child_ends_when_its_parent_is_killed(tmp_path, deed, within_seconds):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, deed],
        env={"PYTHONPATH": PATHS["PYTHONPATH"], "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
    )
    orphan = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    deadline = time.monotonic() + within_seconds
    while Path(f"/proc/{orphan}").exists() and not is_zombie(orphan):
        assert time.monotonic() < deadline
        time.sleep(0.05)


PARENT = f"""
import sys, time
from audit.infra.child import Child, Limits
child = Child("child_works:work", Limits(), {PATHS!r})
print(int(child.call([b"pid"], 20)[0]), flush=True)
child.call([sys.argv[1].encode()], 2 if sys.argv[1] == "sleep" else 20)
time.sleep(60)
"""


def is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True
