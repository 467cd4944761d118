"""How often somebody may try: buckets that fill again by themselves (GCRA), in the database.

Promise: a known and an unknown login are counted alike; who is refused is not charged, so a bucket
fills again even during a flood; and nobody is locked out for ever by somebody else, because a
device that has been let in before has buckets of its own (`proof`), and a message that proves an
address hands out a new proof. Keys are keyed marks: the table names nobody.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from audit.infra.clock import now
from audit.infra.db import before_any_tenant
from audit.infra.sealer import Sealer
from audit.problems import Problem

TAKE = sa.text("SELECT take_attempts(:keys, :every, :bursts, :at)")
GIVE_BACK = sa.text("SELECT give_back_attempts(:keys, :every)")
PROOF_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` tries at once, then one more every so many seconds."""

    name: str
    burst: int
    every_seconds: int


Bucket = tuple[Limit, str]

PER_ADDRESS = Limit("address", 100, 9)  # a whole office behind one address logs in at nine
PER_PAIR = Limit("login at address", 10, 180)  # slower than PER_LOGIN: one alone never empties it
PER_LOGIN = Limit("login", 50, 120)  # strangers from everywhere together
PER_PROOF = Limit("proof", 10, 60)
PER_PERSON = Limit("person", 10, 60)  # who is in already and proves it again
TOTP_CODES = Limit("code", 5, 300)
ASKS_PER_ADDRESS = Limit("asking at address", 20, 60)
ASKS_PER_LOGIN = Limit("asking", 3, 1200)
PROVIDER = Limit("provider at address", 100, 9)  # attempts in which nobody came back
RESET_CODES = Limit("reset code", 20, 3600)  # for one message; the next has its own
RESET_CODES_PER_PAIR = Limit("reset code at address", 5, 180)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a request comes from; `proof` is what a device was given when it was let in."""

    address: str
    proof: str | None = None
    device: str = ""


def take(sealer: Sealer, *buckets: Bucket) -> None:
    """Count one try in every bucket, or none and `auth.too_many` with the seconds to wait."""
    with before_any_tenant() as connection:
        facts = _keys(sealer, buckets) | {"at": now()}
        facts["bursts"] = [limit.burst for limit, _ in buckets]
        wait = connection.execute(TAKE, facts).scalar_one()
        if wait > 0:  # raised inside: what was counted is rolled back
            raise Problem("auth.too_many", retry_after_seconds=wait)


def give_back(sealer: Sealer, *buckets: Bucket) -> None:
    """The try was no guess: it does not count."""
    with before_any_tenant() as connection:
        connection.execute(GIVE_BACK, _keys(sealer, buckets))


def _keys(sealer: Sealer, buckets: Sequence[Bucket]) -> dict[str, object]:
    return {
        "keys": [sealer.mark(limit.name, whose) for limit, whose in buckets],
        "every": [limit.every_seconds for limit, _ in buckets],
    }


def new_proof(sealer: Sealer, login: str, *, by_code: bool = False) -> str:
    """What tells later that this device was let in as `login` (a key) before; `by_code`: with a
    code of the second factor too."""
    kind = "code" if by_code else "one"
    return sealer.seal("proof", f"{secrets.token_hex(8)} {kind} {login}".encode())


def _known_device(sealer: Sealer, login: str, arrival: Arrival) -> tuple[str, bool] | None:
    """The device's own number and whether it gave a code when its proof is for this login; None
    for a stranger."""
    number, kind, whose = _opened(sealer, arrival.proof)
    return (number, kind == "code") if whose == login else None


def _opened(sealer: Sealer, proof: str | None) -> tuple[str, str, str]:
    """Number, kind and login of a proof; three empty texts when it is none."""
    kept = sealer.open("proof", proof, PROOF_SECONDS) if proof else None
    number, kind, login = (kept or b"  ").decode().split(" ", 2)
    return number, kind, login


def strengthened(sealer: Sealer, proof: str | None, logins: Collection[str]) -> str | None:
    """The same device's proof, now that it gave a code; None unless it is for one of `logins`,
    those of the person who gave it."""
    _, _, login = _opened(sealer, proof)
    return new_proof(sealer, login, by_code=True) if login in logins else None


def login_buckets(sealer: Sealer, login: str, arrival: Arrival) -> tuple[Bucket, ...]:
    """What a try to log in as `login` (a key) is counted in."""
    device = _known_device(sealer, login, arrival)
    if device is not None:
        return ((PER_PROOF, f"{device[0]} {login}"),)
    pair = f"{arrival.address} {login}"
    return ((PER_ADDRESS, arrival.address), (PER_PAIR, pair), (PER_LOGIN, login))


def code_bucket(sealer: Sealer, login: str, arrival: Arrival) -> Bucket:
    """What a second factor given with a right password is counted in: a proof that the first alone
    brings, as often as one likes, must not bring new tries of the second."""
    number, by_code = _known_device(sealer, login, arrival) or ("", False)
    return TOTP_CODES, f"{number if by_code else 'stranger'} {login}"
