"""Where messages go that nobody sends: a folder with one file each, for demo, tests and repair.

Promise: a message is there whole or not at all, readable by our own user only (it holds a link or a
code), in the order of its name.
"""

import os
import time
import uuid
from pathlib import Path


def put(folder: str, kind: str, text: bytes) -> None:
    """One file `<time>-<kind>-<random>` with `text`."""
    place = Path(folder)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{time.time_ns():020}-{uuid.uuid4().hex[:8]}.{kind}"
    fresh = place / f".{name}"
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(text)
    fresh.rename(place / name)
