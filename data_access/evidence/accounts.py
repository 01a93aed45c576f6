"""One account as the source tells of it: who it is, who of us serves it, who works there, what was agreed and asked."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import and_, case, cast, func, literal, or_, select
from sqlalchemy.types import Integer

from data_access.evidence.people import last_met
from data_access.evidence.reading import (
    frame_of,
    is_visible,
    until,
    visible_number,
    with_employees,
    with_persons,
)
from data_access.evidence.rows import MOST_ROWS
from data_access.facts.reading import Reader, Rules, is_there
from data_access.localtime import day_number
from data_access.mirror.tables import ACCOUNTS, CONTACTS, EMPLOYEES, INTERACTIONS, MIRROR
from data_access.scope import Scope

PARENT, SUBSIDIARY = "parent", "subsidiary"

_MEMBERS = MIRROR.tables["account_team_members"]
_COMMITMENTS = MIRROR.tables["commitments"]
_CASES = MIRROR.tables["cases"]
_ANSWERS = MIRROR.tables["survey_responses"]


def account_names(mirror: Reader, scope: Scope) -> pd.DataFrame:
    """Every account the scope may see, whenever it exists: account_no, account_id, account_name, by number."""
    a = ACCOUNTS.c
    rows = select(a.account_no, a.account_id, a.name.label("account_name")).where(is_visible(scope))
    return frame_of(mirror, rows.order_by(a.account_no))


def account_of(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """What the source tells of one account: a single row, or none.

    Columns: account_id, industry, country, language, created_on (empty while after the date), agreement_ends_on,
    parent_account_id, contact_preference, agreed_interval_days, owner_there (whether the owner is active on the date).
    """
    a, day = ACCOUNTS.c, day_number(as_of)
    row = (
        select(
            *(a.account_id, a.industry, a.country, a.language),
            until(a.created_at_day, day).label("created_on"),
            a.agreement_ends_on_day.label("agreement_ends_on"),
            *(a.parent_account_id, a.contact_preference, a.agreed_interval_days),
            and_(EMPLOYEES.c.employee_id.is_not(None), is_there(EMPLOYEES.c, day)).label("owner_there"),
        )
        .select_from(ACCOUNTS.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == a.owner_id))
        .where(a.account_no == visible_number(mirror, scope, account_id), _exists(day))
    )
    return frame_of(mirror, row, dates=("created_on", "agreement_ends_on"))


def related_accounts(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """The parent account, then the subsidiaries by name, as far as they exist and the scope may see them.

    Columns: relation (PARENT or SUBSIDIARY), account_id, account_name.
    """
    a, day = ACCOUNTS.c, day_number(as_of)
    number = visible_number(mirror, scope, account_id)
    parent = select(a.parent_account_id).where(a.account_no == number).scalar_subquery()
    itself = select(a.account_id).where(a.account_no == number).scalar_subquery()
    relation = case((a.parent_account_id == itself, literal(SUBSIDIARY)), else_=literal(PARENT)).label("relation")
    rows = (
        select(relation, a.account_id, a.name.label("account_name"))
        .where(
            or_(a.account_id == parent, a.parent_account_id == itself),
            a.account_no != number,
            is_visible(scope),
            _exists(day),
        )
        .order_by(relation, a.name, a.account_id)
        .limit(MOST_ROWS)
    )
    return frame_of(mirror, rows)


def serving(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """Who of us serves the account on the date and is still with us: role, employee_id, name, since_on, by role and name.

    The owner of the account itself is not among them unless the source lists them here too.
    """
    m, e, day = _MEMBERS.c, EMPLOYEES.c, day_number(as_of)
    rows = (
        select(m.role, e.employee_id, e.name, m.since_day.label("since_on"))
        .join(EMPLOYEES, e.employee_id == m.employee_id)
        .where(
            m.account_no == visible_number(mirror, scope, account_id),
            or_(m.since_day.is_(None), m.since_day <= day),
            or_(m.until_day.is_(None), m.until_day >= day),
            is_there(e, day),
        )
        .order_by(m.role, e.name, e.employee_id, m.since_day)
    )
    return frame_of(mirror, rows, dates=("since_on",))


def persons_of(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_id: str) -> pd.DataFrame:
    """The persons of an account, primary contacts first, then by name, those who have left last.

    Columns: contact_id, name, title, level, role, is_primary, language, email, phone, there (active on the date),
    left_on, last_contact_on (of the last counted contact they took part in).
    """
    c, day = CONTACTS.c, day_number(as_of)
    number = visible_number(mirror, scope, account_id)
    met = last_met(day, rules, [number]).subquery("met")
    there, primary = is_there(c, day), func.coalesce(c.is_primary, literal(False))
    left, place = cast(there, Integer), cast(primary, Integer)
    rows = (
        select(
            *(c.contact_id, c.name, c.title, c.level, c.role, primary.label("is_primary")),
            *(c.language, c.email, c.phone, there.label("there")),
            until(c.left_on_day, day).label("left_on"),
            INTERACTIONS.c.starts_at_day.label("last_contact_on"),
        )
        .select_from(
            CONTACTS.outerjoin(met, met.c.contact_id == c.contact_id).outerjoin(
                INTERACTIONS,
                and_(INTERACTIONS.c.event_no == met.c.event_no, INTERACTIONS.c.account_no == number),
            )
        )
        .where(c.account_no == number)
        .order_by(left.desc(), place.desc(), c.name, c.contact_id)
        .limit(MOST_ROWS)
    )
    return frame_of(mirror, rows, dates=("left_on", "last_contact_on"))


def commitments_of(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """What was promised to an account by the date, the newest 2,000 by the day they are due, latest first.

    Columns: commitment_id, due_on, kind, subject, promised_on, done_on (empty while after the date), cancelled,
    employee_name. A promise without a moment was made before every date.
    """
    m, day = _COMMITMENTS.c, day_number(as_of)
    rows = (
        select(
            *(m.commitment_id, m.due_on_day.label("due_on"), m.kind, m.subject),
            m.promised_at_day.label("promised_on"),
            until(m.done_at_day, day).label("done_on"),
            func.coalesce(m.cancelled, literal(False)).label("cancelled"),
            EMPLOYEES.c.name.label("employee_name"),
        )
        .select_from(_COMMITMENTS.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == m.employee_id))
        .where(
            m.account_no == visible_number(mirror, scope, account_id),
            or_(m.promised_at_day.is_(None), m.promised_at_day <= day),
        )
        .order_by(m.due_on_day.desc(), m.commitment_id)
        .limit(MOST_ROWS)
    )
    return frame_of(mirror, rows, dates=("due_on", "promised_on", "done_on"))


def cases_of(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """Cases of an account opened by the date, the newest 2,000, newest first; what came after the date is empty.

    Columns: case_id, opened_on, priority, category, subject, channel, contact_name, first_response_on, escalated_on,
    resolved_on.
    """
    c, day, number = _CASES.c, day_number(as_of), visible_number(mirror, scope, account_id)
    later = [
        until(c[f"{name}_at_day"], day).label(f"{name}_on") for name in ("first_response", "escalated", "resolved")
    ]
    rows = (
        select(
            *(c.case_id, c.opened_at_day.label("opened_on"), c.priority, c.category, c.subject, c.channel),
            *(c.contact_id, *later),
        )
        .where(c.account_no == number, c.opened_at_day <= day)
        .order_by(c.opened_at_us.desc(), c.case_id)
        .limit(MOST_ROWS)
    )
    found = frame_of(mirror, rows, dates=("opened_on", "first_response_on", "escalated_on", "resolved_on"))
    return with_persons(mirror, scope, number, found)


def surveys_of(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """Answers about an account given by the date, the newest 2,000, newest first.

    Columns: response_id, answered_on, instrument, dimension, score, scale_min, scale_max, contact_name, employee_name
    (the author of our own team's opinion), comment.
    """
    r, day, number = _ANSWERS.c, day_number(as_of), visible_number(mirror, scope, account_id)
    rows = (
        select(
            *(r.response_id, r.answered_at_day.label("answered_on"), r.instrument, r.dimension),
            *(r.score, r.scale_min, r.scale_max),
            *(r.contact_id, EMPLOYEES.c.name.label("employee_name"), r.comment),
        )
        .select_from(with_employees(_ANSWERS))
        .where(r.account_no == number, r.answered_at_day <= day)
        .order_by(r.answered_at_us.desc(), r.response_id)
        .limit(MOST_ROWS)
    )
    return with_persons(mirror, scope, number, frame_of(mirror, rows, dates=("answered_on",)))


def _exists(day: int):
    return or_(ACCOUNTS.c.exists_day.is_(None), ACCOUNTS.c.exists_day <= day)
