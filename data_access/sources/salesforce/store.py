"""Their side under API names: clean cells, and the columns that are worked out beside theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from data_access.sources.mapped.catalog import Broken, Catalog
from data_access.sources.private import PrivateWords
from data_access.sources.salesforce import activities, records
from data_access.sources.salesforce.cells import Rows, cleaned
from data_access.sources.salesforce.keys import whole_keys, whole_keys_of_records
from data_access.sources.salesforce.links import Links
from data_access.sources.salesforce.naming import Naming, layout_of, snake, tables_of
from data_access.sources.salesforce.objects import CUSTOM, GONE, LEFT_COMPANY, NEWEST, OBJECTS
from data_access.sources.salesforce.worked_out import LEFT_OUT, Context

WorkOut = Callable[[Rows, Context], dict[str, pa.Array]]

_OF_ACTIVITIES = (
    "the account",
    "the owner",
    "the contact",
    "the start",
)
_WORKED_OUT: dict[str, tuple[WorkOut, tuple[str, ...]]] = {
    "Account": (records.account, ("the owner", "the territory", "merged into")),
    "Contact": (records.contact, ("the name", "the level", "still there")),
    "User": (records.user, ("the name", "the team", "leads others")),
    "AccountTeamMember": (records.member, ()),
    "AccountContactRelation": (records.second_employer, ()),
    "OpportunityContactRole": (records.kept("contacts", "OpportunityContactRole"), ()),
    "Event": (activities.event, (*_OF_ACTIVITIES, "the end", "all day", "the status")),
    "EventRelation": (activities.relation, ("the contact", "the user")),
    "Task": (
        activities.task,
        (*_OF_ACTIVITIES, "the kind", "all day", "the status", "the due day", "done at", "the direction"),
    ),
    "TaskRelation": (activities.relation, ("the contact", "the user")),
    "EmailMessage": (activities.email, (*_OF_ACTIVITIES, "the direction")),
    "Opportunity": (records.opportunity, ("the currency", "the outcome", "closed on", "the owner")),
    "Order": (records.order, ("the currency", "the status", "ordered on")),
    "Case": (records.case, ("resolved at",)),
}
# Worked out of nothing but a column of an organisation's own.
_ONLY_WITH = {"still there": LEFT_COMPANY}
# Words of an activity are read only where they are asked for, and tell nothing but what a task was.
_WORDS = {"Event": ("Subject", "Description"), "Task": ("Description",), "EmailMessage": ("Subject",)}


class Store:
    """The tables of a copy of Salesforce as a catalog of a mapping: API names, whatever they are called there."""

    def __init__(self, base: Catalog, layout: str | None) -> None:
        self._base = base
        self._layout = layout
        self._found: tuple[dict[str, str], Naming] | None = None
        self._names: dict[str, dict[str, str]] = {}
        self.links = Links(self._rows)
        self.context: Context | None = None

    @property
    def ordered(self) -> bool:
        """Whether rows come in the order of files."""
        return self._base.ordered

    @property
    def kind(self) -> str:
        """What one of them is called: a file or a table."""
        return self._base.kind

    @property
    def layout(self) -> str:
        """How columns are named here; raises SourceError."""
        return self._look()[1].layout

    def describe(self) -> str:
        """Where they are, without secrets."""
        return self._base.describe()

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return sorted({*self._base.names(), *self._tables})

    def table(self, name: str) -> str:
        """The name to read a table by that is written as in the API or as it is called here."""
        if name in self._tables:
            return name
        there = self._base.names()
        here = snake(name) if name not in there and snake(name) in there else name
        return next((api for api, called in self._tables.items() if called == here), here)

    def columns(self, name: str) -> list[str] | None:
        """Columns by API name, then those worked out, then as they are called here; None where there is no table."""
        there = self._base.columns(self._tables.get(name, name))
        if there is None or name not in self._tables:
            return there
        worked_out = (*_WORKED_OUT[name][1], LEFT_OUT) if name in _WORKED_OUT else ()
        api = self._api_names(name)
        known = [*api, *(each for each in worked_out if _ONLY_WITH.get(each) in (None, *api))]
        return [*known, *(column for column in there if column not in known)]

    def custom(self, name: str, column: str) -> str:
        """A column as it is called here, that may be written as in the API."""
        known = self.columns(name) or []
        if column in known:
            return column
        here = snake(column) if self.layout != "api" else column
        return next((each for each in known if each.lower() == here.lower()), column)

    def has_rows(self, name: str) -> bool:
        """Whether there is a table of that API name and a row in it; raises SourceError."""
        if name not in self._tables:
            return False
        first = next(iter(OBJECTS[name]))
        return any(rows.count for rows in self._rows(name, (first,)))

    def batches(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns, of those here and those worked out, without private words; raises SourceError."""
        if name not in self._tables:
            yield from map(_with_whole_keys, self._base.batches(name, columns, private, broken))
            return
        work_out, made = _WORKED_OUT.get(name, (None, ()))
        wanted = work_out if {*made, LEFT_OUT} & set(columns) else None
        if wanted:
            # What is looked up is read before the table itself: a database hands over one table at a time.
            self.links.prepare()
            self.context.asked = frozenset(columns)
            wanted(Rows({}, 0), self.context)
        read = self._read_for(name, columns, wanted is not None)
        for rows in self._batches(name, read, private, broken):
            cells = {column: rows[column] for column in columns if column in rows}
            cells |= wanted(rows, self.context) if wanted else {}
            yield pa.RecordBatch.from_arrays([cells[column] for column in columns], names=columns)

    def decimal_comma(self, name: str) -> bool:
        """Whether numbers are written 1.234,50."""
        return self._base.decimal_comma(self._tables.get(name, name))

    def close(self) -> None:
        """Lets go of what is held open."""
        self._base.close()

    def count_only(self, name: str) -> None:
        """Reads a table of which nothing is taken, for what is told about it."""
        if self.columns(name):
            for _ in self.batches(name, [LEFT_OUT], None, lambda *_: None):
                pass

    @property
    def _tables(self) -> dict[str, str]:
        return self._look()[0]

    def _look(self) -> tuple[dict[str, str], Naming]:
        if self._found is None:
            tables = tables_of(self._base.names())
            layout = layout_of(self._layout, tables, lambda table: self._base.columns(table) or [])
            self._found = (tables, Naming(layout))
        return self._found

    def _api_names(self, name: str) -> dict[str, str]:
        """The columns of a table that are known by an API name, with the names they have here."""
        if name not in self._names:
            tables, naming = self._look()
            there = self._base.columns(tables[name]) or []
            found = {api: naming.column(api, there) for api in (*OBJECTS[name], *CUSTOM.get(name, ()))}
            own = {extra: extra for extra in (GONE, NEWEST) if extra in there}
            self._names[name] = own | {api: here for api, here in found.items() if here}
        return self._names[name]

    def _read_for(self, name: str, columns: list[str], worked_out: bool) -> list[str]:
        there = self._base.columns(self._tables[name]) or []
        known = self._api_names(name)
        read = [column for column in columns if column in known or column in there]
        if worked_out:
            flags = self.context.flags.names if name == "Event" else ()
            read += [column for column in (*known, *flags) if column not in _WORDS.get(name, ())]
        return list(dict.fromkeys(read))

    def _rows(self, name: str, columns: tuple[str, ...]) -> Iterator[Rows]:
        """Batches of columns of a table; none where the table or one of the columns is not there."""
        if name in self._tables and set(columns) <= set(self._api_names(name)):
            yield from self._batches(name, list(dict.fromkeys(columns)), None, lambda *_: None)

    def _batches(self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken) -> Iterator[Rows]:
        known = self._api_names(name)
        here = [known.get(column, column) for column in columns]
        if private:
            words = frozenset(known.get(column, column) for column in private.columns)
            private = replace(private, columns=words, flag=known.get(private.flag, private.flag))
        # A column may be asked for under both its names.
        once = list(dict.fromkeys(here))
        for batch in self._base.batches(self._tables[name], once, private, broken):
            cells = {column: _cells(column, batch.column(name)) for column, name in zip(columns, here, strict=True)}
            yield Rows(cells, batch.num_rows)


def _cells(column: str, cells: pa.Array) -> pa.Array:
    """The column as clean text, keys as the API writes them."""
    text = cleaned(cells)
    return whole_keys(text) if column.lower().endswith("id") else text


def _with_whole_keys(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Rows of a table that is not Salesforce's own, with the keys of its records as the API writes them."""
    columns = [whole_keys_of_records(cells) if pa.types.is_string(cells.type) else cells for cells in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
