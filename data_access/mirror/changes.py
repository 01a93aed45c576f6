"""How many rows came, went or differ between a new version and the older one, and from which day on that matters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import BigInteger, Column, MetaData, Numeric, Select, String, Table, cast, func, literal, select
from sqlalchemy.sql import ColumnElement

from data_access.engine import arrow
from data_access.intake.derived import day_column
from data_access.mirror.report import Report, TableReport
from data_access.mirror.tables import ACCOUNTS, INTERACTIONS, MIRROR, PARTICIPANTS
from data_access.schema import CANONICAL, key_of

_NUMBERED = {"account_no", "event_no", "exists_day"}
"""Columns that follow from other rows: a new account moves the numbers of those behind it."""
_WITHOUT_EFFECT = {"teams", "account_team_members", "opportunities", "qualifications", "fx_rates"}
"""Tables whose rows change no figure of an account by themselves; rates do so through the amounts of orders."""
ALWAYS, NEVER = 0, 2**31 - 1
"""Days from which a change matters: from the beginning, and not at all."""
_OTHER = Table("other_hashes", MetaData(), Column("content", BigInteger))


@dataclass(frozen=True)
class Changes:
    """What a load changed: the reports with their numbers, and the first day whose figures can be others than before.

    `touched_from` is None where there is no older version to compare with.
    """

    reports: tuple[TableReport, ...]
    touched_from: int | None = None


def count_changes(file: Path, older: tuple[Path, Report] | None, reports: tuple[TableReport, ...]) -> Changes:
    """The changes against the older version; the reports also get the sums by which the next load sees changes."""
    with duckdb.connect(file, read_only=True) as connection:
        reports = tuple(_with_content(connection, report) for report in reports)
        if older is None:
            return Changes(reports)
        older_file, older_report = older
        try:
            with duckdb.connect(older_file, read_only=True) as before:
                changes = [_compared(connection, before, report, older_report) for report in reports]
                first = min([from_day for _, from_day in changes] + [_existence_changed_from(connection, before)])
                return Changes(tuple(report for report, _ in changes), first)
        except duckdb.Error:
            # A damaged older version can tell nothing about changes; the new one, which replaces it, is whole.
            return Changes(reports)


def _with_content(connection: duckdb.DuckDBPyConnection, report: TableReport) -> TableReport:
    if not report.connected:
        return report
    table = MIRROR.tables[report.table]
    content = select(cast(func.sum(cast(_row_hash(table), Numeric(38, 0))), String).label("content"))
    return replace(report, content=arrow(connection, content)["content"][0].as_py() or "")


def _compared(
    connection: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection, report: TableReport, older: Report
) -> tuple[TableReport, int]:
    """The report with the number of changed rows, and the day from which they matter."""
    then = older.table(report.table)
    if not report.connected:
        return report, ALWAYS if then.connected else NEVER
    if not then.connected:
        return replace(report, changed=report.rows_kept), ALWAYS
    if then.content == report.content:
        return replace(report, changed=0), NEVER
    table = MIRROR.tables[report.table]
    hashes = select(_row_hash(table).label("content"))
    older_hashes = arrow(before, hashes)
    gone = _with_other(connection, older_hashes, select(_OTHER).where(_OTHER.c.content.not_in(hashes)))
    went = _with_other(before, gone, _changed_rows(table).where(_row_hash(table).in_(select(_OTHER))))
    came = _with_other(connection, older_hashes, _changed_rows(table).where(_row_hash(table).not_in(select(_OTHER))))
    in_both = pc.sum(pc.is_in(went["key"], value_set=came["key"].combine_chunks())).as_py() or 0
    changed = replace(report, changed=came.num_rows + went.num_rows - in_both)
    # An account that is new matters from the day it exists; of one that changed or went, today's values always do.
    if report.table == "accounts" and went.num_rows:
        return changed, ALWAYS
    days = [pc.min(rows["day"]).as_py() for rows in (came, went) if rows.num_rows]
    return changed, min(days, default=NEVER)


def _existence_changed_from(connection: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection) -> int:
    """The day from which it matters that accounts of both versions now exist from another day than before."""
    days = select(ACCOUNTS.c.account_id, func.coalesce(ACCOUNTS.c.exists_day, ALWAYS).label("day"))
    now, then = (arrow(one, days).to_pandas().set_index("account_id")["day"] for one in (connection, before))
    then = then.reindex(now.index).dropna()
    both = pd.DataFrame({"now": now.reindex(then.index), "then": then})
    moved = both[both["now"] != both["then"]]
    return NEVER if moved.empty else int(moved.min().min())


def _with_other(connection: duckdb.DuckDBPyConnection, other: pa.Table, statement: Select) -> pa.Table:
    """Rows of a select that compares the connection's own table with hashes of another version."""
    connection.register(_OTHER.name, other)
    try:
        return arrow(connection, statement)
    finally:
        connection.unregister(_OTHER.name)


def _changed_rows(table: Table) -> Select:
    """The hash of each row's key, and the day from which the row matters."""
    names = (name if name in table.columns else day_column(name) for name in key_of(table.name))
    key = func.hash(*(table.c[name] for name in names)).label("key")
    dated_by = CANONICAL.tables[table.name].info["dated_by"]
    if table is INTERACTIONS:
        return select(key, _happened_from().label("day"))
    if table is PARTICIPANTS:
        rows = table.outerjoin(INTERACTIONS, INTERACTIONS.c.event_no == table.c.event_no)
        return select(key, func.coalesce(_happened_from(), ALWAYS).label("day")).select_from(rows)
    if table.name in _WITHOUT_EFFECT:
        return select(key, literal(NEVER).label("day"))
    if table is ACCOUNTS:
        return select(key, func.coalesce(table.c.exists_day, ALWAYS).label("day"))
    return select(key, (table.c[day_column(dated_by)] if dated_by else literal(ALWAYS)).label("day"))


def _happened_from() -> ColumnElement:
    """The day from which an interaction matters: a planned one from the day it was entered."""
    it = INTERACTIONS.c
    return func.least(it.starts_at_day, func.coalesce(it.created_at_day, it.starts_at_day))


def _row_hash(table: Table) -> ColumnElement:
    return func.hash(*(column for column in table.columns if column.name not in _NUMBERED))
