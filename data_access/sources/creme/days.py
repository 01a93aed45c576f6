"""Dates of whole days, which Creme keeps as the local midnight, in UTC, of whoever entered them."""

from __future__ import annotations

from sqlalchemy import DateTime, Text, case, cast, func, try_cast
from sqlalchemy.sql import ColumnElement

_DAY = "%Y-%m-%d"
_CLOCK = "%H:%M"
_US_A_MINUTE = 60_000_000
_NOON = 12 * 60
_LAST_MINUTE = 23 * 60 + 59


def first_day(cell: ColumnElement, zone: str) -> ColumnElement:
    """The date that begins at the moment: in the company's zone where it is midnight there, else the nearest midnight."""
    local = func.timezone(zone, try_cast(cell, DateTime(timezone=True)))
    nearest = cast(func.strftime(_shifted(cell, _NOON), _DAY), Text)
    return case((func.strftime(local, _CLOCK) == "00:00", func.strftime(local, _DAY)), else_=nearest)


def last_day(cell: ColumnElement, zone: str) -> ColumnElement:
    """The date that ends at the moment, which Creme sets to 23:59."""
    return first_day(cast(_shifted(cell, -_LAST_MINUTE), Text), zone)


def _shifted(cell: ColumnElement, minutes: int) -> ColumnElement:
    moment = func.epoch_us(try_cast(cell, DateTime(timezone=True)))
    return func.make_timestamp(moment + minutes * _US_A_MINUTE)
