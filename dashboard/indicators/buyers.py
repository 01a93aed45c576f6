"""Recent buyers: the watch that an order opens, and its states."""

from __future__ import annotations

from dashboard.indicators.terms import ORGANISATION, PRACTICES, RED, Definition
from dashboard.palette import WATCH_STATES

TERMS = (
    Definition(
        "watch",
        "Recent buyer",
        "An account is watched for {watch_days} days after an order day{watch_minimum} that follows "
        "{quiet_days} days without another one.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "watch_shown",
        "Watch shown",
        "An account with several watches shows its earliest neglected one, else its latest, so that buying again does "
        "not hide neglect.",
        "",
        (ORGANISATION,),
    ),
    Definition(
        "watch_amount",
        "At stake",
        "The sum of the account's counted orders from the watched order day up to the date; unknown where none of them "
        "has a rate.",
        "currency",
        (ORGANISATION,),
    ),
    Definition(
        "checkpoint",
        "Checkpoint",
        "{checkpoints} days after the order a counted contact is expected, each since the checkpoint before it: made, "
        "missed, planned, or still ahead with its date.",
        "days",
        (ORGANISATION, PRACTICES),
    ),
    Definition(
        "neglected",
        WATCH_STATES["neglected"].word,
        "A checkpoint was missed and nothing is planned: no counted contact since the checkpoint before the last one "
        "that passed (for the first: since the order).",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "late",
        WATCH_STATES["late"].word,
        "Contacted, but for the first time only after day {first_checkpoint}; stays so until the watch ends.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "waiting",
        WATCH_STATES["waiting"].word,
        "Day {first_checkpoint} has not come yet, and nobody was in contact and nothing is planned so far.",
        "accounts",
        (ORGANISATION,),
    ),
    Definition(
        "planned",
        WATCH_STATES["planned"].word,
        "No counted contact where one was expected, but a meeting or call is planned within {grace_days} days.",
        "accounts",
        (ORGANISATION, RED),
    ),
    Definition(
        "cared_for",
        WATCH_STATES["cared_for"].word,
        "The first counted contact came by day {first_checkpoint}, and there is one since the checkpoint before the "
        "last one that passed (for the first: since the order).",
        "accounts",
        (ORGANISATION,),
    ),
)
