"""Builders killed at any point of a refresh, and two at once: what was served goes on, and the next refresh succeeds."""

from __future__ import annotations

import os
import random
import shutil
import signal
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd
import pytest

from data_access.mirror import Mirror, Progress, current_progress, current_version, open_mirror, refresh
from data_access.mirror.versions import POINTER, folder_of
from data_access.settings import Settings
from tests.editions import (
    KILLED,
    NOW,
    build,
    build_and_die,
    deliver,
    edition_of,
    facts_of,
    files_of,
    other_process,
    outcome_of,
    settings_of,
)

LOCK = "build.lock"
LARGE = 60_000

OLD, NEW = 2, 3
FILE_OPERATIONS = [
    ("before", "replace", "progress.json", OLD),
    ("before", "replace", "mirror-*.duckdb", OLD),
    ("after", "replace", "mirror-*.duckdb", OLD),
    ("before", "replace", POINTER, OLD),
    ("after", "replace", POINTER, NEW),
    ("before", "unlink", "progress.json", NEW),
    ("before", "unlink", "mirror-*.duckdb", NEW),
    ("after", "unlink", "mirror-*.duckdb", NEW),
]
"""When a builder is killed, at which operation on which file, and the edition that is served from then on."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store with two versions, of editions 1 and 2, and edition 3 delivered."""
    settings = settings_of(tmp_path_factory.mktemp("template"))
    for edition in (1, OLD):
        deliver(settings, edition)
        refresh(settings, NOW + timedelta(minutes=edition))
    deliver(settings, NEW)
    return settings


@pytest.fixture
def settings(template: Settings, tmp_path: Path) -> Settings:
    """A copy of that store."""
    copy = settings_of(tmp_path)
    shutil.copytree(template.source.folder, copy.source.folder)
    shutil.copytree(folder_of(template), folder_of(copy))
    return copy


@pytest.fixture(scope="module")
def facts(template: Settings) -> dict[int, pd.DataFrame]:
    """The facts of the editions."""
    mirror = open_mirror(template)
    old = facts_of(mirror)
    mirror.close()
    # The editions differ in the amount of every order.
    orders = old["revenue_12m"] / (1000 + OLD)
    return {OLD: old, NEW: old.assign(revenue_12m=orders * (1000 + NEW))}


def assert_serves(settings: Settings, edition: int, facts: dict[int, pd.DataFrame]) -> Path:
    """Fails unless the newest version holds the edition with its facts; returns its file."""
    mirror = open_mirror(settings)
    assert edition_of(mirror) == edition
    columns = ["account_id", "revenue_12m", "last_contact_on", "contacts_365d", "rhythm"]
    if edition in facts:
        pd.testing.assert_frame_equal(facts_of(mirror)[columns], facts[edition][columns])
    mirror.close()
    return mirror.file


def assert_the_next_refresh_clears_up(settings: Settings, serving: Path) -> None:
    """Fails unless the next refresh publishes and keeps its own version and the one served until then, and nothing else."""
    deliver(settings, 4)
    version = refresh(settings, NOW).version
    newest = assert_serves(settings, 4, {})
    assert newest.name == f"mirror-{version}.duckdb"
    assert newest.name > serving.name
    assert files_of(folder_of(settings)) == sorted([LOCK, POINTER, serving.name, newest.name])
    assert edition_of_file(settings, serving) in (OLD, NEW)


def edition_of_file(settings: Settings, file: Path) -> int:
    """The edition of a version that need not be the newest; all have the same number of rows."""
    newest = open_mirror(settings)
    mirror = Mirror(file, newest.report, newest.zone, newest.currency, None)
    try:
        return edition_of(mirror)
    finally:
        mirror.close()
        newest.close()


@pytest.mark.parametrize(("when", "operation", "pattern", "edition"), FILE_OPERATIONS)
def test_a_builder_killed_at_a_file_operation_does_no_harm(
    settings: Settings, facts: dict, when: str, operation: str, pattern: str, edition: int
) -> None:
    with other_process(build_and_die, settings, when, operation, pattern) as builder:
        builder.process.join()
        assert builder.process.exitcode == KILLED
    assert current_progress(settings) is None
    serving = assert_serves(settings, edition, facts)
    assert_the_next_refresh_clears_up(settings, serving)


def test_a_version_finished_but_never_published_is_gone_after_the_next_attempt(settings: Settings) -> None:
    before = files_of(folder_of(settings))
    with other_process(build_and_die, settings, "after", "replace", "mirror-*.duckdb") as builder:
        builder.process.join()
    assert len([name for name in files_of(folder_of(settings)) if name.startswith("mirror-")]) == 3
    shutil.rmtree(settings.source.folder)
    assert outcome_of(settings, NOW)[0] == "SourceError"
    assert files_of(folder_of(settings)) == before


def test_whatever_a_killed_builder_leaves_is_removed_by_the_next_refresh(settings: Settings) -> None:
    folder = folder_of(settings)
    serving = open_mirror(settings).file
    (folder / "spill").mkdir()
    for name in (
        "building-7.duckdb",
        "building-7.duckdb.wal",
        "current.json.7",
        "progress.json",
        "progress.next",
        "spill/duckdb_temp_storage_DEFAULT-0.tmp",
    ):
        (folder / name).write_bytes(b"cut off")
    assert current_progress(settings) is None
    assert_the_next_refresh_clears_up(settings, serving)


def build_and_die_at_step(pipe: Connection, settings: Settings, number: int) -> None:
    """Work: a refresh that is killed when it tells its progress for the n-th time."""
    told = []

    def deadly(progress: Progress) -> None:
        told.append(progress)
        if len(told) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    pipe.send(outcome_of(settings, NOW, deadly))


def test_a_builder_killed_at_any_step_does_no_harm(settings: Settings, facts: dict) -> None:
    serving = open_mirror(settings).file
    number = 0
    while True:
        number += 1
        with other_process(build_and_die_at_step, settings, number) as builder:
            builder.process.join()
            if builder.process.exitcode != KILLED:
                break
        assert assert_serves(settings, OLD, {}) == serving
    assert number > 8
    serving = assert_serves(settings, NEW, facts)
    assert_the_next_refresh_clears_up(settings, serving)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A delivery that takes more than a moment to read, and the bytes of its version."""
    settings = settings_of(tmp_path_factory.mktemp("large"))
    deliver(settings, NEW, accounts=4000, interactions=LARGE)
    refresh(settings, NOW)
    return settings.source.folder, open_mirror(settings).file.stat().st_size


def build_alone(pipe: Connection, settings: Settings) -> None:
    """Work: a refresh that announces that it begins."""
    pipe.send("beginning")
    pipe.send(outcome_of(settings, NOW))


@pytest.mark.parametrize("share", [(third + random.Random(third).random()) / 3 for third in range(3)])
def test_a_builder_killed_while_the_engine_writes_does_no_harm(
    settings: Settings, large: tuple[Path, int], facts: dict, share: float
) -> None:
    serving = open_mirror(settings).file
    delivery, size = large
    for path in delivery.iterdir():
        shutil.copy(path, settings.source.folder)
    with other_process(build_alone, settings) as builder:
        assert builder.next_message() == "beginning"
        # Killed once it has written its share of what the finished version holds.
        while bytes_being_written(folder_of(settings)) < share * size:
            assert not builder.pipe.poll(0.001), "the builder has finished before it was killed"
        builder.kill()
        assert builder.process.exitcode == KILLED
    assert [name for name in files_of(folder_of(settings)) if name.startswith("building-")]
    assert assert_serves(settings, OLD, facts) == serving
    assert_the_next_refresh_clears_up(settings, serving)


def bytes_being_written(folder: Path) -> int:
    total = 0
    for path in folder.glob("building-*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


# ---- two at once


def editions_by_version(settings: Settings) -> dict[str, int]:
    """The edition of every version in the folder, each opened by itself."""
    files = folder_of(settings).glob("mirror-*.duckdb")
    return {file.stem.removeprefix("mirror-"): edition_of_file(settings, file) for file in files}


def test_a_builder_that_waits_builds_after_the_other(settings: Settings) -> None:
    with other_process(build, settings, NOW) as one:
        one.go_on_until("Reading accounts")
        with other_process(build, settings, NOW + timedelta(minutes=9), 60.0) as two:
            assert not two.pipe.poll(0.2), "the second builder did not wait"
            (first,) = one.outcome()
            assert two.next_message() == "Looking at the source"
            assert current_version(settings) == first
            (second,) = two.outcome()
    assert first < second
    assert current_version(settings) == second
    assert editions_by_version(settings) == {first: NEW, second: NEW}
    assert files_of(folder_of(settings)) == sorted([LOCK, POINTER, f"mirror-{first}.duckdb", f"mirror-{second}.duckdb"])


def test_a_builder_that_waits_takes_over_when_the_other_is_killed(settings: Settings) -> None:
    with other_process(build, settings, NOW) as one:
        one.go_on_until("Preparing")
        with other_process(build, settings, NOW, 60.0) as two:
            one.kill()
            assert two.next_message() == "Looking at the source"
            (version,) = two.outcome()
    assert current_version(settings) == version
    assert sorted(editions_by_version(settings).values()) == [OLD, NEW]


def test_builders_that_begin_together_leave_one_chain_of_versions(settings: Settings) -> None:
    before = current_version(settings)
    with (
        other_process(build_alone, settings) as one,
        other_process(build_alone, settings) as two,
        other_process(build_alone, settings) as three,
    ):
        outcomes = []
        for builder in (one, two, three):
            assert builder.next_message() == "beginning"
            outcomes.append(builder.next_message())
    made = sorted(outcome[0] for outcome in outcomes if len(outcome) == 1)
    refused = [outcome for outcome in outcomes if len(outcome) == 2]
    assert made
    assert len(set(made)) == len(made)
    assert {kind for kind, _ in refused} <= {"MirrorBusy"}
    assert current_version(settings) == made[-1]
    assert editions_by_version(settings).keys() == set([before, *made][-2:])
    assert set(editions_by_version(settings).values()) <= {OLD, NEW}
