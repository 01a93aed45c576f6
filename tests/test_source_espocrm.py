"""EspoCRM: what becomes of the tables of its database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.crm_store import read_once
from tests.espocrm_store import espocrm

read = read_once(espocrm, timezone="Europe/Helsinki")


def test_held_is_the_status_and_every_other_state_has_its_count(read):
    states = dict(read.rows("interactions", "interaction_id", "status"))
    keys = ("m-held", "m-not", "m-open", "m-future", "p-held", "p-not")
    assert [states[key] for key in keys] == ["held", "cancelled", "planned", "planned", "held", "no_show"]
    assert read.note("interactions", "held: a meeting of the status Held").count == 11
    assert read.counted("interactions", "still to come") == (1, "m-future")
    assert read.counted("interactions", "over, but never closed") == (1, "m-open")
    assert read.counted("interactions", "meeting: cancelled: not held") == (1, "m-not")
    assert read.counted("interactions", "call: nobody was reached") == (1, "p-not")
    assert read.counted("interactions", "meeting: deleted") == (1, "m-deleted")
    assert read.counted("interactions", "without a date (floating)") == (1, "m-floating")


def test_a_status_of_the_companys_own_is_listed(read):
    assert read.note("interactions", "'Tentative' of meeting.status has no entry").count == 1


@pytest.mark.parametrize(
    ("meeting", "account", "contact"),
    [
        ("m-held", "a-1", "c-1"),
        ("m-contact", "a-2", "c-2"),
        ("m-deal", "a-2", "c-2"),
        ("m-case", "a-2", "c-2"),
        ("m-derived", "a-2", None),
        ("m-party", "a-2", "c-2"),
        ("p-held", "a-1", "c-1"),
    ],
)
def test_an_activity_reaches_its_account_through_its_parent(read, meeting, account, contact):
    assert read.cells("interactions", meeting, "account_id", "contact_id") == (account, contact)


def test_an_activity_of_no_account_is_left_out_and_says_what_it_was_about(read):
    assert read.counted("interactions", "about: Lead") == (1, "m-lead")
    assert read.counted("interactions", "about: Account") == (1, "m-gone")
    assert read.counted("interactions", "meeting: of no account that is known; left out") == (1, "m-nobody")
    assert read.counted("interactions", "that of a participant") == (1, "m-party")
    assert read.note("interactions", "participants of several accounts").count == 1


def test_a_whole_day_is_its_dates_not_its_times(read):
    assert read.cells("interactions", "m-day", "starts_at", "ends_at", "all_day") == (
        "2024-05-26",
        "2024-05-26",
        "true",
    )
    assert read.cells("interactions", "m-held", "starts_at", "ends_at", "all_day") == (
        "2024-05-02T09:00",
        "2024-05-02T10:00",
        "false",
    )


def test_who_declined_or_was_taken_off_took_no_part(read):
    assert read.rows("interaction_participants", "interaction_id", "employee_id", "contact_id") == [
        ("m-held", None, "c-1"),
        ("m-held", "u-ann", None),
        ("m-party", None, "c-2"),
    ]
    assert read.counted("interaction_participants", "declined") == (1, "m-held")
    assert read.counted("interaction_participants", "deleted") == (1, "m-party")


def test_a_team_is_the_default_one_or_one_of_membership_and_of_an_account_the_one_it_is_shared_with(read):
    assert read.rows("employees", "employee_id", "name", "email", "team_id") == [
        ("u-ann", "Ann Berg", "ann@ours.example", "t-north"),
        ("u-bo", "Dahl", None, "t-south"),
    ]
    assert read.rows("accounts", "account_id", "owner_id", "team_id") == [
        ("a-1", "u-ann", None),
        ("a-2", None, "t-south"),
    ]
    assert read.cells("employees", "u-bo", "active") == ("false",)
    assert read.counted("employees", "portal, API and system users") == (1, "u-api")
    assert read.counted("employees", "user: deleted") == (1, "u-gone")


def test_a_contact_has_the_position_at_its_own_account(read):
    columns = ("account_id", "name", "title", "email", "active")
    assert read.cells("contacts", "c-1", *columns) == (
        "a-1",
        "Dee Falk",
        "Head of purchasing",
        "dee@theirs.example",
        "true",
    )
    assert read.cells("contacts", "c-2", *columns)[2:] == ("Buyer", None, "false")
    assert read.counted("contacts", "of no account that is known") == (2, "c-3, c-4")


def test_a_counted_order_is_an_opportunity_closed_won_in_its_own_currency(read):
    columns = ("order_id", "account_id", "ordered_on", "currency", "status")
    assert read.rows("orders", *columns) == [("o-1", "a-2", "2024-04-30", "SEK", "confirmed")]
    assert read.counted("orders", "deleted") == (1, "o-4")
    outcomes = read.rows("opportunities", "opportunity_id", "outcome", "closed_on")
    assert outcomes == [("o-1", "won", "2024-04-30"), ("o-2", "lost", "2024-04-30"), ("o-3", None, None)]


def test_tasks_are_promises_for_the_day_they_are_due(read):
    columns = ("account_id", "due_on", "done_at", "cancelled")
    # Ten at night in UTC is the next day in Helsinki; a date is never moved.
    assert read.cells("commitments", "k-open", *columns) == ("a-2", "2024-06-02", None, "false")
    assert read.cells("commitments", "k-day", *columns) == ("a-2", "2024-06-01", None, "false")
    assert read.cells("commitments", "k-done", *columns)[2] == "2024-05-30T10:00"
    assert read.cells("commitments", "k-undated", *columns)[2] == "2024-05-20T00:00"
    assert read.cells("commitments", "k-off", *columns)[3] == "true"
    assert read.counted("commitments", "completed without a day") == (1, "k-undated")


def test_cases_and_mails(read):
    assert read.cells("cases", "k-2", "account_id", "priority", "resolved_at") == ("a-2", "urgent", "2024-05-02T00:00")
    assert read.keys("cases") == ["k-1", "k-2"]
    assert read.counted("cases", "duplicates") == (1, "k-3")
    assert read.cells("interactions", "e-sent", "account_id", "direction") == ("a-1", "outbound")
    assert read.cells("interactions", "e-in", "account_id", "direction") == ("a-1", None)
    assert read.counted("interactions", "drafts") == (1, "e-draft")
