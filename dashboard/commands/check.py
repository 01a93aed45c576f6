"""`check`: whether the source can be reached, what of it is connected, and what could not be taken."""

from __future__ import annotations

import argparse
import sys

import pyarrow as pa

from dashboard.commands import DONE, FAILED, Clock
from dashboard.commands.output import aligned, as_table, printable, write_csv
from dashboard.commands.refresh import table_lines
from dashboard.commands.source import mirror_of, source_of
from data_access.mirror import Mirror, Report
from data_access.settings import Settings
from data_access.sources import open_source
from data_access.sources.source import SourceError

ENTRIES_SHOWN = 20
ENTRIES_AT_ONCE = 50_000
ENTRY = {name: pa.string() for name in ("table", "key", "column", "value", "reason", "done")} | {
    "time": pa.timestamp("us", tz="UTC")
}


def check(arguments: argparse.Namespace, clock: Clock) -> int:
    """Prints the state of the source and of its newest mirror; FAILED where it is not whole. Raises SourceError."""
    settings = source_of(arguments)
    mirror = mirror_of(settings, clock)
    unreachable = _why_unreachable(settings)
    if unreachable:
        print(f"The source cannot be read now: {unreachable}", file=sys.stderr)
        print(f"What follows was read at {mirror.synced_at:%Y-%m-%d %H:%M} UTC.", file=sys.stderr)
    if arguments.format == "csv":
        _write_entries(mirror)
    else:
        _print_report(mirror, reachable=not unreachable)
    whole = not unreachable and not any(one.set_aside for one in mirror.report.tables)
    return DONE if whole else FAILED


def _why_unreachable(settings: Settings) -> str | None:
    try:
        open_source(settings.source).tables()
    except SourceError as error:
        return str(error)
    return None


def _write_entries(mirror: Mirror) -> None:
    offset = 0
    while True:
        entries = mirror.problems(offset=offset, limit=ENTRIES_AT_ONCE)
        write_csv(as_table(entries, ENTRY), sys.stdout.buffer, header=offset == 0)
        if len(entries) < ENTRIES_AT_ONCE:
            return
        offset += ENTRIES_AT_ONCE


def _print_report(mirror: Mirror, reachable: bool) -> None:
    report = mirror.report
    print(f"Source: {printable(report.source)}, {'reachable' if reachable else 'not reachable'}")
    print(f"Last read at {mirror.synced_at:%Y-%m-%d %H:%M} UTC, as of {mirror.as_of} ({mirror.zone.key})\n")
    for line in [*table_lines(report), *_missing_columns(report)]:
        print(line)
    entries = mirror.problems(limit=ENTRIES_SHOWN)
    total = sum(one.set_aside + one.values_left_out for one in report.tables)
    if not total:
        print("\nEvery row read was kept, and every value of it.")
        return
    shown = f", the first {len(entries)} of them" if total > len(entries) else ""
    print(f"\nRows set aside and values left out: {total:,}{shown}")
    columns = ("table", "key", "column", "value", "reason", "done")
    rows = [tuple(printable(cell) for cell in row) for row in entries[list(columns)].fillna("").itertuples(index=False)]
    for line in aligned([columns, *rows], left=len(columns)):
        print(line)
    if shown:
        print("All of them: add --format csv")


def _missing_columns(report: Report) -> list[str]:
    return [
        f"{one.table} comes without: {', '.join(one.missing_columns)}"
        for one in report.tables
        if one.connected and one.missing_columns
    ]
