"""Records on both engines, and what the tests of them write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from data_access.records import NewDecision, NewReview, Records

NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
ENGINES = ("sqlite", "postgresql")


def url_on(engine: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of a new, empty database of the engine."""
    if engine == "sqlite":
        return f"sqlite:///{folder / 'var' / 'records.sqlite'}"
    return request.getfixturevalue("postgres_url")


def action(text: str = "Visit Aldermoor", **other: object) -> NewDecision:
    """An action on an account of team coast, due on 20 November."""
    told = {"account_id": "K7", "account_name": "Kestrel Energy", "team_id": "coast", "kind": "action"}
    return NewDecision(**{**told, "text": text, "by_whom": "S. Novak", "due_on": date(2026, 11, 20), **other})


def review(as_of: date = date(2026, 11, 15), team_ids: frozenset[str] | None = None, **other: object) -> NewReview:
    """A review of two accounts."""
    told = {
        "as_of": as_of,
        "since": date(2026, 11, 8),
        "team_ids": team_ids,
        "present": ("Ann Berg", "Bo Dahl"),
        "policy_digest": "7f3a",
        "policy_label": "Rules 7f3a",
        "policy_text": "watch_days = 90\n",
        "content": '{"headline": "5 buyers — neglected"}',
        "rows": pd.DataFrame({"account_id": ["K1", "K7"], "score": [51.25, None]}),
    }
    return NewReview(**{**told, **other})


def write_one_of_each(records: Records) -> None:
    """A decision, a closed review, a name and a mail that was sent."""
    records.record(action(), "Ann Berg", NOW)
    records.close_review(review(), "Ann Berg", NOW)
    records.remember_name("Ann Berg", NOW)
    records.claim_delivery("2026-W46", "bo@example.com", "digest", NOW)
    records.delivered("2026-W46", "bo@example.com", "digest", NOW)
