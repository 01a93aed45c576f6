"""What the cadence of several months is made of: the orders behind each month's tiers, and its counted contacts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
from sqlalchemy import BigInteger, ColumnElement, Numeric, and_, case, cast, func, select

from data_access.facts.contacts import is_counted
from data_access.facts.reading import YEAR, Reader, Rules
from data_access.mirror.tables import CONTACT_ROWS, KIND_NUMBERS, ORDER_DAYS


def orders_at(reader: Reader, days: Sequence[int]) -> pa.Table:
    """The 365 days that end with each of the days: one row per account with a counted order in any of them.

    For the i-th day `units_i` is the exact sum in ten-thousandths (null where none has a rate) and `orders_i` the number
    of order days.
    """
    o = ORDER_DAYS.c
    columns: list[ColumnElement] = []
    for i, day in enumerate(days):
        year = and_(o.day > day - YEAR, o.day <= day)
        columns.append(cast(func.sum(case((year, o.units))), Numeric(38, 0)).label(f"units_{i}"))
        columns.append(func.count(case((and_(year, o.buys), 1))).label(f"orders_{i}"))
    return reader.arrow(
        select(o.account_no, *columns).where(o.day > min(days) - YEAR, o.day <= max(days)).group_by(o.account_no)
    )


def contacts_by_month(reader: Reader, first_days: Sequence[int], day: int, rules: Rules) -> pd.DataFrame:
    """Counted contacts of each month up to the day, as known on the day: one row per account and month with any.

    `first_days` are the first days of consecutive months, ascending; `month` is the place of one among them. `meetings`
    are those of the `contacts` that are meetings.
    """
    c = CONTACT_ROWS.c
    latest_first = [(c.day >= first, place) for place, first in reversed(list(enumerate(first_days)))]
    counted = (
        select(c.account_no, case(*latest_first).label("month"), c.kind_no)
        .where(is_counted(day, rules), c.day >= first_days[0], c.day <= day)
        .subquery("counted")
    )
    n = counted.c
    return reader.arrow(
        select(
            n.account_no,
            cast(n.month, BigInteger).label("month"),
            func.count().label("contacts"),
            func.count(case((n.kind_no == KIND_NUMBERS["meeting"], 1))).label("meetings"),
        ).group_by(n.account_no, n.month)
    ).to_pandas()
