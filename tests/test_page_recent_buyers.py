"""Recent buyers as Streamlit runs it: the call list of a small company, who is asked for, and attention by tier and team."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, portfolio, store
from dashboard.ui import buyers, stores, tables, view
from data_access import evidence
from data_access.scope import Scope
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, OWNERS, TEAMS, write_company, write_table
from tests.test_application import (
    nodes_of,
    open_page,
    page_without_settings,
    read_source,
    said,
    scored,
    sent,
    table,
    told,
)

PAGE = "recent_buyers"
LIST = "Recent buyers in the order"
AVERAGES = "Contacts before and after an order"
EXPANDERS = ("states", "all-buyers", "attention", "attention-tiers", "attention-orders")

nothing_configured = application.nothing_configured


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("buyers")
    write_company(folder)
    read_source(folder)
    return folder


@pytest.fixture
def at_company(company: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small company as the one in force, for pages that are run more than once."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    return company


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The accounts that were asked whom to call at, one list per question; nothing is kept from other tests."""
    questions: list[list[str]] = []

    def noted(mirror, scope, as_of, rules, account_ids):
        questions.append(account_ids)
        return answer(mirror, scope, as_of, rules, account_ids)

    answer = evidence.persons_to_call
    stores.kept.clear()
    monkeypatch.setattr(evidence, "persons_to_call", noted)
    yield questions
    stores.kept.clear()


def opened(*names: str, **parameters: str | list[str]) -> AppTest:
    """The page of the company in force with these expanders opened."""
    app = page_without_settings(PAGE, **parameters)
    for name in names:
        app.session_state[f"open_{name}"] = True
    return app.run()


def watched(folder: Path) -> pd.DataFrame:
    """The watch of each recent buyer with its account's tier, team and owner."""
    frames = scored(folder)
    shown = frames.watches[frames.watches["shown"]].drop(columns="team_id")
    return shown.merge(frames.accounts[["account_id", "account_name", "tier", "team_id", "owner_id"]], on="account_id")


# The list


def test_a_tier_is_named_in_the_headline_and_cuts_every_figure(company):
    found = watched(company)
    of_b = found[found["tier"].isin(["B", "C"])]
    neglected = (of_b["state"] == "neglected").sum()
    app = open_page(company, PAGE, tier=["C", "B"], state="all")
    assert f"Tiers B and C: {neglected} recent buyers are neglected" in told(app)
    assert set(table(app, LIST)["Tier"]) == {"B", "C"}
    assert len(table(app, LIST)) == len(of_b)
    assert set(table(app, AVERAGES)["Orders of"]) >= {"Tier B", "Tier C"}
    assert "Tier A" not in set(table(app, AVERAGES)["Orders of"])


def test_all_filters_together_are_named_in_their_order(company):
    found = watched(company)
    [most] = found.groupby(["team_id", "owner_id", "tier"]).size().nlargest(1).index
    app = open_page(company, PAGE, team=most[0], owner=most[1], tier=most[2], period="90", state="all")
    opening = f"{TEAMS[most[0]]} team, owner {OWNERS[most[1]][0]}, tier {most[2]}, bought in the last 90 days: "
    assert opening in told(app)
    kept = found[(found[["team_id", "owner_id", "tier"]] == list(most)).all(axis=1) & (found["days"] < 90)]
    assert 0 < len(table(app, LIST)) == len(kept)


def test_a_period_without_a_buyer_says_which_period(tmp_path):
    account = {"account_id": "a1", "name": "Only One"}
    order = {"order_id": "o1", "account_id": "a1", "amount": 100, "currency": "EUR", "status": "delivered"}
    write_company(tmp_path, accounts=0)
    for name, row in (
        ("accounts", account),
        ("orders", order | {"ordered_on": (AS_OF - timedelta(days=50)).isoformat()}),
    ):
        write_table(tmp_path / "exports", name, [row])
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE, period="30")
    assert "Bought in the last 30 days: No recent buyers.** No order began a watch in the last 30 days." in told(app)
    assert "Choose other states" not in told(app)
    assert "The 0 " not in sent(app)


def test_where_nobody_is_neglected_or_late_the_list_says_so(company):
    found = watched(company)
    fine = found[~found["state"].isin(["neglected", "late"])]
    owner, tier = next(
        key
        for key, rows in fine.groupby(["owner_id", "tier"])
        if len(rows) == ((found["owner_id"] == key[0]) & (found["tier"] == key[1])).sum()
    )
    app = open_page(company, PAGE, owner=owner, tier=tier)
    assert "No recent buyer is neglected or late. Choose other states above" in told(app)


def test_persons_are_asked_for_the_rows_in_sight_alone(at_company, asked, monkeypatch):
    monkeypatch.setattr(tables, "MOST_STYLED_ROWS", 3)
    app = page_without_settings(PAGE)
    first = list(table(app, LIST)["Account"])
    assert len(first) == 3
    assert [len(ids) for ids in asked] == [3]
    app.pagination(key="page_buyers").set_value(2).run()
    assert [len(ids) for ids in asked] == [3, 3]
    assert not set(asked[0]) & set(asked[1])
    app.pagination(key="page_buyers").set_value(1).run()
    assert len(asked) == 2, "and once for each row"
    assert list(table(app, LIST)["Account"]) == first


def test_the_file_of_the_list_has_the_persons_of_all_rows(at_company, asked, monkeypatch):
    monkeypatch.setattr(tables, "MOST_STYLED_ROWS", 3)
    files = {}

    def noted(rows, columns, *, name, complete=None, **_):
        files[name] = complete(rows) if complete else rows

    monkeypatch.setattr(buyers, "download", noted)
    app = page_without_settings(PAGE, state="all")
    assert len(files["recent-buyers"]) == len(watched(at_company))
    assert files["recent-buyers"]["person"].str.contains("head of purchasing").all()
    assert list(files["recent-buyers"]["person"][:3]) == list(table(app, LIST)["Suggested person"])


def test_the_page_of_the_list_with_the_account_of_the_address_is_shown_first(at_company, monkeypatch):
    monkeypatch.setattr(tables, "MOST_STYLED_ROWS", 3)
    app = page_without_settings(PAGE, account="h4")
    assert app.pagination(key="page_buyers").value == 2
    assert HOSTILE_NAMES[4] in set(table(app, LIST)["Account"])
    assert HOSTILE_NAMES[4] in told(app)


def test_an_open_buyer_says_whom_to_call_what_was_last_and_what_is_planned(company):
    found = watched(company)
    planned = found.loc[found["state"] == "planned", "account_id"].iloc[0]
    app = open_page(company, PAGE, account=planned, state="planned")
    words = told(app)
    assert "(primary contact)" in words
    assert "**Planned:** " in words
    assert ", meeting: Planned" in words
    links = [node.proto for node in nodes_of(app.main) if node.type == "page_link"]
    assert [link.query_string for link in links if link.label == "Open account"] == [f"state=planned&account={planned}"]


def test_how_many_there_are_of_each_state_can_be_opened_with_the_list_of_all(at_company):
    found = watched(at_company)
    app = opened("states", "all-buyers")
    totals = table(app, "What the states mean").set_index("State")
    assert totals["Accounts"].sum() == len(found)
    assert totals.loc["✗ Neglected", "At stake"] == found.loc[found["state"] == "neglected", "amount"].sum()
    assert len(table(app, f"The {len(found)} recent buyers in all states")) == len(found)


# The attention shift


def test_averages_hold_every_order_once_by_tier_and_once_by_team(company):
    lines = table(open_page(company, PAGE), AVERAGES).set_index("Orders of")
    orders = scored(company).attention_orders
    assert lines.loc["All orders", "Orders"] == len(orders)
    tiers = [name for name in lines.index if name.startswith("Tier ")] + ["Without a tier today"]
    assert lines.loc[tiers, "Orders"].sum() == len(orders)
    assert lines.loc[list(TEAMS.values()), "Orders"].sum() == len(orders)
    assert lines.loc["All orders", "Before, a week"] == pytest.approx(orders["before"].mean() / 13)
    assert "–" in lines.loc["All orders", "After: 95% band"]


def test_teams_with_enough_orders_have_a_curve(company):
    app = open_page(company, PAGE)
    counts = scored(company).attention_orders["team_id"].value_counts()
    drawn = sorted(TEAMS[team] for team, n in counts.items() if n >= portfolio.CURVE_NEEDS)
    assert 0 < len(drawn) < len(TEAMS)
    titles = [node.proto.label for node in nodes_of(app.main) if node.type == "page_link"]
    titles = [title for title in titles if "left out while reading" not in title]
    assert [application.html.unescape(title) for title in titles] == [f"**{name}**" for name in drawn]
    few = len(TEAMS) - len(drawn)
    assert f"{few} of {len(TEAMS)} teams has fewer than the 20 orders a curve needs." in told(app)


def test_the_orders_behind_the_curve_can_be_opened(at_company):
    orders = scored(at_company).attention_orders
    app = opened("attention-orders", team=["t-export"])
    mine = orders[orders["team_id"] == "t-export"]
    listed = table(app, f"The {len(mine)} orders behind these figures")
    assert len(listed) == len(mine)
    assert set(listed["Team"]) == {"Export"}
    assert listed["Before"].sum() == mine["before"].sum()
    assert listed["Week −13"].sum() == mine["w-13"].sum()
    assert listed["After, a week"].sum() == pytest.approx(mine["after"].sum() / 13)
    assert listed["Order day"].is_monotonic_decreasing


def test_few_orders_have_averages_and_rows_but_no_curve(at_company):
    app = opened("attention-orders", team="t-coast")
    n = (scored(at_company).attention_orders["team_id"] == "t-coast").sum()
    assert f"Only {n} orders in this selection; the curve needs 20." in told(app)
    assert table(app, AVERAGES).set_index("Orders of").loc["All orders", "Orders"] == n
    assert len(table(app, f"The {n} orders")) == n


def test_what_is_open_below_the_figures_is_of_the_viewers_team_alone(at_company, monkeypatch):
    one_team = access.Viewer(Scope(frozenset({"t-coast"})), "You see the accounts of team Coast.")
    monkeypatch.setattr(view, "local_viewer", lambda: one_team)
    app = opened(*EXPANDERS, state="all")
    assert not app.exception
    everything, accounts = sent(app), scored(at_company).accounts
    others = accounts[accounts["team_id"] != "t-coast"]
    assert not [name for name in others["account_name"] if name in everything]
    assert "Coast" in everything


def test_every_figure_says_what_it_means_and_names_stay_plain_text(at_company):
    app = opened(*EXPANDERS, account="h1")
    assert not app.exception
    for term in ("Recent buyer", "At stake", "Checkpoint", "Neglected", "Attention shift", "Counted contact"):
        assert f"**{term}:**" in told(app), term
    assert "<b>" not in said(app)
    assert "![pixel]" not in said(app)


def test_a_call_list_without_contacts_still_names_whom_to_call(tmp_path):
    write_company(tmp_path, accounts=5)
    (tmp_path / "exports" / "interactions.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    listed = table(app, LIST)
    assert set(listed["State"]) == {"○ Unknown"}
    assert listed["Suggested person"].str.len().gt(0).all()
    assert "Contacts are not in this data store." in told(app)
