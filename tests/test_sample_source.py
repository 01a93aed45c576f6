"""The sample company where nothing else is configured: written, renewed, killed while writing, two at once, no room.

Most tests put a small writer in place of the real one: what is tested is when and where it writes, not what.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard import sample, server
from dashboard.store import Store, settings_in_force
from data_access.mirror import MirrorBusy, MirrorError, Progress, current_progress, current_version, open_mirror
from data_access.mirror.tables import ACCOUNTS
from data_access.settings import Settings, SettingsError, override_source, read_settings
from data_access.sources import SourceError
from sample_data import REPORTING_CURRENCY, TIMEZONE, SampleError
from tests.editions import KILLED, PATIENCE_SECONDS, other_process
from tests.small_company import write_table

NOW = datetime(2024, 6, 1, 4, 12, tzinfo=UTC)
TODAY = date(2024, 6, 1)
WRITTEN_TABLES = ("teams", "accounts", "orders")


def write_small(to: Path, *, until: date, progress: Callable[[str, int, int], None]) -> None:
    """In place of the real writer: a few rows that all tell until when they go."""
    for done, name in enumerate(WRITTEN_TABLES):
        progress(f"Writing {name}", done, len(WRITTEN_TABLES))
        rows = {
            "teams": [{"team_id": "t", "name": f"until {until}"}],
            "accounts": [{"account_id": f"a{n}", "name": f"until {until}", "team_id": "t"} for n in range(9)],
            "orders": [
                {"order_id": f"o{n}", "account_id": f"a{n}", "ordered_on": until, "amount": 1, "status": "delivered"}
                for n in range(9)
            ],
        }
        write_table(to, name, rows[name])
    progress("Writing the last words", len(WRITTEN_TABLES), len(WRITTEN_TABLES))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of an empty working folder."""
    return settings_in_force({}, tmp_path)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small writer in place of the real one."""
    monkeypatch.setattr(sample, "write_sample", write_small)


def later(days: float) -> datetime:
    """The moment so many days after the first writing."""
    return NOW + timedelta(days=days)


def end_of(settings: Settings) -> date:
    """The day until which the sample goes that is served; fails where it is not whole."""
    mirror = open_mirror(settings)
    names = set(mirror.arrow(select(ACCOUNTS.c.name))["name"].to_pylist())
    assert names == {f"until {mirror.as_of}"}
    assert mirror.report.table("accounts").rows_kept == 9
    mirror.close()
    return mirror.as_of


def written(settings: Settings) -> list[str]:
    """What lies beside the mirror."""
    return sorted(path.name for path in settings.mirror.parent.iterdir() if path != settings.mirror)


def wait_for(store: Store) -> None:
    """Waits until the store's thread has ended."""
    store._builder.join(PATIENCE_SECONDS)
    assert not store.building


# When it is the source


@pytest.mark.parametrize("text", [None, "", '[policy]\nfile = "policy.toml"\n', "[source]\n"])
def test_settings_that_say_nothing_of_a_source_mean_the_sample_company(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "account_health.toml").write_text(text, "utf-8")
    source = settings_in_force({}, tmp_path).source
    assert source.sample
    assert source.folder == tmp_path / "var" / "sample"
    assert (source.timezone, source.reporting_currency) == (TIMEZONE, REPORTING_CURRENCY)


def test_settings_that_name_a_source_mean_that_source(tmp_path: Path) -> None:
    (tmp_path / "account_health.toml").write_text('[source]\nfolder = "exports"\n', "utf-8")
    assert not settings_in_force({}, tmp_path).source.sample
    (tmp_path / "account_health.toml").unlink()
    named = settings_in_force({"ACCOUNT_HEALTH_SOURCE": str(tmp_path / "var" / "sample")}, tmp_path)
    assert not named.source.sample
    assert named.source.timezone == "UTC"


def test_a_source_that_is_only_half_named_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "account_health.toml").write_text('[source]\ntimezone = "Europe/Helsinki"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"^No source is configured\. Name one under \[source\]"):
        settings_in_force({}, tmp_path)
    mapped = override_source(read_settings(None, tmp_path), None, None, "mapping.toml")
    with pytest.raises(SettingsError, match="No source is configured"):
        sample.or_sample(mapped)


# Writing and renewing


@pytest.mark.usefixtures("small")
def test_in_a_fresh_folder_it_is_written_and_read_and_goes_until_today(settings: Settings) -> None:
    told: list[Progress] = []
    report = sample.refresh(settings, NOW, progress=told.append)
    assert end_of(settings) == TODAY
    assert report.source == "the sample company"
    assert written(settings) == ["sample"]
    steps = [progress.step for progress in told]
    assert steps[:2] == ["Writing the sample company: teams", "Writing the sample company: accounts"]
    assert steps.index("Writing the sample company: the last words") < steps.index("Reading accounts")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("moment", "day"), [("2024-05-31T20:59:00Z", 31), ("2024-05-31T21:00:00Z", 1)])
def test_today_is_the_day_in_the_time_zone_of_the_sample_company(settings: Settings, moment: str, day: int) -> None:
    sample.refresh(settings, datetime.fromisoformat(moment))
    assert end_of(settings).day == day


@pytest.mark.usefixtures("small")
def test_a_refresh_writes_it_anew(settings: Settings) -> None:
    sample.refresh(settings, NOW)
    sample.refresh(settings, later(1), full=True)
    assert end_of(settings) == date(2024, 6, 2)
    assert written(settings) == ["sample"]


@pytest.mark.usefixtures("small")
def test_after_six_days_it_is_still_shown_and_after_seven_written_anew(settings: Settings) -> None:
    sample.refresh(settings, NOW)
    store = Store(settings)
    store.renew(store.mirror(), lambda: later(6))
    assert store._builder is None
    store.renew(store.mirror(), lambda: later(7))
    wait_for(store)
    assert store.mirror().as_of == end_of(settings) == date(2024, 6, 8)


def test_while_it_is_written_anew_the_older_one_serves(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "write_sample", write_small)
    sample.refresh(settings, NOW)
    at_work, go_on = threading.Event(), threading.Event()

    def slowly(to: Path, *, until: date, progress: Callable) -> None:
        progress("Writing accounts", 1, 3)
        at_work.set()
        assert go_on.wait(PATIENCE_SECONDS)
        write_small(to, until=until, progress=progress)

    monkeypatch.setattr(sample, "write_sample", slowly)
    store = Store(settings)
    reader = store.mirror()
    store.renew(reader, lambda: later(7))
    assert at_work.wait(PATIENCE_SECONDS)
    try:
        assert store.progress() == Progress("Writing the sample company: accounts", share=1 / 3)
        assert store.mirror() is reader
        builder = store._builder
        store.renew(reader, lambda: later(7))
        assert store._builder is builder
        assert Store(settings).mirror().as_of == TODAY
    finally:
        go_on.set()
    wait_for(store)
    assert store.failure is None
    assert store.mirror().as_of == date(2024, 6, 8)
    assert reader.arrow(select(ACCOUNTS.c.name))["name"].to_pylist() == [f"until {TODAY}"] * 9


def test_a_source_of_ones_own_is_never_written_and_never_renewed(tmp_path: Path) -> None:
    write_small(tmp_path / "exports", until=TODAY, progress=lambda *_: None)
    (tmp_path / "account_health.toml").write_text('[source]\nfolder = "exports"\n', "utf-8")
    settings = settings_in_force({}, tmp_path)
    sample.refresh(settings, NOW)
    store = Store(settings)
    store.renew(store.mirror(), lambda: later(700))
    assert store._builder is None
    assert written(settings) == []


@pytest.mark.usefixtures("small")
def test_readiness_tells_how_far_it_is(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(settings)
    readyz = {route.path: route.endpoint for route in server.routes(lambda: store, [])}["/readyz"]
    answers = []

    def asked(to: Path, *, until: date, progress: Callable) -> None:
        progress("Writing accounts", 1, 4)
        answers.append(readyz(None))
        write_small(to, until=until, progress=progress)

    monkeypatch.setattr(sample, "write_sample", asked)
    answers.append(readyz(None))
    store.build(lambda: NOW)
    wait_for(store)
    answers.append(readyz(None))
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    told = [json.loads(answer.body) for answer in answers]
    assert told[0] == {"status": "not ready"}
    assert told[1] == {"status": "not ready", "step": "Writing the sample company: accounts", "share": 0.25}
    assert told[2]["as_of"] == "2024-06-01"


# When it cannot be written


def failing(error: Exception, to: Path, *, until: date, progress: Callable) -> None:
    """In place of the real writer: one that fails halfway."""

    def stop_halfway(step: str, *_: int) -> None:
        if step == "Writing orders":
            raise error

    progress("Writing teams", 0, 3)
    write_small(to, until=until, progress=stop_halfway)


NO_ROOM = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NO_ROOM, r"The sample company cannot be written to .*var/sample: No space left on device\. Make room"),
        (SampleError("The sample company cannot be written: so and so."), "cannot be written: so and so"),
    ],
)
def test_what_stands_against_writing_is_a_sentence_and_the_older_one_serves(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    monkeypatch.setattr(sample, "write_sample", write_small)
    sample.refresh(settings, NOW)
    monkeypatch.setattr(sample, "write_sample", partial(failing, error))
    with pytest.raises(SourceError, match=sentence):
        sample.refresh(settings, later(7))
    assert end_of(settings) == TODAY
    assert written(settings) == ["sample"]
    assert not sample.is_missing(settings)


def test_a_renewal_that_failed_is_not_tried_again_on_every_run_of_a_page(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "write_sample", write_small)
    sample.refresh(settings, NOW)
    monkeypatch.setattr(sample, "write_sample", partial(failing, NO_ROOM))
    store = Store(settings)
    store.renew(store.mirror(), lambda: later(7))
    wait_for(store)
    assert "No space left on device" in store.failure.sentence
    failed = store._builder
    store.renew(store.mirror(), lambda: later(7))
    assert store._builder is failed
    monkeypatch.setattr(sample, "write_sample", write_small)
    store.build(lambda: later(7))
    wait_for(store)
    assert store.failure is None
    assert store.mirror().as_of == date(2024, 6, 8)


@pytest.mark.usefixtures("small")
def test_a_working_folder_that_cannot_be_written_to_is_a_sentence(settings: Settings) -> None:
    settings.mirror.parent.write_text("a file where the folder should be", "utf-8")
    with pytest.raises(MirrorError, match=r"cannot be written: .*give this user the right to write there"):
        sample.refresh(settings, NOW)


# Killed, and two at once


def write_and_die(pipe: Connection, settings: Settings, now: datetime, where: str) -> None:
    """Work: a writing that is killed when it comes there."""

    def deadly(to: Path, *, until: date, progress: Callable) -> None:
        def tell(step: str, done: int, total: int) -> None:
            progress(step, done, total)
            if step == f"Writing {where}":
                os.kill(os.getpid(), signal.SIGKILL)

        write_small(to, until=until, progress=tell)

    sample.write_sample = deadly
    sample.refresh(settings, now)
    pipe.send("survived")


def write_and_die_renaming(pipe: Connection, settings: Settings, now: datetime, when: str, name: str) -> None:
    """Work: a writing that is killed before or after a folder takes this name."""
    original = os.rename

    def deadly(from_: Path, to: Path) -> None:
        hit = Path(to).name == name
        if hit and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        original(from_, to)
        if hit:
            os.kill(os.getpid(), signal.SIGKILL)

    os.rename = deadly
    sample.write_sample = write_small
    sample.refresh(settings, now)
    pipe.send("survived")


def assert_killed(work: Callable, *arguments: object) -> None:
    """Does the work in another process; fails unless it was killed at it."""
    with other_process(work, *arguments) as other:
        other.process.join(PATIENCE_SECONDS)
        assert other.process.exitcode == KILLED


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("where", [*WRITTEN_TABLES, "the last words"])
def test_a_first_writer_killed_anywhere_leaves_nothing_that_is_read(settings: Settings, where: str) -> None:
    assert_killed(write_and_die, settings, NOW, where)
    assert sample.is_missing(settings)
    assert current_version(settings) is None
    assert current_progress(settings) is None
    sample.refresh(settings, NOW)
    assert end_of(settings) == TODAY
    assert written(settings) == ["sample"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", ["sample.former", "sample"])
def test_a_writer_killed_while_it_swaps_leaves_the_older_one_serving(settings: Settings, when: str, name: str) -> None:
    sample.refresh(settings, NOW)
    assert_killed(write_and_die_renaming, settings, later(7), when, name)
    assert end_of(settings) == TODAY
    store = Store(settings)
    store.renew(store.mirror(), lambda: later(7))
    wait_for(store)
    assert end_of(settings) == date(2024, 6, 8)
    assert written(settings) == ["sample"]


def write_step_by_step(pipe: Connection, settings: Settings, now: datetime) -> None:
    """Work: a writing that announces every table and waits for an answer; sends (version,) or (error,)."""

    def slowly(to: Path, *, until: date, progress: Callable) -> None:
        def tell(step: str, done: int, total: int) -> None:
            progress(step, done, total)
            pipe.send(step)
            pipe.recv()

        write_small(to, until=until, progress=tell)

    sample.write_sample = slowly
    pipe.send((sample.refresh(settings, now).version,))


@pytest.mark.usefixtures("small")
def test_of_two_writers_one_writes_and_the_other_sees_how_far_it_is(settings: Settings) -> None:
    with other_process(write_step_by_step, settings, NOW) as one:
        one.go_on_until("Writing accounts")
        store = Store(settings)
        store.build(lambda: NOW)
        wait_for(store)
        assert store.failure is None
        assert store.mirror() is None
        assert store.progress().step == "Writing the sample company: accounts"
        with pytest.raises(MirrorBusy, match="Another process is refreshing the mirror"):
            sample.refresh(settings, NOW)
        (version,) = one.outcome()
    assert store.mirror().version == version
    assert end_of(settings) == TODAY
    assert written(settings) == ["sample"]


@pytest.mark.usefixtures("small")
def test_a_killed_writer_frees_the_place_for_another(settings: Settings) -> None:
    with other_process(write_step_by_step, settings, NOW) as one:
        one.go_on_until("Writing orders")
        one.kill()
    sample.refresh(settings, NOW)
    assert end_of(settings) == TODAY


@pytest.mark.usefixtures("small")
def test_a_sample_company_deleted_beside_its_mirror_is_known_to_be_missing(settings: Settings) -> None:
    assert sample.is_missing(settings)
    sample.refresh(settings, NOW)
    assert not sample.is_missing(settings)
    shutil.rmtree(settings.source.folder)
    assert sample.is_missing(settings)
    assert end_of(settings) == TODAY
