"""The rows of one account: its interactions, its orders, and what the lanes of its timeline are drawn from."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, not_, null, or_, select, union_all

from data_access.evidence.reading import frame_of, until, visible_number, with_employees, with_persons
from data_access.facts.contacts import is_counted, known_day
from data_access.facts.reading import Reader, Rules
from data_access.intake.batches import NAMES_CONTACT, NAMES_EMPLOYEE, NAMES_THIRD_PARTY
from data_access.intake.derived import UNITS_PER_CURRENCY
from data_access.localtime import day_number
from data_access.mirror.tables import (
    CONTACT_ROWS,
    EMPLOYEES,
    INTERACTIONS,
    ORDER_DAYS,
    ORDERS,
    PARTICIPANTS,
    PLANNED_ROWS,
)
from data_access.schema import COUNTED_ORDER_STATUSES
from data_access.scope import Scope

MOST_ROWS = 2_000
LONGEST_TEXT = 160
"""A note may have 100,000 characters: a list shows its beginning, `interaction_of` gives all of it."""

BULK, INTERNAL, OTHER_KIND, UNANSWERED = "bulk", "internal", "other_kind", "unanswered"
OURS, THEIRS, THIRD_PARTY = "ours", "theirs", "third party"
PLANNED, NOT_HELD, CANCELLED, NO_SHOW = "planned", "not_held", "cancelled", "no_show"

_EMPLOYEE_NAME = EMPLOYEES.c.name.label("employee_name")


def contacts_of(
    mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_id: str, *, with_bulk: bool = False
) -> pd.DataFrame:
    """Interactions of an account up to the date and those planned after it, the newest 2,000, newest first.

    `counted` says whether the row is a counted contact on the date, `why_not` why it is none (BULK, INTERNAL,
    OTHER_KIND, UNANSWERED, PLANNED, NOT_HELD, CANCELLED, NO_SHOW). Subject and notes are cut; of private rows there
    are none.
    """
    it, day, number = INTERACTIONS.c, day_number(as_of), visible_number(mirror, scope, account_id)
    contact = (
        select(CONTACT_ROWS.c.event_no, known_day(rules).label("known_day"))
        .where(CONTACT_ROWS.c.account_no == number)
        .subquery("contact")
    )
    why_not = _why_not(contact, day, rules)
    rows = (
        select(
            it.interaction_id,
            it.starts_at_day.label("starts_on"),
            it.kind,
            why_not.is_(None).label("counted"),
            why_not.label("why_not"),
            _EMPLOYEE_NAME,
            it.contact_id,
            beginning(it.subject).label("subject"),
            beginning(it.notes).label("notes"),
            func.coalesce(it.private, literal(False)).label("private"),
            it.direction,
            it.place,
            it.purpose,
        )
        .select_from(with_employees(INTERACTIONS).outerjoin(contact, contact.c.event_no == it.event_no))
        .where(it.account_no == number, _has_begun_or_is_planned(day))
        .order_by(it.event_no.desc())
        .limit(MOST_ROWS)
    )
    found = frame_of(mirror, rows if with_bulk else rows.where(not_(_is_bulk())), dates=("starts_on",))
    for name in ("subject", "notes"):
        found[name] = found[name].map(cut, na_action="ignore")
    return with_persons(mirror, scope, number, found)


def interaction_of(mirror: Reader, scope: Scope, as_of: date, account_id: str, interaction_id: str) -> pd.DataFrame:
    """One interaction of an account with all its words: a single row, or none.

    Times are UTC microseconds; the days on which agenda, memo, passing on and answer were written are empty while
    they lie after the date.
    """
    it, day, number = INTERACTIONS.c, day_number(as_of), visible_number(mirror, scope, account_id)
    later = ("agenda_at", "documented_at", "shared_at", "responded_at")
    days = [until(it[f"{name}_day"], day).label(name.replace("_at", "_on")) for name in later]
    row = (
        select(
            it.interaction_id,
            it.starts_at_day.label("starts_on"),
            it.starts_at_us,
            it.ends_at_us,
            func.coalesce(it.all_day, literal(False)).label("all_day"),
            func.coalesce(it.private, literal(False)).label("private"),
            *(it.kind, it.purpose, it.direction, it.status, it.place, it.formality, it.channel),
            _EMPLOYEE_NAME,
            it.contact_id,
            it.subject,
            it.notes,
            *days,
        )
        .select_from(with_employees(INTERACTIONS))
        .where(it.account_no == number, it.interaction_id == interaction_id, _has_begun_or_is_planned(day))
    )
    found = frame_of(mirror, row, dates=("starts_on", *(name.replace("_at", "_on") for name in later)))
    return with_persons(mirror, scope, number, found)


def participants_of(mirror: Reader, scope: Scope, account_id: str, interaction_id: str) -> pd.DataFrame:
    """Who took part in an interaction: side (ours, theirs, third party) and name, ours first, each by name.

    Somebody the store does not know has no name.
    """
    p, number = PARTICIPANTS.c, visible_number(mirror, scope, account_id)
    side = case({NAMES_EMPLOYEE: OURS, NAMES_CONTACT: THEIRS}, value=p.names, else_=THIRD_PARTY).label("side")
    ours = case((p.names == NAMES_EMPLOYEE, EMPLOYEES.c.name), (p.names == NAMES_THIRD_PARTY, p.third_party))
    theirs = case((p.names == NAMES_CONTACT, p.contact_id)).label("contact_id")
    rows = (
        select(side, ours.label("name"), theirs)
        .select_from(with_employees(PARTICIPANTS))
        .where(p.account_no == number, p.interaction_id == interaction_id)
    )
    found = with_persons(mirror, scope, number, frame_of(mirror, rows))
    found["name"] = found["name"].fillna(found.pop("contact_name")).astype(object)
    return found.sort_values(["side", "name"], ignore_index=True)


def contacts_between(
    mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_id: str, first: date, last: date
) -> pd.DataFrame:
    """Counted contacts of an account from `first` to the date and what is planned from then to `last`, in their order.

    Columns: on, kind, place, planned, employee_name, contact_name, subject (cut), private. Planned are meetings and
    calls entered by the date, however far ahead; the newest 2,000 rows.
    """
    it, c, p = INTERACTIONS.c, CONTACT_ROWS.c, PLANNED_ROWS.c
    day, number = day_number(as_of), visible_number(mirror, scope, account_id)
    counted = select(c.event_no).where(c.account_no == number, is_counted(day, rules), c.day >= day_number(first))
    planned = select(p.event_no).where(
        p.account_no == number, p.created_day <= day, p.day > day, p.day <= day_number(last)
    )
    newest = (
        select(
            it.event_no,
            it.starts_at_day.label("on"),
            it.kind,
            it.place,
            (it.starts_at_day > day).label("planned"),
            _EMPLOYEE_NAME,
            it.contact_id,
            beginning(it.subject).label("subject"),
            func.coalesce(it.private, literal(False)).label("private"),
        )
        .select_from(with_employees(INTERACTIONS))
        .where(it.account_no == number, it.event_no.in_(union_all(counted, planned)))
        .order_by(it.event_no.desc())
        .limit(MOST_ROWS)
    )
    found = frame_of(mirror, newest, dates=("on",)).iloc[::-1].reset_index(drop=True)
    found["subject"] = found["subject"].map(cut, na_action="ignore")
    return with_persons(mirror, scope, number, found.drop(columns="event_no"))


def orders_of(mirror: Reader, scope: Scope, as_of: date, account_id: str) -> pd.DataFrame:
    """Orders of an account up to the date, the newest 2,000, newest first; amount_reporting is missing without a rate.

    `counted` says whether the order is confirmed or delivered.
    """
    o = ORDERS.c
    rows = (
        select(
            o.order_id,
            o.ordered_on_day.label("ordered_on"),
            o.amount,
            o.currency,
            o.amount_units.label("amount_reporting"),
            o.status,
            o.status.in_(COUNTED_ORDER_STATUSES).label("counted"),
            o.product_line,
            o.channel,
        )
        .where(o.account_no == visible_number(mirror, scope, account_id), o.ordered_on_day <= day_number(as_of))
        .order_by(o.ordered_on_day.desc(), o.order_id)
        .limit(MOST_ROWS)
    )
    found = frame_of(mirror, rows, dates=("ordered_on",))
    found["amount"] = found["amount"].astype(float)
    found["amount_reporting"] = found["amount_reporting"].astype(float) / UNITS_PER_CURRENCY
    return found


def order_days_between(mirror: Reader, scope: Scope, as_of: date, account_id: str, first: date) -> pd.DataFrame:
    """Days with counted orders of an account from `first` to the date: on, amount (reporting currency), buys.

    The amount is missing where none of the day's orders has a rate; `buys` is false on days with credits alone.
    """
    o = ORDER_DAYS.c
    rows = (
        select(o.day.label("on"), o.units.label("amount"), o.buys)
        .where(
            o.account_no == visible_number(mirror, scope, account_id),
            o.day >= day_number(first),
            o.day <= day_number(as_of),
        )
        .order_by(o.day)
    )
    found = frame_of(mirror, rows, dates=("on",))
    found["amount"] = found["amount"].astype(float) / UNITS_PER_CURRENCY
    return found


def _is_bulk() -> ColumnElement:
    return func.coalesce(INTERACTIONS.c.bulk, literal(False))


def _has_begun_or_is_planned(day: int) -> ColumnElement:
    it = INTERACTIONS.c
    return or_(it.starts_at_day <= day, and_(it.status.in_(("planned", "held")), it.created_at_day <= day))


def _why_not(contact: Subquery, day: int, rules: Rules) -> ColumnElement:
    """Why an interaction is no counted contact on the day; null where it is one."""
    it = INTERACTIONS.c
    return case(
        (_is_bulk(), BULK),
        (it.status.in_((CANCELLED, NO_SHOW)), it.status),
        (it.starts_at_day > day, PLANNED),
        (it.status == "planned", NOT_HELD),
        (contact.c.event_no.is_(None), INTERNAL),
        (it.kind.not_in(rules.counted_kinds), OTHER_KIND),
        (func.coalesce(contact.c.known_day, day + 1) > day, UNANSWERED),
        else_=null(),
    )


def beginning(text: ColumnElement) -> ColumnElement:
    """The beginning of a long text, with one sign more than a list shows, so that `cut` sees that it goes on."""
    return func.substr(text, 1, LONGEST_TEXT + 1)


def cut(text: str) -> str:
    """The beginning of a text as a list shows it."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
