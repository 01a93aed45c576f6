"""The sentences of the pages, computed from the frames on screen: the finding first, then its context.

Names of teams, owners and accounts come from the CRM; `Headline.markdown` escapes whole sentences, so plain text
goes in and safe Markdown comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard.palette import TIERS
from dashboard.portfolio.attention import CURVE_NEEDS, AttentionShift, attention_period
from dashboard.portfolio.pyramid import layers_known
from dashboard.wording import (
    count,
    day,
    is_unknown,
    listing,
    md_escape,
    money,
    noun,
    number,
    percent_change,
    ratio,
    share,
)

NO_ORDERS = "Orders are not in this data store."
NO_CONTACTS = "Contacts are not in this data store."
CONNECT_ORDERS = "Map a source of orders in the settings to see tiers and recent buyers."
CONNECT_CONTACTS = "Map a source of interactions in the settings to see who was contacted."

_LARGEST = 5
_LARGEST_IN_WORDS = "five"
_NAMES_IN_A_SENTENCE = 3


@dataclass(frozen=True)
class Headline:
    """One or two sentences: `finding` is shown in bold, `context` after it in plain text."""

    finding: str
    context: str = ""

    @property
    def markdown(self) -> str:
        """Both parts as safe Markdown."""
        return f"**{md_escape(self.finding)}** {md_escape(self.context)}".strip()

    @property
    def text(self) -> str:
        """Both parts as plain text, for sheets and mail."""
        return f"{self.finding} {self.context}".strip()


@dataclass(frozen=True)
class Filters:
    """What the viewer has chosen, in words; an empty tuple and None mean no filter."""

    teams: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    period_days: int | None = None

    @property
    def active(self) -> bool:
        return bool(self.teams or self.owners or self.tiers or self.period_days)

    @property
    def opening(self) -> str:
        """How a filtered headline begins: `Export team, tier A: `; empty without a filter."""
        parts = [
            _of(self.teams, "{} team", "{} teams", "teams"),
            _of(self.owners, "owner {}", "owners {}", "owners"),
            _of(self.tiers, "tier {}", "tiers {}", "tiers"),
            f"bought in the last {count(self.period_days, 'day')}" if self.period_days else "",
        ]
        words = ", ".join(part for part in parts if part)
        return f"{words[:1].upper()}{words[1:]}: " if words else ""

    @property
    def choice(self) -> str:
        """The filters as a choice that nothing matched: `Team Coast and Tier A`."""
        parts = [
            _of(self.teams, "Team {}", "Teams {}", "teams"),
            _of(self.owners, "Owner {}", "Owners {}", "owners"),
            _of(self.tiers, "Tier {}", "Tiers {}", "tiers"),
            f"Bought in the last {count(self.period_days, 'day')}" if self.period_days else "",
        ]
        return listing([part for part in parts if part] or ["this choice"])

    def named(self, headline: Headline) -> Headline:
        """The headline with the active filters named in front."""
        opening = self.opening
        return replace(headline, finding=opening + headline.finding) if opening else headline


def pyramid_headline(
    accounts: pd.DataFrame,
    shares: pd.DataFrame,
    moves: pd.DataFrame | None,
    since: str | None,
    filters: Filters,
    since_known: bool = True,
) -> Headline:
    """The sentence of the pyramid page; `shares` is `revenue_and_meetings`, `since` the compared date in words.

    `since_known` is `portfolio.layers_known` of the earlier frame: without orders up to then nothing can have moved.
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
    moved = int((moves["from_tier"] != "New").sum())
    if not moved:
        return f"No account moved tier since {since}."
    return f"{count(moved, 'account')} moved tier since {since}."


def pyramid_heading(accounts: pd.DataFrame) -> str:
    """The heading above the pyramid: `853 accounts by tier`."""
    return f"{count(len(accounts), 'account')} by tier"


def moves_caption(matrix: pd.DataFrame) -> str:
    """How to read the table of moves, with its largest cell as the example; empty where nobody moved."""
    cells = matrix.stack()
    if cells.empty or not cells.max():
        return ""
    (origin, goal), moved = cells.idxmax(), cells.max()
    if origin == "New":
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


def differences_sentence(differences: pd.DataFrame) -> str:
    """`Computed and entered tiers differ for 12 accounts.`"""
    if differences.empty:
        return "Computed and entered tiers agree, or no tier was entered."
    return f"Computed and entered tiers differ for {count(len(differences), 'account')}."


def buyers_headline(
    rows: pd.DataFrame, accounts: pd.DataFrame, currency: str, watch_days: int, filters: Filters
) -> Headline:
    """The sentence of the recent buyers page; `rows` is the whole call list in scope, before the state pills."""
    if accounts.empty:
        return nothing_matches(filters)
    if not layers_known(accounts):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    if rows.empty:
        return filters.named(Headline(f"No recent buyers: no order began a watch in the last {watch_days} days."))
    if rows["state"].isna().all():
        buyers = count(len(rows), "recent buyer")
        finding = f"{buyers}; whether anybody contacted them is not known."
        return filters.named(Headline(finding, f"{NO_CONTACTS} {CONNECT_CONTACTS}"))
    neglected = rows[rows["state"] == "neglected"]
    return filters.named(_neglected(neglected, currency) if len(neglected) else _nobody_neglected(rows))


def state_pill(total: Mapping[str, object], currency: str) -> str:
    """The text of a state's pill after the state itself: `€988k · 15`."""
    if not total["accounts"]:
        return "0"
    return f"{money(total['amount'], currency)} · {number(total['accounts'])}"


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


def nothing_matches(filters: Filters) -> Headline:
    """The sentence of an empty page: nothing matches the filters, or the store has no account on that day."""
    if filters.active:
        return Headline(f"No account matches {filters.choice}.")
    return Headline("No accounts yet.", "The data store holds none that existed on this date.")


def stale_sentence(age_days: int, last_read: str) -> str:
    """The amber line above the headline: `Data is 3 days old (last read Thu 12 Nov, 06:12). ...`"""
    return f"Data is {count(age_days, 'day')} old (last read {last_read}). States may be out of date."


def _of(names: tuple[str, ...], one: str, several: str, noun_of_many: str) -> str:
    if not names:
        return ""
    if len(names) > _NAMES_IN_A_SENTENCE:
        return f"{len(names)} {noun_of_many}"
    return (one if len(names) == 1 else several).format(listing(names))


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


def _neglected(neglected: pd.DataFrame, currency: str) -> Headline:
    n = len(neglected)
    amounts = neglected["amount"].dropna()
    who = f"{count(n, 'recent buyer')} {noun(n, 'is', 'are')} neglected"
    stake = f", {money(amounts.sum(), currency)} at stake" if len(amounts) else ", the amount at stake is unknown"
    sentences = ["a checkpoint was missed and nothing is planned."]
    if 0 < len(amounts) < n:
        without = n - len(amounts)
        sentences.append(f"{number(without)} of them {noun(without, 'has', 'have')} no known amount.")
    largest = amounts.nlargest(_LARGEST).sum()
    if len(amounts) > _LARGEST and 0 < largest <= amounts.sum():
        sentences.append(f"The {_LARGEST_IN_WORDS} largest are {share(largest / amounts.sum())} of it.")
    return Headline(f"{who}{stake}:", " ".join(sentences))


def _nobody_neglected(rows: pd.DataFrame) -> Headline:
    states = rows["state"].value_counts()
    followed = int(states.get("cared_for", 0) + states.get("late", 0))
    waiting = int(states.get("waiting", 0))
    planned = int(states.get("planned", 0))
    parts = [
        f"{count(followed, 'recent order')} {noun(followed, 'has', 'have')} been followed up" if followed else "",
        f"{number(planned)} {noun(planned, 'has', 'have')} a contact planned" if planned else "",
        f"{number(waiting)} {noun(waiting, 'waits', 'wait')} for the first contact" if waiting else "",
    ]
    return Headline("No neglected buyers.", ", ".join(part for part in parts if part) + ".")
