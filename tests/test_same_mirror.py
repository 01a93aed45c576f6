"""One company delivered as CSV, as Parquet, in SQLite and in PostgreSQL gives one mirror: rows, entries and facts."""

from __future__ import annotations

import csv
import math
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.parquet
import pytest
from sqlalchemy import make_url, select

from dashboard.policy import policy_from
from dashboard.scoring import score
from data_access.mirror import Mirror, open_mirror, refresh
from data_access.mirror.tables import ENTRIES, MIRROR
from data_access.settings import Settings, SourceSettings
from tests.plain.intake import FIRST_DAY
from tests.plain.random_stores import Case, random_store
from tests.plain.tables import TABLES, Column, key_columns

AS_TEXT = (4, 21)
AS_TYPES = (28, 57)
"""Seeds of stores with bad cells in most tables: Asia/Kolkata, Pacific/Auckland, America/New_York, Europe/Helsinki, UTC."""

Table = tuple[list[str], list[list[object]]]
Store = dict[str, Table]


@pytest.mark.parametrize("seed", AS_TEXT)
def test_cells_delivered_as_text_make_one_mirror(seed: int, tmp_path: Path, postgres_url: str) -> None:
    case = random_store(seed)
    store = without_rivals(case.raw)
    expected, *others = mirrors_of(case, store, tmp_path, postgres_url, as_types=False)
    for other in others:
        assert_same_mirror(expected, other, case, entry=entry_as_delivered)
    assert expected.problem_count() > 50


@pytest.mark.parametrize("seed", AS_TYPES)
def test_typed_cells_make_one_mirror(seed: int, tmp_path: Path, postgres_url: str) -> None:
    case = random_store(seed)
    store = without_rivals(with_bad_values(typed(case.raw), case.now.year))
    expected, *others = mirrors_of(case, store, tmp_path, postgres_url, as_types=True)
    for other in others:
        assert_same_mirror(expected, other, case, entry=entry_by_value)
    assert set(expected.problems()["reason"]) >= {"missing", "enumeration", "range", "date", "reference"}


# ---- comparing


def assert_same_mirror(one: Mirror, other: Mirror, case: Case, entry: Callable[[dict], tuple]) -> None:
    """Every table with the same rows, the same entries, the same counts and the same facts."""
    for name, table in MIRROR.tables.items():
        of_row = entry if table is ENTRIES else lambda row: tuple(row.values())
        mine, theirs = (Counter(map(of_row, rows_of(mirror, name))) for mirror in (one, other))
        differing = [f"- {row}" for row in mine - theirs] + [f"+ {row}" for row in theirs - mine]
        assert not differing, "\n".join(
            [f"rows of {name} only by CSV (-) or by {other.report.source} (+):", *differing]
        )
    mine, theirs = ([replace(table, seconds=None) for table in mirror.report.tables] for mirror in (one, other))
    assert theirs == mine
    for as_of in case.as_of[:1]:
        mine, theirs = (score(mirror, as_of, policy_from(case.policy)).accounts for mirror in (one, other))
        pd.testing.assert_frame_equal(theirs, mine, check_exact=True)


def rows_of(mirror: Mirror, name: str) -> list[dict]:
    return mirror.arrow(select(MIRROR.tables[name])).to_pylist()


def entry_as_delivered(row: dict) -> tuple:
    """The entry without its place in the delivery, which a database does not have."""
    return tuple(value for name, value in row.items() if name != "row")


def entry_by_value(row: dict) -> tuple:
    """The same with the bad value read: engines write one date, moment or number in several ways."""
    return entry_as_delivered({**row, "value": None if row["value"] is None else read_back(row["value"])})


def read_back(text: str) -> object:
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# ---- what is delivered


def without_rivals(store: Store) -> Store:
    """The store without rows that differ from an earlier one under the same key: which of them stays depends on their order."""
    return {name: (columns, list(_without_rivals(name, columns, rows))) for name, (columns, rows) in store.items()}


def _without_rivals(name: str, columns: list[str], rows: list[list]) -> Iterator[list]:
    first: dict[tuple, list] = {}
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        if first.setdefault(tuple(cells.get(key) for key in key_columns(name)), row) == row:
            yield row


def typed(store: Store) -> Store:
    """The store with a value of its kind in every cell that can be one, and nothing in the others."""
    return {
        name: (
            columns,
            [[_typed(_column(name, c), cell) for c, cell in zip(columns, row, strict=True)] for row in rows],
        )
        for name, (columns, rows) in store.items()
    }


def _column(table: str, name: str) -> Column:
    unknown = Column(name, False, "text")
    return next((column for column in TABLES[table] if column.name == name), unknown)


def _typed(column: Column, text: str | None) -> object:
    if text is None or column.kind not in _READ:
        return text
    try:
        return _READ[column.kind](text)
    except (ValueError, InvalidOperation, OverflowError, KeyError):
        return None


def _read_moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_int(text: str) -> int:
    number = int(text)
    return number if abs(number) < 2**31 else int("too large")


def _read_finite(text: str) -> Decimal:
    number = Decimal(text)
    return number.quantize(Decimal("1e-12")) if number.is_finite() and number.adjusted() < 18 else Decimal("no amount")


_READ: dict[str, Callable[[str], object]] = {
    "flag": lambda text: {"true": True, "1": True, "false": False, "0": False}[text.lower()],
    "date": date.fromisoformat,
    "month": date.fromisoformat,
    "time": _read_moment,
    "int": _read_int,
    "number": lambda text: float(_read_finite(text)),
    "money": _read_finite,
    "rate": _read_finite,
}


def with_bad_values(store: Store, year: int) -> Store:
    """The store with typed values out of range, out of time and unknown, put into its rows in turn."""
    moments = [datetime(1989, 12, 31, 23, 59, 59, 999_999, UTC), datetime(year + 11, 1, 1, tzinfo=UTC), None]
    days = [date(1, 1, 1), FIRST_DAY, date(9999, 12, 31), date(2024, 2, 29), None]
    bad = {
        "flag": [None],
        "date": days,
        "month": [*days, date(2024, 2, 1)],
        "time": moments,
        "int": [0, 3651, -1, 3, 4, None],
        "number": [float("nan"), 11.5, -6.25, 0.1, None],
        "money": [Decimal("-12345678901234.0123456789"), Decimal("1e14"), Decimal("0.00000000001"), None],
        "rate": [Decimal("NaN"), Decimal(0), Decimal(-1), Decimal("1e14"), None],
        "enumeration": ["Meeting", "meeting ", "", "x" * 250, "🙂", None],
        "reference": ["no such", "é", " ", None],
    }
    for name, (columns, rows) in store.items():
        spoilable = [place for place, column in enumerate(columns) if _column(name, column).kind in bad]
        for turn, row in enumerate(rows[::5] if spoilable else []):
            place = spoilable[turn % len(spoilable)]
            values = bad[_column(name, columns[place]).kind]
            row[place] = values[turn // len(spoilable) % len(values)]
    return store


# ---- deliveries


def mirrors_of(case: Case, store: Store, folder: Path, postgres: str, *, as_types: bool) -> list[Mirror]:
    """The mirrors made of the store as CSV, Parquet, SQLite and PostgreSQL; the databases hold it in an order of their own."""
    in_any_order = {
        name: (columns, random.Random(case.seed).sample(rows, len(rows))) for name, (columns, rows) in store.items()
    }
    deliveries = (
        SourceSettings(folder=write_csv(store, folder / "csv")),
        SourceSettings(folder=write_parquet(store, folder / "parquet", as_types)),
        SourceSettings(url=write_sqlite(in_any_order, folder / "crm.sqlite", as_types)),
        SourceSettings(url=write_postgres(in_any_order, postgres, as_types)),
    )
    return [_mirror_of(case, delivery, folder / "mirrors") for delivery in deliveries]


def _mirror_of(case: Case, delivery: SourceSettings, folder: Path) -> Mirror:
    settings = Settings(replace(delivery, timezone=case.zone, reporting_currency=case.currency), folder)
    refresh(settings, case.now)
    return open_mirror(settings)


def write_csv(store: Store, folder: Path) -> Path:
    """One file a table, every cell in the CSV form of the data model."""
    folder.mkdir()
    for name, (columns, rows) in store.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *([in_csv(cell) for cell in row] for row in rows)])
    return folder


def in_csv(cell: object) -> str | None:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell is None else str(cell)


def write_parquet(store: Store, folder: Path, typed: bool) -> Path:
    """One file a table; typed columns as an analytic store writes them: moments in two ways, texts also as codes."""
    folder.mkdir()
    for name, (columns, rows) in store.items():
        cells = zip(*rows, strict=True) if rows else [()] * len(columns)
        arrays = [
            _array(_column(name, c), place, values, typed)
            for place, (c, values) in enumerate(zip(columns, cells, strict=True))
        ]
        pa.parquet.write_table(pa.Table.from_arrays(arrays, names=columns), folder / f"{name}.parquet")
    return folder


def _array(column: Column, place: int, cells: tuple, typed: bool) -> pa.Array:
    kinds = {
        "flag": pa.bool_(),
        "date": pa.date32(),
        "month": pa.date32(),
        "time": pa.timestamp("us", "UTC") if place % 2 else pa.timestamp("us"),
        "int": pa.int32(),
        "number": pa.float64(),
    }
    if not typed or column.kind in ("id", "text", "reference"):
        return pa.array(cells, pa.large_string() if place % 2 else pa.string())
    if column.kind == "enumeration":
        return pa.array(cells, pa.string()).dictionary_encode()
    if column.kind in ("money", "rate"):
        # Arrow's decimals cannot hold a NaN: such a column arrives as text or as floating numbers.
        unlimited = any(cell is not None and cell.is_nan() for cell in cells)
        return pa.array(map(in_csv, cells), pa.string()) if unlimited else pa.array(cells, pa.decimal128(38, 12))
    if column.kind == "time" and not place % 2:
        cells = [None if cell is None else cell.replace(tzinfo=None) for cell in cells]
    return pa.array(cells, kinds[column.kind])


def write_sqlite(store: Store, file: Path, typed: bool) -> str:
    """One table each; typed columns as SQLite holds them: flags as numbers, dates as text, amounts as numbers where exact."""
    kinds = {"int": "INTEGER", "flag": "BOOLEAN", "number": "REAL"}
    with sqlite3.connect(file) as connection:
        for name, (columns, rows) in store.items():
            # A column without a type keeps amounts as they are written; NUMERIC would round long ones.
            declared = [f'"{c}" {kinds.get(_column(name, c).kind, "") if typed else "TEXT"}' for c in columns]
            connection.execute(f"CREATE TABLE {name} ({', '.join(declared)})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", [list(map(_in_sqlite, row)) for row in rows])
    connection.close()
    return f"sqlite:///{file}"


def _in_sqlite(cell: object) -> object:
    if isinstance(cell, float) and math.isnan(cell):
        return "NaN"  # SQLite turns a NaN into null.
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ")
    if isinstance(cell, Decimal):
        return float(cell) if Decimal(repr(float(cell))) == cell else str(cell)
    return in_csv(cell) if isinstance(cell, date) else cell


def write_postgres(store: Store, address: str, typed: bool) -> str:
    """One table each; typed columns in PostgreSQL's own types, moments with and without a zone."""
    kinds = {"flag": "BOOLEAN", "date": "DATE", "month": "DATE", "int": "INTEGER", "number": "DOUBLE PRECISION"}
    kinds |= {"money": "NUMERIC", "rate": "NUMERIC", "enumeration": "VARCHAR(300)"}
    with psycopg.connect(make_url(address).render_as_string(hide_password=False)) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        for name, (columns, rows) in store.items():
            declared = []
            for place, column in enumerate(columns):
                moment = "TIMESTAMPTZ" if place % 2 else "TIMESTAMP"
                kind = moment if _column(name, column).kind == "time" else kinds.get(_column(name, column).kind, "TEXT")
                declared.append(f'"{column}" {kind if typed else "TEXT"}')
            connection.execute(f"CREATE TABLE {name} ({', '.join(declared)})")
            with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(list(map(_in_postgres, row)))
    return address


def _in_postgres(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, datetime) else cell
