"""Creme's own tables become ours: relations stored twice, the table of all entities, uuids, teams, whole days, documents."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from data_access.settings import SettingsError, SourceSettings, read_settings
from data_access.sources import SourceError
from data_access.sources.creme import tables
from data_access.sources.creme.catalog import MAKERS, CremeCatalog
from data_access.sources.creme.source import ORDERS, SHIPPED
from data_access.sources.database import Database
from data_access.sources.mapped.catalog import DatabaseCatalog
from data_access.sources.mapped.reading import read_toml
from tests.creme_store import APPLIED, BILL_STATUSES, CUSTOMER, LINKED, OWN, SUBJECT, SUPPLIER, Store
from tests.hubspot_portal import NOW, Read, at


class Place:
    """Where a store is written, and how it is read."""

    def __init__(self, folder: Path, engine: str, request: pytest.FixtureRequest) -> None:
        self.folder = folder
        sqlite = f"sqlite:///{folder / 'creme.sqlite3'}"
        self.url = sqlite if engine == "sqlite" else request.getfixturevalue("postgres_url")

    def read(self, store: Store, mapping: str | None = None, now=NOW, **more) -> Read:
        """The store written and read, under a mapping of the company's own where there is one."""
        return Read(self.settings(store, mapping, **more), now)

    def settings(self, store: Store, mapping: str | None = None, **more) -> SourceSettings:
        """The settings of the source over the store, which is written."""
        file = None
        if mapping is not None:
            file = self.folder / "mapping.toml"
            file.write_text(mapping, "utf-8")
        return SourceSettings(url=store.write(self.url), kind="creme", mapping=file, **more)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path) -> Place:
    return Place(tmp_path, request.param, request)


@pytest.fixture
def sqlite(request, tmp_path) -> Place:
    return Place(tmp_path, "sqlite", request)


@pytest.fixture
def store() -> Store:
    """A store with an organisation and its owner."""
    return Store().user(7).organisation(1)


def states(read: Read) -> dict[str, str]:
    """What became of each interaction."""
    return dict(read.rows("interactions", "interaction_id", "status"))


def of(read: Read) -> dict[str, str]:
    """The account of each interaction."""
    return dict(read.rows("interactions", "interaction_id", "account_id"))


# ---- activities: held, kinds, times


def test_a_meeting_is_read_with_who_came_and_what_was_said(place, store):
    store.contact(10, 1).activity(50, "Done", "2024-05-02 09:00", "2024-05-02 10:30", about=(1,), who=(107, 10))
    read = place.read(store)
    (row,) = read.tables["interactions"]
    assert (row["interaction_id"], row["account_id"], row["employee_id"], row["contact_id"]) == ("50", "1", "7", "10")
    assert (row["kind"], row["status"], row["subject"], row["notes"]) == (
        "meeting",
        "held",
        "Activity 50",
        "They agreed.",
    )
    assert (row["starts_at"], row["ends_at"]) == ("2024-05-02T09:00:00.000000Z", "2024-05-02T10:30:00.000000Z")
    assert row["all_day"] == "false"
    assert row["created_at"] == "2022-01-01T09:00:00.000000Z"
    participants = read.rows("interaction_participants", "interaction_id", "employee_id", "contact_id")
    assert participants == [("50", None, "10"), ("50", "7", None)]


def test_held_is_the_status_by_its_uuid_whatever_its_name(place, store):
    words = ["Planned", "Done", "Delayed", "Cancelled", "Unsuccessful"]
    for number, status in enumerate(words):
        store.activity(50 + number, status, about=(1,))
    read = place.read(store)
    assert list(states(read).values()) == ["planned", "held", "planned", "cancelled", "no_show"]
    note = read.note("interactions", "held:")
    assert (note.count, note.text.endswith("0 of them have no status that says so")) == (5, True)
    assert read.note("interactions", "but over").count == 2
    assert read.note("interactions", "unsuccessful").count == 1


def test_without_a_status_that_says_so_a_meeting_is_held_when_it_had_ended_before_the_sync(place, store):
    for number, status in enumerate([None, "In progress", "Minutes to write"]):
        store.activity(50 + number, status, "2024-06-15 11:00", "2024-06-15 11:59", about=(1,))
        store.activity(60 + number, status, "2024-06-15 11:00", "2024-06-15 12:01", about=(1,))
        store.activity(70 + number, status, "2024-06-16 09:00", about=(1,))
    read = place.read(store)
    assert list(states(read).values()) == ["held"] * 3 + ["planned"] * 6
    assert read.note("interactions", "held:").text.endswith("9 of them have no status that says so")
    assert read.note("interactions", "'<Minutes to write>' is your own").count == 3


def test_data_of_the_past_are_judged_by_their_own_day(sqlite, store):
    store.activity(50, None, "2024-05-31 20:00", about=(1,)).activity(51, None, "2024-06-01 09:00", about=(1,))
    read = sqlite.read(store, as_of=at("2024-05-31").date())
    assert states(read) == {"50": "held", "51": "planned"}


@pytest.mark.parametrize("zone", ["Europe/Helsinki", "America/New_York", "UTC"])
def test_a_whole_day_is_the_date_of_the_midnight_where_it_was_entered(place, store, zone):
    """26 August in Paris begins on 25 August in UTC."""
    whole = {"is_all_day": True, "about": (1,)}
    store.activity(50, "Done", "2023-08-25 22:00", "2023-08-26 21:59", **whole)
    store.activity(51, "Done", "2023-12-26 23:00", "2023-12-28 22:59", **whole)
    store.activity(52, "Done", "2023-08-26 04:00", "2023-08-27 03:59", **whole)
    read = place.read(store, timezone=zone)
    assert read.rows("interactions", "starts_at", "ends_at", "all_day") == [
        ("2023-08-26", "2023-08-26", "true"),
        ("2023-08-26", "2023-08-26", "true"),
        ("2023-12-27", "2023-12-28", "true"),
    ]


def test_a_whole_day_far_in_the_east_is_its_own_date_in_the_zone_of_the_company(sqlite, store):
    store.activity(50, "Done", "2024-01-09 11:00", "2024-01-10 10:59", is_all_day=True, about=(1,))
    assert sqlite.read(store, timezone="Pacific/Auckland").rows("interactions", "starts_at") == ["2024-01-10"]


def test_a_whole_day_without_a_status_is_held_once_it_is_over(sqlite, store):
    for number, day in enumerate(("2024-06-14", "2024-06-15")):
        midnight = at(day) - timedelta(hours=2)
        store.activity(
            50 + number,
            None,
            str(midnight)[:16],
            str(midnight + timedelta(hours=23, minutes=59))[:16],
            is_all_day=True,
            about=(1,),
        )
    assert states(sqlite.read(store, timezone="Europe/Paris")) == {"50": "held", "51": "planned"}


def test_floating_without_a_time_is_a_day_and_without_a_date_nothing(place, store):
    store.activity(50, "Done", "2024-06-04 22:00", "2024-06-05 21:59", floating_type=2, about=(1,))
    store.activity(51, "Done", None, about=(1,)).activity(52, "Done", "2024-06-04 09:00", floating_type=3, about=(1,))
    read = place.read(store)
    assert read.rows("interactions", "interaction_id", "starts_at", "all_day") == [("50", "2024-06-05", "true")]
    assert read.note("interactions", "without a date (floating)").count == 2
    assert read.note("interactions", "whole days").count == 1


def test_a_date_of_the_far_future_is_left_for_intake_to_judge(sqlite, store):
    store.activity(50, "Done", "2204-05-02 09:00", about=(1,))
    assert sqlite.read(store).rows("interactions", "starts_at") == ["2204-05-02T09:00:00.000000Z"]


def test_only_what_is_contact_with_a_customer_is_an_interaction(place, store):
    kinds = [
        ("Meeting", "Meeting"),
        ("Demonstration", "Videoconference"),
        ("Gathering", "On the site"),
        ("Phone call", "Outgoing"),
        ("Task", "Meeting"),
        ("Show", "Meeting"),
        ("Unavailability", "Meeting"),
        ("Gathering", "Internal"),
        ("Gathering", "Team"),
        ("Webinar", "Meeting"),
    ]
    for number, (kind, sub) in enumerate(kinds):
        store.activity(50 + number, "Done", kind=kind, sub=sub, about=(1,), who=(107,))
    read = place.read(store)
    assert read.rows("interactions", "interaction_id", "kind", "purpose", "place") == [
        ("50", "meeting", None, None),
        ("51", "meeting", "sales", "remote"),
        ("52", "meeting", None, "customer"),
        ("53", "call", None, None),
    ]
    for text, count in (("shows", 1), ("somebody was away", 1), ("among ourselves", 2), ("'<Webinar>' is your own", 1)):
        assert read.note("interactions", text).count == count
    assert read.rows("commitments", "commitment_id") == ["54"]


def test_a_call_knows_its_direction_and_one_that_reached_nobody_was_none(place, store):
    for number, (sub, status) in enumerate(
        [("Incoming", "Done"), ("Outgoing", "Done"), ("Failed", "Done"), ("Failed", None), ("Failed", "Cancelled")]
    ):
        store.activity(50 + number, status, kind="Phone call", sub=sub, about=(1,))
    assert place.read(store).rows("interactions", "direction", "status") == [
        ("inbound", "held"),
        ("outbound", "cancelled"),
        ("outbound", "held"),
        ("outbound", "no_show"),
        ("outbound", "no_show"),
    ]


# ---- whose it is: relations


def test_relations_stored_both_ways_give_one_meeting_of_one_account(place, store):
    store.contact(10, 1).activity(50, about=(1, 10), who=(10, 107), linked=(1,))
    read = place.read(store)
    assert of(read) == {"50": "1"}
    assert len(read.tables["interaction_participants"]) == 2


def test_a_meeting_without_an_organisation_belongs_to_whom_its_contact_works_for(place, store):
    store.organisation(2).contact(10, 1).contact(11, 2, relation="manages").contact(12)
    store.activity(50, who=(10,)).activity(51, about=(11,)).activity(52, who=(12,)).activity(53, who=(107,))
    read = place.read(store)
    assert of(read) == {"50": "1", "51": "2"}
    assert read.rows("interactions", "contact_id") == ["10", "11"]
    assert read.note("interactions", "that of their contact").count == 2
    lost = read.note("interactions", "of no account")
    assert (lost.count, lost.text.endswith("for example 52, 53")) == (2, True)


def test_a_meeting_about_an_opportunity_a_document_or_a_ticket_belongs_to_whom_that_is_of(place, store):
    store.contact(10, 1).opportunity(60, 1, "In progress").opportunity(61, 10, "In progress")
    store.bill(62, 10, "2024-01-01", 5, "Sent").ticket(63, 10, "Open").ticket(64, 60, "Open")
    for number, about in enumerate((60, 61, 62, 63, 64)):
        store.activity(50 + number, about=(about,))
    read = place.read(store)
    assert of(read) == {str(50 + number): "1" for number in range(5)}
    assert read.note("interactions", "that of their record").count == 5


def test_an_organisation_that_is_named_goes_before_those_of_contacts_and_records(sqlite, store):
    store.organisation(2).organisation(3).contact(10, 2).opportunity(60, 3, "In progress")
    store.activity(50, about=(1, 60), who=(10,)).activity(51, linked=(1,), who=(10,))
    assert of(sqlite.read(store)) == {"50": "1", "51": "1"}


def test_a_meeting_with_several_organisations_counts_for_each_of_them(place, store):
    store.organisation(2).contact(10, 2).activity(50, about=(1, 2), who=(10, 107))
    read = place.read(store)
    assert read.rows("interactions", "interaction_id", "account_id", "contact_id") == [
        ("50", "1", "10"),
        ("50@2", "2", "10"),
    ]
    assert read.note("interactions", "a row for each").count == 1
    assert len(read.tables["interaction_participants"]) == 4


def test_our_own_organisation_is_no_account_and_no_partner_of_a_meeting(place, store):
    store.contact(10, 1).contact(11, OWN).activity(50, about=(OWN,), who=(10,)).activity(51, about=(OWN,))
    read = place.read(store)
    assert read.rows("accounts", "account_id") == ["1"]
    assert of(read) == {"50": "1"}
    assert read.rows("contacts", "contact_id") == ["10"]
    assert read.note("accounts", "of our own").count == 1


@pytest.mark.parametrize("standing", [SUPPLIER, "persons-subject_competitor"])
def test_suppliers_and_competitors_are_no_accounts_unless_they_buy(place, store, standing):
    store.organisation(2).relate(2, standing, OWN).activity(50, about=(2,))
    store.organisation(3).relate(3, standing, OWN).bill(60, 3, "2024-01-01", 5, "Sent").activity(51, about=(3,))
    store.organisation(5).relate(5, standing, OWN).relate(5, CUSTOMER, OWN)
    store.contact(10, 1).activity(52, about=(2,), who=(10,))
    read = place.read(store)
    assert read.rows("accounts", "account_id") == ["1", "3", "5"]
    assert of(read) == {"51": "3", "52": "1"}
    assert read.note("accounts", "suppliers or competitors").count == 1
    assert read.note("interactions", "of no account").count == 1


def test_what_lies_in_the_bin_is_left_out_with_what_hangs_on_it(place, store):
    gone = {"deleted": True}
    store.organisation(2, **gone).contact(10, 1, **gone).contact(11, 1).activity(50, about=(1,), **gone)
    store.activity(51, about=(2,), who=(11,)).activity(52, about=(1,), who=(10, 11)).bill(
        60, 2, "2024-01-01", 5, "Sent"
    )
    store.bill(61, 1, "2024-01-01", 5, "Sent", **gone).opportunity(62, 1, "Won", **gone).ticket(63, 1, "Open", **gone)
    store.promise(1, 2, "2024-01-01").email(64, 107, 11, "2024-01-01", **gone)
    read = place.read(store)
    assert read.rows("accounts", "account_id") == ["1"]
    assert read.rows("contacts", "contact_id") == ["11"]
    assert of(read) == {"52": "1"}
    assert read.rows("interaction_participants", "contact_id") == ["11"]
    assert [len(read.tables[name]) for name in ("orders", "opportunities", "cases", "commitments")] == [0] * 4
    for table in ("accounts", "contacts", "interactions", "orders", "opportunities", "cases", "commitments"):
        assert read.note(table, "in the bin").count >= 1


def test_a_contact_who_changed_employers_belongs_to_the_one_named_last(place, store):
    store.organisation(2).contact(10, 2, 1).contact(11, 1, 2).activity(50, who=(10,))
    read = place.read(store)
    assert read.rows("contacts", "contact_id", "account_id") == [("10", "1"), ("11", "2")]
    assert of(read) == {"50": "1"}
    assert read.note("contacts", "named last").count == 2


# ---- people of ours


def test_a_contact_that_is_a_user_is_an_employee_and_no_contact(place, store):
    store.relate(107, "persons-subject_employed_by", 1).contact(10, 1).activity(50, who=(107, 10))
    read = place.read(store)
    assert read.rows("contacts", "contact_id") == ["10"]
    assert read.note("contacts", "that are users").count == 1
    assert read.rows("employees", "employee_id", "name", "email", "languages", "active") == [
        ("7", "Bo No 7", "b@ours.com", "fr", "1" if "sqlite" in place.url else "true")
    ]


def test_a_meeting_where_only_users_were_entered_was_no_internal_one(place, store):
    store.activity(50, about=(1,), who=(107,))
    read = place.read(store)
    assert of(read) == {"50": "1"}
    assert read.tables["interaction_participants"] == []


def test_nobody_takes_part_in_what_is_no_interaction(sqlite, store):
    store.contact(10, 1).activity(50, kind="Task", who=(10, 107)).activity(51, "Done", None, who=(10, 107))
    store.activity(52, kind="Show", who=(10,)).activity(53, kind="Gathering", sub="Internal", who=(10,))
    assert sqlite.read(store).tables["interaction_participants"] == []


def test_an_owner_that_is_a_team_is_the_team_of_the_account_and_no_employee(place, store):
    store.user(8).team(20, "South", 8).organisation(2, user=20).activity(50, about=(2,), who=(108,), user=20)
    store.activity(51, about=(2,), user=20).promise(1, 2, "2024-05-01", user_id=20)
    read = place.read(store)
    assert read.rows("accounts", "account_id", "owner_id", "team_id") == [("1", "7", None), ("2", None, "20")]
    assert read.rows("teams", "team_id", "name") == [("20", "South")]
    assert read.rows("employees", "employee_id", "team_id") == [("7", None), ("8", "20")]
    assert read.rows("interactions", "interaction_id", "employee_id") == [("50", "8"), ("51", None)]
    assert read.rows("commitments", "employee_id") == [None]
    assert read.note("accounts", "owned by a team").count == 1
    note = read.note("employees", "team: the team of Creme")
    assert (note.count, "1 of the users have one" in note.text) == (2, True)


def test_who_is_in_several_teams_counts_in_the_first(sqlite, store):
    store.team(30, "Second", 7).team(21, "First", 7)
    read = sqlite.read(store)
    assert read.rows("employees", "team_id") == ["21"]
    assert read.note("employees", "in several teams").count == 1


def test_a_user_who_left_stays_an_employee_with_the_day(place, store):
    store.user(9, is_active=False, deactivated_on=at("2024-03-31 22:30")).organisation(2, user=9)
    read = place.read(store, timezone="Europe/Helsinki")
    assert read.rows("employees", "employee_id", "left_on") == [("7", None), ("9", "2024-04-01")]
    assert read.rows("accounts", "account_id", "owner_id")[1] == ("2", "9")


# ---- accounts and contacts


def test_an_account_has_its_sector_country_and_parent(place, store):
    store.add("persons_sector", id=3, title="Food").add("persons_staffsize", id=2, size="6 - 10")
    store.add("persons_address", id=9, country="France", city="Lyon")
    store.organisation(2, sector_id=3, billing_address_id=9, staff_size_id=2, created="2023-04-05 06:07")
    store.organisation(3).relate(1, "persons-subject_subsidiary", 2).relate(OWN, "persons-subject_subsidiary", 3)
    read = place.read(store)
    columns = ("account_id", "industry", "country", "parent_account_id", "created_at")
    assert read.rows("accounts", *columns)[1] == ("2", "Food", "France", "1", "2023-04-05T06:07:00.000000Z")
    assert read.rows("accounts", "parent_account_id") == [None, None, "1"]


def test_who_manages_an_organisation_decides(place, store):
    store.add("persons_position", id=1, title="CEO", uuid=UUID("1534eb82f55c45efaf2e4e2d5d68218f"))
    store.contact(10, 1, relation="manages").contact(11, 1, position_id=1).contact(12, 1, full_position="Buyer")
    read = place.read(store)
    assert read.rows("contacts", "contact_id", "title", "level", "role") == [
        ("10", None, "executive", "decision_maker"),
        ("11", "CEO", "executive", None),
        ("12", "Buyer", None, None),
    ]
    assert not [note for note in read.notes if "has no entry" in note.text]


# ---- purchases


def test_an_order_is_an_invoice_that_is_no_draft_without_vat(place, store):
    store.contact(10, 1).bill(60, 1, "2024-05-01", 100.5, "Sent").bill(61, 10, "2024-05-02", 20, "Sent", currency_id=2)
    store.bill(62, 1, "2024-05-03", 30, "Draft").bill(63, 1, "2024-05-04", 40, "Canceled").bill(
        64, OWN, None, 9, "Sent"
    )
    store.bill(65, 1, "2024-05-05", 50, "Issued", "billing_salesorder").opportunity(
        66, 1, "Won", closing_date=at("2024-05-06").date()
    )
    read = place.read(store)
    assert read.rows("orders", "order_id", "account_id", "ordered_on", "amount", "currency", "status") == [
        ("60", "1", "2024-05-01", "100.5", "EUR", "confirmed"),
        ("61", "1", "2024-05-02", "20", "USD", "confirmed"),
        ("63", "1", "2024-05-04", "40", "EUR", "cancelled"),
    ]
    assert read.note("orders", "counted as orders").count == 2
    assert read.note("orders", "drafts").count == 1
    assert read.note("orders", "our own purchases").count == 1


def test_an_invoice_without_a_day_is_left_for_intake_to_set_aside_and_told(sqlite, store):
    read = sqlite.read(store.bill(60, 1, None, 100.5, "Sent").bill(61, 1, "2024-05-02", 1.5, "Sent"))
    assert read.rows("orders", "ordered_on") == [None, "2024-05-02"]
    assert read.note("orders", "counted as orders").count == 1
    assert read.note("orders", "without a day of issue").count == 1


def test_a_credit_note_is_taken_off_once(place, store):
    """Creme takes one that is used in a document off the total of that document."""
    notes = {"table": "billing_creditnote"}
    store.bill(60, 1, "2024-05-01", 100, "Sent").bill(61, 1, "2024-05-01", 100, "Draft")
    store.bill(70, 1, "2024-05-02", 7, "Issued", **notes).bill(71, 1, "2024-05-02", 8, "Issued", **notes)
    store.bill(72, 1, "2024-05-02", 9, "Issued", **notes).bill(73, 1, "2024-05-02", 1, "Draft", **notes)
    store.bill(74, 1, "2024-05-02", 2, "Out of date", **notes).relate(70, APPLIED, 60).relate(71, APPLIED, 61)
    read = place.read(store)
    rows = {key: (float(amount), state) for key, amount, state in read.rows("orders", "order_id", "amount", "status")}
    assert rows == {
        "60": (100, "confirmed"),
        "71": (-8, "confirmed"),
        "72": (-9, "confirmed"),
        "74": (-2, "cancelled"),
    }
    assert read.note("orders", "not counted again").count == 1
    assert read.note("orders", "stand alone").count == 2


def test_sales_orders_or_won_opportunities_count_where_the_company_says_so(place, store):
    store.bill(60, 1, "2024-05-01", 100, "Sent").bill(70, 1, "2024-05-02", 7, "Issued", "billing_creditnote")
    for number, status in enumerate(("Issued", "Rejected", "Created")):
        store.bill(80 + number, 1, "2024-05-03", 50, status, "billing_salesorder")
    store.relate(70, APPLIED, 60)
    store.opportunity(90, 1, "Won", made_sales=500, closing_date=at("2024-05-06").date(), user=7)
    store.opportunity(91, 1, "Won", closing_date=at("2024-05-07").date()).opportunity(92, 1, "In progress")
    settings = place.settings(store)
    by_order = Read(SourceSettings(url=settings.url, kind="creme", orders="orders"))
    assert by_order.rows("orders", "order_id", "status") == [
        ("70", "confirmed"),
        ("80", "confirmed"),
        ("81", "cancelled"),
        ("82", "open"),
    ]
    by_deal = Read(SourceSettings(url=settings.url, kind="creme", orders="opportunities"))
    assert by_deal.rows("orders", "order_id", "ordered_on", "amount") == [
        ("90", "2024-05-06", "500"),
        ("91", "2024-05-07", "100"),
    ]
    assert by_deal.note("orders", "won by the flag of their phase").count == 2
    assert by_deal.note("orders", "without made sales").count == 1


def test_opportunities_are_won_and_lost_by_the_flags_of_their_phase(place, store):
    day = at("2024-05-06").date()
    for number, phase in enumerate(("In progress", "Abandoned", "Won", "Lost")):
        store.opportunity(90 + number, 1, phase, closing_date=day, made_sales=70)
    store.opportunity(95, OWN, "Won")
    read = place.read(store)
    assert read.rows("opportunities", "opportunity_id", "owner_id", "stage", "amount", "closed_on", "outcome") == [
        ("90", "7", "In progress", "100", None, None),
        ("91", "7", "Abandoned", "100", "2024-05-06", "lost"),
        ("92", "7", "Won", "70", "2024-05-06", "won"),
        ("93", "7", "Lost", "100", "2024-05-06", "lost"),
    ]
    assert read.note("opportunities", "aim at no account").count == 1


# ---- e-mails, promises, tickets


def test_emails_know_their_direction_and_drafts_are_none(place, store):
    store.contact(10, 1).email(50, 107, 10, "2024-05-01 09:00").email(51, 10, 107, "2024-05-02 09:00", status=4)
    store.email(52, 107, 10, "2024-05-03 09:00", status=3).email(53, 107, 10, None, status=2)
    store.tables["emails_entityemail"][1]["reception_date"] = at("2024-05-02 09:05")
    store.email(54, 107, 1, "2024-05-04 09:00").add("emails_lightweightemail", id="a1", recipient="x@y.z")
    read = place.read(store)
    assert read.rows("interactions", "interaction_id", "direction", "status", "starts_at", "contact_id") == [
        ("50", "outbound", "held", "2024-05-01T09:00:00.000000Z", "10"),
        ("51", "inbound", "held", "2024-05-02T09:05:00.000000Z", "10"),
        ("52", "outbound", "cancelled", "2024-05-03T09:00:00.000000Z", "10"),
        ("54", "outbound", "held", "2024-05-04T09:00:00.000000Z", None),
    ]
    assert {row["kind"] for row in read.tables["interactions"]} == {"email"}
    assert read.note("interactions", "not sent yet").count == 1


def test_emails_of_campaigns_are_told_and_no_contact(place, store):
    store.activity(50, about=(1,)).add("emails_lightweightemail", id="a1", recipient="x@y.z")
    read = place.read(store)
    assert of(read) == {"50": "1"}
    assert read.note("interactions", "campaigns").count == 1


def test_todos_actions_and_tasks_are_commitments(place, store):
    store.contact(10, 1).activity(50, about=(1,)).contact(11)
    store.promise(1, 1, "2024-05-10 22:30", is_ok=True, modification_date=at("2024-05-09 09:00"))
    store.promise(2, 10, "2024-06-10 10:00").promise(3, 50, "2024-06-11 10:00").promise(4, 1, None)
    store.promise(5, 11, "2024-05-10").promise(
        1, 1, "2024-06-20", "assistants_action", is_ok=True, validation_date=at("2024-06-19 09:00")
    )
    store.activity(51, "Done", "2024-04-30 09:00", kind="Task", about=(1,), modified="2024-05-02 09:00")
    store.activity(52, "Cancelled", "2024-04-29 22:00", "2024-05-01 21:59", kind="Task", about=(1,), is_all_day=True)
    store.activity(53, "Planned", None, kind="Task", about=(1,))
    read = place.read(store, timezone="Europe/Helsinki")
    columns = ("commitment_id", "account_id", "due_on", "done_at", "kind", "cancelled")
    assert read.rows("commitments", *columns) == [
        ("51", "1", "2024-04-30", "2024-05-02T09:00:00.000000Z", "other", "false"),
        ("52", "1", "2024-05-01", None, "other", "true"),
        ("action-1", "1", "2024-06-20", "2024-06-19T09:00:00.000000Z", "follow_up", None),
        ("todo-1", "1", "2024-05-11", "2024-05-09T09:00:00.000000Z", "other", None),
        ("todo-2", "1", "2024-06-10", None, "other", None),
        ("todo-3", "1", "2024-06-11", None, "other", None),
    ]
    assert read.note("commitments", "without a deadline").count == 1
    assert read.note("commitments", "of no account").count == 1
    assert read.note("commitments", "without a date (floating)").count == 1
    assert read.note("commitments", "tasks that are done").count == 1


def test_tickets_are_cases_but_for_mistakes(place, store):
    store.contact(10, 1).organisation(2).ticket(60, 10, "Open", "Blocking", created="2024-05-01 09:00")
    store.ticket(61, 1, "Closed", "Whenever", closing_date=at("2024-05-03 09:00"))
    store.ticket(62, 1, "Won't fix", modified="2024-05-04 09:00").ticket(63, 1, "Invalid").ticket(64, 1, "Duplicated")
    store.ticket(65, OWN, "Open").ticket(66, 2, "Open").relate(1, "tickets-subject_linked_2_ticket", 66)
    store.ticket(67, 1, "Open", closing_date=at("2024-05-05 09:00"))
    read = place.read(store)
    assert read.rows("cases", "case_id", "account_id", "contact_id", "priority", "resolved_at") == [
        ("60", "1", "10", "urgent", None),
        ("61", "1", None, None, "2024-05-03T09:00:00.000000Z"),
        ("62", "1", None, "low", "2024-05-04T09:00:00.000000Z"),
        ("66", "1", None, "low", None),
        ("67", "1", None, "low", None),
    ]
    assert read.note("cases", "invalid or duplicated").count == 2
    assert read.note("cases", "linked to no account").count == 1
    assert read.note("cases", "without a closing date").count == 1
    assert read.note("cases", "several accounts").count == 1


def test_replies_to_polls_are_told_where_they_are_switched_on(sqlite, store):
    store.entity(90, "polls_pollreply", name="Reply", is_complete=True)
    assert sqlite.read(store).note("accounts", "replies to polls").count == 1


# ---- places and mappings


def test_a_folder_of_files_gives_the_same_rows_as_a_database(sqlite, store):
    store.contact(10, 1).activity(50, about=(1,), who=(107, 10)).bill(60, 1, "2024-05-01", 100.5, "Sent")
    store.activity(51, "Done", "2024-05-01 22:00", "2024-05-02 21:59", is_all_day=True, about=(1,)).ticket(
        61, 1, "Open"
    )
    store.team(20, "South", 7).email(52, 10, 107, "2024-05-02 09:00").promise(1, 1, "2024-05-01")
    read = sqlite.read(store)
    files = Read(SourceSettings(folder=store.files(sqlite.folder / "files"), kind="creme"))
    for name in read.tables:
        columns = [column for column in read.columns[name] if column != "active"]
        assert files.rows(name, *columns) == read.rows(name, *columns)


def test_a_database_without_cremes_tables_says_so(sqlite):
    store = Store()
    del store.tables["creme_core_cremeentity"]
    with pytest.raises(SourceError, match=r"There is no table creme_core_cremeentity in .*that Creme runs on"):
        sqlite.read(store)


def test_a_creme_that_is_older_than_its_uuids_says_so(sqlite, store):
    for row in store.tables["activities_activitytype"]:
        del row["uuid"]
    with pytest.raises(SourceError, match="have no uuid: this Creme is older than"):
        sqlite.read(store.activity(50, about=(1,)))


def test_a_creme_of_organisations_alone_is_enough(place):
    store = Store()
    store.tables = {name: store.tables[name] for name in ("creme_core_cremeentity", "persons_organisation")}
    store.organisation(1)
    store.add("creme_core_relation", id=1, subject_entity_id=1, type_id=CUSTOMER, object_entity_id=OWN)
    read = place.read(store)
    assert read.rows("accounts", "account_id", "name", "owner_id") == [("1", "Company 1", "7")]
    assert set(read.tables) == {"accounts"}


def test_the_kind_and_its_orders_are_known_to_the_settings(tmp_path):
    file = tmp_path / "account_health.toml"
    file.write_text('[source]\nurl = "sqlite:///creme.sqlite3"\nkind = "creme"\norders = "invoices"\n')
    assert read_settings(file, tmp_path).source.orders == "invoices"
    for kind, orders in (("creme", "offers"), ("salesforce", "invoices"), ("hubspot", "orders")):
        file.write_text(f'[source]\nurl = "sqlite:///creme.sqlite3"\nkind = "{kind}"\norders = "{orders}"\n')
        with pytest.raises(SettingsError, match=r"orders .*(is not known|belongs to)"):
            read_settings(file, tmp_path)


def test_what_is_made_of_a_table_is_what_a_mapping_may_name(sqlite, store):
    store.contact(10, 1).activity(50, about=(1,), who=(10,)).email(51, 107, 10, "2024-05-01").promise(
        1, 1, "2024-05-01"
    )
    store.promise(1, 1, "2024-05-01", "assistants_action").ticket(60, 1, "Open").opportunity(61, 1, "Won")
    for number, table in enumerate(("billing_invoice", "billing_salesorder", "billing_creditnote")):
        store.bill(62 + number, 1, "2024-05-01", 5, next(iter(BILL_STATUSES[table])), table)
    catalog = CremeCatalog(DatabaseCatalog(Database(store.write(sqlite.url))), NOW, "UTC", tables.INVOICE)
    for name, make in MAKERS.items():
        assert set(make(catalog.reading).columns) == set(tables.MADE[name]), name
    catalog.close()


def test_every_name_of_the_shipped_mapping_is_one_of_cremes_or_made(sqlite, store):
    own = {"name", "title", "minutes", "subject", "email", "phone", "mobile", "language", "username", "is_active"}
    for sections in read_toml(SHIPPED).values():
        for part in sections if isinstance(sections, list) else [sections]:
            known = {*tables.MADE[part["from"]], *tables.READ.get(part["from"], ()), *own}
            named = set(re.findall(r"'(?:column|day_of)': '([^']+)'", str(part)))
            named |= {each for each in part.values() if isinstance(each, str)} - {part["from"]}
            assert named <= known, part["from"]


def test_the_choice_of_orders_names_sections_of_the_shipped_mapping():
    shipped = {part["from"] for part in read_toml(SHIPPED)["orders"]}
    assert set().union(*ORDERS.values()) == shipped


def test_a_mapping_takes_a_type_of_the_companys_own(place, store):
    store.activity(50, kind="Webinar", about=(1,)).activity(51, kind="Meeting", about=(1,))
    mapping = """
[[interactions]]
from = "activities_activity"
where = { column = "type_name", in = ["<Webinar>", "<Meeting>"] }
kind = { constant = "meeting" }
status = "state_by_time"
formality = { column = "type_name", values = { "<Webinar>" = "informal" }, otherwise = "formal" }
"""
    read = place.read(store, mapping)
    assert read.rows("interactions", "interaction_id", "formality") == [("50", "informal"), ("51", "formal")]


def own_fields(store: Store) -> Store:
    """Fields of every kind that a company added to its organisations, and one to its contacts."""
    store.add("django_content_type", id=40, app_label="persons", model="organisation")
    store.add("django_content_type", id=41, app_label="persons", model="contact")
    fields = [
        ("Customer class", 100, 40),
        ("Days between visits", 1, 40),
        ("Customer class", 10, 41),
        ("Many", 101, 40),
    ]
    fields += [("Gone", 10, 40), ("Until", 21, 40), ("name", 10, 40)]
    for key, (name, kind, place) in enumerate(fields, 3):
        row = {"id": key, "name": name, "field_type": kind, "content_type_id": place, "is_deleted": name == "Gone"}
        store.add("creme_core_customfield", **row)
    store.add("creme_core_customfieldenumvalue", id=31, custom_field_id=3, value="Key account")
    store.add("creme_core_customfieldenum", id=1, custom_field_id=3, entity_id=1, value_id=31)
    store.add("creme_core_customfieldinteger", id=1, custom_field_id=4, entity_id=1, value=21)
    store.add("creme_core_customfieldstring", id=1, custom_field_id=5, entity_id=10, value="chief buyer")
    store.add("creme_core_customfieldstring", id=2, custom_field_id=9, entity_id=1, value="no name")
    store.add("creme_core_customfielddate", id=1, custom_field_id=8, entity_id=1, value=at("2025-06-30").date())
    return store


def test_the_example_of_the_readme_takes_fields_of_the_companys_own(place, store):
    own_fields(store).organisation(2).organisation(3).relate(3, "persons-subject_partner", OWN).activity(50, about=(1,))
    store.tables["activities_activitysubtype"][0]["name"] = "Quarterly review"
    read = place.read(store, example("# creme.toml"))
    columns = ("account_id", "name", "tier_entered", "agreed_interval_days")
    assert read.rows("accounts", *columns) == [("1", "Company 1", "A", "21"), ("2", "Company 2", None, None)]
    assert read.rows("interactions", "purpose") == ["review"]
    note = read.note("accounts", "fields of your own")
    assert note.text.endswith("which a mapping can name: 'Customer class', 'Days between visits', 'Until'")
    (place.folder / "account_health.toml").write_text(example("# account_health.toml, for Creme"), "utf-8")
    assert read_settings(None, place.folder).source.kind == "creme"


def test_a_field_belongs_to_the_kind_of_entity_it_was_added_to(sqlite, store):
    own_fields(store).contact(10, 1)
    mapping = """
[accounts]
agreement_ends_on = "Until"
[contacts]
title = { first = ["Customer class", "position"] }
"""
    read = sqlite.read(store, mapping)
    assert read.rows("accounts", "agreement_ends_on") == ["2025-06-30"]
    assert read.rows("contacts", "title") == ["chief buyer"]


@pytest.mark.parametrize("field", ["Many", "Gone"])
def test_a_field_with_several_values_at_once_or_taken_away_cannot_be_mapped(sqlite, store, field):
    with pytest.raises(SourceError, match=f"no column {field}"):
        sqlite.read(own_fields(store), f'[accounts]\nindustry = "{field}"\n')


def example(beginning: str) -> str:
    """The example of the README that begins so."""
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    return next(block for block in re.findall(r"```\w*\n(.*?)```", readme, re.DOTALL) if block.startswith(beginning))


def test_a_mapping_takes_only_customers(sqlite, store):
    store.organisation(2).relate(2, CUSTOMER, OWN)
    read = sqlite.read(store, '[accounts]\nwhere = { column = "standing", is = "customer" }\n')
    assert read.rows("accounts", "account_id") == ["2"]


def test_words_of_meetings_that_a_mapping_calls_private_stay_where_they_are(place, store):
    store.activity(50, about=(1,), busy=True).activity(51, about=(1,), busy=False)
    read = place.read(store, '[[interactions]]\nfrom = "activities_activity"\nprivate = "busy"\n')
    assert read.rows("interactions", "interaction_id", "subject", "notes") == [
        ("50", None, None),
        ("51", "Activity 51", "They agreed."),
    ]


def test_hostile_names_are_only_text(place, store):
    name = "'; DROP TABLE x; -- <b>|*_"
    store.organisation(2, name=name).contact(10, 2, last_name=name).activity(50, about=(2,), title=name)
    read = place.read(store)
    assert name in read.rows("accounts", "name")
    assert read.rows("interactions", "subject") == [name]


def test_a_relation_of_another_kind_links_nothing(sqlite, store):
    store.activity(50).relate(1, "documents-subject_related_2_doc", 50).activity(51).relate(51, SUBJECT, 1)
    store.activity(52).relate(52, LINKED.replace("subject", "object"), 1)
    read = sqlite.read(store)
    assert set(of(read)) == {"52"}
