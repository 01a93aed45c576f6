"""What a weekly review shows, as plain data: drawn by the page, written on paper and mailed, frozen when it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

import pandas as pd

from dashboard.headlines import Headline

WORSE, BETTER, OTHER = "worse", "better", "other"
"""Which way a kind of change goes."""


@dataclass(frozen=True)
class Kind:
    """A kind of change: its id, the word for one and for its group, and which way it goes."""

    id: str
    word: str
    group: str
    direction: str


KINDS = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            Kind("neglected", "Neglected", "Neglected", WORSE),
            Kind("limit_breached", "Limit", "Limits", WORSE),
            Kind("band_fell", "Health", "Health", WORSE),
            Kind("tier_fell", "Tier", "Tier", WORSE),
            Kind("neglect_ended", "Watch", "Neglected", BETTER),
            Kind("limit_cleared", "Limit", "Limits", BETTER),
            Kind("band_rose", "Health", "Health", BETTER),
            Kind("tier_rose", "Tier", "Tier", BETTER),
            Kind("cadence", "Cadence", "Cadence", OTHER),
            Kind("owner", "Owner", "Owner", OTHER),
            Kind("case_escalated", "Escalated", "Service", WORSE),
            Kind("commitment_overdue", "Promise", "Service", WORSE),
            Kind("agreement_ends", "Agreement", "Agreements", OTHER),
            Kind("new", "New", "New", OTHER),
            Kind("certification_ends", "Certificate", "Certificates", OTHER),
        )
    }
)
"""Every kind of change by its id, in the order in which changes are told."""

CHANGE_COLUMNS = (
    "change_id",  # kind, account or employee, and row, joined: the same in every run
    "kind",  # a key of KINDS
    "direction",  # worse, better, other: of this change, for kinds that go both ways too
    "account_id",
    "account_name",
    "tier",
    "team_id",
    "team_name",
    "owner_id",
    "owner_name",
    "row_id",  # case, commitment, employee of a certification; empty where the change is of the account itself
    "what",  # a short sentence: what happened
    "before",
    "after",
    "why",  # the reason in words
    "amount",  # the amount concerned, in the reporting currency; missing where unknown
)
DECISION_COLUMNS = (
    "decision_id",
    "account_id",
    "account_name",
    "team_id",
    "team_name",
    "kind",  # action, watched, snooze, note
    "text",
    "by_whom",
    "due_on",
    "state",  # open, done, dropped; of a note or a watched account: recorded
    "days_late",  # of an open action or snooze that is past its day; else missing
    "recorded_on",
    "recorded_by",
    "changed_on",  # the day of the last change, that of recording where there was none
    "moved",  # how often the day was moved
    "version",
)


@dataclass(frozen=True)
class Tile:
    """One of the four numbers of all accounts in scope, in words: `64%`, `▼ 1 point`."""

    label: str
    value: str
    change: str
    cases: str = ""
    """How many cases it is of: `158 of 246 with a contact target`."""


@dataclass(frozen=True)
class Review:
    """The weekly review of one scope between two dates.

    `changes` has CHANGE_COLUMNS in the order in which changes are told; `teams` the lines of `review_lines`, those of
    `portfolio.team_lines` with their states of health and the weeks behind them; `decisions` has DECISION_COLUMNS, the overdue first; `neglected` is the
    call list of the neglected. `compared_with` says in words what it is compared with, `filters` which part is shown.
    """

    as_of: date
    since: date
    since_review: int | None
    compared_with: str
    filters: str
    headline: Headline
    tiles: tuple[Tile, ...]
    changes: pd.DataFrame
    teams: pd.DataFrame
    decisions: pd.DataFrame
    neglected: pd.DataFrame
    currency: str
    read_at: datetime
    data_until: datetime | None
    rules: str
