"""A CRM's tables, held as text in a temporary DuckDB file for as long as the source is read."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import Column, MetaData, Select, Table, Text, case, cast, func, insert, literal, null
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.engine import append, create, run
from data_access.intake.values import as_text
from data_access.sources.mapped.catalog import Broken, Catalog
from data_access.sources.mapped.staging import ROWS_A_BATCH
from data_access.sources.private import PrivateWords
from data_access.sources.source import SourceError

TRUE = ("true", "1", "t")
_MEMORY = "1GB"


@dataclass(frozen=True)
class Layout:
    """What is read of the tables of one kind of CRM, by name; what a mapping copies comes on top."""

    read: dict[str, tuple[str, ...]]
    """Columns needed to make ours, of which a table has some."""
    deleted: tuple[str, ...] = ()
    """Flags that say a row is gone, whichever of them a table has."""
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns that hold words, which are not read of a row that is private."""
    schema: str | None = None
    """Where the tables are if not in the default schema."""


class Raw:
    """One of their tables as it came."""

    def __init__(
        self,
        name: str,
        inside: Table,
        columns: dict[str, str],
        broken: list[tuple[str, str]],
        flags: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.rows: FromClause = inside.alias()
        self.broken = broken
        self._inside = columns
        self._flags = flags

    def again(self) -> Raw:
        """The same rows under another name, to be joined once more."""
        return Raw(self.name, self.rows.element, self._inside, self.broken, self._flags)

    def has(self, *names: str) -> bool:
        """Whether the table has one of these columns."""
        return any(name in self._inside for name in names)

    def cell(self, *names: str) -> ColumnElement:
        """The first of these columns that is not empty; empty where the table has none of them."""
        found = [self.rows.c[self._inside[name]] for name in names if name in self._inside]
        return func.coalesce(*found) if len(found) > 1 else found[0] if found else cast(null(), Text)

    def deleted(self) -> ColumnElement:
        """Whether one of the flags says that the row is gone."""
        flags = [self.says(flag) for flag in self._flags if self.has(flag)]
        return func.greatest(*flags) if len(flags) > 1 else flags[0] if flags else literal(False)

    def says(self, *names: str) -> ColumnElement:
        """Whether the flag is true; an empty one is not."""
        return case((func.lower(self.cell(*names)).in_(TRUE), literal(True)), else_=literal(False))

    def copied(self, names: list[str]) -> list[ColumnElement]:
        """These columns under their own names."""
        return [self.cell(name).label(name) for name in names]


class Store:
    """Their tables by name, each brought in when it is first asked for; a table they lack has no rows."""

    def __init__(self, catalog: Catalog, layout: Layout) -> None:
        self.catalog = catalog
        self._layout = layout
        self._places: dict[str, str | None] = {}
        self._copied: dict[str, list[str]] = {}
        self._private: dict[str, PrivateWords] = {}
        self._held: dict[str, Raw] = {}
        self._made = 0
        self._unsettled = False
        self._resources = ExitStack()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._finish = weakref.finalize(self, self._resources.close)

    def close(self) -> None:
        """Removes what is held."""
        self._finish()

    def place(self, name: str) -> str | None:
        """Where the table is: in the default schema or in the layout's; None where in neither; raises SourceError."""
        if name not in self._places:
            schema = self._layout.schema
            places = (name, f"{schema}.{name}") if schema else (name,)
            self._places[name] = next((place for place in places if self.catalog.columns(place) is not None), None)
        return self._places[name]

    def columns(self, name: str) -> list[str] | None:
        """Their columns of the table, None where there is no such table; raises SourceError."""
        place = self.place(name)
        return None if place is None else self.catalog.columns(place)

    def expect(self, copied: dict[str, list[str]], private: dict[str, PrivateWords]) -> None:
        """Says which columns will be copied on top of those that are always read, and of which rows no words."""
        self._copied = copied
        self._private = private

    def raw(self, name: str) -> Raw:
        """The table of that name; raises SourceError."""
        if name not in self._held:
            self._held[name] = self._bring_in(name)
        return self._held[name].again()

    def keep(self, query: Select) -> FromClause:
        """The rows of the query, of text columns, held under its own column names."""
        kept = self._new_table([each.name for each in query.selected_columns])
        run(self._opened(), insert(kept).from_select(list(kept.columns.keys()), query))
        return kept

    def keep_rows(self, rows: pa.Table) -> FromClause:
        """These rows of text."""
        kept = self._new_table(rows.column_names)
        append(self._opened(), kept, rows)
        return kept

    def stream(self, query: Select) -> Iterator[pa.RecordBatch]:
        """Batches of the query's rows."""
        if self._unsettled:
            self._opened().commit()
            self._opened().begin()
            self._unsettled = False
        with self._opened().cursor() as cursor:
            yield from run(cursor, query).to_arrow_reader(ROWS_A_BATCH)

    def rows(self, query: Select) -> list[tuple]:
        """All rows of a small query."""
        return run(self._opened(), query).fetchall()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            folder = self._resources.enter_context(tempfile.TemporaryDirectory(prefix="held"))
            self._connection = duckdb.connect(str(Path(folder) / "rows.duckdb"), config={"memory_limit": _MEMORY})
            self._resources.callback(self._connection.close)
            self._connection.execute("SET TimeZone = 'UTC'")
            # Every commit waits for the disk: what is held is committed only when a stream of its own has to see it.
            self._connection.begin()
        return self._connection

    def _new_table(self, columns: list[str]) -> Table:
        self._made += 1
        table = Table(f"h{self._made}", MetaData(), *(Column(name, Text) for name in columns))
        create(self._opened(), table)
        self._unsettled = True
        return table

    def _bring_in(self, name: str) -> Raw:
        place, had = self.place(name), self.columns(name) or []
        wanted = dict.fromkeys([*self._layout.read[name], *self._layout.deleted, *self._copied.get(name, ())])
        columns = [column for column in wanted if column in had]
        inside = {column: f"c{i}" for i, column in enumerate(columns)}
        table = self._new_table([*inside.values(), "nothing"])
        broken: list[tuple[str, str]] = []
        if place is not None and columns:
            private = self._private_words(name, had)
            read = self.catalog.batches(place, columns, private, _listing(broken))
            try:
                for batch in read:
                    cells = [as_text(batch.column(column)) for column in columns]
                    empty = pa.nulls(batch.num_rows, pa.string())
                    names = list(table.columns.keys())
                    append(self._opened(), table, pa.Table.from_arrays([*cells, empty], names=names))
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                raise SourceError(
                    f"There is no room for the rows of {name}: {str(error).splitlines()[0]} "
                    f"Free some space in the folder for temporary files, {tempfile.gettempdir()}."
                ) from error
        return Raw(name, table, inside, broken, self._layout.deleted)

    def _private_words(self, name: str, had: list[str]) -> PrivateWords | None:
        private = self._private.get(name)
        if private is None or private.flag not in had:
            return None
        return replace(
            private, columns=frozenset(private.columns | set(self._layout.words.get(name, ()))) - {private.flag}
        )


def _listing(broken: list[tuple[str, str]]) -> Broken:
    return lambda text, reason: broken.append((text, reason))
