"""Contacts: which ones count, and how often an account is to be met."""

from __future__ import annotations

from dashboard.indicators.terms import CHANNELS, NEEDS, PRACTICES, RED, Definition

TERMS = (
    Definition(
        "counted_contact",
        "Counted contact",
        "A contact that took place in both directions ({counted_kinds}), held up to the date; emails and messages count "
        "once they were answered (inbound ones at once where the source records no answers), bulk and internal ones never.",
        "contacts",
        (RED, PRACTICES),
    ),
    Definition(
        "counted_meeting",
        "Counted meeting",
        "A counted contact that is a meeting, on site or remote.",
        "meetings",
        (RED, NEEDS),
    ),
    Definition(
        "planned_contact",
        "Planned contact",
        "A meeting or call in the {grace_days} days after the date that was already entered on the date; bulk and "
        "internal ones do not count.",
        "date",
        (RED,),
    ),
    Definition(
        "last_contact",
        "Last counted contact",
        "The latest counted contact; when, who of ours, who of theirs and what come from that one event.",
        "date",
        (NEEDS, CHANNELS),
    ),
    Definition(
        "contact_target",
        "Contact target",
        "Days within which the next counted contact is due: {contact_target}; an interval agreed with the account "
        "replaces it, and accounts to be met only when needed have none.",
        "days",
        (NEEDS, PRACTICES),
    ),
    Definition(
        "cadence_status",
        "Cadence status",
        "On cadence within the contact target, due up to {due_ratio} times of it, overdue beyond; never where no "
        "contact was counted yet and the target has passed; planned where one of these has a planned contact.",
        "",
        (NEEDS, PRACTICES),
    ),
    Definition(
        "on_cadence",
        "On cadence",
        "The last counted contact, or the first order where there is none, is not longer ago than the contact target; "
        "shares are of the accounts that have one.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "due",
        "Due",
        "The contact target has passed, but not yet {due_ratio} times of it, and nothing is planned.",
        "accounts",
        (NEEDS, PRACTICES),
    ),
    Definition(
        "overdue",
        "Overdue",
        "More than {due_ratio} times the contact target has passed since the last counted contact, and nothing is "
        "planned.",
        "accounts",
        (NEEDS, PRACTICES),
    ),
    Definition(
        "cadence_planned",
        "Contact planned",
        "The account would be due, overdue or never contacted, but a contact is planned within {grace_days} days.",
        "accounts",
        (RED,),
    ),
    Definition(
        "never",
        "Never",
        "No contact was counted up to the date, the contact target has passed since the first order, and nothing is "
        "planned.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "no_target",
        "When needed",
        "The account wants to be met only when needed and so has no contact target; inactive accounts and prospects "
        "have none either and are not listed.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "days_of_target",
        "Days since contact",
        "Days since the last counted contact, or since the first order where there is none, against the contact "
        "target; the accounts furthest beyond their own target come first.",
        "days",
        (NEEDS,),
    ),
    Definition(
        "cadence_cell",
        "Cadence cell",
        "Counted contacts, or where chosen counted meetings, of a month against the days of that month divided by the "
        "contact target, added up over the accounts that were active at its end and had a target: contacts with "
        "prospects or inactive accounts are left out, so that they cannot hide neglected customers. Tiers are those of "
        "the month's end (of the date in its own month), contacts as they are known on the date; a month that ended "
        "before the first interaction in the data store is unknown.",
        "% of target",
        (NEEDS, RED),
    ),
    Definition(
        "attainment",
        "Attainment",
        "Counted contacts of the last 365 days, or since the first order where that is later, as a share of those the "
        "contact target asks for; more than agreed above {over_contact}.",
        "%",
        (NEEDS,),
    ),
    Definition(
        "rhythm",
        "Rhythm",
        "How much the gaps between contact days of the last 730 days differ: their standard deviation divided by their "
        "mean, 0 where all are equal; known from four contact days on.",
        "",
        (PRACTICES,),
    ),
    Definition(
        "meeting_place",
        "On site and remote",
        "Counted meetings of the last 365 days with active accounts, by the place they were held at; those without a "
        "place are shown apart.",
        "meetings",
        (RED,),
    ),
    Definition(
        "level_met",
        "Highest level met",
        "The highest organisational level among the persons who took part in the account's counted contacts of the last "
        "365 days, as main contact or participant; not known where nobody was named or nobody named has a level.",
        "level",
        (NEEDS,),
    ),
)
