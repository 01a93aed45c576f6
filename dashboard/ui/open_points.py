"""What is open with one account: promises to be kept, issues to be solved, and what its people said last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.headlines import service_and_promises as words
from dashboard.portfolio.issues import issues_to_solve
from dashboard.portfolio.promises import promises_to_keep
from dashboard.portfolio.satisfaction import latest_marks
from dashboard.ui.tables import CELL, STATE, Column, table
from dashboard.ui.view import View, section
from dashboard.wording import count, day
from data_access import evidence

NARROWEST = 320
ROWS_IN_SIGHT = 4


def open_points(view: View, account: Mapping[str, object]) -> None:
    """Three short lists side by side, below each other on a phone; the whole lists are among the rows of the account."""
    with st.grid(3, min_column_width=NARROWEST, gap="medium"):
        for source, heading, draw in _LISTS:
            with st.container():
                if view.has(source):
                    draw(view, account["account_id"])
                else:
                    section(heading)
                    st.markdown(words.NOT_HERE[source])


def _promises(view: View, account_id: str) -> None:
    found = view.rows_of(account_id, evidence.commitments_of)
    rows = promises_to_keep(found, view.as_of)
    broken = int((rows["state"] == "broken").sum())
    heading = f"{count(len(rows), 'open promise')}{f', {broken:,} broken' if broken else ''}" if len(rows) else ""
    none = "Nothing that was promised is still to be done." if len(found) else "Nothing was promised up to this date."
    cells = {
        "state_label": Column("State", 80, coloured=STATE),
        "timing": Column("When", 118),
        "subject": Column("Promise", 170),
        "employee_name": Column("By", 110),
    }
    _list(view, "Open promises", heading, rows, cells, none, ("promise",))


def _issues(view: View, account_id: str) -> None:
    found = view.rows_of(account_id, evidence.cases_of)
    rows = issues_to_solve(found, view.as_of, view.policy.issue_limit)
    beyond = int(rows["beyond"].sum())
    heading = (
        f"{count(len(rows), 'open issue')}{f', {beyond:,} beyond the limit' if beyond else ''}" if len(rows) else ""
    )
    none = "Every issue has been resolved." if len(found) else "No issue was raised up to this date."
    cells = {
        "days": Column("Days", 56),
        "limit_label": Column("Limit", 70, coloured=STATE),
        "priority": Column("Priority", 72),
        "subject": Column("About", 170),
        "contact_name": Column("Raised by", 110),
    }
    _list(view, "Open issues", heading, rows, cells, none, ("issue", "open_issues"))


def _surveys(view: View, account_id: str) -> None:
    floor = float(view.policy.satisfaction_floor)
    rows = latest_marks(view.rows_of(account_id, evidence.surveys_of), floor)
    rows = rows.assign(
        dimension=rows["dimension"].str.replace("_", " "), who=rows["contact_name"].fillna(rows["employee_name"])
    )
    cells = {
        "answered_on": Column("Answered", 84, written=partial(day, as_of=view.as_of)),
        "dimension": Column("Asked about", 124),
        "mark_label": Column("Of 10", 64, coloured=CELL),
        "who": Column("By", 120),
        "instrument": Column("Survey", 130),
    }
    heading = "" if rows.empty else f"Last asked {day(rows['answered_on'].iloc[0], view.as_of)}"
    none = "Nobody was asked up to this date."
    _list(
        view, "Surveys", heading, rows, cells, none, ("core_satisfaction", "service_satisfaction", "satisfaction_limit")
    )


def _list(
    view: View,
    name: str,
    heading: str,
    rows: pd.DataFrame,
    cells: Mapping[str, Column],
    none: str,
    terms: tuple[str, ...],
) -> None:
    """A list under what it finds, or under its name with a sentence where there is nothing."""
    section(heading or name)
    if rows.empty:
        st.markdown(none)
        return
    table(rows, cells, name=name.lower().replace(" ", "-"), alt=f"{name} of this account", rows_in_sight=ROWS_IN_SIGHT)
    st.caption("Limits and words as on the page on service and promises.", help=view.means(*terms))


_LISTS: tuple[tuple[str, str, Callable[[View, str], None]], ...] = (
    ("commitments", "Open promises", _promises),
    ("cases", "Open issues", _issues),
    ("survey_responses", "Surveys", _surveys),
)
