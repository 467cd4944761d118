"""What a visit waits for, decided from values alone."""

import uuid

import pytest

from audit.visits.receive import Context, Known, Waiting, waiting_for
from tests import make

DEFINITION = make.definition(
    make.section("A", make.item("R1")),
    make.section(
        "B",
        make.item("F1", applies_if={"item": "R1", "in": ["no"]}),
        make.item("F2", required=False),
        phase="after",
    ),
)
PHOTO = uuid.UUID(int=7)


def waiting(answers, *parts, state="verified", declared=True) -> Waiting:
    """What is left when these parts have come, with one photo."""
    known = Known(PHOTO, uuid.UUID(int=1), "R1", "a" * 64, state, declared)
    context = Context(
        state="in_progress",
        revision=1,
        scenario=None,
        definition=DEFINITION,
        known=None,
        answers={},
        parts=frozenset(),
        wave_closed=False,
        evidence=(known,),
    )
    return waiting_for(context, answers, parts, context.evidence)


@pytest.mark.parametrize(
    ("answers", "parts", "left"),
    [
        ({}, (), ("onsite", "callback")),
        ({}, ("callback",), ("onsite",)),
        ({"R1": "yes"}, ("onsite",), ("callback",)),
        ({"R1": "yes"}, ("onsite", "callback"), ()),
        ({"R1": "yes", "F2": "yes"}, ("onsite",), ()),
        ({"R1": "no"}, ("onsite",), ("callback",)),
        ({"R1": "no", "F2": "yes"}, ("callback", "onsite"), ("callback",)),
        ({"R1": "no", "F1": "yes"}, ("callback", "onsite"), ()),
    ],
)
def test_a_callback_is_waited_for_while_it_can_bring_something_or_must(
    answers, parts, left
) -> None:
    given = make.answers(**answers)

    assert waiting(given, *parts).parts == left


@pytest.mark.parametrize(
    ("state", "declared", "left"),
    [
        ("verified", True, ()),
        ("registered", True, (PHOTO,)),
        ("refused", True, (PHOTO,)),
        ("registered", False, ()),
    ],
)
def test_a_declared_photo_is_waited_for_until_it_is_verified(state, declared, left) -> None:
    given = make.answers(R1="yes", F2="yes")

    found = waiting(given, "onsite", state=state, declared=declared)

    assert (found.evidence, found.is_over) == (left, not left)
