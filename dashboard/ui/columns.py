"""The columns of the lists: labels, widths in pixels, and how each value is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from dashboard.palette import SERVED, TIER_ROWS
from dashboard.policy import TIERS
from dashboard.portfolio import checkpoint_column
from dashboard.scoring.attention import WEEK_COLUMNS, WEEKS
from dashboard.ui.tables import CELL, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, money, money_full, number, percent_change, share, signed

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
        "counted": Column("Counted", 150),
        "subject": Column("About", 220),
        "employee_name": Column("By", 120),
        "contact_name": Column("With", 120),
        "place": Column("Place", 110),
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
    """Accounts of some rows of the pyramid."""
    return _ACCOUNT | {
        "row": Column("Tier", 76),
        "tier_source": Column("Tier is", 84),
        "revenue_12m": Column("Revenue 12 m", 110, written=_full(view)),
        "orders_12m": Column("Order days 12 m", 110, written=number),
        "meetings_365d": Column("Meetings 12 m", 110, written=number),
        "last_order_on": Column("Last order", 100, written=partial(_day_or_nothing, view=view)),
        "last_contact_on": Column("Last contact", 100, written=partial(_day_or_nothing, view=view)),
        **_WHO,
    }


def pyramid_accounts(view: View) -> dict[str, Column]:
    """All accounts of the pyramid, with what its counts and shares are made of."""
    listed = accounts(view)
    before = {"former_row": Column(f"On {view.since_in_words}", 96)}
    counted = {"contacts_365d": Column("Contacts 12 m", 110, written=number)}
    return _with_after(listed, "row", before) | counted


def moves(view: View) -> dict[str, Column]:
    """Accounts that changed their row of the pyramid, with the revenue of the 12 months up to either date."""
    return _ACCOUNT | {
        "from_tier": Column("From", 76),
        "to_tier": Column("To", 76),
        "tier_source": Column("Tier is", 84),
        "revenue_before": Column("Revenue then", 110, written=_full(view)),
        "revenue_12m": Column("Revenue now", 110, written=_full(view)),
        **_WHO,
    }


def move_matrix(goals: list[str]) -> dict[str, Column]:
    """Counts of moves from a row of the pyramid to another."""
    counts = {
        goal: Column(f"to {goal}", 52 if goal in TIERS else 88, written=lambda n: number(n) if n else NOTHING)
        for goal in goals
    }
    return {"from_tier": Column("From", 78), **counts}


def states(view: View) -> dict[str, Column]:
    """The recent buyers by state."""
    return {
        "label": Column("State", 110, coloured=STATE),
        "accounts": Column("Accounts", 84, written=number),
        "amount": Column("At stake", 110, written=_full(view)),
        "amount_unknown": Column("Amount not known", 140, written=number),
    }


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


def teams(view: View) -> dict[str, Column]:
    """One line per team: accounts on each row of the pyramid, how that changed, and how many tiers were entered."""
    rows = {}
    for tier in TIER_ROWS:
        rows[tier] = Column(tier, 50 if tier in TIERS else 74, written=number)
        rows[f"{tier}_change"] = Column(
            f"{tier} ±", 56 if tier in TIERS else 82, written=signed, help=f"Change since {view.since_in_words}"
        )
    return {
        "team": Column("Team", 116),
        "accounts": Column("Accounts", 76, written=number),
        **rows,
        "entered": Column("Entered", 76, written=number, help="Tiers that were entered in the CRM"),
    }


def attention() -> dict[str, Column]:
    """Contacts per week before and after orders, one line per group."""
    return {
        "group": Column("Orders of", 150),
        "orders": Column("Orders", 76, written=number),
        "before": Column("Before, a week", 116, written=partial(number, decimals=2)),
        "before_band": Column("Before: 95% band", 126),
        "after": Column("After, a week", 110, written=partial(number, decimals=2)),
        "after_band": Column("After: 95% band", 126),
        "change": Column("Change", 84, written=partial(_or_nothing, write=percent_change)),
    }


def attention_orders(view: View) -> dict[str, Column]:
    """Orders with the contacts before and after them, in all and week by week."""
    weekly = partial(number, decimals=2)
    weeks = {name: Column(f"Week {_week(week)}", 76) for name, week in zip(WEEK_COLUMNS, WEEKS, strict=True)}
    return _ACCOUNT | {
        "order_on": Column("Order day", 96, written=partial(day, as_of=view.as_of)),
        "before": Column("Before", 70, help="Counted contacts in the 13 weeks before the order"),
        "after": Column("After", 70, help="Counted contacts in the 13 weeks after the order"),
        "before_a_week": Column("Before, a week", 116, written=weekly),
        "after_a_week": Column("After, a week", 110, written=weekly),
        "tier": Column("Tier", 48),
        **_WHO,
        **weeks,
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


def _or_nothing(value: object, write: Callable[[object], str]) -> str:
    return NOTHING if is_unknown(value) else write(value)


def _with_after(columns: dict[str, Column], name: str, added: dict[str, Column]) -> dict[str, Column]:
    """The columns with others put in after one of them."""
    names = list(columns)
    place = names.index(name) + 1
    return {key: columns[key] for key in names[:place]} | added | {key: columns[key] for key in names[place:]}


def _day_or_nothing(value: object, view: View) -> str:
    return NOTHING if is_unknown(value) else day(value, view.as_of)
