"""What facts would otherwise compute again for every date; none of it depends on a date or a rule of the company."""

from __future__ import annotations

import duckdb
from sqlalchemy import (
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    not_,
    null,
    select,
    union,
    union_all,
)
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.engine import run
from data_access.intake.batches import NAMES_EMPLOYEE
from data_access.localtime import DAY_US
from data_access.mirror.marks import account_marks, merged_accounts
from data_access.mirror.staged import mirrored_cell
from data_access.mirror.tables import (
    ACCOUNT_MARKS,
    ACCOUNTS,
    ARRIVALS,
    CASE,
    CASES,
    CONTACT_PERSONS,
    CONTACT_ROWS,
    CONTACTS,
    EMPLOYEES,
    FILLED_DAYS,
    INTERACTIONS,
    KIND_NUMBERS,
    LEVEL_NUMBERS,
    MERGED_ACCOUNTS,
    ORDER_DAYS,
    ORDERS,
    PARTICIPANTS,
    PERSONS,
    PLANNED_ROWS,
)
from data_access.schema import COUNTED_ORDER_STATUSES, MAIL_KINDS

MEMO_DAYS = 5
"""A memo counts as in time within 120 hours of the meeting's end; of an all-day one within as many days."""
_FROM_THE_BEGINNING = literal(0)


def prepare(connection: duckdb.DuckDBPyConnection, staged_accounts: Table, numbers: Table) -> None:
    """Fills the prepared tables and the accounts from the rows that were kept."""
    _fill(connection, CONTACT_ROWS, _contact_rows())
    _fill(connection, PERSONS, _persons())
    _fill(connection, CONTACT_PERSONS, _contact_persons())
    _fill(connection, PLANNED_ROWS, _planned_rows())
    _fill(connection, ORDER_DAYS, _order_days())
    _fill(connection, ARRIVALS, _arrivals())
    _fill(connection, ACCOUNTS, _accounts(staged_accounts, numbers))
    _fill(connection, MERGED_ACCOUNTS, merged_accounts(staged_accounts, numbers))
    _fill(connection, ACCOUNT_MARKS, account_marks())
    for filled in filled_days():
        _fill(connection, FILLED_DAYS, filled)


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


def has_arrived(kinds: tuple[str, ...]) -> ColumnElement:
    """Whether an interaction of one of these kinds came in from the customer; internal ones too."""
    it = INTERACTIONS.c
    inbound = func.coalesce(it.direction, "") == "inbound"
    return and_(it.kind.in_(kinds), inbound, it.status == "held", not_(is_true(it.bulk)))


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
            _prepared_day().label("prepared_day"),
        )
        .where(it.status == "held", _external())
        .order_by(it.event_no)
    )


def _prepared_day() -> ColumnElement:
    """Day from which it is known that the agenda came before the meeting and the memo within five days after it.

    All-day rows hold dates, so that the agenda has to come the day before.
    """
    # No memo is kept that was written before its meeting, so the memo comes last.
    it = INTERACTIONS.c
    return case((and_(it.kind == "meeting", agenda_in_time(), memo_in_time()), it.documented_at_day))


def agenda_in_time() -> ColumnElement:
    """Whether the agenda came before the meeting; null without one."""
    it = INTERACTIONS.c
    return case((is_true(it.all_day), it.agenda_at_day < it.starts_at_day), else_=it.agenda_at_us < it.starts_at_us)


def memo_in_time() -> ColumnElement:
    """Whether the memo came within five days after the meeting; null without one."""
    it = INTERACTIONS.c
    last_day = func.coalesce(it.ends_at_day, it.starts_at_day) + MEMO_DAYS
    last_us = func.coalesce(it.ends_at_us, it.starts_at_us) + MEMO_DAYS * DAY_US
    return case((is_true(it.all_day), it.documented_at_day <= last_day), else_=it.documented_at_us <= last_us)


def _persons() -> Select:
    named = union(
        select(CONTACTS.c.contact_id),
        select(INTERACTIONS.c.contact_id).where(INTERACTIONS.c.contact_id.is_not(None)),
        select(PARTICIPANTS.c.contact_id).where(PARTICIPANTS.c.contact_id.is_not(None)),
    ).subquery("named")
    c = CONTACTS.c
    return select(
        func.row_number().over(order_by=named.c.contact_id),
        named.c.contact_id,
        c.account_no,
        case(LEVEL_NUMBERS, value=c.level),
        is_true(c.is_primary),
        not_(func.coalesce(c.active, literal(True))),
        c.left_on_day,
    ).select_from(named.outerjoin(CONTACTS, c.contact_id == named.c.contact_id))


def _contact_persons() -> Select:
    row, it, person = CONTACT_ROWS.c, INTERACTIONS.c, PERSONS.c
    columns = (row.account_no, person.person_no, row.day, row.kind_no, row.known_day, row.loose_day)
    main = (
        select(*columns)
        .select_from(CONTACT_ROWS)
        .join(INTERACTIONS, it.event_no == row.event_no)
        .join(PERSONS, person.contact_id == it.contact_id)
    )
    participants = (
        select(*columns)
        .select_from(CONTACT_ROWS)
        .join(PARTICIPANTS, PARTICIPANTS.c.event_no == row.event_no)
        .join(PERSONS, person.contact_id == PARTICIPANTS.c.contact_id)
    )
    everybody = union_all(main, participants).subquery("everybody")
    return select(everybody).order_by(everybody.c.account_no, everybody.c.day)


def _arrivals() -> Select:
    it, problem = INTERACTIONS.c, CASES.c
    messages = select(
        it.account_no,
        it.kind,
        it.starts_at_day.label("day"),
        it.responded_at_day,
        cast(null(), Integer).label("resolved_day"),
        case((not_(is_true(it.all_day)), it.responded_at_us - it.starts_at_us)),
    ).where(has_arrived((*MAIL_KINDS, "helpdesk")))
    cases = select(
        problem.account_no,
        literal(CASE),
        problem.opened_at_day,
        problem.first_response_at_day,
        problem.resolved_at_day,
        problem.first_response_at_us - problem.opened_at_us,
    )
    everything = union_all(messages, cases).subquery("arrived")
    return select(everything).order_by(everything.c.account_no, everything.c.day)


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


def filled_days() -> list[Select]:
    """One select for each column whose being filled matters: its base rows by day, and from when they carry a value.

    Of meetings the purpose, agenda and memo; of counted contacts the sharing; of inbound mail, internal mail included,
    the answer; of cases the first response; of accounts the owner; of contacts the primary one.
    """
    it, problem = INTERACTIONS.c, CASES.c
    in_meeting = and_(CONTACT_ROWS.c.event_no == it.event_no, CONTACT_ROWS.c.kind_no == KIND_NUMBERS["meeting"])
    meetings = INTERACTIONS.join(CONTACT_ROWS, in_meeting)
    inbound_mail = select(INTERACTIONS).where(has_arrived(MAIL_KINDS)).subquery("inbound_mail")
    of_meetings = {
        "purpose": case((it.purpose.is_not(None), it.starts_at_day)),
        "agenda_at": it.agenda_at_day,
        "documented_at": it.documented_at_day,
    }
    owned = case((ACCOUNTS.c.owner_id.is_not(None), 0))
    primary = case((is_true(CONTACTS.c.is_primary), 0))
    mail, contact = inbound_mail.c, CONTACT_ROWS.c
    contacts = INTERACTIONS.join(CONTACT_ROWS, contact.event_no == it.event_no)
    counted = (contact.known_day, contact.loose_day)
    return [
        *(
            _filled("interactions", name, meetings, value_day, it.starts_at_day, it.kind)
            for name, value_day in of_meetings.items()
        ),
        _filled("interactions", "shared_at", contacts, it.shared_at_day, it.starts_at_day, it.kind, counted),
        _filled("interactions", "responded_at", inbound_mail, mail.responded_at_day, mail.starts_at_day, mail.kind),
        _filled("cases", "first_response_at", CASES, problem.first_response_at_day, problem.opened_at_day),
        _filled("accounts", "owner_id", ACCOUNTS, owned),
        _filled("contacts", "is_primary", CONTACTS, primary),
    ]


def _filled(
    table: str,
    column: str,
    rows: FromClause,
    value_day: ColumnElement,
    day: ColumnElement | None = None,
    kind: ColumnElement | None = None,
    counted: tuple[ColumnElement, ColumnElement] = (_FROM_THE_BEGINNING, _FROM_THE_BEGINNING),
) -> Select:
    known_day, loose_day = counted
    base = (
        select(
            (cast(null(), String) if kind is None else kind).label("kind"),
            (cast(null(), Integer) if day is None else day).label("day"),
            value_day.label("value_day"),
            known_day.label("known_day"),
            loose_day.label("loose_day"),
        )
        .select_from(rows)
        .subquery("base")
    )
    grouped = (base.c.kind, base.c.day, base.c.value_day, base.c.known_day, base.c.loose_day)
    return select(literal(table), literal(column), *grouped, func.count()).group_by(*grouped)


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
