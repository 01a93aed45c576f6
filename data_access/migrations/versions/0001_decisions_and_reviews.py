"""Decisions, closed reviews, the names of who wrote, and the trail of every write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.migrations.unchanging import make_refusal, never_changed

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first tables."""
    op.create_table(
        "reviews",
        sa.Column("review_id", sa.Integer, primary_key=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("present", sa.Text, nullable=False),
        sa.Column("policy_digest", sa.Text, nullable=False),
        sa.Column("policy_label", sa.Text, nullable=False),
        sa.Column("policy_text", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.UniqueConstraint("as_of", "scope", name="one_review_per_day_and_scope"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "review_rows",
        sa.Column(
            "review_id", sa.Integer, sa.ForeignKey("reviews.review_id", name="rows_of_a_review"), primary_key=True
        ),
        sa.Column("rows", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("account_name", sa.Text, nullable=False),
        sa.Column("team_id", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("by_whom", sa.Text),
        sa.Column("due_on", sa.Date),
        sa.Column("change_id", sa.Text),
        sa.Column("review_id", sa.Integer, sa.ForeignKey("reviews.review_id", name="decided_in_a_review")),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("moved", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('action', 'watched', 'snooze', 'note')", name="kind_is_known"),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped', 'recorded')", name="state_is_known"),
        sqlite_autoincrement=True,
    )
    op.create_index("decisions_of_account", "decisions", ["account_id"])
    op.create_table(
        "names",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("audit_id", sa.Integer, primary_key=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_of_entity", "audit", ["entity", "entity_id"])
    make_refusal()
    for table in ("audit", "reviews", "review_rows"):
        never_changed(table)
