"""The meeting frequency page as Streamlit runs it: what it shows of a small company, and what it says where it cannot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard import store
from dashboard.palette import CADENCE_STATUSES
from dashboard.portfolio import STATUSES, on_cadence
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, TEAMS, write_company, write_table
from tests.test_application import (
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

PAGE = "meeting_frequency"
LIST = "Accounts by days since contact"

nothing_configured = application.nothing_configured


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("frequency")
    write_company(folder)
    read_source(folder)
    return folder


def customers(folder: Path, as_of: date = AS_OF) -> pd.DataFrame:
    """The active accounts as they are scored."""
    accounts = scored(folder, as_of).accounts
    return accounts[accounts["layer"] == "active"]


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, **parameters: str):
    """The page with one of its expanders opened."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(folder / "account_health.toml"))
    app = page_without_settings(PAGE, **parameters)
    app.session_state[f"open_{name}"] = True
    return app.run()


def test_the_headline_and_the_pills_count_what_the_list_holds(company):
    app = open_page(company, PAGE)
    accounts = customers(company)
    kept, with_target = on_cadence(accounts)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Meeting frequency"
    assert f"{100 * kept / with_target:.0f}% of accounts are on cadence" in told(app)
    counts = accounts["cadence_status"].value_counts()
    pills = next(group for group in app.button_group if group.key == "state").options
    assert pills == [f"{CADENCE_STATUSES[s].markdown} · {counts.get(s, 0)}" for s in STATUSES]
    everything = table(open_page(company, PAGE, state="all"), LIST)
    assert len(everything) == len(accounts)
    assert everything["Of the target"].is_monotonic_decreasing


def test_the_list_begins_with_who_is_overdue_due_or_never_contacted(company):
    listed = table(open_page(company, PAGE), LIST)
    accounts = customers(company).set_index("account_name")
    assert set(listed["Status"]) <= {"✗ overdue", "▲ due", "✗ never"}
    assert set(HOSTILE_NAMES) <= set(listed["Account"])
    worst = listed.iloc[0]
    facts = accounts.loc[worst["Account"]]
    assert worst["Of the target"] == accounts["contact_ratio"].max()
    assert worst["Days since contact"] == f"{(pd.Timestamp(AS_OF) - facts['last_contact_on']).days} of 60 days"


def test_a_status_can_be_asked_for_and_states_of_another_page_are_passed_over(company):
    assert set(table(open_page(company, PAGE, state="on_cadence"), LIST)["Status"]) == {"✓ on cadence"}
    assert "✗ Neglected" not in told(open_page(company, PAGE, state=["neglected", "late"]))
    carried = open_page(company, PAGE, state=["neglected", "late"])
    assert not carried.warning
    assert list(table(carried, LIST)["Account"]) == list(table(open_page(company, PAGE), LIST)["Account"])
    back = open_page(company, "recent_buyers", state="overdue")
    assert not back.exception
    assert not back.warning
    assert set(table(back, "Recent buyers")["State"]) == {"✗ Neglected", "▲ Late"}


def test_choices_go_into_the_address_as_ids_and_leave_it_again(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings(PAGE)
    app.button_group(key="tier").set_value(["B", "A"]).run()
    app.selectbox(key="counted").select("meetings").run()
    app.button_group(key="state").set_value(["never", "due"]).run()
    assert app.query_params == {"tier": ["A", "B"], "counted": "meetings", "state": ["due", "never"]}
    assert "Tiers A and B: " in told(app)
    assert "Meetings held as % of target" in told(app)
    app.button_group(key="tier").set_value([]).run()
    app.selectbox(key="counted").select("contacts").run()
    app.button_group(key="state").set_value([]).run()
    assert app.query_params == {"state": "all"}


def test_a_filter_cuts_every_figure(company, monkeypatch):
    app = opened(company, monkeypatch, "cadence", team="t-coast", tier="A", state="all")
    assert "Coast team, tier A: " in told(app)
    listed = table(app, LIST)
    accounts = customers(company)
    assert set(listed["Team"]) == {"Coast"}
    assert len(listed) == ((accounts["team_id"] == "t-coast") & (accounts["tier"] == "A")).sum()
    assert set(table(app, "Show as table")["Team"]) == {"Coast"}


@pytest.mark.parametrize("counted", ["contacts", "meetings"])
def test_the_line_of_all_teams_is_the_sum_of_the_teams(company, counted, monkeypatch):
    rows = table(opened(company, monkeypatch, "cadence", counted=counted), "Show as table")
    months = scored(company).months
    assert set(rows["Team"]) == {*TEAMS.values(), "All teams"}
    everything, teams = rows[rows["Team"] == "All teams"], rows[rows["Team"] != "All teams"]
    cells = months.cells.groupby("month")
    assert everything[counted.capitalize()].tolist() == cells[counted].sum().tolist()
    for name in ("Accounts to be met", counted.capitalize(), "Expected"):
        assert teams.groupby("Month")[name].sum().tolist() == pytest.approx(everything[name].tolist())


def test_the_accounts_of_a_month_are_behind_its_cells(company, monkeypatch):
    app = opened(company, monkeypatch, "cadence-accounts")
    rows = table(app, "Show the accounts of a month")
    last = scored(company).months.in_month(11)
    assert rows["Contacts"].sum() == last["contacts"].sum()
    assert rows["Expected"].sum() == pytest.approx(last["expected"].sum())
    app.selectbox(key="cell_month").select(3).run()
    app.selectbox(key="cell_team").select(0).run()
    rows = table(app, "Show the accounts of a month")
    assert set(rows["Team"]) == {"Coast"}
    cells = scored(company).months.cells
    there = cells[(cells["team_id"] == "t-coast") & (cells["month"] == pd.Timestamp("2023-09-01"))]
    assert len(rows) == there["accounts"].sum()
    assert rows["Contacts"].sum() == there["contacts"].sum()


def test_accounts_met_more_than_agreed_have_their_own_list(company, monkeypatch):
    over = customers(company).query("attainment > 2")
    label = f"Show {len(over)} accounts met more than agreed"
    rows = table(opened(company, monkeypatch, "more-than-agreed"), label)
    assert rows["Attainment"].tolist() == sorted(over["attainment"], reverse=True)


def test_every_part_says_what_it_means(company, monkeypatch):
    parts = {
        "cadence": "Cadence cell",
        "status-by-tier": "On cadence",
        "places-by-tier": "On site and remote",
        "how-met": "Highest level met",
        "all-accounts": "Rhythm",
        "furthest": "Contact target",
    }
    for name, term in parts.items():
        assert f"- **{term}:** " in told(opened(company, monkeypatch, name)), name


def test_a_selected_row_opens_its_account_in_place(company):
    app = open_page(company, PAGE, account="h1")
    assert HOSTILE_NAMES[1] in [html_of(header.value) for header in app.header]
    hidden = open_page(company, PAGE, account="h1", state="on_cadence")
    assert HOSTILE_NAMES[1] not in [html_of(header.value) for header in hidden.header]


def html_of(text: str) -> str:
    """The text as it is read."""
    return application.html.unescape(text).replace("\u2060", "")


def test_names_from_the_crm_are_never_markdown(company, monkeypatch):
    app = opened(company, monkeypatch, "all-accounts", account="h1", state="all")
    for sign in ("![pixel]", "[click](", "<script>", "**bold**", ":red[red]", "$x^2$"):
        assert sign not in application.said(app)


def test_an_earlier_day_is_shown_as_it_stood_then(company):
    app = open_page(company, PAGE, as_of="2023-05-31", state="all")
    assert "Shown as of Wed 31 May 2023." in told(app)
    assert len(table(app, LIST)) == len(customers(company, date(2023, 5, 31)))


def test_a_tier_that_is_not_to_be_met_says_so(company):
    app = open_page(company, PAGE, tier="Inactive")
    assert not app.exception
    assert not app.error
    assert "Tier Inactive: No account here has a contact target." in told(app)
    assert "In none of the last twelve months an account was to be met." in told(app)


def test_a_choice_that_nothing_matches_says_so(company):
    accounts = scored(company).accounts
    team = next(t for t in TEAMS if "e1" not in set(accounts.loc[accounts["team_id"] == t, "owner_id"].dropna()))
    app = open_page(company, PAGE, team=team, owner="e1", tier="A")
    assert f"No account matches Team {TEAMS[team]}, Owner A. Demir and Tier A." in told(app)
    assert app.button[0].label == "Clear filters"


def test_without_contacts_there_are_no_cells_and_no_statuses(tmp_path):
    write_company(tmp_path)
    (tmp_path / "exports" / "interactions.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    assert not app.exception
    assert not app.error
    assert "**Contacts are not in this data store.** Map a source of interactions" in told(app)
    assert not tables(app)
    assert "overdue" not in sent(app)


def test_a_single_account_has_its_own_line_and_no_other(tmp_path):
    (tmp_path / "account_health.toml").write_text(
        f'[source]\nfolder = "exports"\nas_of = {AS_OF.isoformat()}\n', encoding="utf-8"
    )
    exports = tmp_path / "exports"
    write_table(exports, "accounts", [{"account_id": "a", "name": "Only"}])
    order = {"order_id": "o", "account_id": "a", "ordered_on": "2024-03-01", "amount": 5, "currency": "EUR"}
    write_table(exports, "orders", [order | {"status": "delivered"}])
    met = {"interaction_id": "i", "account_id": "a", "kind": "meeting", "status": "held"}
    write_table(exports, "interactions", [met | {"starts_at": "2024-03-05T09:00:00Z"}])
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    assert not app.exception
    assert not app.error
    assert "The only account with a contact target is not on cadence; 1 A or B account is overdue." in told(app)
    assert "Where meetings take place is not in this data store." in told(app)
    assert list(table(app, LIST)["Account"]) == ["Only"]


def test_a_second_run_of_the_page_computes_nothing_again(company, monkeypatch):
    open_page(company, PAGE)

    def again(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("dashboard.ui.stores.score", again)
    monkeypatch.setattr("dashboard.ui.frequency.figures", renamed(again, "dashboard.ui.frequency", "figures"))
    assert not open_page(company, PAGE).error
