"""Every team in one line: its accounts by tier, who keeps the cadence, who was left alone, and who has no owner."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from dashboard.palette import TIER_ROWS
from dashboard.portfolio.frequency import cadence_list, customers, has_target
from dashboard.portfolio.pyramid import ALL_TEAMS, layers_known, pyramid_by_team
from dashboard.scoring.cadence import NEVER, ON_CADENCE, OVERDUE
from dashboard.scoring.watch import NEGLECTED, call_order

IMPORTANT = ("A", "B")
"""The tiers whose overdue accounts are counted."""
NO_OWNER_NAMED = "none named"

_OF_CADENCE = ["on_cadence", "with_target", "share", "overdue", "overdue_a", "never"]
_OF_CONTACTS = [*_OF_CADENCE, "neglected", "without_amount", "amount"]
_WHO = ["team_id", "team_name", "owner_name"]
_NO_NAMES = pd.DataFrame({"account_id": pd.Series(dtype=object)})


def contacts_known(accounts: pd.DataFrame) -> bool:
    """Whether it is known who was contacted, which needs interactions; true where there is no account."""
    return accounts.empty or bool(accounts["contacts_365d"].notna().any())


def team_lines(accounts: pd.DataFrame, together: str = ALL_TEAMS) -> pd.DataFrame:
    """One row per team in alphabetical order, those without a team after them, and last all of them `together`.

    Columns: team_id, team, accounts, A to Prospect, active, recent (buyers), on_cadence and with_target (accounts),
    overdue (of tiers A and B), overdue_a (of tier A), never (contacted, of A and B), neglected, without_amount (those
    of them whose amount is unknown), without_owner, amount (of the others), share (on_cadence / with_target). What is
    not connected is missing in every line; the share of no account and the amount of none known are missing, too.
    """
    lines = pyramid_by_team(accounts)[["team_id", "team", "accounts", *TIER_ROWS]]
    lines.loc[lines.index[-1], "team"] = together
    cases, amounts = _cases(accounts), accounts["watch_amount"].where(is_neglected(accounts))
    keys, order = accounts["team_id"].fillna("").astype(object), lines["team_id"].iloc[:-1].fillna("")
    parts = cases.groupby(keys).sum().reindex(order)
    sums = pd.concat([parts, cases.sum().to_frame().T], ignore_index=True).astype(float)
    sums["amount"] = [*amounts.groupby(keys).sum().reindex(order), amounts.sum()]
    sums["amount"] = sums["amount"].mask((sums["neglected"] > 0) & (sums["neglected"] == sums["without_amount"]))
    sums["share"] = sums["on_cadence"] / sums["with_target"].where(sums["with_target"] > 0)
    sums[_unknown(accounts)] = np.nan
    return lines.join(sums.astype(dict.fromkeys(cases.columns, "Int64")))


def is_overdue(accounts: pd.DataFrame, status: str = OVERDUE) -> pd.Series:
    """Whether each account is of an important tier and overdue, or in another cadence status."""
    return accounts["tier"].isin(IMPORTANT) & (accounts["cadence_status"] == status)


def is_neglected(accounts: pd.DataFrame) -> pd.Series:
    """Whether each account is a neglected recent buyer."""
    return accounts["watch_state"] == NEGLECTED


def lacks_owner(accounts: pd.DataFrame) -> pd.Series:
    """Whether each account is active and has no active owner; false where that is unknown."""
    return (accounts["layer"] == "active") & ~accounts["owner_active"].fillna(True).astype(bool)


def of_team(accounts: pd.DataFrame, team_id: str | None) -> pd.Series:
    """Whether each account belongs to the team, or with None to no team."""
    return accounts["team_id"].isna() if team_id is None else accounts["team_id"] == team_id


def active_list(accounts: pd.DataFrame) -> pd.DataFrame:
    """The active accounts, the largest revenue first, unknown revenue last, then account_id.

    Columns: account_id, account_name, tier, tier_source, revenue_12m, orders_12m, last_order_on, last_contact_on,
    team_id, team_name, owner_name.
    """
    facts = ["tier", "tier_source", "revenue_12m", "orders_12m", "last_order_on", "last_contact_on"]
    rows = accounts.loc[accounts["layer"] == "active", ["account_id", "account_name", *facts, *_WHO]]
    return rows.sort_values(["revenue_12m", "account_id"], ascending=[False, True], ignore_index=True)


def target_list(accounts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The accounts with a contact target, those furthest beyond it first; columns as in `cadence_list`, without names."""
    return cadence_list(accounts[has_target(accounts)], _NO_NAMES, as_of)


def overdue_list(accounts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The overdue and never contacted accounts of important tiers; order and columns as in `target_list`."""
    chosen = is_overdue(accounts) | is_overdue(accounts, NEVER)
    return cadence_list(accounts[chosen], _NO_NAMES, as_of)


def neglected_list(accounts: pd.DataFrame) -> pd.DataFrame:
    """The neglected buyers in the order in which to call.

    Columns: account_id, account_name, amount, days (since the order), tier, last_contact_on, team_id, team_name,
    owner_name.
    """
    rows = accounts[is_neglected(accounts)]
    rows = rows.loc[call_order(rows["watch_state"], rows["watch_amount"], rows["account_id"])]
    rows = rows.rename(columns={"watch_amount": "amount", "watch_days": "days"}).reset_index(drop=True)
    return rows[["account_id", "account_name", "amount", "days", "tier", "last_contact_on", *_WHO]]


def without_owner_list(accounts: pd.DataFrame) -> pd.DataFrame:
    """The active accounts without an active owner, the largest revenue first, unknown revenue last, then account_id.

    Where it is unknown who is active, those that name no owner. Columns: account_id, account_name, owner (the name of
    one who is no longer active, or the words for none), tier, revenue_12m, last_contact_on, team_id, team_name.
    """
    active = customers(accounts)
    chosen = lacks_owner(active) if active["owner_active"].notna().all() else active["owner_id"].isna()
    rows = active[chosen].sort_values(["revenue_12m", "account_id"], ascending=[False, True], ignore_index=True)
    named = rows["owner_name"].fillna(rows["owner_id"]).astype(object)
    rows = rows.assign(owner=np.where(rows["owner_id"].isna(), NO_OWNER_NAMED, named + ", not active"))
    facts = ["tier", "revenue_12m", "last_contact_on", "team_id", "team_name"]
    return rows[["account_id", "account_name", "owner", *facts]]


def _cases(accounts: pd.DataFrame) -> pd.DataFrame:
    """Whether each account counts in each figure."""
    overdue, neglected = is_overdue(accounts), is_neglected(accounts)
    cases = {
        "active": accounts["layer"] == "active",
        "recent": accounts["watch_order_on"].notna(),
        "on_cadence": accounts["cadence_status"] == ON_CADENCE,
        "with_target": has_target(accounts),
        "overdue": overdue,
        "overdue_a": overdue & (accounts["tier"] == "A"),
        "never": is_overdue(accounts, NEVER),
        "neglected": neglected,
        "without_amount": neglected & accounts["watch_amount"].isna(),
        "without_owner": lacks_owner(accounts),
    }
    return pd.DataFrame(cases, index=accounts.index)


def _unknown(accounts: pd.DataFrame) -> list[str]:
    """The figures that these accounts cannot tell."""
    if not layers_known(accounts):
        return ["active", "recent", *_OF_CONTACTS, "without_owner"]
    owners_known = customers(accounts)["owner_active"].notna().all()
    return [*([] if contacts_known(accounts) else _OF_CONTACTS), *([] if owners_known else ["without_owner"])]
