"""The list of refreshes beside a mirror: what succeeded, what failed and why, and lines that were cut."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from data_access.mirror import MirrorError, Refresh, open_mirror, refresh, refreshes
from data_access.mirror.refreshes import REFRESHES_FILE, REFRESHES_KEPT, note_refresh, read_refreshes
from data_access.mirror.versions import folder_of
from data_access.settings import Settings
from data_access.sources import SourceError
from tests.editions import NOW, deliver, settings_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_of(tmp_path)
    deliver(settings, 1)
    return settings


def test_a_refresh_is_noted_with_its_version_and_numbers(settings: Settings) -> None:
    report = refresh(settings, NOW)
    (noted,) = refreshes(settings)
    assert (noted.version, noted.started_at, noted.rows_read, noted.set_aside) == (
        report.version,
        NOW,
        report.rows_read,
        report.set_aside,
    )
    assert noted.failure is None
    assert noted.changed is None
    assert noted.seconds > 0


def test_a_second_refresh_stands_after_the_first_and_says_how_many_rows_changed(settings: Settings) -> None:
    refresh(settings, NOW)
    deliver(settings, 2)
    second = refresh(settings, NOW + timedelta(hours=1))
    first, noted = refreshes(settings)
    assert first.started_at < noted.started_at
    assert noted.changed == sum(table.changed or 0 for table in second.tables) > 0


def test_a_refresh_that_fails_is_noted_with_its_sentence_and_the_older_version_serves(settings: Settings) -> None:
    version = refresh(settings, NOW).version
    (settings.source.folder / "accounts.csv").rename(settings.source.folder / "clients.csv")
    with pytest.raises(SourceError) as failed:
        refresh(settings, NOW + timedelta(hours=1))
    noted = refreshes(settings)[-1]
    assert noted.failure == str(failed.value)
    assert noted.version is None
    assert noted.rows_read is None
    assert open_mirror(settings).version == version


def test_nothing_refreshed_is_an_empty_list(settings: Settings) -> None:
    assert refreshes(settings) == []


def test_a_line_that_was_cut_is_passed_over_and_the_next_one_is_whole(settings: Settings) -> None:
    refresh(settings, NOW)
    file = folder_of(settings) / REFRESHES_FILE
    with file.open("a", encoding="utf-8") as out:
        out.write('{"started_at": "2024-05-3')
    refresh(settings, NOW + timedelta(hours=1))
    assert [each.started_at for each in refreshes(settings)] == [NOW, NOW + timedelta(hours=1)]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(2 * REFRESHES_KEPT + 1):
        note_refresh(tmp_path, Refresh(NOW, NOW, full=True, version=str(number)))
    kept = [int(each.version) for each in read_refreshes(tmp_path)]
    assert kept == list(range(REFRESHES_KEPT, 2 * REFRESHES_KEPT + 1))


def test_a_list_that_cannot_be_read_is_a_sentence(settings: Settings) -> None:
    refresh(settings, NOW)
    file = folder_of(settings) / REFRESHES_FILE
    file.unlink()
    file.mkdir()
    with pytest.raises(MirrorError, match="list of refreshes"):
        refreshes(settings)


def test_a_list_that_cannot_be_written_does_not_stop_the_refresh(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    folder_of(settings).mkdir(parents=True)
    (folder_of(settings) / REFRESHES_FILE).mkdir()
    report = refresh(settings, NOW)
    assert open_mirror(settings).version == report.version
    assert "could not be noted" in caplog.text
