"""The product's own web command, on a port of its own.

Promise: what runs here is what `./dev run` and the Dockerfile start (`WEB` of `dev`), with the
libraries of the product's lock only: `rich`, which development brings and structlog would load, is
hidden. It is ended with the block. Read `running`.
"""

import contextlib
import http.client
import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path

from bench.machine import children

ROOT = Path(__file__).parents[1]
AS_INSTALLED = "import sys; sys.modules['rich'] = None; "
GUNICORN = AS_INSTALLED + "from gunicorn.app.wsgiapp import run; run()"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port and the processes that answer."""

    port: int
    master: int

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return children(self.master)


def web_command() -> tuple[str, ...]:
    """What `dev` starts as web server, without the program's name."""
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return tuple(module.WEB[1:])


@contextlib.contextmanager
def running(env: Mapping[str, str], log: Path) -> Iterator[Server]:
    """The server with these settings, its words in `log`; answers when it is ready."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        port, handle = listener.getsockname()[1], listener.fileno()
        command = (sys.executable, "-c", GUNICORN, *web_command(), "--bind", f"fd://{handle}")
        with log.open("wb") as out:
            web = subprocess.Popen(
                command, env=env, cwd=ROOT, pass_fds=(handle,), stdout=out, stderr=out
            )
        try:
            _await(port, log)
            yield Server(port, web.pid)
        finally:
            web.terminate()
            web.wait(30)


def _await(port: int, log: Path) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/health/live")
            if asked.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"the server does not answer:\n{log.read_text()[-2000:]}")
