"""A refresh: the next version of a mirror built beside the current one by one builder at a time, and how it went."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
from filelock import FileLock, Timeout

from data_access.keeping import Keeping, newest_night
from data_access.mirror.build import Build
from data_access.mirror.changes import count_changes
from data_access.mirror.losses import refuse_losses
from data_access.mirror.refreshes import Refresh, note_refresh, read_refreshes, succeeded
from data_access.mirror.report import MirrorBusy, MirrorError, Progress, Report
from data_access.mirror.versions import (
    BUILD_MEMORY,
    SPILL,
    folder_of,
    forget_all_but,
    newest_file,
    publish,
    sweep,
    version_name,
    versions,
)
from data_access.settings import Settings, SourceSettings
from data_access.sources import Source, SourceError, open_source

_log = logging.getLogger(__name__)

_PROGRESS = "progress.json"
_LOCK = "build.lock"
_PROGRESS_EVERY_SECONDS = 0.2
_PATIENCE_SECONDS = 1.0
"""How long a builder waits at least: who asks for the progress of another holds the lock for a moment."""


def refresh(
    settings: Settings,
    now: datetime,
    *,
    full: bool = False,
    losses_accepted: bool = False,
    progress: Callable[[Progress], None] | None = None,
    wait_seconds: float = 0.0,
    write_source: Callable[[Callable[[Progress], None]], None] | None = None,
    unless: Callable[[], bool] | None = None,
) -> Report:
    """Builds the next version from the source and makes it the current one; raises SourceError, MirrorBusy, MirrorError.

    Of a database only changed rows are read where that can be told; the first refresh of a night reads all. `full` does
    too, and gives up what an earlier version could tell about changes. Where the source lacks much of what the older
    version holds, the error is MuchIsMissing, unless that is accepted. `write_source` makes what is read; it is called
    when no other builder is at work, with the function to tell its own progress. `unless` is asked then too: whether
    another builder has done meanwhile what this one was to do, which is told as MirrorBusy.
    """
    folder = folder_of(settings)
    keeping = Keeping(folder, now)
    with _builder_lock(folder, wait_seconds, unless), _failure_noted(keeping), _sentences(folder):
        keeping.everything = full or _is_night_due(folder, now, settings.source.zone)
        told = _Told(folder / _PROGRESS, progress or _nothing)
        if write_source is not None:
            write_source(told)
        with closing(open_source(replace(settings.source, keeping=keeping), now)) as source:
            report = _build_next(settings, folder, source, now, full, losses_accepted, told, keeping)
        _note(folder, succeeded(report, full=not keeping.in_part))
        return report


def refreshes(settings: Settings) -> list[Refresh]:
    """The refreshes of this source's mirror, the oldest first; raises MirrorError."""
    folder = folder_of(settings)
    try:
        return read_refreshes(folder)
    except OSError as error:
        raise MirrorError(
            f"The list of refreshes in {folder} cannot be read: {error.strerror or error}. "
            "Give this user the right to read there."
        ) from error


def current_progress(settings: Settings) -> Progress | None:
    """What the builder of this source's mirror is doing, in whatever process it works; None when nobody builds."""
    folder = folder_of(settings)
    if not _is_locked(folder):
        return None
    try:
        return Progress(**json.loads((folder / _PROGRESS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress("Starting")


def _build_next(
    settings: Settings,
    folder: Path,
    source: Source,
    now: datetime,
    full: bool,
    losses_accepted: bool,
    told: _Told,
    keeping: Keeping,
) -> Report:
    older = newest_file(settings)
    sweep(folder, older)
    number = max((n for n, _ in versions(folder)), default=0) + 1
    building = folder / f"building-{os.getpid()}.duckdb"
    started = now
    began = time.monotonic()
    try:
        tables, notes, description = _build_file(building, folder, source, settings.source, now, told)
        if older and not losses_accepted:
            refuse_losses(building, older, tables)
        changes = count_changes(building, None if full else older, tables)
        report = Report(
            version=version_name(number, started),
            started_at=started.astimezone(UTC),
            finished_at=datetime.fromtimestamp(started.timestamp() + time.monotonic() - began, tz=UTC),
            source=description,
            tables=changes.reports,
            notes=notes,
            not_connected=tuple(table.table for table in tables if not table.connected),
            follows=older[1].version if older and not full else None,
            touched_from=changes.touched_from,
            fetched=keeping.fetched if keeping.in_part else None,
        )
        file = publish(folder, building, report)
    finally:
        sweep(folder, newest_file(settings))
    forget_all_but(folder, {file, older[0]} if older else {file})
    return report


def _build_file(file: Path, folder: Path, source: Source, settings: SourceSettings, now: datetime, told: _Told):
    config = {"memory_limit": BUILD_MEMORY, "temp_directory": str(folder / SPILL)}
    with duckdb.connect(file, config=config) as connection:
        build = Build(connection, source, settings.zone, settings.reporting_currency, now, told)
        tables = build.run()
    return tables, tuple(source.notes()), source.describe()


@contextmanager
def _builder_lock(folder: Path, wait_seconds: float, unless: Callable[[], bool] | None = None) -> Iterator[None]:
    """Holds the lock of builders; raises MirrorBusy, and MirrorError where the folder cannot be written."""
    lock = FileLock(folder / _LOCK, timeout=max(wait_seconds, _PATIENCE_SECONDS))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise MirrorBusy(
            "Another process is refreshing the mirror of this source. Wait until it has finished, then try again."
        ) from error
    except OSError as error:
        raise _not_writable(folder, error) from error
    try:
        if unless is not None and unless():
            raise MirrorBusy("Another process has just refreshed the mirror of this source.")
        yield
    finally:
        lock.release()


def _is_locked(folder: Path) -> bool:
    if not (folder / _LOCK).exists():
        return False
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return False
    except Timeout:
        return True


@contextmanager
def _failure_noted(keeping: Keeping) -> Iterator[None]:
    """Adds a refresh that fails to the list of refreshes, as far as that can be written."""
    began = time.monotonic()
    try:
        yield
    except Exception as error:
        told = str(error) if isinstance(error, SourceError | MirrorError) else "The refresh stopped unexpectedly."
        started = keeping.now.astimezone(UTC)
        ended = started + timedelta(seconds=time.monotonic() - began)
        _note(keeping.folder, Refresh(started, ended, keeping.everything, failure=told))
        raise


def _is_night_due(folder: Path, now: datetime, zone: ZoneInfo) -> bool:
    """Whether no refresh has read every row since the last night, as far as that can be told."""
    try:
        noted = read_refreshes(folder)
    except OSError as why:
        _log.warning("Every row is read: the list of refreshes in %s cannot be (%s).", folder, why)
        return True
    night = newest_night(now, zone)
    return not any(each.full and each.version and night <= each.started_at <= now for each in noted)


def _note(folder: Path, refresh: Refresh) -> None:
    try:
        note_refresh(folder, refresh)
    except OSError as why:
        _log.warning("How the refresh ended could not be noted in %s: %s", folder, why)


@contextmanager
def _sentences(folder: Path) -> Iterator[None]:
    """Turns what goes wrong with the files of a mirror into a MirrorError."""
    try:
        yield
    except OSError as error:
        raise _not_writable(folder, error) from error
    except duckdb.Error as error:
        raise MirrorError(
            f"The mirror in {folder} could not be built ({_first_line(error)}). "
            "Check that the disk has room, then run: python -m dashboard refresh"
        ) from error


def _not_writable(folder: Path, error: OSError) -> MirrorError:
    return MirrorError(
        f"The mirror in {folder} cannot be written: {error.strerror or error}. "
        "Make room on the disk or give this user the right to write there, then run: python -m dashboard refresh"
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


class _Told:
    """Hands progress on and writes it where other processes look, a few times a second at most."""

    def __init__(self, file: Path, progress: Callable[[Progress], None]) -> None:
        self._file = file
        self._progress = progress
        self._written = 0.0
        self._step = ""

    def __call__(self, progress: Progress) -> None:
        self._progress(progress)
        now = time.monotonic()
        if progress.step == self._step and now - self._written < _PROGRESS_EVERY_SECONDS:
            return
        self._written, self._step = now, progress.step
        beside = self._file.with_suffix(".next")
        beside.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        beside.replace(self._file)


def _nothing(_: Progress) -> None:
    return None
