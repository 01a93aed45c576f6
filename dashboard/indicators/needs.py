"""Which tables and columns each figure needs: what a column that is empty, or not connected, weakens."""

from __future__ import annotations

from collections.abc import Mapping

NEEDS_OF: Mapping[str, tuple[str, ...]] = {
    "contact_recency": ("interactions", "orders"),
    "review_recency": ("interactions.purpose", "orders"),
    "post_purchase_care": ("interactions", "orders"),
    "meeting_practice": ("interactions.agenda_at", "interactions.documented_at"),
    "contact_density": ("interactions.contact_id", "interaction_participants.contact_id"),
    "level_coverage": ("interactions.contact_id", "interaction_participants.contact_id", "contacts.level"),
    "ownership": ("accounts.owner_id", "employees", "contacts.is_primary"),
    "promises_kept": ("commitments.done_at",),
    "response_time": ("interactions.responded_at", "cases.first_response_at"),
    "unanswered": ("interactions.responded_at", "cases.first_response_at"),
    "issue_age": ("cases.resolved_at", "cases.priority"),
    "core_satisfaction": ("survey_responses",),
    "service_satisfaction": ("survey_responses",),
    "stated_commitment": ("survey_responses",),
    "purchase_rhythm": ("orders",),
    "revenue_trend": ("orders", "fx_rates.rate"),
    "tier": ("orders", "fx_rates.rate", "accounts.tier_entered"),
    "contact_target": ("accounts.contact_preference", "accounts.agreed_interval_days"),
    "cadence_status": ("interactions", "orders"),
    "watch": ("orders", "interactions"),
    "without_owner": ("accounts.owner_id", "employees.active", "employees.left_on"),
    "meeting_place": ("interactions.place",),
    "level_met": ("interactions.contact_id", "interaction_participants.contact_id", "contacts.level"),
    "one_of_theirs": ("interactions.contact_id", "interaction_participants.contact_id"),
    "one_of_ours": ("interactions.employee_id", "interaction_participants.employee_id"),
    "no_deputy": ("account_team_members.role",),
    "disputed_charges": ("cases.category", "cases.channel", "orders.channel"),
}
"""By the id of an indicator or another term, the tables, and as `table.column` the columns, without which it is unknown
or says less."""


def weakened_by(table: str, column: str | None = None) -> list[str]:
    """The ids of the figures that need the table, or one column of it, in the order of NEEDS_OF."""
    if column is None:
        return [term for term, needs in NEEDS_OF.items() if any(_table(need) == table for need in needs)]
    return [term for term, needs in NEEDS_OF.items() if f"{table}.{column}" in needs]


def _table(need: str) -> str:
    return need.partition(".")[0]
