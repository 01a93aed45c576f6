"""Odoo: what becomes of the tables of its database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.crm_store import read_once
from tests.odoo_store import odoo

read = read_once(odoo, timezone="Europe/Helsinki")


def test_accounts_are_companies_and_people_who_bought_something_themselves(read):
    assert read.rows("accounts", "account_id", "name", "owner_id", "team_id", "parent_account_id") == [
        ("10", "Alpha", "2", None, None),
        ("13", "Alpha Norge", None, "8", "10"),
        ("20", "Hans Hansen", None, None, None),
    ]
    assert read.cells("accounts", "10", "industry", "country") == ("Brasserie", "NO")
    assert read.counted("accounts", "our own companies") == (1, "1")
    assert read.counted("accounts", "archived") == (1, "23")
    assert read.counted("accounts", "suppliers") == (1, "22")
    assert read.counted("accounts", "people of no company")[0] == 2


def test_a_contact_belongs_to_its_commercial_partner(read):
    assert read.rows("contacts", "contact_id", "account_id", "title", "email") == [
        ("11", "10", "Head of purchasing", "11@theirs.example"),
        ("14", "13", None, "14@theirs.example"),
    ]
    assert [read.cells("contacts", key, "active") for key in ("11", "14")] == [("true",), ("false",)]
    assert read.counted("contacts", "addresses, no people") == (1, "12")


def test_names_in_several_languages_are_one_name(read):
    assert read.rows("teams", "team_id", "name") == [("8", 'North "A"'), ("9", "South")]


def test_employees_are_users_but_not_those_of_the_portal(read):
    columns = ("employee_id", "name", "email", "team_id")
    assert read.rows("employees", *columns) == [
        ("2", "Ann Berg", "ann@ours.example", "8"),
        ("6", "Bo Dahl", "bo@ours.example", "9"),
    ]
    assert [read.cells("employees", key, "active") for key in ("2", "6")] == [("true",), ("false",)]
    assert read.counted("employees", "portal users") == (1, "7")
    assert read.counted("employees", "archived users") == (1, "6")
    assert "sales team" in read.note("employees", "team:").text


@pytest.mark.parametrize(
    ("meeting", "account", "contact"),
    [
        ("event 1", "10", "11"),  # about the partner, with a contact of it
        ("event 2", "10", "11"),  # about the opportunity 11
        ("event 3", "13", "14"),  # about the order 11
        ("event 4", "10", "11"),  # opportunity_id alone
        ("event 5", "13", "14"),  # nothing but a participant
    ],
)
def test_a_meeting_reaches_its_account_by_model_and_key(read, meeting, account, contact):
    assert read.cells("interactions", meeting, "account_id", "contact_id") == (account, contact)


def test_a_meeting_of_no_account_is_left_out_and_says_what_it_was_about(read):
    assert read.counted("interactions", "calendar_event: of no account that is known; about: hr.applicant") == (
        1,
        "event 6",
    )
    assert read.counted("interactions", "calendar_event: of no account that is known; left out") == (1, "event 7")
    assert read.counted("interactions", "that of a participant") == (1, "event 5")


def test_held_is_what_has_ended_and_is_not_archived(read):
    states = dict(read.rows("interactions", "interaction_id", "status"))
    keys = ("event 1", "event 8", "event 9", "event 10", "event 13", "event 14", "event 15")
    # At noon of 15 June: one is going on, and the whole day is not over yet.
    assert [states[key] for key in keys] == ["held", "planned", "planned", "cancelled", "planned", "held", "planned"]
    assert "keeps no state" in read.note("interactions", "held:").text
    assert read.counted("interactions", "still to come")[0] == 3
    assert read.counted("interactions", "cancelled: not held") == (1, "event 10")


def test_a_whole_day_is_its_dates_not_its_times(read):
    columns = ("starts_at", "ends_at", "all_day")
    assert read.cells("interactions", "event 13", *columns) == ("2024-08-26", "2024-08-27", "true")
    assert read.cells("interactions", "event 1", *columns) == ("2024-05-02T09:00", "2024-05-02T10:00", "false")


def test_private_meetings_count_without_their_words_and_confidential_ones_are_ours_to_read(read):
    columns = ("private", "subject", "notes")
    assert read.cells("interactions", "event 11", *columns) == ("true", None, None)
    assert read.cells("interactions", "event 12", *columns) == ("false", "Meeting 12", "Ours to read.")
    assert read.counted("interactions", "private: counted") == (1, "event 11")


def test_who_declined_took_no_part(read):
    rows = read.rows("interaction_participants", "interaction_id", "employee_id", "contact_id")
    assert [row[1:] for row in rows if row[0] == "event 1"] == [(None, "11"), ("2", None)]
    assert read.counted("interaction_participants", "declined") == (1, "event 1")


def test_mails_go_by_their_author_and_a_done_call_by_the_message_it_left(read):
    columns = ("account_id", "employee_id", "contact_id", "kind", "direction")
    assert read.cells("interactions", "message 1", *columns) == ("10", None, "11", "email", "inbound")
    assert read.cells("interactions", "message 2", *columns) == ("10", "2", None, "email", "outbound")
    assert read.cells("interactions", "message 5", *columns) == ("10", "2", None, "call", None)
    # About nothing: the author's account counts.
    assert read.cells("interactions", "message 6", *columns)[0] == "13"
    assert read.counted("interactions", "comments") == (1, "message 3")
    assert read.counted("interactions", "mail_message: of no account") == (1, "message 7")


def test_a_counted_order_is_a_confirmed_sales_order_in_its_own_currency(read):
    columns = ("order_id", "account_id", "ordered_on", "currency", "status")
    assert read.rows("orders", *columns) == [
        ("11", "13", "2024-04-01", "NOK", "confirmed"),
        ("12", "13", "2024-04-01", "NOK", "confirmed"),
        ("13", "13", "2024-04-01", "NOK", "cancelled"),
    ]
    assert read.counted("orders", "quotations") == (2, "10, 14")
    assert read.counted("orders", "cancelled: not counted") == (1, "13")
    assert read.counted("orders", "of no account") == (1, "15")


def test_credit_notes_are_negative_where_invoices_are_counted(tmp_path):
    read = odoo().read(f"sqlite:///{tmp_path / 'crm.sqlite'}", orders="invoices")
    rows = [
        (key, Decimal(amount), status) for key, amount, status in read.rows("orders", "order_id", "amount", "status")
    ]
    assert rows == [
        ("1", Decimal("70.25"), "delivered"),
        ("2", Decimal("-70.25"), "delivered"),
        ("4", Decimal("70.25"), "cancelled"),
    ]
    assert read.rows("orders", "ordered_on", "currency")[0] == ("2024-04-01", "NOK")
    assert read.counted("orders", "credit notes: negative amounts") == (1, "2")
    assert read.counted("orders", "drafts") == (1, "3")


def test_won_opportunities_count_where_that_is_said_or_nothing_else_is_there(tmp_path):
    said = odoo().read(f"sqlite:///{tmp_path / 'said.sqlite'}", orders="opportunities", timezone="Europe/Helsinki")
    alone = (
        odoo()
        .without("sale_order", "account_move")
        .read(f"sqlite:///{tmp_path / 'alone.sqlite'}", timezone="Europe/Helsinki")
    )
    for read in (said, alone):
        columns = ("order_id", "account_id", "ordered_on", "currency", "status")
        assert read.rows("orders", *columns) == [("12", "10", "2024-04-01", "EUR", "confirmed")]
        assert "a stage that is won" in read.note("orders", "counted orders").text


def test_opportunities_are_won_by_their_stage_and_lost_when_archived(read):
    assert read.rows("opportunities", "opportunity_id", "stage", "outcome", "closed_on") == [
        ("11", "New", None, None),
        ("12", "Won", "won", "2024-04-01"),
        ("13", "New", "lost", "2024-02-01"),
    ]
    assert read.counted("opportunities", "leads") == (1, "14")


def test_activities_are_promises_and_it_is_said_that_done_ones_vanish(read):
    columns = ("commitment_id", "account_id", "kind", "due_on")
    assert read.rows("commitments", *columns) == [
        ("1", "10", "other", "2024-06-01"),
        ("2", "10", "callback", "2024-06-01"),
        ("4", "10", "other", "2024-06-01"),
    ]
    assert [read.cells("commitments", key, "done_at") for key in ("1", "4")] == [(None,), ("2024-05-30",)]
    assert read.note("commitments", "Odoo removes one when it is done").count == 3
    assert read.counted("commitments", "reminders of a meeting") == (1, "3")
    assert read.counted("commitments", "about: hr.applicant") == (1, "5")


def test_tickets_and_smileys(read):
    assert read.cells("cases", "1", "account_id", "contact_id", "priority", "resolved_at") == (
        "10",
        "11",
        "urgent",
        "2024-05-02T08:00",
    )
    ((key, score),) = read.rows("survey_responses", "response_id", "score")
    assert (key, float(score)) == ("1", 5)
    assert read.counted("survey_responses", "no answer was given") == (1, "2")


def test_a_community_edition_without_sales_and_help_desk_is_read_too(tmp_path):
    store = odoo().without("sale_order", "account_move", "helpdesk_ticket", "rating_rating", "calendar_attendee")
    read = store.read(f"sqlite:///{tmp_path / 'crm.sqlite'}")
    assert "cases" not in read.tables
    assert "not read" in read.note("cases", "helpdesk_ticket").text
    # Without their answers everybody who was asked took part.
    assert len([row for row in read.tables["interaction_participants"] if row["interaction_id"] == "event 1"]) == 3
