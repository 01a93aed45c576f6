"""Promises: which were kept, which came late, which are broken, which are still ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from dashboard.palette import PROMISE_STATES
from dashboard.portfolio.named import with_account
from dashboard.portfolio.timeline import promise_states
from dashboard.wording import each_written, number

BROKEN, LATE, OPEN, KEPT = "broken", "late", "open", "kept"
PROMISES_IN_ORDER = (BROKEN, LATE, OPEN, KEPT)
"""In the order in which they are listed: what can no longer be in time first."""
DUE_SOON_DAYS = 14


def promise_list(promises: pd.DataFrame, accounts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One row per promise: broken ones first, the longest overdue first, then late, open (the next first), kept.

    `promises` are those of `ServiceRows`. Further columns: row_id (the commitment), state and state_label, days (overdue,
    late, ahead or early, by the state) and timing, the same in words; those of the account.
    """
    rows = with_account(promises, accounts).rename(columns={"commitment_id": "row_id"})
    rows = described(rows.assign(cancelled=False), as_of)
    rows["kind"] = rows["kind"].str.replace("_", "-")
    return rows.iloc[_in_order(rows, pd.Timestamp(as_of))].reset_index(drop=True)


def promises_to_keep(commitments: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Of one account's promises, as `evidence` gives them, those not done: the longest overdue first, then the next."""
    rows = described(commitments, as_of)
    rows = rows[rows["state"].isin([BROKEN, OPEN])]
    return rows.sort_values(["due_on", "commitment_id"], ignore_index=True)


def described(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Promises with their state and state_label, days (overdue, late, ahead or early, by the state) and timing, the same
    in words; none of them where one was called off.
    """
    state = promise_states(rows, as_of)
    due, done, today = rows["due_on"], rows["done_on"], pd.Timestamp(as_of)
    ends = [today - due, done - due, due - today, due - done]
    lasted = np.select([state == name for name in PROMISES_IN_ORDER], [end.dt.days for end in ends])
    labels = state.map({one.id: one.label for one in PROMISE_STATES.values()}).astype(object)
    rows = rows.assign(state=state, state_label=labels, days=lasted.astype(int))
    return rows.assign(timing=_timing(rows))


def promise_counts(rows: pd.DataFrame) -> dict[str, int]:
    """How many promises of the list are in each state, in the order of PROMISES_IN_ORDER."""
    counts = rows["state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in PROMISES_IN_ORDER}


def in_promise_states(rows: pd.DataFrame, states: Iterable[str]) -> pd.DataFrame:
    """The promises of the list in these states."""
    return rows[rows["state"].isin(list(states))]


def due_promises(rows: pd.DataFrame) -> pd.DataFrame:
    """The promises of the list that were due in the last 365 days: those a share of kept ones is of."""
    return rows[rows["state"] != OPEN]


def due_soon(rows: pd.DataFrame) -> int:
    """How many promises of the list are open and due within DUE_SOON_DAYS days."""
    return int(((rows["state"] == OPEN) & (rows["days"] <= DUE_SOON_DAYS)).sum())


def _in_order(rows: pd.DataFrame, today: pd.Timestamp) -> np.ndarray:
    place = rows["state"].map({state: place for place, state in enumerate(PROMISES_IN_ORDER)}).to_numpy()
    since_due = (today - rows["due_on"]).dt.days.to_numpy()
    inside = np.select(
        [place <= PROMISES_IN_ORDER.index(LATE), place == PROMISES_IN_ORDER.index(OPEN)],
        [-rows["days"].to_numpy(), rows["days"].to_numpy()],
        default=since_due,
    )
    keys = pd.DataFrame({"place": place, "inside": inside, "account": rows["account_id"], "row": rows["row_id"]})
    return keys.sort_values(["place", "inside", "account", "row"]).index.to_numpy()


def _timing(rows: pd.DataFrame) -> np.ndarray:
    """`12 d overdue`, `3 d late`, `in 5 d`, `2 d early`."""
    state, lasted = rows["state"], each_written(rows["days"], number) + " d"
    zero = (rows["days"] == 0).to_numpy()
    chosen = [
        (state == BROKEN) & zero,
        state == BROKEN,
        state == LATE,
        state == OPEN,
        zero,
    ]
    words = ["due today", lasted + " overdue", lasted + " late", "in " + lasted, "on the day"]
    return np.select(chosen, words, default=lasted + " early").astype(object)
