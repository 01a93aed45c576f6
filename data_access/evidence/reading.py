"""What every question about rows has in common: only visible accounts, names beside keys, dates as dates."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    literal,
    select,
)

from data_access.facts.reading import Reader
from data_access.localtime import as_dates
from data_access.mirror.tables import ACCOUNTS, CONTACTS, EMPLOYEES
from data_access.scope import Scope

_MOST_NAMED = 2_000
"""Beyond this many accounts all visible ones are asked for and the others left out: a list that long is slow to compare."""
NOBODY = -1
"""No account has this number."""


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


def visible_number(mirror: Reader, scope: Scope, account_id: str) -> int:
    """The number of one account, which the rows of one account are found by fastest; NOBODY where it is not visible."""
    asked = select(ACCOUNTS.c.account_no).where(ACCOUNTS.c.account_id == account_id, is_visible(scope))
    found = mirror.arrow(asked)["account_no"].to_pylist()
    return found[0] if found else NOBODY


def until(moment_day: Column, day: int) -> ColumnElement:
    """The day of a moment that has come by the day, else empty: what happens later is not known yet."""
    return case((moment_day <= day, moment_day))


def only_of(account_ids: list[str], found: pd.DataFrame) -> pd.DataFrame:
    """The rows of these accounts alone."""
    return found[found["account_id"].isin(account_ids)].reset_index(drop=True)


def with_names(rows: Subquery, scope: Scope) -> ColumnElement:
    """The rows joined with our employee and their main person, where these are known and theirs may be seen."""
    return with_employees(rows).outerjoin(
        CONTACTS, and_(CONTACTS.c.contact_id == rows.c.contact_id, may_be_named(scope))
    )


def with_employees(rows: Subquery) -> ColumnElement:
    """The rows joined with our employee, where that one is known."""
    return rows.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == rows.c.employee_id)


def with_persons(mirror: Reader, scope: Scope, number: int, found: pd.DataFrame) -> pd.DataFrame:
    """The rows of the account of this number with `contact_name` in place of `contact_id`.

    Nearly always it is a person of the account itself, which is found a hundred times faster than one among all; a
    person of another account has a name only where the scope may see that account.
    """
    c, asked = CONTACTS.c, set(found["contact_id"].dropna())
    names = _names_of(mirror, c.account_no == number) if asked else {}
    if others := sorted(asked - names.keys()):
        names |= _names_of(mirror, and_(c.contact_id.in_(others), may_be_named(scope)))
    place = list(found.columns).index("contact_id")
    named = found.drop(columns="contact_id")
    named.insert(place, "contact_name", [names.get(key) for key in found["contact_id"]])
    return named.astype({"contact_name": object})


def _names_of(mirror: Reader, chosen: ColumnElement) -> dict[str, str]:
    rows = mirror.arrow(select(CONTACTS.c.contact_id, CONTACTS.c.name).where(chosen))
    return dict(zip(rows["contact_id"].to_pylist(), rows["name"].to_pylist(), strict=True))


def may_be_named(scope: Scope) -> ColumnElement:
    """Whether a person works at an account that the scope may see."""
    if scope.team_ids is None:
        return literal(True)
    return CONTACTS.c.account_no.in_(select(ACCOUNTS.c.account_no).where(is_visible(scope)))
