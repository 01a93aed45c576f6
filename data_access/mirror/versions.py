"""Versions of a mirror: one folder per source and settings, the next version built beside the current, one builder.

A folder holds `mirror-N-START.duckdb` files, `current.json` that names the one to read with the report of its load, a
lock for builders and, while one works, its progress. A version appears by renaming a finished file and then replacing the
pointer, so that whatever happens in between, the older version goes on serving.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data_access.mirror.report import MirrorError, MirrorMissing, Report
from data_access.settings import Settings, SourceSettings

POINTER = "current.json"
SPILL = "spill"
_VERSION_FILE = re.compile(r"mirror-(\d+)-\w+\.duckdb")
_HIDDEN_FILE = re.compile(r"hidden-(\d+)-(\d+-\w+)\.duckdb")
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


def version_name(number: int, started: datetime) -> str:
    """The name of a version; unlike its number alone, it does not come again after the folder was deleted.

    Readers tell versions apart by it, and DuckDB goes on using a file that it knows by name even when it is another one.
    """
    return f"{number:06d}-{started.astimezone(UTC):%Y%m%dT%H%M%S}"


def publish(folder: Path, building: Path, report: Report) -> Path:
    """The file of the version that was built, named by the pointer from now on."""
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


def newest_file(settings: Settings) -> tuple[Path, Report] | None:
    """File and report of the newest version; None where there is none that can be read."""
    try:
        file, report = read_pointer(settings)
    except MirrorError:
        return None
    return (file, report) if file.exists() else None


def versions(folder: Path) -> list[tuple[int, Path]]:
    """Number and file of each version of a folder, the oldest first."""
    found = ((_VERSION_FILE.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted((int(match[1]), path) for match, path in found if match)


def sweep(folder: Path, current: tuple[Path, Report] | None) -> None:
    """Removes what builders that failed or were killed left behind; the lock says that none is at work."""
    for pattern in ("building-*", f"{POINTER}.*", "progress.*"):
        for left_over in folder.glob(pattern):
            left_over.unlink(missing_ok=True)
    shutil.rmtree(folder / SPILL, ignore_errors=True)
    if current is not None:
        for _, path in versions(folder):
            # Finished, but its builder was killed before the pointer named it.
            if path.name > current[0].name:
                path.unlink(missing_ok=True)


def forget_all_but(folder: Path, kept: set[Path]) -> None:
    """Removes the other versions, and what was made from them with the names hidden."""
    for _, path in versions(folder):
        if path not in kept:
            path.unlink(missing_ok=True)
    forget_hidden(folder)


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
