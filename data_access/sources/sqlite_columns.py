"""A SQLite file read column by column, where that gives the same cells as reading it row by row.

A cell of SQLite has a kind of its own, whatever its column says. Only rows whose columns each hold one kind beside empty
cells are read here; others are read row by row from another connection, which sees the same state of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import adbc_driver_sqlite.dbapi as adbc
import pyarrow as pa
from sqlalchemy import Connection, Select, func, literal_column, select, text
from sqlalchemy.dialects import sqlite

ROWS_A_BATCH = "20000"
_SQL_AS_IT_IS = sqlite.dialect(paramstyle="named")
_FIRST_CELLS = {"text": "''", "integer": "0", "real": "0.0", None: "''"}
_ATTEMPTS = 100


class ColumnReader:
    """One read-only transaction on a SQLite file, from which whole columns are fetched."""

    def __init__(self, file: Path) -> None:
        self._connection = adbc.connect(f"file:{quote(str(file.absolute()))}?mode=ro")

    def close(self) -> None:
        """Ends the transaction."""
        self._connection.close()

    def begin_with(self, rows: Connection) -> None:
        """Begins to read here and by `rows` so that both see the same state of the file."""
        for _ in range(_ATTEMPTS):
            before = _version(rows)
            self._first(text("SELECT count(*) AS tables FROM sqlite_master"))
            rows.exec_driver_sql("BEGIN")
            rows.exec_driver_sql("SELECT count(*) FROM sqlite_master").fetchall()
            if _version(rows) == before:
                return
            rows.exec_driver_sql("ROLLBACK")
            self._connection.rollback()
        raise OSError("it is written all the time")

    def kinds(self, query: Select) -> list[str | None] | None:
        """The kind of the cells of each column, None for one of empty cells; None where a column holds several."""
        inside = query.subquery("cells")
        asked = []
        for number, cell in enumerate(inside.c):
            kind = func.nullif(func.typeof(cell), "null")
            asked += [func.min(kind).label(f"first_{number}"), func.max(kind).label(f"last_{number}")]
        found = list(self._first(select(*asked)).values())
        kinds = found[::2]
        return kinds if kinds == found[1::2] and set(kinds) <= set(_FIRST_CELLS) else None

    def batches(self, query: Select, kinds: list[str | None]) -> Iterator[pa.RecordBatch]:
        """Batches of the query's rows, whose columns are of these kinds."""
        # The driver takes the types from the first rows; these must not be empty.
        cells = [literal_column(_FIRST_CELLS[kind]) for kind in kinds]
        names = [each.name for each in query.selected_columns]
        first = ", ".join(str(cell) for cell in cells)
        with self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": ROWS_A_BATCH})
            cursor.execute(f"SELECT {first} UNION ALL {_sql(query)}")
            for number, batch in enumerate(cursor.fetch_record_batch()):
                rows = batch.slice(1) if number == 0 else batch
                rows.validate(full=True)
                if rows.num_rows:
                    yield rows.rename_columns(names)

    def _first(self, query: Select) -> dict[str, object]:
        with self._connection.cursor() as cursor:
            cursor.execute(_sql(query))
            return cursor.fetch_arrow_table().to_pylist()[0]


def _version(rows: Connection) -> int:
    """A number that is another one once somebody else has written into the file since."""
    return rows.exec_driver_sql("PRAGMA data_version").scalar_one()


def _sql(query: Select) -> str:
    return str(query.compile(dialect=_SQL_AS_IT_IS, compile_kwargs={"literal_binds": True}))
