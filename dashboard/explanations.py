"""Why a recent buyer stands where it stands: the rule of its state in words, with this account's days and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.policy import Policy
from dashboard.wording import as_date, count, day, is_unknown, listing, money, noun


def why(buyer: Mapping[str, object], as_of: date, policy: Policy, currency: str) -> str:
    """The sentences for one row of the call list, as plain text."""
    watch = _Watch(buyer, as_of, policy)
    bought = f"Ordered on {watch.date_of(0)}, {count(buyer['days'], 'day')} ago; {_worth(buyer, currency)}."
    if is_unknown(buyer["state"]):
        return f"{bought} Contacts are not in this data store, so whether anybody was in touch is not known."
    return f"{bought} {_SENTENCES[buyer['state']](watch)}"


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


_SENTENCES = {
    "neglected": _neglected,
    "late": _late,
    "planned": _planned,
    "waiting": _waiting,
    "cared_for": _contacted,
}
