"""What only one kind of store can get wrong: a server that is away, a disk in trouble."""

import errno
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audit.infra.store import open_store
from audit.infra.store_folder import FolderStore
from tests.infra.store_steps import (
    PHOTO,
    code_of,
    new_key,
    permit,
    put,
)
from tests.stores import SIGNING_KEY, TYPE, send


def test_a_fit_store_passes_its_check_and_keeps_nothing_of_it(store):
    assert store.check() is None


def test_a_store_url_of_another_kind_is_refused():
    for url in ("ftp://x", "folder:relative", "s3://", "s3://bucket?secretkey=typo", ""):
        with pytest.raises(ValueError, match=r"store|path|bucket"):
            open_store(url, signing_key=SIGNING_KEY, public_url="http://x")


def test_a_server_that_is_away_is_a_503_and_not_a_missing_file(monkeypatch):
    monkeypatch.setattr("audit.infra.store_s3._ATTEMPTS", 1)
    url = "s3://b?endpoint=http://127.0.0.1:9&region=us-east-1&access_key=a&secret_key=b"
    store = open_store(url, signing_key=SIGNING_KEY, public_url="http://x")

    codes = {
        code_of(store.read, "a", 1),
        code_of(store.exists, "a"),
        code_of(put, store, "a", b"x"),
        code_of(store.check),
    }

    assert codes == {"store.unavailable"}


def test_wrong_credentials_are_a_503_and_not_a_missing_file(s3_url):
    url = s3_url.replace("secret_key=", "secret_key=not-")
    store = open_store(url, signing_key=SIGNING_KEY, public_url="http://x")

    assert code_of(store.exists, "a") == "store.unavailable"
    assert code_of(store.read, "a", 1) == "store.unavailable"


def test_phones_may_reach_the_s3_server_under_another_name(s3_url):
    url = f"{s3_url}&public_endpoint=https://photos.example.org"
    store = open_store(url, signing_key=SIGNING_KEY, public_url="http://x")

    address = urlsplit(permit(store, "a", PHOTO).url)

    assert (address.scheme, address.netloc) == ("https", "photos.example.org")


def test_n10_an_s3_address_signs_length_type_hash_and_write_once(s3_url):
    store = open_store(s3_url, signing_key=SIGNING_KEY, public_url="http://x")

    query = urlsplit(permit(store, "a", PHOTO).url).query

    for name in ("content-length", "content-type", "if-none-match", "x-amz-checksum-sha256"):
        assert name in query.split("X-Amz-SignedHeaders=")[1].split("&")[0]


def test_s3_keeps_the_media_type(s3_url):
    store = open_store(s3_url, signing_key=SIGNING_KEY, public_url="http://x")
    key = new_key()
    put(store, key, PHOTO)

    head = store._client.head_object(Bucket="evidence", Key=key)

    assert head["ContentType"] == TYPE


def test_boto3_is_not_loaded_for_a_folder(tmp_path):
    code = (
        "import sys; from audit.infra.store import open_store;"
        f"open_store('folder:{tmp_path}', signing_key=b'k', public_url='').check();"
        "assert not {'boto3', 'botocore'} & set(sys.modules)"
    )
    root = Path(__file__).parents[2]

    ended = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(root)}, check=False)

    assert ended.returncode == 0


def names_under(store):
    return sorted(path.name for path in store._root.rglob("*") if path.is_file())


def test_ta8_a_cut_upload_leaves_no_file_behind(folder_store):
    upload = permit(folder_store, new_key(), PHOTO)

    send(upload, PHOTO[:40_000], length=len(PHOTO))

    deadline = time.monotonic() + 5
    while names_under(folder_store) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert names_under(folder_store) == []


def test_rel_4_4_bytes_are_on_the_disk_before_their_name_is(folder_store, monkeypatch):
    steps = []
    fsync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append(_kind(fd)), fsync(fd)))
    monkeypatch.setattr(os, "link", lambda *names: (steps.append("link"), link(*names)))
    put(folder_store, "t/first", PHOTO)
    steps.clear()

    put(folder_store, "t/second", PHOTO)

    assert steps == ["file", "link", "folder"]


def _kind(descriptor):
    return "folder" if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir() else "file"


def test_a_repeat_also_waits_for_the_disk(folder_store, monkeypatch):
    put(folder_store, "t/a", PHOTO)
    steps = []
    monkeypatch.setattr(os, "fsync", lambda fd: steps.append(_kind(fd)))

    put(folder_store, "t/a", PHOTO)

    assert steps[-1] == "folder"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "store.full"), (errno.EDQUOT, "store.full"), (errno.EIO, "store.unavailable")],
)
def test_a_disk_in_trouble_is_said_and_nothing_is_kept(folder_store, monkeypatch, number, code):
    def fail(_):
        raise OSError(number, "disk")

    monkeypatch.setattr(os, "fsync", fail)

    assert code_of(put, folder_store, "a", PHOTO) == code
    monkeypatch.undo()
    assert folder_store.exists("a") is None
    assert names_under(folder_store) == []


def test_a_disk_that_replaces_names_is_unfit(folder_store, monkeypatch):
    monkeypatch.setattr(os, "link", lambda old, new: Path(new).write_bytes(Path(old).read_bytes()))

    assert code_of(folder_store.check) == "store.unfit"


def test_the_check_removes_what_a_crash_left_a_day_ago(folder_store):
    folder_store.check()
    old, new = (folder_store._incoming / name for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half a photo")
    os.utime(old, (time.time() - 90_000,) * 2)

    folder_store.check()

    assert names_under(folder_store) == ["new"]


def test_an_upload_address_is_not_signed_by_the_configured_key_itself(tmp_path):
    one, two = (FolderStore(tmp_path, key, "http://x") for key in (b"1" * 32, b"2" * 32))
    upload = permit(one, "a", PHOTO)
    query = dict(pair.split("=") for pair in urlsplit(upload.url).query.split("&"))

    code = code_of(two.accept_upload, "a", query, upload.headers, io.BytesIO(PHOTO))

    assert code == "store.bad_signature"
