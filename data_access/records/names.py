"""The names of who wrote here, to be offered the next time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from data_access.records import trail
from data_access.records.schema import NAMES

ENTITY = "name"


def listed(connection: Connection) -> list[str]:
    """Every name, in alphabetical order."""
    return sorted(connection.execute(select(NAMES.c.name)).scalars(), key=lambda name: (name.casefold(), name))


def remember(connection: Connection, name: str, at: datetime) -> None:
    """Keeps the name, unless it is kept; raises RecordsError where it is empty."""
    row = {"name": trail.name_of(name), "first_at": at}
    if trail.row_of(connection, NAMES, name=row["name"]) is None:
        connection.execute(insert(NAMES), row)
        trail.add(connection, name, at, ENTITY, row["name"], "remembered", None, row)
