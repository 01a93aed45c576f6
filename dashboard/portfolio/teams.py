"""How work is shared out: accounts per owner, contacts required and held, who is missing, what is passed on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.palette import TIER_ROWS, TIERS
from dashboard.portfolio.overview import team_lines
from dashboard.portfolio.pyramid import ALL_TEAMS, team_label, tier_rows
from dashboard.scoring.teamwork import DEPUTIES, REVIEWS, SHARING, Teamwork

WEEK = 7
WEEKS_IN_A_QUARTER = 90 / WEEK
_WHO = ["team_id", "team_name", "owner_name"]


def workload(accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts per owner and team, one row for each that owns an active one, by the owner's name, then the team.

    Columns: team_id, team, owner_id, owner, A to Prospect, active, median (of `active` over the owners of the team),
    with_target, required and held (contacts a week; held is missing where contacts are not known).
    """
    owned = accounts[accounts["owner_id"].notna()]
    keys = [owned["team_id"].fillna("").astype(object), owned["owner_id"].astype(object)]
    rows = pd.crosstab(keys, tier_rows(owned).astype(object)).reindex(columns=TIER_ROWS, fill_value=0)
    if rows.empty:
        return _no_workload()
    contacts = weekly_contacts(owned).groupby([key.rename(None) for key in keys]).sum(min_count=1)
    contacts = contacts.set_axis(pd.MultiIndex.from_tuples(contacts.index), axis=0).reindex(rows.index)
    named = owned.assign(team_id=keys[0]).drop_duplicates(["team_id", "owner_id"]).set_index(["team_id", "owner_id"])
    named = named.reindex(rows.index)
    found = rows.reset_index(names=["team_id", "owner_id"]).rename_axis(None, axis=1)
    found["team_id"] = found["team_id"].where(found["team_id"] != "", None)
    found["team"] = [team_label(*pair) for pair in zip(found["team_id"], named["team_name"], strict=True)]
    found["owner"] = owner_labels(named.assign(owner_id=found["owner_id"].to_numpy()))
    found["active"] = found[list(TIERS)].sum(axis=1)
    for name in ("with_target", "required", "held"):
        found[name] = contacts[name].to_numpy(dtype=float)
    found = found[found["active"] > 0]
    found["median"] = found.groupby(found["team_id"].fillna(""))["active"].transform("median")
    order = sorted(found.index, key=lambda i: (found.at[i, "owner"].casefold(), found.at[i, "team"].casefold(), i))
    return found.loc[order].reset_index(drop=True)


def owner_labels(rows: pd.DataFrame) -> list[str]:
    """The names of owners, their keys where they have none, and with words where they are known not to be active."""
    named = rows["owner_name"].fillna(rows["owner_id"]).astype(str)
    gone = ~rows["owner_active"].fillna(True).astype(bool)
    return [f"{name} (not active)" if left else name for name, left in zip(named, gone, strict=True)]


def weekly_contacts(accounts: pd.DataFrame) -> pd.DataFrame:
    """Per account, under its label: with_target (1 for an active account with a contact target), required and held."""
    target = accounts["contact_target_days"].where(accounts["layer"] == "active")
    with_target = target.notna()
    return pd.DataFrame(
        {
            "with_target": with_target.astype(float),
            "required": WEEK / target,
            "held": (accounts["contacts_90d"] / WEEKS_IN_A_QUARTER).where(with_target),
        }
    )


def weekly_list(accounts: pd.DataFrame) -> pd.DataFrame:
    """The active accounts with an owner, by owner, team and name.

    Columns: account_id, account_name, owner, tier, contact_target_days, required, contacts_90d, held, team_id, team_name.
    """
    rows = accounts[(accounts["layer"] == "active") & accounts["owner_id"].notna()]
    rows = rows.join(weekly_contacts(rows)).assign(owner=owner_labels(rows))
    shown = ["owner", "tier", "contact_target_days", "required", "contacts_90d", "held", "team_id", "team_name"]
    rows = rows[["account_id", "account_name", *shown]]
    return rows.sort_values(["owner", "team_name", "account_name", "account_id"], ignore_index=True)


def work_lines(accounts: pd.DataFrame, work: Teamwork, together: str = ALL_TEAMS) -> pd.DataFrame:
    """One row per team in alphabetical order, those without a team after them, and last all of them `together`.

    Columns: team_id, team, active, without_owner, without_deputy, with_target (accounts), required and held (contacts
    a week), contacts (others than the owner had), shared, hours (median), offers, reviewed, meetings, prepared. What is
    not known is missing, and so is the median of no contact.
    """
    lines = team_lines(accounts, together)[["team_id", "team", "active", "without_owner"]]
    keys = accounts["team_id"].fillna("").astype(object)
    sums = _of_each(accounts, work)
    order = lines["team_id"].iloc[:-1].fillna("")
    parts = sums.groupby(keys).sum(min_count=1).reindex(order)
    found = pd.concat([parts, sums.sum(min_count=1).to_frame().T], ignore_index=True)
    teams = keys.set_axis(accounts["account_no"]).reindex(work.contacts["account_no"]).to_numpy()
    hours = work.contacts["hours"]
    found["hours"] = [*hours.groupby(teams).median().reindex(order), hours.median()]
    return lines.join(found)


def lacks_deputy(accounts: pd.DataFrame, work: Teamwork) -> pd.Series:
    """Whether each account is active and has no deputy; false where that is unknown."""
    return (accounts["layer"] == "active") & (work.accounts["deputies"] == 0)


def without_deputy_list(accounts: pd.DataFrame, work: Teamwork) -> pd.DataFrame:
    """The active accounts without a deputy, the largest revenue first, unknown revenue last, then account_id.

    Columns: account_id, account_name, tier, revenue_12m, last_contact_on, team_id, team_name, owner_name.
    """
    rows = accounts[lacks_deputy(accounts, work)]
    rows = rows.sort_values(["revenue_12m", "account_id"], ascending=[False, True], ignore_index=True)
    return rows[["account_id", "account_name", "tier", "revenue_12m", "last_contact_on", *_WHO]]


def prepared_list(accounts: pd.DataFrame) -> pd.DataFrame:
    """The active accounts with a counted meeting in 365 days whose practice is known, by team and name.

    Columns: account_id, account_name, tier, meetings_365d, prepared, team_id, team_name, owner_name.
    """
    rows = accounts.assign(prepared=_prepared(accounts))
    rows = rows[rows["prepared"].notna()].sort_values(["team_name", "account_name", "account_id"], ignore_index=True)
    return rows[["account_id", "account_name", "tier", "meetings_365d", "prepared", *_WHO]]


def endings(work: Teamwork) -> pd.DataFrame:
    """What runs out first, the soonest first; then what has ended, the latest first; each with the accounts served.

    Columns: qualification_id, state (runs out, ended), name, kind, partner, employee_id, employee, team, obtained_on,
    valid_until, days_left, accounts.
    """
    served = work.served["employee_id"].value_counts()
    rows = work.endings
    ended = rows["days_left"] < 0
    rows = rows.assign(
        state=np.where(ended, "ended", "runs out"),
        employee=rows["employee_name"].fillna(rows["employee_id"]).astype(object),
        team=[team_label(*pair) for pair in zip(rows["team_id"], rows["team_name"], strict=True)],
        accounts=rows["employee_id"].map(served).fillna(0).astype(int),
    )
    rows = rows.iloc[np.lexsort((rows["qualification_id"], rows["days_left"].abs(), ended))]
    shown = ["qualification_id", "state", "name", "kind", "partner", "employee_id", "employee", "team", "obtained_on"]
    return rows[[*shown, "valid_until", "days_left", "accounts"]].reset_index(drop=True)


def served_by(accounts: pd.DataFrame, work: Teamwork, employee_id: str) -> pd.DataFrame:
    """The accounts in whose team the employee is, the largest revenue first, unknown revenue last, then account_id."""
    numbers = work.served.loc[work.served["employee_id"] == employee_id, "account_no"]
    rows = accounts[accounts["account_no"].isin(numbers)]
    rows = rows.assign(row=tier_rows(rows).astype(object))
    rows = rows.sort_values(["revenue_12m", "account_id"], ascending=[False, True], ignore_index=True)
    return rows[["account_id", "account_name", "row", "revenue_12m", "last_contact_on", *_WHO]]


def _of_each(accounts: pd.DataFrame, work: Teamwork) -> pd.DataFrame:
    """What each account adds to the figures of its team, missing where it is not known."""
    active = accounts["layer"] == "active"
    weekly = weekly_contacts(accounts)
    contacts = work.contacts.groupby("account_no")["hours"].agg(["size", "count"]).reindex(accounts["account_no"])
    sharing, deputies = SHARING in work.known, DEPUTIES in work.known
    return pd.DataFrame(
        {
            "without_deputy": lacks_deputy(accounts, work).astype(float).where(active) if deputies else np.nan,
            "with_target": weekly["with_target"],
            "required": weekly["required"],
            "held": weekly["held"],
            "contacts": contacts["size"].fillna(0).to_numpy() if sharing else np.nan,
            "shared": contacts["count"].fillna(0).to_numpy() if sharing else np.nan,
            "offers": work.accounts["offers"],
            "reviewed": work.accounts["reviewed"] if REVIEWS in work.known else np.nan,
            "meetings": accounts["meetings_365d"].where(accounts["meeting_practice"].notna()),
            "prepared": _prepared(accounts),
        },
        index=accounts.index,
    )


def _prepared(accounts: pd.DataFrame) -> pd.Series:
    """How many of the year's meetings were prepared and written up: the share that health knows, as a number."""
    return (accounts["meeting_practice"] * accounts["meetings_365d"]).round()


def _no_workload() -> pd.DataFrame:
    texts = {name: pd.Series(dtype=object) for name in ("team_id", "owner_id", "team", "owner")}
    numbers = ("active", "with_target", "required", "held", "median")
    return pd.DataFrame(texts | {name: pd.Series(dtype=float) for name in (*TIER_ROWS, *numbers)})
