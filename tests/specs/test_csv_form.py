"""The CSV form of folders and exports, and typed cells of Parquet files."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet
import pytest

from data_access.sources import SourceError
from tests.specs.tables import (
    connected_in,
    entries_of,
    expect_entries,
    expect_facts,
    expect_kept,
    facts_of,
    folder,
    kept_in,
    mirror_of,
    report_on,
    store,
)

ACCOUNTS = "account_id,name\na,Acme\n"
NO_ENTRIES = "table | key | column | value | reason | done"


def parquet(**columns: pa.Array) -> bytes:
    """A Parquet file with these columns."""
    out = io.BytesIO()
    pa.parquet.write_table(pa.table(columns), out)
    return out.getvalue()


# ---- files


def test_text_is_utf_8():
    given = folder({"accounts.csv": "account_id,name\na,Přemysl Šťastný\nb,شركة النور\n"})
    assert [row["account_name"] for row in facts_of(given).values()] == ["Přemysl Šťastný", "شركة النور"]
    with pytest.raises(SourceError, match=r"accounts\.csv is not UTF-8 text: line 2"):
        mirror_of(folder({"accounts.csv": "account_id,name\na,Köln\n".encode("latin-1")}))


def test_a_table_is_the_file_of_its_name_as_csv_gzipped_csv_or_parquet_and_other_files_are_ignored():
    given = folder(
        {
            "accounts.csv": ACCOUNTS,
            "teams.csv.gz": gzip.compress(b"team_id,name\nt1,North\n"),
            "employees.parquet": parquet(employee_id=pa.array(["e1"]), name=pa.array(["Ada"])),
            "orders_2019.csv": "not,a,table\n",
            "accounts.csv.bak": "not,a,table\n",
            "readme.txt": "Nothing to read.",
        }
    )
    assert {"accounts", "teams", "employees"} <= connected_in(given)
    assert [row["name"] for row in kept_in(given, "teams")] == ["North"]
    assert [row["name"] for row in kept_in(given, "employees")] == ["Ada"]
    expect_entries(given, NO_ENTRIES)


def test_the_header_names_the_columns_in_any_order_and_extra_columns_are_ignored():
    given = folder({"accounts.csv": "remark,country,name,account_id,Country\nx,FI,Acme,a,SE\n"})
    expect_kept(given, "accounts", "account_id | name | country\na | Acme | FI")
    expect_entries(given, NO_ENTRIES)


def test_a_missing_optional_column_is_no_fault_and_a_file_without_rows_no_rows():
    given = folder(
        {
            "accounts.csv": ACCOUNTS,
            "orders.csv": "order_id,account_id,ordered_on,amount,currency,status\n",
        }
    )
    expect_kept(given, "accounts", "account_id | owner_id | created_at\na | |")
    assert report_on(given, "orders").rows_read == 0
    expect_entries(given, NO_ENTRIES)
    expect_facts(given, "account_id | layer\na |")


# ---- cells


def test_an_empty_cell_is_null_quoted_or_not():
    given = folder({"accounts.csv": 'account_id,name,industry,country\na,Acme,,""\n"",Nobody,,\n'})
    expect_kept(given, "accounts", "account_id | industry | country\na | |")
    expect_entries(
        given,
        """
        table    | key | column     | value | reason  | done
        accounts |     | account_id |       | missing | row set aside
        """,
    )


def test_nothing_is_trimmed():
    given = folder(
        {
            "accounts.csv": "account_id,name,tier_entered,agreed_interval_days,industry\n"
            "a, Acme ,A,30, \n"
            "a ,Other,A ,30,x\n"
            "b,Third,A, 30,x\n",
            "orders.csv": "order_id,account_id,ordered_on,amount,currency,status\n"
            "o1, a,2024-06-20,1,EUR,delivered\n"
            "o2,a,2024-06-20 ,1,EUR,delivered\n"
            "o3,a,2024-06-20, 1,EUR,delivered\n"
            "o4,a,2024-06-20,1,EUR, delivered\n",
        }
    )
    names = {row["account_id"]: (row["name"], row["industry"]) for row in kept_in(given, "accounts")}
    assert names == {"a": (" Acme ", " "), "a ": ("Other", "x"), "b": ("Third", "x")}
    found = {(row["key"], row["column"], row["value"], row["reason"]) for row in entries_of(given)}
    assert found == {
        ("a ", "tier_entered", "A ", "enumeration"),
        ("b", "agreed_interval_days", " 30", "type"),
        ("o1", "account_id", " a", "reference"),
        ("o2", "ordered_on", "2024-06-20 ", "type"),
        ("o3", "amount", " 1", "type"),
        ("o4", "status", " delivered", "enumeration"),
    }


def test_text_in_quotes_may_hold_commas_quotes_and_newlines():
    given = folder({"accounts.csv": 'account_id,name\na,"Acme, ""The"" Company\nof Europe"\nb,Bergmann\n'})
    assert [row["account_name"] for row in facts_of(given).values()] == ['Acme, "The" Company\nof Europe', "Bergmann"]


def test_types_come_from_the_model_never_from_guessing():
    given = folder(
        {
            "accounts.csv": "account_id,name,country,industry\n"
            "007,2024-01-01,NA,true\n"
            "1e5,1.50,null,0001\n"
            "-0,NaN,N/A,#N/A\n"
        }
    )
    rows = kept_in(given, "accounts")
    assert [(row["account_id"], row["name"], row["country"], row["industry"]) for row in rows] == [
        ("-0", "NaN", "N/A", "#N/A"),
        ("007", "2024-01-01", "NA", "true"),
        ("1e5", "1.50", "null", "0001"),
    ]
    expect_entries(given, NO_ENTRIES)


def test_flags_are_true_false_1_or_0_in_any_case():
    given = store("""
        accounts
        account_id
        a

        employees
        employee_id | active
        e1          | true
        e2          | TRUE
        e3          | 1
        e4          | False
        e5          | 0
        e6          |
        e7          | yes
        e8          | t
        e9          | 2
        """)
    expect_kept(
        given,
        "employees",
        """
        employee_id | active
        e1          | yes
        e2          | yes
        e3          | yes
        e4          | no
        e5          | no
        e6          |
        e7          |
        e8          |
        e9          |
        """,
    )
    expect_entries(
        given,
        """
        table     | key | column | value | reason | done
        employees | e7  | active | yes   | type   | value left out
        employees | e8  | active | t     | type   | value left out
        employees | e9  | active | 2     | type   | value left out
        """,
    )


def test_dates_are_written_yyyy_mm_dd():
    given = store("""
        accounts
        account_id | agreement_ends_on
        good       | 2024-02-29
        short      | 2024-6-1
        packed     | 20240601
        week       | 2024-W22-6
        day_first  | 01-06-2024
        slashes    | 2024/06/01
        no_day     | 2023-02-29
        a_time     | 2024-06-01T00:00:00Z
        """)
    expect_kept(
        given,
        "accounts",
        """
        account_id | agreement_ends_on
        good       | 2024-02-29
        short      |
        packed     |
        week       |
        day_first  |
        slashes    |
        no_day     |
        a_time     |
        """,
    )
    assert {row["reason"] for row in entries_of(given)} == {"type"}
    assert len(entries_of(given)) == 7


def test_times_are_iso_8601_without_offset_utc_and_a_bare_date_is_its_first_moment():
    given = store("""
        accounts
        account_id | created_at
        zulu       | 2024-06-20T09:30:15Z
        offset     | 2024-06-20T12:30:15+03:00
        behind     | 2024-06-20T04:00:15-05:30
        no_offset  | 2024-06-20T09:30:15
        fraction   | 2024-06-20T09:30:15.250000Z
        minutes    | 2024-06-20T09:30Z
        bare_date  | 2024-06-20
        day_first  | 20.06.2024 09:30
        no_day     | 2024-06-31T09:30:15Z
        no_hour    | 2024-06-20T25:00:00Z
        word       | yesterday
        """)
    expect_kept(
        given,
        "accounts",
        """
        account_id | created_at
        zulu       | 2024-06-20T09:30:15Z
        offset     | 2024-06-20T09:30:15Z
        behind     | 2024-06-20T09:30:15Z
        no_offset  | 2024-06-20T09:30:15Z
        fraction   | 2024-06-20T09:30:15.25Z
        minutes    | 2024-06-20T09:30:00Z
        bare_date  | 2024-06-20T00:00:00Z
        day_first  |
        no_day     |
        no_hour    |
        word       |
        """,
    )
    assert [row["reason"] for row in entries_of(given)] == ["type"] * 4


def test_numbers_are_digits_with_an_optional_sign_point_and_exponent():
    given = store("""
        opportunities
        opportunity_id | account_id | amount
        whole          | a          | 150
        plus           | a          | +150.50
        minus          | a          | -0.5
        exponent       | a          | 1.5e2
        capital        | a          | 15E-1
        zeros          | a          | 0015
        comma          | a          | 1,5
        thousands      | a          | 1 000
        underscore     | a          | 1_000
        hexadecimal    | a          | 0x10
        other_digits   | a          | ١٢
        currency       | a          | 5 EUR
        two_signs      | a          | --1
        no_exponent    | a          | 1e
        """)
    expect_kept(
        given,
        "opportunities",
        """
        opportunity_id | amount
        whole          | 150
        plus           | 150.5
        minus          | -0.5
        exponent       | 150
        capital        | 1.5
        zeros          | 15
        comma          |
        thousands      |
        underscore     |
        hexadecimal    |
        other_digits   |
        currency       |
        two_signs      |
        no_exponent    |
        """,
    )
    assert [row["reason"] for row in entries_of(given)] == ["type"] * 8


def test_an_int_has_no_point():
    given = store("""
        accounts
        account_id | agreed_interval_days
        plain      | 30
        plus       | +30
        exponent   | 3e1
        point      | 30.0
        bare_point | 30.
        fraction   | 30.5
        parted     | 3e-1
        """)
    expect_kept(
        given,
        "accounts",
        """
        account_id | agreed_interval_days
        plain      | 30
        plus       | 30
        exponent   | 30
        point      |
        bare_point |
        fraction   |
        parted     |
        """,
    )
    assert [row["reason"] for row in entries_of(given)] == ["type"] * 4


def test_enumerations_are_exact():
    given = store("""
        interactions
        interaction_id | account_id | starts_at | kind    | status | place
        good           | a          | d-5       | meeting | held   | ours
        case           | a          | d-5       | Meeting | held   | ours
        status         | a          | d-5       | meeting | HELD   | ours
        place          | a          | d-5       | meeting | held   | Ours
        """)
    expect_entries(
        given,
        """
        table        | key    | column | value   | reason      | done
        interactions | case   | kind   | Meeting | enumeration | row set aside
        interactions | status | status | HELD    | enumeration | row set aside
        interactions | place  | place  | Ours    | enumeration | value left out
        """,
    )


# ---- typed cells


def test_typed_cells_are_taken_as_their_types_say():
    given = folder(
        {
            "accounts.parquet": parquet(
                account_id=pa.array(["a", "b"]),
                name=pa.array(["Acme", ""]),
                created_at=pa.array([datetime(2024, 6, 20, 9, 30, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
                agreement_ends_on=pa.array([date(2024, 12, 31), None]),
                agreed_interval_days=pa.array([30.0, 30.5]),
            ),
            "orders.parquet": parquet(
                order_id=pa.array(["o1"]),
                account_id=pa.array(["a"]),
                ordered_on=pa.array([date(2024, 6, 20)]),
                amount=pa.array([Decimal("12.50")]),
                currency=pa.array(["EUR"]).dictionary_encode(),
                status=pa.array(["delivered"]).dictionary_encode(),
            ),
            "employees.parquet": parquet(
                employee_id=pa.array([7, 8]), name=pa.array(["Ada", "Bo"]), active=pa.array([True, None])
            ),
        }
    )
    expect_kept(
        given,
        "accounts",
        """
        account_id | created_at           | agreement_ends_on | agreed_interval_days
        a          | 2024-06-20T09:30:00Z | 2024-12-31        | 30
        """,
    )
    expect_kept(given, "employees", "employee_id | active\n7 | yes\n8 |")
    expect_facts(given, "account_id | revenue_12m\na | 12.5")
    expect_entries(
        given,
        """
        table    | key | column | value | reason  | done
        accounts | b   | name   |       | missing | row set aside
        """,
    )


def test_a_float_counts_as_its_shortest_decimal_text():
    given = folder(
        {
            "accounts.csv": ACCOUNTS,
            "opportunities.parquet": parquet(
                opportunity_id=pa.array(["tenth", "price", "whole", "inexact", "nan", "infinity"]),
                account_id=pa.array(["a"] * 6),
                amount=pa.array([0.1, 19.99, 1500.0, 0.1 + 0.2, float("nan"), float("inf")]),
            ),
        }
    )
    expect_kept(
        given,
        "opportunities",
        """
        opportunity_id | amount
        tenth          | 0.1
        price          | 19.99
        whole          | 1500
        inexact        |
        nan            |
        infinity       |
        """,
    )
    expect_entries(
        given,
        """
        table         | key      | column | value               | reason | done
        opportunities | inexact  | amount | 0.30000000000000004 | range  | value left out
        opportunities | nan      | amount | nan                 | type   | value left out
        opportunities | infinity | amount | inf                 | type   | value left out
        """,
    )
