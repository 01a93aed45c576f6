"""Backups: all of the records in one SQLite file, whichever engine keeps them, and back into an empty database.

A file from SQLite is brought back into PostgreSQL just as well: so a team moves from one to the other.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, func, insert, select, text

from data_access.records import trail
from data_access.records.database import Database
from data_access.records.failures import RecordsError, sentence_for
from data_access.records.schema import RECORDS
from data_access.records.upgrade import bring_up_to_date

ROWS_AT_ONCE = 20
"""Few, for a review may hold megabytes."""
WAIT_SECONDS = 10.0


def back_up(database: Database, to: Path) -> dict[str, int]:
    """Writes everything into a new file, whole or not at all; gives the rows of each table. Raises RecordsError."""
    if to.exists():
        raise RecordsError(f"{to} is there already. Name another file for the backup.")
    try:
        handle, name = tempfile.mkstemp(dir=to.absolute().parent, prefix=f".{to.name}.")
        os.close(handle)
    except OSError as error:
        raise RecordsError(f"The backup cannot be written to {to}: {error.strerror}.") from error
    beside = Path(name)
    try:
        counted = _copy_file(database, beside) if database.is_sqlite else _copy_all_rows(database, beside)
        beside.replace(to)
    except OSError as error:
        raise RecordsError(f"The backup cannot be written to {to}: {error.strerror}.") from error
    finally:
        for rest in beside.parent.glob(f"{beside.name}*"):
            rest.unlink()
    return counted


def bring_back(database: Database, file: Path, by: str, at: datetime) -> dict[str, int]:
    """Writes the rows of a backup, also of an older schema, into empty records; gives those of each table.

    Raises RecordsError where something was written there already, and where the file is no backup.
    """
    if not file.is_file():
        raise RecordsError(f"The backup {file} does not exist.")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "records.sqlite")
        _copy_file(_database_in(file), copy)
        source = _database_in(copy)
        bring_up_to_date(source)
        with source.reading() as reading, database.writing() as writing:
            if trail.newest(writing):
                raise RecordsError(
                    f"The records ({database.address}) are not empty: a backup is brought back into empty ones only. "
                    "Name another database under [storage] records in the settings, or move the old file away."
                )
            counted = _copy_rows(reading, writing)
            trail.add(writing, by, at, "records", file.name, "brought back", None, counted)
    return counted


def _database_in(file: Path) -> Database:
    return Database(f"sqlite:///{file.absolute()}", WAIT_SECONDS)


def _copy_file(database: Database, to: Path) -> dict[str, int]:
    """Copies a SQLite file while others go on writing it."""
    try:
        source, target = sqlite3.connect(f"{database.file.as_uri()}?mode=ro", uri=True), sqlite3.connect(to)
        with closing(source), closing(target):
            source.backup(target)
            # One file is the whole backup, without a journal beside it.
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise RecordsError(sentence_for(database.url, error)) from error
    with _database_in(to).reading() as copied:
        return _counted(copied)


def _copy_all_rows(database: Database, to: Path) -> dict[str, int]:
    target = _database_in(to)
    bring_up_to_date(target)
    with database.reading() as reading, target.writing() as writing:
        counted = _copy_rows(reading, writing)
    with closing(sqlite3.connect(to)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
    return counted


def _copy_rows(reading: Connection, writing: Connection) -> dict[str, int]:
    """Copies every table in an order that foreign keys allow; numbers go on after the highest."""
    for table in RECORDS.sorted_tables:
        order = list(table.primary_key.columns)
        for rows in (
            reading.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table).order_by(*order)).partitions()
        ):
            writing.execute(insert(table), [row._asdict() for row in rows])
        if writing.dialect.name == "postgresql":
            _go_on_counting(writing, table)
    return _counted(writing)


def _go_on_counting(connection: Connection, table: Table) -> None:
    key = table.autoincrement_column
    if key is None or key.foreign_keys:
        return
    highest = connection.execute(select(func.max(key))).scalar()
    if highest:
        sequence = func.pg_get_serial_sequence(text(f"'{table.name}'"), text(f"'{key.name}'"))
        connection.execute(select(func.setval(sequence, highest)))


def _counted(connection: Connection) -> dict[str, int]:
    """How many rows each table has that is there."""
    there = MetaData()
    there.reflect(connection, only=lambda name, _: name in RECORDS.tables)
    return {
        name: connection.execute(select(func.count()).select_from(there.tables[name])).scalar()
        for name in RECORDS.tables
        if name in there.tables
    }
