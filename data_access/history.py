"""The weekly history of a mirror under one set of rules: scored rows of past weeks, in a file of its own.

A history belongs to a version of the mirror and a policy digest. It is written beside and appears by a rename; a later
one starts as a copy of an earlier one, so that only the weeks are computed that changed rows can touch.

One account's weeks are found by the number its key gives: rows of a week are in the order of these numbers and stand in
small groups, whose least and greatest number the engine knows. What teams are asked for is counted when a week is added.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
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
    insert,
    select,
)
from sqlalchemy.sql import ColumnElement

from data_access.engine import append, arrow, create, quoted, run
from data_access.localtime import as_dates, day_number
from data_access.mirror import MirrorBusy, MirrorError
from data_access.mirror.versions import folder_of
from data_access.scope import Scope
from data_access.settings import Settings

LAYOUT = 2
HISTORY = MetaData()
WEEKS = Table(
    "weeks",
    HISTORY,
    Column("day", Integer, comment="Last day of the week, which the row is as of."),
    Column("place", Integer, comment="The number the account's key gives, by which its rows are found."),
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
OF_ACCOUNT = tuple(column.name for column in WEEKS.columns if column.name not in ("day", "place"))
"""What is kept of an account's scored row."""
TEAM_COUNTS = (
    "active",
    "with_target",
    "on_cadence",
    "overdue_a_b",
    "neglected",
    "good",
    "fair",
    "poor",
    "not_enough_data",
)
TEAMS = Table(
    "teams",
    HISTORY,
    Column("day", Integer),
    Column("team_id", String),
    *(Column(name, Integer) for name in TEAM_COUNTS),
    Column("neglected_amount", Double),
    comment="One row per team and week, counted over WEEKS; what has no team is a team without a key.",
)
UNDATED = Table(
    "undated",
    HISTORY,
    Column("name", String),
    comment="Connected tables and columns without dates: where they become others, every week can.",
)
COMPUTED = Table("computed", HISTORY, Column("day", Integer), comment="The weeks that are there, also empty ones.")
_KEYS_OF = {"account_id": "accounts", "team_id": "teams", "owner_id": "employees"}
_NEW_KEYS = {
    name: Table(f"new_{name}", MetaData(), Column("key", String), Column("hidden", String), Column("place", Integer))
    for name in _KEYS_OF.values()
}
_BUILDING = "writing-history-{}.duckdb"
_LOCK = "history.lock"
_ROWS_PER_GROUP = 8192
_PLACES = 2**31 - 1


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
        for table in (WEEKS, TEAMS, COMPUTED):
            run(self._connection, delete(table).where((table.c.day >= from_day) | (table.c.day < before_day)))

    def add(self, day: int, accounts: pd.DataFrame) -> None:
        """Adds a week; `accounts` has the columns OF_ACCOUNT."""
        rows = accounts.assign(day=day, place=_places(accounts["account_id"])).sort_values("place", kind="stable")
        append(self._connection, WEEKS, pa.Table.from_pandas(rows, schema=_SCHEMA, preserve_index=False))
        run(self._connection, insert(TEAMS).from_select(list(TEAMS.columns.keys()), _counted(day)))
        append(self._connection, COMPUTED, pa.table({"day": pa.array([day], pa.int32())}))

    def take_over(self, other: Path, keys: Mapping[str, pa.Table]) -> None:
        """Fills this history, which is empty, with the weeks of another file under other keys.

        `keys` has for accounts, teams and employees which key (key) becomes which (hidden).
        """
        made = {name: rows.select(["key", "hidden"]) for name, rows in keys.items()}
        places = pa.array(_places(made["accounts"]["hidden"].to_pandas()), pa.int32())
        made["accounts"] = made["accounts"].append_column("place", places)
        for name, rows in made.items():
            self._connection.register(_NEW_KEYS[name].name, rows)
        self._connection.execute(f"attach {quoted(other)} as other (read_only)")
        for table in (WEEKS, TEAMS, COMPUTED, UNDATED):
            run(self._connection, insert(table).from_select(list(table.columns.keys()), _under_new_keys(table)))
        self._connection.execute("detach other")


def _under_new_keys(table: Table) -> Select:
    """The rows of another history's table, which lies in the schema `other`, under new keys and in order."""
    row = table.to_metadata(MetaData(), schema="other").alias("row")
    rows, cells = row, {column.name: row.c[column.name] for column in table.columns}
    for name, of in _KEYS_OF.items():
        if name in cells:
            new = _NEW_KEYS[of].alias(name)
            rows = rows.outerjoin(new, new.c.key == row.c[name])
            cells |= {name: new.c.hidden} | ({"place": new.c.place} if of == "accounts" else {})
    order = [cells[name] for name in ("day", "place") if name in cells]
    return select(*(cells[column.name] for column in table.columns)).select_from(rows).order_by(*order)


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
            return _to_write(building)
        except duckdb.Error:
            building.unlink()
    connection = _to_write(building)
    create(connection, WEEKS, TEAMS, COMPUTED, UNDATED)
    return connection


def _to_write(file: Path) -> duckdb.DuckDBPyConnection:
    """A connection that writes into the file, in small groups of rows."""
    connection = duckdb.connect()
    connection.execute(f"attach {quoted(file)} as history (row_group_size {_ROWS_PER_GROUP})")
    connection.execute("use history")
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
        place = int(_places(pd.Series([account_id], dtype=object))[0])
        its = and_(WEEKS.c.place == place, WEEKS.c.account_id == account_id, WEEKS.c.day <= day_number(until))
        its = and_(its, _visible(scope, WEEKS))
        return self._frame(select(WEEKS).where(its).order_by(WEEKS.c.day))

    def of_teams(self, scope: Scope, after: date, until: date) -> pd.DataFrame:
        """One row per team and week that ended after one date and up to another: counts of what leadership looks at.

        Columns: day, on, team_id, active, with_target, on_cadence, overdue_a_b, neglected, neglected_amount, good, fair,
        poor, not_enough_data.
        """
        t = TEAMS.c
        weeks = (t.day > day_number(after), t.day <= day_number(until), _visible(scope, TEAMS))
        rows = select(TEAMS).where(*weeks).order_by(t.team_id, t.day)
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


def _places(account_ids: pd.Series) -> np.ndarray:
    """A number for each key, the same in every process and version."""
    keys = account_ids.to_numpy(dtype=object)
    return (pd.util.hash_array(keys, categorize=False) % _PLACES).astype(np.int32)


def _counted(day: int) -> Select:
    """One row per team of a week, with the columns of TEAMS."""
    w = WEEKS.c
    neglected = w.watch_state == "neglected"
    counts = {
        "active": w.layer == "active",
        "with_target": w.cadence_status.is_not(None) & (w.cadence_status != "no_target"),
        "on_cadence": w.cadence_status == "on_cadence",
        "overdue_a_b": w.cadence_status.in_(("overdue", "never")) & w.tier.in_(("A", "B")),
        "neglected": neglected,
        **{band: w.band == band for band in ("good", "fair", "poor", "not_enough_data")},
    }
    counted = [_how_many(counts[name]).label(name) for name in TEAM_COUNTS]
    amount = func.sum(case((neglected, w.watch_amount))).label("neglected_amount")
    return select(w.day, w.team_id, *counted, amount).where(w.day == day).group_by(w.day, w.team_id)


def _visible(scope: Scope, rows: Table) -> ColumnElement:
    return rows.c.team_id.in_(sorted(scope.team_ids)) if scope.team_ids is not None else rows.c.day.is_not(None)


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
