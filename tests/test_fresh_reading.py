"""Reading only what changed gives the mirror that reading everything gives, on SQLite and a real PostgreSQL."""

from __future__ import annotations

import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import psycopg
import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.pool import NullPool

from dashboard.commands import main
from data_access.keeping import newest_night
from data_access.mirror import Mirror, MirrorBusy, MirrorError, Report, open_mirror, refresh, refreshes
from data_access.mirror.tables import ENTRIES, MIRROR
from data_access.mirror.versions import folder_of
from data_access.settings import Settings, SourceSettings
from data_access.sources import SourceError
from data_access.sources.changing import bound_of
from data_access.sources.kept import KEPT_FILE
from data_access.sources.salesforce.naming import API, FIVETRAN
from tests.editions import build, other_process
from tests.plain.random_stores import Case, random_store
from tests.salesforce_org import NOW as SALESFORCE_NOW
from tests.salesforce_org import ORG, named, write_database
from tests.test_same_mirror import typed, write_postgres, write_sqlite

SEEDS = (4, 28)
START = datetime(2024, 5, 31, 12, tzinfo=UTC)
KILLS = 6
FAILING = "CREATE VIEW accounts AS SELECT * FROM accounts_away WHERE 1 / (pk - pk) = 1"
ROUNDS = 2


class Crm:
    """A database of canonical tables whose rows have a key and a stamp, and which can be edited as a CRM is."""

    mark = "?"

    def __init__(self, case: Case) -> None:
        self.case = case
        self.now = case.now - timedelta(hours=12)
        self.random = random.Random(case.seed)

    def run(self, statement: str, *values: object) -> list[tuple]:
        raise NotImplementedError

    def stamp(self, moment: datetime) -> object:
        raise NotImplementedError

    def columns(self, table: str) -> list[str]:
        return [column for column in self.case.raw[table][0] if column not in ("pk", "updated_at")]

    def edit(self, count: int = 12, deletes: bool = False) -> None:
        """Changes, adds and, where asked for, deletes rows of any table, stamped with the moment or a little before it."""
        tables = [name for name in self.case.raw if self.keys(name)]
        for _ in range(count):
            table = self.random.choice(tables)
            moment = self.stamp(self.now - timedelta(seconds=self.random.choice((0, 5, 300))))
            act = self.random.choice(("update", "update", "insert", "delete" if deletes else "update"))
            if act == "insert":
                self.insert_like(table, moment)
            elif act == "delete":
                self.run(f"DELETE FROM {table} WHERE pk = {self.mark}", self.random.choice(self.keys(table)))
            else:
                self.update(table, moment)

    def update(self, table: str, moment: object) -> None:
        """A cell gets that of another row, or becomes empty: keys move, rows become good or bad."""
        column = self.random.choice(self.columns(table))
        row, other = (self.random.choice(self.keys(table)) for _ in range(2))
        cell = self.run(f"SELECT {column} FROM {table} WHERE pk = {self.mark}", other)[0][0]
        cell = None if self.random.random() < 0.1 else cell
        marks = f"{column} = {self.mark}, updated_at = {self.mark}"
        self.run(f"UPDATE {table} SET {marks} WHERE pk = {self.mark}", cell, moment, row)

    def insert_like(self, table: str, moment: object) -> None:
        """A row like another, sometimes under a key of its own: also one that rows set aside may have waited for."""
        names = self.columns(table)
        like = self.run(f"SELECT * FROM {table} WHERE pk = {self.mark}", self.random.choice(self.keys(table)))[0]
        held = dict(zip(self.all_columns(table), like, strict=True))
        if self.random.random() < 0.7:
            held[names[0]] = f"new-{self.random.randrange(30)}"
        held |= {"pk": max(self.keys(table)) + 1, "updated_at": moment}
        marks = ", ".join([self.mark] * len(held))
        self.run(f"INSERT INTO {table} ({', '.join(held)}) VALUES ({marks})", *held.values())

    def keys(self, table: str) -> list[int]:
        return [row[0] for row in self.run(f"SELECT pk FROM {table} ORDER BY pk")]

    def all_columns(self, table: str) -> list[str]:
        raise NotImplementedError


class Sqlite(Crm):
    def __init__(self, case: Case, folder: Path, as_types: bool) -> None:
        super().__init__(case)
        store = typed(case.raw) if as_types else case.raw
        self.url = write_sqlite(store, folder / "crm.sqlite", as_types)
        self.connection = sqlite3.connect(folder / "crm.sqlite", isolation_level=None)
        for name in store:
            (sql,) = self.run("SELECT sql FROM sqlite_master WHERE name = ?", name)[0]
            names = ", ".join(self.all_columns(name))
            self.run(f"ALTER TABLE {name} RENAME TO old")
            self.run(sql.replace("(", "(pk INTEGER PRIMARY KEY, updated_at TEXT, ", 1))
            self.run(f"INSERT INTO {name} (updated_at, {names}) SELECT ?, * FROM old", self.stamp(self.now))
            self.run("DROP TABLE old")

    def run(self, statement: str, *values: object) -> list[tuple]:
        return self.connection.execute(statement, values).fetchall()

    def stamp(self, moment: datetime) -> object:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def all_columns(self, table: str) -> list[str]:
        return [row[1] for row in self.run(f"PRAGMA table_info({table})")]


class Postgres(Crm):
    mark = "%s"

    def __init__(self, case: Case, url: str, as_types: bool) -> None:
        super().__init__(case)
        store = typed(case.raw) if as_types else case.raw
        self.url = write_postgres(store, url, as_types)
        address = make_url(url).render_as_string(hide_password=False)
        self.connection = psycopg.connect(address, autocommit=True)
        for name in store:
            self.run(f"ALTER TABLE {name} ADD COLUMN pk BIGSERIAL PRIMARY KEY, ADD COLUMN updated_at TIMESTAMPTZ")
            self.run(f"UPDATE {name} SET updated_at = %s", self.stamp(self.now))

    def run(self, statement: str, *values: object) -> list[tuple]:
        cursor = self.connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    def stamp(self, moment: datetime) -> object:
        return moment

    def all_columns(self, table: str) -> list[str]:
        query = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
        return [row[0] for row in self.run(query, table)]


@pytest.fixture(params=["sqlite", "postgresql"])
def crm_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[int, bool], Crm]]:
    """Makes the CRM of a random store, on both engines."""
    opened: list[Crm] = []

    def made(seed: int, as_types: bool = True) -> Crm:
        case = random_store(seed)
        if request.param == "sqlite":
            opened.append(Sqlite(case, tmp_path, as_types))
        else:
            opened.append(Postgres(case, request.getfixturevalue("postgres_url"), as_types))
        return opened[-1]

    yield made
    for crm in opened:
        crm.connection.close()


def settings_of(crm: Crm, folder: Path) -> Settings:
    source = SourceSettings(url=crm.url, timezone=crm.case.zone, reporting_currency=crm.case.currency)
    return Settings(source, folder)


def assert_as_in_full(crm: Crm, kept: Settings, folder: Path, at: datetime) -> Report:
    """The mirror of what changed is that of a reading of everything, which is made now."""
    in_part = refresh(kept, at, losses_accepted=True)
    whole = settings_of(crm, folder)
    in_full = refresh(whole, at, losses_accepted=True)
    one, other = open_mirror(kept), open_mirror(whole)
    for name in MIRROR.tables:
        mine, theirs = rows_of(one, name), rows_of(other, name)
        differing = [f"- {row}" for row in mine - theirs] + [f"+ {row}" for row in theirs - mine]
        assert not differing, "\n".join([f"{name} read in part (-) or in full (+):", *differing[:10]])
    for mine, theirs in zip(in_part.tables, in_full.tables, strict=True):
        assert replace(mine, changed=None, seconds=None) == replace(theirs, changed=None, seconds=None)
    assert [tuple(map(str, (note.table, note.text, note.count))) for note in in_part.notes] == [
        tuple(map(str, (note.table, note.text, note.count))) for note in in_full.notes
    ]
    return in_part


def rows_of(mirror: Mirror, name: str) -> Counter:
    without = {"row"} if MIRROR.tables[name] is ENTRIES else set()
    rows = mirror.arrow(select(MIRROR.tables[name])).to_pylist()
    return Counter(tuple(repr(cell) for column, cell in row.items() if column not in without) for row in rows)


@pytest.mark.parametrize(("seed", "as_types"), [(4, False), (28, True)])
def test_reading_what_changed_gives_the_mirror_of_everything(seed, as_types, crm_of, tmp_path):
    crm = crm_of(seed, as_types)
    kept = settings_of(crm, tmp_path / "kept")
    first = refresh(kept, crm.now)
    for number in range(ROUNDS):
        crm.now += timedelta(minutes=15)
        crm.edit()
        report = assert_as_in_full(crm, kept, tmp_path / f"full-{number}", crm.now)
        assert report.fetched is not None
        assert refreshes(kept)[-1].fetched == report.fetched
        assert not refreshes(kept)[-1].full
        if number:
            assert report.fetched < first.rows_read


def test_deletions_are_seen_where_the_numbers_of_rows_tell_of_them(crm_of, tmp_path):
    crm = crm_of(SEEDS[0])
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    for number in range(ROUNDS):
        crm.now += timedelta(minutes=15)
        crm.edit(deletes=True, count=30)
        assert_as_in_full(crm, kept, tmp_path / f"full-{number}", crm.now)
    for table in ("orders", "interactions"):
        crm.run(f"DELETE FROM {table}")
    crm.now += timedelta(minutes=15)
    assert_as_in_full(crm, kept, tmp_path / "emptied", crm.now)


def test_what_no_stamp_and_no_number_tells_is_seen_by_the_full_refresh_of_the_night(crm_of, tmp_path):
    crm = crm_of(SEEDS[1])
    kept = settings_of(crm, tmp_path / "kept")
    night = newest_night(crm.now, kept.source.zone)
    crm.run(f"UPDATE accounts SET updated_at = {crm.mark}", crm.stamp(night - timedelta(days=2)))
    crm.run(f"UPDATE accounts SET updated_at = {crm.mark} WHERE pk = {crm.keys('accounts')[0]}", crm.stamp(night))
    refresh(kept, night + timedelta(hours=1))
    crm.run("UPDATE accounts SET name = 'Changed unseen'")
    seen = []
    for hours in (2, 23.9, 24.1, 25):
        report = refresh(kept, night + timedelta(hours=hours))
        names = open_mirror(kept).arrow(select(MIRROR.tables["accounts"].c.name))["name"].to_pylist()
        seen.append((set(names) == {"Changed unseen"}, refreshes(kept)[-1].full, report.fetched is None))
    assert seen == [(False, False, False), (False, False, False), (True, True, True), (True, False, False)]


def test_a_full_refresh_reads_everything(crm_of, tmp_path):
    crm = crm_of(SEEDS[0])
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    crm.run("UPDATE accounts SET name = 'Changed unseen'")
    assert refresh(kept, crm.now + timedelta(minutes=1)).fetched is not None
    report = refresh(kept, crm.now + timedelta(minutes=2), full=True)
    assert report.fetched is None
    names = open_mirror(kept).arrow(select(MIRROR.tables["accounts"].c.name))["name"].to_pylist()
    assert set(names) == {"Changed unseen"}


def test_a_row_stamped_a_little_before_the_newest_is_read(crm_of, tmp_path):
    crm = crm_of(SEEDS[0])
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    for number, minutes in enumerate((9, 0)):
        stamp = crm.stamp(crm.now - timedelta(minutes=minutes))
        crm.run(f"UPDATE accounts SET name = 'Late {number}', updated_at = {crm.mark} WHERE pk = 1", stamp)
        assert_as_in_full(crm, kept, tmp_path / f"full-{number}", crm.now + timedelta(minutes=15 * (number + 1)))


def test_rows_without_a_stamp_are_always_read_and_a_stamp_of_the_future_hides_nothing(crm_of, tmp_path):
    crm = crm_of(SEEDS[0])
    one, two, three = crm.keys("accounts")[:3]
    far = crm.stamp(crm.now + timedelta(days=900))
    crm.run(f"UPDATE accounts SET updated_at = NULL WHERE pk = {crm.mark}", one)
    crm.run(f"UPDATE accounts SET updated_at = {crm.mark} WHERE pk = {crm.mark}", far, two)
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    crm.run(f"UPDATE accounts SET name = 'Without' WHERE pk = {crm.mark}", one)
    crm.now += timedelta(minutes=15)
    values = crm.stamp(crm.now), three
    crm.run(f"UPDATE accounts SET name = 'Present', updated_at = {crm.mark} WHERE pk = {crm.mark}", *values)
    assert_as_in_full(crm, kept, tmp_path / "full", crm.now)


def test_a_column_added_or_removed_makes_the_table_be_read_anew(crm_of, tmp_path):
    crm = crm_of(SEEDS[0])
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    gone = next(name for name in reversed(crm.columns("accounts")) if name not in ("account_id", "name"))
    crm.run(f"ALTER TABLE accounts DROP COLUMN {gone}")
    crm.run("UPDATE accounts SET name = 'With other columns'")
    report = assert_as_in_full(crm, kept, tmp_path / "full", crm.now + timedelta(minutes=15))
    assert report.fetched is not None


@pytest.mark.parametrize("damage", ["garbage", "gone", "other layout", "cut"])
def test_kept_rows_that_cannot_be_read_are_read_anew(damage, crm_of, tmp_path):
    crm = crm_of(SEEDS[0])
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    file = folder_of(kept) / KEPT_FILE
    if damage == "garbage":
        file.write_bytes(b"no rows" * 9_000)
    elif damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:20_000])
    else:
        file.unlink()
        with closing(duckdb.connect(file)) as other:
            other.execute("CREATE TABLE kept_tables_0 (signature VARCHAR)")
    crm.run("UPDATE accounts SET name = 'Changed unseen'")
    report = assert_as_in_full(crm, kept, tmp_path / "full", crm.now + timedelta(minutes=15))
    assert report.fetched is None


def test_two_rows_under_one_key_are_both_read(crm_of, tmp_path):
    """A table that declares no key is read by that of the data model, as long as it tells its rows apart."""
    crm = crm_of(SEEDS[0])
    crm.run("CREATE TABLE plain AS SELECT * FROM accounts WHERE account_id IS NOT NULL")
    crm.run("DELETE FROM plain WHERE pk NOT IN (SELECT MIN(pk) FROM plain GROUP BY account_id)")
    crm.run("DROP TABLE accounts")
    crm.run("ALTER TABLE plain RENAME TO accounts")
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    crm.now += timedelta(minutes=15)
    crm.update("accounts", crm.stamp(crm.now))
    assert assert_as_in_full(crm, kept, tmp_path / "one", crm.now).fetched is not None
    for number in range(3):
        crm.now += timedelta(minutes=15)
        crm.run(
            f"INSERT INTO accounts (pk, account_id, name, updated_at) SELECT {9000 + number}, account_id, 'Twin', "
            f"{crm.mark} FROM accounts WHERE pk = (SELECT MIN(pk) FROM accounts)",
            crm.stamp(crm.now),
        )
        assert_as_in_full(crm, kept, tmp_path / f"twin-{number}", crm.now)


def test_words_that_become_private_are_not_kept(crm_of, tmp_path):
    crm = crm_of(SEEDS[0], as_types=False)
    (key,) = crm.run("SELECT MIN(pk) FROM interactions WHERE interaction_id IS NOT NULL")[0]
    if "private" not in crm.columns("interactions"):
        crm.run("ALTER TABLE interactions ADD COLUMN private TEXT")
    for column in ("subject", "notes"):
        if column not in crm.columns("interactions"):
            crm.run(f"ALTER TABLE interactions ADD COLUMN {column} TEXT")
    told = f"UPDATE interactions SET subject = 'kept in confidence', private = {crm.mark}, updated_at = {crm.mark} "
    crm.run(f"{told} WHERE pk = {crm.mark}", "false", crm.stamp(crm.now), key)
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    assert words_kept(kept)
    crm.now += timedelta(minutes=15)
    crm.run(f"{told} WHERE pk = {crm.mark}", "true", crm.stamp(crm.now), key)
    refresh(kept, crm.now)
    assert not words_kept(kept)


def words_kept(settings: Settings) -> bool:
    with closing(duckdb.connect(folder_of(settings) / KEPT_FILE, read_only=True)) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'rows%'").fetchall()
        return any("kept in confidence" in repr(connection.table(name).fetchall()) for (name,) in tables)


@pytest.mark.parametrize(("layout", "stamp"), [(API, "SystemModstamp"), (FIVETRAN, "_fivetran_synced")])
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_copy_of_salesforce_is_read_in_part_by_its_stamps(engine, layout, stamp, tmp_path, request):
    then = SALESFORCE_NOW - timedelta(days=2)
    org = {table: [{**row, "Stamp": then} for row in rows] for table, rows in ORG.items()}
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres_url")
    write_database(url, org, layout)
    database = create_engine(url, poolclass=NullPool)

    def run(statement: str, **values: object) -> None:
        with database.begin() as connection:
            connection.execute(text(statement), values)

    quoted = database.dialect.identifier_preparer.quote
    for table in org:
        old, new = quoted(named("Stamp", layout)), quoted(stamp)
        if old != new:
            run(f"ALTER TABLE {quoted(named(table, layout))} RENAME COLUMN {old} TO {new}")
    event, account = (quoted(named(name, layout)) for name in ("Event", "Account"))
    key, stamped, name = (quoted(each) for each in (named("Id", layout), stamp, named("Name", layout)))
    settings = Settings(SourceSettings(kind="salesforce", url=url), tmp_path / "kept")
    refresh(settings, SALESFORCE_NOW)
    whole = replace(settings, mirror=tmp_path / "whole")
    edits = (
        f"UPDATE {account} SET {name} = 'Another name', {stamped} = :at "
        f"WHERE {key} = (SELECT MIN({key}) FROM {account})",
        f"DELETE FROM {event} WHERE {key} = (SELECT MIN({key}) FROM {event})",
        f"UPDATE {event} SET {quoted(named('WhatId', layout))} = NULL, {stamped} = :at "
        f"WHERE {key} = (SELECT MAX({key}) FROM {event})",
    )
    for number, edit in enumerate(edits):
        at = SALESFORCE_NOW + timedelta(minutes=15 * (number + 1))
        run(edit, **({"at": at - timedelta(minutes=1)} if ":at" in edit else {}))
        report = refresh(settings, at)
        assert report.fetched is not None
        refresh(whole, at, full=True)
        assert contents(settings) == contents(whole)
        assert report.notes == open_mirror(whole).report.notes


# What a stamp may be

READ_AT = datetime(2024, 5, 31, 12, tzinfo=UTC)


def local(hour: int, minute: int = 0) -> datetime:
    """A moment of that day without a zone."""
    return READ_AT.replace(hour=hour, minute=minute, tzinfo=None)


@pytest.mark.parametrize(
    ("newest", "bound"),
    [
        ("2024-05-31T11:00:00Z", "2024-05-31T10:50:00Z"),
        ("2024-05-31 11:00:00.123456", "2024-05-31 10:50:00.123456"),
        ("2024-05-31 11:00:00.5", "2024-05-31 10:50:00.5"),
        ("2024-05-31T11:00:00.123+00:00", "2024-05-31T10:50:00.123+00:00"),
        ("2024-05-31T15:00:00Z", "2024-05-30T12:00:00Z"),
        ("2024-05-31T11:00:00+02:00", None),
        ("31.05.2024 11:00", None),
        (datetime(2024, 5, 31, 11, tzinfo=UTC), datetime(2024, 5, 31, 10, 50, tzinfo=UTC)),
        (local(11), local(10, 50)),
        (local(14), local(12) - timedelta(days=1)),
        (READ_AT.date(), date(2024, 5, 30)),
        (1_717_153_200, 1_717_152_600),
        (1_717_153_200_000, 1_717_152_600_000),
        (9_717_153_200, 1_717_156_800 - 86_400),
        (417, None),
        (None, None),
    ],
)
def test_rows_are_read_from_a_little_before_the_newest_on(newest, bound):
    assert bound_of(newest, READ_AT) == bound


def test_the_night_is_that_of_the_company():
    zone = ZoneInfo("Europe/Helsinki")
    assert newest_night(datetime(2024, 5, 31, 22, 59, tzinfo=UTC), zone) == datetime(2024, 5, 31, 2, tzinfo=zone)
    assert newest_night(datetime(2024, 5, 31, 23, 0, tzinfo=UTC), zone) == datetime(2024, 6, 1, 2, tzinfo=zone)


def test_a_source_that_fails_in_the_middle_leaves_what_is_kept_as_it_was(crm_of, tmp_path):
    crm = crm_of(SEEDS[0])
    kept = settings_of(crm, tmp_path / "kept")
    refresh(kept, crm.now)
    crm.now += timedelta(minutes=15)
    crm.edit()
    crm.run("ALTER TABLE accounts RENAME TO accounts_away")
    crm.run("CREATE VIEW accounts AS SELECT * FROM no_such_place" if isinstance(crm, Sqlite) else FAILING)
    with pytest.raises(SourceError):
        refresh(kept, crm.now)
    crm.run("DROP VIEW accounts")
    crm.run("ALTER TABLE accounts_away RENAME TO accounts")
    assert_as_in_full(crm, kept, tmp_path / "full", crm.now + timedelta(minutes=15))


# Killed, and two at once


def small_crm(tmp_path: Path) -> tuple[Settings, Callable[[int], None]]:
    """A small SQLite CRM, and what changes, adds and deletes some of its rows."""
    file = tmp_path / "crm.sqlite"
    edited = partial(edit_small, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE accounts (account_id TEXT PRIMARY KEY, name TEXT, updated_at TEXT)")
        connection.execute(
            "CREATE TABLE orders (order_id TEXT PRIMARY KEY, account_id TEXT, ordered_on TEXT, amount REAL, "
            "currency TEXT, status TEXT, updated_at TEXT)"
        )
        for number in range(40):
            stamp = f"{START - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
            connection.execute("INSERT INTO accounts VALUES (?, ?, ?)", (f"a{number}", f"Name {number}", stamp))
            order = (f"o{number}", f"a{number}", "2024-05-01", 10.5, "EUR", "delivered", stamp)
            connection.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", order)
    return Settings(SourceSettings(url=f"sqlite:///{file}"), tmp_path / "mirror"), edited


def edit_small(file: Path, number: int) -> None:
    stamp = f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE accounts SET name = ?, updated_at = ? WHERE account_id = 'a1'", (number, stamp))
        connection.execute("INSERT INTO accounts VALUES (?, 'New', ?)", (f"b{number}", stamp))
        connection.execute(
            "UPDATE orders SET account_id = ?, updated_at = ? WHERE order_id = 'o2'", (f"b{number}", stamp)
        )
        connection.execute("DELETE FROM orders WHERE order_id = ?", (f"o{39 - number}",))


def whole_of(settings: Settings, folder: Path, at: datetime) -> dict[str, Counter]:
    whole = replace(settings, mirror=folder)
    refresh(whole, at)
    return contents(whole)


def contents(settings: Settings) -> dict[str, Counter]:
    mirror = open_mirror(settings)
    return {name: rows_of(mirror, name) for name in MIRROR.tables}


def test_killed_anywhere_the_next_refresh_reads_what_is_missing(tmp_path):
    settings, edit = small_crm(tmp_path)
    refresh(settings, START)
    for steps in range(KILLS):
        edit(steps)
        with other_process(build, settings, START + timedelta(minutes=steps)) as builder:
            for _ in range(steps):
                assert isinstance(builder.next_message(), str), "it was to be killed before it ends"
                builder.go_on()
            builder.next_message()
            builder.kill()
    at = START + timedelta(minutes=59)
    report = refresh(settings, at)
    assert report.fetched is not None
    assert contents(settings) == whole_of(settings, tmp_path / "whole", at)


def test_rows_that_are_damaged_inside_cost_one_refresh_at_most(tmp_path):
    settings, edit = small_crm(tmp_path)
    refresh(settings, START)
    file = folder_of(settings) / KEPT_FILE
    content = file.read_bytes()
    file.write_bytes(content[:12_288] + bytes(byte ^ 0xFF for byte in content[12_288:]))
    edit(1)
    with suppress(MirrorError):
        refresh(settings, START + timedelta(minutes=2))
    at = START + timedelta(minutes=4)
    refresh(settings, at)
    assert contents(settings) == whole_of(settings, tmp_path / "whole", at)


def test_of_two_at_once_one_reads_and_the_other_says_so(tmp_path):
    settings, edit = small_crm(tmp_path)
    refresh(settings, START)
    edit(1)
    at = START + timedelta(minutes=10)
    with other_process(build, settings, at) as builder:
        builder.go_on_until("Reading orders")
        with pytest.raises(MirrorBusy):
            refresh(settings, at)
        assert isinstance(builder.outcome(), tuple)
    assert contents(settings) == whole_of(settings, tmp_path / "whole", at)


def test_a_full_refresh_of_a_clock_that_ran_ahead_is_not_that_of_this_night(tmp_path):
    settings, edit = small_crm(tmp_path)
    refresh(settings, START + timedelta(days=400))
    edit(1)
    full = []
    for minutes in (5, 10):
        refresh(settings, START + timedelta(minutes=minutes))
        full.append(refreshes(settings)[-1].full)
    assert full == [True, False]


def test_the_command_says_that_only_what_changed_was_read(tmp_path, monkeypatch, capsys):
    settings, edit = small_crm(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dashboard.commands.refresh.history_kept", lambda *_: "left out")
    asked = ["refresh", "--source", settings.source.url]
    said = []
    for minutes, more in ((0, []), (15, []), (30, ["--full"])):
        edit(minutes)
        assert main([*asked, *more], clock=lambda at=START + timedelta(minutes=minutes): at) == 0
        said.append(capsys.readouterr().out.splitlines()[0])
    assert "only what changed" not in said[0] + said[2]
    assert re.search(r": only what changed since, [0-9]+ rows; the first refresh of a night reads all$", said[1])
