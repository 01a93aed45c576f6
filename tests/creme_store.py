"""A store of Creme under its own table and column names, in a database or a folder of files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    create_engine,
    insert,
)
from sqlalchemy.pool import NullPool

from tests.hubspot_portal import at

TYPES = {
    "Meeting": "5943b787-441f-453d-a96a-ff436fd37f2f",
    "Phone call": "86934e63-1ba5-4b19-b2a5-43f9412fddc3",
    "Task": "7fda7c3f-f0e8-47f9-9d90-7931293fdff9",
    "Gathering": "a8295a0b-7823-4cce-9ea0-307640eaf4a3",
    "Show": "59772b5c-e034-4499-a9cd-7f32d7ede8de",
    "Demonstration": "a9a13fc8-cf00-46e4-b2dc-8e98c086c186",
    "Unavailability": "1cd1de3d-1fad-4eb6-82a8-93059f1b5ea3",
    "Webinar": "00000000-0000-4000-8000-000000000001",
}
SUB_TYPES = {
    "Meeting": "e129154e-0d33-4f1e-9d2f-2ece81688e31",
    "Qualification": "f6db7626-8138-4529-b2c6-530387da10a7",
    "Outgoing": "38729b63-8133-4244-84c4-082364846638",
    "Incoming": "49b2ce30-fe7b-409b-b4ef-4749400b88c7",
    "Failed": "e0cf04b0-b407-413e-b6d4-8946ea815041",
    "Internal": "e4ff08c8-80df-4528-bcc1-4f9d20c6fe61",
    "Team": "2147569e-7bc4-4b79-8760-844dc568c422",
    "On the site": "1c626935-d47a-4d9b-af4b-b90b8a71fc77",
    "Demo on the site": "247902ed-05dd-4ba6-9cbd-ea43b7c996eb",
    "Videoconference": "3faf21bf-80b4-4182-b975-8146db2fb68b",
}
STATUSES = {
    "Planned": "7efc9a5d-eacd-4be0-afa8-3277256bfcac",
    "In progress": "5152460c-18c3-4b8e-a780-ac286294a46e",
    "Done": "4c7f518b-6bd5-44ea-a867-5e33f50646da",
    "Delayed": "98f1990a-049a-4ff9-9a52-957a90e43bbd",
    "Cancelled": "9c23117f-a2eb-4284-8cc2-0c541f87e7ef",
    "Unsuccessful": "480717eb-f4cf-4075-ad9f-24b650e3d538",
    "Minutes to write": "00000000-0000-4000-8000-000000000002",
}
BILL_STATUSES = {
    "billing_invoice": {
        "Draft": "1bbb7c7e-610f-4366-b3de-b92d63c9cf23",
        "Sent": "b8ed248b-5785-47ba-90d0-094ac9f813c7",
        "Canceled": "b85ad6ce-9479-4c70-9241-97c03774e521",
    },
    "billing_salesorder": {
        "Issued": "bebdab5a-0281-4b34-a257-26602a19e320",
        "Rejected": "a91aa135-b075-4a81-a06b-dd1839954a71",
        "Created": "ee4dd8f7-557f-46d8-8ed2-74c256875b84",
    },
    "billing_creditnote": {
        "Draft": "57191226-8ece-4a7d-bb5f-1b9635f41d9b",
        "Issued": "42263776-44e0-4b63-b330-9a0237ab37c8",
        "Out of date": "0eee82dd-fb06-4de0-acf9-4d1d4b970399",
    },
}
PHASES = {
    "In progress": ("4445c750-bcec-4fcd-afb2-c9e35a3bf38c", False, False),
    "Abandoned": ("779931a8-a2ed-47b1-96a1-8694452e9905", False, False),
    "Won": ("d8b5429f-89e5-46cc-9e53-5d1a0127f880", True, False),
    "Lost": ("597d796e-a368-48f0-8dfb-56f16965792b", False, True),
}
TICKET_STATUSES = {
    "Open": ("9c70ade9-1d84-41b4-8b80-73090590de20", False),
    "Closed": ("7cb4d6d8-8fc8-4500-9941-becff6ce0dfc", True),
    "Invalid": ("367377a2-cacc-490c-8996-2170408ee202", False),
    "Duplicated": ("004be181-1dac-4b53-9bb0-8b6dc6435c3d", False),
    "Won't fix": ("cfea0016-12f8-4a81-b659-b4cf07cdda0e", False),
}
PRIORITIES = {
    "Low": "87599d36-8133-41b7-a382-399d5e96b160",
    "Urgent": "69bdbe35-cf99-4168-abb3-389aab6b7313",
    "Blocking": "d2dba4cb-382c-4d94-8306-4ec739f03144",
    "Whenever": "00000000-0000-4000-8000-000000000003",
}
PARTICIPATES = "activities-subject_participates_to_activity"
SUBJECT = "activities-subject_activity_subject"
LINKED = "activities-subject_linked_2_activity"
RECEIVED = "billing-subject_bill_received"
APPLIED = "billing-subject_credit_note_applied"
TARGETS = "opportunities-subject_targets_orga"
OF_TICKET = "tickets-subject_linked_2_ticket"
CUSTOMER, SUPPLIER = "persons-subject_customer_supplier", "persons-object_customer_supplier"
LONG_AGO = datetime(2022, 1, 1, 9, tzinfo=UTC)
OWN = 4
"""The organisation that Creme makes first, which is managed."""
_KINDS = {
    bool: Boolean,
    int: BigInteger,
    datetime: DateTime(timezone=True),
    date: Date,
    float: Numeric(14, 2),
    UUID: Uuid,
    str: Text,
}


class Store:
    """Tables filled row by row, then written; keys of entities are given, all others count up."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict]] = {}
        self._relations = count(1)
        self.labels("activities_activitytype", TYPES)
        self.labels("activities_activitysubtype", SUB_TYPES)
        self.labels("activities_status", STATUSES)
        for name, statuses in BILL_STATUSES.items():
            self.labels(f"{name}status", statuses)
        for number, (name, (uuid, won, lost)) in enumerate(PHASES.items(), 1):
            self.add("opportunities_salesphase", id=number, uuid=UUID(uuid), name=name, won=won, lost=lost)
        for number, (name, (uuid, closed)) in enumerate(TICKET_STATUSES.items(), 1):
            self.add("tickets_status", id=number, uuid=UUID(uuid), name=name, is_closed=closed)
        self.labels("tickets_priority", PRIORITIES)
        for number, code in enumerate(("EUR", "USD"), 1):
            self.add("creme_core_currency", id=number, name=code, international_symbol=code)
        self.organisation(OWN, name="Ours", is_managed=True).relate(OWN, "documents-subject_related_2_doc", OWN)

    def add(self, table: str, **row) -> Store:
        """A row of a table."""
        self.tables.setdefault(table, []).append(row)
        return self

    def labels(self, table: str, uuids: dict[str, str]) -> Store:
        """Rows of a table of labels, their names spelled as in no language: only the uuids are to be relied on."""
        for number, (name, uuid) in enumerate(uuids.items(), 1):
            self.add(table, id=number, uuid=UUID(uuid), name=f"<{name}>")
        return self

    def entity(self, key: int, table: str, user: int = 7, deleted: bool = False, created=None, modified=None, **row):
        """A row of a table of entities and its row in the table of all."""
        row_of_all = {"id": key, "user_id": user, "is_deleted": deleted}
        times = {"created": at(created) if created else LONG_AGO, "modified": at(modified) if modified else LONG_AGO}
        self.add("creme_core_cremeentity", **row_of_all, **times)
        return self.add(table, cremeentity_ptr_id=key, **row)

    def relate(self, one: int, relation: str, other: int) -> Store:
        """A relation, and the way back that Creme stores beside it."""
        back = relation.replace("-subject_", "-\0").replace("-object_", "-subject_").replace("-\0", "-object_")
        for subject, kind, target in ((one, relation, other), (other, back, one)):
            self.add(
                "creme_core_relation",
                id=next(self._relations),
                subject_entity_id=subject,
                type_id=kind,
                object_entity_id=target,
            )
        return self

    def user(self, key: int, **more) -> Store:
        """A user; every one has a contact, whose key is a hundred more."""
        row = {"id": key, "username": f"user{key}", "first_name": "Bo", "last_name": f"No {key}", "email": "b@ours.com"}
        row |= {"is_active": True, "is_team": False, "language": "fr", "deactivated_on": None}
        self.add("creme_core_cremeuser", **(row | more))
        if more.get("is_team"):
            return self
        contact = {"first_name": "Bo", "last_name": f"No {key}", "email": "b@ours.com", "is_user_id": key}
        return self.entity(100 + key, "persons_contact", **contact)

    def team(self, key: int, name: str, *members: int) -> Store:
        """A team and those who belong to it."""
        self.user(key, username=name, first_name="", last_name="", email="", language="", is_team=True)
        for number, member in enumerate(members):
            row = {"id": key * 100 + number, "from_cremeuser_id": key, "to_cremeuser_id": member}
            self.add("creme_core_cremeuser_teammates_set", **row)
        return self

    def organisation(self, key: int, **more) -> Store:
        """An organisation."""
        row = {"name": f"Company {key}", "is_managed": False, "sector_id": None, "code": "", "annual_revenue": ""}
        return self.entity(key, "persons_organisation", **(row | more))

    def contact(self, key: int, *employers: int, relation: str = "employed_by", **more) -> Store:
        """A contact, and whom it works for."""
        row = {"first_name": "Ann", "last_name": f"No {key}", "email": "", "full_position": "", "is_user_id": None}
        self.entity(key, "persons_contact", **(row | more))
        for employer in employers:
            self.relate(key, f"persons-subject_{relation}", employer)
        return self

    def activity(
        self,
        key: int,
        status: str | None = "Done",
        start: str | None = "2024-05-02 09:00",
        end: str | None = None,
        *,
        kind: str = "Meeting",
        sub: str = "Meeting",
        about: tuple[int, ...] = (),
        who: tuple[int, ...] = (),
        linked: tuple[int, ...] = (),
        **more,
    ) -> Store:
        """An activity and what it has to do with whom."""
        row = {
            "title": f"Activity {key}",
            "minutes": "They agreed.",
            "start": at(start) if start else None,
            "end": at(end) if end else None,
            "is_all_day": False,
            "floating_type": 1 if start else 3,
            "type_id": [*TYPES].index(kind) + 1,
            "sub_type_id": [*SUB_TYPES].index(sub) + 1,
            "status_id": [*STATUSES].index(status) + 1 if status else None,
        }
        self.entity(key, "activities_activity", **(row | more))
        for keys, relation in ((about, SUBJECT), (who, PARTICIPATES), (linked, LINKED)):
            for one in keys:
                self.relate(one, relation, key)
        return self

    def email(self, key: int, sender: int, recipient: int, moment: str | None, status: int = 1, **more) -> Store:
        """An e-mail from a person to a person."""
        row = {"subject": "About it", "sending_date": at(moment) if moment else None, "reception_date": None}
        self.entity(key, "emails_entityemail", **(row | {"status": status} | more))
        return self.relate(key, "email-subject_mail_sended", sender).relate(
            key, "email-subject_mail_received", recipient
        )

    def bill(
        self, key: int, to: int, day: str | None, total: float, status: str, table: str = "billing_invoice", **more
    ):
        """An invoice, sales order or credit note that a person or organisation received."""
        row = {"issuing_date": date.fromisoformat(day) if day else None, "total_no_vat": total, "currency_id": 1}
        row |= {"total_vat": total * 1.2, "status_id": [*BILL_STATUSES[table]].index(status) + 1}
        return self.entity(key, table, **(row | more)).relate(key, RECEIVED, to)

    def opportunity(self, key: int, to: int, phase: str, **more) -> Store:
        """An opportunity that aims at a person or organisation."""
        row = {"name": f"Deal {key}", "estimated_sales": 100, "made_sales": None, "currency_id": 1}
        row |= {"closing_date": None, "sales_phase_id": [*PHASES].index(phase) + 1}
        return self.entity(key, "opportunities_opportunity", **(row | more)).relate(key, TARGETS, to)

    def ticket(self, key: int, to: int, status: str, priority: str = "Low", **more) -> Store:
        """A ticket that is linked to an entity."""
        row = {"number": key, "title": f"Ticket {key}", "closing_date": None}
        row |= {"status_id": [*TICKET_STATUSES].index(status) + 1, "priority_id": [*PRIORITIES].index(priority) + 1}
        return self.entity(key, "tickets_ticket", **(row | more)).relate(to, OF_TICKET, key)

    def promise(self, key: int, to: int, deadline: str | None, table: str = "assistants_todo", **more) -> Store:
        """A todo or an action on an entity."""
        row = {"id": key, "title": f"Promise {key}", "entity_id": to, "user_id": 7, "is_ok": False}
        row |= {"creation_date": LONG_AGO, "modification_date": LONG_AGO}
        row |= {"deadline": at(deadline) if deadline else None}
        return self.add(table, **(row | more))

    def write(self, url: str) -> str:
        """All rows into the database as Django keeps them there; returns its URL."""
        engine = create_engine(url, poolclass=NullPool)
        metadata = MetaData()
        with engine.begin() as connection:
            for name, rows in self.tables.items():
                columns = dict.fromkeys(column for row in rows for column in row)
                kinds = {column: _kind(column, rows) for column in columns}
                table = Table(name, metadata, *(Column(column, kind) for column, kind in kinds.items()))
                table.create(connection)
                connection.execute(insert(table), [{column: row.get(column) for column in columns} for row in rows])
        return url

    def files(self, folder: Path) -> Path:
        """All rows as CSV files; returns the folder."""
        folder.mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            lines = [",".join(columns), *(",".join(_text(row.get(column)) for column in columns) for row in rows)]
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
        return folder


def _kind(column: str, rows: list[dict]) -> object:
    kinds = {type(row[column]) for row in rows if row.get(column) is not None}
    return _KINDS[kinds.pop()] if len(kinds) == 1 else Float if kinds == {int, float} else Text


def _text(cell: object) -> str:
    if cell is None or cell == "":
        return ""
    return f'"{cell.hex if isinstance(cell, UUID) else cell}"'
