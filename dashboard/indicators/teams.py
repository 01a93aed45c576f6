"""Teams and skills: how work is shared out, what the teams of the accounts can do, and what they pass on."""

from __future__ import annotations

from dashboard.indicators.terms import CHANNELS, NEEDS, ORGANISATION, RED, Definition

QUALITIES = {
    "relations": "Relations",
    "new_orders": "New orders",
    "negotiation": "Negotiation",
    "entrepreneurship": "Entrepreneurship",
    "delivery_quality": "Delivery quality",
    "project_management": "Project management",
}
"""The six qualities of an account team as they are written."""

TERMS = (
    Definition(
        "workload",
        "Accounts per owner",
        "The active accounts of each owner by tier, per team; the tick is the median over the owners of that team. It shows "
        "how work is shared, to plan help.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "required_contacts",
        "Contacts required a week",
        "The sum of 7 days divided by the contact target, over the active accounts that have one.",
        "contacts a week",
        (ORGANISATION, NEEDS),
    ),
    Definition(
        "held_contacts",
        "Contacts held a week",
        "The counted contacts of the last 90 days with the same accounts, whoever held them, divided by the weeks in 90 days.",
        "contacts a week",
        (ORGANISATION, NEEDS),
    ),
    Definition(
        "account_team",
        "Account's team",
        "The owner of the account and everybody who serves it in any role on the date, as far as they are still with us.",
        "persons",
        (ORGANISATION,),
    ),
    Definition(
        "without_deputy",
        "Without deputy",
        "Active accounts for which nobody but the owner, still with us, is named as deputy on the date; unknown while the data "
        "store names no deputy at all or holds no employees.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "six_qualities",
        "Six qualities",
        "Relations, new orders, negotiation, entrepreneurship, delivery quality and project management, each graded from 0 to "
        "3 for a person; an account has the best grade in its team that is valid on the date. A team's dots are the grade that "
        "at least half of its assessed active accounts reach.",
        "0 to 3",
        (ORGANISATION,),
    ),
    Definition(
        "quality_gap",
        "Gap in a quality",
        "The best grade in the account's team is below 2; where nobody in it is assessed the quality is unknown, which is no "
        "gap.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "running_out",
        "Running out",
        "Certifications and trainings of people who are with us that end within 90 days; those that have ended stand apart. Of "
        "several of the same name a person's longest counts, so that a renewed one is not listed. Accounts served are those "
        "in whose team the person is.",
        "certifications and trainings",
        (RED,),
    ),
    Definition(
        "passed_on",
        "Passed on to the owner",
        "Of the counted contacts of the last 90 days that somebody else than the account's owner had, the share whose content "
        "was passed on to the owner by the date, and the median number of hours from the end of the contact until then; "
        "unknown while less than {connected_share} of the counted contacts of 365 days say when that was.",
        "share, hours",
        (ORGANISATION, CHANNELS),
    ),
    Definition(
        "offers_reviewed",
        "Offers reviewed",
        "Of the offers that went out in the last 365 days, the share that was reviewed internally before; unknown while less "
        "than {connected_share} of them carry a review.",
        "share",
        (RED,),
    ),
    Definition(
        "meetings_prepared",
        "Meetings prepared and written up",
        "Of the counted meetings of the last 365 days with active accounts, the share with an agenda before them and a memo "
        "within 120 hours after them (of all-day ones: an agenda the day before, a memo within 5 days).",
        "share",
        (RED,),
    ),
)
