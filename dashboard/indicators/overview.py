"""The overview: who counts as a customer, and what its lines of teams count."""

from __future__ import annotations

from dashboard.indicators.terms import NEEDS, ORGANISATION, RED, Definition

TERMS = (
    Definition(
        "active_account",
        "Active account",
        "An account with an order day in the last 365 days; only active accounts have a tier and a contact target.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "overdue_a_and_b",
        "Overdue A and B accounts",
        "Accounts of tier A or B whose cadence status is overdue; those never contacted are told beside them.",
        "accounts",
        (NEEDS, RED),
    ),
    Definition(
        "without_owner",
        "Without owner",
        "Active accounts that name no owner, or one who has left by the date; unknown where the data store holds no "
        "employees or hardly any account names an owner.",
        "accounts",
        (ORGANISATION,),
    ),
)
