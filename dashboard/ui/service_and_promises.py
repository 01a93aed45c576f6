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
from dashboard.palette import PROMISE_STATES, State
from dashboard.portfolio import issues as cases
from dashboard.portfolio import promises, responses
from dashboard.portfolio import satisfaction as opinions
from dashboard.ui import account
from dashboard.ui import service_columns as columns
from dashboard.ui.filters import in_order, put
from dashboard.ui.tables import Drawn, chart, download, drawn
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count, number
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
    waiting_caption: str
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
    every = cases.issue_list(rows.cases, accounts, as_of, policy.issue_limit)
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
        waiting_caption="" if waits is None else words.waiting_caption(waits, view.connected),
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
    rows, cells = shown.waiting, columns.waiting()
    section(words.waiting_heading(rows), shown.waiting_caption)
    if rows.empty:
        return
    alt = "What waits for an answer, the longest first"
    complete = with_words(view)
    account.selectable_table(
        view, rows, cells, name="waiting", alt=alt, rows_in_sight=6, complete=complete, missing=UNKNOWN
    )
    download(rows, columns.waiting_file(view), name="waiting", complete=complete)
    _meaning(view, "waiting", WAITING_MEANS, count(len(rows), "message or case", "messages and cases"))
    account.opened(view, account.selected(view, rows, "waiting"))


def response_limits(view: View) -> tuple[float, float]:
    """The hours to a first answer that are good, and those that are poor."""
    rule = view.policy.indicators["response_time"]
    return float(rule.good), float(rule.poor)


def with_words(view: View) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What adds to messages of a list what they are about and who wrote them."""

    def complete(rows: pd.DataFrame) -> pd.DataFrame:
        of_case = rows["event_no"].isna()
        events, keys = tuple(rows.loc[~of_case, "event_no"]), tuple(rows.loc[of_case, "row_id"])

        def words_of(view: View, _which: int) -> dict[str, dict[object, str]]:
            return _words(view, events, keys)

        # The keys of thousands of rows cost Streamlit more to tell apart than their number does.
        found = view.kept(words_of, coloured=False, of=(hash((events, keys)),))
        return rows.assign(**{name: rows["row_id"].map(found[name]).astype(object) for name in found})

    return complete


def _words(view: View, event_nos: tuple[int, ...], case_ids: tuple[str, ...]) -> dict[str, dict[object, str]]:
    """Subject and person of these messages, and person and subject of these cases, by key."""
    mail = evidence.mail_words(view.mirror, view.scope, event_nos).set_index("event_no")
    raised = evidence.case_words(view.mirror, view.scope, case_ids).set_index("case_id")
    return {name: mail[name].to_dict() | raised[name].to_dict() for name in ("subject", "contact_name")}


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
    _meaning(view, "promises", PROMISES_MEAN, count(len(shown.promises), "promise"))
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


def _state(key: str) -> State:
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


def _trend(view: View, months: pd.DataFrame, part: str) -> charts.Picture | None:
    rows = months[months["part"] == part].reset_index(drop=True)
    limit = float(view.policy.satisfaction_floor)
    lowest = charts.lowest_shown(months, limit)
    return charts.satisfaction_chart(rows, view.colours, limit, lowest, words.ABOUT[part])


def _meaning(view: View, name: str, terms: tuple[str, ...], counted: str) -> None:
    """What a list in sight means, closed until asked for."""
    with st.expander("What this means", key=f"open_{name}-means", type="compact", on_change="rerun") as opened:
        if opened.open:
            st.markdown(view.means(*terms))
            st.caption(counted)
