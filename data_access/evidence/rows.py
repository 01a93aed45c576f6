"""The rows of one account: its interactions and its orders."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import and_, func, literal, not_, or_, select

from data_access.evidence.reading import frame_of, visible_numbers, with_names
from data_access.facts.contacts import is_counted
from data_access.facts.reading import Reader, Rules
from data_access.intake.derived import UNITS_PER_CURRENCY
from data_access.localtime import day_number
from data_access.mirror.tables import CONTACT_ROWS, CONTACTS, EMPLOYEES, INTERACTIONS, ORDERS
from data_access.scope import Scope

MOST_ROWS = 500


def contacts_of(mirror: Reader, scope: Scope, as_of: date, rules: Rules, account_id: str) -> pd.DataFrame:
    """Interactions of an account up to the date and those planned after it, the newest 500, newest first.

    `counted` says whether the row is a counted contact on the date; bulk rows are left out.
    """
    it, day = INTERACTIONS.c, day_number(as_of)
    counted = select(CONTACT_ROWS.c.event_no).where(
        CONTACT_ROWS.c.account_no.in_(visible_numbers(scope, [account_id])), is_counted(day, rules)
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
        .select_from(with_names(INTERACTIONS))
        .where(
            it.account_no.in_(visible_numbers(scope, [account_id])),
            not_(func.coalesce(it.bulk, literal(False))),
            or_(it.starts_at_day <= day, upcoming),
        )
        .order_by(it.event_no.desc())
        .limit(MOST_ROWS)
    )
    return frame_of(mirror, rows, dates=("starts_on",))


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
        .where(o.account_no.in_(visible_numbers(scope, [account_id])), o.ordered_on_day <= day_number(as_of))
        .order_by(o.ordered_on_day.desc(), o.order_id)
        .limit(MOST_ROWS)
    )
    found = frame_of(mirror, rows, dates=("ordered_on",))
    found["amount"] = found["amount"].astype(float)
    found["amount_reporting"] = found["amount_reporting"].astype(float) / UNITS_PER_CURRENCY
    return found
