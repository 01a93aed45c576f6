"""What every word and number on the pages means, said once; thresholds come from the rules in force.

A sentence names thresholds in braces by their key in the policy, so that a page, an export and the rules can
never say different things. `source` cites the requirement documents by their short names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from dashboard.palette import SERVED, WATCH_STATES
from dashboard.policy import Policy
from dashboard.portfolio import CURVE_NEEDS, OVER_SERVED, UNDER_SERVED
from dashboard.wording import UNKNOWN, currency_sign, listing, number

RED = "Red"
NEEDS = "Needs"
ORGANISATION = "Organisation"
PRACTICES = "Practices"
CHANNELS = "Channels"

_KINDS = {
    "meeting": "meetings",
    "call": "calls",
    "email": "emails",
    "message": "messages",
    "helpdesk": "help-desk contacts",
}
_SCHEMES = {
    "revenue_share": "ranked by revenue of 12 months over the whole company, A are the accounts before which less than "
    "{a_share} of all revenue lies, B those before which less than {b_share} lies, C the others",
    "rank": "ranked by revenue of 12 months over the whole company, the first {a_rank} of the accounts with revenue are "
    "A, up to {b_rank} B, the others C",
    "threshold": "A from {a_min} of revenue in 12 months, B from {b_min}, C below",
}
_ENTERED = {True: "The tier entered in the CRM wins; without one it is computed", False: "The tier is computed"}


@dataclass(frozen=True)
class Definition:
    """A term: its id, the title shown, one sentence that defines it, its unit, and which documents ask for it."""

    id: str
    title: str
    sentence: str
    unit: str = ""
    source: tuple[str, ...] = ()


def _by_id(*definitions: Definition) -> dict[str, Definition]:
    return {definition.id: definition for definition in definitions}


GLOSSARY: Mapping[str, Definition] = _by_id(
    Definition(
        "as_of",
        "As of",
        "Everything is shown as it stood at the end of this day in the company's time zone; what lies after it has not "
        "happened yet.",
        "date",
    ),
    Definition(
        "unknown",
        "Unknown",
        "The data to say it are missing; unknown is never counted as zero, as good or as bad.",
    ),
    Definition(
        "not_connected",
        "Not connected",
        "The data store holds no row of this table up to the date, or hardly any of its rows carry this column (less "
        "than {connected_share} of those of the last 365 days), so what needs it is unknown.",
    ),
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


def definition(term: str, policy: Policy, currency: str) -> Definition:
    """The definition of a term with the thresholds of the rules in force; raises KeyError for an unknown term."""
    return _rendered(GLOSSARY[term], _words(policy, currency))


def glossary(policy: Policy, currency: str) -> dict[str, Definition]:
    """All definitions by id, with the thresholds of the rules in force; amounts are in `currency`."""
    words = _words(policy, currency)
    return {term: _rendered(entry, words) for term, entry in GLOSSARY.items()}


def _rendered(entry: Definition, words: Mapping[str, str]) -> Definition:
    return replace(entry, sentence=entry.sentence.format_map(words))


def _words(policy: Policy, currency: str) -> dict[str, str]:
    """The thresholds that sentences name, as words."""
    words = {
        "connected_share": _percent(policy.connected_share),
        "counted_kinds": listing(_KINDS[kind] for kind in policy.counted_kinds),
        "grace_days": number(policy.grace_days),
        "a_share": _percent(policy.a_share),
        "b_share": _percent(policy.b_share),
        "a_rank": _percent(policy.a_rank),
        "b_rank": _percent(policy.b_rank),
        "a_min": _amount(policy.a_min, currency),
        "b_min": _amount(policy.b_min, currency),
        "contact_target": ", ".join(f"{tier} {number(days)}" for tier, days in policy.contact_target.items()),
        "due_ratio": _plain(policy.due_ratio),
        "watch_days": number(policy.watch_days),
        "watch_minimum": f" of at least {_amount(policy.watch_min_amount, currency)}"
        if policy.watch_min_amount
        else "",
        "quiet_days": number(policy.quiet_days),
        "checkpoints": listing(number(day) for day in policy.checkpoints),
        "first_checkpoint": number(policy.checkpoints[0]),
        "under_served": _plain(Decimal(str(UNDER_SERVED))),
        "over_served": _plain(Decimal(str(OVER_SERVED))),
        "curve_needs": number(CURVE_NEEDS),
    }
    scheme = _SCHEMES[policy.scheme].format_map(words)
    return words | {"scheme": scheme, "entered": _ENTERED[policy.prefer_entered]}


def _plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():,f}"


def _percent(value: Decimal) -> str:
    return f"{_plain(100 * value)}%"


def _amount(value: Decimal | None, currency: str) -> str:
    return UNKNOWN if value is None else currency_sign(currency) + _plain(value)
