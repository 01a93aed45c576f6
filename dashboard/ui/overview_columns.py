"""The columns of the overview: the line of a team, and the lists that open from it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dashboard.palette import TIER_ROWS
from dashboard.portfolio.weeks import DIRECTION_WEEKS
from dashboard.ui.tables import CELL, COUNT, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, money_full, number, share

_ACCOUNT = {"account_name": Column("Account", 172)}
_TIER = {"tier": Column("Tier", 48)}
_TEAM = {"team_name": Column("Team", 110)}
_OWNER = {"owner_name": Column("Owner", 120)}
_STATUS = {"status_label": Column("Status", 88, coloured=STATE)}
_DAYS = {"of_target": Column("Days since contact", 122, help="Since the last counted contact; of the contact target")}


def teams(most_neglected: float | None, noted: bool = False) -> dict[str, Column]:
    """One line per team: accounts by tier, then what is to be looked at.

    With the largest number of neglected buyers of any week and team, also the lines of the last weeks. `noted`: some
    cells have words in place of numbers.
    """
    lines = most_neglected is not None
    weeks = f"{DIRECTION_WEEKS} weeks"
    cadence = Column(weeks, 84, line_to=1.0, help=f"Share on cadence in each of the last {weeks}, from 0 to 100%")
    neglected = Column(f"{weeks} ", 84, line_to=most_neglected, help=f"Neglected buyers in each of the last {weeks}")
    return {
        "team": Column("Team", 132 if lines else 150),
        **{tier: _count(tier, (44 if lines else 62) if len(tier) == 1 else 76) for tier in TIER_ROWS},
        "share": Column("On cadence", 104, written=share, coloured=COUNT, text="share_text"),
        **({"cadence_weeks": cadence} if lines else {}),
        "overdue": replace(_count("Overdue A and B", 122), text="overdue_text" if noted else None),
        "amount": Column("Neglected", 116, written=number, coloured=COUNT, text="neglected_text"),
        **({"neglected_weeks": neglected} if lines else {}),
        "without_owner": _count("Without owner", 110),
    }


def teams_file(view: View) -> dict[str, Column]:
    """The same lines as plain numbers, for a file."""
    return {
        "team": Column("Team"),
        **{tier: Column(tier) for tier in TIER_ROWS},
        "active": Column("Active accounts"),
        "on_cadence": Column("On cadence"),
        "with_target": Column("With a contact target"),
        "overdue": Column("Overdue A and B"),
        "never": Column("Never contacted A and B"),
        "recent": Column("Recent buyers"),
        "neglected": Column("Neglected"),
        "amount": Column(f"At stake in {view.currency}"),
        "without_owner": Column("Without owner"),
    }


def active(view: View) -> dict[str, Column]:
    """Active accounts."""
    facts = {
        "tier_source": Column("Tier is", 90),
        "revenue_12m": Column("Revenue 12 m", 110, written=_full(view)),
        "orders_12m": Column("Order days 12 m", 120, written=number),
        "last_order_on": Column("Last order", 100, written=_day(view)),
        "last_contact_on": Column("Last contact", 100, written=_day(view)),
    }
    return _ACCOUNT | _TIER | facts | _OWNER | _TEAM


def cadence() -> dict[str, Column]:
    """Accounts against their contact target."""
    planned = {
        "last_contact": Column("Last contact", 150, coloured=CELL),
        "planned": Column("Next planned", 100, coloured=CELL),
    }
    return _ACCOUNT | _STATUS | _TIER | _DAYS | planned | _OWNER | _TEAM


def overdue() -> dict[str, Column]:
    """Overdue accounts of one team."""
    return _ACCOUNT | _STATUS | _TIER | _DAYS | _OWNER | {"last_contact": Column("Last contact", 150, coloured=CELL)}


def neglected(view: View) -> dict[str, Column]:
    """Neglected buyers."""
    watch = {
        "amount": Column("At stake", 90, written=_full(view)),
        "days": Column("Days", 56, written=number, help="Days since the order"),
    }
    last = {"last_contact_on": Column("Last contact", 100, written=_day(view))}
    return _ACCOUNT | watch | _TIER | _OWNER | last | _TEAM


def without_owner(view: View) -> dict[str, Column]:
    """Active accounts without an active owner."""
    facts = {
        "revenue_12m": Column("Revenue 12 m", 98, written=_full(view)),
        "owner": Column("Owner", 180),
        "last_contact_on": Column("Last contact", 100, written=_day(view)),
    }
    return _ACCOUNT | _TIER | facts | _TEAM


def _count(label: str, width: int) -> Column:
    return Column(label, width, written=number, coloured=COUNT)


def _full(view: View):
    return partial(money_full, currency=view.currency)


def _day(view: View):
    return lambda value: NOTHING if is_unknown(value) else day(value, view.as_of)
