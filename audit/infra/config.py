"""Every setting, read from the environment once and nowhere else.

Promise: a missing or malformed setting stops the start with its name and what it should be; nothing
falls back to an unsafe value. docs/settings.md lists them (a test compares).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

MEGABYTE = 1024 * 1024


class SettingError(SystemExit):
    """A setting is missing or unusable; printed instead of a traceback, exit status 1."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the program was told. Sizes in bytes, times in seconds."""

    database_url: str
    store_url: str
    secret_key: bytes
    receipt_key: bytes
    public_url: str = "http://127.0.0.1:8000"
    pool_size: int = 8
    token_days: int = 90
    upload_seconds: int = 600
    body_bytes: int = 2 * MEGABYTE
    photo_bytes: int = 20 * MEGABYTE

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """The settings of this process; raises `SettingError` with the name of the first bad."""
        return cls(
            database_url=_text(env, "DATABASE_URL"),
            store_url=_text(env, "STORE_URL"),
            secret_key=_key(env, "SECRET_KEY"),
            receipt_key=_key(env, "RECEIPT_KEY"),
            public_url=env.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            pool_size=_number(env, "POOL_SIZE", 8),
            token_days=_number(env, "TOKEN_DAYS", 90),
            upload_seconds=_number(env, "UPLOAD_SECONDS", 600),
        )


def _text(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        raise SettingError(f"{name} is not set; docs/settings.md says what it should be.")
    return value


def _key(env: Mapping[str, str], name: str) -> bytes:
    try:
        key = bytes.fromhex(_text(env, name))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise SettingError(f"{name} must be 64 hexadecimal digits (32 random bytes).")
    return key


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal() or int(value) < 1:
        raise SettingError(f"{name} must be a whole number above 0, not {value!r}.")
    return int(value)
