"""Where the data contradict themselves: merged accounts, won offers without orders, accounts that look like one."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Double, Numeric, and_, case, cast, distinct, func, or_, select

from data_access.facts.reading import YEAR, Reader
from data_access.intake.derived import UNITS_PER_CURRENCY
from data_access.mirror.prepare import counted_order
from data_access.mirror.tables import (
    ACCOUNT_MARKS,
    ACCOUNTS,
    EMPLOYEES,
    MERGED_ACCOUNTS,
    OPPORTUNITIES,
    ORDER_DAYS,
    ORDERS,
)

MOST_ALIKE = 5
"""More accounts than so many with one mark are no doubles: a group of companies, or a domain that many share."""


def merged_that_differ(reader: Reader) -> pd.DataFrame:
    """Accounts that were merged away and differ from the survivor in name, owner or country, by survivor and key.

    Columns: account_no (of the survivor), merged_id, merged_name, merged_owner, merged_country, country, name_differs,
    owner_differs, country_differs.
    """
    m = MERGED_ACCOUNTS.c
    return reader.arrow(
        select(
            m.account_no,
            m.account_id.label("merged_id"),
            m.name.label("merged_name"),
            EMPLOYEES.c.name.label("merged_owner"),
            m.country.label("merged_country"),
            ACCOUNTS.c.country,
            *(m.name_differs, m.owner_differs, m.country_differs),
        )
        .select_from(
            MERGED_ACCOUNTS.join(ACCOUNTS, ACCOUNTS.c.account_no == m.account_no).outerjoin(
                EMPLOYEES, EMPLOYEES.c.employee_id == m.owner_id
            )
        )
        .where(or_(m.name_differs, m.owner_differs, m.country_differs))
        .order_by(m.account_no, m.account_id)
    ).to_pandas()


def look_alikes(reader: Reader) -> pd.DataFrame:
    """Accounts that share a mark with a few others: account_no, kind (name or domain), mark, alike (how many share it), country.

    A subsidiary shares the domain of its parent, and is no double of it: accounts with a parent have no domain here.
    """
    m = ACCOUNT_MARKS.c
    parents = select(ACCOUNTS.c.parent_account_id).where(ACCOUNTS.c.parent_account_id.is_not(None))
    in_group = or_(ACCOUNTS.c.parent_account_id.is_not(None), ACCOUNTS.c.account_id.in_(parents))
    grouped = select(ACCOUNTS.c.account_no).where(in_group)
    told = or_(m.kind == "name", m.account_no.not_in(grouped))
    alike = func.count(distinct(m.account_no))
    shared = (
        select(m.kind, m.mark, alike.label("alike"))
        .where(told)
        .group_by(m.kind, m.mark)
        .having(and_(alike > 1, alike <= MOST_ALIKE))
        .subquery("shared")
    )
    return reader.arrow(
        select(m.account_no, m.kind, m.mark, shared.c.alike, ACCOUNTS.c.country)
        .select_from(
            ACCOUNT_MARKS.join(shared, and_(shared.c.kind == m.kind, shared.c.mark == m.mark)).join(
                ACCOUNTS, ACCOUNTS.c.account_no == m.account_no
            )
        )
        .where(told)
        .order_by(m.kind, m.mark, m.account_no)
    ).to_pandas()


def won_and_ordered(reader: Reader, day: int) -> pd.DataFrame:
    """Accounts with an offer won in the last 365 days: account_no, offers, won, order_days and ordered (amounts).

    An amount is that of the reporting currency; `won` is empty where none of the offers has one, `ordered` where no
    order has a rate, and 0 without orders.
    """
    o, d = OPPORTUNITIES.c, ORDER_DAYS.c
    won = (
        select(o.account_no, func.count().label("offers"), _amount(o.amount_units).label("won"))
        .where(o.outcome == "won", o.closed_on_day > day - YEAR, o.closed_on_day <= day)
        .group_by(o.account_no)
        .subquery("won")
    )
    ordered = (
        select(d.account_no, func.count().label("order_days"), _amount(d.units).label("ordered"))
        .where(d.day > day - YEAR, d.day <= day)
        .group_by(d.account_no)
        .subquery("ordered")
    )
    return reader.arrow(
        select(
            *(won.c.account_no, won.c.offers, won.c.won),
            func.coalesce(ordered.c.order_days, 0).label("order_days"),
            case((ordered.c.account_no.is_(None), 0.0), else_=ordered.c.ordered).label("ordered"),
        )
        .select_from(won.outerjoin(ordered, ordered.c.account_no == won.c.account_no))
        .order_by(won.c.account_no)
    ).to_pandas()


def orders_without_rate(reader: Reader, day: int) -> pd.DataFrame:
    """Counted orders up to the day whose amount could not be converted, the newest first.

    Columns: account_no, order_id, ordered_day, amount, currency.
    """
    o = ORDERS.c
    return reader.arrow(
        select(
            *(o.account_no, o.order_id, o.ordered_on_day.label("ordered_day")),
            *(cast(o.amount, Double).label("amount"), o.currency),
        )
        .where(counted_order(), o.amount_units.is_(None), o.ordered_on_day <= day)
        .order_by(o.ordered_on_day.desc(), o.account_no, o.order_id)
    ).to_pandas()


def orders_by_channel(reader: Reader, day: int) -> pd.DataFrame:
    """Counted orders of the last 365 days: team_id, channel (empty where not known), orders."""
    o = ORDERS.c
    return reader.arrow(
        select(ACCOUNTS.c.team_key.label("team_id"), o.channel, func.count().label("orders"))
        .join(ACCOUNTS, ACCOUNTS.c.account_no == o.account_no)
        .where(counted_order(), o.ordered_on_day > day - YEAR, o.ordered_on_day <= day)
        .group_by(ACCOUNTS.c.team_key, o.channel)
    ).to_pandas()


def _amount(units: object) -> object:
    return cast(func.sum(cast(units, Numeric(38, 0))), Double) / UNITS_PER_CURRENCY
