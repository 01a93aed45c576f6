"""The sample company as the source where nothing else is configured: where it lies, how old it may get, how it is made.

It is written anew, for the day, whenever its mirror is built, so that the day of the last refresh is the day until
which it goes. It lies beside the mirror and appears there by renaming; whoever writes or reads it holds the mirror's lock.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from data_access import mirror as mirrors
from data_access.localtime import local_day
from data_access.settings import SETTINGS_FILE, Settings, SettingsError, SourceSettings
from data_access.sources import SourceError
from sample_data import REPORTING_CURRENCY, TIMEZONE, SampleError, write_sample

RECORDS_FILE = "sample-records.sqlite"
OLDEST_DAYS = 6
"""A sample company that ended longer ago is written anew, so that a demonstration never ages."""

NOT_CONFIGURED = (
    f'No source is configured. Name one under [source] in {SETTINGS_FILE}: url = "sqlite:///crm.sqlite" or '
    'folder = "exports/", or name a database or a folder with --source. Leave [source] out to see the sample company.'
)

Tell = Callable[[mirrors.Progress], None]


def or_sample(settings: Settings) -> Settings:
    """The settings, with the sample company as source where they say nothing of one.

    Its records are kept apart, so that what was tried out on it does not stand among a company's own decisions later.
    Raises SettingsError where they say something of a source, but not where it is.
    """
    if settings.source.configured:
        return settings
    if settings.source != SourceSettings():
        raise SettingsError(NOT_CONFIGURED)
    place = settings.mirror.with_name("sample")
    source = SourceSettings(folder=place, timezone=TIMEZONE, reporting_currency=REPORTING_CURRENCY, sample=True)
    records = settings.records if settings.records_named else f"sqlite:///{settings.mirror.with_name(RECORDS_FILE)}"
    return replace(settings, source=source, records=records)


def refresh(
    settings: Settings,
    now: datetime,
    *,
    full: bool = False,
    losses_accepted: bool = False,
    progress: Tell | None = None,
    unless: Callable[[], bool] | None = None,
) -> mirrors.Report:
    """As the mirror's own refresh, which raises SourceError and MirrorError; a sample company is first written anew."""
    writing = partial(_write, settings.source, now) if settings.source.sample else None
    return mirrors.refresh(
        settings,
        now,
        full=full,
        losses_accepted=losses_accepted or settings.source.sample,
        progress=progress,
        write_source=writing,
        unless=unless,
    )


def is_missing(settings: Settings) -> bool:
    """Whether the source is the sample company and not written, be it that its writer was killed."""
    return settings.source.sample and not settings.source.folder.exists()


def is_old(settings: Settings, mirror: mirrors.Mirror, now: datetime) -> bool:
    """Whether the mirror is of a sample company that has become too old to be shown as if it were today's."""
    return settings.source.sample and (local_day(now, settings.source.zone) - mirror.as_of).days > OLDEST_DAYS


def writing_progress(step: str, done: int, total: int) -> mirrors.Progress:
    """How far the writing of a sample company is, from what its writer tells: "Writing accounts", and the share done."""
    what = step.removeprefix("Writing ")
    text = f"Writing the sample company: {what[:1].lower()}{what[1:]}"
    return mirrors.Progress(text, share=done / total if total else None)


def _write(source: SourceSettings, now: datetime, tell: Tell) -> None:
    place = source.folder
    beside, former = place.with_name(f"{place.name}.next"), place.with_name(f"{place.name}.former")
    try:
        _remove(beside, former)
        write_sample(beside, until=local_day(now, source.zone), progress=partial(_tell, tell))
        if place.exists():
            place.rename(former)
        beside.rename(place)
        _remove(former)
    except SampleError as error:
        raise SourceError(str(error).replace(str(beside), str(place))) from error
    except OSError as error:
        raise SourceError(
            f"The sample company cannot be written to {place}: {error.strerror or error}. "
            "Make room on the disk or give this user the right to write there, then try again."
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _remove(*folders: Path) -> None:
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)


def _tell(tell: Tell, table: str, done: int, total: int) -> None:
    tell(writing_progress(table, done, total))
