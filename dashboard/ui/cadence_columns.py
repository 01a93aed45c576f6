"""The columns of the lists of the meeting frequency: labels, widths in pixels, and how each value is written."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dashboard.charts import LEVEL_WORDS, PLACE_WORDS
from dashboard.ui.tables import CELL, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import MONTHS, NOTHING, as_date, is_unknown, number, ratio, share
from data_access.schema import LEVELS

FULL_BAR = 2.5
_WHO = {"owner_name": Column("Owner", 110), "team_name": Column("Team", 110)}


def accounts(view: View) -> dict[str, Column]:
    """The list of accounts: what fits a screen first, then who met whom and how often."""
    return {
        "account_name": Column("Account", 146),
        "status_label": Column("Status", 92, coloured=STATE),
        "of_target": Column("Days since contact", 126, help="Since the last counted contact; of the contact target"),
        "contact_ratio": Column("Of the target", 98, full_at=FULL_BAR, help=f"The bar is full at {FULL_BAR}×"),
        "tier": Column("Tier", 44),
        "last_contact": Column("Last contact", 148, coloured=CELL),
        "last_employee": Column("By", 108),
        "last_person": Column("With", 116),
        "planned": Column("Next planned", 96, coloured=CELL),
        "owner_name": Column("Owner", 108),
        "last_subject": Column("About", 200),
        "attainment": Column("Attainment", 170, written=partial(attained, most=float(view.policy.over_contact))),
        "rhythm": Column("Rhythm", 72, written=partial(number, decimals=1), help="0 where all gaps are equal"),
        "meetings_365d": Column("Meetings 12 m", 100, written=number),
        "contacts_365d": Column("Contacts 12 m", 100, written=number),
        "days": Column("Days", 64, written=number),
        "contact_target_days": Column("Target in days", 100, written=number),
        "team_name": Column("Team", 110),
    }


def cells(view: View) -> dict[str, Column]:
    """The months of the teams."""
    held = view.counted.capitalize()
    return {
        "Team": Column("Team", 150),
        "Month": Column("Month", 90, written=_month),
        "Accounts": Column("Accounts to be met", 130, written=number),
        held: Column(held, 90, written=number),
        "Expected": Column("Expected", 90, written=partial(number, decimals=1)),
        "Share of target": Column("Of the target", 100, written=_share),
    }


def accounts_of_month(view: View) -> dict[str, Column]:
    """The accounts behind a month of a team."""
    return {
        "account_name": Column("Account", 160),
        "tier": Column("Tier", 52, help="At the end of the month"),
        "target": Column("Target in days", 100, written=number),
        "held": Column(view.counted.capitalize(), 90, written=number),
        "expected": Column("Expected", 90, written=partial(number, decimals=2)),
        **_WHO,
    }


def how_met() -> dict[str, Column]:
    """Where meetings with each account were, and how many persons of which level were met."""
    places = {f"met_{key}": Column(word.capitalize(), 110, written=number) for key, word in PLACE_WORDS.items()}
    levels = {f"persons_{level}": Column(f"Persons: {level}", 130, written=number) for level in LEVELS}
    return {
        "account_name": Column("Account", 150),
        "tier": Column("Tier", 44),
        "meetings_365d": Column("Meetings", 80, written=number),
        **{name: column for name, column in places.items() if name != "met_not_known"},
        "met_not_known": Column("Place not known", 120, written=number),
        "highest": Column("Highest level met", 130, written=LEVEL_WORDS.get),
        **levels,
        "persons_not_known": Column("Persons: level not known", 160, written=number),
        **_WHO,
    }


def more_than_agreed(view: View) -> dict[str, Column]:
    """The accounts that got more contacts than were agreed."""
    listed = accounts(view)
    first = {"account_name": Column("Account", 160), "attainment": listed["attainment"]}
    return (
        first
        | {name: listed[name] for name in ("contacts_365d", "meetings_365d", "contact_target_days", "tier")}
        | _WHO
    )


def bars(table: pd.DataFrame) -> dict[str, Column]:
    """The parts of bars to 100%."""
    written = {"Share": share, "Of": number, table.columns[2]: number}
    return {name: Column(name, written=written.get(name)) for name in table.columns}


def furthest() -> dict[str, Column]:
    """The accounts drawn as bars."""
    return {
        "Account": Column("Account", 160),
        "Tier": Column("Tier", 44),
        "Status": Column("Status", 110, coloured=STATE),
        "Days since contact": Column("Days since contact", 130, written=number),
        "Target in days": Column("Target in days", 110, written=number),
        "Of the target": Column("Of the target", 110, written=ratio),
    }


def attained(value: object, most: float) -> str:
    """How much of what was agreed was held: `45%`, `240% · more than agreed`."""
    if is_unknown(value):
        return NOTHING
    return f"{share(value)} · more than agreed" if round(value, 9) > most else share(value)


def _month(value: object) -> str:
    on = as_date(value)
    return f"{MONTHS[on.month - 1]} {on.year}"


def _share(value: object) -> str:
    return NOTHING if is_unknown(value) else share(value)
