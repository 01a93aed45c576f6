"""One version of a mirror, from the source's rows to the prepared tables, in an empty DuckDB file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
from sqlalchemy import Column, Select, Table, cast, insert, select

from data_access.engine import append, arrow, create, drop, run
from data_access.intake.batches import stage
from data_access.intake.derived import Rates, with_derived
from data_access.intake.values import Limits
from data_access.localtime import last_valid_day, microseconds
from data_access.mirror.prepare import prepare
from data_access.mirror.report import Progress, TableReport
from data_access.mirror.staged import (
    ACCOUNT_NUMBERS,
    EVENT_NUMBERS,
    FAULTS_TABLE,
    ROW_SET_ASIDE,
    SURVIVORS,
    drop_rows_of_unknown_interactions,
    judge,
    judge_accounts,
    known_or_null,
    list_entries,
    mirrored_cell,
    number_events,
    settle_accounts,
    staged_table,
    staying_rows,
)
from data_access.mirror.tables import ENTRIES, INTERACTIONS, MIRROR
from data_access.schema import CANONICAL, TABLE_NAMES, required_columns, rule
from data_access.sources import BrokenRow, Source, SourceError

LOAD_ORDER = (
    "fx_rates",
    "teams",
    "employees",
    "accounts",
    "contacts",
    "account_team_members",
    "interactions",
    "interaction_participants",
    "orders",
    "opportunities",
    "commitments",
    "cases",
    "survey_responses",
    "qualifications",
)
_KNOWN_BY = {
    "employees": MIRROR.tables["employees"].c.employee_id,
    "accounts": ACCOUNT_NUMBERS.c.account_id,
    "contacts": MIRROR.tables["contacts"].c.contact_id,
    "interactions": INTERACTIONS.c.interaction_id,
}
_SORTED_BY = {
    "interactions": (),
    "interaction_participants": ("event_no", "row"),
    "orders": ("account_no", "ordered_on_day", "order_id"),
}
_PREPARATION_SHARE = 0.1
_ROWS_AT_ONCE = 500_000
"""Many rows in one insert fill whole row groups, which DuckDB then writes once."""


@dataclass
class Build:
    """A load under way: where it reads, where it writes, and what it has learnt so far."""

    connection: duckdb.DuckDBPyConnection
    source: Source
    zone: ZoneInfo
    reporting_currency: str
    now: datetime
    progress: Callable[[Progress], None]
    delivered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    known: dict[str, Column] = field(default_factory=dict)
    rates: Rates | None = None

    def run(self) -> tuple[TableReport, ...]:
        """Loads every table and prepares what facts need; returns a report per canonical table, in their order."""
        self.progress(Progress("Looking at the source"))
        self.delivered = self.source.tables()
        if not self._connected("accounts"):
            raise SourceError(_no_accounts(self.source, self.delivered.get("accounts", ())))
        create(self.connection, *MIRROR.tables.values(), FAULTS_TABLE, ACCOUNT_NUMBERS, EVENT_NUMBERS, SURVIVORS)
        self.rates = Rates(self.reporting_currency, {})
        reports = {}
        for place, name in enumerate(LOAD_ORDER):
            self._share = place / len(LOAD_ORDER) * (1 - _PREPARATION_SHARE)
            self.connection.begin()
            reports[name] = self._load(name) if self._connected(name) else self._absent(name)
            self.connection.commit()
        self.progress(Progress("Preparing", share=1 - _PREPARATION_SHARE))
        prepare(self.connection, staged_table("accounts"), ACCOUNT_NUMBERS)
        drop(self.connection, FAULTS_TABLE, ACCOUNT_NUMBERS, EVENT_NUMBERS, SURVIVORS, staged_table("accounts"))
        self.connection.execute("checkpoint")
        return tuple(reports[name] for name in TABLE_NAMES)

    def _connected(self, name: str) -> bool:
        return name in self.delivered and set(required_columns(name)) <= set(self.delivered[name])

    def _absent(self, name: str) -> TableReport:
        columns = self.delivered.get(name, ())
        missing = tuple(column for column in required_columns(name) if column not in columns) if columns else ()
        return TableReport(name, connected=False, columns=tuple(columns), missing_columns=missing)

    def _load(self, name: str) -> TableReport:
        began = time.monotonic()
        rows_read, broken = self._stage(name)
        ignored = 0
        if name == "interaction_participants" and "interactions" in self.known:
            ignored = drop_rows_of_unknown_interactions(self.connection, INTERACTIONS)
        if name == "accounts":
            judge_accounts(self.connection, self.known, self.source.ordered)
            settle_accounts(self.connection)
        else:
            judge(self.connection, name, self.known, self.source.ordered)
            self._move(name)
        if name in _KNOWN_BY:
            self.known[name] = _KNOWN_BY[name]
        set_aside, left_out = list_entries(self.connection, name, microseconds(self.now))
        if name != "accounts":
            drop(self.connection, staged_table(name))
        if name == "fx_rates":
            self.rates = Rates(self.reporting_currency, _rates(self.connection))
        columns = self.delivered[name]
        return TableReport(
            table=name,
            connected=True,
            columns=tuple(columns),
            missing_columns=tuple(c.name for c in CANONICAL.tables[name].columns if c.name not in columns),
            rows_read=rows_read + broken,
            rows_kept=rows_read - ignored - set_aside,
            set_aside=set_aside + broken,
            values_left_out=left_out,
            ignored=ignored,
            seconds=round(time.monotonic() - began, 3),
        )

    def _stage(self, name: str) -> tuple[int, int]:
        """Writes the table's rows in canonical types; returns how many were read and how many lines were no rows."""
        canonical, staged = CANONICAL.tables[name], staged_table(name)
        create(self.connection, staged)
        last_day = last_valid_day(self.now)
        limits = Limits.until(last_day)
        broken: list[BrokenRow] = []
        expected = self.source.rows(name)
        done = 0
        self._tell(name, done, expected)
        waiting: list[pa.RecordBatch] = []
        for delivered in self.source.read(name, broken.append):
            batch = stage(canonical, delivered, done, limits)
            append(self.connection, FAULTS_TABLE, batch.faults)
            waiting.append(with_derived(canonical, batch.rows, self.zone, last_day.year, self.rates))
            done += len(delivered)
            if sum(map(len, waiting)) >= _ROWS_AT_ONCE:
                append(self.connection, staged, pa.Table.from_batches(waiting))
                waiting.clear()
            self._tell(name, done, expected)
        if waiting:
            append(self.connection, staged, pa.Table.from_batches(waiting))
        self._list_broken(name, broken)
        return done, len(broken)

    def _tell(self, name: str, done: int, expected: int | None) -> None:
        within = min(done / expected, 1.0) if expected else 0.0
        share = self._share + within / len(LOAD_ORDER) * (1 - _PREPARATION_SHARE)
        self.progress(Progress(f"Reading {name}", done, expected, share))

    def _list_broken(self, name: str, broken: list[BrokenRow]) -> None:
        entries = [
            {
                "table": name,
                "row": None,
                "column_no": 0,
                "key": None,
                "column": next(iter(CANONICAL.tables[name].columns)).name,
                "value": line.text[:200],
                "reason": "type",
                "done": ROW_SET_ASIDE,
                "us": microseconds(self.now),
            }
            for line in broken
        ]
        if entries:
            append(self.connection, ENTRIES, pa.Table.from_pylist(entries))

    def _move(self, name: str) -> None:
        """Copies the rows that stay to the mirror's table; accounts follow when their first events are known."""
        target = MIRROR.tables[name]
        run(self.connection, insert(target).from_select(list(target.columns.keys()), self._rows_to_keep(name, target)))

    def _rows_to_keep(self, name: str, target: Table) -> Select:
        staying = staying_rows(name).subquery("staying")
        rows = staying
        numbers = {}
        if "account_id" in staying.c:
            rows = rows.join(ACCOUNT_NUMBERS, ACCOUNT_NUMBERS.c.account_id == staying.c.account_id)
            numbers["account_no"] = ACCOUNT_NUMBERS.c.account_no
        if name == "interactions":
            number_events(self.connection)
            rows = rows.join(EVENT_NUMBERS, EVENT_NUMBERS.c.row == staying.c.row)
            numbers["event_no"] = EVENT_NUMBERS.c.event_no
        if name == "interaction_participants":
            if "interactions" not in self.known:
                return select(*(cast(None, column.type) for column in target.columns)).where(False)
            rows = rows.join(INTERACTIONS, INTERACTIONS.c.interaction_id == staying.c.interaction_id)
            numbers |= {"event_no": INTERACTIONS.c.event_no, "account_no": INTERACTIONS.c.account_no}
        rules = {column.name: rule(column) for column in CANONICAL.tables[name].columns}
        columns = []
        for column in target.columns:
            cell = numbers[column.name] if column.name in numbers else mirrored_cell(staying, column.name)
            if column.name in rules:
                cell = known_or_null(cell, rules[column.name], self.known)
            columns.append(cell.label(column.name))
        kept = select(*columns).select_from(rows)
        order = [numbers[c] if c in numbers else mirrored_cell(staying, c) for c in _SORTED_BY.get(name, ("row",))]
        return kept.order_by(*order)


def _rates(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[list[int], list[Decimal]]]:
    rates = MIRROR.tables["fx_rates"]
    by_currency: dict[str, tuple[list[int], list[Decimal]]] = {}
    rows = arrow(connection, select(rates.c.currency, rates.c.month_day, rates.c.rate).order_by(rates.c.month_day))
    for currency, month, rate in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        months, values = by_currency.setdefault(currency, ([], []))
        months.append(month)
        values.append(rate)
    return by_currency


def _no_accounts(source: Source, columns: tuple[str, ...]) -> str:
    missing = [column for column in required_columns("accounts") if column not in columns]
    if not columns:
        return f"There is no table accounts in {source.describe()}. Every source needs one, with account_id and name."
    return f"The table accounts of {source.describe()} lacks {' and '.join(missing)}. Every source needs them."
