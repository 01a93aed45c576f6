"""The page on service and promises: its figures, and its parts on promises, answers, issues and disputes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.address import ALL_STATES, PROMISE_CHOICES
from dashboard.charts.responses import MOST_CHANNELS, response_chart
from dashboard.headlines import Headline
from dashboard.headlines import service_and_promises as words
from dashboard.palette import LIMIT_STATES, PROMISE_STATES
from dashboard.portfolio import issues as cases
from dashboard.portfolio import promises, responses
from dashboard.portfolio import satisfaction as opinions
from dashboard.ui import account
from dashboard.ui import service_columns as columns
from dashboard.ui.filters import in_order, put, put_opened
from dashboard.ui.lists import accounts_behind, meaning_of_list
from dashboard.ui.tables import Drawn, chart, download, drawn, matrix
from dashboard.ui.tiles import Tile, tiles
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count, hours, number, rate
from data_access import evidence

CHOICES = [f"promise_{state}" for state in promises.PROMISES_IN_ORDER]
CHOSEN_BY_DEFAULT = ("promise_broken", "promise_open")

RESPONSES_MEAN = ("response_by_channel",)
WAITING_MEANS = ("waiting_for_answer", "unanswered")
PROMISES_MEAN = ("promises_on_time", "promise", "promise_due_soon")
ISSUES_MEAN = ("open_issues", "issue", "issue_age")


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; frames as in `portfolio`, a part that is not connected is None.

    `counts` are promises by state, `whole` the response times of all channels together.
    """

    headline: Headline
    missing: tuple[str, ...]
    promises: pd.DataFrame | None
    counts: Mapping[str, int]
    responses: Drawn | None
    channels: int
    whole: pd.Series | None
    waiting: pd.DataFrame | None
    issues: pd.DataFrame | None
    open_issues: pd.DataFrame
    issue_matrix: pd.DataFrame
    escalations: pd.DataFrame
    disputes: pd.DataFrame
    dispute_matrix: pd.DataFrame
    satisfaction: pd.DataFrame
    trends: Mapping[str, Drawn | None]
    evaluations: pd.DataFrame

    @property
    def below(self) -> int:
        """How many accounts are below the satisfaction limit."""
        return int(self.satisfaction["below"].sum())


def figures(view: View) -> Figures:
    """The figures of the view."""
    rows, accounts, as_of, policy = view.service_rows, view.accounts, view.as_of, view.policy
    missing = words.missing_parts(view.connected)
    listed = None if "commitments" in missing else promises.promise_list(rows.promises, accounts, as_of)
    counts = {} if listed is None else promises.promise_counts(listed)
    times = responses.response_times(responses.answered(rows.mail, rows.cases, as_of))
    whole = times.iloc[-1] if len(times) else None
    waits = None
    if "answers" not in missing:
        waits = responses.waiting(rows.mail, rows.cases, accounts, as_of, view.connected)
    every = _labelled(cases.issue_list(rows.cases, accounts, as_of, policy.issue_limit))
    still, disputed = cases.open_issues(every), cases.disputes(every, as_of)
    floor = float(policy.satisfaction_floor)
    satisfied = opinions.satisfaction_list(accounts, floor)
    by_month = opinions.satisfaction_months(rows.satisfaction, rows.months)
    good, poor = response_limits(view)
    held = words.Breaches(
        below=int(satisfied["below"].sum()),
        asked=len(satisfied),
        floor=floor,
        beyond=None if "cases" in missing else int(still["beyond"].sum()),
        open=len(still),
        median=None if whole is None else float(whole["median"]),
        good=good,
    )
    return Figures(
        headline=words.service_headline(counts if listed is not None else None, waits, held, missing, view.filters),
        missing=tuple(missing),
        promises=listed,
        counts=counts,
        responses=drawn(response_chart(times, view.colours, good, poor)),
        channels=max(len(times) - 1, 0),
        whole=whole,
        waiting=waits,
        issues=None if "cases" in missing else every,
        open_issues=still,
        issue_matrix=cases.issue_matrix(still),
        escalations=cases.escalations(every, as_of),
        disputes=disputed,
        dispute_matrix=cases.dispute_matrix(disputed),
        satisfaction=satisfied,
        trends={part: drawn(_trend(view, by_month, part)) for part in opinions.PARTS},
        evaluations=opinions.evaluation_list(rows.evaluations, accounts, floor),
    )


def numbers(view: View, shown: Figures) -> None:
    """Four numbers, each of which opens to its rows."""
    tiles(view, (_kept(view, shown), _median(view, shown), _unanswered(view, shown), _satisfied(view, shown)))


def promises_and_responses(view: View, shown: Figures) -> None:
    """The list of promises beside the response times; below both the account whose row is selected."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        rows = _promises(view, shown)
    with right:
        _responses(view, shown)
    account.opened(view, None if rows is None else account.selected(view, rows, "promises"))


def waiting(view: View, shown: Figures) -> None:
    """What waits for an answer, the longest first."""
    if shown.waiting is None:
        section("Waiting for an answer")
        st.markdown(words.NOT_HERE["answers"])
        return
    rows, cells = shown.waiting, columns.waiting(view)
    section(words.waiting_heading(rows), words.half_known(view.connected))
    if rows.empty:
        return
    alt = "What waits for an answer, the longest first"
    complete = with_words(view)
    account.selectable_table(view, rows, cells, name="waiting", alt=alt, rows_in_sight=6, complete=complete)
    download(rows, cells, name="waiting", complete=complete)
    _meaning(view, rows, "waiting", WAITING_MEANS, "message or case", "messages and cases")
    account.opened(view, account.selected(view, rows, "waiting"))


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
    many = count(len(shown.escalations), "escalated case")
    still = int(shown.escalations["open"].sum())
    label = f"{many} in 365 days, {number(still)} still open"
    _behind(view, label, shown.escalations, "escalations", ("escalation", "issue"), columns.escalations(view))


def disputes(view: View, shown: Figures) -> None:
    """Disputes about billing, pricing and delivery by channel."""
    if shown.issues is None:
        return
    section(words.disputes_heading(shown.disputes), "Cases opened in the last 365 days. Select a cell to see them.")
    if shown.disputes.empty:
        return
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
    if opened:
        rows = cases.disputes_of(shown.disputes, opened)
        _rows_behind(view, words.disputes_behind(opened, len(rows)), rows, "disputes-behind", ("dispute",))
    _behind(view, f"All {count(len(shown.disputes), 'dispute')}", shown.disputes, "all-disputes", ("dispute",))


def response_limits(view: View) -> tuple[float, float]:
    """The hours to a first answer that are good, and those that are poor."""
    rule = view.policy.indicators["response_time"]
    return float(rule.good), float(rule.poor)


def with_words(view: View) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What adds to messages of a list what they are about and who wrote them."""

    def complete(rows: pd.DataFrame) -> pd.DataFrame:
        found = evidence.mail_words(view.mirror, view.scope, rows["event_no"].dropna())
        found = found.set_index("event_no").reindex(rows["event_no"]).set_axis(rows.index)
        own = rows["subject"] if "subject" in rows else pd.Series(None, rows.index, dtype=object)
        subject = own.where(rows["event_no"].isna(), found["subject"])
        return rows.assign(subject=subject, contact_name=found["contact_name"])

    return complete


def _kept(view: View, shown: Figures) -> Tile:
    known = shown.promises is not None
    due = promises.due_promises(shown.promises) if known else pd.DataFrame()
    part = shown.counts.get(promises.KEPT, 0)
    cases_of = f"{number(part)} of {number(len(due))} due in 365 days" if len(due) else "none was due in 365 days"
    return Tile(
        id="promises-on-time",
        label="Promises on time",
        value=rate(part, len(due)) if known else UNKNOWN,
        cases=cases_of if known else "promises are not connected",
        definition=view.means(*PROMISES_MEAN),
        accounts=len(due),
        rows=lambda: due,
        columns=columns.promises(view),
        of=("promise",),
    )


def _median(view: View, shown: Figures) -> Tile:
    good, _ = response_limits(view)
    whole = shown.whole
    n = 0 if whole is None else int(whole["n"])
    none = "answers are not connected" if "answers" in shown.missing else "nothing answered in 90 days"
    return Tile(
        id="median-response",
        label="Median response",
        value=UNKNOWN if whole is None else hours(whole["median"]),
        cases=none if whole is None else f"of {count(n, 'answer')}; limit {hours(good)}",
        definition=view.means(*RESPONSES_MEAN, "response_time"),
        accounts=n,
        rows=lambda: _answered(view),
        columns=columns.answered(view),
        of=("answer",),
        complete=with_words(view),
    )


def _unanswered(view: View, shown: Figures) -> Tile:
    rows = shown.waiting
    known = rows is not None
    oldest = f"the oldest for {count(int(rows['days'].iloc[0]), 'day')}" if known and len(rows) else "nobody waits"
    return Tile(
        id="unanswered",
        label="Unanswered",
        value=number(len(rows)) if known else UNKNOWN,
        cases=oldest if known else "answers are not connected",
        definition=view.means(*WAITING_MEANS),
        accounts=len(rows) if known else 0,
        rows=lambda: rows,
        columns=columns.waiting(view),
        of=("message or case", "messages and cases"),
        complete=with_words(view),
    )


def _satisfied(view: View, shown: Figures) -> Tile:
    floor, asked = float(view.policy.satisfaction_floor), len(shown.satisfaction)
    none = "surveys are not connected" if "survey_responses" in shown.missing else "nobody asked in 365 days"
    return Tile(
        id="satisfaction",
        label=f"Satisfaction below {floor:g}",
        value=rate(shown.below, asked),
        cases=f"{number(shown.below)} of {count(asked, 'account')} asked" if asked else none,
        definition=view.means("below_satisfaction_limit", "core_satisfaction", "service_satisfaction"),
        accounts=asked,
        rows=lambda: shown.satisfaction,
        columns=columns.satisfaction(),
    )


def _answered(view: View) -> pd.DataFrame:
    rows = view.service_rows
    return responses.answered_list(responses.answered(rows.mail, rows.cases, view.as_of), view.accounts)


def _promises(view: View, shown: Figures) -> pd.DataFrame | None:
    """The promises in the chosen states; gives the rows listed."""
    if shown.promises is None:
        section("Promises")
        st.markdown(words.NOT_HERE["commitments"])
        return None
    soon = promises.due_soon(shown.promises)
    section(words.promises_heading(shown.counts), words.promises_caption(shown.counts, soon))
    rows = promises.in_promise_states(shown.promises, _chosen_states(view, shown))
    cells = columns.promises(view)
    download(shown.promises, cells, name="promises", label="Export", place=view.action)
    if rows.empty:
        st.markdown("No promise is in the chosen states. Choose other ones above.")
    else:
        account.selectable_table(view, rows, cells, name="promises", alt="Promises, the longest overdue first")
    _meaning(view, shown.promises, "promises", PROMISES_MEAN, "promise")
    return rows


def _chosen_states(view: View, shown: Figures) -> list[str]:
    """The pills of the states, legend and filter in one; none chosen stands for all of them."""
    chosen = CHOSEN_BY_DEFAULT if view.address.state is None else view.address.state
    st.session_state["state"] = in_order(CHOICES, chosen)

    def put_states() -> None:
        picked = in_order(CHOICES, st.session_state["state"])
        put("state", [] if picked == list(CHOSEN_BY_DEFAULT) else picked or [ALL_STATES])

    st.pills(
        "States shown",
        CHOICES,
        selection_mode="multi",
        format_func=lambda key: f"{_state(key).markdown} · {number(shown.counts[PROMISE_CHOICES[key]])}",
        key="state",
        on_change=put_states,
        label_visibility="collapsed",
    )
    return [PROMISE_CHOICES[key] for key in chosen or CHOICES]


def _state(key: str):
    return PROMISE_STATES[PROMISE_CHOICES[key]]


def _responses(view: View, shown: Figures) -> None:
    good, _ = response_limits(view)
    if shown.responses is None:
        section(words.responses_heading(None))
        st.markdown(words.no_responses(view.connected))
        return
    caption = words.responses_caption(shown.whole, good, shown.channels, MOST_CHANNELS)
    section(words.responses_heading(shown.whole), caption)
    if half := words.half_known(view.connected):
        st.caption(half)
    means = view.means(*RESPONSES_MEAN)
    chart(shown.responses, columns=columns.responses(), name="responses", definition=means)


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """The cases with their limit in words: `✗ 30 d`, and without a sign where it is kept or the case is closed."""
    limit = rows["limit"].map(lambda days: f"{days:.0f} d").to_numpy(dtype=object)
    label = pd.Series(limit, rows.index, dtype=object).mask(
        rows["beyond"], f"{LIMIT_STATES['breached'].glyph} " + limit
    )
    return rows.assign(limit_label=label)


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


def _trend(view: View, months: pd.DataFrame, part: str) -> charts.Picture | None:
    rows = months[months["part"] == part].reset_index(drop=True)
    about = words.ABOUT[part]
    return charts.satisfaction_chart(rows, view.colours, float(view.policy.satisfaction_floor), about)


def _meaning(view: View, rows: pd.DataFrame, name: str, terms: tuple[str, ...], *noun: str) -> None:
    cells = {"promises": columns.promises, "waiting": columns.waiting}[name](view)
    meaning_of_list(rows, cells, name=name, definition=view.means(*terms), counted=count(len(rows), *noun))


def _rows_behind(view: View, heading: str, rows: pd.DataFrame, name: str, terms: tuple[str, ...]) -> None:
    """The cases of a cell, and below them the account whose row is selected."""
    cells = columns.issues(view)
    section(heading)
    account.selectable_table(view, rows, cells, name=name, alt=heading, rows_in_sight=6)
    download(rows, cells, name=name)
    st.markdown(view.means(*terms))
    account.opened(view, account.selected(view, rows, name))


def _behind(
    view: View, label: str, rows: pd.DataFrame, name: str, terms: tuple[str, ...], cells: Mapping | None = None
) -> None:
    """Cases behind a number, closed until asked for."""
    if len(rows):
        means = view.means(*terms)
        counted = count(len(rows), "case")
        accounts_behind(view, label, rows, cells or columns.issues(view), name=name, definition=means, counted=counted)
