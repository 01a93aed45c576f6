"""A version of the mirror opened for reading, by any number of threads and processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa
from sqlalchemy import Select, func, select

from data_access.engine import arrow
from data_access.localtime import local_day
from data_access.mirror.report import MirrorError, MirrorMissing, Report
from data_access.mirror.tables import ENTRIES
from data_access.mirror.versions import read_pointer
from data_access.settings import Settings


@dataclass
class Mirror:
    """One version of a mirror; it answers selects of the mirror's tables."""

    file: Path
    report: Report
    zone: ZoneInfo
    currency: str
    fixed_as_of: date | None
    original: Mirror | None = field(default=None, repr=False)
    """Of a mirror with the names hidden, the one that it was made from."""
    _connection: duckdb.DuckDBPyConnection | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def names_hidden(self) -> bool:
        """Whether every name, word and key in it is invented."""
        return self.original is not None

    @property
    def version(self) -> str:
        return self.report.version

    @property
    def synced_at(self) -> datetime:
        return self.report.started_at

    @property
    def last_day(self) -> date:
        """Day of the last refresh in the company's time zone: no date after it can be asked for."""
        return local_day(self.synced_at, self.zone)

    @property
    def as_of(self) -> date:
        """The date shown when none is asked for."""
        return self.fixed_as_of or self.last_day

    def arrow(self, statement: Select) -> pa.Table:
        """All rows of the select as an Arrow table."""
        with self._cursor() as cursor:
            try:
                return arrow(cursor, statement)
            except duckdb.IOException as error:
                raise _unreadable(self.file, error) from error

    def frame(self, statement: Select) -> pd.DataFrame:
        """All rows of the select as a frame."""
        return self.arrow(statement).to_pandas()

    def problems(self, offset: int = 0, limit: int | None = None) -> pd.DataFrame:
        """Entries of the last load: table, key, column, value, reason, done and time (UTC), in the order of the rows."""
        e = ENTRIES.c
        columns = (e.table, e.key, e.column, e.value, e.reason, e.done, e.us)
        statement = select(*columns).order_by(e.table, e.row, e.column_no).offset(offset).limit(limit)
        found = self.frame(statement)
        found["time"] = pd.to_datetime(found.pop("us"), unit="us", utc=True)
        return found

    def problem_count(self) -> int:
        """How many entries the last load left."""
        return self.arrow(select(func.count().label("entries")).select_from(ENTRIES))["entries"][0].as_py()

    def close(self) -> None:
        """Lets the file go."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = _open(self.file)
            return self._connection.cursor()


def open_mirror(settings: Settings) -> Mirror:
    """The newest version of the source's mirror; raises MirrorMissing or MirrorError."""
    mirror = _opened(settings)
    try:
        mirror.problem_count()
    except MirrorMissing:
        # The version named by the pointer went away between reading the pointer and opening the file.
        mirror = _opened(settings)
        mirror.problem_count()
    return mirror


def _opened(settings: Settings) -> Mirror:
    file, report = read_pointer(settings)
    source = settings.source
    return Mirror(file, report, source.zone, source.reporting_currency, source.as_of)


def _open(file: Path) -> duckdb.DuckDBPyConnection:
    if not file.exists():
        raise MirrorMissing(f"The mirror file {file} is gone. Run: python -m dashboard refresh")
    try:
        return duckdb.connect(file, read_only=True)
    except duckdb.Error as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: duckdb.Error) -> MirrorError:
    reason = str(error).splitlines()[0]
    return MirrorError(f"The mirror file {file} cannot be read ({reason}). Run: python -m dashboard refresh")
