"""A SQLite file read column by column gives the cells that reading it row by row gives, all as of one moment."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from data_access.sources import SourceError
from data_access.sources.database import Database
from data_access.sources.private import WORDS, PrivateWords
from data_access.sources.sqlite_columns import ColumnReader

CELLS = {
    "texts": ["", "a", "Ünï 🙂", "with\0zero", "' quoted \" : %", "1.5", "x" * 30_000],
    "whole": [0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63)],
    "reals": [0.5, -1e300, 5.0, 1e-7, float("inf"), 0.1],
    "bytes": [b"", b"\x00\xff", b"abc"],
    "none": [],
}
CELLS |= {
    "numbers": CELLS["whole"] + CELLS["reals"],
    "mixed": CELLS["texts"] + CELLS["whole"] + CELLS["reals"] + CELLS["bytes"],
}


def written(file: Path, columns: dict[str, list], count: int, first_empty: int, seed: int) -> str:
    """The URL of a file whose table t has these kinds of cells in random order, the first rows without any."""
    source = random.Random(seed)
    rows = [
        [
            None if place < first_empty or not cells or source.random() < 0.1 else source.choice(cells)
            for cells in columns.values()
        ]
        for place in range(count)
    ]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"CREATE TABLE t ({', '.join(columns)})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})", rows)
    return f"sqlite:///{file}"


def by_rows(monkeypatch: pytest.MonkeyPatch, url: str, columns: list[str]) -> list[pa.RecordBatch]:
    with monkeypatch.context() as patch:
        patch.setattr(ColumnReader, "kinds", lambda *_: None)
        return list(Database(url).read("t", columns))


def whole(batches: list[pa.RecordBatch]) -> list[tuple]:
    return [
        tuple(map(repr, row)) for batch in batches for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
    ]


@pytest.fixture
def columns_read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The kinds of the tables that were read column by column."""
    read: list[object] = []
    original = ColumnReader.batches

    def noted(self: ColumnReader, query: object, kinds: object) -> Iterator[pa.RecordBatch]:
        read.append(kinds)
        return original(self, query, kinds)

    monkeypatch.setattr(ColumnReader, "batches", noted)
    return read


@pytest.mark.parametrize(("count", "first_empty"), [(0, 0), (1, 0), (300, 0), (300, 300), (45_000, 25_000)])
def test_columns_of_one_kind_give_the_cells_and_types_of_rows(count, first_empty, tmp_path, monkeypatch, columns_read):
    kinds = {
        name: [cell for cell in CELLS[name] if len(repr(cell)) < 99] for name in ("texts", "whole", "reals", "none")
    }
    url = written(tmp_path / "crm.sqlite", kinds, count, first_empty, seed=count)
    found, expected = list(Database(url).read("t", list(kinds))), by_rows(monkeypatch, url, list(kinds))
    assert whole(found) == whole(expected)
    assert len(columns_read) == 1
    last = zip(found[-1:], expected[-1:], strict=True)
    for mine, theirs in last:
        assert mine.schema.names == theirs.schema.names
        if count > first_empty:
            assert mine.schema.types == theirs.schema.types


@pytest.mark.parametrize("odd", ["numbers", "mixed", "bytes"])
def test_columns_of_several_kinds_are_read_by_rows(odd, tmp_path, monkeypatch, columns_read):
    url = written(tmp_path / "crm.sqlite", {"a": CELLS["texts"], "b": CELLS[odd]}, 400, 0, seed=7)
    assert whole(list(Database(url).read("t", ["a", "b"]))) == whole(by_rows(monkeypatch, url, ["a", "b"]))
    assert columns_read == []
    assert len(whole(list(Database(url).read("t", ["a"])))) == 400
    assert columns_read == [["text"]]


def test_long_texts_arrive_whole(tmp_path, columns_read):
    url = written(tmp_path / "crm.sqlite", {"a": CELLS["texts"]}, 50, 0, seed=1)
    assert any(cell == ("'" + "x" * 30_000 + "'",) for cell in whole(list(Database(url).read("t", ["a"]))))
    assert columns_read


def test_the_words_of_private_rows_stay_in_the_file(tmp_path, columns_read):
    file = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE t (subject TEXT, notes TEXT, private INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", [("a", "b", 0), ("c", "d", 1), ("e", "f", None)])
    private = PrivateWords(frozenset(WORDS), flag="private")
    rows = whole(list(Database(f"sqlite:///{file}").read("t", ["subject", "notes"], private)))
    assert rows == [("'a'", "'b'"), ("None", "None"), ("'e'", "'f'")]
    assert columns_read


def test_text_that_is_no_utf8_is_a_sentence_either_way(tmp_path, monkeypatch):
    file = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.execute("INSERT INTO t VALUES (CAST(x'fffe41' AS TEXT))")
    url = f"sqlite:///{file}"
    for read in (lambda: list(Database(url).read("t", ["a"])), lambda: by_rows(monkeypatch, url, ["a"])):
        with pytest.raises(SourceError, match=r"cannot be read \(the table t: .*UTF-?8"):
            read()


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_tables_read_in_either_way_are_of_one_moment(mode, tmp_path, monkeypatch):
    file = tmp_path / "crm.sqlite"
    writer = sqlite3.connect(file, isolation_level=None, timeout=0.1)
    writer.execute(f"PRAGMA journal_mode = {mode}")
    writer.execute("CREATE TABLE plain (a INTEGER)")
    writer.execute("CREATE TABLE mixed (a)")
    writer.execute("INSERT INTO plain VALUES (1)")
    writer.execute("INSERT INTO mixed VALUES (1), ('x')")
    first = ColumnReader._first
    commits = iter([True, True])

    def somebody_writes(self: ColumnReader, query: object) -> object:
        found = first(self, query)
        if mode == "wal" and next(commits, False):
            writer.execute("INSERT INTO plain VALUES (2)")
            writer.execute("INSERT INTO mixed VALUES (2)")
        return found

    monkeypatch.setattr(ColumnReader, "_first", somebody_writes)
    database = Database(f"sqlite:///{file}")
    counted = [database.count(table) for table in ("plain", "mixed")]
    if mode == "wal":
        writer.execute("INSERT INTO plain VALUES (3)")
        writer.execute("INSERT INTO mixed VALUES (3)")
    read = [sum(map(len, database.read(table, ["a"]))) for table in ("plain", "mixed")]
    assert counted == read
    assert read[1] == read[0] + 1
    database.close()
    writer.close()
