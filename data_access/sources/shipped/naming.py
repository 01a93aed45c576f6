"""Tables and columns of a CRM under its own names, whatever the tool that copied them calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from data_access.sources.mapped.catalog import Broken, Catalog
from data_access.sources.private import PrivateWords


class OwnNames:
    """A folder or database whose tables may have other names, and whose columns other spellings or something around.

    `tables` holds the further names of a table, `around` what a copy puts around the name of a column, such as `_{}_value`.
    A name that is there is never taken for another.
    """

    def __init__(self, theirs: Catalog, tables: dict[str, list[str]], around: list[str]) -> None:
        self._theirs = theirs
        self._further = tables
        self._around = [re.compile(f"^{before}(.+){after}$") for before, after in (each.split("{}") for each in around)]
        self._places: dict[str, str | None] = {}
        self._columns: dict[str, dict[str, str]] = {}

    @property
    def ordered(self) -> bool:
        """Whether rows come in the order of files."""
        return self._theirs.ordered

    @property
    def kind(self) -> str:
        """What one of them is called: a file or a table."""
        return self._theirs.kind

    def describe(self) -> str:
        """Where they are, without secrets."""
        return self._theirs.describe()

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return self._theirs.names()

    def columns(self, name: str) -> list[str] | None:
        """Columns of the table as they are called, then those known by the CRM's own name; None where it is not there; raises SourceError."""
        place = self._place(name)
        if place is None:
            return None
        there = self._theirs.columns(place) or []
        return [*there, *(own for own in self._called(name, there) if own not in there)]

    def batches(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns without private words; raises SourceError."""
        place = self._place(name) or name
        called = self._called(name, self._theirs.columns(place) or [])
        here = {column: called.get(column, column) for column in columns}
        if private:
            words = frozenset(called.get(column, column) for column in private.columns)
            private = replace(private, columns=words, flag=called.get(private.flag, private.flag))
        for batch in self._theirs.batches(place, list(dict.fromkeys(here.values())), private, broken):
            yield pa.RecordBatch.from_arrays([batch.column(here[column]) for column in columns], names=columns)

    def decimal_comma(self, name: str) -> bool:
        """Whether numbers are written 1.234,50."""
        return self._theirs.decimal_comma(self._place(name) or name)

    def close(self) -> None:
        """Lets go of what is held open."""
        self._theirs.close()

    def _place(self, name: str) -> str | None:
        """The name under which the table is there."""
        if name not in self._places:
            wanted = [name, *self._further.get(name, ())]
            found = next((each for each in wanted if self._theirs.columns(each) is not None), None)
            if found is None:
                lower = {each.lower() for each in wanted}
                found = next((each for each in self._theirs.names() if each.lower() in lower), None)
            self._places[name] = found
        return self._places[name]

    def _called(self, name: str, there: list[str]) -> dict[str, str]:
        """Columns by every name they are known by, with the one they have here."""
        if name not in self._columns:
            found = {column: column for column in there}
            for column in there:
                lower = column.lower()
                inner = [match[1] for match in (around.match(lower) for around in self._around) if match]
                for own in (lower, *inner):
                    found.setdefault(own, column)
            self._columns[name] = found
        return self._columns[name]
