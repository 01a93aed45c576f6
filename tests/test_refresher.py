"""Keeping a server fresh: when the source is read again, by whom, and how pages turn to a new version by themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

import dashboard.refresher
from dashboard import store as stores_in_force
from dashboard.invented import inventions
from dashboard.policy import DEFAULT_POLICY
from dashboard.refresher import Refresher, Rhythm, pause_after
from dashboard.scoring import score
from dashboard.store import Store
from dashboard.ui import turning
from data_access.mirror import Refresh, hide_names, refresh, refreshes
from data_access.mirror.refreshes import REFRESHES_FILE
from data_access.mirror.versions import folder_of
from data_access.settings import Settings, SettingsError, override_source, read_settings
from tests.editions import NOW, deliver, edition_of, settings_of
from tests.small_company import write_company
from tests.test_application import page_without_settings, told

EVERY = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


class Time:
    """A time of day that can be set, and a clock beside it that only goes on."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.elapsed = 1_000.0

    def goes_on(self, by: timedelta) -> None:
        self.now += by
        self.elapsed += by.total_seconds()


def refresher_of(store: Store, time: Time, make_ready: Callable = lambda *_: None) -> Refresher:
    return Refresher(
        lambda: store,
        make_ready,
        lambda: time.now,
        lambda: time.elapsed,
        lambda seconds: time.goes_on(timedelta(seconds=seconds)),
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_of(tmp_path)
    deliver(settings, 1)
    refresh(settings, NOW)
    return replace(settings, source=replace(settings.source, refresh_every=EVERY))


# What the settings say


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("15 minutes", timedelta(minutes=15)),
        ("1 hour", timedelta(hours=1)),
        ("30s", timedelta(seconds=30)),
        ("2H", timedelta(hours=2)),
        ("1 day", timedelta(days=1)),
    ],
)
def test_the_settings_say_how_often_to_read(tmp_path, text, period):
    (tmp_path / "account_health.toml").write_text(f'[source]\nfolder = "crm"\nrefresh_every = "{text}"\n')
    settings = read_settings(None, tmp_path)
    assert settings.source.refresh_every == period
    assert override_source(settings, str(tmp_path), None, None).source.refresh_every == period


@pytest.mark.parametrize("text", ["15", '"15"', '"soon"', '"1.5 hours"', '"-3 minutes"', '"15 minuts"', "true", '""'])
def test_a_period_that_cannot_be_one_is_a_sentence(tmp_path, text):
    (tmp_path / "account_health.toml").write_text(f'[source]\nfolder = "crm"\nrefresh_every = {text}\n')
    with pytest.raises(SettingsError, match=r"\[source\] refresh_every must be a number and a unit in quotes, such as"):
        read_settings(None, tmp_path)


@pytest.mark.parametrize("text", ["0 minutes", "9s", "8 days", "999999999 days"])
def test_a_period_must_be_bearable(tmp_path, text):
    (tmp_path / "account_health.toml").write_text(f'[source]\nfolder = "crm"\nrefresh_every = "{text}"\n')
    with pytest.raises(SettingsError, match="refresh_every must be from 10 seconds to 7 days"):
        read_settings(None, tmp_path)


# When a refresh is due


def ended(minutes_ago: float, failure: str | None = None, lasted: timedelta = MINUTE) -> Refresh:
    started = NOW - timedelta(minutes=minutes_ago)
    return Refresh(started, started + lasted, full=True, version=None if failure else "1", failure=failure)


@pytest.mark.parametrize(
    ("noted", "due"),
    [
        ([], True),
        ([ended(14)], False),
        ([ended(15)], True),
        ([ended(600), ended(3)], False),
        ([ended(14, "down")], False),
        ([ended(15, "down")], True),
        ([ended(50, "down"), ended(29, "down")], False),
        ([ended(50, "down"), ended(30, "down")], True),
        ([ended(16, lasted=timedelta(minutes=14))], False),
        ([ended(18, lasted=timedelta(minutes=14))], True),
    ],
)
def test_a_refresh_is_due_when_the_newest_of_any_process_is_old(noted, due):
    assert Rhythm(EVERY).is_due(noted, NOW, 0) is due


def test_a_source_that_fails_again_and_again_is_asked_less_often_but_every_hour():
    pauses = [pause_after([ended(5), *[ended(4, "down")] * failures], EVERY) for failures in range(40)]
    assert pauses[:6] == [EVERY, EVERY, 2 * EVERY, 4 * EVERY, 4 * EVERY, 4 * EVERY]
    assert max(pauses) == timedelta(hours=1)
    assert pause_after([ended(4, "down")] * 9, timedelta(hours=6)) == timedelta(hours=6)


def test_a_clock_set_back_a_year_delays_the_next_refresh_by_one_period_at_most():
    rhythm, noted = Rhythm(EVERY), [ended(0)]
    long_ago = NOW - timedelta(days=365)
    assert not rhythm.is_due(noted, long_ago, 0)
    assert not rhythm.is_due(noted, long_ago, EVERY.total_seconds() - 1)
    assert rhythm.is_due(noted, long_ago, EVERY.total_seconds())


def test_a_clock_set_forward_makes_one_refresh_due_and_no_stampede():
    rhythm, noted = Rhythm(EVERY), [ended(0)]
    far = NOW + timedelta(days=365)
    assert rhythm.is_due(noted, far, 0)
    rhythm.tried(0)
    noted.append(replace(noted[0], started_at=far, finished_at=far))
    assert not rhythm.is_due(noted, far, 1)
    assert not rhythm.is_due(noted, far + timedelta(days=365), 2), "this process has just tried"
    assert not rhythm.is_due(noted, NOW, 3)
    assert rhythm.is_due(noted, NOW, 3 + EVERY.total_seconds())


def test_what_cannot_be_noted_is_not_tried_all_the_time():
    rhythm = Rhythm(EVERY)
    assert rhythm.is_due([], NOW, 5)
    rhythm.tried(5)
    assert not rhythm.is_due([], NOW, 7)
    assert rhythm.is_due([], NOW, 5 + EVERY.total_seconds())


# The refresher of a server process


def test_the_source_is_read_when_it_is_due_and_readers_turn(settings):
    store, time = Store(settings), Time(NOW + MINUTE)
    refresher = refresher_of(store, time)
    assert edition_of(store.mirror()) == 1
    deliver(settings, 2)
    refresher.look()
    assert len(refreshes(settings)) == 1
    time.goes_on(EVERY)
    refresher.look()
    assert len(refreshes(settings)) == 2
    assert edition_of(store.mirror()) == 2
    for _ in range(5):
        time.goes_on(timedelta(seconds=2))
        refresher.look()
    assert len(refreshes(settings)) == 2


def test_without_a_rhythm_nothing_is_read_but_what_others_publish_is_shown(settings):
    settings = replace(settings, source=replace(settings.source, refresh_every=None))
    store, time = Store(settings), Time(NOW + timedelta(days=3))
    refresher = refresher_of(store, time)
    refresher.look()
    assert edition_of(store.mirror()) == 1
    deliver(settings, 2)
    refresh(settings, NOW + MINUTE)
    assert edition_of(store.mirror()) == 1, "not yet made ready"
    refresher.look()
    assert edition_of(store.mirror()) == 2
    assert len(refreshes(settings)) == 2


def test_the_version_before_serves_until_the_newer_one_is_ready(settings):
    served_meanwhile = []

    def make_ready(store: Store, mirror: object, _policy: object) -> None:
        served_meanwhile.append((edition_of(store.mirror()), edition_of(mirror)))

    store = Store(settings)
    refresher = refresher_of(store, Time(NOW), make_ready)
    refresher.look()
    assert edition_of(store.mirror()) == 1
    deliver(settings, 2)
    refresh(settings, NOW + MINUTE)
    refresher.look()
    assert served_meanwhile == [(1, 2)]
    assert edition_of(store.mirror()) == 2


def test_a_version_that_cannot_be_made_ready_is_shown_all_the_same(settings, caplog):
    store = Store(settings)
    refresher = refresher_of(store, Time(NOW), lambda *_: 1 / 0)
    refresher.look()
    store.mirror()
    deliver(settings, 2)
    refresh(settings, NOW + MINUTE)
    refresher.look()
    assert edition_of(store.mirror()) == 2
    assert "without having been made ready" in caplog.text


@pytest.mark.history
def test_a_version_waits_for_its_weekly_history(settings):
    store = Store(settings)
    refresher = refresher_of(store, Time(NOW))
    refresher.look()
    store.mirror()
    deliver(settings, 2)
    refresh(settings, NOW + MINUTE)
    # The clock of the test does not go on while it waits, so it waits as long as it takes.
    refresher._wait = lambda _: store._historian.join(60)
    refresher.look()
    assert store.history(store.mirror(), DEFAULT_POLICY) is not None


def test_a_history_that_does_not_come_holds_nothing_up_for_ever(settings):
    store, time = Store(settings), Time(NOW)
    refresher = refresher_of(store, time)
    refresher.look()
    store.mirror()
    deliver(settings, 2)
    refresh(settings, NOW + MINUTE)
    refresher.look()
    assert edition_of(store.mirror()) == 2
    assert time.now - NOW >= timedelta(seconds=dashboard.refresher.PATIENCE_SECONDS)


def test_where_names_are_hidden_a_version_waits_until_its_names_are(settings):
    store = Store(settings)
    refresher = refresher_of(store, Time(NOW))
    refresher.look()
    hide_names(store.mirror(), inventions(), lambda _: None)
    assert store.hidden(store.mirror()) is not None
    deliver(settings, 2)
    refresh(settings, NOW + MINUTE)
    refresher._wait = lambda seconds: store._hider.join(60) or refresher_time(refresher, seconds)
    refresher.look()
    assert store.mirror().version == refreshes(settings)[-1].version
    assert store.hidden(store.mirror()) is not None


def refresher_time(refresher: Refresher, seconds: float) -> None:
    """The clock of a refresher that goes on while it waits."""
    before = refresher._elapsed()
    refresher._elapsed = lambda: before + 100 * seconds


def test_a_source_that_is_down_is_told_and_tried_again_and_the_older_version_serves(settings):
    store, time = Store(settings), Time(NOW + EVERY)
    refresher = refresher_of(store, time)
    accounts = settings.source.folder / "accounts.csv"
    away = accounts.rename(accounts.with_name("away.csv"))
    refresher.look()
    assert store.failure is not None
    assert refreshes(settings)[-1].failure == store.failure.sentence
    assert edition_of(store.mirror()) == 1
    refresher.look()
    assert len(refreshes(settings)) == 2
    away.rename(accounts)
    deliver(settings, 2)
    time.goes_on(EVERY)
    refresher.look()
    assert edition_of(store.mirror()) == 2
    assert store.failure is None


def test_while_another_process_reads_this_one_goes_on_serving(settings):
    store, time = Store(settings), Time(NOW + EVERY)
    refresher = refresher_of(store, time)
    with FileLock(folder_of(settings) / "build.lock"):
        refresher.look()
    assert store.failure is None
    assert len(refreshes(settings)) == 1
    refresher.look()
    assert len(refreshes(settings)) == 2


def test_of_many_processes_that_find_it_due_at_once_one_reads(settings):
    time = Time(NOW + EVERY)
    refreshers = [refresher_of(Store(settings), time) for _ in range(8)]
    threads = [threading.Thread(target=each.look) for each in refreshers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for each in refreshers:
        each.look()
    assert len(refreshes(settings)) == 2


def test_the_settings_in_force_are_followed(settings, tmp_path):
    other = settings_of(tmp_path / "other")
    deliver(other, 5)
    refresh(other, NOW)
    stores = [Store(settings), Store(replace(other, source=replace(other.source, refresh_every=EVERY)))]
    time = Time(NOW + MINUTE)
    refresher = refresher_of(stores[0], time)
    refresher.look()
    refresher._store_in_force = lambda: stores[1]
    time.goes_on(EVERY)
    refresher.look()
    assert (len(refreshes(settings)), len(refreshes(other))) == (1, 2)


def test_settings_that_cannot_be_used_do_not_end_the_refresher(settings):
    def unusable() -> Store:
        raise SettingsError("not today")

    refresher = refresher_of(Store(settings), Time(NOW + EVERY))
    in_force, refresher._store_in_force = refresher._store_in_force, unusable
    refresher.look()
    refresher._store_in_force = in_force
    refresher.look()
    assert len(refreshes(settings)) == 2


def test_a_list_of_refreshes_that_cannot_be_read_ends_nothing(settings, caplog):
    store, time = Store(settings), Time(NOW)
    refresher = refresher_of(store, time)
    file = folder_of(settings) / REFRESHES_FILE
    file.unlink()
    file.mkdir()
    for edition, later in ((2, timedelta()), (3, EVERY)):
        time.goes_on(later)
        deliver(settings, edition)
        refresher.look()
        assert edition_of(store.mirror()) == edition
        refresher.look()
        assert edition_of(store.mirror()) == edition
    assert "cannot be read" in caplog.text


# What pages do


@pytest.fixture
def company(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv(stores_in_force.CONFIG_VARIABLE, str(write_company(tmp_path)))
    store = stores_in_force.store_in_force()
    refresh(store.settings, datetime(2024, 6, 1, 4, 12, tzinfo=UTC))
    return store


def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a page does when it looks for newer data of another version than it shows."""
    reruns: list[str] = []
    monkeypatch.setattr(turning, "_served", iter(["1", "2"] * 9).__next__)
    monkeypatch.setattr("dashboard.ui.turning.st.rerun", lambda: reruns.append("rerun"))
    return reruns


def test_a_page_turns_to_the_newer_version_when_it_looks(company, monkeypatch):
    reruns = looked(monkeypatch)
    app = page_without_settings("recent_buyers")
    assert not app.exception
    assert reruns == ["rerun"]


def test_a_page_of_the_newest_version_stays_as_it_is(company, monkeypatch):
    monkeypatch.setattr("dashboard.ui.turning.st.rerun", lambda: 1 / 0)
    app = page_without_settings("recent_buyers")
    assert not app.exception
    assert turning.NEWER not in told(app)


def test_while_somebody_searches_a_line_says_that_there_are_newer_data(company, monkeypatch):
    app = page_without_settings("recent_buyers")
    reruns = looked(monkeypatch)
    app.text_input(key="find_menu").set_value("Kes").run()
    assert not app.exception
    assert reruns == []
    assert turning.NEWER in told(app)
    monkeypatch.setattr(turning, "_served", iter(["1", "2"] * 9).__next__)
    app.button(key="show_newer").click().run()
    assert reruns == ["rerun"]


def test_a_page_stands_still_while_a_form_is_open_and_no_longer(company, monkeypatch):
    frames = score(company.mirror(), company.mirror().as_of, DEFAULT_POLICY)
    account = frames.accounts["account_id"][0]
    app = page_without_settings("account", account=account)
    assert not app.session_state["writing_under_way"]
    app.session_state[f"open_decision_{account}_"] = True
    app.run()
    assert app.session_state["writing_under_way"]
    app.session_state[f"open_decision_{account}_"] = False
    app.run()
    assert not app.session_state["writing_under_way"]
