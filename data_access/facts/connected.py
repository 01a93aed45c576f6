"""Which tables and columns are connected on a date: only they can tell something apart from nothing."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, literal, or_, select, union_all

from data_access.facts.reading import COMPARED_DECIMALS, YEAR, Reader, Rules
from data_access.intake.derived import day_column
from data_access.mirror.tables import FILLED_DAYS, MIRROR
from data_access.schema import CANONICAL, TABLE_NAMES

OF_COUNTED_CONTACTS = ("purpose", "agenda_at", "documented_at", "shared_at")
ANSWERS = "interactions.responded_at"


def connected(reader: Reader, day: int, rules: Rules) -> frozenset[str]:
    """Names of the connected tables, and as `table.column` of the columns whose being filled matters."""
    return _tables(reader, day) | _columns(reader, day, rules)


def first_day(reader: Reader, table: str) -> int | None:
    """The day from which the table is connected: that of its first row that is not bulk; None where it has none."""
    return reader.arrow(_first_row(table))["day"][0].as_py()


def _tables(reader: Reader, day: int) -> frozenset[str]:
    first_rows = reader.arrow(union_all(*(_first_row(name) for name in TABLE_NAMES)))
    days = dict(zip(first_rows["name"].to_pylist(), first_rows["day"].to_pylist(), strict=True))
    return frozenset(name for name, first in days.items() if first is not None and first <= day)


def _first_row(name: str):
    """Day of the table's first row that is not bulk; of a table without dates the beginning, where it has any row."""
    table, dated_by = MIRROR.tables[name], CANONICAL.tables[name].info["dated_by"]
    named = literal(name).label("name")
    if dated_by is None:
        return select(named, case((func.count() > 0, literal(0))).label("day")).select_from(table)
    first = select(named, func.min(table.c[day_column(dated_by)]).label("day"))
    return first.where(func.coalesce(table.c.bulk, literal(False)).is_(False)) if "bulk" in table.c else first


def _columns(reader: Reader, day: int, rules: Rules) -> frozenset[str]:
    """Which inbound mails are base rows as counted contacts hangs on whether answers are connected: both are asked for."""
    filled = FILLED_DAYS.c
    known, loose, there = filled.known_day <= day, filled.loose_day <= day, filled.value_day <= day
    rows = reader.arrow(
        select(
            filled.table,
            filled.column,
            _rows_where(known).label("base"),
            _rows_where(and_(known, there)).label("filled"),
            _rows_where(loose).label("loose_base"),
            _rows_where(and_(loose, there)).label("loose_filled"),
        )
        .where(or_(filled.day.is_(None), and_(filled.day > day - YEAR, filled.day <= day)))
        .where(or_(filled.column.not_in(OF_COUNTED_CONTACTS), filled.kind.in_(rules.counted_kinds)))
        .group_by(filled.table, filled.column)
    ).to_pylist()
    strict = _connected_of(rows, "base", "filled", rules)
    return strict if ANSWERS in strict else _connected_of(rows, "loose_base", "loose_filled", rules)


def _rows_where(condition: ColumnElement) -> ColumnElement:
    return cast(func.sum(case((condition, FILLED_DAYS.c.rows), else_=0)), BigInteger)


def _connected_of(rows: list[dict], base: str, filled: str, rules: Rules) -> frozenset[str]:
    return frozenset(f"{row['table']}.{row['column']}" for row in rows if _carries(row[filled], row[base], rules))


def _carries(filled: int, base: int, rules: Rules) -> bool:
    return filled >= 1 and round(filled / base, COMPARED_DECIMALS) >= rules.connected_share
