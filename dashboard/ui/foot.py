"""The foot of every page: what its figures rest on, and what was left out while reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.review.assembled import rules_in_words
from dashboard.ui.states import when_read
from dashboard.ui.tables import Column, evidence_of
from dashboard.wording import count, long_day, md_escape, moment, number
from data_access.scope import Scope

if TYPE_CHECKING:
    from dashboard.ui.view import View

ENTRIES_SHOWN = 1_000
LEFT_OUT = {
    "table": Column("Table", 130),
    "key": Column("Key", 120),
    "column": Column("Column", 120),
    "value": Column("Value", 220),
    "reason": Column("Reason", 100),
    "done": Column("Done", 130),
}


def foot(view: View) -> None:
    """What the figures of a view rest on: source, dates, rows set aside, rules."""
    report = view.mirror.report
    parts = [
        f"Data until {long_day(view.as_of)}",
        f"read from {report.source} {when_read(view.mirror)}",
        f"{count(report.set_aside, 'row')} set aside",
        rules_in_words(view.policy),
    ]
    st.caption(" · ".join(md_escape(part) for part in parts))
    if (report.set_aside or report.values_left_out) and view.scope == Scope.everything():
        _left_out(view)


def _left_out(view: View) -> None:
    report = view.mirror.report
    aside, values = count(report.set_aside, "row"), count(report.values_left_out, "value")
    evidence_of(
        f"{aside} set aside, {values} left out while reading",
        lambda: view.mirror.problems(limit=ENTRIES_SHOWN),
        LEFT_OUT | {"time": Column("Time", 150, written=lambda at: moment(at.astimezone(view.mirror.zone)))},
        name="left-out",
        definition="Rows and values of the source that do not fit the data model; the rest was read without them. "
        f"Up to {number(ENTRIES_SHOWN)} entries are shown; `python -m dashboard check --format csv` gives all of them.",
    )
