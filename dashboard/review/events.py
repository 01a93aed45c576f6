"""What moved a band: the three indicators with the largest change of points lost, and the event behind each in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboard.indicators import INDICATORS
from dashboard.reasons import good_in_words, value_in_words
from dashboard.review.sides import Sides
from dashboard.scoring.health import FAIR, GOOD, LIMITS
from dashboard.scoring.service_rows import CORE, SERVICE
from dashboard.wording import as_date, count, day, is_unknown, money, number
from data_access.facts.opinions import COMMITMENT
from data_access.facts.reading import COMPARED_DECIMALS

REASONS = 3
PARTS = {"core_satisfaction": CORE, "service_satisfaction": SERVICE, "stated_commitment": COMMITMENT}
NO_WORDS = "without a subject"
_SHOWN_DECIMALS = 1
_HOLDS_DOWN = {
    "satisfaction_limit": "satisfaction below the limit keeps it from being good",
    "neglected": "a neglected recent buyer cannot be good",
    "no_owner": "without an active owner it cannot be good",
}

Row = Mapping[str, object]


@dataclass(frozen=True)
class Reason:
    """An indicator that moved a score, by how many points, and the event behind it; without a title a limit.

    An event that `speaks` for itself is understood without the title.
    """

    title: str
    gained: float
    event: str
    speaks: bool = True

    def __str__(self) -> str:
        return f"{self.title} ({_points(self.gained)}): {self.event}" if self.title else self.event

    @property
    def short(self) -> str:
        """The event alone, or with what it is about."""
        return self.event if self.speaks else f"{self.title.lower()} {self.event}"


def behind_bands(sides: Sides, chosen: np.ndarray) -> list[list[Reason]]:
    """Why the band of each chosen account changed: a limit that holds or held it down, then the largest moves."""
    return Events(sides, np.flatnonzero(chosen)).reasons() if chosen.any() else []


def newest_answers(sides: Sides, chosen: np.ndarray) -> dict[int, str]:
    """By account number the newest answer about satisfaction since the earlier date: `, newest answer 6.0 on 12 Nov`."""
    if not chosen.any():
        return {}
    answers = sides.happened.answers
    numbers = sides.after["account_no"][chosen]
    rows = answers[answers["account_no"].isin(numbers) & answers["part"].isin((CORE, SERVICE))]
    rows = rows.sort_values(["account_no", "answered_on", "score"], ascending=[True, False, True])
    rows = rows.drop_duplicates("account_no")
    return {row["account_no"]: f", {_answer(row, sides)}" for row in rows.to_dict("records")}


class Events:
    """What happened between two dates to some accounts, to be told for the indicators that moved them."""

    def __init__(self, sides: Sides, places: np.ndarray) -> None:
        self._sides, self._places = sides, places
        both = (frame.iloc[places].to_dict("records") for frame in (sides.before, sides.after))
        self._rows = list(zip(*both, strict=True))
        numbers = sides.after["account_no"].iloc[places]
        happened, watches = sides.happened, sides.scored.watches
        promises = happened.promises[happened.promises["due_on"] > pd.Timestamp(sides.since)]
        self._promises = _by(promises, "account_no", numbers)
        self._cases = _by(happened.cases, "account_no", numbers)
        self._answers = _by(happened.answers, "account_no", numbers)
        self._watches = _by(watches, "account_id", sides.after["account_id"].iloc[places])

    def reasons(self) -> list[list[Reason]]:
        """Of each account what moved its band, the limit first."""
        names = list(self._sides.policy.indicators)
        found = []
        for place, (then, now) in zip(self._places, self._rows, strict=True):
            moved, order = self._sides.moved[place], self._sides.most_moved[place][:REASONS]
            largest = [i for i in order if round(abs(moved[i]), COMPARED_DECIMALS) > 0]
            limit = _limit(then, now)
            reasons = [self._reason(names[i], -moved[i], then, now) for i in largest]
            found.append([*([Reason("", 0.0, limit)] if limit else []), *reasons])
        return found

    def _reason(self, name: str, gained: float, then: Row, now: Row) -> Reason:
        was, is_now = (row[f"{name}_points"] for row in (then, now))
        title = INDICATORS[name].title
        if is_unknown(is_now):
            gone = name in str(now["not_applicable"] or "").split()
            return Reason(title, gained, "does not apply any more" if gone else "not known any more", speaks=False)
        told = self._told(name, then, now, better=gained > 0 if is_unknown(was) else is_now >= was)
        if is_unknown(was):
            return Reason(title, gained, f"known now, {told or value_in_words(name, now[name])}", speaks=False)
        if round(was - is_now, COMPARED_DECIMALS) == 0:
            weighs = "weighs less: more other inputs are known" if gained > 0 else "weighs more: fewer others are known"
            same = f"{value_in_words(name, now[name])} as before, {weighs}"
            return Reason(title, gained, same, speaks=False)
        return Reason(title, gained, told or self._values(name, then, now), speaks=bool(told) and name not in PARTS)

    def _told(self, name: str, then: Row, now: Row, better: bool) -> str:
        told = _EVENTS.get(name)
        return told(self, name, then, now, better) if told else ""

    def _values(self, name: str, then: Row, now: Row) -> str:
        was, is_now = (value_in_words(name, row[name]) for row in (then, now))
        if was != is_now:
            return f"{was} → {is_now}"
        return f"{is_now}; good from {good_in_words(name, self._sides.policy, now['tier'])}"

    def _since(self, on: object) -> bool:
        return not is_unknown(on) and as_date(on) > self._sides.since

    def _day(self, on: object) -> str:
        return day(on, self._sides.as_of)

    def _ago(self, on: object) -> str:
        return count((self._sides.as_of - as_date(on)).days, "day")

    def _contact(self, _name: str, then: Row, now: Row, better: bool) -> str:
        last, target = now["last_contact_on"], now["contact_target_days"]
        if better and self._since(last):
            return f"{now['last_contact_kind']} on {self._day(last)}"
        if better:
            return "" if then["contact_target_days"] == target else f"the target is now {count(int(target), 'day')}"
        if is_unknown(last):
            return f"no contact so far, {self._ago(now['first_order_on'])} after the first order"
        return f"{self._ago(last)} since the last contact, target {number(target)}"

    def _review(self, _name: str, _then: Row, now: Row, better: bool) -> str:
        last = now["last_review_on"]
        if better:
            return f"review meeting on {self._day(last)}" if self._since(last) else ""
        return "no review meeting so far" if is_unknown(last) else f"{self._ago(last)} since the last review meeting"

    def _care(self, _name: str, _then: Row, now: Row, better: bool) -> str:
        """The checkpoint that passed in these days, with a contact or without."""
        found = []
        for watch in self._watches[now["account_id"]]:
            for _, k in pairwise((0, *self._sides.policy.checkpoints)):
                closes = as_date(watch["order_on"] + pd.Timedelta(days=k))
                met = not is_unknown(watch[f"contact_on_{k}"])
                if self._sides.since < closes <= self._sides.as_of and met == better:
                    found.append((closes, k, watch["order_on"]))
        if not found:
            return ""
        _, k, ordered = max(found)
        return f"day {k} after the order of {self._day(ordered)} {'was met' if better else 'was missed'}"

    def _ownership(self, _name: str, then: Row, now: Row, better: bool) -> str:
        if then["owner_active"] is not now["owner_active"] and not is_unknown(then["owner_active"]):
            return "an active owner again" if better else "no active owner any more"
        return "an active primary contact" if better else "no active primary contact any more"

    def _promise(self, _name: str, _then: Row, now: Row, better: bool) -> str:
        rows = self._promises[now["account_no"]]
        rows = [row for row in rows if _kept(row) == better]
        if not rows:
            return ""
        row = max(rows, key=lambda row: (row["due_on"], row["commitment_id"]))
        return f"{_named(row)}, due {self._day(row['due_on'])}, {'was kept' if better else 'was not kept'}"

    def _issue(self, _name: str, _then: Row, now: Row, better: bool) -> str:
        rows = self._cases[now["account_no"]]
        if better:
            solved = [row for row in rows if self._since(row["resolved_on"])]
            if not solved:
                return ""
            row = min(solved, key=lambda row: (row["opened_on"], row["case_id"]))
            took = count((row["resolved_on"] - row["opened_on"]).days, "day")
            return f"{_named(row)} resolved on {self._day(row['resolved_on'])} after {took}"
        still = [row for row in rows if is_unknown(row["resolved_on"])]
        if not still:
            return ""
        limits, today = self._sides.policy.issue_limit, pd.Timestamp(self._sides.as_of)
        row = max(still, key=lambda row: ((today - row["opened_on"]).days / limits[row["priority"]], row["case_id"]))
        limit = number(limits[row["priority"]])
        return f"{_named(row)} open for {self._ago(row['opened_on'])}, limit {limit} for {row['priority']} priority"

    def _unanswered(self, _name: str, then: Row, now: Row, _better: bool) -> str:
        waiting = count(now["unanswered"], "message or case", "messages and cases")
        return f"{waiting} without an answer, {value_in_words('unanswered', then['unanswered'])} before"

    def _response(self, name: str, then: Row, now: Row, _better: bool) -> str:
        return f"median first answer {value_in_words(name, now[name])}, {value_in_words(name, then[name])} before"

    def _opinion(self, name: str, then: Row, now: Row, _better: bool) -> str:
        answers = [row for row in self._answers[now["account_no"]] if row["part"] == PARTS[name]]
        if not answers:
            return ""
        was, is_now = (value_in_words(name, row[name]) for row in (then, now))
        from_before = "" if is_unknown(then[name]) else f"{was} → "
        return f"{from_before}{is_now}, {_answer(answers[0], self._sides)}"

    def _rhythm(self, _name: str, _then: Row, now: Row, better: bool) -> str:
        last = now["last_order_on"]
        if better:
            return f"ordered on {self._day(last)}" if self._since(last) else ""
        since = (self._sides.as_of - as_date(last)).days
        usual = number(since / now["purchase_rhythm"]) if now["purchase_rhythm"] else ""
        return f"{count(since, 'day')} since the last order{f'; the usual gap is {usual}' if usual else ''}"

    def _revenue(self, _name: str, _then: Row, now: Row, _better: bool) -> str:
        year, prior = (money(now[name], self._sides.currency) for name in ("revenue_12m", "revenue_prior_12m"))
        return f"{year} in 12 months, {prior} in the 12 months before"


def _limit(then: Row, now: Row) -> str:
    """The limit that began, or ceased, to hold an account down between good and fair."""
    was, is_now = (set(str(row["limits"] or "").split()) for row in (then, now))
    if (then["band"], now["band"]) == (GOOD, FAIR):
        return next((_HOLDS_DOWN[limit] for limit in LIMITS if limit in is_now - was), "")
    if (then["band"], now["band"]) == (FAIR, GOOD) and was - is_now:
        return "no limit holds it down any more"
    return ""


def _by(rows: pd.DataFrame, key: str, wanted: pd.Series) -> Mapping[object, list[Row]]:
    """The rows of the wanted accounts by account, in their order."""
    found: dict[object, list[Row]] = defaultdict(list)
    for row in rows[rows[key].isin(wanted)].to_dict("records"):
        found[row[key]].append(row)
    return found


def _kept(promise: Row) -> bool:
    return not is_unknown(promise["done_on"]) and promise["done_on"] <= promise["due_on"]


def _named(row: Row) -> str:
    return NO_WORDS if is_unknown(row["subject"]) else f"“{row['subject']}”"


def _answer(row: Row, sides: Sides) -> str:
    return f"newest answer {number(row['score'], _SHOWN_DECIMALS)} of 10 on {day(row['answered_on'], sides.as_of)}"


def _points(gained: float) -> str:
    rounded = round(gained, _SHOWN_DECIMALS)
    sign = "+" if rounded > 0 else ""
    return f"{sign}{number(rounded, _SHOWN_DECIMALS)} points"


_Told = Callable[[Events, str, Row, Row, bool], str]
_EVENTS: Mapping[str, _Told] = {
    "contact_recency": Events._contact,
    "review_recency": Events._review,
    "post_purchase_care": Events._care,
    "ownership": Events._ownership,
    "promises_kept": Events._promise,
    "response_time": Events._response,
    "unanswered": Events._unanswered,
    "issue_age": Events._issue,
    "core_satisfaction": Events._opinion,
    "service_satisfaction": Events._opinion,
    "stated_commitment": Events._opinion,
    "purchase_rhythm": Events._rhythm,
    "revenue_trend": Events._revenue,
}
