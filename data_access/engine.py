"""Statements of SQLAlchemy Core run on a DuckDB connection, with Arrow going in and out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import Executable, Table, create_engine
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateTable, DropTable


@lru_cache(maxsize=1)
def _dialect() -> Dialect:
    return create_engine("duckdb://").dialect


def run(connection: duckdb.DuckDBPyConnection, statement: Executable) -> duckdb.DuckDBPyConnection:
    """Executes the statement; the connection then holds its result, to be fetched whole."""
    compiled = statement.compile(dialect=_dialect(), compile_kwargs={"render_postcompile": True})
    names = compiled.positiontup or ()
    values = [compiled.params[name] for name in names]
    return connection.execute(str(compiled), values)


def arrow(connection: duckdb.DuckDBPyConnection, statement: Executable) -> pa.Table:
    """All rows of a select as one Arrow table."""
    return run(connection, statement).to_arrow_table()


def create(connection: duckdb.DuckDBPyConnection, *tables: Table) -> None:
    """Makes the tables, empty."""
    for table in tables:
        connection.execute(str(CreateTable(table).compile(dialect=_dialect())))


def drop(connection: duckdb.DuckDBPyConnection, *tables: Table) -> None:
    """Removes the tables with their rows."""
    for table in tables:
        connection.execute(str(DropTable(table).compile(dialect=_dialect())))


def quoted(file: Path) -> str:
    """The file's path as a text of SQL, for statements that take no parameters."""
    return "'" + str(file).replace("'", "''") + "'"


def append(connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.RecordBatch | pa.Table) -> None:
    """Adds rows; every column of the table must be among theirs."""
    if isinstance(rows, pa.RecordBatch):
        rows = pa.Table.from_batches([rows])
    if rows.num_rows:
        connection.from_arrow(rows.select(list(table.columns.keys()))).insert_into(table.name)
