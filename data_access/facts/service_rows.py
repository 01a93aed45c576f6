"""What was promised to customers, what came in from them and what they answered: the rows that a day's figures pool.

One row is one promise, case, message or answer of any account of the store, in the order of account, day and key;
what came after the day is empty.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from data_access.facts.reading import YEAR, Reader
from data_access.facts.responses import NORMAL, RESPONSE_DAYS
from data_access.mirror.prepare import has_arrived, is_true
from data_access.mirror.tables import CASES, COMMITMENTS, EMPLOYEES, INTERACTIONS, SURVEY_RESPONSES
from data_access.schema import MAIL_KINDS

HELP_DESK = "helpdesk"
PROJECT_EVALUATION = "project_evaluation"
EVALUATED = ("core_service", "customer_service", "overall")
LONGEST_SUBJECT = 160
_HIGHEST = 10


def promise_rows(reader: Reader, day: int) -> pd.DataFrame:
    """Promises not cancelled that were due in the last 365 days, and those still ahead that were made and are not done.

    Columns: account_no, commitment_id, due_day, done_day, kind, subject, employee_name.
    """
    c = COMMITMENTS.c
    done = _until(c.done_at_day, day)
    was_due = and_(c.due_on_day > day - YEAR, c.due_on_day <= day)
    # What is due counts whenever it was entered, as in the share of promises kept; what is ahead must be known by now.
    made = or_(c.promised_at_day.is_(None), c.promised_at_day <= day)
    ahead = and_(c.due_on_day > day, made, done.is_(None))
    rows = (
        select(
            *(c.account_no, c.commitment_id, c.due_on_day.label("due_day"), done.label("done_day"), c.kind),
            *(_beginning(c.subject), EMPLOYEES.c.name.label("employee_name")),
        )
        .select_from(COMMITMENTS.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == c.employee_id))
        .where(not_(is_true(c.cancelled)), or_(was_due, ahead))
        .order_by(c.account_no, c.due_on_day, c.commitment_id)
    )
    return reader.arrow(rows).to_pandas()


def case_rows(reader: Reader, day: int) -> pd.DataFrame:
    """Cases open on the day, and those opened or escalated in the last 365 days.

    Columns: account_no, case_id, opened_day, priority (none counts as normal), category, channel, subject,
    answered_day, escalated_day, resolved_day, waited_us (from arrival to first answer; empty while there is none).
    """
    c = CASES.c
    resolved, escalated = _until(c.resolved_at_day, day), _until(c.escalated_at_day, day)
    is_open, recent = resolved.is_(None), c.opened_at_day > day - YEAR
    rows = (
        select(
            *(c.account_no, c.case_id, c.opened_at_day.label("opened_day")),
            func.coalesce(c.priority, NORMAL).label("priority"),
            *(c.category, c.channel, _beginning(c.subject)),
            _until(c.first_response_at_day, day).label("answered_day"),
            *(escalated.label("escalated_day"), resolved.label("resolved_day")),
            case((c.first_response_at_day <= day, c.first_response_at_us - c.opened_at_us)).label("waited_us"),
        )
        .where(c.opened_at_day <= day, or_(is_open, recent, escalated > day - YEAR))
        .order_by(c.account_no, c.opened_at_us, c.case_id)
    )
    return reader.arrow(rows).to_pandas()


def mail_rows(reader: Reader, day: int) -> pd.DataFrame:
    """Held inbound emails, messages and help-desk contacts of the last 90 days, bulk apart.

    Columns: account_no, event_no, kind, channel (the kind where none is named), arrived_day, answered_day, waited_us
    (from arrival to first answer; empty while there is none, and for all-day rows). Kind and channel are categories.
    """
    it = INTERACTIONS.c
    answered = it.responded_at_day <= day
    rows = (
        select(
            *(it.account_no, it.event_no, it.kind, func.coalesce(it.channel, it.kind).label("channel")),
            it.starts_at_day.label("arrived_day"),
            case((answered, it.responded_at_day)).label("answered_day"),
            case((and_(answered, not_(is_true(it.all_day))), it.responded_at_us - it.starts_at_us)).label("waited_us"),
        )
        .where(has_arrived((*MAIL_KINDS, HELP_DESK)), it.starts_at_day > day - RESPONSE_DAYS, it.starts_at_day <= day)
        .order_by(it.event_no)
    )
    return _with_categories(reader.arrow(rows), "kind", "channel")


def evaluation_rows(reader: Reader, day: int) -> pd.DataFrame:
    """Evaluations of finished projects in the last 365 days: one row per account, person and day of answering.

    Columns: account_no, answered_day, core_service, customer_service and overall from 0 to 10 (the lowest where one was
    given twice; empty where it was not), comment.
    """
    s = SURVEY_RESPONSES.c
    score = (s.score - s.scale_min) / (s.scale_max - s.scale_min) * _HIGHEST
    nobody = case((s.contact_id.is_(None), s.response_id))
    person = (s.account_no, s.answered_at_day, s.contact_id, nobody)
    scores = [func.min(case((s.dimension == name, score))).label(name) for name in EVALUATED]
    rows = (
        select(s.account_no, s.answered_at_day.label("answered_day"), *scores, func.max(s.comment).label("comment"))
        .where(s.instrument == PROJECT_EVALUATION, s.dimension.in_(EVALUATED))
        .where(s.answered_at_day > day - YEAR, s.answered_at_day <= day)
        .group_by(*person)
        .order_by(*(column.nulls_last() for column in person))
    )
    return reader.arrow(rows).to_pandas()


def _until(moment_day: ColumnElement, day: int) -> ColumnElement:
    return case((moment_day <= day, moment_day))


def _beginning(subject: ColumnElement) -> ColumnElement:
    return func.substr(subject, 1, LONGEST_SUBJECT).label("subject")


def _with_categories(table: pa.Table, *names: str) -> pd.DataFrame:
    """The rows with these texts as categories: a few words many times over."""
    for name in names:
        place = table.column_names.index(name)
        table = table.set_column(place, name, table[name].dictionary_encode())
    return table.to_pandas()
