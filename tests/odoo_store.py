"""A miniature of Odoo: the tables of its PostgreSQL database with the rows that an adapter can trip over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.crm_store import CrmStore, at


def odoo() -> CrmStore:
    """A store with customers, suppliers and people who are neither, and everything that happened."""
    store = CrmStore("odoo")
    _ours(store)
    _partners(store)
    _meetings(store)
    _messages(store)
    _sales(store)
    _service(store)
    return store


def _ours(store: CrmStore) -> None:
    store.add("res_currency", {"id": 1, "name": "EUR"}, {"id": 2, "name": "NOK"})
    store.add("res_company", {"id": 1, "name": "Nordwind", "partner_id": 1, "currency_id": 1})
    store.add(
        "res_users",
        {"id": 2, "login": "ann", "partner_id": 3, "active": True, "share": False, "sale_team_id": None},
        {"id": 6, "login": "bo@ours.example", "partner_id": 4, "active": False, "share": False, "sale_team_id": 9},
        {"id": 7, "login": "dee", "partner_id": 11, "active": True, "share": True, "sale_team_id": None},
    )
    # Since version 16 texts that can be translated are kept as JSON.
    store.add(
        "crm_team", {"id": 8, "name": '{"de_DE": "Norden", "en_US": "North \\"A\\""}'}, {"id": 9, "name": "South"}
    )
    store.add(
        "crm_team_member",
        {"id": 1, "user_id": 2, "crm_team_id": 9, "active": False},
        {"id": 2, "user_id": 2, "crm_team_id": 8, "active": True},
    )


def _partner(key: int, name: str, **more) -> dict:
    row = {"id": key, "name": name, "parent_id": None, "commercial_partner_id": key, "is_company": False}
    row |= {"type": "contact", "active": True, "customer_rank": 0, "supplier_rank": 0, "user_id": None, "team_id": None}
    row |= {"function": None, "email": f"{key}@theirs.example", "country_id": None, "industry_id": None}
    return row | {"create_date": at("2020-01-01")} | more


def _partners(store: CrmStore) -> None:
    store.add("res_country", {"id": 5, "code": "NO"})
    store.add("res_partner_industry", {"id": 4, "name": '{"fr_FR": "Brasserie"}'})
    store.add(
        "res_partner",
        _partner(1, "Nordwind", is_company=True),
        _partner(3, "Ann Berg", parent_id=1, commercial_partner_id=1, email="ann@ours.example"),
        _partner(4, "Bo Dahl", email=None),
        _partner(10, "Alpha", is_company=True, user_id=2, customer_rank=3, country_id=5, industry_id=4),
        _partner(11, "Dee Falk", parent_id=10, commercial_partner_id=10, function="Head of purchasing"),
        _partner(12, "Alpha, stores", parent_id=10, commercial_partner_id=10, type="delivery"),
        _partner(13, "Alpha Norge", parent_id=10, is_company=True, team_id=8),
        _partner(14, "Eli Grip", parent_id=13, commercial_partner_id=13, active=False),
        _partner(20, "Hans Hansen", customer_rank=1),
        _partner(21, "Fay Holm"),
        _partner(22, "Screws Ltd", is_company=True, supplier_rank=4),
        _partner(23, "Gone GmbH", is_company=True, customer_rank=2, active=False),
    )


def _meeting(key: int, start: str = "2024-05-02 09:00", stop: str = "2024-05-02 10:00", **more) -> dict:
    row = {"id": key, "name": f"Meeting {key}", "description": None, "start": at(start), "stop": at(stop)}
    row |= {"start_date": None, "stop_date": None, "allday": False, "user_id": 2, "privacy": "public", "active": True}
    row |= {"res_model": None, "res_id": None, "opportunity_id": None, "videocall_location": None}
    return row | {"create_date": at("2024-04-01")} | more


def _meetings(store: CrmStore) -> None:
    store.add(
        "calendar_event",
        _meeting(1, res_model="res.partner", res_id=10, description="<p>All agreed.</p>"),
        # The same number is a partner, an opportunity and an order: the model tells which is meant.
        _meeting(2, res_model="crm.lead", res_id=11),
        _meeting(3, res_model="sale.order", res_id=11),
        _meeting(4, opportunity_id=11),
        _meeting(5),
        _meeting(6, res_model="hr.applicant", res_id=10),
        _meeting(7),
        _meeting(8, "2024-07-01 08:00", "2024-07-01 09:00", res_model="res.partner", res_id=10),
        _meeting(9, "2024-06-15 11:30", "2024-06-15 12:30", res_model="res.partner", res_id=10),
        _meeting(10, res_model="res.partner", res_id=10, active=False),
        _meeting(11, res_model="res.partner", res_id=10, privacy="private", description="Hush."),
        _meeting(12, res_model="res.partner", res_id=10, privacy="confidential", description="Ours to read."),
        _meeting(13, "2024-08-26 08:00", "2024-08-27 18:00", allday=True, res_model="res.partner", res_id=10)
        | {"start_date": date(2024, 8, 26), "stop_date": date(2024, 8, 27)},
        _meeting(14, "2024-06-14 08:00", "2024-06-14 18:00", allday=True, res_model="res.partner", res_id=10)
        | {"start_date": date(2024, 6, 14), "stop_date": date(2024, 6, 14)},
        _meeting(15, "2024-06-15 08:00", "2024-06-15 18:00", allday=True, res_model="res.partner", res_id=10)
        | {"start_date": date(2024, 6, 15), "stop_date": date(2024, 6, 15)},
    )
    pairs = [(1, 3), (1, 11), (1, 14), (5, 3), (5, 14), (7, 3)]
    columns = ("calendar_event_id", "res_partner_id")
    store.add("calendar_event_res_partner_rel", *(dict(zip(columns, pair, strict=True)) for pair in pairs))
    answers = [(1, 3, "accepted"), (1, 11, "needsAction"), (1, 14, "declined")]
    columns = ("event_id", "partner_id", "state")
    store.add("calendar_attendee", *(dict(zip(columns, answer, strict=True)) for answer in answers))


def _messages(store: CrmStore) -> None:
    store.add("mail_activity_type", {"id": 1, "category": "phonecall"}, {"id": 2, "category": "default"})
    message = {"model": "res.partner", "res_id": 10, "date": at("2024-05-03 08:30"), "subject": None}
    message |= {"create_date": at("2024-05-03 08:31"), "mail_activity_type_id": None}
    store.add(
        "mail_message",
        {"id": 1, **message, "message_type": "email", "author_id": 11},
        {"id": 2, **message, "message_type": "email_outgoing", "author_id": 3},
        {"id": 3, **message, "message_type": "comment", "author_id": 3},
        {"id": 4, **message, "message_type": "notification", "author_id": 3},
        {"id": 5, **message, "message_type": "notification", "author_id": 3, "mail_activity_type_id": 1},
        {"id": 6, **message, "message_type": "email", "author_id": 14, "model": None, "res_id": None},
        {"id": 7, **message, "message_type": "email", "author_id": 99, "model": "hr.applicant"},
    )
    activity = {"res_model": "crm.lead", "res_id": 11, "user_id": 2, "summary": "Send the offer"}
    activity |= {"date_deadline": date(2024, 6, 1), "create_date": at("2024-05-01"), "activity_type_id": 2}
    activity |= {"calendar_event_id": None, "active": True, "date_done": None}
    store.add(
        "mail_activity",
        {"id": 1, **activity},
        {"id": 2, **activity, "activity_type_id": 1},
        {"id": 3, **activity, "calendar_event_id": 8},
        {"id": 4, **activity, "active": False, "date_done": date(2024, 5, 30)},
        {"id": 5, **activity, "res_model": "hr.applicant"},
    )


def _sales(store: CrmStore) -> None:
    store.add(
        "crm_stage",
        {"id": 1, "name": '{"en_US": "New"}', "is_won": False},
        {"id": 4, "name": '{"en_US": "Won"}', "is_won": True},
    )
    lead = {"type": "opportunity", "partner_id": 11, "user_id": 2, "company_id": 1, "active": True, "stage_id": 1}
    lead |= {"expected_revenue": Decimal("500.5"), "create_date": at("2024-01-01"), "date_closed": None}
    store.add(
        "crm_lead",
        {"id": 11, "name": "Pumps", **lead},
        {"id": 12, "name": "Valves", **lead, "stage_id": 4, "date_closed": at("2024-03-31 22:30")},
        {"id": 13, "name": "Pipes", **lead, "active": False, "date_closed": at("2024-02-01 10:00")},
        {"id": 14, "name": "Fair", **lead, "type": "lead"},
    )
    order = {"partner_id": 14, "amount_total": Decimal(70), "currency_id": 2, "date_order": at("2024-03-31 22:30")}
    states = {10: "draft", 11: "sale", 12: "done", 13: "cancel", 14: "sent"}
    store.add("sale_order", *({"id": key, "state": state, **order} for key, state in states.items()))
    store.add("sale_order", {"id": 15, "state": "sale", **order, "partner_id": 23})
    move = {"partner_id": 10, "amount_total": Decimal("70.25"), "currency_id": 2, "state": "posted"}
    move |= {"invoice_date": date(2024, 4, 1), "move_type": "out_invoice"}
    store.add(
        "account_move",
        {"id": 1, **move},
        {"id": 2, **move, "move_type": "out_refund"},
        {"id": 3, **move, "state": "draft"},
        {"id": 4, **move, "state": "cancel"},
        {"id": 5, **move, "move_type": "in_invoice", "partner_id": 22},
    )


def _service(store: CrmStore) -> None:
    ticket = {"partner_id": 11, "name": "Leak", "create_date": at("2024-05-01 08:00"), "priority": "3"}
    store.add("helpdesk_ticket", {"id": 1, **ticket, "close_date": at("2024-05-02 08:00")})
    rating = {"partner_id": 11, "create_date": at("2024-05-02 09:00"), "write_date": at("2024-05-02 10:00")}
    rating |= {"rating": 5.0, "consumed": True, "feedback": "Quick."}
    store.add(
        "rating_rating", {"id": 1, **rating}, {"id": 2, **rating, "rating": 0.0}, {"id": 3, **rating, "consumed": False}
    )
