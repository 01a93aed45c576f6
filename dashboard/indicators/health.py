"""The sixteen indicators of health, in the order of the facts, and the words around score, band and limits.

Weights, good and poor are the policy's; what is said here is what an indicator measures and when it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.indicators.terms import CHANNELS, NEEDS, ORGANISATION, PRACTICES, RED, Definition

DIMENSIONS = {
    "attention": "Attention",
    "access": "Access",
    "reliability": "Reliability",
    "opinion": "Opinion",
    "commitment": "Commitment",
}


@dataclass(frozen=True)
class Indicator(Definition):
    """A definition with the dimension it belongs to, when it is unknown, and when it does not apply.

    `not_applicable` is empty for an indicator that applies to every active account.
    """

    dimension: str = ""
    unknown: str = ""
    not_applicable: str = ""


_SATISFACTION = (
    "the mean over respondents of their latest answer of the last 365 days {about}, in satisfaction surveys and project "
    "evaluations, rescaled to 0 to 10"
)
_NOBODY_ASKED = "unknown where nobody was asked in that time"
_NO_PERSON = "unknown while no counted contact of the store names a person of theirs"

_ALL = (
    Indicator(
        "contact_recency",
        "Contact recency",
        "Days since the last counted contact, as a multiple of the contact target (since the first order where there was "
        "no contact).",
        "times the target",
        (NEEDS, ORGANISATION),
        "attention",
        unknown="unknown while interactions are not connected",
        not_applicable="does not apply without a contact target",
    ),
    Indicator(
        "review_recency",
        "Review recency",
        "Days since the last review meeting, as a multiple of the review target ({review_target}; 365 days for customers "
        "who want to be met when needed).",
        "times the target",
        (RED, NEEDS),
        "attention",
        unknown="unknown while the purpose of meetings is not connected",
    ),
    Indicator(
        "post_purchase_care",
        "Care after the order",
        "The share of the checkpoints (days {checkpoints}) passed since the orders of the last 365 days that began a watch, "
        "by which a counted contact came after the checkpoint before.",
        "share",
        (ORGANISATION, PRACTICES),
        "attention",
        unknown="unknown while no checkpoint has passed, or interactions are not connected",
        not_applicable="does not apply without such an order",
    ),
    Indicator(
        "meeting_practice",
        "Meeting practice",
        "The share of the counted meetings of the last 365 days with an agenda before them and a memo within 120 hours after "
        "them (of all-day ones: an agenda the day before, a memo within 5 days).",
        "share",
        (RED,),
        "attention",
        unknown="unknown without such meetings, or while agendas or memos are not connected",
    ),
    Indicator(
        "contact_density",
        "Contact density",
        "How many persons of theirs took part in the counted contacts of the last 365 days.",
        "persons",
        (NEEDS, ORGANISATION),
        "access",
        unknown=_NO_PERSON,
    ),
    Indicator(
        "level_coverage",
        "Levels covered",
        "Of the organisational levels on which the account has active contacts, the share on which somebody took part in a "
        "counted contact of the last 365 days.",
        "share",
        (NEEDS, ORGANISATION),
        "access",
        unknown=f"unknown without an active contact whose level is known; {_NO_PERSON}",
    ),
    Indicator(
        "ownership",
        "Ownership",
        "60 points where the account has an active owner, 40 where it has an active primary contact; what is not connected "
        "is left out and the rest scaled to 100.",
        "points",
        (NEEDS, ORGANISATION),
        "access",
        unknown="unknown while neither owners nor primary contacts are connected",
    ),
    Indicator(
        "promises_kept",
        "Promises kept",
        "The share of the promises due in the last 365 days, cancelled ones apart, that were done by the day they were due.",
        "share",
        (RED, PRACTICES, CHANNELS),
        "reliability",
        unknown="unknown where none was due",
    ),
    Indicator(
        "response_time",
        "Response time",
        "The median number of hours from arrival to first answer, of the inbound emails, messages, help-desk contacts and "
        "cases of the last 90 days that were answered.",
        "hours",
        (PRACTICES, CHANNELS),
        "reliability",
        unknown="unknown where none arrived and was answered",
    ),
    Indicator(
        "unanswered",
        "Unanswered",
        "How many inbound emails and messages of 3 to 89 days ago, and open cases of 3 days ago or more, have no first answer "
        "yet.",
        "messages and cases",
        (PRACTICES,),
        "reliability",
        unknown="unknown while neither answers to mail nor first responses to cases are connected",
    ),
    Indicator(
        "issue_age",
        "Age of open issues",
        "The age of the worst open case as a multiple of the limit of its priority ({issue_limit} days; none counts as "
        "normal); 0 without an open case.",
        "times the limit",
        (PRACTICES, CHANNELS),
        "reliability",
        unknown="unknown while cases are not connected",
    ),
    Indicator(
        "core_satisfaction",
        "Core satisfaction",
        f"Satisfaction with what was bought: {_SATISFACTION.format(about='on the core service or overall')}.",
        "0 to 10",
        (RED, NEEDS, ORGANISATION),
        "opinion",
        unknown=_NOBODY_ASKED,
    ),
    Indicator(
        "service_satisfaction",
        "Service satisfaction",
        f"Satisfaction with the service around it: {_SATISFACTION.format(about='on customer service')}.",
        "0 to 10",
        (NEEDS, CHANNELS),
        "opinion",
        unknown=_NOBODY_ASKED,
    ),
    Indicator(
        "stated_commitment",
        "Trust and commitment",
        "The mean of the latest answers on trust and on commitment of each respondent, rescaled to 0 to 10: the customer's of "
        "the last 365 days, our own team's of the last 90.",
        "0 to 10",
        (ORGANISATION,),
        "opinion",
        unknown=_NOBODY_ASKED,
    ),
    Indicator(
        "purchase_rhythm",
        "Purchase rhythm",
        "Days since the last order day, as a multiple of the median gap between the account's order days.",
        "times the usual gap",
        (ORGANISATION, PRACTICES),
        "commitment",
        unknown="unknown with fewer than 4 order days",
    ),
    Indicator(
        "revenue_trend",
        "Revenue trend",
        "Revenue of the last 365 days as a multiple of that of the 365 days before.",
        "times the year before",
        (ORGANISATION, PRACTICES),
        "commitment",
        unknown="unknown where one of the two is unknown, the earlier one is not above zero, or the first order is under two "
        "years old",
    ),
)
INDICATORS: Mapping[str, Indicator] = {indicator.id: indicator for indicator in _ALL}

TERMS = (
    *_ALL,
    Definition(
        "points",
        "Points",
        "Each indicator gives 100 points at good or better, 0 at poor or worse, and in between on a straight line.",
        "0 to 100",
    ),
    Definition(
        "score",
        "Health score",
        "The mean of the points of the known indicators by their weights; only active accounts have one, and it is shown with "
        "its known share.",
        "0 to 100",
        (ORGANISATION,),
    ),
    Definition(
        "known_share",
        "Based on",
        "The weight of the known indicators as a share of the weight of all that apply to the account.",
        "share",
    ),
    Definition(
        "band",
        "Band",
        "Good from {good_from} points, fair from {fair_from}, poor below; not enough data where less than {known_floor} of the "
        "weight is known; a breached limit keeps an account from being good.",
        "",
    ),
    Definition(
        "satisfaction_limit",
        "Satisfaction limit",
        "Core or service satisfaction below {satisfaction_floor} of 10 caps the band at fair.",
        "",
        (RED,),
    ),
    Definition(
        "neglected_limit",
        "Neglect limit",
        "An account that is a neglected recent buyer cannot be good.",
        "",
        (ORGANISATION,),
    ),
    Definition(
        "no_owner",
        "Owner limit",
        "An account without an active owner cannot be good; this is no limit while owners are not connected.",
        "",
        (NEEDS, ORGANISATION),
    ),
    Definition(
        "points_lost",
        "Points lost",
        "What an indicator takes from the score: its weight times the points missing from 100, over the weight of all known "
        "indicators; together they are what the score lacks of 100.",
        "points",
    ),
    Definition(
        "history",
        "Weekly history",
        "Two years of weeks that end on Sundays, each computed from the data of today for the end of that week; what has no "
        "date in the data, such as the owner, is today's in every week.",
        "",
    ),
    Definition(
        "trend",
        "Trend",
        "The score against that of {trend_days} days before, where the account was active and had enough data on both days.",
        "points",
    ),
)
