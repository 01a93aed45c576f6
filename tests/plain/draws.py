"""Draws of days, moments, names and keys at the boundaries of the rules, from one seeded generator."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.plain.tables import TABLES

# Last days near a change of the clocks, a leap day, a turn of the year and the day Apia never had.
PLACES = (
    ("UTC", (date(2024, 3, 1), date(2023, 12, 31))),
    ("Europe/Helsinki", (date(2024, 3, 31), date(2024, 10, 27), date(2025, 6, 30))),
    ("America/New_York", (date(2024, 11, 3), date(2024, 3, 10))),
    ("Asia/Kolkata", (date(2024, 7, 15),)),
    ("Pacific/Auckland", (date(2024, 9, 29), date(2025, 4, 6))),
    ("Pacific/Apia", (date(2011, 12, 31), date(2012, 4, 1))),
    ("America/Sao_Paulo", (date(2018, 11, 4), date(2018, 2, 18))),
    ("Australia/Lord_Howe", (date(2024, 4, 7),)),
)
AGES = (0, 1, 2, 3, 5, 7, 8, 13, 14, 15, 16, 20, 29, 30, 31, 38, 44, 45, 46, 55, 56, 57, 59, 60, 61, 75, 88, 89, 90, 91)
AGES += (92, 98, 110, 119, 120, 121, 135, 150, 179, 180, 181, 182, 183, 210, 240, 269, 270, 271, 300, 330, 363, 364)
AGES += (365, 366, 367, 380, 400, 430, 454, 455, 456, 457, 500, 546, 547, 600, 650, 700, 728, 729, 730, 731, 732)
AGES += (800, 1000)
AHEAD = (1, 2, 7, 13, 14, 15, 16, 20, 29, 30, 31, 60)
CLOCK = (
    time(0, 0),
    time(0, 0, 0, 1),
    time(23, 59, 59, 999999),
    time(1, 30),
    time(2, 30),
    time(3, 0),
    time(9, 15),
    time(12, 0),
    time(17, 45, 30, 500000),
)
NAMES = (
    "Acme",
    "NA",
    "null",
    "Äö Oy",
    "株式会社",
    'O"Neil, Sons',
    "<script>x</script>",
    "=1+1",
    "מאיה",
    "🙂",
    " x ",
    "é",
    "e\u0301",
)


class Draws:
    """What a case is drawn from: its zone, last day and as-of dates, how dirty it is, and the tables drawn so far."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.zone, last_days = self.chance.choice(PLACES)
        self.last_day = self.chance.choice(last_days)
        self.currency = self.chance.choice(("EUR", "EUR", "EUR", "USD", "JPY"))
        self.crowded = seed % 20 == 7
        self.dirt = 0.0 if self.crowded else self.one((0.0, 0.0, 0.0, 0.004, 0.02, 0.06))
        self.gaps = self.one((0.02, 0.1, 0.35))
        back = (1, 14, 15, 45, 56, 56, 56, 56, 90, 91, 120, 150, 182, 365, 456, 800)
        self.as_of = (self.last_day, *(self.last_day - timedelta(days) for days in self._two_of(back)))
        self.tables: dict[str, list[dict]] = {table: [] for table in TABLES}
        self.favourites: list[str] = []
        self.event_days: list[date] = []

    def _two_of(self, values: tuple[int, ...]) -> list[int]:
        """Two that differ."""
        first = self.one(values)
        return [first, self.one([value for value in values if value != first])]

    def one(self, values: tuple | list) -> object:
        """One of the values."""
        return self.chance.choice(values)

    def happens(self, share: float) -> bool:
        """True in this share of the draws."""
        return self.chance.random() < share

    def maybe(self, value: object, share: float | None = None) -> object:
        """The value, or nothing: in the case's share of gaps, or in all but `share` of the draws."""
        return None if self.happens(self.gaps if share is None else 1 - share) else value

    def name(self) -> str:
        """A name, half of them nasty."""
        return self.one(NAMES) if self.happens(0.5) else f"Name {self.chance.randrange(100)}"

    def id_of(self, table: str, unknown: float = 0.0) -> str | None:
        """A key of the table, in a share of the draws one that is not there."""
        name = TABLES[table][0].name
        if self.happens(unknown) or not self.tables[table]:
            return f"no such {name}"
        return self.one(self.tables[table])[name]

    def account(self) -> str:
        """A key of an account, half of the time of one of the few with which most happens."""
        return self.one(self.favourites) if self.happens(0.5) else self.id_of("accounts", self.dirt)

    def day(self, ahead: float = 0.1) -> date:
        """A day at a boundary as seen from one of the as-of dates."""
        d = self.one(self.as_of[:2]) if self.happens(0.8) else self.one(self.as_of)
        if self.happens(ahead):
            return d + timedelta(self.one(AHEAD))
        return d - timedelta(self.one(AGES))

    def day_within(self, days: int) -> date:
        """As `day`, mostly of the last so many days, seldom ahead."""
        if self.happens(0.2):
            return self.day()
        d = self.one(self.as_of)
        return d - timedelta(self.one([age for age in AGES if age <= days]))

    def moment(self, day: date) -> datetime:
        """A time of that local day, mostly close to a boundary of the day."""
        clock = datetime.combine(day, self.one(CLOCK), ZoneInfo(self.zone))
        return clock.replace(fold=int(self.happens(0.5))).astimezone(UTC)

    def written(self, moment: datetime | None) -> str | None:
        """The moment in one of the forms a source may use."""
        if moment is None:
            return None
        form = self.chance.randrange(6)
        if form == 0:
            return moment.isoformat().replace("+00:00", "Z")
        if form == 1:
            return moment.replace(tzinfo=None).isoformat()
        if form == 2:
            return moment.replace(tzinfo=None).isoformat(" ")
        if form == 3:
            return moment.astimezone(ZoneInfo(self.zone)).isoformat()
        if form == 4 and moment.microsecond == 0:
            return moment.strftime("%Y%m%dT%H%M%SZ")
        return moment.isoformat()

    def later(self, moment: datetime, share: float) -> datetime | None:
        """A time after the moment, or none; in dirty cases seldom one before it."""
        if not self.happens(share):
            return None
        hours = self.one((0, 0.5, 2, 8, 24, 26, 47, 72, 119.9, 120, 120.1, 240, 900, 2000))
        if self.happens(self.dirt):
            hours = -self.one((0.001, 1, 30))
        return moment + timedelta(hours=hours)

    def later_at_a_boundary(self, moment: datetime, share: float) -> datetime | None:
        """As `later`, sometimes at the start or the end of an as-of date or of the day after it."""
        found = self.later(moment, share)
        if found is None or self.happens(0.7):
            return found
        midnight = self.moment(self.one(self.as_of) + timedelta(self.one((0, 0, 1))))
        return midnight if midnight >= moment else found
