"""Long lists in pages: keyset on the columns they are sorted by (architecture, HTTP).

Promise: a page is one statement and costs the same wherever it lies; rows that come or go while
somebody turns pages never make another row appear twice or be left out; nothing is counted.
Columns of a key are never NULL and end in one that is unique. Read `Key`, then `page`.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from audit.infra.db import db

T = TypeVar("T")
U = TypeVar("U")
Column = sa.ColumnElement[Any] | sa.orm.InstrumentedAttribute[Any]
Value = str | int
Place = tuple[Value, ...]  # the values of a row's keys, as JSON has them

_READ: Mapping[type, Callable[[Any], object]] = MappingProxyType(
    {date: date.fromisoformat, datetime: datetime.fromisoformat, uuid.UUID: uuid.UUID}
)


def _same(value: Value) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Key:
    """A column that rows are sorted by."""

    column: Column
    down: bool = False

    def read(self, value: Value) -> sa.BindParameter[Any]:
        """The value of a place, as this column's own type."""
        kind = self.column.type
        read = _READ.get(kind.python_type, _same)
        return sa.literal(read(value), kind)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page: at most `limit` rows, those that come after the row at `after`."""

    limit: int = 100
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows in order and the place to go on from; `next` is None on the last page."""

    items: Sequence[T]
    next: Place | None = None

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """The same page of other things."""
        return Page([change(item) for item in self.items], self.next)


def up(*columns: Column) -> tuple[Key, ...]:
    """Keys from the lowest to the highest."""
    return tuple(Key(column) for column in columns)


def down(*columns: Column) -> tuple[Key, ...]:
    """Keys from the highest to the lowest."""
    return tuple(Key(column, down=True) for column in columns)


def page(statement: sa.Select[*tuple[Any, ...]], keys: Sequence[Key], asked: Asked) -> Page[Any]:
    """One page of what `statement` selects: its one thing per row, or a tuple of its several."""
    if asked.after is not None:
        statement = statement.where(_beyond(keys, asked.after))
    order = [key.column.desc() if key.down else key.column.asc() for key in keys]
    columns = [key.column for key in keys]
    # one row more than asked tells whether there is a next page
    found = db.session.execute(
        statement.add_columns(*columns).order_by(*order).limit(asked.limit + 1)
    ).all()
    shown, width = found[: asked.limit], len(keys)
    items = [row[0] if len(row) == width + 1 else tuple(row[:-width]) for row in shown]
    return Page(items, _place(shown[-1][-width:]) if len(found) > asked.limit else None)


def _place(values: Sequence[Any]) -> Place:
    return tuple(value if isinstance(value, int | str) else _text(value) for value in values)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _beyond(keys: Sequence[Key], place: Place) -> sa.ColumnElement[bool]:
    """What comes after `place`. A row comparison where all keys run the same way: PostgreSQL walks
    one index for it; else the first column bounds the walk."""
    values = [key.read(value) for key, value in zip(keys, place, strict=True)]
    if len({key.down for key in keys}) == 1:
        row, bound = sa.tuple_(*(key.column for key in keys)), sa.tuple_(*values)
        return row < bound if keys[0].down else row > bound
    return _beyond_mixed(keys, values)


def _beyond_mixed(
    keys: Sequence[Key], values: Sequence[sa.BindParameter[Any]]
) -> sa.ColumnElement[bool]:
    column, value = keys[0].column, values[0]
    past = column < value if keys[0].down else column > value
    if len(keys) == 1:
        return past
    at_least = column <= value if keys[0].down else column >= value
    return sa.and_(at_least, sa.or_(past, _beyond_mixed(keys[1:], values[1:])))
