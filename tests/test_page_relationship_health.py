"""The relationship health page as Streamlit runs it: what it shows of a small company, and what it says where it cannot."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard import store
from dashboard.indicators import INDICATORS
from dashboard.palette import HEALTH_BANDS
from tests import test_application as application
from tests.small_company import HOSTILE_NAMES, TEAMS, write_company
from tests.test_application import open_page, page_without_settings, read_source, scored, table, tables, told

PAGE = "relationship_health"
LIST = "Accounts by band and score"
CELL = "Contact recency · "

nothing_configured = application.nothing_configured


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("health")
    write_company(folder)
    read_source(folder)
    return folder


def customers(folder: Path) -> pd.DataFrame:
    """The active accounts as they are scored."""
    accounts = scored(folder).accounts
    return accounts[accounts["layer"] == "active"]


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, page: str = PAGE, **parameters: str):
    """The page with one of its expanders opened."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(folder / "account_health.toml"))
    app = page_without_settings(page, **parameters)
    app.session_state[f"open_{name}"] = True
    return app.run()


def headings(app) -> list[str]:
    """The headings of the page as they are read."""
    return [application.html.unescape(header.value).replace("\u2060", "") for header in app.header]


def test_the_headline_and_the_pills_count_what_the_list_holds(company):
    app = open_page(company, PAGE)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Relationship health"
    counts = customers(company)["band"].value_counts()
    assert f"of {counts.sum()} accounts are good" in told(app)
    pills = next(group for group in app.button_group if group.key == "state").options
    order = ("poor", "fair", "good", "not_enough_data")
    assert pills == [f"{HEALTH_BANDS[band].markdown} · {counts.get(band, 0)}" for band in order]
    assert len(table(open_page(company, PAGE, state="all"), LIST)) == counts.sum()


def test_the_line_of_all_teams_is_the_sum_of_the_teams(company, monkeypatch):
    rows = tables(opened(company, monkeypatch, "bands"))["Show as table"]
    assert set(rows["Team"]) == {*TEAMS.values(), "All teams"}
    everything, teams = rows[rows["Team"] == "All teams"], rows[rows["Team"] != "All teams"]
    assert teams.groupby("Band", sort=False)["Accounts"].sum().tolist() == everything["Accounts"].tolist()
    assert everything["Accounts"].sum() == len(customers(company))


def test_the_cells_of_the_matrix_count_every_customer_of_the_team(company, monkeypatch):
    rows = tables(opened(company, monkeypatch, "matrix"))["Show as table"]
    assert len(rows) == len(INDICATORS) * (len(TEAMS) + 1)
    states = rows[["Good", "Fair", "Poor", "Unknown", "Does not apply"]].sum(axis=1)
    assert set(states[rows["Team"] == "All teams"]) == {len(customers(company))}


def test_a_cell_opens_its_accounts_and_one_of_them_the_rows_behind_its_indicator(company):
    app = open_page(company, PAGE, open="contact_recency:t-export")
    cell = table(app, CELL)
    team = customers(company).query("team_id == 't-export'")
    assert len(cell) == len(team)
    assert set(cell["Account"]) >= set(HOSTILE_NAMES)
    app = open_page(company, PAGE, open="contact_recency:t-export", account="h1")
    assert f"{HOSTILE_NAMES[1]} · Contact recency" in headings(app)
    behind = table(app, "The rows behind contact recency")
    assert list(behind["About"]) == [f"About {HOSTILE_NAMES[1]}"]
    assert "83 days since the last counted contact; the target is 30 days." in told(app)


def test_the_boxes_choose_the_same_cell_as_a_click(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings(PAGE)
    app.selectbox(key="cell_indicator").select("ownership").run()
    assert app.query_params == {"open": "ownership"}
    app.selectbox(key="cell_team").select(":t-coast").run()
    assert app.query_params == {"open": "ownership:t-coast"}
    assert set(table(app, "Ownership · Coast")["Team"]) == {"Coast"}
    app.selectbox(key="cell_indicator").select("").run()
    assert app.query_params == {}


@pytest.mark.parametrize("asked", ["", "nothing", "contact_recency:nowhere", ":", "contact_recency:t-coast:x"])
def test_what_does_not_exist_opens_nothing(company, asked):
    app = open_page(company, PAGE, open=asked)
    assert not app.exception
    assert not app.error
    assert not [name for name in tables(app) if name.startswith(CELL)]


def test_states_of_another_page_are_passed_over(company):
    app = open_page(company, PAGE, state=["neglected", "overdue"])
    assert not app.warning
    assert not app.exception
    assert list(table(app, LIST)["Account"]) == list(table(open_page(company, PAGE), LIST)["Account"])
    assert not open_page(company, "recent_buyers", state="not_enough_data").warning


def test_a_selected_account_says_how_much_is_known_and_what_is_missing(company):
    app = open_page(company, PAGE, account="h1", state="all")
    assert HOSTILE_NAMES[1] in headings(app)
    assert "inputs known (" in told(app)
    assert "Missing: " in told(app)


def test_names_from_the_crm_are_never_markdown(company, monkeypatch):
    for name in ("all-health", "cell-list"):
        app = opened(company, monkeypatch, name, account="h1", state="all", open="contact_density:t-export")
        for sign in ("![pixel]", "[click](", "<script>", "**bold**", ":red[red]", "$x^2$"):
            assert sign not in application.said(app)


def test_an_account_says_where_its_points_were_lost_and_why(company, monkeypatch):
    app = opened(company, monkeypatch, "waterfall", page="account", account="h1")
    facts = scored(company).accounts.set_index("account_id").loc["h1"]
    assert facts["band"] == "not_enough_data"
    assert f"○ Health: not enough data ({100 * facts['known_share']:.0f}% known)" in told(app)
    known = sum(pd.notna(facts[f"{name}_points"]) for name in INDICATORS)
    assert f"Not enough data: {known} of 16 inputs known (33%). Missing: review recency, " in told(app)
    rows = tables(app)["Show as table"].set_index("Indicator")
    assert rows["Points lost"].sum() == pytest.approx(100 - facts["score"])
    assert rows.loc["Promises kept", "Why"] == "not connected: promises are not in this data store"
    assert rows.loc["Purchase rhythm", "Why"] == "unknown: only 1 order day; 4 are needed"
    assert rows.loc["Contact recency", "Why"] == "83 days since the last counted contact; the target is 30 days"
    assert "A neglected recent buyer cannot be good." in told(app)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_indicator_of_an_account_opens_to_what_it_means_and_its_rows(company, indicator):
    app = open_page(company, "account", account="a000", open=indicator)
    assert not app.exception
    assert not app.error
    title = INDICATORS[indicator].title
    if scored(company).accounts.set_index("account_id").loc["a000", "layer"] != "active":
        pytest.fail("the first account of the small company is a customer")
    assert title in headings(app)
    assert f"- **{title}:** " in told(app)
    assert "behind this number" in told(app)


def test_the_box_of_an_account_puts_the_indicator_into_the_address(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings("account", account="h0")
    app.selectbox(key="indicator_shown").select("issue_age").run()
    assert app.query_params == {"account": "h0", "open": "issue_age"}


def test_tiers_without_health_say_so(company):
    app = open_page(company, PAGE, tier="Inactive")
    assert not app.exception
    assert not app.error
    assert "No account here has bought in the last 12 months." in told(app)
