"""The sentences of the weekly history: how a number went, what changed for an account, what moved its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.palette import CADENCE_STATUSES, HEALTH_BANDS, WATCH_STATES
from dashboard.wording import FEW, NOTHING, UNKNOWN, count, day, is_unknown, noun, number, rate, share

WHAT_CHANGED = {
    "layer": "Layer",
    "tier": "Tier",
    "band": "Health",
    "limits": "Limits",
    "cadence_status": "Cadence",
    "watch_state": "Recent buyer",
}
LIMIT_WORDS = {"satisfaction_limit": "satisfaction", "neglected": "neglect", "no_owner": "no owner"}
_STATES = {"band": HEALTH_BANDS, "cadence_status": CADENCE_STATUSES, "watch_state": WATCH_STATES}
_ARROWS = {1: "▲", 0: "–", -1: "▼"}
_NOTHING = {
    "tier": "no tier",
    "band": "no health",
    "limits": "none",
    "cadence_status": "no target",
    "watch_state": "no watch",
}


def share_direction(values: Sequence[float | None], since: str) -> str:
    """How a share went over the weeks: `▲ 3 points since 30 Aug`; empty where its first or last week is unknown."""
    if len(values) < 2 or values[0] is None or values[-1] is None:
        return ""
    moved = round(100 * values[-1]) - round(100 * values[0])
    return f"{_arrow(moved)} {number(abs(moved))} {noun(abs(moved), 'point')} since {since}"


def count_direction(values: Sequence[float | None], since: str) -> str:
    """How a number went over the weeks: `▼ 4 since 30 Aug`; empty where its first or last week is unknown."""
    if len(values) < 2 or values[0] is None or values[-1] is None:
        return ""
    moved = values[-1] - values[0]
    return f"{_arrow(moved)} {number(abs(moved))} since {since}"


def share_of(part: int, whole: int) -> str:
    """A share in a table with how many it is of: `64% of 56`, of few ones `7 of 9`; nothing of none."""
    if not whole:
        return NOTHING
    return rate(part, whole) if whole < FEW else f"{rate(part, whole)} of {number(whole)}"


def state_of(name: str, value: object) -> str:
    """What the history holds of an account, in words: `✗ poor`, `no tier`."""
    if is_unknown(value):
        return _NOTHING.get(name, UNKNOWN)
    if name == "limits":
        return ", ".join(LIMIT_WORDS[limit] for limit in str(value).split())
    states = _STATES.get(name, {})
    return states[value].label if value in states else str(value)


def history_sentence(weeks: pd.DataFrame, as_of: object) -> str:
    """Where the score of an account was lowest and highest in these weeks, and how many have one."""
    known = weeks[weeks["band"].isin(["good", "fair", "poor"])]
    if known.empty:
        return f"{count(len(weeks), 'week')}, none with enough data for a score."
    low, high = known.loc[known["score"].idxmin()], known.loc[known["score"].idxmax()]
    of = "" if len(known) == len(weeks) else f" {number(len(known))} of {count(len(weeks), 'week')} have a score."
    return f"Lowest {_scored(low, as_of)}, highest {_scored(high, as_of)}.{of}"


def trend_sentence(account: Mapping[str, object], before: str) -> str:
    """How far the score is from that of an earlier date; why there is no trend where there is none."""
    trend = account["trend"]
    if is_unknown(trend):
        return f"No trend: the account was not active, or had not enough data, today or on {before}."
    moved = number(account["score"]) != number(account["score"] - trend)
    if not moved:
        return f"The score is where it was on {before}."
    words = "rose" if trend > 0 else "fell"
    return f"The score {words} by {number(abs(trend), 1)} since {before}."


def points_moved(moved: float) -> str:
    """A change of points lost, from the account's side: `▼ 6.2 points`, `▲ 3.0 points`."""
    return f"{_arrow(-round(moved, 1))} {number(abs(moved), 1)} points"


def _scored(row: pd.Series, as_of: object) -> str:
    based = f"based on {share(row['known_share'])}"
    return f"{number(row['score'])} {HEALTH_BANDS[row['band']].word} ({based}) in the week to {day(row['on'], as_of)}"


def _arrow(moved: float) -> str:
    return _ARROWS[int(moved > 0) - int(moved < 0)]
