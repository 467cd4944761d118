"""A store keeps bytes for good: one set of tests for a folder and for a real S3.

T-D6 and rel 4.4, 4.16. What an upload address refuses counts as refused for any 4xx answer; that
nothing was stored, or the first bytes stayed, is what is asserted in the end.
"""

import errno
import hashlib
import io
import os
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audit.infra.store import Absent, AlreadyOther, TooLong, Upload, open_store
from audit.infra.store_folder import FolderStore
from audit.problems import Problem
from tests.stores import SIGNING_KEY, TYPE, send

PHOTO = os.urandom(70_000)
OTHER = os.urandom(70_000)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def new_key():
    return f"quarantine/{uuid.uuid4().hex}"


def put(store, key, data):
    store.write_once(key, data, TYPE, sha(data))


def permit(store, key, data, seconds=60, **changed):
    facts = {"sha256": sha(data), "size_bytes": len(data), "media_type": TYPE} | changed
    return store.upload(key, valid_seconds=seconds, **facts)


def code_of(call, *args):
    with pytest.raises(Problem) as raised:
        call(*args)
    return raised.value.code


def test_what_is_written_is_read_again(store):
    key = new_key()

    put(store, key, PHOTO)

    assert store.read(key, len(PHOTO)) == PHOTO
    assert store.exists(key) == len(PHOTO)


def test_the_same_content_may_be_written_again(store):
    key = new_key()
    put(store, key, PHOTO)

    put(store, key, PHOTO)

    assert store.read(key, len(PHOTO)) == PHOTO


def test_ta12_other_content_never_replaces_the_first(store):
    key = new_key()
    put(store, key, PHOTO)

    with pytest.raises(AlreadyOther):
        put(store, key, OTHER)

    assert store.read(key, len(PHOTO)) == PHOTO


def test_eight_writers_at_once_leave_one_content_and_one_winner(folder_store):
    store, key, won = folder_store, new_key(), []
    contents = [os.urandom(5000) for _ in range(8)]

    def write(data):
        try:
            put(store, key, data)
        except AlreadyOther:
            return
        won.append(data)

    threads = [threading.Thread(target=write, args=(data,)) for data in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert won == [store.read(key, 5000)]


def test_bytes_that_do_not_match_their_hash_are_our_mistake(store):
    with pytest.raises(ValueError, match="sha256"):
        store.write_once(new_key(), PHOTO, TYPE, sha(OTHER))


def test_an_absent_key_reads_as_absent(store):
    key = new_key()

    with pytest.raises(Absent):
        store.read(key, 10)

    assert store.exists(key) is None


def test_more_than_the_limit_is_not_read(store):
    key = new_key()
    put(store, key, PHOTO)

    with pytest.raises(TooLong):
        store.read(key, len(PHOTO) - 1)


def test_what_is_deleted_is_absent_and_may_be_deleted_again(store):
    key = new_key()
    put(store, key, PHOTO)

    store.delete(key)
    store.delete(key)

    assert store.exists(key) is None


@pytest.mark.parametrize(
    "key",
    ["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".hidden", "a/.b", "a\\b", "a\0b", "a b",
     "Ä", "A", "a\n", "a?x=1", "a%2e%2e/b", "x" * 129, "/".join("abcdefghi")],
)  # fmt: skip
def test_td14_a_key_cannot_leave_its_place(store, key):
    uses = (
        lambda: store.read(key, 1),
        lambda: put(store, key, b"x"),
        lambda: store.exists(key),
        lambda: store.delete(key),
        lambda: permit(store, key, PHOTO),
    )
    for use in uses:
        with pytest.raises(ValueError, match="not a key"):
            use()


def test_td6_the_announced_bytes_are_stored(store):
    key = new_key()

    answer = send(permit(store, key, PHOTO), PHOTO)

    assert answer.status in {200, 201}
    assert store.read(key, len(PHOTO)) == PHOTO


def test_td6_other_bytes_of_the_same_length_are_refused(store):
    key = new_key()

    answer = send(permit(store, key, PHOTO), OTHER)

    assert 400 <= answer.status < 500
    assert store.exists(key) is None


@pytest.mark.parametrize("data", [PHOTO[:-1], PHOTO + b"x", b"", PHOTO * 3])
def test_td6_another_length_is_refused(store, data):
    key = new_key()

    answer = send(permit(store, key, PHOTO), data)

    assert 400 <= answer.status < 500
    assert store.exists(key) is None


@pytest.mark.parametrize("cut", [0, 1, 100, 65_536, 131_072, 196_608, 199_999])
def test_ta8_an_upload_cut_off_is_not_kept_and_can_be_sent_again(store, cut):
    key, photo = new_key(), os.urandom(200_000)
    upload = permit(store, key, photo)

    cut_off = send(upload, photo[:cut], length=len(photo))
    kept = store.exists(key)
    again = send(upload, photo)

    assert 400 <= cut_off.status < 500
    assert kept is None
    assert again.status in {200, 201}
    assert store.read(key, len(photo)) == photo


@pytest.mark.parametrize("place", [0, 35_000, 69_999])
def test_ta8_one_flipped_bit_is_refused(store, place):
    key, flipped = new_key(), bytearray(PHOTO)
    flipped[place] ^= 1

    answer = send(permit(store, key, PHOTO), bytes(flipped))

    assert 400 <= answer.status < 500
    assert store.exists(key) is None


def test_td6_another_type_is_refused(store):
    key = new_key()

    answer = send(permit(store, key, PHOTO), PHOTO, Content_Type="text/html")

    assert 400 <= answer.status < 500
    assert store.exists(key) is None


def test_td6_an_address_is_worthless_after_its_time(store):
    key = new_key()
    upload = permit(store, key, PHOTO, seconds=1)
    time.sleep(2.1)

    answer = send(upload, PHOTO)

    assert answer.status == 403
    assert store.exists(key) is None


def test_td6_an_address_is_good_for_its_own_key_only(store):
    mine, yours = new_key(), new_key()
    upload = permit(store, mine, PHOTO)

    answer = send(Upload(upload.url.replace(mine, yours), upload.headers), PHOTO)

    assert answer.status == 403
    assert store.exists(yours) is None


def test_td6_an_address_cannot_be_used_to_read_or_list(store):
    key = new_key()
    upload = permit(store, key, PHOTO)
    send(upload, PHOTO)

    answer = send(Upload(upload.url, {}, method="GET"), b"")

    assert answer.status >= 400
    assert PHOTO not in answer.body


def test_td6_the_signature_counts_every_fact(store):
    key = new_key()
    upload = permit(store, key, PHOTO)

    for honest, forged in (("1", "2"), ("0", "3"), ("a", "b")):
        url, query = upload.url.split("?", 1)
        answer = send(Upload(f"{url}?{query.replace(honest, forged)}", upload.headers), PHOTO)
        assert 400 <= answer.status < 500

    assert store.exists(key) is None


def test_ta12_an_address_of_other_bytes_cannot_overwrite(store):
    key = new_key()
    late = permit(store, key, OTHER)
    send(permit(store, key, PHOTO), PHOTO)

    answer = send(late, OTHER)

    assert answer.status in {409, 412}
    assert store.read(key, len(PHOTO)) == PHOTO


def test_ta2_sending_the_same_again_changes_nothing(store):
    key = new_key()
    upload = permit(store, key, PHOTO)
    send(upload, PHOTO)

    answer = send(upload, PHOTO)

    assert answer.status in {200, 201, 409, 412}
    assert store.read(key, len(PHOTO)) == PHOTO


@pytest.mark.parametrize(
    ("seconds", "changed"),
    [
        (0, {}),
        (601, {}),
        (60, {"size_bytes": 0}),
        (60, {"sha256": "0" * 63}),
        (60, {"sha256": "A" * 64}),
    ],
)
def test_td6_no_address_is_given_for_too_long_or_for_nothing(store, seconds, changed):
    with pytest.raises(ValueError, match=r"valid|nothing|sha256"):
        permit(store, new_key(), PHOTO, seconds, **changed)


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
