"""The story holds together: both languages, logins that are nobody's, rules of visiting."""

from collections import Counter
from datetime import date

import phonenumbers
import pytest

from audit.checklists.shelf import shipped_checklists
from audit.demo.story import STATES, load_story
from audit.people.actor import ROLES, Membership
from audit.people.rules import check_memberships, check_password

SEED_DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def story():
    return load_story(SEED_DAY)


def test_everything_named_is_named_in_both_languages(story):
    named = [story.brand.names, story.programme.title, story.wave.title]
    named += [each.names for each in (*story.regions, *story.dealers)]

    assert all(set(names) == {"zh-CN", "en"} and all(names.values()) for names in named)
    assert all(names["en"].isascii() for names in named)


def test_mobile_numbers_are_well_formed_of_one_block_and_nobody_shares_a_login(story):
    mobiles = [person.mobile for person in story.people]
    emails = [person.email for person in story.people if person.email]

    assert all(phonenumbers.is_valid_number(phonenumbers.parse(mobile)) for mobile in mobiles)
    assert all(mobile.startswith("+861990000") for mobile in mobiles)
    assert all(email.endswith(".example") for email in emails)
    assert len(set(mobiles)) == len(mobiles)
    assert len(set(emails)) == len(emails)


def test_every_role_is_played_and_every_membership_may_be(story):
    roles = [role for person in story.people for role in person.roles]
    faults = [
        fault
        for person in story.people
        for fault in check_memberships(
            Membership(role.role, role.scope, role.codes) for role in person.roles
        )
    ]

    assert {role.role for role in roles} == set(ROLES)
    assert not faults
    assert not check_password(story.password)


def test_scopes_and_visits_name_what_there_is(story):
    regions = {region.code for region in story.regions}
    dealers = {dealer.code for dealer in story.dealers}
    visitors = {person.visitor for person in story.people if person.visitor}
    codes = {code for person in story.people for role in person.roles for code in role.codes}
    checklist = next(c for c in shipped_checklists() if c["code"] == story.wave.checklist)

    assert (len(regions), len(dealers), len(visitors), len(story.visits)) == (3, 12, 6, 24)
    assert codes == regions | dealers
    assert {dealer.region for dealer in story.dealers} == regions
    assert {visit.dealer for visit in story.visits} == dealers
    assert {visit.visitor for visit in story.visits} == visitors
    assert {visit.scenario for visit in story.visits} <= {s["code"] for s in checklist["scenarios"]}


def test_each_state_is_reached_and_a_void_visit_says_why(story):
    states = Counter(visit.state for visit in story.visits)

    assert set(states) == set(STATES)
    assert states["published"] == 10
    assert all(visit.reason for visit in story.visits if visit.state == "void")


def test_a_visitor_sees_a_dealer_once_and_windows_lie_in_the_wave(story):
    pairs = Counter((visit.dealer, visit.visitor) for visit in story.visits)
    days = Counter((visit.visitor, visit.starts_at.date()) for visit in story.visits)

    assert max(pairs.values()) == 1
    assert max(days.values()) <= 3
    for visit in story.visits:
        assert visit.window_opens <= visit.starts_at.date() <= visit.window_closes
        assert story.wave.opens_on <= visit.window_opens
        assert visit.window_closes <= story.wave.onsite_deadline
        assert (visit.starts_at.date() > SEED_DAY) == (visit.state == "assigned")
