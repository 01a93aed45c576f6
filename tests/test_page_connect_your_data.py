"""The page of the first contact: from an address to the files that connect it, and what it says where that goes wrong."""

from __future__ import annotations

import html
import os
import tomllib
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import first_contact
from dashboard.first_contact import URL_VARIABLE, Answers, ContactError, PlannedFile, planned_files, why_not
from dashboard.headlines.connecting import wrong_currency
from dashboard.ui import connect_your_data
from data_access.proposal.addresses import address_of
from data_access.settings import AccessSettings, Settings, SettingsError, SourceSettings, read_settings
from tests import test_application
from tests.small_company import HOSTILE_NAMES, write_company
from tests.test_application import open_page, page_without_settings, read_source, said, told
from tests.test_proposal import CUSTOMERS, GERMAN, ORDERS

PAGE = "connect_your_data"

nothing_configured = test_application.nothing_configured


@pytest.fixture(autouse=True)
def no_sample_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample company takes seconds and is of no interest here; the address of a password does not outlive a test."""
    monkeypatch.setattr("dashboard.sample.write_sample", lambda place, **_: place.mkdir(parents=True))
    monkeypatch.setattr("dashboard.store.Store.build", lambda *_: None)
    monkeypatch.setattr(connect_your_data, "_visitor", lambda: (None, "localhost:8501"))
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    yield
    os.environ.pop(URL_VARIABLE, None)


def folder_of(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def looked(
    app: AppTest, address: str, password: str = "", zone: str = "Europe/Helsinki", currency: str = "EUR"
) -> AppTest:
    """The page after it looked at an address."""
    app.text_input(key="connect_address").set_value(address)
    app.text_input(key="connect_password").set_value(password)
    app.selectbox(key="connect_zone").set_value(zone)
    app.selectbox(key="connect_currency").set_value(currency)
    return button(app, "Look at it").click().run()


def button(app: AppTest, label: str):
    """The button of that label."""
    return next(each for each in app.button if each.label == label)


def box(app: AppTest, label: str):
    """The first box with that label."""
    plain = {html.unescape(each.label).replace("\u2060", ""): each for each in reversed(app.selectbox)}
    return plain[label]


def test_from_a_folder_to_the_files(tmp_path):
    folder_of(tmp_path / "exports", {"Customers.csv": CUSTOMERS, "Orders.csv": ORDERS})
    app = looked(page_without_settings(PAGE), "exports")
    assert not app.exception
    assert "2 files in the folder" in told(app)
    assert "Read so far: accounts and orders. No question must be answered first." in told(app)
    app = button(app, "Read the first rows").click().run()
    assert "8 of 8 rows of accounts and 10 of 10 rows of orders" in told(app)
    assert "Nothing would be set aside or left out." in told(app)
    app = button(app, "Write the files and read the source").click().run()
    assert "Written: mapping.toml, account_health.toml." in told(app)
    settings = read_settings(None, tmp_path)
    assert settings.source.folder == tmp_path / "exports"
    assert settings.source.mapping == tmp_path / "mapping.toml"
    assert "OrderDate" in settings.source.mapping.read_text("utf-8")
    assert "already" in told(page_without_settings(PAGE))


def test_a_data_set_of_the_past_is_told_and_read_as_of_its_last_day(tmp_path):
    folder_of(tmp_path / "exports", {"Customers.csv": CUSTOMERS, "Orders.csv": ORDERS.replace("/2024", "/2014")})
    app = looked(page_without_settings(PAGE), "exports")
    app = button(app, "Read the first rows").click().run()
    assert "The newest order or interaction read is of Thu 22 May 2014." in told(app)
    app = button(app, "As of Thu 22 May 2014").click().run()
    assert app.date_input(key="connect_as_of").value == date(2014, 5, 22)
    app = app.date_input(key="connect_as_of").set_value(date(2014, 5, 31)).run()
    button(app, "Write the files and read the source").click().run()
    assert read_settings(None, tmp_path).source.as_of == date(2014, 5, 31)


def test_an_answer_changes_the_mapping(tmp_path):
    folder_of(tmp_path / "exports", GERMAN | {"Besuche.csv": GERMAN["Besuche.csv"].replace("offen", "verschoben")})
    app = looked(page_without_settings(PAGE), "exports")
    assert "'verschoben' (1)" in told(app)
    app = box(app, "verschoben (1 row)").select("cancelled").run()
    assert "'verschoben' (1)" not in told(app)
    app = button(app, "Write the files and read the source").click().run()
    content = tomllib.loads((tmp_path / "mapping.toml").read_text("utf-8"))
    assert content["interactions"][0]["status"]["values"]["verschoben"] == "cancelled"


def test_a_column_can_be_another_or_none(tmp_path):
    text = "CustomerID,CompanyName,Country,Land\n1,Alpha,FI,x\n2,Beta,SE,y\n"
    folder_of(tmp_path / "exports", {"Customers.csv": text})
    app = looked(page_without_settings(PAGE), "exports")
    assert box(app, "country").value == "Country"
    app = box(app, "country").select("Land").run()
    assert box(app, "country").value == "Land"
    app = box(app, "country").select("left out").run()
    button(app, "Write the files and read the source").click().run()
    content = tomllib.loads((tmp_path / "mapping.toml").read_text("utf-8"))
    assert set(content["accounts"]) == {"from", "account_id", "name"}


@pytest.mark.parametrize(
    ("address", "password", "words"),
    [
        ("", "", "Name a folder"),
        ("nowhere", "", "does not exist"),
        ("empty", "", "There is no file of rows"),
        ("a.csv", "", "is a file, not a folder"),
        ("crm.sqlite", "", "write sqlite:///"),
        ("exports", "secret", "A folder has no password"),
        ("postgres://u@h/d", "", "Write postgresql:// instead of postgres://"),
        ("nonsense://h/d", "", "is not known"),
        ("postgresql://u@h:port/d", "", "This is not a database URL"),
        ("mysql+pymysql://u@h/d", "", "is not installed"),
        ("sqlite:///nowhere.sqlite", "", "does not exist"),
        ("postgresql://reader@127.0.0.1:1/d", "s3cret", "cannot be read"),
    ],
)
def test_a_wrong_address_is_a_sentence(tmp_path, address, password, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "exports").mkdir()
    for name in ("a.csv", "crm.sqlite"):
        (tmp_path / name).write_text("x\n", "utf-8")
    app = looked(page_without_settings(PAGE), address, password)
    assert not app.exception
    assert words in told(app)
    assert "s3cret" not in said(app)
    assert not (tmp_path / "account_health.toml").exists()


@pytest.mark.parametrize(("zone", "currency", "words"), [(None, "EUR", "time zone"), ("UTC", None, "currency")])
def test_zone_and_currency_must_be_said(tmp_path, zone, currency, words):
    folder_of(tmp_path / "exports", {"Customers.csv": CUSTOMERS})
    app = page_without_settings(PAGE)
    app.session_state["connect_currency"] = currency
    app.text_input(key="connect_address").set_value("exports")
    app.selectbox(key="connect_zone").set_value(zone)
    app = button(app, "Look at it").click().run()
    assert words in app.error[0].value


def test_a_currency_is_a_code():
    assert wrong_currency("EUR") is None
    assert "ISO 4217" in wrong_currency("euro")


def test_a_folder_without_anything_like_accounts_asks_for_them(tmp_path):
    folder_of(tmp_path / "exports", {"Weather.csv": "Day,Rain\n2024-05-01,3\n"})
    app = looked(page_without_settings(PAGE), "exports")
    assert "Nothing is called like customers or companies." in told(app)
    assert "Nothing can be written before accounts have a table" in told(app)
    assert not [each for each in app.button if each.label.startswith("Write")]


def test_names_that_mean_something_in_markdown_are_shown_as_they_are(tmp_path):
    names = [name.replace('"', "'").replace(",", " ") for name in HOSTILE_NAMES]
    header = ",".join(["CustomerID", "CompanyName", *names])
    rows = "".join(",".join([f"{i}", names[i % 5], *names]) + "\n" for i in range(5))
    folder_of(
        tmp_path / "exports",
        {"Customers.csv": f"{header}\n{rows}", "Orders [x] **b** $y$.csv": ORDERS},
    )
    app = looked(page_without_settings(PAGE), "exports")
    app = button(app, "Read the first rows").click().run()
    assert not app.exception
    raw = said(app)
    assert "](http://outside.invalid" not in raw
    assert "**b**" not in raw
    assert "<script>" not in raw
    assert not [each.label for each in app.selectbox if "](http" in each.label]


def test_a_password_is_in_no_file_and_not_shown_again(tmp_path, postgres_url):
    from sqlalchemy import create_engine, make_url

    engine = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql('CREATE TABLE "Customers" ("CustomerID" int, "CompanyName" text)')
        connection.exec_driver_sql("""INSERT INTO "Customers" VALUES (1, 'Alpha'), (2, 'Beta')""")
    engine.dispose()
    url = make_url(postgres_url).set(drivername="postgresql+psycopg")
    app = looked(page_without_settings(PAGE), url.set(password="s3cret/x").render_as_string(hide_password=False))
    assert "1 table in the database" in told(app)
    assert app.text_input(key="connect_password").value == ""
    assert "s3cret" not in app.text_input(key="connect_address").value
    app = button(app, "Write the files and read the source").click().run()
    assert "s3cret" not in said(app)
    for path in tmp_path.iterdir():
        if path.is_file():
            assert "s3cret" not in path.read_text("utf-8")
    assert "s3cret%2Fx" in read_settings(None, tmp_path).source.url, "this process remembers it"
    assert URL_VARIABLE in told(app)


def test_a_store_that_needs_no_mapping_is_said_to_be_one(tmp_path):
    folder_of(tmp_path / "exports", {"accounts.csv": "account_id,name\n1,Alpha\n2,\n"})
    app = looked(page_without_settings(PAGE), "exports")
    assert "needs no mapping" in told(app)
    app = button(app, "Read the first rows").click().run()
    assert "1 of 2 rows of accounts" in told(app)
    assert "1 row would be set aside" in told(app)
    app = button(app, "Write the files and read the source").click().run()
    assert read_settings(None, tmp_path).source.kind == "canonical"
    assert not (tmp_path / "mapping.toml").exists()


def test_files_that_are_there_stay_as_they_are(tmp_path):
    folder_of(tmp_path / "exports", {"Customers.csv": CUSTOMERS})
    (tmp_path / "mapping.toml").write_text("# mine\n", "utf-8")
    (tmp_path / "account_health.toml").write_text('[storage]\nmirror = "var/mirror"\n', "utf-8")
    app = looked(page_without_settings(PAGE), "exports")
    assert "these lines are added to it" in "".join(each.label for each in app.expander)
    name = app.text_input(key="connect_mapping_name")
    assert name.value == "mapping-2.toml"
    app = name.set_value("mapping.toml").run()
    assert "is there already and stays as it is" in told(app)
    app = app.text_input(key="connect_mapping_name").set_value("../outside.toml").run()
    assert "plain file name" in told(app)
    app = app.text_input(key="connect_mapping_name").set_value("ours.toml").run()
    button(app, "Write the files and read the source").click().run()
    assert (tmp_path / "mapping.toml").read_text("utf-8") == "# mine\n"
    settings = read_settings(None, tmp_path)
    assert settings.source.mapping == tmp_path / "ours.toml"
    assert settings.mirror == tmp_path / "var" / "mirror"


def test_where_a_source_is_configured_the_page_says_so(tmp_path):
    write_company(tmp_path, accounts=2)
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    assert "A source is configured already." in told(app)
    assert not [each for each in app.text_input if each.key == "connect_address"]


def settings_with(**more: object) -> Settings:
    """Settings of the sample company."""
    return Settings(SourceSettings(folder=Path("x"), sample=True), Path("m"), **more)


@pytest.mark.parametrize(
    ("settings", "asked_from", "asked_at", "words"),
    [
        (settings_with(), None, None, None),
        (settings_with(), "127.0.0.1", "localhost:8501", None),
        (settings_with(), "::1", "[::1]:8501", None),
        (settings_with(), "::ffff:127.0.0.1", "127.0.0.1:8501", None),
        (settings_with(), "::ffff:192.0.2.7", "127.0.0.1:8501", "only from the machine"),
        (settings_with(), "192.0.2.7", "localhost:8501", "only from the machine"),
        (settings_with(), "127.0.0.1", "health.example.com", "only from the machine"),
        (settings_with(), "no address", "localhost", "only from the machine"),
        (settings_with(access=AccessSettings("oidc")), None, None, "People sign in"),
        (Settings(SourceSettings(folder=Path("x")), Path("m")), None, None, "configured already"),
    ],
)
def test_who_may_connect_a_source(settings, asked_from, asked_at, words):
    reason = why_not(settings, asked_from, asked_at)
    assert reason is None if words is None else words in reason


def test_a_file_that_comes_into_being_meanwhile_is_not_written_over(tmp_path):
    address = address_of("exports", "", tmp_path)
    planned = planned_files(
        tmp_path / "account_health.toml", address, Answers("UTC", "EUR", "canonical"), None, "m.toml"
    )
    (tmp_path / "account_health.toml").write_text("# mine\n", "utf-8")
    with pytest.raises(ContactError, match="stays as it is"):
        first_contact.write(planned, address)
    with pytest.raises(ContactError, match="cannot be written"):
        first_contact.write([PlannedFile(tmp_path / "nowhere" / "m.toml", "x")], address)
    added = PlannedFile(tmp_path / "s.toml", "[source]\n", adds=True)
    (tmp_path / "s.toml").write_text("[source]\n", "utf-8")
    with pytest.raises(ContactError, match="has a section"):
        first_contact.write([added], address)


def test_an_address_in_an_environment_variable(tmp_path, monkeypatch):
    (tmp_path / "s.toml").write_text('[source]\nurl_env = "CRM_URL"\n', "utf-8")
    with pytest.raises(SettingsError, match="CRM_URL, which is not set"):
        read_settings(tmp_path / "s.toml", tmp_path)
    monkeypatch.setenv("CRM_URL", "postgresql://u:p@h/d")
    assert read_settings(tmp_path / "s.toml", tmp_path).source.url == "postgresql://u:p@h/d"
    (tmp_path / "s.toml").write_text('[source]\nurl_env = "CRM_URL"\nfolder = "x"\n', "utf-8")
    with pytest.raises(SettingsError, match="names both url_env and folder"):
        read_settings(tmp_path / "s.toml", tmp_path)


def test_hidden_names_are_not_shown_here(tmp_path):
    app = page_without_settings(PAGE, names="hidden")
    assert "Names are hidden." in told(app)
    assert not app.text_input or not [each for each in app.text_input if each.key == "connect_address"]
