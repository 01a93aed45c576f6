"""What a source held at the last refresh and no longer holds: more likely a fault of a copy than the truth.

A table renamed, half of its rows missing, a column of another type: whoever reads on would see customers go. Such a
version is not published before somebody says that it is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
from sqlalchemy import func, select

from data_access.engine import arrow
from data_access.mirror.report import MirrorError, Report, TableReport
from data_access.mirror.staged import VALUE_LEFT_OUT
from data_access.mirror.tables import ENTRIES

FEWEST_ROWS = 50
"""A table of fewer rows may well lose a good part of them by the work of one day."""
LOST_SHARE = 0.3
"""From which share of its rows, or of the values of a column, on something is likely to be wrong."""


class MuchIsMissing(MirrorError):
    """The source holds much less than at the last refresh; the text says what, and how to take it over all the same."""


def refuse_losses(building: Path, older: tuple[Path, Report], tables: tuple[TableReport, ...]) -> None:
    """Raises MuchIsMissing where the new version lacks much of what the older one held."""
    file, report = older
    lost = [loss for table in tables for loss in _losses(report.table(table.table), table)]
    lost += _columns_spoiled(building, file, report, tables)
    if lost:
        raise MuchIsMissing(
            f"Much of what the last refresh read is missing: {'; '.join(lost)}. The figures of the last refresh stay. "
            "Look whether the copy of the CRM is whole. If this is right, take it over with: "
            "python -m dashboard refresh --full"
        )


def _losses(then: TableReport, now: TableReport) -> Iterator[str]:
    """What of one table is gone, in words."""
    if not then.connected or then.rows_kept < FEWEST_ROWS:
        return
    if not now.connected:
        lacks = f" lacks {', '.join(now.missing_columns)}" if now.missing_columns else ""
        yield f"the table {now.table}{lacks or ' is not there'} ({then.rows_kept:,} rows)"
        return
    if now.rows_kept < then.rows_kept * (1 - LOST_SHARE):
        aside = f", {now.set_aside:,} set aside" if now.set_aside > then.set_aside else ""
        yield f"{now.table} has {now.rows_kept:,} rows instead of {then.rows_kept:,}{aside}"
    gone = [column for column in then.columns if column not in now.columns]
    if gone:
        yield f"{now.table} comes without {', '.join(gone)}"


def _columns_spoiled(building: Path, older: Path, report: Report, tables: tuple[TableReport, ...]) -> list[str]:
    """Columns of which many values fell away that could be used before, in words."""
    now = _left_out(building)
    if not now:
        return []
    then = _left_out(older)
    compared = {table.table: table.rows_kept for table in tables if report.table(table.table).rows_kept >= FEWEST_ROWS}
    return [
        f"{count:,} values of {table}.{column} cannot be used, {then.get((table, column), 0):,} before"
        for (table, column), count in now.items()
        if table in compared and count - then.get((table, column), 0) > compared[table] * LOST_SHARE
    ]


def _left_out(file: Path) -> dict[tuple[str, str], int]:
    """How many values each column of a version lost, by table and column; none where the file is damaged."""
    e = ENTRIES.c
    values = select(e.table, e.column, func.count()).where(e.done == VALUE_LEFT_OUT).group_by(e.table, e.column)
    try:
        with duckdb.connect(file, read_only=True) as connection:
            found = arrow(connection, values.order_by(e.table, e.column))
    except duckdb.Error:
        # A damaged older version tells nothing of what it left out; the new one, which replaces it, is whole.
        return {}
    return {(table, column): n for table, column, n in zip(*(each.to_pylist() for each in found.columns), strict=True)}
