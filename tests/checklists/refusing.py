"""Refusing documents: what the tests of refusals share."""

from typing import Any

import pytest

from audit.checklists.definition import parse
from audit.problems import Problem
from tests.make import checklist, item, refused, section

AT = "/sections/0/items/0"
RATING = {"low": "1", "high": "10"}


def faults_of(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(Problem) as caught:
        parse(document)
    return refused(caught.value)


def faults_of_item(code: str, kind: str = "binary", **keys: Any) -> list[tuple[str, str]]:
    return faults_of(checklist(section("S", item(code, kind, **keys))))
