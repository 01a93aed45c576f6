"""How the rows of a table that changed since it was read last are asked for: by its key and a column that says when."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Date, DateTime, Numeric, Text, func, literal, not_, or_
from sqlalchemy import types as kinds
from sqlalchemy.sql import ColumnElement

OVERLAP = timedelta(minutes=10)
"""So far before the newest row seen a change may have been stamped that was not to be seen yet."""
OVERLAP_OF_WRONG_CLOCKS = timedelta(days=1)
"""The same where rows are stamped later than the moment they were read: by a local time, or by a clock that is wrong."""
MARKS = (
    *("_fivetran_synced", "_airbyte_extracted_at", "_airbyte_emitted_at", "systemmodstamp", "system_modstamp"),
    *("lastmodifieddate", "last_modified_date", "property_hs_lastmodifieddate", "hs_lastmodifieddate", "modifiedon"),
    *("write_date", "update_time", "date_modified", "modified_at", "updated_at", "updatedat"),
)
"""Columns, in lower case, that copies and CRMs stamp with each change of a row; of several the first is taken."""

TEXT_OF_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|\+00:00)?"
"""Moments as text whose order is that of the texts, as long as all are written in one form."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PER_SECOND = ((100_000_000_000_000, 1_000_000), (100_000_000_000, 1_000), (100_000_000, 1))
"""Numbers from which on a mark counts microseconds, milliseconds or seconds since 1970."""

Mark = datetime | date | int | float | str


@dataclass(frozen=True)
class Changing:
    """The columns of a table that tell its rows apart, and the one that says when a row changed last."""

    key: tuple[str, ...]
    mark: str


def changing_of(columns: Mapping[str, kinds.TypeEngine], key: Collection[str]) -> Changing | None:
    """How the changed rows of a table with this primary key can be known; None where they cannot."""
    lower = {name.lower(): name for name in reversed(list(columns))}
    mark = next((lower[name] for name in MARKS if name in lower), None)
    return Changing(tuple(key), mark) if key and mark else None


def bound_of(newest: object, read_at: datetime) -> Mark | None:
    """The mark from which on rows are read again, from the newest one kept and the moment they were read.

    It is written as the marks are; None where marks of this form are in no order that can be relied on.
    """
    if isinstance(newest, str):
        return _bound_of_text(newest, read_at)
    if isinstance(newest, datetime):
        return _bound_of_moment(newest, read_at)
    if isinstance(newest, date):
        return min(newest, read_at.date()) - OVERLAP_OF_WRONG_CLOCKS
    if isinstance(newest, int | float):
        return _bound_of_number(newest, read_at)
    return None


def is_changed(mark: ColumnElement, bound: Mark) -> ColumnElement:
    """Whether a row may have changed since: its mark is not before the bound, missing, or not of the form of the bound."""
    if isinstance(bound, str):
        zone = "+00:00" if bound.endswith("+00:00") else ""
        shape = re.sub("[0-9]", "_", bound.removesuffix(zone)) + zone
        of_another_form = or_(func.length(mark) != len(bound), not_(mark.like(shape)))
        return or_(mark >= literal(bound, Text), mark.is_(None), of_another_form)
    if isinstance(bound, datetime):
        return or_(mark >= literal(bound, DateTime(timezone=bound.tzinfo is not None)), mark.is_(None))
    kind = Date() if isinstance(bound, date) else Numeric(asdecimal=False)
    return or_(mark >= literal(bound, kind), mark.is_(None))


def _bound_of_moment(newest: datetime, read_at: datetime) -> datetime:
    """A moment without a zone is taken as UTC, which at worst reads a day twice."""
    aware = newest if newest.tzinfo else newest.replace(tzinfo=UTC)
    bound = aware - OVERLAP if aware <= read_at else read_at - OVERLAP_OF_WRONG_CLOCKS
    return bound if newest.tzinfo else bound.astimezone(UTC).replace(tzinfo=None)


def _bound_of_number(newest: float, read_at: datetime) -> float | None:
    per_second = next((per for least, per in _PER_SECOND if newest >= least), None)
    if per_second is None:
        return None
    read = (read_at - _EPOCH).total_seconds() * per_second
    if newest <= read:
        return newest - OVERLAP.total_seconds() * per_second
    return read - OVERLAP_OF_WRONG_CLOCKS.total_seconds() * per_second


def _bound_of_text(newest: str, read_at: datetime) -> str | None:
    if not re.fullmatch(TEXT_OF_TIME, newest):
        return None
    moment = _bound_of_moment(datetime.fromisoformat(newest), read_at)
    fraction = re.match(r"\.(\d+)", newest[19:])
    digits = f".{moment.microsecond:06d}"[: len(fraction[1]) + 1] if fraction else ""
    suffix = newest[19 + len(fraction[0]) if fraction else 19 :]
    return f"{moment:%Y-%m-%d}{newest[10]}{moment:%H:%M:%S}{digits}{suffix}"
