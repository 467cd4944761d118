"""Our signature: Ed25519 over canonical bytes, so a phone can prove what we promised (model 4).

Promise: the same facts give the same signature for ever, because Ed25519 is deterministic and the
text signed is canonical; nothing about a receipt has to be stored but its facts.
"""

import base64
from collections.abc import Mapping

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Signer:
    """Signs with the 32-byte seed it was made with."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, facts: Mapping[str, str | int]) -> str:
        """Base64 signature of `facts` as JSON with sorted keys and no spaces, in UTF-8."""
        text = orjson.dumps(dict(facts), option=orjson.OPT_SORT_KEYS)
        return base64.b64encode(self._key.sign(text)).decode()

    def public_key(self) -> str:
        """Base64 of the raw 32-byte public key."""
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()
