"""How good the data of a store are, one row at a time."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.plain.intake import PlainStore, _rate, rounded_money
from tests.plain.random_stores import Case, random_store
from tests.plain.view import View, event_day, exact_sum, local_day, view_of

NAMES = (
    "Oak Ltd",
    "OAK",
    "oak, Inc.",
    "Óak Oy",
    "Elm & Co. KG",
    "Elm",
    "Ash",
    "Ltd",
    "LTD.",
    "A.S.H.",
    "白鳥 GmbH",
    "白鳥",
)
PLAIN = dict(
    zip(NAMES, ("oak", "oak", "oak", "oak", "elm", "elm", "ash", "ltd", "ltd", "ash", "白鳥", "白鳥"), strict=True)
)
"""What is left of each name."""
MAILS = (
    "a@oak.example",
    "B@OAK.example",
    "c@elm.example",
    "d@gmail.com",
    "no mail",
    "e@@oak.example",
    "f@Elm.Example",
    None,
)
DOMAINS = ("oak.example", "oak.example", "elm.example", None, None, None, "elm.example", None)
OFFER = ["opportunity_id", "account_id", "amount", "currency", "created_at", "closed_on", "outcome"]
HELD = {"meetings": ("meeting", "call"), "mails": ("email", "message"), "helpdesk": ("helpdesk",)}


def random_quality(seed: int) -> Case:
    """The random store of this seed with names and addresses that look alike, and offers won at the edges of the year."""
    case, chance = random_store(seed), random.Random(seed)
    raw = dict(case.raw)
    accounts = _column(raw, "accounts", "account_id") or ["A1"]
    _put(raw, "accounts", "name", lambda: chance.choice(NAMES))
    _put(raw, "contacts", "email", lambda: chance.choice(MAILS))
    _put(raw, "cases", "category", lambda: chance.choice(("billing", "pricing", "technical", None)))
    offers = []
    for number in range(40):
        closed = case.as_of[0] - timedelta(days=chance.choice((-1, 0, 1, 100, 364, 365, 366)))
        created = f"{closed - timedelta(days=chance.randrange(40))}T09:00:00Z" if chance.random() < 0.8 else None
        amount = chance.choice(("100", "250.55", "1e3", None))
        outcome = chance.choice(("won", "won", "lost", None))
        currency = chance.choice((case.currency, "EUR", "XXX"))
        closed_on = str(closed) if chance.random() < 0.9 else None
        offers.append([f"P{number}", chance.choice(accounts), amount, currency, created, closed_on, outcome])
    return replace(case, raw=raw | {"opportunities": (OFFER, offers)})


def days_with_rows(view: View) -> Counter:
    """By stream and day how many rows came in the 365 days up to the newest row of the stream."""
    rows = view.store.rows
    found = Counter()
    for row in rows.get("interactions", []):
        for stream, kinds in HELD.items():
            if row["kind"] in kinds and row["status"] == "held" and not row["bulk"]:
                found[stream, event_day(view, row)] += 1
    for row in rows.get("commitments", []):
        found["commitments", local_day(view, row["promised_at"]) or row["due_on"]] += 1
    dated = {
        "orders": "ordered_on",
        "opportunities": "created_at",
        "cases": "opened_at",
        "survey_responses": "answered_at",
    }
    for table, column in dated.items():
        for row in rows.get(table, []):
            found[table, _day(view, row[column])] += 1
    newest: dict[str, date] = {}
    for stream, on in found:
        if on and on <= view.d:
            newest[stream] = max(on, newest.get(stream, on))
    kept = Counter()
    for (stream, on), n in found.items():
        if on and on <= view.d and (newest[stream] - on).days < 365:
            kept[stream, on] = n
    return kept


def field_rows(view: View) -> dict:
    """By field and team how many rows there are and how many are filled."""
    store = view.store
    found = defaultdict(lambda: [0, 0])

    def put(field: str, account: str, filled: bool) -> None:
        line = found[field, team_of(store, account)]
        line[0] += 1
        line[1] += filled

    there = [row for row in store.rows.get("contacts", []) if is_there(row, view.d)]
    primary = {store.survivor[row["account_id"]] for row in there if row["is_primary"]}
    meetings = [
        row for row in store.rows.get("interactions", []) if row["kind"] == "meeting" and _held_lately(view, row)
    ]
    met = {store.survivor[row["account_id"]] for row in meetings if view.in_last(event_day(view, row), 90)}
    theirs = {
        row["delivered"]["interaction_id"]
        for row in store.rows.get("interaction_participants", [])
        if row["delivered"]["contact_id"] is not None
    }
    bought = {key for key, orders in view.orders.items() if any(view.in_last(o["ordered_on"], 365) for o in orders)}
    for account in view.accounts:
        key = account["account_id"]
        put("owner", key, account["owner_id"] is not None)
        put("tier", key, account["tier_entered"] is not None)
        put("interval", key, not (account["contact_preference"] is None and account["agreed_interval_days"] is None))
        put("primary", key, key in primary)
        if key in bought:
            put("met", key, key in met)
    for row in there:
        put("level", store.survivor[row["account_id"]], row["level"] is not None)
    for row in meetings:
        key = store.survivor[row["account_id"]]
        put("person", key, row["delivered"]["contact_id"] is not None or row["interaction_id"] in theirs)
        columns = {"purpose": "purpose", "agenda": "agenda_at", "memo": "documented_at", "shared": "shared_at"}
        for field, column in columns.items():
            put(field, key, row[column] is not None)
    lately = {"rate": ("orders", "ordered_on", "amount_reporting"), "category": ("cases", "opened_at", "category")}
    lately["outcome"] = ("opportunities", "closed_on", "outcome")
    for field, (table, on, column) in lately.items():
        for row in store.rows.get(table, []):
            if row[on] is not None and view.in_last(_day(view, row[on]), 365):
                put(field, store.survivor[row["account_id"]], row[column] is not None)
    return dict(found)


def filled(view: View, table: str) -> dict:
    """By team how many rows of a table about accounts there are, and how many fill each column."""
    on = {"cases": "opened_at", "orders": "ordered_on", "interactions": "starts_at"}.get(table)
    found = defaultdict(Counter)
    for row in view.store.rows.get(table, []):
        if table == "interactions" and not _held_lately(view, row):
            continue
        if on and not view.in_last(event_day(view, row) if on == "starts_at" else _day(view, row[on]), 365):
            continue
        line = found[team_of(view.store, view.store.survivor[row["account_id"]])]
        line["rows"] += 1
        # A cell that does not clearly say that a row is public keeps its words in the source.
        private = (row["delivered"].get("private") or "false").lower() not in ("0", "false")
        unread = {"subject", "notes"} if private else set()
        for column, value in row.items():
            line[column] += column not in unread and value is not None
    return found


def won_and_ordered(view: View) -> dict:
    """By account its offers won in 365 days, what they are worth, and what was ordered; None where that is not known."""
    found = {}
    for row in view.store.rows.get("opportunities", []):
        if row["outcome"] != "won" or row["closed_on"] is None or not view.in_last(row["closed_on"], 365):
            continue
        rate = None if row["currency"] is None else _rate(view.store, row["currency"], row["closed_on"].replace(day=1))
        worth = None if rate is None or row["amount"] is None else rounded_money(row["amount"], rate)
        found.setdefault(view.store.survivor[row["account_id"]], []).append(worth)
    return {key: (len(offers), _known_sum(offers), _ordered(view, key)) for key, offers in found.items()}


def orders_without_rate(view: View) -> set[str]:
    """Keys of the counted orders without a rate."""
    return {o["order_id"] for orders in view.orders.values() for o in orders if o["amount_reporting"] is None}


def merged_that_differ(store: PlainStore) -> dict:
    """By merged account whether name, owner and country differ; only those of which any does."""
    accounts = {row["account_id"]: row for row in store.rows["accounts"]}
    found = {}
    for key, row in accounts.items():
        kept = accounts[store.survivor[key]]
        if kept is row:
            continue
        flags = []
        for column in ("name", "owner_id", "country"):
            known = row[column] is not None and kept[column] is not None
            flags.append(known and row[column] != kept[column])
        if any(flags):
            found[key] = tuple(flags)
    return found


def look_alikes(store: PlainStore, most: int) -> set[tuple[str, str, str]]:
    """Account, kind and mark of every account that shares a mark with a few others."""
    accounts = [row for row in store.rows["accounts"] if row["merged_into_id"] is None]
    parents = {row["parent_account_id"] for row in accounts}
    grouped = {row["account_id"] for row in accounts if row["parent_account_id"] or row["account_id"] in parents}
    shared = defaultdict(set)
    for row in accounts:
        shared["name", PLAIN.get(row["name"], unicodedata.normalize("NFC", row["name"]))].add(row["account_id"])
    for row in store.rows.get("contacts", []):
        domain = dict(zip(MAILS, DOMAINS, strict=True)).get(row["email"])
        key = store.survivor[row["account_id"]]
        if domain and key not in grouped:
            shared["domain", domain].add(key)
    return {(key, *mark) for mark, keys in shared.items() if 1 < len(keys) <= most for key in keys}


def team_of(store: PlainStore, account: str) -> str | None:
    """The team of an account: its own, else its owner's."""
    row = next(row for row in store.rows["accounts"] if row["account_id"] == account)
    if row["team_id"] is not None or row["owner_id"] is None:
        return row["team_id"]
    owners = {e["employee_id"]: e["team_id"] for e in store.rows.get("employees", [])}
    return owners.get(row["owner_id"])


def is_there(person: dict, on: date) -> bool:
    """Whether a person is active on the day."""
    return person["active"] is not False and (person["left_on"] is None or person["left_on"] > on)


def _held_lately(view: View, row: dict) -> bool:
    return row["status"] == "held" and not row["bulk"] and view.in_last(event_day(view, row), 365)


def _day(view: View, value: date | datetime | None) -> date | None:
    return local_day(view, value) if isinstance(value, datetime) else value


def _known_sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return exact_sum(known) if known else None


def _ordered(view: View, account: str) -> Decimal | None:
    orders = [o["amount_reporting"] for o in view.orders.get(account, []) if view.in_last(o["ordered_on"], 365)]
    return _known_sum(orders) if orders else Decimal(0)


def _column(raw: dict, table: str, column: str) -> list[str]:
    columns, rows = raw.get(table, ([], []))
    return [row[columns.index(column)] for row in rows if row[columns.index(column)]] if column in columns else []


def _put(raw: dict, table: str, column: str, drawn: object) -> None:
    columns, rows = raw.get(table, ([], []))
    if column in columns:
        place = columns.index(column)
        raw[table] = (columns, [[*row[:place], drawn(), *row[place + 1 :]] for row in rows])


__all__ = ["random_quality", "view_of"]
