"""Our OpenAPI document, byte for byte the same on every machine: what the pages' types are made of.

`python -m tests.openapi_document` prints it; web/scripts/types.js reads that.
"""

import json
import sys
from pathlib import Path

from audit.api.openapi import Doors
from audit.app import create_app
from audit.infra.config import Config

ROOT = Path(__file__).parents[1]
TYPES = ROOT / "web" / "src" / "api" / "types.ts"


def openapi_document() -> str:
    """The document of the program as it is; nothing outside is opened for it."""
    unused = "postgresql+psycopg://audit_app@/audit?host=/none"
    keys = {"secret_key": b"s" * 32, "receipt_key": b"r" * 32}
    app = create_app(Config(database_url=unused, store_url=f"folder:{ROOT / 'tests'}", **keys))
    doors = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    assert isinstance(doors, Doors)
    return json.dumps(doors.spec.to_dict(), sort_keys=True, indent=1)


if __name__ == "__main__":
    sys.stdout.write(openapi_document())
