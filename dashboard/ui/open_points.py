"""What is open with one account: promises to be kept, issues to be solved, and what its people said last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.headlines import service_and_promises as words
from dashboard.portfolio.issues import issues_to_solve
from dashboard.portfolio.promises import promises_to_keep
from dashboard.portfolio.satisfaction import latest_marks
from dashboard.ui.stores import identity
from dashboard.ui.tables import CELL, STATE, Column, evidence_of, table
from dashboard.ui.view import View, section
from dashboard.wording import count, day, listing, number
from data_access import evidence

NARROWEST = 320
ROWS_IN_SIGHT = 4
MOST = 30
ACCOUNTS_KEPT = 64


@dataclass(frozen=True)
class OpenPoints:
    """Promises, issues and answers of one account, each None where its table is not connected.

    `ever_promised` and `ever_raised` tell nothing open from nothing at all.
    """

    promises: pd.DataFrame | None
    issues: pd.DataFrame | None
    answers: pd.DataFrame | None
    ever_promised: bool
    ever_raised: bool


def open_points(view: View, account: Mapping[str, object]) -> None:
    """Three short lists side by side, below each other on a phone; the whole lists are among the rows of the account."""
    place = (identity(view.store, view.mirror), view.policy.digest(), view.scope.team_ids)
    shown = _points(view, (*place, view.as_of, account["account_id"]))
    with st.grid(3, min_column_width=NARROWEST, gap="medium"):
        for draw in (_promises, _issues, _surveys):
            with st.container():
                draw(view, shown)


@st.cache_resource(max_entries=ACCOUNTS_KEPT, show_spinner=False)
def _points(_view: View, key: tuple[object, ...]) -> OpenPoints:
    """What is open with an account, read once per key, of which the account is the last part."""
    view, account_id = _view, key[-1]

    def asked(source: str, rows: Callable[..., pd.DataFrame]) -> pd.DataFrame | None:
        return view.rows_of(account_id, rows) if view.has(source) else None

    promised, raised = asked("commitments", evidence.commitments_of), asked("cases", evidence.cases_of)
    answered = asked("survey_responses", evidence.surveys_of)
    limits, floor = view.policy.issue_limit, float(view.policy.satisfaction_floor)
    return OpenPoints(
        promises=None if promised is None else promises_to_keep(promised, view.as_of),
        issues=None if raised is None else issues_to_solve(raised, view.as_of, limits),
        answers=None if answered is None else latest_marks(answered, floor),
        ever_promised=promised is not None and len(promised) > 0,
        ever_raised=raised is not None and len(raised) > 0,
    )


def _promises(view: View, shown: OpenPoints) -> None:
    rows = shown.promises
    if rows is None:
        _not_here("Open promises", "commitments")
        return
    counts = rows["state"].value_counts()
    heading = f"Promises: {listing(f'{number(n)} {state}' for state, n in counts.items())}" if len(counts) else ""
    none = "Nothing that was promised is still to be done." if shown.ever_promised else "Nothing was promised so far."
    cells = {
        "state_label": Column("State", 80, coloured=STATE),
        "timing": Column("When", 98),
        "subject": Column("Promise", 190),
        "employee_name": Column("By", 110),
    }
    _list(view, "Open promises", heading, rows, cells, none, ("promise",))


def _issues(view: View, shown: OpenPoints) -> None:
    rows = shown.issues
    if rows is None:
        _not_here("Open issues", "cases")
        return
    beyond = int(rows["beyond"].sum())
    more = f", {number(beyond)} beyond the limit" if beyond else ""
    none = "Every issue has been resolved." if shown.ever_raised else "No issue was raised so far."
    cells = {
        "days": Column("Days", 56),
        "limit_label": Column("Limit", 70, coloured=STATE),
        "priority": Column("Priority", 72),
        "subject": Column("About", 170),
        "contact_name": Column("Raised by", 110),
    }
    heading = f"{count(len(rows), 'open issue')}{more}"
    _list(view, "Open issues", heading, rows, cells, none, ("issue", "open_issues"))


def _surveys(view: View, shown: OpenPoints) -> None:
    rows = shown.answers
    if rows is None:
        _not_here("Surveys", "survey_responses")
        return
    rows = rows.assign(who=rows["contact_name"].fillna(rows["employee_name"]))
    for name in ("dimension", "instrument"):
        rows[name] = rows[name].str.replace("_", " ")
    cells = {
        "answered_on": Column("Answered", 84, written=partial(day, as_of=view.as_of)),
        "dimension": Column("Asked about", 124),
        "mark_label": Column("Of 10", 64, coloured=CELL),
        "who": Column("By", 120),
        "instrument": Column("Survey", 130),
    }
    heading = "" if rows.empty else f"Surveys: last answered {day(rows['answered_on'].iloc[0], view.as_of)}"
    terms = ("core_satisfaction", "service_satisfaction", "satisfaction_limit")
    _list(view, "Surveys", heading, rows, cells, "Nobody has answered so far.", terms)


def _not_here(name: str, source: str) -> None:
    section(name)
    st.markdown(words.NOT_HERE[source])


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
    section(name if rows.empty else heading)
    if rows.empty:
        st.markdown(none)
        return
    table(rows.head(MOST), cells, name=f"short-{name.lower().replace(' ', '-')}", alt=name, rows_in_sight=ROWS_IN_SIGHT)
    evidence_of(
        "What this means",
        rows,
        cells,
        name=f"open-{name.lower().replace(' ', '-')}",
        definition=view.means(*terms),
        listed=True,
    )
