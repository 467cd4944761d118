"""gunicorn loads the program before it forks (`--preload`): nothing may be open by then.

A connection, a lock held by a thread, or a child that two workers share would be a fault that shows
only under load.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOK = """
import json, os, wsgi
files = [os.path.realpath(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd")]
children = open(f"/proc/self/task/{os.getpid()}/children").read().split()
print(json.dumps({
    "threads": len(os.listdir("/proc/self/task")),
    "sockets": [file for file in files if "socket:" in file],
    "children": children,
}))
"""
S3 = "s3://bucket?endpoint=http://127.0.0.1:1&region=x&access_key=a&secret_key=b"
SETTINGS = {
    "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
    "SECRET_KEY": "5" * 64,
    "RECEIPT_KEY": "6" * 64,
}


@pytest.mark.parametrize("store", ["folder:/nonexistent", S3])
def test_loading_the_program_opens_nothing_that_workers_would_share(store: str) -> None:
    env = os.environ | SETTINGS | {"STORE_URL": store}
    told = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, env=env, check=True, **told)

    assert json.loads(done.stdout) == {"threads": 1, "sockets": [], "children": []}
