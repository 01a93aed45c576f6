"""A database that holds the canonical tables themselves, under any SQLAlchemy URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from data_access.keeping import Keeping
from data_access.schema import CANONICAL, key_of
from data_access.sources.database import Database
from data_access.sources.private import WORDS, PrivateWords
from data_access.sources.source import BrokenRow, Note, SourceError

PRIVATE = PrivateWords(frozenset(WORDS), flag="private")


class CanonicalSource:
    """The canonical tables of a database; the columns it lacks are not delivered."""

    ordered = False

    def __init__(self, url: str, keeping: Keeping | None = None) -> None:
        self._database = Database(url, keeping)

    def describe(self) -> str:
        """The database in words, its password hidden."""
        return f"the database {self._database.address}"

    def tables(self) -> dict[str, tuple[str, ...]]:
        """Canonical columns delivered, by canonical table; raises SourceError."""
        found = {}
        for table in CANONICAL.tables.values():
            held = self._database.column_names(table.name)
            if held is not None:
                found[table.name] = tuple(each.name for each in table.columns if each.name in held)
        if not found:
            raise SourceError(
                f"The database {self._database.address} holds none of the tables of the data model, not even accounts. "
                "Check its name and schema, or read its own tables with a mapping file."
            )
        return found

    def rows(self, table: str) -> int | None:
        """Rows of the table; raises SourceError."""
        return self._database.count(table)

    def read(self, table: str, broken: Callable[[BrokenRow], None]) -> Iterator[pa.RecordBatch]:  # noqa: ARG002
        """Batches of the table's canonical columns in no order of their own; raises SourceError."""
        columns = self.tables()[table]
        hides = table == "interactions" and "private" in columns
        return self._database.read(table, columns, PRIVATE if hides else None, key_of(table))

    def notes(self) -> list[Note]:
        """Nothing: a database of canonical tables is read as it is."""
        return []

    def close(self) -> None:
        """Ends the reading transaction."""
        self._database.close()
