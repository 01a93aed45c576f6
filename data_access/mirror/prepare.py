"""What facts would otherwise compute again for every date; none of it depends on a date or a rule of the company."""

from __future__ import annotations

import duckdb
from sqlalchemy import Select, Table, and_, case, func, insert, literal, literal_column, not_, null, select, union_all
from sqlalchemy.sql import ColumnElement

from data_access.engine import run
from data_access.intake.batches import NAMES_EMPLOYEE
from data_access.mirror.staged import mirrored_cell
from data_access.mirror.tables import (
    ACCOUNTS,
    CONTACT_ROWS,
    EMPLOYEES,
    FILLED_DAYS,
    INTERACTIONS,
    KIND_NUMBERS,
    ORDER_DAYS,
    ORDERS,
    PARTICIPANTS,
    PLANNED_ROWS,
)
from data_access.schema import COUNTED_ORDER_STATUSES, MAIL_KINDS


def prepare(connection: duckdb.DuckDBPyConnection, staged_accounts: Table, numbers: Table) -> None:
    """Fills the prepared tables and the accounts from the rows that were kept."""
    _fill(connection, CONTACT_ROWS, _contact_rows())
    _fill(connection, PLANNED_ROWS, _planned_rows())
    _fill(connection, ORDER_DAYS, _order_days())
    _fill(connection, FILLED_DAYS, _filled_days())
    _fill(connection, ACCOUNTS, _accounts(staged_accounts, numbers))


def _fill(connection: duckdb.DuckDBPyConnection, target: Table, rows: Select) -> None:
    run(connection, insert(target).from_select(list(target.columns.keys()), rows))


def is_true(flag: ColumnElement) -> ColumnElement:
    """The flag, null counting as false."""
    return func.coalesce(flag, literal(False))


def counted_order() -> ColumnElement:
    """Whether an order is counted: confirmed or delivered."""
    return ORDERS.c.status.in_(COUNTED_ORDER_STATUSES)


def _external() -> ColumnElement:
    """Neither bulk nor internal: somebody of theirs or a third party took part, or nobody says who did."""
    rows = PARTICIPANTS
    only_ours = (
        select(rows.c.event_no)
        .group_by(rows.c.event_no)
        .having(func.count() == func.count(case((rows.c.names == NAMES_EMPLOYEE, 1))))
    )
    internal = and_(not_(INTERACTIONS.c.contact_given), INTERACTIONS.c.event_no.in_(only_ours))
    return and_(not_(is_true(INTERACTIONS.c.bulk)), not_(internal))


def _contact_rows() -> Select:
    it = INTERACTIONS.c
    mail = it.kind.in_(MAIL_KINDS)
    answered = case(
        (it.responded_at_day.is_(None), null()),
        (it.responded_at_day > it.starts_at_day, it.responded_at_day),
        else_=it.starts_at_day,
    )
    known = case((mail, answered), else_=it.starts_at_day)
    loose = case((and_(mail, func.coalesce(it.direction, "") != "inbound"), answered), else_=it.starts_at_day)
    return (
        select(
            it.account_no,
            it.event_no,
            it.starts_at_day,
            case(KIND_NUMBERS, value=it.kind).label("kind_no"),
            known.label("known_day"),
            loose.label("loose_day"),
            (func.coalesce(it.purpose, "") == "review").label("review"),
        )
        .where(it.status == "held", _external())
        .order_by(it.event_no)
    )


def _planned_rows() -> Select:
    it = INTERACTIONS.c
    return (
        select(it.account_no, it.event_no, it.starts_at_day, it.created_at_day)
        .where(
            it.kind.in_(("meeting", "call")),
            it.status.in_(("planned", "held")),
            it.created_at_day < it.starts_at_day,
            _external(),
        )
        .order_by(it.event_no)
    )


def _order_days() -> Select:
    buys = func.count(case((ORDERS.c.amount > 0, 1))) > 0
    days = (
        select(
            ORDERS.c.account_no,
            ORDERS.c.ordered_on_day.label("day"),
            func.sum(ORDERS.c.amount_units).label("units"),
            buys.label("buys"),
        )
        .where(counted_order())
        .group_by(ORDERS.c.account_no, ORDERS.c.ordered_on_day)
        .subquery("days")
    )
    prior = func.max(case((days.c.buys, days.c.day))).over(
        partition_by=days.c.account_no, order_by=days.c.day, rows=(None, -1)
    )
    return select(days, prior.label("prior_buy_day")).order_by(days.c.account_no, days.c.day)


def _filled_days() -> Select:
    """Base rows by day: meetings for `purpose`, inbound mail for `responded_at`, internal mail included."""
    it = INTERACTIONS.c
    meetings = (
        select(
            literal("interactions").label("table"),
            literal("purpose").label("column"),
            it.kind,
            it.starts_at_day.label("day"),
            case((it.purpose.is_not(None), it.starts_at_day)).label("value_day"),
            func.count().label("rows"),
        )
        .join(CONTACT_ROWS, CONTACT_ROWS.c.event_no == it.event_no)
        .where(CONTACT_ROWS.c.kind_no == KIND_NUMBERS["meeting"])
    )
    inbound_mail = select(
        literal("interactions"), literal("responded_at"), it.kind, it.starts_at_day, it.responded_at_day, func.count()
    ).where(
        it.kind.in_(MAIL_KINDS),
        func.coalesce(it.direction, "") == "inbound",
        it.status == "held",
        not_(is_true(it.bulk)),
    )
    grouped = (
        rows.group_by(literal_column("3"), literal_column("4"), literal_column("5"))
        for rows in (meetings, inbound_mail)
    )
    return union_all(*grouped)


def _first_days(staged: Table, numbers: Table) -> Select:
    """For each account the earliest of its creation, counted orders and held interactions, merged accounts' included."""
    created = select(numbers.c.account_no, staged.c.created_at_day.label("day")).join(
        numbers, numbers.c.account_id == staged.c.account_id
    )
    ordered = select(ORDERS.c.account_no, func.min(ORDERS.c.ordered_on_day)).where(counted_order())
    held = select(INTERACTIONS.c.account_no, func.min(INTERACTIONS.c.starts_at_day)).where(
        INTERACTIONS.c.status == "held", not_(is_true(INTERACTIONS.c.bulk))
    )
    days = union_all(created, ordered.group_by(ORDERS.c.account_no), held.group_by(INTERACTIONS.c.account_no)).subquery(
        "days"
    )
    return select(days.c.account_no, func.min(days.c.day).label("day")).group_by(days.c.account_no)


def _accounts(staged: Table, numbers: Table) -> Select:
    """Accounts that survive, each with its team and the day from which it exists."""
    first = _first_days(staged, numbers).subquery("first_days")
    owner = select(EMPLOYEES.c.employee_id, EMPLOYEES.c.team_id).subquery("owner")
    added = {
        "account_no": numbers.c.account_no,
        "team_key": func.coalesce(staged.c.team_id, owner.c.team_id),
        "exists_day": first.c.day,
    }
    columns = [added[c.name] if c.name in added else mirrored_cell(staged, c.name) for c in ACCOUNTS.columns]
    return (
        select(*columns)
        .select_from(
            staged.join(numbers, and_(numbers.c.account_id == staged.c.account_id, numbers.c.survives))
            .outerjoin(first, first.c.account_no == numbers.c.account_no)
            .outerjoin(owner, owner.c.employee_id == staged.c.owner_id)
        )
        .order_by(numbers.c.account_no)
    )
