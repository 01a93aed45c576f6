"""What a source must offer, and the sentences it fails with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa


class SourceError(Exception):
    """The source cannot be read; its text says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not even be split into cells: its text and why, to be listed as set aside."""

    table: str
    text: str
    reason: str


@dataclass(frozen=True)
class Note:
    """Something of the source that was left unmapped, with how many rows it concerns."""

    table: str
    text: str
    count: int


class Source(Protocol):
    """A company's CRM data, offered as canonical tables.

    Cells are handed over as delivered. A string cell is written in the CSV form of the data model, whatever
    it came from; any other Arrow type is a typed value. Nothing is checked, repaired or dropped here, except
    that broken lines go to `broken` and that subject and notes of private interactions are not read.
    """

    ordered: bool
    """Whether rows come in an order of their own (a file's), so that the first of two with one key is known."""

    def describe(self) -> str:
        """Where the data come from in words, without secrets."""

    def tables(self) -> dict[str, tuple[str, ...]]:
        """Canonical columns delivered, by canonical table; raises SourceError when the source cannot be reached."""

    def rows(self, table: str) -> int | None:
        """How many rows the table holds, where that is cheap to know."""

    def read(self, table: str, broken: Callable[[BrokenRow], None]) -> Iterator[pa.RecordBatch]:
        """Batches of the table with the columns that `tables` named; raises SourceError."""

    def notes(self) -> list[Note]:
        """What could not be mapped, known once the tables have been read."""

    def close(self) -> None:
        """Lets connections and temporary files go; the source is not read again."""
