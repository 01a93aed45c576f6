"""The calendar of the sample: its period, working days, seasons, quarter ends, and local time as UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from data_access.localtime import day_number, day_of

YEAR = 365
DAY = 86_400
SLOT = 300
"""Seconds of a slot: what happens in the course of a day happens at one of these."""
SLOTS_A_DAY = DAY // SLOT
NEVER = 1 << 40
"""A day that does not come."""
_MARGIN = 800
_MONDAY = 4
"""1970-01-05 was a Monday."""
_SUMMER_MONTHS, _SUMMER = (7, 8), 0.55
_CHRISTMAS = 0.12


@dataclass(frozen=True)
class Period:
    """The years up to a day; days are numbers since 1970-01-01."""

    until: date
    years: int

    @cached_property
    def last(self) -> int:
        """The last day, on which the sample ends."""
        return day_number(self.until)

    @cached_property
    def first(self) -> int:
        """The first day of the sample."""
        return self.last - self.years * YEAR + 1

    @cached_property
    def yesterday(self) -> int:
        """The last day on which anything has happened: on the day itself it may still be early morning."""
        return self.last - 1

    def season(self, days: np.ndarray) -> np.ndarray:
        """How much of the usual work is done on each day: little in summer, hardly any at Christmas."""
        return self._seasons[days - self._start]

    def quarter_end(self, days: np.ndarray) -> np.ndarray:
        """The last day of each day's quarter."""
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        next_quarter = (months // 3 + 1) * 3
        return next_quarter.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1

    def utc(self, zone: str, days: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """Seconds since 1970 in UTC of that time of day in the zone; nothing happens there while clocks are changed."""
        return days * DAY + seconds - self._offsets(zone)[days - self._start]

    @cached_property
    def _start(self) -> int:
        return self.first - _MARGIN

    @cached_property
    def _days(self) -> np.ndarray:
        return np.arange(self._start, self.last + _MARGIN)

    @cached_property
    def _seasons(self) -> np.ndarray:
        moments = self._days.astype("datetime64[D]")
        months = moments.astype("datetime64[M]").astype(np.int64) % 12 + 1
        day_of_month = (moments - moments.astype("datetime64[M]")).astype(np.int64) + 1
        christmas = ((months == 12) & (day_of_month > 20)) | ((months == 1) & (day_of_month < 7))
        return np.select([christmas, np.isin(months, _SUMMER_MONTHS)], [_CHRISTMAS, _SUMMER], 1.0)

    @cached_property
    def _known_offsets(self) -> dict[str, np.ndarray]:
        return {}

    def _offsets(self, zone: str) -> np.ndarray:
        """Seconds that the zone is ahead of UTC at noon of every day."""
        if zone not in self._known_offsets:
            place = ZoneInfo(zone)
            noons = (datetime(d.year, d.month, d.day, 12, tzinfo=UTC) for d in map(day_of, self._days))
            offsets = [noon.astimezone(place).utcoffset().total_seconds() for noon in noons]
            self._known_offsets[zone] = np.array(offsets, dtype=np.int64)
        return self._known_offsets[zone]


def weekday(days: np.ndarray | int) -> np.ndarray | int:
    """0 for a Monday up to 6 for a Sunday."""
    return (days - _MONDAY) % 7


def working_days(days: np.ndarray, chance: np.ndarray | float) -> np.ndarray:
    """The days themselves, and in place of a Saturday or Sunday a day of the week before it, by `chance` in [0, 1)."""
    place = weekday(days)
    return np.where(place < 5, days, days - place + np.asarray(chance * 5).astype(np.int64))


def next_workday(days: np.ndarray) -> np.ndarray:
    """The first working day after each day."""
    place = weekday(days)
    return np.where(place < 4, days + 1, days - place + 7)


def workday_before(day: int) -> int:
    """The day itself, or the Friday before a Saturday or Sunday."""
    return day - max(weekday(day) - 4, 0)


def workday_after(day: int) -> int:
    """The day itself, or the Monday after a Saturday or Sunday."""
    return day + (7 - weekday(day) if weekday(day) > 4 else 0)
