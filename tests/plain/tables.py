"""The tables of the data model as this second reading understands them."""

from __future__ import annotations

from dataclasses import dataclass

LEVEL = "executive/management/supervisor/specialist"

_TABLES = {
    "teams": {"team_id*": "id", "name*": "text", "parent_team_id": "id"},
    "employees": {
        "employee_id*": "id",
        "name*": "text",
        "email": "text",
        "team_id": "id",
        "languages": "text",
        "level": LEVEL,
        "active": "flag",
        "left_on": "date",
    },
    "accounts": {
        "account_id*": "id",
        "name*": "text",
        "owner_id": "-> employees",
        "team_id": "id",
        "tier_entered": "A/B/C",
        "contact_preference": "proactive/as_needed",
        "agreed_interval_days": "int 1..3650",
        "industry": "text",
        "country": "text",
        "language": "text",
        "parent_account_id": "-> accounts",
        "created_at": "time",
        "agreement_ends_on": "date",
        "merged_into_id": "-> accounts",
    },
    "account_team_members": {
        "account_id*": "-> accounts",
        "employee_id*": "-> employees",
        "role": "owner/deputy/member",
        "since": "date",
        "until": "date",
    },
    "contacts": {
        "contact_id*": "id",
        "account_id*": "-> accounts",
        "name*": "text",
        "title": "text",
        "level": LEVEL,
        "role": "decision_maker/champion/user/procurement/other",
        "is_primary": "flag",
        "language": "text",
        "email": "text",
        "phone": "text",
        "active": "flag",
        "left_on": "date",
    },
    "interactions": {
        "interaction_id*": "id",
        "account_id*": "-> accounts",
        "employee_id": "-> employees",
        "contact_id": "-> contacts",
        "kind*": "meeting/call/email/message/helpdesk",
        "purpose": "delivery/consultancy/sales/review/support/other",
        "direction": "inbound/outbound",
        "starts_at*": "time",
        "ends_at": "time",
        "all_day": "flag",
        "status*": "planned/held/cancelled/no_show",
        "place": "customer/ours/remote",
        "formality": "formal/informal",
        "subject": "text",
        "notes": "text",
        "private": "flag",
        "bulk": "flag",
        "created_at": "time",
        "agenda_at": "time",
        "documented_at": "time",
        "shared_at": "time",
        "analysed_at": "time",
        "responded_at": "time",
        "channel": "text",
    },
    "interaction_participants": {
        "interaction_id*": "-> interactions",
        "employee_id": "-> employees",
        "contact_id": "-> contacts",
        "third_party": "text",
    },
    "orders": {
        "order_id*": "id",
        "account_id*": "-> accounts",
        "ordered_on*": "date",
        "amount*": "money",
        "currency*": "text",
        "status*": "open/confirmed/delivered/cancelled",
        "product_line": "text",
        "channel": "text",
    },
    "opportunities": {
        "opportunity_id*": "id",
        "account_id*": "-> accounts",
        "owner_id": "-> employees",
        "name": "text",
        "stage": "text",
        "amount": "money",
        "currency": "text",
        "created_at": "time",
        "offered_at": "time",
        "reviewed_at": "time",
        "closed_on": "date",
        "outcome": "won/lost",
    },
    "commitments": {
        "commitment_id*": "id",
        "account_id*": "-> accounts",
        "employee_id": "-> employees",
        "kind": "deliverable/report/callback/follow_up/other",
        "subject": "text",
        "promised_at": "time",
        "due_on*": "date",
        "done_at": "time",
        "cancelled": "flag",
    },
    "cases": {
        "case_id*": "id",
        "account_id*": "-> accounts",
        "contact_id": "-> contacts",
        "channel": "text",
        "category": "technical/billing/pricing/delivery/other",
        "priority": "low/normal/high/urgent",
        "subject": "text",
        "opened_at*": "time",
        "first_response_at": "time",
        "resolved_at": "time",
        "escalated_at": "time",
        "response_due_at": "time",
    },
    "survey_responses": {
        "response_id*": "id",
        "account_id*": "-> accounts",
        "contact_id": "-> contacts",
        "employee_id": "-> employees",
        "instrument*": "satisfaction/project_evaluation/nps/team_opinion",
        "dimension*": "text",
        "score*": "number",
        "scale_min*": "number",
        "scale_max*": "number",
        "sent_at": "time",
        "answered_at*": "time",
        "comment": "text",
    },
    "qualifications": {
        "qualification_id*": "id",
        "employee_id*": "-> employees",
        "kind*": "certification/training/quality",
        "name*": "text",
        "partner": "text",
        "grade": "int 0..3",
        "obtained_on": "date",
        "valid_until": "date",
    },
    "fx_rates": {"currency*": "text", "month*": "month", "rate*": "rate"},
}

KEYS_OF_SEVERAL = {
    "fx_rates": ("currency", "month"),
    "account_team_members": tuple(name.rstrip("*") for name in _TABLES["account_team_members"]),
    "interaction_participants": tuple(name.rstrip("*") for name in _TABLES["interaction_participants"]),
}

NOT_BEFORE = {
    "interactions": ("starts_at", ("ends_at", "responded_at", "documented_at", "analysed_at", "shared_at")),
    "cases": ("opened_at", ("first_response_at", "resolved_at", "escalated_at")),
}
"""Per table the first moment and the times that must not lie before it."""


@dataclass(frozen=True)
class Column:
    """A column: its kind is one of the type words, `enumeration` (with choices) or `reference` (with target)."""

    name: str
    required: bool
    kind: str
    choices: tuple[str, ...] = ()
    target: str | None = None
    limits: tuple[int, int] | None = None


def _column(name: str, text: str) -> Column:
    required = name.endswith("*")
    name = name.rstrip("*")
    if text.startswith("-> "):
        return Column(name, required, "reference", target=text[3:])
    if text.startswith("int "):
        low, high = text[4:].split("..")
        return Column(name, required, "int", limits=(int(low), int(high)))
    if "/" in text:
        return Column(name, required, "enumeration", choices=tuple(text.split("/")))
    return Column(name, required, text)


TABLES: dict[str, tuple[Column, ...]] = {
    table: tuple(_column(name, text) for name, text in columns.items()) for table, columns in _TABLES.items()
}


def key_columns(table: str) -> tuple[str, ...]:
    """Names of the columns that make the key of `table`."""
    return KEYS_OF_SEVERAL.get(table, (TABLES[table][0].name,))
