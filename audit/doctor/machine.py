"""The machine and the settings: versions, libraries and fonts, store, keys, addresses."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from audit.doctor.findings import Finding, judged, ok, refuse, warn
from audit.evidence.sandbox import Facts, Sandbox
from audit.infra.config import Config
from audit.infra.failpoints import armed_now
from audit.infra.fetch import LOOPBACK
from audit.infra.store import Store
from audit.problems import Problem
from audit.reports.press import Press

# Older ones have holes that we know of, or lack what we rely on (rel 3, Supply).
OLDEST = {
    "alembic": "1.13",
    "cryptography": "46.0",
    "flask": "3.1",
    "gunicorn": "23.0",
    "jinja2": "3.1.6",
    "marshmallow": "4.0",
    "pillow": "12.3",
    "procrastinate": "3.4",
    "psycopg": "3.2",
    "sqlalchemy": "2.1",
    "weasyprint": "70.0",
    "werkzeug": "3.1.4",
}
FEWEST_KINDS = 12  # different bytes in a key: 32 random ones have fewer once in 10^9 keys
ROOM_BYTES = 2 << 30
NEW_KEYS = "make new ones: python3 -c 'import secrets; print(secrets.token_hex(32))'"
# one grey pixel as PNG
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def look(config: Config, store: Store) -> Iterator[Finding]:
    """Everything that is not the database."""
    yield from _addresses(config)
    yield from _keys(config)
    yield from _versions()
    yield from _store(store)
    yield from _room(config)
    yield from _sandbox()
    yield from _press()


def _addresses(config: Config) -> Iterator[Finding]:
    parts = urlsplit(config.public_url)
    good = parts.scheme == "https" or parts.hostname in LOOPBACK
    todo = "serve people over https and set PUBLIC_URL to that address"
    yield judged("PUBLIC_URL", config.public_url, good=good, todo=todo)
    open_ones = sorted(each for each in config.cors_origins if not _is_safe(each))
    if open_ones:
        yield refuse("CORS_ORIGINS", ", ".join(open_ones), "allow https origins only")
    who = "whoever has METRICS_TOKEN" if config.metrics_token else "this machine itself"
    yield ok("metrics", f"read by {who}")
    if places := armed_now():
        yield refuse("FAILPOINTS", ", ".join(places), "unset it: it is for tests and loses data")


def _is_safe(origin: str) -> bool:
    parts = urlsplit(origin)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def _keys(config: Config) -> Iterator[Finding]:
    weak = [
        name
        for name, key in (("SECRET_KEY", config.secret_key), ("RECEIPT_KEY", config.receipt_key))
        if len({*key}) < FEWEST_KINDS
    ]
    if config.secret_key == config.receipt_key:
        weak.append("SECRET_KEY and RECEIPT_KEY are the same")
    seen = f"not random: {', '.join(weak)}" if weak else "two, random"
    yield judged("keys", seen, good=not weak, todo=NEW_KEYS)


def _versions() -> Iterator[Finding]:
    old = {
        name: f"{name} {found} is older than {least}"
        for name, least in OLDEST.items()
        if _numbers(found := version(name)) < _numbers(least)
    }
    seen = ", ".join(old.values()) or f"{len(OLDEST)} libraries new enough"
    todo = "install requirements.txt with --require-hashes"
    yield judged("versions", seen, good=not old, todo=todo)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def _store(store: Store) -> Iterator[Finding]:
    kind = type(store).__name__
    try:
        store.check()
    except Problem as problem:
        todo = problem.say("en")
        yield refuse("store", f"{kind}: {problem.code}", todo)
    else:
        yield ok("store", f"{kind}: writes once, verifies what it is sent, reads back")


def _room(config: Config) -> Iterator[Finding]:
    folder = Path(urlsplit(config.store_url).path)
    if config.store_url.startswith("folder:") and folder.exists():
        free = shutil.disk_usage(folder).free
        seen = f"{free / (1 << 30):.1f} GB free beside the photos"
        yield ok("room", seen) if free > ROOM_BYTES else warn("room", seen, "make room")


def _sandbox() -> Iterator[Finding]:
    todo = "install requirements.txt; the machine must let us start processes with limits"
    with closing(Sandbox()) as sandbox:
        try:
            good = isinstance(sandbox.examine(PIXEL), Facts)
            yield judged("photos", "decoded in a child process", good=good, todo=todo)
        except Problem as problem:
            yield refuse("photos", problem.code, todo)


def _press() -> Iterator[Finding]:
    """An empty document cannot be printed; by how it fails one sees that everything is there."""
    with closing(Press()) as press:
        try:
            press.print({}, "en", {})
        except Problem as problem:
            reason = str(problem.facts.get("reason", ""))
            todo = "Debian: apt-get install -y libpango-1.0-0 libpangoft2-1.0-0"
            todo += " libharfbuzz-subset0 libfontconfig1; then install requirements.txt"
            good = problem.code == "report.failed" and "KeyError" in reason
            seen = "WeasyPrint, its native libraries and both fonts load" if good else problem.code
            yield judged("press", seen, good=good, todo=todo)
