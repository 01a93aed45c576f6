"""The weekly history: every week as if computed now, extended by refreshes, one writer, and nothing outside the scope."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from dashboard import history
from dashboard.policy import Policy, policy_from
from dashboard.scoring import score
from dashboard.store import Store
from data_access import history as histories
from data_access.localtime import day_number, day_of
from data_access.mirror import Mirror, MirrorBusy, MirrorError, Progress, open_mirror, refresh
from data_access.scope import Scope
from data_access.settings import Settings, SourceSettings
from tests.plain.intake import RawStore
from tests.plain.random_stores import Case, random_store
from tests.test_random_stores import write_folder

EVERYTHING = Scope.everything()
COLUMNS = list(histories.OF_ACCOUNT)
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
DEFAULT = policy_from({})
WEEKS = 12
"""Four shown, and eight before them that the first trends look back to."""


@pytest.fixture(autouse=True)
def few_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "WEEKS_SHOWN", 4)


def settings_of(folder: Path, zone: str = "UTC", currency: str = "EUR", as_of: date | None = None) -> Settings:
    source = SourceSettings(folder=folder / "crm", timezone=zone, reporting_currency=currency, as_of=as_of)
    return Settings(source=source, mirror=folder / "mirror")


def write_anew(raw: RawStore, folder: Path) -> None:
    for file in (folder / "crm").glob("*.csv"):
        file.unlink()
    if (folder / "crm").exists():
        (folder / "crm").rmdir()
    write_folder(raw, folder / "crm")


def quiet(_: Progress) -> None:
    return None


def built(settings: Settings, policy: Policy, now: datetime) -> tuple[Mirror, int]:
    """The mirror of a refresh at `now`, and how many weeks had to be computed for its history."""
    refresh(settings, now)
    mirror = open_mirror(settings)
    return mirror, history.build(settings, mirror, policy, quiet)


def opened(settings: Settings, mirror: Mirror, policy: Policy = DEFAULT) -> histories.History:
    found = histories.open_history(history.place_of(settings, mirror, policy))
    assert found is not None
    return found


def weeks_that_differ(settings: Settings, mirror: Mirror, policy: Policy) -> list[date]:
    """The weeks of the history that are not what scoring that day gives now."""
    there = opened(settings, mirror, policy)
    days = [day_number(day) for day in history.weeks_until(mirror.as_of)]
    assert there.days() == days
    differ = []
    for day in days:
        stored, computed = (plain(rows) for rows in (there.week(day), score(mirror, day_of(day), policy).accounts))
        if stored != computed:
            differ.append(day_of(day))
    return differ


def plain(rows: pd.DataFrame) -> list[dict]:
    """The rows with None for every missing value."""
    cells = rows[COLUMNS].astype(object)
    return cells.where(cells.notna(), None).to_dict("records")


# ---- equal to recomputation


def changed(raw: RawStore, chance: random.Random) -> RawStore:
    """The store as it may have been before: some rows missing, and in some tables cells of another row."""
    earlier = {}
    for table, (columns, rows) in raw.items():
        quiet_table = chance.random() < 0.6
        kept = [row for row in rows if quiet_table or chance.random() > 0.05]
        if not quiet_table and len(kept) > 1 and chance.random() < 0.5:
            place, other = chance.sample(range(len(kept)), 2)
            cell = chance.randrange(len(columns))
            kept[place] = [*kept[place][:cell], kept[other][cell], *kept[place][cell + 1 :]]
        earlier[table] = (columns, kept)
    return earlier


@pytest.mark.parametrize("seed", range(0, 320, 54))
def test_a_history_that_was_extended_is_what_scoring_each_week_gives(seed: int, tmp_path: Path) -> None:
    case, chance = random_store(seed), random.Random(seed)
    settings, policy = settings_of(tmp_path, case.zone, case.currency), policy_from(case.policy)
    write_anew(changed(case.raw, chance), tmp_path)
    built(settings, policy, case.now - timedelta(days=chance.randrange(16)))
    write_anew(case.raw, tmp_path)
    mirror, _ = built(settings, policy, case.now)
    assert not weeks_that_differ(settings, mirror, policy)


def small_case() -> Case:
    return random_store(40)


# ---- which weeks are computed again


HEAD = "account_id,created_at"
ORDERS = ["order_id,account_id,ordered_on,status,amount,currency"]
INTERACTIONS = ["interaction_id,account_id,kind,starts_at,created_at,status"]


def store_of(folder: Path, *, orders: list[str], interactions: list[str], accounts: tuple[str, ...] = ("A",)) -> None:
    place = folder / "crm"
    place.mkdir(exist_ok=True)
    rows = [HEAD.replace("created_at", "name,created_at"), *(f"{key},{key},2020-01-01" for key in accounts)]
    (place / "accounts.csv").write_text("\n".join(rows))
    (place / "orders.csv").write_text("\n".join([*ORDERS, *orders]))
    (place / "interactions.csv").write_text("\n".join([*INTERACTIONS, *interactions]))


BOUGHT = ["O1,A,2025-06-01,delivered,100,EUR"]
MET = ["I1,A,meeting,2025-07-01T10:00:00Z,2025-07-01T10:00:00Z,held"]


def test_nothing_is_computed_again_where_nothing_changed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    assert built(settings, DEFAULT, NOW)[1] == WEEKS
    assert built(settings, DEFAULT, NOW)[1] == 0


def test_a_later_week_is_added_and_the_first_one_forgotten(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    built(settings, DEFAULT, NOW)
    mirror, computed = built(settings, DEFAULT, NOW + timedelta(days=7))
    assert computed == 1
    assert not weeks_that_differ(settings, mirror, DEFAULT)


@pytest.mark.parametrize(
    ("row", "weeks"),
    [
        ("I2,A,meeting,2026-03-10T10:00:00Z,,held", 1),
        ("I2,A,meeting,2026-02-20T10:00:00Z,,held", 4),
        # A meeting planned in February for March matters from the day it was entered.
        ("I2,A,meeting,2026-03-10T10:00:00Z,2026-02-20T10:00:00Z,held", 4),
    ],
)
def test_only_weeks_from_the_day_of_a_changed_row_are_computed_again(row: str, weeks: int, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    built(settings, DEFAULT, NOW)
    store_of(tmp_path, orders=BOUGHT, interactions=[*MET, row])
    mirror, computed = built(settings, DEFAULT, NOW)
    assert computed == weeks
    assert not weeks_that_differ(settings, mirror, DEFAULT)


def test_another_set_of_rules_has_a_history_of_its_own(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    mirror, _ = built(settings, DEFAULT, NOW)
    other = policy_from({"contact_target": {"A": 5}})
    assert histories.open_history(history.place_of(settings, mirror, other)) is None
    assert history.build(settings, mirror, other, quiet) == WEEKS
    assert not weeks_that_differ(settings, mirror, other)
    assert not weeks_that_differ(settings, mirror, DEFAULT)


def test_every_week_is_computed_again_where_owners_become_connected(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    many = tuple(f"A{n:03d}" for n in range(150))
    store_of(tmp_path, orders=BOUGHT, interactions=MET, accounts=("A", *many))
    rows = (tmp_path / "crm" / "accounts.csv").read_text().splitlines()
    head, *rows = [f"{line},{owner}" for line, owner in zip(rows, ["owner_id", "E1", *[""] * 200], strict=False)]
    (tmp_path / "crm" / "accounts.csv").write_text("\n".join([head, *rows]))
    (tmp_path / "crm" / "employees.csv").write_text("employee_id,name\nE1,Elsa\nE2,Aino")
    built(settings, DEFAULT, NOW)
    # One of 151 is below the share of one per cent; the new account, later than all weeks, makes it two.
    newest = f"Z,Z,{NOW.date().isoformat()},E2"
    (tmp_path / "crm" / "accounts.csv").write_text("\n".join([head, *rows, newest]))
    mirror, computed = built(settings, DEFAULT, NOW)
    assert computed == WEEKS
    assert not weeks_that_differ(settings, mirror, DEFAULT)


def test_a_fixed_day_of_the_settings_has_a_history_of_its_own(tmp_path: Path) -> None:
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    built(settings_of(tmp_path), DEFAULT, NOW)
    settings = settings_of(tmp_path, as_of=date(2025, 12, 31))
    mirror = open_mirror(settings)
    assert histories.open_history(history.place_of(settings, mirror, DEFAULT)) is None
    history.build(settings, mirror, DEFAULT, quiet)
    assert day_of(opened(settings, mirror).days()[-1]) == date(2025, 12, 28)


# ---- one writer, whole files


def test_a_second_writer_is_told_that_one_is_at_work(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    refresh(settings, NOW)
    mirror = open_mirror(settings)
    with (
        histories.writing(history.place_of(settings, mirror, DEFAULT), None),
        pytest.raises(MirrorBusy, match="Another process is computing"),
    ):
        history.build(settings, mirror, DEFAULT, quiet)


class Killed(BaseException):
    """What ends a process at once."""


@pytest.mark.parametrize("week", [0, 3, 11])
def test_a_writer_that_is_killed_leaves_no_history_and_the_next_one_sweeps_up(week: int, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    refresh(settings, NOW)
    mirror = open_mirror(settings)

    def killed(progress: Progress) -> None:
        if progress.done == week:
            raise Killed

    with pytest.raises(Killed):
        history.build(settings, mirror, DEFAULT, killed)
    place = history.place_of(settings, mirror, DEFAULT)
    assert histories.open_history(place) is None
    (place.folder / "writing-history-1.duckdb").write_text("left by a killed process")
    assert history.build(settings, mirror, DEFAULT, quiet) == WEEKS
    assert not list(place.folder.glob("writing-history*"))


def test_a_refresh_leaves_a_history_alone_that_is_being_written(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    mirror, _ = built(settings, DEFAULT, NOW)
    place = history.place_of(settings, mirror, DEFAULT)
    with histories.writing(place, None) as writer:
        refresh(settings, NOW)
        writer.note_undated(())
    assert histories.open_history(place).days() == []


def test_a_damaged_history_is_not_read_and_not_built_on(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    mirror, _ = built(settings, DEFAULT, NOW)
    place = history.place_of(settings, mirror, DEFAULT)
    place.file.write_bytes(b"not a database")
    assert histories.open_history(place) is None
    mirror, computed = built(settings, DEFAULT, NOW)
    assert computed == WEEKS
    assert not weeks_that_differ(settings, mirror, DEFAULT)


def test_a_history_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, monkeypatch) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    refresh(settings, NOW)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(MirrorError, match=r"cannot be written \(.*No space left.*Check that the disk has room"):
        history.build(settings, open_mirror(settings), DEFAULT, quiet)


def test_histories_of_versions_that_are_gone_are_removed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    for hour in range(4):
        mirror, _ = built(settings, DEFAULT, NOW + timedelta(hours=hour))
    folder = history.place_of(settings, mirror, DEFAULT).folder
    mirrors = {file.stem.removeprefix("mirror-") for file in folder.glob("mirror-*.duckdb")}
    kept = {"-".join(file.stem.rsplit("-", 2)[1:]) for file in folder.glob("history-*.duckdb")}
    assert kept == mirrors


# ---- what is read


def test_accounts_and_teams_outside_the_scope_are_not_there(tmp_path: Path) -> None:
    case = small_case()
    settings = settings_of(tmp_path, case.zone, case.currency)
    write_anew(case.raw, tmp_path)
    mirror, _ = built(settings, DEFAULT, case.now)
    there, until = opened(settings, mirror), mirror.as_of
    whole = there.of_teams(EVERYTHING, until - timedelta(weeks=12), until)
    team = whole["team_id"].dropna().iloc[0]
    mine = Scope(frozenset({team}))
    assert set(there.of_teams(mine, until - timedelta(weeks=12), until)["team_id"]) == {team}
    newest = there.week(there.days()[-1])
    for row in newest.itertuples():
        expected = row.team_id == team
        assert bool(len(there.of_account(mine, row.account_id, until))) == expected
    assert there.of_teams(Scope(frozenset()), until - timedelta(weeks=12), until).empty


def test_counts_of_teams_are_counts_of_their_accounts(tmp_path: Path) -> None:
    case = small_case()
    settings = settings_of(tmp_path, case.zone, case.currency)
    write_anew(case.raw, tmp_path)
    mirror, _ = built(settings, DEFAULT, case.now)
    there, until = opened(settings, mirror), mirror.as_of
    found = there.of_teams(EVERYTHING, until - timedelta(weeks=12), until)
    assert found["day"].nunique() == 12
    for line in found.to_dict("records"):
        rows = there.week(line["day"])
        rows = rows[rows["team_id"].isna() if pd.isna(line["team_id"]) else rows["team_id"] == line["team_id"]]
        rows = plain(rows)
        assert line["active"] == sum(row["layer"] == "active" for row in rows)
        assert line["with_target"] == sum(row["cadence_status"] not in (None, "no_target") for row in rows)
        assert line["on_cadence"] == sum(row["cadence_status"] == "on_cadence" for row in rows)
        assert line["neglected"] == sum(row["watch_state"] == "neglected" for row in rows)
        assert line["overdue_a_b"] == sum(
            row["cadence_status"] in ("overdue", "never") and row["tier"] in ("A", "B") for row in rows
        )
        for band in ("good", "fair", "poor", "not_enough_data"):
            assert line[band] == sum(row["band"] == band for row in rows)


def test_weeks_after_the_day_asked_for_are_not_told(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    mirror, _ = built(settings, DEFAULT, NOW)
    until = date(2026, 2, 11)
    weeks = opened(settings, mirror).of_account(EVERYTHING, "A", until)
    assert weeks["on"].max().date() == date(2026, 2, 8)
    assert len(weeks) == 7


# ---- in the server


@pytest.mark.history
def test_the_store_computes_a_history_once_and_reads_it(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    refresh(settings, NOW)
    store = Store(settings)
    mirror = store.mirror()
    assert store.history(mirror, DEFAULT) is None
    store.keep_history(mirror, DEFAULT, lambda: NOW)
    store._historian.join()
    first = store.history(mirror, DEFAULT)
    assert len(first.days()) == WEEKS
    store.keep_history(mirror, DEFAULT, lambda: NOW)
    assert store.history(mirror, DEFAULT) is first
    assert store.history_progress is None


@pytest.mark.history
def test_a_failure_is_told_and_not_tried_again_for_the_same_version(tmp_path: Path, monkeypatch) -> None:
    settings = settings_of(tmp_path)
    store_of(tmp_path, orders=BOUGHT, interactions=MET)
    refresh(settings, NOW)
    store, tried = Store(settings), []

    def failing(*_: object) -> int:
        tried.append(1)
        raise duckdb.Error("out of anything")

    monkeypatch.setattr("dashboard.store.build", failing)
    mirror = store.mirror()
    for _ in range(2):
        store.keep_history(mirror, DEFAULT, lambda: NOW)
        store._historian.join()
    assert len(tried) == 1
    assert store.history_failure(mirror, DEFAULT).reference
    assert store.history_failure(mirror, replace(DEFAULT, known_floor=0.5)) is None


def test_weeks_end_on_sundays() -> None:
    assert history.weeks_until(date(2026, 3, 18))[-1] == date(2026, 3, 15)
    assert history.weeks_until(date(2026, 3, 15))[-1] == date(2026, 3, 15)
    assert {day.weekday() for day in history.weeks_until(date(2026, 3, 18))} == {6}


def test_the_zone_of_the_company_decides_the_last_week(tmp_path: Path) -> None:
    case = replace(small_case(), zone="Pacific/Auckland")
    settings = settings_of(tmp_path, case.zone, case.currency)
    write_anew(case.raw, tmp_path)
    sunday_evening_in_utc = datetime(2026, 3, 14, 13, tzinfo=UTC)
    refresh(settings, sunday_evening_in_utc)
    assert open_mirror(settings).as_of == sunday_evening_in_utc.astimezone(ZoneInfo(case.zone)).date()
    assert history.weeks_until(open_mirror(settings).as_of)[-1] == date(2026, 3, 15)
