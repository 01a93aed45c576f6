"""Which account, contact or employee stands behind a key or an e-mail address."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data_access.sources.salesforce.cells import Rows, of_kind
from data_access.sources.salesforce.objects import HAVE_AN_ACCOUNT, PREFIXES

ReadColumns = Callable[[str, tuple[str, ...]], Iterator[Rows]]
"""Batches of columns of a table of theirs; none where the table or a column is not there."""

_ACCOUNT_COLUMN = {"Lead": "ConvertedAccountId"}
_PREFIX_OF = {name: prefix for prefix, name in PREFIXES.items()}


class Lookup:
    """What belongs to each key; of a key that is there twice, what came first."""

    def __init__(self, keys: pa.Array, found: pa.Array) -> None:
        index = pd.Index(keys.to_pandas(), dtype=object)
        first = ~index.duplicated()
        self._index = index[first]
        self._found = found.filter(pa.array(first))
        self.repeated = int((~first).sum())

    def __call__(self, keys: pa.Array) -> pa.Array:
        """What belongs to each of the keys; null where nothing does."""
        if not len(self._index):
            return pa.nulls(len(keys), pa.string())
        places = self._index.get_indexer(pd.Index(keys.to_pandas(), dtype=object))
        known = pa.array(places, mask=places < 0)
        return self._found.take(known)

    def __len__(self) -> int:
        return len(self._index)


class Links:
    """The tables that are looked up in while another is read, each read once when it is first needed."""

    def __init__(self, read: ReadColumns) -> None:
        self._read = read
        self._held: dict[tuple[str, str, str], Lookup] = {}

    def lookup(self, table: str, key: str, found: str, among: Lookup | None = None) -> Lookup:
        """What stands in the column `found` of the table, by its column `key`; rows without either are left out.

        Of a table that is large only the keys `among` others are held.
        """
        name = (table, key, found)
        if name not in self._held:
            self._held[name] = self._made(table, key, found, among=among)
        return self._held[name]

    def by_address(self, table: str, found: str) -> Lookup:
        """The same by e-mail address in lower case."""
        name = (table, "Email", found)
        if name not in self._held:
            self._held[name] = self._made(table, "Email", found, pc.utf8_lower)
        return self._held[name]

    def account_of(self, keys: pa.Array) -> pa.Array:
        """The account that each key is of, or that its record belongs to; null where there is none."""
        found = [of_kind(keys, _PREFIX_OF["Account"])]
        for name in HAVE_AN_ACCOUNT:
            theirs = of_kind(keys, _PREFIX_OF[name])
            if theirs.null_count < len(theirs):
                found.append(self.lookup(name, "Id", _ACCOUNT_COLUMN.get(name, "AccountId"))(theirs))
        return pc.coalesce(*found)

    def prepare(self) -> None:
        """Reads what `account_of` looks up: a database hands over one table at a time."""
        for name in HAVE_AN_ACCOUNT:
            self.lookup(name, "Id", _ACCOUNT_COLUMN.get(name, "AccountId"))

    def _made(
        self,
        table: str,
        key: str,
        found: str,
        written: Callable[[pa.Array], pa.Array] | None = None,
        among: Lookup | None = None,
    ) -> Lookup:
        keys, values = [], []
        for rows in self._read(table, (key, found)):
            whole = pc.and_(pc.is_valid(rows[key]), pc.is_valid(rows[found]))
            if among is not None:
                whole = pc.and_(whole, pc.is_valid(among(rows[key])))
            keys.append(rows[key].filter(whole))
            values.append(rows[found].filter(whole))
        if not keys:
            return Lookup(pa.array([], pa.string()), pa.array([], pa.string()))
        every = pa.concat_arrays(keys)
        return Lookup(written(every) if written else every, pa.concat_arrays(values))
