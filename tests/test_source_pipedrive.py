"""Pipedrive: what becomes of the tables that a copy of its API makes, on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.crm_store import read_once
from tests.pipedrive_store import pipedrive

read = read_once(pipedrive, timezone="Europe/Helsinki")


def test_a_time_is_utc_and_its_duration_gives_the_end(read):
    columns = ("starts_at", "ends_at", "all_day")
    assert read.cells("interactions", "1", *columns) == ("2024-05-02T09:00", "2024-05-02T10:30", "false")
    assert read.cells("interactions", "8", *columns) == ("2024-05-02T09:00", None, "false")


def test_without_a_time_it_is_the_whole_day_and_never_another(read):
    columns = ("starts_at", "ends_at", "all_day")
    assert read.cells("interactions", "2", *columns) == ("2024-05-02", None, "true")
    assert read.cells("interactions", "5", *columns) == ("2024-08-26", None, "true")
    assert read.counted("interactions", "of the whole day") == (2, "2, 5")


def test_held_is_what_is_marked_as_done_and_every_other_state_has_its_count(read):
    states = dict(read.rows("interactions", "interaction_id", "status"))
    assert [states[key] for key in ("1", "3", "4")] == ["held", "planned", "planned"]
    assert read.note("interactions", "held: an activity that is marked as done").count == 9
    assert read.counted("interactions", "still to come") == (1, "3")
    assert read.counted("interactions", "over, but never closed") == (1, "4")
    assert read.counted("interactions", "dated in the future") == (1, "5")
    assert read.counted("interactions", "activities: deleted") == (1, "13")
    assert read.counted("interactions", "without a date (floating)") == (1, "14")


def test_the_kind_is_its_type_and_of_a_type_of_the_companys_own_its_icon(read):
    kinds = dict(read.rows("interactions", "interaction_id", "kind"))
    assert [kinds[key] for key in ("1", "6", "7", "8", "9")] == ["meeting", "call", "email", "meeting", "meeting"]
    assert read.counted("interactions", "of the type gift") == (1, "10")


def test_an_activity_belongs_to_its_organization_else_to_that_of_its_person_or_deal(read):
    assert read.cells("interactions", "6", "account_id", "contact_id") == ("10", "20")
    assert read.cells("interactions", "7", "account_id", "contact_id") == ("10", "20")
    assert read.counted("interactions", "of no organization") == (2, "6, 7")
    assert read.counted("interactions", "of a lead") == (1, "12")
    assert read.counted("interactions", "activities: of no account that is known") == (2, "11, 15")


def test_tasks_and_deadlines_are_promises(read):
    columns = ("account_id", "kind", "due_on", "done_at")
    assert read.keys("commitments") == ["20", "21"]
    assert read.cells("commitments", "20", *columns) == ("10", "other", "2024-06-01", None)
    assert read.cells("commitments", "21", *columns) == ("10", "deliverable", "2024-05-02", "2024-05-03T08:00")
    assert read.counted("interactions", "tasks and deadlines") == (3, "20, 21, 22")
    assert read.counted("commitments", "without a day they are due") == (1, "22")


def test_a_counted_order_is_a_won_deal_in_its_own_currency(read):
    assert read.rows("orders", "order_id", "account_id", "ordered_on", "currency", "status") == [
        ("31", "10", "2024-04-01", "SEK", "confirmed"),
        ("32", "10", "2024-04-01", "SEK", "confirmed"),
        ("33", "10", "2024-04-01", "SEK", "confirmed"),
    ]
    assert read.counted("orders", "archived deals") == (1, "33")
    assert read.counted("orders", "deleted") == (1, "34")
    assert read.counted("orders", "of no organization") == (1, "32")
    assert read.rows("opportunities", "opportunity_id", "outcome", "closed_on") == [
        ("30", None, None),
        ("31", "won", "2024-04-01"),
        ("32", "won", "2024-04-01"),
        ("33", "won", "2024-04-01"),
        ("35", "lost", "2024-02-01"),
    ]


def test_deleted_organizations_and_their_people_are_no_accounts_and_contacts(read):
    assert read.keys("accounts") == ["10", "11"]
    assert read.counted("accounts", "deleted") == (1, "12")
    assert read.keys("contacts") == ["20"]
    assert read.counted("contacts", "of no account that is known") == (2, "21, 22")


def test_the_role_of_a_user_is_a_team_and_who_is_deactivated_is_not_active(read):
    assert read.rows("employees", "employee_id", "team_id") == [("5", "2"), ("6", "1")]
    assert read.cells("employees", "6", "active") == ("false",)
    assert read.rows("teams", "team_id", "parent_team_id") == [("1", None), ("2", "1")]
    assert "the role of a user" in read.note("employees", "team:").text


def test_tables_may_be_called_in_the_singular_and_deletion_be_told_as_inactivity(tmp_path):
    store = pipedrive()
    singular = {"organizations": "organization", "activities": "activity", "persons": "person", "users": "user"}
    singular |= {"deals": "deal", "roles": "role", "stages": "stage", "activity_types": "activity_type"}
    store.tables = {singular[name]: rows for name, rows in store.tables.items()}
    for name in ("organization", "activity", "person"):
        store.tables[name] = [
            {key: value for key, value in row.items() if key != "is_deleted"} | {"active_flag": not row["is_deleted"]}
            for row in store.tables[name]
        ]
    read = store.read(f"sqlite:///{tmp_path / 'crm.sqlite'}", timezone="Europe/Helsinki")
    assert read.keys("accounts") == ["10", "11"]
    assert read.counted("interactions", "activities: deleted") == (1, "13")
    assert read.cells("interactions", "1", "account_id", "status") == ("10", "held")
