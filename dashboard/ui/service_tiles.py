"""The four numbers of the page on service and promises, each of which opens to its rows."""

from __future__ import annotations

import pandas as pd

from dashboard.portfolio import promises, responses
from dashboard.ui import service_columns as columns
from dashboard.ui.service_and_promises import (
    PROMISES_MEAN,
    RESPONSES_MEAN,
    WAITING_MEANS,
    Figures,
    response_limits,
    with_words,
)
from dashboard.ui.tiles import Tile, tiles
from dashboard.ui.view import View
from dashboard.wording import UNKNOWN, count, hours, number, rate


def numbers(view: View, shown: Figures) -> None:
    """Four numbers, each of which opens to its rows."""
    tiles(view, (_kept(view, shown), _median(view, shown), _unanswered(view, shown), _satisfied(view, shown)))


def _kept(view: View, shown: Figures) -> Tile:
    known = shown.promises is not None
    due = sum(n for state, n in shown.counts.items() if state != promises.OPEN)
    part = shown.counts.get(promises.KEPT, 0)
    cases_of = f"{number(part)} of {number(due)} due in 365 days" if due else "none was due in 365 days"
    return Tile(
        id="promises-on-time",
        label="Promises on time",
        value=rate(part, due) if known else UNKNOWN,
        cases=cases_of if known else "promises are not connected",
        definition=view.means(*PROMISES_MEAN),
        accounts=due,
        rows=lambda: promises.due_promises(shown.promises),
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
        cases=none if whole is None else f"of {count(n, 'answer')}; limit {good:g} h",
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
        columns=columns.waiting_file(view),
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
