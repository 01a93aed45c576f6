"""The columns of the lists about health: accounts, the matrix, and the rows behind each indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd

from dashboard.reasons import value_in_words
from dashboard.ui.tables import CELL, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, money_full, number, ratio, share, signed

_WHO = {"tier": Column("Tier", 44), "owner_name": Column("Owner", 110), "team_name": Column("Team", 110)}


def accounts() -> dict[str, Column]:
    """The list of accounts: state, score and what it rests on, then what costs most and what is missing."""
    return {
        "account_name": Column("Account", 146),
        "band_label": Column("Health", 128, coloured=STATE),
        "score": Column("Score", 72, written=number),
        "known_percent": Column("Based on", 84, full_at=100, percent=True, help="Share of the weight that is known"),
        "trend": Column("Trend", 72, written=signed, help="Points since 56 days ago"),
        "costly": Column("Costs most", 290, help="The two indicators that take the most points"),
        "limit_words": Column("Limit", 110, help="The limits that keep the account from being good"),
        **_WHO,
        "missing": Column("Unknown", 300),
    }


def of_cell(indicator: str) -> dict[str, Column]:
    """The accounts of a cell of the matrix, with the value of its indicator."""
    return {
        "account_name": Column("Account", 146),
        "state_label": Column("State", 100, coloured=STATE),
        "value": Column("Value", 72, written=partial(value_in_words, indicator)),
        "points": Column("Points", 64, written=number),
        "lost": Column("Points lost", 86, written=partial(number, decimals=1), help="Of the account's score"),
        "band_label": Column("Health", 128, coloured=STATE),
        **_WHO,
    }


def bands() -> dict[str, Column]:
    """The bars of the bands."""
    return {
        "Team": Column("Team", 150),
        "Part": Column("Band", 150, coloured=STATE),
        "Accounts": Column("Accounts", 90, written=number),
        "Of": Column("Of", 70, written=number),
        "Share": Column("Share", 80, written=share),
    }


def cells() -> dict[str, Column]:
    """The cells of the matrix."""
    counts = ("Accounts", "Good", "Fair", "Poor", "Unknown", "Does not apply", "Median points")
    return {"Indicator": Column("Indicator", 170), "Team": Column("Team", 130)} | {
        name: Column(name, 100 if len(name) > 8 else 76, written=number) for name in counts
    }


def steps() -> dict[str, Column]:
    """The indicators of one account."""
    return {
        "Indicator": Column("Indicator", 160),
        "State": Column("State", 120, coloured=STATE),
        "Value": Column("Value", 76),
        "Points": Column("Points", 70, written=number),
        "Points lost": Column("Points lost", 90, written=partial(number, decimals=1)),
        "Weight": Column("Weight", 70, written=partial(number, decimals=1), help="Points that it can take"),
        "Why": Column("Why", 460),
    }


def behind(view: View, indicator: str) -> dict[str, Column]:
    """The rows behind an indicator, as `portfolio.described` gives them."""
    return _BEHIND[indicator](view)


def _contacts(view: View) -> dict[str, Column]:
    return {
        "on": _date("Date", view),
        "kind": Column("Kind", 84),
        "subject": Column("About", 260),
        "employee_name": Column("By", 130),
        "contact_name": Column("With", 130),
        "place": Column("Place", 110),
        "purpose": Column("Purpose", 96),
    }


def _checkpoints(view: View) -> dict[str, Column]:
    return {
        "order_on": _date("Order day", view),
        "checkpoint": Column("Checkpoint", 92, written=lambda days: f"day {number(days)}"),
        "state": Column("Contact", 116, coloured=STATE),
        "due_on": _date("Up to", view),
        "met_on": _date("First contact", view),
        "kind": Column("Kind", 84),
        "employee_name": Column("By", 130),
        "contact_name": Column("With", 130),
        "subject": Column("About", 240),
        "counts": Column("Counted", 120),
        "after_on": _date("After", view),
    }


def _meetings(view: View) -> dict[str, Column]:
    return {
        "on": _date("Date", view),
        "state": Column("Agenda and memo", 130, coloured=STATE),
        "agenda": Column("Agenda", 100, coloured=CELL),
        "memo": Column("Memo", 100, coloured=CELL),
        "subject": Column("About", 240),
        "employee_name": Column("By", 130),
        "contact_name": Column("With", 130),
        "agenda_on": _date("Agenda written", view),
        "memo_on": _date("Memo written", view),
    }


def _persons(view: View) -> dict[str, Column]:
    return {
        "name": Column("Person", 170),
        "title": Column("Title", 180),
        "level": Column("Level", 110),
        "contacts": Column("Contacts 12 m", 110, written=number),
        "last_on": _date("Last contact", view),
    }


def _levels(view: View) -> dict[str, Column]:
    return {"level": Column("Level", 110), "state": Column("Met", 100, coloured=STATE)} | {
        name: column for name, column in _persons(view).items() if name != "level"
    }


def _owners(view: View) -> dict[str, Column]:
    return {
        "part": Column("Part", 140),
        "name": Column("Who", 180),
        "state": Column("State", 120, coloured=STATE),
        "left_on": _date("Left", view),
    }


def _promises(view: View) -> dict[str, Column]:
    return {
        "due_on": _date("Due", view),
        "state": Column("State", 100, coloured=STATE),
        "kind": Column("Kind", 110),
        "subject": Column("Promise", 300),
        "promised_on": _date("Promised", view),
        "done_on": _date("Fulfilled", view),
        "employee_name": Column("By", 130),
    }


def _answered(view: View) -> dict[str, Column]:
    return _arrived(view) | {
        "hours": Column("Hours", 76, written=partial(number, decimals=1)),
        "answered_on": _date("Answered", view),
    }


def _waiting(view: View) -> dict[str, Column]:
    return _arrived(view) | {"days": Column("Days waited", 100, written=number)}


def _arrived(view: View) -> dict[str, Column]:
    return {
        "on": _date("Arrived", view),
        "kind": Column("Kind", 90),
        "subject": Column("About", 280),
        "contact_name": Column("From", 130),
        "employee_name": Column("To", 130),
        "channel": Column("Channel", 96),
    }


def _issues(view: View) -> dict[str, Column]:
    return {
        "on": _date("Opened", view),
        "priority": Column("Priority", 84),
        "days": Column("Days open", 90, written=number),
        "limit": Column("Limit", 70, written=number),
        "of_limit": Column("Of the limit", 96, written=ratio),
        "subject": Column("About", 280),
        "category": Column("Category", 96),
        "contact_name": Column("Raised by", 130),
        "first_response_on": _date("First answer", view),
        "escalated_on": _date("Escalated", view),
    }


def _answers(view: View) -> dict[str, Column]:
    return {
        "answered_on": _date("Answered", view),
        "of_ten": Column("Of 10", 70, written=partial(number, decimals=1)),
        "dimension": Column("Asked about", 140),
        "instrument": Column("Survey", 140),
        "score": Column("Score", 70, written=partial(number, decimals=1)),
        "scale": Column("Scale", 84),
        "who": Column("By", 150),
        "comment": Column("Comment", 360),
    }


def _order_days(view: View) -> dict[str, Column]:
    return {
        "on": _date("Order day", view),
        "gap": Column("Days since the one before", 180, written=_number_or_nothing),
        "amount": Column(f"Amount in {view.currency}", 130, written=partial(money_full, currency=view.currency)),
    }


def _orders(view: View) -> dict[str, Column]:
    return {
        "ordered_on": _date("Date", view),
        "year": Column("Counts in", 130),
        "amount_reporting": Column(
            f"Amount in {view.currency}", 130, written=partial(money_full, currency=view.currency)
        ),
        "status": Column("Status", 96),
        "product_line": Column("Product line", 130),
        "amount": Column("As ordered", 110, written=partial(number, decimals=2)),
        "currency": Column("Currency", 84),
        "order_id": Column("Order", 120),
    }


def _date(label: str, view: View) -> Column:
    return Column(label, 104, written=partial(_day_or_nothing, view=view))


def _day_or_nothing(value: object, view: View) -> str:
    return NOTHING if is_unknown(value) else day(value, view.as_of)


def _number_or_nothing(value: object) -> str:
    return NOTHING if pd.isna(value) else number(value)


_BEHIND: Mapping[str, Callable[[View], dict[str, Column]]] = {
    "contact_recency": _contacts,
    "review_recency": _contacts,
    "post_purchase_care": _checkpoints,
    "meeting_practice": _meetings,
    "contact_density": _persons,
    "level_coverage": _levels,
    "ownership": _owners,
    "promises_kept": _promises,
    "response_time": _answered,
    "unanswered": _waiting,
    "issue_age": _issues,
    "core_satisfaction": _answers,
    "service_satisfaction": _answers,
    "stated_commitment": _answers,
    "purchase_rhythm": _order_days,
    "revenue_trend": _orders,
}
