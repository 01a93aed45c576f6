"""The weekly history of a mirror under one set of rules: scored rows of past weeks, in a file of its own.

A history belongs to a version of the mirror and a policy digest. It is written beside and appears by a rename; a later
one starts as a copy of an earlier one, so that only the weeks are computed that changed rows can touch.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout
from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    delete,
    func,
    select,
)
from sqlalchemy.sql import ColumnElement

from data_access.engine import append, arrow, create, run
from data_access.localtime import as_dates, day_number
from data_access.mirror import MirrorBusy, MirrorError
from data_access.mirror.versions import folder_of
from data_access.scope import Scope
from data_access.settings import Settings

LAYOUT = 1
HISTORY = MetaData()
WEEKS = Table(
    "weeks",
    HISTORY,
    Column("day", Integer, comment="Last day of the week, which the row is as of."),
    Column("account_id", String),
    Column("team_id", String),
    Column("owner_id", String),
    Column("layer", String),
    Column("tier", String),
    Column("cadence_status", String),
    Column("watch_state", String),
    Column("watch_amount", Double),
    Column("score", Double),
    Column("known_share", Double),
    Column("band", String),
    Column("limits", String),
    Column("revenue_12m", Double),
    comment="One row per account that existed at the end of a week.",
)
UNDATED = Table(
    "undated",
    HISTORY,
    Column("name", String),
    comment="Connected tables and columns without dates: where they become others, every week can.",
)
COMPUTED = Table("computed", HISTORY, Column("day", Integer), comment="The weeks that are there, also empty ones.")
_BUILDING = "building-history-{}.duckdb"
_LOCK = "history.lock"


@dataclass(frozen=True)
class Place:
    """Where the histories of a source are, and which one is meant."""

    folder: Path
    version: str
    digest: str

    @property
    def file(self) -> Path:
        return self.folder / f"history-{LAYOUT}-{self.digest}-{self.version}.duckdb"

    def of_version(self, version: str | None) -> Path | None:
        """The history of another version under the same rules, where it is there."""
        file = replace(self, version=version).file
        return file if version and file.exists() else None


def place_of(settings: Settings, version: str, digest: str) -> Place:
    """The place of the history of this mirror version under these rules."""
    return Place(folder_of(settings), version, digest)


class Writer:
    """A history being written: which weeks are there already, and the way to add one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @property
    def days(self) -> set[int]:
        """The weeks that are there, as day numbers."""
        return set(arrow(self._connection, select(COMPUTED.c.day))["day"].to_pylist())

    @property
    def undated(self) -> set[str]:
        """What without dates was connected when the weeks were computed."""
        return set(arrow(self._connection, select(UNDATED.c.name))["name"].to_pylist())

    def note_undated(self, names: Iterable[str]) -> None:
        """Notes what without dates is connected now."""
        run(self._connection, delete(UNDATED))
        append(self._connection, UNDATED, pa.table({"name": pa.array(sorted(names), pa.string())}))

    def forget(self, from_day: int, before_day: int) -> None:
        """Drops the weeks from one day on, and those before another."""
        for table in (WEEKS, COMPUTED):
            run(self._connection, delete(table).where((table.c.day >= from_day) | (table.c.day < before_day)))

    def add(self, day: int, accounts: pd.DataFrame) -> None:
        """Adds a week; `accounts` has the columns of WEEKS but its day."""
        rows = accounts.assign(day=day)[list(WEEKS.columns.keys())]
        append(self._connection, WEEKS, pa.Table.from_pandas(rows, schema=_SCHEMA, preserve_index=False))
        append(self._connection, COMPUTED, pa.table({"day": pa.array([day], pa.int32())}))


@contextmanager
def writing(place: Place, start: Path | None) -> Iterator[Writer]:
    """A new history to write into, begun as a copy of `start`; published at the end of the block.

    Raises MirrorBusy where another process writes one, MirrorError where the folder cannot be written.
    """
    building = place.folder / _BUILDING.format(os.getpid())
    try:
        with FileLock(place.folder / _LOCK, timeout=0):
            _sweep(place.folder)
            try:
                with _begun(building, start) as connection:
                    yield Writer(connection)
                    connection.execute("checkpoint")
                building.replace(place.file)
            finally:
                building.unlink(missing_ok=True)
            _forget_orphans(place)
    except Timeout as error:
        raise MirrorBusy("Another process is computing the weekly history of this source.") from error
    except (OSError, duckdb.Error) as error:
        reason = str(error).splitlines()[0]
        raise MirrorError(
            f"The weekly history in {place.folder} cannot be written ({reason}). Check that the disk has room; "
            "the pages go on without trends, and the next refresh tries again."
        ) from error


def _begun(building: Path, start: Path | None) -> duckdb.DuckDBPyConnection:
    """The file to write into, as a copy of `start`, or empty where there is none or it is damaged."""
    if start is not None:
        shutil.copyfile(start, building)
        try:
            return duckdb.connect(building)
        except duckdb.Error:
            building.unlink()
    connection = duckdb.connect(building)
    create(connection, WEEKS, COMPUTED, UNDATED)
    return connection


class History:
    """A published history, to be read by any number of threads."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._connection = duckdb.connect(place.file, read_only=True)

    def days(self) -> list[int]:
        """The weeks that are there as day numbers, the earliest first."""
        return sorted(self._arrow(select(COMPUTED.c.day))["day"].to_pylist())

    def week(self, day: int) -> pd.DataFrame:
        """All rows of one week, by account; of the whole store, to be cut by a Scope."""
        return self._frame(select(WEEKS).where(WEEKS.c.day == day).order_by(WEEKS.c.account_id))

    def of_account(self, scope: Scope, account_id: str, until: date) -> pd.DataFrame:
        """The weeks of one account that ended up to a date, the earliest first; empty where the scope may not see it."""
        its = and_(WEEKS.c.account_id == account_id, WEEKS.c.day <= day_number(until), _visible(scope))
        return self._frame(select(WEEKS).where(its).order_by(WEEKS.c.day))

    def of_teams(self, scope: Scope, after: date, until: date) -> pd.DataFrame:
        """One row per team and week that ended after one date and up to another: counts of what leadership looks at.

        Columns: day, on, team_id, active, with_target, on_cadence, overdue_a_b, neglected, neglected_amount, good, fair,
        poor, not_enough_data.
        """
        w = WEEKS.c
        has_target = w.cadence_status.is_not(None) & (w.cadence_status != "no_target")
        overdue = w.cadence_status.in_(("overdue", "never")) & w.tier.in_(("A", "B"))
        neglected = w.watch_state == "neglected"
        rows = (
            select(
                w.day,
                w.team_id,
                _how_many(w.layer == "active").label("active"),
                _how_many(has_target).label("with_target"),
                _how_many(w.cadence_status == "on_cadence").label("on_cadence"),
                _how_many(overdue).label("overdue_a_b"),
                _how_many(neglected).label("neglected"),
                func.sum(case((neglected, w.watch_amount))).label("neglected_amount"),
                *(_how_many(w.band == band).label(band) for band in ("good", "fair", "poor", "not_enough_data")),
            )
            .where(w.day > day_number(after), w.day <= day_number(until), _visible(scope))
            .group_by(w.day, w.team_id)
            .order_by(w.team_id, w.day)
        )
        return self._frame(rows)

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()

    def _arrow(self, statement: Select) -> pa.Table:
        with self._connection.cursor() as cursor:
            return arrow(cursor, statement)

    def _frame(self, statement: Select) -> pd.DataFrame:
        found = self._arrow(statement).to_pandas()
        return found.assign(on=as_dates(found["day"]))


def open_history(place: Place) -> History | None:
    """The history there, or None while it is not there or cannot be read."""
    if not place.file.exists():
        return None
    try:
        return History(place)
    except duckdb.Error:
        return None


def _visible(scope: Scope) -> ColumnElement:
    return WEEKS.c.team_id.in_(sorted(scope.team_ids)) if scope.team_ids is not None else WEEKS.c.day.is_not(None)


def _how_many(condition: ColumnElement) -> ColumnElement:
    return func.count(case((condition, 1)))


def _sweep(folder: Path) -> None:
    """Removes what writers that failed or were killed left behind; the lock says that none is at work."""
    for left_over in folder.glob(_BUILDING.format("*") + "*"):
        left_over.unlink(missing_ok=True)


def _forget_orphans(place: Place) -> None:
    """Removes the histories of mirror versions that are gone."""
    for file in place.folder.glob("history-*.duckdb"):
        version = "-".join(file.stem.rsplit("-", 2)[1:])
        if not (place.folder / f"mirror-{version}.duckdb").exists():
            file.unlink(missing_ok=True)


_ARROW_TYPES: dict[type, Callable[[], pa.DataType]] = {
    Integer: pa.int32,
    BigInteger: pa.int64,
    Double: pa.float64,
    String: pa.string,
}
_SCHEMA = pa.schema([(column.name, _ARROW_TYPES[type(column.type)]()) for column in WEEKS.columns])
