"""Snoozed buyers on the call list: left out until their day, or shown with it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import decisions
from dashboard.ui import keeping
from dashboard.ui.tables import CELL, Column
from dashboard.ui.view import View
from dashboard.wording import count, day

SHOWN = "show_snoozed"
ALL_SNOOZED = "All buyers in these states are snoozed."


def marked(
    view: View, rows: pd.DataFrame, cells: Mapping[str, Column]
) -> tuple[pd.DataFrame, Mapping[str, Column], bool]:
    """The rows of the call list that are to be called at, its columns, and whether all of its rows are snoozed.

    Whoever asks for the snoozed ones sees them in their places, each with its day; the one that is open stays in any case.
    """
    until = _snoozed(view)
    is_snoozed = rows["account_id"].isin(until.index)
    if not is_snoozed.any():
        return rows, cells, False
    words = f"Show {count(int(is_snoozed.sum()), 'snoozed buyer')}"
    if not st.toggle(words, key=SHOWN, persist_state="session"):
        rows = rows[~is_snoozed | (rows["account_id"] == view.address.account)]
    on = rows["account_id"].map(until)
    written = [None if pd.isna(each) else f"◆ until {day(each, view.as_of)}" for each in on]
    rows = rows.assign(snoozed=pd.Series(written, index=rows.index, dtype=object))
    return rows, _with_snoozed(cells) if on.notna().any() else cells, bool(is_snoozed.all())


def _with_snoozed(cells: Mapping[str, Column]) -> dict[str, Column]:
    """The columns with that of the snooze after the days."""
    placed: dict[str, Column] = {}
    for name, column in cells.items():
        placed[name] = column
        if name == "days":
            placed["snoozed"] = Column("Snoozed", 110, coloured=CELL)
    return placed


def _snoozed(view: View) -> pd.Series:
    """The day until which each account in sight is snoozed; none where the records cannot be read."""
    shown = keeping.shown_decisions(view)
    if shown is None:
        return pd.Series(dtype="datetime64[ns]")
    return decisions.snoozed(shown, view.as_of)
