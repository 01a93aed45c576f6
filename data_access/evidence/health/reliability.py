"""The rows behind reliability: promises that were due, what was answered, what waits, and which issues are open."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, func, literal, not_, or_, select

from data_access.evidence.health.asked import Asked
from data_access.evidence.reading import frame_of, until
from data_access.evidence.rows import beginning
from data_access.facts.reading import YEAR
from data_access.facts.responses import NORMAL, RESPONSE_DAYS, WAITING_FROM_DAYS
from data_access.localtime import DAY_US
from data_access.mirror.prepare import has_arrived
from data_access.mirror.tables import CASE, CASES, COMMITMENTS, EMPLOYEES, INTERACTIONS
from data_access.schema import MAIL_KINDS

_HOUR_US = DAY_US // 24
_MAIL_ANSWERS, _CASE_ANSWERS = "interactions.responded_at", "cases.first_response_at"


def promises_due(asked: Asked) -> pd.DataFrame:
    """Commitments due in the last 365 days and not cancelled, latest first.

    Columns: commitment_id, due_on, kind, subject, promised_on, done_on (empty while after the day), kept (done by the
    day it was due), employee_name.
    """
    m, day = COMMITMENTS.c, asked.day
    rows = (
        select(
            *(m.commitment_id, m.due_on_day.label("due_on"), m.kind, m.subject),
            until(m.promised_at_day, day).label("promised_on"),
            until(m.done_at_day, day).label("done_on"),
            func.coalesce(m.done_at_day <= m.due_on_day, literal(False)).label("kept"),
            EMPLOYEES.c.name.label("employee_name"),
        )
        .select_from(COMMITMENTS.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == m.employee_id))
        .where(
            m.account_no == asked.number,
            not_(func.coalesce(m.cancelled, literal(False))),
            m.due_on_day > day - YEAR,
            m.due_on_day <= day,
        )
        .order_by(m.due_on_day.desc(), m.commitment_id)
    )
    return frame_of(asked.mirror, rows, dates=("due_on", "promised_on", "done_on"))


def answered(asked: Asked) -> pd.DataFrame:
    """What arrived in the last 90 days and was answered by the end of the day, longest wait first.

    Columns: on (arrival), kind (CASE for a case), key, subject, contact_name, employee_name, channel, answered_on, hours.
    """
    it, c, day = INTERACTIONS.c, CASES.c, asked.day
    mails = asked.interactions(
        has_arrived((*MAIL_KINDS, "helpdesk"))
        & not_(func.coalesce(it.all_day, literal(False)))
        & it.starts_at_day.between(day - RESPONSE_DAYS + 1, day)
        & (it.responded_at_day <= day),
        it.responded_at_day.label("answered_on"),
        (it.responded_at_us - it.starts_at_us).label("waited_us"),
        dates=("answered_on",),
    )
    cases = _cases(
        asked,
        c.opened_at_day.between(day - RESPONSE_DAYS + 1, day) & (c.first_response_at_day <= day),
        c.first_response_at_day.label("answered_on"),
        (c.first_response_at_us - c.opened_at_us).label("waited_us"),
        dates=("answered_on",),
    )
    rows = _together(mails, cases)
    rows["hours"] = rows.pop("waited_us").astype(float) / _HOUR_US
    rows = rows.sort_values(["hours", "on", "key"], ascending=[False, False, True], ignore_index=True)
    return rows[
        ["on", "kind", "key", "subject", "private", "contact_name", "employee_name", "channel", "answered_on", "hours"]
    ]


def waiting(asked: Asked) -> pd.DataFrame:
    """Inbound mail of 3 to 89 days ago and open cases of 3 days ago or more without a first answer, longest first.

    Only of what has answers in this store. Columns: on (arrival), kind (CASE for a case), key, subject, contact_name,
    employee_name, channel, days (waited so far).
    """
    it, c, day = INTERACTIONS.c, CASES.c, asked.day
    mail = has_arrived(MAIL_KINDS) & it.starts_at_day.between(day - RESPONSE_DAYS + 1, day - WAITING_FROM_DAYS)
    mails = asked.interactions(
        mail & _not_by(it.responded_at_day, day) & literal(_MAIL_ANSWERS in asked.connected),
    )
    cases = _cases(
        asked,
        (c.opened_at_day <= day - WAITING_FROM_DAYS)
        & _not_by(c.first_response_at_day, day)
        & _not_by(c.resolved_at_day, day)
        & literal(_CASE_ANSWERS in asked.connected),
    )
    rows = _together(mails, cases)
    rows["days"] = asked.day - (rows["on"] - pd.Timestamp(0)).dt.days
    rows = rows.sort_values(["days", "key"], ascending=[False, True], ignore_index=True)
    return rows[["on", "kind", "key", "subject", "private", "contact_name", "employee_name", "channel", "days"]]


def open_cases(asked: Asked) -> pd.DataFrame:
    """Cases open on the day, oldest first.

    Columns: on (opened), key, priority (none counts as normal), category, subject, contact_name, channel,
    first_response_on, escalated_on, days (open so far).
    """
    c, day = CASES.c, asked.day
    rows = _cases(
        asked,
        (c.opened_at_day <= day) & _not_by(c.resolved_at_day, day),
        func.coalesce(c.priority, NORMAL).label("priority"),
        c.category,
        until(c.first_response_at_day, day).label("first_response_on"),
        until(c.escalated_at_day, day).label("escalated_on"),
        dates=("first_response_on", "escalated_on"),
    )
    rows["days"] = day - (rows["on"] - pd.Timestamp(0)).dt.days
    return rows.sort_values(["days", "key"], ascending=[False, True], ignore_index=True)


def _cases(asked: Asked, chosen: ColumnElement, *more: ColumnElement, dates: tuple[str, ...] = ()) -> pd.DataFrame:
    """The account's cases that are chosen: on, kind, key, subject, contact_name, channel, and these columns more."""
    c = CASES.c
    rows = select(
        *(c.opened_at_day.label("on"), literal(CASE).label("kind"), c.case_id.label("key")),
        *(beginning(c.subject).label("subject"), c.contact_id, c.channel, *more),
    ).where(c.account_no == asked.number, chosen)
    return asked.named(frame_of(asked.mirror, rows, dates=("on", *dates)))


def _together(mails: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Messages and cases in one list; a case has no employee and is never private."""
    mails = mails.rename(columns={"interaction_id": "key"})
    cases = cases.assign(employee_name=None, private=False)
    columns = [name for name in mails.columns if name in cases.columns]
    parts = [part[columns] for part in (mails, cases)]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _not_by(moment_day: ColumnElement, day: int) -> ColumnElement:
    """Whether something has not happened by the end of the day."""
    return or_(moment_day.is_(None), moment_day > day)
