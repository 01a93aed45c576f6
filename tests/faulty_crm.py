"""A small CRM in a database that grows edition by edition, so that rows can be counted whatever happens to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.pool import NullPool

from data_access.mirror import Mirror, open_mirror
from data_access.mirror.tables import ACCOUNTS, INTERACTIONS, ORDERS
from data_access.settings import Settings

BEGINNING = datetime(2024, 5, 31, 8, 0, tzinfo=UTC)
ACCOUNTS_HELD, ORDERS_HELD, INTERACTIONS_HELD = 60, 300, 600
ORDERS_AN_EDITION = 30


@contextmanager
def crm(url: str) -> Iterator[Connection]:
    """The database open for writing; what was done stays when the block ends."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def found(url: str) -> None:
    """Writes the tables with edition 0 into an empty database."""
    with crm(url) as connection:
        run = connection.exec_driver_sql
        run("CREATE TABLE employees (employee_id TEXT PRIMARY KEY, name TEXT, updated_at TIMESTAMP)")
        run("CREATE TABLE accounts (account_id TEXT PRIMARY KEY, name TEXT, owner_id TEXT, updated_at TIMESTAMP)")
        run(
            "CREATE TABLE orders (order_id TEXT PRIMARY KEY, account_id TEXT, ordered_on DATE, amount NUMERIC(12, 2), "
            "currency TEXT, status TEXT, updated_at TIMESTAMP)"
        )
        run(
            "CREATE TABLE interactions (interaction_id TEXT PRIMARY KEY, account_id TEXT, employee_id TEXT, kind TEXT, "
            "starts_at TIMESTAMP, status TEXT, updated_at TIMESTAMP)"
        )
        at = _written(0)
        _insert(connection, "employees", [(f"e{n}", f"Employee {n}", at) for n in range(6)])
        _insert(connection, "accounts", [(f"a{n}", f"Account {n}", f"e{n % 6}", at) for n in range(ACCOUNTS_HELD)])
        _insert(connection, "orders", [_order(n, 0) for n in range(ORDERS_HELD)])
        _insert(
            connection,
            "interactions",
            [
                (f"i{n}", f"a{n % ACCOUNTS_HELD}", f"e{n % 6}", "call", _day(n) + " 09:00:00", "held", at)
                for n in range(INTERACTIONS_HELD)
            ],
        )


def add_edition(url: str, edition: int) -> None:
    """Adds thirty orders, and gives every tenth order of before another amount."""
    with crm(url) as connection:
        first = ORDERS_HELD + (edition - 1) * ORDERS_AN_EDITION
        _insert(connection, "orders", [_order(n, edition) for n in range(first, first + ORDERS_AN_EDITION)])
        for n in range(0, first, 10):
            connection.exec_driver_sql(
                f"UPDATE orders SET amount = {100 + edition}, updated_at = '{_written(edition)}' "
                f"WHERE order_id = 'o{n}'"
            )


def rows_served(settings: Settings) -> dict[str, float]:
    """How many rows the newest version has of each table, how many keys they have, and the sum of the amounts."""
    mirror = open_mirror(settings)
    try:
        return _counted(mirror)
    finally:
        mirror.close()


def rows_of_edition(edition: int) -> dict[str, float]:
    """What `rows_served` must find of an edition, made a second way."""
    amounts: dict[int, int] = {}
    for each in range(edition + 1):
        first = ORDERS_HELD + (each - 1) * ORDERS_AN_EDITION if each else 0
        for n in range(first, ORDERS_HELD + each * ORDERS_AN_EDITION):
            amounts[n] = 100
        if each:
            amounts |= dict.fromkeys(range(0, first, 10), 100 + each)
    return {
        "accounts": ACCOUNTS_HELD,
        "interactions": INTERACTIONS_HELD,
        "interaction keys": INTERACTIONS_HELD,
        "orders": len(amounts),
        "order keys": len(amounts),
        "amounts": float(sum(amounts.values())),
    }


def _counted(mirror: Mirror) -> dict[str, float]:
    def one(statement: object) -> float:
        return mirror.arrow(select(statement.label("n")))["n"][0].as_py()

    return {
        "accounts": one(func.count(ACCOUNTS.c.account_no)),
        "interactions": one(func.count(INTERACTIONS.c.event_no)),
        "interaction keys": one(func.count(INTERACTIONS.c.interaction_id.distinct())),
        "orders": one(func.count(ORDERS.c.account_no)),
        "order keys": one(func.count(ORDERS.c.order_id.distinct())),
        "amounts": float(one(func.sum(ORDERS.c.amount))),
    }


def _order(number: int, edition: int) -> tuple:
    return (f"o{number}", f"a{number % ACCOUNTS_HELD}", _day(number), 100, "EUR", "delivered", _written(edition))


def _day(number: int) -> str:
    return (BEGINNING - timedelta(days=1 + number % 500)).date().isoformat()


def _written(edition: int) -> str:
    """When the rows of an edition were written in the CRM: an hour after those of the one before."""
    return f"{BEGINNING + timedelta(hours=edition):%Y-%m-%d %H:%M:%S}"


def _insert(connection: Connection, table: str, rows: list[tuple]) -> None:
    values = ", ".join(f"({', '.join(_literal(cell) for cell in row)})" for row in rows)
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES {values}")


def _literal(cell: object) -> str:
    return str(cell) if isinstance(cell, int) else f"'{cell}'"
