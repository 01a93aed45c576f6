"""When rows of each table came: the newest one, and the days with any row in the year up to that."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, literal, not_, select, true, union_all

from data_access.facts.reading import YEAR, Reader
from data_access.mirror.prepare import is_true
from data_access.mirror.tables import (
    CASES,
    COMMITMENTS,
    INTERACTIONS,
    MIRROR,
    OPPORTUNITIES,
    ORDERS,
    SURVEY_RESPONSES,
)
from data_access.schema import TABLE_NAMES


@dataclass(frozen=True)
class Stream:
    """Rows of a table that come in one rhythm, in the words of a sentence: `no meeting or call has been recorded`."""

    table: str
    what: str
    day: ColumnElement
    counts: ColumnElement


def _held(*kinds: str) -> ColumnElement:
    it = INTERACTIONS.c
    return and_(it.kind.in_(kinds), it.status == "held", not_(is_true(it.bulk)))


_MET = INTERACTIONS.c.starts_at_day
STREAMS = {
    "meetings": Stream("interactions", "meeting or call", _MET, _held("meeting", "call")),
    "mails": Stream("interactions", "mail or message", _MET, _held("email", "message")),
    "helpdesk": Stream("interactions", "help-desk contact", _MET, _held("helpdesk")),
    "orders": Stream("orders", "order", ORDERS.c.ordered_on_day, true()),
    "opportunities": Stream("opportunities", "opportunity", OPPORTUNITIES.c.created_at_day, true()),
    # A promise is due long after it was made: the day it was made tells when it came.
    "commitments": Stream(
        "commitments", "promise", func.coalesce(COMMITMENTS.c.promised_at_day, COMMITMENTS.c.due_on_day), true()
    ),
    "cases": Stream("cases", "case", CASES.c.opened_at_day, true()),
    "survey_responses": Stream("survey_responses", "survey answer", SURVEY_RESPONSES.c.answered_at_day, true()),
}
"""What comes in day by day. Planned rows, bulk mail and rows dated after the day asked about are none of it."""


def days_with_rows(reader: Reader, day: int) -> pd.DataFrame:
    """The days on which rows of a stream came, of the 365 days up to its newest row; columns stream, day, rows."""
    parts = [_days(name, stream, day) for name, stream in STREAMS.items()]
    return reader.arrow(union_all(*parts)).to_pandas().sort_values(["stream", "day"], ignore_index=True)


def newest_rows(reader: Reader, day: int) -> pd.DataFrame:
    """One row per table: rows (in all), newest_day (up to the day; empty without dates) and later (rows dated after it)."""
    return reader.arrow(union_all(*(_newest(name, day) for name in TABLE_NAMES))).to_pandas()


def _days(name: str, stream: Stream, day: int) -> Select:
    table, on = MIRROR.tables[stream.table], stream.day
    until = and_(stream.counts, on <= day)
    # Not up to the day: a table that fell silent years ago had a rhythm too.
    newest = select(func.max(on)).select_from(table).where(until).scalar_subquery()
    return (
        select(literal(name).label("stream"), on.label("day"), func.count().label("rows"))
        .select_from(table)
        .where(until, on > newest - YEAR)
        .group_by(on)
    )


def _newest(name: str, day: int) -> Select:
    table = MIRROR.tables[name]
    on = next((stream.day for stream in STREAMS.values() if stream.table == name), None)
    named, rows = literal(name).label("table"), func.count().label("rows")
    if on is None:
        none = literal(None, Integer).label("newest_day")
        return select(named, rows, none, literal(0, Integer).label("later")).select_from(table)
    newest = func.max(case((on <= day, on))).label("newest_day")
    return select(named, rows, newest, func.count(case((on > day, 1))).label("later")).select_from(table)
