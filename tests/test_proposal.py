"""What is proposed for tables of other names: every line has a reason, and nothing is guessed silently."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from data_access.proposal import (
    Found,
    Proposal,
    look,
    mapping_text,
    preview,
    preview_as_it_is,
    propose,
    recognise,
    settings_text,
)
from data_access.proposal.addresses import address_of
from data_access.proposal.looking import ROWS_LOOKED_AT, catalog_of
from data_access.proposal.proposals import LIKELY, OPEN, SURE, Fixed
from data_access.proposal.shapes import DATE, FLAG, NUMBER, TEXT, TIME, WHOLE, shape_of
from data_access.proposal.words import understood
from data_access.settings import SourceSettings, read_settings, source_at
from data_access.sources.mapped.reading import FILES, read_files, read_mapping
from data_access.sources.source import SourceError
from sample_data import write_sample
from tests.salesforce_org import write_database

NOW = datetime(2024, 6, 1, tzinfo=UTC)
ZONE = "Europe/Helsinki"
CUSTOMERS = "CustomerID,CompanyName,Country\n" + "".join(f"C{i},Firm {i},FI\n" for i in range(1, 9))
ORDERS = "OrderID,CustomerID,OrderDate,Total,Currency,Status\n" + "".join(
    f"{100 + i},C{i % 8 + 1},{i + 13}/05/2024,{i}.50,EUR,Shipped\n" for i in range(10)
)
LINES = "OrderID,UnitPrice,Quantity,Discount\n" + "".join(f"{100 + i},10,{i + 1},0.25\n" for i in range(10))
BARE_ORDERS = "OrderID,CustomerID,OrderDate\n" + "".join(
    f"{100 + i},C{i % 8 + 1},2024-05-{i + 13}\n" for i in range(10)
)


def found_in(folder: Path, files: Mapping[str, str], encoding: str = "utf-8") -> Found:
    """What is found in a folder with these files."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding=encoding)
    return look(SourceSettings(folder=folder))


def proposed(folder: Path, files: Mapping[str, str], decisions: Mapping | None = None, **more: str) -> Proposal:
    """The proposal for a folder with these files."""
    return propose(found_in(folder, files, **more), decisions or {}, ZONE, "EUR")


def content_of(proposal: Proposal) -> dict:
    """The mapping file of the proposal, read again and found right by the reading of mappings."""
    text = mapping_text(proposal)
    content = tomllib.loads(text, parse_float=Decimal)
    declared = read_files(Path("m.toml"), {FILES: content.get(FILES, {})})
    if set(content) - {FILES}:
        read_mapping(Path("m.toml"), content, catalog_of(proposal.found.settings, declared))
    return content


def asked(proposal: Proposal, *path: str) -> list[str]:
    """The text of the questions of this path that are not answered."""
    return [each.text for each in proposal.questions if each.path == path and not each.answered]


@pytest.mark.parametrize(
    ("cells", "kind", "formats"),
    [
        (["2024-05-31", None, "2023-01-02"], DATE, ()),
        (["2024-05-31T09:00:00Z"], TIME, ()),
        (["2024-05-31 09:00:00+02"], TIME, ()),
        (["31.05.2024", "1.6.2024"], DATE, ("%d.%m.%Y",)),
        (["03.05.2024"], DATE, ("%d.%m.%Y",)),
        (["5/31/2024", "1/2/2024"], DATE, ("%m/%d/%Y",)),
        (["31/5/2024", "1/2/2024"], DATE, ("%d/%m/%Y",)),
        (["5/3/2024", "1/2/2024"], DATE, ("%d/%m/%Y", "%m/%d/%Y")),
        (["31.5.24 9:30"], TIME, ("%d.%m.%y %H:%M",)),
        (["5/31/2024 9:30:15 PM"], TIME, ("%m/%d/%Y %I:%M:%S %p",)),
        (["2024/05/31"], DATE, ("%Y/%m/%d",)),
        (["20240531", "20240601"], DATE, ("%Y%m%d",)),
        (["31/13/2024"], TEXT, ()),
        (["1", "0"], FLAG, ()),
        (["Ja", "Nein"], FLAG, ()),
        (["12", "-3"], WHOLE, ()),
        (["12.5", "3"], NUMBER, ()),
        (["1.234,50", "3"], NUMBER, ()),
        (["a", "b"], TEXT, ()),
    ],
)
def test_what_cells_look_like(cells, kind, formats):
    shape = shape_of(cells)
    assert (shape.kind, shape.formats) == (kind, formats)


@pytest.mark.parametrize(
    ("place", "value", "word"),
    [
        (("interactions", "status"), "Erledigt", "held"),
        (("interactions", "status"), "NO_SHOW", "no_show"),
        (("interactions", "kind"), "Puhelu", "call"),
        (("orders", "status"), "Shipped", "delivered"),
        (("accounts", "tier_entered"), "Gold", None),
        (("interactions", "status"), "3", None),
        (("contacts", "level"), "Vice President, Sales", "executive"),
        (("contacts", "level"), "Owner/Marketing Assistant", None),
        (("contacts", "active"), "kyllä", "true"),
        (("contacts", "active"), "perhaps", None),
    ],
)
def test_words_that_are_understood_and_words_that_are_not(place, value, word):
    assert understood(*place, value) == word


def test_names_values_and_keys_tell_what_a_table_is(tmp_path):
    proposal = proposed(tmp_path, {"Customers.csv": CUSTOMERS, "Orders.csv": ORDERS})
    content = content_of(proposal)
    assert content["accounts"] == {
        "from": "Customers", "account_id": "CustomerID", "name": "CompanyName", "country": "Country",
    }  # fmt: skip
    orders = content["orders"]
    assert orders["ordered_on"] == {"column": "OrderDate", "date": "%d/%m/%Y"}
    assert orders["status"] == {"column": "Status", "values": {"Shipped": "delivered"}}
    (made,) = proposal.of("orders")
    assert made.column("account_id").reason == "same name, and all values occur in Customers.CustomerID"
    assert all(column.reason for table in proposal.tables for column in table.columns)
    assert "# same name, and all values occur in Customers.CustomerID" in mapping_text(proposal)


def test_a_date_that_can_be_read_in_two_ways_must_be_chosen(tmp_path):
    files = {"Customers.csv": CUSTOMERS, "Orders.csv": ORDERS.replace("/05/2024", "/2024").replace(",1", ",0")}
    ambiguous = "\n".join(
        line if i == 0 else ",".join([*line.split(",")[:2], "03/04/2024", *line.split(",")[3:]])
        for i, line in enumerate(ORDERS.splitlines())
    )
    files["Orders.csv"] = ambiguous
    proposal = proposed(tmp_path, files)
    (made,) = proposal.of("orders")
    assert made.column("ordered_on").entry is None
    assert made.column("ordered_on").sureness == OPEN
    assert made.missing == ("ordered_on",)
    assert "is the day or the month first?" in asked(proposal, "orders", "ordered_on", "date")[0]
    assert "orders" not in content_of(proposal), "what is open stands in the file as a comment only"
    chosen = propose(proposal.found, {("orders", "ordered_on", "date"): "%m/%d/%Y"}, ZONE, "EUR")
    assert content_of(chosen)["orders"]["ordered_on"] == {"column": "OrderDate", "date": "%m/%d/%Y"}


def test_two_tables_that_could_be_one_of_ours_are_never_taken_silently(tmp_path):
    files = {"Customers.csv": CUSTOMERS, "Clients.csv": CUSTOMERS}
    proposal = proposed(tmp_path, files)
    assert not proposal.of("accounts")
    assert not proposal.usable
    assert asked(proposal, "accounts") == ["Clients and Customers could each be accounts. Choose one."]
    chosen = propose(proposal.found, {("accounts",): ("Clients",)}, ZONE, "EUR")
    assert content_of(chosen)["accounts"]["from"] == "Clients"


def test_orders_beside_invoices_are_asked_about_and_one_is_taken(tmp_path):
    files = {"Customers.csv": CUSTOMERS, "Orders.csv": ORDERS, "Invoices.csv": ORDERS}
    proposal = proposed(tmp_path, files)
    assert [each.theirs for each in proposal.of("orders")] == ["Orders"]
    assert asked(proposal, "orders") == [
        "Orders and Invoices could each be orders. Orders is taken, never two of them."
    ]


def test_two_columns_that_could_be_one_of_ours_are_never_taken_silently(tmp_path):
    files = {
        "Customers.csv": CUSTOMERS,
        "Orders.csv": ORDERS.replace("Total", "Amount total").replace("Currency", "EUR"),
    }
    text = "OrderID,CustomerID,OrderDate,Order-Date\n1,C1,2024-05-13,2024-05-14\n2,C1,2024-05-15,2024-05-16\n"
    proposal = proposed(tmp_path, files | {"Orders.csv": text})
    (made,) = proposal.of("orders")
    assert made.column("ordered_on").entry is None
    assert asked(proposal, "orders", "ordered_on") == [
        "Order-Date and OrderDate of Orders could each be orders.ordered_on. Choose one."
    ]


def test_no_column_of_theirs_is_used_for_two_of_ours(tmp_path):
    write_sample(tmp_path / "sample", until=date(2024, 5, 31), accounts=300, years=3)
    proposal = propose(look(SourceSettings(folder=tmp_path / "sample"), rows=1_000), {}, ZONE, "EUR")
    for table in proposal.tables:
        used = [column.theirs for column in table.columns if column.entry is not None and column.theirs]
        assert len(used) == len(set(used)), table.ours
        for column in table.columns:
            assert column.theirs in (None, column.column)


def test_values_that_are_not_understood_are_questions_and_can_be_decided(tmp_path):
    files = {"Customers.csv": CUSTOMERS, "Orders.csv": ORDERS.replace("EUR,Shipped\n101", "EUR,Parked\n101")}
    proposal = proposed(tmp_path, files)
    assert "'Parked' (1)" in asked(proposal, "orders", "status", "value")[0]
    assert content_of(proposal)["orders"]["status"]["values"] == {"Shipped": "delivered"}
    path = ("orders", "status", "value", "Parked")
    decided = propose(proposal.found, {path: "open"}, ZONE, "EUR")
    assert content_of(decided)["orders"]["status"]["values"] == {"Shipped": "delivered", "Parked": "open"}
    assert not asked(decided, "orders", "status", "value")


def test_what_no_column_says_is_asked(tmp_path):
    proposal = proposed(tmp_path, {"Customers.csv": CUSTOMERS, "Orders.csv": BARE_ORDERS})
    (made,) = proposal.of("orders")
    assert set(made.missing) == {"amount", "currency", "status"}
    assert all(question.needed for question in proposal.questions if question.path[0] == "orders")
    assert {question.path for question in proposal.questions if question.needed} == {
        ("orders", "amount"), ("orders", "currency"), ("orders", "status"),
    }  # fmt: skip
    decisions = {
        ("orders", "currency"): Fixed("EUR"),
        ("orders", "status"): Fixed("delivered"),
        ("orders", "amount"): "OrderID",
    }
    chosen = propose(proposal.found, decisions, ZONE, "EUR")
    assert content_of(chosen)["orders"]["currency"] == {"constant": "EUR"}
    assert chosen.of("orders")[0].missing == ()


def test_the_amount_is_summed_over_the_lines_where_that_is_clear(tmp_path):
    files = {"Customers.csv": CUSTOMERS, "Orders.csv": BARE_ORDERS, "OrderDetails.csv": LINES}
    (made,) = proposed(tmp_path, files).of("orders")
    assert made.column("amount").entry == {"sum": ["lines.UnitPrice", "lines.Quantity", "1 - lines.Discount"]}
    assert made.column("amount").sureness == LIKELY
    assert made.joins == {"lines": {"from": "OrderDetails", "on": "OrderID"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [("0.25", "25"), ("OrderID,UnitPrice", "OrderNo,UnitPrice"), ("Discount", "Rabatt,UnitPrice2")],
    ids=["a discount in percent", "no column of the order", "cells are missing"],
)
def test_the_amount_stays_open_where_the_lines_are_not_clear(tmp_path, before, after):
    files = {"Customers.csv": CUSTOMERS, "Orders.csv": BARE_ORDERS, "OrderDetails.csv": LINES.replace(before, after)}
    (made,) = proposed(tmp_path, files).of("orders")
    assert "amount" in made.missing


def test_an_owner_is_offered_from_the_latest_order_but_not_taken(tmp_path):
    orders = BARE_ORDERS.replace("OrderDate", "OrderDate,EmployeeID").replace("2024-05-13", "2024-05-13")
    orders = "\n".join(line if i == 0 else f"{line},7" for i, line in enumerate(orders.splitlines()))
    employees = "EmployeeID,FirstName,LastName\n7,Ann,Berg\n8,Bo,Dahl\n"
    files = {"Customers.csv": CUSTOMERS, "Orders.csv": orders, "Employees.csv": employees}
    proposal = proposed(tmp_path, files)
    assert proposal.of("accounts")[0].column("owner_id") is None
    assert asked(proposal, "accounts", "owner_id")
    chosen = propose(proposal.found, {("accounts", "owner_id"): "latest_order.EmployeeID"}, ZONE, "EUR")
    accounts = content_of(chosen)["accounts"]
    assert accounts["owner_id"] == "latest_order.EmployeeID"
    assert accounts["join"]["latest_order"] == {
        "from": "Orders", "on": "CustomerID", "latest": ["OrderDate", {"column": "OrderID", "number": True}],
    }  # fmt: skip
    assert content_of(chosen)["employees"]["name"] == {"parts": ["FirstName", "LastName"]}


def test_teams_of_superiors_are_offered_but_not_taken(tmp_path):
    employees = "EmployeeID,FirstName,LastName,ReportsTo\n1,Ann,Berg,\n2,Bo,Dahl,1\n3,Cid,Eck,2\n"
    proposal = proposed(tmp_path, {"Customers.csv": CUSTOMERS, "Employees.csv": employees})
    assert not proposal.of("teams")
    assert asked(proposal, "employees", "team_id")
    chosen = propose(proposal.found, {("employees", "team_id"): "reports.ReportsTo"}, ZONE, "EUR")
    content = content_of(chosen)
    assert content["employees"]["team_id"] == {"first": ["reports.ReportsTo", "ReportsTo"]}
    settings = replace(proposal.found.settings, kind="mapped", mapping=Path("m.toml"))
    tried = preview(proposal.found, mapping_text(chosen), settings, NOW)
    assert [(row["team_id"], row["name"], row["parent_team_id"]) for row in tried.rows["teams"]] == [
        ("1", "Ann Berg", None),
        ("2", "Bo Dahl", "1"),
    ]


def test_names_of_owners_become_employees_where_no_table_holds_them(tmp_path):
    text = "KundenNr,Firma,Betreuer\n1,Alpha,Ann Berg\n2,Beta,Bo Dahl\n3,Gamma,Ann Berg\n"
    content = content_of(proposed(tmp_path, {"Kunden.csv": text}))
    assert content["employees"]["one_per"] == "Betreuer"
    assert content["accounts"]["owner_id"] == "Betreuer"


def test_an_owner_by_name_is_looked_up_among_the_employees(tmp_path):
    accounts = "KundenNr,Firma,Betreuer\n1,Alpha,Ann Berg\n2,Beta,Bo Dahl\n"
    employees = "PersonalNr,Name\n70,Ann Berg\n80,Bo Dahl\n"
    content = content_of(proposed(tmp_path, {"Kunden.csv": accounts, "Mitarbeiter.csv": employees}))
    assert content["accounts"]["owner_id"] == "owner_named.PersonalNr"
    assert content["accounts"]["join"]["owner_named"] == {"from": "Mitarbeiter", "on": {"Name": "Betreuer"}}


GERMAN = {
    "Kunden.csv": "KundenNr;Firma;Klasse;Angelegt am\nK1;Müller GmbH;A;03.04.2023\nK2;Groß AG;B;14.05.2023\n",
    "Besuche.csv": "ID;KundenNr;Datum;Status;Bemerkung\n1;K1;23.05.2024 09:30;erledigt;x\n2;K2;24.05.2024 10:00;offen;y\n",
    "Telefonate.csv": "ID;KundenNr;Datum;Status\n1;K1;23.05.2024 09:30;erledigt\n2;K9;24.05.2024 10:00;erledigt\n",
    "Rechnungen.csv": "Rechnungsnr;KundenNr;Rechnungsdatum;Nettobetrag;Währung;Status\nR1;K1;02.05.2024;1.234,50;EUR;bezahlt\n"
    "R2;K2;13.05.2024;99,00;EUR;storniert\n",
}


def test_files_of_a_spreadsheet_in_another_language(tmp_path):
    proposal = proposed(tmp_path, GERMAN, encoding="windows-1252")
    content = content_of(proposal)
    assert content["files"]["Kunden"] == {"encoding": "windows-1252", "delimiter": ";"}
    assert content["files"]["Rechnungen"]["decimal_comma"] is True
    assert [part["kind"] for part in content["interactions"]] == [{"constant": "meeting"}, {"constant": "call"}]
    assert content["interactions"][0]["starts_at"]["zone"] == ZONE
    assert "They are read as local times of Europe/Helsinki" in asked(proposal, "times")[0]
    assert not [each for each in proposal.questions if each.needed and each.path == ("times",)]
    assert asked(proposal, "interactions"), "that two tables are read as one is said"
    utc = propose(proposal.found, {("times",): "utc"}, ZONE, "EUR")
    assert "zone" not in content_of(utc)["interactions"][0]["starts_at"]


def test_the_first_rows_are_read_as_a_refresh_would(tmp_path):
    proposal = proposed(tmp_path, GERMAN, encoding="windows-1252")
    settings = replace(
        proposal.found.settings, kind="mapped", mapping=Path("m.toml"), timezone=ZONE, reporting_currency="EUR"
    )
    tried = preview(proposal.found, mapping_text(proposal), settings, NOW)
    kept = {each.table: (each.rows_kept, each.set_aside) for each in tried.reports if each.connected}
    assert kept == {"accounts": (2, 0), "interactions": (3, 1), "orders": (2, 0)}
    assert [(each.table, each.column, each.reason, each.examples) for each in tried.troubles] == [
        ("interactions", "account_id", "reference", ("K9",))
    ]
    assert tried.rows["orders"][0]["amount"] == "1234.50"
    assert tried.rows["interactions"][0]["starts_at"].startswith("2024-05-23T06:30")
    assert tried.rows["interactions"][3]["done"] == "row set aside: account_id (reference)"
    assert tried.newest == date(2024, 5, 24)
    assert not tried.cut


def test_a_large_table_is_looked_at_and_tried_no_further_than_its_first_rows(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/crm.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE Customers (CustomerID TEXT, CompanyName TEXT)")
        rows = [(f"C{i}", f"Firm {i}") for i in range(ROWS_LOOKED_AT + 5)]
        connection.exec_driver_sql("INSERT INTO Customers VALUES (?, ?)", rows)
    engine.dispose()
    found = look(source_at(f"sqlite:///{tmp_path}/crm.sqlite"))
    assert found.tables["Customers"].rows == ROWS_LOOKED_AT
    assert found.tables["Customers"].cut
    proposal = propose(found, {}, ZONE, "EUR")
    settings = replace(found.settings, kind="mapped", mapping=Path("m.toml"))
    tried = preview(found, mapping_text(proposal), settings, NOW, rows=100)
    assert tried.cut == {"Customers"}
    assert next(each for each in tried.reports if each.table == "accounts").rows_read == 100


HOSTILE = (
    'a"]\nfrom = "x',
    'tab\tquote"back\\slash',
    "{brace}",
    "1 - x",
    "a.b",
    "[x](http://outside.invalid)",
    "\x7f",
    "#",
)


def test_names_that_mean_something_in_toml_do_no_harm(tmp_path):
    header = ",".join('"{}"'.format(name.replace('"', '""')) for name in HOSTILE)
    rows = "".join(",".join(f"v{i}{j}" for j in range(len(HOSTILE))) + "\n" for i in range(3))
    found = found_in(tmp_path, {"Customers.csv": header + "\n" + rows})
    for name in HOSTILE:
        decisions = {("accounts", "account_id"): name, ("accounts", "name"): name}
        content = content_of(propose(found, decisions, ZONE, "EUR"))
        assert content["accounts"] == {"from": "Customers", "account_id": name, "name": name}


def test_a_column_of_the_same_name_with_other_values_is_told_to_be_doubtful(tmp_path):
    strange = ORDERS.replace(",C", ",X").replace("XustomerID", "CustomerID").replace("Xurrency", "Currency")
    (made,) = proposed(tmp_path, {"Customers.csv": CUSTOMERS, "Orders.csv": strange}).of("orders")
    column = made.column("account_id")
    assert column.sureness == LIKELY
    assert column.reason.startswith("same name, but only 0 of 8 values occur in Customers.CustomerID")


def test_rows_marked_as_deleted_are_left_out(tmp_path):
    text = "CustomerID,CompanyName,IsDeleted\n1,Alpha,0\n2,Beta,1\n"
    content = content_of(proposed(tmp_path, {"Customers.csv": text}))
    assert content["accounts"]["where"] == {"column": "IsDeleted", "is_not": True}


def test_a_place_without_anything_like_accounts_is_asked_for_them(tmp_path):
    proposal = proposed(tmp_path, {"Weather.csv": "Day,Rain\n2024-05-01,3\n"})
    assert not proposal.usable
    assert asked(proposal, "accounts") == [
        "Nothing is called like customers or companies. Which table holds your accounts?"
    ]


@pytest.mark.parametrize(
    ("tables", "kind"),
    [
        ({"accounts": "account_id,name"}, "canonical"),
        ({"Account": "Id,OwnerId,IsDeleted,MasterRecordId", "User": "Id", "Event": "Id"}, "salesforce"),
        ({"account": "id,owner_id,is_deleted", "user": "id", "task": "id"}, "salesforce"),
        ({"company": "id,property_name", "deal": "deal_id"}, "hubspot"),
        ({"creme_core_cremeentity": "id", "persons_organisation": "id"}, "creme"),
        ({"res_partner": "id", "res_users": "id"}, "odoo"),
        ({"account": "accountid", "systemuser": "systemuserid", "activityparty": "activityid"}, "dynamics365"),
        ({"organizations": "id", "persons": "id", "deals": "id", "activities": "id"}, "pipedrive"),
        ({"account": "id", "entity_team": "id", "team_user": "id"}, "espocrm"),
        ({"accounts": "id,name", "accounts_opportunities": "id"}, "suitecrm"),
        ({"accounts": "id,name"}, None),
        ({"Customers": "CustomerID,CompanyName"}, None),
    ],
)
def test_kinds_that_need_no_mapping_are_recognised(tmp_path, tables, kind):
    for name, header in tables.items():
        (tmp_path / f"{name}.csv").write_text(header + "\n", "utf-8")
    told = recognise(SourceSettings(folder=tmp_path))
    assert (told and told.kind) == kind


def test_the_settings_that_are_written_can_be_read(tmp_path, monkeypatch):
    text = settings_text(
        kind="mapped", zone=ZONE, currency="SEK", mapping="mapping.toml", folder='ex"ports', as_of=date(2020, 5, 31)
    )
    (tmp_path / "s.toml").write_text(text, "utf-8")
    source = read_settings(tmp_path / "s.toml", tmp_path).source
    assert (source.folder, source.timezone, source.reporting_currency) == (tmp_path / 'ex"ports', ZONE, "SEK")
    assert (source.kind, source.mapping, source.as_of) == ("mapped", tmp_path / "mapping.toml", date(2020, 5, 31))


@pytest.mark.parametrize(
    ("typed", "password", "shown", "url", "secret"),
    [
        ("postgresql://u@h/d", "", "postgresql://u@h/d", "postgresql://u@h/d", False),
        ("postgresql://u:p%40ss@h/d", "", "postgresql://u@h/d", "postgresql://u:p%40ss@h/d", True),
        ("postgresql://u@h/d", "p@ss", "postgresql://u@h/d", "postgresql://u:p%40ss@h/d", True),
        ("postgresql://u@h/d?password=x&a=b", "", "postgresql://u@h/d?a=b", "postgresql://u@h/d?a=b&password=x", True),
    ],
)
def test_a_password_is_kept_apart_from_its_address(typed, password, shown, url, secret):
    address = address_of(typed, password, Path("/"))
    assert (address.shown, address.settings.url, address.secret) == (shown, url, secret)


@pytest.mark.parametrize(
    ("typed", "password", "words"),
    [
        ("", "", "Name a folder"),
        ("exports", "x", "A folder has no password"),
        ("x://h:port/d", "", "not a database URL"),
    ],
)
def test_an_address_that_is_none_is_a_sentence(typed, password, words, tmp_path):
    with pytest.raises(SourceError, match=words):
        address_of(typed, password, tmp_path)


def test_sureness_has_a_word():
    assert (SURE, LIKELY, OPEN) == ("sure", "likely", "open")


# ---- stores that are read as they are


def test_the_first_rows_of_a_store_that_needs_no_mapping_are_those_it_delivers(tmp_path):
    accounts = "".join(f"a{n},Account {n}\n" for n in range(300))
    orders = "".join(f"o{n},a{n},2024-05-01,10,EUR,delivered\n" for n in range(300))
    heading = "order_id,account_id,ordered_on,amount,currency,status\n"
    files = {"accounts.csv": f"account_id,name\n{accounts}", "orders.csv": f"{heading}bad,a1,soon,10,EUR,x\n{orders}"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    settings = SourceSettings(folder=tmp_path)
    whole = preview_as_it_is(settings, NOW)
    assert [(one.table, one.rows_kept, one.set_aside) for one in whole.reports if one.connected] == [
        ("accounts", 300, 0),
        ("orders", 300, 1),
    ]
    assert whole.rows["orders"][0]["done"] == "row set aside: ordered_on (type)"
    assert not whole.cut
    first = preview_as_it_is(settings, NOW, rows=100)
    assert [one.rows_read for one in first.reports if one.connected] == [100, 100]
    assert first.cut == {"accounts", "orders"}


@pytest.mark.parametrize("layout", ["fivetran", "api"])
def test_the_first_rows_of_a_copy_of_salesforce_are_read_without_the_others(tmp_path, layout):
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    tables = {
        "Account": [{"Id": f"001{n:015}", "Name": f"Account {n}", "IsDeleted": "false"} for n in range(300)],
        "User": [{"Id": f"005{n:015}", "FirstName": "A", "LastName": f"B {n}"} for n in range(3)],
        "Opportunity": [
            {"Id": f"006{n:015}", "AccountId": f"001{n:015}", "IsWon": "true", "CloseDate": "2024-05-01", "Amount": "5"}
            for n in range(300)
        ],
    }
    write_database(url, tables, layout)
    tried = preview_as_it_is(SourceSettings(url=url, kind="salesforce"), NOW, rows=100)
    assert {one.table: one.rows_read for one in tried.reports if one.connected and one.rows_read > 50} == {
        "accounts": 100,
        "orders": 100,
        "opportunities": 100,
    }
    assert tried.cut == {"accounts", "orders", "opportunities"}
    assert any("won opportunities" in note.text for note in tried.notes)
