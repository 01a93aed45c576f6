"""A folder of CSV, gzipped CSV and Parquet files named after the canonical tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from data_access.schema import TABLE_NAMES, table
from data_access.sources import files
from data_access.sources.private import WORDS, PrivateWords
from data_access.sources.source import BrokenRow, Note, SourceError

PRIVATE = PrivateWords(frozenset(WORDS), flag="private", cells=frozenset(("true", "1")), cells_are_public=False)


class FolderSource:
    """The canonical tables of a folder: one file a table, its columns named as in the data model."""

    ordered = True

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self._folder = folder
        self._name = name or f"the folder {folder}"

    def describe(self) -> str:
        """The folder in words: its name, else where it is."""
        return self._name

    def tables(self) -> dict[str, tuple[str, ...]]:
        """Canonical columns delivered, by canonical table; raises SourceError."""
        found = self._files()
        if not found:
            raise SourceError(
                f"The folder {self._folder} holds no table. Name the files after the tables of the data model, "
                "for example accounts.csv, accounts.csv.gz or accounts.parquet; other names need a mapping file."
            )
        return {name: _canonical_columns(name, path) for name, path in found.items()}

    def rows(self, table: str) -> int | None:
        """Rows of the table where its file says so without being read; raises SourceError."""
        return files.row_count(self._file(table))

    def read(self, table: str, broken: Callable[[BrokenRow], None]) -> Iterator[pa.RecordBatch]:
        """Batches of the table's canonical columns in file order; raises SourceError."""
        path = self._file(table)
        columns = list(_canonical_columns(table, path))
        batches = files.batches(path, columns, lambda text, reason: broken(BrokenRow(table, text, reason)))
        hides = table == "interactions" and "private" in columns
        return map(PRIVATE.withheld, batches) if hides else batches

    def close(self) -> None:
        """Nothing is held open between reads."""

    def notes(self) -> list[Note]:
        """Nothing: every file named after a table is read as it is."""
        return []

    def _files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for path in files.listing(self._folder):
            name = files.table_name(path)
            if name not in TABLE_NAMES:
                continue
            if name in found:
                raise SourceError(
                    f"The folder {self._folder} holds the table {name} twice, as {found[name].name} and {path.name}. "
                    "Keep the one to read."
                )
            found[name] = path
        return {name: found[name] for name in TABLE_NAMES if name in found}

    def _file(self, table: str) -> Path:
        return self._files()[table]


def _canonical_columns(name: str, path: Path) -> tuple[str, ...]:
    delivered = files.column_names(path)
    canonical = [column.name for column in table(name).columns]
    for column in canonical:
        if delivered.count(column) > 1:
            raise SourceError(f"{path} has the column {column} twice. Rename or remove the one not to be read.")
    if len(delivered) == 1 and any(mark in delivered[0] for mark in ";\t|"):
        raise SourceError(
            f"{path} does not separate its columns by commas: the header is read as the one column {delivered[0]!r}. "
            "Export it with commas, or declare its delimiter in a mapping file."
        )
    return tuple(column for column in canonical if column in delivered)
