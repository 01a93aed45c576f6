"""Whether a source went silent: nothing has come in for longer than its rows usually are apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_access.localtime import day_of
from data_access.quality import STREAMS

RHYTHM_DAYS = 180
"""The rhythm is that of so many days up to the newest row."""
RHYTHM_NEEDS = 8
"""On fewer days with a row nothing is usual."""
USUAL_QUANTILE = 0.95
TIMES_USUAL = 3
SHORTEST_SILENCE = 3

PAGE_STREAMS = {
    "weekly_review": ("orders", "meetings", "mails", "commitments", "cases", "survey_responses"),
    "overview": ("orders", "meetings", "mails"),
    "recent_buyers": ("orders", "meetings", "mails"),
    "customer_pyramid": ("orders", "meetings", "mails"),
    "meeting_frequency": ("orders", "meetings", "mails"),
    "relationship_health": ("orders", "meetings", "mails", "commitments", "cases", "survey_responses"),
    "service_and_promises": ("mails", "helpdesk", "commitments", "cases", "survey_responses"),
    "account": tuple(STREAMS),
    "contacts": ("orders", "meetings", "mails"),
    "teams_and_skills": ("orders", "meetings", "mails", "opportunities"),
}
"""Which streams the figures of a page rest on; definitions rest on none, and the page of the data tells of all tables."""


@dataclass(frozen=True)
class Silence:
    """A stream without rows since a day: how many days that is, and how far apart its days with rows usually are."""

    stream: str
    since: date
    days: int
    usual: int
    longest: int
    """After more days than these a silence is unusual."""

    @property
    def what(self) -> str:
        return STREAMS[self.stream].what

    @property
    def table(self) -> str:
        return STREAMS[self.stream].table


def silences(days: pd.DataFrame, day: int) -> tuple[Silence, ...]:
    """The streams that are silent on the day, in the order of STREAMS; `days` is `quality.days_with_rows` of the day."""
    found = {name: _silence(name, rows["day"], day) for name, rows in days.groupby("stream")}
    return tuple(found[name] for name in STREAMS if found.get(name) is not None)


def of_page(silent: Collection[Silence], page: str) -> list[Silence]:
    """Those of the silences that concern the figures of a page."""
    return [silence for silence in silent if silence.stream in PAGE_STREAMS.get(page, ())]


def _silence(name: str, days: pd.Series, day: int) -> Silence | None:
    days = days.sort_values()
    newest = days.iloc[-1]
    recent = days[days > newest - RHYTHM_DAYS]
    if len(recent) < RHYTHM_NEEDS:
        return None
    gaps = recent.diff().dropna()
    longest = max(TIMES_USUAL * float(gaps.quantile(USUAL_QUANTILE)), SHORTEST_SILENCE)
    silent = int(day - newest)
    if silent <= longest:
        return None
    return Silence(str(name), day_of(int(newest)), silent, round(float(gaps.median())), int(longest))
