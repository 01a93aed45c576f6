"""The rows behind each of the sixteen indicators of health: exactly those that its value was computed from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

import pandas as pd

from data_access.evidence.health import access, attention, commitment, opinion, reliability
from data_access.evidence.health.asked import Asked
from data_access.evidence.health.reliability import CASE
from data_access.evidence.reading import visible_number
from data_access.facts.reading import Reader, Rules
from data_access.localtime import day_number
from data_access.scope import Scope

__all__ = ["CASE", "ROWS_BEHIND", "rows_behind"]

ROWS_BEHIND: Mapping[str, Callable[[Asked], pd.DataFrame]] = {
    "contact_recency": attention.contacts,
    "review_recency": attention.reviews,
    "post_purchase_care": attention.checkpoints,
    "meeting_practice": attention.meetings,
    "contact_density": access.persons_met,
    "level_coverage": access.persons_by_level,
    "ownership": access.owner_and_primary_contacts,
    "promises_kept": reliability.promises_due,
    "response_time": reliability.answered,
    "unanswered": reliability.waiting,
    "issue_age": reliability.open_cases,
    "core_satisfaction": opinion.core,
    "service_satisfaction": opinion.service,
    "stated_commitment": opinion.commitment,
    "purchase_rhythm": commitment.order_days,
    "revenue_trend": commitment.orders_of_two_years,
}


def rows_behind(
    mirror: Reader,
    scope: Scope,
    as_of: date,
    rules: Rules,
    account_id: str,
    indicator: str,
    connected: Collection[str],
) -> pd.DataFrame:
    """The rows behind an indicator of one account on the date; what a row is says the function of that indicator.

    `connected` are the tables and columns that can tell something on the date: what is not connected counts in nothing.
    Raises KeyError for an unknown indicator.
    """
    number = visible_number(mirror, scope, account_id)
    asked = Asked(mirror, scope, day_number(as_of), rules, number, frozenset(connected))
    return ROWS_BEHIND[indicator](asked)
