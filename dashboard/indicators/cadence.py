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
)
