"""A real S3 server for tests: OpenStack Swift with s3api, one replica, four processes, no root.

Promise: `python tests/s3_server.py ROOT` starts the server with all its files under the new folder
ROOT, makes the bucket, prints one line `TEST_S3_URL=s3://...` and serves until SIGTERM, SIGINT or
the end of the process that started it; then nothing of it is left running. Read `serve` first.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import boto3
import botocore.exceptions
from botocore.config import Config

ACCESS_KEY, SECRET_KEY, REGION, BUCKET = "audit:app", "audit-secret-key", "us-east-1", "evidence"
PATIENCE_SECONDS = 90  # 3 to 10 when alone; other test processes may hold both cores

PROXY = """
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth copy proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
check_bucket_owner = false
cors_preflight_allow_origin = *
[filter:tempauth]
use = egg:swift#tempauth
user_audit_app = audit-secret-key .admin
[filter:copy]
use = egg:swift#copy
"""
HASHES = """[swift-hash]
swift_hash_path_prefix = test
swift_hash_path_suffix = test
[storage-policy:0]
name = default
default = yes
"""
BIN = Path(sys.executable).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the one that started it ends, however it ends."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _launch(name: str, conf: Path) -> subprocess.Popen[bytes]:
    with conf.with_suffix(".log").open("wb") as log:
        return subprocess.Popen(
            [BIN / f"swift-{name}-server", conf],
            env={**os.environ, "SWIFT_CONF": str(conf.parent)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one thread here; kill -9 must leave nothing
        )


def _common(etc: Path, port: int) -> str:
    user = pwd.getpwuid(os.getuid()).pw_name
    return (
        f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nswift_dir = {etc}\nuser = {user}\n"
        "workers = 0\nlog_level = WARNING\n"
    )


def _backend(kind: str, etc: Path, devices: Path) -> subprocess.Popen[bytes]:
    port = _free_port()
    builder = etc / f"{kind}.builder"
    device = f"r1z1-127.0.0.1:{port}/d1"
    for step in (["create", "4", "1", "1"], ["add", device, "1"], ["rebalance"]):
        subprocess.run(
            [BIN / "swift-ring-builder", builder, *step],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=etc,
        )
    conf = etc / f"{kind}.conf"
    conf.write_text(
        f"{_common(etc, port)}devices = {devices}\nmount_check = false\n"
        f"disable_fallocate = true\n[pipeline:main]\npipeline = {kind}-server\n"
        f"[app:{kind}-server]\nuse = egg:swift#{kind}\n"
    )
    return _launch(kind, conf)


def _proxy(etc: Path, port: int) -> subprocess.Popen[bytes]:
    conf = etc / "proxy.conf"
    conf.write_text(_common(etc, port) + PROXY)
    return _launch("proxy", conf)


def _make_bucket(endpoint: str, processes: list[subprocess.Popen[bytes]]) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )
    give_up = time.monotonic() + PATIENCE_SECONDS
    with contextlib.closing(client):
        while True:
            try:
                client.create_bucket(Bucket=BUCKET)
            except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
                ended = [p.args for p in processes if p.poll() is not None]
                if ended or time.monotonic() > give_up:
                    raise SystemExit(
                        f"the S3 test server did not start: {error} {ended}"
                    ) from error
                time.sleep(0.2)
            else:
                return


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.kill()  # nothing here is worth a graceful end
    for process in processes:
        process.wait()


@contextlib.contextmanager
def serve(root: Path) -> Iterator[str]:
    """Run the server under the new folder `root`; gives the store URL while it runs.

    Raises FileExistsError when `root` holds a server's files already.
    """
    etc, devices = root / "etc", root / "devices"
    (devices / "d1").mkdir(parents=True)
    etc.mkdir()
    (etc / "swift.conf").write_text(HASHES)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes += [_backend(kind, etc, devices) for kind in ("account", "container", "object")]
        port = _free_port()
        processes.append(_proxy(etc, port))
        endpoint = f"http://127.0.0.1:{port}"
        _make_bucket(endpoint, processes)
        options = {"endpoint": endpoint, "region": REGION}
        options |= {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
        yield f"s3://{BUCKET}?{urlencode(options)}"
    finally:
        _stop(processes)


def _raise(*_: object) -> None:
    raise SystemExit(0)


def main() -> None:
    """Serve under the folder named on the command line until told to stop or left alone."""
    parent = os.getppid()
    for stop in (signal.SIGTERM, signal.SIGINT):  # a shell's `&` leaves SIGINT ignored
        signal.signal(stop, _raise)
    with serve(Path(sys.argv[1]).absolute()) as url:
        print(f"TEST_S3_URL={url}", flush=True)  # noqa: T201 - the one line of its promise
        while os.getppid() == parent:
            time.sleep(0.2)


if __name__ == "__main__":
    main()
