"""The columns of the lists of the contacts page and of the contact map: labels, widths in pixels, how values are written."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dashboard.charts import SIDE_WORDS
from dashboard.headlines import LANGUAGE_WORDS
from dashboard.portfolio import MET, NOT_KNOWN, NOT_MET
from dashboard.ui.tables import CELL, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, number, share

MET_WORDS = {MET: "✓ met", NOT_MET: "▲ not met", NOT_KNOWN: "○ not known"}

_ACCOUNT = {"account_name": Column("Account", 158), "tier": Column("Tier", 44)}
_WHO = {"owner_name": Column("Owner", 116), "team_name": Column("Team", 104)}


def accounts() -> dict[str, Column]:
    """What is missing at each account: what fits a screen first."""
    return {
        **_ACCOUNT,
        "missing": Column("What is missing", 400, coloured=STATE),
        "known": Column("Known contacts", 104, written=number, help="Active contacts listed"),
        "levels_met": Column("Levels met", 76, help="Of the levels with a listed contact, in 365 days"),
        "last_contact": Column("Last contact", 124),
        **_WHO,
        "persons": Column("Of theirs met", 98, written=number, help="Persons in the counted contacts of 365 days"),
        "employees": Column("Of ours", 70, written=number, help="People of ours in the counted contacts of 365 days"),
        "unknown": Column("Not known", 200),
    }


def of_level(view: View) -> dict[str, Column]:
    """The accounts behind a level of a tier."""
    return {
        **_ACCOUNT,
        "met": Column("On this level", 110, written=MET_WORDS.get),
        "listed": Column("Contacts listed", 110, written=number),
        "contacts": Column("Contacts 12 m", 110, written=number),
        "last_on": Column("Last", 90, written=partial(day_or_nothing, view=view)),
        **_WHO,
    }


def of_pair(view: View) -> dict[str, Column]:
    """The accounts at which two levels met."""
    return {
        **_ACCOUNT,
        "contacts": Column("Contacts 12 m", 110, written=number),
        "last_on": Column("Last", 90, written=partial(day_or_nothing, view=view)),
        **_WHO,
    }


def languages() -> dict[str, Column]:
    """Customers whose language is not known to be spoken."""
    return {
        **_ACCOUNT,
        "theirs": Column("Their language", 120),
        "ours": Column("Spoken by those who serve", 210),
        "language_state": Column("State", 290, written=LANGUAGE_WORDS.get),
        **_WHO,
    }


def pairs(view: View) -> dict[str, Column]:
    """Who met whom at one account."""
    return {
        "person_name": Column("Of theirs", 170),
        "person_level": Column("Level", 100),
        "employee_name": Column("Of ours", 170),
        "employee_level": Column("Level of ours", 110),
        "contacts": Column("Contacts 12 m", 110, written=number),
        "last_on": Column("Last", 90, written=partial(day_or_nothing, view=view)),
        "kind": Column("Last kind", 90),
        "left": Column("Left", 150, coloured=CELL),
    }


def of_chart(view: View, table: pd.DataFrame) -> dict[str, Column]:
    """The data of a matrix under its own names."""
    written = {"Share": share_or_nothing, "Last": partial(day_or_nothing, view=view)}
    return {name: Column(name, written=written.get(name)) for name in table.columns}


def share_or_nothing(value: object) -> str:
    """A share, or a dot where it is of nobody."""
    return NOTHING if is_unknown(value) else share(value)


def day_or_nothing(value: object, view: View) -> str:
    """A date, or a dot where there is none."""
    return NOTHING if is_unknown(value) else day(value, view.as_of)


def side_word(side: str) -> str:
    """A level or what stands in its place, in words."""
    return SIDE_WORDS[side]
