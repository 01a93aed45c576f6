"""The columns of the lists: labels, widths in pixels, and how each value is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from dashboard.palette import SERVED, TIER_ROWS
from dashboard.portfolio import checkpoint_column
from dashboard.ui.tables import CELL, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, money, money_full, number, share, signed

_ACCOUNT = {"account_name": Column("Account", 150)}
_WHO = {"team_name": Column("Team", 110), "owner_name": Column("Owner", 110)}


def call_list(view: View) -> dict[str, Column]:
    """The call list: what fits a screen first, then whom to call and what is planned."""
    checkpoints = {checkpoint_column(k): Column(f"Day {k}", 78, coloured=CELL) for k in view.policy.checkpoints}
    return {
        "account_name": Column("Account", 146),
        "state_label": Column("State", 92, coloured=STATE),
        "amount": Column("At stake", 80, written=_full(view)),
        "days": Column("Days", 52, help="Days since the order"),
        **checkpoints,
        "last_contact": Column("Last counted contact", 158, coloured=CELL),
        "person": Column("Suggested person", 186),
        "tier": Column("Tier", 48),
        "owner_name": Column("Owner", 104),
        "team_name": Column("Team", 110),
        "planned": Column("Planned", 90, coloured=CELL),
        "phone": Column("Phone", 130),
        "last_employee": Column("Last contact by", 120),
        "last_person": Column("Last contact with", 130),
        "last_subject": Column("Last contact about", 220),
    }


def contacts(view: View) -> dict[str, Column]:
    """Interactions of one account."""
    return {
        "starts_on": Column("Date", 90, written=partial(day, as_of=view.as_of)),
        "kind": Column("Kind", 80),
        "status": Column("Status", 80),
        "counted": Column("Counted", 76),
        "subject": Column("About", 220),
        "employee_name": Column("By", 120),
        "contact_name": Column("With", 120),
        "place": Column("Place", 90),
        "direction": Column("Direction", 90),
        "purpose": Column("Purpose", 90),
    }


def orders(view: View) -> dict[str, Column]:
    """Orders of one account."""
    return {
        "ordered_on": Column("Date", 90, written=partial(day, as_of=view.as_of)),
        "amount_reporting": Column(f"Amount in {view.currency}", 120, written=_full(view)),
        "status": Column("Status", 90),
        "product_line": Column("Product line", 120),
        "amount": Column("As ordered", 100, written=partial(number, decimals=2)),
        "currency": Column("Currency", 76),
        "order_id": Column("Order", 110),
    }


def accounts(view: View) -> dict[str, Column]:
    """Accounts of one row of the pyramid."""
    return _ACCOUNT | {
        "tier": Column("Tier", 60),
        "tier_source": Column("Tier is", 90),
        "revenue_12m": Column("Revenue 12 m", 110, written=_full(view)),
        "orders_12m": Column("Order days 12 m", 110, written=number),
        "meetings_365d": Column("Meetings 12 m", 110, written=number),
        "last_order_on": Column("Last order", 100, written=partial(_day_or_nothing, view=view)),
        "last_contact_on": Column("Last contact", 100, written=partial(_day_or_nothing, view=view)),
        **_WHO,
    }


def moves(view: View) -> dict[str, Column]:
    """Accounts that changed their row of the pyramid."""
    return _ACCOUNT | {
        "from_tier": Column("From", 80),
        "to_tier": Column("To", 80),
        "revenue_12m": Column("Revenue 12 m", 100, written=_short(view)),
        **_WHO,
    }


def move_matrix(goals: list[str]) -> dict[str, Column]:
    """Counts of moves from a row of the pyramid to another."""
    counts = {goal: Column(f"to {goal}", 84, written=lambda n: number(n) if n else NOTHING) for goal in goals}
    return {"from_tier": Column("From", 90), **counts}


def served(view: View) -> dict[str, Column]:
    """Accounts that get less or more contacts than their revenue would give."""
    return {
        "served_label": Column("Attention", 112, coloured=STATE),
        "account_name": Column("Account", 132),
        "tier": Column("Tier", 44),
        "expected": Column("Expected", 74, written=number),
        "held": Column("Held", 52, written=number),
        "revenue_12m": Column("Revenue 12 m", 96, written=_short(view)),
        **_WHO,
    }


def differences(view: View) -> dict[str, Column]:
    """Accounts whose entered and computed tiers differ."""
    return _ACCOUNT | {
        "tier_entered": Column("Entered", 80),
        "tier_computed": Column("Computed", 90),
        "tier": Column("In force", 80),
        "tier_source": Column("From", 90),
        "revenue_12m": Column("Revenue 12 m", 110, written=_full(view)),
        **_WHO,
    }


def teams() -> dict[str, Column]:
    """One line per team: accounts on each row of the pyramid, and how that changed."""
    rows = {}
    for tier in TIER_ROWS:
        rows[tier] = Column(tier, 74, written=number)
        rows[f"{tier}_change"] = Column(f"{tier} ±", 82, written=signed)
    return {"team": Column("Team", 150), "accounts": Column("Accounts", 84, written=number), **rows}


def attention(label: str) -> dict[str, Column]:
    """Contacts before and after orders, one line per group."""
    return {
        "group": Column(label, 150),
        "orders": Column("Orders", 80, written=number),
        "before": Column("Before, a week", 120, written=partial(number, decimals=2)),
        "after": Column("After, a week", 120, written=partial(number, decimals=2)),
        "change": Column("Change", 90, written=lambda c: NOTHING if is_unknown(c) else share(c)),
    }


def of_chart(view: View, table: pd.DataFrame) -> dict[str, Column]:
    """The columns of a chart's own table: each kind of number in its own way."""
    return {name: Column(name, written=_written(view, name, table[name])) for name in table.columns}


def _written(view: View, name: str, values: pd.Series) -> Callable[[object], str] | None:
    if not pd.api.types.is_numeric_dtype(values):
        return None
    if name.startswith("Share"):
        return share
    if name.startswith(("Revenue", "At stake")):
        return _full(view)
    if name == "Change":
        return signed
    if name == "Week":
        return _week
    return (
        partial(number, decimals=2) if pd.api.types.is_float_dtype(values) and (values.dropna() % 1).any() else number
    )


def _week(week: int) -> str:
    return f"+{week}" if week > 0 else number(week)


def served_label(served_as: str) -> str:
    """Glyph and word of an account's attention: `▼ Under-served`."""
    return SERVED[served_as].label


def _full(view: View):
    return partial(money_full, currency=view.currency)


def _short(view: View):
    return partial(money, currency=view.currency)


def _day_or_nothing(value: object, view: View) -> str:
    return NOTHING if is_unknown(value) else day(value, view.as_of)
