"""The rows behind a number: contacts and orders of an account, whom to call, what comes next.

Every function asks for the viewer's Scope and gives nothing of accounts outside it. Dates are dates of the company's
time zone; words of private interactions are not in the mirror and so cannot appear.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from data_access.facts.contacts import is_counted
from data_access.facts.reading import Reader, Rules
from data_access.intake.derived import UNITS_PER_CURRENCY
from data_access.localtime import as_dates, day_number
from data_access.mirror.tables import (
    ACCOUNTS,
    CONTACT_ROWS,
    CONTACTS,
    EMPLOYEES,
    INTERACTIONS,
    ORDERS,
    PARTICIPANTS,
    PLANNED_ROWS,
    TEAMS,
)
from data_access.scope import Scope

PRIMARY_CONTACT, LAST_MET = "primary contact", "last met"
MOST_ROWS = 500
_MOST_NAMED = 2_000
"""Beyond this many accounts all visible ones are asked for and the others left out: a list that long is slow to compare."""


def teams(mirror: Reader) -> pd.DataFrame:
    """Every team: team_id, name, parent_team_id, by name."""
    t = TEAMS.c
    return _frame(mirror, select(t.team_id, t.name, t.parent_team_id).order_by(t.name, t.team_id))


def employees(mirror: Reader, scope: Scope) -> pd.DataFrame:
    """The owners of visible accounts: employee_id and name, by name."""
    owners = select(ACCOUNTS.c.owner_id).where(_visible(scope))
    e = EMPLOYEES.c
    return _frame(
        mirror, select(e.employee_id, e.name).where(e.employee_id.in_(owners)).order_by(e.name, e.employee_id)
    )


def contacts_of(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_id: str) -> pd.DataFrame:
    """Interactions of an account up to the date and those planned after it, the newest 500, newest first.

    `counted` says whether the row is a counted contact on the date; bulk rows are left out.
    """
    it, day = INTERACTIONS.c, day_number(as_of)
    counted = select(CONTACT_ROWS.c.event_no).where(
        CONTACT_ROWS.c.account_no.in_(_numbers(scope, [account_id])), is_counted(day, rules)
    )
    upcoming = and_(it.status.in_(("planned", "held")), it.created_at_day <= day)
    rows = (
        select(
            it.interaction_id,
            it.starts_at_day.label("starts_on"),
            it.kind,
            it.status,
            it.event_no.in_(counted).label("counted"),
            EMPLOYEES.c.name.label("employee_name"),
            CONTACTS.c.name.label("contact_name"),
            it.subject,
            it.direction,
            it.place,
            it.purpose,
        )
        .select_from(_with_names(INTERACTIONS))
        .where(
            it.account_no.in_(_numbers(scope, [account_id])),
            not_(func.coalesce(it.bulk, literal(False))),
            or_(it.starts_at_day <= day, upcoming),
        )
        .order_by(it.event_no.desc())
        .limit(MOST_ROWS)
    )
    return _frame(mirror, rows, dates=("starts_on",))


def orders_of(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """Orders of an account up to the date, the newest 500, newest first; amount_reporting is missing without a rate."""
    o = ORDERS.c
    rows = (
        select(
            o.order_id,
            o.ordered_on_day.label("ordered_on"),
            o.amount,
            o.currency,
            o.amount_units.label("amount_reporting"),
            o.status,
            o.product_line,
        )
        .where(o.account_no.in_(_numbers(scope, [account_id])), o.ordered_on_day <= day_number(as_of))
        .order_by(o.ordered_on_day.desc(), o.order_id)
        .limit(MOST_ROWS)
    )
    found = _frame(mirror, rows, dates=("ordered_on",))
    found["amount"] = found["amount"].astype(float)
    found["amount_reporting"] = found["amount_reporting"].astype(float) / UNITS_PER_CURRENCY
    return found


def persons_to_call(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_ids: list[str]) -> pd.DataFrame:
    """Whom to call, one row per account that has somebody: contact_id, name, title, phone, email and the reason.

    The primary contact, else the last person met in a counted contact; never somebody who has left.
    """
    day, numbers = day_number(as_of), _numbers(scope, account_ids)
    met = _last_met(day, rules, numbers).subquery("met")
    c = CONTACTS.c
    still_there = and_(func.coalesce(c.active, literal(True)), or_(c.left_on_day.is_(None), c.left_on_day > day))
    primary = (
        select(c.account_no, c.contact_id, literal(0).label("rank"), literal(0).label("event_no"))
        .where(c.account_no.in_(numbers), func.coalesce(c.is_primary, literal(False)), still_there)
        .correlate(None)
    )
    last_met = (
        select(met.c.account_no, met.c.contact_id, literal(1), met.c.event_no)
        .join(CONTACTS, c.contact_id == met.c.contact_id)
        .where(still_there)
    )
    candidates = union_all(primary, last_met).subquery("candidates")
    place = func.row_number().over(
        partition_by=candidates.c.account_no,
        order_by=(candidates.c.rank, candidates.c.event_no.desc(), candidates.c.contact_id),
    )
    ranked = select(candidates, place.label("place")).subquery("ranked")
    reason = case((ranked.c.rank == 0, PRIMARY_CONTACT), else_=LAST_MET)
    rows = (
        select(ACCOUNTS.c.account_id, c.contact_id, c.name, c.title, c.phone, c.email, reason.label("reason"))
        .select_from(
            ranked.join(CONTACTS, c.contact_id == ranked.c.contact_id).join(
                ACCOUNTS, ACCOUNTS.c.account_no == ranked.c.account_no
            )
        )
        .where(ranked.c.place == 1)
        .order_by(ACCOUNTS.c.account_no)
    )
    return _of(account_ids, _frame(mirror, rows))


def last_contact_names(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_ids: list[str]) -> pd.DataFrame:
    """The last counted contact, one row per account that has one: on, kind, employee_name, contact_name, subject."""
    c = CONTACT_ROWS.c
    last = (
        select(func.max(c.event_no))
        .where(c.account_no.in_(_numbers(scope, account_ids)), is_counted(day_number(as_of), rules))
        .group_by(c.account_no)
    )
    return _numbered(mirror, scope, account_ids, last, "on", CONTACTS.c.name.label("contact_name"))


def next_planned(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_ids: list[str]) -> pd.DataFrame:
    """The earliest planned contact, one row per account that has one: planned_on, kind, subject, employee_name."""
    p, day = PLANNED_ROWS.c, day_number(as_of)
    earliest = (
        select(func.min(p.event_no))
        .where(
            p.account_no.in_(_numbers(scope, account_ids)),
            p.created_day <= day,
            p.day > day,
            p.day <= day + rules.grace_days,
        )
        .group_by(p.account_no)
    )
    return _numbered(mirror, scope, account_ids, earliest, "planned_on")


def _numbered(
    mirror: Reader, scope: Scope, account_ids: list[str], event_nos: Select, date_name: str, *more: ColumnElement
) -> pd.DataFrame:
    """The interactions with these numbers, each with its account, kind, subject and employee, its date as `date_name`."""
    it = INTERACTIONS.c
    day, employee = it.starts_at_day.label(date_name), EMPLOYEES.c.name.label("employee_name")
    rows = (
        select(ACCOUNTS.c.account_id, day, it.kind, employee, *more, it.subject)
        .select_from(_with_names(INTERACTIONS).join(ACCOUNTS, ACCOUNTS.c.account_no == it.account_no))
        .where(it.event_no.in_(event_nos), it.account_no.in_(_numbers(scope, account_ids)))
        .order_by(it.event_no)
    )
    return _of(account_ids, _frame(mirror, rows, dates=(date_name,)))


def _last_met(day: int, rules: Rules, numbers: Select) -> Select:
    """For each person of theirs known by name: the account and the number of the last counted contact with them."""
    it, c, p = INTERACTIONS.c, CONTACT_ROWS.c, PARTICIPANTS.c
    counted = and_(c.account_no.in_(numbers), is_counted(day, rules))
    main = (
        select(it.account_no, it.contact_id, it.event_no)
        .join(CONTACT_ROWS, c.event_no == it.event_no)
        .where(counted, it.contact_id.is_not(None))
    )
    others = (
        select(p.account_no, p.contact_id, p.event_no)
        .join(CONTACT_ROWS, c.event_no == p.event_no)
        .where(counted, p.contact_id.is_not(None))
    )
    everybody = union_all(main, others).subquery("everybody")
    e = everybody.c
    return select(e.account_no, e.contact_id, func.max(e.event_no).label("event_no")).group_by(
        e.account_no, e.contact_id
    )


def _with_names(rows: Subquery) -> ColumnElement:
    return rows.outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == rows.c.employee_id).outerjoin(
        CONTACTS, CONTACTS.c.contact_id == rows.c.contact_id
    )


def _visible(scope: Scope) -> ColumnElement:
    if scope.team_ids is None:
        return literal(True)
    return ACCOUNTS.c.team_key.in_(sorted(scope.team_ids))


def _numbers(scope: Scope, account_ids: list[str]) -> Select:
    """Numbers of those of the accounts that the scope may see; of a long list all that it may see."""
    visible = select(cast(ACCOUNTS.c.account_no, Integer)).where(_visible(scope))
    return visible if len(account_ids) > _MOST_NAMED else visible.where(ACCOUNTS.c.account_id.in_(account_ids))


def _of(account_ids: list[str], found: pd.DataFrame) -> pd.DataFrame:
    return found[found["account_id"].isin(account_ids)].reset_index(drop=True)


def _frame(mirror: Reader, statement: Select, dates: tuple[str, ...] = ()) -> pd.DataFrame:
    found = mirror.arrow(statement).to_pandas()
    for name in dates:
        found[name] = as_dates(found[name])
    return found
