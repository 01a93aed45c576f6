"""What pages say of the weekly history: directions of teams, two years of an account, and what moved its score."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard import history, portfolio
from dashboard.portfolio.weeks import DIRECTION_WEEKS, changes_of, moved_points, spells, weeks_of_teams
from dashboard.scoring import score, trend_from
from dashboard.store import Store, policy_in_force, settings_in_force
from dashboard.wording import is_unknown
from data_access.mirror import MirrorError, open_mirror
from data_access.scope import Scope
from tests.small_company import AS_OF, write_company
from tests.test_application import (  # noqa: F401
    nothing_configured,
    open_page,
    read_source,
    said,
    sent,
    table,
    tables,
    told,
)

EVERYTHING = Scope.everything()


@pytest.fixture(scope="module")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company with its weekly history."""
    folder = tmp_path_factory.mktemp("remembered")
    write_company(folder)
    read_source(folder)
    settings = settings_in_force({}, folder)
    history.build(settings, open_mirror(settings), policy_in_force(settings), lambda _: None)
    return folder


def stored(folder: Path):
    settings = settings_in_force({}, folder)
    mirror = open_mirror(settings)
    return mirror, policy_in_force(settings), Store(settings).history(mirror, policy_in_force(settings))


def test_the_overview_says_how_teams_went_over_twelve_weeks(remembered):
    app = open_page(remembered, "overview")
    mirror, policy, _ = stored(remembered)
    weeks = [day for day in history.weeks_until(AS_OF) if day > AS_OF - timedelta(weeks=DIRECTION_WEEKS)]
    frames = [score(mirror, week, policy).accounts for week in weeks]
    lines = table(app, "3 teams by name")
    for place, team in enumerate(["t-coast", "t-export", "t-north"]):
        mine = [frame[frame["team_id"] == team] for frame in frames]
        assert list(lines["12 weeks "].iloc[place]) == [
            int((rows["watch_state"] == "neglected").sum()) for rows in mine
        ]
        targets = [rows["cadence_status"].notna() & (rows["cadence_status"] != "no_target") for rows in mine]
        kept = [int((rows["cadence_status"] == "on_cadence").sum()) for rows in mine]
        expected = [n / int(of.sum()) for n, of in zip(kept, targets, strict=True)]
        assert list(lines["12 weeks"].iloc[place]) == pytest.approx(expected)
    total = [int((frame["watch_state"] == "neglected").sum()) for frame in frames]
    assert list(lines["12 weeks "].iloc[-1]) == total
    moved = total[-1] - total[0]
    assert f"{'▲' if moved > 0 else '▼' if moved < 0 else '–'} {abs(moved)} since {weeks[0].day} " in told(app)


def test_where_nobody_knows_who_was_contacted_the_overview_tells_no_direction_of_it(tmp_path):
    write_company(tmp_path)
    (tmp_path / "exports" / "interactions.csv").unlink()
    read_source(tmp_path)
    settings = settings_in_force({}, tmp_path)
    history.build(settings, open_mirror(settings), policy_in_force(settings), lambda _: None)
    app = open_page(tmp_path, "overview")
    assert "contacts are not connected" in told(app)
    assert " since " not in told(app)
    assert "12 weeks" not in table(app, "3 teams by name")
    review = open_page(tmp_path, "weekly_review")
    assert "On cadence" in table(review, "3 teams by name")
    assert "8 weeks" not in table(review, "3 teams by name")


def test_without_a_history_the_overview_says_that_it_is_being_computed(tmp_path):
    write_company(tmp_path)
    read_source(tmp_path)
    app = open_page(tmp_path, "overview")
    assert "Trends over weeks are being computed." in said(app)
    assert "12 weeks" not in table(app, "3 teams by name").columns
    assert "Trends over weeks are being computed." in said(open_page(tmp_path, "account", account="a001"))


def test_a_history_that_failed_is_said_with_its_reference(tmp_path, monkeypatch):
    write_company(tmp_path)
    read_source(tmp_path)

    def failing(*_: object) -> int:
        raise MirrorError("The weekly history cannot be written.")

    store = Store(settings_in_force({}, tmp_path))
    monkeypatch.setattr("dashboard.store.build", failing)
    monkeypatch.setattr("dashboard.ui.states.store_in_force", lambda: store)
    mirror, policy = store.mirror(), policy_in_force(store.settings)
    store._remember(mirror, policy, lambda: mirror.synced_at)
    reference = store.history_failure(mirror, policy).reference
    assert f"Trends over weeks could not be computed. Reference {reference}." in said(open_page(tmp_path, "overview"))


def test_an_account_shows_its_weeks_what_changed_and_what_moved_its_score(remembered):
    mirror, policy, there = stored(remembered)
    frames = score(mirror, AS_OF, policy).accounts.set_index("account_id", drop=False)
    before = score(mirror, trend_from(AS_OF), policy).accounts.set_index("account_id", drop=False)
    both = [key for key in frames.index if {frames.at[key, "layer"], before["layer"].get(key)} == {"active"}]
    account_id = max(both, key=lambda key: abs(frames.at[key, "score"] - before.at[key, "score"]))
    app = open_page(remembered, "account", account=account_id)
    weeks = there.of_account(EVERYTHING, account_id, AS_OF).tail(104).reset_index(drop=True)
    assert "Two years, week by week" in told(app)
    changes = changes_of(weeks)
    assert len(table(app, "What changed in these weeks")) == len(changes)
    moved = moved_points(before.loc[account_id], frames.loc[account_id], policy)
    assert moved["moved"].sum() == pytest.approx(before.at[account_id, "score"] - frames.at[account_id, "score"])
    shown = table(app, "Indicators by the change of the points")
    assert len(shown) == int((moved["moved"].abs().round(1) > 0).sum())
    assert shown["Indicator"].iloc[0] in sent(app)


def test_nothing_of_the_history_is_told_of_an_account_out_of_scope(remembered, monkeypatch):
    monkeypatch.setattr("dashboard.access.Scope.everything", lambda: Scope(frozenset({"t-coast"})))
    app = open_page(remembered, "account", account="h0")
    assert "Two years" not in told(app)


# ---- frames


def test_changes_are_those_between_following_weeks_the_latest_first(remembered):
    _, _, there = stored(remembered)
    for account_id in ("a000", "a001", "a007", "h0"):
        weeks = there.of_account(EVERYTHING, account_id, AS_OF).reset_index(drop=True)
        rows = weeks.astype(object).where(weeks.notna(), None).to_dict("records")
        names = ("layer", "tier", "band", "limits", "cadence_status", "watch_state")
        expected = [
            (after["on"], name, before[name], after[name])
            for before, after in reversed(list(pairwise(rows)))
            for name in names
            if before[name] != after[name]
        ]
        found = changes_of(weeks)
        cells = found.astype(object).where(found.notna(), None)
        assert list(zip(cells["on"], cells["what"], cells["before"], cells["after"], strict=True)) == expected


def test_spells_cover_every_week_with_a_value_once(remembered):
    _, _, there = stored(remembered)
    weeks = there.of_account(EVERYTHING, "a001", AS_OF).reset_index(drop=True)
    for name in ("tier", "band", "cadence_status", "watch_state"):
        found = spells(weeks, name)
        assert found["weeks"].sum() == weeks[name].notna().sum()
        assert (found["ends"] - found["begins"]).dt.days.tolist() == (7 * found["weeks"]).tolist()


def test_a_team_without_any_week_has_zeros_and_no_shares(remembered):
    _, _, there = stored(remembered)
    weeks = there.of_teams(EVERYTHING, AS_OF - timedelta(weeks=3), AS_OF)
    lines = portfolio.team_lines(score(*stored(remembered)[:1], AS_OF, stored(remembered)[1]).accounts)["team_id"]
    lines.iloc[0] = "unheard of"
    found = weeks_of_teams(weeks, lines)
    assert found["neglected"].iloc[0] == [0.0, 0.0, 0.0]
    assert found["cadence"].iloc[0] == [None, None, None]


def test_relationship_health_shows_how_the_share_of_good_accounts_went(remembered):
    app = open_page(remembered, "relationship_health")
    mirror, policy, _ = stored(remembered)
    weeks = [day for day in history.weeks_until(AS_OF) if day > AS_OF - timedelta(weeks=DIRECTION_WEEKS)]
    frames = [score(mirror, week, policy).accounts for week in weeks]
    lines = table(app, "Share of good accounts by team").set_index("Team")
    teams = {"Coast": "t-coast", "Export": "t-export", "All teams": None}
    for name, team in teams.items():
        mine = [frame if team is None else frame[frame["team_id"] == team] for frame in frames]
        active = [rows[rows["layer"] == "active"] for rows in mine]
        expected = [(rows["band"] == "good").sum() / len(rows) if len(rows) else None for rows in active]
        found = [None if is_unknown(value) else value for value in lines.at[name, "12 weeks"]]
        assert found == pytest.approx(expected)


def test_the_history_keeps_no_lines_of_owners(remembered):
    app = open_page(remembered, "relationship_health", owner="e1")
    assert not any(name.startswith("Share of good accounts") for name in tables(app))
