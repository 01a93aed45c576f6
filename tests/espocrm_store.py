"""A miniature of EspoCRM: the tables of its database with the rows that an adapter can trip over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.crm_store import CrmStore, at


def espocrm() -> CrmStore:
    """A store with three accounts, one deleted, and everything that happened."""
    store = CrmStore("espocrm")
    _ours(store)
    _customers(store)
    _activities(store)
    _work(store)
    return store


def _ours(store: CrmStore) -> None:
    user = {"user_name": "x", "type": "regular", "is_active": True, "default_team_id": None, "deleted": False}
    store.add(
        "user",
        {"id": "u-ann", "first_name": "Ann", "last_name": "Berg", **user, "default_team_id": "t-north"},
        {"id": "u-bo", "first_name": None, "last_name": "Dahl", **user, "is_active": False},
        {"id": "u-api", "first_name": None, "last_name": None, **user, "type": "api"},
        {"id": "u-gone", "first_name": "Cy", "last_name": "Ek", **user, "deleted": True},
    )
    store.add("team", *({"id": f"t-{name.lower()}", "name": name, "deleted": False} for name in ("North", "South")))
    store.add(
        "team_user",
        {"team_id": "t-south", "user_id": "u-ann", "deleted": False},
        {"team_id": "t-south", "user_id": "u-bo", "deleted": False},
    )
    store.add(
        "entity_team",
        {"entity_id": "a-2", "team_id": "t-north", "entity_type": "Account", "deleted": True},
        {"entity_id": "a-2", "team_id": "t-south", "entity_type": "Account", "deleted": False},
        {"entity_id": "m-held", "team_id": "t-north", "entity_type": "Meeting", "deleted": False},
    )
    link = {"primary": True, "deleted": False}
    store.add(
        "entity_email_address",
        {"entity_id": "u-ann", "email_address_id": "e-0", "entity_type": "User", **link, "primary": False},
        {"entity_id": "u-ann", "email_address_id": "e-1", "entity_type": "User", **link},
        {"entity_id": "c-1", "email_address_id": "e-2", "entity_type": "Contact", **link},
    )
    names = {"e-0": "old@ours.example", "e-1": "ann@ours.example", "e-2": "dee@theirs.example"}
    store.add("email_address", *({"id": key, "name": name, "deleted": False} for key, name in names.items()))


def _customers(store: CrmStore) -> None:
    account = {"assigned_user_id": "u-ann", "industry": "Brewing", "created_at": at("2020-01-01"), "deleted": False}
    store.add(
        "account",
        {"id": "a-1", "name": "Alpha", **account},
        {"id": "a-2", "name": "Beta", **account, "assigned_user_id": None},
        {"id": "a-3", "name": "Gone", **account, "deleted": True},
    )
    contact = {"first_name": "Dee", "last_name": "Falk", "account_id": "a-1", "deleted": False}
    store.add(
        "contact",
        {"id": "c-1", **contact},
        {"id": "c-2", **contact, "account_id": "a-2", "last_name": "Grip"},
        {"id": "c-3", **contact, "account_id": None},
        {"id": "c-4", **contact, "account_id": "a-3"},
    )
    store.add(
        "account_contact",
        {
            "account_id": "a-1",
            "contact_id": "c-1",
            "role": "Head of purchasing",
            "is_inactive": False,
            "deleted": False,
        },
        {"account_id": "a-2", "contact_id": "c-1", "role": "Adviser", "is_inactive": False, "deleted": False},
        {"account_id": "a-2", "contact_id": "c-2", "role": "Buyer", "is_inactive": True, "deleted": False},
    )
    store.add("lead", {"id": "l-1", "created_account_id": None, "created_contact_id": None, "deleted": False})


def _activities(store: CrmStore) -> None:
    row = {"name": "Subject", "description": None, "status": "Held", "assigned_user_id": "u-ann", "deleted": False}
    row |= {"date_start": at("2024-05-02 09:00"), "date_end": at("2024-05-02 10:00"), "created_at": at("2024-04-01")}
    row |= {"account_id": None, "parent_type": "Account", "parent_id": "a-1"}
    day = {"date_start_date": None, "date_end_date": None}
    future = {"date_start": at("2024-07-01 09:00"), "date_end": at("2024-07-01 10:00")}
    store.add(
        "meeting",
        {"id": "m-held", **row, **day, "description": "All agreed."},
        {"id": "m-not", **row, **day, "status": "Not Held"},
        {"id": "m-open", **row, **day, "status": "Planned"},
        {"id": "m-future", **row, **day, **future, "status": "Planned"},
        {"id": "m-own", **row, **day, "status": "Tentative"},
        # A day in Helsinki: its times are midnight there, the dates are what counts.
        {"id": "m-day", **row, "date_start": at("2024-05-25 21:00"), "date_end": at("2024-05-26 21:00")}
        | {"date_start_date": date(2024, 5, 26), "date_end_date": date(2024, 5, 26)},
        {"id": "m-contact", **row, **day, "parent_type": "Contact", "parent_id": "c-2"},
        {"id": "m-deal", **row, **day, "parent_type": "Opportunity", "parent_id": "o-1"},
        {"id": "m-case", **row, **day, "parent_type": "Case", "parent_id": "k-1"},
        {"id": "m-lead", **row, **day, "parent_type": "Lead", "parent_id": "l-1"},
        {"id": "m-derived", **row, **day, "parent_type": "Lead", "parent_id": "l-1", "account_id": "a-2"},
        {"id": "m-party", **row, **day, "parent_type": None, "parent_id": None},
        {"id": "m-nobody", **row, **day, "parent_type": None, "parent_id": None},
        {"id": "m-gone", **row, **day, "parent_id": "a-3"},
        {"id": "m-floating", **row, **day, "date_start": None, "date_end": None},
        {"id": "m-deleted", **row, **day, "deleted": True},
    )
    store.add(
        "contact_meeting",
        {"meeting_id": "m-held", "contact_id": "c-1", "status": "Accepted", "deleted": False},
        {"meeting_id": "m-held", "contact_id": "c-2", "status": "Declined", "deleted": False},
        {"meeting_id": "m-party", "contact_id": "c-1", "status": "None", "deleted": True},
        {"meeting_id": "m-party", "contact_id": "c-2", "status": "None", "deleted": False},
    )
    store.add("meeting_user", {"meeting_id": "m-held", "user_id": "u-ann", "status": "Accepted", "deleted": False})
    store.add(
        "call",
        {"id": "p-held", **row, "direction": "Inbound", "parent_type": "Contact", "parent_id": "c-1"},
        {"id": "p-not", **row, "direction": "Outbound", "status": "Not Held"},
    )
    mail = {key: row[key] for key in ("name", "assigned_user_id", "deleted", "created_at", "account_id")}
    mail |= {"date_sent": at("2024-05-04 07:00"), "parent_type": "Contact", "parent_id": "c-1"}
    store.add(
        "email",
        {"id": "e-sent", **mail, "status": "Sent"},
        {"id": "e-in", **mail, "status": "Archived"},
        {"id": "e-draft", **mail, "status": "Draft"},
    )


def _work(store: CrmStore) -> None:
    deal = {"account_id": "a-2", "contact_id": "c-2", "name": "Pumps", "amount": Decimal("1000.5"), "deleted": False}
    deal |= {"amount_currency": "SEK", "close_date": date(2024, 4, 30), "created_at": at("2024-01-01")}
    deal |= {"assigned_user_id": "u-ann", "stage": "Closed Won"}
    store.add(
        "opportunity",
        {"id": "o-1", **deal},
        {"id": "o-2", **deal, "stage": "Closed Lost"},
        {"id": "o-3", **deal, "stage": "Proposal"},
        {"id": "o-4", **deal, "deleted": True},
    )
    task = {"name": "Send the offer", "parent_type": "Opportunity", "parent_id": "o-1", "status": "Not Started"}
    task |= {"date_end": at("2024-06-01 22:00"), "date_end_date": None, "date_completed": None, "account_id": None}
    task |= {
        "assigned_user_id": "u-ann",
        "created_at": at("2024-05-01"),
        "modified_at": at("2024-05-20"),
        "deleted": False,
    }
    store.add(
        "task",
        {"id": "k-open", **task},
        {"id": "k-day", **task, "date_end": None, "date_end_date": date(2024, 6, 1)},
        {"id": "k-done", **task, "status": "Completed", "date_completed": at("2024-05-30 10:00")},
        {"id": "k-undated", **task, "status": "Completed"},
        {"id": "k-off", **task, "status": "Canceled"},
    )
    case = {"account_id": "a-2", "contact_id": "c-2", "name": "Leak", "status": "New", "priority": "Urgent"}
    case |= {
        "type": "Incident",
        "created_at": at("2024-05-01 08:00"),
        "modified_at": at("2024-05-02"),
        "deleted": False,
    }
    store.add(
        "case",
        {"id": "k-1", **case},
        {"id": "k-2", **case, "status": "Closed"},
        {"id": "k-3", **case, "status": "Duplicate"},
    )
