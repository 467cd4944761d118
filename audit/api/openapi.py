"""The API's own description: OpenAPI 3.1 at /api/v1/openapi.json, made by flask-smorest.

smorest is used for this and nothing else; requests and errors are ours (`endpoint`, `errors`).
"""

from typing import Any

import marshmallow as ma
from flask import Flask
from flask_smorest import Api

TITLE = "Mystery visits and dealer audits"


def describe() -> dict[str, object]:
    """The settings that smorest reads."""
    return {
        "API_TITLE": TITLE,
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
    }


class Doors(Api):  # type: ignore[misc] # smorest ships no types
    """smorest without its error shape, and with decimals documented as the strings they are."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.DEFAULT_ERROR_RESPONSE_NAME = None
        self.ma_plugin.converter.add_attribute_function(_decimal_is_text)
        schemes = self.spec.components.security_scheme
        schemes("bearer", {"type": "http", "scheme": "bearer"})
        schemes("cookie", {"type": "apiKey", "in": "cookie", "name": "session"})
        schemes("csrf", {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"})

    def _register_error_handlers(self) -> None:
        """`errors.set_up` registers ours."""


def _decimal_is_text(
    _converter: Any, field: ma.fields.Field[Any], ret: dict[str, Any]
) -> dict[str, Any]:
    if not (isinstance(field, ma.fields.Decimal) and field.as_string):
        return {}
    for of_numbers in ("minimum", "maximum"):  # say nothing of a text
        ret.pop(of_numbers, None)
    return {"type": ["string", "null"] if field.allow_none else "string", "format": "decimal"}
