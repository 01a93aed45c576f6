"""Who knows whom at each account: on how many persons it hangs, which levels met, and whether its language is spoken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.scoring.aligned import aligned
from dashboard.scoring.measures import PRIMARY_COLUMNS
from data_access import facts
from data_access.facts import Reader, Rules
from data_access.facts.coverage import LEVEL_BITS, LEVEL_NOT_KNOWN_BIT
from data_access.facts.met import NOT_KNOWN
from data_access.localtime import as_dates
from data_access.schema import LEVELS

ONLY_TIE_LEFT, NO_OWNER, ONE_OF_THEIRS, ONE_OF_OURS = "only_tie_left", "no_owner", "one_of_theirs", "one_of_ours"
NO_PRIMARY, NO_DEPUTY, LEVEL_MISSING = "no_primary", "no_deputy", "level_missing"
GAPS = (ONLY_TIE_LEFT, NO_OWNER, ONE_OF_THEIRS, ONE_OF_OURS, NO_PRIMARY, NO_DEPUTY, LEVEL_MISSING)
"""What can be missing between us and an account, the most pressing first."""
SPOKEN, NOT_SPOKEN, NOBODY_SERVES = "spoken", "not_spoken", "nobody_serves"
OURS_NOT_KNOWN, THEIRS_NOT_KNOWN = "ours_not_known", "theirs_not_known"
LANGUAGE_STATES = (NOT_SPOKEN, NOBODY_SERVES, OURS_NOT_KNOWN, THEIRS_NOT_KNOWN, SPOKEN)
SIDE_BITS = LEVEL_BITS | {NOT_KNOWN: LEVEL_NOT_KNOWN_BIT}
"""The bits of `theirs` and `ours`: the levels, and somebody whose level is not known."""

_SERVED_BY = (frozenset({"accounts.owner_id", "employees"}), frozenset({"account_team_members"}))


@dataclass(frozen=True)
class Ties:
    """Who knows whom, for all of some accounts.

    `accounts` has a row per account under its label in the scored frame: GAPS (true, false, or missing where it cannot be
    known), `primary_left`, `language` (one of LANGUAGE_STATES), and the counts these come from, missing where they are not
    connected. `together` has a row per account (its label in `at`) and set of levels that met: theirs, ours (bits),
    contacts, last_on. `customers` and `served` are what each side speaks, as delivered, by `at`.
    """

    accounts: pd.DataFrame
    together: pd.DataFrame
    customers: pd.DataFrame
    served: pd.DataFrame

    def of(self, accounts: pd.DataFrame) -> Ties:
        """The same of these rows of the scored frame alone."""
        parts = (self.together, self.customers, self.served)
        return Ties(self.accounts.loc[accounts.index], *(rows[rows["at"].isin(accounts.index)] for rows in parts))


def ties(reader: Reader, accounts: pd.DataFrame, day: int, rules: Rules, connected: frozenset[str]) -> Ties:
    """The ties of every account of the scored frame on the day."""
    numbers = accounts["account_no"].to_numpy()
    together = facts.levels_together(reader, day, rules)
    met = facts.persons_known(reader, day, rules), facts.employees_known(reader, day, rules)
    listed = facts.contacts_by_level(reader, day), facts.deputies(reader, day)
    counts = {name: values for found in (*met, *listed) for name, values in aligned(found, numbers).items()}
    frame = pd.DataFrame({name: np.nan_to_num(values) for name, values in counts.items()}, index=accounts.index)
    for side in ("theirs", "ours"):
        frame[f"naming_{side}"] = _sums(together[together[side] > 0], numbers)
    frame["theirs"] = _bits(together, numbers)
    gaps = _gaps(reader, accounts, frame, day, rules, connected)
    customers, served = facts.languages_of_customers(reader, day), facts.languages_served(reader, day)
    who_serves_is_known = any(columns <= connected for columns in _SERVED_BY)
    language = language_states(customers, served, numbers, who_serves_is_known)
    frame = (
        _without_unknown(frame, connected).join(gaps).assign(language=pd.Series(language, accounts.index, dtype=object))
    )
    last_on = as_dates(together["last_day"]).to_numpy()
    rows = (together.drop(columns="last_day").assign(last_on=last_on), customers, served)
    return Ties(frame, *(_labelled(found, accounts) for found in rows))


def language_codes(text: object) -> frozenset[str]:
    """The languages that a text of codes names: `fi,en-GB` are fi and en; none where it is missing."""
    if not isinstance(text, str):
        return frozenset()
    codes = (part.strip().lower().replace("_", "-").partition("-")[0] for part in text.split(","))
    return frozenset(code for code in codes if code)


def language_states(
    customers: pd.DataFrame, served: pd.DataFrame, numbers: np.ndarray, who_serves_is_known: bool
) -> np.ndarray:
    """For each account whether one of those who serve it speaks one of the customer's languages."""
    theirs, their_codes = _codes(customers["language"])
    ours, our_codes = _codes(served["languages"])
    speak = np.array([[bool(one & other) for other in their_codes] for one in our_codes], dtype=bool)
    pairs = customers[["account_no"]].assign(theirs=theirs).merge(served[["account_no"]].assign(ours=ours))
    spoken = pairs["account_no"].to_numpy()
    if len(pairs):
        spoken = spoken[speak[pairs["ours"], pairs["theirs"]]]
    says_nothing = np.array([not codes for codes in our_codes], dtype=bool)
    known = np.array([bool(codes) for codes in their_codes], dtype=bool)
    conditions = {
        THEIRS_NOT_KNOWN: ~np.isin(numbers, customers["account_no"].to_numpy()[known[theirs]]),
        SPOKEN: np.isin(numbers, spoken),
        OURS_NOT_KNOWN: np.isin(numbers, served["account_no"].to_numpy()[says_nothing[ours]])
        | (not who_serves_is_known),
        NOBODY_SERVES: ~np.isin(numbers, served["account_no"].to_numpy()),
    }
    return np.select(list(conditions.values()), list(conditions), default=NOT_SPOKEN).astype(object)


def _codes(texts: pd.Series) -> tuple[np.ndarray, list[frozenset[str]]]:
    """The place of each text among the distinct ones, and the languages that those name."""
    places, distinct = pd.factorize(texts, use_na_sentinel=False)
    return places, [language_codes(text) for text in distinct]


def _gaps(
    reader: Reader, accounts: pd.DataFrame, frame: pd.DataFrame, day: int, rules: Rules, connected: frozenset[str]
) -> pd.DataFrame:
    """What is missing at each account: true, false, or missing where it cannot be known."""
    contacts, listed = accounts["contacts_365d"], frame.filter(like="listed_").to_numpy()
    named = facts.persons_named(reader, day, rules)
    theirs_known = named & ~((contacts > 0) & (frame["persons"] == 0))
    ours_known = bool((frame["employees"] > 0).any()) & ~((contacts > 0) & (frame["employees"] == 0))
    persons_listed = "contacts" in connected
    missing = (listed > 0) & (frame[[f"met_{level}" for level in LEVELS]].to_numpy() == 0)
    primary_known = connected >= PRIMARY_COLUMNS
    members_known = "account_team_members" in connected and facts.roles_named(reader)
    told = {
        ONLY_TIE_LEFT: ((frame["persons"] > 0) & (frame["persons_there"] == 0), theirs_known & persons_listed),
        NO_OWNER: (~accounts["owner_active"].fillna(False).astype(bool), accounts["owner_active"].notna()),
        ONE_OF_THEIRS: (frame["persons"] == 1, theirs_known),
        ONE_OF_OURS: (frame["employees"] == 1, ours_known),
        NO_PRIMARY: (frame["primaries"] == 0, primary_known),
        NO_DEPUTY: (frame["deputies"] == 0, members_known),
        LEVEL_MISSING: (missing.any(axis=1), (listed > 0).any(axis=1) & named),
        "primary_left": ((frame["primaries"] == 0) & (frame["primaries_gone"] > 0), primary_known),
    }
    return pd.DataFrame(
        {name: _where_known(np.asarray(value), known, len(accounts)) for name, (value, known) in told.items()},
        index=accounts.index,
    )


def _where_known(values: np.ndarray, known: object, n: int) -> pd.array:
    return pd.arrays.BooleanArray(values.astype(bool), ~np.broadcast_to(np.asarray(known, dtype=bool), n).copy())


def _without_unknown(frame: pd.DataFrame, connected: frozenset[str]) -> pd.DataFrame:
    """The counts without those that a store without interactions, contacts or members cannot tell."""
    theirs = [name for name in frame if name.startswith(("listed", "primaries"))]
    unknown = {
        "interactions": [name for name in frame if name.startswith(("persons", "employees", "naming", "met_"))],
        "contacts": [*theirs, *(f"met_{level}" for level in LEVELS), "persons_there"],
        "account_team_members": ["deputies"],
    }
    names = [name for table, columns in unknown.items() if table not in connected for name in columns]
    return frame.assign(**dict.fromkeys(names, np.nan))


def _sums(together: pd.DataFrame, numbers: np.ndarray) -> np.ndarray:
    """The contacts of each account."""
    sums = together[["account_no", "contacts"]].groupby("account_no", as_index=False).sum()
    return np.nan_to_num(aligned(sums, numbers)["contacts"])


def _bits(together: pd.DataFrame, numbers: np.ndarray) -> np.ndarray:
    """The levels of theirs that took part in any contact of each account."""
    places = np.searchsorted(numbers, together["account_no"])
    there = places < len(numbers)
    bits = np.zeros(len(numbers), dtype=np.int64)
    np.bitwise_or.at(bits, places[there], together["theirs"].to_numpy(dtype=np.int64)[there])
    return bits


def _labelled(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The rows of accounts that are in the frame, with their label there in place of the number."""
    places = pd.Index(accounts["account_no"]).get_indexer(rows["account_no"])
    found = rows[places >= 0].drop(columns="account_no")
    found.insert(0, "at", accounts.index.to_numpy()[places[places >= 0]])
    return found.reset_index(drop=True)
