"""The sentences of the attention shift: contacts before and after an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.headlines.sentence import CONNECT_CONTACTS, NO_CONTACTS
from dashboard.palette import TIERS
from dashboard.portfolio.attention import CURVE_NEEDS, AttentionShift, attention_period
from dashboard.wording import (
    count,
    day,
    is_unknown,
    noun,
    number,
    percent_change,
)


def attention_heading(shift: AttentionShift) -> str:
    """The heading above the curve: `Attention shift: contacts fall by 71% after the order`."""
    if not shift.drawable or is_unknown(shift.change):
        return "Attention shift"
    percent = round(100 * shift.change)
    if not percent:
        return "Attention shift: contacts stay the same after the order"
    verb = "rise" if percent > 0 else "fall"
    return f"Attention shift: contacts {verb} by {abs(percent)}% after the order"


def attention_caption(shift: AttentionShift, as_of: date, contacts_known: bool) -> str:
    """What the curve shows, or the sentence that stands in its place; `contacts_known`: interactions are connected."""
    if missing := attention_missing(shift, contacts_known):
        return missing
    orders = count(shift.orders, "order")
    first, last = attention_period(as_of)
    return (
        f"Counted contacts per order and week, {orders} from {day(first, as_of)} to {day(last, as_of)} "
        "with all 13 weeks behind them; band = 95% interval."
    )


def attention_missing(shift: AttentionShift, contacts_known: bool) -> str:
    """Why there is no curve; empty where there is one."""
    if not contacts_known:
        return f"{NO_CONTACTS} {CONNECT_CONTACTS}"
    if shift.orders < CURVE_NEEDS:
        few = f"Only {count(shift.orders, 'order')}" if shift.orders else "No order"
        return f"{few} in this selection; the curve needs {CURVE_NEEDS}."
    return ""


def small_curve_caption(shift: AttentionShift) -> str:
    """What stands under the small curve of a team: `84 orders: 0.62 a week before, 0.18 after (−71%)`."""
    change = "" if is_unknown(shift.change) else f" ({percent_change(shift.change)})"
    return f"{count(shift.orders, 'order')}: {number(shift.before, 2)} a week before, {number(shift.after, 2)} after{change}"


def attention_by_team_caption(drawn: int, teams: int) -> str:
    """How many of the teams have a curve, and that all curves are on one scale."""
    if not drawn:
        return f"No team has the {CURVE_NEEDS} orders a curve needs."
    scale = "All on one scale; dashed: the averages before and after."
    if drawn == teams:
        return scale
    fewer = f"{number(teams - drawn)} of {count(teams, 'team')} {noun(teams - drawn, 'has', 'have')} fewer"
    return f"{scale} {fewer} than the {CURVE_NEEDS} orders a curve needs."


def attention_by_tier_caption(shifts: Mapping[str, AttentionShift]) -> str:
    """What the tiers do after an order, and which have too few orders for a line; empty where no order has a tier."""
    if not shifts:
        return ""
    drawn = {tier: shift for tier, shift in shifts.items() if shift.drawable}
    if not drawn:
        return f"No tier has the {CURVE_NEEDS} orders a line needs."
    changes = [f"{tier} {percent_change(shift.change)}" for tier, shift in drawn.items() if shift.before > 0]
    falls = [shift for shift in drawn.values() if shift.change < 0]
    finding = "Every tier drops: " if len(falls) == len(drawn) > 1 else "After the order: "
    few = [f"{tier} ({shifts[tier].orders})" for tier in TIERS if tier in shifts and tier not in drawn]
    left_out = f" Too few orders for a line: {', '.join(few)}." if few else ""
    return (finding + ", ".join(changes) + "." if changes else "No contacts before the orders.") + left_out
