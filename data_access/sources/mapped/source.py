"""A source that makes the canonical tables of any files or database by a mapping file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa

from data_access.schema import table
from data_access.settings import SourceSettings
from data_access.sources.database import Database
from data_access.sources.mapped.catalog import Catalog, DatabaseCatalog, FolderCatalog, cut_to
from data_access.sources.mapped.language import Mapping, Part
from data_access.sources.mapped.leftovers import leftovers
from data_access.sources.mapped.reading import FILES, read_files, read_mapping, read_toml
from data_access.sources.mapped.selects import Moments, our_rows
from data_access.sources.mapped.staging import Staging
from data_access.sources.source import BrokenRow, Note, SourceError


class MappedSource:
    """The canonical tables that a mapping file makes of a folder or a database."""

    def __init__(
        self,
        settings: SourceSettings,
        file: Path | None = None,
        content: dict | None = None,
        catalog: Catalog | None = None,
        now: datetime | None = None,
    ) -> None:
        self._file = Path(file or settings.mapping)
        self._moments = Moments(settings.timezone, moment_of_sync(settings, now))
        self._content = read_toml(self._file) if content is None else content
        self._catalog = catalog or catalog_of(settings, self._file, self._content)
        self._mapping: Mapping | None = None
        self._staging: Staging | None = None
        self._notes: dict[str, list[Note]] = {}

    @property
    def ordered(self) -> bool:
        """Whether rows come in the order of files."""
        return self._catalog.ordered

    def describe(self) -> str:
        """Their side and the mapping in words."""
        return f"{self._catalog.describe()}, mapped by {self._file}"

    def tables(self) -> dict[str, tuple[str, ...]]:
        """Canonical columns mapped, by canonical table; raises SourceError."""
        return {target: _columns(target, parts) for target, parts in self._read_mapping().parts.items()}

    def rows(self, table: str) -> int | None:  # noqa: ARG002
        """Not known before the rows have been made."""
        return None

    def read(self, table: str, broken: Callable[[BrokenRow], None]) -> Iterator[pa.RecordBatch]:
        """Batches of the table's mapped columns as text, of files in the order of their rows; raises SourceError."""
        mapping = self._read_mapping()
        if self._staging is None:
            self._staging = Staging(
                self._catalog, mapping, lambda staging, part: our_rows(part, staging, self._moments).numbered()
            )
        columns = _columns(table, mapping.parts[table])
        notes = []
        for part in mapping.parts[table]:
            ours = our_rows(part, self._staging, self._moments)
            for text, reason in self._staging.held(part.table).broken:
                broken(BrokenRow(table, text, f"{part.table}: {reason}"))
            for batch in self._staging.stream(ours.columns(self.ordered)):
                yield _with_all(batch, columns)
            notes += leftovers(ours, self._staging)
        self._notes[table] = notes

    def notes(self) -> list[Note]:
        """What of the tables read so far could not be mapped, with counts."""
        return [note for notes in self._notes.values() for note in notes]

    def close(self) -> None:
        """Removes the temporary file and ends the reading."""
        if self._staging is not None:
            self._staging.close()
            self._staging = None
        self._catalog.close()

    def _read_mapping(self) -> Mapping:
        if self._mapping is None:
            self._mapping = self._made_mapping()
        return self._mapping

    def _made_mapping(self) -> Mapping:
        return read_mapping(self._file, self._content, self._catalog)


def moment_of_sync(settings: SourceSettings, now: datetime | None) -> datetime | None:
    """The moment that decides what is over: now, or the end of the last day of a data set of the past."""
    if now is None or settings.as_of is None:
        return now
    end = datetime.combine(settings.as_of + timedelta(days=1), time(), settings.zone)
    return min(now, end.astimezone(UTC))


def catalog_of(settings: SourceSettings, file: Path, content: dict) -> Catalog:
    """The folder or database that the settings name, files as the mapping declares them; raises SourceError."""
    if settings.folder is not None:
        return cut_to(settings.most_rows, FolderCatalog(settings.folder, read_files(file, content)))
    if FILES in content:
        raise SourceError(f"{file}: [{FILES}] describes files, but the source is a database. Remove those sections.")
    return cut_to(settings.most_rows, DatabaseCatalog(Database(settings.url, settings.keeping)))


def _columns(target: str, parts: list[Part]) -> tuple[str, ...]:
    mapped = {name for part in parts for name in part.columns}
    return tuple(column.name for column in table(target).columns if column.name in mapped)


def _with_all(batch: pa.RecordBatch, columns: tuple[str, ...]) -> pa.RecordBatch:
    """The batch with the columns that another part of the table has and this one lacks, empty."""
    empty = pa.nulls(batch.num_rows, pa.string())
    cells = [batch.column(name) if name in batch.schema.names else empty for name in columns]
    return pa.RecordBatch.from_arrays(cells, names=list(columns))
