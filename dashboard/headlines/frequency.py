"""The sentences of the meeting frequency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

from dashboard.headlines.overview import cadence_clause
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
from dashboard.portfolio.frequency import LITTLE, MUCH, NOT_KNOWN, STEPS, customers, on_cadence
from dashboard.portfolio.overview import IMPORTANT
from dashboard.portfolio.pyramid import layers_known
from dashboard.wording import count, listing, month, noun, number, rate, share, share_of_accounts
from data_access.schema import LEVELS


def frequency_headline(accounts: pd.DataFrame, cells: pd.DataFrame, as_of: date, filters: Filters) -> Headline:
    """The sentence of the meeting frequency page; `cells` is `portfolio.cadence_cells`."""
    if accounts.empty:
        return nothing_matches(filters)
    if not layers_known(accounts):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    active = customers(accounts)
    if len(active) and active["cadence_status"].isna().any():
        return Headline(NO_CONTACTS, CONNECT_CONTACTS)
    kept, with_target = on_cadence(active)
    if not with_target:
        return filters.named(Headline("No account here has a contact target.", _why_no_target(active)))
    whole = pd.Series({"on_cadence": kept, "with_target": with_target, "share": kept / with_target})
    clause = cadence_clause(whole)
    finding = f"{clause[:1].upper()}{clause[1:]}; {_behind(active, filters)}"
    return filters.named(Headline(finding, months_sentence(cells, as_of)))


def months_sentence(cells: pd.DataFrame, as_of: date) -> str:
    """What the last complete month was like: `In October 4 of 6 teams stayed under 75% of their target.`"""
    complete = cells[cells["month"] + pd.offsets.MonthEnd(0) <= pd.Timestamp(as_of)]
    latest = complete[complete["place"] == complete["place"].max()]
    known = latest[latest["share"].notna()]
    if known.empty:
        return ""
    period = month(latest["month"].iloc[0], as_of)
    if known["row"].nunique() == 1 or cells["row"].max() == 0:
        return f"In {period} {share(known['share'].iloc[-1])} of what was agreed was held."
    teams = known[known["row"] < cells["row"].max()]
    little = int(((100 * teams["share"]).round() < LITTLE).sum())
    if not little:
        return f"In {period} every team reached {LITTLE}% of its target or more."
    return f"In {period} {number(little)} of {count(len(teams), 'team')} stayed under {LITTLE}% of the target."


def cells_heading(counted: str) -> str:
    """The heading above the heatmap."""
    return f"{counted.capitalize()} held as % of target"


def cells_caption(cells: pd.DataFrame, most: int) -> str:
    """How to read the heatmap, in which at most so many teams are drawn."""
    steps, teams = ", ".join(str(step) for step in STEPS), cells["row"].nunique() - 1
    left_out = f" · the {most} largest of {number(teams)} teams, the table has all" if most < teams else ""
    signs = f"▼ under {LITTLE}% · ▲ over {MUCH}%"
    return f"Five steps: under {steps} and above · {signs} · hatched: nobody was to be met, or unknown{left_out}"


def status_heading(rows: pd.DataFrame) -> str:
    """The heading above the bars of cadence status: `On cadence: A 42%, B 64%, C 7 of 9`."""
    if rows.empty:
        return "Cadence status by tier"
    parts = [f"{row.tier} {rate(row.on_cadence, row.n)}" for row in rows.itertuples() if row.tier in TIERS]
    return f"On cadence: {', '.join(parts)}"


def places_heading(rows: pd.DataFrame) -> str:
    """The heading above the bars of places: how many of the meetings whose place is known were at the customer."""
    if rows.empty:
        return "On site and remote"
    known = int(rows["n"].iloc[-1] - rows[NOT_KNOWN].iloc[-1])
    if not known:
        return "On site and remote"
    return f"On site and remote: {rate(int(rows['customer'].iloc[-1]), known)} at the customer"


def places_missing(rows: pd.DataFrame) -> str:
    """Why there are no bars of places; empty where there are."""
    if rows.empty:
        return "No counted meeting in the last 365 days."
    if rows["n"].iloc[-1] == rows[NOT_KNOWN].iloc[-1]:
        return "Where meetings take place is not in this data store. Map it in the settings to see it here."
    return ""


def levels_heading(rows: pd.DataFrame) -> str:
    """The heading above the bars of levels: with how many accounts an executive was met."""
    if levels_missing(rows):
        return "Highest level met"
    return f"Executives met at {share_of_accounts(int(rows['executive'].iloc[-1]), int(rows['n'].iloc[-1]))}"


def levels_missing(rows: pd.DataFrame) -> str:
    """Why there are no bars of levels; empty where there are."""
    if rows.empty:
        return "No account has bought in the last 12 months."
    if not rows[list(LEVELS)].to_numpy().any():
        return "Nobody met in the last 365 days has a level in this data store."
    return ""


def furthest_caption(any_bar: bool, due_ratio: Decimal) -> str:
    """How to read the bars of days since contact, or what is said in their place."""
    if not any_bar:
        return "None of the accounts listed is beyond its target."
    shade = f"{due_ratio.normalize():f}×"
    return f"Bar: days as a multiple of the account's own target · tick: the target · shade: due, up to {shade}"


def _behind(active: pd.DataFrame, filters: Filters) -> str:
    """How many important accounts are overdue or were never contacted; the others only where no other was chosen."""
    chosen = [tier for tier in TIERS if not filters.tiers or tier in filters.tiers]
    tiers: Sequence[str] = [tier for tier in chosen if tier in IMPORTANT] or chosen
    statuses = active.loc[active["tier"].isin(tiers), "cadence_status"]
    overdue, never = int((statuses == "overdue").sum()), int((statuses == "never").sum())
    if not overdue and not never:
        return f"no {' or '.join(tiers)} account is overdue."
    if not overdue:
        return f"{_accounts_of(tiers, never)} {noun(never, 'was', 'were')} never contacted."
    late = f"{_accounts_of(tiers, overdue)} {noun(overdue, 'is', 'are')} overdue"
    return f"{late} and {number(never)} {noun(never, 'was', 'were')} never contacted." if never else f"{late}."


def _accounts_of(tiers: Sequence[str], n: int) -> str:
    """`31 A and B accounts`, `1 A or B account`."""
    return count(n, f"{' or '.join(tiers) if n == 1 else listing(tiers)} account")


def _why_no_target(active: pd.DataFrame) -> str:
    if active.empty:
        return "Inactive accounts and prospects have none."
    return f"{count(len(active), 'active account')} {noun(len(active), 'is', 'are')} to be met only when needed."
