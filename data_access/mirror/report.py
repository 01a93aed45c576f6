"""What a refresh did, how far one has come, and the sentences a mirror fails with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from data_access.sources import Note


class MirrorError(Exception):
    """The mirror cannot be built or read; the text says what is wrong, where, and what to do."""


class MirrorMissing(MirrorError):
    """There is no mirror of this source yet."""


class MirrorBusy(MirrorError):
    """Another process is building the mirror of this source."""


@dataclass(frozen=True)
class Progress:
    """How far a refresh has come: the step in words, rows done and expected, and the share of the whole."""

    step: str
    done: int = 0
    total: int | None = None
    share: float | None = None


@dataclass(frozen=True)
class TableReport:
    """What became of one canonical table in a refresh; `changed` is None where there was nothing to compare with."""

    table: str
    connected: bool
    columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    rows_read: int = 0
    rows_kept: int = 0
    set_aside: int = 0
    values_left_out: int = 0
    ignored: int = 0
    changed: int | None = None
    content: str = ""
    """Sum of the hashes of the rows kept: equal sums mean equal rows."""
    seconds: float | None = field(default=None, compare=False)
    """How long it took to read and judge the table."""


@dataclass(frozen=True)
class Report:
    """What one refresh read, kept, set aside and could not map."""

    version: str
    started_at: datetime
    finished_at: datetime
    source: str
    tables: tuple[TableReport, ...]
    notes: tuple[Note, ...]
    not_connected: tuple[str, ...]
    follows: str | None = None
    """The version it was compared with."""
    touched_from: int | None = None
    """First day, as a number, whose figures can be others than in that version; None where nothing was compared."""
    fetched: int | None = None
    """How many rows were read from the source where only changed ones were; None where all were."""

    @property
    def rows_read(self) -> int:
        return sum(table.rows_read for table in self.tables)

    @property
    def set_aside(self) -> int:
        return sum(table.set_aside for table in self.tables)

    @property
    def values_left_out(self) -> int:
        return sum(table.values_left_out for table in self.tables)

    def table(self, name: str) -> TableReport:
        """The report on one canonical table."""
        return next(table for table in self.tables if table.table == name)

    def as_dict(self) -> dict:
        """The report as JSON values, to be read back by `from_dict`."""
        return asdict(self) | {"started_at": self.started_at.isoformat(), "finished_at": self.finished_at.isoformat()}

    @classmethod
    def from_dict(cls, content: dict) -> Report:
        """The report that `as_dict` wrote."""
        tables = tuple(
            TableReport(
                **{**table, "columns": tuple(table["columns"]), "missing_columns": tuple(table["missing_columns"])}
            )
            for table in content["tables"]
        )
        return cls(
            version=content["version"],
            started_at=datetime.fromisoformat(content["started_at"]).astimezone(UTC),
            finished_at=datetime.fromisoformat(content["finished_at"]).astimezone(UTC),
            source=content["source"],
            tables=tables,
            notes=tuple(Note(**note) for note in content["notes"]),
            not_connected=tuple(content["not_connected"]),
            follows=content["follows"],
            touched_from=content["touched_from"],
            fetched=content.get("fetched"),
        )
