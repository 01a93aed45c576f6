"""A miniature of Pipedrive: the tables that a copy of its API makes, with the rows that an adapter can trip over."""

from __future__ import annotations

from decimal import Decimal

from tests.crm_store import CrmStore, at


def pipedrive() -> CrmStore:
    """A store with three organizations, one deleted, and everything that happened."""
    store = CrmStore("pipedrive")
    store.add(
        "roles", {"id": 1, "name": "Sales", "parent_role_id": None}, {"id": 2, "name": "North", "parent_role_id": 1}
    )
    store.add(
        "users",
        {"id": 5, "name": "Ann Berg", "email": "ann@ours.example", "role_id": 2, "active_flag": True},
        {"id": 6, "name": "Bo Dahl", "email": "bo@ours.example", "role_id": 1, "active_flag": False},
    )
    made = {"owner_id": 5, "add_time": at("2020-01-01"), "is_deleted": False}
    store.add(
        "organizations",
        {"id": 10, "name": "Alpha", **made},
        {"id": 11, "name": "Beta", **made},
        {"id": 12, "name": "Gone", **made, "is_deleted": True},
    )
    store.add(
        "persons",
        {"id": 20, "name": "Dee Falk", "org_id": 10, "job_title": "Head of purchasing", **made},
        {"id": 21, "name": "Eli Grip", "org_id": None, "job_title": None, **made},
        {"id": 22, "name": "Fay Holm", "org_id": 12, "job_title": None, **made},
    )
    types = {
        "call": "call",
        "meeting": "meeting",
        "task": "task",
        "email": "email",
        "site_visit": "plane",
        "gift": "gift",
    }
    store.add("activity_types", *({"key_string": key, "icon_key": icon} for key, icon in types.items()))
    _deals(store)
    _activities(store)
    return store


def _deals(store: CrmStore) -> None:
    deal = {
        "title": "Pumps",
        "org_id": 10,
        "person_id": 20,
        "user_id": 5,
        "value": Decimal("1000.5"),
        "currency": "SEK",
    }
    deal |= {"add_time": at("2024-01-01"), "won_time": None, "lost_time": None, "stage_id": 3, "status": "open"}
    deal |= {"is_archived": False, "is_deleted": False}
    won = deal | {"status": "won", "won_time": at("2024-03-31 22:30")}
    store.add("stages", {"id": 3, "name": "Offer"})
    store.add(
        "deals",
        {"id": 30, **deal},
        {"id": 31, **won},
        {"id": 32, **won, "org_id": None},
        {"id": 33, **won, "is_archived": True},
        {"id": 34, **won, "is_deleted": True},
        {"id": 35, **deal, "status": "lost", "lost_time": at("2024-02-01 10:00"), "org_id": 11},
        {"id": 36, **won, "org_id": None, "person_id": 21},
    )


def _activities(store: CrmStore) -> None:
    row = {"type": "meeting", "due_date": "2024-05-02", "due_time": "09:00", "duration": "01:30", "done": True}
    row |= {"org_id": 10, "person_id": None, "deal_id": None, "lead_id": None, "owner_id": 5, "is_deleted": False}
    row |= {"add_time": at("2024-04-01"), "marked_as_done_time": at("2024-05-03 08:00"), "note": None}
    rows = {
        1: {"note": "All agreed."},
        2: {"due_time": "", "duration": ""},
        3: {"done": False, "due_date": "2024-07-01"},
        4: {"done": False},
        5: {"due_date": "2024-08-26", "due_time": None},
        6: {"type": "call", "org_id": None, "person_id": 20},
        7: {"type": "email", "org_id": None, "deal_id": 32},
        8: {"type": "lunch", "duration": None},
        9: {"type": "site_visit"},
        10: {"type": "gift"},
        11: {"org_id": None, "person_id": 21},
        12: {"org_id": None, "lead_id": "adf21080-0e10"},
        13: {"is_deleted": True},
        14: {"due_date": None, "due_time": None},
        15: {"org_id": 12},
        20: {"type": "task", "done": False, "due_date": "2024-06-01", "due_time": ""},
        21: {"type": "deadline"},
        22: {"type": "task", "due_date": None},
    }
    store.add("activities", *({"id": key, "subject": f"Subject {key}", **row, **own} for key, own in rows.items()))
