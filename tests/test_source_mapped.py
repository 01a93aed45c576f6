"""A mapping file makes the canonical tables of any files or database: what each of its words does."""

from __future__ import annotations

import gzip
import os
import sqlite3
from collections import defaultdict
from csv import DictReader
from datetime import date, datetime
from decimal import Decimal, localcontext
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from data_access.schema import CANONICAL
from data_access.settings import SourceSettings
from data_access.sources import BrokenRow, Note, SourceError, open_source
from data_access.sources.mapped.reading import FILES, PART_KEYS

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ACCOUNT_HEALTH_DATA", ROOT.parent / "shared" / "data"))


class Company:
    """A folder of files with a mapping, to be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "exports"
        self.folder.mkdir()
        self.mapping = folder / "mapping.toml"
        self.broken: list[BrokenRow] = []

    def holds(self, **tables: str) -> Company:
        """Writes a CSV file per name; lines may be indented."""
        for name, content in tables.items():
            lines = "\n".join(line.strip() for line in content.strip().splitlines())
            (self.folder / f"{name}.csv").write_text(lines + "\n", encoding="utf-8")
        return self

    def mapped(self, mapping: str):
        """The source under this mapping."""
        self.mapping.write_text(mapping, encoding="utf-8")
        return open_source(SourceSettings(folder=self.folder, kind="mapped", mapping=self.mapping))

    def rows(self, mapping: str, table: str = "accounts") -> list[tuple]:
        """Rows of a table as tuples in the order of the canonical columns."""
        return rows_of(self.mapped(mapping), table, self.broken)

    def notes(self, mapping: str) -> list[Note]:
        """What could not be mapped of all tables."""
        source = self.mapped(mapping)
        for table in source.tables():
            rows_of(source, table, self.broken)
        return source.notes()


def rows_of(source, table: str, broken: list) -> list[tuple]:
    batches = source.read(table, broken.append)
    return [tuple(row.values()) for batch in batches for row in batch.to_pylist()]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


# ---- copying, constants, several tables from one file


def test_columns_are_copied_under_our_names(company):
    company.holds(Customers="No,Company Name,Fax\n007,Ada & Co,1\nNA,,2")
    mapping = """
        [accounts]
        from = "Customers"
        name = "Company Name"
        account_id = "No"
    """
    assert company.mapped(mapping).tables() == {"accounts": ("account_id", "name")}
    assert company.rows(mapping) == [("007", "Ada & Co"), ("NA", None)]


def test_a_constant_stands_in_every_row(company):
    company.holds(Sales="No,Amount\n1,10\n2,20")
    mapping = """
        [orders]
        from = "Sales"
        order_id = "No"
        currency = { constant = "USD" }
        status = { constant = "delivered" }
    """
    assert company.rows(mapping, "orders") == [("1", "USD", "delivered"), ("2", "USD", "delivered")]


def test_a_constant_may_be_a_flag_or_a_number(company):
    company.holds(People="No\n1")
    mapping = """
        [contacts]
        from = "People"
        contact_id = "No"
        is_primary = { constant = true }
        [accounts]
        from = "People"
        agreed_interval_days = { constant = 30 }
    """
    assert company.rows(mapping, "contacts") == [("1", "true")]
    assert company.rows(mapping, "accounts") == [("30",)]


def test_one_file_serves_several_tables(company):
    company.holds(Customers="No,Company,Person\n1,Ada & Co,Ada\n2,Bo & Co,Bo")
    mapping = """
        [accounts]
        from = "Customers"
        account_id = "No"
        name = "Company"
        [contacts]
        from = "Customers"
        contact_id = "No"
        account_id = "No"
        name = "Person"
    """
    assert company.rows(mapping, "accounts") == [("1", "Ada & Co"), ("2", "Bo & Co")]
    assert company.rows(mapping, "contacts") == [("1", "1", "Ada"), ("2", "2", "Bo")]


def test_one_table_may_come_from_several_files(company):
    company.holds(Meetings="No,When\n1,2024-05-06T10:00Z", Calls="No,Line\n1,mobile\n2,desk")
    mapping = """
        [[interactions]]
        from = "Meetings"
        interaction_id = { text = "meeting-{No}" }
        kind = { constant = "meeting" }
        starts_at = "When"
        [[interactions]]
        from = "Calls"
        interaction_id = { text = "call-{No}" }
        kind = { constant = "call" }
        channel = "Line"
    """
    assert company.mapped(mapping).tables() == {"interactions": ("interaction_id", "kind", "starts_at", "channel")}
    assert company.rows(mapping, "interactions") == [
        ("meeting-1", "meeting", "2024-05-06T10:00Z", None),
        ("call-1", "call", None, "mobile"),
        ("call-2", "call", None, "desk"),
    ]


def test_rows_keep_the_order_of_the_file(company):
    numbers = [str(i * 7919 % 100_003) for i in range(80_000)]
    company.holds(Customers="No\n" + "\n".join(numbers), Orders="Customer\n" + "\n".join(numbers[::2]))
    mapping = """
        [accounts]
        from = "Customers"
        account_id = "No"
        owner_id = "order.Customer"
        [accounts.join.order]
        from = "Orders"
        on = { Customer = "No" }
    """
    found = company.rows(mapping)
    assert [row[0] for row in found] == numbers
    assert [row[1] for row in found] == [number if i % 2 == 0 else None for i, number in enumerate(numbers)]
    assert company.mapped(mapping).ordered


# ---- value maps


def test_values_are_translated_and_others_stay_as_they_are_and_are_listed(company):
    company.holds(Sales="No,State\n1,Won\n2,Lost\n3,Odd\n4,\n5,Odd\n6,won")
    mapping = """
        [orders]
        from = "Sales"
        order_id = "No"
        status = { column = "State", values = { Won = "delivered", Lost = "cancelled" } }
    """
    found = [status for _, status in company.rows(mapping, "orders")]
    assert found == ["delivered", "cancelled", "Odd", None, "Odd", "won"]
    assert company.notes(mapping) == [
        Note("orders", "status: 'Odd' of Sales.State has no entry; left as it is", 2),
        Note("orders", "status: 'won' of Sales.State has no entry; left as it is", 1),
    ]


def test_values_without_an_entry_may_become_another(company):
    company.holds(Sales="No,State\n1,Won\n2,Odd\n3,")
    mapping = """
        [orders]
        from = "Sales"
        order_id = "No"
        status = { column = "State", values = { Won = "delivered" }, otherwise = "open" }
    """
    assert company.rows(mapping, "orders") == [("1", "delivered"), ("2", "open"), ("3", None)]
    assert company.notes(mapping) == []


def test_values_without_an_entry_may_be_left_empty_which_is_listed(company):
    company.holds(People="No,Title\n1,Boss\n2,Juggler")
    mapping = """
        [contacts]
        from = "People"
        contact_id = "No"
        level = { column = "Title", values = { Boss = "executive" }, otherwise = "" }
    """
    assert company.rows(mapping, "contacts") == [("1", "executive"), ("2", None)]
    assert company.notes(mapping) == [Note("contacts", "level: 'Juggler' of People.Title has no entry; left empty", 1)]


def test_an_entry_for_empty_text_is_for_empty_cells(company):
    company.holds(Sales="No,Shipped\n1,2024-01-01\n2,")
    mapping = """
        [orders]
        from = "Sales"
        order_id = "No"
        status = { column = "Shipped", values = { "" = "confirmed" }, otherwise = "delivered" }
    """
    assert company.rows(mapping, "orders") == [("1", "delivered"), ("2", "confirmed")]


def test_many_values_without_an_entry_are_summed_up(company):
    company.holds(People="No,Title\n" + "\n".join(f"{i},title {i}" for i in range(25)))
    mapping = """
        [contacts]
        from = "People"
        contact_id = "No"
        level = { column = "Title", values = { Boss = "executive" } }
    """
    notes = company.notes(mapping)
    assert len(notes) == 21
    assert notes[-1] == Note("contacts", "level: 5 more values of People.Title have no entry; left as it is", 5)


# ---- filters


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ('{ column = "Type", is = "a" }', "1"),
        ('{ column = "Type", is_not = "a" }', "2345"),
        ('{ column = "Type", in = ["a", "b"] }', "12"),
        ('{ column = "Type", not_in = ["a", "b"] }', "345"),
        ('{ column = "Type", empty = true }', "3"),
        ('{ column = "Type", empty = false }', "1245"),
        ('{ column = "Size", less_than = 9 }', "14"),
        ('{ column = "Size", more_than = 8.5 }', "25"),
        ('{ column = "Size", is = 10 }', "25"),
        ('{ column = "Size", is_not = 10 }', "134"),
        ('{ column = "Gone", is = true }', "1"),
        ('{ column = "Gone", is = false }', "24"),
        ('{ column = "Gone", is_not = true }', "2345"),
        ('{ column = "Day", more_than = 2024-01-31 }', "2"),
        ('{ column = "Day", less_than = 2024-02-01 }', "1"),
        ('{ column = "When", more_than = 2024-01-31, date = "%d.%m.%Y" }', "2"),
        ('[{ column = "Type", empty = false }, { column = "Size", less_than = 9 }]', "14"),
    ],
)
def test_only_rows_that_pass_the_conditions_are_taken(company, condition, kept):
    company.holds(
        Customers="""
            No,Type,Size,Gone,Day,When
            1,a,8,TRUE,2024-01-31,31.1.2024
            2,b,10,false,2024-02-01,1.2.2024
            3,,odd,,,
            4,A,-1,0,?,?
            5,c,10.0,,,
        """
    )
    mapping = f"""
        [accounts]
        from = "Customers"
        where = {condition}
        account_id = "No"
    """
    assert "".join(row[0] for row in company.rows(mapping)) == kept


def test_cells_that_cannot_be_compared_are_listed(company):
    company.holds(Customers="No,Size,Day\n1,8,2024-01-31\n2,big,soon\n3,,")
    mapping = """
        [accounts]
        from = "Customers"
        where = [{ column = "Size", more_than = 1 }, { column = "Day", more_than = 2020-01-01 }]
        account_id = "No"
    """
    assert company.rows(mapping) == [("1",)]
    assert company.notes(mapping) == [
        Note("accounts", "Customers.Size holds cells that are no number to calculate with; they count as not known", 1),
        Note("accounts", "Customers.Day holds cells that are no date to compare by; they count as not known", 1),
    ]


# ---- dates and times


@pytest.mark.parametrize(
    ("written", "formats", "read_as"),
    [
        ("7/4/1996", '"%m/%d/%Y"', "1996-07-04"),
        ("12/31/1996", '"%m/%d/%Y"', "1996-12-31"),
        ("31.12.1996", '["%m/%d/%Y", "%d.%m.%Y"]', "1996-12-31"),
        ("5/6/2024 11:30 PM", '"%m/%d/%Y %I:%M %p"', "2024-05-06"),
        ("06-May-24", '"%d-%b-%y"', "2024-05-06"),
        ("13/13/1996", '"%m/%d/%Y"', "13/13/1996"),
        ("soon", '"%m/%d/%Y"', "soon"),
    ],
)
def test_dates_are_read_in_the_declared_formats_and_others_stay_as_they_are(company, written, formats, read_as):
    company.holds(Sales=f"No,Day\n1,{written}\n2,")
    mapping = f"""
        [orders]
        from = "Sales"
        order_id = "No"
        ordered_on = {{ column = "Day", date = {formats} }}
    """
    assert company.rows(mapping, "orders") == [("1", read_as), ("2", None)]


@pytest.mark.parametrize(
    ("how", "read_as"),
    [
        ('time = "%d.%m.%Y %H:%M"', "2024-07-01T10:30:00.000000Z"),
        ('time = "%d.%m.%Y %H:%M", zone = "Europe/Helsinki"', "2024-07-01T07:30:00.000000Z"),
    ],
)
def test_times_are_read_as_utc_or_as_local_times_of_a_zone(company, how, read_as):
    company.holds(Meetings="No,Start\n1,1.7.2024 10:30")
    mapping = f"""
        [interactions]
        from = "Meetings"
        interaction_id = "No"
        starts_at = {{ column = "Start", {how} }}
    """
    assert company.rows(mapping, "interactions") == [("1", read_as)]


def test_the_day_of_a_time_is_that_of_the_companys_zone(company):
    company.holds(Sales="No,At\n1,2024-07-01T22:30:00Z\n2,2024-07-01 20:30\n3,2024-07-01\n4,soon\n5,")
    company.mapping.write_text('[orders]\nfrom = "Sales"\nordered_on = { day_of = "At" }')
    settings = SourceSettings(folder=company.folder, kind="mapped", mapping=company.mapping, timezone="Europe/Helsinki")
    found = [day for (day,) in rows_of(open_source(settings), "orders", [])]
    assert found == ["2024-07-02", "2024-07-01", "2024-07-01", "soon", None]


def test_a_date_written_with_midnight_is_the_date(company):
    company.holds(Sales="No,Day\n1,2013-12-29 00:00:00.000\n2,2013-12-29T00:00:00Z\n3,2013-12-29 10:00:00")
    mapping = """
        [orders]
        from = "Sales"
        order_id = "No"
        ordered_on = "Day"
    """
    found = [day for _, day in company.rows(mapping, "orders")]
    assert found == ["2013-12-29", "2013-12-29", "2013-12-29 10:00:00"]


# ---- texts of several columns


def test_texts_are_put_together(company):
    company.holds(People="No,First,Last\n1,Ada,Byron\n2,,Bo\n3,Cy,\n4,,")
    mapping = """
        [employees]
        from = "People"
        employee_id = { text = "{No}-{First}" }
        name = { parts = ["First", "Last"] }
        email = { text = "{First}.{Last}@example.com" }
        languages = { parts = ["First", "Last"], between = ", " }
        left_on = { first = ["First", "Last"] }
    """
    assert company.rows(mapping, "employees") == [
        ("1-Ada", "Ada Byron", "Ada.Byron@example.com", "Ada, Byron", "Ada"),
        ("2-", "Bo", ".Bo@example.com", "Bo", "Bo"),
        ("3-Cy", "Cy", "Cy.@example.com", "Cy", "Cy"),
        ("4-", None, None, None, None),
    ]


def test_a_text_of_empty_columns_is_empty(company):
    company.holds(Sales="No,Seller\n1,272\n2,")
    mapping = """
        [employees]
        from = "Sales"
        name = { text = "Employee {Seller}" }
    """
    assert company.rows(mapping, "employees") == [("Employee 272",), (None,)]


# ---- arithmetic


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "amount"),
    [
        ("14.0", "12", "0.15", "142.8"),
        ("0.1", "3", "0", "0.3"),
        ("19.99", "3", "0.1", "53.973"),
        ("21", "10", "0.15000000596046448", "178.4999987483024592"),
        ("1e3", "1", "5E-1", "500"),
        ("100", "1", "0", "100"),
        ("-5.50", "2", "0", "-11"),
        ("123456789012.1234", "99999", "0.12345678", "10821412921943354.860070726652"),
        ("0", "7", "0.3", "0"),
        (".5", "+2", "0.", "1"),
        ("", "1", "0", None),
        ("cheap", "1", "0", None),
        ("0x10", "1", "0", None),
        ("1_000", "1", "0", None),
        ("NaN", "1", "0", None),
    ],
)
def test_products_are_exact_and_unknown_where_a_factor_is(company, price, quantity, discount, amount):
    company.holds(Lines=f"No,Price,Quantity,Discount\n1,{price},{quantity},{discount}\n2,2.5,2,0.5")
    mapping = """
        [orders]
        from = "Lines"
        order_id = "No"
        amount = { product = ["Price", "Quantity", "1 - Discount"] }
    """
    assert company.rows(mapping, "orders") == [("1", amount), ("2", "2.5")]
    if amount is not None:
        with localcontext(prec=60):
            assert Decimal(amount) == Decimal(price) * Decimal(quantity) * (1 - Decimal(discount))


def test_a_factor_may_be_a_number(company):
    company.holds(Sales="No,Cents\n1,1999\n2,5")
    mapping = """
        [orders]
        from = "Sales"
        order_id = "No"
        amount = { product = ["Cents", 0.01] }
    """
    assert company.rows(mapping, "orders") == [("1", "19.99"), ("2", "0.05")]


def test_numbers_too_long_for_exact_arithmetic_are_a_sentence(company):
    nines = "9" * 18
    company.holds(Sales=f"No,A,B,C\n1,{nines},{nines},{nines}")
    with pytest.raises(SourceError, match="numbers that together have more than 38 digits"):
        company.rows('[orders]\nfrom = "Sales"\namount = { product = ["A", "B", "C"] }', "orders")


def test_too_many_digits_after_the_point_are_a_sentence(company):
    company.holds(Sales=f"No,A,B\n1,0.{'3' * 20},0.{'3' * 20}")
    with pytest.raises(SourceError, match=r"columns \(A, B\) that together have 40 digits after the point; 38 are"):
        company.rows('[orders]\nfrom = "Sales"\namount = { product = ["A", "B"] }', "orders")


LINES = """
    Order,Product,Price,Quantity,Discount
    10,a,14.0,12,0
    10,b,9.8,10,0.15
    11,a,0.1,3,0
    12,a,?,1,0
    12,b,5,1,0
"""


def test_lines_are_summed_per_order(company):
    company.holds(Orders="No\n10\n11\n12\n13", Lines=LINES)
    mapping = """
        [orders]
        from = "Orders"
        order_id = "No"
        amount = { sum = ["lines.Price", "lines.Quantity", "1 - lines.Discount"] }
        [orders.join.lines]
        from = "Lines"
        on = { Order = "No" }
    """
    assert company.rows(mapping, "orders") == [("10", "251.3"), ("11", "0.3"), ("12", None), ("13", None)]
    assert company.notes(mapping) == [
        Note("orders", "Lines.Price holds cells that are no number to calculate with; they count as not known", 1)
    ]


def test_lines_can_be_filtered_before_they_are_summed(company):
    company.holds(Orders="No\n10\n11", Lines=LINES)
    mapping = """
        [orders]
        from = "Orders"
        order_id = "No"
        amount = { sum = "lines.Quantity" }
        [orders.join.lines]
        from = "Lines"
        on = { Order = "No" }
        where = { column = "Product", is = "a" }
    """
    assert company.rows(mapping, "orders") == [("10", "12"), ("11", "3")]


def test_sums_and_a_cell_of_one_line_go_together(company):
    company.holds(Orders="No\n10\n11", Lines=LINES)
    mapping = """
        [orders]
        from = "Orders"
        order_id = "No"
        amount = { sum = "lines.Quantity" }
        product_line = "lines.Product"
        [orders.join.lines]
        from = "Lines"
        on = { Order = "No" }
        latest = { column = "Price", number = true }
    """
    assert company.rows(mapping, "orders") == [("10", "22", "a"), ("11", "3", "a")]


def test_rows_of_one_file_become_one_row_per_key_with_their_sum(company):
    company.holds(Lines="Order,Customer,Amount\nB,x,1.10\nA,y,2\nB,x,0.90\nB,x,")
    mapping = """
        [orders]
        from = "Lines"
        one_per = "Order"
        order_id = "Order"
        account_id = "Customer"
        amount = { sum = "Amount" }
        where = { column = "Amount", empty = false }
    """
    assert company.rows(mapping, "orders") == [("B", "x", "2"), ("A", "y", "2")]


def test_different_values_of_a_column_become_rows(company):
    company.holds(Customers="No,Region\n1,North\n2,South\n3,North\n4,")
    mapping = """
        [teams]
        from = "Customers"
        one_per = "Region"
        where = { column = "Region", empty = false }
        team_id = "Region"
        name = { text = "Team {Region}" }
    """
    assert company.rows(mapping, "teams") == [("North", "Team North"), ("South", "Team South")]


# ---- joins


def test_a_column_of_another_file_is_found_by_key(company):
    company.holds(Customers="No,Country\n1,FI\n2,XX\n3,", Countries="Code,Name\nFI,Finland\nSE,Sweden\n,Nowhere")
    mapping = """
        [accounts]
        from = "Customers"
        account_id = "No"
        country = "land.Name"
        [accounts.join.land]
        from = "Countries"
        on = { Code = "Country" }
    """
    assert company.rows(mapping) == [("1", "Finland"), ("2", None), ("3", None)]


def test_a_key_of_one_name_is_written_once_and_may_have_several_columns(company):
    company.holds(Customers="No,Branch\n1,a\n1,b", Owners="No,Branch,Owner\n1,b,Bo\n1,a,Al\n2,a,Cy")
    mapping = """
        [accounts]
        from = "Customers"
        account_id = "Branch"
        owner_id = "owner.Owner"
        [accounts.join.owner]
        from = "Owners"
        on = ["No", "Branch"]
    """
    assert company.rows(mapping) == [("a", "Al"), ("b", "Bo")]


def test_joins_can_be_chained(company):
    company.holds(
        Customers="No,Owner\n1,o1\n2,o2\n3,o9",
        Owners="Id,Manager\no1,m1\no2,m2",
        Managers="Id,Region\nm1,North\nm2,South",
    )
    mapping = """
        [accounts]
        from = "Customers"
        account_id = "No"
        team_id = "manager.Region"
        where = { column = "manager.Region", is_not = "South" }
        [accounts.join.owner]
        from = "Owners"
        on = { Id = "Owner" }
        [accounts.join.manager]
        from = "Managers"
        on = { Id = "owner.Manager" }
    """
    assert company.rows(mapping) == [("1", "North"), ("3", None)]


def test_the_latest_row_is_taken_and_a_second_column_decides_between_equals(company):
    company.holds(
        Customers="No\n1\n2\n3\n4",
        Orders="""
            No,Customer,Day,Seller
            9,1,2/1/1998,old
            10,1,12/1/1997,older
            99,2,1/5/1998,first
            100,2,1/5/1998,second
            7,4,soon,undated
            6,4,1/1/1990,dated
        """,
    )
    mapping = """
        [accounts]
        from = "Customers"
        account_id = "No"
        owner_id = "last.Seller"
        [accounts.join.last]
        from = "Orders"
        on = { Customer = "No" }
        latest = [{ column = "Day", date = "%m/%d/%Y" }, { column = "No", number = true }]
    """
    assert company.rows(mapping) == [("1", "old"), ("2", "second"), ("3", None), ("4", "dated")]
    assert company.notes(mapping) == [
        Note("accounts", "Orders.Day holds cells that are no date to compare by; they count as not known", 1)
    ]


def test_a_key_with_several_rows_does_not_multiply_ours_and_is_listed(company):
    company.holds(Customers="No,Country\n1,FI\n2,SE", Countries="Code,Name\nFI,Finland\nFI,Suomi\nSE,Sweden")
    mapping = """
        [accounts]
        from = "Customers"
        account_id = "No"
        country = "land.Name"
        [accounts.join.land]
        from = "Countries"
        on = { Code = "Country" }
    """
    assert company.rows(mapping) == [("1", "Finland"), ("2", "Sweden")]
    assert company.notes(mapping) == [
        Note("accounts", "join land: keys of Countries that have several rows; the first row was taken", 1)
    ]


def test_the_latest_row_of_a_key_may_be_the_row_itself(company):
    company.holds(Sales="Seller,Day,Region\n1,2024-01-01,North\n2,2024-01-02,East\n1,2024-03-01,South")
    mapping = """
        [employees]
        from = "Sales"
        one_per = "Seller"
        latest = "Day"
        employee_id = "Seller"
        team_id = "Region"
    """
    assert sorted(company.rows(mapping, "employees")) == [("1", "South"), ("2", "East")]


# ---- kinds of files


def test_gzipped_and_parquet_files_and_declared_names_are_read(company):
    (company.folder / "Customers.csv.gz").write_bytes(gzip.compress(b"No\n1\n"))
    when = datetime(2024, 5, 6, 12, 30)  # noqa: DTZ001
    orders = {"No": [1], "Day": [date(2024, 5, 6)], "At": [when], "Sum": [Decimal("0.10")], "Rate": [1e-7]}
    pq.write_table(pa.table(orders), company.folder / "Orders.parquet")
    company.holds(**{"people 2024": "No\n5"})
    mapping = """
        [files.People]
        file = "people 2024.csv"
        [accounts]
        from = "Customers"
        account_id = "No"
        [employees]
        from = "People"
        employee_id = "No"
        [orders]
        from = "Orders"
        order_id = "No"
        ordered_on = "Day"
        amount = { product = ["Sum", "Rate"] }
        currency = "Sum"
        channel = "At"
    """
    assert company.rows(mapping, "accounts") == [("1",)]
    assert company.rows(mapping, "employees") == [("5",)]
    expected = ("1", "2024-05-06", "0.00000001", "0.10", "2024-05-06T12:30:00.000000Z")
    assert company.rows(mapping, "orders") == [expected]


def test_an_encoding_a_delimiter_and_a_decimal_comma_can_be_declared(company):
    content = 'Nr;Name;Preis;Menge;Umsatz\n1;Müller;1.234,50;2;12,5\n2;"a;b";odd;1;1.2.3\n3;C;10;3;7\n'
    (company.folder / "Kunden.csv").write_bytes(content.encode("iso-8859-1"))
    mapping = """
        [files.Kunden]
        encoding = "ISO-8859-1"
        delimiter = ";"
        decimal_comma = true
        [orders]
        from = "Kunden"
        order_id = "Nr"
        account_id = "Name"
        amount = { product = ["Preis", "Menge"] }
        [opportunities]
        from = "Kunden"
        amount = "Umsatz"
    """
    assert company.rows(mapping, "orders") == [("1", "Müller", "2469"), ("2", "a;b", None), ("3", "C", "30")]
    assert company.rows(mapping, "opportunities") == [("12.5",), ("1.2.3",), ("7",)]


def test_a_file_in_another_encoding_than_declared_is_a_sentence(company):
    (company.folder / "Kunden.csv").write_bytes("No\nM\u00fcller\n".encode("iso-8859-1"))
    with pytest.raises(
        SourceError, match=r"Kunden\.csv is not UTF-8 text: line 2 .* mapping that declares its encoding"
    ):
        company.rows('[accounts]\nfrom = "Kunden"\nname = "No"')


def test_newlines_inside_quotes_belong_to_the_cell(company):
    (company.folder / "C.csv").write_text('No,Note\n1,"two\nlines"\n2,x\n')
    assert company.rows('[accounts]\nfrom = "C"\naccount_id = "No"\nname = "Note"') == [("1", "two\nlines"), ("2", "x")]


def test_lines_that_cannot_be_split_are_broken_rows_of_the_table_and_notes_of_a_joined_one(company):
    company.holds(Orders="No,Day\n1,2024-01-01\nbroken", Lines="Order,Amount\n1,5\n1,6,7")
    mapping = """
        [orders]
        from = "Orders"
        order_id = "No"
        amount = { sum = "lines.Amount" }
        [orders.join.lines]
        from = "Lines"
        on = { Order = "No" }
    """
    assert company.notes(mapping) == [
        Note("orders", "Lines: lines that cannot be split into cells are missing here", 1)
    ]
    assert company.broken == [BrokenRow("orders", "broken", "Orders: row 3 has 1 cells, the header has 2")]


def test_columns_that_differ_only_in_case_or_are_words_of_sql_stay_apart(company):
    company.holds(select="at,AT,group by,a.b\n1,2,3,4")
    mapping = """
        [accounts]
        from = "select"
        account_id = "at"
        name = "AT"
        owner_id = "group by"
        team_id = "a.b"
    """
    assert company.rows(mapping) == [("1", "2", "3", "4")]


def test_untrusted_text_stays_text(company):
    company.holds(Customers="No,Name\n1,'); drop table t0; --\n2,{No}\n3,%s $1 :x\n4,a\0b")
    mapping = """
        [accounts]
        from = "Customers"
        account_id = { text = "'); drop table t0; -- {No}" }
        name = "Name"
    """
    assert [name for _, name in company.rows(mapping)] == ["'); drop table t0; --", "{No}", "%s $1 :x", "a\0b"]


# ---- databases


MAPPED_DATABASE = """
    [accounts]
    from = "Customer"
    account_id = "id"
    name = "label"
    created_at = "since"
    owner_id = "last.seller"
    [accounts.join.last]
    from = "sale"
    on = { customer = "id" }
    latest = [{ column = "day" }, { column = "id", number = true }]
    [orders]
    from = "sale"
    order_id = "id"
    ordered_on = "day"
    amount = { product = ["price", "quantity"] }
"""


def database_source(tmp_path: Path, url: str, mapping: str):
    (tmp_path / "mapping.toml").write_text(mapping)
    return open_source(SourceSettings(url=url, kind="mapped", mapping=tmp_path / "mapping.toml"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A database whose tables are not ours, on both engines."""
    url = f"sqlite:///{tmp_path}/crm.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    kind = "TIMESTAMPTZ" if request.param == "postgresql" else "TEXT"
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in (
            f'CREATE TABLE "Customer" (id INT, label TEXT, since {kind})',
            "CREATE TABLE sale (id INT, customer INT, day DATE, price NUMERIC(12, 4), quantity INT, seller INT)",
            "INSERT INTO \"Customer\" VALUES (1, 'Ada', '2024-05-06T10:00:00Z'), (2, '', NULL)",
            "INSERT INTO sale VALUES (9, 1, '2024-05-06', 0.1, 3, 7), (10, 1, '2024-05-06', 2.5, 2, 8)",
        ):
            connection.exec_driver_sql(statement)
    return url


def test_tables_of_a_database_are_mapped(tmp_path, url):
    source = database_source(tmp_path, url, MAPPED_DATABASE)
    assert source.describe().startswith("the database ")
    assert not source.ordered
    accounts = {row[0]: row[1:] for row in rows_of(source, "accounts", [])}
    assert accounts.keys() == {"1", "2"}
    assert accounts["1"][:2] == ("Ada", "8")
    assert accounts["1"][2] in ("2024-05-06T10:00:00Z", "2024-05-06T10:00:00.000000Z")
    assert accounts["2"] == (None, None, None)
    assert sorted(rows_of(source, "orders", [])) == [("10", "2024-05-06", "5"), ("9", "2024-05-06", "0.3")]


def test_a_table_of_another_schema_is_named_with_it(tmp_path, postgres_url):
    with create_engine(postgres_url, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA salesforce")
        connection.exec_driver_sql("CREATE TABLE salesforce.account AS SELECT 'x' AS id")
    source = database_source(tmp_path, postgres_url, '[accounts]\nfrom = "salesforce.account"\naccount_id = "id"')
    assert rows_of(source, "accounts", []) == [("x",)]


def test_a_column_of_a_database_may_have_any_name(tmp_path, url):
    percent = "%%" if url.startswith("postgresql") else "%"
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(f'CREATE TABLE odd ("win {percent}" INT, "a:b" INT, "say ""x""" INT)')
        connection.exec_driver_sql("INSERT INTO odd VALUES (1, 2, 3)")
    mapping = """
        [accounts]
        from = "odd"
        account_id = "win %"
        name = "a:b"
        owner_id = 'say "x"'
    """
    assert rows_of(database_source(tmp_path, url, mapping), "accounts", []) == [("1", "2", "3")]


@pytest.mark.parametrize("order", ["id", "id DESC"])
def test_of_several_rows_with_one_key_a_database_gives_the_same_one_in_any_order(tmp_path, order):
    with sqlite3.connect(tmp_path / "crm.sqlite") as connection:
        connection.execute("CREATE TABLE rows (id INT, key TEXT, name TEXT)")
        connection.execute("INSERT INTO rows VALUES (1, 'k', 'b'), (2, 'k', 'c'), (3, 'k', 'a')")
        connection.execute(f"CREATE VIEW seen AS SELECT * FROM rows ORDER BY {order}")
    mapping = """
        [accounts]
        from = "seen"
        one_per = "key"
        account_id = "key"
        name = "name"
        owner_id = "other.name"
        [accounts.join.other]
        from = "seen"
        on = "key"
    """
    source = database_source(tmp_path, f"sqlite:///{tmp_path}/crm.sqlite", mapping)
    assert rows_of(source, "accounts", []) == [("k", "a", "a")]


def test_a_table_that_is_not_there_is_a_sentence_with_those_that_are(tmp_path, url):
    source = database_source(tmp_path, url, '[accounts]\nfrom = "Custommer"\naccount_id = "id"')
    with pytest.raises(SourceError, match=r"there is no table Custommer in .* Did you mean Customer\? There are: "):
        source.tables()


def test_files_cannot_be_declared_for_a_database(tmp_path, url):
    with pytest.raises(SourceError, match=r"\[files\] describes files, but the source is a database"):
        database_source(tmp_path, url, '[files.x]\nencoding = "utf-8"\n[accounts]\nfrom = "Customer"')


# ---- private words


PRIVATE = """
    [interactions]
    from = "Meetings"
    interaction_id = "No"
    private = {private}
    subject = "About"
    notes = {{ text = "{{About}} {{Text}}" }}
"""


@pytest.mark.parametrize(
    ("private", "public"),
    [
        ('"Secret"', "246"),
        ('{ column = "Secret", values = { X = "true" }, otherwise = "false" }', "123467"),
        ('{ column = "Secret", values = { no = "false" } }', "2467"),
        ('{ column = "Secret", values = { no = "false" }, otherwise = "true" }', "67"),
        ('{ first = ["Secret", "No"] }', "24"),
    ],
)
def test_words_are_handed_over_only_where_the_flag_is_empty_or_says_no(company, private, public):
    company.holds(Meetings="No,Secret,About,Text\n1,TRUE,a,t\n2,false,a,t\n3,1,a,t\n4,0,a,t\n5,X,a,t\n6,,a,t\n7,no,a,t")
    found = company.rows(PRIVATE.format(private=private), "interactions")
    assert {(subject, notes) for _, subject, notes, _ in found} == {(None, None), ("a", "a t")}
    assert "".join(number for number, subject, *_ in found if subject) == public


def test_words_of_private_rows_do_not_leave_a_database(tmp_path):
    with sqlite3.connect(tmp_path / "crm.sqlite") as connection:
        connection.execute("CREATE TABLE Meetings (No INT, Secret TEXT, About TEXT, Text TEXT)")
        connection.execute("INSERT INTO Meetings VALUES (1, 'yes', 'a', 't'), (2, 'no', 'a', 't'), (3, NULL, 'a', 't')")
    private = '{ column = "Secret", values = { yes = "true", no = "false" } }'
    source = database_source(tmp_path, f"sqlite:///{tmp_path}/crm.sqlite", PRIVATE.format(private=private))
    found = sorted(rows_of(source, "interactions", []))
    assert found == [("1", None, None, "true"), ("2", "a", "a t", "false"), ("3", "a", "a t", None)]
    held = source._staging.held("Meetings")
    staged = source._staging.rows(held.table.select())
    assert [set(row) for row in staged if "yes" in row] == [{0, "1", "yes", None}]


# ---- what is wrong with a mapping


GOOD = {"Customers": "No,Name,Country\n1,A,FI", "Orders": "No,Customer,Day,Price\n1,1,2024-01-01,5"}
FROM_CUSTOMERS = '[accounts]\nfrom = "Customers"\naccount_id = "No"\n'
JOIN = FROM_CUSTOMERS + '[accounts.join.last]\nfrom = "Orders"\n'


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("accounts = 5", "[accounts]: this must be a section or an inline table"),
        ("", "maps no table. Begin with a section [accounts]."),
        ("[accounts", "is not valid TOML"),
        ('[acounts]\nfrom = "Customers"', "[acounts]: this is no table of the data model. Did you mean accounts?"),
        ('[accounts]\naccount_id = "No"', "[accounts]: from is missing. Add it."),
        ('[accounts]\nfrom = "Custmers"', "[accounts] from: there is no file Custmers in"),
        ('[accounts]\nfrom = "Custmers"', "Did you mean Customers? There are: Customers, Orders."),
        ("[accounts]\nfrom = 5", "[accounts] from: this must be text in quotes, not 5."),
        (
            FROM_CUSTOMERS + 'owner = "No"',
            "[accounts]: owner is not known here. Did you mean owner_id? Known: account_id,",
        ),
        (FROM_CUSTOMERS + 'name = "Nme"', "[accounts] name: the file Customers has no column Nme. Did you mean Name?"),
        (FROM_CUSTOMERS + 'name = "Nme"', "It has: No, Name, Country."),
        (FROM_CUSTOMERS + "name = 5", "[accounts] name: this must be a section or an inline table"),
        (FROM_CUSTOMERS + 'name = { colum = "No" }', "[accounts] name: a column is made of one thing"),
        (
            FROM_CUSTOMERS + 'name = { column = "No", valuse = {} }',
            "[accounts] name: valuse is not known here. Did you mean",
        ),
        (FROM_CUSTOMERS + 'name = { column = "No", otherwise = "x" }', "otherwise needs values"),
        (FROM_CUSTOMERS + 'name = { column = "No", values = {}, date = "%Y" }', "values and date exclude each other"),
        (FROM_CUSTOMERS + 'name = { column = "No", date = "%Y", zone = "UTC" }', "zone needs time"),
        (FROM_CUSTOMERS + 'name = { column = "No", time = "%Y", zone = "Mars" }', "the time zone 'Mars' is not known"),
        (
            FROM_CUSTOMERS + 'name = { column = "No", date = "%Q" }',
            "the date format '%Q' cannot be used: %Q is not known",
        ),
        (
            FROM_CUSTOMERS + 'name = { column = "No", date = "DD.MM" }',
            "the date format 'DD.MM' cannot be used: it holds no",
        ),
        (FROM_CUSTOMERS + 'name = { text = "plain" }', "the text 'plain' names no column. Write a column in braces"),
        (FROM_CUSTOMERS + 'name = { text = "{Nme}" }', "has no column Nme. Did you mean Name?"),
        (FROM_CUSTOMERS + 'name = { parts = ["No"], between = 3 }', "between must be text in quotes, not 3"),
        (FROM_CUSTOMERS + "name = { first = [] }", "this list is empty"),
        (FROM_CUSTOMERS + 'name = { sum = "No" }', "a sum needs several rows to go over"),
        (FROM_CUSTOMERS + "name = { constant = [1] }", "this must be one value, not [1]."),
        (FROM_CUSTOMERS + 'tier_entered = { constant = "D" }', "'D' is no value of this column. Its values: A, B, C."),
        (
            FROM_CUSTOMERS + 'tier_entered = { column = "No", values = { 1 = "a" } }',
            "[accounts] tier_entered values 1: 'a' is no value of this column. Did you mean A?",
        ),
        (FROM_CUSTOMERS + 'latest = "No"', "latest needs one_per"),
        (FROM_CUSTOMERS + 'where = { column = "No" }', "a condition has one test, this one has 0"),
        (FROM_CUSTOMERS + 'where = { column = "No", is = 1, in = [2] }', "a condition has one test, this one has 2"),
        (FROM_CUSTOMERS + 'where = { column = "No", equals = 1 }', "equals is not known here."),
        (FROM_CUSTOMERS + 'where = { column = "No", is = "" }', "empty text is never a cell. Use empty = true"),
        (FROM_CUSTOMERS + 'where = { column = "No", empty = "yes" }', "this must be true or false, without quotes"),
        (FROM_CUSTOMERS + 'where = { column = "No", less_than = "5" }', "this must be a number or a date such as"),
        (FROM_CUSTOMERS + 'where = { column = "No", less_than = nan }', "NaN cannot be calculated with"),
        (FROM_CUSTOMERS + 'where = "No"', "[accounts] where: this must be a section or an inline table"),
        (JOIN, "[accounts.join.last]: on is missing. Add it."),
        (JOIN + "on = {}", "[accounts.join.last] on: no key is named"),
        (
            JOIN + 'on = { Custom = "No" }',
            "[accounts.join.last] on: the file Orders has no column Custom. Did you mean Customer?",
        ),
        (
            JOIN + 'on = { Customer = "Nr" }',
            "[accounts.join.last] on: the file Customers has no column Nr. Did you mean No?",
        ),
        (JOIN + 'on = { Customer = "last.No" }', "the file Customers has no column last.No."),
        (
            JOIN + 'on = { Customer = "No" }\nlatest = { column = "Day", number = true, date = "%Y" }',
            "exclude each other",
        ),
        (JOIN + 'on = { Customer = "No" }\nlatset = "Day"', "latset is not known here. Did you mean latest?"),
        ('[accounts]\nfrom = "Customers"\njoin = 3', "[accounts] join: this must be a section"),
        (
            '[accounts]\nfrom = "Customers"\nname = "last.Dai"\n[accounts.join.last]\nfrom = "Orders"\non = "No"',
            "[accounts] name: the file Orders has no column Dai. Did you mean Day?",
        ),
        (
            '[accounts]\nfrom = "Customers"\nname = { sum = ["last.Price", "No"] }\n[accounts.join.last]\nfrom = "Orders"\non = "No"',
            "a sum goes over the rows of one table",
        ),
        ('[files.Customers]\nencoding = "latin-99"\n' + FROM_CUSTOMERS, "the encoding 'latin-99' is not known."),
        ('[files.Customers]\ndelimiter = ";;"\n' + FROM_CUSTOMERS, "delimiter must be one character"),
        (
            '[files.Customers]\nencodng = "utf-8"\n' + FROM_CUSTOMERS,
            "[files.Customers]: encodng is not known here. Did you",
        ),
        ('[files.Customers]\nfile = "gone.csv"\n' + FROM_CUSTOMERS, "gone.csv does not exist."),
    ],
)
def test_what_is_wrong_with_a_mapping_is_a_sentence(company, mapping, sentence):
    with pytest.raises(SourceError) as failure:
        company.holds(**GOOD).mapped(mapping).tables()
    assert sentence in str(failure.value)
    assert "mapping.toml" in str(failure.value) or "gone.csv" in str(failure.value)


def test_a_delimiter_that_is_not_declared_is_a_sentence(company):
    company.holds(Customers="No;Name\n1;a")
    with pytest.raises(SourceError, match=r"one column, 'No;Name': declare its delimiter under \[files\.Customers\]"):
        company.mapped(FROM_CUSTOMERS).tables()


def test_a_column_that_is_there_twice_cannot_be_meant(company):
    company.holds(Customers="No,Name,Name\n1,a,b")
    with pytest.raises(SourceError, match=r"the file Customers has the column Name twice\. Rename or remove"):
        company.mapped(FROM_CUSTOMERS + 'name = "Name"').tables()
    assert company.rows(FROM_CUSTOMERS) == [("1",)]


def test_a_file_that_is_there_twice_is_named_with_its_ending(company):
    company.holds(Customers="No\n1")
    pq.write_table(pa.table({"No": ["2"]}), company.folder / "Customers.parquet")
    with pytest.raises(SourceError, match=r"holds Customers twice, as Customers\.csv and Customers\.parquet"):
        company.mapped(FROM_CUSTOMERS).tables()
    assert company.rows(FROM_CUSTOMERS.replace('"Customers"', '"Customers.parquet"')) == [("2",)]


def test_a_mapping_file_that_is_missing_or_not_utf8_is_a_sentence(company):
    settings = SourceSettings(folder=company.folder, kind="mapped", mapping=company.mapping)
    with pytest.raises(SourceError, match=r"The mapping file .*mapping\.toml does not exist"):
        open_source(settings)
    company.mapping.write_bytes(b"\xff")
    with pytest.raises(SourceError, match=r"The mapping file .*mapping\.toml is not UTF-8 text"):
        open_source(settings)


def test_the_words_of_the_language_are_no_columns_of_ours():
    ours = {column.name for table in CANONICAL.tables.values() for column in table.columns}
    assert not ours & set(PART_KEYS)
    assert FILES not in CANONICAL.tables


# ---- the mappings that come with the project, on the real data sets


def real(folder: str, mapping: str):
    if not (DATA / folder).is_dir():
        pytest.skip(f"the data set {folder} is not here; set ACCOUNT_HEALTH_DATA to the folder that holds it")
    return open_source(
        SourceSettings(folder=DATA / folder, kind="mapped", mapping=ROOT / "mappings" / f"{mapping}.toml")
    )


def csv_rows(folder: str, name: str) -> list[dict]:
    path = DATA / folder / name
    with gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else path.open(encoding="utf-8") as file:
        return list(DictReader(file))


def everything(source) -> dict[str, list[dict]]:
    return {
        table: [row for batch in source.read(table, pytest.fail) for row in batch.to_pylist()]
        for table in source.tables()
    }


def american(day: str) -> str:
    return datetime.strptime(day, "%m/%d/%Y").date().isoformat()  # noqa: DTZ007


def test_northwind_is_mapped():
    source = real("northwind", "northwind")
    found = everything(source)
    assert {table: len(rows) for table, rows in found.items()} == {
        "teams": 2,
        "employees": 9,
        "accounts": 91,
        "contacts": 91,
        "orders": 830,
    }
    amounts = defaultdict(Decimal)
    for line in csv_rows("northwind", "OrderDetails.csv"):
        amounts[line["OrderID"]] += (
            Decimal(line["UnitPrice"]) * Decimal(line["Quantity"]) * (1 - Decimal(line["Discount"]))
        )
    orders = csv_rows("northwind", "Orders.csv.gz")
    assert [(row["order_id"], row["account_id"], row["ordered_on"], row["status"]) for row in found["orders"]] == [
        (
            row["OrderID"],
            row["CustomerID"],
            american(row["OrderDate"]),
            "delivered" if row["ShippedDate"] else "confirmed",
        )
        for row in orders
    ]
    assert {row["order_id"]: Decimal(row["amount"]) for row in found["orders"]} == amounts
    owners = {}
    for row in sorted(orders, key=lambda row: (american(row["OrderDate"]), int(row["OrderID"]))):
        owners[row["CustomerID"]] = row["EmployeeID"]
    assert {row["account_id"]: row["owner_id"] for row in found["accounts"] if row["owner_id"]} == owners
    assert {row["employee_id"]: row["team_id"] for row in found["employees"]} == dict(
        zip("123456789", "222255525", strict=True)
    )
    assert [(row["team_id"], row["name"], row["parent_team_id"]) for row in found["teams"]] == [
        ("2", "Team Fuller", None),
        ("5", "Team Buchanan", "2"),
    ]
    assert source.notes() == [
        Note("employees", "level: 'Inside Sales Coordinator' of Employees.Title has no entry; left empty", 1)
    ]


def test_adventureworks_is_mapped():
    source = real("adventureworks-resellers", "adventureworks")
    found = everything(source)
    assert {table: len(rows) for table, rows in found.items()} == {
        "teams": 10,
        "employees": 17,
        "accounts": 701,
        "orders": 3616,
    }
    amounts, latest, first = defaultdict(Decimal), {}, {}
    lines = csv_rows("adventureworks-resellers", "order_lines.csv.gz")
    for line in lines:
        amounts[line["SalesOrderNumber"]] += Decimal(line["SalesAmount"])
        first.setdefault(line["SalesOrderNumber"], (line["ResellerKey"], line["OrderDate"]))
    for line in sorted(lines, key=lambda line: (line["OrderDate"], line["SalesOrderNumber"])):
        latest[line["ResellerKey"]] = (line["EmployeeKey"], line["SalesTerritoryKey"])
    assert {row["order_id"]: Decimal(row["amount"]) for row in found["orders"]} == amounts
    assert {row["order_id"]: (row["account_id"], row["ordered_on"]) for row in found["orders"]} == first
    served = {row["account_id"]: (row["owner_id"], row["team_id"]) for row in found["accounts"] if row["owner_id"]}
    assert served == latest
    assert {row["name"] for row in found["employees"]} == {f"Employee {line['EmployeeKey']}" for line in lines}
    assert {row["team_id"] for row in found["teams"]} == {line["SalesTerritoryKey"] for line in lines}
    assert source.notes() == []


@pytest.mark.parametrize("kind", [pa.timestamp("us", "Europe/Helsinki"), pa.timestamp("ns", "UTC")])
def test_typed_moments_keep_their_instant_whatever_zone_or_precision_they_are_written_in(company, kind):
    moment = pa.array([1_717_236_000_000_000], pa.timestamp("us", "UTC")).cast(kind)
    pq.write_table(pa.table({"No": ["1"], "Name": ["One"], "Created": moment}), company.folder / "Customers.parquet")
    mapping = '[accounts]\nfrom = "Customers"\naccount_id = "No"\nname = "Name"\ncreated_at = "Created"\n'
    assert company.rows(mapping) == [("1", "One", "2024-06-01T10:00:00.000000Z")]
