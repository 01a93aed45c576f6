"""The recent-buyer watch: which starting order days are open, in which state, and which one an account is shown by."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.policy import Policy

CARED_FOR, PLANNED, WAITING, LATE, NEGLECTED = "cared_for", "planned", "waiting", "late", "neglected"
STATES = (NEGLECTED, LATE, WAITING, PLANNED, CARED_FOR)
"""In the order of the call list."""


def open_watches(starts: pd.DataFrame, planned: np.ndarray, day: int, policy: Policy, known: bool) -> pd.DataFrame:
    """The starting days whose watch is open, each with `days`, `state` (None where not known) and `shown`.

    `planned` holds for each row of `starts` the day of the account's planned contact or NaN. `shown` marks the one
    watch of each account: its earliest neglected, else its latest.
    """
    is_open = (starts["order_day"] > day - policy.watch_days).to_numpy()
    watches = starts[is_open].reset_index(drop=True)
    days = (day - watches["order_day"]).to_numpy()
    state = _states(watches, ~np.isnan(planned[is_open]), days, policy) if known else np.full(len(watches), None)
    watches = watches.assign(days=days, state=state)
    return watches.assign(shown=_shown(watches))


def _states(watches: pd.DataFrame, planned: np.ndarray, days: np.ndarray, policy: Policy) -> np.ndarray:
    order = watches["order_day"].to_numpy(dtype=float)
    first = watches["first_after"].to_numpy(dtype=float)
    last = watches["last_after"].to_numpy(dtype=float)
    checkpoints = np.array((0, *policy.checkpoints))
    passed = np.searchsorted(checkpoints[1:], days, side="right")
    # Before the first checkpoint any contact counts; from then on one after the checkpoint before the latest passed.
    since = order + checkpoints[np.maximum(passed - 1, 0)]
    contacted = last > since
    late = first > order + checkpoints[1]
    waiting = np.where(planned, PLANNED, np.where(passed == 0, WAITING, NEGLECTED))
    cared = np.where((passed > 0) & late, LATE, CARED_FOR)
    return np.where(contacted, cared, waiting).astype(object)


def _shown(watches: pd.DataFrame) -> np.ndarray:
    neglected = (watches["state"] == NEGLECTED).to_numpy()
    order = watches["order_day"].to_numpy()
    # One number per watch whose smallest is the account's: neglected ones first, earliest first; others latest first.
    rank = np.where(neglected, order, 1_000_000_000 - order)
    best = pd.Series(rank).groupby(watches["account_no"].to_numpy()).transform("min").to_numpy()
    return rank == best


def call_order(state: pd.Series, amount: pd.Series, account_id: pd.Series) -> pd.Index:
    """Row labels in the order of the call list: by state, then amount descending with unknown ones last, then account."""
    place = state.map({name: number for number, name in enumerate(STATES)}).fillna(len(STATES))
    keys = pd.DataFrame({"place": place, "amount": -amount, "account_id": account_id})
    return keys.sort_values(["place", "amount", "account_id"], na_position="last", kind="stable").index
