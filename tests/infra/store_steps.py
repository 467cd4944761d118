"""Steps that the tests of stores share."""

import hashlib
import os
import uuid

import pytest

from audit.problems import Problem
from tests.stores import TYPE

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
