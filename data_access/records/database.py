"""The database that holds the records: its connections, one writer at a time, and a sentence for what goes wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from data_access.records.failures import RecordsError, address_of, sentence_for

CONNECT_SECONDS = 5
WRITERS_LOCK = 5_301_774_128
"""PostgreSQL's advisory lock of whoever writes the records."""

_HOW_TO_WRITE_IT = (
    "Write it under [storage] in the settings as sqlite:///var/records.sqlite "
    "or postgresql://user:password@host/database; characters such as @ or / in a password are written as %40 or %2F."
)


class Database:
    """Transactions on one database, SQLite or PostgreSQL; safe to share between threads.

    A SQLite file is opened anew for each transaction, so that a file put in its place is the one that is written.
    """

    def __init__(self, url: str, wait_seconds: float) -> None:
        self.url = _parsed(url)
        self._wait_seconds = wait_seconds
        self._engine = self._opened()

    @property
    def address(self) -> str:
        return address_of(self.url)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None of another."""
        return Path(self.url.database).absolute() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment; raises RecordsError."""
        one_moment = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._sentences(), self._engine.execution_options(**one_moment).begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept as a whole or not at all, one at a time over all processes; raises RecordsError.

        So the entries of the audit trail stand in the order in which they became visible.
        """
        writers = self._engine.execution_options(writes=True)
        with self._sentences(), writers.begin() as connection:
            if not self.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(WRITERS_LOCK)))
            yield connection

    def make_file(self) -> None:
        """Makes the file of a SQLite database and its folder, where there are none; raises RecordsError."""
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch(exist_ok=True)
        except OSError as error:
            if self.file.is_file():
                return
            raise RecordsError(
                f"The records ({self.address}) cannot be made: {error.strerror}. Give this user the right to write "
                "there, or name another file under [storage] records in the settings."
            ) from error

    def write_ahead(self) -> None:
        """Lets a SQLite file be read while it is written, from now on; raises RecordsError."""
        if self.is_sqlite:
            with self._sentences(), closing(self._sqlite_connection()) as connection:
                connection.execute("PRAGMA journal_mode = WAL")

    def close(self) -> None:
        """Ends its connections."""
        self._engine.dispose()

    def _opened(self) -> Engine:
        try:
            return self._sqlite() if self.is_sqlite else self._postgresql()
        except NoSuchModuleError as error:
            raise RecordsError(
                f"The kind of database {self.url.drivername!r} is not known. {_HOW_TO_WRITE_IT}"
            ) from error
        except ImportError as error:
            raise RecordsError(
                f"The driver {error.name} for the records ({self.address}) is not installed. "
                f"Install it with: pip install {error.name}"
            ) from error

    def _sqlite(self) -> Engine:
        if self.url.database in (None, "", ":memory:"):
            raise RecordsError(f"The address of the records names no file. {_HOW_TO_WRITE_IT}")
        engine = create_engine(self.url, poolclass=NullPool, creator=self._sqlite_connection)
        event.listen(engine, "begin", _begin)
        return engine

    def _sqlite_connection(self) -> sqlite3.Connection:
        place = f"file:{quote(str(self.file))}?mode=rw"
        # No isolation level: transactions begin where the engine begins them, not where the driver sees fit.
        connection = sqlite3.connect(
            place, uri=True, timeout=self._wait_seconds, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        # Without it, replacing a row would delete the old one past the trigger that forbids it.
        connection.execute("PRAGMA recursive_triggers = ON")
        return connection

    def _postgresql(self) -> Engine:
        wait = {} if "connect_timeout" in self.url.query else {"connect_timeout": CONNECT_SECONDS}
        engine = create_engine(self.url, pool_pre_ping=True, pool_size=2, max_overflow=8, connect_args=wait)
        if engine.dialect.name != "postgresql":
            raise RecordsError(f"Records are kept in SQLite or PostgreSQL, not in {self.address}. {_HOW_TO_WRITE_IT}")
        event.listen(engine, "connect", self._set_patience)
        return engine

    def _set_patience(self, connection: psycopg.Connection, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{int(1_000 * self._wait_seconds)}ms"])
        connection.commit()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turns what the database or its driver raises into a RecordsError."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, psycopg.Error, OSError) as error:
            raise RecordsError(sentence_for(self.url, error)) from error


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _parsed(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError) as error:
        raise RecordsError(f"The address of the records is not a database URL. {_HOW_TO_WRITE_IT}") from error
