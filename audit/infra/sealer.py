"""What we hand out or store and nobody else may read or make: sealed with a key of its purpose.

Promise: what was sealed for one purpose opens for no other, and only with this installation's
SECRET_KEY; a keyed mark tells equal things apart from others without telling what they are.
"""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken

MARK_BYTES = 16


class Sealer:
    """Seals, opens and marks with keys derived from the one it was made with."""

    def __init__(self, secret_key: bytes) -> None:
        self._secret = secret_key

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, f"sealer {purpose}".encode(), "sha256")

    def _box(self, purpose: str) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key(purpose)))

    def seal(self, purpose: str, data: bytes) -> str:
        """`data` for nobody's eyes, in characters that go into cookies and addresses."""
        return self._box(purpose).encrypt(data).decode()

    def open(self, purpose: str, sealed: str, seconds: int | None = None) -> bytes | None:
        """What was sealed for `purpose` at most `seconds` ago; None for anything else."""
        try:
            return self._box(purpose).decrypt(sealed.encode(), ttl=seconds)
        except (InvalidToken, UnicodeError):
            return None

    def mark(self, purpose: str, text: str) -> bytes:
        """16 bytes that stand for `text` here; a copy of the database does not tell which."""
        return hmac.digest(self._key(f"mark {purpose}"), text.encode(), "sha256")[:MARK_BYTES]
