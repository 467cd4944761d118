"""Where somebody is in a list, sealed: they hand it back, they cannot read or make one.

Promise: a cursor opens only in the list, with the filters and for the tenant it was made for;
equal places give equal cursors, so a page keeps its ETag.
"""

import base64
import binascii
import hmac

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from audit.infra.pages import Place


class Cursors:
    """Seals and opens places with a key of its own, derived from the one it was made with."""

    def __init__(self, secret_key: bytes) -> None:
        # deterministic on purpose (RFC 5297): there is no nonce to keep, and nothing to repeat
        self._box = AESSIV(hmac.digest(secret_key, b"list cursor", "sha512"))

    def seal(self, place: Place, context: bytes) -> str:
        """The cursor of `place` in the list that `context` names."""
        sealed = self._box.encrypt(orjson.dumps(place), [context])
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, cursor: str, context: bytes) -> Place | None:
        """The place of a cursor made for this `context`; None for anything else."""
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
            return tuple(orjson.loads(self._box.decrypt(sealed, [context])))
        except (InvalidTag, ValueError, binascii.Error):
            return None
