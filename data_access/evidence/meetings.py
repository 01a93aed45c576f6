"""Who met whom at one account: each counted contact of a year with the persons of theirs and of ours who took part."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import Subquery, and_, case, literal, or_, select, union

from data_access.evidence.reading import frame_of, may_be_named, visible_number
from data_access.facts.contacts import is_counted
from data_access.facts.reading import YEAR, Reader, Rules, is_there
from data_access.intake.batches import NAMES_EMPLOYEE
from data_access.localtime import day_number
from data_access.mirror.tables import CONTACT_ROWS, CONTACTS, EMPLOYEES, INTERACTIONS, PARTICIPANTS, PERSONS
from data_access.scope import Scope


def who_met_whom(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_id: str) -> pd.DataFrame:
    """Counted contacts of the last 365 days: a row per contact and pair of somebody of theirs and of ours, newest first.

    Columns: interaction_id, on, kind, person (a number; missing where nobody of theirs is named), person_name, person_level,
    person_there (active on the day), employee_id (missing where nobody of ours is named), employee_name, employee_level,
    employee_there. A person of an account that the scope may not see has neither name nor level.
    """
    number, day = visible_number(mirror, scope, account_id), day_number(as_of)
    it, c, e, person = INTERACTIONS.c, CONTACTS.c, EMPLOYEES.c, PERSONS.c
    theirs, ours = _theirs(number, day, rules), _ours(number, day, rules)
    # A key that is not in its table is somebody of whom nothing else is known.
    person_there = case((c.contact_id.is_not(None), is_there(c, day))).label("person_there")
    employee_there = case((e.employee_id.is_not(None), is_there(e, day))).label("employee_there")
    rows = (
        select(
            *(it.interaction_id, CONTACT_ROWS.c.day.label("on"), it.kind, person.person_no.label("person")),
            *(c.name.label("person_name"), c.level.label("person_level"), person_there),
            *(ours.c.employee_id, e.name.label("employee_name"), e.level.label("employee_level")),
            employee_there,
        )
        .select_from(
            CONTACT_ROWS.join(INTERACTIONS, it.event_no == CONTACT_ROWS.c.event_no)
            .outerjoin(theirs, theirs.c.event_no == CONTACT_ROWS.c.event_no)
            .outerjoin(PERSONS, person.contact_id == theirs.c.contact_id)
            .outerjoin(CONTACTS, and_(c.contact_id == theirs.c.contact_id, _nameable(scope, number)))
            .outerjoin(ours, ours.c.event_no == CONTACT_ROWS.c.event_no)
            .outerjoin(EMPLOYEES, e.employee_id == ours.c.employee_id)
        )
        .where(_of_the_year(number, day, rules), it.account_no == number)
        .order_by(CONTACT_ROWS.c.event_no.desc(), person.person_no, ours.c.employee_id)
    )
    return frame_of(mirror, rows, dates=("on",))


def _theirs(number: int, day: int, rules: Rules) -> Subquery:
    """Who of theirs took part in which contact, each once."""
    row, it, p = CONTACT_ROWS.c, INTERACTIONS.c, PARTICIPANTS.c
    main = select(row.event_no, it.contact_id).join(INTERACTIONS, it.event_no == row.event_no)
    others = select(row.event_no, p.contact_id).join(PARTICIPANTS, p.event_no == row.event_no)
    return union(
        main.where(_of_the_year(number, day, rules), it.account_no == number, it.contact_id.is_not(None)),
        others.where(_of_the_year(number, day, rules), p.account_no == number, p.contact_id.is_not(None)),
    ).subquery("theirs")


def _ours(number: int, day: int, rules: Rules) -> Subquery:
    """Who of ours took part in which contact, each once."""
    row, it, p = CONTACT_ROWS.c, INTERACTIONS.c, PARTICIPANTS.c
    main = select(row.event_no, it.employee_id).join(INTERACTIONS, it.event_no == row.event_no)
    others = select(row.event_no, p.employee_id).join(PARTICIPANTS, p.event_no == row.event_no)
    is_ours = and_(p.names == NAMES_EMPLOYEE, p.employee_id.is_not(None))
    return union(
        main.where(_of_the_year(number, day, rules), it.account_no == number, it.employee_id.is_not(None)),
        others.where(_of_the_year(number, day, rules), p.account_no == number, is_ours),
    ).subquery("ours")


def _of_the_year(number: int, day: int, rules: Rules):
    row = CONTACT_ROWS.c
    return and_(row.account_no == number, is_counted(day, rules), row.day > day - YEAR)


def _nameable(scope: Scope, number: int):
    """Whether a person may be named: one of the account itself, or of another one that the scope may see."""
    return literal(True) if scope.team_ids is None else or_(CONTACTS.c.account_no == number, may_be_named(scope))
