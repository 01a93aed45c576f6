"""How often accounts are met: who keeps the cadence agreed, month by month and today, where and whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from dashboard.palette import CADENCE_STATUSES, TIERS, UNKNOWN
from dashboard.portfolio.pyramid import ALL_TEAMS, NO_TEAM, team_label
from dashboard.scoring.cadence import COMPARED_DECIMALS, DUE, NEVER, NO_TARGET, ON_CADENCE, OVERDUE, PLANNED
from dashboard.scoring.met import MET_AT, PERSONS_OF
from dashboard.scoring.months import Month
from dashboard.wording import NOTHING, day, each_written, number
from data_access.schema import LEVELS, PLACES

CONTACTS, MEETINGS = "contacts", "meetings"
COUNTED = (CONTACTS, MEETINGS)
STATUSES = (OVERDUE, DUE, PLANNED, NEVER, ON_CADENCE, NO_TARGET)
"""In the order in which they are offered."""
BARS = (ON_CADENCE, PLANNED, DUE, OVERDUE, NEVER)
"""The statuses of accounts with a target, in the order in which they are drawn."""
STEPS = (50, 75, 100, 125)
LITTLE, MUCH = 75, 150
"""Per cent of the target: below the one and above the other a cell gets a sign."""
NO_CONTACT = "no_contact"
NOT_KNOWN = "not_known"
HIGHEST_MET = (*LEVELS, NOT_KNOWN, NO_CONTACT)
ALL_TIERS = "All"
NO_CONTACT_SO_FAR = "none so far"

_LABELS = {state.id: state.label for state in CADENCE_STATUSES.values()}
_FACTS = [
    "account_id",
    "account_name",
    "cadence_status",
    "contact_ratio",
    "contact_target_days",
    "tier",
    "last_contact_on",
    "last_contact_kind",
    "next_planned_on",
    "attainment",
    "rhythm",
    "contacts_365d",
    "meetings_365d",
    "owner_id",
    "owner_name",
    "team_id",
    "team_name",
]


def customers(accounts: pd.DataFrame) -> pd.DataFrame:
    """The active accounts: only they are to be met, at an agreed cadence or when needed."""
    return accounts[accounts["layer"] == "active"]


def has_target(accounts: pd.DataFrame) -> pd.Series:
    """Whether each account has a contact target and a known status: the accounts that shares on cadence are of."""
    status = accounts["cadence_status"]
    return status.notna() & (status != NO_TARGET)


def on_cadence(accounts: pd.DataFrame) -> tuple[int, int]:
    """How many accounts are on cadence, and how many have a target."""
    return int((accounts["cadence_status"] == ON_CADENCE).sum()), int(has_target(accounts).sum())


# ---- cells: teams x months


def cadence_cells(cells: pd.DataFrame, teams: pd.DataFrame, months: Sequence[Month], counted: str) -> pd.DataFrame:
    """One row per team and month, teams by name, those without one after them, and the line of all teams last.

    `cells` are sums per month, team, owner and tier, `teams` names team_id and team_name. Columns: team_id (an empty
    text for no team, None for all), team, row (place of the team), month (first day), place (of the month), accounts,
    held (contacts or meetings, as `counted`), expected, share (held / expected). A month in which a team had nobody to
    meet has no accounts and a missing share. The line of all teams is there where there are several.
    """
    names = teams.drop_duplicates("team_id")
    labels = {_key(team_id): team_label(team_id, name) for team_id, name in names.itertuples(index=False)}
    keyed = cells.assign(team_id=cells["team_id"].map(_key).astype(object), held=cells[counted])
    sums = keyed.groupby(["team_id", "month"])[["accounts", "held", "expected"]].sum()
    order = sorted(set(keyed["team_id"]), key=lambda key: (labels[key] == NO_TEAM, labels[key].casefold(), key))
    lines = [_line(sums.loc[key], months).assign(team_id=key, team=labels[key]) for key in order]
    if len(order) != 1:
        everything = _line(sums.groupby("month").sum(), months).assign(team_id=None, team=ALL_TEAMS)
        lines.append(everything if order else everything.iloc[:0])
    return pd.concat([line.assign(row=row) for row, line in enumerate(lines)], ignore_index=True)


def largest_teams(cells: pd.DataFrame, n: int) -> pd.DataFrame:
    """The cells of the n teams that are to hold the most, and of all teams; those of every team where no more are."""
    rows = cells["row"].max()
    if cells.empty or rows <= n:
        return cells
    expected = cells[cells["row"] < rows].groupby("row")["expected"].sum()
    kept = cells[cells["row"].isin([*expected.nlargest(n).index, rows])]
    return kept.assign(row=pd.factorize(kept["row"], sort=True)[0]).reset_index(drop=True)


def _key(team_id: object) -> str:
    return "" if pd.isna(team_id) else str(team_id)


def _line(sums: pd.DataFrame, months: Sequence[Month]) -> pd.DataFrame:
    """Every month of one team."""
    firsts = pd.DatetimeIndex([pd.Timestamp(month.first) for month in months], name="month").as_unit("ns")
    line = sums.reindex(firsts).reset_index().assign(place=range(len(months)))
    line["accounts"] = line["accounts"].fillna(0).astype(int)
    return line.assign(share=line["held"] / line["expected"])


def accounts_of_month(rows: pd.DataFrame, team_id: str | None, counted: str) -> pd.DataFrame:
    """The accounts behind a cell of `cadence_cells`, those furthest below what was expected first.

    `rows` are the accounts that were to be met in the month. Columns: account_id, account_name, tier (of the month's
    end), target (days), held, expected, owner_name, team_name.
    """
    if team_id is not None:
        rows = rows[rows["team_id"].map(_key) == team_id]
    found = rows.assign(held=rows[counted], _short=rows[counted] - rows["expected"])
    found = found.sort_values(["_short", "account_id"], ignore_index=True)
    return found[["account_id", "account_name", "tier", "target", "held", "expected", "owner_name", "team_name"]]


# ---- by tier: statuses, places, levels


def status_by_tier(accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts with a contact target by tier and cadence status: a row per tier that has any, and one of all tiers.

    Columns: tier, n (accounts), then one per status in the order of BARS.
    """
    with_target = accounts[accounts["cadence_status"].isin(BARS)]
    flags = pd.DataFrame({status: with_target["cadence_status"] == status for status in BARS}).astype(int)
    return _by_tier(with_target["tier"], flags)


def places_by_tier(accounts: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """Counted meetings of 365 days with customers by tier and place: a row per tier that has any, and one of all tiers.

    `met` has a row for every row of `accounts`. Columns: tier, n (meetings), customer, ours, remote, not_known.
    """
    active = customers(accounts)
    meetings = met.loc[active.index, list(MET_AT)].set_axis([*PLACES, NOT_KNOWN], axis=1)
    return _by_tier(active["tier"], meetings.fillna(0).astype(int))


def levels_by_tier(accounts: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """Customers by tier and the highest level met: a row per tier that has any, and one of all tiers.

    Columns: tier, n (accounts), executive, management, supervisor, specialist, not_known (nobody met has a level, or
    nobody was named), no_contact (none in 365 days).
    """
    active = customers(accounts)
    highest = highest_levels(active, met)
    return _by_tier(active["tier"], pd.DataFrame({name: highest == name for name in HIGHEST_MET}).astype(int))


def highest_levels(accounts: pd.DataFrame, met: pd.DataFrame) -> pd.Series:
    """The highest level of theirs met in the counted contacts of 365 days: a level, not_known or no_contact."""
    persons = met.loc[accounts.index, list(PERSONS_OF)]
    found = [persons[f"persons_{level}"].to_numpy() > 0 for level in LEVELS]
    found.append(accounts["contacts_365d"].to_numpy() > 0)
    words = np.select(found, [*LEVELS, NOT_KNOWN], default=NO_CONTACT).astype(object)
    return pd.Series(words, index=accounts.index, dtype=object)


def how_met(accounts: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """Customers with their meetings of 365 days by place and the persons met by level, most meetings first.

    Columns: account_id, account_name, tier, meetings_365d, met_*, highest, persons_*, owner_name, team_name.
    """
    active = customers(accounts)
    rows = active[["account_id", "account_name", "tier", "meetings_365d", "owner_name", "team_name"]]
    rows = rows.join(met.loc[active.index]).assign(highest=highest_levels(active, met))
    rows = rows.sort_values(["meetings_365d", "account_id"], ascending=[False, True], ignore_index=True)
    first = ["account_id", "account_name", "tier", "meetings_365d", *MET_AT, "highest", *PERSONS_OF]
    return rows[[*first, "owner_name", "team_name"]]


def _by_tier(tier: pd.Series, counts: pd.DataFrame) -> pd.DataFrame:
    """Sums of the counts per tier that has any, and of all tiers where there are several."""
    sums = counts.groupby(tier).sum().reindex(TIERS, fill_value=0)
    sums = sums[sums.sum(axis=1) > 0]
    if len(sums) > 1:
        sums = pd.concat([sums, sums.sum().to_frame(ALL_TIERS).T])
    sums.insert(0, "n", sums.sum(axis=1))
    return sums.astype(int).rename_axis("tier").reset_index()


# ---- the list


def cadence_list(accounts: pd.DataFrame, names: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One row per customer, those furthest beyond their target first, then account_id; without a target last.

    `names` has last_employee, last_person, last_subject, planned_kind and planned_subject by account_id. Further
    columns: status (id) and status_label, days (since the last counted contact, else since the first order),
    of_target (`83 of 30 days`), last_contact (`25 Aug · call`) and planned as text, and the facts they come from.
    """
    active = customers(accounts)
    start = active["last_contact_on"].fillna(active["first_order_on"])
    rows = active[_FACTS].assign(days=(pd.Timestamp(as_of) - start).dt.days.to_numpy(dtype=float))
    rows = rows.sort_values(["contact_ratio", "account_id"], ascending=[False, True], ignore_index=True)
    rows = rows.rename(columns={"cadence_status": "status"})
    rows["status_label"] = rows["status"].map(_LABELS).fillna(UNKNOWN.label).astype(object)
    rows["of_target"] = _days_of_target(rows)
    rows["last_contact"] = _last_contact(rows, as_of)
    rows["planned"] = _planned(rows, as_of)
    return rows.merge(names, on="account_id", how="left", validate="one_to_one")


def in_statuses(rows: pd.DataFrame, statuses: Iterable[str]) -> pd.DataFrame:
    """The rows of the list in the chosen statuses."""
    return rows[rows["status"].isin(list(statuses))]


def furthest(rows: pd.DataFrame, n: int) -> pd.DataFrame:
    """The first rows of the list that are beyond their target, at most n."""
    return rows[rows["contact_ratio"].round(COMPARED_DECIMALS) > 1.0].head(n)


def more_than_agreed(rows: pd.DataFrame, most: float) -> pd.DataFrame:
    """The rows of the list that attained more than `most` times what was agreed, the largest attainment first."""
    over = rows[rows["attainment"].round(COMPARED_DECIMALS) > most]
    return over.sort_values(["attainment", "account_id"], ascending=[False, True], ignore_index=True)


def status_counts(rows: pd.DataFrame) -> dict[str, int]:
    """How many rows of the list are in each status, in the order of STATUSES."""
    counts = rows["status"].value_counts()
    return {status: int(counts.get(status, 0)) for status in STATUSES}


def _days_of_target(rows: pd.DataFrame) -> np.ndarray:
    days, target = each_written(rows["days"], number), each_written(rows["contact_target_days"], number)
    return np.where(rows["contact_target_days"].isna(), NOTHING, days + " of " + target + " days")


def _last_contact(rows: pd.DataFrame, as_of: date) -> np.ndarray:
    dates = each_written(rows["last_contact_on"], partial(day, as_of=as_of))
    kind = rows["last_contact_kind"].fillna("").to_numpy(dtype=object)
    return np.where(rows["last_contact_on"].isna(), NO_CONTACT_SO_FAR, dates + " · " + kind)


def _planned(rows: pd.DataFrame, as_of: date) -> np.ndarray:
    dates = each_written(rows["next_planned_on"], partial(day, as_of=as_of))
    return np.where(rows["next_planned_on"].isna(), NOTHING, f"{CADENCE_STATUSES[PLANNED].glyph} " + dates)
