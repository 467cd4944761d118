"""Where bytes live: one interface, a folder or an S3 bucket behind it.

Promise: what `write_once` or an accepted upload returned from is on the disk (rel 4.4: temporary
file, fsync, link, fsync of the folder; S3 by its own promise), and bytes once stored under a key
are never replaced by others. A store judges length, type and sha256, nothing else; who reads back
hashes again all the same, because other servers have ignored the hash (N10).

Read `Store`, then `open_store`; `store_folder.py` and `store_s3.py` are the two implementations,
under the same tests. What a caller must tell apart is an exception of its own here; any other
trouble is `Problem("store.unavailable")` (503) or `Problem("store.full")` (507).
"""

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast
from urllib.parse import urlsplit

from audit.problems import Problem

LONGEST_UPLOAD_SECONDS = 600  # T-D6: an address that leaks is worth nothing ten minutes later
_KEY = re.compile(r"[a-z0-9_-][a-z0-9._-]{0,127}(/[a-z0-9_-][a-z0-9._-]{0,127}){0,7}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Upload:
    """Permission to store one thing once: `method` the bytes to `url` with exactly `headers`.

    Content-Length is signed too but not listed: browsers set it themselves, scripts must not.
    """

    url: str
    headers: dict[str, str]
    method: str = "PUT"


class Absent(Problem):
    """Nothing is stored under this key."""

    def __init__(self) -> None:
        super().__init__("store.absent")


class AlreadyOther(Problem):
    """Other bytes are stored under this key already; they stay."""

    def __init__(self) -> None:
        super().__init__("store.already_other")


class TooLong(Problem):
    """What is stored or sent is longer than the reader allowed."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__("store.too_long", limit_bytes=limit_bytes)


class Store(Protocol):
    """Bytes under keys. Keys are parts of `a-z 0-9 . _ -` joined by `/`; others: ValueError."""

    def upload(
        self, key: str, *, sha256: str, size_bytes: int, media_type: str, valid_seconds: int
    ) -> Upload:
        """Permission to send exactly these bytes to `key`, for 1 to 600 seconds (T-D6, rel 4.16).

        `sha256` is lower-case hex. The address answers 2xx: stored; 409 or 412: something is there
        already, go on and verify it; any other 4xx: not what was announced, or too late.
        """

    def read(self, key: str, limit_bytes: int) -> bytes:
        """The bytes; raises `Absent`, or `TooLong` without reading more than `limit_bytes`."""

    def write_once(self, key: str, data: bytes, media_type: str, sha256: str) -> None:
        """Store for good; the same content again is fine, other content raises `AlreadyOther`.

        Raises ValueError when `sha256` (hex) is not that of `data`.
        """

    def exists(self, key: str) -> int | None:
        """Size in bytes of what is stored under `key`; None when nothing is."""

    def delete(self, key: str) -> None:
        """Remove; an absent key is fine. For quarantine and purges only."""

    def check(self) -> None:
        """Prove with a probe object that this store can do what we rely on (rel 4.16).

        Raises `Problem("store.unfit")` naming what is missing, or `Problem("store.unavailable")`.
        """


def open_store(url: str, *, signing_key: bytes, public_url: str) -> Store:
    """The store that `url` names; docs of the forms stand in the two implementations.

    `folder:/absolute/path` signs upload addresses under `public_url` with `signing_key`; S3 signs
    with its own credentials. Raises ValueError for any other form; touches nothing yet.
    """
    scheme = urlsplit(url).scheme
    if scheme == "folder":
        home = "audit.infra.store_folder"
    elif scheme == "s3":
        home = "audit.infra.store_s3"
    else:
        raise ValueError(f"a store is folder:/absolute/path or s3://bucket?..., not {scheme}:")
    # By name: boto3 costs 0.3 s and 25 MB, which a server with a folder must not pay; and both
    # implementations import this file.
    return cast("Store", import_module(home).open_here(url, signing_key, public_url))


def checked_key(key: str) -> str:
    """`key` itself; raises ValueError when it could leave its place (T-D14) or is too long."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key: {key!r}")
    return key


def checked_upload(key: str, sha256: str, size_bytes: int, valid_seconds: int) -> None:
    """Raises ValueError for an upload that no caller may ask for."""
    checked_key(key)
    if not _SHA256.fullmatch(sha256):
        raise ValueError("sha256 must be 64 lower-case hexadecimal digits")
    if size_bytes < 1:
        raise ValueError("nothing to upload")
    if not 1 <= valid_seconds <= LONGEST_UPLOAD_SECONDS:
        raise ValueError(f"valid for 1 to {LONGEST_UPLOAD_SECONDS} seconds, not {valid_seconds}")
