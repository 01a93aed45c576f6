"""Days and microseconds: the integers in which the mirror holds every date and time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

EPOCH = date(1970, 1, 1)
DAY_US = 86_400_000_000
FIRST_YEAR = 1990
YEARS_AHEAD = 10
_FIRST_MOMENT = datetime(FIRST_YEAR - 1, 12, 30, tzinfo=UTC)
_STEP = timedelta(hours=6)


def day_number(day: date) -> int:
    """Days from 1970-01-01 to the date."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date that many days after 1970-01-01."""
    return EPOCH + timedelta(days=int(number))


def as_dates(days: pd.Series) -> pd.Series:
    """Dates of numbers of days since 1970-01-01, NaT for NaN."""
    return pd.to_datetime(days.astype(float), unit="D").astype("datetime64[ns]")


def last_valid_day(now: datetime) -> date:
    """The last date the intake accepts in a load that happens at `now`."""
    return date(now.astimezone(UTC).year + YEARS_AHEAD, 12, 31)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar date of an aware moment in the company's time zone."""
    return moment.astimezone(zone).date()


def local_days(us: np.ndarray, zone: ZoneInfo, until_year: int) -> np.ndarray:
    """Calendar dates in `zone`, as days since 1970, of UTC microseconds between 1990 and the end of `until_year`."""
    starts, offsets = _offsets(zone.key, until_year)
    shifted = us + offsets[np.searchsorted(starts, us, side="right") - 1]
    return np.floor_divide(shifted, DAY_US).astype(np.int32)


def microseconds(moment: datetime) -> int:
    """Microseconds from 1970-01-01 00:00Z to an aware moment."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@lru_cache(maxsize=32)
def _offsets(zone_name: str, until_year: int) -> tuple[np.ndarray, np.ndarray]:
    """Moments at which the zone's distance from UTC changes, and the distance from there on, both in microseconds."""
    zone = ZoneInfo(zone_name)
    moment, end = _FIRST_MOMENT, datetime(until_year + 1, 1, 3, tzinfo=UTC)
    offset = moment.astimezone(zone).utcoffset()
    starts, offsets = [np.iinfo(np.int64).min], [offset]
    while moment < end:
        following = moment + _STEP
        if following.astimezone(zone).utcoffset() != offset:
            change = _change_between(moment, following, zone)
            offset = change.astimezone(zone).utcoffset()
            starts.append(microseconds(change))
            offsets.append(offset)
        moment = following
    return np.array(starts, dtype=np.int64), np.array([o // timedelta(microseconds=1) for o in offsets], dtype=np.int64)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """First second after `before`, up to `after`, at which the zone's distance from UTC differs from that at `before`."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
