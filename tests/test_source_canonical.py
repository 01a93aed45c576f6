"""A database of canonical tables is read as it is: SQLite and a real PostgreSQL."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from data_access.settings import SourceSettings
from data_access.sources import SourceError, open_source


def sqlite(tmp_path: Path, *statements: str) -> str:
    """The URL of a new SQLite file on which these statements have run."""
    path = tmp_path / "crm.sqlite"
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return f"sqlite:///{path}"


def postgres(url: str, *statements: str) -> str:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    return url


def opened(url: str):
    return open_source(SourceSettings(url=url))


def rows(url: str, table: str) -> list[dict]:
    return [row for batch in opened(url).read(table, pytest.fail) for row in batch.to_pylist()]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path):
    """Runs statements on a new database and returns its URL, on both engines."""
    if request.param == "sqlite":
        return lambda *statements: sqlite(tmp_path, *statements)
    url = request.getfixturevalue("postgres_url")
    return lambda *statements: postgres(url, *statements)


ACCOUNTS = "CREATE TABLE accounts (name TEXT, account_id TEXT, shoe_size INT)"


def test_canonical_columns_are_delivered_in_their_order_and_others_are_not(database):
    url = database(ACCOUNTS, "CREATE TABLE shoes (account_id TEXT)", "INSERT INTO accounts VALUES ('Ada', '1', 40)")
    assert opened(url).tables() == {"accounts": ("account_id", "name")}
    assert rows(url, "accounts") == [{"account_id": "1", "name": "Ada"}]


def test_a_view_is_a_table(database):
    url = database(
        "CREATE TABLE customers (id INT, label TEXT)",
        "INSERT INTO customers VALUES (7, 'Ada')",
        "CREATE VIEW accounts AS SELECT id AS account_id, label AS name FROM customers",
    )
    assert opened(url).tables() == {"accounts": ("account_id", "name")}
    assert rows(url, "accounts") == [{"account_id": 7, "name": "Ada"}]


def test_an_empty_table_is_delivered_without_rows(database):
    url = database(ACCOUNTS)
    assert opened(url).tables() == {"accounts": ("account_id", "name")}
    assert rows(url, "accounts") == []
    assert opened(url).rows("accounts") == 0


def test_rows_are_counted(database):
    url = database(ACCOUNTS, "INSERT INTO accounts VALUES ('A', '1', 1), ('B', '2', 2), (NULL, NULL, 3)")
    assert opened(url).rows("accounts") == 3


def test_a_database_without_any_canonical_table_is_refused(database):
    with pytest.raises(SourceError, match="holds none of the tables of the data model, not even accounts"):
        opened(database("CREATE TABLE shoes (account_id TEXT)")).tables()


def test_the_words_of_private_interactions_stay_in_the_database(database):
    url = database(
        "CREATE TABLE interactions (interaction_id TEXT, private BOOLEAN, subject TEXT, notes TEXT)",
        "INSERT INTO interactions VALUES ('1', true, 's', 'n'), ('2', false, 's', 'n'), ('3', NULL, 's', 'n')",
    )
    words = {row["interaction_id"]: (row["subject"], row["notes"]) for row in rows(url, "interactions")}
    assert words == {"1": (None, None), "2": ("s", "n"), "3": ("s", "n")}


@pytest.mark.parametrize(
    ("flag", "shown"), [("TRUE", False), ("1", False), ("yes", False), ("False", True), ("", True)]
)
def test_a_private_flag_written_as_text_hides_the_words_unless_it_says_no(database, flag, shown):
    url = database(
        "CREATE TABLE interactions (interaction_id TEXT, private TEXT, subject TEXT)",
        f"INSERT INTO interactions VALUES ('1', '{flag}', 's')",
    )
    assert rows(url, "interactions")[0]["subject"] == ("s" if shown else None)


def test_words_are_read_where_there_is_no_private_column(database):
    url = database(
        "CREATE TABLE interactions (interaction_id TEXT, subject TEXT)", "INSERT INTO interactions VALUES ('1', 's')"
    )
    assert rows(url, "interactions")[0]["subject"] == "s"


def test_all_tables_are_read_as_of_one_moment(database, tmp_path):
    url = database(
        ACCOUNTS,
        "CREATE TABLE contacts (contact_id TEXT)",
        "INSERT INTO accounts VALUES ('A', '1', 1)",
        "INSERT INTO contacts VALUES ('c1')",
    )
    if url.startswith("sqlite"):
        with sqlite3.connect(tmp_path / "crm.sqlite") as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    source = opened(url)
    assert sum(batch.num_rows for batch in source.read("accounts", pytest.fail)) == 1
    writer = create_engine(url, poolclass=NullPool)
    with writer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO contacts VALUES ('c2')")
    assert source.rows("contacts") == 1
    source.close()
    assert opened(url).rows("contacts") == 2


def test_more_rows_than_a_batch_arrive_in_several_batches(database):
    url = database(
        ACCOUNTS,
        "INSERT INTO accounts WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
        "SELECT 'A' || i, 'x' || i, i FROM n",
    )
    batches = list(opened(url).read("accounts", pytest.fail))
    keys = pa.Table.from_batches(batches).column("account_id")
    assert len(keys) == len(keys.unique()) == 50_000
    assert url.startswith("postgresql") or max(batch.num_rows for batch in batches) < 50_000


def test_sqlite_cells_of_mixed_types_arrive_as_text(tmp_path):
    url = sqlite(
        tmp_path,
        "CREATE TABLE orders (order_id, account_id, amount, status, currency)",
        "INSERT INTO orders VALUES (1, 'a', 0.1, 'open', x'455552')",
        "INSERT INTO orders VALUES ('007', 'b', '12.50', NULL, 'EUR')",
        "INSERT INTO orders VALUES (2.0, 'c', 14.0, 'open', x'ff00')",
    )
    found = rows(url, "orders")
    assert [row["order_id"] for row in found] == ["1", "007", "2"]
    assert [row["amount"] for row in found] == ["0.1", "12.50", "14"]
    assert [row["currency"] for row in found] == ["EUR", "EUR", "ff00"]
    assert [row["status"] for row in found] == ["open", None, "open"]


def test_sqlite_numbers_of_both_kinds_stay_numbers(tmp_path):
    url = sqlite(
        tmp_path,
        "CREATE TABLE orders (order_id TEXT, amount)",
        "INSERT INTO orders VALUES ('1', 3), ('2', 0.1), ('3', NULL)",
    )
    assert [row["amount"] for row in rows(url, "orders")] == [3.0, 0.1, None]


def test_integers_beyond_64_bits_of_a_float_are_not_rounded(tmp_path):
    url = sqlite(
        tmp_path, "CREATE TABLE accounts (account_id, name)", "INSERT INTO accounts VALUES (9007199254740993, 0.5)"
    )
    with sqlite3.connect(tmp_path / "crm.sqlite") as connection:
        connection.execute("INSERT INTO accounts VALUES (0.5, 'x')")
    assert [row["account_id"] for row in rows(url, "accounts")] == ["9007199254740993", "0.5"]


def test_a_sqlite_source_cannot_be_written(tmp_path):
    source = opened(sqlite(tmp_path, ACCOUNTS))
    source.rows("accounts")
    connection = source._database._connection
    with pytest.raises(Exception, match="readonly database"):
        connection.exec_driver_sql("INSERT INTO accounts VALUES ('A', '1', 1)")


def test_postgresql_types_arrive_exactly(postgres_url):
    url = postgres(
        postgres_url,
        "CREATE TYPE mood AS ENUM ('planned', 'held')",
        "CREATE TABLE orders (order_id UUID, account_id INT, ordered_on DATE, amount NUMERIC(20, 4), currency CHAR(5), status mood)",
        "INSERT INTO orders VALUES ('0f5b1e71-8975-4734-a703-afe6e1abb6fe', 7, '2024-02-29', 0.1, 'EUR', 'held'),"
        " (NULL, NULL, NULL, 'NaN', NULL, NULL)",
    )
    first, second = rows(url, "orders")
    assert first == {
        "order_id": "0f5b1e71-8975-4734-a703-afe6e1abb6fe",
        "account_id": 7,
        "ordered_on": date(2024, 2, 29),
        "amount": "0.1000",
        "currency": "EUR",
        "status": "held",
    }
    assert second["amount"] == "nan"


def test_postgresql_times_with_a_zone_arrive_in_utc(postgres_url):
    url = postgres(
        postgres_url,
        "CREATE TABLE interactions (interaction_id TEXT, starts_at TIMESTAMPTZ, ends_at TIMESTAMP, created_at REAL)",
        "INSERT INTO interactions VALUES ('1', '2024-05-06 10:00:00.5+02', '2024-05-06 12:00', 0.1)",
    )
    (batch,) = opened(url).read("interactions", pytest.fail)
    assert batch.schema.field("starts_at").type == pa.timestamp("us", "UTC")
    assert batch.to_pylist()[0] == {
        "interaction_id": "1",
        "starts_at": datetime(2024, 5, 6, 8, 0, 0, 500_000, tzinfo=UTC),
        "ends_at": datetime(2024, 5, 6, 12, 0),  # noqa: DTZ001
        "created_at": "0.1",
    }


def test_postgresql_is_read_through_the_search_path_of_the_address(postgres_url):
    url = postgres(
        postgres_url,
        "CREATE SCHEMA crm",
        "CREATE TABLE crm.accounts (account_id TEXT, name TEXT)",
        "INSERT INTO crm.accounts VALUES ('1', 'Ada')",
    )
    assert rows(f"{url}&options=-c%20search_path%3Dcrm", "accounts") == [{"account_id": "1", "name": "Ada"}]


def test_a_table_that_may_not_be_read_is_named(postgres_url):
    url = postgres(postgres_url, ACCOUNTS, "CREATE USER reader PASSWORD 'secret'")
    with pytest.raises(SourceError, match=r"the table accounts: .*permission denied") as failure:
        rows(url.replace("postgres:@", "reader:secret@"), "accounts")
    assert "secret" not in str(failure.value)


def test_an_unreachable_database_is_a_sentence_without_its_password(tmp_path):
    with pytest.raises(SourceError) as failure:
        opened(f"postgresql://ann:s3cret@/crm?host={tmp_path}").tables()
    text = str(failure.value)
    assert text.startswith("The database postgresql://ann:***@/crm")
    assert text.endswith("Check the address, that the database is running, and that this user may read it.")
    assert "s3cret" not in text


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///nowhere/crm.sqlite", "crm.sqlite does not exist. Check the path"),
        ("sqlite://", "names no file. Write it as sqlite:///crm.sqlite"),
        ("postgres://u:pw@h/d", "Write postgresql:// instead of postgres://."),
        ("mysterydb://u:pw@h/d", r"'mysterydb' in mysterydb://u:\*\*\*@h/d is not known"),
        (
            "postgresql+pg8000://u:pw@h/d",
            "The driver pg8000 for .* is not installed. Install it with: pip install pg8000",
        ),
        ("postgresql://u:pw@h:port/d", "is not a database URL"),
        ("://", "is not a database URL"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_sentence(url, sentence):
    with pytest.raises(SourceError, match=sentence) as failure:
        opened(url).tables()
    assert "pw" not in str(failure.value)


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "crm.sqlite").write_text("not a database" * 100)
    with pytest.raises(SourceError, match=r"crm\.sqlite cannot be read \(.*file is not a database"):
        opened(f"sqlite:///{tmp_path}/crm.sqlite").tables()


def test_the_description_hides_the_password():
    source = opened("postgresql://ann:s3cret@db.example/crm")
    assert source.describe() == "the database postgresql://ann:***@db.example/crm"
