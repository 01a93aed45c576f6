"""The schema of the records: from nothing and from every earlier version, on both engines; a newer one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from data_access.records import RecordsError, open_records, upgrade
from data_access.records.database import Database
from data_access.records.schema import RECORDS, VERSION_TABLE
from tests.records_places import ENGINES, NOW, action, review, url_on, write_one_of_each

VERSIONS = upgrade.known_versions()
FIRST_ROWS = (
    "INSERT INTO decisions (account_id, account_name, team_id, kind, text, by_whom, due_on, state, moved, recorded_at, "
    "recorded_by, changed_at, changed_by, version) VALUES ('K7', 'Kestrel Energy', 'coast', 'action', 'Visit', 'S. Novak', "
    "'2026-11-20', 'open', 0, '2026-11-16 08:30:00', 'Ann Berg', '2026-11-16 08:30:00', 'Ann Berg', 1)",
    "INSERT INTO audit (written_at, written_by, entity, entity_id, action, after) "
    "VALUES ('2026-11-16 08:30:00', 'Ann Berg', 'decision', '1', 'recorded', '{}')",
    "INSERT INTO names VALUES ('Ann Berg', '2026-11-16 08:30:00')",
)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_on(request.param, request, tmp_path)


def at_version(url: str, version: str) -> None:
    """Makes records as that version of the program left them, with a decision in them."""
    upgrade.bring_up_to_date(Database(url, 5), until=version)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TIME ZONE 'UTC'"))
        for statement in FIRST_ROWS:
            connection.execute(text(statement))


def shape(url: str) -> dict[str, object]:
    """Tables with their columns, keys, indexes and checks, and the triggers."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        found = inspect(connection)
        tables = {
            name: (
                [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
                found.get_pk_constraint(name)["constrained_columns"],
                sorted(one["name"] for one in found.get_indexes(name)),
                sorted(one["name"] for one in found.get_check_constraints(name)),
                sorted(one["name"] for one in found.get_unique_constraints(name)),
                sorted(one["name"] for one in found.get_foreign_keys(name)),
            )
            for name in found.get_table_names()
        }
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.dialect.name == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        return {**tables, "triggers": sorted(connection.execute(text(names)).scalars())}


def version_at(url: str) -> str | None:
    """The version the schema there has."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return upgrade.version_of(connection)


def test_the_migrations_make_the_tables_that_are_read_and_written(url):
    open_records(url).close()
    with create_engine(url, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, RECORDS) == []
    assert version_at(url) == VERSIONS[-1]


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_records_of_an_earlier_version_are_brought_up_to_date_with_all_in_them(url, version, tmp_path, request):
    at_version(url, version)
    assert version_at(url) == version
    records = open_records(url)
    assert version_at(url) == VERSIONS[-1]
    row = records.decisions().iloc[0]
    assert row[["account_id", "by_whom", "state", "version"]].to_list() == ["K7", "S. Novak", "open", 1]
    assert row["recorded_at"] == NOW
    assert records.names() == ["Ann Berg"]
    assert records.audit()["action"].to_list() == ["recorded"]
    records.close_review(review(), "Ann Berg", NOW)
    assert records.claim_delivery("2026-W46", "bo@example.com", "digest", NOW)
    records.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_whichever_version_it_comes_from_the_schema_is_the_same(engine, tmp_path, request):
    fresh = url_on(engine, request, tmp_path / "fresh")
    open_records(fresh).close()
    expected = shape(fresh)
    assert expected["triggers"]
    if engine == "postgresql":
        with create_engine(fresh, poolclass=NullPool).begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    older = fresh if engine == "postgresql" else url_on(engine, request, tmp_path / "older")
    at_version(older, VERSIONS[0])
    assert shape(older) != expected
    open_records(older).close()
    assert shape(older) == expected


def test_records_of_a_newer_version_are_refused_and_left_as_they_are(url):
    records = open_records(url)
    write_one_of_each(records)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0099'"))
    with pytest.raises(RecordsError, match=f"newer version.*0099, this one knows {VERSIONS[-1]}. Update"):
        open_records(url)
    assert version_at(url) == "0099"
    records.close()


def test_a_step_that_fails_leaves_the_earlier_schema_whole(url):
    at_version(url, VERSIONS[0])
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("CREATE TABLE deliveries (something INTEGER)"))
    with pytest.raises(RecordsError, match="cannot be used"):
        open_records(url)
    assert version_at(url) == VERSIONS[0]
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("DROP TABLE deliveries"))
    records = open_records(url)
    assert len(records.decisions()) == 1
    records.close()


def test_a_first_step_that_fails_leaves_nothing(url, monkeypatch):
    from alembic import op

    def no_trigger(*_: object) -> None:
        raise OSError("the disk went away")

    monkeypatch.setattr(op, "create_index", no_trigger)
    with pytest.raises(RecordsError, match="the disk went away"):
        open_records(url)
    monkeypatch.undo()
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert inspect(connection).get_table_names() == []
    open_records(url).close()


def test_a_backup_of_an_earlier_version_is_brought_back(url, tmp_path):
    old = tmp_path / "old.sqlite"
    at_version(f"sqlite:///{old}", VERSIONS[0])
    before = old.read_bytes()
    records = open_records(url)
    assert records.restore(old, "Bo Dahl", NOW)["decisions"] == 1
    assert records.decisions()["text"].to_list() == ["Visit"]
    assert records.record(action(), "Ann Berg", NOW) == 2
    assert old.read_bytes() == before
    records.close()


def test_a_backup_of_a_newer_version_is_not_brought_back(tmp_path):
    newer = tmp_path / "newer.sqlite"
    open_records(f"sqlite:///{newer}").close()
    with create_engine(f"sqlite:///{newer}", poolclass=NullPool).begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0099'"))
    with pytest.raises(RecordsError, match="newer version"):
        open_records(f"sqlite:///{tmp_path / 'here.sqlite'}").restore(newer, "Bo Dahl", NOW)


def test_the_folder_of_the_program_may_have_any_name(tmp_path, monkeypatch):
    import shutil

    place = tmp_path / "50% of all [records]"
    shutil.copytree(upgrade.MIGRATIONS, place)
    monkeypatch.setattr(upgrade, "MIGRATIONS", place)
    open_records(f"sqlite:///{tmp_path / '50% ours' / 're#cords.sqlite'}").record(action(), "Ann Berg", NOW)
    assert (tmp_path / "50% ours" / "re#cords.sqlite").is_file()
