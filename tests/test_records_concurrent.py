"""Many who write at the same moment, in threads and in processes, on both engines: nothing is lost, nothing unseen."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from threading import Barrier, Thread

import pytest

from data_access.records import AlreadyClosed, Change, Overwritten, RecordsError, decisions, open_records
from data_access.records.database import Database
from tests.records_places import ENGINES, NOW, action, review, url_on

WRITERS, EACH = 6, 8
PROCESSES = 3


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_on(request.param, request, tmp_path)


@pytest.fixture
def records(url: str) -> Iterator[object]:
    opened = open_records(url, wait_seconds=60)
    yield opened
    opened.close()


def at_once(work: Callable[[int], object], writers: int = WRITERS) -> list[object]:
    """What each thread's work gives, all of them started at the same moment."""
    start = Barrier(writers)

    def started(number: int) -> object:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(started, range(writers)))


def in_processes(work: Callable[..., object], *arguments: object) -> list[object]:
    """What each process's work gives."""
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        return [each.result() for each in [pool.submit(work, *arguments, number) for number in range(PROCESSES)]]


def test_every_decision_of_every_thread_is_there_with_its_entry(records):
    numbers = at_once(lambda n: [records.record(action(f"{n} {k}"), f"Writer {n}", NOW) for k in range(EACH)])
    written = records.decisions()
    assert sorted(written["decision_id"]) == sorted(chain.from_iterable(numbers))
    assert sorted(written["text"]) == sorted(f"{n} {k}" for n in range(WRITERS) for k in range(EACH))
    assert sorted(records.audit("decision")["entity_id"].astype(int)) == sorted(written["decision_id"])


def test_of_many_who_change_the_same_version_one_succeeds_and_the_others_are_shown_its_row(records):
    number = records.record(action(), "Ann Berg", NOW)

    def change(writer: int) -> object:
        try:
            records.change(number, 1, Change.moved(date(2026, 12, 1 + writer)), f"Writer {writer}", NOW)
        except Overwritten as told:
            return told.row
        return writer

    found = at_once(change)
    winners = [each for each in found if isinstance(each, int)]
    losers = [each for each in found if not isinstance(each, int)]
    assert len(winners) == 1
    now = records.decisions().iloc[0]
    assert (now["changed_by"], now["due_on"].day, now["version"]) == (f"Writer {winners[0]}", 1 + winners[0], 2)
    assert {(row["changed_by"], row["version"], row["due_on"].day) for row in losers} == {
        (f"Writer {winners[0]}", 2, 1 + winners[0])
    }
    assert len(records.audit("decision", number)) == 2


def test_a_review_is_closed_by_one_of_many(records):
    def close(writer: int) -> str | None:
        try:
            records.close_review(review(), f"Writer {writer}", NOW)
        except AlreadyClosed as told:
            return str(told.review["closed_by"])
        return None

    found = at_once(close)
    assert found.count(None) == 1
    assert len(set(found)) == 2
    assert len(records.reviews()) == len(records.audit("review")) == 1


def test_a_mail_is_claimed_by_one_of_many(records):
    claimed = at_once(lambda _: records.claim_delivery("2026-W46", "bo@example.com", "digest", NOW))
    assert sorted(claimed) == [False] * (WRITERS - 1) + [True]


def test_a_name_is_kept_once_whoever_comes_first(records):
    at_once(lambda _: records.remember_name("Ann Berg", NOW))
    assert records.names() == ["Ann Berg"]
    assert len(records.audit("name")) == 1


def move_until_all_are_kept(url: str, decision_id: int, writer: int) -> int:
    """Moves the decision EACH times, each time anew from what it is now where somebody else was first."""
    records = open_records(url, wait_seconds=60)
    seen, refused, version = 0, 0, 1
    while seen < EACH:
        day = NOW.date() + timedelta(days=1 + seen)
        try:
            records.change(decision_id, version, Change.moved(day), f"Process {writer}", NOW)
            seen, version = seen + 1, version + 1
        except Overwritten as told:
            refused, version = refused + 1, told.row["version"]
    records.close()
    return refused


def test_processes_that_move_the_same_decision_lose_no_move(url, records):
    number = records.record(action(), "Ann Berg", NOW)
    in_processes(move_until_all_are_kept, url, number)
    row = records.decisions().iloc[0]
    assert (row["moved"], row["version"]) == (PROCESSES * EACH, 1 + PROCESSES * EACH)
    history = records.decision_history(number)
    assert history["version"].to_list() == list(range(1, 2 + PROCESSES * EACH))
    by = history["by"].value_counts()
    assert all(by[f"Process {writer}"] == EACH for writer in range(PROCESSES))


def open_and_record(url: str, writer: int) -> int:
    """Opens the records, which may not be there yet, and writes one decision."""
    records = open_records(url, wait_seconds=60)
    number = records.record(action(), f"Process {writer}", NOW)
    records.close()
    return number


def test_processes_that_open_the_same_empty_database_make_it_once(url):
    assert sorted(in_processes(open_and_record, url)) == list(range(1, PROCESSES + 1))


def die_while_writing(url: str, _writer: int) -> None:
    """Ends the process in the middle of a write."""
    database = Database(url, 60)
    with database.writing() as connection:
        decisions.record(connection, action("half"), "Ann Berg", NOW)
        os._exit(9)


def test_a_writer_that_dies_leaves_nothing_and_holds_nobody_up(url, records):
    process = multiprocessing.get_context("spawn").Process(target=die_while_writing, args=(url, 0))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert records.decisions().empty
    records.record(action("whole"), "Bo Dahl", NOW)
    assert records.decisions()["text"].to_list() == ["whole"]
    assert len(records.audit()) == 1


def test_who_does_not_wait_for_the_others_lock_is_still_refused_by_the_version(postgres_url):
    """The version is compared in the UPDATE itself: a writer that has read the old row finds none to change."""
    records = open_records(postgres_url)
    number = records.record(action(), "Ann Berg", NOW)
    engine = records._database._engine
    found = []

    def late() -> None:
        with engine.begin() as connection:
            started.wait()
            try:
                decisions.change(connection, number, 1, Change.dropped("late"), "Bo Dahl", NOW)
            except RecordsError as told:
                found.append(told)

    started = Barrier(2)
    thread = Thread(target=late)
    with engine.begin() as first:
        decisions.change(first, number, 1, Change.done(), "Ann Berg", NOW)
        thread.start()
        started.wait()
    thread.join()
    assert [type(each) for each in found] == [Overwritten]
    assert found[0].row["state"] == "done"
    assert records.decisions()["state"].to_list() == ["done"]
    records.close()


def test_a_backup_made_while_others_write_is_of_one_moment(url, records, tmp_path):
    def work(writer: int) -> None:
        if writer:
            for _ in range(EACH):
                records.record(action(), f"Writer {writer}", NOW)
        else:
            records.backup(tmp_path / "backup.sqlite")

    at_once(work)
    there = open_records(f"sqlite:///{tmp_path / 'backup.sqlite'}")
    assert sorted(there.audit()["entity_id"].astype(int)) == there.decisions()["decision_id"].to_list()
