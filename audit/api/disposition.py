"""Names of downloads, made safe (T-D14, RFC 6266).

Promise: whatever the name, the header is one line, the saved file lies in the reader's own folder
under the type we said, and what is shown is what is saved (no bidirectional tricks).
"""

import unicodedata
from urllib.parse import quote

LONGEST = 120
# what ends a line, leaves a folder, quotes, or reads from right to left
_UNSAFE = frozenset('\\/:*?"<>|%;')
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def attachment(name: str) -> str:
    """The Content-Disposition of a download called `name`."""
    safe = safe_name(name)
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    star = "" if plain == safe else f"; filename*=UTF-8''{quote(safe, safe='')}"
    return f'attachment; filename="{plain}"{star}'


def safe_name(name: str) -> str:
    """`name` as any system may save it; never empty, never hidden, never a way out."""
    kept = "".join(
        "_" if letter in _UNSAFE else letter
        for letter in unicodedata.normalize("NFC", name)
        if unicodedata.category(letter) not in _HIDDEN
    )
    stem, dot, kind = kept.strip(". ").rpartition(".")
    room = LONGEST - len(kind) - len(dot)
    return (stem[:room] + dot + kind)[:LONGEST].strip(". ") or "file"
