"""Tables of a CRM as a mapping sees them: their own columns and those that were made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from data_access.sources.held.made import Made
from data_access.sources.held.store import Layout, Store
from data_access.sources.mapped.catalog import Broken, Catalog
from data_access.sources.mapped.language import Mapping as MappingFile
from data_access.sources.mapped.language import every_ref
from data_access.sources.mapped.words import private_words
from data_access.sources.private import PrivateWords


class HeldCatalog(ABC):
    """A folder or database of tables, those that something is made for with more columns."""

    ordered = False
    layout: Layout
    makers: Mapping[str, Callable[[Any], Made]]
    """How a table is made of what the reading goes by, by name."""
    made: Mapping[str, tuple[str, ...]]
    """Columns that are made for it."""
    beside: Mapping[str, tuple[str, ...]]
    """Tables that are made whole, and the tables of theirs of which one must be there for it."""

    def __init__(self, theirs: Catalog) -> None:
        self._theirs = theirs
        self.store = Store(theirs, self.layout)

    @property
    @abstractmethod
    def reading(self) -> Any:
        """What the reading goes by; raises ValueError without the moment of the sync."""

    @property
    def kind(self) -> str:
        return self._theirs.kind

    def describe(self) -> str:
        """Where they are, without secrets."""
        return self._theirs.describe()

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return sorted({*self._theirs.names(), *(name for name in self.made if self.columns(name) is not None)})

    def columns(self, name: str) -> list[str] | None:
        """Columns of theirs and ours of the table; None where there is none of that name; raises SourceError."""
        if name in self.beside:
            return list(self.made[name]) if any(self.store.place(each) for each in self.beside[name]) else None
        found = self.store.columns(name)
        if found is None:
            return None
        return [*(each for each in found if each not in self.made.get(name, ())), *self.made.get(name, ())]

    def expect(self, mapping: MappingFile) -> None:
        """Prepares for what the mapping will ask for."""
        copied: dict[str, list[str]] = {}
        for part in (part for parts in mapping.parts.values() for part in parts):
            for ref in every_ref(part):
                copied.setdefault(part.table_of(ref.place), []).append(ref.column)
        self.store.expect(copied, private_words(mapping))

    def batches(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns in no order of their own; lines that cannot be split go to `broken`; raises SourceError."""
        if name not in self.makers:
            yield from self._theirs.batches(self.store.place(name) or name, columns, private, broken)
            return
        made = self.made_table(name, columns)
        for text, reason in made.raw.broken if made.raw else ():
            broken(text, reason)
        # Without a column of theirs or ours there would be no rows to count.
        yield from self.store.stream(made.select(columns or list(self.made[name] or self.layout.read[name])))

    def made_table(self, name: str, columns: list[str]) -> Made:  # noqa: ARG002
        """The table with the columns that are made for it; raises SourceError."""
        return self.makers[name](self.reading)

    def decimal_comma(self, name: str) -> bool:
        """Whether numbers are written 1.234,50."""
        return self._theirs.decimal_comma(name)

    def close(self) -> None:
        """Removes what is held and ends the reading."""
        self.store.close()
        self._theirs.close()
