"""The only clock. Promise: every moment in this program is aware and in UTC (style 10)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` where the tenant lives (model 9)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """24:00 of that local day: the moment a window or deadline given as a date ends (model 9)."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def iso(moment: datetime) -> str:
    """`2026-11-22T00:43:39.120000Z`: microseconds always, so equal moments give equal text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
