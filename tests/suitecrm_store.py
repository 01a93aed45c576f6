"""A miniature of SuiteCRM: the tables of its database with the rows that an adapter can trip over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.crm_store import CrmStore, at


def suitecrm() -> CrmStore:
    """A store with three accounts, one deleted, and everything that happened."""
    store = CrmStore("suitecrm")
    _ours(store)
    _customers(store)
    _activities(store)
    _work(store)
    return store


def _ours(store: CrmStore) -> None:
    user = {"user_name": "x", "status": "Active", "employee_status": "Active", "is_group": 0, "deleted": 0}
    store.add(
        "users",
        {"id": "u-ann", "first_name": "Ann", "last_name": "Berg", **user},
        {"id": "u-bo", "first_name": None, "last_name": "Dahl", **user, "status": "Inactive"},
        {"id": "u-cy", "first_name": "Cy", "last_name": "Ek", **user, "employee_status": "Terminated"},
        {"id": "u-group", "first_name": None, "last_name": "Support", **user, "is_group": 1},
    )
    store.add(
        "securitygroups", *({"id": f"g-{name.lower()}", "name": name, "deleted": 0} for name in ("North", "South"))
    )
    member = {"primary_group": 0, "deleted": 0, "date_modified": at("2024-01-01")}
    store.add(
        "securitygroups_users",
        {"user_id": "u-ann", "securitygroup_id": "g-south", **member},
        {"user_id": "u-ann", "securitygroup_id": "g-north", **member, "primary_group": 1},
        {"user_id": "u-bo", "securitygroup_id": "g-north", **member, "deleted": 1},
    )
    store.add(
        "securitygroups_records",
        {"record_id": "a-2", "securitygroup_id": "g-south", "module": "Accounts", "deleted": 0},
        {"record_id": "a-1", "securitygroup_id": "g-south", "module": "Contacts", "deleted": 0},
    )
    store.add(
        "email_addr_bean_rel",
        {"bean_id": "u-ann", "bean_module": "Users", "email_address_id": "e-1", "primary_address": 1, "deleted": 0},
        {"bean_id": "c-1", "bean_module": "Contacts", "email_address_id": "e-2", "primary_address": 1, "deleted": 0},
    )
    names = {"e-1": "ann@ours.example", "e-2": "dee@theirs.example"}
    store.add("email_addresses", *({"id": key, "email_address": name, "deleted": 0} for key, name in names.items()))
    store.add("currencies", {"id": "cur-sek", "iso4217": "SEK", "deleted": 0})


def _customers(store: CrmStore) -> None:
    account = {"assigned_user_id": "u-ann", "parent_id": None, "date_entered": at("2020-01-01"), "deleted": 0}
    store.add(
        "accounts",
        {"id": "a-1", "name": "Alpha", **account},
        {"id": "a-2", "name": "Beta", **account, "assigned_user_id": None, "parent_id": "a-1"},
        {"id": "a-3", "name": "Gone", **account, "deleted": 1},
    )
    contact = {"first_name": "Dee", "title": "Head of purchasing", "deleted": 0}
    names = {"c-1": "Falk", "c-2": "Grip", "c-3": "Holm"}
    store.add("contacts", *({"id": key, "last_name": name, **contact} for key, name in names.items()))
    link = {"deleted": 0, "date_modified": at("2024-01-01")}
    store.add(
        "accounts_contacts",
        {"contact_id": "c-1", "account_id": "a-2", **link, "deleted": 1, "date_modified": at("2024-05-01")},
        {"contact_id": "c-1", "account_id": "a-1", **link},
        {"contact_id": "c-2", "account_id": "a-2", **link},
    )
    store.add("leads", {"id": "l-1", "account_id": None, "contact_id": None, "deleted": 0})


def _activities(store: CrmStore) -> None:
    row = {"name": "Subject", "description": None, "status": "Held", "assigned_user_id": "u-ann", "deleted": 0}
    row |= {"date_start": at("2024-05-02 09:00"), "date_end": at("2024-05-02 10:00"), "date_entered": at("2024-04-01")}
    row |= {"duration_hours": 1, "duration_minutes": 0, "parent_type": "Accounts", "parent_id": "a-1"}
    future = {"date_start": at("2024-07-01 09:00"), "date_end": at("2024-07-01 10:00")}
    store.add(
        "meetings",
        {"id": "m-held", **row, "description": "All agreed."},
        {"id": "m-not", **row, "status": "Not Held"},
        {"id": "m-open", **row, "status": "Planned"},
        {"id": "m-future", **row, **future, "status": "Planned"},
        {"id": "m-long", **row, "date_end": None, "duration_minutes": 5},
        {"id": "m-contact", **row, "parent_type": "Contacts", "parent_id": "c-1"},
        {"id": "m-deal", **row, "parent_type": "Opportunities", "parent_id": "o-1"},
        {"id": "m-case", **row, "parent_type": "Cases", "parent_id": "k-1"},
        {"id": "m-lead", **row, "parent_type": "Leads", "parent_id": "l-1"},
        {"id": "m-project", **row, "parent_type": "Project", "parent_id": "a-1"},
        {"id": "m-party", **row, "parent_type": None, "parent_id": None},
        {"id": "m-gone", **row, "parent_id": "a-3"},
        {"id": "m-deleted", **row, "deleted": 1},
    )
    store.add(
        "meetings_contacts",
        {"meeting_id": "m-held", "contact_id": "c-1", "accept_status": "accept", "deleted": 0},
        {"meeting_id": "m-held", "contact_id": "c-2", "accept_status": "decline", "deleted": 0},
        {"meeting_id": "m-party", "contact_id": "c-2", "accept_status": "none", "deleted": 0},
    )
    store.add("meetings_users", {"meeting_id": "m-held", "user_id": "u-ann", "accept_status": "accept", "deleted": 0})
    store.add(
        "calls",
        {"id": "p-held", **row, "direction": "Inbound", "parent_type": "Contacts", "parent_id": "c-1"},
        {"id": "p-not", **row, "direction": "Outbound", "status": "Not Held"},
    )
    mail = {"name": "Subject", "assigned_user_id": "u-ann", "deleted": 0, "date_entered": at("2024-05-04")}
    mail |= {
        "date_sent_received": at("2024-05-04 07:00"),
        "parent_type": "Contacts",
        "parent_id": "c-1",
        "status": "sent",
    }
    store.add(
        "emails",
        {"id": "e-out", **mail, "type": "out"},
        {"id": "e-in", **mail, "type": "inbound", "status": "read"},
        {"id": "e-archived", **mail, "type": "archived", "status": "archived"},
        {"id": "e-draft", **mail, "type": "draft", "status": "draft"},
    )


def _work(store: CrmStore) -> None:
    deal = {"name": "Pumps", "amount": Decimal("1000.5"), "currency_id": "cur-sek", "date_closed": date(2024, 4, 30)}
    deal |= {"assigned_user_id": "u-ann", "date_entered": at("2024-01-01"), "sales_stage": "Closed Won", "deleted": 0}
    store.add(
        "opportunities",
        {"id": "o-1", **deal},
        {"id": "o-2", **deal, "sales_stage": "Closed Lost"},
        {"id": "o-3", **deal, "sales_stage": "Prospecting"},
        {"id": "o-4", **deal, "currency_id": "-99"},
    )
    link = {"deleted": 0, "date_modified": at("2024-01-01")}
    keys = ("o-1", "o-2", "o-3", "o-4")
    store.add("accounts_opportunities", *({"opportunity_id": key, "account_id": "a-2", **link} for key in keys))
    invoice = {"billing_account_id": "a-1", "total_amount": Decimal(70), "currency_id": "-99", "deleted": 0}
    invoice |= {"invoice_date": date(2024, 4, 1), "status": "Paid"}
    store.add(
        "aos_invoices",
        {"id": "v-1", **invoice},
        {"id": "v-2", **invoice, "status": "Unpaid"},
        {"id": "v-3", **invoice, "status": "Cancelled"},
        {"id": "v-4", **invoice, "deleted": 1},
    )
    task = {"name": "Send the offer", "parent_type": "Opportunities", "parent_id": "o-1", "status": "Not Started"}
    task |= {"contact_id": None, "date_due": at("2024-06-01 22:00"), "assigned_user_id": "u-ann", "deleted": 0}
    task |= {"date_entered": at("2024-05-01"), "date_modified": at("2024-05-20")}
    store.add(
        "tasks",
        {"id": "k-open", **task},
        {"id": "k-done", **task, "status": "Completed"},
        {"id": "k-contact", **task, "parent_type": None, "parent_id": None, "contact_id": "c-1"},
        {"id": "k-lead", **task, "parent_type": "Leads", "parent_id": "l-1"},
    )
    case = {"account_id": "a-2", "name": "Leak", "status": "Open_New", "state": "Open", "priority": "P1", "deleted": 0}
    case |= {"type": "Product", "date_entered": at("2024-05-01 08:00"), "date_modified": at("2024-05-02 08:00")}
    store.add(
        "cases",
        {"id": "k-1", **case},
        {"id": "k-2", **case, "status": "Closed_Closed", "state": "Closed"},
        {"id": "k-3", **case, "status": "Closed_Duplicate", "state": "Closed"},
    )
