"""Counted contacts per account: how many, the last one, the gaps between them, and what is planned."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import BigInteger, Select, and_, case, cast, func, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.facts.reading import RHYTHM_DAYS, YEAR, Reader, Rules
from data_access.mirror.tables import CONTACT_ROWS, INTERACTIONS, KIND_NUMBERS, PLANNED_ROWS

_QUARTER = 90


def known_day(rules: Rules, rows: FromClause = CONTACT_ROWS) -> ColumnElement:
    """Day from which a row is a counted contact."""
    return rows.c.known_day if rules.answers_connected else rows.c.loose_day


def is_counted(day: int, rules: Rules, rows: FromClause = CONTACT_ROWS) -> ColumnElement:
    """Whether a contact row, or a row of somebody who took part in one, is a counted contact on the date."""
    kinds = [KIND_NUMBERS[kind] for kind in rules.counted_kinds]
    return and_(rows.c.kind_no.in_(kinds), known_day(rules, rows) <= day)


def _how_many(condition: ColumnElement) -> ColumnElement:
    return func.count(case((condition, 1)))


def contact_counts(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """One row per account with a counted contact up to the day: counts, last days as numbers, and the last contact.

    `prepared_365d` are the meetings of the year with an agenda before and a memo in time after them. Of the last
    contact: last_contact_id, last_contact_kind, last_contact_employee_id and last_contact_contact_id.
    """
    counts, it = _counts(day, rules).subquery("counts"), INTERACTIONS.c
    last = (
        it.interaction_id.label("last_contact_id"),
        it.kind.label("last_contact_kind"),
        it.employee_id.label("last_contact_employee_id"),
        it.contact_id.label("last_contact_contact_id"),
    )
    joined = select(counts, *last).join(INTERACTIONS, it.event_no == counts.c.last_event_no)
    return reader.arrow(joined).to_pandas()


def _counts(day: int, rules: Rules) -> Select:
    c = CONTACT_ROWS.c
    meeting = c.kind_no == KIND_NUMBERS["meeting"]
    quarter, year = c.day > day - _QUARTER, c.day > day - YEAR
    return (
        select(
            c.account_no,
            _how_many(quarter).label("contacts_90d"),
            _how_many(year).label("contacts_365d"),
            _how_many(and_(meeting, quarter)).label("meetings_90d"),
            _how_many(and_(meeting, year)).label("meetings_365d"),
            _how_many(and_(meeting, year, c.prepared_day <= day)).label("prepared_365d"),
            func.max(c.day).label("last_contact_day"),
            func.max(c.event_no).label("last_event_no"),
            func.max(case((meeting, c.day))).label("last_meeting_day"),
            func.max(case((and_(meeting, c.review), c.day))).label("last_review_day"),
        )
        .where(is_counted(day, rules))
        .group_by(c.account_no)
    )


def contact_gaps(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Gaps in days between distinct contact dates of two years: per account how many, their sum and sum of squares."""
    c = CONTACT_ROWS.c
    before = func.lag(c.day).over(partition_by=c.account_no, order_by=c.event_no)
    gaps = (
        select(c.account_no, (c.day - before).label("gap"))
        .where(is_counted(day, rules), c.day > day - RHYTHM_DAYS)
        .subquery("gaps")
    )
    return reader.arrow(
        select(
            gaps.c.account_no,
            func.count().label("gaps"),
            cast(func.sum(gaps.c.gap), BigInteger).label("total"),
            cast(func.sum(cast(gaps.c.gap, BigInteger) * gaps.c.gap), BigInteger).label("squares"),
        )
        .where(gaps.c.gap > 0)
        .group_by(gaps.c.account_no)
    ).to_pandas()


def planned_contacts(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """The earliest planned contact within the grace days of each account that has one: account_no, planned_day."""
    p = PLANNED_ROWS.c
    return reader.arrow(
        select(p.account_no, func.min(p.day).label("planned_day"))
        .where(p.created_day <= day, p.day > day, p.day <= day + rules.grace_days)
        .group_by(p.account_no)
    ).to_pandas()
