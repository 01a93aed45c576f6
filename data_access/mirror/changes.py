"""How many rows of a new version are not in the older one, or of the older one are gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
from sqlalchemy import BigInteger, Column, MetaData, Numeric, Select, String, Table, cast, func, select
from sqlalchemy.sql import ColumnElement

from data_access.mirror.engine import arrow
from data_access.mirror.report import Report, TableReport
from data_access.mirror.tables import MIRROR

_NUMBERED = {"account_no", "event_no", "exists_day"}
"""Columns that follow from other rows: a new account moves the numbers of those behind it."""
_HASHES = Table("older_hashes", MetaData(), Column("content", BigInteger))


def count_changes(
    file: Path, older: tuple[Path, Report] | None, reports: tuple[TableReport, ...]
) -> tuple[TableReport, ...]:
    """The reports with the number of rows that came, went or differ, and with the sum by which the next load sees it."""
    with duckdb.connect(file, read_only=True) as connection:
        reports = tuple(_with_content(connection, report) for report in reports)
        if older is None:
            return reports
        older_file, older_report = older
        with duckdb.connect(older_file, read_only=True) as before:
            return tuple(_with_changes(connection, before, report, older_report) for report in reports)


def _with_content(connection: duckdb.DuckDBPyConnection, report: TableReport) -> TableReport:
    if not report.connected:
        return report
    table = MIRROR.tables[report.table]
    content = select(cast(func.sum(cast(_row_hash(table), Numeric(38, 0))), String).label("content"))
    return replace(report, content=arrow(connection, content)["content"][0].as_py() or "")


def _with_changes(
    connection: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection, report: TableReport, older: Report
) -> TableReport:
    if not report.connected:
        return report
    then = older.table(report.table)
    if not then.connected:
        return replace(report, changed=report.rows_kept)
    if then.content == report.content:
        return replace(report, changed=0)
    table = MIRROR.tables[report.table]
    connection.register(_HASHES.name, arrow(before, _hashes(table)))
    now, old = _hashes(table).subquery("now"), select(_HASHES.c.content).subquery("old")
    new = _missing(connection, now, old)
    gone = _missing(connection, old, now)
    connection.unregister(_HASHES.name)
    return replace(report, changed=max(new, gone))


def _missing(connection: duckdb.DuckDBPyConnection, ours: object, theirs: object) -> int:
    """Rows of `ours` that `theirs` does not hold."""
    missing = select(func.count().label("rows")).where(ours.c.content.not_in(select(theirs.c.content)))
    return arrow(connection, missing)["rows"][0].as_py()


def _hashes(table: Table) -> Select:
    return select(_row_hash(table).label("content"))


def _row_hash(table: Table) -> ColumnElement:
    return func.hash(*(column for column in table.columns if column.name not in _NUMBERED))
