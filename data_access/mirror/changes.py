"""How many rows came, went or differ between a new version and the older one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import BigInteger, Column, MetaData, Numeric, Select, String, Table, cast, func, select
from sqlalchemy.sql import ColumnElement

from data_access.engine import arrow
from data_access.intake.derived import day_column
from data_access.mirror.report import Report, TableReport
from data_access.mirror.tables import MIRROR
from data_access.schema import key_of

_NUMBERED = {"account_no", "event_no", "exists_day"}
"""Columns that follow from other rows: a new account moves the numbers of those behind it."""
_OTHER = Table("other_hashes", MetaData(), Column("content", BigInteger))


def count_changes(
    file: Path, older: tuple[Path, Report] | None, reports: tuple[TableReport, ...]
) -> tuple[TableReport, ...]:
    """The reports with the number of rows that came, went or differ, and with the sum by which the next load sees it."""
    with duckdb.connect(file, read_only=True) as connection:
        reports = tuple(_with_content(connection, report) for report in reports)
        if older is None:
            return reports
        older_file, older_report = older
        try:
            with duckdb.connect(older_file, read_only=True) as before:
                return tuple(_with_changes(connection, before, report, older_report) for report in reports)
        except duckdb.Error:
            # A damaged older version can tell nothing about changes; the new one, which replaces it, is whole.
            return reports


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
    hashes = select(_row_hash(table).label("content"))
    older_hashes = arrow(before, hashes)
    gone = _with_other(connection, older_hashes, select(_OTHER).where(_OTHER.c.content.not_in(hashes)))
    went = _with_other(before, gone, _keys(table).where(_row_hash(table).in_(select(_OTHER))))
    came = _with_other(connection, older_hashes, _keys(table).where(_row_hash(table).not_in(select(_OTHER))))
    in_both = pc.sum(pc.is_in(went["key"], value_set=came["key"].combine_chunks())).as_py() or 0
    return replace(report, changed=came.num_rows + went.num_rows - in_both)


def _with_other(connection: duckdb.DuckDBPyConnection, other: pa.Table, statement: Select) -> pa.Table:
    """Rows of a select that compares the connection's own table with hashes of another version."""
    connection.register(_OTHER.name, other)
    try:
        return arrow(connection, statement)
    finally:
        connection.unregister(_OTHER.name)


def _keys(table: Table) -> Select:
    names = (name if name in table.columns else day_column(name) for name in key_of(table.name))
    return select(func.hash(*(table.c[name] for name in names)).label("key"))


def _row_hash(table: Table) -> ColumnElement:
    return func.hash(*(column for column in table.columns if column.name not in _NUMBERED))
