"""The overview as Streamlit runs it: its tiles and lines of a small company, and what it says where it cannot."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import portfolio, store
from dashboard.ui import csv_file, overview
from dashboard.ui.menu import ENTRIES, entry_of
from dashboard.wording import money, rate
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, OWNERS, TEAMS, write_company, write_table
from tests.test_application import (
    nodes_of,
    open_page,
    page_without_settings,
    read_source,
    renamed,
    scored,
    sent,
    table,
    tables,
    told,
)

PAGE = "overview"
LINES = "3 teams by name"

nothing_configured = application.nothing_configured


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("overview")
    write_company(folder)
    read_source(folder)
    return folder


@pytest.fixture
def at_company(company: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small company as the one in force, for pages that are run more than once."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    return company


def whole(folder: Path, as_of: date = AS_OF) -> pd.Series:
    """The figures of all teams."""
    return portfolio.team_lines(scored(folder, as_of).accounts).iloc[-1]


def tile_values(app: AppTest) -> dict[str, str]:
    """What the tiles show, by label, as it is read."""
    return {tile.label: application.html.unescape(tile.value) for tile in app.metric}


def links(app: AppTest) -> dict[str, str]:
    """The query strings of the links in the page itself, its foot apart, by label."""
    found = [node.proto for node in nodes_of(app.main) if node.type == "page_link"]
    return {link.label: link.query_string for link in found if "left out while reading" not in link.label}


def test_the_overview_stands_behind_the_weekly_review_and_has_an_address_of_its_own():
    assert [entry.name for entry in ENTRIES[:2]] == ["weekly_review", PAGE]
    assert entry_of("weekly_review").default
    assert not entry_of(PAGE).default


def test_tiles_sentence_and_last_line_say_the_same(company):
    app, all_teams = open_page(company, PAGE), whole(company)
    assert not app.exception
    amount = money(all_teams["amount"], "EUR")
    on_cadence = rate(all_teams["on_cadence"], all_teams["with_target"])
    assert tile_values(app) == {
        "Active accounts": str(all_teams["active"]),
        "On cadence": on_cadence,
        "Neglected buyers": f"{all_teams['neglected']} · {amount}",
        "Without active owner": "0",
    }
    assert f"{all_teams['neglected']} recent buyers are neglected ({amount})" in told(app)
    assert f"{on_cadence} of accounts are on cadence" in told(app)
    shown = table(app, LINES)
    assert list(shown["Team"]) == [*sorted(TEAMS.values()), "All teams"]
    assert shown["Neglected"].iloc[-1] == all_teams["amount"]
    assert shown["Overdue A and B"].iloc[:-1].sum() == shown["Overdue A and B"].iloc[-1] == all_teams["overdue"]


@pytest.mark.parametrize(
    ("opened", "label", "figure", "term"),
    [
        ("active", "Active accounts: ", "active", "Active account"),
        ("on-cadence", "On cadence: ", "with_target", "On cadence"),
        ("neglected", "Neglected buyers: ", "neglected", "Neglected"),
    ],
)
def test_a_tile_opens_with_what_it_means_and_the_accounts_it_counted(opened, label, figure, term, company):
    app = open_page(company, PAGE, open=opened)
    rows = tables(app)[f"{label}{whole(company)[figure]} accounts"]
    assert len(rows) == whole(company)[figure]
    assert rows["Account"].is_unique
    assert f"- **{term}:**" in told(app)
    assert next(button.label for button in app.button if button.key == f"tile_{opened}").startswith("Hide ")


def test_a_tile_is_opened_and_closed_by_its_button_and_one_is_open_at_a_time(at_company):
    app = page_without_settings(PAGE)
    app.button(key="tile_neglected").click().run()
    assert app.query_params == {"open": "neglected"}
    app.button(key="tile_active").click().run()
    assert app.query_params == {"open": "active"}
    app.button(key="tile_active").click().run()
    assert not app.query_params


def test_opening_another_part_closes_the_account_of_the_first(at_company):
    app = page_without_settings(PAGE, open="neglected", account="h0", team="t-export")
    assert HOSTILE_NAMES[0] in told(app)
    app.button(key="tile_active").click().run()
    assert app.query_params == {"open": "active", "team": "t-export"}


def test_tiles_lead_on_with_the_filters(company):
    app = open_page(company, PAGE, team="t-coast", as_of="2024-05-01", open="neglected")
    expected = {entry_of(page).title for page in ("customer_pyramid", "meeting_frequency", "recent_buyers")}
    assert set(links(app)) == expected
    assert set(links(app).values()) == {"as_of=2024-05-01&team=t-coast"}


def test_a_line_opens_the_accounts_of_its_team(company):
    app = open_page(company, PAGE, open="team:t-export")
    accounts = scored(company).accounts
    accounts = accounts[accounts["team_id"] == "t-export"]
    line = portfolio.team_lines(accounts).iloc[0]
    assert f"Overdue A and B accounts · {line['overdue']}" in told(app)
    neglected = table(app, "Neglected buyers")
    assert list(neglected["Account"][: len(HOSTILE_NAMES)]) == list(HOSTILE_NAMES)
    assert len(neglected) == line["neglected"]
    assert set(neglected["Team"]) == {"Export"}
    assert links(app)["Recent buyers · Export"] == "team=t-export"


def test_an_account_of_an_opened_line_opens_below_its_list(company):
    app = open_page(company, PAGE, open="team:t-export", account="h1")
    assert HOSTILE_NAMES[1] in told(app)
    assert len(table(app, "Orders")) == 1


def test_the_line_of_all_teams_opens_all_of_them(company):
    app = open_page(company, PAGE, open="all-teams")
    assert len(table(app, "Neglected buyers")) == whole(company)["neglected"]
    assert links(app)["Meeting frequency · All teams"] == ""


def test_a_filter_cuts_every_figure_and_the_last_line_no_longer_says_all(company):
    app = open_page(company, PAGE, team=["t-coast", "t-north"])
    shown = table(app, "2 teams by name")
    assert list(shown["Team"])[-1] == "Teams shown"
    accounts = scored(company).accounts
    active = accounts["team_id"].isin(["t-coast", "t-north"]) & (accounts["layer"] == "active")
    assert tile_values(app)["Active accounts"] == str(active.sum())
    assert "Coast and North & <b>West</b> teams:" in told(app)


def test_something_else_in_the_address_opens_nothing(company):
    for part in ("team:nobody", "", "[x](http://outside.invalid)"):
        app = open_page(company, PAGE, open=part)
        assert not app.exception
        assert len(tables(app)) == 1


def test_the_exported_file_holds_the_lines_as_numbers(company):
    view = type("View", (), {"currency": "EUR"})()
    lines = portfolio.team_lines(scored(company).accounts)
    columns = overview.columns.teams_file(view)
    named = lines[list(columns)].set_axis([column.label for column in columns.values()], axis=1)
    rows = list(csv.DictReader(io.StringIO(csv_file(named).decode("utf-8-sig"))))
    shown = table(open_page(company, PAGE), LINES)
    assert [row["Team"] for row in rows] == list(shown["Team"])
    for label in ("A", "B", "C", "Inactive", "Prospect", "Overdue A and B", "Without owner"):
        assert [int(row[label]) for row in rows] == list(shown[label])
    assert [float(row["At stake in EUR"]) for row in rows] == list(shown["Neglected"])
    shares = [int(row["On cadence"]) / int(row["With a contact target"]) for row in rows]
    assert shares == pytest.approx(list(shown["On cadence"]))


# The day shown


def test_another_day_is_chosen_in_the_title_row_and_goes_into_the_address(at_company):
    app = page_without_settings(PAGE)
    app.date_input(key="as_of").set_value(date(2023, 5, 31)).run()
    assert app.query_params == {"as_of": "2023-05-31"}
    assert "Shown as of Wed 31 May 2023." in told(app)
    assert tile_values(app)["Active accounts"] == str(whole(at_company, date(2023, 5, 31))["active"])
    app.date_input(key="as_of").set_value(AS_OF).run()
    assert not app.query_params


def test_a_day_before_anything_happened_is_said_to_hold_nothing(company):
    app = open_page(company, PAGE, as_of=(AS_OF - timedelta(days=8000)).isoformat())
    assert not app.exception
    assert "Orders are not in this data store." in told(app) or "No accounts yet." in told(app)
    assert not app.metric


# Where something is missing


def test_without_contacts_the_figures_that_need_them_are_called_unknown(tmp_path):
    write_company(tmp_path)
    (tmp_path / "exports" / "interactions.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE, open="all-teams")
    assert not app.exception
    assert "whether anybody contacted them is not known.** Contacts are not in this data store." in told(app)
    assert tile_values(app)["On cadence"] == tile_values(app)["Neglected buyers"] == ":gray[unknown]"
    assert (table(app, LINES)[["On cadence", "Overdue A and B", "Neglected"]] == "unknown").all(axis=None)
    assert "Overdue A and B accounts · unknown" in told(app)
    assert len(tables(app)) == 1


def test_without_orders_the_page_says_so_and_shows_no_figures(tmp_path):
    write_company(tmp_path)
    (tmp_path / "exports" / "orders.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    assert not app.exception
    assert "Orders are not in this data store." in told(app)
    assert not app.metric
    assert "Data until" in told(app)


def test_without_employees_it_is_not_known_who_has_an_owner(tmp_path):
    write_company(tmp_path)
    (tmp_path / "exports" / "employees.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE, open="without-owner")
    assert not app.exception
    assert tile_values(app)["Without active owner"] == ":gray[unknown]"
    assert f"0 of {whole(tmp_path)['active']} name no owner" in told(app)
    assert "Who owns the accounts is not known." in told(app)


def test_owners_who_left_and_accounts_without_one_are_counted(tmp_path):
    write_company(tmp_path)
    people = [
        {"employee_id": key, "name": name, "team_id": team, "active": "true"} for key, (name, team) in OWNERS.items()
    ]
    people[0]["left_on"] = AS_OF.isoformat()
    write_table(tmp_path / "exports", "employees", people)
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE, open="without-owner")
    accounts = scored(tmp_path).accounts
    gone = ((accounts["owner_id"] == "e1") & (accounts["layer"] == "active")).sum()
    assert tile_values(app)["Without active owner"] == str(gone)
    assert set(table(app, "Without active owner")["Owner"]) == {"A. Demir, not active"}
    earlier = open_page(tmp_path, PAGE, as_of=(AS_OF - timedelta(days=1)).isoformat())
    assert tile_values(earlier)["Without active owner"] == "0"


def test_a_second_run_computes_nothing_again(company, monkeypatch):
    open_page(company, PAGE)

    def again(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("dashboard.ui.stores.score", again)
    monkeypatch.setattr("dashboard.ui.overview._figures", renamed(again, "dashboard.ui.overview", "_figures"))
    app = open_page(company, PAGE)
    assert not app.error
    assert app.metric


def test_names_of_teams_are_never_markdown(tmp_path):
    write_company(tmp_path)
    teams = [{"team_id": key, "name": f"{name} **bold** ![x](http://outside.invalid)"} for key, name in TEAMS.items()]
    write_table(tmp_path / "exports", "teams", teams)
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE, open="team:t-coast")
    everything = application.said(app) + "".join(links(app))
    assert "**bold**" not in everything
    assert "![x](" not in everything
    assert "Coast **bold**" in sent(app)
