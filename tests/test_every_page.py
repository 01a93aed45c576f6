"""Every page over every kind of store: it says what is so in a sentence, and never fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import sample, store
from dashboard.ui.menu import ENTRIES
from data_access import mirror as mirrors
from tests import test_application
from tests.small_company import AS_OF, SETTINGS, write_company, write_table
from tests.test_application import READ_AT, open_page, page_without_settings, read_source, told

nothing_configured = test_application.nothing_configured
company = test_application.company

PAGES = [entry.name for entry in ENTRIES]
ONE = {"account_id": "a1", "name": "Only One", "owner_id": "e1"}
TEAM = {"team_id": "t1", "name": "Coast"}
OWNER = {"employee_id": "e1", "name": "A. Demir", "team_id": "t1", "active": "true"}
ORDER = {"order_id": "o1", "account_id": "a1", "amount": 100, "currency": "EUR", "status": "delivered"}
MEETING = {"interaction_id": "i1", "account_id": "a1", "employee_id": "e1", "kind": "meeting", "status": "held"}


def day(ago: int) -> str:
    """The date so many days before the day shown."""
    return (AS_OF - timedelta(days=ago)).isoformat()


STORES: dict[str, dict[str, list[dict]]] = {
    "one account without anything": {"accounts": [ONE]},
    "one account": {
        "teams": [TEAM],
        "employees": [OWNER],
        "accounts": [ONE],
        "orders": [ORDER | {"ordered_on": day(60)}],
        "interactions": [MEETING | {"starts_at": f"{day(20)}T09:00:00Z"}],
    },
    "no interactions": {
        "teams": [TEAM],
        "employees": [OWNER],
        "accounts": [ONE],
        "orders": [ORDER | {"ordered_on": day(60)}],
    },
    "no orders": {
        "teams": [TEAM],
        "employees": [OWNER],
        "accounts": [ONE],
        "interactions": [MEETING | {"starts_at": f"{day(20)}T09:00:00Z"}],
    },
    "neither teams nor employees": {
        "accounts": [ONE],
        "orders": [ORDER | {"ordered_on": day(60)}],
        "interactions": [MEETING | {"starts_at": f"{day(20)}T09:00:00Z"}],
    },
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory) -> Callable[[str], Path]:
    """The folder of a store by its name, read once."""
    made: dict[str, Path] = {}

    def folder(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp("store")
            for table, rows in STORES[name].items():
                write_table(made[name] / "exports", table, rows)
            settings = SETTINGS.format(as_of=AS_OF.isoformat())
            (made[name] / "account_health.toml").write_text(settings, encoding="utf-8")
            read_source(made[name])
        return made[name]

    return folder


def shown(app: AppTest) -> str:
    """What the page says; it has its title and has not failed."""
    assert not app.exception
    assert not app.error, app.error[0].value
    assert [title.value for title in app.title], "a page has a title"
    return told(app)


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize("page", PAGES)
def test_a_store_that_lacks_something(page, name, stores):
    parameters = {"account": "a1"} if page == "account" else {}
    said = shown(open_page(stores(name), page, **parameters))
    assert "Data until Fri 31 May 2024" in said, "the foot says what the figures rest on"
    assert not {"nan", "NaN", "NaT", "<NA>"} & set(said.split())


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store(page, tmp_path):
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "accounts.csv").write_text("account_id,name\n", encoding="utf-8")
    (tmp_path / "account_health.toml").write_text(SETTINGS.format(as_of=AS_OF.isoformat()), encoding="utf-8")
    read_source(tmp_path)
    assert "No accounts yet." in shown(open_page(tmp_path, page))


@pytest.mark.parametrize("page", PAGES)
def test_a_date_before_anything_happened(page, company):
    assert "Shown as of Tue 1 Jan 1991." in shown(open_page(company, page, as_of="1991-01-01"))


@pytest.mark.parametrize("page", PAGES)
def test_a_source_that_cannot_be_reached_while_an_older_mirror_serves(page, tmp_path, monkeypatch):
    write_company(tmp_path, accounts=5)
    read_source(tmp_path)
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(tmp_path / "account_health.toml"))
    serving = store.store_in_force()
    (tmp_path / "exports").rename(tmp_path / "elsewhere")
    serving.build(lambda: READ_AT)
    test_application.wait_for_reader()
    said = shown(page_without_settings(page))
    assert "The data store could not be read. The figures of Sat 1 Jun, 07:12 are shown. Reference" in said


@pytest.mark.parametrize("page", PAGES)
def test_while_the_source_is_read_for_the_first_time(page, company, tmp_path, monkeypatch):
    write_company(tmp_path, accounts=5)
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(tmp_path / "account_health.toml"))
    reading = mirrors.Progress("Reading orders", 5, 10, 0.5)
    monkeypatch.setattr(store.Store, "progress", lambda _: reading)
    app = page_without_settings(page)
    assert not app.exception
    assert "Reading orders: 5 of 10" in test_application.sent(app)


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory) -> Path:
    """A working folder without settings, its sample company written and read."""
    folder = tmp_path_factory.mktemp("sample")
    sample.refresh(store.settings_in_force({}, folder), READ_AT)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_the_sample_company(page, sample_folder, monkeypatch):
    monkeypatch.chdir(sample_folder)
    said = shown(page_without_settings(page))
    assert "the sample company" in said
    assert str(date(READ_AT.year, READ_AT.month, READ_AT.day).day) in said
