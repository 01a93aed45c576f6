"""The sentences of the weekly history: how a number went, what changed for an account, what moved its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.palette import FOLLOWED_STATES, HEALTH_BANDS, LIMIT_WORDS
from dashboard.scoring.health import has_score
from dashboard.wording import UNKNOWN, arrow, change, count, day, is_unknown, noun, number, share

WHAT_CHANGED = {
    "layer": "Layer",
    "tier": "Tier",
    "band": "Health",
    "limits": "Limits",
    "cadence_status": "Cadence",
    "watch_state": "Recent buyer",
}
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
    return f"{arrow(moved)} {number(abs(moved))} {noun(abs(moved), 'point')} since {since}"


def count_direction(values: Sequence[float | None], since: str) -> str:
    """How a number went over the weeks: `▼ 4 since 30 Aug`; empty where its first or last week is unknown."""
    if len(values) < 2 or values[0] is None or values[-1] is None:
        return ""
    return change(values[-1] - values[0], since)


def state_of(name: str, value: object) -> str:
    """What the history holds of an account, in words: `✗ poor`, `no tier`."""
    if is_unknown(value):
        return _NOTHING.get(name, UNKNOWN)
    if name == "limits":
        return ", ".join(LIMIT_WORDS[limit] for limit in str(value).split())
    states = FOLLOWED_STATES.get(name, {})
    return states[value].label if value in states else str(value)


def history_sentence(weeks: pd.DataFrame, as_of: object) -> str:
    """Where the score of an account was lowest and highest in these weeks, and how many have one."""
    known = weeks[has_score(weeks)]
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
    return f"{arrow(-round(moved, 1))} {number(abs(moved), 1)} points"


def _scored(row: pd.Series, as_of: object) -> str:
    based = f"based on {share(row['known_share'])}"
    return f"{number(row['score'])} {HEALTH_BANDS[row['band']].word} ({based}) in the week to {day(row['on'], as_of)}"
