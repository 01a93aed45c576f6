"""The pages as Streamlit runs them: what they show of a small company, and what they say where there is nothing."""

from __future__ import annotations

import csv
import html
import io
import logging
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from google.protobuf.text_format import MessageToString
from streamlit.testing.v1 import AppTest

import data_access.mirror
from dashboard import access, sample, store, ui
from dashboard.portfolio import tier_rows
from dashboard.scoring import score
from dashboard.ui import states, stores, view
from dashboard.ui.menu import CONNECT, ENTRIES, PAGES_FOLDER
from data_access.mirror import Progress
from data_access.scope import Scope
from sample_data import write_sample
from tests.small_company import AS_OF, HOSTILE_NAMES, SETTINGS, TEAMS, write_company, write_table

ROOT = Path(__file__).resolve().parents[1]
READ_AT = datetime(2024, 6, 1, 4, 12, tzinfo=UTC)
PAGES = [entry.name for entry in ENTRIES]
NAMES_NO_ACCOUNT = ("teams_and_skills", "data", "definitions", "service_and_promises", "weekly_review")
"""Pages on which nothing is said of a neglected buyer that has an active owner, of whom no promise is known, and to whom
nothing happened in the last week.
"""


@pytest.fixture(autouse=True)
def nothing_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts in an empty folder, shortly after the data were read."""
    for name in (store.CONFIG_VARIABLE, store.SOURCE_VARIABLE, store.KIND_VARIABLE, store.MAPPING_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    the_time_is(READ_AT, monkeypatch)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("company")
    write_company(folder)
    read_source(folder)
    return folder


def the_time_is(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets the pages' clock."""
    for module in (states, stores):
        monkeypatch.setattr(module, "now", lambda: moment)


def read_source(folder: Path, at: datetime = READ_AT) -> None:
    """Builds the mirror of the source that the settings in the folder name."""
    data_access.mirror.refresh(store.settings_in_force({}, folder), at)


def open_page(folder: Path, page: str = "customer_pyramid", **parameters: str | list[str]) -> AppTest:
    """The page after its first run, with the settings of the folder and these query parameters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(store.CONFIG_VARIABLE, str(folder / "account_health.toml"))
        return page_without_settings(page, **parameters)


def page_without_settings(page: str, **parameters: str | list[str]) -> AppTest:
    """The page after its first run, with the settings of the environment."""
    app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    if not next(entry for entry in (*ENTRIES, CONNECT) if entry.name == page).default:
        app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """All sentences of the page as they are sent, that is with foreign signs as entities."""
    elements = (*app.title, *app.markdown, *app.caption, *app.header, *app.warning, *app.error, *app.info)
    return "\n".join(element.value for element in elements)


def told(app: AppTest) -> str:
    """All sentences of the page as they are read."""
    return html.unescape(said(app)).replace("\u2060", "")


def tables(app: AppTest) -> dict[str, pd.DataFrame]:
    """The tables of the page by the name that is read out for them."""
    return {element.proto.alt: element.value for element in app.dataframe}


def table(app: AppTest, name: str) -> pd.DataFrame:
    """The table whose name begins like this."""
    return next(rows for alt, rows in tables(app).items() if alt.startswith(name))


def wait_for_reader() -> None:
    """Waits until the reading of the source in the background has ended."""
    for thread in threading.enumerate():
        if thread.name == "refresh":
            thread.join(60)


def sent(app: AppTest) -> str:
    """Everything the browser gets, tables and charts included, as it is read."""
    elements = [MessageToString(node.proto, as_utf8=True) for node in nodes_of(app._tree)]
    text = html.unescape("".join(elements)).replace("\u2060", "").replace("\\'", "'").replace('\\"', '"')
    return text + "".join(frame.to_csv() for frame in tables(app).values())


def nodes_of(node: object) -> list:
    """All elements below a node of the page."""
    children = getattr(node, "children", None)
    if not children:
        return [node] if getattr(node, "proto", None) is not None else []
    return [inner for child in children.values() for inner in nodes_of(child)]


# The sample company, where nothing is configured

INVENTED = "Sample company: every customer and every person is invented."


@pytest.fixture(scope="module")
def sample_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder without settings, its sample company written and read."""
    folder = tmp_path_factory.mktemp("sample")
    sample.refresh(store.settings_in_force({}, folder), READ_AT)
    return folder


def looks_old(app: AppTest) -> bool:
    """Whether the page says that its data are not of today."""
    return "States may be out of date" in told(app) or "The newest order or counted contact is of" in told(app)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_source_a_page_shows_the_sample_company_and_says_so(page, sample_company, monkeypatch):
    monkeypatch.chdir(sample_company)
    app = page_without_settings(page)
    assert not app.exception
    assert not app.error
    assert not looks_old(app)
    assert INVENTED in told(app)
    assert "Data until Sat 1 Jun 2024 · read from the sample company at 07:12 today" in told(app)


def test_beside_the_sample_company_stands_the_way_to_connect_ones_own_data(sample_company, company, monkeypatch):
    monkeypatch.chdir(sample_company)
    links = [node.proto for node in nodes_of(page_without_settings("overview").sidebar) if node.type == "page_link"]
    assert [link.label for link in links] == [*(entry.title for entry in ENTRIES), CONNECT.title]
    links = [node.proto for node in nodes_of(open_page(company).sidebar) if node.type == "page_link"]
    assert CONNECT.title not in [link.label for link in links]


def test_a_company_of_ones_own_is_not_called_invented(company):
    app = open_page(company)
    assert INVENTED not in told(app)
    assert not app.code


def test_in_an_empty_folder_the_sample_company_is_written_while_the_page_waits(monkeypatch):
    at_work, go_on = threading.Event(), threading.Event()

    def slowly(*to: object, progress: Callable, **how: object) -> None:
        progress("Writing accounts", 1, 4)
        at_work.set()
        assert go_on.wait(60)
        write_sample(*to, progress=progress, **how)

    monkeypatch.setattr(sample, "write_sample", slowly)
    ui.prepare()
    assert at_work.wait(60)
    try:
        app = page_without_settings("recent_buyers")
        assert not app.exception
        assert INVENTED in told(app)
        assert "Writing the sample company: accounts. The page opens by itself when the data are there." in sent(app)
        assert not app.dataframe
    finally:
        go_on.set()
    wait_for_reader()
    assert len(table(page_without_settings("recent_buyers"), "Recent buyers"))


def test_the_sample_company_never_looks_out_of_date_and_is_renewed_after_a_week(tmp_path, monkeypatch):
    sample.refresh(store.settings_in_force({}, tmp_path), READ_AT)
    for days in (3, 6):
        the_time_is(READ_AT + timedelta(days=days), monkeypatch)
        app = page_without_settings("recent_buyers")
        assert not looks_old(app)
        assert "Data until Sat 1 Jun 2024" in told(app)
    the_time_is(READ_AT + timedelta(days=7), monkeypatch)
    assert "Data until Sat 1 Jun 2024" in told(page_without_settings("recent_buyers"))
    wait_for_reader()
    app = page_without_settings("recent_buyers")
    assert not looks_old(app)
    assert "Data until Sat 8 Jun 2024" in told(app)


# Where there are no figures


def test_settings_that_cannot_be_used_are_a_sentence_with_a_reference(tmp_path, caplog):
    (tmp_path / "account_health.toml").write_text("[source]\nfolders = 1\n", encoding="utf-8")
    app = page_without_settings("customer_pyramid")
    assert not app.exception
    assert "[source] folders is not known. Did you mean folder?" in told(app)
    reference = app.error[0].value.split("Reference ")[1][:4]
    assert reference in caplog.text
    assert "Traceback" in caplog.text


def test_while_another_process_reads_the_source_the_page_shows_how_far_it_is(tmp_path, monkeypatch):
    write_company(tmp_path, accounts=3)
    reading = Progress("Reading interactions", done=4_200_000, total=10_000_000, share=0.47)
    monkeypatch.setattr(data_access.mirror, "current_progress", lambda _settings: reading)
    app = open_page(tmp_path, "recent_buyers")
    assert not app.exception
    assert "Reading interactions: 4,200,000 of 10,000,000" in sent(app)
    assert not app.dataframe


def test_a_missing_mirror_is_built_and_then_the_page_is_there(tmp_path):
    write_company(tmp_path, accounts=10)
    assert not open_page(tmp_path).exception
    wait_for_reader()
    app = open_page(tmp_path)
    assert "15 accounts by tier" in told(app)


def test_an_unreachable_source_is_a_sentence_and_can_be_read_again(tmp_path, caplog):
    settings = tmp_path / "account_health.toml"
    settings.write_text(SETTINGS.format(as_of=AS_OF.isoformat()), encoding="utf-8")
    open_page(tmp_path)
    wait_for_reader()
    app = open_page(tmp_path)
    assert not app.exception
    assert "The data store could not be read." in told(app)
    assert app.error[0].value.split("Reference ")[1][:4] in caplog.text
    write_company(tmp_path, accounts=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(store.CONFIG_VARIABLE, str(settings))
        app.button[0].click().run()
        wait_for_reader()
        app.run()
    assert "10 accounts by tier" in told(app)


def test_an_older_mirror_serves_on_when_the_source_can_no_longer_be_read(tmp_path, monkeypatch):
    write_company(tmp_path, accounts=10)
    settings = tmp_path / "account_health.toml"
    settings.write_text('[source]\nfolder = "exports"\n', encoding="utf-8")
    read_source(tmp_path)
    shutil.rmtree(tmp_path / "exports")
    the_time_is(datetime(2024, 6, 4, 9, tzinfo=UTC), monkeypatch)
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(settings))
    app = page_without_settings("customer_pyramid")
    assert "Data is 3 days old (last read Sat 1 Jun, 04:12). States may be out of date." in told(app)
    app.button[0].click().run()
    wait_for_reader()
    app.run()
    assert not app.exception
    assert "The data store could not be read. The figures of Sat 1 Jun, 04:12 are shown. Reference " in told(app)
    assert "15 accounts by tier" in told(app)


def test_a_source_that_lost_much_is_not_shown_before_somebody_takes_it_over(tmp_path, monkeypatch):
    write_company(tmp_path)
    settings = tmp_path / "account_health.toml"
    settings.write_text('[source]\nfolder = "exports"\n', encoding="utf-8")
    read_source(tmp_path)
    (tmp_path / "exports" / "interactions.csv").rename(tmp_path / "exports" / "meetings.csv")
    the_time_is(datetime(2024, 6, 4, 9, tzinfo=UTC), monkeypatch)
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(settings))

    def click(app: AppTest, label: str) -> AppTest:
        next(button for button in app.button if button.label == label).click().run()
        wait_for_reader()
        return app.run()

    app = click(page_without_settings("customer_pyramid"), "Read the source again")
    assert not app.exception
    assert "The figures of Sat 1 Jun, 04:12 are shown. Much of what the last refresh read is missing" in told(app)
    assert "the table interactions is not there" in told(app)
    assert "Sat 1 Jun 2024, 04:12" in told(app)
    app = click(app, "Take it over as it is")
    assert not app.exception
    assert "is missing" not in told(app)
    assert "04:12" not in told(app)


def test_a_mirror_deleted_under_a_running_server_is_built_again(tmp_path, monkeypatch):
    write_company(tmp_path, accounts=10)
    read_source(tmp_path)
    assert "15 accounts by tier" in told(open_page(tmp_path))
    shutil.rmtree(tmp_path / "var")
    shutil.rmtree(tmp_path / "exports")
    write_company(tmp_path, accounts=20)
    the_time_is(datetime(2024, 6, 1, 5, tzinfo=UTC), monkeypatch)
    open_page(tmp_path)
    wait_for_reader()
    assert "25 accounts by tier" in told(open_page(tmp_path))


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_is_said_to_be_empty(page, tmp_path):
    (tmp_path / "account_health.toml").write_text('[source]\nfolder = "exports"\n', encoding="utf-8")
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "accounts.csv").write_text("account_id,name\n", encoding="utf-8")
    read_source(tmp_path)
    app = open_page(tmp_path, page)
    assert not app.exception
    assert "No accounts yet." in told(app)
    assert "0 rows set aside" in told(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_single_account_without_anything_can_be_shown(page, tmp_path):
    (tmp_path / "account_health.toml").write_text('[source]\nfolder = "exports"\n', encoding="utf-8")
    write_table(tmp_path / "exports", "accounts", [{"account_id": "a", "name": "Only"}])
    read_source(tmp_path)
    app = open_page(tmp_path, page)
    assert not app.exception
    assert not app.error
    asks_for_more = "Promises, cases, answers to mail and surveys are not in this data store."
    missing = asks_for_more if page == "service_and_promises" else "Orders are not in this data store."
    assert page in ("data", "definitions") or missing in told(app)


def test_without_contacts_nobody_is_called_neglected(tmp_path):
    write_company(tmp_path)
    (tmp_path / "exports" / "interactions.csv").unlink()
    read_source(tmp_path)
    app = open_page(tmp_path, "recent_buyers")
    assert not app.exception
    assert "Contacts are not in this data store." in told(app)
    assert set(table(app, "Recent buyers")["State"]) == {"○ Unknown"}
    assert "neglected" not in told(app).lower()
    assert not app.exception
    pyramid = open_page(tmp_path)
    assert not pyramid.exception
    assert "meetings are not in this data store" in told(pyramid)


def test_a_fault_of_a_page_is_a_sentence_and_the_log_knows_more(company, monkeypatch, caplog):
    def broken(_view: object) -> None:
        raise ValueError("secret of Kestrel Energy")

    monkeypatch.setattr(view.View, "headline", broken)
    with caplog.at_level(logging.ERROR):
        app = open_page(company)
    assert not app.exception
    assert "This page could not be shown. Reference " in told(app)
    assert "secret" not in sent(app)
    assert app.error[0].value.split("Reference ")[1][:4] in caplog.text


def test_the_server_starts_whatever_stands_against_its_figures(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(write_company(tmp_path, accounts=3)))
    read_source(tmp_path)
    monkeypatch.setattr("dashboard.ui.stores.score", lambda *_: 1 / 0)
    with caplog.at_level(logging.WARNING):
        ui.prepare()
    assert "The dashboard starts without figures." in caplog.text
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(tmp_path / "nothing.toml"))
    ui.prepare()
    assert "nothing.toml does not exist" in caplog.text


# What is shown of the small company


def scored(folder: Path, as_of: date = AS_OF):
    """The whole store as the pages see it."""
    settings = store.settings_in_force({}, folder)
    return score(data_access.mirror.open_mirror(settings), as_of, store.policy_in_force(settings))


def test_the_pyramid_counts_every_account_once(company):
    app = open_page(company)
    accounts = scored(company).accounts
    assert not app.exception
    assert app.title[0].value == "Customer pyramid"
    assert f"{len(accounts)} accounts by tier" in told(app)
    counts = tier_rows(accounts).value_counts()
    pills = next(group for group in app.button_group if group.key == "tier").options
    assert pills == [f"**{tier}** · {counts[tier]}" for tier in ("A", "B", "C", "Inactive", "Prospect")]


def test_the_foot_says_what_the_figures_rest_on(company):
    foot = told(open_page(company))
    assert "Data until Fri 31 May 2024" in foot
    assert "exports at 07:12 today" in foot
    assert "1 row set aside" in foot
    assert "rules version" in foot


def test_the_foot_names_the_day_of_a_reading_that_is_not_of_today(company, monkeypatch):
    the_time_is(READ_AT + timedelta(days=1), monkeypatch)
    assert "exports on Sat 1 Jun 2024, 07:12" in told(open_page(company))


def test_a_tier_opens_its_accounts_and_an_account_its_rows(company):
    app = open_page(company, tier="A")
    accounts = scored(company).accounts
    listed = table(app, "Tier A")
    assert set(listed["Account"]) == set(accounts.loc[tier_rows(accounts) == "A", "account_name"])
    assert list(listed["Revenue 12 m"]) == sorted(listed["Revenue 12 m"], reverse=True)
    app = open_page(company, tier="A", account="h0")
    assert HOSTILE_NAMES[0] in told(app)
    assert len(table(app, "Orders")) == 1
    assert len(table(app, "Contacts")) == 1


def test_the_call_list_starts_with_those_that_are_neglected_or_late(company):
    app = open_page(company, "recent_buyers")
    watched = scored(company).watches
    listed = table(app, "Recent buyers")
    shown = watched[watched["shown"] & watched["state"].isin(["neglected", "late"])]
    assert len(listed) == len(shown)
    assert set(listed["State"]) == {"✗ Neglected", "▲ Late"}
    assert list(listed["Account"][: len(HOSTILE_NAMES)]) == list(HOSTILE_NAMES)
    neglected = (watched["shown"] & (watched["state"] == "neglected")).sum()
    assert f"{neglected} recent buyers are neglected" in told(app)


def test_every_state_can_be_asked_for(company):
    app = open_page(company, "recent_buyers", state="cared_for")
    assert set(table(app, "Recent buyers")["State"]) == {"✓ Cared for"}
    everything = open_page(company, "recent_buyers", state="all")
    assert len(table(everything, "Recent buyers")) == scored(company).watches["shown"].sum()


def test_a_team_is_named_in_the_headline_and_cuts_every_figure(company):
    app = open_page(company, "recent_buyers", team="t-coast", state="all")
    assert "Coast team:" in told(app)
    assert set(table(app, "Recent buyers")["Team"]) == {"Coast"}
    both = open_page(company, team=["t-coast", "t-north"])
    accounts = scored(company).accounts
    assert f"{accounts['team_id'].isin(['t-coast', 't-north']).sum()} accounts by tier" in told(both)


def test_a_filter_that_is_chosen_goes_into_the_address_and_leaves_it_again(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings("recent_buyers")
    app.selectbox(key="period").select(30).run()
    app.selectbox(key="owner").select("e1").run()
    app.button_group(key="state").set_value(["neglected"]).run()
    assert app.query_params == {"period": "30", "owner": "e1", "state": "neglected"}
    assert app.selectbox(key="period").value == 30
    app.selectbox(key="period").select(120).run()
    app.selectbox(key="owner").select("").run()
    app.button_group(key="state").set_value([]).run()
    assert app.query_params == {"state": "all"}


def test_a_date_to_compare_with_is_a_preset_or_any_other(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings("customer_pyramid")
    assert "Tier moves since 1 Mar" in told(app)
    assert not app.date_input
    app.selectbox(key="since").select("2024-05-03").run()
    assert "Tier moves since 3 May" in told(app)
    app.selectbox(key="since").select("another date").run()
    app.date_input(key="since_date").set_value(date(2022, 12, 31)).run()
    assert app.query_params["since"] == "2022-12-31"
    assert "Tier moves since 31 Dec 2022" in told(app)
    assert app.selectbox(key="since").value == "another date"


def test_an_earlier_day_is_shown_as_it_stood_then(company):
    app = open_page(company, as_of="2023-05-31")
    assert "Shown as of Wed 31 May 2023." in told(app)
    assert f"{len(scored(company, date(2023, 5, 31)).accounts)} accounts by tier" in told(app)


def test_values_the_address_gets_wrong_are_left_out_with_a_sentence_each(company):
    app = open_page(company, "recent_buyers", team=["t-coast", "nobody"], as_of="2031-01-01", state="x")
    assert not app.exception
    assert told(app).count("It was left out.") == 3
    assert "Coast team:" in told(app)


def test_a_choice_that_nothing_matches_says_so_and_can_be_cleared(company):
    accounts = scored(company).accounts
    team = next(
        team for team in TEAMS if "e1" not in set(accounts.loc[accounts["team_id"] == team, "owner_id"].dropna())
    )
    app = open_page(company, "recent_buyers", team=team, owner="e1")
    assert f"No account matches Team {TEAMS[team]} and Owner A. Demir." in told(app)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
        app.button[0].click().run()
    assert not app.query_params
    assert table(app, "Recent buyers").shape[0]


def test_old_data_offer_the_day_they_are_of(tmp_path):
    write_company(tmp_path, accounts=10)
    (tmp_path / "account_health.toml").write_text('[source]\nfolder = "exports"\n', encoding="utf-8")
    read_source(tmp_path, datetime(2024, 12, 1, tzinfo=UTC))
    app = open_page(tmp_path)
    assert "put `as_of = 2024-05-" in said(app)
    assert app.button[0].label.startswith("Show ")


# Untrusted text, and other people's customers


@pytest.mark.parametrize("page", PAGES)
def test_names_from_the_crm_are_never_markdown(page, company):
    app = open_page(company, page, account="h1", tier="A", team="t-export", open="neglected")
    for sign in ("![pixel]", "[click](", "<script>", "**bold**", ":red[red]", "$x^2$"):
        assert sign not in said(app)
    assert page in NAMES_NO_ACCOUNT or HOSTILE_NAMES[1] in told(app)


def test_files_for_people_disarm_formulas_and_keep_numbers(company):
    listed = pd.DataFrame({"Account": [HOSTILE_NAMES[3], "-1", "Oy"], "At stake": [-1.5, None, 2], "Days": [1, 2, 3]})
    listed["On"] = pd.to_datetime(["2024-05-31", None, "2024-01-01"])
    text = ui.csv_file(listed).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Account", "At stake", "Days", "On"]
    assert rows[1] == ["'" + HOSTILE_NAMES[3], "-1.5", "1", "2024-05-31"]
    assert rows[2] == ["'-1", "", "2", ""]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("account", ["h0", "a000", "a001", "a002"])
def test_a_viewer_of_one_team_gets_nothing_of_another(page, account, company, monkeypatch):
    one_team = access.Viewer(Scope(frozenset({"t-coast"})), "You see the accounts of team Coast.")
    monkeypatch.setattr(view, "local_viewer", lambda: one_team)
    app = open_page(company, page, account=account, team="t-export", tier="A", state="all", open="active")
    assert not app.exception
    assert "no such team is in this data store" in told(app)
    accounts = scored(company).accounts
    others = accounts[accounts["team_id"] != "t-coast"]
    everything = sent(app)
    assert not [name for name in others["account_name"] if name in everything]
    assert not [name for name in others["owner_name"].dropna().unique() if name in everything]
    assert "row set aside, " not in told(app)


# The house


def test_every_page_has_its_entry_in_the_menu_and_one_answers_at_the_root():
    assert {entry.name for entry in (*ENTRIES, CONNECT)} == {path.stem for path in PAGES_FOLDER.glob("*.py")}
    assert sum(entry.default for entry in ENTRIES) == 1


def test_the_menu_carries_the_filters_but_not_the_selected_account(company):
    app = open_page(company, "recent_buyers", team=["t-coast", "t-north"], state="late", account="h0")
    links = [node.proto for node in nodes_of(app.sidebar) if node.type == "page_link"]
    assert [link.label for link in links] == [entry.title for entry in ENTRIES]
    assert {link.query_string for link in links} == {"team=t-coast&team=t-north&state=late"}


def test_a_second_run_of_a_page_computes_nothing_again(company, monkeypatch):
    open_page(company, "recent_buyers")

    def again(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("dashboard.ui.stores.score", again)
    monkeypatch.setattr("dashboard.ui.buyers.figures", renamed(again, "dashboard.ui.buyers", "figures"))
    app = open_page(company, "recent_buyers")
    assert not app.error


def renamed(function: Callable, module: str, name: str) -> Callable:
    """The function under the name of another."""
    function.__module__, function.__qualname__ = module, name
    return function
