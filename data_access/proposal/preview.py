"""The first rows read by a mapping as a refresh would read them: what they become, and what would be set aside and why."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import func, select

from data_access.engine import arrow
from data_access.intake.values import as_text
from data_access.localtime import day_number, day_of, local_day
from data_access.mirror.build import Build
from data_access.mirror.report import Progress, TableReport
from data_access.mirror.tables import ENTRIES, INTERACTIONS, ORDERS
from data_access.proposal.looking import Found, catalog_of
from data_access.settings import SourceSettings
from data_access.sources import open_source
from data_access.sources.mapped.catalog import FirstRows
from data_access.sources.mapped.reading import FILES, read_files
from data_access.sources.mapped.source import MappedSource
from data_access.sources.source import BrokenRow, Note, Source

ROWS_TRIED = 20_000
ROWS_SHOWN = 8
EXAMPLES = 200
_MEMORY = "1GB"


@dataclass(frozen=True)
class Trouble:
    """One reason for which rows are set aside or values left out: where, how often, and examples of the values."""

    table: str
    column: str
    reason: str
    done: str
    rows: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What the first rows become: reports and rows by table of ours, troubles, and what could not be mapped."""

    reports: tuple[TableReport, ...]
    rows: dict[str, list[dict[str, str | None]]]
    """The first rows as delivered to the intake, each with what is done with it under `done`."""
    troubles: tuple[Trouble, ...]
    notes: tuple[Note, ...]
    cut: frozenset[str] = frozenset()
    """Tables that were not read to their end."""
    newest: date | None = None
    """The newest day of an order or an interaction among the rows read, of those until today."""


def preview(
    found: Found,
    text: str,
    settings: SourceSettings,
    now: datetime,
    tell: Callable[[Progress], None] = lambda _: None,
    rows: int = ROWS_TRIED,
) -> Preview:
    """The mapping of this text tried on the first rows of each table; raises SourceError."""
    file = Path("mapping.toml")
    content = tomllib.loads(text, parse_float=Decimal)
    declared = read_files(file, {FILES: content.get(FILES, {})})
    first = FirstRows(catalog_of(found.settings, declared), rows)
    tried = _tried(Watched(MappedSource(settings, file=file, content=content, catalog=first)), settings, now, tell)
    return replace(tried, cut=frozenset(first.cut))


def preview_as_it_is(
    settings: SourceSettings,
    now: datetime,
    tell: Callable[[Progress], None] = lambda _: None,
    rows: int = ROWS_TRIED,
) -> Preview:
    """The first rows of a store that is read without a mapping; raises SourceError."""
    source = Watched(open_source(replace(settings, most_rows=rows), now), most=rows)
    tried = _tried(source, settings, now, tell)
    return replace(tried, cut=frozenset(one.table for one in tried.reports if one.rows_read >= rows))


def _tried(source: Watched, settings: SourceSettings, now: datetime, tell: Callable[[Progress], None]) -> Preview:
    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    try:
        reports = Build(connection, source, settings.zone, settings.reporting_currency, now, tell).run()
        return Preview(
            reports=reports,
            rows={table: _with_what_is_done(connection, table, kept) for table, kept in source.kept.items()},
            troubles=_troubles(connection),
            notes=tuple(source.notes()),
            newest=_newest(connection, local_day(now, settings.zone)),
        )
    finally:
        connection.close()
        source.close()


@dataclass
class Watched:
    """A source that remembers the first rows it handed over, and ends a table after `most` of them."""

    source: Source
    most: int | None = None
    kept: dict[str, list[dict[str, str | None]]] = field(default_factory=dict)

    @property
    def ordered(self) -> bool:
        return self.source.ordered

    def describe(self) -> str:
        """Where the data come from in words, without secrets."""
        return self.source.describe()

    def tables(self) -> dict[str, tuple[str, ...]]:
        """Canonical columns delivered, by canonical table; raises SourceError."""
        return self.source.tables()

    def rows(self, table: str) -> int | None:
        """How many rows the table holds, where that is cheap to know."""
        return self.source.rows(table)

    def read(self, table: str, broken: Callable[[BrokenRow], None]) -> Iterator[pa.RecordBatch]:
        """Batches of the table, as the source gives them; raises SourceError."""
        kept = self.kept.setdefault(table, [])
        done = 0
        for whole in self.source.read(table, broken):
            batch = whole if self.most is None else whole.slice(0, self.most - done)
            done += batch.num_rows
            if len(kept) < ROWS_SHOWN:
                shown = batch.slice(0, ROWS_SHOWN - len(kept))
                cells = [as_text(column).to_pylist() for column in shown.columns]
                kept += [dict(zip(shown.schema.names, row, strict=True)) for row in zip(*cells, strict=True)]
            yield batch
            if done == self.most:
                return

    def notes(self) -> list[Note]:
        """What could not be mapped, known once the tables have been read."""
        return self.source.notes()

    def close(self) -> None:
        """Lets connections and temporary files go."""
        self.source.close()


def _with_what_is_done(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, str | None]]
) -> list[dict[str, str | None]]:
    """The rows with `done`: empty for what is read as it is, else what is set aside or left out and why."""
    faults = ENTRIES.c
    query = select(faults.row, faults.column, faults.reason, faults.done).where(
        faults.table == table, faults.row < len(rows)
    )
    told: dict[int, list[str]] = {}
    for row, column, reason, done in zip(*(each.to_pylist() for each in arrow(connection, query).columns), strict=True):
        if row is not None:
            told.setdefault(row, []).append(f"{done}: {column} ({reason})")
    return [{"done": "; ".join(told.get(place, [])), **row} for place, row in enumerate(rows)]


def _newest(connection: duckdb.DuckDBPyConnection, today: date) -> date | None:
    newest = [
        select(func.max(column).label("day")).where(column <= day_number(today))
        for column in (ORDERS.c.ordered_on_day, INTERACTIONS.c.starts_at_day)
    ]
    days = [arrow(connection, query)["day"][0].as_py() for query in newest]
    known = [day for day in days if day is not None]
    return day_of(max(known)) if known else None


def _troubles(connection: duckdb.DuckDBPyConnection) -> tuple[Trouble, ...]:
    faults = ENTRIES.c
    kinds = (faults.table, faults.column, faults.reason, faults.done)
    values = func.list(faults.value.distinct()).label("values")
    query = select(*kinds, func.count().label("rows"), values).group_by(*kinds).order_by(func.count().desc(), *kinds)
    found = arrow(connection, query)
    return tuple(
        Trouble(table, column, reason, done, rows, tuple(sorted(filter(None, values or ()))[:3]))
        for table, column, reason, done, rows, values in zip(*(each.to_pylist() for each in found.columns), strict=True)
    )
