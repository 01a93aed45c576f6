"""The page of the data, and what other pages say of the data they rest on."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard import access, sample, store
from dashboard.indicators import GLOSSARY, INDICATORS
from dashboard.indicators.needs import NEEDS_OF, weakened_by
from dashboard.portfolio.completeness import FAILED, FRESH, SILENT
from dashboard.scoring.silence import PAGE_STREAMS
from dashboard.ui import view as views
from dashboard.ui.menu import page_names
from data_access.mirror import hide_names, open_hidden, refresh
from data_access.mirror.tables import ACCOUNT_MARKS, MERGED_ACCOUNTS
from data_access.quality import STREAMS
from data_access.schema import CANONICAL
from data_access.scope import Scope
from data_access.sources import SourceError
from tests import test_application
from tests.small_company import AS_OF, HOSTILE_NAMES, SETTINGS, write_company, write_table
from tests.test_application import READ_AT, nodes_of, open_page, page_without_settings, read_source, sent, tables, told

nothing_configured = test_application.nothing_configured
TABLES = "14 tables of the source, with state, newest record and rows"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A working folder without settings, its sample company written and read."""
    folder = tmp_path_factory.mktemp("sample")
    sample.refresh(store.settings_in_force({}, folder), READ_AT)
    return folder


@pytest.fixture
def page(folder, monkeypatch):
    """Opens a page over the sample company."""
    monkeypatch.chdir(folder)

    def opened(name="data", **parameters):
        app = page_without_settings(name, **parameters)
        assert not app.exception
        assert not app.error
        return app

    return opened


def test_the_tables_of_the_sample_company(page):
    app = page()
    lines = tables(app)[TABLES].set_index("Table")
    assert lines.at["orders", "State"] == "✓ fresh"
    assert lines.at["cases", "State"] == "▲ silent"
    assert lines.at["orders", "Rows read"] - lines.at["orders", "Set aside"] == lines.at["orders", "Kept"]
    assert lines.at["interactions", "Later"] > 0, "planned ones are dated after the day"
    assert lines.at["accounts", "Columns"] == "14 of 14"
    assert "no help-desk contact since 26 Apr (36 days)" in told(app)
    assert "99.9% of" in told(app)
    assert "1 order without a rate, 1 merged record that differs" in told(app)
    left_out = tables(app)["What was set aside and left out, by reason"]
    assert left_out["Count"].sum() == 56
    assert "31 rows set aside, 25 values left out" in told(app)
    history = tables(app)["Refreshes, the newest first"]
    assert history["Result"].tolist() == ["✓ read"]


def test_a_table_opens_its_columns_in_place(page):
    app = page(open="table:interactions")
    columns = tables(app)["Columns of the table interactions"].set_index("Column")
    assert len(columns) == len(CANONICAL.tables["interactions"].columns)
    assert columns.at["subject", "State"] == "✓ filled"
    assert "Review recency" in columns.at["purpose", "Weakens"]
    assert "needed by: Contact recency" in told(app)
    assert "Columns of the table interactions" not in tables(page(open="table:no such"))
    assert "Columns of the table teams" in tables(page(open="table:teams")), "a table that belongs to no account"


def test_a_team_that_records_no_meetings_is_told_of_and_not_blamed(page):
    data = page()
    chart = next(spec for spec in charts(data) if "Agenda" in spec)
    assert chart.count("not recorded") >= 6
    overview = page("overview")
    assert "Meetings not recorded: Hills (" in told(overview)
    lines = tables(overview)["6 teams by name, and all of them in the last line"].set_index("Team")
    assert lines.at["Hills", "On cadence"] == "not recorded"
    assert lines.at["Hills", "Overdue A and B"] == "not recorded"
    assert "not recorded" not in set(lines.drop("Hills")["On cadence"])
    assert "Counted in the line of all teams, by what is recorded: Hills " in told(overview)
    frequency = page("meeting_frequency", counted="meetings", state="all")
    assert any("not recorded" in spec for spec in charts(frequency))
    rows = next(rows for alt, rows in tables(frequency).items() if alt.startswith("Accounts by days"))
    hills = rows[rows["Team"] == "Hills"]
    assert hills["Last contact"].str.startswith("○ meetings not recorded").all()
    assert not rows[rows["Team"] != "Hills"]["Last contact"].str.contains("not recorded").any()
    buyers = page("recent_buyers", team="hills", state="all")
    rows = next(rows for alt, rows in tables(buyers).items() if alt.startswith("Recent buyers"))
    assert rows["Last counted contact"].str.contains("meetings not recorded").all()
    assert not rows["Day 14"].str.contains("missed").any()
    assert "Meetings not recorded" not in told(page("overview", team="coast"))


def test_silence_is_a_warning_on_every_page_that_uses_the_table_and_on_no_other(page):
    for name in (*PAGE_STREAMS, "data", "definitions"):
        parameters = {"account": "A000001"} if name == "account" else {}
        warned = [box.value for box in page(name, **parameters).warning if "has been recorded since" in box.value]
        told_of = {what for what in ("case", "help&#45;desk contact") if any(what in text for text in warned)}
        expected = {"cases": "case", "helpdesk": "help&#45;desk contact"}
        assert told_of == {expected[s] for s in PAGE_STREAMS.get(name, ()) if s in expected}, name
        assert len(warned) <= 1, name


def test_every_page_says_on_which_streams_it_rests():
    assert set(PAGE_STREAMS) <= {"weekly_review", *page_names()}
    assert all(set(streams) <= set(STREAMS) for streams in PAGE_STREAMS.values())


def test_what_a_column_weakens_is_known_of_every_indicator():
    assert set(INDICATORS) <= set(NEEDS_OF)
    assert set(NEEDS_OF) <= set(GLOSSARY)
    for needs in NEEDS_OF.values():
        for need in needs:
            table, _, column = need.partition(".")
            assert not column or column in CANONICAL.tables[table].columns, need
    assert "meeting_practice" in weakened_by("interactions", "agenda_at")
    assert weakened_by("teams") == []


@pytest.mark.parametrize(("kind", "title"), [("merged", "Merged records that differ · 1"), ("won", "Won, but not")])
def test_what_contradicts_itself_opens_with_its_account(page, kind, title):
    app = page(open=f"found:{kind}")
    rows = next(rows for alt, rows in tables(app).items() if alt.startswith(title))
    assert len(rows)
    chosen = page(open=f"found:{kind}", account="A000039") if kind == "merged" else None
    if chosen:
        assert rows.loc[0, "Name of the merged record"] == "Tahtisumu Rakennus"
        assert "The last 365 days" in told(chosen)


def test_a_viewer_of_one_team_is_told_of_its_accounts_only(page, monkeypatch):
    one_team = access.Viewer(Scope(frozenset({"coast"})), "You see the accounts of team Coast.")
    monkeypatch.setattr(views, "local_viewer", lambda: one_team)
    app = page()
    assert TABLES not in tables(app)
    assert "How each table was read is shown to who sees every account." in told(app)
    assert "Refresh history" not in told(app)
    assert "set aside," not in told(app)
    assert "Murmelstein" not in sent(app), "an order without a rate of another team"
    assert "Tahtisumu" in sent(page(open="found:merged"))
    assert not any(other in sent(app) for other in ("Archipelago", "Harbour"))
    assert "Columns of the table orders" not in tables(page(open="table:orders"))


# ---- small stores


def store_of(folder: Path, **tables_of: list[dict]) -> Path:
    for table, rows in tables_of.items():
        write_table(folder / "exports", table, rows)
    (folder / "account_health.toml").write_text(SETTINGS.format(as_of=AS_OF.isoformat()), encoding="utf-8")
    read_source(folder)
    return folder


def test_accounts_that_look_doubled_and_hostile_names(tmp_path):
    accounts = [{"account_id": f"h{n}", "name": name} for n, name in enumerate(HOSTILE_NAMES)]
    accounts += [{"account_id": f"d{n}", "name": f"{name} Ltd"} for n, name in enumerate(HOSTILE_NAMES)]
    people = [{"contact_id": "c1", "account_id": "h0", "name": "Ann", "email": "ann@oak.example"}]
    people += [{"contact_id": "c2", "account_id": "h1", "name": "Bo", "email": "bo@OAK.example"}]
    app = open_page(store_of(tmp_path, accounts=accounts, contacts=people), "data", open="found:alike", account="h0")
    assert not app.exception
    assert not app.error
    rows = tables(app)["Look doubled · 10"]
    assert set(rows["Because of"]) == {"same name", "same name and e-mail domain"}
    assert "![pixel](http" not in told(app)
    assert "**bold**" not in told(app)


def test_a_table_that_lacks_a_column_failed_and_one_that_is_not_there_is_not_connected(tmp_path):
    accounts = [{"account_id": "a1", "name": "Only One"}]
    app = open_page(store_of(tmp_path, accounts=accounts, orders=[{"order_id": "o1", "account_id": "a1"}]), "data")
    lines = tables(app)[TABLES].set_index("Table")
    assert lines.at["orders", "State"] == "✗ failed"
    assert lines.at["cases", "State"] == "· not connected"
    assert "orders lacks a column and cannot be used." in told(app)
    opened = open_page(tmp_path, "data", open="table:orders")
    assert "It lacks ordered_on, amount, currency and status" in told(opened).replace("&#95;", "_")


def test_refreshes_that_failed_are_in_the_history(tmp_path):
    settings_file = write_company(tmp_path, accounts=5)
    read_source(tmp_path)
    settings = store.settings_in_force({store.CONFIG_VARIABLE: str(settings_file)}, tmp_path)
    (tmp_path / "exports").rename(tmp_path / "elsewhere")
    with pytest.raises(SourceError):
        refresh(settings, READ_AT + timedelta(hours=1))
    app = open_page(tmp_path, "data")
    history = tables(app)["Refreshes, the newest first"]
    assert history["Result"].tolist() == ["✗ failed", "✓ read"]
    assert "exports" in history.loc[0, "Why it failed"]
    assert "1 of 2 refreshes failed" in told(app)


def test_hidden_names_leave_the_same_marks_and_differences(folder, monkeypatch):
    monkeypatch.chdir(folder)
    mirror = store.Store(store.settings_in_force({}, folder)).mirror()
    hide_names(mirror, store.inventions(), lambda _: None)
    hidden = open_hidden(mirror)
    for table, texts in ((ACCOUNT_MARKS, ["mark"]), (MERGED_ACCOUNTS, ["account_id", "name", "owner_id"])):
        words = ["country"] if "country" in table.c else []
        given, shown = (reader.frame(select(table)) for reader in (mirror, hidden))
        assert given.drop(columns=[*texts, *words]).equals(shown.drop(columns=[*texts, *words]))
        assert not set(given[texts].stack()) & set(shown[texts].stack())
    marks, invented = (reader.frame(select(ACCOUNT_MARKS)) for reader in (mirror, hidden))
    assert marks.groupby("mark").size().sort_values().tolist() == invented.groupby("mark").size().sort_values().tolist()
    hidden.close()


def test_states_of_tables_have_words():
    from dashboard.palette import TABLE_STATES

    assert {FRESH, SILENT, FAILED} < set(TABLE_STATES)


def charts(app) -> list[str]:
    """The specifications of the page's charts with their data."""
    found = [node.proto for node in nodes_of(app._tree) if node.type == "vega_lite_chart"]
    return [
        json.dumps(json.loads(proto.spec)) + proto.SerializeToString().decode("utf-8", "replace") for proto in found
    ]
