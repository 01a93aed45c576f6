"""The audit trail: who wrote what, when, what it was before and what it is after; added to, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Table, func, insert, select

from data_access.records.entries import storable
from data_access.records.failures import RecordsError
from data_access.records.frames import frame_of
from data_access.records.schema import AUDIT

Row = Mapping[str, object]


def name_of(by: str) -> str:
    """The name that stands beside what is written; raises RecordsError where there is none."""
    name = storable(by)
    if name is None:
        raise RecordsError("Nothing is written without a name beside it. Say who you are, then save again.")
    return name


def add(
    connection: Connection,
    by: str,
    at: datetime,
    entity: str,
    entity_id: object,
    action: str,
    before: Row | None,
    after: Row,
) -> None:
    """Adds one entry, in the transaction of the write it tells of."""
    entry = {
        "written_at": at,
        "written_by": name_of(by),
        "entity": entity,
        "entity_id": str(entity_id),
        "action": action,
        "before": None if before is None else _as_json(before),
        "after": _as_json(after),
    }
    connection.execute(insert(AUDIT), entry)


def entries(connection: Connection, entity: str | None, entity_id: object) -> pd.DataFrame:
    """One row per write, the oldest first: audit_id, at, by, entity, entity_id, action, before, after (JSON)."""
    a = AUDIT.c
    told = select(
        a.audit_id,
        a.written_at.label("at"),
        a.written_by.label("by"),
        a.entity,
        a.entity_id,
        a.action,
        a.before,
        a.after,
    ).order_by(a.audit_id)
    if entity is not None:
        told = told.where(a.entity == entity)
    if entity_id is not None:
        told = told.where(a.entity_id == str(entity_id))
    return frame_of(connection, told)


def newest(connection: Connection) -> int:
    """The number of the newest entry; 0 where nothing was written."""
    return connection.execute(select(func.max(AUDIT.c.audit_id))).scalar() or 0


def row_of(connection: Connection, table: Table, **key: object) -> dict[str, object] | None:
    """The row of a table under this key; None where there is none."""
    found = connection.execute(select(table).filter_by(**key)).mappings().first()
    return None if found is None else dict(found)


def _as_json(row: Row) -> str:
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
