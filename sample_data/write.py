"""Writes the sample company as a folder of Parquet files or into a database; the same arguments give the same rows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    MetaData,
    Numeric,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
)
from sqlalchemy import types as kinds
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from data_access.schema import CANONICAL, TABLE_NAMES
from sample_data.columns import schema_of
from sample_data.company import Size
from sample_data.days import Period
from sample_data.planted import CUSTOMERS
from sample_data.tables import pieces

TIMEZONE = "Europe/Helsinki"
"""The time zone that the settings for the sample should name."""
REPORTING_CURRENCY = "EUR"
"""The currency into which the sample's rates convert."""
MARK = "sample_company"
"""Name of the file, or of the table, by which a sample is known as such."""
FEWEST_ACCOUNTS, MOST_ACCOUNTS = 2 * len(CUSTOMERS), 2_000_000
MOST_YEARS = 10
FIRST_UNTIL, LAST_UNTIL = date(2010, 1, 1), date(2100, 1, 1)
_SUFFIXES = (".csv", ".csv.gz", ".parquet")
_ROWS_A_BATCH = 10_000


class SampleError(Exception):
    """The sample cannot be written; its text says why and what to do."""


class WrongSample(SampleError):
    """There is no sample of the size, the day or the seed asked for."""


@dataclass(frozen=True)
class Arguments:
    """What a sample was written with."""

    until: str
    accounts: int
    years: int
    seed: int


class Target(Protocol):
    """Where the rows go."""

    def add(self, table: str, rows: pa.Table) -> None:
        """Takes some rows of a canonical table."""


def write_sample(
    to: str | Path,
    *,
    until: date,
    accounts: int = 300,
    years: int = 3,
    seed: int = 1,
    progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Writes every canonical table up to the day `until`; raises SampleError.

    `to` is a folder (one Parquet file a table) or an SQLAlchemy URL. A sample that is there already is replaced, other
    data are not touched. `progress` is told the step in words, and how many pieces of how many are written.
    """
    _refuse_impossible(until, accounts, years, seed)
    size = Size(accounts, Period(until, years), seed)
    arguments = Arguments(until.isoformat(), accounts, years, seed)
    opened = _database(str(to), arguments) if _is_url(to) else _folder(Path(to), arguments)
    with opened as target:
        for piece in pieces(size):
            for table, rows in piece.tables.items():
                target.add(table, rows)
            if progress:
                progress(piece.step, piece.done, piece.total)


def _is_url(to: str | Path) -> bool:
    return isinstance(to, str) and "://" in to


def _refuse_impossible(until: date, accounts: int, years: int, seed: int) -> None:
    if not FEWEST_ACCOUNTS <= accounts <= MOST_ACCOUNTS:
        raise WrongSample(
            f"A sample of {accounts:,} accounts cannot be written: its stories alone need {len(CUSTOMERS)}. "
            f"Ask for {FEWEST_ACCOUNTS} to {MOST_ACCOUNTS:,}."
        )
    if not 1 <= years <= MOST_YEARS:
        raise WrongSample(f"A sample of {years} years cannot be written. Ask for 1 to {MOST_YEARS}.")
    if not FIRST_UNTIL <= until <= LAST_UNTIL:
        raise WrongSample(f"A sample until {until} cannot be written. Name a day from {FIRST_UNTIL} to {LAST_UNTIL}.")
    if not 0 <= seed < 2**63:
        raise WrongSample(f"The seed {seed} is no whole number from 0 to 2^63. Leave it out or use another one.")


# ---- a folder


class _Folder:
    """A folder of Parquet files, which stand under their names only when all of them are written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, table: str, rows: pa.Table) -> None:
        if table not in self._writers:
            self._writers[table] = pq.ParquetWriter(self._part(table), schema_of(table))
        self._writers[table].write_table(rows)

    def close(self) -> None:
        for writer in self._writers.values():
            writer.close()

    def publish(self) -> None:
        for table in self._writers:
            os.replace(self._part(table), self._folder / f"{table}.parquet")

    def discard(self) -> None:
        for table, writer in self._writers.items():
            # Closed by Python, it would write its last bytes, and complain where the disk has no room for them.
            writer.is_open = False
            self._part(table).unlink(missing_ok=True)

    def _part(self, table: str) -> Path:
        return self._folder / f".{table}.part"


@contextmanager
def _folder(folder: Path, arguments: Arguments) -> Iterator[Target]:
    mark = folder / f"{MARK}.json"
    try:
        _refuse_foreign_files(folder, mark)
        folder.mkdir(parents=True, exist_ok=True)
        target = _Folder(folder)
        try:
            yield target
            target.close()
            # The mark first: a sample of which a part is in place must be known as one.
            mark.write_text(json.dumps(asdict(arguments)) + "\n", encoding="utf-8")
            target.publish()
        finally:
            target.discard()
    except OSError as error:
        raise SampleError(
            f"The sample cannot be written to {folder} ({error.strerror or error}). Check the path, the rights to it "
            "and the space on the disk."
        ) from error


def _refuse_foreign_files(folder: Path, mark: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise SampleError(f"{folder} is a file. Name a folder, or a database such as sqlite:///{folder}.")
    if mark.exists() or not folder.exists():
        return
    held = [path.name for path in sorted(folder.iterdir()) if _table_of(path.name)]
    if held:
        raise SampleError(
            f"The folder {folder} holds {held[0]}, which is no part of a sample: nothing was written, so that no data "
            "are lost. Name an empty folder."
        )


def _table_of(file: str) -> str | None:
    names = (file.removesuffix(suffix) for suffix in _SUFFIXES if file.endswith(suffix))
    return next((name for name in names if name in TABLE_NAMES), None)


# ---- a database


class _Database:
    """Tables of one database, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, table: str, rows: pa.Table) -> None:
        statement = insert(_TABLES.tables[table])
        for batch in _without_zone(rows).to_batches(max_chunksize=_ROWS_A_BATCH):
            self._connection.execute(statement, batch.to_pylist())


def _without_zone(rows: pa.Table) -> pa.Table:
    """The rows with moments as databases hold them here: in UTC, without saying so."""
    naive = [
        pa.field(field.name, pa.timestamp("us")) if pa.types.is_timestamp(field.type) else field
        for field in rows.schema
    ]
    return rows.cast(pa.schema(naive))


def _sample_tables() -> MetaData:
    """The canonical tables without any constraint, in the types in which the sample holds their columns."""
    tables = MetaData()
    for table in CANONICAL.tables.values():
        columns = (
            Column(field.name, _sql_type(field.type), comment=table.c[field.name].comment)
            for field in schema_of(table.name)
        )
        Table(table.name, tables, *columns, comment=table.comment)
    Table(MARK, tables, *(Column(name, Text) for name in Arguments.__annotations__), comment="What the sample is.")
    return tables


def _sql_type(kind: pa.DataType) -> kinds.TypeEngine:
    if pa.types.is_decimal(kind):
        return Numeric(kind.precision, kind.scale)
    if pa.types.is_timestamp(kind):
        return kinds.DateTime()
    if pa.types.is_date(kind):
        return kinds.Date()
    if pa.types.is_boolean(kind):
        return kinds.Boolean()
    if pa.types.is_integer(kind):
        return kinds.Integer()
    return kinds.Double() if pa.types.is_floating(kind) else Text()


_TABLES = _sample_tables()


@contextmanager
def _database(address: str, arguments: Arguments) -> Iterator[Target]:
    url = _parsed(address)
    try:
        engine = create_engine(url, poolclass=NullPool)
        if url.get_backend_name() == "sqlite":
            _begin_in_sqlite(engine, url)
        with engine.begin() as connection:
            _refuse_foreign_tables(connection, url)
            _TABLES.drop_all(connection)
            _TABLES.create_all(connection)
            yield _Database(connection)
            words = {name: str(value) for name, value in asdict(arguments).items()}
            connection.execute(insert(_TABLES.tables[MARK]), words)
    except DBAPIError as error:
        raise SampleError(_failure(url, error.orig or error)) from error
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise SampleError(_failure(url, error)) from error


def _refuse_foreign_tables(connection: Connection, url: URL) -> None:
    held = set(inspect(connection).get_table_names())
    foreign = [name for name in TABLE_NAMES if name in held]
    if foreign and MARK not in held:
        raise SampleError(
            f"The database {url.render_as_string()} holds a table {foreign[0]}, which is no part of a sample: nothing "
            "was written, so that no data are lost. Name an empty database."
        )


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
        url.get_dialect()
    except NoSuchModuleError as error:
        raise SampleError(
            f"The kind of database in {address.partition('://')[0]}:// is not known. PostgreSQL is written "
            "postgresql://, SQLite sqlite:///."
        ) from error
    except (ArgumentError, ValueError) as error:
        raise SampleError(
            "The address is no database URL. Write it as sqlite:///sample.sqlite or "
            "postgresql://user:password@host/database."
        ) from error
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise SampleError("The address sqlite:// names no file. Write it as sqlite:///sample.sqlite.")
    return url


def _begin_in_sqlite(engine: Engine, url: URL) -> None:
    """Makes creating tables a part of the transaction, which Python's driver leaves out of it."""
    Path(str(url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _failure(url: URL, error: BaseException) -> str:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    if url.password:
        reason = reason.replace(str(url.password), "***")
    return (
        f"The sample cannot be written to the database {url.render_as_string()} ({reason}). Check the address, that the "
        "database is running, and that this user may create tables in it."
    )
