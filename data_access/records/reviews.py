"""Closed reviews: what was shown and the row of each account, kept as they were."""

from __future__ import annotations

import io
import json
from datetime import datetime
from hashlib import sha256

import pandas as pd
from sqlalchemy import Connection, insert, select

from data_access.records import trail
from data_access.records.entries import NewReview
from data_access.records.failures import AlreadyClosed, RecordsError
from data_access.records.frames import frame_of
from data_access.records.schema import REVIEW_ROWS, REVIEWS

ENTITY = "review"
EVERY_ACCOUNT = "*"

_r = REVIEWS.c
_LISTED = (
    _r.review_id, _r.as_of, _r.since, _r.closed_at, _r.closed_by, _r.present, _r.scope, _r.policy_digest, _r.policy_label
)  # fmt: skip


def close(connection: Connection, closing: NewReview, by: str, at: datetime) -> int:
    """Writes the review and gives its number; raises AlreadyClosed."""
    scope = _scope_text(closing.team_ids)
    there = trail.row_of(connection, REVIEWS, as_of=closing.as_of, scope=scope)
    if there is not None:
        raise AlreadyClosed(there)
    row = {
        "as_of": closing.as_of,
        "since": closing.since,
        "scope": scope,
        "present": json.dumps(list(closing.present), ensure_ascii=False),
        "policy_digest": closing.policy_digest,
        "policy_label": closing.policy_label,
        "closed_at": at,
        "closed_by": trail.name_of(by),
    }
    rows = _as_parquet(closing.rows)
    whole = row | {"policy_text": closing.policy_text, "content": closing.content}
    review_id = connection.execute(insert(REVIEWS), whole).inserted_primary_key[0]
    connection.execute(insert(REVIEW_ROWS), {"review_id": review_id, "rows": rows})
    sums = {"content_sha256": sha256(closing.content.encode()).hexdigest(), "rows_sha256": sha256(rows).hexdigest()}
    trail.add(connection, by, at, ENTITY, review_id, "closed", None, {"review_id": review_id, **row, **sums})
    return review_id


def listed(connection: Connection) -> pd.DataFrame:
    """One row per closed review, the newest first: review_id, as_of, since, closed_at, closed_by, present (names),
    team_ids (a frozenset, or None for every account), policy_digest, policy_label.
    """
    found = frame_of(connection, select(*_LISTED).order_by(_r.as_of.desc(), _r.review_id.desc()))
    present = [tuple(json.loads(names)) for names in found["present"]]
    teams = [_team_ids(scope) for scope in found.pop("scope")]
    return found.assign(
        present=pd.Series(present, index=found.index, dtype=object),
        team_ids=pd.Series(teams, index=found.index, dtype=object),
    )


def content(connection: Connection, review_id: int) -> str:
    """What was shown, as it was handed in; raises RecordsError where there is no such review."""
    return _one(connection.execute(select(_r.content).where(_r.review_id == review_id)).scalar(), review_id)


def policy_text(connection: Connection, review_id: int) -> str:
    """The rules of the review as a policy file; raises RecordsError where there is no such review."""
    return _one(connection.execute(select(_r.policy_text).where(_r.review_id == review_id)).scalar(), review_id)


def rows(connection: Connection, review_id: int) -> pd.DataFrame:
    """The row of each account, as they were handed in; raises RecordsError where there is no such review."""
    kept = select(REVIEW_ROWS.c.rows).where(REVIEW_ROWS.c.review_id == review_id)
    return pd.read_parquet(io.BytesIO(_one(connection.execute(kept).scalar(), review_id)))


def _one(found: object, review_id: int) -> object:
    if found is None:
        raise RecordsError(f"There is no closed review {review_id}.")
    return found


def _scope_text(team_ids: frozenset[str] | None) -> str:
    return EVERY_ACCOUNT if team_ids is None else json.dumps(sorted(team_ids), ensure_ascii=False)


def _team_ids(scope: str) -> frozenset[str] | None:
    return None if scope == EVERY_ACCOUNT else frozenset(json.loads(scope))


def _as_parquet(rows: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    rows.to_parquet(stream, compression="zstd", index=False)
    return stream.getvalue()
