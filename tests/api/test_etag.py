"""If-Match: one ETag of ours or a 412, whatever else is sent."""

import pytest

from tests.world import World


@pytest.mark.parametrize(
    "tag", ['""', "*", 'W/"1"', '"1", "2"', '"one"', '"-1"', f'"{"9" * 400}"', f'"{"9" * 5000}"']
)
def test_what_is_no_row_version_is_stale(world: World, tag: str) -> None:
    path = f"/api/v1/desk/checklists/{world.checklist_id}/retire"

    answer = world.call("quality_manager", "POST", path, If_Match=tag)

    assert (answer.status_code, answer.json["code"]) == (412, "request.stale")


def test_the_row_version_itself_is_taken(world: World) -> None:
    path = f"/api/v1/desk/checklists/{world.checklist_id}/retire"

    assert world.call("quality_manager", "POST", path, If_Match='"2"').status_code == 200
