"""Their side: the files of a folder or the tables of a database, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from data_access.sources import files
from data_access.sources.database import Database
from data_access.sources.private import PrivateWords
from data_access.sources.source import SourceError

Broken = Callable[[str, str], None]
"""Takes the text of a line that cannot be split, and the reason."""


class Catalog(Protocol):
    """What a mapping can take rows from."""

    ordered: bool
    kind: str
    """What one of them is called: a file or a table."""

    def describe(self) -> str:
        """Where they are, without secrets."""

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""

    def columns(self, name: str) -> list[str] | None:
        """Columns of the one of that name, None where there is none; raises SourceError."""

    def batches(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns without private words; lines that cannot be split go to `broken`; raises SourceError."""

    def decimal_comma(self, name: str) -> bool:
        """Whether numbers are written 1.234,50."""

    def close(self) -> None:
        """Lets go of what is held open."""


@dataclass(frozen=True)
class DeclaredFile:
    """What a mapping says about a file that is not plain CSV."""

    file: str | None = None
    form: files.TextForm = files.CSV_FORM
    decimal_comma: bool = False


class FolderCatalog:
    """The CSV, gzipped CSV and Parquet files of a folder, under their names without the ending."""

    ordered = True
    kind = "file"

    def __init__(self, folder: Path, declared: dict[str, DeclaredFile]) -> None:
        self._folder = folder
        self._declared = declared

    def describe(self) -> str:
        """Where they are, without secrets."""
        return f"the folder {self._folder}"

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return sorted({*self._declared, *(str(files.table_name(path)) for path in files.listing(self._folder))})

    def columns(self, name: str) -> list[str] | None:
        """Columns of the file in its order, None where there is none of that name; raises SourceError."""
        path = self._path(name)
        return None if path is None else files.column_names(path, self._form(name))

    def batches(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns in file order, without private words; raises SourceError."""
        path = self._path(name)
        if path is None:
            raise SourceError(f"The file {name} is no longer in the folder {self._folder}. Export it again.")
        read = files.batches(path, columns, broken, self._form(name))
        return map(private.withheld, read) if private else read

    def decimal_comma(self, name: str) -> bool:
        """Whether numbers are written 1.234,50."""
        return name in self._declared and self._declared[name].decimal_comma

    def close(self) -> None:
        """Nothing is held open."""

    def _form(self, name: str) -> files.TextForm:
        return self._declared[name].form if name in self._declared else files.CSV_FORM

    def _path(self, name: str) -> Path | None:
        declared = self._declared.get(name)
        if declared and declared.file:
            return self._folder / declared.file
        found = [path for path in files.listing(self._folder) if name in (files.table_name(path), path.name)]
        if len(found) > 1:
            names = " and ".join(path.name for path in found)
            raise SourceError(
                f"The folder {self._folder} holds {name} twice, as {names}. Keep the one to read, or write its whole "
                "name in the mapping."
            )
        return found[0] if found else None


class DatabaseCatalog:
    """The tables and views of a database, those of another schema as schema.table."""

    ordered = False
    kind = "table"

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> str:
        """Where they are, without secrets."""
        return f"the database {self._database.address}"

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return self._database.table_names()

    def columns(self, name: str) -> list[str] | None:
        """Columns of the table or view, None where there is none of that name; raises SourceError."""
        return self._database.column_names(name)

    def batches(
        self,
        name: str,
        columns: list[str],
        private: PrivateWords | None,
        broken: Broken,  # noqa: ARG002
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns in no order of their own, without private words; raises SourceError."""
        return self._database.read(name, columns, private)

    def first(self, name: str, columns: list[str], most: int, private: PrivateWords | None) -> Iterator[pa.RecordBatch]:
        """Batches of at most so many rows, without the database reading the others; raises SourceError."""
        return self._database.first(name, columns, most, private)

    def decimal_comma(self, name: str) -> bool:  # noqa: ARG002
        """Never: numbers of a database have no spelling."""
        return False

    def close(self) -> None:
        """Ends the reading transaction."""
        self._database.close()


class FirstRows:
    """A catalog that ends every table after its first rows, and remembers which it ended."""

    def __init__(self, base: Catalog, most: int) -> None:
        self._base, self._most = base, most
        self.ordered, self.kind = base.ordered, base.kind
        self.cut: set[str] = set()

    def describe(self) -> str:
        """Where they are, without secrets."""
        return self._base.describe()

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return self._base.names()

    def columns(self, name: str) -> list[str] | None:
        """Columns of the one of that name, None where there is none; raises SourceError."""
        return self._base.columns(name)

    def batches(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        """Batches of the first rows, without private words; raises SourceError."""
        left = self._most
        for batch in self._first(name, columns, private, broken):
            if batch.num_rows > left:
                self.cut.add(name)
                yield batch.slice(0, left)
                return
            left -= batch.num_rows
            yield batch

    def _first(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        if isinstance(self._base, DatabaseCatalog):
            # One more, to see that there are more.
            return self._base.first(name, columns, self._most + 1, private)
        return self._base.batches(name, columns, private, broken)

    def decimal_comma(self, name: str) -> bool:
        """Whether numbers are written 1.234,50."""
        return self._base.decimal_comma(name)

    def close(self) -> None:
        """Lets go of what is held open."""
        self._base.close()


def cut_to(most: int | None, catalog: Catalog) -> Catalog:
    """The catalog, its tables ended after so many rows where a number is given."""
    return catalog if most is None else FirstRows(catalog, most)
