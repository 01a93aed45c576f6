"""What came in from customers: how fast it was answered, what still waits, and which problems are open."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Double, and_, case, cast, func, or_, select

from data_access.facts.reading import Reader
from data_access.mirror.tables import ARRIVALS, CASE, CASES
from data_access.schema import MAIL_KINDS

RESPONSE_DAYS = 90
WAITING_FROM_DAYS = 3
NORMAL = "normal"


def response_times(reader: Reader, day: int) -> pd.DataFrame:
    """Of what arrived in the last 90 days and was answered by the end of the day, per account: the median wait in
    microseconds, `median_us`, and how many, `answered`.
    """
    a = ARRIVALS.c
    return reader.arrow(
        select(
            a.account_no,
            cast(func.percentile_cont(0.5).within_group(a.waited_us), Double).label("median_us"),
            func.count().label("answered"),
        )
        .where(a.waited_us.is_not(None), a.day > day - RESPONSE_DAYS, a.day <= day, a.answered_day <= day)
        .group_by(a.account_no)
    ).to_pandas()


def waiting(reader: Reader, day: int) -> pd.DataFrame:
    """What still waits for a first answer, per account: `mails` aged 3 to 89 days, `cases` aged 3 days or more."""
    a = ARRIVALS.c
    mail = and_(a.kind.in_(MAIL_KINDS), a.day > day - RESPONSE_DAYS)
    unresolved = and_(a.kind == CASE, or_(a.resolved_day.is_(None), a.resolved_day > day))
    return reader.arrow(
        select(
            a.account_no,
            func.count(case((mail, 1))).label("mails"),
            func.count(case((unresolved, 1))).label("cases"),
        )
        .where(a.day <= day - WAITING_FROM_DAYS, or_(a.answered_day.is_(None), a.answered_day > day))
        .group_by(a.account_no)
    ).to_pandas()


def open_cases(reader: Reader, day: int) -> pd.DataFrame:
    """Cases open on the day, per account and priority (none counts as normal): the day the oldest was opened."""
    c = CASES.c
    priority = func.coalesce(c.priority, NORMAL).label("priority")
    rows = (
        select(c.account_no, priority, c.opened_at_day.label("day"))
        .where(c.opened_at_day <= day, or_(c.resolved_at_day.is_(None), c.resolved_at_day > day))
        .subquery("open_cases")
    )
    return reader.arrow(
        select(rows.c.account_no, rows.c.priority, func.min(rows.c.day).label("oldest_day")).group_by(
            rows.c.account_no, rows.c.priority
        )
    ).to_pandas()
