"""Who is who: teams and owners, whom to call at an account, who met whom last, and what comes next."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, func, literal, select, union_all

from data_access.evidence.reading import (
    frame_of,
    is_visible,
    may_be_named,
    only_of,
    visible_numbers,
    with_names,
)
from data_access.facts.contacts import is_counted
from data_access.facts.reading import Reader, Rules, is_there
from data_access.localtime import day_number
from data_access.mirror.tables import (
    ACCOUNTS,
    CONTACT_ROWS,
    CONTACTS,
    EMPLOYEES,
    INTERACTIONS,
    PARTICIPANTS,
    PLANNED_ROWS,
    TEAMS,
)
from data_access.scope import Scope

PRIMARY_CONTACT, LAST_MET = "primary contact", "last met"


def teams(mirror: Reader) -> pd.DataFrame:
    """Every team: team_id, name, parent_team_id, by name."""
    t = TEAMS.c
    return frame_of(mirror, select(t.team_id, t.name, t.parent_team_id).order_by(t.name, t.team_id))


def employees(mirror: Reader, scope: Scope) -> pd.DataFrame:
    """The owners of visible accounts: employee_id and name, by name."""
    owners = select(ACCOUNTS.c.owner_id).where(is_visible(scope))
    e = EMPLOYEES.c
    return frame_of(
        mirror, select(e.employee_id, e.name).where(e.employee_id.in_(owners)).order_by(e.name, e.employee_id)
    )


def persons_to_call(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_ids: list[str]) -> pd.DataFrame:
    """Whom to call, one row per account that has somebody: contact_id, name, title, phone, email and the reason.

    The primary contact, else the last person met in a counted contact; never somebody who has left.
    """
    day = day_number(as_of)
    primary = frame_of(mirror, _persons(_primary(day, visible_numbers(scope, account_ids)), PRIMARY_CONTACT))
    primary = only_of(account_ids, primary)
    # Whom somebody met is looked for among all contacts ever: only where no primary contact answers the question.
    others = sorted(set(account_ids).difference(primary["account_id"]))
    if not others:
        return primary
    met = _last_met_still_there(day, rules, visible_numbers(scope, others)).where(may_be_named(scope))
    last_met_there = only_of(others, frame_of(mirror, _persons(met, LAST_MET)))
    return pd.concat([primary, last_met_there], ignore_index=True)


def last_contact_names(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_ids: list[str]) -> pd.DataFrame:
    """The last counted contact, one row per account that has one: on, kind, employee_name, contact_name, subject."""
    c = CONTACT_ROWS.c
    last = (
        select(func.max(c.event_no))
        .where(c.account_no.in_(visible_numbers(scope, account_ids)), is_counted(day_number(as_of), rules))
        .group_by(c.account_no)
    )
    return _numbered(mirror, scope, account_ids, last, "on", CONTACTS.c.name.label("contact_name"))


def next_planned(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_ids: list[str]) -> pd.DataFrame:
    """The earliest planned contact, one row per account that has one: planned_on, kind, subject, employee_name."""
    p, day = PLANNED_ROWS.c, day_number(as_of)
    earliest = (
        select(func.min(p.event_no))
        .where(
            p.account_no.in_(visible_numbers(scope, account_ids)),
            p.created_day <= day,
            p.day > day,
            p.day <= day + rules.grace_days,
        )
        .group_by(p.account_no)
    )
    return _numbered(mirror, scope, account_ids, earliest, "planned_on")


def _primary(day: int, numbers: Select) -> Select:
    """The primary contacts of the accounts who are still there."""
    c = CONTACTS.c
    is_primary = func.coalesce(c.is_primary, literal(False))
    return select(c.account_no, c.contact_id, literal(0).label("event_no")).where(
        c.account_no.in_(numbers), is_primary, is_there(c, day)
    )


def _last_met_still_there(day: int, rules: Rules, numbers: Select) -> Select:
    """The persons met in counted contacts who are still there, each with the number of the last one."""
    met = last_met(day, rules, numbers).subquery("met")
    return select(met).join(CONTACTS, CONTACTS.c.contact_id == met.c.contact_id).where(is_there(CONTACTS.c, day))


def _persons(candidates: Select, reason: str) -> Select:
    """Of the candidates of each account the one met last, then the first by key, with what is needed to call."""
    who, c = candidates.subquery("candidates"), CONTACTS.c
    place = func.row_number().over(partition_by=who.c.account_no, order_by=(who.c.event_no.desc(), who.c.contact_id))
    ranked = select(who, place.label("place")).subquery("ranked")
    return (
        select(ACCOUNTS.c.account_id, c.contact_id, c.name, c.title, c.phone, c.email, literal(reason).label("reason"))
        .select_from(
            ranked.join(CONTACTS, c.contact_id == ranked.c.contact_id).join(
                ACCOUNTS, ACCOUNTS.c.account_no == ranked.c.account_no
            )
        )
        .where(ranked.c.place == 1)
        .order_by(ACCOUNTS.c.account_no)
    )


def _numbered(
    mirror: Reader, scope: Scope, account_ids: list[str], event_nos: Select, date_name: str, *more: ColumnElement
) -> pd.DataFrame:
    """The interactions with these numbers, each with its account, kind, subject and employee, its date as `date_name`."""
    it = INTERACTIONS.c
    day, employee = it.starts_at_day.label(date_name), EMPLOYEES.c.name.label("employee_name")
    rows = (
        select(ACCOUNTS.c.account_id, day, it.kind, employee, *more, it.subject)
        .select_from(with_names(INTERACTIONS, scope).join(ACCOUNTS, ACCOUNTS.c.account_no == it.account_no))
        .where(it.event_no.in_(event_nos), it.account_no.in_(visible_numbers(scope, account_ids)))
        .order_by(it.event_no)
    )
    return only_of(account_ids, frame_of(mirror, rows, dates=(date_name,)))


def last_met(day: int, rules: Rules, numbers: Select | list[int]) -> Select:
    """For each person of theirs known by name: the account and the number of the last counted contact with them."""
    it, c, p = INTERACTIONS.c, CONTACT_ROWS.c, PARTICIPANTS.c
    counted = and_(c.account_no.in_(numbers), is_counted(day, rules))
    main = (
        select(it.account_no, it.contact_id, it.event_no)
        .join(CONTACT_ROWS, c.event_no == it.event_no)
        .where(counted, it.account_no.in_(numbers), it.contact_id.is_not(None))
    )
    others = (
        select(p.account_no, p.contact_id, p.event_no)
        .join(CONTACT_ROWS, c.event_no == p.event_no)
        .where(counted, p.account_no.in_(numbers), p.contact_id.is_not(None))
    )
    everybody = union_all(main, others).subquery("everybody")
    e = everybody.c
    return select(e.account_no, e.contact_id, func.max(e.event_no).label("event_no")).group_by(
        e.account_no, e.contact_id
    )
