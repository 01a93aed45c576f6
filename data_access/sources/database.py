"""A company's database opened for reading only, its tables streamed as Arrow batches from one consistent view."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import adbc_driver_postgresql.dbapi as adbc
import psycopg
import pyarrow as pa
from psycopg.conninfo import make_conninfo
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Inspector,
    Select,
    TableClause,
    Text,
    cast,
    column,
    create_engine,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy import table as named_table
from sqlalchemy import types as kinds
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import ColumnElement

from data_access.keeping import Keeping
from data_access.sources.cells import arrow_cells, unwrapped
from data_access.sources.changing import Changing, changing_of, is_changed
from data_access.sources.kept import Asked, KeptRows, signature
from data_access.sources.private import PrivateWords
from data_access.sources.source import SourceError
from data_access.sources.sqlite_columns import ColumnReader

ROWS_A_BATCH = 20_000
CONNECT_SECONDS = 10

_CONNECTING = {
    "connect_timeout": CONNECT_SECONDS,
    # A server that went away without a word is noticed after a minute and a half, not after two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 15,
    "keepalives_count": 4,
}
# Whoever rebuilds a table locks it: rather a sentence and another attempt later than waiting without end.
_WAIT_A_MINUTE_FOR_LOCKS = "SELECT set_config('lock_timeout', '60s', true) WHERE current_setting('lock_timeout') = '0'"
_ONE_VIEW_FOR_ALL_READS = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# Types that arrive from PostgreSQL in Arrow exactly as they are; everything else is read as its text.
_EXACT_IN_ARROW = (
    kinds.Integer,
    kinds.Boolean,
    kinds.Date,
    kinds.DateTime,
    kinds.Text,
    kinds.VARCHAR,
    kinds.NUMERIC,
    kinds.DOUBLE_PRECISION,
)
# The usual style of parameters would double every % in the name of a column.
_SQL_AS_IT_IS = postgresql.dialect(paramstyle="named")
Opened = TypeVar("Opened")


class Database:
    """Tables of one database by name; every read sees the same moment where the engine can do that."""

    def __init__(self, url: str, keeping: Keeping | None = None) -> None:
        self._keeping = keeping
        self._kept: KeptRows | None = None
        self._url = _parsed(url)
        self._engine = _engine(self._url)
        self._columns: dict[str, dict[str, kinds.TypeEngine]] = {}
        self._changes: dict[str, Changing | None] = {}
        self._sqlite: ColumnReader | None = None
        self._resources = ExitStack()
        self._connection: Connection | adbc.Connection | None = None
        self._finish = weakref.finalize(self, self._resources.close)

    def close(self) -> None:
        """Ends the reading; without it the connection ends with this object."""
        self._finish()

    @property
    def address(self) -> str:
        """The URL with its password hidden."""
        return self._url.render_as_string(hide_password=True)

    def table_names(self) -> list[str]:
        """Tables and views of the default schema, by name; raises SourceError."""
        with self._sentences("its list of tables"):
            inspector = inspect(self._engine)
            return sorted({*inspector.get_table_names(), *inspector.get_view_names()})

    def column_names(self, table: str) -> list[str] | None:
        """Names of the columns of a table or view, None where there is none of that name; raises SourceError."""
        if table not in self._columns:
            with self._sentences(f"the table {table}"):
                found = _columns(inspect(self._engine), table)
            if found is None:
                return None
            self._columns[table] = {str(each["name"]): each["type"] for each in found}
        return list(self._columns[table])

    def count(self, table: str) -> int:
        """Rows of the table; raises SourceError."""
        counted = select(func.count()).select_from(place_of(table))
        return next(self._stream(table, counted, by_columns=False)).column(0)[0].as_py()

    def read(
        self,
        table: str,
        columns: Iterable[str],
        private: PrivateWords | None = None,
        key: tuple[str, ...] = (),
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns in no order of their own, without private words; raises SourceError.

        With rows kept of an earlier reading only what changed is read, where that can be told: by the `key` where the
        table declares none.
        """
        query = self._rows_of(table, columns, private)
        if self._keeping is None:
            return self._stream(table, query)
        changing = self._changing(table, key)
        if changing is None:
            return self._counted(self._stream(table, query))
        if self._kept is None:
            self._kept = KeptRows(self._keeping)
            self._resources.callback(self._kept.close)
        return self._kept.rows(table, self._asked(table, query, changing))

    def _asked(self, table: str, query: Select, changing: Changing) -> Asked:
        keys = [self._selected(table, name, None).label(f"kept_key_{n}") for n, name in enumerate(changing.key)]
        whole = query.add_columns(*keys, self._selected(table, changing.mark, None).label("kept_mark"))
        return Asked(
            signature(str(whole.compile(compile_kwargs={"literal_binds": True})), self._columns[table]),
            tuple(each.name for each in query.selected_columns),
            changing.key,
            self._by_adbc,
            everything=lambda: self._stream(table, whole),
            changed=lambda bound: self._stream(table, whole.where(is_changed(column(changing.mark), bound))),
            only_keys=lambda: self._stream(table, select(*keys).select_from(place_of(table))),
            count=lambda: self.count(table),
        )

    def _changing(self, table: str, key: tuple[str, ...]) -> Changing | None:
        if table not in self._changes:
            columns = self._columns[table]
            named = key if set(key) <= set(columns) else ()
            self._changes[table] = changing_of(columns, self._declared_key(table) or named or self._plain_key(table))
        return self._changes[table]

    def _declared_key(self, table: str) -> tuple[str, ...]:
        schema, _, name = table.rpartition(".")
        with self._sentences(f"the table {table}"):
            return tuple(inspect(self._engine).get_pk_constraint(name, schema=schema or None)["constrained_columns"])

    def _plain_key(self, table: str) -> tuple[str, ...]:
        """The column id of a table that declares no key, as copies often do; what a view joins has stamps of its own."""
        schema, _, name = table.rpartition(".")
        with self._sentences(f"the table {table}"):
            if name in inspect(self._engine).get_view_names(schema=schema or None):
                return ()
        return next(((each,) for each in self._columns[table] if each.lower() == "id"), ())

    def _counted(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            self._keeping.fetched += batch.num_rows
            yield batch

    def first(
        self, table: str, columns: Iterable[str], most: int, private: PrivateWords | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Batches of at most so many rows, as `read` gives them, without the database reading the others; raises SourceError."""
        # Few rows gain nothing from being read by columns, where the limit would count the row put before them too.
        return self._stream(table, self._rows_of(table, columns, private).limit(most), by_columns=False)

    def _rows_of(self, table: str, columns: Iterable[str], private: PrivateWords | None) -> Select:
        self.column_names(table)
        chosen = [self._selected(table, name, private).label(name) for name in columns]
        return select(*chosen).select_from(place_of(table))

    def _selected(self, table: str, name: str, private: PrivateWords | None) -> ColumnElement:
        cells = column(name)
        if self._by_adbc and not isinstance(self._columns[table][name], _EXACT_IN_ARROW):
            cells = cast(cells, Text)
        return private.selected(name, cells, column(private.flag)) if private else cells

    def _stream(self, table: str, query: Select, by_columns: bool = True) -> Iterator[pa.RecordBatch]:
        with self._sentences(f"the table {table}"):
            if self._by_adbc:
                yield from self._arrow_batches(query)
                return
            connection = self._opened(self._open_connection)
            kinds = self._sqlite.kinds(query) if self._sqlite is not None and by_columns else None
            if kinds is None:
                yield from _row_batches(connection, query)
            else:
                yield from self._sqlite.batches(query, kinds)

    @property
    def _by_adbc(self) -> bool:
        return self._engine.dialect.name == "postgresql" and self._engine.dialect.driver == "psycopg"

    def _arrow_batches(self, query: Select) -> Iterator[pa.RecordBatch]:
        text = str(query.compile(dialect=_SQL_AS_IT_IS, compile_kwargs={"literal_binds": True}))
        with self._opened(self._open_adbc).cursor() as cursor:
            cursor.execute(text)
            for batch in cursor.fetch_record_batch():
                yield unwrapped(batch)

    def _opened(self, opening: Callable[[], Opened]) -> Opened:
        if self._connection is None:
            self._connection = opening()
        return self._connection

    def _open_adbc(self) -> adbc.Connection:
        arguments = self._engine.dialect.create_connect_args(self._url)[1]
        arguments.pop("context", None)
        connection = self._resources.enter_context(adbc.connect(make_conninfo(**(_CONNECTING | arguments))))
        with connection.cursor() as cursor:
            cursor.execute(_ONE_VIEW_FOR_ALL_READS)
            cursor.execute(_WAIT_A_MINUTE_FOR_LOCKS)
        return connection

    def _open_connection(self) -> Connection:
        connection = self._resources.enter_context(self._engine.connect())
        if self._engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA query_only = ON")
            self._begin_in_sqlite(connection)
        return connection

    def _begin_in_sqlite(self, connection: Connection) -> None:
        if _is_named_by_uri(self._url) or self._engine.dialect.driver != "pysqlite":
            connection.exec_driver_sql("BEGIN")
            return
        # Whatever is wrong with the file is said by the driver that says most.
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").fetchall()
        self._sqlite = ColumnReader(Path(self._url.database))
        self._resources.callback(self._sqlite.close)
        self._sqlite.begin_with(connection)

    @contextmanager
    def _sentences(self, what: str) -> Iterator[None]:
        """Turns what goes wrong while the database is read into a SourceError."""
        try:
            yield
        except DBAPIError as error:
            raise SourceError(self._failure(what, error.orig or error)) from error
        except (SQLAlchemyError, adbc.Error, psycopg.Error, pa.ArrowException, OSError) as error:
            raise SourceError(self._failure(what, error)) from error

    def _failure(self, what: str, error: BaseException) -> str:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        if self._url.password:
            reason = reason.replace(str(self._url.password), "***")
        return (
            f"The database {self.address} cannot be read ({what}: {reason}). Check the address, that the database "
            "is running, and that this user may read it."
        )


def _row_batches(connection: Connection, query: Select) -> Iterator[pa.RecordBatch]:
    names = [each.name for each in query.selected_columns]
    with connection.execution_options(yield_per=ROWS_A_BATCH).execute(query) as result:
        for rows in result.partitions():
            columns = [arrow_cells(cells) for cells in zip(*rows, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, names=names)


def place_of(name: str) -> TableClause:
    """The table of that name to select from; of another schema than the default one where it is schema.table."""
    schema, _, table = name.rpartition(".")
    return named_table(table, schema=schema or None)


def _columns(inspector: Inspector, name: str) -> list[ReflectedColumn] | None:
    schema, _, table = name.rpartition(".")
    if not inspector.has_table(table, schema=schema or None):
        return None
    return inspector.get_columns(table, schema=schema or None)


def _parsed(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError) as error:
        raise SourceError(
            "The address of the source is not a database URL. Write it as postgresql://user:password@host/database "
            "or sqlite:///crm.sqlite; characters such as @ or / in a password are written as %40 or %2F."
        ) from error


def _engine(url: URL) -> Engine:
    """An engine that opens its own connections and keeps none; a SQLite file is opened for reading only."""
    arguments: dict[str, object] = {"poolclass": NullPool}
    if url.get_backend_name() == "sqlite" and not _is_named_by_uri(url):
        arguments["creator"] = lambda: _sqlite_for_reading(url)
    if url.get_backend_name() == "postgresql":
        arguments["connect_args"] = {name: value for name, value in _CONNECTING.items() if name not in url.query}
    try:
        return create_engine(url, **arguments)
    except NoSuchModuleError as error:
        raise SourceError(_unknown_engine(url)) from error
    except ImportError as error:
        raise SourceError(
            f"The driver {error.name} for {url.render_as_string(hide_password=True)} is not installed. "
            f"Install it with: pip install {error.name}"
        ) from error


def _is_named_by_uri(url: URL) -> bool:
    """Whether the address of a SQLite file says itself how the file is opened."""
    return (url.database or "").startswith("file:")


def _unknown_engine(url: URL) -> str:
    known = "PostgreSQL is written postgresql://, SQLite sqlite:///, MySQL mysql+pymysql://."
    if url.drivername == "postgres":
        known = "Write postgresql:// instead of postgres://."
    return (
        f"The kind of database {url.drivername!r} in {url.render_as_string(hide_password=True)} is not known. {known}"
    )


def _sqlite_for_reading(url: URL) -> sqlite3.Connection:
    if url.database in (None, "", ":memory:"):
        raise SourceError("The address sqlite:// names no file. Write it as sqlite:///crm.sqlite.")
    path = Path(url.database).absolute()
    if not path.is_file():
        raise SourceError(f"The database file {path} does not exist. Check the path in the settings or --source.")
    # No isolation level: the driver must not end the reading transaction on its own account.
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
