"""The records: what is written comes back, stands in the trail, is never changed unseen; faults are sentences."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from dashboard.commands import main
from dashboard.reviews import base_of
from data_access.records import AlreadyClosed, Change, Overwritten, Records, RecordsError, database, open_records, trail
from data_access.scope import Scope
from tests.records_places import ENGINES, NOW, action, review, url_on, write_one_of_each

LATER = NOW + timedelta(hours=2)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_on(request.param, request, tmp_path)


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = open_records(url)
    yield opened
    opened.close()


def run(url: str, statement: str) -> None:
    """Carries out a statement behind the back of the records."""
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text(statement))


def test_a_decision_comes_back_as_it_was_recorded(records):
    number = records.record(action("Visit — ‘soon’\x00 \ud800"), " Ann Berg ", NOW)
    row = records.decisions().iloc[0].to_dict()
    assert (row["decision_id"], row["version"], row["moved"], row["state"]) == (number, 1, 0, "open")
    assert (row["account_id"], row["team_id"], row["kind"]) == ("K7", "coast", "action")
    assert (row["text"], row["by_whom"], row["recorded_by"]) == ("Visit — ‘soon’ ?", "S. Novak", "Ann Berg")
    assert row["due_on"] == pd.Timestamp("2026-11-20")
    assert row["recorded_at"] == row["changed_at"] == NOW


@pytest.mark.parametrize(
    ("kind", "state"), [("action", "open"), ("snooze", "open"), ("watched", "recorded"), ("note", "recorded")]
)
def test_an_action_and_a_snooze_are_open_until_somebody_ends_them(records, kind, state):
    records.record(action(kind=kind), "Ann Berg", NOW)
    assert records.decisions()["state"].to_list() == [state]


def test_no_decision_is_a_frame_with_the_same_columns(records):
    nothing = records.decisions()
    records.record(action(), "Ann Berg", NOW)
    assert nothing.empty
    assert nothing.dtypes.to_dict() | {"review_id": "?"} == records.decisions().dtypes.to_dict() | {"review_id": "?"}


def test_a_moved_dropped_and_reopened_decision_keeps_its_history(records):
    number = records.record(action(), "Ann Berg", NOW)
    records.change(number, 1, Change.moved(date(2026, 11, 27), "on leave"), "Bo Dahl", LATER)
    records.change(number, 2, Change.dropped("they left"), "Cy Ek", LATER)
    records.change(number, 3, Change.reopened(), "Ann Berg", LATER)
    records.change(number, 4, Change.edited("Call them", "B. Dahl"), "Ann Berg", LATER)
    records.change(number, 5, Change.done("all well"), "Ann Berg", LATER)
    told = records.decision_history(number)
    assert told["action"].to_list() == ["recorded", "moved", "dropped", "reopened", "edited", "done"]
    assert told["by"].to_list() == ["Ann Berg", "Bo Dahl", "Cy Ek", "Ann Berg", "Ann Berg", "Ann Berg"]
    assert told["reason"].to_list() == [None, "on leave", "they left", None, None, "all well"]
    assert told["state"].to_list() == ["open", "open", "dropped", "open", "open", "done"]
    assert told["version"].to_list() == [1, 2, 3, 4, 5, 6]
    assert told.loc[1, ["due_before", "due_on"]].to_list() == [pd.Timestamp("2026-11-20"), pd.Timestamp("2026-11-27")]
    assert told["at"].to_list() == [NOW, *[LATER] * 5]
    now = records.decisions().iloc[0]
    assert now[["text", "by_whom", "moved", "state"]].to_list() == ["Call them", "B. Dahl", 1, "done"]
    assert now["recorded_at"] == NOW


def test_who_changes_an_older_version_is_told_what_it_is_now_and_nothing_is_written(records):
    number = records.record(action(), "Ann Berg", NOW)
    records.change(number, 1, Change.done(), "Bo Dahl", LATER)
    before = records.newest_write()
    with pytest.raises(Overwritten, match="Bo Dahl changed decision") as told:
        records.change(number, 1, Change.dropped("too late"), "Cy Ek", LATER)
    assert told.value.row["state"] == "done"
    assert told.value.row["version"] == 2
    assert records.newest_write() == before


@pytest.mark.parametrize(
    ("made", "changes"),
    [
        ("action", [Change.done(), Change.moved(date(2026, 12, 1))]),
        ("note", [Change.done()]),
        ("action", [Change.reopened()]),
    ],
)
def test_what_cannot_become_of_a_decision_is_refused(records, made, changes):
    number = records.record(action(kind=made), "Ann Berg", NOW)
    for version, change in enumerate(changes[:-1], start=1):
        records.change(number, version, change, "Ann Berg", NOW)
    with pytest.raises(RecordsError, match="it cannot be"):
        records.change(number, len(changes), changes[-1], "Ann Berg", NOW)


def test_what_is_no_decision_is_refused_with_a_sentence(records):
    for decision, by, said in (
        (action(), "  ", "without a name"),
        (action("x" * 2_001), "Ann Berg", "2,001 characters"),
        (action(due_on=date(9999, 1, 1)), "Ann Berg", "too far away"),
    ):
        with pytest.raises(RecordsError, match=said):
            records.record(decision, by, NOW)
    with pytest.raises(RecordsError, match="no decision 77"):
        records.change(77, 1, Change.done(), "Ann Berg", NOW)
    assert records.newest_write() == 0


def test_a_closed_review_is_read_as_it_was(records):
    number = records.close_review(review(), "Ann Berg", NOW)
    row = records.reviews().iloc[0].to_dict()
    assert (row["review_id"], row["closed_by"], row["present"]) == (number, "Ann Berg", ("Ann Berg", "Bo Dahl"))
    assert (row["as_of"], row["since"], row["closed_at"]) == (
        pd.Timestamp("2026-11-15"),
        pd.Timestamp("2026-11-08"),
        pd.Timestamp(NOW),
    )
    assert (row["team_ids"], row["policy_digest"], row["policy_label"]) == (None, "7f3a", "Rules 7f3a")
    assert records.review_content(number) == review().content
    assert records.review_policy(number) == review().policy_text
    pd.testing.assert_frame_equal(records.review_rows(number), review().rows)
    for read in (records.review_content, records.review_policy, records.review_rows):
        with pytest.raises(RecordsError, match="no closed review 99"):
            read(99)


def test_a_day_and_its_teams_are_closed_once(records):
    records.close_review(review(team_ids=frozenset({"b", "a"})), "Ann Berg", NOW)
    records.close_review(review(), "Ann Berg", NOW)
    with pytest.raises(AlreadyClosed, match="Ann Berg closed the review of 2026-11-15") as told:
        records.close_review(review(team_ids=frozenset({"a", "b"})), "Bo Dahl", LATER)
    assert told.value.review["closed_by"] == "Ann Berg"
    assert len(records.reviews()) == 2


def test_the_latest_review_is_an_earlier_one_that_holds_all_a_viewer_sees(records):
    everything, coast = None, frozenset({"coast"})
    for day, teams in ((1, everything), (8, frozenset({"coast", "hills"})), (15, coast), (22, everything)):
        records.close_review(review(date(2026, 11, day), teams), "Ann Berg", NOW)

    def found(before: int, teams: frozenset[str] | None) -> int | None:
        base = base_of(records.reviews(), date(2026, 11, before), Scope(teams))
        return None if base.review_id is None else base.since.day

    assert found(29, everything) == 22
    assert found(22, everything) == 1
    assert found(22, coast) == 15
    assert found(15, coast) == 8
    assert found(15, frozenset({"plains"})) == 1
    assert found(1, coast) is None


def test_names_are_kept_once_and_offered_in_order(records):
    for name in ("bo Dahl", " Ann Berg", "Ann Berg", "Åke Ek"):
        records.remember_name(name, NOW)
    assert records.names() == ["Ann Berg", "bo Dahl", "Åke Ek"]
    assert len(records.audit("name")) == 3


def test_a_mail_is_sent_once_and_again_where_it_failed_or_was_left(records):
    mail = ("2026-W46", "bo@example.com", "digest")
    assert records.claim_delivery(*mail, NOW)
    assert not records.claim_delivery(*mail, NOW + timedelta(minutes=14))
    assert records.claim_delivery(*mail, NOW + timedelta(minutes=15))
    records.failed(*mail, LATER, "mailbox full")
    assert records.deliveries("2026-W46")[["state", "reason", "attempts"]].to_numpy().tolist() == [
        ["failed", "mailbox full", 2]
    ]
    assert records.claim_delivery(*mail, LATER)
    records.delivered(*mail, LATER)
    records.failed(*mail, LATER, "too late to fail")
    assert not records.claim_delivery(*mail, LATER + timedelta(days=9))
    assert records.deliveries("2026-W46")["state"].to_list() == ["sent"]
    assert records.deliveries("2026-W47").empty
    assert records.claim_delivery("2026-W47", *mail[1:], LATER)


def test_every_write_stands_in_the_trail_with_who_and_when_and_what_it_was(records):
    number = records.record(action(), "Ann Berg", NOW)
    records.change(number, 1, Change.dropped("they left"), "Bo Dahl", LATER)
    told = records.audit("decision", number).to_dict("records")
    assert [(row["by"], row["at"], row["action"]) for row in told] == [
        ("Ann Berg", NOW, "recorded"),
        ("Bo Dahl", LATER, "dropped"),
    ]
    assert told[0]["before"] is None
    assert json.loads(told[1]["before"]) == json.loads(told[0]["after"])
    after = json.loads(told[1]["after"])
    assert (after["state"], after["reason"], after["version"]) == ("dropped", "they left", 2)


def test_each_kind_of_write_leaves_one_entry_and_raises_the_newest_number(records):
    number = records.record(action(), "Ann Berg", NOW)
    mail = ("2026-W46", "bo@example.com", "digest")
    writes: list[Callable[[], object]] = [
        lambda: records.record(action(), "Ann Berg", NOW),
        lambda: records.change(number, 1, Change.done(), "Ann Berg", NOW),
        lambda: records.close_review(review(), "Ann Berg", NOW),
        lambda: records.remember_name("Ann Berg", NOW),
        lambda: records.claim_delivery(*mail, NOW),
        lambda: records.failed(*mail, NOW, "no"),
        lambda: records.claim_delivery(*mail, NOW),
        lambda: records.delivered(*mail, NOW),
    ]
    for write in writes:
        before, entries = records.newest_write(), len(records.audit())
        write()
        assert records.newest_write() > before
        assert len(records.audit()) == entries + 1
    assert records.audit()["audit_id"].is_monotonic_increasing


def test_without_its_entry_in_the_trail_nothing_is_written(records, monkeypatch):
    def full(*_: object) -> None:
        raise RecordsError("no room")

    monkeypatch.setattr(trail, "add", full)
    for write in (
        lambda: records.record(action(), "Ann Berg", NOW),
        lambda: records.close_review(review(), "Ann Berg", NOW),
        lambda: records.remember_name("Ann Berg", NOW),
    ):
        with pytest.raises(RecordsError, match="no room"):
            write()
    assert records.decisions().empty
    assert records.reviews().empty
    assert records.names() == []


@pytest.mark.parametrize("table", ["audit", "reviews", "review_rows"])
@pytest.mark.parametrize("how", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_database_itself_refuses_to_change_the_trail_and_closed_reviews(records, url, table, how):
    if how.startswith("TRUNCATE") and url.startswith("sqlite"):
        pytest.skip("SQLite has no TRUNCATE")
    write_one_of_each(records)
    before = records.audit()
    key = {"audit": "written_by", "reviews": "content", "review_rows": "rows"}[table]
    with pytest.raises(DBAPIError, match="never changed"):
        run(url, how.format(table, key))
    pd.testing.assert_frame_equal(records.audit(), before)
    assert len(records.review_rows(1)) == 2


def test_moments_need_a_time_zone_and_come_back_in_utc(records):
    from zoneinfo import ZoneInfo

    records.record(action(), "Ann Berg", datetime(2026, 11, 16, 10, 30, tzinfo=ZoneInfo("Europe/Helsinki")))
    assert records.decisions()["recorded_at"].to_list() == [NOW]
    with pytest.raises(RecordsError, match="time zone"):
        records.record(action(), "Ann Berg", datetime(2026, 11, 16, 10, 30))  # noqa: DTZ001


@pytest.mark.parametrize("target", ENGINES)
def test_a_backup_is_read_back_on_either_engine(records, target, tmp_path, request):
    write_one_of_each(records)
    written = records.backup(tmp_path / "backup.sqlite")
    assert written == {"reviews": 1, "review_rows": 1, "decisions": 1, "names": 1, "deliveries": 1, "audit": 5}
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["backup.sqlite"]
    before = (records.decisions(), records.reviews(), records.audit())
    other = url_on(target, request, tmp_path / "other")
    if target == "postgresql":
        run(other, "DROP SCHEMA public CASCADE")
        run(other, "CREATE SCHEMA public")
    there = open_records(other)
    assert there.restore(tmp_path / "backup.sqlite", "Bo Dahl", LATER) == written
    for old, new in zip(before, (there.decisions(), there.reviews(), there.audit().iloc[:-1]), strict=True):
        pd.testing.assert_frame_equal(new, old)
    pd.testing.assert_frame_equal(there.review_rows(1), review().rows)
    assert there.audit()[["by", "action"]].iloc[-1].to_list() == ["Bo Dahl", "brought back"]
    assert there.record(action(), "Ann Berg", LATER) == 2
    assert there.close_review(review(date(2026, 11, 22)), "Ann Berg", LATER) == 2
    there.close()


def test_a_backup_is_not_written_over_a_file_nor_brought_back_over_records(records, tmp_path):
    write_one_of_each(records)
    backup = tmp_path / "backup.sqlite"
    records.backup(backup)
    with pytest.raises(RecordsError, match=r"backup\.sqlite is there already"):
        records.backup(backup)
    with pytest.raises(RecordsError, match="are not empty"):
        records.restore(backup, "Bo Dahl", LATER)
    with pytest.raises(RecordsError, match="does not exist"):
        records.restore(tmp_path / "none.sqlite", "Bo Dahl", LATER)
    with pytest.raises(RecordsError, match="cannot be written"):
        records.backup(tmp_path / "nowhere" / "backup.sqlite")
    assert len(records.audit()) == 5


def test_a_file_that_is_no_backup_is_not_brought_back(tmp_path):
    there = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    (tmp_path / "letter.txt").write_text("Dear all, " * 200)
    with pytest.raises(RecordsError, match="no SQLite database"):
        there.restore(tmp_path / "letter.txt", "Bo Dahl", NOW)
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as crm:
        crm.execute("CREATE TABLE accounts (account_id TEXT)")
    with pytest.raises(RecordsError, match="holds something else"):
        there.restore(tmp_path / "crm.sqlite", "Bo Dahl", NOW)
    assert there.newest_write() == 0


def test_a_password_in_the_query_of_an_address_is_told_to_nobody():
    with pytest.raises(RecordsError) as error:
        open_records("postgresql+psycopg://127.0.0.1:9/records?user=u&password=s3cr%40t&connect_timeout=1")
    assert "postgresql+psycopg://127.0.0.1:9/records)" in str(error.value)
    assert "s3cr" not in str(error.value)


def test_a_database_that_is_down_is_told_without_its_password():
    with pytest.raises(RecordsError, match="cannot be used") as told:
        open_records("postgresql://ann:s%40cret@127.0.0.1:9/records")
    assert "ann:***@127.0.0.1:9/records" in str(told.value)
    assert "cret" not in str(told.value)
    assert "Check [storage] records" in str(told.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("records.sqlite", "not a database URL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgres://ann@host/records", "'postgres' is not known"),
        ("duckdb:///records.duckdb", "SQLite or PostgreSQL"),
        ("mysql+pymysql://ann@host/records", "pip install pymysql"),
    ],
)
def test_an_address_that_cannot_hold_records_is_told(address, said):
    with pytest.raises(RecordsError, match=said):
        open_records(address)


def test_a_file_that_is_no_database_or_somebody_elses_is_left_alone(tmp_path):
    letter, crm = tmp_path / "letter.txt", tmp_path / "crm.sqlite"
    letter.write_text("Dear all, " * 200)
    with closing(sqlite3.connect(crm)) as connection:
        connection.execute("CREATE TABLE accounts (account_id TEXT)")
    for file, said in ((letter, "no SQLite database"), (crm, r"holds something else: the tables accounts\.")):
        before = file.read_bytes()
        with pytest.raises(RecordsError, match=said):
            open_records(f"sqlite:///{file}")
        assert file.read_bytes() == before


def test_a_place_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RecordsError, match="cannot be made"):
        open_records(f"sqlite:///{tmp_path / 'file' / 'records.sqlite'}")


def test_records_locked_by_another_program_are_read_on_and_saving_says_why(tmp_path):
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    records = open_records(url, wait_seconds=0.01)
    records.record(action(), "Ann Berg", NOW)
    with closing(sqlite3.connect(tmp_path / "records.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(records.decisions()) == 1
        with pytest.raises(RecordsError, match="being written by another program"):
            records.record(action(), "Ann Berg", NOW)
    assert records.record(action(), "Ann Berg", NOW) == 2


def test_records_locked_in_postgresql_are_read_on_and_saving_says_why(postgres_url):
    records = open_records(postgres_url, wait_seconds=0.05)
    with create_engine(postgres_url, poolclass=NullPool).begin() as other:
        other.execute(text(f"SELECT pg_advisory_xact_lock({database.WRITERS_LOCK})"))
        assert records.decisions().empty
        with pytest.raises(RecordsError, match="being written by another program"):
            records.record(action(), "Ann Berg", NOW)
    assert records.record(action(), "Ann Berg", NOW) == 1
    records.close()


def test_records_that_can_only_be_read_are_read_and_saving_says_why(tmp_path, monkeypatch, postgres_url):
    file = tmp_path / "records.sqlite"
    open_records(f"sqlite:///{file}").record(action(), "Ann Berg", NOW)
    open_records(postgres_url).record(action(), "Ann Berg", NOW)
    name = postgres_url.rsplit("/", 1)[1].split("?")[0]
    run(postgres_url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    readable = partial(sqlite3.connect, f"file:{file}?mode=ro", uri=True, isolation_level=None)
    monkeypatch.setattr(database.Database, "_sqlite_connection", lambda _: readable())
    for url in (f"sqlite:///{file}", postgres_url):
        records = open_records(url)
        assert len(records.decisions()) == 1
        with pytest.raises(RecordsError, match="can only be read"):
            records.record(action(), "Ann Berg", NOW)
        records.close()


def test_a_file_that_went_away_is_told_and_a_backup_in_its_place_is_used_at_once(tmp_path):
    file, backup = tmp_path / "records.sqlite", tmp_path / "backup.sqlite"
    records = open_records(f"sqlite:///{file}")
    records.record(action(), "Ann Berg", NOW)
    records.backup(backup)
    for part in tmp_path.glob("records.sqlite*"):
        part.unlink()
    with pytest.raises(RecordsError, match="cannot be opened"):
        records.record(action(), "Ann Berg", NOW)
    assert not file.exists()
    shutil.copy(backup, file)
    assert records.record(action(), "Ann Berg", NOW) == 2


def test_a_postgresql_that_was_restarted_is_written_again(postgres_url):
    records = open_records(postgres_url)
    records.record(action(), "Ann Berg", NOW)
    run(postgres_url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert records.record(action(), "Ann Berg", NOW) == 2
    records.close()


def call(*words: str) -> int:
    """Exit code of a call of the command line."""
    return main([*words], clock=lambda: datetime(2026, 11, 16, 8, 30, tzinfo=UTC))


def test_the_commands_back_up_bring_back_and_print_the_trail(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "account_health.toml").write_text(
        '[source]\nfolder = "crm"\n[storage]\nrecords = "sqlite:///our.sqlite"\n'
    )
    records = open_records(f"sqlite:///{tmp_path / 'our.sqlite'}")
    records.record(action(), "Ann Berg", NOW)
    (tmp_path / "safe").mkdir()
    assert call("records", "backup", "--to", "safe") == 0
    told = "1 decision, 0 closed reviews, 0 mails and 1 entry of the audit trail."
    assert capsys.readouterr().out == f"safe/records-2026-11-16T083000Z.sqlite: {told}\n"
    assert call("records", "audit") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "audit_id,at,by,entity,entity_id,action,before,after"
    assert lines[1].startswith("1,2026-11-16T08:30:00")
    assert "Ann Berg,decision,1,recorded," in lines[1]
    assert call("records", "restore", "--from", "safe/records-2026-11-16T083000Z.sqlite") == 1
    assert "are not empty" in capsys.readouterr().err
    (tmp_path / "account_health.toml").write_text(
        '[source]\nfolder = "crm"\n[storage]\nrecords = "sqlite:///new.sqlite"\n'
    )
    assert call("records", "restore", "--from", "safe/records-2026-11-16T083000Z.sqlite") == 0
    assert capsys.readouterr().out == f"{tmp_path / 'new.sqlite'}: {told}\n"
    assert len(open_records(f"sqlite:///{tmp_path / 'new.sqlite'}").decisions()) == 1


def test_records_lie_beside_the_settings_and_those_of_the_sample_company_apart(tmp_path):
    from dashboard.sample import or_sample
    from data_access.settings import SettingsError, read_settings

    assert read_settings(None, tmp_path).records == f"sqlite:///{tmp_path}/var/records.sqlite"
    assert or_sample(read_settings(None, tmp_path)).records == f"sqlite:///{tmp_path}/var/sample-records.sqlite"
    file = tmp_path / "account_health.toml"
    for said, meant in (
        ("sqlite:///mine/r.sqlite", f"sqlite:///{tmp_path}/mine/r.sqlite"),
        ("sqlite:////srv/r.sqlite", "sqlite:////srv/r.sqlite"),
        ("postgresql://a:b@host/r?x=1", "postgresql://a:b@host/r?x=1"),
    ):
        file.write_text(f'[storage]\nrecords = "{said}"\n')
        assert read_settings(file, Path("/")).records == meant
        assert or_sample(read_settings(file, Path("/"))).records == meant
    for wrong in ('"records.sqlite"', "7", '"postgresql:/ann:s3cret@host/r"'):
        file.write_text(f"[storage]\nrecords = {wrong}\n")
        with pytest.raises(SettingsError, match="records must be a database address") as told:
            read_settings(file, tmp_path)
        assert "s3cret" not in str(told.value)
