"""The customer pyramid as Streamlit runs it: tiers, teams and moves of a small company, and the accounts behind each."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, portfolio, store
from dashboard.palette import TIER_ROWS
from dashboard.portfolio import tier_rows
from dashboard.ui import view
from dashboard.wording import md_escape
from data_access.scope import Scope
from tests import test_application as application
from tests.small_company import AS_OF, OWNERS, SETTINGS, TEAMS, write_company, write_table
from tests.test_application import nodes_of, open_page, page_without_settings, read_source, scored, sent, table, told

PAGE = "customer_pyramid"
BEFORE = AS_OF - timedelta(days=91)
EXPANDERS = (
    "pyramid",
    "shares",
    "tier-list",
    "pyramid-accounts",
    "moves-list",
    "served-list",
    "differences",
    "teams-list",
)

nothing_configured = application.nothing_configured


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("pyramid")
    write_company(folder)
    read_source(folder)
    return folder


@pytest.fixture
def at_company(company: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small company as the one in force, for pages that are run more than once."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    return company


@pytest.fixture(scope="module")
def many_teams(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of twelve teams with one customer each."""
    folder = tmp_path_factory.mktemp("teams")
    keys = [f"t{number:02}" for number in range(12)]
    write_table(folder / "exports", "teams", [{"team_id": key, "name": f"Team {key}"} for key in reversed(keys)])
    write_table(
        folder / "exports",
        "accounts",
        [{"account_id": f"a-{key}", "name": f"Of {key}", "team_id": key} for key in keys],
    )
    orders = [
        {"order_id": key, "account_id": f"a-{key}", "ordered_on": "2024-05-01", "amount": 100, "currency": "EUR"}
        | {"status": "delivered"}
        for key in keys
    ]
    write_table(folder / "exports", "orders", orders)
    (folder / "account_health.toml").write_text(SETTINGS.format(as_of=AS_OF.isoformat()), encoding="utf-8")
    read_source(folder)
    return folder


def opened(*names: str, **parameters: str | list[str]) -> AppTest:
    """The page of the company in force with these expanders opened."""
    app = page_without_settings(PAGE, **parameters)
    for name in names:
        app.session_state[f"open_{name}"] = True
    return app.run()


def pictures(app: AppTest) -> list[str]:
    """What is read out in place of the charts, in their order."""
    return [node.proto.alt for node in nodes_of(app.main) if node.type == "vega_lite_chart"]


def links(app: AppTest) -> dict[str, str]:
    """The query strings of the links in the page itself, by label as it is read; that at its foot is on every page."""
    found = [node.proto for node in nodes_of(app.main) if node.type == "page_link" and node.proto.page != "data"]
    return {application.html.unescape(link.label): link.query_string for link in found}


def moves(folder: Path) -> pd.DataFrame:
    """The moves of a quarter."""
    return portfolio.tier_moves(scored(folder).accounts, scored(folder, BEFORE).accounts)


# Tiers


def test_entered_tiers_are_told_apart_from_computed_ones(company):
    accounts = scored(company).accounts
    entered, tiers = (accounts["tier_source"] == "entered").sum(), accounts["tier"].notna().sum()
    assert 0 < entered < tiers
    app = open_page(company, PAGE, tier="C")
    assert f"{entered} of {tiers} tiers were entered in the CRM, the others are computed from revenue." in told(app)
    of_c = accounts[accounts["tier"] == "C"]
    in_c = (of_c["tier_source"] == "entered").sum()
    assert f"{in_c} of {len(of_c)} tiers were entered in the CRM" in told(app)
    assert (table(app, "Tier C")["Tier is"] == "entered").sum() == in_c


def test_several_tiers_can_be_listed_together(at_company):
    accounts = scored(at_company).accounts
    app = page_without_settings(PAGE, tier=["Inactive", "B"])
    n = tier_rows(accounts).isin(["B", "Inactive"]).sum()
    assert f"B and Inactive: {n} accounts" in told(app)
    assert len(table(app, "B and Inactive")) == n
    app.button_group(key="tier").set_value(["B"]).run()
    assert app.query_params["tier"] == "B"
    app.button_group(key="tier").set_value([]).run()
    assert "tier" not in app.query_params


def test_every_account_behind_the_counts_can_be_opened(at_company):
    app = opened("pyramid-accounts")
    accounts, before = scored(at_company).accounts, scored(at_company, BEFORE).accounts
    listed = table(app, f"The {len(accounts)} accounts behind these figures")
    assert sorted(listed["Account"]) == sorted(accounts["account_name"])
    assert listed["Tier"].value_counts().to_dict() == tier_rows(accounts).value_counts().to_dict()
    stood = listed["On 1 Mar"].value_counts()
    assert stood[list(TIER_ROWS)].to_dict() == tier_rows(before).value_counts().to_dict()
    assert stood["New"] == len(accounts) - len(before)
    assert listed["Meetings 12 m"].sum() == accounts["meetings_365d"].sum()


# Moves


def test_a_move_in_the_address_opens_its_accounts(company):
    found = moves(company)
    a_to_b = found[(found["from_tier"] == "A") & (found["to_tier"] == "B")]
    app = open_page(company, PAGE, open="A-B")
    assert f"A to B: {len(a_to_b)} accounts" in told(app)
    assert list(table(app, "A to B")["Account"]) == list(a_to_b["account_name"])
    assert app.selectbox(key="move").value == "A-B"
    selected = next(
        node for node in nodes_of(app.main) if getattr(node.proto, "alt", "").startswith("Number of accounts")
    )
    assert selected.value.set_index("From").loc["A", "to B"] == len(a_to_b)


def test_a_move_is_chosen_by_name_and_closed_again(at_company):
    app = page_without_settings(PAGE, account="h0", team="t-export")
    app.selectbox(key="move").select("all").run()
    assert app.query_params == {"open": "all", "team": "t-export"}
    assert len(table(app, "All moves and new accounts")) == (moves(at_company)["team_id"] == "t-export").sum()
    app.selectbox(key="move").select("").run()
    assert app.query_params == {"team": "t-export"}


def test_a_moved_account_opens_below_its_list(company):
    [moved, *_] = moves(company).to_dict("records")
    key = f"{moved['from_tier']}-{moved['to_tier']}"
    app = open_page(company, PAGE, open=key, account=moved["account_id"])
    assert [header.value for header in app.header].count(md_escape(moved["account_name"])) == 1
    assert "The last 365 days" in told(app)


@pytest.mark.parametrize("part", ["A-Prospect", "nonsense", "<script>"])
def test_a_move_that_nobody_made_opens_nothing(part, company):
    app = open_page(company, PAGE, open=part)
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="move").value == ""


def test_before_the_first_order_there_is_nothing_to_compare_with(company):
    app = open_page(company, PAGE, since="1995-01-01")
    assert "There are no orders up to 1 Jan 1995 to compare with." in told(app)
    assert "moved tier" not in told(app)


# Teams


def test_every_team_has_its_pyramid_and_its_line(company):
    app = open_page(company, PAGE)
    accounts = scored(company).accounts
    lines = table(app, "Accounts by team").set_index("Team")
    assert list(lines.index) == [*sorted(TEAMS.values()), "All teams"]
    told_of = pictures(app)[2:]
    for team, name in sorted(TEAMS.items(), key=lambda item: item[1]):
        rows = tier_rows(accounts[accounts["team_id"] == team]).value_counts()
        assert lines.loc[name, list(TIER_ROWS)].to_dict() == rows.to_dict()
        assert told_of.pop(0).startswith(f"{rows.sum()} accounts by tier")
    assert (lines.iloc[:-1].sum() == lines.iloc[-1]).all()


def test_the_title_of_a_small_pyramid_leads_to_its_team(company):
    app = open_page(company, PAGE, tier="A")
    assert links(app)["**North & <b>West</b>**"] == "tier=A&team=t-north"
    assert not links(open_page(company, PAGE, team="t-north"))


def test_many_teams_are_drawn_a_page_at_a_time_on_one_scale(many_teams, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(many_teams / "account_health.toml"))
    app = page_without_settings(PAGE)
    assert list(links(app)) == [f"**Team t{number:02}**" for number in range(9)]
    assert len(table(app, "Accounts by team")) == 13
    app.pagination(key="page_team-pyramids").set_value(2).run()
    assert list(links(app)) == ["**Team t09**", "**Team t10**", "**Team t11**"]
    assert not app.exception


def test_an_owner_is_named_and_cuts_every_figure(company):
    accounts = scored(company).accounts
    mine = accounts[accounts["owner_id"] == "e2"]
    app = open_page(company, PAGE, owner="e2", open="all")
    assert f"Owner {OWNERS['e2'][0]}: " in told(app)
    assert f"{len(mine)} accounts by tier" in told(app)
    assert set(table(app, "All moves")["Owner"]) <= {OWNERS["e2"][0]}


# Attention and differences


def test_expected_contacts_are_explained_by_the_whole_company(at_company):
    app = opened("served-list", team="t-coast")
    rate = portfolio.contacts_per_revenue(scored(at_company).accounts)
    assert f"one counted contact for every €{1 / rate / 1000:.0f}k of revenue" in told(app)


def test_differing_tiers_are_counted_and_listed(at_company):
    differ = portfolio.tier_differences(scored(at_company).accounts)
    app = opened("differences")
    assert f"Computed and entered tiers differ for {len(differ)} accounts." in told(app)
    listed = table(app, f"Show {len(differ)} accounts")
    assert list(listed["Account"]) == list(differ["account_name"])
    assert (listed["Entered"] != listed["Computed"]).all()


def test_what_is_open_below_the_figures_is_of_the_viewers_team_alone(at_company, monkeypatch):
    one_team = access.Viewer(Scope(frozenset({"t-coast"})), "You see the accounts of team Coast.")
    monkeypatch.setattr(view, "local_viewer", lambda: one_team)
    app = opened(*EXPANDERS, tier=["A", "B", "C"], open="all")
    assert not app.exception
    everything = sent(app)
    accounts = scored(at_company).accounts
    others = accounts[accounts["team_id"] != "t-coast"]
    assert not [name for name in others["account_name"] if name in everything]
    assert len(table(app, "The ")) == len(accounts) - len(others)


def test_every_list_and_figure_says_what_it_means(at_company):
    app = opened(*EXPANDERS, tier="A", open="all")
    assert not app.exception
    for term in (
        "Customer pyramid",
        "Tier move",
        "Share of meetings",
        "Expected contacts",
        "Entered and computed tier",
    ):
        assert re.search(rf"\*\*{term}:\*\*", told(app)), term


@pytest.mark.parametrize("as_of", [date(1995, 1, 1), date(2021, 1, 1)])
def test_a_day_on_which_little_was_known_is_no_fault(as_of, company):
    app = open_page(company, PAGE, as_of=as_of.isoformat(), tier="A", open="all")
    assert not app.exception
    assert not app.error
