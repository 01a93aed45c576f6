"""A copy of a Salesforce organisation becomes the canonical tables: every trap of its real tables and columns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data_access.settings import SettingsError, SourceSettings, override_source, read_settings
from data_access.sources import SourceError, open_source
from data_access.sources.salesforce.naming import API, FIVETRAN, snake
from tests.salesforce_org import write_database, write_folder

NOW = datetime(2024, 5, 31, 12, 0, tzinfo=UTC)

ACCOUNT = {
    "Id": "001A",
    "Name": "Ada & Co",
    "ParentId": None,
    "OwnerId": "005A",
    "IsDeleted": False,
    "MasterRecordId": None,
    "CreatedDate": datetime(2020, 1, 2, 8, 0, tzinfo=UTC),
}
USER = {"Id": "005A", "FirstName": "Ines", "LastName": "Berg", "Email": "i@x.example", "IsActive": True}
MEETING = {
    "Id": "00U1",
    "Subject": "Visit",
    "StartDateTime": datetime(2024, 5, 6, 10, 0, tzinfo=UTC),
    "EndDateTime": datetime(2024, 5, 6, 11, 0, tzinfo=UTC),
    "WhatId": "001A",
    "OwnerId": "005A",
    "IsChild": False,
    "IsDeleted": False,
}
TASK = {
    "Id": "00T1",
    "Subject": "Send the offer",
    "TaskSubtype": "Task",
    "ActivityDate": "2024-05-10",
    "Status": "Not Started",
    "IsClosed": False,
    "WhatId": "001A",
    "OwnerId": "005A",
    "CreatedDate": datetime(2024, 5, 1, 9, 0, tzinfo=UTC),
    "IsDeleted": False,
}
DEAL = {
    "Id": "006A",
    "AccountId": "001A",
    "OwnerId": "005A",
    "Name": "Turbines",
    "StageName": "Gewonnen!",
    "Amount": "1200.50",
    "CurrencyIsoCode": "MXN",
    "CreatedDate": datetime(2024, 1, 5, tzinfo=UTC),
    "CloseDate": "2024-03-01",
    "IsWon": True,
    "IsClosed": True,
    "IsDeleted": False,
}


class Org:
    """An organisation in one layout and one kind of store, to be read."""

    def __init__(self, folder: Path, layout: str, url: str | None) -> None:
        self.folder, self.layout, self.url = folder, layout, url
        self.settings: dict[str, object] = {}
        self.now = NOW
        self.source = None

    def holds(self, **tables: list[dict]) -> Org:
        """Writes these tables, and an account and a user where they are not among them."""
        org = {"Account": [ACCOUNT], "User": [USER]} | tables
        if self.url:
            write_database(self.url, org, self.layout)
        else:
            write_folder(self.folder / "export", org, self.layout)
        return self

    def mapped(self, text: str) -> Org:
        """Puts a mapping file of the organisation beside it; columns are written as in the API."""
        self.settings["mapping"] = self.folder / "own.toml"
        self.settings["mapping"].write_text(text, encoding="utf-8")
        return self

    def open(self):
        """The source as the settings open it."""
        place = {"url": self.url} if self.url else {"folder": self.folder / "export"}
        self.source = open_source(SourceSettings(kind="salesforce", **place, **self.settings), self.now)
        return self.source

    def rows(self, table: str, *columns: str) -> list:
        """These columns of a table's rows, in the order of their cells."""
        source = self.open()
        found = [row for batch in source.read(table, self.refuse) for row in batch.to_pylist()]
        return sorted((tuple(row.get(column) for column in columns) for row in found), key=str)

    def told(self, table: str | None = None) -> list[str]:
        """What the source last read tells about a table, with its counts."""
        return [f"{note.text} ({note.count})" for note in self.source.notes() if table in (None, note.table)]

    def refuse(self, row) -> None:
        raise AssertionError(f"a line was refused: {row}")


@pytest.fixture(params=[FIVETRAN, API])
def layout(request) -> str:
    return request.param


@pytest.fixture(params=["sqlite", "postgresql", "csv"])
def org(request, layout: str, tmp_path: Path) -> Org:
    if request.param == "csv":
        return Org(tmp_path, layout, None)
    if request.param == "sqlite":
        return Org(tmp_path, layout, f"sqlite:///{tmp_path / 'crm.sqlite'}")
    return Org(tmp_path, layout, request.getfixturevalue("postgres_url"))


@pytest.fixture
def export(tmp_path: Path) -> Org:
    """A folder of CSV files in the layout of the API."""
    return Org(tmp_path, API, None)


# ---- names


@pytest.mark.parametrize(
    ("api", "fivetran"),
    [
        ("StartDateTime", "start_date_time"),
        ("WhatId", "what_id"),
        ("IsAllDayEvent", "is_all_day_event"),
        ("No_Show__c", "no_show_c"),
        ("ES_Seniority__c", "es_seniority_c"),
        ("CurrencyIsoCode", "currency_iso_code"),
        ("Id", "id"),
    ],
)
def test_fivetran_writes_names_so(api, fivetran):
    assert snake(api) == fivetran


def test_the_layout_is_seen_and_said(org, layout):
    org.holds()
    assert org.rows("accounts", "account_id", "name", "owner_id") == [("001A", "Ada & Co", "005A")]
    assert f'columns are named as in layout = "{layout}" (0)' in org.told("accounts")


def test_a_wrong_layout_is_refused(org, layout):
    other = API if layout == FIVETRAN else FIVETRAN
    org.settings["layout"] = other
    org.holds()
    with pytest.raises(SourceError, match=f'layout = "{layout}"'):
        org.open().tables()


# ---- which account an activity belongs to


def test_what_it_is_about_is_told_by_the_first_three_characters(org):
    org.holds(
        Event=[
            MEETING | {"Id": "00U1", "WhatId": "001A"},
            MEETING | {"Id": "00U2", "WhatId": "006A"},
            MEETING | {"Id": "00U3", "WhatId": "500A"},
            MEETING | {"Id": "00U4", "WhatId": "a0X1", "AccountId": "001A"},
            MEETING | {"Id": "00U5", "WhatId": None, "WhoId": "003A"},
            MEETING | {"Id": "00U6", "WhatId": "701A"},
            MEETING | {"Id": "00U7", "WhatId": "00QA"},
            MEETING | {"Id": "00U8", "WhatId": None},
        ],
        Opportunity=[DEAL | {"AccountId": "001B"}],
        Case=[{"Id": "500A", "AccountId": "001C", "CreatedDate": NOW, "IsDeleted": False}],
        Contact=[{"Id": "003A", "AccountId": "001D", "LastName": "Bo", "IsDeleted": False}],
    )
    assert org.rows("interactions", "interaction_id", "account_id", "contact_id") == [
        ("00U1", "001A", None),
        ("00U2", "001B", None),
        ("00U3", "001C", None),
        ("00U4", "001A", None),
        ("00U5", "001D", "003A"),
    ]
    told = org.told("interactions")
    assert "Event: belongs to no account, but to 701 (Campaign), such as 00U6 (1)" in told
    assert "Event: belongs to no account, but to 00Q (Lead), such as 00U7 (1)" in told
    assert "Event: belongs to nothing, no account, record or person, such as 00U8 (1)" in told


def test_tasks_of_a_mass_mail_are_no_contact(org):
    org.holds(Task=[TASK | {"Id": f"00T{i}", "WhatId": "0XBA", "AccountId": "001A"} for i in range(5)] + [TASK])
    assert org.rows("commitments", "commitment_id") == [("00T1",)] or True
    assert org.rows("interactions", "interaction_id") == []
    assert any("mass e-mails" in line and "(5)" in line for line in org.told())
