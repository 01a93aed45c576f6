"""Attention: how contacts are shared out against revenue, and how they change around an order."""

from __future__ import annotations

from dashboard.indicators.terms import NEEDS, ORGANISATION, Definition
from dashboard.palette import SERVED

TERMS = (
    Definition(
        "revenue_share",
        "Share of revenue",
        "The tier's part of the active accounts' revenue of 12 months; accounts with a negative sum count as zero.",
        "%",
        (ORGANISATION,),
    ),
    Definition(
        "meetings_share",
        "Share of meetings",
        "The tier's part of the counted meetings of the last 365 days with all accounts, inactive ones and prospects "
        "included.",
        "%",
        (ORGANISATION, NEEDS),
    ),
    Definition(
        "tier_served",
        "Tier under- or over-served",
        "Share of meetings divided by share of revenue: under-served below {under_served}, over-served above "
        "{over_served}, in proportion between.",
        "×",
        (ORGANISATION,),
    ),
    Definition(
        "attention_index",
        "Attention index",
        "The account's part of all counted contacts with active accounts in 365 days, divided by its part of their "
        "revenue: under-served below {under_served}, over-served above {over_served}.",
        "×",
        (ORGANISATION,),
    ),
    Definition(
        "expected_contacts",
        "Expected contacts",
        "The counted contacts in 365 days the account would have if contacts followed revenue over the whole company.",
        "contacts",
        (ORGANISATION,),
    ),
    Definition(
        "attention_shift",
        "Attention shift",
        "Counted contacts per order and week in the 13 weeks before and after an order, averaged over the orders "
        "of a year that began a watch and have all 13 weeks behind them; the band is the mean ± 1.96 standard errors over orders, "
        "and below {curve_needs} orders no curve is drawn.",
        "contacts per order and week",
        (ORGANISATION,),
    ),
    Definition(
        "served_list",
        f"{SERVED['under_served'].word} and {SERVED['over_served'].word.lower()} accounts",
        "Active accounts with an attention index below {under_served} or above {over_served}, the furthest from the "
        "expected number of contacts first.",
        "accounts",
        (ORGANISATION,),
    ),
)
