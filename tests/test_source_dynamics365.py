"""Dynamics 365: what becomes of the tables of Dataverse, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.crm_store import read_once
from tests.dynamics365_store import dynamics

read = read_once(dynamics, timezone="Europe/Helsinki")


def test_held_is_what_was_completed_and_every_other_state_has_its_count(read):
    states = dict(read.rows("interactions", "interaction_id", "status"))
    assert (states["m-done"], states["m-open-past"], states["m-cancelled"], states["m-future"]) == (
        "held",
        "planned",
        "cancelled",
        "planned",
    )
    assert read.note("interactions", "held: an appointment").count == 11
    assert read.counted("interactions", "appointment: still to come") == (1, "m-future")
    assert read.counted("interactions", "over, but never closed") == (1, "m-open-past")
    assert read.counted("interactions", "cancelled: not held") == (1, "m-cancelled")
    assert read.counted("interactions", "dated in the future") == (1, "m-typo")
    assert read.counted("interactions", "appointment: deleted") == (1, "m-deleted")
    assert read.counted("interactions", "without a date (floating)") == (1, "m-floating")
    assert read.counted("interactions", "the master of a series") == (1, "m-master")
    assert {"m-deleted", "m-floating", "m-master"}.isdisjoint(states)


@pytest.mark.parametrize(
    ("meeting", "account", "contact"),
    [
        ("m-done", "a-1", "c-1"),
        ("m-contact", "a-1", "c-2"),
        ("m-deal", "a-1", "c-1"),
        ("m-case", "a-2", "c-4"),
        ("m-party", "a-2", "c-4"),
    ],
)
def test_a_meeting_reaches_its_account_through_what_it_is_about(read, meeting, account, contact):
    assert read.cells("interactions", meeting, "account_id", "contact_id") == (account, contact)


def test_a_meeting_of_no_account_is_left_out_and_says_what_it_was_about(read):
    assert read.counted("interactions", "of no account that is known; about: campaign") == (1, "m-campaign")
    assert read.counted("interactions", "appointment: of no account that is known; left out") == (1, "m-internal")
    assert read.counted("interactions", "that of a participant") == (1, "m-party")


def test_an_owner_that_is_a_team_is_no_employee(read):
    assert read.cells("accounts", "a-1", "owner_id", "team_id") == ("u-ann", None)
    assert read.cells("accounts", "a-2", "owner_id", "team_id") == (None, "t-north")
    assert read.counted("accounts", "owned by a team") == (1, "a-2")
    assert read.counted("accounts", "neither user nor team") == (1, "a-3")
    # Whoever of ours called the meeting stands in for the team that owns it.
    assert read.cells("interactions", "m-party", "employee_id") == ("u-cy",)


def test_a_team_is_one_that_owns_else_the_business_unit(read):
    assert read.rows("teams", "team_id", "name", "parent_team_id") == [
        ("bu-1", "Nordwind", None),
        ("t-north", "North", "bu-1"),
    ]
    assert read.rows("employees", "employee_id", "team_id") == [
        ("u-ann", "t-north"),
        ("u-bo", "bu-1"),
        ("u-cy", "bu-1"),
    ]
    assert read.note("employees", "team: of a user the owner team").count == 3


def test_disabled_users_and_inactive_contacts_are_not_active(read):
    assert read.cells("employees", "u-bo", "active") == ("false",)
    assert read.cells("employees", "u-ann", "active") == ("true",)
    assert read.cells("contacts", "c-2", "active") == ("false",)
    assert read.counted("employees", "disabled users") == (1, "u-bo")


def test_merged_accounts_name_their_survivor(read):
    assert read.cells("accounts", "a-4", "merged_into_id") == ("a-1",)
    assert read.cells("accounts", "a-1", "merged_into_id", "industry") == (None, "Brewing")
    assert read.counted("accounts", "merged:") == (1, "a-4")


def test_a_contact_of_a_contact_belongs_to_its_account(read):
    assert read.rows("contacts", "contact_id", "account_id", "role") == [
        ("c-1", "a-1", "decision_maker"),
        ("c-2", "a-1", None),
        ("c-4", "a-2", None),
    ]
    assert read.counted("contacts", "of no account") == (1, "c-3")


def test_the_level_of_a_contact_is_read_from_its_title(read):
    assert read.cells("contacts", "c-1", "title", "level") == ("Head of purchasing", "management")
    assert read.counted("contacts", "level read from words") == (1, "c-1")


def test_a_whole_day_stays_the_day_it_is_in_the_companys_zone(read):
    assert read.cells("interactions", "m-day", "starts_at", "ends_at", "all_day") == (
        "2024-05-26",
        "2024-05-26",
        "true",
    )


def test_private_meetings_count_without_their_words(read):
    assert read.cells("interactions", "m-private", "private", "subject", "notes") == ("true", None, None)
    assert read.cells("interactions", "m-done", "private", "subject", "notes") == (
        "false",
        "Subject m-done",
        "All agreed.",
    )
    assert read.counted("interactions", "private: counted") == (1, "m-private")


def test_who_took_part_goes_by_the_participation(read):
    columns = ("employee_id", "contact_id", "third_party")
    rows = [
        tuple(row[column] for column in columns)
        for row in read.tables["interaction_participants"]
        if row["interaction_id"] == "m-done"
    ]
    assert sorted(rows, key=str) == [
        ("u-ann", None, None),
        ("u-cy", None, None),
        (None, "c-1", None),
        (None, None, "lawyer@firm.example"),
    ]
    assert read.note("interaction_participants", "nobody who took part").count == 3
    assert read.note("interaction_participants", "neither user, contact nor address").count == 1
    assert read.note("interaction_participants", "third parties").count == 1


def test_calls_and_mails_have_a_direction_and_a_moment(read):
    columns = ("account_id", "kind", "direction", "status", "starts_at")
    assert read.cells("interactions", "p-done", *columns) == ("a-1", "call", "outbound", "held", "2024-05-03T08:30")
    assert read.cells("interactions", "p-in", *columns)[2] == "inbound"
    assert read.cells("interactions", "p-voicemail", *columns)[3] == "no_show"
    assert read.cells("interactions", "e-in", *columns) == ("a-2", "email", "inbound", "held", "2024-05-04T07:00")
    assert read.counted("interactions", "drafts") == (1, "e-draft")
    assert read.counted("interactions", "nobody was reached") == (1, "p-voicemail")


def test_a_counted_order_is_a_won_opportunity_in_its_own_currency(read):
    columns = ("order_id", "account_id", "ordered_on", "amount", "currency", "status")
    (row,) = read.rows("orders", *columns)
    assert (*row[:3], float(row[3]), *row[4:]) == ("o-won", "a-1", "2024-04-30", 1000.5, "SEK", "confirmed")
    assert "won opportunities" in read.note("orders", "counted orders").text
    outcomes = read.rows("opportunities", "opportunity_id", "outcome", "closed_on")
    assert outcomes == [("o-lost", "lost", "2024-04-02"), ("o-open", None, None), ("o-won", "won", "2024-04-30")]


@pytest.mark.parametrize(
    ("orders", "rows"),
    [
        (
            "orders",
            [("s-0", "open"), ("s-1", "confirmed"), ("s-2", "cancelled"), ("s-3", "delivered"), ("s-4", "delivered")],
        ),
        ("invoices", [("v-0", "confirmed"), ("v-2", "delivered"), ("v-3", "cancelled")]),
    ],
)
def test_sales_orders_or_invoices_count_instead_where_that_is_said(tmp_path, orders, rows):
    read = dynamics().read(f"sqlite:///{tmp_path / 'crm.sqlite'}", orders=orders, timezone="Europe/Helsinki")
    assert read.rows("orders", "order_id", "status") == rows
    assert read.note("orders", "cancelled: not counted").count == 1
    # Without a currency of its own an amount is in the reporting currency.
    assert {row["currency"] for row in read.tables["orders"]} == {"EUR"}
    if orders == "invoices":
        assert read.cells("orders", "v-0", "ordered_on") == ("2024-04-01",)


def test_tasks_are_promises_for_the_day_they_are_due(read):
    columns = ("account_id", "due_on", "done_at", "cancelled")
    assert read.cells("commitments", "k-open", *columns) == ("a-1", "2024-05-10", None, "false")
    assert read.cells("commitments", "k-done", *columns) == ("a-1", "2024-05-10", "2024-05-09T10:00", "false")
    assert read.cells("commitments", "k-off", *columns) == ("a-1", "2024-05-10", None, "true")
    assert read.counted("commitments", "without a day they are due") == (1, "k-undated")
    assert read.counted("commitments", "completed without a day") == (1, "k-done")


def test_cases_and_how_content_the_customer_was(read):
    columns = ("account_id", "contact_id", "category", "priority", "resolved_at")
    assert read.cells("cases", "i-1", *columns) == ("a-2", "c-4", "technical", "high", None)
    assert read.cells("cases", "i-2", *columns)[-1] == "2024-05-02T08:00"
    assert read.rows("survey_responses", "response_id", "account_id", "score", "scale_min", "scale_max") == [
        ("case i-2", "a-2", "4", "1", "5")
    ]


def test_lookups_may_be_called_as_the_web_api_calls_them(tmp_path):
    store = dynamics()
    lookups = ("ownerid", "regardingobjectid", "parentcustomerid", "customerid", "masterid", "partyid", "activityid")
    for name, rows in store.tables.items():
        own_key = "activityid" if name not in ("activityparty",) else None
        renamed = [each for each in lookups if each != own_key]
        store.tables[name] = [{f"_{key}_value" if key in renamed else key: row[key] for key in row} for row in rows]
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    again, before = store.read(url, timezone="Europe/Helsinki"), dynamics()
    plain = before.read(f"sqlite:///{tmp_path / 'plain.sqlite'}", timezone="Europe/Helsinki")
    for table in plain.tables:
        assert sorted(map(str, again.tables[table])) == sorted(map(str, plain.tables[table]))
