"""The tables of the records, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

VERSION_TABLE = "records_version"
"""Where the schema's version is kept, under a name of its own beside other programs'."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC by both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The moment in UTC; raises ValueError where it does not say its time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} does not say its time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The moment in UTC, also where the engine gave it without a time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


RECORDS = MetaData()

REVIEWS = Table(
    "reviews",
    RECORDS,
    Column("review_id", Integer, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("since", Date, nullable=False),
    Column("scope", Text, nullable=False),  # JSON list of team ids in order; * for every account
    Column("present", Text, nullable=False),  # JSON list of the names of who was there
    Column("policy_digest", Text, nullable=False),
    Column("policy_label", Text, nullable=False),
    Column("policy_text", Text, nullable=False),
    Column("content", Text, nullable=False),  # What was shown, as JSON
    Column("closed_at", Moment, nullable=False),
    Column("closed_by", Text, nullable=False),
    UniqueConstraint("as_of", "scope", name="one_review_per_day_and_scope"),
    sqlite_autoincrement=True,
)
REVIEW_ROWS = Table(
    "review_rows",
    RECORDS,
    Column("review_id", ForeignKey("reviews.review_id", name="rows_of_a_review"), primary_key=True),
    Column("rows", LargeBinary, nullable=False),  # The row of each account, as Parquet
)
DECISIONS = Table(
    "decisions",
    RECORDS,
    Column("decision_id", Integer, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("account_name", Text, nullable=False),
    Column("team_id", Text),
    Column("kind", Text, nullable=False),
    Column("text", Text),
    Column("by_whom", Text),
    Column("due_on", Date),
    Column("change_id", Text),
    Column("review_id", ForeignKey("reviews.review_id", name="decided_in_a_review")),
    Column("state", Text, nullable=False),
    Column("reason", Text),  # What was said when it was done, dropped, moved or opened again
    Column("moved", Integer, nullable=False),  # How often the day was moved
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("kind IN ('action', 'watched', 'snooze', 'note')", name="kind_is_known"),
    CheckConstraint("state IN ('open', 'done', 'dropped', 'recorded')", name="state_is_known"),
    Index("decisions_of_account", "account_id"),
    sqlite_autoincrement=True,
)
NAMES = Table(
    "names",
    RECORDS,
    Column("name", Text, primary_key=True),
    Column("first_at", Moment, nullable=False),
)
DELIVERIES = Table(
    "deliveries",
    RECORDS,
    Column("week", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False),
    CheckConstraint("state IN ('claimed', 'sent', 'failed')", name="delivery_state_is_known"),
)
AUDIT = Table(
    "audit",
    RECORDS,
    Column("audit_id", Integer, primary_key=True),
    Column("written_at", Moment, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", Text),  # The row before, as JSON
    Column("after", Text),  # The row after, as JSON
    Index("audit_of_entity", "entity", "entity_id"),
    sqlite_autoincrement=True,
)
