"""Who knows whom at each account: levels that met, persons and people of ours, deputies, and languages."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Integer, Select, and_, case, distinct, func, literal, not_, or_, select, union

from data_access.facts.contacts import is_counted
from data_access.facts.persons import is_active
from data_access.facts.reading import YEAR, Reader, Rules, is_there
from data_access.intake.batches import NAMES_EMPLOYEE
from data_access.mirror.tables import (
    ACCOUNTS,
    CONTACT_PERSONS,
    CONTACT_ROWS,
    CONTACTS,
    EMPLOYEES,
    INTERACTIONS,
    LEVEL_NUMBERS,
    MIRROR,
    PARTICIPANTS,
    PERSONS,
)
from data_access.schema import LEVELS

LEVEL_BITS = {level: 1 << number for level, number in LEVEL_NUMBERS.items()}
LEVEL_NOT_KNOWN_BIT = 1 << len(LEVELS)
"""The bits of a side of a contact: which levels took part, and whether somebody whose level is not known did; 0 is nobody
who is named.
"""
DEPUTY = "deputy"

_MEMBERS = MIRROR.tables["account_team_members"]


def levels_together(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Counted contacts of the last 365 days by who took part: account_no, theirs, ours, contacts, last_day.

    `theirs` and `ours` are the LEVEL_BITS of those named, as main person or organiser and as participants.
    """
    c, it, p = CONTACT_ROWS.c, INTERACTIONS.c, PARTICIPANTS.c
    ours_of_row = case((p.names == NAMES_EMPLOYEE, p.employee_id))
    others = (
        select(
            p.event_no,
            func.bit_or(_their_bit(p.contact_id), type_=Integer).label("theirs"),
            func.bit_or(_our_bit(ours_of_row), type_=Integer).label("ours"),
        )
        .select_from(_with_levels(PARTICIPANTS.join(CONTACT_ROWS, c.event_no == p.event_no), p))
        .where(_of_the_year(day, rules))
        .group_by(p.event_no)
        .subquery("others")
    )
    each = (
        select(
            c.account_no,
            c.day,
            _their_bit(it.contact_id).bitwise_or(func.coalesce(others.c.theirs, 0)).label("theirs"),
            _our_bit(it.employee_id).bitwise_or(func.coalesce(others.c.ours, 0)).label("ours"),
        )
        .select_from(
            _with_levels(CONTACT_ROWS.join(INTERACTIONS, it.event_no == c.event_no), it).outerjoin(
                others, others.c.event_no == c.event_no
            )
        )
        .where(_of_the_year(day, rules), _read_only_the_year(day))
        .subquery("each")
    )
    parts = (each.c.account_no, each.c.theirs, each.c.ours)
    counts = (func.count().label("contacts"), func.max(each.c.day).label("last_day"))
    return reader.arrow(select(*parts, *counts).group_by(*parts)).to_pandas()


def persons_known(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Distinct persons of theirs in the counted contacts of the last 365 days: one row per account with any.

    Columns: account_no, persons, persons_there (active on the day), and per level met_<level>: those of the account's own
    contacts, active on the day, who stand on it.
    """
    row, person = CONTACT_PERSONS.c, PERSONS.c
    met = (
        select(row.account_no, row.person_no)
        .where(is_counted(day, rules, CONTACT_PERSONS), row.day > day - YEAR)
        .distinct()
        .subquery("met")
    )
    own = and_(person.account_no == met.c.account_no, is_active(day))
    levels = [
        func.count(case((and_(own, person.level_no == number), 1))).label(f"met_{level}")
        for level, number in LEVEL_NUMBERS.items()
    ]
    there = func.count(case((is_active(day), 1))).label("persons_there")
    return reader.arrow(
        select(met.c.account_no, func.count().label("persons"), there, *levels)
        .join(PERSONS, person.person_no == met.c.person_no)
        .group_by(met.c.account_no)
    ).to_pandas()


def employees_known(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Distinct people of ours in the counted contacts of the last 365 days: account_no, employees, employees_there."""
    c, it, p = CONTACT_ROWS.c, INTERACTIONS.c, PARTICIPANTS.c
    organisers = (
        select(c.account_no, it.employee_id)
        .join(INTERACTIONS, it.event_no == c.event_no)
        .where(_of_the_year(day, rules), it.employee_id.is_not(None), _read_only_the_year(day))
    )
    others = (
        select(c.account_no, p.employee_id)
        .join(PARTICIPANTS, p.event_no == c.event_no)
        .where(_of_the_year(day, rules), p.names == NAMES_EMPLOYEE, p.employee_id.is_not(None))
    )
    known = union(organisers, others).subquery("known")
    there = func.count(case((is_there(EMPLOYEES.c, day), 1))).label("employees_there")
    return reader.arrow(
        select(known.c.account_no, func.count().label("employees"), there)
        .outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == known.c.employee_id)
        .group_by(known.c.account_no)
    ).to_pandas()


def contacts_by_level(reader: Reader, day: int) -> pd.DataFrame:
    """The persons listed per account: account_no, listed (active on the day), of these listed_<level>, and of the primary
    contacts primaries (active) and primaries_gone.
    """
    person, there = PERSONS.c, is_active(day)
    levels = [
        func.count(case((and_(there, person.level_no == number), 1))).label(f"listed_{level}")
        for level, number in LEVEL_NUMBERS.items()
    ]
    return reader.arrow(
        select(
            person.account_no,
            func.count(case((there, 1))).label("listed"),
            *levels,
            func.count(case((and_(person.is_primary, there), 1))).label("primaries"),
            func.count(case((and_(person.is_primary, not_(there)), 1))).label("primaries_gone"),
        )
        .where(person.account_no.is_not(None))
        .group_by(person.account_no)
    ).to_pandas()


def deputies(reader: Reader, day: int) -> pd.DataFrame:
    """Deputies on the day who are still with us, per account that has any: account_no, deputies."""
    m = _MEMBERS.c
    return reader.arrow(
        select(m.account_no, func.count(distinct(m.employee_id)).label("deputies"))
        .outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == m.employee_id)
        .where(m.role == DEPUTY, _serves(day), is_there(EMPLOYEES.c, day))
        .group_by(m.account_no)
    ).to_pandas()


def roles_named(reader: Reader) -> bool:
    """Whether any row of the store says in which role somebody serves an account."""
    return reader.arrow(select(_MEMBERS.c.role).where(_MEMBERS.c.role.is_not(None)).limit(1)).num_rows > 0


def languages_of_customers(reader: Reader, day: int) -> pd.DataFrame:
    """What each customer speaks, as delivered: account_no, language. The account's own, else those of its active contacts."""
    a, person = ACCOUNTS.c, CONTACTS.c
    own = select(a.account_no, a.language).where(a.language.is_not(None))
    of_persons = (
        select(person.account_no, person.language)
        .join(ACCOUNTS, a.account_no == person.account_no)
        .where(a.language.is_(None), person.language.is_not(None), is_there(person, day))
    )
    return _ordered(reader, own, of_persons)


def languages_served(reader: Reader, day: int) -> pd.DataFrame:
    """What those speak who serve each account on the day, as delivered: account_no, languages; empty where not known.

    Served by the owner and by members of any role, as far as they are still with us.
    """
    a, m, e = ACCOUNTS.c, _MEMBERS.c, EMPLOYEES.c
    owners = (
        select(a.account_no, e.languages)
        .outerjoin(EMPLOYEES, e.employee_id == a.owner_id)
        .where(a.owner_id.is_not(None), is_there(e, day))
    )
    members = (
        select(m.account_no, e.languages)
        .outerjoin(EMPLOYEES, e.employee_id == m.employee_id)
        .where(_serves(day), is_there(e, day))
    )
    return _ordered(reader, owners, members)


def _ordered(reader: Reader, *selects: Select) -> pd.DataFrame:
    """The distinct rows of the selects in order, an empty text last."""
    rows = union(*selects).subquery("rows")
    number, text = rows.c
    return reader.arrow(select(rows).order_by(number, text.is_(None), text)).to_pandas()


def _serves(day: int) -> ColumnElement:
    m = _MEMBERS.c
    return and_(or_(m.since_day.is_(None), m.since_day <= day), or_(m.until_day.is_(None), m.until_day >= day))


def _of_the_year(day: int, rules: Rules) -> ColumnElement:
    return and_(is_counted(day, rules), CONTACT_ROWS.c.day > day - YEAR)


def _read_only_the_year(day: int) -> ColumnElement:
    """The window once more, on the interactions, so that an engine need not read what lies outside of it."""
    return and_(INTERACTIONS.c.starts_at_day > day - YEAR, INTERACTIONS.c.starts_at_day <= day)


def _with_levels(rows, who):
    """The rows joined with the person of theirs and the employee they name."""
    return rows.outerjoin(PERSONS, PERSONS.c.contact_id == who.contact_id).outerjoin(
        EMPLOYEES, EMPLOYEES.c.employee_id == who.employee_id
    )


def _their_bit(key: ColumnElement) -> ColumnElement:
    return _bit(key, PERSONS.c.level_no, {LEVEL_NUMBERS[level]: bit for level, bit in LEVEL_BITS.items()})


def _our_bit(key: ColumnElement) -> ColumnElement:
    return _bit(key, EMPLOYEES.c.level, LEVEL_BITS)


def _bit(key: ColumnElement, level: ColumnElement, bits: dict) -> ColumnElement:
    known = [(level == value, literal(bit, Integer)) for value, bit in bits.items()]
    return case((key.is_(None), literal(0, Integer)), *known, else_=literal(LEVEL_NOT_KNOWN_BIT, Integer))
