"""The columns of the lists about promises, answers, issues and satisfaction."""

from __future__ import annotations

from functools import partial

from dashboard.portfolio.issues import AGE_BANDS, DISPUTES, band_label
from dashboard.ui.tables import CELL, STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, number

_ACCOUNT = {"account_name": Column("Account", 146)}
_WHO = {"tier": Column("Tier", 48), "owner_name": Column("Owner", 110), "team_name": Column("Team", 110)}


def promises(view: View) -> dict[str, Column]:
    """Promises: what fits a phone first."""
    return {
        **_ACCOUNT,
        "state_label": Column("State", 76, coloured=STATE),
        "timing": Column("When", 98),
        "subject": Column("Promise", 216),
        "employee_name": Column("Promised by", 116),
        "due_on": _date("Due", view),
        "done_on": _date("Done", view),
        "kind": Column("Kind", 90),
        **_WHO,
    }


def responses() -> dict[str, Column]:
    """The chart of response times as a table."""
    hours = partial(number, decimals=1)
    return {
        "Channel": Column("Channel", 180),
        "Answers": Column("Answers", 90, written=number),
        "Median in hours": Column("Median in hours", 130, written=hours),
        "90% within hours": Column("90% within hours", 140, written=hours),
    }


def answered(view: View) -> dict[str, Column]:
    """What was answered, and how fast."""
    return {
        **_ACCOUNT,
        "hours": Column("Hours", 76, written=partial(number, decimals=1)),
        "channel": Column("Channel", 130),
        "kind": Column("Kind", 80),
        "arrived_on": _date("Arrived", view),
        "answered_on": _date("Answered", view),
        "subject": Column("About", 220),
        "contact_name": Column("From", 130),
        **_WHO,
    }


def waiting_file(view: View) -> dict[str, Column]:
    """What waits for an answer, with the day it came."""
    return waiting() | {"arrived_on": _date("Arrived", view)}


def waiting() -> dict[str, Column]:
    """What waits for an answer; without a column that must be written, for a long list is drawn at every run."""
    return {
        **_ACCOUNT,
        "days": Column("Days", 60, help="Days since it arrived"),
        "channel": Column("Channel", 130),
        "kind": Column("Kind", 76),
        "subject": Column("About", 230),
        "contact_name": Column("From", 130),
        "priority": Column("Priority", 76),
        **_WHO,
    }


def issue_matrix() -> dict[str, Column]:
    """Open cases by priority and age."""
    bands = {f"band_{band}": Column(band_label(band).capitalize(), 96, coloured=CELL) for band in range(len(AGE_BANDS))}
    return {
        "priority": Column("Priority", 84),
        "open": Column("Open", 60),
        "beyond_text": Column("Beyond the limit", 116, coloured=CELL),
        "limit_text": Column("Limit", 76),
        **bands,
        "oldest": Column("Oldest", 240),
    }


def issues(view: View) -> dict[str, Column]:
    """Cases."""
    return {
        **_ACCOUNT,
        "days": Column("Days", 60, help="Days since it was opened, or until it was resolved"),
        "priority": Column("Priority", 76),
        "limit_label": Column("Limit", 96, coloured=STATE),
        "subject": Column("About", 230),
        "category": Column("Category", 90),
        "channel": Column("Channel", 130),
        "opened_on": _date("Opened", view),
        "answered_on": _date("First answer", view),
        "escalated_on": _date("Escalated", view),
        "resolved_on": _date("Resolved", view),
        **_WHO,
    }


def escalations() -> dict[str, Column]:
    """Escalated cases in sight; like `waiting` without a column that must be written."""
    return {
        **_ACCOUNT,
        "state": Column("State", 76),
        "escalated_days": Column("Days since", 86, help="Days since it was escalated"),
        "priority": Column("Priority", 76),
        "subject": Column("About", 200),
        "channel": Column("Channel", 130),
        **_WHO,
    }


def disputes() -> dict[str, Column]:
    """Disputes by channel."""
    return {
        "channel": Column("Channel", 150),
        **{name: Column(name.capitalize(), 80) for name in DISPUTES},
        "n": Column("All", 60),
        "open": Column("Still open", 90),
    }


def satisfaction() -> dict[str, Column]:
    """Accounts by satisfaction."""
    mark = partial(number, decimals=1)
    return {
        **_ACCOUNT,
        "state_label": Column("Limit", 96, coloured=STATE),
        "core_satisfaction": Column("Core service", 100, written=mark),
        "service_satisfaction": Column("Customer service", 126, written=mark),
        **_WHO,
    }


def months(view: View) -> dict[str, Column]:
    """Satisfaction by month."""
    return {
        "Month": Column("Month", 100, written=partial(day, as_of=view.as_of)),
        "Respondents": Column("Respondents", 110, written=number),
        "Mean of 10": Column("Mean of 10", 110, written=partial(number, decimals=1)),
    }


def answers(view: View) -> dict[str, Column]:
    """Single answers on satisfaction."""
    return {
        **_ACCOUNT,
        "about": Column("Asked about", 140),
        "score": Column("Of 10", 70, written=partial(number, decimals=1)),
        "answered_on": _date("Answered", view),
        "instrument": Column("Survey", 150),
        **_WHO,
    }


def evaluations(view: View) -> dict[str, Column]:
    """Evaluations of finished projects."""
    mark = partial(_or_nothing, decimals=1)
    return {
        **_ACCOUNT,
        "state_label": Column("Limit", 96, coloured=STATE),
        "core_service": Column("Core service", 100, written=mark),
        "customer_service": Column("Customer service", 126, written=mark),
        "overall": Column("Overall", 80, written=mark),
        "answered_on": _date("Answered", view),
        "comment": Column("Comment", 280),
        **_WHO,
    }


def _date(label: str, view: View) -> Column:
    return Column(label, 96, written=partial(_day_or_nothing, view=view))


def _day_or_nothing(value: object, view: View) -> str:
    return NOTHING if is_unknown(value) else day(value, view.as_of)


def _or_nothing(value: object, decimals: int) -> str:
    return NOTHING if is_unknown(value) else number(value, decimals)
