"""The README's main job: a test runs exactly those lines against the program as it is started."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def main_job() -> str:
    """The bash blocks of the section, as a reader would paste them."""
    section = (ROOT / "README.md").read_text("utf-8").split("## The main job", 1)[1]
    return "\n".join(re.findall(r"```bash\n(.*?)```", section.split("\n## ", 1)[0], re.DOTALL))


@contextmanager
def started(*command: str, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-m", *command], env=env, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.terminate()


def await_alive(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} did not become ready in 30 s")


@pytest.fixture
def address(database_url: str, tmp_path: Path) -> Iterator[str]:
    """Web server and worker with the demo's people, started as `./dev run` starts them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "DATABASE_URL": database_url,
        "STORE_URL": f"folder:{tmp_path}",
        "SECRET_KEY": "5e" * 32,
        "RECEIPT_KEY": "4e" * 32,
        "PUBLIC_URL": url,
    }
    demo = [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "demo", "--visits", "0"]
    subprocess.run(demo, env=env, cwd=ROOT, check=True)
    with ExitStack() as stack:
        web = ("gunicorn", "wsgi:app", "--threads", "4", "--no-control-socket")
        stack.enter_context(started(*web, "--bind", f"127.0.0.1:{port}", env=env))
        stack.enter_context(started("flask", "--app", "wsgi", "audit", "worker", env=env))
        await_alive(url)
        yield url


def test_the_main_job_of_the_readme_runs_as_it_stands(address: str) -> None:
    script = main_job()
    assert "/publish" in script
    assert "report.pdf" in script

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=os.environ | {"api": f"{address}/api/v1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.split()
    assert {"verified", "approved", "published"} <= set(words)
    assert words[-1].startswith("%PDF-")
