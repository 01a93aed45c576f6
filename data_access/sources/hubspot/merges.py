"""Records that were merged: which key lives on in which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
from sqlalchemy import Select, func, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.held.store import Store
from data_access.sources.hubspot.tables import MERGED_INTO_ME

KEYS = {"company": "id", "contact": "id", "deal": "deal_id", "ticket": "id"}
_ELSEWHERE = {
    "contact": ("contact_merge_audit", "vid_to_merge", "canonical_vid"),
    "deal": ("merged_deal", "merged_deal_id", "deal_id"),
}


class Merged:
    """The merges of one kind of record, followed to the end of each chain."""

    def __init__(self, store: Store, kind: str) -> None:
        self.ends, self.circular = ends_of(_pairs(store, kind))
        columns = {"old": list(self.ends), "new": list(self.ends.values())}
        self._table: FromClause = store.keep_rows(
            pa.table(columns, pa.schema([("old", pa.string()), ("new", pa.string())]))
        )

    def follow(self, source: FromClause, key: ColumnElement) -> tuple[FromClause, ColumnElement]:
        """The source joined to its survivors, and the key of the record that a key lives on in: often itself."""
        table = self._table.alias()
        return source.outerjoin(table, table.c.old == key), func.coalesce(table.c.new, key)

    def gone(self) -> Select:
        """Keys of the records that live on in another."""
        return select(self._table.c.old)


def ends_of(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], set[str]]:
    """For each key that was merged the key at the end of its chain, and the keys that lie on a cycle, which stand alone."""
    into = {old: new for old, new in pairs if old != new}
    ends: dict[str, str] = {}
    circular: set[str] = set()
    for start in into:
        seen = [start]
        while seen[-1] in into and into[seen[-1]] not in seen:
            seen.append(into[seen[-1]])
        if seen[-1] in into:
            circular |= set(seen[seen.index(into[seen[-1]]) :])
    for start in into.keys() - circular:
        end = start
        while end in into and end not in circular:
            end = into[end]
        ends[start] = end
    return ends, circular


def _pairs(store: Store, kind: str) -> Iterator[tuple[str, str]]:
    """Old and new keys, in an order that is the same as long as the data are the same."""
    found = set()
    if kind in _ELSEWHERE:
        name, old, new = _ELSEWHERE[kind]
        raw = store.raw(name)
        found |= set(store.rows(select(raw.cell(old).label("old"), raw.cell(new).label("new")).select_from(raw.rows)))
    raw = store.raw(kind)
    for column in MERGED_INTO_ME:
        if raw.has(column):
            lists = select(raw.cell(column).label("list"), raw.cell(KEYS[kind]).label("new")).select_from(raw.rows)
            for held, new in store.rows(lists.where(raw.cell(column).is_not(None))):
                # The older property is a list of key:time.
                found |= {(each.split(":")[0].strip(), new) for each in held.split(";")}
    yield from sorted((old, new) for old, new in found if old and new)
