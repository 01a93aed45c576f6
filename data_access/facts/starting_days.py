"""Starting order days and the contacts around them: one select serves watch, care after purchase and attention shift."""

from __future__ import annotations

import pyarrow as pa
from sqlalchemy import ColumnElement, Numeric, Select, Subquery, and_, case, cast, func, literal, or_, select

from data_access.facts.contacts import is_counted
from data_access.facts.reading import ATTENTION_DAYS, ATTENTION_PERIOD, ATTENTION_WEEKS, Reader, Rules
from data_access.mirror.tables import CONTACT_ROWS, ORDER_DAYS


def starting_days(reader: Reader, day: int, rules: Rules, account_no: int | None = None) -> pa.Table:
    """One row per starting order day of the last 456 days (or of the watch, where longer), by account and day.

    With `account_no` only those of that account.

    `units_since` is the exact sum of counted amounts from that day on (null where none has a rate); then the first and
    last contact day after it, contacts in the 91 days before and after, and for checkpoint k `contact_by_k`: the first
    contact after the checkpoint before and up to k.
    """
    starts = _starts(day, rules)
    c = CONTACT_ROWS.c
    o = starts.c.day
    reach = max(rules.watch_days, ATTENTION_DAYS, *rules.checkpoints)
    near = _near(starts, day, rules, reach)
    after = c.day > o
    checkpoints = [
        func.min(case((and_(c.day > o + earlier, c.day <= o + k), c.day))).label(f"contact_by_{k}")
        for earlier, k in zip((0, *rules.checkpoints), rules.checkpoints, strict=False)
    ]
    return reader.arrow(
        select(
            starts.c.account_no,
            o.label("order_day"),
            starts.c.units_since,
            func.min(case((after, c.day))).label("first_after"),
            func.max(case((after, c.day))).label("last_after"),
            func.count(case((and_(c.day < o, c.day >= o - ATTENTION_DAYS), 1))).label("before"),
            func.count(case((and_(after, c.day <= o + ATTENTION_DAYS), 1))).label("after"),
            *checkpoints,
        )
        .select_from(starts.outerjoin(CONTACT_ROWS, near))
        .where(literal(True) if account_no is None else starts.c.account_no == account_no)
        .group_by(starts.c.account_no, o, starts.c.units_since)
        .order_by(starts.c.account_no, o)
    )


def attention_weeks(reader: Reader, day: int, rules: Rules) -> pa.Table:
    """Counted contacts in each of the 13 weeks before (`w-13` .. `w-1`) and after (`w1` .. `w13`) a starting order day.

    One row per starting order day whose 91 days after it have passed, in the period of the attention shift.
    """
    starts = _starts(day, rules)
    c, o = CONTACT_ROWS.c, starts.c.day
    weeks = []
    for j in range(ATTENTION_WEEKS, 0, -1):
        weeks.append(_within(o - 7 * j, o - 7 * (j - 1) - 1).label(f"w-{j}"))
    for j in range(1, ATTENTION_WEEKS + 1):
        weeks.append(_within(o + 7 * (j - 1) + 1, o + 7 * j).label(f"w{j}"))
    near = _near(starts, day, rules, ATTENTION_DAYS)
    return reader.arrow(
        select(starts.c.account_no, o.label("order_day"), *weeks)
        .select_from(starts.outerjoin(CONTACT_ROWS, and_(near, c.day != o)))
        .where(o <= day - ATTENTION_DAYS, o > day - ATTENTION_PERIOD)
        .group_by(starts.c.account_no, o)
        .order_by(starts.c.account_no, o)
    )


def _within(first: ColumnElement, last: ColumnElement) -> ColumnElement:
    return func.count(case((CONTACT_ROWS.c.day.between(first, last), 1)))


def _near(starts: Subquery, day: int, rules: Rules, reach: int) -> ColumnElement:
    c = CONTACT_ROWS.c
    return and_(
        c.account_no == starts.c.account_no,
        c.day >= starts.c.day - ATTENTION_DAYS,
        c.day <= starts.c.day + reach,
        c.day > day - _period(rules) - ATTENTION_DAYS,
        is_counted(day, rules),
    )


def _starts(day: int, rules: Rules) -> Subquery:
    """Order days large enough that follow a quiet time, with the amount ordered from then on."""
    recent = _recent(day, rules).subquery("recent")
    r = recent.c
    quiet = or_(r.prior_buy_day.is_(None), r.prior_buy_day < r.day - rules.quiet_days)
    large = or_(r.units.is_(None), r.units >= rules.watch_min_units)
    return select(r.account_no, r.day, r.units_since).where(r.buys, quiet, large).subquery("starts")


def _period(rules: Rules) -> int:
    return max(ATTENTION_PERIOD, rules.watch_days)


def _recent(day: int, rules: Rules) -> Select:
    o = ORDER_DAYS.c
    since = func.sum(o.units).over(partition_by=o.account_no, order_by=o.day.desc(), rows=(None, 0))
    return select(
        o.account_no, o.day, o.units, o.buys, o.prior_buy_day, cast(since, Numeric(38, 0)).label("units_since")
    ).where(o.day > day - _period(rules), o.day <= day)
