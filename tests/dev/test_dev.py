"""What ./dev promises about itself, with small stand-ins: no installation, database or server."""

import ast
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

DEV = Path(__file__).parents[2] / "dev"


def test_dev_imports_the_standard_library_only():
    tree = ast.parse(DEV.read_text("utf-8"))

    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names | {"__future__"}


def test_an_older_python_can_read_the_file_and_is_told():
    source = DEV.read_text("utf-8")

    ast.parse(source, feature_version=(3, 8))  # raises SyntaxError when it can't

    assert source.index("sys.version_info < (3, 11)") < source.index("import tomllib")


def test_help_names_every_command(dev):
    told = subprocess.run([DEV, "--help"], capture_output=True, text=True, check=True).stdout

    assert all(re.search(rf"^  {name} ", told, re.MULTILINE) for name in dev.PLAIN | dev.PASS_ON)


def test_a_free_port_is_taken_when_the_usual_one_is_not_free(dev):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]

        with pytest.raises(SystemExit, match="give another --port"):
            dev.listen("127.0.0.1", number)

    with dev.listen("127.0.0.1", None) as first, dev.listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_the_address_is_one_that_can_be_opened(dev):
    with dev.listen("0.0.0.0", 0) as listener:
        shown = dev.address(listener, "0.0.0.0")

    assert re.fullmatch(r"http://\d+\.\d+\.\d+\.\d+:\d+", shown)
    assert "0.0.0.0" not in shown


@pytest.mark.usefixtures("tree")
def test_the_same_lock_file_is_installed_once(dev, installs):
    dev.prepare("requirements.txt")
    dev.prepare("requirements.txt")

    assert len(installs) == 1
    assert "--require-hashes" in installs[0]


def test_a_changed_lock_file_is_installed_again(dev, tree, installs):
    dev.prepare("requirements.txt")
    (tree / "requirements.txt").write_text("flask==4\n")

    dev.prepare("requirements.txt")

    assert len(installs) == 2


@pytest.mark.usefixtures("tree", "installs")
def test_the_development_lock_file_satisfies_both(dev):
    dev.prepare("requirements-dev.txt")

    assert dev.satisfied("requirements.txt")


@pytest.mark.usefixtures("tree")
def test_an_environment_that_was_moved_is_made_again(dev, installs):
    dev.STAMP.write_text(json.dumps({"tree": "/elsewhere"}))

    dev.prepare("requirements.txt")

    assert "--clear" in installs[0]


@pytest.mark.usefixtures("tree")
def test_an_installation_that_failed_is_not_taken_for_done(dev, monkeypatch):
    def fails(*_args, **_options):
        raise SystemExit("no network")

    monkeypatch.setattr(dev, "quietly", fails)

    with pytest.raises(SystemExit):
        dev.prepare("requirements.txt")

    assert not dev.satisfied("requirements.txt")


def test_a_failing_step_shows_the_end_of_its_output_and_where_it_lies(dev, tree):
    command = (sys.executable, "-c", "print('no matching hash'); raise SystemExit(3)")

    with dev.Step("installing") as step, pytest.raises(SystemExit) as stopped:
        dev.quietly(step, command, "pip.log")

    assert "no matching hash" in str(stopped.value)
    assert str(tree / "var" / "log" / "pip.log") in str(stopped.value)


@pytest.mark.parametrize(
    ("there", "line"),
    [
        ({"apt-get", "sudo"}, "run: sudo apt-get update && sudo apt-get install -y .*libnothere9"),
        ({"apt-get"}, "run: su - -c 'apt-get update && apt-get install -y .*libnothere9'"),
        (set(), "install what your system calls them"),
    ],
)
def test_a_missing_library_is_named_with_the_line_to_run(dev, monkeypatch, there, line):
    monkeypatch.setattr(dev, "LIBRARIES", {"libnothere.so.9": "libnothere9"})
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev.shutil, "which", lambda name: name if name in there else None)

    with pytest.raises(SystemExit, match=line) as stopped:
        dev.native({})

    assert "libnothere9" in str(stopped.value)


def test_half_a_pair_of_database_urls_is_refused(dev, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)

    with pytest.raises(SystemExit, match="go together"), dev.database():
        pass


@pytest.mark.usefixtures("tree")
def test_keys_are_made_once_and_kept_private(dev):
    first, second = dev.key("secret_key"), dev.key("secret_key")

    assert first == second
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    assert (dev.VAR / "secret_key").stat().st_mode & 0o777 == 0o600


def test_what_is_set_in_the_environment_stays(dev, tree, monkeypatch):
    monkeypatch.setenv("STORE_URL", "s3://mine")

    env = dev.settings({"DATABASE_URL": "x"}, "http://here")

    assert (env["STORE_URL"], env["DATABASE_URL"]) == ("s3://mine", "x")
    assert (env["PUBLIC_URL"], env["VIRTUAL_ENV"]) == ("http://here", str(tree / ".venv"))


@pytest.mark.usefixtures("tree")
def test_a_worker_that_ends_is_started_again_with_growing_pauses(dev, monkeypatch):
    monkeypatch.setattr(dev, "PYTHON", sys.executable)
    monkeypatch.setattr(dev, "WORKER", ("this",))  # prints and ends with 0
    worker = dev.Worker(dict(os.environ))
    worker.keep()
    worker.child.wait()

    worker.keep()  # sees the end
    waiting = worker.child is None
    worker.due = 0.0
    worker.keep()

    assert waiting
    assert worker.pause == 1.0
    assert worker.child is not None
    worker.end()


SUPERVISOR = """
import importlib.util, signal, sys
from importlib.machinery import SourceFileLoader
loader = SourceFileLoader("dev", sys.argv[1])
dev = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev", loader))
loader.exec_module(dev)
signal.signal(signal.SIGINT, signal.SIG_IGN)  # as `./dev run &` in a script finds it
dev.end_on_signals()
child = dev.spawn([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(child.pid, flush=True)
try:
    child.wait()
finally:
    dev.end(child)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_dev_ends_its_children(number):
    command = [sys.executable, "-c", SUPERVISOR, str(DEV)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())

        parent.send_signal(number)
        code = parent.wait(20)

    deadline = time.monotonic() + 10
    while running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not running(child)
    assert code in {128 + number, -number}


def running(pid: int) -> bool:
    """Whether the process lives; one that is dead but not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_command_that_is_held_hands_on_its_exit_code(dev):
    assert dev.hold(dev.spawn([sys.executable, "-c", "raise SystemExit(7)"])) == 7
