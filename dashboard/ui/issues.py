"""Open issues by age and priority, disputes by channel and escalated cases, on the page on service and promises."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.headlines import service_and_promises as words
from dashboard.portfolio import issues as cases
from dashboard.ui import account
from dashboard.ui import service_columns as columns
from dashboard.ui.filters import put_opened
from dashboard.ui.lists import accounts_behind
from dashboard.ui.service_and_promises import Figures
from dashboard.ui.tables import download, matrix
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count

ISSUES_MEAN = ("open_issues", "issue", "issue_age")
DISPUTES_MEAN = ("dispute",)


def issues(view: View, shown: Figures) -> None:
    """Open cases by age and priority, and the cases of the cell that is open; escalated ones."""
    if shown.issues is None:
        section("Open issues")
        st.markdown(words.NOT_HERE["cases"])
        return
    section(
        words.issues_heading(shown.open_issues),
        "Age in days by priority, low ones too. Select a cell to see its cases.",
    )
    cells = cases.issue_cells(shown.issue_matrix)
    matrix(
        _in_words(shown.issue_matrix, view),
        columns.issue_matrix(),
        name="issues",
        alt="Open cases by priority and age",
        cells=cells,
        chosen=view.address.open if view.address.open in cells else "",
        on_choice=put_opened,
    )
    if view.address.open in cells:
        rows = cases.issues_of(shown.open_issues, view.address.open)
        _rows_behind(view, words.issues_behind(view.address.open, len(rows)), rows, "issues-behind", ISSUES_MEAN)
    _behind(view, f"All {count(len(shown.open_issues), 'open issue')}", shown.open_issues, "open-issues", ISSUES_MEAN)


def disputes_and_escalations(view: View, shown: Figures) -> None:
    """Disputes about billing, pricing and delivery by channel beside what was escalated, and what is open of either."""
    if shown.issues is None:
        return
    left, right = st.columns(2, gap="large")
    with left:
        opened = _disputes(view, shown)
    with right:
        _escalations(view, shown)
    if opened:
        rows = cases.disputes_of(shown.disputes, opened)
        _rows_behind(view, words.disputes_behind(opened, len(rows)), rows, "disputes-behind", DISPUTES_MEAN)
    account.opened(view, account.selected(view, shown.escalations, "escalations"))
    _behind(view, f"All {count(len(shown.disputes), 'dispute')}", shown.disputes, "all-disputes", DISPUTES_MEAN)
    label = f"What escalated means, and the list of {count(len(shown.escalations), 'case')}"
    _behind(view, label, shown.escalations, "all-escalations", ("escalation", "issue"))


def _escalations(view: View, shown: Figures) -> None:
    rows, cells = shown.escalations, columns.escalations()
    section(words.escalations_heading(rows), "Open ones first, then those escalated in the last 365 days.")
    if len(rows):
        account.selectable_table(view, rows, cells, name="escalations", alt="Escalated cases", rows_in_sight=4)


def _disputes(view: View, shown: Figures) -> str:
    """Disputes by channel; gives the name of the cell that is open, or an empty text."""
    section(words.disputes_heading(shown.disputes), "Cases opened in the last 365 days. Select a cell to see them.")
    if shown.disputes.empty:
        return ""
    cells = cases.dispute_cells(shown.dispute_matrix)
    opened = view.address.open if view.address.open in cells else ""
    matrix(
        shown.dispute_matrix,
        columns.disputes(),
        name="disputes",
        alt="Disputes by channel and subject",
        cells=cells,
        chosen=opened,
        on_choice=put_opened,
    )
    return opened


def _in_words(lines: pd.DataFrame, view: View) -> pd.DataFrame:
    """The lines of open cases by priority with the words of each cell."""
    cells = {
        f"band_{band}": [
            words.issue_cell(n, beyond)
            for n, beyond in zip(lines[f"band_{band}"], lines[f"beyond_{band}"], strict=True)
        ]
        for band in range(len(cases.AGE_BANDS))
    }
    return lines.assign(
        **cells,
        limit_text=[f"{view.policy.issue_limit[priority]} days" for priority in lines["priority"]],
        beyond_text=[words.issue_cell(n, n) for n in lines["beyond"]],
        oldest=[words.oldest_cell(*pair) for pair in zip(lines["oldest_name"], lines["oldest_days"], strict=True)],
    )


def _rows_behind(view: View, heading: str, rows: pd.DataFrame, name: str, terms: tuple[str, ...]) -> None:
    """The cases of a cell, and below them the account whose row is selected."""
    cells = columns.issues(view)
    section(heading)
    account.selectable_table(view, rows, cells, name=name, alt=heading, rows_in_sight=6, missing=UNKNOWN)
    download(rows, cells, name=name)
    st.markdown(view.means(*terms))
    account.opened(view, account.selected(view, rows, name))


def _behind(view: View, label: str, rows: pd.DataFrame, name: str, terms: tuple[str, ...]) -> None:
    """Cases behind a number, closed until asked for."""
    if len(rows):
        means = view.means(*terms)
        counted = count(len(rows), "case")
        accounts_behind(view, label, rows, columns.issues(view), name=name, definition=means, counted=counted)
