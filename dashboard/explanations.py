"""Why an account stands where it stands: the rule of its state in words, with this account's days and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from dashboard.indicators.words import words_of
from dashboard.policy import Policy
from dashboard.portfolio import Standing
from dashboard.wording import as_date, count, day, is_unknown, listing, money, noun, number

NOT_COUNTED = {
    "bulk": "sent to many",
    "internal": "only our own people",
    "other_kind": "not a counted kind",
    "unanswered": "not answered",
    "planned": "still ahead",
    "not_held": "not held",
    "cancelled": "cancelled",
    "no_show": "nobody came",
}
"""Why an interaction is no counted contact, by the reason that the evidence gives."""
CONTACT_EXPECTED = ("due", "overdue", "never")
"""The cadence statuses in which somebody should be in touch and nothing is planned."""


def why(buyer: Mapping[str, object], as_of: date, policy: Policy, currency: str) -> str:
    """The sentences for one row of the call list, as plain text."""
    return f"{what_was_bought(buyer, as_of, policy, currency)} {what_followed(buyer, as_of, policy)}"


def what_was_bought(buyer: Mapping[str, object], as_of: date, policy: Policy, currency: str) -> str:
    """When a recent buyer ordered, and what for."""
    ordered = _Watch(buyer, as_of, policy).date_of(0)
    ago = f"{count(buyer['days'], 'day')} ago" if buyer["days"] else "today"
    return f"Ordered on {ordered}, {ago}; {_worth(buyer, currency)}."


def what_followed(buyer: Mapping[str, object], as_of: date, policy: Policy) -> str:
    """Who was in touch with a recent buyer since, and so why its watch is in its state."""
    if is_unknown(buyer["state"]):
        return "Contacts are not in this data store, so whether anybody was in touch is not known."
    return _SENTENCES[buyer["state"]](_Watch(buyer, as_of, policy))


def since_contact(account: Mapping[str, object], as_of: date) -> str:
    """How long ago the last counted contact of a row of the scored frame was, against its target."""
    known = not is_unknown(account["contacts_365d"])
    return f"{_gap(account, as_of)}; {_target(account)}." if known else _CONTACTS_UNKNOWN


def last_contact(account: Mapping[str, object], as_of: date) -> str:
    """The same without the target, for accounts that have none to be held against."""
    return _CONTACTS_UNKNOWN if is_unknown(account["contacts_365d"]) else f"{_gap(account, as_of)}."


def what_is_planned(account: Mapping[str, object], as_of: date, policy: Policy) -> str:
    """The next planned contact; that there is none only where one is expected; else empty."""
    if not is_unknown(account["next_planned_on"]):
        return f"A contact is planned on {day(account['next_planned_on'], as_of)}."
    if account["cadence_status"] in CONTACT_EXPECTED:
        return f"Nothing is planned in the next {count(policy.grace_days, 'day')}."
    return ""


def why_tier(account: Mapping[str, object], standing: Standing, policy: Policy, currency: str) -> str:
    """Why an active account has its tier: who set it, and where it stands by the scheme in force; else empty."""
    if is_unknown(account["tier"]):
        return ""
    tier, computed, entered = account["tier"], account["tier_computed"], account["tier_entered"]
    place = _place(account, standing, policy, currency)
    if account["tier_source"] == "entered":
        also = f"also computed it is {computed}" if computed == tier else f"computed it would be {computed}"
        return f"{tier} was entered in the CRM; {also}: {place}."
    differs = "" if is_unknown(entered) or entered == tier else f" The CRM says {entered}."
    return f"{tier} is computed: {place}.{differs}"


def _gap(account: Mapping[str, object], as_of: date) -> str:
    last, first_order = account["last_contact_on"], account["first_order_on"]
    if not is_unknown(last):
        passed = (as_of - as_date(last)).days
        return (
            f"{count(passed, 'day')} since the last counted contact"
            if passed
            else "The last counted contact is of today"
        )
    if is_unknown(first_order):
        return "No counted contact so far"
    return f"No counted contact so far, {count((as_of - as_date(first_order)).days, 'day')} after the first order"


def _target(account: Mapping[str, object]) -> str:
    target = account["contact_target_days"]
    if not is_unknown(target):
        agreed = ", as agreed with this customer" if target == account["agreed_interval_days"] else ""
        return f"the target is {count(int(target), 'day')}{agreed}"
    if account["layer"] == "active":
        return "the customer wants to be met when needed, so there is no target"
    return "there is no target, which only active accounts have"


def _place(account: Mapping[str, object], standing: Standing, policy: Policy, currency: str) -> str:
    revenue = account["revenue_12m"]
    if policy.scheme == "threshold":
        a_min, b_min = (words_of(policy, currency)[key] for key in ("a_min", "b_min"))
        return f"revenue of 12 months {money(revenue, currency)}; A begins at {a_min}, B at {b_min}"
    if not standing.place:
        reason = "its revenue of 12 months is not known" if is_unknown(revenue) else "it has no revenue of 12 months"
        return f"{reason}, so it has no place in the ranking"
    rank = f"place {number(standing.place)} of {count(standing.ranked, 'account')} by revenue of 12 months"
    words = words_of(policy, currency)
    if policy.scheme == "rank":
        return f"{rank}; the first {words['a_rank']} are A, up to {words['b_rank']} B"
    # Rounded down, so that a share never reaches the limit that it is below.
    before = f"{floor(100 * standing.before)}%"
    return f"{rank}; those before it bring {before} of the revenue, A ends at {words['a_share']} and B at {words['b_share']}"


@dataclass(frozen=True)
class _Watch:
    """The watch of one buyer, with its days counted from the order."""

    buyer: Mapping[str, object]
    as_of: date
    policy: Policy

    @property
    def missed(self) -> list[int]:
        days = self.buyer["days"]
        return [k for k in self.policy.checkpoints if k <= days and is_unknown(self.buyer[f"contact_on_{k}"])]

    @property
    def first_contact(self) -> int | None:
        first = self.buyer["first_contact_on"]
        return None if is_unknown(first) else (as_date(first) - as_date(self.buyer["order_on"])).days

    def date_of(self, days: int) -> str:
        return day(as_date(self.buyer["order_on"]) + timedelta(days=days), self.as_of)


def _worth(buyer: Mapping[str, object], currency: str) -> str:
    if is_unknown(buyer["amount"]):
        return "the amount bought since is not known"
    return f"{money(buyer['amount'], currency)} bought since"


def _neglected(watch: _Watch) -> str:
    missed = f"{_days(watch.missed)} {noun(len(watch.missed), 'was', 'were')} missed"
    return f"{_contacted(watch)} {missed}, and nothing is planned in the next {count(watch.policy.grace_days, 'day')}."


def _late(watch: _Watch) -> str:
    return f"{_contacted(watch)} It stays late until the watch ends on {watch.date_of(watch.policy.watch_days)}."


def _planned(watch: _Watch) -> str:
    missed = f"{_days(watch.missed)} {noun(len(watch.missed), 'was', 'were')} missed, but a" if watch.missed else "A"
    return f"{_contacted(watch)} {missed} contact is planned on {day(watch.buyer['next_planned_on'], watch.as_of)}."


def _waiting(watch: _Watch) -> str:
    first = watch.policy.checkpoints[0]
    return f"{_contacted(watch)} The first contact is expected by day {first}, {watch.date_of(first)}."


def _contacted(watch: _Watch) -> str:
    first, expected = watch.first_contact, watch.policy.checkpoints[0]
    if first is None:
        return "Nobody has been in touch since the order."
    after = f", after day {expected}" if first > expected else ""
    return f"The first contact after the order came on day {first}{after}."


def _days(checkpoints: list[int]) -> str:
    return f"{noun(len(checkpoints), 'Day')} {listing(str(k) for k in checkpoints)}"


_CONTACTS_UNKNOWN = "Contacts are not in this data store, so how long ago the last one was is not known."
_SENTENCES = {
    "neglected": _neglected,
    "late": _late,
    "planned": _planned,
    "waiting": _waiting,
    "cared_for": _contacted,
}
