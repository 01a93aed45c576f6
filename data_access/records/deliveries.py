"""Mails: who was sent what for which week, so that running twice sends nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from data_access.records import trail
from data_access.records.frames import frame_of
from data_access.records.schema import DELIVERIES

ENTITY = "delivery"
CLAIMED, SENT, FAILED = "claimed", "sent", "failed"
ABANDONED_AFTER = timedelta(minutes=15)
"""A claim without an end that is older was left by a run that was stopped."""

Key = tuple[str, str, str]


def claim(connection: Connection, key: Key, by: str, at: datetime) -> bool:
    """Whether this run is the one to send: not where it was sent, or another run is at it."""
    there = _row(connection, key)
    if there is None:
        row = {**_named(key), "state": CLAIMED, "claimed_at": at, "ended_at": None, "reason": None, "attempts": 1}
        connection.execute(insert(DELIVERIES), row)
        _tell(connection, key, by, at, CLAIMED, None)
        return True
    under_way = there["state"] == CLAIMED and at - there["claimed_at"] < ABANDONED_AFTER
    if there["state"] == SENT or under_way:
        return False
    again = {"state": CLAIMED, "claimed_at": at, "ended_at": None, "reason": None, "attempts": there["attempts"] + 1}
    _change(connection, key, by, at, again)
    return True


def end(connection: Connection, key: Key, by: str, at: datetime, reason: str | None) -> None:
    """Keeps that it was sent, or the reason why not; what was sent stays sent."""
    there = _row(connection, key)
    if there is None or there["state"] == SENT:
        return
    _change(connection, key, by, at, {"state": SENT if reason is None else FAILED, "ended_at": at, "reason": reason})


def of_week(connection: Connection, week: str) -> pd.DataFrame:
    """One row per recipient and kind of mail: week, recipient, kind, state, claimed_at, ended_at, reason, attempts."""
    d = DELIVERIES.c
    return frame_of(connection, select(DELIVERIES).where(d.week == week).order_by(d.recipient, d.kind))


def _row(connection: Connection, key: Key) -> dict[str, object] | None:
    return trail.row_of(connection, DELIVERIES, **_named(key))


def _change(connection: Connection, key: Key, by: str, at: datetime, values: dict[str, object]) -> None:
    before = _row(connection, key)
    connection.execute(update(DELIVERIES).filter_by(**_named(key)).values(values))
    _tell(connection, key, by, at, str(values["state"]), before)


def _tell(
    connection: Connection, key: Key, by: str, at: datetime, action: str, before: dict[str, object] | None
) -> None:
    trail.add(connection, by, at, ENTITY, " ".join(key), action, before, _row(connection, key))


def _named(key: Key) -> dict[str, str]:
    return dict(zip(("week", "recipient", "kind"), key, strict=True))
