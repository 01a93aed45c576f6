"""Versions of a mirror: one folder per source and settings, the next version built beside the current, one builder.

A folder holds `mirror-N-START.duckdb` files, `current.json` that names the one to read with the report of its load, a
lock for builders and, while one works, its progress. A version appears by renaming a finished file and then replacing the
pointer, so that whatever happens in between, the older version goes on serving.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data_access.keeping import Keeping, newest_night
from data_access.mirror.build import Build
from data_access.mirror.changes import count_changes
from data_access.mirror.losses import refuse_losses
from data_access.mirror.refreshes import Refresh, note_refresh, read_refreshes, succeeded
from data_access.mirror.report import MirrorBusy, MirrorError, MirrorMissing, Progress, Report
from data_access.settings import Settings, SourceSettings
from data_access.sources import Source, SourceError, open_source

_log = logging.getLogger(__name__)

POINTER = "current.json"
_PROGRESS = "progress.json"
_LOCK = "build.lock"
_SPILL = "spill"
_VERSION_FILE = re.compile(r"mirror-(\d+)-\w+\.duckdb")
_HIDDEN_FILE = re.compile(r"hidden-(\d+)-(\d+-\w+)\.duckdb")
_PROGRESS_EVERY_SECONDS = 0.2
_PATIENCE_SECONDS = 1.0
"""How long a builder waits at least: who asks for the progress of another holds the lock for a moment."""
BUILD_MEMORY = "3GB"
LAYOUT = 3
"""Number of the mirror's own table layout: another number makes mirrors of an older layout be built again."""
HIDING = 1
"""Number of the way names are hidden: another number makes what was hidden in an older way be made again."""


def fingerprint(source: SourceSettings) -> str:
    """Short name of the source with everything that shapes what is read from it."""
    what = {
        "url": _without_password(source.url),
        "folder": str(source.folder) if source.folder else None,
        "kind": source.kind,
        "mapping": _content(source.mapping),
        "timezone": source.timezone,
        "reporting_currency": source.reporting_currency,
        "layout": LAYOUT,
    }
    what |= {name: said for name, said in (("columns", source.layout), ("orders", source.orders)) if said}
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]


def folder_of(settings: Settings) -> Path:
    """Where the versions of this source's mirror are."""
    return settings.mirror / fingerprint(settings.source)


def read_pointer(settings: Settings) -> tuple[Path, Report]:
    """File and report of the newest version; raises MirrorMissing where there is none and MirrorError where it is damaged."""
    folder = folder_of(settings)
    try:
        content = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        return folder / content["file"], Report.from_dict(content["report"])
    except FileNotFoundError as error:
        raise MirrorMissing("There is no mirror of this source yet. Run: python -m dashboard refresh") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MirrorError(f"The file {folder / POINTER} is damaged. Run: python -m dashboard refresh --full") from error


def hidden_file(mirror_file: Path) -> Path:
    """Where the mirror with the names hidden is that belongs to this file of a mirror."""
    return mirror_file.with_name(mirror_file.name.replace("mirror-", f"hidden-{HIDING}-", 1))


def forget_hidden(folder: Path) -> None:
    """Removes mirrors with hidden names whose version is gone, or that were hidden in another way."""
    for path in folder.iterdir():
        match = _HIDDEN_FILE.fullmatch(path.name)
        if match and (int(match[1]) != HIDING or not (folder / f"mirror-{match[2]}.duckdb").exists()):
            path.unlink(missing_ok=True)


def current_version(settings: Settings) -> str | None:
    """Name of the newest version, or None where there is none that can be read."""
    try:
        return read_pointer(settings)[1].version
    except MirrorError:
        return None


def current_progress(settings: Settings) -> Progress | None:
    """What the builder of this source's mirror is doing, in whatever process it works; None when nobody builds."""
    folder = folder_of(settings)
    if not _is_locked(folder):
        return None
    try:
        return Progress(**json.loads((folder / _PROGRESS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress("Starting")


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
    older = _older(settings)
    _sweep(folder, older)
    number = max((n for n, _ in _versions(folder)), default=0) + 1
    building = folder / f"building-{os.getpid()}.duckdb"
    started = now
    began = time.monotonic()
    try:
        tables, notes, description = _build_file(building, folder, source, settings.source, now, told)
        if older and not losses_accepted:
            refuse_losses(building, older, tables)
        changes = count_changes(building, None if full else older, tables)
        report = Report(
            version=_version_name(number, started),
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
        file = _publish(folder, building, report)
    finally:
        _sweep(folder, _older(settings))
    _forget_all_but(folder, {file, older[0]} if older else {file})
    return report


def _version_name(number: int, started: datetime) -> str:
    """Unlike the number alone, the name does not come again after the folder was deleted.

    Readers tell versions apart by it, and DuckDB goes on using a file that it knows by name even when it is another one.
    """
    return f"{number:06d}-{started.astimezone(UTC):%Y%m%dT%H%M%S}"


def _build_file(file: Path, folder: Path, source: Source, settings: SourceSettings, now: datetime, told: _Told):
    config = {"memory_limit": BUILD_MEMORY, "temp_directory": str(folder / _SPILL)}
    with duckdb.connect(file, config=config) as connection:
        build = Build(connection, source, settings.zone, settings.reporting_currency, now, told)
        tables = build.run()
    return tables, tuple(source.notes()), source.describe()


def _publish(folder: Path, building: Path, report: Report) -> Path:
    file = folder / f"mirror-{report.version}.duckdb"
    to_disk(building)
    building.replace(file)
    pointer = folder / f"{POINTER}.{os.getpid()}"
    with pointer.open("w", encoding="utf-8") as out:
        json.dump({"file": file.name, "report": report.as_dict()}, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    pointer.replace(folder / POINTER)
    return file


def to_disk(file: Path) -> None:
    """Waits until what was written into the file is on the disk."""
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _older(settings: Settings) -> tuple[Path, Report] | None:
    try:
        file, report = read_pointer(settings)
    except MirrorError:
        return None
    return (file, report) if file.exists() else None


def _versions(folder: Path) -> list[tuple[int, Path]]:
    found = ((_VERSION_FILE.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted((int(match[1]), path) for match, path in found if match)


def _sweep(folder: Path, current: tuple[Path, Report] | None) -> None:
    """Removes what builders that failed or were killed left behind; the lock says that none is at work."""
    for pattern in ("building-*", f"{POINTER}.*", "progress.*"):
        for left_over in folder.glob(pattern):
            left_over.unlink(missing_ok=True)
    shutil.rmtree(folder / _SPILL, ignore_errors=True)
    if current is not None:
        for _, path in _versions(folder):
            # Finished, but its builder was killed before the pointer named it.
            if path.name > current[0].name:
                path.unlink(missing_ok=True)


def _forget_all_but(folder: Path, kept: set[Path]) -> None:
    """Removes the other versions, and what was made from them with the names hidden."""
    for _, path in _versions(folder):
        if path not in kept:
            path.unlink(missing_ok=True)
    forget_hidden(folder)


def _is_locked(folder: Path) -> bool:
    if not (folder / _LOCK).exists():
        return False
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return False
    except Timeout:
        return True


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


def _without_password(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return hashlib.sha256(url.encode()).hexdigest()


def _content(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return str(file)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
