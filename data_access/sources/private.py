"""The words of private interactions, which no source hands over."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Text, case, cast, func, or_
from sqlalchemy.sql import ColumnElement

from data_access.intake.values import as_text

WORDS = ("subject", "notes")
FALSE_WORDS = ("false", "0", "f")


@dataclass(frozen=True)
class PrivateWords:
    """Which columns of a table hold words, and which column says in what cells that they are private.

    A row is public where the flag is empty, and where its cell, in lower case, is among `cells`
    if these are the public ones, or is not among them if they are the private ones.
    """

    columns: frozenset[str]
    flag: str
    cells: frozenset[str] = frozenset(FALSE_WORDS)
    cells_are_public: bool = True

    def selected(self, name: str, words: ColumnElement, flag: ColumnElement) -> ColumnElement:
        """A column as it is selected from the database: words of private rows stay there."""
        if name not in self.columns:
            return words
        cell = func.lower(cast(flag, Text))
        named = cell.in_(sorted(self.cells)) if self.cells_are_public else cell.not_in(sorted(self.cells))
        return case((or_(flag.is_(None), cell == "", named), words))

    def withheld(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch without the words of its private rows."""
        flag = as_text(batch.column(self.flag))
        named = pc.is_in(pc.utf8_lower(flag), pa.array(sorted(self.cells), pa.string()))
        public = pc.or_(pc.is_null(flag), named if self.cells_are_public else pc.invert(named))
        names = batch.schema.names
        cells = [
            pc.if_else(public, column, pa.scalar(None, column.type)) if name in self.columns else column
            for name, column in zip(names, batch.columns, strict=True)
        ]
        return pa.RecordBatch.from_arrays(cells, names=names)
