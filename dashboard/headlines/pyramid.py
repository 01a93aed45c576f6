"""The sentences of the customer pyramid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.headlines.sentence import (
    CONNECT_CONTACTS,
    CONNECT_ORDERS,
    NO_CONTACTS,
    NO_ORDERS,
    Filters,
    Headline,
    nothing_matches,
)
from dashboard.palette import TIERS
from dashboard.portfolio.moves import EVERY_MOVE
from dashboard.portfolio.pyramid import NEW, layers_known
from dashboard.wording import (
    count,
    is_unknown,
    listing,
    money,
    noun,
    number,
    ratio,
    share,
)


def pyramid_headline(
    accounts: pd.DataFrame,
    shares: pd.DataFrame,
    moves: pd.DataFrame | None,
    since: str | None,
    filters: Filters,
    since_known: bool = True,
) -> Headline:
    """The sentence of the pyramid page; `shares` is `revenue_and_meetings`, `since` the compared date in words.

    `since_known`: there are orders up to the earlier date; without them nothing can have moved.
    """
    if accounts.empty:
        return nothing_matches(filters)
    if not layers_known(accounts):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    finding = _pyramid_finding(shares.set_index("tier"))
    context = moved_sentence(moves, since, since_known) if moves is not None and since else ""
    return filters.named(Headline(finding, context))


def moved_sentence(moves: pd.DataFrame, since: str, since_known: bool = True) -> str:
    """How many accounts changed tier, new accounts apart: `48 accounts moved tier since 1 Sep.`"""
    if not since_known:
        return f"There are no orders up to {since} to compare with."
    moved = int((moves["from_tier"] != NEW).sum())
    if not moved:
        return f"No account moved tier since {since}."
    return f"{count(moved, 'account')} moved tier since {since}."


def pyramid_heading(accounts: pd.DataFrame) -> str:
    """The heading above the pyramid: `853 accounts by tier`."""
    return f"{count(len(accounts), 'account')} by tier"


def tiers_heading(tiers: Sequence[str], accounts: int) -> str:
    """The heading above the accounts of some rows of the pyramid: `Tier A: 24 accounts`, `A and Inactive: 30 accounts`."""
    only = tiers[0] if len(tiers) == 1 else None
    rows = f"Tier {only}" if only in TIERS else listing(tiers)
    return f"{rows}: {count(accounts, 'account')}"


def entered_sentence(entered: int, tiers: int) -> str:
    """How many of the tiers in force were entered in the CRM: `12 of 304 tiers were entered in the CRM, ...`"""
    if not tiers:
        return ""
    if not entered:
        return f"{noun(tiers, 'The tier is', 'All tiers are')} computed from revenue."
    if entered == tiers:
        return f"{noun(tiers, 'The tier was', 'All tiers were')} entered in the CRM."
    whole = f"{number(entered)} of {count(tiers, 'tier')} {noun(entered, 'was', 'were')} entered in the CRM"
    return f"{whole}, {noun(tiers - entered, 'the other is', 'the others are')} computed from revenue."


def move_heading(key: str, counts: Mapping[str, int]) -> str:
    """A move with its accounts: `C to Inactive: 30 accounts`, `New in C: 1 account`; `counts` has all of them by key."""
    moved = count(counts[key], "account")
    if key == EVERY_MOVE:
        new = any(other.startswith(f"{NEW}-") for other in counts)
        return f"All moves and new accounts: {number(counts[key])}" if new else f"All moves: {moved}"
    origin, goal = key.split("-")
    return f"New in {goal}: {moved}" if origin == NEW else f"{origin} to {goal}: {moved}"


def teams_caption(since: str, shortened: bool) -> str:
    """What the small pyramids of teams share, and what the small number beside a count says."""
    cut = " Where a line crosses the base, it is shown shortened." if shortened else ""
    return f"All teams on one scale. Small number: change since {since}.{cut}"


def shared_rate(contacts_per_revenue: float, currency: str) -> str:
    """What contacts are expected by: `Over the whole company there was one counted contact for every €4k of revenue.`"""
    if is_unknown(contacts_per_revenue):
        return ""
    revenue = money(1 / contacts_per_revenue, currency)
    return f"Over the whole company there was one counted contact for every {revenue} of revenue."


def moves_caption(matrix: pd.DataFrame) -> str:
    """How to read the table of moves, with its largest cell as the example; empty where nobody moved."""
    cells = matrix.stack()
    if cells.empty or not cells.max():
        return ""
    (origin, goal), moved = cells.idxmax(), cells.max()
    if origin == NEW:
        return f"Read: {count(moved, 'new account')} {noun(moved, 'is', 'are')} in {goal}."
    return f"Read: {count(moved, 'account')} went from {origin} to {goal}."


def served_sentence(served: pd.DataFrame, accounts: pd.DataFrame) -> str:
    """What the list of over- and under-served accounts holds, or why it is empty."""
    if not layers_known(accounts):
        return f"{NO_ORDERS} {CONNECT_ORDERS}"
    if accounts["attention_index"].isna().all():
        return f"{NO_CONTACTS} {CONNECT_CONTACTS}" if _contacts_unknown(accounts) else "No attention to compare yet."
    under = int((served["served"] == "under_served").sum())
    over = int((served["served"] == "over_served").sum())
    if not under and not over:
        return "Every account gets contacts in proportion to its revenue."
    return f"{count(under, 'account')} under-served, {number(over)} over-served: contacts of 12 months against revenue."


def differences_sentence(differences: pd.DataFrame, entered: int) -> str:
    """`Computed and entered tiers differ for 12 accounts.`; empty where no tier in force was `entered` and none differs."""
    if len(differences):
        return f"Computed and entered tiers differ for {count(len(differences), 'account')}."
    return "Computed and entered tiers agree." if entered else ""


def _contacts_unknown(accounts: pd.DataFrame) -> bool:
    return bool(accounts["contacts_365d"].isna().all())


def _pyramid_finding(shares: pd.DataFrame) -> str:
    tiers = [tier for tier in TIERS if shares.at[tier, "accounts"]]
    if not tiers:
        return "No account has bought in the last 12 months."
    lead = shares.loc[tiers[0]]
    if is_unknown(lead["revenue_share"]):
        return "The revenue of the last 12 months is not known."
    who = f"{tiers[0]} accounts bring {share(lead['revenue_share'])} of revenue"
    if shares["meetings"].isna().all():
        return f"{who}; meetings are not in this data store."
    if is_unknown(lead["meetings_share"]):
        return f"{who}; no meeting was held in the last 12 months."
    return f"{who} and get {share(lead['meetings_share'])} of meetings{_most_over_served(shares, tiers[1:])}."


def _most_over_served(shares: pd.DataFrame, tiers: list[str]) -> str:
    over = [tier for tier in tiers if shares.at[tier, "served"] == "over_served"]
    if not over:
        return ""
    most = max(over, key=lambda tier: shares.at[tier, "index"])
    return f"; {most} accounts get {ratio(shares.at[most, 'index'])} their share"
