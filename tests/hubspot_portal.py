"""A HubSpot portal as Fivetran writes it, in both layouts of its activities, in a database or a folder of files."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import BigInteger, Boolean, Column, DateTime, MetaData, Numeric, Table, Text, create_engine, insert
from sqlalchemy.pool import NullPool

from data_access.settings import SourceSettings
from data_access.sources import Note, open_source

NOW = datetime(2024, 6, 15, 12, tzinfo=UTC)
NEWER = {
    "start": "property_hs_meeting_start_time",
    "end": "property_hs_meeting_end_time",
    "title": "property_hs_meeting_title",
    "body": "property_hs_meeting_body",
    "outcome": "property_hs_meeting_outcome",
}
OLDER = {"start": "start_time", "end": "end_time", "title": "title", "body": "body", "outcome": "meeting_outcome"}
_TYPES = {bool: Boolean, int: BigInteger, datetime: DateTime(timezone=True), Decimal: Numeric(18, 4), str: Text}


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Portal:
    """Tables filled row by row, then written and read."""

    def __init__(self, layout: str = "newer") -> None:
        self.layout = layout
        self.tables: dict[str, list[dict]] = {}

    def add(self, table: str, **row) -> Portal:
        """A row of a table."""
        self.tables.setdefault(table, []).append(row)
        return self

    def company(self, key: int, **more) -> Portal:
        """A company."""
        row = {"id": key, "property_name": f"Company {key}", "property_hubspot_owner_id": 7, "is_deleted": False}
        return self.add("company", **(row | more))

    def contact(self, key: int, company: int | None = None, **more) -> Portal:
        """A contact, of a company where one is named."""
        row = {"id": key, "property_firstname": "Ann", "property_lastname": f"No {key}", "_fivetran_deleted": False}
        self.add("contact", **(row | more))
        return self.add("contact_company", contact_id=key, company_id=company, type_id=1) if company else self

    def owner(self, key: int, **more) -> Portal:
        """An owner."""
        row = {"owner_id": key, "email": f"{key}@ours.com", "first_name": "Bo", "last_name": f"No {key}"}
        return self.add("owner", **(row | {"active_user_id": None, "is_active": True} | more))

    def meeting(self, key: int, start: object = "2024-05-02 09:00", company: int | None = None, **more) -> Portal:
        """A meeting in the portal's layout, at a company where one is named."""
        start = at(start) if isinstance(start, str) else start
        names = NEWER if self.layout == "newer" else OLDER
        row = {"start": start, "end": None, "title": f"Meeting {key}", "body": None, "outcome": None} | {
            name: value for name, value in more.items() if name in names
        }
        row = {"engagement_id": key} | {names[name]: value for name, value in row.items()}
        rest = {name: value for name, value in more.items() if name not in names}
        owner = rest.pop("owner", 7)
        deleted = rest.pop("deleted", False)
        engagement: dict = {"id": key, "type": "MEETING"}
        if self.layout == "newer":
            row |= {"property_hubspot_owner_id": owner, "_fivetran_deleted": deleted}
            row["property_hs_createdate"] = at("2024-01-01")
        else:
            engagement |= {"owner_id": owner, "created_at": at("2024-01-01"), "_fivetran_deleted": deleted}
        self.add("engagement", **engagement)
        self.add("engagement_meeting", **(row | rest))
        return self.at_company(key, company) if company else self

    def at_company(self, activity: int, company: int, type_id: int = 188, category: str = "HUBSPOT_DEFINED") -> Portal:
        """An association of an activity and a company."""
        row = {"engagement_id": activity, "company_id": company, "engagement_type": "MEETING", "type_id": type_id}
        return self.add("engagement_company", **row, category=category)

    def with_contact(self, activity: int, contact: int) -> Portal:
        """An association of an activity and a contact."""
        return self.add("engagement_contact", engagement_id=activity, contact_id=contact, type_id=200)

    def write(self, url: str, schema: str | None = None) -> str:
        """All rows into the database; returns its URL."""
        engine = create_engine(url, poolclass=NullPool)
        metadata = MetaData(schema=schema)
        with engine.begin() as connection:
            if schema:
                connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            for name, rows in self.tables.items():
                columns = dict.fromkeys(column for row in rows for column in row)
                table = Table(name, metadata, *(Column(column, _type_of(column, rows)) for column in columns))
                table.create(connection)
                connection.execute(insert(table), [{column: row.get(column) for column in columns} for row in rows])
        return url

    def files(self, folder: Path) -> Path:
        """All rows as CSV files, times as Fivetran's exports write them; returns the folder."""
        folder.mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
                written = csv.writer(out)
                written.writerow(columns)
                written.writerows([_as_text(row.get(column)) for column in columns] for row in rows)
        return folder


class Read:
    """What the source makes of a portal: all canonical tables, read once."""

    def __init__(self, settings: SourceSettings, now: datetime = NOW) -> None:
        source = open_source(settings, now)
        self.broken: list = []
        self.columns = source.tables()
        self.tables = {
            name: [row for batch in source.read(name, self.broken.append) for row in batch.to_pylist()]
            for name in self.columns
        }
        self.notes: list[Note] = source.notes()
        self.described = source.describe()
        source.close()

    def rows(self, table: str, *columns: str) -> list:
        """Rows of a table in the order of their keys: tuples of these columns, or the values of a single one."""
        rows = [tuple(row[column] for column in columns) for row in self.tables[table]]
        rows.sort(key=lambda row: tuple((each is not None, str(each)) for each in row))
        return [row[0] for row in rows] if len(columns) == 1 else rows

    def note(self, table: str, part: str) -> Note | None:
        """The note on a table whose text holds this."""
        return next((note for note in self.notes if note.table == table and part in note.text), None)


def _type_of(column: str, rows: list[dict]) -> object:
    kinds = {type(row[column]) for row in rows if row.get(column) is not None}
    return _TYPES[kinds.pop()] if len(kinds) == 1 else Text


def _as_text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S.%f}"[:-3] + " UTC"
    if isinstance(cell, bool):
        return str(cell).upper()
    return "" if cell is None else str(cell)
