"""The refreshes of a mirror in the order they ended, those that failed too: a file of lines beside the versions.

Like the mirror it can be deleted at any time. Who writes holds the mirror's lock; a line that was cut by a power failure
is not read.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from data_access.mirror.report import Report

REFRESHES_FILE = "refreshes.jsonl"
REFRESHES_KEPT = 1_000
_MOST_LINES = 2 * REFRESHES_KEPT


@dataclass(frozen=True)
class Refresh:
    """One refresh that ended: with a version and its numbers of rows, or with the sentence that says why not."""

    started_at: datetime
    finished_at: datetime
    full: bool
    """Whether every row of the source was read."""
    version: str | None = None
    rows_read: int | None = None
    changed: int | None = None
    set_aside: int | None = None
    values_left_out: int | None = None
    failure: str | None = None
    fetched: int | None = None
    """Rows that were read from the source where not every one was."""

    @property
    def seconds(self) -> float:
        return (self.finished_at - self.started_at).total_seconds()


def succeeded(report: Report, full: bool) -> Refresh:
    """The refresh that published the version of this report."""
    changed = [table.changed for table in report.tables if table.changed is not None]
    return Refresh(
        report.started_at,
        report.finished_at,
        full,
        report.version,
        report.rows_read,
        sum(changed) if changed else None,
        report.set_aside,
        report.values_left_out,
        fetched=report.fetched,
    )


def note_refresh(folder: Path, refresh: Refresh) -> None:
    """Adds a refresh to those of the folder and forgets the oldest; raises OSError."""
    file = folder / REFRESHES_FILE
    content = asdict(refresh)
    for moment in ("started_at", "finished_at"):
        content[moment] = content[moment].isoformat()
    lines = _lines(file)
    line = json.dumps(content, ensure_ascii=False)
    if len(lines) >= _MOST_LINES:
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        beside.write_text("\n".join([*lines[-REFRESHES_KEPT:], line, ""]), encoding="utf-8")
        beside.replace(file)
        return
    with file.open("a", encoding="utf-8") as out:
        # In front too: the line before may have been cut.
        out.write(f"\n{line}\n")


def read_refreshes(folder: Path) -> list[Refresh]:
    """The refreshes of a mirror's folder, the oldest first; raises OSError where the file cannot be read."""
    found = (_read(line) for line in _lines(folder / REFRESHES_FILE))
    return [refresh for refresh in found if refresh is not None]


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8", errors="replace").split("\n") if line]
    except FileNotFoundError:
        return []


def _read(line: str) -> Refresh | None:
    """The refresh of a line; None where it was cut."""
    try:
        content = json.loads(line)
        moments = {
            name: datetime.fromisoformat(content[name]).astimezone(UTC) for name in ("started_at", "finished_at")
        }
        return Refresh(**{**content, **moments})
    except (ValueError, KeyError, TypeError):
        return None
