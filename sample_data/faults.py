"""Bad values and bad rows such as every CRM holds: a few dozen, of every kind that the intake tells apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from sample_data.days import Period
from sample_data.planted import CUSTOMERS, from_rows, person_id
from sample_data.script import account_id

_ACCOUNT, _PERSON, _EMPLOYEE = account_id(len(CUSTOMERS) + 5), person_id(1, 0), "E002"
_NO_ACCOUNT, _NO_EMPLOYEE = "A-gone", "E-gone"
_OLD = datetime(1899, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Fault:
    """One row with one fault: its table, its cells, and the kind of reason the intake gives."""

    table: str
    cells: dict[str, object]
    reason: str


SPOILED_ACCOUNTS = (
    ("agreed_interval_days", "monthly", "type"),
    ("agreed_interval_days", "0", "range"),
    ("tier_entered", "AA", "enumeration"),
    ("contact_preference", "never", "enumeration"),
    ("owner_id", _NO_EMPLOYEE, "reference"),
    ("parent_account_id", _NO_ACCOUNT, "reference"),
    ("merged_into_id", _NO_ACCOUNT, "reference"),
    ("created_at", _OLD, "date"),
)
"""Bad values of some accounts: column, value, and the kind of reason the intake gives."""


def with_spoiled(accounts: pa.Table) -> pa.Table:
    """The accounts, the last of them with a bad value each."""
    sound = len(accounts) - len(SPOILED_ACCOUNTS)
    rows = accounts.slice(sound).to_pylist()
    for row, (column, value, _) in zip(rows, SPOILED_ACCOUNTS, strict=True):
        row[column] = value
    return pa.concat_tables([accounts.slice(0, sound), from_rows("accounts", rows)])


def faults(period: Period) -> list[Fault]:
    """Every faulty row of the sample; a duplicate stands twice, the first of the two being good."""
    noon = datetime.combine(period.until, datetime.min.time(), UTC) - timedelta(days=60, hours=-12)
    day = noon.date()
    return [
        *_of_master_data(day),
        *_of_interactions(noon),
        *_of_orders(day),
        *_of_service(noon),
        *_of_the_rest(day),
    ]


def tables(period: Period) -> dict[str, pa.Table]:
    """The faulty rows by table."""
    rows: dict[str, list[dict]] = {}
    for fault in faults(period):
        again = 2 if fault.reason == "duplicate" else 1
        rows.setdefault(fault.table, []).extend([fault.cells] * again)
    return {table: from_rows(table, cells) for table, cells in rows.items()}


def _of_master_data(day: date) -> list[Fault]:
    def person(number: int, reason: str, **cells: object) -> Fault:
        row = {"contact_id": f"CX{number:04}", "account_id": _ACCOUNT, "name": f"Card from the fair {number}"}
        return Fault("contacts", row | cells, reason)

    return [
        Fault("accounts", {"account_id": "AX0001", "name": None}, "missing"),
        Fault("accounts", {"account_id": None, "name": "Left over from the move"}, "missing"),
        person(1, "type", left_on="in spring"),
        person(2, "type", is_primary="yes, since May"),
        person(3, "enumeration", level="boss"),
        person(4, "enumeration", role="gatekeeper"),
        person(5, "reference", account_id=_NO_ACCOUNT),
        person(6, "missing", account_id=None),
        person(7, "duplicate"),
        Fault("teams", {"team_id": "old-north", "name": None}, "missing"),
        Fault("employees", {"employee_id": "EX01", "name": "Test, please ignore", "level": "trainee"}, "enumeration"),
        Fault(
            "employees", {"employee_id": "EX02", "name": "Test 2", "left_on": date(2199, 1, 1), "active": False}, "date"
        ),
        Fault(
            "account_team_members", {"account_id": _ACCOUNT, "employee_id": _NO_EMPLOYEE, "role": "member"}, "reference"
        ),
        Fault("account_team_members", {"account_id": _ACCOUNT, "employee_id": _EMPLOYEE, "role": "fan"}, "enumeration"),
        Fault("account_team_members", {"account_id": _ACCOUNT, "employee_id": None, "since": day}, "missing"),
    ]


def _of_interactions(noon: datetime) -> list[Fault]:
    def interaction(number: int, reason: str, **cells: object) -> Fault:
        row = {
            "interaction_id": f"IX{number:04}",
            "account_id": _ACCOUNT,
            "kind": "call",
            "starts_at": noon,
            "status": "cancelled",
            "subject": "Imported from the old calendar",
        }
        return Fault("interactions", row | cells, reason)

    return [
        interaction(1, "enumeration", kind="fax"),
        interaction(2, "enumeration", status="done"),
        interaction(3, "missing", starts_at=None),
        interaction(4, "date", starts_at=_OLD),
        interaction(5, "range", ends_at=noon - timedelta(hours=2)),
        interaction(6, "range", documented_at=noon - timedelta(days=4)),
        interaction(7, "reference", account_id=_NO_ACCOUNT),
        interaction(8, "reference", employee_id=_NO_EMPLOYEE),
        interaction(9, "reference", contact_id="C-gone"),
        interaction(10, "enumeration", place="moon base"),
        interaction(11, "duplicate"),
        Fault("interaction_participants", {"interaction_id": "IX0005"}, "empty_participant"),
        Fault("interaction_participants", {"interaction_id": "IX0006"}, "empty_participant"),
        Fault("interaction_participants", {"interaction_id": None, "contact_id": _PERSON}, "missing"),
        Fault("interaction_participants", {"interaction_id": "IX0011", "contact_id": _PERSON}, "duplicate"),
    ]


def _of_orders(day: date) -> list[Fault]:
    def order(number: int, reason: str, **cells: object) -> Fault:
        row = {
            "order_id": f"OX{number:04}",
            "account_id": _ACCOUNT,
            "ordered_on": day,
            "amount": 100,
            "currency": "EUR",
        }
        return Fault("orders", row | {"status": "cancelled"} | cells, reason)

    return [
        order(1, "missing", amount=None),
        order(2, "date", ordered_on=date(2206, 5, 31)),
        order(3, "enumeration", status="almost"),
        order(4, "reference", account_id=_NO_ACCOUNT),
        order(5, "duplicate"),
        Fault(
            "fx_rates", {"currency": "SEK", "month": date(day.year, day.month, 15), "rate": Decimal("0.09")}, "range"
        ),
        Fault("fx_rates", {"currency": "CHF", "month": date(1996, 1, 1), "rate": 0}, "range"),
        Fault(
            "opportunities",
            {"opportunity_id": "PX0001", "account_id": _ACCOUNT, "name": "Old list", "outcome": "maybe"},
            "enumeration",
        ),
    ]


def _of_service(noon: datetime) -> list[Fault]:
    promise = {"account_id": _ACCOUNT, "subject": "From the minutes", "cancelled": True}
    case = {"account_id": _ACCOUNT, "subject": "From the old system", "resolved_at": noon}
    answer = {"account_id": _ACCOUNT, "instrument": "nps", "dimension": "recommend", "scale_min": 0, "scale_max": 10}
    opened = noon - timedelta(days=20)
    return [
        Fault("commitments", promise | {"commitment_id": "MX0001", "due_on": "end of May"}, "type"),
        Fault("commitments", promise | {"commitment_id": "MX0002", "due_on": None}, "missing"),
        Fault("cases", case | {"case_id": "KX0001", "opened_at": opened, "priority": "asap"}, "enumeration"),
        Fault(
            "cases",
            case | {"case_id": "KX0002", "opened_at": opened, "first_response_at": opened - timedelta(1)},
            "range",
        ),
        Fault(
            "survey_responses", answer | {"response_id": "RX0001", "score": "9 of 10", "answered_at": opened}, "type"
        ),
        Fault("survey_responses", answer | {"response_id": "RX0002", "score": "11", "answered_at": opened}, "range"),
        Fault("survey_responses", answer | {"response_id": "RX0003", "score": "8", "answered_at": None}, "missing"),
    ]


def _of_the_rest(day: date) -> list[Fault]:
    quality = {"employee_id": _EMPLOYEE, "kind": "quality", "name": "negotiation", "obtained_on": day}
    return [
        Fault("qualifications", quality | {"qualification_id": "QX0001", "grade": "good"}, "type"),
        Fault("qualifications", quality | {"qualification_id": "QX0002", "grade": "7"}, "range"),
        Fault("qualifications", quality | {"qualification_id": "QX0003", "employee_id": _NO_EMPLOYEE}, "reference"),
    ]
