"""CRMs read by a mapping that comes along: fitted to what is there, changed by a company's own, read into figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from dashboard.commands import main
from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import score
from data_access.mirror import open_mirror, refresh
from data_access.settings import KINDS, ORDERS, Settings, SettingsError, SourceSettings, read_settings
from data_access.sources import SourceError, open_source
from data_access.sources.mapped.fitting import fitted, listed
from data_access.sources.mapped.reading import MADE, read_mapping, read_toml
from data_access.sources.shipped import SHIPPED_KINDS
from data_access.sources.shipped.source import HEAD, _filled_in, shipped_file
from tests.crm_store import NOW, CrmStore, Read
from tests.dynamics365_store import dynamics
from tests.espocrm_store import espocrm
from tests.odoo_store import odoo
from tests.pipedrive_store import pipedrive
from tests.suitecrm_store import suitecrm

STORES = {
    "dynamics365": dynamics,
    "espocrm": espocrm,
    "odoo": odoo,
    "pipedrive": pipedrive,
    "suitecrm": suitecrm,
}
ACCOUNTS = {"dynamics365": 3, "espocrm": 2, "odoo": 3, "pipedrive": 2, "suitecrm": 2}
SET_ASIDE = {"dynamics365": 1, "espocrm": 1}
"""Rows that cannot be meant so: a meeting in 2042, and one with a status of the company's own."""
every_kind = pytest.mark.parametrize("kind", SHIPPED_KINDS)
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'crm.sqlite'}"


def under(store: CrmStore, url: str, folder: Path, mapping: str, **more) -> Read:
    """The store read under a mapping of the company's own."""
    file = folder / "own.toml"
    file.write_text(mapping, "utf-8")
    return store.read(url, mapping=file, **more)


# ---- what is shipped


def test_every_kind_has_a_mapping_and_a_store():
    assert set(STORES) == set(SHIPPED_KINDS) == set(KINDS) - {"canonical", "mapped", "salesforce", "hubspot", "creme"}


@every_kind
def test_every_part_of_a_shipped_mapping_can_be_read_where_everything_is_there(kind):
    content = read_toml(shipped_file(kind))
    head = content.pop(HEAD)
    content = _filled_in(content, "EUR")
    names = set(_texts(content)) | {name for text in _texts(content) for name in re.findall(r"\{([^{}]*)\}", text)}

    class Everything:
        kind = "table"

        def columns(self, name):
            return None if name in content[MADE] else sorted(names)

        def names(self):
            return []

        def describe(self):
            return "everything"

    fits, gaps = fitted(content, Everything().columns)
    assert not gaps
    for before, after in ((content, fits), (content[MADE], fits[MADE])):
        for name in before.keys() - {MADE}:
            assert [_shape(part) for part in after[name]] == [_shape(part) for part in listed(before[name])], name
    mapping = read_mapping(shipped_file(kind), content, Everything())
    assert {
        "teams",
        "employees",
        "accounts",
        "contacts",
        "interactions",
        "orders",
        "opportunities",
        "commitments",
    } <= set(mapping.parts)
    choices = head.get("orders", {})
    assert tuple(choices) == ORDERS.get(kind, ())
    assert set(choices.values()) <= {part.table for part in mapping.parts["orders"]}
    said = [sentence for part in mapping.every_part for sentence in part.says]
    for word in ("held", "counted orders", "team"):
        assert any(sentence.startswith(f"{word}:") for sentence in said), word


def _texts(content: object) -> list[str]:
    if isinstance(content, dict):
        return [text for value in content.values() for text in _texts(value)] + _keys(content)
    if isinstance(content, list):
        return [text for each in content for text in _texts(each)]
    return [content] if isinstance(content, str) else []


def _keys(content: dict) -> list[str]:
    """The columns on their side of a join."""
    return list(content["on"]) if isinstance(content.get("on"), dict) else []


def _shape(part: dict) -> tuple:
    """What fitting can take away from a part."""
    findings = tuple(len(listed(part.get(key, []))) for key in ("left_out", "told"))
    return sorted(part), sorted(part.get("join", {})), findings


# ---- from end to end


@pytest.mark.parametrize(("kind", "engine"), [*((kind, "sqlite") for kind in SHIPPED_KINDS), ("odoo", "postgresql")])
def test_a_store_becomes_figures_and_check_prints_what_was_left_out(kind, engine, request, tmp_path, capsys, url):
    place = url if engine == "sqlite" else request.getfixturevalue("postgres_url")
    settings = tmp_path / "account_health.toml"
    address = STORES[kind]().write(place)
    settings.write_text(f'[source]\nurl = "{address}"\nkind = "{kind}"\ntimezone = "Europe/Helsinki"\n', "utf-8")
    read = read_settings(settings, tmp_path)
    report = refresh(read, NOW)
    assert report.set_aside == SET_ASIDE.get(kind, 0)
    accounts = score(open_mirror(read), NOW.date(), DEFAULT_POLICY).accounts.set_index("account_id")
    assert len(accounts) == ACCOUNTS[kind]
    assert accounts["last_contact_kind"].notna().any()
    assert accounts["last_order_on"].notna().any()
    capsys.readouterr()
    main(["check", "--config", str(settings)], lambda: NOW)
    printed = capsys.readouterr().out
    for words in ("held: ", "counted orders: ", "team: ", "of no account that is known", "deleted", "; for example "):
        assert words in printed or (words == "deleted" and kind == "odoo")


@every_kind
def test_a_folder_of_files_is_read_like_a_database(kind, tmp_path, url):
    store = STORES[kind]()
    of_files = Read(SourceSettings(folder=store.files(tmp_path / "exports"), kind=kind, timezone="Europe/Helsinki"))
    of_database = store.read(url, timezone="Europe/Helsinki")
    for table in of_database.tables:
        assert of_files.keys(table) == of_database.keys(table), table
    states = ("interaction_id", "account_id", "employee_id", "kind", "status", "subject")
    assert of_files.rows("interactions", *states) == of_database.rows("interactions", *states)
    told = {(note.table, note.text.partition(";")[0], note.count) for note in of_database.notes}
    assert told == {(note.table, note.text.partition(";")[0], note.count) for note in of_files.notes}


def test_the_tables_may_lie_in_a_schema_that_the_address_names(postgres_url):
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA crm")
    address = make_url(postgres_url).update_query_dict({"options": "-csearch_path=crm"})
    inside = address.render_as_string(hide_password=False)
    assert espocrm().read(inside).keys("accounts") == ["a-1", "a-2"]
    with pytest.raises(SourceError, match="There is no table account in"):
        Read(SourceSettings(url=postgres_url, kind="espocrm"))


def test_names_may_be_spelled_in_other_cases(tmp_path, url):
    store = suitecrm()
    store.tables = {
        name.upper(): [{key.upper(): value for key, value in row.items()} for row in rows]
        for name, rows in store.tables.items()
    }
    read = store.read(url, timezone="Europe/Helsinki")
    assert read.cells("interactions", "m-held", "account_id", "status", "notes") == ("a-1", "held", "All agreed.")


# ---- what is not there


@every_kind
def test_without_its_table_of_customers_the_sentence_says_where_they_should_be(kind, tmp_path):
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "things.csv").write_text("id\n1\n", "utf-8")
    needed = read_toml(shipped_file(kind))[HEAD]
    with pytest.raises(
        SourceError, match=f"no file {needed['needs']} in .*: {needed['name']} keeps its customers there"
    ):
        open_source(SourceSettings(folder=tmp_path / "exports", kind=kind)).tables()


@every_kind
def test_customers_alone_are_enough(kind, url):
    store, needed = STORES[kind](), read_toml(shipped_file(kind))[HEAD]["needs"]
    store.tables = {needed: store.tables[needed]}
    read = store.read(url)
    assert read.keys("accounts")
    assert "interactions" not in read.tables
    assert any(note.table == "interactions" and "not read" in note.text for note in read.notes)


def test_a_column_that_is_not_there_is_left_out_and_told(url):
    store = suitecrm()
    store.tables["meetings"] = [
        {key: value for key, value in row.items() if key not in ("description", "parent_type")}
        for row in store.tables["meetings"]
    ]
    read = store.read(url)
    assert read.note("interactions", "meetings: not filled").text.endswith(": notes")
    # Without its type a parent cannot be told from another; participants still can.
    assert [key for key in read.keys("interactions") if key.startswith("m-")] == ["m-held", "m-party"]


def test_a_table_without_a_column_that_must_be_filled_is_not_read_and_that_is_told(url):
    store = suitecrm()
    store.tables["meetings"] = [{"id": row["id"]} for row in store.tables["meetings"]]
    read = store.read(url)
    assert "meetings: not read, it has nothing for starts_at, status" in [note.text for note in read.notes]
    assert "p-held" in read.keys("interactions")


def test_rows_that_a_copy_marks_as_gone_are_left_out(url):
    store = pipedrive()
    for row in store.tables["activities"]:
        row["_sdc_deleted_at"] = "2024-06-01" if row["id"] == 1 else None
    for row in store.tables["persons"]:
        row["_fivetran_deleted"] = row["id"] == 20
    read = store.read(url)
    assert "1" not in read.keys("interactions")
    assert sorted(note.count for note in read.notes if "activities: deleted" in note.text) == [1, 1]
    # Nor is anything reached through them.
    assert "6" not in read.keys("interactions")


# ---- a company's own mapping over it


def test_columns_of_ones_own_are_laid_over(tmp_path, url):
    store = odoo()
    for row in store.tables["res_partner"]:
        row["x_class"] = "Key" if row["id"] == 10 else None
    mapping = """
        [accounts]
        tier_entered = { column = "x_class", values = { Key = "A" } }

        [[interactions]]
        from = "calendar_event"
        purpose = { constant = "review" }
    """
    read = under(store, url, tmp_path, mapping)
    assert read.rows("accounts", "account_id", "name", "tier_entered")[0] == ("10", "Alpha", "A")
    purposes = set(read.rows("interactions", "kind", "purpose"))
    assert purposes == {("meeting", "review"), ("call", None), ("email", None)}
    assert read.described.endswith("own.toml")


def test_a_table_of_ones_own_takes_the_place_of_what_is_shipped(tmp_path, url):
    store = pipedrive().add("invoices", number="R-1", org=10, day="2024-05-01", total="12.50")
    mapping = """
        [orders]
        from = "invoices"
        order_id = "number"
        account_id = "org"
        ordered_on = "day"
        amount = "total"
        currency = { setting = "reporting_currency" }
        status = { constant = "delivered" }
    """
    read = under(store, url, tmp_path, mapping, reporting_currency="SEK")
    columns = ("order_id", "account_id", "amount", "currency")
    assert read.rows("orders", *columns) == [("R-1", "10", "12.50", "SEK")]


def test_links_of_ones_own_can_be_made(tmp_path, url):
    store = espocrm().add("project", id="l-1", account_id="a-1")
    mapping = """
        [[made.records]]
        from = "project"
        type = { constant = "Lead" }
        id = "id"
        account = "account_id"
        contact = { constant = "" }
    """
    read = under(store, url, tmp_path, mapping)
    assert read.cells("interactions", "m-lead", "account_id") == ("a-1",)


def test_the_example_of_the_readme_can_be_used(tmp_path, url):
    readme = (ROOT / "README.md").read_text("utf-8")
    example = re.search(r"```toml\n(# odoo\.toml.*?)```", readme, re.DOTALL)[1]
    store = odoo()
    for row in store.tables["res_partner"]:
        row["x_class"] = "gold"
    for row in store.tables["sale_order"]:
        row["amount_untaxed"] = 50
    read = under(store, url, tmp_path, example)
    assert {row["tier_entered"] for row in read.tables["accounts"]} == {"A"}
    assert {row["amount"] for row in read.tables["orders"]} == {"50"}


# ---- what counts as an order


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('kind = "odoo"\norders = "deals"', "orders 'deals' is not known. Known: orders, invoices, opportunities."),
        ('kind = "pipedrive"\norders = "orders"', 'orders belongs to kind = "'),
        ('kind = "odoo"\nlayout = "api"', 'layout belongs to kind = "salesforce"'),
    ],
)
def test_what_counts_is_chosen_among_what_there_is(tmp_path, lines, sentence):
    file = tmp_path / "account_health.toml"
    file.write_text(f'[source]\nurl = "sqlite:///crm.sqlite"\n{lines}\n', "utf-8")
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        read_settings(file, tmp_path)


def test_a_choice_whose_table_is_not_there_counts_nothing_and_says_so(url):
    read = odoo().without("account_move").read(url, orders="invoices")
    assert "orders" not in read.tables
    assert read.note("orders", "account_move: not read").count == 0


def test_the_end_of_a_data_set_of_the_past_decides_what_was_held(tmp_path, url):
    settings = SourceSettings(url=odoo().write(url), kind="odoo", as_of=NOW.date().replace(month=5, day=1))
    states = dict(Read(settings).rows("interactions", "interaction_id", "status"))
    assert states["event 1"] == "planned"


def test_reading_again_after_a_change_says_the_same(tmp_path, url):
    settings = Settings(SourceSettings(url=odoo().write(url), kind="odoo"), mirror=tmp_path / "mirror")
    first, second = refresh(settings, NOW), refresh(settings, NOW)
    assert first.notes == second.notes
