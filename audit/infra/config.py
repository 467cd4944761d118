"""Every setting, read from the environment once and nowhere else.

Promise: a missing or malformed setting stops the start with its name and what it should be; nothing
falls back to an unsafe value. docs/settings.md lists them (a test compares).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from audit.infra.fetch import is_allowed

MEGABYTE = 1024 * 1024
PAGES_FOLDER = str(Path(__file__).parents[2] / "web" / "dist")


class SettingError(SystemExit):
    """A setting is missing or unusable; printed instead of a traceback, exit status 1."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """A provider that vouches for people (OpenID Connect): its issuer and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """What the program was told. Sizes in bytes, times in seconds."""

    database_url: str = field(repr=False)
    store_url: str = field(repr=False)
    secret_key: bytes = field(repr=False)
    receipt_key: bytes = field(repr=False)
    public_url: str = "http://127.0.0.1:8000"
    pool_size: int = 8
    token_days: int = 90
    upload_seconds: int = 600
    body_bytes: int = 2 * MEGABYTE
    photo_bytes: int = 20 * MEGABYTE
    pages_folder: str = PAGES_FOLDER
    desk_hours: int = 12
    proxies: int = 0
    mail_url: str = field(default="", repr=False)
    sms_url: str = field(default="", repr=False)
    sms_body: str = field(default="", repr=False)
    sms_token: str = field(default="", repr=False)
    oidc: Oidc | None = None
    cors_origins: frozenset[str] = frozenset()
    metrics_token: str = field(default="", repr=False)
    metrics_together: bool = False

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
            pages_folder=env.get("PAGES_FOLDER", PAGES_FOLDER),
            desk_hours=_number(env, "DESK_HOURS", 12),
            proxies=_number(env, "TRUSTED_PROXIES", 0, least=0),
            mail_url=env.get("MAIL_URL", ""),
            sms_url=env.get("SMS_URL", ""),
            sms_body=env.get("SMS_BODY", ""),
            sms_token=env.get("SMS_TOKEN", ""),
            oidc=_oidc(env),
            cors_origins=_origins(env),
            metrics_token=_token(env, "METRICS_TOKEN"),
            metrics_together="PROMETHEUS_MULTIPROC_DIR" in env,
        )


def _text(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        raise SettingError(f"{name} is not set; docs/settings.md says what it should be.")
    return value


def _origins(env: Mapping[str, str]) -> frozenset[str]:
    origins = frozenset(env.get("CORS_ORIGINS", "").split())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("https", "http") or origin != f"{parts.scheme}://{parts.netloc}":
            raise SettingError(f"CORS_ORIGINS holds {origin!r}; write https://host, no path.")
    return origins


def _token(env: Mapping[str, str], name: str) -> str:
    token = env.get(name, "")
    if token and len(token) < 16:
        raise SettingError(f"{name} must have at least 16 characters, or be left out.")
    return token


def _key(env: Mapping[str, str], name: str) -> bytes:
    try:
        key = bytes.fromhex(_text(env, name))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise SettingError(f"{name} must be 64 hexadecimal digits (32 random bytes).")
    return key


def _oidc(env: Mapping[str, str]) -> Oidc | None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    if not any(env.get(name) for name in names):
        return None
    issuer, client_id, secret = (_text(env, name) for name in names)
    if not is_allowed(issuer):
        raise SettingError("OIDC_ISSUER must be https://host, or http:// on this machine.")
    return Oidc(issuer, client_id, secret)


def _number(env: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise SettingError(f"{name} must be a whole number, {least} or more, not {value!r}.")
    return int(value)
