"""Decisions: recorded, changed from the version somebody has seen, and how each came to be what it is."""

from __future__ import annotations

import json
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from data_access.records import trail
from data_access.records.entries import DONE, DROPPED, LAST_DAY, LONGEST_TEXT, OPEN, Change, NewDecision, storable
from data_access.records.failures import Overwritten, RecordsError
from data_access.records.frames import frame_of
from data_access.records.schema import DECISIONS

ENTITY = "decision"
HISTORY_COLUMNS = ("version", "at", "by", "action", "text", "by_whom", "due_on", "due_before", "state", "reason")

_COMES_FROM = {"done": {OPEN}, "dropped": {OPEN}, "moved": {OPEN}, "reopened": {DONE, DROPPED}}
"""The states in which a decision can be changed so; whatever state it has, it can be edited."""


def record(connection: Connection, new: NewDecision, by: str, at: datetime) -> int:
    """Writes the decision and gives its number; raises RecordsError where it is not one."""
    row = {
        "account_id": new.account_id,
        "account_name": storable(new.account_name) or new.account_id,
        "team_id": new.team_id,
        "kind": new.kind,
        "text": _text(new.text),
        "by_whom": _text(new.by_whom),
        "due_on": _day(new.due_on),
        "change_id": new.change_id,
        "review_id": new.review_id,
        "state": new.first_state,
        "reason": None,
        "moved": 0,
        "recorded_at": at,
        "recorded_by": trail.name_of(by),
        "changed_at": at,
        "changed_by": trail.name_of(by),
        "version": 1,
    }
    decision_id = connection.execute(insert(DECISIONS), row).inserted_primary_key[0]
    trail.add(connection, by, at, ENTITY, decision_id, "recorded", None, _row(connection, decision_id))
    return decision_id


def change(connection: Connection, decision_id: int, version: int, wanted: Change, by: str, at: datetime) -> None:
    """Changes the decision from this version; raises Overwritten where it has another, RecordsError where it cannot be."""
    before = _row(connection, decision_id)
    if before["version"] != version:
        raise Overwritten(before)
    allowed = _COMES_FROM.get(wanted.action)
    if allowed is not None and before["state"] not in allowed:
        raise RecordsError(f"Decision {decision_id} is {before['state']}: it cannot be {wanted.action}.")
    values = _changed(before, wanted) | {"changed_at": at, "changed_by": trail.name_of(by), "version": version + 1}
    d = DECISIONS.c
    seen = update(DECISIONS).where(d.decision_id == decision_id, d.version == version)
    if connection.execute(seen.values(values)).rowcount != 1:
        raise Overwritten(_row(connection, decision_id))
    trail.add(connection, by, at, ENTITY, decision_id, wanted.action, before, _row(connection, decision_id))


def all_of_them(connection: Connection) -> pd.DataFrame:
    """One row per decision with the columns of the table, the oldest first."""
    return frame_of(connection, select(DECISIONS).order_by(DECISIONS.c.decision_id))


def history(connection: Connection, decision_id: int) -> pd.DataFrame:
    """One row per write of the decision, the oldest first, with what it was after it: HISTORY_COLUMNS."""
    told = trail.entries(connection, ENTITY, decision_id)
    rows = []
    for entry in told.to_dict("records"):
        before, after = json.loads(entry["before"] or "{}"), json.loads(entry["after"])
        rows.append(
            {**after, **{name: entry[name] for name in ("at", "by", "action")}, "due_before": before.get("due_on")}
        )
    found = pd.DataFrame(rows, columns=list(HISTORY_COLUMNS), dtype=object)
    days = {name: pd.to_datetime(found[name]).astype("datetime64[ns]") for name in ("due_on", "due_before")}
    return found.assign(at=told["at"], **days)


def _row(connection: Connection, decision_id: int) -> dict[str, object]:
    found = trail.row_of(connection, DECISIONS, decision_id=decision_id)
    if found is None:
        raise RecordsError(f"There is no decision {decision_id}.")
    return found


def _changed(before: dict[str, object], wanted: Change) -> dict[str, object]:
    """The columns that the change gives other values."""
    if wanted.action == "edited":
        return {"text": _text(wanted.text), "by_whom": _text(wanted.by_whom)}
    told = {"reason": _text(wanted.reason)}
    if wanted.action == "moved":
        return told | {"due_on": _day(wanted.due_on), "moved": before["moved"] + 1}
    return told | {"state": wanted.state}


def _text(text: str | None) -> str | None:
    kept = storable(text)
    if kept is not None and len(kept) > LONGEST_TEXT:
        raise RecordsError(f"The text has {len(kept):,} characters; {LONGEST_TEXT:,} are kept. Shorten it.")
    return kept


def _day(day: date | None) -> date | None:
    if day is not None and day > LAST_DAY:
        raise RecordsError(f"{day} is too far away. Name an earlier day.")
    return day
