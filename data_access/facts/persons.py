"""Persons at the customer: who was met, on which levels, and whether the account has a primary contact."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, distinct, func, not_, or_, select

from data_access.facts.contacts import is_counted
from data_access.facts.reading import YEAR, Reader, Rules
from data_access.mirror.tables import CONTACT_PERSONS, PERSONS


def persons_named(reader: Reader, day: int, rules: Rules) -> bool:
    """Whether any counted contact of the store up to the day names a person of theirs."""
    met = CONTACT_PERSONS
    found = reader.arrow(
        select(met.c.person_no).where(is_counted(day, rules, met), met.c.day <= day).limit(1),
    )
    return found.num_rows > 0


def persons_met(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Of the counted contacts of the last 365 days, per account: distinct persons of theirs, and distinct levels.

    A level counts where one of the account's own contacts, active on the day, stands on it.
    """
    met, person = CONTACT_PERSONS, PERSONS.c
    own = and_(person.account_no == met.c.account_no, is_active(day))
    return reader.arrow(
        select(
            met.c.account_no,
            func.count(distinct(met.c.person_no)).label("persons"),
            func.count(distinct(case((own, person.level_no)))).label("levels"),
        )
        .join(PERSONS, person.person_no == met.c.person_no)
        .where(is_counted(day, rules, met), met.c.day > day - YEAR)
        .group_by(met.c.account_no)
    ).to_pandas()


def contacts_listed(reader: Reader, day: int) -> pd.DataFrame:
    """Of the contacts active on the day, per account: the distinct levels, and how many are primary."""
    person = PERSONS.c
    return reader.arrow(
        select(
            person.account_no,
            func.count(distinct(person.level_no)).label("levels"),
            func.count(case((person.is_primary, 1))).label("primaries"),
        )
        .where(person.account_no.is_not(None), is_active(day))
        .group_by(person.account_no)
    ).to_pandas()


def is_active(day: int) -> ColumnElement:
    """Whether a person works there on the day."""
    person = PERSONS.c
    return and_(not_(person.gone), or_(person.left_day.is_(None), person.left_day > day))
