"""Why an indicator of health has its value, or none: in words, with what it is held against, for one account."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.explanations import since_contact
from dashboard.indicators import INDICATORS
from dashboard.policy import Policy
from dashboard.scoring.health import LIMITS
from dashboard.wording import (
    UNKNOWN,
    as_date,
    count,
    currency_sign,
    is_unknown,
    listing,
    money,
    noun,
    number,
    ratio,
    share,
)
from data_access.facts.reading import YEAR

NOT_CONNECTED, DOES_NOT_APPLY = "not connected", "does not apply"
"""Beside UNKNOWN the two other reasons for which an indicator has no points."""

_RATIOS = ("times the target", "times the limit", "times the usual gap", "times the year before")


@dataclass(frozen=True)
class Case:
    """One account on a day under the rules in force; `rows` gives the rows behind an indicator."""

    account: Mapping[str, object]
    rows: Callable[[str], pd.DataFrame]
    as_of: date
    policy: Policy
    connected: Collection[str]
    currency: str

    def has(self, *names: str) -> bool:
        """Whether all of these tables and columns can tell something."""
        return set(names) <= set(self.connected)

    def since(self, on: object) -> int:
        """Days from a date to the day."""
        return (self.as_of - as_date(on)).days


def value_in_words(indicator: str, value: object) -> str:
    """A value in its unit: `2.3×`, `67%`, `5.2 h`, `7.6`; unknown where it is empty."""
    unit = INDICATORS[indicator].unit
    if is_unknown(value):
        return UNKNOWN
    if unit in _RATIOS:
        return ratio(value)
    if unit == "share":
        return share(value)
    if unit == "hours":
        return f"{number(value, 0 if value >= 10 else 1)} h"
    return number(value, 1) if unit == "0 to 10" else number(value)


def good_in_words(indicator: str, policy: Policy, tier: str) -> str:
    """The value worth all points: `1.0×`, `95%`."""
    return value_in_words(indicator, float(policy.indicators[indicator].good_for(tier)))


def reason(indicator: str, case: Case) -> str:
    """Why the indicator has its value: `7 of 10 kept on time; good from 95%`; why it has none where it has none."""
    if is_unknown(case.account[f"{indicator}_points"]):
        return ": ".join(missing(indicator, case))
    return _KNOWN[indicator](case)


def missing(indicator: str, case: Case) -> tuple[str, str]:
    """Whether an indicator without points does not apply, is not connected or unknown, and why."""
    if indicator in str(case.account["not_applicable"] or "").split():
        return DOES_NOT_APPLY, _ABSENT[indicator]
    for names, sentence in _NEEDED.get(indicator, ()):
        if not case.has(*names):
            return NOT_CONNECTED, sentence
    if indicator in _ALWAYS_NOT_CONNECTED or (indicator == "response_time" and not any(map(case.has, _ANSWERED))):
        return NOT_CONNECTED, _UNKNOWN_TO_ALL[indicator]
    if indicator in ("contact_density", "level_coverage") and is_unknown(case.account["contact_density"]):
        return NOT_CONNECTED, "no contact in this store names a person of theirs"
    return UNKNOWN, _UNKNOWN[indicator](case)


def limit_reasons(case: Case) -> list[str]:
    """A sentence for each limit that keeps the account from being good."""
    breached = str(case.account["limits"] or "").split()
    return [_LIMIT_SENTENCES[limit](case) for limit in LIMITS if limit in breached]


def _contact_recency(case: Case) -> str:
    return since_contact(case.account, case.as_of).rstrip(".")


def _review_recency(case: Case) -> str:
    account = case.account
    by_need = account["contact_preference"] == "as_needed"
    target = YEAR if by_need else case.policy.review_target[account["tier"]]
    last = account["last_review_on"]
    if is_unknown(last):
        days = case.since(account["first_order_on"])
        return f"no review meeting so far, {count(days, 'day')} after the first order; the target is {number(target)}"
    return f"{count(case.since(last), 'day')} since the last review meeting; the target is {number(target)}"


def _post_purchase_care(case: Case) -> str:
    rows = case.rows("post_purchase_care")
    passed = rows[rows["passed"].astype(bool)]
    met = int(passed["met_on"].notna().sum())
    orders = passed["order_on"].nunique()
    return f"{met} of {count(len(passed), 'checkpoint')} met after {count(orders, 'order')}"


def _meeting_practice(case: Case) -> str:
    rows = case.rows("meeting_practice")
    prepared = int(rows["prepared"].astype(bool).sum())
    return f"{prepared} of {count(len(rows), 'meeting')} with agenda and memo in time; good from {_good('meeting_practice', case)}"


def _contact_density(case: Case) -> str:
    good = case.policy.indicators["contact_density"].good_for(case.account["tier"])
    met = count(case.account["contact_density"], "person")
    return f"{met} met in 365 days; good from {number(good)} for tier {case.account['tier']}"


def _level_coverage(case: Case) -> str:
    rows = case.rows("level_coverage")
    met = rows.groupby("level", sort=False)["contacts"].max() > 0
    left_out = [level for level, there in met.items() if not there]
    others = f"; nobody on {noun(len(left_out), 'level')} {listing(left_out)}" if left_out else ""
    return f"{int(met.sum())} of {count(len(met), 'level')} met in 365 days{others}"


def _ownership(case: Case) -> str:
    there = case.rows("ownership").groupby("part")["there"].any()
    parts = {"owner": case.has("accounts.owner_id", "employees")}
    parts["primary contact"] = case.has("contacts.is_primary", "contacts")
    words = [f"{'an' if there.get(part, False) else 'no'} active {part}" for part, known in parts.items() if known]
    dropped = [f"{part}s are not connected" for part, known in parts.items() if not known]
    return "; ".join([", ".join(words), *dropped])


def _promises_kept(case: Case) -> str:
    rows = case.rows("promises_kept")
    kept = int(rows["kept"].astype(bool).sum())
    return f"{kept} of {number(len(rows))} kept by the day they were due; good from {_good('promises_kept', case)}"


def _response_time(case: Case) -> str:
    n = len(case.rows("response_time"))
    took = value_in_words("response_time", case.account["response_time"])
    return f"median {took} to the first answer, from {count(n, 'answer')}; good up to {_good('response_time', case)}"


def _unanswered(case: Case) -> str:
    rows = case.rows("unanswered")
    if rows.empty:
        return "nothing waits for an answer"
    longest = count(int(rows["days"].max()), "day")
    return f"{count(len(rows), 'message or case', 'messages and cases')} without an answer, the longest for {longest}"


def _issue_age(case: Case) -> str:
    rows = case.rows("issue_age")
    if rows.empty:
        return "no open issue"
    limits = rows["priority"].map(dict(case.policy.issue_limit)).astype(float)
    worst = rows.loc[(rows["days"] / limits).idxmax()]
    limit = number(case.policy.issue_limit[worst["priority"]])
    others = f", of {number(len(rows))} open" if len(rows) > 1 else ""
    return (
        f"{worst['priority']} priority issue open for {count(int(worst['days']), 'day')}; the limit is {limit}{others}"
    )


def _satisfaction(indicator: str) -> Callable[[Case], str]:
    def words(case: Case) -> str:
        n = len(case.rows(indicator))
        floor = f", limit {number(case.policy.satisfaction_floor, 1)}"
        of_ten = value_in_words(indicator, case.account[indicator])
        return f"{of_ten} of 10, from {count(n, 'answer')}; good from {_good(indicator, case)}{floor}"

    return words


def _stated_commitment(case: Case) -> str:
    n, of_ten = (
        len(case.rows("stated_commitment")),
        value_in_words("stated_commitment", case.account["stated_commitment"]),
    )
    return f"{of_ten} of 10, from {count(n, 'answer')}; good from {_good('stated_commitment', case)}"


def _purchase_rhythm(case: Case) -> str:
    rows = case.rows("purchase_rhythm")
    days, usual = case.since(case.account["last_order_on"]), rows["gap"].median()
    gap = number(usual, 0 if float(usual).is_integer() else 1)
    return f"{count(days, 'day')} since the last order; the usual gap is {gap}, from {count(len(rows), 'order day')}"


def _revenue_trend(case: Case) -> str:
    this, before = (money(case.account[name], case.currency) for name in ("revenue_12m", "revenue_prior_12m"))
    return f"{this} in 365 days, {before} in the 365 days before"


def _few_order_days(case: Case) -> str:
    return f"only {count(len(case.rows('purchase_rhythm')), 'order day')}; 4 are needed"


def _no_trend(case: Case) -> str:
    account = case.account
    if case.since(account["first_order_on"]) < 2 * YEAR:
        return "the first order is less than two years old"
    if is_unknown(account["revenue_12m"]) or is_unknown(account["revenue_prior_12m"]):
        return "orders without an exchange rate"
    return f"no revenue above {currency_sign(case.currency).strip()} 0 in the 365 days before"


def _always(sentence: str) -> Callable[[Case], str]:
    return lambda _case: sentence


def _good(indicator: str, case: Case) -> str:
    return good_in_words(indicator, case.policy, case.account["tier"])


def _satisfaction_limit(case: Case) -> str:
    floor, account = float(case.policy.satisfaction_floor), case.account
    names = ("core_satisfaction", "service_satisfaction")
    low = [name for name in names if not is_unknown(account[name]) and round(account[name], 9) < floor]
    parts = [f"{INDICATORS[name].title.lower()} is {number(account[name], 1)}" for name in low]
    return f"{listing(parts).capitalize()}, below the limit of {number(floor, 1)} of 10."


_KNOWN: Mapping[str, Callable[[Case], str]] = {
    "contact_recency": _contact_recency,
    "review_recency": _review_recency,
    "post_purchase_care": _post_purchase_care,
    "meeting_practice": _meeting_practice,
    "contact_density": _contact_density,
    "level_coverage": _level_coverage,
    "ownership": _ownership,
    "promises_kept": _promises_kept,
    "response_time": _response_time,
    "unanswered": _unanswered,
    "issue_age": _issue_age,
    "core_satisfaction": _satisfaction("core_satisfaction"),
    "service_satisfaction": _satisfaction("service_satisfaction"),
    "stated_commitment": _stated_commitment,
    "purchase_rhythm": _purchase_rhythm,
    "revenue_trend": _revenue_trend,
}
_ABSENT = {
    "contact_recency": "the customer wants to be met when needed",
    "post_purchase_care": "no order of the last 365 days began a watch",
}
_INTERACTIONS = (("interactions",), "contacts are not in this data store")
_ANSWERS = (("survey_responses",), "survey answers are not in this data store")
_NEEDED: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "contact_recency": (_INTERACTIONS,),
    "review_recency": (_INTERACTIONS, (("interactions.purpose",), "the purpose of meetings is not in this data store")),
    "post_purchase_care": (_INTERACTIONS,),
    "meeting_practice": (
        _INTERACTIONS,
        (("interactions.agenda_at",), "agendas of meetings are not in this data store"),
        (("interactions.documented_at",), "memos of meetings are not in this data store"),
    ),
    "contact_density": (_INTERACTIONS,),
    "level_coverage": (_INTERACTIONS, (("contacts",), "persons of customers are not in this data store")),
    "promises_kept": ((("commitments",), "promises are not in this data store"),),
    "core_satisfaction": (_ANSWERS,),
    "service_satisfaction": (_ANSWERS,),
    "stated_commitment": (_ANSWERS,),
}
_ALWAYS_NOT_CONNECTED = ("ownership", "unanswered", "issue_age")
_ANSWERED = ("interactions.responded_at", "cases.first_response_at")
_UNKNOWN_TO_ALL = {
    "ownership": "neither owners nor primary contacts are in this data store",
    "unanswered": "neither answers to mail nor to cases are in this data store",
    "response_time": "neither answers to mail nor to cases are in this data store",
    "issue_age": "issues are not in this data store",
}
_NOBODY_ASKED = _always("no answer in the last 365 days")
_UNKNOWN: Mapping[str, Callable[[Case], str]] = {
    "contact_recency": _always("no contact and no order to count from"),
    "review_recency": _always("no review meeting and no order to count from"),
    "post_purchase_care": _always("no checkpoint has passed since the first of these orders"),
    "meeting_practice": _always("no counted meeting in the last 365 days"),
    "contact_density": _always("no contact names a person"),
    "level_coverage": _always("no active contact of this account has a level"),
    "promises_kept": _always("no promise was due in the last 365 days"),
    "response_time": _always("nothing arrived and was answered in the last 90 days"),
    "core_satisfaction": _NOBODY_ASKED,
    "service_satisfaction": _NOBODY_ASKED,
    "stated_commitment": _always("no answer in the last 365 days, and no opinion of our team in 90"),
    "purchase_rhythm": _few_order_days,
    "revenue_trend": _no_trend,
}
_LIMIT_SENTENCES: Mapping[str, Callable[[Case], str]] = {
    "satisfaction_limit": _satisfaction_limit,
    "neglected": _always("A neglected recent buyer cannot be good."),
    "no_owner": _always("An account without an active owner cannot be good."),
}
