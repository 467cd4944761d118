"""The pages' types are made of the API as it is."""

import hashlib

from tests.openapi_document import TYPES, openapi_document


def test_the_generated_types_are_of_this_very_api():
    document = openapi_document().encode()
    named = hashlib.sha256(document).hexdigest()

    written = TYPES.read_text("utf-8")

    assert f"openapi-sha256: {named}" in written, "the API changed: run ./dev exec npm run types"
