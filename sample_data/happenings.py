"""What the stories tell, as rows of the canonical tables and as contacts to be made up like all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import pyarrow as pa

from data_access.localtime import day_of
from sample_data.company import Company
from sample_data.days import workday_after, workday_before
from sample_data.planted import CUSTOMERS, from_rows, moment, person_id
from sample_data.script import Answers, Buys, Complains, Customer, Meets, Plans, Promises, Writes

Told = TypeVar("Told")
_MORNING = 7.5
"""Hour of the day in UTC: the middle of the morning wherever there is a team."""


def happenings(kind: type[Told]) -> Iterator[tuple[Customer, Told]]:
    """Everything of a kind that the stories tell, with the customer it happens to."""
    for customer in CUSTOMERS:
        for each in customer.happens:
            if isinstance(each, kind):
                yield customer, each


def days_of(since: int, ago: int, every: int, last: int) -> list[int]:
    """Every so many days from `since` up to `ago` days before the last day, counted back from there, oldest first."""
    return [workday_before(last - back) for back in reversed(range(ago, max(since, ago) + 1, every or 1))]


def contacts(company: Company) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Account, day and kind (regular, meeting, review) of every contact of the stories."""
    last = company.period.last
    found = [
        (customer.number - 1, day, each.what)
        for customer, each in happenings(Meets)
        for day in days_of(each.since, each.ago, each.every, last)
    ]
    accounts, days, kinds = zip(*found, strict=True)
    return np.array(accounts), np.array(days), list(kinds)


def orders(company: Company) -> pa.Table:
    """The orders of the stories."""
    rows = [
        {
            "account_id": customer.account_id,
            "ordered_on": day_of(day),
            "amount": each.amount,
            "currency": each.currency,
            "status": each.status,
            "product_line": each.line,
            "channel": "direct",
        }
        for customer, each in happenings(Buys)
        for day in days_of(each.since, each.ago, each.every, company.period.last)
    ]
    return from_rows("orders", _with_keys("OS", "order_id", rows))


def interactions(company: Company) -> tuple[pa.Table, pa.Table]:
    """Interactions that the stories tell word by word, and who took part in them."""
    rows, people = [], []
    for number, (customer, each) in enumerate(happenings(Writes)):
        key = f"IS{number:05}"
        rows.append({"interaction_id": key, **_written(company, customer, each)})
        people += [{"interaction_id": key, **person} for person in _participants(company, customer, each)]
    for number, (customer, each) in enumerate(happenings(Plans)):
        rows.append({"interaction_id": f"IP{number:05}", **_planned(company, customer, each)})
    return from_rows("interactions", rows), from_rows("interaction_participants", people)


def _written(company: Company, customer: Customer, each: Writes) -> dict:
    day = workday_before(company.period.last - each.ago)
    return {
        "account_id": customer.account_id,
        "employee_id": _owner_id(company, customer),
        "contact_id": None if each.who is None else person_id(customer.number, each.who),
        "kind": each.kind,
        "purpose": each.purpose,
        "starts_at": moment(day, 0 if each.all_day else _MORNING),
        "ends_at": moment(day, 0 if each.all_day else _MORNING + 1.5),
        "all_day": each.all_day,
        "status": "held",
        "place": "ours" if each.among_us else "customer",
        "formality": "formal" if each.third_parties else "informal",
        "subject": each.subject,
        "notes": each.notes,
        "private": each.private,
        "bulk": False,
        "created_at": moment(day - 4, _MORNING),
    }


def _participants(company: Company, customer: Customer, each: Writes) -> list[dict]:
    ours = [{"employee_id": _owner_id(company, customer)}]
    if each.among_us:
        colleague = company.staff.member(company.team[customer.number - 1], company.staff.per_team - 1)
        return [*ours, {"employee_id": company.staff.ids(np.array([colleague]))[0].as_py()}]
    theirs = [{"contact_id": person_id(customer.number, place)} for place in each.with_people]
    return [*ours, *theirs, *({"third_party": each_one} for each_one in each.third_parties)]


def _planned(company: Company, customer: Customer, each: Plans) -> dict:
    last = company.period.last
    day = workday_after(last + each.ahead)
    return {
        "account_id": customer.account_id,
        "employee_id": _owner_id(company, customer),
        "contact_id": person_id(customer.number, 0),
        "kind": "meeting",
        "purpose": "review" if "review" in each.subject.lower() else "delivery",
        "starts_at": moment(day, _MORNING),
        "ends_at": moment(day, _MORNING + 1),
        "all_day": False,
        "status": "planned",
        "place": "customer",
        "subject": each.subject,
        "private": False,
        "bulk": False,
        "created_at": moment(workday_before(last - each.entered), _MORNING),
    }


def commitments(company: Company) -> pa.Table:
    """The promises of the stories."""
    last = company.period.last
    rows = [
        {
            "account_id": customer.account_id,
            "employee_id": _owner_id(company, customer),
            "kind": each.kind,
            "subject": each.subject,
            "promised_at": moment(last - each.due - 21, _MORNING),
            "due_on": day_of(last - each.due).isoformat(),
            "done_at": None if each.done is None else moment(last - each.done, 13),
            "cancelled": False,
        }
        for customer, each in happenings(Promises)
    ]
    return from_rows("commitments", _with_keys("MS", "commitment_id", rows))


def cases(company: Company) -> pa.Table:
    """The problems and complaints of the stories."""
    last = company.period.last
    rows = []
    for customer, each in happenings(Complains):
        opened = last - each.ago
        rows.append(
            {
                "account_id": customer.account_id,
                "contact_id": person_id(customer.number, 0),
                "channel": "hotline",
                "category": each.category,
                "priority": each.priority,
                "subject": each.subject,
                "opened_at": moment(opened, _MORNING),
                "first_response_at": None if each.answered is None else moment(opened, _MORNING + each.answered),
                "resolved_at": None if each.solved is None else moment(last - each.solved, 13),
                "escalated_at": None if each.escalated is None else moment(last - each.escalated, 13),
                "response_due_at": moment(opened, _MORNING + 8),
            }
        )
    return from_rows("cases", _with_keys("KS", "case_id", rows))


def survey_responses(company: Company) -> pa.Table:
    """The answers of the stories."""
    rows = [
        {
            "account_id": customer.account_id,
            "contact_id": person_id(customer.number, 0),
            "instrument": each.instrument,
            "dimension": dimension,
            "score": str(score),
            "scale_min": 0.0,
            "scale_max": 10.0,
            "sent_at": moment(company.period.last - each.ago - 6, _MORNING),
            "answered_at": moment(company.period.last - each.ago, _MORNING),
            "comment": each.comment if place == 0 else None,
        }
        for customer, each in happenings(Answers)
        for place, (dimension, score) in enumerate(each.scores.items())
    ]
    return from_rows("survey_responses", _with_keys("RS", "response_id", rows))


def _owner_id(company: Company, customer: Customer) -> str | None:
    owner = company.owner[customer.number - 1]
    return None if owner < 0 else company.staff.ids(np.array([owner]))[0].as_py()


def _with_keys(prefix: str, key: str, rows: list[dict]) -> list[dict]:
    return [{key: f"{prefix}{number:05}", **row} for number, row in enumerate(rows)]
