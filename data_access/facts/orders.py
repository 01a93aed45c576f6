"""Counted orders per account: sums of two years, and the order days."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
from sqlalchemy import Double, Numeric, and_, case, cast, func, select
from sqlalchemy.sql import ColumnElement

from data_access.facts.reading import YEAR, Reader
from data_access.mirror.tables import ORDER_DAYS


def order_sums(reader: Reader, day: int) -> pa.Table:
    """One row per account with a counted order up to the day.

    `units_*` are exact sums in ten-thousandths, `days_*` the days with counted orders behind them and `rated_*` those of
    them with a rate; order days are counted and their first and last given as day numbers.
    """
    o = ORDER_DAYS.c
    this_year = o.day > day - YEAR
    prior_year = and_(o.day > day - 2 * YEAR, o.day <= day - YEAR)
    return reader.arrow(
        select(
            o.account_no,
            _sum(this_year).label("units_12m"),
            _how_many(this_year).label("days_12m"),
            _how_many(and_(this_year, o.units.is_not(None))).label("rated_12m"),
            _sum(prior_year).label("units_prior_12m"),
            _how_many(prior_year).label("days_prior_12m"),
            _how_many(and_(prior_year, o.units.is_not(None))).label("rated_prior_12m"),
            _how_many(and_(this_year, o.buys)).label("orders_12m"),
            func.min(case((o.buys, o.day))).label("first_order_day"),
            func.max(case((o.buys, o.day))).label("last_order_day"),
        )
        .where(o.day <= day)
        .group_by(o.account_no)
    )


def order_gaps(reader: Reader, day: int) -> pd.DataFrame:
    """Gaps in days between consecutive order days of all history: per account how many, and their median."""
    o = ORDER_DAYS.c
    gap = o.day - o.prior_buy_day
    return reader.arrow(
        select(
            o.account_no,
            func.count().label("gaps"),
            cast(func.percentile_cont(0.5).within_group(gap), Double).label("median"),
        )
        .where(o.buys, o.day <= day, o.prior_buy_day.is_not(None))
        .group_by(o.account_no)
    ).to_pandas()


def _sum(condition: ColumnElement) -> ColumnElement:
    return cast(func.sum(case((condition, ORDER_DAYS.c.units))), Numeric(38, 0))


def _how_many(condition: ColumnElement) -> ColumnElement:
    return func.count(case((condition, 1)))
