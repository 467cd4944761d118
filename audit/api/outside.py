"""How a door reaches the outside: it was put beside the request by `audit.app`."""

from flask import g

from audit.infra.outside import Outside


def outside() -> Outside:
    """Settings, store and signer of this program."""
    found: Outside = g.outside
    return found
