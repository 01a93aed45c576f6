"""Health of the customers: bands per team, the state of each indicator, and what takes points from whom.

What is written for an indicator comes in as `titles`, by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from dashboard.palette import HEALTH_BANDS, INDICATOR_STATES, LIMIT_WORDS
from dashboard.policy import Policy
from dashboard.portfolio.frequency import customers
from dashboard.portfolio.pyramid import ALL_TEAMS, NO_TEAM, team_label
from dashboard.scoring.health import (
    BANDS,
    FAIR,
    FAIR_FROM,
    GOOD,
    GOOD_FROM,
    NOT_ENOUGH_DATA,
    POOR,
    as_compared,
    bands,
    points_lost,
)
from dashboard.wording import MINUS, NOTHING, each_written, number

UNKNOWN_STATE, NOT_APPLICABLE = "unknown", "not_applicable"
STATES = (GOOD, FAIR, POOR, UNKNOWN_STATE, NOT_APPLICABLE)
BANDS_OFFERED = (POOR, FAIR, GOOD, NOT_ENOUGH_DATA)
"""In the order in which they are offered and listed."""
EVERY_TEAM = None
MOST_COSTLY = 2

_WHO = ["account_id", "account_name", "tier", "owner_id", "owner_name", "team_id", "team_name"]
_COUNTED = (GOOD, FAIR, POOR, UNKNOWN_STATE)


def band_lines(accounts: pd.DataFrame) -> pd.DataFrame:
    """Active accounts by team and band: a row per team by name, those without one after them, all teams last.

    Columns: team_id (an empty text for no team, None for all), team, n (accounts), then one per band in the order of
    BANDS. The line of all teams is there where there are several.
    """
    active = customers(accounts)
    names = team_names(active)
    counts = pd.crosstab(team_keys(active), active["band"]).reindex(index=list(names), columns=BANDS, fill_value=0)
    lines = counts.astype(int).reset_index(names="team_id")
    lines.insert(1, "team", list(names.values()))
    lines.insert(2, "n", lines[list(BANDS)].sum(axis=1))
    if len(lines) < 2:
        return lines
    whole = {"team_id": None, "team": ALL_TEAMS} | lines[["n", *BANDS]].sum().to_dict()
    return pd.concat([lines, pd.DataFrame([whole])], ignore_index=True)


def team_keys(accounts: pd.DataFrame) -> pd.Series:
    """The team of each account, an empty text without one."""
    return accounts["team_id"].fillna("").astype(object)


def team_names(accounts: pd.DataFrame) -> dict[str, str]:
    """Label by key of the teams of these accounts, by name, no team last."""
    pairs = pd.DataFrame({"key": team_keys(accounts), "team_name": accounts["team_name"]}).drop_duplicates("key")
    labels = {key: team_label(key or None, name) for key, name in pairs.itertuples(index=False)}
    return dict(sorted(labels.items(), key=lambda item: (item[1] == NO_TEAM, item[1].casefold(), item[0])))


def indicator_states(active: pd.DataFrame, policy: Policy) -> np.ndarray:
    """The state of every indicator of each active account, as the place in STATES: a column per indicator."""
    names = list(policy.indicators)
    points = active[[f"{name}_points" for name in names]].to_numpy(dtype=float)
    shown = as_compared(points)
    places = [STATES.index(state) for state in (UNKNOWN_STATE, GOOD, FAIR)]
    found = np.select([np.isnan(points), shown >= GOOD_FROM, shown >= FAIR_FROM], places, STATES.index(POOR))
    for key in active["not_applicable"].dropna().unique():
        without = [names.index(name) for name in key.split()]
        found[np.ix_((active["not_applicable"] == key).to_numpy(), without)] = STATES.index(NOT_APPLICABLE)
    return found


def indicator_cells(accounts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """One row per indicator and team, the weakest indicator first, teams by name, all teams last where there are several.

    Columns: indicator, row (place of the indicator), team_id (an empty text for no team, None for all), team,
    column (place of the team), n (accounts it applies to), good, fair, poor, unknown, not_applicable (their numbers),
    median (points of the accounts where it is known), state: that of the median, unknown where less than the floor of
    the accounts is known, not_applicable where it applies to none.
    """
    active = customers(accounts)
    states, keys, names = indicator_states(active, policy), team_keys(active), team_names(active)
    points = active[[f"{name}_points" for name in policy.indicators]].set_axis(list(policy.indicators), axis=1)
    medians = points.groupby(keys).median()
    lines = [
        _cells_of(states[(keys == key).to_numpy()], medians.loc[key], policy).assign(team_id=key, team=team)
        for key, team in names.items()
    ]
    if len(lines) != 1:
        whole = _cells_of(states, points.median(), policy).assign(team=ALL_TEAMS)
        lines.append(whole.assign(team_id=pd.Series([EVERY_TEAM] * len(whole), dtype=object)))
    order = _weakest_first(lines[-1])
    cells = pd.concat([line.assign(column=place) for place, line in enumerate(lines)], ignore_index=True)
    cells["row"] = cells["indicator"].map({name: place for place, name in enumerate(order)})
    return cells.sort_values(["row", "column"], ignore_index=True)


def _cells_of(states: np.ndarray, median: pd.Series, policy: Policy) -> pd.DataFrame:
    """The cells of one team, from the states and the median points of its accounts."""
    cells = pd.DataFrame({state: (states == place).sum(axis=0) for place, state in enumerate(STATES)})
    cells.insert(0, "indicator", list(policy.indicators))
    n, known = cells[list(_COUNTED)].sum(axis=1), cells[[GOOD, FAIR, POOR]].sum(axis=1)
    share = (known / n.where(n > 0)).fillna(0).to_numpy()
    found = bands(median.to_numpy(dtype=float), share, np.zeros(len(cells), dtype=bool), policy)
    found[found == NOT_ENOUGH_DATA] = UNKNOWN_STATE
    found[(n == 0).to_numpy()] = NOT_APPLICABLE
    return cells.assign(n=n, median=median.to_numpy(dtype=float), state=found)


def _weakest_first(line: pd.DataFrame) -> list[str]:
    """The indicators by the share of poor, then of fair accounts among those where it is known; unknown ones last."""
    known = line[[GOOD, FAIR, POOR]].sum(axis=1)
    shares = pd.DataFrame({state: line[state] / known.where(known > 0) for state in (POOR, FAIR)})
    return list(line.loc[shares.sort_values([POOR, FAIR], ascending=False, kind="stable").index, "indicator"])


def accounts_of_cell(accounts: pd.DataFrame, policy: Policy, indicator: str, team_id: str | None) -> pd.DataFrame:
    """The accounts behind a cell of `indicator_cells`, those that lose the most points first, those without points last.

    Columns: account_id, account_name, state, state_label, value, points, lost, band_label, tier, owner_name, team_name.
    """
    active = customers(accounts)
    if team_id is not None:
        active = active[(team_keys(active) == team_id).to_numpy()]
    lost = points_lost(active, policy)[indicator]
    place = indicator_states(active, policy)[:, list(policy.indicators).index(indicator)]
    rows = active[_WHO].assign(
        state=np.array(STATES, dtype=object)[place],
        value=active[indicator],
        points=active[f"{indicator}_points"],
        lost=lost,
        band_label=_labels(active["band"]),
    )
    rows["state_label"] = rows["state"].map({key: state.label for key, state in INDICATOR_STATES.items()})
    rows["absent"] = (rows["state"] == NOT_APPLICABLE).astype(int)
    order = ["absent", "lost", "points", "account_id"]
    return rows.sort_values(order, ascending=[True, False, True, True], ignore_index=True).drop(columns="absent")


def health_list(accounts: pd.DataFrame, policy: Policy, titles: Mapping[str, str]) -> pd.DataFrame:
    """One row per active account: poor ones first, then fair and good ones, each by score, then not enough data.

    Further columns: band_label, score (empty without enough data), known_share, known_percent, trend, limits (ids) and limit_words,
    costly (`Contact recency −12, Promises kept −5`), missing (titles of the unknown indicators).
    """
    active = customers(accounts)
    rows = active[[*_WHO, "band", "known_share", "trend", "limits"]].assign(
        band_label=_labels(active["band"]),
        score=active["score"].where(active["band"] != NOT_ENOUGH_DATA),
        known_percent=100 * active["known_share"],
        costly=most_costly(active, policy, titles),
        missing=missing_titles(active, policy, titles),
        limit_words=_limit_words(active["limits"]),
    )
    rows["order"] = rows["band"].map({band: place for place, band in enumerate(BANDS_OFFERED)})
    order = ["order", "score", "known_share", "account_id"]
    return rows.sort_values(order, ignore_index=True).drop(columns="order")


def in_bands(rows: pd.DataFrame, chosen: Iterable[str]) -> pd.DataFrame:
    """The rows of the list in the chosen bands."""
    return rows[rows["band"].isin(list(chosen))]


def band_counts(rows: pd.DataFrame) -> dict[str, int]:
    """How many rows of the list are in each band, in the order of BANDS_OFFERED."""
    counts = rows["band"].value_counts()
    return {band: int(counts.get(band, 0)) for band in BANDS_OFFERED}


def most_costly(active: pd.DataFrame, policy: Policy, titles: Mapping[str, str]) -> np.ndarray:
    """The indicators that cost each account the most points, with how many: `Levels covered −12, Promises kept −5`."""
    lost = points_lost(active, policy)
    values = np.nan_to_num(lost.to_numpy(dtype=float))
    names = np.array([titles[name] for name in lost.columns], dtype=object)
    order = np.argsort(-values, axis=1, kind="stable")[:, :MOST_COSTLY]
    words = np.full(len(active), "", dtype=object)
    for place in range(order.shape[1]):
        at = order[:, place]
        cost = np.round(values[np.arange(len(active)), at])
        part = names[at] + f" {MINUS}" + each_written(pd.Series(cost), number)
        separator = np.where(words == "", "", ", ").astype(object)
        words = np.where(cost >= 1, words + separator + part, words)
    return np.where(words == "", NOTHING, words)


def missing_titles(active: pd.DataFrame, policy: Policy, titles: Mapping[str, str]) -> np.ndarray:
    """The titles of the indicators that are unknown for each account; empty where none is."""
    unknown = indicator_states(active, policy) == STATES.index(UNKNOWN_STATE)
    codes = unknown @ (1 << np.arange(unknown.shape[1]))
    names = [titles[name] for name in policy.indicators]
    return each_written(
        pd.Series(codes), lambda code: ", ".join(name for place, name in enumerate(names) if int(code) >> place & 1)
    )


def inputs_known(account: Mapping[str, object], policy: Policy) -> tuple[list[str], list[str], list[str]]:
    """The indicators of one account that are known, unknown, and do not apply."""
    absent = set(str(account["not_applicable"]).split()) if account["not_applicable"] else set()
    known = [name for name in policy.indicators if not pd.isna(account[f"{name}_points"])]
    unknown = [name for name in policy.indicators if name not in known and name not in absent]
    return known, unknown, [name for name in policy.indicators if name in absent]


def health_steps(account: Mapping[str, object], policy: Policy) -> pd.DataFrame:
    """What takes points from one account, largest loss first, then unknown indicators and those that do not apply.

    Columns: indicator, state, weight (share of the known weight, 0 to 100, in points), lost, start and end (the
    place of the loss between the score and 100; of an unknown indicator 0 and its weight).
    """
    known, unknown, absent = inputs_known(account, policy)
    lost = points_lost(pd.DataFrame([account]), policy).iloc[0]
    places = indicator_states(pd.DataFrame([account]), policy)[0]
    states = {name: STATES[place] for name, place in zip(policy.indicators, places, strict=True)}
    whole = sum(float(policy.indicators[name].weight) for name in known)
    order = sorted(known, key=lambda name: -lost[name])
    rows, end = [], 100.0
    for name in [*order, *unknown, *absent]:
        weight = 100 * float(policy.indicators[name].weight) / whole if whole else np.nan
        start = end - lost[name] if name in known else 0.0
        rows.append(
            {
                "indicator": name,
                "state": states[name],
                "weight": weight,
                "lost": lost[name],
                "start": start,
                "end": end if name in known else weight,
            }
        )
        end = start if name in known else end
    return pd.DataFrame(rows)


def _labels(found: pd.Series) -> pd.Series:
    return found.map({key: state.label for key, state in HEALTH_BANDS.items()}).astype(object)


def _limit_words(limits: pd.Series) -> np.ndarray:
    """The limits that each account is beyond, in words; a dot where there is none."""
    return each_written(
        limits, lambda ids: NOTHING if pd.isna(ids) else ", ".join(LIMIT_WORDS[limit] for limit in ids.split())
    )
