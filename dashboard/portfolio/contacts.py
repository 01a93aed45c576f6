"""What is missing between us and each customer: on whom it hangs, who owns it, whom we know, what they speak."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from dashboard.portfolio.frequency import customers
from dashboard.scoring.ties import (
    GAPS,
    LANGUAGE_STATES,
    LEVEL_MISSING,
    NO_DEPUTY,
    NO_OWNER,
    NO_PRIMARY,
    ONE_OF_OURS,
    ONE_OF_THEIRS,
    ONLY_TIE_LEFT,
    Ties,
    language_codes,
)
from dashboard.wording import NOTHING, day, each_written, listing
from data_access.schema import LEVELS

GAP_WORDS = {
    ONLY_TIE_LEFT: "only tie has left",
    NO_OWNER: "no owner",
    ONE_OF_THEIRS: "one person of theirs",
    ONE_OF_OURS: "one person of ours",
    NO_PRIMARY: "no primary contact",
    NO_DEPUTY: "no deputy",
    LEVEL_MISSING: "level missing",
}
PRESSING = (ONLY_TIE_LEFT, NO_OWNER)
"""Gaps through which a customer is lost from sight; the others make it depend on few."""
NOTHING_MISSING = "✓ nothing"
NOT_TOLD = "○ not known"
_WHO = ["owner_id", "owner_name", "team_id", "team_name"]
_COUNTS = ("persons", "employees", "listed", "naming_theirs")


@dataclass(frozen=True)
class Gap:
    """How many accounts miss something, of how many of which it is known; and how many do not say."""

    missing: int
    known: int
    unknown: int


def gaps(ties: Ties) -> dict[str, Gap]:
    """Each of GAPS and `primary_left` over all accounts of the ties."""
    flags = ties.accounts[[*GAPS, "primary_left"]]
    missing, known = flags.fillna(False).astype(bool).sum(), flags.notna().sum()
    return {name: Gap(int(missing[name]), int(known[name]), int(len(flags) - known[name])) for name in flags}


def gap_list(accounts: pd.DataFrame, ties: Ties, as_of: date) -> pd.DataFrame:
    """One row per customer, the most pressing gap first, then the largest revenue, then account_id.

    Columns: account_id, account_name, tier, missing (in words, glyph first), unknown (what cannot be told, in words), GAPS,
    known (contacts listed), persons and employees (who met in 365 days), levels_met (`2 of 3`),
    last_contact (`25 Aug · call`), last_contact_on, revenue_12m, contacts_365d, primary_left, owner and team.
    """
    active = customers(accounts)
    told = ties.accounts.loc[active.index]
    flags = told[list(GAPS)].fillna(False).to_numpy(dtype=bool)
    facts = ["account_id", "account_name", "tier", "revenue_12m", "contacts_365d", "last_contact_on", *_WHO]
    rows = active[facts].assign(
        missing=_in_words(flags, told),
        unknown=_not_told(told),
        **{name: told[name] for name in (*GAPS, *_COUNTS, "primary_left")},
        levels_met=_levels_met(told),
        last_contact=_last_contact(active, as_of),
        _first=np.where(flags.any(axis=1), flags.argmax(axis=1), len(GAPS)),
    )
    order = ["_first", "revenue_12m", "account_id"]
    rows = rows.sort_values(order, ascending=[True, False, True], ignore_index=True)
    return rows.drop(columns="_first").rename(columns={"listed": "known"})


def in_gaps(rows: pd.DataFrame, chosen: Collection[str]) -> pd.DataFrame:
    """The rows of `gap_list` that miss any of these; every row where none is chosen."""
    if not chosen:
        return rows
    flags = rows[list(chosen)].fillna(False).to_numpy(dtype=bool)
    return rows[flags.any(axis=1)]


def language_list(accounts: pd.DataFrame, ties: Ties, states: Collection[str]) -> pd.DataFrame:
    """Customers in these states of language, in their order, then the largest revenue first, then account_id.

    Columns: account_id, account_name, tier, language_state, theirs (codes), ours (codes of all who serve), revenue_12m, owner
    and team.
    """
    active = customers(accounts)
    told = ties.accounts.loc[active.index, "language"]
    found = active.loc[told.isin(states), ["account_id", "account_name", "tier", "revenue_12m", *_WHO]]
    found = found.assign(
        language_state=pd.Categorical(told[found.index], LANGUAGE_STATES),
        theirs=_codes_of(ties.customers, "language", found.index),
        ours=_codes_of(ties.served, "languages", found.index),
    )
    order = ["language_state", "revenue_12m", "account_id"]
    found = found.sort_values(order, ascending=[True, False, True], ignore_index=True)
    return found.astype({"language_state": object})


def language_counts(accounts: pd.DataFrame, ties: Ties) -> dict[str, int]:
    """How many customers are in each state of language."""
    counts = ties.accounts.loc[customers(accounts).index, "language"].value_counts()
    return {state: int(counts.get(state, 0)) for state in LANGUAGE_STATES}


def _in_words(flags: np.ndarray, told: pd.DataFrame) -> pd.Series:
    """The gaps of each account in words; the few combinations that occur are written once."""
    primary_left = told["primary_left"].fillna(False).to_numpy(dtype=bool)
    ours_left = (told["employees_there"] == 0).to_numpy()
    known = told[list(GAPS)].notna().to_numpy().all(axis=1)
    keys = np.column_stack([flags, _levels_not_met(told), primary_left, ours_left, known])
    distinct, places = np.unique(keys, axis=0, return_inverse=True)
    parts = np.cumsum([len(GAPS), len(LEVELS)])
    words = [_words(*np.split(key, parts)[:2], *key[parts[-1] :]) for key in distinct]
    return pd.Series(np.array([*words, ""], dtype=object)[places.ravel()], index=told.index, dtype=object)


def _words(flags: np.ndarray, levels: np.ndarray, primary_left: bool, ours_left: bool, known: bool) -> str:
    missing = [name for name, flag in zip(GAPS, flags, strict=True) if flag]
    if not missing:
        return NOTHING_MISSING if known else NOT_TOLD
    more = {
        NO_PRIMARY: "primary contact has left" if primary_left else GAP_WORDS[NO_PRIMARY],
        ONE_OF_OURS: "one person of ours, who has left" if ours_left else GAP_WORDS[ONE_OF_OURS],
        LEVEL_MISSING: f"{listing([level for level, flag in zip(LEVELS, levels, strict=True) if flag] or ['level'])} not met",
    }
    # That the only tie has left says already that there was one.
    shown = [name for name in missing if not (name == ONE_OF_THEIRS and ONLY_TIE_LEFT in missing)]
    glyph = "✗" if missing[0] in PRESSING else "▲"
    return f"{glyph} " + " · ".join(more.get(name, GAP_WORDS[name]) for name in shown)


def _not_told(told: pd.DataFrame) -> pd.Series:
    """What cannot be known of each account, in words; a dot where everything is."""
    unknown = told[list(GAPS)].isna().to_numpy()
    distinct, places = np.unique(unknown, axis=0, return_inverse=True)
    words = [
        ", ".join(GAP_WORDS[name] for name, flag in zip(GAPS, key, strict=True) if flag) or NOTHING for key in distinct
    ]
    return pd.Series(np.array([*words, ""], dtype=object)[places.ravel()], index=told.index, dtype=object)


def _levels_not_met(told: pd.DataFrame) -> np.ndarray:
    """For each account and level whether a contact is listed there and nobody was met, where that is known."""
    known = told[[LEVEL_MISSING]].notna().to_numpy()
    listed = told[[f"listed_{level}" for level in LEVELS]].to_numpy() > 0
    return known & listed & ~(told[[f"met_{level}" for level in LEVELS]].to_numpy() > 0)


def _levels_met(told: pd.DataFrame) -> np.ndarray:
    """How many of the levels with a listed contact were met: `2 of 3`; a dot where it is not known."""
    listed = (told[[f"listed_{level}" for level in LEVELS]].to_numpy() > 0).sum(axis=1)
    met = listed - _levels_not_met(told).sum(axis=1)
    words = np.array(
        [[f"{part} of {whole}" for whole in range(len(LEVELS) + 1)] for part in range(len(LEVELS) + 1)], object
    )
    return np.where(told[LEVEL_MISSING].notna(), words[met, listed], NOTHING)


def _last_contact(accounts: pd.DataFrame, as_of: date) -> np.ndarray:
    dates = each_written(accounts["last_contact_on"], partial(day, as_of=as_of))
    kind = accounts["last_contact_kind"].fillna("").to_numpy(dtype=object)
    known = accounts["contacts_365d"].notna().to_numpy()
    return np.where(accounts["last_contact_on"].isna(), np.where(known, "none so far", NOTHING), dates + " · " + kind)


def _codes_of(rows: pd.DataFrame, name: str, labels: pd.Index) -> pd.Series:
    """The languages that all rows of an account name, by code; empty texts where none does."""
    found = rows[rows["at"].isin(labels)]
    codes: dict[object, set[str]] = {}
    for label, text in zip(found["at"], found[name], strict=True):
        codes.setdefault(label, set()).update(language_codes(text))
    return pd.Series([", ".join(sorted(codes.get(label, ()))) for label in labels], index=labels, dtype=object)
