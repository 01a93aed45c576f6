"""The schema brought up to date: from nothing, or from what an earlier version left."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, select

from data_access.records.database import Database
from data_access.records.failures import RecordsError
from data_access.records.schema import VERSION_TABLE

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"

_VERSIONS = Table(VERSION_TABLE, MetaData(), Column("version_num", Text))


def bring_up_to_date(database: Database, until: str = "head") -> None:
    """Takes the steps that are missing, one process at a time and all or none; raises RecordsError.

    A schema of a newer version is refused, and so is a database that holds something else.
    """
    database.make_file()
    with database.reading() as connection:
        if _missing_steps(database, connection) == 0:
            return
    database.write_ahead()
    with database.writing() as connection:
        # Another process may have taken the steps while this one waited for its turn.
        if _missing_steps(database, connection):
            command.upgrade(_configuration(connection), until)


def version_of(connection: Connection) -> str | None:
    """The version of the schema there; None where there is none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_VERSIONS.c.version_num)).scalar()


@cache
def known_versions() -> tuple[str, ...]:
    """The versions this program knows, the oldest first."""
    steps = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return tuple(reversed([step.revision for step in steps]))


def _missing_steps(database: Database, connection: Connection) -> int:
    """How many steps are to be taken; raises RecordsError where none may be."""
    version, known = version_of(connection), known_versions()
    if version is None:
        _refuse_what_is_not_ours(database, connection)
        return len(known)
    if version not in known:
        raise RecordsError(
            f"The records ({database.address}) were written by a newer version of Account Health: their schema is "
            f"{version}, this one knows {known[-1]}. Update Account Health, or name another database under [storage] "
            "records in the settings."
        )
    return len(known) - 1 - known.index(version)


def _refuse_what_is_not_ours(database: Database, connection: Connection) -> None:
    """Nothing is ever written into a database that is somebody else's, such as the CRM's."""
    found = sorted(inspect(connection).get_table_names())
    if not found:
        return
    more = ", ..." if len(found) > 3 else ""
    raise RecordsError(
        f"The database for the records ({database.address}) holds something else: the tables {', '.join(found[:3])}{more}. "
        "Name a database of its own under [storage] records in the settings."
    )


def _configuration(connection: Connection) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    return configuration
