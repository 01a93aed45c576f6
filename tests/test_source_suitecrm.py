"""SuiteCRM: what becomes of the tables of its database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.crm_store import read_once
from tests.suitecrm_store import suitecrm

read = read_once(suitecrm, timezone="Europe/Helsinki")


def test_held_is_the_status_and_every_other_state_has_its_count(read):
    states = dict(read.rows("interactions", "interaction_id", "status"))
    keys = ("m-held", "m-not", "m-open", "m-future", "p-held", "p-not")
    assert [states[key] for key in keys] == ["held", "cancelled", "planned", "planned", "held", "no_show"]
    assert read.note("interactions", "held: a meeting of the status Held").count == 9
    assert read.counted("interactions", "still to come") == (1, "m-future")
    assert read.counted("interactions", "over, but never closed") == (1, "m-open")
    assert read.counted("interactions", "meetings: cancelled: not held") == (1, "m-not")
    assert read.counted("interactions", "meetings: deleted") == (1, "m-deleted")


@pytest.mark.parametrize(
    ("activity", "account", "contact"),
    [
        ("m-held", "a-1", "c-1"),
        ("m-contact", "a-1", "c-1"),
        ("m-deal", "a-2", None),
        ("m-case", "a-2", None),
        ("m-party", "a-2", "c-2"),
        ("p-held", "a-1", "c-1"),
        ("e-in", "a-1", "c-1"),
    ],
)
def test_an_activity_reaches_its_account_through_its_parent(read, activity, account, contact):
    assert read.cells("interactions", activity, "account_id", "contact_id") == (account, contact)


def test_an_activity_of_no_account_is_left_out_and_says_what_it_was_about(read):
    assert read.counted("interactions", "about: Leads") == (1, "m-lead")
    # The key is that of an account, but the type says that it is not meant.
    assert read.counted("interactions", "about: Project") == (1, "m-project")
    assert read.counted("interactions", "about: Accounts") == (1, "m-gone")
    assert read.counted("interactions", "that of a participant") == (1, "m-party")


def test_the_duration_gives_an_end_that_is_missing(read):
    assert read.cells("interactions", "m-long", "starts_at", "ends_at") == ("2024-05-02T09:00", "2024-05-02T10:05")


def test_a_team_is_the_primary_security_group_and_of_an_account_the_one_it_is_shared_with(read):
    columns = ("employee_id", "name", "email", "team_id")
    assert read.rows("employees", *columns) == [
        ("u-ann", "Ann Berg", "ann@ours.example", "g-north"),
        ("u-bo", "Dahl", None, None),
        ("u-cy", "Cy Ek", None, None),
    ]
    assert read.rows("accounts", "account_id", "owner_id", "team_id", "parent_account_id") == [
        ("a-1", "u-ann", None, None),
        ("a-2", None, "g-south", "a-1"),
    ]
    assert [read.cells("employees", key, "active")[0] for key in ("u-ann", "u-bo", "u-cy")] == [
        "true",
        "false",
        "false",
    ]
    assert read.counted("employees", "group users") == (1, "u-group")


def test_a_contact_belongs_to_the_account_it_is_still_linked_to(read):
    assert read.rows("contacts", "contact_id", "account_id", "email") == [
        ("c-1", "a-1", "dee@theirs.example"),
        ("c-2", "a-2", None),
    ]
    assert read.counted("contacts", "of no account that is known") == (1, "c-3")


def test_who_declined_took_no_part(read):
    assert read.rows("interaction_participants", "interaction_id", "employee_id", "contact_id") == [
        ("m-held", None, "c-1"),
        ("m-held", "u-ann", None),
        ("m-party", None, "c-2"),
    ]
    assert read.counted("interaction_participants", "declined") == (1, "m-held")


def test_a_counted_order_is_an_opportunity_closed_won_in_its_own_currency(read):
    columns = ("order_id", "account_id", "ordered_on", "currency", "status")
    assert read.rows("orders", *columns) == [
        ("o-1", "a-2", "2024-04-30", "SEK", "confirmed"),
        ("o-4", "a-2", "2024-04-30", "EUR", "confirmed"),
    ]
    outcomes = read.rows("opportunities", "opportunity_id", "outcome")
    assert outcomes == [("o-1", "won"), ("o-2", "lost"), ("o-3", None), ("o-4", "won")]


def test_invoices_count_instead_where_that_is_said(tmp_path):
    read = suitecrm().read(f"sqlite:///{tmp_path / 'crm.sqlite'}", orders="invoices", reporting_currency="SEK")
    assert read.rows("orders", "order_id", "account_id", "ordered_on", "currency", "status") == [
        ("v-1", "a-1", "2024-04-01", "SEK", "delivered"),
        ("v-2", "a-1", "2024-04-01", "SEK", "delivered"),
        ("v-3", "a-1", "2024-04-01", "SEK", "cancelled"),
    ]
    assert read.counted("orders", "cancelled: not counted") == (1, "v-3")
    assert read.counted("orders", "deleted") == (1, "v-4")


def test_tasks_are_promises_for_the_day_they_are_due(read):
    columns = ("account_id", "due_on", "done_at")
    assert read.cells("commitments", "k-open", *columns) == ("a-2", "2024-06-02", None)
    assert read.cells("commitments", "k-done", *columns) == ("a-2", "2024-06-02", "2024-05-20T00:00")
    assert read.cells("commitments", "k-contact", *columns)[0] == "a-1"
    assert read.counted("commitments", "about: Leads") == (1, "k-lead")


def test_cases_and_mails(read):
    assert read.cells("cases", "k-2", "account_id", "priority", "resolved_at") == ("a-2", "high", "2024-05-02T08:00")
    assert read.keys("cases") == ["k-1", "k-2"]
    assert read.counted("cases", "duplicates") == (1, "k-3")
    directions = dict(read.rows("interactions", "interaction_id", "direction"))
    assert [directions[key] for key in ("e-out", "e-in", "e-archived")] == ["outbound", "inbound", None]
    assert read.counted("interactions", "of the type draft") == (1, "e-draft")
