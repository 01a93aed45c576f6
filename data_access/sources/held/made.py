"""One of their tables with the columns that were made for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Select, Text, cast, null, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.held.store import Raw


@dataclass(frozen=True)
class Made:
    """Rows of one of their tables, those that stay, joined to what the made columns need."""

    source: FromClause
    columns: dict[str, ColumnElement]
    raw: Raw | None = None
    where: list[ColumnElement] = field(default_factory=list)

    def select(self, names: list[str]) -> Select:
        """These columns, made ones before the table's own of the same name."""
        cells = [(self.columns[name] if name in self.columns else self._own(name)).label(name) for name in names]
        return select(*cells).select_from(self.source).where(*self.where)

    def _own(self, name: str) -> ColumnElement:
        return self.raw.cell(name) if self.raw else cast(null(), Text)
