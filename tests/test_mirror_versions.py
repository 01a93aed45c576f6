"""Versions of a mirror: numbers, pointer, who reads what while others build, damage, and sources that fail."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from data_access.mirror import (
    MirrorBusy,
    MirrorError,
    MirrorMissing,
    MuchIsMissing,
    Progress,
    Report,
    current_progress,
    current_version,
    open_mirror,
    reading,
    refresh,
)
from data_access.mirror.versions import POINTER, folder_of
from data_access.settings import Settings, SourceSettings
from data_access.sources import SourceError
from tests.editions import (
    KILLED,
    NOW,
    build,
    deliver,
    edition_of,
    files_of,
    other_process,
    outcome_of,
    settings_of,
    write_table,
)

LOCK = "build.lock"
BLOCK = 1 << 18
"""Bytes of a block of a DuckDB file."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store that has not been read yet."""
    return settings_of(tmp_path)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store whose first edition is mirrored, to be copied."""
    settings = settings_of(tmp_path_factory.mktemp("template"))
    publish(settings, 1)
    return settings


@pytest.fixture
def served(settings: Settings, template: Settings) -> Settings:
    """A store whose first edition is mirrored."""
    shutil.copytree(template.source.folder, settings.source.folder)
    shutil.copytree(folder_of(template), folder_of(settings))
    return settings


def publish(settings: Settings, edition: int) -> Report:
    """Delivers an edition and refreshes the mirror."""
    deliver(settings, edition)
    return refresh(settings, NOW + timedelta(hours=edition))


def assert_sentence(text: str) -> None:
    """One line that begins like a sentence or with a path, and shows no trace of the code."""
    assert text[0].isupper() or text[0] == "/", text
    assert "\n" not in text, text
    assert len(text) < 600, text
    assert not re.search(r"Traceback|\.py\b|Error\(|<class", text), text


def edition_served(settings: Settings) -> int:
    mirror = open_mirror(settings)
    try:
        return edition_of(mirror)
    finally:
        mirror.close()


# ---- numbers and the pointer


def test_every_refresh_makes_the_next_version_and_the_last_two_are_kept(settings: Settings) -> None:
    versions = []
    for edition in range(1, 5):
        report = publish(settings, edition)
        versions.append(report.version)
        mirror = open_mirror(settings)
        assert (mirror.version, mirror.report, edition_of(mirror)) == (report.version, report, edition)
        assert current_version(settings) == report.version
        kept = [name for name in files_of(folder_of(settings)) if name not in (POINTER, LOCK)]
        assert kept == [f"mirror-{version}.duckdb" for version in versions[-2:]]
    assert versions == sorted(set(versions))


def test_without_a_mirror_there_is_no_version_and_the_sentence_says_what_to_run(settings: Settings) -> None:
    assert current_version(settings) is None
    assert current_progress(settings) is None
    with pytest.raises(MirrorMissing, match="Run: python -m dashboard refresh") as failure:
        open_mirror(settings)
    assert_sentence(str(failure.value))
    assert not settings.mirror.exists()


def test_a_full_refresh_makes_the_next_version_too(served: Settings) -> None:
    first = current_version(served)
    report = refresh(served, NOW, full=True)
    assert report.version > first
    assert {table.changed for table in report.tables} == {None}


def test_a_mirror_built_anew_after_its_folder_was_deleted_is_read_anew(served: Settings) -> None:
    mirror = open_mirror(served)
    assert edition_of(mirror) == 1
    shutil.rmtree(served.mirror)
    report = publish(served, 2)
    assert report.version != mirror.version
    assert edition_served(served) == 2


# ---- one folder per source and settings


def test_whatever_shapes_the_rows_has_a_folder_of_its_own(tmp_path: Path) -> None:
    mapping, other_mapping = tmp_path / "mapping.toml", tmp_path / "other.toml"
    mapping.write_text("a = 1")
    other_mapping.write_text("a = 2")
    one = SourceSettings(url="postgresql://ann:secret@db/crm", kind="mapped", mapping=mapping)
    others = [
        replace(one, timezone="Europe/Helsinki"),
        replace(one, reporting_currency="USD"),
        replace(one, mapping=other_mapping),
        replace(one, kind="canonical", mapping=None),
        replace(one, url="postgresql://ann:secret@db/crm2"),
        replace(one, url="postgresql://ann:secret@db2/crm"),
        replace(one, url="postgresql://bob:secret@db/crm"),
        replace(one, url=None, folder=tmp_path),
    ]
    folders = {folder_of(Settings(source, tmp_path / "mirror")) for source in [one, *others]}
    assert len(folders) == 1 + len(others)
    assert {folder.parent for folder in folders} == {tmp_path / "mirror"}


def test_password_place_of_the_mapping_and_fixed_date_do_not_change_the_folder(tmp_path: Path) -> None:
    mapping, moved = tmp_path / "mapping.toml", tmp_path / "moved.toml"
    mapping.write_text("a = 1")
    moved.write_text("a = 1")
    one = SourceSettings(url="postgresql://ann:secret@db/crm", kind="mapped", mapping=mapping)
    others = [
        replace(one),
        replace(one, url="postgresql://ann:changed@db/crm"),
        replace(one, mapping=moved),
        replace(one, as_of=NOW.date()),
    ]
    assert {folder_of(Settings(source, tmp_path)) for source in others} == {folder_of(Settings(one, tmp_path))}


def test_a_changed_mapping_has_another_folder(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("a = 1")
    settings = Settings(SourceSettings(folder=tmp_path, kind="mapped", mapping=mapping), tmp_path / "mirror")
    before = folder_of(settings)
    mapping.write_text("a = 2")
    assert folder_of(settings) != before


def test_mirrors_of_other_settings_do_not_touch_each_other(served: Settings) -> None:
    elsewhere = replace(served, source=replace(served.source, timezone="Pacific/Auckland"))
    with pytest.raises(MirrorMissing):
        open_mirror(elsewhere)
    publish(elsewhere, 2)
    assert (edition_served(served), edition_served(elsewhere)) == (1, 2)
    assert open_mirror(elsewhere).last_day == open_mirror(served).last_day + timedelta(days=1)


def test_the_password_is_written_nowhere(postgres_url: str, tmp_path: Path) -> None:
    url = make_url(postgres_url).set(password="s3cret-w0rd").render_as_string(hide_password=False)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE accounts (account_id TEXT, name TEXT)")
    settings = Settings(SourceSettings(url=url), tmp_path / "mirror")
    report = refresh(settings, NOW)
    assert "s3cret" not in repr(report)
    for path in settings.mirror.rglob("*"):
        assert "s3cret" not in path.name
        assert path.is_dir() or b"s3cret" not in path.read_bytes()


# ---- reading while others build


def test_eight_threads_read_whole_editions_while_new_ones_are_published(served: Settings) -> None:
    last = 5
    reads = []

    def read(_: int) -> list[int]:
        seen = [edition_served(served)]
        for _ in range(10_000):
            seen.append(edition_served(served))
            if seen[-1] == last:
                break
        return seen

    with ThreadPoolExecutor(8) as readers:
        running = [readers.submit(read, number) for number in range(8)]
        for edition in range(2, last + 1):
            publish(served, edition)
        reads = [reader.result() for reader in running]
    for seen in reads:
        assert seen == sorted(seen)
        assert seen[-1] == last
    assert {edition for seen in reads for edition in seen} > {1, last}


def test_eight_threads_share_one_open_version(served: Settings) -> None:
    mirror = open_mirror(served)
    with ThreadPoolExecutor(8) as readers:
        editions = list(readers.map(lambda _: edition_of(mirror), range(200)))
    assert editions == [1] * 200


def read_until(pipe: Connection, settings: Settings, last: int) -> None:
    """Work: reads until the last edition is there; announces the first read, sends the editions seen."""
    seen = [edition_served(settings)]
    pipe.send("reading")
    pipe.recv()
    for _ in range(10_000):
        seen.append(edition_served(settings))
        if seen[-1] == last:
            break
    pipe.send(tuple(seen))


def test_other_processes_read_whole_editions_while_new_ones_are_published(served: Settings) -> None:
    with other_process(read_until, served, 4) as one, other_process(read_until, served, 4) as two:
        for reader in (one, two):
            assert reader.next_message() == "reading"
            reader.go_on()
        for edition in range(2, 5):
            publish(served, edition)
        for reader in (one, two):
            seen = reader.next_message()
            assert seen == tuple(sorted(seen))
            assert (seen[0], seen[-1]) == (1, 4)


def test_a_reader_of_an_old_version_goes_on_after_it_was_removed(served: Settings) -> None:
    mirror = open_mirror(served)
    for edition in range(2, 6):
        publish(served, edition)
    assert not mirror.file.exists()
    assert edition_of(mirror) == 1
    with ThreadPoolExecutor(4) as readers:
        assert set(readers.map(lambda _: edition_of(mirror), range(20))) == {1}


def test_a_version_that_goes_away_between_pointer_and_opening_is_followed_by_the_next(
    served: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_pointer = reading.read_pointer
    editions = iter((2, 3, 4))

    def overtaken(settings: Settings) -> tuple[Path, Report]:
        found = read_pointer(settings)
        for edition in editions:
            publish(settings, edition)
        return found

    monkeypatch.setattr(reading, "read_pointer", overtaken)
    assert edition_served(served) == 4


def test_a_version_that_is_gone_is_a_sentence_and_the_next_refresh_makes_another(served: Settings) -> None:
    open_mirror(served).file.unlink()
    with pytest.raises(MirrorMissing, match=r"is gone\. Run: python -m dashboard refresh") as failure:
        open_mirror(served)
    assert_sentence(str(failure.value))
    publish(served, 2)
    assert edition_served(served) == 2


# ---- damage


def test_a_damaged_pointer_is_a_sentence_and_the_next_refresh_repairs_it(served: Settings) -> None:
    pointer = folder_of(served) / POINTER
    whole = pointer.read_bytes()
    lacking = json.dumps({"file": "mirror-000001.duckdb", "report": {"version": "000001"}}).encode()
    for content in (b"", b"{", b"null", b"[]", b"7", b"{}", lacking, b"\xff\xfe\x00", whole[: len(whole) // 2]):
        pointer.write_bytes(content)
        assert current_version(served) is None
        with pytest.raises(MirrorError, match=r"is damaged\. Run: python -m dashboard refresh") as failure:
            open_mirror(served)
        assert_sentence(str(failure.value))
    publish(served, 2)
    assert edition_served(served) == 2


def _cut(file: Path, at: float) -> None:
    os.truncate(file, int(file.stat().st_size * at))


def _garbage(file: Path, at: float) -> None:
    content = bytearray(file.read_bytes())
    place = int(len(content) * at)
    content[place : place + 8192] = random.Random(7).randbytes(8192)
    file.write_bytes(content)


def test_damage_anywhere_in_a_version_is_a_sentence_and_never_wrong_rows(served: Settings) -> None:
    file = open_mirror(served).file
    whole = file.read_bytes()
    found = {"nothing": 0, "while opening": 0, "while reading": 0}
    for block in range(0, len(whole), BLOCK):
        _garbage(file, (block + BLOCK / 20) / len(whole))
        found[_damage_noticed(served)] += 1
        file.write_bytes(whole)
    assert found["while opening"]
    assert found["while reading"]
    assert edition_served(served) == 1


def _damage_noticed(settings: Settings) -> str:
    """When the damage shows; fails where it shows otherwise than by a sentence."""
    try:
        mirror = open_mirror(settings)
    except MirrorError as failure:
        assert_sentence(str(failure))
        return "while opening"
    try:
        assert edition_of(mirror) == 1
    except MirrorError as failure:
        assert_sentence(str(failure))
        return "while reading"
    finally:
        mirror.close()
    return "nothing"


@pytest.mark.parametrize(("harm", "at"), [(_cut, 0.0), (_cut, 0.001), (_cut, 0.7), (_garbage, 0.0), (_garbage, 0.1)])
def test_a_damaged_version_is_a_sentence_and_the_next_refresh_makes_another(
    served: Settings, harm: Callable, at: float
) -> None:
    harm(folder_of(served) / json.loads((folder_of(served) / POINTER).read_text())["file"], at)
    with pytest.raises(MirrorError, match="Run: python -m dashboard refresh") as failure:
        open_mirror(served)
    assert_sentence(str(failure.value))
    report = publish(served, 2)
    assert report.table("accounts").changed is None
    assert edition_served(served) == 2


def test_a_version_damaged_where_only_its_rows_are_does_not_keep_the_next_refresh_from_publishing(
    served: Settings,
) -> None:
    file = open_mirror(served).file
    for block in range(0, file.stat().st_size, BLOCK):
        whole = file.read_bytes()
        _garbage(file, (block + BLOCK / 20) / len(whole))
        if _damage_noticed(served) == "while reading":
            break
        file.write_bytes(whole)
    publish(served, 2)
    assert edition_served(served) == 2


# ---- sources that fail


def _remove_folder(settings: Settings) -> None:
    shutil.rmtree(settings.source.folder)


def _remove_accounts(settings: Settings) -> None:
    (settings.source.folder / "accounts.csv").unlink()


def _cut_gzip(settings: Settings) -> None:
    plain = settings.source.folder / "orders.csv"
    packed = gzip.compress(plain.read_bytes())
    plain.unlink()
    (settings.source.folder / "orders.csv.gz").write_bytes(packed[: len(packed) // 2])


def _open_quote(settings: Settings) -> None:
    with (settings.source.folder / "orders.csv").open("a") as file:
        file.write('o99,a1,2024-01-01,"100,EUR,delivered,x\n')


def _other_encoding(settings: Settings) -> None:
    with (settings.source.folder / "orders.csv").open("ab") as file:
        file.write(b"o99,a1,2024-01-01,100,EUR,delivered,\xe4\n")


def _no_parquet(settings: Settings) -> None:
    (settings.source.folder / "orders.csv").unlink()
    (settings.source.folder / "orders.parquet").write_bytes(b"PAR1 not really PAR1")


def _column_gone(settings: Settings) -> None:
    write_table(settings, "accounts", [{"account_id": "a1", "title": "without a name"}])


@pytest.mark.parametrize(
    "fault",
    [_remove_folder, _remove_accounts, _cut_gzip, _open_quote, _other_encoding, _no_parquet, _column_gone],
    ids=lambda fault: fault.__name__.strip("_"),
)
def test_a_source_that_cannot_be_read_is_a_sentence_and_the_old_version_serves(
    served: Settings, fault: Callable
) -> None:
    deliver(served, 2)
    fault(served)
    before = files_of(folder_of(served))
    with pytest.raises(SourceError) as failure:
        refresh(served, NOW)
    assert_sentence(str(failure.value))
    assert files_of(folder_of(served)) == before
    assert (edition_served(served), current_progress(served)) == (1, None)


def test_the_refresh_after_one_that_failed_succeeds(served: Settings) -> None:
    _remove_accounts(served)
    with pytest.raises(SourceError):
        refresh(served, NOW)
    publish(served, 2)
    assert edition_served(served) == 2


def test_files_that_vanish_during_a_refresh_are_a_sentence_and_the_old_version_serves(served: Settings) -> None:
    deliver(served, 2)

    def remove(progress: Progress) -> None:
        if progress.step == "Reading interactions":
            shutil.rmtree(served.source.folder, ignore_errors=True)

    before = files_of(folder_of(served))
    with pytest.raises(SourceError) as failure:
        refresh(served, NOW, progress=remove)
    assert_sentence(str(failure.value))
    assert files_of(folder_of(served)) == before
    assert edition_served(served) == 1


@pytest.fixture
def database(postgres_url: str, tmp_path: Path) -> Settings:
    """A PostgreSQL with accounts and enough orders to be read in several batches, mirrored once."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE accounts (account_id TEXT, name TEXT)")
        connection.execute("INSERT INTO accounts SELECT 'a' || n, 'edition 1' FROM generate_series(1, 50) n")
        connection.execute(
            "CREATE TABLE orders (order_id TEXT, account_id TEXT, ordered_on DATE, amount NUMERIC, currency TEXT, "
            "status TEXT, product_line TEXT)"
        )
        connection.execute(
            "INSERT INTO orders SELECT 'o' || n, 'a' || (1 + n % 50), '2024-01-01', n, 'EUR', 'delivered', "
            "repeat('x', 1200) FROM generate_series(1, 20000) n"
        )
    settings = Settings(SourceSettings(url=postgres_url), tmp_path / "mirror")
    refresh(settings, NOW)
    return settings


def test_a_database_that_hangs_up_during_a_refresh_is_a_sentence_and_the_old_version_serves(database: Settings) -> None:
    before = files_of(folder_of(database))
    for step, rows in (("Reading accounts", 0), ("Reading orders", 1)):
        hung_up = []

        def hang_up(progress: Progress, step: str = step, rows: int = rows, hung_up: list = hung_up) -> None:
            if progress.step == step and progress.done >= rows:
                with psycopg.connect(database.source.url) as connection:
                    hung_up.extend(
                        connection.execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        ).fetchall()
                    )

        with pytest.raises(SourceError, match="cannot be read") as failure:
            refresh(database, NOW, progress=hang_up)
        assert hung_up
        assert_sentence(str(failure.value))
        assert files_of(folder_of(database)) == before
        assert open_mirror(database).report.table("orders").rows_kept == 20_000
    assert refresh(database, NOW).table("orders").changed == 0


def test_a_table_dropped_since_the_last_refresh_is_not_connected_once_that_is_accepted(database: Settings) -> None:
    with psycopg.connect(database.source.url) as connection:
        connection.execute("DROP TABLE orders")
    with pytest.raises(MuchIsMissing, match=r"the table orders is not there \(20,000 rows\)"):
        refresh(database, NOW)
    assert open_mirror(database).report.table("orders").rows_kept == 20_000
    assert "orders" in refresh(database, NOW, losses_accepted=True).not_connected


def test_a_database_file_that_became_unreadable_is_a_sentence_and_the_old_version_serves(tmp_path: Path) -> None:
    file = tmp_path / "crm.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE accounts (account_id TEXT, name TEXT)")
        connection.executemany("INSERT INTO accounts VALUES (?, ?)", [(f"a{n}", "x" * 500) for n in range(2000)])
    connection.close()
    settings = Settings(SourceSettings(url=f"sqlite:///{file}"), tmp_path / "mirror")
    refresh(settings, NOW)
    _garbage(file, 0.5)
    _cut(file, 0.6)
    with pytest.raises(SourceError) as failure:
        refresh(settings, NOW)
    assert_sentence(str(failure.value))
    assert open_mirror(settings).report.table("accounts").rows_kept == 2000


class Interrupted(BaseException):
    """Stands for Ctrl-C."""


def test_an_interrupted_refresh_leaves_nothing_and_the_old_version_serves(served: Settings) -> None:
    deliver(served, 2)
    before = files_of(folder_of(served))
    for step in ("Looking at the source", "Reading accounts", "Reading orders", "Preparing"):

        def interrupt(progress: Progress, step: str = step) -> None:
            if progress.step == step:
                raise Interrupted

        with pytest.raises(Interrupted):
            refresh(served, NOW, progress=interrupt)
        assert files_of(folder_of(served)) == before
        assert edition_served(served) == 1
    publish(served, 2)
    assert edition_served(served) == 2


# ---- what changed


def changed(report: Report) -> dict[str, int | None]:
    return {table.table: table.changed for table in report.tables if table.connected}


def test_the_first_load_has_nothing_to_compare_with_and_the_same_data_change_nothing(settings: Settings) -> None:
    assert changed(publish(settings, 1)) == {"accounts": None, "interactions": None, "orders": None}
    assert changed(refresh(settings, NOW + timedelta(days=1))) == {"accounts": 0, "interactions": 0, "orders": 0}


def orders(numbers: range, amount: int = 100) -> list[dict]:
    row = {"account_id": "a1", "ordered_on": "2024-01-01", "currency": "EUR", "status": "delivered"}
    return [{"order_id": f"o{n}", **row, "amount": amount} for n in numbers]


def test_changed_counts_rows_that_came_went_or_differ_since_the_last_refresh(settings: Settings) -> None:
    write_table(settings, "accounts", [{"account_id": "a1", "name": "one"}])
    ten = orders(range(10))
    for rows, expected in (
        (ten, None),
        (ten[::-1], 0),
        (orders(range(13)), 3),
        (ten, 3),
        (orders(range(4), 101) + ten[4:], 4),
        (ten, 4),
        (orders(range(1), 101) + orders(range(1, 14)), 1 + 4),
        (orders(range(2, 13)), 1 + 2),
        (orders(range(3, 16), 102), 1 + 10 + 3),
    ):
        write_table(settings, "orders", rows)
        found = changed(refresh(settings, NOW))
        assert found == {"accounts": None if expected is None else 0, "orders": expected}


def test_a_new_account_changes_no_row_but_its_own(settings: Settings) -> None:
    deliver(settings, 1)
    refresh(settings, NOW)
    accounts = [{"account_id": f"a{n}", "name": "edition 1", "owner_id": "e"} for n in range(20)]
    write_table(settings, "accounts", [{"account_id": "A", "name": "before all others", "owner_id": "e"}, *accounts])
    assert changed(refresh(settings, NOW)) == {"accounts": 1, "interactions": 0, "orders": 0}


def test_a_table_connected_since_then_is_new_in_every_row(settings: Settings) -> None:
    write_table(settings, "accounts", [{"account_id": "a1", "name": "one"}])
    refresh(settings, NOW)
    write_table(settings, "orders", orders(range(10)))
    assert changed(refresh(settings, NOW)) == {"accounts": 0, "orders": 10}


# ---- progress, and two at once


def test_the_progress_of_a_builder_is_seen_from_another_process(served: Settings) -> None:
    with other_process(build, served) as builder:
        assert builder.next_message() == "Looking at the source"
        seen = []
        while True:
            builder.go_on()
            message = builder.next_message()
            if not isinstance(message, str):
                break
            progress = current_progress(served)
            seen.append((progress.step, progress.share))
            assert edition_served(served) == 1
        shares = [share for _, share in seen if share is not None]
        assert {"Looking at the source", "Reading accounts", "Reading interactions", "Reading orders"} <= dict(
            seen
        ).keys()
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] < 1
        assert current_progress(served) is None


def test_the_progress_of_a_killed_builder_is_not_shown(served: Settings) -> None:
    with other_process(build, served) as builder:
        builder.go_on_until("Reading orders")
        assert current_progress(served) is not None
        builder.kill()
        assert builder.process.exitcode == KILLED
    assert current_progress(served) is None


def test_a_second_builder_says_at_once_that_another_is_at_work(served: Settings) -> None:
    with other_process(build, served) as builder:
        builder.go_on_until("Reading accounts")
        before = files_of(folder_of(served))
        with pytest.raises(MirrorBusy) as failure:
            refresh(served, NOW)
        assert_sentence(str(failure.value))
        assert files_of(folder_of(served)) == before
        (version,) = builder.outcome()
    assert current_version(served) == version
    assert publish(served, 2).version > version


def ask_for_progress(pipe: Connection, settings: Settings) -> None:
    """Work: asks without pause until it is told to stop."""
    pipe.send("asking")
    while not pipe.poll():
        current_progress(settings)


def test_asking_for_progress_never_makes_a_builder_think_that_another_is_at_work(served: Settings) -> None:
    shutil.rmtree(served.source.folder)
    with other_process(ask_for_progress, served) as one, other_process(ask_for_progress, served) as two:
        assert one.next_message() == two.next_message() == "asking"
        outcomes = {outcome_of(served, NOW)[0] for _ in range(40)}
    assert outcomes == {"SourceError"}


# ---- no room on the disk


def build_with_little_room(pipe: Connection, settings: Settings, room: int) -> None:
    """Work: a refresh whose files may have only so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    pipe.send(outcome_of(settings, NOW))


@pytest.mark.parametrize("room", [20, 4096, 400_000])
def test_without_room_for_a_file_there_is_a_sentence_and_the_old_version_serves(served: Settings, room: int) -> None:
    deliver(served, 2)
    before = files_of(folder_of(served))
    with other_process(build_with_little_room, served, room) as builder:
        kind, text = builder.next_message()
    assert kind == "MirrorError"
    assert_sentence(text)
    assert files_of(folder_of(served)) == before
    assert edition_served(served) == 1
    publish(served, 3)
    assert edition_served(served) == 3


def test_on_a_full_disk_there_is_a_sentence_and_the_old_version_serves(tmp_path: Path) -> None:
    mount = tmp_path / "mirror"
    mount.mkdir()
    own_mounts = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]
    if shutil.which("unshare") is None or run([*own_mounts, "mount", "-t", "tmpfs", "tmpfs", mount]).returncode:
        pytest.skip("no file system of a chosen size can be mounted here")
    code = "import sys; from tests.test_mirror_versions import refresh_on_a_full_disk as work; work(sys.argv[1])"
    done = run([*own_mounts, sys.executable, "-c", code, tmp_path])
    assert done.returncode == 0, done.stderr


def run(command: list[str | Path]) -> subprocess.CompletedProcess:
    root = Path(__file__).resolve().parents[1]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def refresh_on_a_full_disk(folder: str) -> None:
    """Fails where a disk that is full from some step of a refresh on leads to anything but a sentence."""
    settings = settings_of(Path(folder))
    disk, filler = settings.mirror, settings.mirror / "filler"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], check=True)

    def refuse(step: str, room: int) -> None:
        def fill(progress: Progress) -> None:
            if progress.step == step and not filler.exists():
                place = os.statvfs(disk)
                filler.write_bytes(bytes(place.f_bavail * place.f_frsize - room))

        outcome = outcome_of(settings, NOW, fill)
        assert len(outcome) == 2, f"a version was made with {room} bytes left from {step}"
        kind, text = outcome
        assert kind == "MirrorError"
        assert_sentence(text)
        filler.unlink()

    deliver(settings, 1)
    refuse("Looking at the source", 0)
    assert current_version(settings) is None
    assert files_of(folder_of(settings)) == [LOCK]
    publish(settings, 1)
    before = files_of(folder_of(settings))
    deliver(settings, 2)
    for step, room in (("Looking at the source", 0), ("Reading orders", 4096), ("Preparing", 4096)):
        refuse(step, room)
        assert files_of(folder_of(settings)) == before
        assert edition_served(settings) == 1
    publish(settings, 2)
    assert edition_served(settings) == 2
    assert len(files_of(folder_of(settings))) == len(before) + 1
