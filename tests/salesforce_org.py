"""Small Salesforce organisations on real table and column names, written in each layout into each kind of store."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Boolean, Column, DateTime, MetaData, Table, Text, create_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from data_access.sources.salesforce.naming import FIVETRAN, snake

Rows = list[dict[str, object]]


def named(name: str, layout: str) -> str:
    """A table or column as the layout names it."""
    return snake(name) if layout == FIVETRAN else name


def in_layout(org: dict[str, Rows], layout: str) -> dict[str, tuple[list[str], Rows]]:
    """Columns and rows of every table, named as in the layout."""
    written = {}
    for table, rows in org.items():
        renamed = [{named(column, layout): cell for column, cell in row.items()} for row in rows]
        written[named(table, layout)] = (list(dict.fromkeys(column for row in renamed for column in row)), renamed)
    return written


def write_database(url: str, org: dict[str, Rows], layout: str, schema: str | None = None) -> None:
    """Writes the organisation into a database, or a new schema of it; columns get the type of their cells."""
    engine = create_engine(url, poolclass=NullPool)
    metadata = MetaData(schema=schema)
    with engine.begin() as connection:
        if schema:
            connection.execute(CreateSchema(schema))
        for name, (columns, rows) in in_layout(org, layout).items():
            table = Table(name, metadata, *(Column(column, _type(column, rows)) for column in columns))
            table.create(connection)
            connection.execute(table.insert(), [{column: row.get(column) for column in columns} for row in rows])
    engine.dispose()


def write_folder(folder: Path, org: dict[str, Rows], layout: str, encoding: str = "utf-8") -> None:
    """Writes the organisation as one CSV file per table."""
    folder.mkdir(exist_ok=True)
    for name, (columns, rows) in in_layout(org, layout).items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


def _type(column: str, rows: Rows) -> object:
    cells = [row[column] for row in rows if row.get(column) is not None]
    if cells and all(isinstance(cell, bool) for cell in cells):
        return Boolean()
    if cells and all(hasattr(cell, "tzinfo") for cell in cells):
        return DateTime(timezone=True)
    return Text()


def at(text: str) -> datetime:
    """A moment in UTC, written as 2024-05-06 10:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOW = at("2024-05-31 12:00")
NOBODY = "000000000000000AAA"
"""How the weekly export writes an empty key."""

ACCOUNT = {
    "Id": "001A",
    "Name": "Ada & Co",
    "ParentId": None,
    "OwnerId": "005A",
    "Industry": "Energy",
    "BillingCountry": "Finland",
    "IsDeleted": False,
    "MasterRecordId": None,
    "CreatedDate": at("2020-01-02 08:00"),
    "Customer_Class__c": "Key",
    "Visit_Rhythm__c": "30",
}
USER = {
    "Id": "005A",
    "FirstName": "Ines",
    "LastName": "Berg",
    "Email": "ines@us.example",
    "ManagerId": "005B",
    "UserRoleId": "00EA",
    "IsActive": True,
}
EVENT = {
    "Id": "00U1",
    "Subject": "Visit",
    "Description": "Spoke about turbines",
    "StartDateTime": at("2024-05-06 10:00"),
    "EndDateTime": at("2024-05-06 11:00"),
    "ActivityDate": "2024-05-06",
    "IsAllDayEvent": False,
    "WhatId": "001A",
    "WhoId": None,
    "AccountId": None,
    "OwnerId": "005A",
    "IsPrivate": False,
    "IsChild": False,
    "IsRecurrence": False,
    "IsArchived": False,
    "IsDeleted": False,
    "No_Show__c": False,
    "First_Meeting_Held__c": False,
    "CreatedDate": at("2024-05-01 09:00"),
}
TASK = {
    "Id": "00T1",
    "Subject": "Send the offer",
    "TaskSubtype": "Task",
    "CallType": None,
    "ActivityDate": "2024-05-10",
    "Status": "Not Started",
    "IsClosed": False,
    "CompletedDateTime": None,
    "LastModifiedDate": at("2024-05-20 08:00"),
    "WhatId": "001A",
    "WhoId": None,
    "AccountId": None,
    "OwnerId": "005A",
    "IsRecurrence": False,
    "IsDeleted": False,
    "CreatedDate": at("2024-05-01 09:00"),
}
DEAL = {
    "Id": "006A",
    "AccountId": "001B",
    "OwnerId": "005A",
    "Name": "Turbines",
    "StageName": "Gewonnen!",
    "Amount": "1200.50",
    "CurrencyIsoCode": "MXN",
    "CreatedDate": at("2024-01-05 10:00"),
    "CloseDate": "2024-03-01",
    "IsWon": True,
    "IsClosed": True,
    "IsDeleted": False,
}
MAIL = {
    "Id": "02s1",
    "Subject": "Offer",
    "MessageDate": at("2024-05-07 08:00"),
    "Incoming": True,
    "FromAddress": "Bo@Them.example",
    "ToAddress": "ines@us.example; other@us.example",
    "RelatedToId": None,
    "ParentId": None,
    "ActivityId": None,
    "Status": "1",
    "IsDeleted": False,
}
CONTACT = {
    "Id": "003A",
    "AccountId": "001D",
    "FirstName": "Bo",
    "LastName": "Lund",
    "Title": "Vice President Purchasing",
    "Email": "bo@them.example",
    "IsDeleted": False,
}
CASE = {
    "Id": "500A",
    "AccountId": "001C",
    "ContactId": "003A",
    "Origin": "Phone",
    "Priority": "High",
    "Subject": "Broken",
    "CreatedDate": at("2024-05-02 10:00"),
    "ClosedDate": None,
    "IsClosed": False,
    "IsEscalated": False,
    "IsDeleted": False,
}

ORG: dict[str, Rows] = {
    "Account": [
        *(ACCOUNT | {"Id": key, "Name": key} for key in ("001A", "001B", "001C", "001D")),
        ACCOUNT | {"Id": "001L", "Name": "Loser", "IsDeleted": True, "MasterRecordId": "001M"},
        ACCOUNT | {"Id": "001M", "Name": "Loser too", "IsDeleted": True, "MasterRecordId": "001A"},
        ACCOUNT | {"Id": "001X", "Name": "Deleted", "IsDeleted": True},
        ACCOUNT | {"Id": "001Q", "Name": "Of a queue", "OwnerId": "00GA"},
        ACCOUNT | {"Id": "001N", "Name": "Of nobody", "OwnerId": NOBODY, "ParentId": "001A"},
    ],
    "Contact": [
        CONTACT,
        CONTACT | {"Id": "003B", "Title": "Jefe de compras", "Email": None},
        CONTACT | {"Id": "003C", "Title": "Assistant of the CEO", "Email": None},
        CONTACT | {"Id": "003D", "Title": "Wizard", "Email": None},
        CONTACT | {"Id": "003E", "AccountId": None, "Email": None},
        CONTACT | {"Id": "003F", "IsDeleted": True, "Email": None},
    ],
    "OpportunityContactRole": [
        {"ContactId": "003A", "Role": "Influencer", "CreatedDate": at("2023-01-01 00:00"), "IsDeleted": False},
        {"ContactId": "003A", "Role": "Decision Maker", "CreatedDate": at("2024-01-01 00:00"), "IsDeleted": False},
    ],
    "AccountContactRelation": [
        {"AccountId": "001A", "ContactId": "003A", "IsDirect": False, "IsDeleted": False},
        {"AccountId": "001D", "ContactId": "003A", "IsDirect": True, "IsDeleted": False},
    ],
    "User": [USER, USER | {"Id": "005B", "FirstName": None, "LastName": "Cho", "ManagerId": None, "IsActive": False}],
    "UserRole": [
        {"Id": "00EA", "Name": "North", "ParentRoleId": "00EB"},
        {"Id": "00EB", "Name": "All", "ParentRoleId": NOBODY},
    ],
    "AccountTeamMember": [
        {"AccountId": "001A", "UserId": "005B", "TeamMemberRole": "Executive Sponsor", "IsDeleted": False}
    ],
    "Lead": [{"Id": "00QA", "ConvertedAccountId": "001B"}, {"Id": "00QB", "ConvertedAccountId": None}],
    "Opportunity": [
        DEAL,
        DEAL | {"Id": "006P", "CurrencyIsoCode": "PEN", "StageName": "Cerrada ganada", "Amount": "7"},
        DEAL | {"Id": "006L", "StageName": "Closed Won", "IsWon": False},
        DEAL | {"Id": "006O", "StageName": "Won?", "IsWon": False, "IsClosed": False, "CloseDate": "2024-09-01"},
        DEAL | {"Id": "006X", "IsDeleted": True},
        DEAL | {"Id": "006N", "AccountId": NOBODY},
    ],
    "Order": [
        {
            "Id": "801A",
            "AccountId": "001A",
            "EffectiveDate": "2024-02-01",
            "TotalAmount": "10",
            "CurrencyIsoCode": "COP",
            "StatusCode": "Activated",
            "IsDeleted": False,
        },
        {
            "Id": "801D",
            "AccountId": "001A",
            "EffectiveDate": "2024-02-02",
            "TotalAmount": "20",
            "CurrencyIsoCode": "USD",
            "StatusCode": "Draft",
            "IsDeleted": False,
        },
    ],
    "Case": [
        CASE,
        CASE | {"Id": "500B", "IsClosed": True, "ClosedDate": at("2024-05-03 10:00"), "Priority": "Medium"},
        CASE | {"Id": "500E", "IsEscalated": True, "Priority": "Low"},
        CASE | {"Id": "500N", "AccountId": None},
    ],
    "Event": [
        # What it hangs on.
        EVENT,
        EVENT | {"Id": "00U2", "WhatId": "006A"},
        EVENT | {"Id": "00U3", "WhatId": "500A"},
        EVENT | {"Id": "00U4", "WhatId": "a0X1", "AccountId": "001A"},
        EVENT | {"Id": "00U5", "WhatId": NOBODY, "WhoId": "003A"},
        EVENT | {"Id": "00U6", "WhatId": "701A"},
        EVENT | {"Id": "00U7", "WhatId": None, "WhoId": "00QB"},
        EVENT | {"Id": "00U8", "WhatId": None},
        EVENT | {"Id": "00U9", "WhatId": None, "WhoId": "00QA"},
        EVENT | {"Id": "00UL", "WhatId": "001L"},
        # What is no meeting.
        EVENT | {"Id": "00UC", "IsChild": True},
        EVENT | {"Id": "00UR", "IsRecurrence": True},
        EVENT | {"Id": "00UX", "IsDeleted": True},
        EVENT | {"Id": "00UA", "IsArchived": True},
        # What became of it.
        EVENT | {"Id": "00UF", "StartDateTime": at("2024-06-03 10:00"), "EndDateTime": at("2024-06-03 11:00")},
        EVENT | {"Id": "00UI", "StartDateTime": at("2024-05-31 11:30"), "EndDateTime": at("2024-05-31 12:30")},
        EVENT | {"Id": "00US", "No_Show__c": True},
        EVENT
        | {
            "Id": "00UH",
            "First_Meeting_Held__c": True,
            "StartDateTime": at("2024-05-31 11:30"),
            "EndDateTime": at("2024-05-31 12:30"),
        },
        # Dates without a time.
        EVENT
        | {
            "Id": "00UD",
            "IsAllDayEvent": True,
            "ActivityDate": "2024-05-07",
            "StartDateTime": at("2024-05-07 00:00"),
            "EndDateTime": at("2024-05-08 00:00"),
        },
        EVENT
        | {
            "Id": "00UT",
            "IsAllDayEvent": True,
            "ActivityDate": "2024-05-31",
            "StartDateTime": at("2024-05-31 00:00"),
            "EndDateTime": at("2024-05-31 00:00"),
        },
        EVENT | {"Id": "00UP", "IsPrivate": True, "Subject": "Secret", "Description": "Very secret"},
        EVENT | {"Id": "00UG", "OwnerId": "00GA"},
    ],
    "EventRelation": [
        {"Id": "0RE1", "EventId": "00U1", "RelationId": "003A", "IsWhat": False, "Status": "New", "IsDeleted": False},
        {"Id": "0RE2", "EventId": "00U1", "RelationId": "005B", "IsWhat": False, "Status": None, "IsDeleted": False},
        {"Id": "0RE3", "EventId": "00U1", "RelationId": "00QA", "IsWhat": False, "Status": None, "IsDeleted": False},
        {"Id": "0RE4", "EventId": "00U1", "RelationId": "001A", "IsWhat": True, "Status": None, "IsDeleted": False},
        {
            "Id": "0RE5",
            "EventId": "00U1",
            "RelationId": "003B",
            "IsWhat": False,
            "Status": "Declined",
            "IsDeleted": False,
        },
        {"Id": "0RE6", "EventId": "00U1", "RelationId": "003C", "IsWhat": False, "Status": None, "IsDeleted": True},
    ],
    "Task": [
        TASK,
        TASK | {"Id": "00TD", "IsClosed": True, "Status": "Erledigt", "CompletedDateTime": at("2024-05-09 15:00")},
        TASK | {"Id": "00TL", "IsClosed": True},
        TASK | {"Id": "00TN", "ActivityDate": None},
        TASK | {"Id": "00TR", "IsRecurrence": True},
        TASK | {"Id": "00TX", "IsDeleted": True},
        TASK | {"Id": "00TC", "TaskSubtype": "Call", "CallType": "Outbound", "IsClosed": True, "WhoId": "003A"},
        TASK | {"Id": "00TP", "TaskSubtype": "Call", "CallType": "Outbound"},
        TASK | {"Id": "00TI", "TaskSubtype": "Call", "CallType": "Internal", "IsClosed": True},
        TASK | {"Id": "00TE", "TaskSubtype": "Email", "IsClosed": True},
        TASK | {"Id": "00T2", "TaskSubtype": "Email", "IsClosed": True},
        TASK | {"Id": "00T6", "TaskSubtype": "Email", "IsClosed": True, "WhatId": "006A"},
        TASK | {"Id": "00TM", "TaskSubtype": "Email", "IsClosed": True, "WhatId": "0XBA", "AccountId": "001A"},
        TASK | {"Id": "00TB", "TaskSubtype": "ListEmail", "IsClosed": True},
        TASK | {"Id": "00TW", "TaskSubtype": "Cadence", "IsClosed": True},
    ],
    "TaskRelation": [{"Id": "0RT1", "TaskId": "00TC", "RelationId": "003B", "IsWhat": False, "IsDeleted": False}],
    "EmailMessage": [
        MAIL | {"ActivityId": "00T2"},
        MAIL | {"Id": "02s6"},
        MAIL
        | {
            "Id": "02s2",
            "Incoming": False,
            "FromAddress": "ines@us.example",
            "ToAddress": "Bo Lund <bo@them.example>",
            "ParentId": "500A",
        },
        MAIL | {"Id": "02s3", "Status": "5"},
        MAIL | {"Id": "02s5", "FromAddress": "stranger@else.example", "ActivityId": "00T6"},
        MAIL | {"Id": "02s4", "FromAddress": "stranger@else.example"},
    ],
}
"""One organisation with every trap in it, each under a key of its own."""
