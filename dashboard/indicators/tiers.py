"""Orders, layers and tiers: who stands where in the customer pyramid."""

from __future__ import annotations

from dashboard.indicators.terms import CHANNELS, ORGANISATION, Definition

TERMS = (
    Definition(
        "counted_order",
        "Counted order",
        "An order that is confirmed or delivered and dated up to the date; credits only change sums.",
        "orders",
        (ORGANISATION,),
    ),
    Definition(
        "order_day",
        "Order day",
        "A day with at least one counted order above zero of the account, however many orders it holds.",
        "days",
        (ORGANISATION,),
    ),
    Definition(
        "layer",
        "Layer",
        "Active accounts have an order day in the last 365 days, inactive ones only before, prospects none.",
        "",
        (ORGANISATION,),
    ),
    Definition(
        "tier",
        "Tier",
        "{entered}: {scheme}. Inactive accounts and prospects have no tier.",
        "A, B, C",
        (ORGANISATION,),
    ),
    Definition(
        "pyramid",
        "Customer pyramid",
        "The accounts by tier, with the inactive ones and the prospects below; the change compares the same count as "
        "of the earlier date.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "tier_move",
        "Tier move",
        "An account that stands on another row of the pyramid than on the earlier date; an account that did not exist "
        "then is new, not moved.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "tier_difference",
        "Entered and computed tier",
        "Active accounts whose tier entered in the CRM is not the one computed from revenue.",
        "accounts",
        (ORGANISATION, CHANNELS),
    ),
    Definition(
        "revenue_12m",
        "Revenue 12 months",
        "The sum of the counted orders of the last 365 days in the reporting currency, credits taken off; unknown where "
        "none of them has a rate.",
        "currency",
        (ORGANISATION,),
    ),
)
