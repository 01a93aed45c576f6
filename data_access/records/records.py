"""All that can be asked of the records and written into them; each call is one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from data_access.records import backup, decisions, deliveries, names, reviews, trail
from data_access.records.database import Database
from data_access.records.entries import Change, NewDecision, NewReview
from data_access.records.upgrade import bring_up_to_date

WAIT_SECONDS = 5.0
"""How long a write waits for its turn."""
MAILER = "digest"


class Records:
    """The records of one database; safe to share between threads. Every method raises RecordsError, a sentence."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def address(self) -> str:
        return self._database.address

    def newest_write(self) -> int:
        """A number that grows with every write: what was read under it is still so."""
        with self._database.reading() as connection:
            return trail.newest(connection)

    def record(self, decision: NewDecision, by: str, at: datetime) -> int:
        """The number of the decision, which is written now."""
        with self._database.writing() as connection:
            return decisions.record(connection, decision, by, at)

    def change(self, decision_id: int, version: int, change: Change, by: str, at: datetime) -> None:
        """Changes a decision of which `version` was seen; raises Overwritten where somebody changed it since."""
        with self._database.writing() as connection:
            decisions.change(connection, decision_id, version, change, by, at)

    def decisions(self) -> pd.DataFrame:
        """One row per decision of whatever account with all its columns, the oldest first."""
        with self._database.reading() as connection:
            return decisions.all_of_them(connection)

    def decision_history(self, decision_id: int) -> pd.DataFrame:
        """One row per write of the decision, the oldest first: version, at, by, action, then what it was after it."""
        with self._database.reading() as connection:
            return decisions.history(connection, decision_id)

    def close_review(self, closing: NewReview, by: str, at: datetime) -> int:
        """The number of the review, which is kept as it is for good; raises AlreadyClosed."""
        with self._database.writing() as connection:
            return reviews.close(connection, closing, by, at)

    def reviews(self) -> pd.DataFrame:
        """One row per closed review, the newest first: review_id, as_of, since, closed_at, closed_by, present (a tuple of
        names), team_ids (a frozenset, or None for every account), policy_digest, policy_label.
        """
        with self._database.reading() as connection:
            return reviews.listed(connection)

    def review_content(self, review_id: int) -> str:
        """What a closed review showed, as it was handed in."""
        with self._database.reading() as connection:
            return reviews.content(connection, review_id)

    def review_policy(self, review_id: int) -> str:
        """The rules of a closed review, as a policy file."""
        with self._database.reading() as connection:
            return reviews.policy_text(connection, review_id)

    def review_rows(self, review_id: int) -> pd.DataFrame:
        """The row of each account in a closed review, as they were handed in."""
        with self._database.reading() as connection:
            return reviews.rows(connection, review_id)

    def names(self) -> list[str]:
        """The names of who wrote here, in alphabetical order."""
        with self._database.reading() as connection:
            return names.listed(connection)

    def remember_name(self, name: str, at: datetime) -> None:
        """Keeps the name to be offered the next time."""
        with self._database.writing() as connection:
            names.remember(connection, name, at)

    def claim_delivery(self, week: str, recipient: str, kind: str, at: datetime, by: str = MAILER) -> bool:
        """Whether to send this mail now: not where it was sent or another run is at it; a failed one again."""
        with self._database.writing() as connection:
            return deliveries.claim(connection, (week, recipient, kind), by, at)

    def delivered(self, week: str, recipient: str, kind: str, at: datetime, by: str = MAILER) -> None:
        """Keeps that a claimed mail was sent."""
        with self._database.writing() as connection:
            deliveries.end(connection, (week, recipient, kind), by, at, reason=None)

    def failed(self, week: str, recipient: str, kind: str, at: datetime, reason: str, by: str = MAILER) -> None:
        """Keeps why a claimed mail was not sent."""
        with self._database.writing() as connection:
            deliveries.end(connection, (week, recipient, kind), by, at, reason=reason or "unknown")

    def deliveries(self, week: str) -> pd.DataFrame:
        """One row per recipient and kind of mail of the week: state (claimed, sent, failed), claimed_at, ended_at,
        reason, attempts.
        """
        with self._database.reading() as connection:
            return deliveries.of_week(connection, week)

    def audit(self, entity: str | None = None, entity_id: object = None) -> pd.DataFrame:
        """One row per write, the oldest first: audit_id, at, by, entity, entity_id, action, before, after (JSON)."""
        with self._database.reading() as connection:
            return trail.entries(connection, entity, entity_id)

    def backup(self, to: Path) -> dict[str, int]:
        """Writes all of it into a new SQLite file while others go on; gives the rows of each table."""
        return backup.back_up(self._database, to)

    def restore(self, file: Path, by: str, at: datetime) -> dict[str, int]:
        """Writes the rows of a backup into these records, which must be empty; gives the rows of each table."""
        return backup.bring_back(self._database, file, by, at)

    def close(self) -> None:
        """Ends the connections."""
        self._database.close()


def open_records(url: str, wait_seconds: float = WAIT_SECONDS) -> Records:
    """The records there, made or brought up to date first; raises RecordsError, also where their schema is newer."""
    database = Database(url, wait_seconds)
    bring_up_to_date(database)
    return Records(database)
