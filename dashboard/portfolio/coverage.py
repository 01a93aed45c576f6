"""Which levels of ours met which levels of theirs, at how many customers: by level, by tier and by team."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.palette import TIERS
from dashboard.portfolio.frequency import ALL_TIERS, NOT_KNOWN, customers
from dashboard.portfolio.pyramid import ALL_TEAMS, NO_TEAM, team_label
from dashboard.scoring.ties import SIDE_BITS, Ties
from data_access.schema import LEVELS

NOT_NAMED = "not_named"
SIDES = (*LEVELS, NOT_KNOWN, NOT_NAMED)
"""Who took part on one side: a level, somebody whose level is not known, or nobody who is named."""
COVERAGE_STEPS = (10, 25, 50, 75)
"""Per cent of the accounts: where the shades of a matrix change."""
MET, NOT_MET = "met", "not_met"
_ANY_LEVEL = sum(SIDE_BITS[level] for level in LEVELS)
_LISTED = ["account_id", "account_name", "tier"]
_WHO = ["owner_name", "team_name"]


def level_pairs(accounts: pd.DataFrame, ties: Ties) -> pd.DataFrame:
    """Counted contacts of 365 days with customers by who took part on each side: a row per pair of SIDES.

    Columns: theirs, ours, contacts, accounts (customers with any), of (all customers), share (accounts / of, missing without
    a customer), last_on. A contact counts once in each pair of levels that sat together.
    """
    active = customers(accounts)
    together = ties.together[ties.together["at"].isin(active.index)]
    at, contacts = active.index.get_indexer(together["at"]), together["contacts"].to_numpy()
    last = together["last_on"].to_numpy()
    sides = [{side: _took_part(together[name], side) for side in SIDES} for name in ("theirs", "ours")]
    rows = []
    for theirs in SIDES:
        for ours in SIDES:
            both = sides[0][theirs] & sides[1][ours]
            there = np.zeros(len(active), dtype=bool)
            there[at[both]] = True
            last_on = last[both].max() if both.any() else np.datetime64("NaT", "ns")
            rows.append((theirs, ours, int(contacts[both].sum()), int(there.sum()), len(active), last_on))
    pairs = pd.DataFrame(rows, columns=["theirs", "ours", "contacts", "accounts", "of", "last_on"])
    return pairs.assign(share=pairs["accounts"] / pairs["of"].where(pairs["of"] > 0))


def accounts_of_pair(accounts: pd.DataFrame, ties: Ties, theirs: str, ours: str) -> pd.DataFrame:
    """The customers behind a pair of SIDES, the latest contact first: account, tier, contacts, last_on, owner, team."""
    active = customers(accounts)
    rows = ties.together[ties.together["at"].isin(active.index)]
    rows = rows[_took_part(rows["theirs"], theirs) & _took_part(rows["ours"], ours)]
    sums = rows.groupby("at").agg(contacts=("contacts", "sum"), last_on=("last_on", "max"))
    found = active[_LISTED + _WHO].join(sums, how="inner")
    found = found.sort_values(["last_on", "account_id"], ascending=[False, True], ignore_index=True)
    return found[[*_LISTED, "contacts", "last_on", *_WHO]]


def coverage_by_tier(accounts: pd.DataFrame, ties: Ties) -> pd.DataFrame:
    """Share of customers with a contact of 365 days on each level: a row per tier that has any, and level; all tiers last.

    Columns: row (place of the line), line (its label), key (the tier, an empty text for all), place (of the level), level, of
    (customers of whom it is known), covered, unknown (customers of whom it is not), share (missing where `of` is 0).
    """
    active = customers(accounts)
    present = [tier for tier in TIERS if (active["tier"] == tier).any()]
    parts = [(tier, tier, active[active["tier"] == tier]) for tier in present]
    return _lines([*parts, ("", ALL_TIERS, active)] if len(parts) != 1 else parts, ties)


def coverage_by_team(accounts: pd.DataFrame, ties: Ties) -> pd.DataFrame:
    """The same per team, teams by name and those without one after them; the key of no team is None, of all teams empty."""
    active = customers(accounts)
    teams = active[["team_id", "team_name"]].drop_duplicates("team_id")
    labels = {None if pd.isna(key) else key: team_label(key, name) for key, name in teams.itertuples(index=False)}
    order = sorted(labels, key=lambda key: (labels[key] == NO_TEAM, labels[key].casefold(), key or ""))
    groups = {key: active[active["team_id"].isna() if key is None else active["team_id"] == key] for key in order}
    parts = [(key, labels[key], groups[key]) for key in order]
    return _lines([*parts, ("", ALL_TEAMS, active)] if len(parts) != 1 else parts, ties)


def accounts_of_level(accounts: pd.DataFrame, ties: Ties, level: str, tier: str = "") -> pd.DataFrame:
    """The customers of a tier, or of all, by whether anybody on the level was met in 365 days; those not met first.

    Columns: account_id, account_name, tier, met (MET, NOT_MET or NOT_KNOWN), listed (active contacts on the level), contacts,
    last_on, owner_name, team_name.
    """
    active = customers(accounts)
    active = active[active["tier"] == tier] if tier else active
    rows = ties.together[ties.together["at"].isin(active.index)]
    sums = (
        rows[_took_part(rows["theirs"], level)]
        .groupby("at")
        .agg(contacts=("contacts", "sum"), last_on=("last_on", "max"))
    )
    known, met = _known(active, ties), _met(active, ties, level)
    found = active[[*_LISTED, *_WHO, "revenue_12m"]].assign(
        met=np.select([met, ~known], [MET, NOT_KNOWN], default=NOT_MET).astype(object),
        listed=ties.accounts.loc[active.index, f"listed_{level}"],
    )
    found = found.join(sums)
    found["contacts"] = found["contacts"].fillna(0).astype(int)
    place = found["met"].map({NOT_MET: 0, NOT_KNOWN: 1, MET: 2})
    found = found.assign(_place=place).sort_values(
        ["_place", "revenue_12m", "account_id"], ascending=[True, False, True], ignore_index=True
    )
    return found[[*_LISTED, "met", "listed", "contacts", "last_on", *_WHO]]


def with_somebody(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs of the four levels, and of the other sides those that any contact has."""
    kept = {
        side: [name for name in SIDES if name in LEVELS or pairs.loc[pairs[side] == name, "contacts"].any()]
        for side in ("theirs", "ours")
    }
    return pairs[pairs["theirs"].isin(kept["theirs"]) & pairs["ours"].isin(kept["ours"])].reset_index(drop=True)


def _lines(parts: Sequence[tuple[str | None, str, pd.DataFrame]], ties: Ties) -> pd.DataFrame:
    rows = []
    for row, (key, label, accounts) in enumerate(parts):
        known = _known(accounts, ties)
        for place, level in enumerate(LEVELS):
            covered = int(_met(accounts, ties, level).sum())
            rows.append((row, label, key, place, level, int(known.sum()), covered, int((~known).sum())))
    columns = ["row", "line", "key", "place", "level", "of", "covered", "unknown"]
    lines = pd.DataFrame(rows, columns=columns)
    return lines.assign(share=lines["covered"] / lines["of"].where(lines["of"] > 0))


def _known(accounts: pd.DataFrame, ties: Ties) -> np.ndarray:
    """Whether it is known which levels were met: a level was, or there was no contact at all."""
    any_level = (ties.accounts.loc[accounts.index, "theirs"].to_numpy() & _ANY_LEVEL) > 0
    return any_level | (accounts["contacts_365d"] == 0).to_numpy()


def _met(accounts: pd.DataFrame, ties: Ties, level: str) -> np.ndarray:
    return (ties.accounts.loc[accounts.index, "theirs"].to_numpy() & SIDE_BITS[level]) > 0


def _took_part(bits: pd.Series, side: str) -> np.ndarray:
    found = bits.to_numpy()
    return found == 0 if side == NOT_NAMED else (found & SIDE_BITS[side]) > 0
