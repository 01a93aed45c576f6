"""Health of an account: sixteen indicators, their points, the score with the share it is based on, band and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.policy import TIERS, Policy
from data_access.facts.reading import COMPARED_DECIMALS

NOT_ENOUGH_DATA, GOOD, FAIR, POOR = "not_enough_data", "good", "fair", "poor"
BANDS = (GOOD, FAIR, POOR, NOT_ENOUGH_DATA)
SATISFACTION_LIMIT, NEGLECTED_LIMIT, NO_OWNER_LIMIT = "satisfaction_limit", "neglected", "no_owner"
LIMITS = (SATISFACTION_LIMIT, NEGLECTED_LIMIT, NO_OWNER_LIMIT)
"""In the order in which they are named."""
GOOD_FROM, FAIR_FROM = 70, 40
FULL_POINTS = 100
TREND_DAYS = 56

_SHOWN_DECIMALS = 1


@dataclass(frozen=True)
class Measured:
    """One indicator of every account: its value, NaN where unknown, and where it does not apply."""

    values: np.ndarray
    applies: np.ndarray

    @classmethod
    def everywhere(cls, values: np.ndarray) -> Measured:
        """An indicator that applies to every account."""
        return cls(values, np.ones(len(values), dtype=bool))


def health_of(
    accounts: pd.DataFrame, measured: Mapping[str, Measured], breached: Mapping[str, np.ndarray], policy: Policy
) -> pd.DataFrame:
    """Each indicator with its points, then score, known_share, band and limits; only active accounts have them.

    `breached` says for each limit which accounts are beyond it, `not_applicable` which indicators do not apply.
    """
    active = (accounts["layer"] == "active").to_numpy()
    tier = accounts["tier"].to_numpy(dtype=object)
    columns: dict[str, np.ndarray] = {}
    gained, known_weight, weight_of_all = (np.zeros(len(accounts)) for _ in range(3))
    for name, rule in policy.indicators.items():
        there = active & measured[name].applies
        values = np.where(there, measured[name].values, np.nan)
        points = points_of(values, _good_by_tier(rule, tier), float(rule.poor))
        known = ~np.isnan(points)
        weight = float(rule.weight)
        columns[name], columns[f"{name}_points"] = values, points
        gained += np.where(known, weight * points, 0)
        known_weight += weight * known
        weight_of_all += weight * there
    score, known_share = _parts(gained, known_weight), _parts(known_weight, weight_of_all)
    named = {name: active & breached[name] for name in LIMITS}
    band = bands(score, known_share, np.any(list(named.values()), axis=0), policy)
    columns |= {"score": score, "known_share": known_share}
    columns |= {"band": np.where(active, band, None), "limits": _listed(named)}
    partly = [name for name in policy.indicators if not measured[name].applies.all()]
    columns["not_applicable"] = _listed({name: active & ~measured[name].applies for name in partly}) if partly else None
    return pd.DataFrame(columns, index=accounts.index)


def points_of(values: np.ndarray, good: np.ndarray | float, poor: float) -> np.ndarray:
    """Points on a straight line from 0 at `poor` or worse to 100 at `good` or better; NaN where the value is unknown."""
    # Adding zero makes of minus zero, which some lines end in, plain zero.
    return FULL_POINTS * np.clip((values - poor) / (good - poor), 0, 1) + 0.0


def bands(score: np.ndarray, known_share: np.ndarray, limited: np.ndarray, policy: Policy) -> np.ndarray:
    """The band of each account; a breached limit keeps it from being good."""
    shown = as_compared(score)
    enough = np.round(known_share, COMPARED_DECIMALS) >= float(policy.known_floor)
    good = (shown >= GOOD_FROM) & ~limited
    names = [(~(enough & ~np.isnan(score)), NOT_ENOUGH_DATA), (good, GOOD), (shown >= FAIR_FROM, FAIR)]
    return np.select([where for where, _ in names], [name for _, name in names], POOR).astype(object)


def as_compared(score: np.ndarray) -> np.ndarray:
    """Scores, or points, as they are held against the limits of the bands."""
    return np.round(np.round(score, COMPARED_DECIMALS), _SHOWN_DECIMALS)


def points_lost(accounts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """One column per indicator: the points it takes from the account's score, which add up to 100 - score.

    NaN where the indicator is unknown or does not apply.
    """
    points = accounts[[f"{name}_points" for name in policy.indicators]].set_axis(list(policy.indicators), axis=1)
    weights = pd.Series({name: float(rule.weight) for name, rule in policy.indicators.items()})
    lost = (FULL_POINTS - points) * weights
    known = points.notna().astype(float) @ weights
    return lost.div(known.where(known > 0), axis=0)


def trend(frame: pd.DataFrame, before: pd.DataFrame) -> np.ndarray:
    """The score against that of an earlier date, where the account was active and had enough data on both."""
    earlier = before.set_index("account_id").reindex(frame["account_id"])
    both = has_score(frame) & has_score(earlier)
    return np.where(both, frame["score"].to_numpy() - earlier["score"].to_numpy(dtype=float), np.nan)


def has_score(frame: pd.DataFrame) -> np.ndarray:
    """Whether there was enough data for a score in each row."""
    return frame["band"].isin([GOOD, FAIR, POOR]).to_numpy()


def _good_by_tier(rule: object, tier: np.ndarray) -> np.ndarray | float:
    if not isinstance(rule.good, Mapping):
        return float(rule.good)
    return pd.Series(tier).map({name: float(rule.good_for(name)) for name in TIERS}).to_numpy(dtype=float)


def _parts(parts: np.ndarray, wholes: np.ndarray) -> np.ndarray:
    return np.divide(parts, wholes, out=np.full(len(parts), np.nan), where=wholes > 0)


def _listed(named: Mapping[str, np.ndarray]) -> np.ndarray:
    """The names of what holds for each account, separated by spaces; None where there is none."""
    codes = sum(breached.astype(int) << place for place, breached in enumerate(named.values()))
    words = [
        " ".join(name for place, name in enumerate(named) if code >> place & 1) or None
        for code in range(1 << len(named))
    ]
    return np.array(words, dtype=object)[codes]
