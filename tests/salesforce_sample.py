"""The sample company as a Salesforce organisation with some ten thousand rows, to try the source on.

`python -m tests.salesforce_sample URL [fivetran|api]` writes it into an empty database.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq

from data_access.sources.salesforce.naming import FIVETRAN
from sample_data.write import write_sample
from tests.salesforce_org import NOBODY, Rows, write_database

UNTIL = date(2024, 5, 31)
WITHOUT_KEY = ("interaction_participants", "account_team_members", "fx_rates")
OWN = """\
[salesforce]
no_show = "No_Show__c"
cancelled = "Called_Off__c"

[accounts]
tier_entered = "Customer_Class__c"
agreed_interval_days = "Visit_Rhythm__c"
contact_preference = "Contact_Preference__c"

[contacts]
level = "Level__c"

[fx_rates]
from = "Monthly_Rate__c"
currency = "IsoCode__c"
month = "Month__c"
rate = "Rate__c"
"""
"""The mapping file of this organisation."""


class _Keys:
    """Keys of Salesforce for the sample's: eighteen characters, the first three by the kind of record."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def of(self, prefix: str, key: object) -> str:
        """The key of a record; the empty key of the weekly export for none."""
        if key is None:
            return NOBODY
        number = self._numbers.setdefault((prefix, str(key)), len(self._numbers) + 1)
        return f"{prefix}{number:012d}AAA"


def organisation(folder: Path, until: date = UNTIL) -> dict[str, Rows]:
    """Salesforce's tables made of the sample company's, which lie in the folder; `until` is its last day."""
    tables = {path.stem: list(_once(path)) for path in sorted(folder.glob("*.parquet"))}
    keys = _Keys()
    return {
        "Account": [_account(row, keys) for row in tables["accounts"]],
        "User": [_user(row, keys) for row in tables["employees"]],
        "UserRole": [
            {"Id": keys.of("00E", row.team_id), "Name": row.name, "ParentRoleId": keys.of("00E", row.parent_team_id)}
            for row in tables["teams"]
        ],
        "Contact": [_contact(row, keys) for row in tables["contacts"]],
        "Opportunity": [
            *(_won(row, keys) for row in tables["orders"]),
            *(_deal(row, keys) for row in tables["opportunities"] if row.outcome != "won"),
        ],
        "Event": [
            row
            for meeting in tables["interactions"]
            if meeting.kind == "meeting" and not _forgotten(meeting, until)
            for row in _event(meeting, keys)
        ],
        "EventRelation": [_relation(row, keys) for row in tables["interaction_participants"] if not row.third_party],
        "Task": [
            *(_call(row, keys) for row in tables["interactions"] if row.kind == "call"),
            *(_promise(row, keys) for row in tables["commitments"]),
        ],
        "Monthly_Rate__c": [
            {"IsoCode__c": row.currency, "Month__c": row.month, "Rate__c": row.rate} for row in tables["fx_rates"]
        ],
        "Case": [_case(row, keys) for row in tables["cases"]],
    }


def _once(path: Path) -> Iterator[SimpleNamespace]:
    """The rows of a file, their cells as text; of those with one key the first."""
    rows = pq.read_table(path).to_pylist()
    first = {next(iter(row.values())): row for row in reversed(rows)}
    for row in rows if path.stem in WITHOUT_KEY else reversed(first.values()):
        yield SimpleNamespace(**{name: None if cell is None else str(cell) for name, cell in row.items()})


def _forgotten(meeting, until: date) -> bool:
    """Whether a meeting was planned and never closed: Salesforce cannot tell it from one that was held."""
    return meeting.status == "planned" and meeting.starts_at[:10] <= until.isoformat()


def _account(row, keys: _Keys) -> dict:
    return {
        "Id": keys.of("001", row.account_id),
        "Name": row.name,
        "OwnerId": keys.of("005", row.owner_id),
        "ParentId": keys.of("001", row.parent_account_id),
        "MasterRecordId": keys.of("001", row.merged_into_id),
        "IsDeleted": "1" if row.merged_into_id else "0",
        "CreatedDate": row.created_at,
        "Customer_Class__c": row.tier_entered,
        "Visit_Rhythm__c": row.agreed_interval_days and row.agreed_interval_days.removesuffix(".0"),
        "Contact_Preference__c": row.contact_preference,
    }


def _user(row, keys: _Keys) -> dict:
    first, _, last = row.name.partition(" ")
    return {
        "Id": keys.of("005", row.employee_id),
        "FirstName": first,
        "LastName": last,
        "Email": row.email,
        "UserRoleId": keys.of("00E", row.team_id),
        "IsActive": row.active,
    }


def _contact(row, keys: _Keys) -> dict:
    return {
        "Id": keys.of("003", row.contact_id),
        "AccountId": keys.of("001", row.account_id),
        "LastName": row.name,
        "Title": row.title,
        "Level__c": row.level,
        "IsDeleted": "0",
    }


def _won(row, keys: _Keys) -> dict:
    counts = row.status in ("confirmed", "delivered")
    return {
        "Id": keys.of("006", row.order_id),
        "AccountId": keys.of("001", row.account_id),
        "StageName": "Gewonnen",
        "Amount": row.amount,
        "CurrencyIsoCode": row.currency,
        "CloseDate": row.ordered_on,
        "IsWon": "1" if counts else "0",
        "IsClosed": "1" if counts else "0",
        "IsDeleted": "0",
    }


def _deal(row, keys: _Keys) -> dict:
    return {
        "Id": keys.of("006", f"deal {row.opportunity_id}"),
        "AccountId": keys.of("001", row.account_id),
        "OwnerId": keys.of("005", row.owner_id),
        "Name": row.name,
        "StageName": row.stage,
        "Amount": row.amount,
        "CurrencyIsoCode": row.currency,
        "CreatedDate": row.created_at,
        "CloseDate": row.closed_on or "2024-12-31",
        "IsWon": "0",
        "IsClosed": "1" if row.outcome else "0",
        "IsDeleted": "0",
    }


def _event(row, keys: _Keys) -> list[dict]:
    """The meeting, and a copy of it for another invitee."""
    all_day = row.all_day == "True"
    meeting = {
        "Id": keys.of("00U", row.interaction_id),
        "Subject": row.subject,
        "StartDateTime": row.starts_at,
        "EndDateTime": row.ends_at,
        "ActivityDate": row.starts_at and row.starts_at[:10],
        "IsAllDayEvent": "1" if all_day else "0",
        "WhatId": keys.of("001", row.account_id),
        "WhoId": keys.of("003", row.contact_id),
        "OwnerId": keys.of("005", row.employee_id),
        "CreatedDate": row.created_at,
        "IsPrivate": "1" if row.private == "True" else "0",
        "IsChild": "0",
        "IsRecurrence": "0",
        "IsDeleted": "0",
        "No_Show__c": "1" if row.status == "no_show" else "0",
        "Called_Off__c": "1" if row.status == "cancelled" else "0",
    }
    copy = meeting | {"Id": keys.of("00U", f"copy {row.interaction_id}"), "IsChild": "1"}
    return [meeting, copy]


def _relation(row, keys: _Keys) -> dict:
    somebody = keys.of("003", row.contact_id) if row.contact_id else keys.of("005", row.employee_id)
    return {
        "EventId": keys.of("00U", row.interaction_id),
        "RelationId": somebody,
        "IsWhat": "0",
        "IsDeleted": "0",
    }


def _call(row, keys: _Keys) -> dict:
    return {
        "Id": keys.of("00T", row.interaction_id),
        "Subject": row.subject,
        "TaskSubtype": "Call",
        "CallType": row.direction and row.direction.title(),
        "ActivityDate": row.starts_at and row.starts_at[:10],
        "IsClosed": "1" if row.status == "held" else "0",
        "WhatId": keys.of("001", row.account_id),
        "WhoId": keys.of("003", row.contact_id),
        "OwnerId": keys.of("005", row.employee_id),
        "IsDeleted": "0",
    }


def _promise(row, keys: _Keys) -> dict:
    return {
        "Id": keys.of("00T", row.commitment_id),
        "Subject": row.subject,
        "TaskSubtype": "Task",
        "ActivityDate": row.due_on,
        "IsClosed": "1" if row.done_at else "0",
        "CompletedDateTime": row.done_at,
        "WhatId": keys.of("001", row.account_id),
        "OwnerId": keys.of("005", row.employee_id),
        "CreatedDate": row.promised_at,
        "IsDeleted": "0",
    }


def _case(row, keys: _Keys) -> dict:
    return {
        "Id": keys.of("500", row.case_id),
        "AccountId": keys.of("001", row.account_id),
        "ContactId": keys.of("003", row.contact_id),
        "Origin": row.channel,
        "Priority": (row.priority or "").title() or None,
        "Subject": row.subject,
        "CreatedDate": row.opened_at,
        "ClosedDate": row.resolved_at,
        "IsClosed": "1" if row.resolved_at else "0",
        "IsDeleted": "0",
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        write_sample(place, until=UNTIL, accounts=90, years=2)
        write_database(sys.argv[1], organisation(Path(place)), sys.argv[2] if len(sys.argv) > 2 else FIVETRAN)
