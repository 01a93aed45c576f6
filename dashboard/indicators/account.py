"""One account: what happened to it, what was promised to it, and what is said of it beside cadence and tier."""

from __future__ import annotations

from dashboard.indicators.terms import CHANNELS, NEEDS, ORGANISATION, PRACTICES, RED, Definition

TERMS = (
    Definition(
        "timeline",
        "Orders and contacts",
        "What happened in the 18 months up to the date, and what lies in the 3 months after it: days with counted "
        "orders, counted contacts, meetings and calls planned by the date however far ahead, promises on the day they "
        "are due, and issues from the day they were opened to the day they were resolved.",
        "",
        (ORGANISATION, CHANNELS),
    ),
    Definition(
        "silence",
        "Silence",
        "More days since the last counted contact, or since the first order where there is none, than the contact "
        "target allows.",
        "days",
        (ORGANISATION, NEEDS),
    ),
    Definition(
        "last_meeting",
        "Last meeting",
        "The latest counted meeting, on site or remote.",
        "date",
        (NEEDS,),
    ),
    Definition(
        "last_review",
        "Last review meeting",
        "The latest counted meeting whose purpose is a review; unknown while less than {connected_share} of the counted "
        "meetings of 365 days carry a purpose.",
        "date",
        (NEEDS, PRACTICES),
    ),
    Definition(
        "revenue_prior_12m",
        "Revenue of the 12 months before",
        "The sum of the counted orders of the 365 days before the last 365 days, in the reporting currency.",
        "currency",
        (ORGANISATION,),
    ),
    Definition(
        "promise",
        "Promise",
        "Kept when it was done by the end of the day it was due, late when it was done after that day, broken when that "
        "day has ended and it is not done, open while the day is still ahead; what was called off is none of these.",
        "",
        (RED, PRACTICES, CHANNELS),
    ),
    Definition(
        "issue",
        "Issue",
        "A problem, question or complaint of the customer; open until the day it was resolved.",
        "",
        (PRACTICES, RED),
    ),
)
