"""The accounts that exist on a date, with their team and owner and whether the owner is still active."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, and_, or_, select

from data_access.facts.reading import Reader, is_there
from data_access.mirror.tables import ACCOUNTS, EMPLOYEES, TEAMS


def account_rows(reader: Reader, day: int) -> pd.DataFrame:
    """One row per account that exists on the day, in the order of account_id, with today's attributes."""
    a = ACCOUNTS.c
    return reader.arrow(
        select(
            a.account_no,
            a.account_id,
            a.name.label("account_name"),
            a.team_key.label("team_id"),
            TEAMS.c.name.label("team_name"),
            a.owner_id,
            EMPLOYEES.c.name.label("owner_name"),
            _is_active(day).label("owner_active"),
            a.tier_entered,
            a.contact_preference,
            a.agreed_interval_days,
            a.agreement_ends_on_day.label("agreement_ends_day"),
        )
        .select_from(
            ACCOUNTS.outerjoin(TEAMS, TEAMS.c.team_id == a.team_key).outerjoin(
                EMPLOYEES, EMPLOYEES.c.employee_id == a.owner_id
            )
        )
        .where(or_(a.exists_day.is_(None), a.exists_day <= day))
        .order_by(a.account_no)
    ).to_pandas()


def _is_active(day: int) -> ColumnElement:
    """Whether there is such an employee, and one who has not left by the end of the day."""
    return and_(EMPLOYEES.c.employee_id.is_not(None), is_there(EMPLOYEES.c, day))
