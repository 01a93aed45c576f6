"""Which teams record their meetings: where hardly any is recorded, figures of meetings say nothing about the customers."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from dashboard.scoring.tiers import ACTIVE

RECORDING_NEEDS = 5
"""With fewer active accounts a team may well have met nobody."""
OTHERS_NEED = 1.0
"""Meetings per active account that the other teams must have recorded."""
HARDLY = 0.1
"""A team that records less than this share of what the others record per account hardly records any."""
NOT_RECORDED = "meetings not recorded"
NO_LAST_CONTACT = frozenset({"", "·", "none so far", "never"})
"""How lists say that there was no contact."""

_COLUMNS = ["team_id", "team", "accounts", "meetings", "a_year", "others"]


def recording(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row per team with active accounts, by name, of the scored accounts of the whole store.

    Columns: team_id, team, accounts (active), meetings (counted, of 365 days), a_year (meetings per account), others
    (the same of all other teams together; missing where there is none), recorded (false where hardly any is).
    """
    active = _active(accounts)
    grouped = active.groupby("team_id", sort=True)
    lines = grouped.agg(name=("team_name", "first"), accounts=("account_id", "size"), meetings=("meetings_365d", "sum"))
    lines = lines.reset_index()
    lines["team"] = lines["name"].fillna(lines["team_id"]).astype(object)
    rest = lines["accounts"].sum() - lines["accounts"]
    lines["a_year"] = lines["meetings"] / lines["accounts"]
    lines["others"] = (lines["meetings"].sum() - lines["meetings"]) / rest.where(rest > 0)
    hardly = lines["a_year"] < HARDLY * lines["others"]
    lines["recorded"] = ~(hardly & (lines["others"] >= OTHERS_NEED) & (lines["accounts"] >= RECORDING_NEEDS))
    by_name = lines["team"].map(str.casefold)
    return lines.assign(_by=by_name).sort_values(["_by", "team_id"], ignore_index=True)[[*_COLUMNS, "recorded"]]


def owners_recording(accounts: pd.DataFrame) -> pd.DataFrame:
    """How many of a team's account owners have any meeting recorded: columns team_id, owners, with_meeting.

    Only owners of active accounts; who they are is not told.
    """
    active = _active(accounts)
    active = active[active["owner_id"].notna()]
    met = active.groupby(["team_id", "owner_id"])["meetings_365d"].sum().gt(0)
    found = met.groupby(level="team_id").agg(owners="size", with_meeting="sum")
    return found.astype(int).reset_index()


def beside(words: pd.Series, team_ids: pd.Series, not_recording: Collection[str]) -> pd.Series:
    """The words of cells about the last contact; those of teams that record no meetings say so, in grey."""
    told = words.astype(object).copy()
    concerned = team_ids.isin(list(not_recording)).to_numpy(dtype=bool)
    told[concerned] = [_noted(text) for text in told[concerned]]
    return told


def _noted(text: str) -> str:
    """`○ meetings not recorded · 25 Aug · call`; in place of a cell that says that there was no contact it says only that."""
    return f"○ {NOT_RECORDED}" if text in NO_LAST_CONTACT else f"○ {NOT_RECORDED} · {text}"


def _active(accounts: pd.DataFrame) -> pd.DataFrame:
    """The active accounts that have a team, where it is known whom anybody met."""
    known = accounts["team_id"].notna() & accounts["meetings_365d"].notna()
    return accounts[(accounts["layer"] == ACTIVE) & known]
