"""HubSpot's own tables become ours: both layouts of its activities, associations, merges, deletions and times."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import score
from data_access.mirror import open_mirror, refresh
from data_access.settings import Settings, SettingsError, SourceSettings, read_settings
from data_access.sources import SourceError, open_source
from data_access.sources.hubspot.catalog import MAKERS, HubSpotCatalog
from data_access.sources.hubspot.merges import ends_of
from data_access.sources.hubspot.source import SHIPPED
from data_access.sources.hubspot.tables import MADE
from data_access.sources.mapped.catalog import DatabaseCatalog
from data_access.sources.mapped.fitting import fitted
from data_access.sources.mapped.overlay import laid_over
from data_access.sources.mapped.reading import read_toml
from tests.hubspot_portal import NOW, Portal, Read, at

PAIRS = (("sqlite", "older"), ("postgresql", "newer"))
EVERY = (*PAIRS, ("sqlite", "newer"), ("postgresql", "older"))
everywhere = pytest.mark.parametrize("engine_and_layout", EVERY, ids="-".join, indirect=True)


class Place:
    """Where a portal is written, and how it is read."""

    def __init__(self, folder: Path, engine: str, request: pytest.FixtureRequest) -> None:
        self.folder = folder
        sqlite = f"sqlite:///{folder / 'hubspot.sqlite'}"
        self.url = sqlite if engine == "sqlite" else request.getfixturevalue("postgres_url")

    def read(self, portal: Portal, mapping: str | None = None, now: datetime = NOW, **more) -> Read:
        """The portal written and read, under a mapping of the company's own where there is one."""
        return Read(self.settings(portal, mapping, **more), now)

    def settings(self, portal: Portal, mapping: str | None = None, **more) -> SourceSettings:
        """The settings of the source over the portal, which is written."""
        file = None
        if mapping is not None:
            file = self.folder / "mapping.toml"
            file.write_text(mapping, "utf-8")
        return SourceSettings(url=portal.write(self.url), kind="hubspot", mapping=file, **more)


@pytest.fixture(params=PAIRS, ids="-".join)
def engine_and_layout(request) -> tuple[str, str]:
    return request.param


@pytest.fixture
def place(request, tmp_path, engine_and_layout) -> Place:
    return Place(tmp_path, engine_and_layout[0], request)


@pytest.fixture
def sqlite(request, tmp_path) -> Place:
    return Place(tmp_path, "sqlite", request)


@pytest.fixture
def portal(engine_and_layout) -> Portal:
    """A portal with one company and its owner."""
    return Portal(engine_and_layout[1]).company(1).owner(7)


# ---- meetings: both layouts, held, times


@everywhere
def test_a_meeting_is_read_in_both_layouts(place, portal):
    portal.contact(10, 1).meeting(100, "2024-05-02 09:00", 1, end=at("2024-05-02 10:30"), body="They agreed.")
    read = place.read(portal.with_contact(100, 10))
    (row,) = read.tables["interactions"]
    assert (row["interaction_id"], row["account_id"], row["employee_id"], row["contact_id"]) == ("100", "1", "7", "10")
    assert (row["kind"], row["status"], row["subject"], row["notes"]) == (
        "meeting",
        "held",
        "Meeting 100",
        "They agreed.",
    )
    assert (row["starts_at"], row["ends_at"]) == ("2024-05-02T09:00:00.000000Z", "2024-05-02T10:30:00.000000Z")
    participants = read.rows("interaction_participants", "interaction_id", "employee_id", "contact_id")
    assert sorted(participants, key=str) == [("100", "7", None), ("100", None, "10")]


@everywhere
def test_held_is_the_outcome_where_there_is_one(place, portal):
    words = ["COMPLETED", "SCHEDULED", "RESCHEDULED", "NO_SHOW", "CANCELED", "Completed"]
    for number, outcome in enumerate(words):
        portal.meeting(100 + number, "2024-05-02 09:00", 1, outcome=outcome)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "status") == [
        ("100", "held"),
        ("101", "planned"),
        ("102", "cancelled"),
        ("103", "no_show"),
        ("104", "cancelled"),
        ("105", "held"),
    ]
    assert read.note("interactions", "over but still SCHEDULED").count == 1
    assert read.note("interactions", "held: the outcome").text.endswith("0 of the meetings have no outcome")


@everywhere
def test_without_an_outcome_a_meeting_is_held_when_it_had_ended_before_the_sync_and_that_is_said(place, portal):
    start = NOW - timedelta(hours=1)
    portal.meeting(100, start, 1, end=NOW - timedelta(minutes=1))
    portal.meeting(101, start, 1, end=NOW + timedelta(minutes=1))
    portal.meeting(102, start, 1)
    portal.meeting(103, NOW + timedelta(days=3), 1)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "status") == [
        ("100", "held"),
        ("101", "planned"),
        ("102", "held"),
        ("103", "planned"),
    ]
    note = read.note("interactions", "held: the outcome")
    assert (note.count, note.text) == (
        4,
        "held: the outcome of a meeting where it has one, else that it had ended before the sync; "
        "4 of the meetings have no outcome",
    )


def test_an_outcome_of_the_companys_own_leaves_it_to_the_time_and_is_listed(place, portal):
    portal.meeting(100, "2024-05-02 09:00", 1, outcome="DEMO DONE").meeting(
        101, "2024-07-02 09:00", 1, outcome="DEMO DONE"
    )
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "status") == [("100", "held"), ("101", "planned")]
    assert read.note("interactions", "'DEMO DONE'").count == 2


@everywhere
def test_milliseconds_that_were_read_as_seconds_are_read_as_what_they_are(place, portal):
    portal.meeting(5611564213, "1970-01-19 07:51:57.600", 1, end=at("1970-01-19 07:52:03"))
    portal.meeting(2, "2020-03-06 18:00", 1)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "starts_at", "ends_at") == [
        ("2", "2020-03-06T18:00:00.000000Z", None),
        ("5611564213", "2020-03-06T18:00:00.000000Z", "2020-03-06T19:30:00.000000Z"),
    ]
    note = read.note("interactions", "January 1970")
    assert note.count == 1
    assert note.text.endswith("is 2020-03-06T18:00")


def test_times_as_milliseconds_and_without_a_zone_are_times(place, portal):
    for number, start in enumerate(("1583517600000", "2020-03-06 18:00:00", "2020-03-06T20:00:00+02:00")):
        portal.tables.setdefault("engagement_meeting", [])
        portal.meeting(number, "2020-01-01", 1)
        column = "property_hs_meeting_start_time" if portal.layout == "newer" else "start_time"
        portal.tables["engagement_meeting"][-1][column] = start
    assert set(place.read(portal).rows("interactions", "starts_at")) == {"2020-03-06T18:00:00.000000Z"}


def test_a_time_that_is_none_is_left_for_intake_to_set_aside(sqlite, portal):
    portal.meeting(1, "2024-05-02 09:00", 1).meeting(2, None, 1)
    portal.tables["engagement_meeting"][0] |= {
        name: "some day"
        for name in ("property_hs_meeting_start_time", "start_time")
        if name in portal.tables["engagement_meeting"][0]
    }
    assert sqlite.read(portal).rows("interactions", "starts_at", "status") == [(None, None), ("some day", None)]


# ---- what a meeting belongs to


def test_several_labels_of_one_pair_are_one_meeting(place, portal):
    portal.meeting(100, company=1).at_company(100, 1, 31, "USER_DEFINED").at_company(100, 1, 33, "USER_DEFINED")
    portal.contact(10, 1).with_contact(100, 10).with_contact(100, 10)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "account_id") == [("100", "1")]
    assert len(read.tables["interaction_participants"]) == 2


def test_a_meeting_without_a_company_belongs_to_that_of_its_contact(place, portal):
    portal.company(2).contact(10, 1).contact(11, 2).contact(12)
    portal.meeting(100).with_contact(100, 10).meeting(101, company=1).with_contact(101, 11)
    portal.meeting(102).with_contact(102, 12).meeting(103)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "account_id") == [("100", "1"), ("101", "1")]
    assert read.note("interactions", "that of their contact").count == 1
    lost = read.note("interactions", "of no company")
    assert (lost.count, lost.text.endswith("for example 102, 103")) == (2, True)


def test_a_meeting_without_company_and_contact_belongs_to_that_of_its_deal(place, portal):
    portal.add("deal", deal_id=5, is_deleted=False).add("deal_company", deal_id=5, company_id=1, type_id=5)
    portal.meeting(100).add("engagement_deal", engagement_id=100, deal_id=5, type_id=212)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "account_id") == [("100", "1")]
    assert read.note("interactions", "that of their deal").count == 1


def test_a_meeting_with_several_companies_counts_for_each_of_them(place, portal):
    portal.company(2).meeting(100, company=2).at_company(100, 1)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id", "account_id") == [("100", "1"), ("100@2", "2")]
    assert read.note("interactions", "several companies").count == 1


def test_a_meeting_of_a_deleted_company_goes_to_nobody_else(place, portal):
    portal.company(3, is_deleted=True).contact(10, 1).meeting(100, company=3).with_contact(100, 10)
    read = place.read(portal)
    assert read.rows("interactions", "interaction_id") == []
    assert read.note("interactions", "all deleted or unknown").count == 1


def test_the_name_of_a_company_at_a_contact_links_nothing(sqlite, portal):
    portal.contact(10, property_company="Company 1").meeting(100).with_contact(100, 10)
    read = sqlite.read(portal)
    assert (read.tables["contacts"], read.tables["interactions"]) == ([], [])


@pytest.mark.parametrize("flag", ["is_deleted", "_fivetran_deleted", "archived"])
def test_deleted_rows_are_left_out_whichever_flag_their_table_has(sqlite, flag):
    portal = Portal().owner(7)
    for key, gone in ((1, False), (2, True), (3, None)):
        portal.add("company", id=key, property_name=f"C{key}", **{flag: gone})
        portal.add("contact", id=key, property_email=f"{key}@x.com", property_associatedcompanyid=1, **{flag: gone})
        portal.add("deal", deal_id=key, property_hs_is_closed_won=True, **{flag: gone})
        portal.add("deal_company", deal_id=key, company_id=1, type_id=5)
        portal.add("ticket", id=key, property_subject="?", **{flag: gone})
        portal.add("ticket_company", ticket_id=key, company_id=1, type_id=26)
        portal.add(
            "engagement_meeting", engagement_id=key, property_hs_meeting_start_time=at("2024-01-01"), **{flag: gone}
        )
        portal.add("engagement_company", engagement_id=key, company_id=1)
        portal.add("team", id=key, name="T", **{flag: gone})
    read = sqlite.read(portal)
    for table, key in (
        ("accounts", "account_id"),
        ("contacts", "contact_id"),
        ("orders", "order_id"),
        ("opportunities", "opportunity_id"),
        ("cases", "case_id"),
        ("interactions", "interaction_id"),
        ("teams", "team_id"),
    ):
        assert read.rows(table, key) == ["1", "3"], table
        assert read.note(table, "deleted in HubSpot"), table


def test_a_meeting_is_gone_too_where_its_engagement_or_its_association_is(place, portal):
    portal.meeting(100, company=1, deleted=True).meeting(101, company=1).meeting(102)
    portal.add("engagement_company", engagement_id=102, company_id=1, _fivetran_deleted=True)
    assert place.read(portal).rows("interactions", "interaction_id") == ["101"]


# ---- merged records


def test_merged_contacts_are_their_survivor(place, portal):
    portal.contact(10, 1).contact(11, property_hs_merged_object_ids=None).contact(
        12, 1, property_hs_merged_object_ids="13;14"
    ).contact(20, 1, property_hs_calculated_merged_vids="21:1561143961974;20:1561143961974")
    portal.add("contact_merge_audit", vid_to_merge=11, canonical_vid=10, contact_id=10)
    for meeting, contact in ((100, 11), (101, 14), (102, 21)):
        portal.meeting(meeting).with_contact(meeting, contact)
    read = place.read(portal)
    assert read.rows("contacts", "contact_id") == ["10", "12", "20"]
    assert read.rows("interactions", "interaction_id", "account_id", "contact_id") == [
        ("100", "1", "10"),
        ("101", "1", "12"),
        ("102", "1", "20"),
    ]
    assert read.note("contacts", "merged contacts").count == 4


def test_both_halves_of_a_merged_contact_at_a_meeting_are_one_participant(sqlite, portal):
    portal.contact(10, 1).add("contact_merge_audit", vid_to_merge=11, canonical_vid=10)
    portal.meeting(100, company=1, owner=None).with_contact(100, 10).with_contact(100, 11)
    assert sqlite.read(portal).rows("interaction_participants", "contact_id") == ["10"]


def test_merged_companies_hand_over_what_belonged_to_them(place, portal):
    portal.company(2, property_hs_merged_object_ids="3;4").company(3, is_deleted=True).company(4)
    portal.meeting(100, company=3).meeting(101, company=4).at_company(101, 2)
    portal.contact(10, property_associatedcompanyid=3)
    read = place.read(portal)
    assert read.rows("accounts", "account_id", "merged_into_id") == [("1", None), ("2", None), ("4", "2")]
    assert read.rows("interactions", "interaction_id", "account_id") == [("100", "2"), ("101", "2")]
    assert read.rows("contacts", "contact_id", "account_id") == [("10", "2")]


def test_merged_deals_are_their_survivor(place, portal):
    for key in (9089908390, 9014070905):
        portal.add(
            "deal", deal_id=key, is_deleted=False, property_hs_is_closed_won=True, property_closedate=at("2024-03-01")
        )
        portal.add("deal_company", deal_id=key, company_id=1, type_id=5)
    portal.add("merged_deal", deal_id=9089908390, merged_deal_id=9014070905)
    portal.meeting(100).add("engagement_deal", engagement_id=100, deal_id=9014070905)
    read = place.read(portal)
    assert read.rows("opportunities", "opportunity_id") == ["9089908390"]
    assert read.rows("orders", "order_id") == ["9089908390"]
    assert read.rows("interactions", "interaction_id", "account_id") == [("100", "1")]


def test_chains_of_merges_are_followed_and_circles_stand_alone():
    pairs = [("1", "2"), ("2", "3"), ("5", "6"), ("6", "5"), ("4", "5"), ("7", "7")]
    ends, circular = ends_of(pairs)
    assert ends == {"1": "3", "2": "3", "4": "5"}
    assert circular == {"5", "6"}


# ---- owners, users and teams


def test_an_owner_is_not_a_user_and_has_the_team_of_its_own(place):
    portal = Portal().company(1, property_hubspot_owner_id=7)
    portal.owner(7, active_user_id=8).owner(8, active_user_id=9).owner(9, active_user_id=7).owner(10)
    portal.add("users", id=7, primary_team_id=70).add("users", id=8, primary_team_id=80).add("users", id=9)
    portal.add("team_user", user_id=9, team_id=91, is_secondary_user=True)
    portal.add("team_user", user_id=9, team_id=90, is_secondary_user=False)
    portal.add("owner_team", owner_id=7, team_id=60, is_team_primary=True)
    portal.add("owner_team", owner_id=7, team_id=50, is_team_primary=False)
    portal.add("team", id=60, name="North").add("team", id=70, name="South")
    read = place.read(portal)
    assert read.rows("employees", "employee_id", "team_id") == [("10", None), ("7", "60"), ("8", "90"), ("9", "70")]
    assert read.rows("teams", "team_id", "name") == [("60", "North"), ("70", "South")]
    assert read.rows("accounts", "owner_id") == ["7"]
    team = read.note("employees", "team: the primary team of an owner")
    assert (team.count, team.text.endswith("3 of the owners have one")) == (4, True)
    assert read.note("employees", "without a team").text.endswith("for example 10")


def test_an_owner_who_left_stays_an_employee(place, portal):
    portal.owner(8, is_active=False).company(2, property_hubspot_owner_id=8)
    portal.add("owner", owner_id=9, email="only@mail.com", first_name="", last_name=None, is_active=None)
    read = place.read(portal)
    assert read.rows("employees", "employee_id", "name", "active") == [
        ("7", "Bo No 7", "true"),
        ("8", "Bo No 8", "false"),
        ("9", "only@mail.com", None),
    ]


def test_attending_owners_take_part_where_somebody_of_theirs_did(place):
    portal = Portal().company(1).owner(7).owner(8).contact(10, 1)
    portal.meeting(100, company=1, property_hs_attendee_owner_ids="7;8; 8").with_contact(100, 10)
    portal.meeting(101, company=1, property_hs_attendee_owner_ids="7;8")
    assert place.read(portal).rows("interaction_participants", "interaction_id", "employee_id", "contact_id") == [
        ("100", None, "10"),
        ("100", "7", None),
        ("100", "8", None),
    ]


@everywhere
def test_a_meeting_at_a_company_without_a_contact_is_no_internal_one(place, portal):
    settings = Settings(place.settings(portal.meeting(100, "2024-05-03 09:00", 1)), mirror=place.folder / "mirror")
    refresh(settings, NOW)
    accounts = score(open_mirror(settings), NOW.date(), DEFAULT_POLICY).accounts
    assert accounts["meetings_90d"].to_list() == [1]


# ---- contacts


def test_a_contact_belongs_to_its_primary_company(place, portal):
    portal.company(2).company(3).contact(10).contact(11, property_associatedcompanyid=2)
    for company, label in ((3, 279), (2, 1), (1, 279)):
        portal.add("contact_company", contact_id=10, company_id=company, type_id=label)
    portal.add("contact_company", contact_id=11, company_id=1, type_id=279).contact(12)
    read = place.read(portal)
    assert read.rows("contacts", "contact_id", "account_id") == [("10", "2"), ("11", "2")]
    assert read.note("contacts", "several companies").count == 2
    assert read.note("contacts", "without a company").text.endswith("for example 12")


def test_seniority_is_the_level_and_unknown_ones_are_listed(sqlite, portal):
    for key, seniority in ((10, "vp"), (11, "manager"), (12, "entry"), (13, "wizard")):
        portal.contact(key, 1, property_hs_seniority=seniority)
    read = sqlite.read(portal)
    assert read.rows("contacts", "level") == [None, "executive", "management", "specialist"]
    assert read.note("contacts", "'wizard'").count == 1


# ---- deals


STAGES = (("won", "Ganado", True, True), ("lost", "Closed won?", False, True), ("open", "Closed Won", False, False))


def with_stages(portal: Portal) -> Portal:
    """The portal with a won, a lost and an open stage, whose names mislead."""
    for stage, label, won, closed in STAGES:
        portal.add("deal_pipeline_stage", stage_id=stage, label=label, closed_won=won, is_closed=closed, active=True)
    return portal


def deal(portal: Portal, key: int, stage: str, company: int | None = 1, **more) -> Portal:
    """A deal in a stage, of a company where one is named."""
    row = {"property_amount": Decimal("1000.50"), "property_closedate": at("2024-03-01 10:00"), "is_deleted": False}
    portal.add("deal", deal_id=key, owner_id=7, deal_pipeline_stage_id=stage, **(row | more))
    return portal.add("deal_company", deal_id=key, company_id=company, type_id=5) if company else portal


def test_an_order_is_a_deal_whose_stage_is_flagged_won_whatever_its_name(place, portal):
    with_stages(portal)
    for key, (stage, *_) in enumerate(STAGES, start=1):
        deal(portal, key, stage)
    read = place.read(portal)
    assert read.rows("orders", "order_id", "account_id", "ordered_on", "currency", "status") == [
        ("1", "1", "2024-03-01", "EUR", "confirmed")
    ]
    assert Decimal(read.tables["orders"][0]["amount"]) == Decimal("1000.5")
    assert read.rows("opportunities", "opportunity_id", "stage", "outcome", "closed_on") == [
        ("1", "Ganado", "won", "2024-03-01"),
        ("2", "Closed won?", "lost", "2024-03-01"),
        ("3", "Closed Won", None, None),
    ]
    assert read.note("orders", "flagged closed-won").count == 1


def test_a_deal_in_an_unknown_stage_is_judged_by_its_own_flags(place, portal):
    deal(with_stages(portal), 1, "gone", property_hs_is_closed_won=True, property_hs_is_closed=True)
    deal(portal, 2, "gone", property_hs_is_closed=True)
    read = place.read(portal)
    assert read.rows("opportunities", "opportunity_id", "outcome") == [("1", "won"), ("2", "lost")]
    assert read.note("opportunities", "stage that is not known").count == 2


def test_a_deal_has_its_own_currency_else_that_of_the_reports(place, portal):
    deal(with_stages(portal), 1, "won", property_deal_currency_code="USD")
    deal(portal, 2, "won")
    read = place.read(portal, reporting_currency="SEK")
    assert read.rows("orders", "order_id", "currency") == [("1", "USD"), ("2", "SEK")]
    assert read.note("orders", "taken as SEK").count == 1


def test_a_deal_belongs_to_its_primary_company_else_to_that_of_its_contact(place, portal):
    deal(with_stages(portal.company(2).contact(10, 2)), 1, "won", None)
    portal.add("deal_company", deal_id=1, company_id=1, type_id=341).add(
        "deal_company", deal_id=1, company_id=2, type_id=5
    )
    deal(portal, 2, "won", None).add("deal_contact", deal_id=2, contact_id=10)
    deal(portal, 3, "won", None)
    read = place.read(portal)
    assert read.rows("orders", "order_id", "account_id") == [("1", "2"), ("2", "2")]
    assert read.note("opportunities", "without a company").text.endswith("for example 3")


def test_a_close_date_without_a_time_is_never_shifted(sqlite, portal):
    deal(with_stages(portal), 1, "won", property_closedate="2024-03-01")
    deal(portal, 2, "won", property_closedate="2024-03-01 02:00:00")
    read = sqlite.read(portal, timezone="America/New_York")
    assert read.rows("orders", "order_id", "ordered_on") == [("1", "2024-03-01"), ("2", "2024-02-29")]


# ---- calls, e-mails, messages, tasks, tickets, surveys


def activity(portal: Portal, table: str, key: int, kind: str, **newer) -> Portal:
    """An activity at company 1 in the portal's layout: `property_hs_` columns, or those of `older` beside `engagement`."""
    older = newer.pop("older")
    if portal.layout == "newer":
        portal.add(
            table, engagement_id=key, property_hubspot_owner_id=7, **{f"property_hs_{n}": v for n, v in newer.items()}
        )
        portal.add("engagement", id=key, type=kind)
    else:
        portal.add(table, engagement_id=key, **older)
        portal.add("engagement", id=key, type=kind, owner_id=7, timestamp=newer["timestamp"])
    return portal.at_company(key, 1)


def test_calls_are_held_where_somebody_was_reached(place, portal):
    connected, busy = "f240bbac-87c9-4f6e-bf70-924b57d47db7", "9d9162e7-6cf3-4944-bf63-4dff82258764"
    for key, disposition, status, span in (
        (1, connected, None, 90_000),
        (2, busy, "COMPLETED", 0),
        (3, None, "NO_ANSWER", 0),
        (4, None, None, 0),
    ):
        activity(
            portal,
            "engagement_call",
            key,
            "CALL",
            timestamp=at("2024-05-02 09:00"),
            call_disposition=disposition,
            call_status=status,
            call_duration=span,
            older={"disposition": disposition, "status": status, "duration_milliseconds": span},
        )
    assert place.read(portal).rows("interactions", "interaction_id", "kind", "status", "ends_at") == [
        ("1", "call", "held", "2024-05-02T09:01:30.000000Z"),
        ("2", "call", "no_show", None),
        ("3", "call", "no_show", None),
        ("4", "call", "held", None),
    ]


def test_emails_know_their_direction_and_failed_ones_were_none(place, portal):
    for key, kind, status in (
        (1, "EMAIL", "SENT"),
        (2, "INCOMING_EMAIL", None),
        (3, "FORWARDED_EMAIL", None),
        (4, "EMAIL", "BOUNCED"),
    ):
        activity(
            portal,
            "engagement_email",
            key,
            kind,
            timestamp=at("2024-05-02 09:00"),
            email_direction=kind,
            email_status=status,
            email_subject="Hello",
            older={"status": status, "subject": "Hello"},
        )
    assert place.read(portal).rows("interactions", "interaction_id", "direction", "status", "subject") == [
        ("1", "outbound", "held", "Hello"),
        ("2", "inbound", "held", "Hello"),
        ("3", None, "held", "Hello"),
        ("4", "outbound", "cancelled", "Hello"),
    ]


def test_messages_are_interactions_and_notes_are_none(sqlite):
    portal = Portal().company(1).owner(7)
    moment = at("2023-05-01 19:43")
    portal.add(
        "engagement_communication",
        engagement_id=1,
        property_hs_timestamp=moment,
        property_hs_communication_channel_type="SMS",
    )
    portal.add("engagement_note", engagement_id=2, property_hs_timestamp=moment).at_company(1, 1).at_company(2, 1)
    read = sqlite.read(portal)
    assert read.rows("interactions", "interaction_id", "kind", "channel") == [("1", "message", "SMS")]


def test_tasks_are_commitments(place, portal):
    rows = [
        (1, "NOT_STARTED", None, "CALL"),
        (2, "COMPLETED", "2024-06-01 08:00", "EMAIL"),
        (3, "COMPLETED", None, "TODO"),
        (4, "WAITING", "2024-06-01 08:00", "LINKED_IN"),
    ]
    for key, status, day, kind in rows:
        done = at(day) if day else None
        activity(
            portal,
            "engagement_task",
            key,
            "TASK",
            timestamp=at("2024-06-10 12:00"),
            task_status=status,
            task_completion_date=done,
            task_type=kind,
            task_subject="Send it",
            lastmodifieddate=at("2024-06-03 09:00"),
            older={"status": status, "completion_date": done, "task_type": kind, "subject": "Send it"}
            | {"_fivetran_synced": at("2024-06-03 09:00")},
        )
    read = place.read(portal)
    assert read.rows("commitments", "commitment_id", "kind", "due_on", "done_at", "subject", "employee_id") == [
        ("1", "callback", "2024-06-10", None, "Send it", "7"),
        ("2", "follow_up", "2024-06-10", "2024-06-01T08:00:00.000000Z", "Send it", "7"),
        ("3", "other", "2024-06-10", "2024-06-03T09:00:00.000000Z", "Send it", "7"),
        ("4", "other", "2024-06-10", None, "Send it", "7"),
    ]
    assert read.note("commitments", "completed without a day").count == 1


def test_tickets_belong_to_their_company_else_to_that_of_their_contact_or_deal(place, portal):
    portal.company(2).contact(10, 2)
    deal(portal, 5, "open")
    row = {"property_createdate": at("2024-05-01 08:00"), "is_deleted": False}
    portal.add("ticket", id=1, property_subject="Broken", property_hs_ticket_priority="MEDIUM", **row)
    portal.add(
        "ticket", id=2, property_closed_date=at("2024-05-03 08:00"), property_hs_ticket_category="BILLING_ISSUE", **row
    )
    portal.add("ticket", id=3, **row).add("ticket", id=4, **row)
    portal.add("ticket_company", ticket_id=1, company_id=1).add("ticket_company", ticket_id=1, company_id=1)
    portal.add("ticket_contact", ticket_id=2, contact_id=10).add("ticket_contact", ticket_id=1, contact_id=10)
    portal.add("ticket_deal", ticket_id=3, deal_id=5).add("ticket_deal", ticket_id=2, deal_id=5)
    read = place.read(portal)
    assert read.rows("cases", "case_id", "account_id", "contact_id", "priority", "category") == [
        ("1", "1", "10", "normal", None),
        ("2", "2", "10", None, "billing"),
        ("3", "1", None, None, None),
    ]
    assert read.rows("cases", "resolved_at") == [None, None, "2024-05-03T08:00:00.000000Z"]
    assert read.note("cases", "without a company").text.endswith("for example 4")


def test_answers_have_the_scale_of_their_survey(place, portal):
    portal.contact(10, 1).contact(11)
    for key, (survey, value, contact) in enumerate(
        (("NPS", 9, 10), ("CSAT", 2, 10), ("CES", 7, 10), ("CUSTOM", 3, 10), ("NPS", 1, 11))
    ):
        portal.add(
            "feedback_submissions",
            id=key,
            hs_survey_type=survey,
            hs_value=value,
            hs_contact_id=contact,
            hs_submission_timestamp=at("2024-05-01 08:00"),
            hs_content="Fine",
        )
    read = place.read(portal)
    assert read.rows(
        "survey_responses", "response_id", "instrument", "dimension", "score", "scale_min", "scale_max", "account_id"
    ) == [
        ("0", "nps", "recommend", "9", "0", "10", "1"),
        ("1", "satisfaction", "overall", "2", "0", "2", "1"),
        ("2", "satisfaction", "customer_service", "7", "1", "7", "1"),
    ]
    assert read.note("survey_responses", "other than NPS").count == 1
    assert read.note("survey_responses", "nobody with a company").count == 1


# ---- where the tables are


def test_the_tables_are_found_in_the_schema_of_the_sync(postgres_url):
    portal = Portal().company(1).owner(7).meeting(100, company=1)
    read = Read(SourceSettings(url=portal.write(postgres_url, schema="hubspot"), kind="hubspot"))
    assert read.rows("interactions", "interaction_id") == ["100"]


def test_a_folder_of_files_gives_the_same_rows_as_a_database(sqlite, portal):
    deal(with_stages(portal.company(2, is_deleted=True).contact(10, 1)), 5, "won")
    portal.meeting(100, "1970-01-19 07:51:57.600", 1).meeting(101, end=at("2024-05-02 10:00")).with_contact(101, 10)
    read = sqlite.read(portal)
    files = Read(SourceSettings(folder=portal.files(sqlite.folder / "exports"), kind="hubspot"))
    for table in read.tables:
        rows = [sorted(map(str, each.tables[table])) for each in (read, files)]
        if table in ("orders", "opportunities"):
            rows = [[row.replace("1000.5000", "1000.5").replace("1000.50", "1000.5") for row in each] for each in rows]
        assert rows[0] == rows[1], table
    assert [(note.table, note.count) for note in read.notes] == [(note.table, note.count) for note in files.notes]


def test_a_database_without_hubspots_tables_says_so(sqlite):
    url = Portal().add("customer", id=1).write(sqlite.url)
    source = open_source(SourceSettings(url=url, kind="hubspot"), NOW)
    with pytest.raises(SourceError, match="no table company"):
        source.tables()


def test_a_portal_of_companies_alone_is_enough(place):
    read = place.read(Portal().add("company", id=1, property_name="Only"))
    assert read.tables == {
        "accounts": [
            {"account_id": "1", "name": "Only"} | dict.fromkeys(set(read.columns["accounts"]) - {"account_id", "name"})
        ]
    }


def test_the_kind_is_known_to_the_settings(tmp_path):
    (tmp_path / "account_health.toml").write_text('[source]\nurl = "sqlite:///x"\nkind = "hubspot"\n', "utf-8")
    assert read_settings(None, tmp_path).source.kind == "hubspot"
    (tmp_path / "account_health.toml").write_text('[source]\nurl = "sqlite:///x"\nkind = "hubspt"\n', "utf-8")
    with pytest.raises(SettingsError, match="Did you mean hubspot"):
        read_settings(None, tmp_path)


def test_data_of_the_past_are_judged_by_their_own_day(sqlite, portal):
    portal.meeting(100, "2024-05-31 09:00", 1).meeting(101, "2024-06-02 09:00", 1)
    read = sqlite.read(portal, as_of=date(2024, 5, 31))
    assert read.rows("interactions", "interaction_id", "status") == [("100", "held"), ("101", "planned")]


def test_what_is_made_of_a_table_is_what_a_mapping_may_name(sqlite, portal):
    settings = sqlite.settings(portal.meeting(100, company=1))
    from data_access.sources.database import Database

    catalog = HubSpotCatalog(DatabaseCatalog(Database(settings.url)), NOW, "EUR")
    assert MAKERS.keys() == MADE.keys()
    for name, maker in MAKERS.items():
        assert set(maker(catalog.reading).columns) == set(MADE[name]), name
    catalog.close()


# ---- the company's own mapping over the shipped one


def test_a_mapping_adds_and_changes_columns(place, portal):
    portal.company(2, property_customer_tier="Gold", property_type="VENDOR").meeting(
        100, company=1, property_hs_activity_type="QBR"
    )
    read = place.read(
        portal,
        """
        [accounts]
        tier_entered = { column = "property_customer_tier", values = { Gold = "A" }, otherwise = "" }
        industry = { constant = "" }

        [[interactions]]
        from = "engagement_meeting"
        purpose = { column = "property_hs_activity_type", values = { QBR = "review" }, otherwise = "other" }
        """,
    )
    assert read.rows("accounts", "account_id", "tier_entered", "owner_id") == [("1", None, "7"), ("2", "A", "7")]
    assert read.rows("interactions", "interaction_id", "purpose", "status") == [("100", "review", "held")]
    assert "mapping.toml" in read.described


def test_a_mapping_leaves_out_rows_and_joins_tables(place, portal):
    portal.company(2, property_type="VENDOR").add("tiers", company=1, tier="B")
    read = place.read(
        portal,
        """
        [accounts]
        where = { column = "property_type", is_not = "VENDOR" }
        tier_entered = "theirs.tier"
        [accounts.join.theirs]
        from = "tiers"
        on = { company = "id" }
        """,
    )
    assert read.rows("accounts", "account_id", "tier_entered") == [("1", "B")]


def test_a_mapping_from_another_table_takes_the_place_of_the_shipped_one(place, portal):
    deal(with_stages(portal), 1, "won").add("invoice", no="I1", customer=1, day="2024-02-01", total=Decimal(5))
    read = place.read(
        portal,
        """
        [orders]
        from = "invoice"
        order_id = "no"
        account_id = "customer"
        ordered_on = "day"
        amount = "total"
        currency = { constant = "EUR" }
        status = { constant = "confirmed" }
        """,
    )
    assert read.rows("orders", "order_id", "account_id") == [("I1", "1")]
    assert read.note("orders", "flagged closed-won") is None


def test_a_meeting_may_be_held_by_time_alone(sqlite, portal):
    portal.meeting(100, "2024-05-02 09:00", 1, outcome="SCHEDULED")
    read = sqlite.read(portal, '[[interactions]]\nfrom = "engagement_meeting"\nstatus = "state_by_time"\n')
    assert read.rows("interactions", "status") == ["held"]


def test_words_of_meetings_that_a_mapping_calls_private_stay_where_they_are(place, portal):
    secret = {"property_secret": True, "body": "Hush"}
    portal.meeting(100, company=1, **secret).meeting(101, company=1, property_secret=False, body="Loud")
    read = place.read(portal, '[[interactions]]\nfrom = "engagement_meeting"\nprivate = "property_secret"\n')
    assert read.rows("interactions", "interaction_id", "subject", "notes") == [
        ("100", None, None),
        ("101", "Meeting 101", "Loud"),
    ]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ('[accounts]\ntier_entered = "property_tire"\n', "has no column property_tire"),
        ('[account]\nname = "property_name"\n', "no table of the data model"),
        ('[cases]\nsubject = "property_subject"\n', "from is missing"),
        ('[files.company]\ndelimiter = ";"\n', "the source is a database"),
    ],
)
def test_what_a_mapping_says_wrong_is_a_sentence(sqlite, portal, mapping, sentence):
    with pytest.raises(SourceError, match=sentence):
        sqlite.read(portal, mapping)


def test_every_name_of_the_shipped_mapping_is_one_of_hubspots_or_made():
    class Everything:
        def columns(self, name):
            return (
                [*MADE[name], *(f"{prefix}{rest}" for prefix in ("", "property_") for rest in NAMES)]
                if name in MADE
                else None
            )

    shipped = read_toml(SHIPPED)
    content, _ = fitted(shipped, Everything().columns)
    assert {part["from"] for parts in content.values() for part in parts} == set(MADE)
    assert laid_over({}, content) == content


NAMES = ("id", "name")


def test_the_example_of_the_readme_can_be_used(sqlite):
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    example = re.search(r"```toml\n(# hubspot\.toml:.*?)```", readme, re.DOTALL).group(1)
    portal = Portal().company(1, property_type=None, property_customer_tier="Silver").company(2, property_type="VENDOR")
    portal.meeting(100, company=1, outcome="SCHEDULED", property_hs_activity_type="Quarterly review")
    read = sqlite.read(portal, example)
    assert read.rows("accounts", "account_id", "tier_entered") == [("1", "B")]
    assert read.rows("interactions", "purpose", "status") == [("review", "held")]


# ---- from end to end


@everywhere
def test_a_portal_becomes_figures(place, portal, capsys):
    with_stages(portal).company(2, property_name="Beta").contact(10, 1).add("team", id=60, name="North")
    portal.add("owner_team", owner_id=7, team_id=60, is_team_primary=True)
    deal(portal, 1, "won", property_closedate=at("2024-04-30 10:00"))
    deal(portal, 2, "won", 2, property_closedate=at("2024-04-30 10:00"), property_amount=Decimal(200))
    portal.meeting(100, "2024-05-03 09:00").with_contact(100, 10).meeting(101, "2024-06-20 09:00", 1)
    settings = Settings(place.settings(portal), mirror=place.folder / "mirror")
    report = refresh(settings, NOW)
    assert (report.set_aside, report.values_left_out) == (0, 0)
    accounts = score(open_mirror(settings), NOW.date(), DEFAULT_POLICY).accounts.set_index("account_id")
    assert list(accounts.index) == ["1", "2"]
    assert accounts.loc["1", ["team_id", "owner_name", "revenue_12m", "last_contact_kind"]].to_list() == [
        "60",
        "Bo No 7",
        1000.5,
        "meeting",
    ]
    assert str(accounts.loc["1", "next_planned_on"])[:10] == "2024-06-20"
    assert accounts["watch_state"].to_list()[1] == "neglected"
    assert any(note.text.startswith("held: ") for note in report.notes)
