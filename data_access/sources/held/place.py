"""Where the tables of a CRM are, and the moment they are read for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from data_access.settings import SourceSettings
from data_access.sources.database import Database
from data_access.sources.mapped.catalog import Catalog, DatabaseCatalog, FolderCatalog
from data_access.sources.mapped.reading import FILES, read_files
from data_access.sources.source import SourceError


def theirs(settings: SourceSettings, own: dict, shipped: Path) -> Catalog:
    """The folder or database of the settings, files as a company's own mapping describes them; raises SourceError."""
    if settings.folder is not None:
        return FolderCatalog(settings.folder, read_files(settings.mapping or shipped, own))
    if FILES in own:
        raise SourceError(
            f"{settings.mapping}: [{FILES}] describes files, but the source is a database. Remove those sections."
        )
    return DatabaseCatalog(Database(settings.url))


def moment_of_sync(settings: SourceSettings, now: datetime | None) -> datetime | None:
    """The moment that decides what is over: now, or the end of the day that the data are of."""
    if now is None or settings.as_of is None:
        return now
    return min(now, datetime.combine(settings.as_of + timedelta(days=1), time(), settings.zone))
