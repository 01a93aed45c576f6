"""The rows behind commitment: the order days with the gaps between them, and the orders of two years."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import case, select

from data_access.evidence.health.asked import Asked
from data_access.evidence.reading import frame_of
from data_access.facts.reading import YEAR
from data_access.intake.derived import UNITS_PER_CURRENCY
from data_access.mirror.tables import ORDER_DAYS, ORDERS
from data_access.schema import COUNTED_ORDER_STATUSES

THIS_YEAR, YEAR_BEFORE = "last 365 days", "365 days before"


def order_days(asked: Asked) -> pd.DataFrame:
    """Order days, newest first: on, gap (days since the order day before), amount (reporting currency)."""
    o = ORDER_DAYS.c
    rows = (
        select(o.day.label("on"), (o.day - o.prior_buy_day).label("gap"), o.units.label("amount"))
        .where(o.account_no == asked.number, o.buys, o.day <= asked.day)
        .order_by(o.day.desc())
    )
    found = frame_of(asked.mirror, rows, dates=("on",))
    return found.assign(gap=found["gap"].astype(float), amount=found["amount"].astype(float) / UNITS_PER_CURRENCY)


def orders_of_two_years(asked: Asked) -> pd.DataFrame:
    """Counted orders of the last 730 days, newest first.

    Columns: order_id, ordered_on, year (THIS_YEAR, YEAR_BEFORE), amount, currency, amount_reporting (empty without a
    rate), status, product_line.
    """
    o, day = ORDERS.c, asked.day
    rows = (
        select(
            *(o.order_id, o.ordered_on_day.label("ordered_on")),
            case((o.ordered_on_day > day - YEAR, THIS_YEAR), else_=YEAR_BEFORE).label("year"),
            *(o.amount, o.currency, o.amount_units.label("amount_reporting"), o.status, o.product_line),
        )
        .where(
            o.account_no == asked.number,
            o.status.in_(COUNTED_ORDER_STATUSES),
            o.ordered_on_day > day - 2 * YEAR,
            o.ordered_on_day <= day,
        )
        .order_by(o.ordered_on_day.desc(), o.order_id)
    )
    found = frame_of(asked.mirror, rows, dates=("ordered_on",))
    units = found["amount_reporting"].astype(float) / UNITS_PER_CURRENCY
    return found.assign(amount=found["amount"].astype(float), amount_reporting=units)
