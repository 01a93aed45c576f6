"""The weekly review: what counts as a change between two dates."""

from __future__ import annotations

from dashboard.indicators.terms import NEEDS, ORGANISATION, RED, Definition

TERMS = (
    Definition(
        "change",
        "Change",
        "What differs for an account between the date compared with and the date shown, the most serious first: a buyer became "
        "neglected, a limit was breached, a health band or a tier fell; then neglect that ended, limits kept again, bands and "
        "tiers that rose, accounts that became overdue or are so no longer, owners, escalated cases, promises and agreements "
        "that ran out or begin to, and new accounts. A closed review is compared by its own rows, as they were known then.",
        "changes",
        (RED, NEEDS, ORGANISATION),
    ),
)
