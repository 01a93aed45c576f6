"""The columns of the page of the data."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dashboard.headlines.data import accepted_share
from dashboard.ui.tables import CELL, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, moment, money_full, number, share

_ACCOUNT = {"account_name": Column("Account", 190)}
_WHO = {"tier": Column("Tier", 48), "owner_name": Column("Owner", 130), "team_name": Column("Team", 110)}


def tables(view: View) -> dict[str, Column]:
    """The tables of the source."""
    return {
        "table": Column("Table", 178),
        "state_label": Column("State", 116, coloured=STATE),
        "newest_on": Column("Newest record", 116, written=_day(view), help="Up to the day shown"),
        "rows_read": Column("Rows read", 88, written=number),
        "rows_kept": Column("Kept", 82, written=number),
        "accepted": Column("Accepted", 80, written=accepted_share),
        "set_aside": Column("Set aside", 78, written=number),
        "left_out": Column("Values left out", 108, written=number),
        "columns_told": Column("Columns", 84, help="Connected, of those there can be"),
        "seconds": Column("Seconds", 72, written=_seconds, help="To read and judge the table"),
        "later": Column("Later", 62, written=_or_nothing, help="Rows dated after the day shown"),
    }


def columns_of_table() -> dict[str, Column]:
    """The columns of one table."""
    return {
        "column": Column("Column", 150),
        "state_label": Column("State", 120, coloured=STATE),
        "percent": Column("Filled", 92, full_at=100.0, percent=True),
        "told": Column("Rows filled", 130),
        "weakens": Column("Weakens", 260, help="Figures that need it"),
        "meaning": Column("What it holds", 340),
    }


def of_fields(table: pd.DataFrame) -> dict[str, Column]:
    """The cells of the picture of completeness."""
    written = {"Rows": number, "Filled": number, "Share filled": _share}
    return {name: Column(name, written=written.get(name)) for name in table.columns}


def recording() -> dict[str, Column]:
    """Teams by whether they record meetings."""
    rounded = partial(number, decimals=1)
    return {
        "team": Column("Team", 150),
        "told": Column("Meetings", 116, coloured=CELL),
        "accounts": Column("Active accounts", 112, written=number),
        "meetings": Column("Meetings 365 d", 112, written=number),
        "a_year": Column("Per account", 92, written=rounded),
        "others": Column("Other teams", 96, written=rounded, help="Meetings per active account of all other teams"),
        "owners_with": Column("Owners with a meeting", 156, help="Account owners with any meeting recorded"),
    }


def without_rate(view: View) -> dict[str, Column]:
    """Orders without a rate."""
    return {
        **_ACCOUNT,
        "row_id": Column("Order", 120),
        "ordered_on": Column("Ordered", 96, written=_day(view)),
        "amount": Column("Amount", 110, written=partial(number, decimals=2)),
        "currency": Column("Currency", 76),
        **_WHO,
    }


def merged(_view: View) -> dict[str, Column]:
    """Merged records that differ from their account."""
    return {
        **_ACCOUNT,
        "differs": Column("Differs in", 130),
        "merged_name": Column("Name of the merged record", 190),
        "merged_owner": Column("Its owner", 120),
        "merged_country": Column("Its country", 100),
        "row_id": Column("Its key", 100),
        **_WHO,
    }


def won(view: View) -> dict[str, Column]:
    """Accounts with less ordered than won."""
    full = partial(money_full, currency=view.currency)
    return {
        **_ACCOUNT,
        "missing": Column("Won, not ordered", 124, written=full),
        "won": Column("Offers won", 110, written=full),
        "offers": Column("Offers", 64, written=number),
        "ordered": Column("Orders", 110, written=full),
        "order_days": Column("Order days", 86, written=number),
        **_WHO,
    }


def alike(_view: View) -> dict[str, Column]:
    """Accounts that look like one another."""
    return {
        **_ACCOUNT,
        "because": Column("Because of", 176),
        "others": Column("Looks like", 230),
        "differs": Column("Set apart by", 156),
        **_WHO,
    }


def charges() -> dict[str, Column]:
    """Disputed charges by channel."""
    return {
        "channel": Column("Channel", 170),
        "disputes": Column("Disputes", 80, written=number),
        "billing": Column("Billing", 70, written=_or_nothing),
        "pricing": Column("Pricing", 70, written=_or_nothing),
        "open": Column("Open", 60, written=_or_nothing),
        "orders": Column("Orders", 80, written=_or_nothing),
        "per_hundred": Column("Per 100 orders", 110, written=_rounded),
    }


def entry_counts() -> dict[str, Column]:
    """What was set aside and left out, by what was wrong."""
    return {
        "table": Column("Table", 170),
        "column": Column("Column", 140),
        "reason": Column("Reason", 110),
        "done": Column("Done", 120),
        "entries": Column("Count", 70, written=number),
        "example": Column("Example", 260),
    }


def entries(view: View) -> dict[str, Column]:
    """Every row set aside and value left out."""
    local = lambda at: moment(at.astimezone(view.mirror.zone))  # noqa: E731
    texts = {"table": "Table", "key": "Key", "column": "Column", "value": "Value", "reason": "Reason", "done": "Done"}
    return {name: Column(label) for name, label in texts.items()} | {"time": Column("Time", written=local)}


def notes() -> dict[str, Column]:
    """What the source says of itself: what its words mean here, and what it could not map."""
    return {
        "table": Column("Table", 170),
        "text": Column("Note", 720),
        "count": Column("Count", 70, written=_or_nothing),
    }


def history() -> dict[str, Column]:
    """The refreshes."""
    return {
        "told": Column("Result", 110, coloured=STATE),
        "at": Column("Started", 180),
        "took": Column("Took", 80),
        "rows_read": Column("Rows read", 92, written=_or_nothing),
        "changed": Column(
            "Changed", 84, written=_or_nothing, help="Rows that came, went or differ from the version before"
        ),
        "set_aside": Column("Set aside", 84, written=_or_nothing),
        "values_left_out": Column("Values left out", 112, written=_or_nothing),
        "read": Column("Read", 130),
        "failure": Column("Why it failed", 320),
    }


def _day(view: View):
    return lambda value: NOTHING if is_unknown(value) else day(value, view.as_of)


def _seconds(value: object) -> str:
    return NOTHING if is_unknown(value) else number(value, 1)


def _or_nothing(value: object) -> str:
    return NOTHING if is_unknown(value) or not value else number(value)


def _share(value: object) -> str:
    return NOTHING if is_unknown(value) else share(value)


def _rounded(value: object) -> str:
    return NOTHING if is_unknown(value) else number(value, 1)
