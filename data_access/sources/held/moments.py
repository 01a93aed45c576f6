"""Times as text: with or without a zone, as milliseconds, and as milliseconds that were taken for seconds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Text, case, cast, func, literal, try_cast
from sqlalchemy.sql import ColumnElement

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MILLISECONDS = r"^[0-9]{12,13}$"
# What was meant to be 1990 to 2050 lies here when its milliseconds are taken for seconds a thousand times smaller.
_EARLIEST, _LATEST = "1970-01-08", "1970-01-31"


def moment(cell: ColumnElement) -> ColumnElement:
    """The time as text in UTC; a bare date and what is no time as they are."""
    as_time = _read(cell)
    return case(
        (func.regexp_matches(cell, _DAY), cell),
        (func.regexp_matches(cell, _MILLISECONDS), _text(func.epoch_ms(try_cast(cell, BigInteger)))),
        (shrunken(cell), _text(func.make_timestamp(func.epoch_us(as_time) * 1000))),
        else_=func.coalesce(_text(as_time), cell),
    )


def shrunken(cell: ColumnElement) -> ColumnElement:
    """Whether the time lies in January 1970, because its milliseconds were taken for seconds."""
    as_time = _read(cell)
    return func.coalesce((as_time >= literal(_EARLIEST)) & (as_time < literal(_LATEST)), False)


def later(start: ColumnElement, milliseconds: ColumnElement) -> ColumnElement:
    """The time so many milliseconds after a start, both as text; null where one of them is none, or none passed."""
    span = try_cast(milliseconds, BigInteger)
    end = func.make_timestamp(func.epoch_us(_read(start)) + span * 1000)
    return case((span > 0, _text(end)))


def passed(time: ColumnElement, now: datetime) -> ColumnElement:
    """Whether the time as text lies before now."""
    return _read(time) < literal(now.isoformat())


def _read(cell: ColumnElement) -> ColumnElement:
    return try_cast(cell, DateTime(timezone=True))


def _text(time: ColumnElement) -> ColumnElement:
    return cast(func.strftime(func.timezone("UTC", time) if _zoned(time) else time, _FORM), Text)


def _zoned(time: ColumnElement) -> bool:
    return isinstance(getattr(time, "type", None), DateTime) and time.type.timezone
