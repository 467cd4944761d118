"""Fixtures shared by the tests of this folder."""

from tests.stores import folder_store, s3_url, store

__all__ = ["folder_store", "s3_url", "store"]
