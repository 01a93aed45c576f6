"""What happened between two dates: promises that fell due, cases that were closed or escalated, answers that came.

Days are after the first date and up to the second, whose knowledge is meant; a promise due on the first date is there
too, since it is overdue from the next day on. Rows of the whole store, in the order of account, day and key.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from data_access.facts.opinions import answers_between
from data_access.facts.reading import Reader
from data_access.facts.responses import NORMAL
from data_access.facts.service_rows import LONGEST_SUBJECT
from data_access.mirror.prepare import is_true
from data_access.mirror.tables import CASES, COMMITMENTS, EMPLOYEES

__all__ = ["answers_between", "cases_between", "promises_between"]


def promises_between(reader: Reader, before: int, day: int) -> pd.DataFrame:
    """Promises not cancelled that were due from one day up to another.

    Columns: account_no, commitment_id, due_day, done_day (empty where not done by the later day), subject, employee_name.
    """
    c = COMMITMENTS.c
    rows = (
        select(
            *(c.account_no, c.commitment_id, c.due_on_day.label("due_day")),
            _until(c.done_at_day, day).label("done_day"),
            *(func.substr(c.subject, 1, LONGEST_SUBJECT).label("subject"), EMPLOYEES.c.name.label("employee_name")),
        )
        .select_from(COMMITMENTS.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == c.employee_id))
        .where(not_(is_true(c.cancelled)), c.due_on_day >= before, c.due_on_day <= day)
        .order_by(c.account_no, c.due_on_day, c.commitment_id)
    )
    return reader.arrow(rows).to_pandas()


def cases_between(reader: Reader, before: int, day: int) -> pd.DataFrame:
    """Cases open on the later day, and those resolved or escalated after the earlier one.

    Columns: account_no, case_id, opened_day, priority (none counts as normal), subject, and resolved_day and
    escalated_day, empty where they lie after the later day.
    """
    c = CASES.c
    resolved, escalated = _until(c.resolved_at_day, day), _until(c.escalated_at_day, day)
    lately = or_(resolved.is_(None), resolved > before, escalated > before)
    rows = (
        select(
            *(c.account_no, c.case_id, c.opened_at_day.label("opened_day")),
            func.coalesce(c.priority, NORMAL).label("priority"),
            func.substr(c.subject, 1, LONGEST_SUBJECT).label("subject"),
            *(resolved.label("resolved_day"), escalated.label("escalated_day")),
        )
        .where(and_(c.opened_at_day <= day, lately))
        .order_by(c.account_no, c.opened_at_day, c.case_id)
    )
    return reader.arrow(rows).to_pandas()


def _until(moment_day: ColumnElement, day: int) -> ColumnElement:
    return case((moment_day <= day, moment_day))
