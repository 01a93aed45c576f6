"""The contacts page as Streamlit runs it: of a small company, of stores that lack something, and of hostile names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard import store
from dashboard.portfolio import GAPS
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, write_company, write_table
from tests.test_application import open_page, page_without_settings, read_source, renamed, scored, table, tables, told

PAGE = "contacts"
LIST = "What is missing"

nothing_configured = application.nothing_configured


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company with deputies and levels, its source read."""
    folder = tmp_path_factory.mktemp("contacts")
    write_company(folder)
    exports = folder / "exports"
    members = [{"account_id": f"a{number:03}", "employee_id": "e1", "role": "deputy"} for number in range(0, 60, 2)]
    write_table(exports, "account_team_members", members)
    contacts = pd.read_csv(exports / "contacts.csv", dtype=str).assign(level="management", language="fi")
    contacts.to_csv(exports / "contacts.csv", index=False)
    people = pd.read_csv(exports / "employees.csv", dtype=str).assign(level="specialist", languages="en")
    people.to_csv(exports / "employees.csv", index=False)
    read_source(folder)
    return folder


def flags(folder: Path) -> pd.DataFrame:
    """What the active accounts miss, with their names."""
    found = scored(folder, AS_OF)
    active = found.accounts[found.accounts["layer"] == "active"]
    return found.ties.of(active).accounts.assign(account_name=active["account_name"])


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, **parameters: str):
    """The page with one of its expanders opened."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(folder / "account_health.toml"))
    app = page_without_settings(PAGE, **parameters)
    app.session_state[f"open_{name}"] = True
    return app.run()


def test_headline_pills_and_list_count_the_same_accounts(company):
    app = open_page(company, PAGE)
    missing = flags(company)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Contacts"
    one = int(missing["one_of_theirs"].sum())
    assert f"{one} accounts hang on a single person of theirs" in told(app)
    pills = next(group for group in app.button_group if group.key == "state").options
    assert [pill.rpartition(" · ")[2] for pill in pills] == [str(int(missing[gap].sum())) for gap in GAPS]
    for gap in ("one_of_theirs", "no_deputy"):
        names = set(missing.loc[missing[gap].fillna(False).astype(bool), "account_name"])
        assert set(table(open_page(company, PAGE, state=gap), LIST)["Account"]) == names
    assert len(table(open_page(company, PAGE, state="all"), LIST)) == len(missing)


def test_choices_go_into_the_address_and_leave_it_again(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings(PAGE)
    app.button_group(key="state").set_value(["no_deputy", "no_owner"]).run()
    assert app.query_params == {"state": ["no_owner", "no_deputy"]}
    app.button_group(key="state").set_value([]).run()
    assert app.query_params == {"state": "all"}
    carried = open_page(company, "meeting_frequency", state="no_deputy")
    assert not carried.warning


def test_what_cannot_be_asked_for_is_left_out_with_a_sentence(company):
    app = open_page(company, PAGE, state="nonsense", tier="Z", account="nobody")
    assert not app.exception
    assert not app.error
    assert len(app.warning) == 1
    assert "no such state exists" in told(app)


def test_a_selected_row_opens_who_met_whom(company):
    app = open_page(company, PAGE, account="h1", state="all")
    assert HOSTILE_NAMES[1] in told(app)
    rows = table(app, "Who met whom")
    assert list(rows["Of theirs"]) == [f"Person of {HOSTILE_NAMES[1]}"]
    assert list(rows["Of ours"]) == ["A. Demir"]
    assert "1 counted contact in 365 days: 1 person of theirs, 1 person of ours." in told(app)


def test_names_from_the_crm_are_never_markdown(company, monkeypatch):
    for name in ("all-contacts", "pair-accounts", "level-accounts", "not-spoken"):
        app = opened(company, monkeypatch, name, account="h1", state="all")
        assert not app.error, name
        for sign in ("![pixel]", "[click](", "<script>", "**bold**", ":red[red]", "$x^2$"):
            assert sign not in application.said(app)


def test_every_part_says_what_it_means_and_opens_its_accounts(company, monkeypatch):
    missing = flags(company)
    parts = {
        "all-contacts": ("No deputy", len(missing)),
        "pairs": ("Who meets whom", None),
        "levels-by-tier": ("Reached on a level", None),
        "levels-by-team": ("Reached on a level", None),
        "level-accounts": ("Reached on a level", len(missing)),
        "not-spoken": ("Their language", int((missing["language"] == "not_spoken").sum())),
    }
    for name, (term, n) in parts.items():
        app = opened(company, monkeypatch, name)
        assert f"- **{term}:** " in told(app), name
        assert n is None or f"{n} account" in told(app) or f"{n} rows" in told(app), name


def test_the_accounts_behind_a_cell_can_be_chosen(company, monkeypatch):
    app = opened(company, monkeypatch, "pair-accounts")
    app.selectbox(key="pair_theirs").select("management").run()
    app.selectbox(key="pair_ours").select("specialist").run()
    rows = table(app, "Show the accounts behind a cell")
    met = flags(company)
    assert len(rows) == (met["naming_theirs"] > 0).sum()


def test_a_filter_cuts_every_figure(company):
    app = open_page(company, PAGE, team="t-coast", state="all")
    assert "Coast team: " in told(app)
    assert set(table(app, LIST)["Team"]) == {"Coast"}
    assert "Who meets whom, by team" not in told(app)


def test_without_contacts_interactions_or_members_it_is_said_what_is_not_known(tmp_path):
    write_company(tmp_path)
    for name in ("interactions", "contacts"):
        (tmp_path / "exports" / f"{name}.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    assert not app.exception
    assert not app.error
    assert "All have an owner." in told(app)
    pills = next(group for group in app.button_group if group.key == "state").options
    assert [pill.rpartition(" · ")[2] for pill in pills] == ["unknown", "0", *["unknown"] * 5]
    assert "Contacts are not in this data store. Map a source of interactions" in told(app)
    assert LIST not in str(list(tables(app)))


def test_without_orders_there_are_no_customers_to_list(tmp_path):
    write_company(tmp_path)
    (tmp_path / "exports" / "orders.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    assert "Orders are not in this data store." in told(app)
    assert not tables(app)


def test_a_choice_without_customers_says_so(company):
    app = open_page(company, PAGE, tier="Inactive")
    assert not app.error
    assert "Tier Inactive: No account here has bought in the last 12 months." in told(app)
    assert "Data until" in told(app)
    assert not tables(app)


def test_an_accounts_page_has_its_contact_map(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings("account", account="h1")
    assert not app.error
    assert "Dot: contacts of 365 days" in told(app)
    app.session_state["open_who-met-whom"] = True
    app.run()
    rows = table(app, "Show who met whom")
    assert list(rows["Contacts 12 m"]) == [1]
    assert "1 counted contact, 1 pair of persons" in told(app)


def test_a_second_run_of_the_page_computes_nothing_again(company, monkeypatch):
    open_page(company, PAGE, account="h1", state="all")

    def again(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("dashboard.ui.stores.score", again)
    monkeypatch.setattr("dashboard.ui.contacts.figures", renamed(again, "dashboard.ui.contacts", "figures"))
    monkeypatch.setattr("data_access.evidence.who_met_whom", again)
    assert not open_page(company, PAGE, account="h1", state="all").error
