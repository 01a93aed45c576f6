"""The rules in force as the words that definitions name in braces."""

from __future__ import annotations

from decimal import Decimal

from dashboard.policy import Policy
from dashboard.portfolio import CURVE_NEEDS, OVER_SERVED, UNDER_SERVED
from dashboard.portfolio.contradictions import DIFFERS_BY
from dashboard.portfolio.promises import DUE_SOON_DAYS
from dashboard.scoring.health import FAIR_FROM, GOOD_FROM, TREND_DAYS
from dashboard.scoring.recording import HARDLY, RECORDING_NEEDS
from dashboard.scoring.silence import RHYTHM_DAYS, RHYTHM_NEEDS, SHORTEST_SILENCE, TIMES_USUAL, USUAL_QUANTILE
from dashboard.wording import UNKNOWN, currency_sign, listing, number
from data_access.quality import MOST_ALIKE

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


def words_of(policy: Policy, currency: str) -> dict[str, str]:
    """The thresholds that sentences name in braces, as words by key; amounts are in `currency`."""
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
        "review_target": ", ".join(f"{tier} {number(days)}" for tier, days in policy.review_target.items()),
        "issue_limit": ", ".join(f"{priority} {number(days)}" for priority, days in policy.issue_limit.items()),
        "known_floor": _percent(policy.known_floor),
        "satisfaction_floor": _plain(policy.satisfaction_floor),
        "good_from": number(GOOD_FROM),
        "fair_from": number(FAIR_FROM),
        "trend_days": number(TREND_DAYS),
        "contact_target": ", ".join(f"{tier} {number(days)}" for tier, days in policy.contact_target.items()),
        "due_ratio": _plain(policy.due_ratio),
        "over_contact": _percent(policy.over_contact),
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
        "due_soon": number(DUE_SOON_DAYS),
        "silence_times": number(TIMES_USUAL),
        "silence_quantile": _percent(Decimal(str(USUAL_QUANTILE))),
        "silence_rhythm": number(RHYTHM_DAYS),
        "silence_shortest": number(SHORTEST_SILENCE),
        "silence_needs": number(RHYTHM_NEEDS),
        "recording_needs": number(RECORDING_NEEDS),
        "recording_hardly": _percent(Decimal(str(HARDLY))),
        "won_differs": _percent(Decimal(str(DIFFERS_BY))),
        "most_alike": number(MOST_ALIKE),
        "response_good": _plain(policy.indicators["response_time"].good),
        "response_poor": _plain(policy.indicators["response_time"].poor),
    }
    scheme = _SCHEMES[policy.scheme].format_map(words)
    return words | {"scheme": scheme, "entered": _ENTERED[policy.prefer_entered]}


def _plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():,f}"


def _percent(value: Decimal) -> str:
    return f"{_plain(100 * value)}%"


def _amount(value: Decimal | None, currency: str) -> str:
    return UNKNOWN if value is None else currency_sign(currency) + _plain(value)
