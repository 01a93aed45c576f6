"""`refresh`: the mirror brought up to date, and what was read."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from dashboard.commands import DONE, Clock
from dashboard.commands.output import aligned, printable
from dashboard.commands.source import history_kept, policy_of, refreshed, source_of
from dashboard.wording import count
from data_access.mirror import Report
from data_access.sources import Note

COLUMNS = ("table", "read", "kept", "changed", "set aside", "values left out", "ignored")


def refresh(arguments: argparse.Namespace, clock: Clock) -> int:
    """Refreshes, computes the weekly history, and prints one line per table; raises SourceError and MirrorError."""
    settings = source_of(arguments)
    policy = policy_of(settings)
    report = refreshed(settings, clock, full=arguments.full)
    print(f"Read {printable(report.source)}{_in_part(report)}")
    for line in table_lines(report):
        print(line)
    seconds = (report.finished_at - report.started_at).total_seconds()
    print(f"Version {report.version}, made in {seconds:.1f} seconds")
    print(f"Weekly history: {history_kept(settings, policy)}")
    return DONE


def _in_part(report: Report) -> str:
    if report.fetched is None:
        return ""
    return f": only what changed since, {count(report.fetched, 'row')}; the first refresh of a night reads all"


def table_lines(report: Report) -> list[str]:
    """A line per connected table with its numbers of rows, then what is not connected and what was left unmapped."""
    rows = [COLUMNS]
    for one in report.tables:
        if one.connected:
            numbers = (one.rows_read, one.rows_kept, one.changed, one.set_aside, one.values_left_out, one.ignored)
            rows.append((one.table, *("" if number is None else f"{number:,}" for number in numbers)))
    lines = list(aligned(rows))
    if report.not_connected:
        lines.append(f"Not connected: {', '.join(report.not_connected)}")
    return [*lines, *note_lines(report.notes)]


def note_lines(notes: Iterable[Note]) -> list[str]:
    """A line per note of a source, with how many rows it concerns."""
    return [f"{note.table}: {printable(note.text)}" + (f" ({note.count:,})" if note.count else "") for note in notes]
