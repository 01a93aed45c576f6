"""The columns of `facts`, in the order in which people and programs rely on them."""

from __future__ import annotations

from dashboard.policy import DEFAULT_POLICY

_ACCOUNT = ("account_id", "account_name", "team_id", "team_name", "owner_id", "owner_name")
_LAYER = ("layer", "tier", "tier_source")
_ORDERS = ("revenue_12m", "revenue_prior_12m", "orders_12m", "first_order_on", "last_order_on")
_CONTACTS = (
    "last_contact_on",
    "last_contact_kind",
    "last_contact_employee_id",
    "last_contact_contact_id",
    "last_meeting_on",
    "last_review_on",
    "next_planned_on",
    "contacts_90d",
    "contacts_365d",
    "meetings_90d",
    "meetings_365d",
)
_CADENCE = ("contact_target_days", "contact_ratio", "cadence_status", "attainment", "rhythm")
_WATCH = ("watch_order_on", "watch_days", "watch_amount", "watch_state")
_ATTENTION = ("attention_before", "attention_after", "attention_orders", "attention_index")
_HEALTH = (
    *(column for indicator in DEFAULT_POLICY.indicators for column in (indicator, f"{indicator}_points")),
    "score",
    "known_share",
    "band",
    "limits",
    "trend",
)

FACT_COLUMNS = (*_ACCOUNT, *_LAYER, *_ORDERS, *_CONTACTS, *_CADENCE, *_WATCH, *_ATTENTION, *_HEALTH)
TEXT_COLUMNS = frozenset(
    {*_ACCOUNT, *_LAYER, "last_contact_kind", "last_contact_employee_id", "last_contact_contact_id"}
    | {"cadence_status", "watch_state", "band", "limits"}
)
DATE_COLUMNS = frozenset(column for column in FACT_COLUMNS if column.endswith("_on"))
COUNT_COLUMNS = frozenset(
    {"orders_12m", "contacts_90d", "contacts_365d", "meetings_90d", "meetings_365d", "contact_target_days"}
    | {"watch_days", "attention_before", "attention_after", "attention_orders"}
)
UNKNOWN_WITHOUT_INTERACTIONS = (
    *_CONTACTS,
    "contact_ratio",
    "attainment",
    "rhythm",
    "watch_state",
    *_ATTENTION,
)
