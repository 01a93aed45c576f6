"""The tables of a CRM filled row by row, written into a database or a folder, and what a source makes of them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    MetaData,
    Numeric,
    Table,
    Text,
    create_engine,
    insert,
)
from sqlalchemy.pool import NullPool

from data_access.settings import SourceSettings
from data_access.sources import Note, open_source
from tests.conftest import new_database

NOW = datetime(2024, 6, 15, 12, tzinfo=UTC)
_TYPES = {
    bool: Boolean,
    int: BigInteger,
    datetime: DateTime,
    date: Date,
    Decimal: Numeric(18, 4),
    float: Float,
    str: Text,
}


def at(text: str) -> datetime:
    """A moment in UTC, without saying so, as these CRMs keep it."""
    return datetime.fromisoformat(text)


class CrmStore:
    """Tables filled row by row, then written and read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.tables: dict[str, list[dict]] = {}

    def add(self, table: str, *rows: dict, **row) -> CrmStore:
        """Rows of a table: those given, or the one given by name."""
        self.tables.setdefault(table, []).extend(rows or [row])
        return self

    def without(self, *tables: str) -> CrmStore:
        """The store without these tables."""
        for table in tables:
            del self.tables[table]
        return self

    def write(self, url: str) -> str:
        """All rows into the database; returns its URL."""
        engine = create_engine(url, poolclass=NullPool)
        metadata = MetaData()
        with engine.begin() as connection:
            for name, rows in self.tables.items():
                columns = dict.fromkeys(column for row in rows for column in row)
                table = Table(name, metadata, *(Column(column, _type_of(column, rows)) for column in columns))
                table.create(connection)
                connection.execute(insert(table), [{column: row.get(column) for column in columns} for row in rows])
        return url

    def files(self, folder: Path) -> Path:
        """All rows as CSV files; returns the folder."""
        folder.mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
                written = csv.writer(out)
                written.writerow(columns)
                written.writerows([row.get(column) for column in columns] for row in rows)
        return folder

    def read(self, url: str, **settings) -> Read:
        """What the source makes of the store, written to the database."""
        return Read(SourceSettings(url=self.write(url), kind=self.kind, **settings))


class Read:
    """What a source makes of a store: all canonical tables, read once."""

    def __init__(self, settings: SourceSettings, now: datetime = NOW) -> None:
        source = open_source(settings, now)
        self.columns = source.tables()
        self.broken: list = []
        self.tables = {
            name: [row for batch in source.read(name, self.broken.append) for row in batch.to_pylist()]
            for name in self.columns
        }
        self.notes: list[Note] = source.notes()
        self.described = source.describe()
        source.close()

    def rows(self, table: str, *columns: str) -> list:
        """Rows of a table in the order of their keys: tuples of these columns, or the values of a single one."""
        rows = [tuple(row.get(column) for column in columns) for row in self.tables.get(table, [])]
        rows.sort(key=lambda row: tuple((each is not None, str(each)) for each in row))
        return [row[0] for row in rows] if len(columns) == 1 else rows

    def row(self, table: str, key: str) -> dict:
        """The row of a table with this key."""
        (found,) = [row for row in self.tables[table] if next(iter(row.values())) == key]
        return found

    def cells(self, table: str, key: str, *columns: str) -> tuple:
        """Cells of the row with this key: times to the minute, as T09:00, and flags as true or false."""
        row = self.row(table, key)
        return tuple(_plain(column, row[column]) for column in columns)

    def keys(self, table: str) -> list[str]:
        """The keys of a table in order."""
        return sorted(next(iter(row.values())) for row in self.tables.get(table, []))

    def counted(self, table: str, part: str) -> tuple[int, str]:
        """The count of the one note on a table whose text holds this, and its examples."""
        note = self.note(table, part)
        return note.count, note.text.partition("; for example ")[2]

    def note(self, table: str, part: str) -> Note:
        """The one note on a table whose text holds this."""
        (found,) = [note for note in self.notes if note.table == table and part in note.text]
        return found


def read_once(make: Callable[[], CrmStore], **settings) -> Callable:
    """A fixture: what a source makes of a store, of SQLite and of PostgreSQL, read once for all tests of a module."""

    @pytest.fixture(scope="module", params=("sqlite", "postgresql"))
    def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
        with ExitStack() as stack:
            if request.param == "sqlite":
                url = f"sqlite:///{tmp_path_factory.mktemp('crm') / 'crm.sqlite'}"
            else:
                url = stack.enter_context(new_database(request.getfixturevalue("postgres_server")))
            yield make().read(url, **settings)

    return read


def _plain(column: str, cell: str | None) -> str | None:
    if cell is None:
        return None
    if column.endswith("_at"):
        return cell[:16].replace(" ", "T")
    if column in ("all_day", "private", "active", "cancelled"):
        return {"1": "true", "0": "false"}.get(cell, cell)
    return cell


def _type_of(column: str, rows: list[dict]) -> object:
    kinds = {type(row[column]) for row in rows if row.get(column) is not None}
    return _TYPES[kinds.pop()] if len(kinds) == 1 else Text
