"""What is planned with one account, with the moments a calendar needs."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import func, literal, select

from data_access.evidence.reading import frame_of, visible_number, with_employees, with_persons
from data_access.evidence.rows import beginning, cut
from data_access.facts.reading import Reader
from data_access.localtime import day_number
from data_access.mirror.tables import EMPLOYEES, INTERACTIONS, PLANNED_ROWS
from data_access.scope import Scope

MOST_PLANNED = 50


def planned_of(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """Meetings and calls of an account planned after the date and entered by it, the next 50, the earliest first.

    Columns: interaction_id, kind, starts_on, starts_at_us and ends_at_us (UTC microseconds), all_day, private, place,
    subject (cut; none of a private one), employee_name, contact_name.
    """
    it, p = INTERACTIONS.c, PLANNED_ROWS.c
    day, number = day_number(as_of), visible_number(mirror, scope, account_id)
    planned = select(p.event_no).where(p.account_no == number, p.created_day <= day, p.day > day)
    rows = (
        select(
            *(it.interaction_id, it.kind, it.starts_at_day.label("starts_on"), it.starts_at_us, it.ends_at_us),
            func.coalesce(it.all_day, literal(False)).label("all_day"),
            func.coalesce(it.private, literal(False)).label("private"),
            *(it.place, beginning(it.subject).label("subject")),
            EMPLOYEES.c.name.label("employee_name"),
            it.contact_id,
        )
        .select_from(with_employees(INTERACTIONS))
        .where(it.account_no == number, it.event_no.in_(planned))
        .order_by(it.event_no)
        .limit(MOST_PLANNED)
    )
    found = frame_of(mirror, rows, dates=("starts_on",))
    found["subject"] = found["subject"].map(cut, na_action="ignore")
    return with_persons(mirror, scope, number, found)
