"""The store in a folder of this machine: `folder:/absolute/path`.

Promise: a name appears in the folder only when all of its bytes are on the disk, and its bytes
never change afterwards (rel 4.4): temporary file, fsync, hard link (which refuses a name in use),
fsync of the folder. A crash leaves at worst a temporary file, which `check` removes a day later.

Uploads come to our own door: `upload` signs an address, the door hands what arrives there to
`accept_upload`, which believes nothing but the signature.
"""

import contextlib
import errno
import hashlib
import hmac
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlencode, urlsplit

from audit.infra.clock import now
from audit.infra.failpoints import reach
from audit.infra.store import Absent, AlreadyOther, TooLong, Upload, checked_key, checked_upload
from audit.problems import Problem

_PIECE_BYTES = 256 * 1024
_DAY_SECONDS = 86_400
_SIGNED = ("expires", "length", "type", "sha256")
_FULL = {errno.ENOSPC, errno.EDQUOT}


class FolderStore:
    """A `Store` under `root`; safe for many threads and processes at once on one file system."""

    def __init__(self, root: Path, signing_key: bytes, public_url: str) -> None:
        self._root, self._incoming = root, root / ".incoming"
        # The configured key also signs other things; a key of our own keeps the kinds apart.
        self._signing_key = hmac.digest(signing_key, b"store upload address", "sha256")
        self._public_url = public_url.rstrip("/")

    def upload(
        self, key: str, *, sha256: str, size_bytes: int, media_type: str, valid_seconds: int
    ) -> Upload:
        """See `Store.upload`; the address is `{public_url}/store/{key}?...`."""
        checked_upload(key, sha256, size_bytes, valid_seconds)
        query = {
            "expires": str(int(now().timestamp()) + valid_seconds),
            "length": str(size_bytes),
            "type": media_type,
            "sha256": sha256,
        }
        query["signature"] = self._signature(key, query)
        return Upload(
            f"{self._public_url}/store/{key}?{urlencode(query)}", {"Content-Type": media_type}
        )

    def accept_upload(
        self, key: str, query: Mapping[str, str], headers: Mapping[str, str], stream: BinaryIO
    ) -> None:
        """Store what was sent to a signed address; the same content again is fine.

        `headers` must find names whatever their case. Raises `store.bad_signature`,
        `store.expired`, `AlreadyOther`, and `store.not_as_announced` for another length, type or
        sha256 and for what was cut off on the way.
        """
        self._check_permission(key, query)
        length = int(query["length"])
        if headers.get("Content-Length") != query["length"]:
            raise Problem("store.not_as_announced", what="length")
        if headers.get("Content-Type") != query["type"]:
            raise Problem("store.not_as_announced", what="type")
        self._write(key, _pieces(stream, length), length, query["sha256"])

    def read(self, key: str, limit_bytes: int) -> bytes:
        """See `Store.read`."""
        try:
            with _reported(), self._path(key).open("rb") as file:
                reach("store.folder.read")
                data = file.read(limit_bytes + 1)
        except FileNotFoundError:
            raise Absent from None
        if len(data) > limit_bytes:
            raise TooLong(limit_bytes)
        return data

    def write_once(self, key: str, data: bytes, media_type: str, sha256: str) -> None:  # noqa: ARG002 - a folder keeps no types; the database does
        """See `Store.write_once`."""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("sha256 is not that of data")
        self._write(key, (data,), len(data), sha256)

    def exists(self, key: str) -> int | None:
        """See `Store.exists`."""
        try:
            with _reported():
                return self._path(key).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        """See `Store.delete`."""
        path = self._path(key)
        with contextlib.suppress(FileNotFoundError), _reported():
            path.unlink()
            _fsync_folder(path.parent)

    def check(self) -> None:
        """See `Store.check`; also removes what crashed uploads left behind a day ago."""
        key = f"probe/{uuid.uuid4().hex}"
        self.write_once(key, b"1", "text/plain", hashlib.sha256(b"1").hexdigest())
        try:
            self.write_once(key, b"2", "text/plain", hashlib.sha256(b"2").hexdigest())
        except AlreadyOther:
            self._sweep()
        else:
            raise Problem("store.unfit", ability="write-once")
        finally:
            self.delete(key)

    def _path(self, key: str) -> Path:
        return self._root / checked_key(key)

    def _signature(self, key: str, query: Mapping[str, str]) -> str:
        text = "\n".join(("PUT", key, *(query.get(name, "") for name in _SIGNED)))
        return hmac.new(self._signing_key, text.encode(), "sha256").hexdigest()

    def _check_permission(self, key: str, query: Mapping[str, str]) -> None:
        right = self._signature(key, query).encode()
        if not hmac.compare_digest(right, query.get("signature", "").encode()):
            raise Problem("store.bad_signature")
        if now().timestamp() > int(query["expires"]):
            raise Problem("store.expired")

    def _write(self, key: str, pieces: Iterable[bytes], length: int, sha256: str) -> None:
        target = self._path(key)
        with _reported():
            reach("store.folder.begin")
            _make_folder(self._incoming)
            _make_folder(target.parent)
            with tempfile.NamedTemporaryFile(dir=self._incoming) as file:
                if _copy(pieces, file) != (length, sha256):
                    raise Problem("store.not_as_announced", what="sha256")
                reach("store.folder.written")
                os.fsync(file.fileno())
                reach("store.folder.synced")
                self._publish(Path(file.name), target, sha256)
                reach("store.folder.done")

    def _publish(self, complete: Path, target: Path, sha256: str) -> None:
        try:
            os.link(complete, target)
        except FileExistsError:
            with target.open("rb") as stored:
                if hashlib.file_digest(stored, "sha256").hexdigest() != sha256:
                    raise AlreadyOther from None
        reach("store.folder.named")
        # Also after a repeat: whoever wrote first may have died between its link and its fsync.
        _fsync_folder(target.parent)

    def _sweep(self) -> None:
        oldest = now().timestamp() - _DAY_SECONDS
        for left in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):  # an upload that just ended removed it
                if left.stat().st_mtime < oldest:
                    left.unlink()


def open_here(url: str, signing_key: bytes, public_url: str) -> FolderStore:
    """The store of `folder:/absolute/path`; the folder is made when something is written."""
    root = Path(unquote(urlsplit(url).path))
    if not root.is_absolute():
        raise ValueError("folder: needs an absolute path")
    return FolderStore(root, signing_key, public_url)


def _pieces(stream: BinaryIO, length: int) -> Iterator[bytes]:
    """What is sent, never more than `length`: the rest is left unread with the connection."""
    left = length
    while left and (piece := stream.read(min(left, _PIECE_BYTES))):
        left -= len(piece)
        yield piece


def _copy(
    pieces: Iterable[bytes], file: "tempfile._TemporaryFileWrapper[bytes]"
) -> tuple[int, str]:
    digest, length = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        length += file.write(piece)
    file.flush()
    return length, digest.hexdigest()


def _make_folder(folder: Path) -> None:
    """Make it durably: a new folder is in its parent's list only after the parent's fsync."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):  # another upload was faster
        folder.mkdir(mode=0o700)
    _fsync_folder(folder.parent)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _reported() -> Iterator[None]:
    """Turn the file system's words into ours; a missing file is left to the caller."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Problem("store.full" if error.errno in _FULL else "store.unavailable") from error
