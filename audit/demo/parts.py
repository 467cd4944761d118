"""A demo visit as the phone would send it: parts with times, marks and pictures.

Promise: `make_parts` answers the on-site part and the callback part of a visit; ids, times and
photos are the same for the same visit. Reading order: `make_parts`, `_Clock`, `_pictures`.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from audit.checklists.answers import Answer
from audit.checklists.decimals import decimal
from audit.checklists.definition import Definition
from audit.checklists.items import Item
from audit.demo.answers import tell
from audit.demo.dice import dice
from audit.demo.photos import Shot
from audit.demo.stock import stock
from audit.demo.story import DemoDealer, PlannedVisit
from audit.scoring.earning import is_fail

_SECOND = {"s": 1, "min": 60, "h": 3600, "day": 86_400, "d": 86_400}
# Minutes after parking at which each stage begins; the drive home ends the visit.
_BEGINS = {"reception": 0, "diagnosis": 13, "waiting": 32, "work": 95, "delivery": 103}
_PAPERS = ("quote", "bill", "walkround")
_UPRIGHT = {True: (25, 60, 15), False: (76, 18, 6)}  # orientations 1, 6, 8: papers, places
_NEVER_CALLED = 7  # days after which the visitor says that nobody has called


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of an item: the evidence id and what the camera saw (`photos.photo(shot)`)."""

    id: uuid.UUID
    item: str
    shot: Shot


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `onsite` or `callback`; marks are (code, milliseconds after `started_at`)."""

    part: str
    answers: Mapping[str, Answer]
    pictures: tuple[Picture, ...]
    marks: tuple[tuple[str, int], ...]
    started_at: datetime
    finished_at: datetime


@dataclass(slots=True)
class _Clock:
    """The visitor's day: when each item was answered and each mark pressed."""

    visit: PlannedVisit
    dice: Random
    called_at: datetime
    now: datetime
    stage: str | None = None
    marks: dict[str, datetime] = field(default_factory=dict)

    def enter(self, stage: str | None, days: int) -> None:
        """Go on to a stage, never back."""
        if stage == self.stage:
            return
        self.stage = stage
        if stage == "follow_up":
            called = (self.visit.starts_at + timedelta(days=days)).replace(hour=10)
            self.now = max(self.now, called + timedelta(minutes=self.dice.randint(0, 420)))
        elif stage in _BEGINS:
            begins = self.visit.starts_at + timedelta(minutes=_BEGINS[stage])
            self.now = max(self.now, begins)

    def answer(self, item: Item, answer: Answer) -> datetime:
        """The moment of an answer; an item that a timer fills waits until the timer ends."""
        number = decimal(answer.value)
        if item.timer and number is not None:
            self.marks[item.timer.start] = self.now
            self.now += timedelta(seconds=float(number) * _SECOND[item.unit or "s"])
            self.marks[item.timer.end] = self.now
        self.now += timedelta(seconds=self.dice.randint(20, 75))
        return self.now


def make_parts(
    definition: Definition, visit: PlannedVisit, dealer: DemoDealer
) -> tuple[Part, Part]:
    """The on-site part (booking included) and the callback part of `visit`."""
    told, chance = tell(definition, visit), dice("parts", visit.number)
    called_at = _called_at(visit, told, chance)
    clock = _Clock(visit, chance, called_at, called_at)
    answers: dict[str, Answer] = {}
    pictures: list[Picture] = []
    for item in definition.items:
        if item.code in told:
            clock.enter(item.stage, _days_until_callback(told))
            at = clock.answer(item, told[item.code])
            taken = _pictures(item, told[item.code], at, (visit, dealer, chance))
            pictures += taken
            answers[item.code] = replace(
                told[item.code],
                photos=tuple(str(picture.id) for picture in taken),
                at=at.isoformat(timespec="seconds"),
            )
    return _cut(definition, answers, pictures, clock)


def _cut(
    definition: Definition, answers: Mapping[str, Answer], pictures: list[Picture], clock: _Clock
) -> tuple[Part, Part]:
    """The answers of a visit by the part that brings them."""
    late = {item.code for item in definition.items if item.deferred}
    marks = tuple(
        (code, round((at - clock.called_at) / timedelta(milliseconds=1)))
        for code, at in clock.marks.items()
    )
    onsite = {code: answer for code, answer in answers.items() if code not in late}
    callback = {code: answer for code, answer in answers.items() if code in late}
    left_at, heard_at = _last(onsite.values()), _last(callback.values())
    early = tuple(picture for picture in pictures if picture.item not in late)
    after = tuple(picture for picture in pictures if picture.item in late)
    minutes = timedelta(minutes=3)
    return (
        Part("onsite", onsite, early, marks, clock.called_at, left_at + minutes),
        Part("callback", callback, after, (), heard_at - minutes, heard_at + minutes),
    )


def _last(answers: Iterable[Answer]) -> datetime:
    return max(datetime.fromisoformat(answer.at) for answer in answers if answer.at)


def _called_at(visit: PlannedVisit, told: Mapping[str, Answer], chance: Random) -> datetime:
    """When the visitor booked: the same morning if the reminder is not applicable."""
    reminder = told.get("BK7")
    if reminder is not None and reminder.na:
        return visit.starts_at - timedelta(minutes=chance.randint(45, 70))
    day = visit.starts_at - timedelta(days=chance.randint(1, 2))
    return day.replace(hour=chance.randint(9, 16), minute=chance.randint(0, 59))


def _days_until_callback(told: Mapping[str, Answer]) -> int:
    answer = told.get("FU1")
    number = decimal(answer.value) if answer else None
    return _NEVER_CALLED if number is None else int(number)


def _pictures(
    item: Item, answer: Answer, at: datetime, where: tuple[PlannedVisit, DemoDealer, Random]
) -> list[Picture]:
    """As many photos as the item's rule asks for, and now and then one more."""
    rule, (visit, dealer, chance) = item.photo, where
    is_bad = not answer.na and is_fail(item, answer)
    if rule is None or answer.na or (rule.when == "fail" and not is_bad):
        return []
    kept = stock()[item.code]
    scenes = kept.bad_scenes if is_bad else kept.good_scenes
    count = min(rule.max, rule.min + (chance.random() < 0.35), len(scenes))
    return [
        Picture(
            uuid.UUID(int=chance.getrandbits(128), version=4),
            item.code,
            Shot(
                scene=scene,
                seed=visit.number * 1000 + chance.randrange(1000),
                taken_at=at - timedelta(seconds=chance.randint(4, 18)),
                place=(
                    float(dealer.lat) + chance.gauss(0, 0.0002),
                    float(dealer.lon) + chance.gauss(0, 0.0002),
                ),
                orientation=chance.choices((1, 6, 8), _UPRIGHT[scene in _PAPERS])[0],
            ),
        )
        for scene in chance.sample(scenes, count)
    ]
