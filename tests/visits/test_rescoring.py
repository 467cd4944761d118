"""A wave under another version: nothing frozen moves, and every difference has its reason."""

import copy
import uuid
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from audit.checklists import service as checklists
from audit.infra.db import db, unit_of_work
from audit.kpi.queries import frameworks
from audit.people.actor import Membership
from audit.reports.press import Press
from audit.visits.models import ScorecardRow
from tests.api.stock import join
from tests.counting import statements
from tests.tiny import checklist_document
from tests.versions import order, other_version, read
from tests.world import World

DESK = "/api/v1/desk"
Json = dict[str, Any]


def publish(world: World, version: uuid.UUID) -> None:
    with unit_of_work(world.tenant_id):
        checklists.publish("system", version, frameworks(), 1)


def scorecards(world: World, purpose: str) -> list[ScorecardRow]:
    with unit_of_work(world.tenant_id):
        statement = sa.select(ScorecardRow).where(ScorecardRow.purpose == purpose)
        return list(db.session.scalars(statement.order_by(ScorecardRow.visit_id)))


def test_a_drafts_impact_is_told_by_dealer_and_by_visit(world: World, press: Press) -> None:
    first, second = world.submitted(0), world.submitted(1)

    ordered = order(world, other_version(world))
    world.work_off(press)
    done = read(world, ordered["id"])
    dealers = read(world, ordered["id"], "/dealers")["items"]
    visits = read(world, ordered["id"], "/visits")["items"]

    # REC was 27.5 of 40 and is 37.5 of 50; FUP 7.5 of 20 stays: 55 + 7.5 becomes 60 + 7.5
    assert (ordered["state"], ordered["purpose"], ordered["total"]) == ("queued", "impact", 2)
    assert (done["state"], done["done"], done["total"]) == ("done", 2, 2)
    assert done["summary"] == {
        "visits": 2,
        "dealers": 2,
        "mean_before": "62.50",
        "mean_after": "67.50",
        "delta": "5.00",
        "up": 2,
        "down": 0,
        "same": 0,
        "grades_before": {"B": 2},
        "grades_after": {"B": 2},
        "rank_moves": 0,
    }
    assert {each["visit_id"] for each in visits} == {str(first), str(second)}
    assert [(each["before"]["score"], each["after"]["score"]) for each in dealers] == [
        ("62.50", "67.50")
    ] * 2
    assert dealers[0]["before"]["rank"] is None  # one visit: no rank (R37)


def test_the_reasons_name_the_item_and_sum_to_the_difference(world: World, press: Press) -> None:
    world.submitted(0)

    ordered = order(world, other_version(world))
    world.work_off(press)
    (visit,) = read(world, ordered["id"], "/visits")["items"]

    effects = {each["item"]: Fraction(each["effect_exact"]) for each in visit["reasons"]}
    whys = {each["item"]: each["why"] for each in visit["reasons"]}
    # one point of REC was worth 80 / 40 = 2 and is worth 80 / 50 = 1.6
    assert effects == {"R1": Fraction(12), "R2": Fraction(-3), "R4": Fraction(-4)}
    assert whys == {"R1": ["points", "share"], "R2": ["share"], "R4": ["share"]}
    assert sum(effects.values()) == Fraction(visit["delta_exact"]) == 5


def test_a_draft_leaves_no_scorecard_and_a_published_version_leaves_shadows(
    world: World, press: Press
) -> None:
    visit = world.submitted(0)
    official = scorecards(world, "official")
    version = other_version(world)

    order(world, version)
    world.work_off(press)
    after_draft = scorecards(world, "shadow")
    publish(world, version)
    shadow_run = order(world, version)
    order(world, version)  # once more: the same shadow again is there already
    world.work_off(press)
    (shadow,) = scorecards(world, "shadow")

    assert (after_draft, shadow_run["purpose"]) == ([], "shadow")
    assert (shadow.visit_id, shadow.revision) == (visit, official[0].revision)
    assert shadow.document["result"]["final"] == "67.50"
    assert shadow.document["kpi"][0]["code"] == "core4"
    assert [row.document for row in scorecards(world, "official")] == [
        row.document for row in official
    ]


def test_what_nobody_was_asked_stays_out_and_is_named(world: World, press: Press) -> None:
    world.submitted(0)
    section = checklist_document()["sections"][0]
    asked_too = copy.deepcopy(section["items"][1]) | {"code": "R9"}
    gone = {"code": "R3", "type": "observe", "zh": "三", "en": "Three"}
    items = [*section["items"][:2], section["items"][3], asked_too, gone]

    ordered = order(world, other_version(world, items=items))
    world.work_off(press)
    (visit,) = read(world, ordered["id"], "/visits")["items"]

    whys = {each["item"]: each["why"] for each in visit["reasons"]}
    assert visit["not_asked"] == ["R9"]
    # R3 earned nothing of its 10: what it held back is given to the others of its section
    assert set(whys) == {"R1", "R2", "R4"}
    # 27.5 of 30 instead of 27.5 of 40, of 80 points
    assert Fraction(visit["delta_exact"]) == 80 * (Fraction(55, 60) - Fraction(55, 80))
    assert visit["other"]["status"] == "final"


def test_an_answer_that_is_no_more_is_told_as_such(world: World, press: Press) -> None:
    world.submitted(0)
    items = checklist_document()["sections"][0]["items"]
    items[1] |= {"low": "1", "high": "3"}  # R2 was answered with 4 of 5

    ordered = order(world, other_version(world, items=items))
    world.work_off(press)
    (visit,) = read(world, ordered["id"], "/visits")["items"]

    whys = {each["item"]: each["why"] for each in visit["reasons"]}
    assert (visit["not_asked"], whys["R2"]) == ([], ["answer_gone"])


def test_a_manager_of_a_region_reads_the_figures_of_that_region_only(
    world: World, press: Press
) -> None:
    scope = Membership("quality_manager", "region", (world.regions[0],))
    join(world, "quality_manager", "of the east", scope)
    for dealer in (0, 1, 2):  # the third lies in another region
        world.submitted(dealer)
    ordered = order(world, other_version(world))
    world.work_off(press)
    path = f"{DESK}/rescorings/{ordered['id']}"

    own = [
        world.call("of the east", "GET", path + tail).json for tail in ("", "/dealers", "/visits")
    ]
    listed = world.call("of the east", "GET", f"{DESK}/rescorings").json["items"]

    assert read(world, ordered["id"])["summary"]["dealers"] == 3
    assert own[0]["summary"]["dealers"] == len(own[1]["items"]) == len(own[2]["items"]) == 2
    assert [each["summary"] for each in listed] == [None]


def test_void_visits_stay_out_and_late_ones_are_shown_uncounted(world: World, press: Press) -> None:
    counted, void = world.submitted(0), world.submitted(1)
    world.act("quality_manager", void, "void", {"reason": "wrong dealer"})
    practice = world.submitted(1, kind="calibration")

    ordered = order(world, other_version(world))
    world.work_off(press)
    visits = read(world, ordered["id"], "/visits")["items"]
    dealers = read(world, ordered["id"], "/dealers")["items"]

    assert {each["visit_id"]: each["counted"] for each in visits} == {
        str(counted): True,
        str(practice): False,
    }
    assert [each["n"] for each in dealers] == [1]


def test_a_list_of_rescorings_is_a_fixed_number_of_statements(world: World, press: Press) -> None:
    world.submitted(0)
    version = other_version(world)
    seen = []

    for _ in range(2):
        order(world, version)
        world.work_off(press)
        with statements() as sent:
            listed = world.call("quality_manager", "GET", f"{DESK}/rescorings?version_id={version}")
        seen.append((len(listed.json["items"]), len(sent)))

    assert [count for count, _ in seen] == [1, 2]
    assert seen[0][1] == seen[1][1]
    assert [each["summary"]["visits"] for each in listed.json["items"]] == [1, 1]


def test_ranks_are_of_dealers_with_enough_visits(world: World, press: Press) -> None:
    for dealer in (0, 0, 1, 1, 2):
        world.submitted(dealer)

    ordered = order(world, other_version(world))
    world.work_off(press)
    dealers = read(world, ordered["id"], "/dealers?limit=2")
    rest = read(world, ordered["id"], f"/dealers?limit=2&after={dealers['next']}")

    found = [*dealers["items"], *rest["items"]]
    ranks = {each["n"]: each["before"]["rank"] for each in found}
    assert (len(dealers["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert ranks == {2: 1, 1: None}  # both with two visits scored the same
    assert [each["not_distinguishable"] for each in found if each["n"] == 2] == [True, True]
    assert {tuple(each["before"]["interval"] or ()) for each in found} == {
        ("62.50", "62.50"),
        (),
    }
