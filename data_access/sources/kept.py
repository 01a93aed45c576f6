"""Rows read earlier, kept in a DuckDB file, so that a refresh asks a database only for those that changed since.

A table is brought up to date in one transaction with the moment it was read, so that whatever ends a refresh, no row is
older than what the file says of it. Rows are handed over from here as they would be from the source; where something
speaks against that (other columns, a key that repeats, numbers of rows that disagree), the table is read anew in full.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    MetaData,
    String,
    Table,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from data_access.engine import append, arrow, create, drop, run
from data_access.intake.values import as_text
from data_access.keeping import Keeping
from data_access.localtime import microseconds
from data_access.sources.changing import TEXT_OF_TIME, Mark, bound_of

KEPT_FILE = "source-rows.duckdb"
LAYOUT = 1
"""Number of the way rows are kept: another number makes all be read anew."""
_MEMORY = "1GB"
_NEXT_PLACE = "SELECT nextval('kept_places')"
_NUMBERS = ("int16", "int32", "int64", "float", "double")
_ROWS_A_BATCH = 65_536
_ROWS_AT_ONCE = 200_000

_TABLES = Table(
    f"kept_tables_{LAYOUT}",
    MetaData(),
    Column("signature", String),
    Column("place", String),
    Column("read_us", BigInteger),
    Column("mark_kind", String),
    Column("in_full", Boolean),
)
_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.timestamp("us", "UTC"): "TIMESTAMPTZ",
}


@dataclass(frozen=True)
class Asked:
    """The rows of a table that are wanted, with the ways to ask the source for them.

    Every batch has the `columns`, then those of the key, and the mark last. `typed` batches have the same Arrow types
    each time; others are kept, and handed over, as the text of their cells.
    """

    signature: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    typed: bool
    everything: Callable[[], Iterator[pa.RecordBatch]]
    changed: Callable[[Mark], Iterator[pa.RecordBatch]]
    only_keys: Callable[[], Iterator[pa.RecordBatch]]
    count: Callable[[], int]


@dataclass(frozen=True)
class _Known:
    place: str
    read_at: datetime
    mark_kind: str
    in_full: bool
    """Whether changes cannot be asked for, so that nothing is kept."""


class KeptRows:
    """The rows kept of one source; used by one refresh at a time, which holds the lock of the mirror."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._connection = _opened(keeping.folder / KEPT_FILE, anew=keeping.everything)
        self._made = 0
        self._finish = weakref.finalize(self, self._connection.close)

    def close(self) -> None:
        """Lets the file go."""
        self._finish()

    def rows(self, table: str, asked: Asked) -> Iterator[pa.RecordBatch]:
        """Batches of the columns asked for, as the source has them now."""
        known = self._known(asked.signature)
        if known is not None and known.in_full:
            yield from self._read_through(asked)
        elif known is not None and self._is_brought_up_to_date(asked, known):
            self._keeping.in_part.add(table)
            yield from self._held(known.place, asked)
        else:
            yield from self._read_anew(asked)

    def _known(self, signature: str) -> _Known | None:
        c = _TABLES.c
        query = select(c.place, c.read_us, c.mark_kind, c.in_full).where(c.signature == signature)
        with self._connection.cursor() as cursor:
            found = arrow(cursor, query).to_pylist()
        if not found:
            return None
        known = found[-1]
        read_at = datetime.fromtimestamp(known["read_us"] / 1e6, UTC)
        return _Known(known["place"], read_at, known["mark_kind"], known["in_full"])

    def _read_through(self, asked: Asked) -> Iterator[pa.RecordBatch]:
        for batch in asked.everything():
            self._keeping.fetched += batch.num_rows
            yield batch.select(list(asked.columns))

    def _read_anew(self, asked: Asked) -> Iterator[pa.RecordBatch]:
        """The rows from the source, kept on the way where that can be of use next time."""
        with self._connection.cursor() as cursor:
            cursor.begin()
            place = f"rows_{cursor.execute(_NEXT_PLACE).fetchone()[0]}"
            copy = _Copy(cursor, place, asked)
            for batch in asked.everything():
                self._keeping.fetched += batch.num_rows
                copy.add(batch)
                yield batch.select(list(asked.columns))
            copy.finish()
            self._forget(cursor, asked.signature)
            of_use = copy.is_of_use()
            if not of_use:
                cursor.execute(f"DROP TABLE IF EXISTS {place}")
            row = {
                "signature": asked.signature,
                "place": place,
                "read_us": microseconds(self._keeping.now),
                "mark_kind": copy.mark_kind,
                "in_full": not of_use,
            }
            run(cursor, insert(_TABLES).values(**row))
            cursor.commit()

    def _forget(self, cursor: duckdb.DuckDBPyConnection, signature: str) -> None:
        places = arrow(cursor, select(_TABLES.c.place).where(_TABLES.c.signature == signature))["place"].to_pylist()
        for place in places:
            cursor.execute(f"DROP TABLE IF EXISTS {place}")
        run(cursor, delete(_TABLES).where(_TABLES.c.signature == signature))

    def _is_brought_up_to_date(self, asked: Asked, known: _Known) -> bool:
        """Whether the rows kept are now those of the source; where they could not be made so, they are as before."""
        with self._connection.cursor() as cursor:
            kept = _kept_table(known.place, cursor)
            bound = bound_of(_newest(cursor, kept, known.mark_kind, asked.typed), known.read_at)
            if bound is None:
                return False
            cursor.begin()
            changes = _Copy(cursor, f"{known.place}_changes", asked)
            for batch in asked.changed(bound):
                self._keeping.fetched += batch.num_rows
                changes.add(batch)
            changes.finish()
            if not changes.fits(cursor, kept, known.mark_kind):
                cursor.rollback()
                return False
            self._put(cursor, kept, changes)
            if not self._agrees(cursor, kept, asked):
                cursor.rollback()
                return False
            read = update(_TABLES).where(_TABLES.c.signature == asked.signature)
            run(cursor, read.values(read_us=microseconds(self._keeping.now)))
            cursor.commit()
            return True

    def _put(self, cursor: duckdb.DuckDBPyConnection, kept: Table, changes: _Copy) -> None:
        """Changed rows in the place of those with their keys."""
        if changes.table is None:
            return
        cursor.execute(f"DELETE FROM {kept.name} AS kept WHERE {_has_key_in(changes.table.name, kept)}")
        names = ", ".join(kept.columns.keys())
        cursor.execute(f"INSERT INTO {kept.name} SELECT {names} FROM {changes.table.name}")
        drop(cursor, changes.table)

    def _agrees(self, cursor: duckdb.DuckDBPyConnection, kept: Table, asked: Asked) -> bool:
        """Whether as many rows are kept as the source has; those it deleted are removed by their keys."""
        there, here = asked.count(), _count(cursor, kept)
        if here <= there:
            return here == there
        batches = [_as_kept(batch, asked.typed) for batch in asked.only_keys() if batch.num_rows]
        if not batches:
            run(cursor, delete(kept))
            return there == 0
        self._keeping.fetched += sum(map(len, batches))
        cursor.register("keys_there", pa.Table.from_batches(batches).rename_columns(_keys(kept)))
        cursor.execute(f"DELETE FROM {kept.name} AS kept WHERE NOT {_has_key_in('keys_there', kept)}")
        cursor.unregister("keys_there")
        return _count(cursor, kept) == there

    def _held(self, place: str, asked: Asked) -> Iterator[pa.RecordBatch]:
        with self._connection.cursor() as cursor:
            kept = _kept_table(place, cursor)
            columns = [kept.c[f"c{number}"].label(name) for number, name in enumerate(asked.columns)]
            for batch in run(cursor, select(*columns)).to_arrow_reader(_ROWS_A_BATCH):
                if batch.num_rows:
                    yield batch


class _Copy:
    """Rows of one reading on their way into a table of the file; given up where their types do not go together."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, place: str, asked: Asked) -> None:
        self._cursor = cursor
        self._place = place
        self._asked = asked
        self._waiting: list[pa.RecordBatch] = []
        self._kinds: set[str] = set()
        self._given_up = False
        self.table: Table | None = None

    @property
    def mark_kind(self) -> str:
        """The Arrow type of the marks; nothing where they have none or several."""
        return next(iter(self._kinds)) if len(self._kinds) == 1 else ""

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes a batch; a source that is not typed may give its marks another type in each."""
        if self._given_up:
            return
        mark = batch.column(batch.num_columns - 1)
        if mark.null_count < len(mark):
            self._kinds.add(str(mark.type))
        kept = _as_kept(batch, self._asked.typed)
        if self._asked.typed and not all(kind in _SQL_TYPES for kind in kept.schema.types):
            self._give_up()
            return
        self._waiting.append(kept.rename_columns(_names(self._asked)))
        if sum(map(len, self._waiting)) >= _ROWS_AT_ONCE:
            self._write()

    def finish(self) -> None:
        """Writes what waits."""
        if self._waiting:
            self._write()

    def is_of_use(self) -> bool:
        """Whether the key tells the rows apart and the marks are in an order, so that changes can be asked for."""
        if self._given_up or self.table is None or not self.mark_kind:
            return False
        keys = [self.table.c[name] for name in _keys(self.table)]
        together = keys[0] if len(keys) == 1 else func.row(*keys)
        counted = select(func.count().label("rows"), func.count(together.distinct()).label("keys"))
        counts = arrow(self._cursor, counted.select_from(self.table)).to_pylist()[0]
        return counts["rows"] == counts["keys"]

    def fits(self, cursor: duckdb.DuckDBPyConnection, kept: Table, mark_kind: str) -> bool:
        """Whether the rows can stand among those kept."""
        if self._given_up or not self._kinds <= {mark_kind}:
            return False
        return self.table is None or _types(cursor, self.table.name) == _types(cursor, kept.name)

    def _write(self) -> None:
        rows = pa.Table.from_batches(self._waiting)
        self._waiting.clear()
        if self.table is None:
            columns = ", ".join(f"{field.name} {_SQL_TYPES[field.type]}" for field in rows.schema)
            self._cursor.execute(f"CREATE TABLE {self._place} ({columns})")
            self.table = _kept_table(self._place, self._cursor)
        append(self._cursor, self.table, rows)

    def _give_up(self) -> None:
        self._given_up = True
        self._waiting.clear()


def signature(statement: str, keys: tuple[str, ...]) -> str:
    """Short name of what is read: other columns, another key or other private rows have another one."""
    return sha256("\n".join((statement, *keys)).encode()).hexdigest()


def _opened(file: Path, *, anew: bool) -> duckdb.DuckDBPyConnection:
    """The file ready for reading and writing; empty where it was damaged, of an older layout, or is to be."""
    if anew:
        _remove(file)
    try:
        connection = _connected(file)
        names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    except duckdb.Error:
        _remove(file)
        connection, names = _connected(file), []
    if names and (_TABLES.name,) not in names:
        connection.close()
        _remove(file)
        connection, names = _connected(file), []
    if not names:
        create(connection, _TABLES)
        connection.execute("CREATE SEQUENCE kept_places")
    return connection


def _connected(file: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(file, config={"memory_limit": _MEMORY})
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def _remove(file: Path) -> None:
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)


def _as_kept(batch: pa.RecordBatch, typed: bool) -> pa.RecordBatch:
    if typed:
        return batch
    return pa.RecordBatch.from_arrays([as_text(cells) for cells in batch.columns], names=batch.schema.names)


def _names(asked: Asked) -> list[str]:
    """Inside columns are numbered: names of theirs may differ in case only, or be words of SQL."""
    own = [f"c{number}" for number in range(len(asked.columns))]
    return [*own, *(f"k{number}" for number in range(len(asked.keys))), "mark"]


def _kept_table(place: str, cursor: duckdb.DuckDBPyConnection) -> Table:
    return Table(place, MetaData(), *(Column(name) for name in _types(cursor, place)))


def _types(cursor: duckdb.DuckDBPyConnection, place: str) -> dict[str, str]:
    columns = cursor.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [place]
    ).fetchall()
    return dict(columns)


def _count(cursor: duckdb.DuckDBPyConnection, table: Table) -> int:
    return arrow(cursor, select(func.count().label("rows")).select_from(table))["rows"][0].as_py()


def _keys(kept: Table) -> list[str]:
    return [name for name, _ in kept.columns.items() if name.startswith("k")]


def _has_key_in(other: str, kept: Table) -> str:
    """Whether a row of the kept table has the key of one of another table; an empty part of a key is equal to itself."""
    same = " AND ".join(f"other.{name} IS NOT DISTINCT FROM kept.{name}" for name in _keys(kept))
    return f"EXISTS (SELECT 1 FROM {other} AS other WHERE {same})"


def _newest(cursor: duckdb.DuckDBPyConnection, kept: Table, kind: str, typed: bool) -> object:
    """The newest mark in the type the source gave it; None where there is none in an order that can be relied on."""
    mark = kept.c.mark
    query = select(func.max(cast(mark, Double) if kind in _NUMBERS and not typed else mark).label("newest"))
    if kind == "string":
        query = query.where(func.regexp_full_match(mark, TEXT_OF_TIME))
    newest = arrow(cursor, query)["newest"][0].as_py()
    if typed or newest is None or kind in _NUMBERS or kind == "string":
        return newest
    if kind.startswith("timestamp"):
        moment = datetime.fromisoformat(newest)
        return moment if "tz=" in kind else moment.replace(tzinfo=None)
    return date.fromisoformat(newest) if kind.startswith("date") else None
