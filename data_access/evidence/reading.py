"""What every question about rows has in common: only visible accounts, names beside keys, dates as dates."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Integer, Select, Subquery, cast, literal, select

from data_access.facts.reading import Reader
from data_access.localtime import as_dates
from data_access.mirror.tables import ACCOUNTS, CONTACTS, EMPLOYEES
from data_access.scope import Scope

_MOST_NAMED = 2_000
"""Beyond this many accounts all visible ones are asked for and the others left out: a list that long is slow to compare."""


def frame_of(mirror: Reader, statement: Select, dates: tuple[str, ...] = ()) -> pd.DataFrame:
    """The rows of the select, with these columns of day numbers as dates."""
    found = mirror.arrow(statement).to_pandas()
    for name in dates:
        found[name] = as_dates(found[name])
    return found


def is_visible(scope: Scope) -> ColumnElement:
    """Whether the scope may see an account."""
    if scope.team_ids is None:
        return literal(True)
    return ACCOUNTS.c.team_key.in_(sorted(scope.team_ids))


def visible_numbers(scope: Scope, account_ids: list[str]) -> Select:
    """Numbers of those of the accounts that the scope may see; of a long list all that it may see."""
    visible = select(cast(ACCOUNTS.c.account_no, Integer)).where(is_visible(scope))
    return visible if len(account_ids) > _MOST_NAMED else visible.where(ACCOUNTS.c.account_id.in_(account_ids))


def only_of(account_ids: list[str], found: pd.DataFrame) -> pd.DataFrame:
    """The rows of these accounts alone."""
    return found[found["account_id"].isin(account_ids)].reset_index(drop=True)


def with_names(rows: Subquery) -> ColumnElement:
    """The rows joined with our employee and their main person, where these are known."""
    return rows.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == rows.c.employee_id).outerjoin(
        CONTACTS, CONTACTS.c.contact_id == rows.c.contact_id
    )
