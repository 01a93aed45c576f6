"""The vocabulary of the stories: customers, their people, and what happens to them, in days before the last day.

A day that falls on a weekend moves to the Friday before it, a planned one to the Monday after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OVERVIEW, PYRAMID, MEETINGS = "overview", "customer_pyramid", "meeting_frequency"
BUYERS, HEALTH, SERVICE = "recent_buyers", "relationship_health", "service_and_promises"
ACCOUNT, CONTACTS, TEAMS = "account", "contacts", "teams_and_skills"
"""Pages on which stories are seen."""
HELP_DESK_STOPPED = 35
"""Days before the last day on which the help desk's export stopped."""
OLDEST = 1_200
"""No story reaches back further than so many days."""
EMPTY = None
"""What a column shows that is not known or does not apply."""
REGULAR, MEETING, REVIEW = "regular", "meeting", "review"
NO_ONE, WHO_LEFT = "no one", "who left"
"""Owners: nobody, and the colleague who has left."""


@dataclass(frozen=True)
class Known:
    """Any value at all."""


KNOWN = Known()


@dataclass(frozen=True)
class Between:
    """A number from low to high, both included."""

    low: float
    high: float = float("inf")

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Person:
    """One of theirs; a name in other letters is followed by a colon and its spelling; `left` is days ago."""

    name: str
    title: str
    level: str = "management"
    role: str = "decision_maker"
    left: int | None = None


@dataclass(frozen=True)
class Buys:
    """An order, or one every so many days from `since` days ago up to `ago`."""

    ago: int
    amount: float
    every: int = 0
    since: int = 0
    currency: str = "EUR"
    status: str = "delivered"
    line: str = "Service agreement"


@dataclass(frozen=True)
class Meets:
    """Counted contacts every so many days from `since` days ago up to `ago`."""

    since: int
    ago: int
    every: int
    what: str = REGULAR


@dataclass(frozen=True)
class Plans:
    """A meeting entered some days ago for a day to come."""

    ahead: int
    entered: int = 2
    subject: str = "Visit"


@dataclass(frozen=True)
class Writes:
    """One interaction entered just so; `who` is the place of their person, participants are `third_parties` too."""

    ago: int
    kind: str = "meeting"
    subject: str = "Meeting"
    notes: str | None = None
    who: int | None = 0
    purpose: str | None = "other"
    private: bool = False
    all_day: bool = False
    third_parties: tuple[str, ...] = ()
    with_people: tuple[int, ...] = ()
    among_us: bool = False


@dataclass(frozen=True)
class Promises:
    """Something promised, due some days ago; `done` days ago, None where it never was."""

    due: int
    done: int | None
    subject: str
    kind: str = "deliverable"


@dataclass(frozen=True)
class Complains:
    """A case opened some days ago, with the hours to the first answer, the days to its solution and to escalation."""

    ago: int
    subject: str
    category: str = "delivery"
    priority: str = "high"
    answered: float | None = 30.0
    solved: int | None = None
    escalated: int | None = None


@dataclass(frozen=True)
class Answers:
    """Answers to a survey of some days ago: scores from 0 to 10 by dimension."""

    ago: int
    scores: Mapping[str, float]
    instrument: str = "satisfaction"
    comment: str | None = None


Happening = Buys | Meets | Plans | Writes | Promises | Complains | Answers


@dataclass(frozen=True)
class Customer:
    """An account of a story; `number` makes its key, `owner` is a place in the team, `met` the one person met.

    Where no people are named some are invented; with () there is nobody, and nothing at all is known of the account.
    """

    number: int
    name: str
    team: str
    language: str
    country: str
    industry: str
    happens: tuple[Happening, ...] = ()
    people: tuple[Person, ...] | None = None
    owner: int | str = 0
    met: int | None = None
    only_owner_meets: bool = False
    joined: int = 1_500
    more: Mapping[str, object] = field(default_factory=dict)
    """Other columns of its row, as they are."""
    agreement_ends_in: int | None = None

    @property
    def account_id(self) -> str:
        return account_id(self.number)


@dataclass(frozen=True)
class Story:
    """What happens to whom, which pages show it, and as what.

    `shows` names columns of the facts on the last day: a value, EMPTY, KNOWN, or Between two numbers. `rows` names canonical
    tables: each holds a row of the account with these values. A story about a team has no customer; its `shows` is the
    median over the team's active accounts.
    """

    id: str
    text: str
    pages: tuple[str, ...]
    customer: Customer | None = None
    shows: Mapping[str, object] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    others: tuple[Customer, ...] = ()
    team_id: str | None = None

    @property
    def account_id(self) -> str | None:
        return self.customer.account_id if self.customer else None

    @property
    def account_name(self) -> str | None:
        return self.customer.name if self.customer else None

    @property
    def customers(self) -> tuple[Customer, ...]:
        """Every account the story puts into the sample."""
        return ((self.customer,) if self.customer else ()) + self.others


def account_id(number: int) -> str:
    """The key of the account with this number, counted from 1."""
    return f"A{number:06}"


def fits(expected: object, value: object) -> bool:
    """Whether a value is what a story says: the same, empty or known where that is said, or within the bounds."""
    empty = value is None or value != value  # noqa: PLR0124 - NaN and NaT are the values that differ from themselves
    if expected is EMPTY or empty:
        return expected is EMPTY and empty
    if isinstance(expected, Known):
        return True
    return value in expected if isinstance(expected, Between) else value == expected
