"""The sixteen indicators of an active account (section 5), each the value x that its sentence describes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from tests.plain.view import View, contact_days, event_day, happened, local_day, revenue_of, starting_days

NOT_APPLICABLE = "not applicable"
Value = Fraction | str | None
"""x exactly; NOT_APPLICABLE; None where it is unknown."""

MEMO_HOURS = 120
MEMO_DAYS = 5


def values_of(view: View, account: dict, row: dict) -> dict[str, Value]:
    """x of the account by indicator, in the order of the document; `row` holds its facts of sections 1 to 4."""
    return {name: measure(view, account, row) for name, measure in MEASURES.items()}


def is_active(view: View, person: dict) -> bool:
    """Whether an employee or a contact is active on d."""
    return person["active"] is not False and (person["left_on"] is None or person["left_on"] > view.d)


def has_active_owner(view: View, account: dict) -> bool:
    """Whether the account's owner exists and is active."""
    employees = view.store.rows.get("employees", [])
    return any(row["employee_id"] == account["owner_id"] and is_active(view, row) for row in employees)


def owners_are_known(view: View) -> bool:
    """Whether owners can be told from no owners."""
    return view.knows("accounts.owner_id", "employees")


def _of_account(view: View, table: str, account: dict) -> list[dict]:
    rows = view.store.rows.get(table, [])
    return [row for row in rows if view.store.survivor[row["account_id"]] == account["account_id"]]


def _share(kept: list[bool]) -> Fraction | None:
    return Fraction(sum(kept), len(kept)) if kept else None


def _median(values: list) -> Fraction:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2


def _mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


# ---- attention


def _contact_recency(view: View, account: dict, row: dict) -> Value:
    if row["contact_target_days"] is None:
        return NOT_APPLICABLE
    if not view.knows("interactions"):
        return None
    start = row["last_contact_on"] or row["first_order_on"]
    return Fraction((view.d - start).days, row["contact_target_days"])


def _review_recency(view: View, account: dict, row: dict) -> Value:
    if not view.knows("interactions.purpose"):
        return None
    target = 365 if account["contact_preference"] == "as_needed" else view.policy["review_target"][row["tier"]]
    start = row["last_review_on"] or row["first_order_on"]
    return Fraction((view.d - start).days, target)


def _post_purchase_care(view: View, account: dict, row: dict) -> Value:
    starting = [o for o in starting_days(view, account["account_id"]) if view.in_last(o, 365)]
    if not starting:
        return NOT_APPLICABLE
    if not view.knows("interactions"):
        return None
    days = contact_days(view, account["account_id"])
    kept = []
    for o in starting:
        previous = 0
        for k in view.policy["checkpoints"]:
            if o + timedelta(k) <= view.d:
                kept.append(any(o + timedelta(previous) < day <= o + timedelta(k) for day in days))
            previous = k
    return _share(kept)


def _meeting_practice(view: View, account: dict, row: dict) -> Value:
    if not view.knows("interactions.agenda_at", "interactions.documented_at"):
        return None
    meetings = [contact for contact in _recent_contacts(view, account) if contact["kind"] == "meeting"]
    return _share([_agenda_in_time(view, meeting) and _memo_in_time(view, meeting) for meeting in meetings])


def _agenda_in_time(view: View, meeting: dict) -> bool:
    if not happened(view, meeting["agenda_at"]):
        return False
    if meeting["all_day"]:
        return local_day(view, meeting["agenda_at"]) < event_day(view, meeting)
    return meeting["agenda_at"] < meeting["starts_at"]


def _memo_in_time(view: View, meeting: dict) -> bool:
    if not happened(view, meeting["documented_at"]):
        return False
    end = meeting["ends_at"] or meeting["starts_at"]
    if meeting["all_day"]:
        return local_day(view, meeting["documented_at"]) <= end.date() + timedelta(MEMO_DAYS)
    return meeting["documented_at"] <= end + timedelta(hours=MEMO_HOURS)


# ---- access


def _recent_contacts(view: View, account: dict) -> list[dict]:
    contacts = view.contacts.get(account["account_id"], [])
    return [contact for contact in contacts if view.in_last(event_day(view, contact), 365)]


def _persons_of(view: View, contact: dict) -> set[str]:
    """Main contact and participants of known identity."""
    here = [row["contact_id"] for row in view.participants.get(contact["interaction_id"], [])]
    return {person for person in (contact["contact_id"], *here) if person is not None}


def _somebody_is_named(view: View) -> bool:
    """Whether any counted contact of the store up to d names a person."""
    return any(_persons_of(view, contact) for contacts in view.contacts.values() for contact in contacts)


def _persons_met(view: View, account: dict) -> set[str]:
    return {person for contact in _recent_contacts(view, account) for person in _persons_of(view, contact)}


def _contact_density(view: View, account: dict, row: dict) -> Value:
    return Fraction(len(_persons_met(view, account))) if _somebody_is_named(view) else None


def _level_coverage(view: View, account: dict, row: dict) -> Value:
    theirs = [person for person in _of_account(view, "contacts", account) if is_active(view, person)]
    levels = {person["level"] for person in theirs if person["level"] is not None}
    if not levels or not _somebody_is_named(view):
        return None
    met = _persons_met(view, account)
    covered = {person["level"] for person in theirs if person["contact_id"] in met} - {None}
    return Fraction(len(covered), len(levels))


def _ownership(view: View, account: dict, row: dict) -> Value:
    parts = []
    if owners_are_known(view):
        parts.append((60, has_active_owner(view, account)))
    if view.knows("contacts.is_primary", "contacts"):
        contacts = _of_account(view, "contacts", account)
        parts.append((40, any(person["is_primary"] and is_active(view, person) for person in contacts)))
    if not parts:
        return None
    return Fraction(100 * sum(part for part, there in parts if there), sum(part for part, _ in parts))


# ---- reliability


def _promises_kept(view: View, account: dict, row: dict) -> Value:
    due = [
        promise
        for promise in _of_account(view, "commitments", account)
        if view.in_last(promise["due_on"], 365) and not promise["cancelled"]
    ]
    return _share(
        [promise["done_at"] is not None and local_day(view, promise["done_at"]) <= promise["due_on"] for promise in due]
    )


def _inbound(view: View, account: dict, *kinds: str) -> list[dict]:
    """Held inbound interactions of these kinds, internal ones too."""
    return [
        row
        for row in _of_account(view, "interactions", account)
        if row["kind"] in kinds and row["direction"] == "inbound" and row["status"] == "held" and not row["bulk"]
    ]


def _response_time(view: View, account: dict, row: dict) -> Value:
    waited = [
        mail["responded_at"] - mail["starts_at"]
        for mail in _inbound(view, account, "email", "message", "helpdesk")
        if not mail["all_day"] and view.in_last(event_day(view, mail), 90) and happened(view, mail["responded_at"])
    ]
    waited += [
        case["first_response_at"] - case["opened_at"]
        for case in _of_account(view, "cases", account)
        if view.in_last(local_day(view, case["opened_at"]), 90) and happened(view, case["first_response_at"])
    ]
    if not waited:
        return None
    return _median([wait // timedelta(microseconds=1) for wait in waited]) / 3_600_000_000


def _unanswered(view: View, account: dict, row: dict) -> Value:
    counts = []
    if view.knows("interactions.responded_at"):
        mails = _inbound(view, account, "email", "message")
        waiting = [mail for mail in mails if not happened(view, mail["responded_at"])]
        counts.append(sum(3 <= (view.d - event_day(view, mail)).days <= 89 for mail in waiting))
    if view.knows("cases.first_response_at"):
        waiting = [case for case in _open_cases(view, account) if not happened(view, case["first_response_at"])]
        counts.append(sum(_age(view, case) >= 3 for case in waiting))
    return Fraction(sum(counts)) if counts else None


def _open_cases(view: View, account: dict) -> list[dict]:
    return [
        case
        for case in _of_account(view, "cases", account)
        if happened(view, case["opened_at"]) and not happened(view, case["resolved_at"])
    ]


def _age(view: View, case: dict) -> int:
    return (view.d - local_day(view, case["opened_at"])).days


def _issue_age(view: View, account: dict, row: dict) -> Value:
    if not view.knows("cases"):
        return None
    limits = view.policy["issue_limit"]
    ages = [Fraction(_age(view, case), limits[case["priority"] or "normal"]) for case in _open_cases(view, account)]
    return max(ages, default=Fraction(0))


# ---- opinion


def _answers(view: View, account: dict, dimensions: tuple[str, ...], days_by_instrument: dict[str, int]) -> list[dict]:
    """Answers on these dimensions, each within the days its instrument is good for."""
    return [
        answer
        for answer in _of_account(view, "survey_responses", account)
        if answer["dimension"] in dimensions
        and answer["instrument"] in days_by_instrument
        and view.in_last(local_day(view, answer["answered_at"]), days_by_instrument[answer["instrument"]])
    ]


def _respondent(answer: dict) -> tuple[str, str]:
    column = "employee_id" if answer["instrument"] == "team_opinion" else "contact_id"
    if answer[column] is None:
        return "response_id", answer["response_id"]
    return column, answer[column]


def _latest(view: View, answers: list[dict]) -> list[Fraction]:
    """The latest answer of every respondent, rescaled to 0..10."""
    latest: dict[tuple[str, str], dict] = {}
    for answer in answers:
        key = _respondent(answer)
        if key not in latest or _order(view, answer) > _order(view, latest[key]):
            latest[key] = answer
    return [_rescaled(answer) for answer in latest.values()]


def _order(view: View, answer: dict) -> tuple[date, bool, datetime, str]:
    answered_at = answer["answered_at"]
    return local_day(view, answered_at), answer["dimension"] == "core_service", answered_at, answer["response_id"]


def _rescaled(answer: dict) -> Fraction:
    score, low, high = (Fraction(answer[name]) for name in ("score", "scale_min", "scale_max"))
    return 10 * (score - low) / (high - low)


CUSTOMERS_ANSWERS = {"satisfaction": 365, "project_evaluation": 365}
ALL_ANSWERS = {"satisfaction": 365, "project_evaluation": 365, "nps": 365, "team_opinion": 90}


def _core_satisfaction(view: View, account: dict, row: dict) -> Value:
    return _mean(_latest(view, _answers(view, account, ("core_service", "overall"), CUSTOMERS_ANSWERS)))


def _service_satisfaction(view: View, account: dict, row: dict) -> Value:
    return _mean(_latest(view, _answers(view, account, ("customer_service",), CUSTOMERS_ANSWERS)))


def _stated_commitment(view: View, account: dict, row: dict) -> Value:
    by_dimension = [_latest(view, _answers(view, account, (name,), ALL_ANSWERS)) for name in ("trust", "commitment")]
    return _mean([value for values in by_dimension for value in values])


# ---- commitment


def _purchase_rhythm(view: View, account: dict, row: dict) -> Value:
    days = view.order_days[account["account_id"]]
    if len(days) < 4:
        return None
    gap = _median([(later - earlier).days for earlier, later in pairwise(days)])
    return (view.d - days[-1]).days / gap


def _revenue_trend(view: View, account: dict, row: dict) -> Value:
    now, before = (revenue_of(view, account["account_id"], skipped) for skipped in (0, 365))
    if before is None or before <= 0 or now is None or row["first_order_on"] > view.since(730):
        return None
    return Fraction(now) / Fraction(before)


MEASURES: dict[str, Callable[[View, dict, dict], Value]] = {
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
    "core_satisfaction": _core_satisfaction,
    "service_satisfaction": _service_satisfaction,
    "stated_commitment": _stated_commitment,
    "purchase_rhythm": _purchase_rhythm,
    "revenue_trend": _revenue_trend,
}
