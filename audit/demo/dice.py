"""The only source of chance in the demo.

Promise: the same seed gives the same visit, the same comment and the same photo, on every machine.
"""

import random
from collections.abc import Hashable
from hashlib import sha256


def dice(*seed: Hashable) -> random.Random:
    """A generator of its own for `seed` (any printable values); the global one is never touched."""
    digest = sha256("/".join(map(str, seed)).encode()).digest()
    return random.Random(digest)  # noqa: S311 - demo data must repeat; nothing secret comes of it
