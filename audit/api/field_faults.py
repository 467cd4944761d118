"""What marshmallow found wrong with a field, said in our own sentences and in both languages.

Promise: every sentence that a schema of ours can produce has its code here (a test asks them all);
one that slipped through is told as `request.field`, never in a foreign language.
"""

import re

from audit.problems import Fault

MORE = r"Must be greater than or equal to (?P<low>\S+)"
LESS = r" and less than or equal to (?P<high>\S+)"
SENTENCES = tuple(
    (re.compile(pattern, re.DOTALL), code)
    for pattern, code in (
        (r"Missing data for required field\.", "request.missing"),
        (r"Unknown field\.", "request.unknown_field"),
        (r"Field may not be null\.", "request.null"),
        (r"Not a valid string\.|Not a valid utf-8 string\.", "request.kind_text"),
        (r"Not a valid (integer|number)\.|Number too large\.", "request.kind_number"),
        (r"Special numeric values .*", "request.kind_number"),
        (r"Not a valid boolean\.", "request.kind_flag"),
        (r"Not a valid list\.", "request.kind_list"),
        (r"Not a valid mapping type\.|Invalid (input )?type\.", "request.kind_object"),
        (r"Not a valid date\.", "request.kind_date"),
        (r"Not a valid (aware )?datetime\.", "request.kind_moment"),
        (r"Not a valid UUID\.", "request.kind_id"),
        (r"Not a valid email address\.", "request.kind_email"),
        (r"Length must be between (?P<low>\d+) and (?P<high>\d+)\.", "request.length"),
        (MORE + LESS + r"\.", "request.range"),
        (MORE + r"\.", "request.at_least"),
        (r"Must be one of: (?P<choices>.*)\.", "request.one_of"),
        (r"String does not match expected pattern\.", "request.form"),
    )
)


def field_fault(why: object, at: str) -> Fault:
    """The fault at pointer `at`. A field that knows our catalogue raises faults of it itself."""
    if isinstance(why, Fault):
        return why.under(at)
    for pattern, code in SENTENCES:
        if found := pattern.fullmatch(str(why)):
            return Fault(code, at, **found.groupdict())
    return Fault("request.field", at)
