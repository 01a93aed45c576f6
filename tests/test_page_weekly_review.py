"""The weekly review as Streamlit runs it: its changes and figures, closing it, and closed ones as they were."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import access, record_keeping, store
from dashboard.policy import DEFAULT_POLICY
from dashboard.review import KINDS, Review, changes_between, from_json, frozen_rows, review_of
from dashboard.scoring import Scored, score
from dashboard.ui import view
from dashboard.ui.menu import ENTRIES
from data_access.mirror import open_mirror
from data_access.records import NewDecision, Records, RecordsError, open_records
from data_access.scope import Scope
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, SETTINGS, TEAMS, write_company
from tests.test_application import READ_AT, page_without_settings, read_source, renamed, said, sent, table, tables, told

nothing_configured = application.nothing_configured

PAGE = "weekly_review"
SINCE = date(2024, 4, 1)
"""A day on which the buyers with harmful names were not neglected yet."""
CHANGES = "change"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("review")
    write_company(folder)
    read_source(folder)
    return folder


@pytest.fixture(autouse=True)
def file(company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of records of the company in force, which are new in every test."""
    settings = SETTINGS.format(as_of=AS_OF.isoformat()).replace('"exports"', f'"{company / "exports"}"')
    storage = f'[storage]\nmirror = "{company / "var" / "mirror"}"\nrecords = "sqlite:///records.sqlite"\n'
    (tmp_path / "account_health.toml").write_text(settings + storage, encoding="utf-8")
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(tmp_path / "account_health.toml"))
    return tmp_path / "records.sqlite"


@pytest.fixture
def records(file: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scored_on(company: Path) -> Callable[[date], Scored]:
    """The store as of a day."""
    mirror = open_mirror(store.settings_in_force({}, company))
    return lambda day: score(mirror, day, DEFAULT_POLICY)


@pytest.fixture(scope="module")
def expected(scored_on) -> Review:
    """The review of all teams since SINCE."""
    options = {"scope": Scope.everything(), "decisions": None, "currency": "EUR", "read_at": READ_AT}
    return review_of(scored_on(AS_OF), scored_on(SINCE), since=SINCE, **options)


def opened(since: date | None = SINCE, writer: str | None = None, **parameters: str | list[str]) -> AppTest:
    """The page, compared with a date, which has not failed."""
    compared = {} if since is None else {"since": since.isoformat()}
    app = page_without_settings(PAGE, **compared, **parameters)
    if writer is None:
        return whole(app)
    app.session_state["writer"] = writer
    app.session_state["open_closing"] = True
    app.session_state["open_past"] = True
    return whole(app.run())


def whole(app: AppTest) -> AppTest:
    """The page, which has not failed."""
    assert not app.exception
    assert not app.error
    return app


def listed(app: AppTest) -> pd.DataFrame:
    """The changes in the list."""
    return next(rows for alt, rows in tables(app).items() if " since " in alt and CHANGES in alt.split(" since ")[0])


def close(app: AppTest) -> AppTest:
    """The page after somebody closed the review."""
    app.multiselect(key="closing_present").set_value(["A. Demir", "S. Novak"])
    return whole(app.button(key="close_review").click().run())


# ---- today's


def test_the_weekly_review_is_the_start_page():
    assert ENTRIES[0].name == PAGE
    assert ENTRIES[0].default


def test_sentence_tiles_list_and_lines_say_the_same(expected):
    app = opened()
    assert expected.headline.finding in told(app)
    assert f"{len(expected.changes)} changes in all since 1 Apr." in told(app)
    found = {tile.label: (html.unescape(tile.value), tile.delta) for tile in app.metric}
    written = {tile.label: (tile.value, tile.change) for tile in expected.tiles}
    assert found == written | {"Promises kept": (":gray[unknown]", "")}
    assert list(listed(app)["What happened"]) == list(expected.changes["what"])
    assert listed(app)["Change"].iloc[0] == "▼ Neglected"
    lines = table(app, "3 teams by name")
    assert list(lines["Team"]) == [*sorted(TEAMS.values()), "All teams"]
    assert lines["Fair"].iloc[:-1].sum() == lines["Fair"].iloc[-1] == expected.teams["fair"].iloc[-1]


def test_a_week_before_is_compared_with_where_no_review_was_closed():
    app = opened(since=None)
    assert app.selectbox(key="compared").value == (AS_OF - timedelta(days=7)).isoformat()
    assert "since 24 May" in told(app)


def test_another_date_is_chosen_and_goes_into_the_address():
    app = opened(since=None)
    app = whole(app.selectbox(key="compared").set_value("another date").run())
    app = whole(app.date_input(key="compared_date").set_value(SINCE).run())
    assert app.query_params["since"] == SINCE.isoformat()
    assert "changes in all since 1 Apr" in told(app)


def test_the_pills_count_each_group_and_cut_the_list(expected):
    app = opened()
    groups = pd.Series([KINDS[kind].group for kind in expected.changes["kind"]]).value_counts()
    pills = next(each for each in app.pills if each.key == "change_groups")
    assert f"All {len(expected.changes)}" in pills.options
    assert {f"{group} {n}" for group, n in groups.items()} == set(pills.options[1:])
    app = whole(pills.set_value("change_neglected").run())
    assert app.query_params["state"] == "change_neglected"
    assert len(listed(app)) == groups["Neglected"]


def test_a_team_cuts_every_figure(expected):
    app = opened(team="t-export")
    assert told(app).count("Export team: ") == 1
    assert set(listed(app)["Team"]) == {"Export"}
    assert len(listed(app)) == (expected.changes["team_id"] == "t-export").sum()


def test_a_change_opens_with_its_reason_its_account_and_the_form_filled_from_it():
    app = opened(open="neglected|h1")
    assert HOSTILE_NAMES[1] in [html.unescape(header.value).replace("\u2060", "") for header in app.header]
    assert "Ordered on 20 Mar, 72 days ago; €400k bought since. Nobody has been in touch since the order." in told(app)
    for sign in ("![pixel]", "[click](", "<script>", "**bold**"):
        assert sign not in said(app)
    field = next(each for each in app.text_area if each.label == "What will be done")
    field.set_value("Visit them")
    app.session_state["writer"] = "Ann Berg"
    record = next(each for each in app.button if each.label == "Record")
    app = whole(record.click().run())
    assert "1 decision is open, none is late." in told(app)
    assert "Visit them" in told(app)


def test_a_band_that_changed_shows_the_points_behind_it(expected):
    change = expected.changes[expected.changes["kind"].isin(["band_fell", "band_rose"])].iloc[0]
    app = opened(open=change["change_id"])
    assert "Points moved since 1 Apr" in told(app)
    moved = table(app, "Indicators by the change")
    assert moved["Indicator"].iloc[0] in change["why"]


def test_something_else_in_the_address_opens_nothing():
    app = opened(open="neglected|nobody", state="late")
    assert not [each for each in app.text_area if each.label == "What will be done"]
    assert len(listed(app)) > 5


def test_a_second_run_computes_nothing_again(monkeypatch):
    opened()

    def again(*_: object, **__: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("dashboard.ui.stores.score", again)
    monkeypatch.setattr("dashboard.ui.review.changes_between", again)
    monkeypatch.setattr("dashboard.ui.review._made", renamed(again, "dashboard.ui.review", "_made"))
    opened()


# ---- closing, and what was closed


def test_closing_keeps_what_was_shown_for_every_team_whatever_team_is_chosen(records, expected, scored_on):
    app = close(opened(writer="Ann Berg", team="t-export"))
    assert [html.unescape(each.value) for each in app.toast] == ["Review of Fri 31 May 2024 closed"]
    assert "by Ann Berg, with A. Demir and S. Novak." in told(app)
    row = records.reviews().iloc[0]
    assert (row["as_of"].date(), row["since"].date(), row["team_ids"]) == (AS_OF, SINCE, None)
    kept = from_json(records.review_content(1))
    assert kept.filters == "All teams"
    pd.testing.assert_frame_equal(kept.changes, expected.changes)
    assert records.review_policy(1) == DEFAULT_POLICY.as_toml()
    assert len(records.review_rows(1)) == len(frozen_rows(scored_on(AS_OF)))


def test_a_closed_review_is_opened_as_it_was_and_cannot_be_changed(expected):
    close(opened(writer="Ann Berg"))
    app = opened(since=None, review="1")
    assert [title.value for title in app.title] == ["Review of 31 May"]
    assert "Closed on Sat 1 Jun 2024, 07:12 by Ann Berg, with A. Demir and S. Novak." in told(app)
    assert expected.headline.finding in told(app)
    assert list(listed(app)["What happened"]) == list(expected.changes["what"])
    assert not app.selectbox
    assert not app.text_area
    app = opened(since=None, review="1", open="neglected|h1")
    assert "Nobody has been in touch since the order." in told(app)
    app = whole(app.button(key="leave_past").click().run())
    assert "review" not in app.query_params


def test_a_review_is_closed_once_a_day(records):
    first, second = opened(writer="Ann Berg"), opened(writer="Bo Dahl")
    close(first)
    app = close(second)
    assert len(records.reviews()) == 1
    assert "by Ann Berg, with" in told(app)
    assert "Close this review" not in [button.label for button in app.button]
    app = whole(app.button(key="open_closed").click().run())
    assert app.query_params["review"] == "1"


def test_what_is_missing_to_close_is_said(records):
    app = opened(writer="Ann Berg")
    app = whole(app.button(key="close_review").click().run())
    assert "Say who was there." in told(app)
    assert records.newest_write() == 0


def test_the_next_review_is_compared_with_the_rows_of_the_closed_one(scored_on):
    earlier = AS_OF - timedelta(days=14)
    close(opened(since=None, writer="Ann Berg", as_of=earlier.isoformat()))
    app = opened(since=None)
    assert app.selectbox(key="compared").options[0] == "Review of 17 May"
    found = changes_between(frozen_rows(scored_on(earlier)), scored_on(AS_OF), earlier, "EUR")
    assert list(listed(app)["What happened"]) == list(found["what"])


def test_a_viewer_of_one_team_closes_and_opens_reviews_of_that_team_alone(records, monkeypatch):
    close(opened(writer="Ann Berg"))
    one_team = access.Viewer(Scope(frozenset({"t-coast"})), "You see the accounts of team Coast.")
    monkeypatch.setattr(view, "local_viewer", lambda: one_team)
    app = opened(since=None, review="1")
    assert "There is no closed review “1” that you may see." in told(app)
    assert HOSTILE_NAMES[1] not in sent(app)
    close(opened(writer="P. Lindqvist"))
    assert records.reviews()["team_ids"].iloc[0] == frozenset({"t-coast"})
    everybody = set(records.review_rows(1)["account_id"])
    assert set(records.review_rows(2)["account_id"]) == everybody, "who comes from another team is not new later"
    files = []
    monkeypatch.setattr(st, "download_button", lambda label, data, **_: files.append((label, data())))
    assert "by P. Lindqvist" in told(opened(since=None, review="2"))
    rows = pd.read_csv(io.BytesIO(dict(files)["Rows of all accounts"]))
    assert set(rows["team_id"]) == {"t-coast"}


def test_where_the_rows_of_a_closed_review_cannot_be_read_the_page_goes_on(records, monkeypatch):
    earlier = AS_OF - timedelta(days=14)
    close(opened(since=None, writer="Ann Berg", as_of=earlier.isoformat()))

    def is_down(*_: object) -> None:
        raise RecordsError("The records are being written by another program.")

    monkeypatch.setattr(Records, "review_rows", is_down)
    app = opened(since=None)
    assert "since 17 May" in told(app)
    assert "The records are being written by another program." in told(app)


@pytest.mark.parametrize("number", ["99", "x", "<b>1</b>", "1" * 100])
def test_a_review_that_is_not_there_is_a_sentence(number):
    app = opened(since=None, review=number)
    assert "There is no closed review" in told(app)
    assert "<b>" not in said(app)


def test_where_records_are_down_the_review_is_read_and_saving_says_why(file, monkeypatch):
    monkeypatch.setattr(record_keeping, "_keepers", {})
    file.write_text("no database", encoding="utf-8")
    app = opened()
    assert len(listed(app)) > 5
    assert "Decisions are not shown, and none can be recorded. The records" in told(app)
    assert "Closed reviews are not shown, and none can be closed." in told(app)
    assert "is open" not in told(app)


def test_decisions_of_the_shown_teams_stand_beside_the_changes_the_overdue_first(records):
    new = {"account_name": "x", "kind": "action", "by_whom": "S. Novak"}
    late, ahead = AS_OF - timedelta(days=5), AS_OF + timedelta(days=5)
    for account, text, due in (("h0", "Ahead", ahead), ("h1", "Late", late)):
        records.record(NewDecision(account_id=account, text=text, due_on=due, team_id=None, **new), "Ann Berg", READ_AT)
    app = opened()
    assert "2 decisions are open, 1 is late." in told(app)
    assert told(app).index("Late") < told(app).index("Ahead")
    assert "No decision is open" in told(opened(team="t-coast"))
