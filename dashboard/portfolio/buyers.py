"""The call list of recent buyers: who is neglected first, with what happened at each checkpoint."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboard.palette import CHECKPOINT_STATES, UNKNOWN, WATCH_STATES, State
from dashboard.scoring.recording import beside
from dashboard.scoring.watch import call_order
from dashboard.wording import NOTHING, day, days_ago, each_written, number

_FROM_WATCH = ["account_id", "order_on", "days", "amount", "state", "first_contact_on"]
_FROM_ACCOUNT = ["account_id", "account_name", "tier", "team_id", "team_name", "owner_id", "owner_name"]
_LABELS = {state.id: state.label for state in WATCH_STATES.values()}
_NOT_KNOWN = UNKNOWN.label.lower()
_ATTENTION = ["last_contact_on", "last_contact_kind", "next_planned_on"]


def bought_within(watches: pd.DataFrame, days: int) -> pd.DataFrame:
    """The watches whose order lies within the last `days` days."""
    return watches[watches["days"] < days]


def checkpoint_column(checkpoint: int) -> str:
    """The name of the column that holds a checkpoint's cell."""
    return f"day_{checkpoint}"


def call_list(watches: pd.DataFrame, accounts: pd.DataFrame, as_of: date, checkpoints: Sequence[int]) -> pd.DataFrame:
    """One row per account of the frame with an open watch, in the order in which to call.

    Neglected, late, waiting, planned, cared for, unknown; within each the largest amount first, unknown amounts
    last, then account_id. Columns: account_id, account_name, state (id, or empty where unknown), state_label,
    amount (reporting currency), days since the order, one text cell per checkpoint (`day_14` ...), last_contact
    (text), planned (text), tier, owner_name, and the ids and dates they stand for.
    """
    shown = watches[watches["shown"].astype(bool)]
    columns = [*_FROM_WATCH, *(f"contact_on_{k}" for k in checkpoints)]
    rows = shown[columns].merge(accounts[[*_FROM_ACCOUNT, *_ATTENTION]], on="account_id", validate="one_to_one")
    rows = rows.loc[call_order(rows["state"], rows["amount"], rows["account_id"])].reset_index(drop=True)
    known = rows["state"].notna().to_numpy()
    rows["state_label"] = rows["state"].map(_LABELS).fillna(UNKNOWN.label).astype(object)
    for previous, checkpoint in pairwise((0, *checkpoints)):
        rows[checkpoint_column(checkpoint)] = _checkpoint_cells(rows, previous, checkpoint, known, as_of)
    rows["last_contact"] = np.where(known, _last_contacts(rows, as_of), _NOT_KNOWN)
    rows["planned"] = np.where(known, _planned(rows, as_of), _NOT_KNOWN)
    return rows


def of_not_recording(rows: pd.DataFrame, not_recording: Collection[str], checkpoints: Sequence[int]) -> pd.DataFrame:
    """The call list, where cells of teams that record no meetings say so: nobody knows what was missed there."""
    cells = {"last_contact": beside(rows["last_contact"], rows["team_id"], not_recording)}
    concerned = rows["team_id"].isin(list(not_recording))
    for checkpoint in checkpoints:
        told = rows[checkpoint_column(checkpoint)]
        missed = told == CHECKPOINT_STATES["missed"].label
        cells[checkpoint_column(checkpoint)] = told.mask(concerned & missed, _NOT_KNOWN)
    return rows.assign(**cells)


def in_states(rows: pd.DataFrame, states: Iterable[str]) -> pd.DataFrame:
    """The rows of the call list in the chosen states; rows whose state is unknown are always kept."""
    return rows[rows["state"].isin(list(states)) | rows["state"].isna()]


def state_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per state in the fixed order: state, label, accounts, amount, amount_unknown (accounts without one).

    A last row `unknown` is there only where states are unknown. The amount of accounts that all lack one is missing.
    """
    states = rows["state"].astype(object).where(rows["state"].notna(), UNKNOWN.id)
    named = [*WATCH_STATES.values(), *([UNKNOWN] if (states == UNKNOWN.id).any() else [])]
    return pd.DataFrame([_total(state, rows.loc[states == state.id, "amount"]) for state in named])


def _total(state: State, amounts: pd.Series) -> dict[str, object]:
    known = amounts.notna()
    return {
        "state": state.id,
        "label": state.label,
        "accounts": len(amounts),
        "amount": float(amounts.sum()) if known.any() or amounts.empty else float("nan"),
        "amount_unknown": int((~known).sum()),
    }


def _checkpoint_cells(rows: pd.DataFrame, previous: int, checkpoint: int, known: np.ndarray, as_of: date) -> np.ndarray:
    """What happened, or is to happen, in the days after the previous checkpoint up to this one."""
    contact_day = _days_between(rows["order_on"], rows[f"contact_on_{checkpoint}"])
    planned_day = _days_between(rows["order_on"], rows["next_planned_on"])
    passed = rows["days"].to_numpy() >= checkpoint
    closes = _dates(rows["order_on"] + pd.Timedelta(days=checkpoint), as_of)
    planned = f"{CHECKPOINT_STATES['planned'].glyph} " + _dates(rows["next_planned_on"], as_of)
    ahead = f"{CHECKPOINT_STATES['ahead'].glyph} " + closes
    made = f"{CHECKPOINT_STATES['met'].glyph} day " + _whole(contact_day)
    missed = CHECKPOINT_STATES["missed"].label
    is_planned = (planned_day > previous) & (planned_day <= checkpoint)
    return np.select(
        [~known & passed, ~known, ~np.isnan(contact_day), passed, is_planned],
        [_NOT_KNOWN, ahead, made, missed, planned],
        default=ahead,
    )


def _last_contacts(rows: pd.DataFrame, as_of: date) -> np.ndarray:
    """When the last counted contact was, and what kind, where it came after the order."""
    ago = (pd.Timestamp(as_of) - rows["last_contact_on"]).dt.days.to_numpy(dtype=float)
    after_order = _days_between(rows["order_on"], rows["last_contact_on"])
    kind = rows["last_contact_kind"].fillna("").to_numpy(dtype=object)
    what = np.select([after_order < 0, after_order == 0], ["before order", "on order day"], default=kind)
    return np.where(np.isnan(ago), "never", each_written(pd.Series(ago), days_ago) + " · " + what)


def _planned(rows: pd.DataFrame, as_of: date) -> np.ndarray:
    planned_on = rows["next_planned_on"]
    dates = f"{CHECKPOINT_STATES['planned'].glyph} " + _dates(planned_on, as_of)
    return np.where(planned_on.isna(), NOTHING, dates)


def _days_between(start: pd.Series, end: pd.Series) -> np.ndarray:
    return (end - start).dt.days.to_numpy(dtype=float)


def _dates(days: pd.Series, as_of: date) -> np.ndarray:
    return each_written(days, partial(day, as_of=as_of))


def _whole(numbers: np.ndarray) -> np.ndarray:
    return each_written(pd.Series(numbers), number)
