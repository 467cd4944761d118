"""Somebody outside who vouches for people, as the rest of the program sees them.

The one implementation is `infra.oidc`, loaded where a provider is set up.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from audit.infra.config import Oidc


@dataclass(frozen=True, slots=True)
class Started:
    """One attempt: kept by the browser, sealed; `url` is where it goes."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who came, as the provider vouches: an email it has verified."""

    email: str
    second_factor: bool


class Provider(Protocol):
    """Who may be asked who somebody is. Whatever is not in order is `oidc.refused`, a provider
    that does not answer is `oidc.unavailable`."""

    def start(self) -> Started:
        """The address to send the browser to, with what proves later that it is the same one."""

    def finish(self, code: str, state: str, started: Started) -> Vouched:
        """Who the provider says came back with `code`."""


def open_provider(oidc: Oidc | None, public_url: str) -> Provider | None:
    """The provider of the settings, None without one; asks nobody yet."""
    if oidc is None:
        return None
    # By name, like the stores: Authlib costs 0.08 s and 4 MB, which only its users should pay.
    return cast("Provider", import_module("audit.infra.oidc").open_here(oidc, public_url))
