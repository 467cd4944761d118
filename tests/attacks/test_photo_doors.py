"""T-D12, T-D13 through the real doors: refused with a reason, or rebuilt pixels of a fixed type."""

from audit.problems import CATALOGUE
from audit.reports.press import Press
from tests.attacks.photo_doors import attack_doors
from tests.evidence.pictures import noisy_jpeg
from tests.world import World


def test_td13_mutants_and_polyglots_come_out_as_pixels_or_not_at_all(world: World) -> None:
    seen = attack_doors(world, count=40, seed=20261122, publish_every=3)

    assert seen.faults == []
    assert seen.files >= 40 + 10 + 30  # mutants, polyglots, bombs (T-D12)
    assert min(seen.accepted, sum(seen.refused.values()), seen.published) > 2
    assert {code for code in seen.refused if not code.startswith("announce")} <= set(CATALOGUE)
    assert seen.largest_child_mb <= 340


def test_td13_papers_are_downloads_of_a_fixed_type_and_a_name_of_ours(
    world: World, press: Press
) -> None:
    publication = world.published()
    world.work_off(press)

    answer = world.call("dealer_manager", "GET", f"/api/v1/dealer/publications/{publication}/file")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


def test_a_photo_longer_than_a_json_body_may_be_is_taken(world: World) -> None:
    data, visit_id = noisy_jpeg(4000, 3000, quality=97), world.plan()

    photo = world.photo(visit_id, "R1", data)

    assert 3 << 20 < len(data) < 20 << 20
    known = world.call("visitor", "GET", f"/api/v1/field/evidence/{photo}")
    assert known.json["state"] == "verified"
