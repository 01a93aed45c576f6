"""Their rows, held as text in a temporary DuckDB file for as long as the source is read."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from sqlalchemy import BigInteger, Column, Executable, MetaData, Select, Table, Text, func, insert, literal, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.engine import append, create, run
from data_access.intake.values import as_text
from data_access.sources.cells import plain_digits
from data_access.sources.mapped.catalog import Catalog
from data_access.sources.mapped.language import Mapping, Part, every_ref, number_refs
from data_access.sources.mapped.words import private_words
from data_access.sources.source import SourceError

ROW = "n"
ROWS_A_BATCH = 65_536

_MEMORY = "1GB"
_TIMES_ARE_UTC = "SET TimeZone = 'UTC'"


class Staged:
    """One of their tables: every column a mapping needs as text, and the number of each row in its order."""

    def __init__(self, name: str, place: str, columns: list[str], catalog: Catalog) -> None:
        self.columns = columns
        self.decimal_comma = catalog.decimal_comma(name)
        self.ordered = catalog.ordered
        # Names of theirs may differ in case only, or be words of SQL: inside they are numbered.
        self._inside = {column: f"c{i}" for i, column in enumerate(columns)}
        held = [Column(inside, Text) for inside in self._inside.values()]
        self.table = Table(place, MetaData(), Column(ROW, BigInteger), *held)
        self.broken: list[tuple[str, str]] = []

    def order(self, inside: FromClause) -> list[ColumnElement]:
        """What decides between rows that are otherwise equal: their order where they have one, else what they hold."""
        held = [] if self.ordered else [inside.c[name].nulls_first() for name in self._inside.values()]
        return [*held, inside.c[ROW]]

    def inside(self, column: str) -> str:
        """The name under which a column of theirs is held."""
        return self._inside[column]


class Staging:
    """Their tables, each brought in when it is first asked for."""

    def __init__(self, catalog: Catalog, mapping: Mapping, make: Callable[[Staging, Part], Select]) -> None:
        self._catalog = catalog
        self._made = mapping.made
        self._make = make
        self._columns, self._numbers = _needed(mapping)
        self._private = private_words(mapping)
        self._held: dict[str, Staged] = {}
        self._kept = 0
        self._resources = ExitStack()
        folder = self._resources.enter_context(tempfile.TemporaryDirectory(prefix="mapped"))
        self._connection = duckdb.connect(str(Path(folder) / "rows.duckdb"), config={"memory_limit": _MEMORY})
        self._resources.callback(self._connection.close)
        self._connection.execute(_TIMES_ARE_UTC)
        self._finish = weakref.finalize(self, self._resources.close)

    def close(self) -> None:
        """Removes what is held."""
        self._finish()

    def held(self, name: str) -> Staged:
        """The table of that name, brought in where it was not yet; raises SourceError."""
        if name not in self._held:
            with _sentences():
                self._held[name] = self._put_together(name) if name in self._made else self._bring_in(name)
        return self._held[name]

    def stream(self, query: Executable) -> Iterator[pa.RecordBatch]:
        """Batches of the query's rows; raises SourceError where numbers outgrow exact arithmetic."""
        with _sentences(), self._connection.cursor() as cursor:
            yield from run(cursor, query).to_arrow_reader(ROWS_A_BATCH)

    def rows(self, query: Executable) -> list[tuple]:
        """All rows of a small query."""
        return [tuple(row.values()) for batch in self.stream(query) for row in batch.to_pylist()]

    def keep(self, query: Select) -> FromClause:
        """The rows of the query, held under its column names: all text but the number of the row."""
        self._kept += 1
        columns = [Column(each.name, BigInteger if each.name == ROW else Text) for each in query.selected_columns]
        table = Table(f"kept{self._kept}", MetaData(), *columns)
        with _sentences():
            create(self._connection, table)
            run(self._connection, insert(table).from_select(list(table.columns.keys()), query))
        return table

    def _put_together(self, name: str) -> Staged:
        """A table that the mapping makes for itself, the rows of its parts one after the other."""
        # The tables it is made of come first: each takes a place of its own.
        queries = [self._make(self, part).subquery() for part in self._made[name]]
        staged = Staged(name, f"t{len(self._held)}", self._columns.get(name, []), self._catalog)
        create(self._connection, staged.table)
        for number, rows in enumerate(queries):
            first = func.coalesce(select(func.max(staged.table.c[ROW]) + 1).scalar_subquery(), 0) if number else 0
            place = func.row_number().over(order_by=rows.c[ROW]) - 1 + first
            cells = [rows.c[column] if column in rows.c else literal(None, Text) for column in staged.columns]
            query = select(place, *cells)
            run(self._connection, insert(staged.table).from_select(list(staged.table.columns.keys()), query))
        return staged

    def _bring_in(self, name: str) -> Staged:
        staged = Staged(name, f"t{len(self._held)}", self._columns[name], self._catalog)
        numbers = self._numbers & {(name, column) for column in staged.columns}
        create(self._connection, staged.table)
        first = 0
        self._connection.begin()
        broken = staged.broken
        private = self._private.get(name)
        for batch in self._catalog.batches(name, staged.columns, private, lambda *line: broken.append(line)):
            cells = [as_text(batch.column(column)) for column in staged.columns]
            cells = [
                plain_digits(each) if (name, column) in numbers else each
                for column, each in zip(staged.columns, cells, strict=True)
            ]
            number = pa.array(np.arange(first, first + batch.num_rows))
            append(
                self._connection,
                staged.table,
                pa.Table.from_arrays([number, *cells], names=list(staged.table.columns.keys())),
            )
            first += batch.num_rows
        self._connection.commit()
        return staged


@contextmanager
def _sentences() -> Iterator[None]:
    """Turns what the temporary file has no room for into a SourceError."""
    try:
        yield
    except duckdb.OutOfRangeException as error:
        raise SourceError(
            "The mapping multiplies or sums numbers that together have more than 38 digits. "
            "Check that the columns it takes hold prices, quantities and shares."
        ) from error
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise SourceError(
            f"There is no room for the rows to be mapped: {str(error).splitlines()[0]} "
            f"Free some space in the folder for temporary files, {tempfile.gettempdir()}."
        ) from error


def _needed(mapping: Mapping) -> tuple[dict[str, list[str]], set[tuple[str, str]]]:
    """Columns used of each of their tables, and which of them as numbers."""
    columns: dict[str, dict[str, None]] = {}
    numbers = set()
    for part in mapping.every_part:
        columns.setdefault(part.table, {})
        for ref in every_ref(part):
            columns.setdefault(part.table_of(ref.place), {})[ref.column] = None
        numbers |= {(part.table_of(ref.place), ref.column) for ref in number_refs(part)}
    return {name: list(held) for name, held in columns.items()}, numbers
