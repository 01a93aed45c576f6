"""Contact persons: on how few an account hangs, who is missing, which levels met, and what is spoken."""

from __future__ import annotations

from dashboard.indicators.terms import NEEDS, ORGANISATION, RED, Definition

_MET = "the counted contacts of the last 365 days"
_NAMED = "unknown while no counted contact of the account, or none of the store, names a person of theirs"

TERMS = (
    Definition(
        "one_of_theirs",
        "Hangs on one person of theirs",
        f"Exactly one person of theirs took part in {_MET}, as main contact or participant, however many contacts that were; "
        f"an account that nobody contacted hangs on nobody; {_NAMED}.",
        "accounts",
        (NEEDS, ORGANISATION),
    ),
    Definition(
        "one_of_ours",
        "Hangs on one person of ours",
        f"Exactly one of our people took part in {_MET}, as organiser or participant; unknown while no counted contact of the "
        "account, or none of the last 365 days in the store, names one of ours.",
        "accounts",
        (NEEDS, ORGANISATION),
    ),
    Definition(
        "only_tie_left",
        "The only tie has left",
        f"Of the persons of theirs who took part in {_MET} nobody is active any more: mostly a single one, who has left; {_NAMED}, "
        "and while contacts are not connected.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "no_deputy",
        "No deputy",
        "On the date nobody who is still with us serves the account in the role of deputy; unknown while the data store does "
        "not say who serves accounts in which role.",
        "accounts",
        (NEEDS, ORGANISATION),
    ),
    Definition(
        "no_primary",
        "No primary contact",
        "None of the account's active contacts is flagged as primary, as in ownership; unknown while contacts are not connected "
        "or hardly any is flagged.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "primary_left",
        "The primary contact has left",
        "The account has no active primary contact, and a person flagged as primary is no longer active.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "level_missing",
        "Level missing",
        f"On a level on which the account has an active contact nobody of them took part in {_MET}: levels covered are below 1; "
        "unknown without an active contact whose level is known, and while no counted contact of the store names a person.",
        "accounts",
        (NEEDS, ORGANISATION),
    ),
    Definition(
        "known_contacts",
        "Known contacts",
        "The account's contacts that are active on the date.",
        "persons",
        (NEEDS,),
    ),
    Definition(
        "levels_met",
        "Levels met",
        f"Of the levels on which the account has active contacts, those on which one of them took part in {_MET}.",
        "levels",
        (NEEDS,),
    ),
    Definition(
        "who_meets_whom",
        "Who meets whom",
        f"{_MET[:1].upper()}{_MET[1:]} with active accounts by the levels that took part on both sides, main persons and "
        "participants alike; a contact counts once for every pair of levels that sat together, and at most once for each. "
        "Shares are of the active accounts shown.",
        "contacts",
        (NEEDS, RED),
    ),
    Definition(
        "level_reached",
        "Reached on a level",
        f"Somebody of theirs on the level took part in {_MET}. Shares are of the active accounts of which it is known: those "
        "with a contact whose level is known, and those without any contact.",
        "accounts",
        (NEEDS, ORGANISATION),
    ),
    Definition(
        "language_spoken",
        "Their language",
        "The language of the account, or where it has none those of its active contacts, against the languages of everybody who "
        "serves it on the date: its owner and members of any role, as far as they are still with us. Nobody speaks it where "
        "the languages of all of them are known and none is the customer's; fi-FI counts as fi.",
        "accounts",
        (NEEDS,),
    ),
    Definition(
        "contact_map",
        "Contact map",
        f"{_MET[:1].upper()}{_MET[1:]} by level of theirs and of ours; good where the last one is within the contact target of "
        "the account, grey where it is not or there is no target.",
        "contacts",
        (NEEDS,),
    ),
)
