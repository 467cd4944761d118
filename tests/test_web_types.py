"""What is generated for the pages is made of the API and the catalogue as they are."""

import hashlib

from tests.openapi_document import TYPES, openapi_document
from tests.phone_sentences import FILE, phone_sentences


def test_the_generated_types_are_of_this_very_api():
    document = openapi_document().encode()
    named = hashlib.sha256(document).hexdigest()

    written = TYPES.read_text("utf-8")

    assert f"openapi-sha256: {named}" in written, "the API changed: run ./dev exec npm run types"


def test_the_sentences_of_the_phone_are_those_of_the_catalogue():
    written = FILE.read_text("utf-8")

    assert written == phone_sentences(), "problems.toml or the engine changed: npm run types"
