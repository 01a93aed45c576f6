"""Counting records of theirs that something is the matter with, for what is said about a source."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.held.store import Store
from data_access.sources.source import Note

EXAMPLES = 3


@dataclass(frozen=True)
class Records:
    """Records of theirs that something may be the matter with, by key."""

    store: Store
    target: str
    what: str
    key: ColumnElement
    source: FromClause
    there: tuple[ColumnElement, ...] = ()

    def note(self, text: str, *where: ColumnElement) -> Note:
        """How many of them meet the conditions, with the first as examples."""
        found = select(self.key.label("key")).select_from(self.source).where(*self.there, *where).distinct().subquery()
        count = first(self.store, select(func.count()).select_from(found))
        text = f"{self.what} {text}".strip()
        if count:
            examples = select(found.c.key).order_by(func.length(found.c.key), found.c.key).limit(EXAMPLES)
            text += f"; for example {', '.join(str(key) for (key,) in self.store.rows(examples))}"
        return Note(self.target, text, count)


def first(store: Store, query: Select) -> int:
    """The count that a query returns."""
    return store.rows(query)[0][0]
