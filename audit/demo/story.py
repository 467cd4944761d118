"""The demo's story, typed.

Promise: what stands in `story.toml`, with days turned into dates of the seed day. Read `Story`,
then `PlannedVisit`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
DATUM = "wgs84"
STATES = ("assigned", "photos", "callback", "submitted", "approved", "published", "void")

Names = Mapping[str, str]
_WINDOW_DAYS = 3  # a visit may be made so many days before and after the day it was planned for


@dataclass(frozen=True, slots=True)
class Named:
    """A brand or region: its code and its names by language."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True)
class DemoDealer:
    """A dealer; `region` by code, `lat` and `lon` in degrees WGS-84."""

    code: str
    names: Names
    region: str
    province: str
    city: str
    lat: Decimal
    lon: Decimal
    tier: str
    size: str
    group: str


@dataclass(frozen=True, slots=True)
class Role:
    """A membership: `scope` is tenant, region or dealers, `codes` which of them."""

    role: str
    scope: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can log in; `visitor` is their visitor code, if they are one."""

    name: str
    mobile: str
    email: str | None
    roles: tuple[Role, ...]
    visitor: str | None


@dataclass(frozen=True, slots=True)
class DemoProgramme:
    """The standing plan."""

    code: str
    title: Names
    date_precision: str
    ranks_from: int


@dataclass(frozen=True, slots=True)
class DemoWave:
    """The wave; `checklist` by code."""

    code: str
    title: Names
    checklist: str
    opens_on: date
    onsite_deadline: date
    callback_deadline: date


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit: who goes where for what, how good the dealer is (percent), how far it gets.

    `starts_at` is when the visitor parks. `symptom` is what the car is brought in for ("" for
    routine maintenance), `fixed` the answers that the story prescribes.
    """

    number: int
    dealer: str
    visitor: str
    scenario: str
    brief: str
    symptom: str
    quality: int
    state: str
    starts_at: datetime
    window_opens: date
    window_closes: date
    fixed: Mapping[str, str]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the demo is made of; `password` is every demo person's."""

    seed_day: date
    password: str
    brand: Named
    programme: DemoProgramme
    wave: DemoWave
    regions: tuple[Named, ...]
    dealers: tuple[DemoDealer, ...]
    people: tuple[DemoPerson, ...]
    visits: tuple[PlannedVisit, ...]

    def dealer(self, code: str) -> DemoDealer:
        """The dealer of that code; KeyError when there is none."""
        return {dealer.code: dealer for dealer in self.dealers}[code]


def load_story(seed_day: date) -> Story:
    """The story as told on `seed_day`, a local day."""
    raw = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    regions = tuple(Named(each["code"], _names(each)) for each in raw["regions"])
    return Story(
        seed_day=seed_day,
        password=raw["password"],
        brand=Named(raw["brand"]["code"], _names(raw["brand"])),
        programme=_programme(raw["programme"]),
        wave=_wave(raw["wave"], seed_day),
        regions=regions,
        dealers=tuple(_dealer(each) for each in raw["dealers"]),
        people=tuple(_person(each, {region.code for region in regions}) for each in raw["people"]),
        visits=tuple(_visit(each, raw, seed_day) for each in raw["visits"]),
    )


def _names(raw: dict[str, Any]) -> Names:
    return {"zh-CN": raw["zh"], "en": raw["en"]}


def _programme(raw: dict[str, Any]) -> DemoProgramme:
    return DemoProgramme(raw["code"], _names(raw), raw["date_precision"], raw["ranks_from"])


def _wave(raw: dict[str, Any], seed_day: date) -> DemoWave:
    opens, onsite, callback = (
        seed_day + timedelta(days=raw[key])
        for key in ("opens_on", "onsite_deadline", "callback_deadline")
    )
    return DemoWave(raw["code"], _names(raw), raw["checklist"], opens, onsite, callback)


def _dealer(raw: dict[str, Any]) -> DemoDealer:
    return DemoDealer(
        code=raw["code"],
        names=_names(raw),
        region=raw["region"],
        province=raw["province"],
        city=raw["city"],
        lat=Decimal(raw["lat"]),
        lon=Decimal(raw["lon"]),
        tier=raw["tier"],
        size=raw["size"],
        group=raw["group"],
    )


def _person(raw: dict[str, Any], regions: set[str]) -> DemoPerson:
    roles = tuple(_role(text, regions) for text in raw["roles"])
    return DemoPerson(raw["name"], raw["mobile"], raw.get("email"), roles, raw.get("visitor"))


def _role(text: str, regions: set[str]) -> Role:
    """`role` or `role@code,code`; codes are one region or some dealers."""
    role, _, listed = text.partition("@")
    codes = tuple(listed.split(",")) if listed else ()
    if not codes:
        return Role(role, "tenant", ())
    return Role(role, "region" if set(codes) <= regions else "dealers", codes)


def _visit(raw: dict[str, Any], story: dict[str, Any], seed_day: date) -> PlannedVisit:
    day = seed_day + timedelta(days=raw["day"])
    wave = _wave(story["wave"], seed_day)
    return PlannedVisit(
        number=raw["number"],
        dealer=raw["dealer"],
        visitor=raw["visitor"],
        scenario=raw["scenario"],
        brief=raw["brief"],
        symptom=story["briefs"][raw["brief"]]["symptom"],
        quality=raw["quality"],
        state=raw["state"],
        starts_at=datetime.combine(day, time.fromisoformat(raw["at"]), ZONE),
        window_opens=max(wave.opens_on, day - timedelta(days=_WINDOW_DAYS)),
        window_closes=min(wave.onsite_deadline, day + timedelta(days=_WINDOW_DAYS)),
        fixed=raw.get("answers", {}),
        reason=raw.get("reason"),
    )
