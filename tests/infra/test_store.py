"""A store keeps bytes for good: one set of tests for a folder and for a real S3.

T-D6 and rel 4.4, 4.16. What an upload address refuses counts as refused for any 4xx answer; that
nothing was stored, or the first bytes stayed, is what is asserted in the end.
"""

import os
import threading
import time

import pytest

from audit.infra.store import Absent, AlreadyOther, TooLong, Upload
from tests.infra.store_steps import (
    OTHER,
    PHOTO,
    new_key,
    permit,
    put,
    sha,
)
from tests.stores import TYPE, send


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
