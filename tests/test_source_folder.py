"""A folder of CSV, gzipped CSV and Parquet files is read in the CSV form of the data model."""

from __future__ import annotations

import gzip
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_access.settings import SourceSettings
from data_access.sources import BrokenRow, SourceError, open_source


def opened(folder: Path):
    return open_source(SourceSettings(folder=folder))


def read(folder: Path, table: str = "accounts") -> tuple[list[tuple], list[BrokenRow]]:
    """Rows as tuples in the order of the canonical columns, and the broken ones."""
    broken: list[BrokenRow] = []
    rows = [tuple(row.values()) for batch in opened(folder).read(table, broken.append) for row in batch.to_pylist()]
    return rows, broken


def read_everything(folder: Path) -> None:
    for table in opened(folder).tables():
        read(folder, table)


def accounts(folder: Path, content: str | bytes, name: str = "accounts.csv") -> Path:
    """The folder, holding a file with this content."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_a_file_is_the_table_it_is_named_after(tmp_path):
    accounts(tmp_path, "account_id,name\n1,Ada\n")
    accounts(tmp_path, gzip.compress(b"team_id,name\n"), "teams.csv.gz")
    pq.write_table(pa.table({"name": ["Bo"], "contact_id": ["c"]}), tmp_path / "contacts.parquet")
    for other in ("notes.txt", "shoes.csv", "cases.xlsx", ".csv"):
        accounts(tmp_path, "x", other)
    assert opened(tmp_path).tables() == {
        "teams": ("team_id", "name"),
        "accounts": ("account_id", "name"),
        "contacts": ("contact_id", "name"),
    }


def test_only_canonical_columns_are_read(tmp_path):
    rows, broken = read(accounts(tmp_path, "shoe,name,,account_id,\n40,Ada,x,1,y\n"))
    assert rows == [("1", "Ada")]
    assert broken == []


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ("", None),
        ('""', None),
        ("NA", "NA"),
        ("null", "null"),
        ("NaN", "NaN"),
        ("007", "007"),
        ("  x ", "  x "),
        ("1.50", "1.50"),
        ("true", "true"),
        ('"a ""b"""', 'a "b"'),
        ('"a,b"', "a,b"),
        ('"two\nlines"', "two\nlines"),
        ('"two\r\n\r\nlines"', "two\r\n\r\nlines"),
        ('5" pipe', '5" pipe'),
        ("Ä €", "Ä €"),
    ],
)
def test_a_cell_is_handed_over_as_written(tmp_path, cell, read_as):
    rows, broken = read(accounts(tmp_path, f"account_id,name\n1,{cell}\n2,next\n"))
    assert rows == [("1", read_as), ("2", "next")]
    assert broken == []


@pytest.mark.parametrize("content", ["account_id,name\n", "account_id,name", "\ufeffaccount_id,name\r\n\r\n"])
def test_a_header_without_rows_is_an_empty_table(tmp_path, content):
    accounts(tmp_path, content)
    assert opened(tmp_path).tables() == {"accounts": ("account_id", "name")}
    assert read(tmp_path) == ([], [])


@pytest.mark.parametrize(
    "content", ["account_id,name\n1,A", "\ufeffaccount_id,name\r\n1,A\r\n", "account_id,name\r1,A\r"]
)
def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path, content):
    assert read(accounts(tmp_path, content)) == ([("1", "A")], [])


def test_lines_that_cannot_be_split_are_kept_as_broken(tmp_path):
    rows, broken = read(accounts(tmp_path, "account_id,name\n1,A\nonly\n2,B\n3,C,more\n4,D\n"))
    assert rows == [("1", "A"), ("2", "B"), ("4", "D")]
    assert broken == [
        BrokenRow("accounts", "only", "row 3 has 1 cells, the header has 2"),
        BrokenRow("accounts", "3,C,more", "row 5 has 3 cells, the header has 2"),
    ]


def test_every_line_of_a_file_longer_than_a_block_is_a_row_or_broken(tmp_path):
    lines = [f"{i},{'x' * 50}" if i % 1000 else f"broken {i}" for i in range(250_000)]
    accounts(tmp_path, "account_id,name\n" + "\n".join(lines))
    source, broken = opened(tmp_path), []
    batches = list(source.read("accounts", broken.append))
    keys = pa.Table.from_batches(batches).column("account_id").to_pylist()
    assert len(batches) > 1
    assert keys == [str(i) for i in range(250_000) if i % 1000]
    assert [each.text for each in broken] == [f"broken {i}" for i in range(0, 250_000, 1000)]


def test_a_row_may_be_longer_than_what_is_read_at_once(tmp_path):
    note = "words " * 500_000
    rows, _ = read(accounts(tmp_path, f'account_id,name\n1,"{note}"\n2,B\n'))
    assert rows == [("1", note), ("2", "B")]


@pytest.mark.parametrize("row", ['1,"A\n2,B\n3,C\n', '"1,A\n2,B\n3,C\n'])
def test_a_quotation_mark_that_is_never_closed_does_not_swallow_rows_silently(tmp_path, row):
    with pytest.raises(
        SourceError, match=r"accounts\.csv ends inside quotation marks: one that is opened is never closed"
    ):
        read(accounts(tmp_path, "account_id,name\n0,Z\n" + row))


def test_words_of_private_interactions_are_not_handed_over(tmp_path):
    lines = [f"{i},{flag},s,n" for i, flag in enumerate(("TRUE", "1", "false", "", "odd"))]
    accounts(tmp_path, "interaction_id,private,subject,notes\n" + "\n".join(lines), "interactions.csv")
    rows, _ = read(tmp_path, "interactions")
    assert [row[1:3] for row in rows] == [(None, None)] * 2 + [("s", "n")] * 3


def test_words_of_private_rows_of_a_parquet_file_are_not_handed_over(tmp_path):
    table = pa.table({"interaction_id": ["1", "2", "3"], "private": [True, False, None], "subject": ["s"] * 3})
    pq.write_table(table, tmp_path / "interactions.parquet")
    rows, _ = read(tmp_path, "interactions")
    assert [row[1] for row in rows] == [None, "s", "s"]


def test_parquet_columns_keep_their_types(tmp_path):
    table = pa.table(
        {
            "order_id": pa.array([1, 2]),
            "ordered_on": pa.array([date(2024, 2, 29), None]),
            "amount": pa.array([Decimal("0.10"), None]),
            "extra": [[1], [2]],
        }
    )
    pq.write_table(table, tmp_path / "orders.parquet")
    assert opened(tmp_path).tables() == {"orders": ("order_id", "ordered_on", "amount")}
    assert opened(tmp_path).rows("orders") == 2
    assert read(tmp_path, "orders") == ([(1, date(2024, 2, 29), Decimal("0.10")), (2, None, None)], [])


def test_parquet_text_arrives_as_text_however_it_is_stored(tmp_path):
    table = pa.table(
        {
            "account_id": pa.array(["1", "2"], pa.large_string()),
            "name": pa.array(["A", None]).dictionary_encode(),
            "country": pa.array(["FI", "SE"], pa.string_view()),
        }
    )
    pq.write_table(table, tmp_path / "accounts.parquet")
    (batch,) = opened(tmp_path).read("accounts", pytest.fail)
    assert set(batch.schema.types) == {pa.string()}
    assert batch.to_pylist()[1] == {"account_id": "2", "name": None, "country": "SE"}


def test_parquet_is_read_in_batches(tmp_path):
    numbers = pa.array(range(200_000))
    pq.write_table(pa.table({"account_id": numbers, "name": numbers}), tmp_path / "accounts.parquet")
    batches = list(opened(tmp_path).read("accounts", pytest.fail))
    assert max(batch.num_rows for batch in batches) <= 65_536
    assert pa.Table.from_batches(batches).column("account_id").to_pylist() == list(range(200_000))


def test_rows_of_a_csv_file_are_not_counted_beforehand(tmp_path):
    assert opened(accounts(tmp_path, "account_id,name\n1,A\n")).rows("accounts") is None


def test_the_order_of_a_file_is_an_order(tmp_path):
    assert opened(tmp_path).ordered


PARQUET_AND_CSV = "holds the table accounts twice, as accounts.csv and accounts.parquet. Keep the one to read."


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds no table. Name the files after the tables of the data model, for example accounts.csv"),
        ({"accounts.csv": b""}, "accounts.csv is empty. A file without rows still needs a header line"),
        ({"accounts.csv": b"\n\n"}, "accounts.csv is empty."),
        ({"accounts.csv": b"name,account_id,name\n"}, "accounts.csv has the column name twice."),
        ({"accounts.csv": b"account_id;name\n1;A\n"}, "accounts.csv does not separate its columns by commas"),
        (
            {"accounts.csv": b"account_id,name\n1,A\n2,\xe4\n"},
            "accounts.csv is not UTF-8 text: line 3 holds the byte 0xe4.",
        ),
        ({"accounts.csv": b"account_id,n\xe4me\n"}, "accounts.csv is not UTF-8 text: line 1"),
        ({"accounts.csv": b"account_id,name\n\xe4\n"}, "accounts.csv is not UTF-8 text: line 2"),
        ({"accounts.csv": "account_id,name\n".encode("utf-16")}, "accounts.csv is not UTF-8 text: line 1"),
        ({"accounts.csv": b'"account_id,name\n' + b"x" * 200_000}, "accounts.csv: the header line cannot be read"),
        ({"accounts.csv": b'account_id,name\n"1' + b"x" * 18_000_000}, "accounts.csv: one row is longer than 8 MB."),
        ({"accounts.csv.gz": b"account_id,name\n"}, "accounts.csv.gz is not a complete gzip file"),
        (
            {"accounts.csv.gz": gzip.compress(b"account_id,name\n" * 99)[:-9]},
            "accounts.csv.gz is not a complete gzip file",
        ),
        ({"accounts.parquet": b"PAR1 and no more"}, "accounts.parquet is not a readable Parquet file"),
        ({"accounts.csv": b"account_id,name\n", "accounts.parquet": b""}, PARQUET_AND_CSV),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path, files, sentence):
    for name, content in files.items():
        accounts(tmp_path, content, name)
    with pytest.raises(SourceError) as failure:
        read_everything(tmp_path)
    assert sentence in str(failure.value)
    assert str(tmp_path) in str(failure.value)


def test_a_parquet_file_damaged_inside_is_a_sentence(tmp_path):
    path = tmp_path / "accounts.parquet"
    pq.write_table(pa.table({"account_id": ["1"] * 1000, "name": [str(i) for i in range(1000)]}), path)
    content = bytearray(path.read_bytes())
    content[4:200] = b"\xff" * 196
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"accounts\.parquet is not a readable Parquet file"):
        read(tmp_path)


def test_parquet_columns_of_one_name_are_refused(tmp_path):
    names = pa.array(["1"])
    pq.write_table(pa.Table.from_arrays([names, names], names=["name", "name"]), tmp_path / "accounts.parquet")
    with pytest.raises(SourceError, match=r"accounts\.parquet has the column name twice"):
        opened(tmp_path).tables()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(SourceError, match=r"missing does not exist\. Check the path"):
        opened(tmp_path / "missing").tables()


def test_a_file_in_place_of_a_folder_is_a_sentence(tmp_path):
    accounts(tmp_path, "account_id,name\n")
    with pytest.raises(SourceError, match=r"accounts\.csv is a file, not a folder"):
        opened(tmp_path / "accounts.csv").tables()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_the_right_to_read_it_is_a_sentence(tmp_path):
    accounts(tmp_path, "account_id,name\n")
    (tmp_path / "accounts.csv").chmod(0)
    with pytest.raises(SourceError, match=r"accounts\.csv may not be read. Give this user the right"):
        opened(tmp_path).tables()


def test_no_source_at_all_is_a_sentence():
    with pytest.raises(SourceError, match="No source is configured"):
        open_source(SourceSettings())
