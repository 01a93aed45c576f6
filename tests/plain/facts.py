"""The facts of a date (sections 0 to 5 of the indicators), one account and one sentence at a time."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import sqrt

from tests.plain.health import TREND_DAYS, add_trend, health_facts
from tests.plain.intake import PlainStore
from tests.plain.view import (
    View,
    contact_days,
    event_day,
    exact_sum,
    layer_of,
    revenue_of,
    starting_days,
    sum_of,
    view_of,
)


def facts(store: PlainStore, as_of: date, policy: dict, trend: bool = True) -> list[dict]:
    """One dict per account that exists on `as_of`, in account_id order; the trend takes the facts of another date too."""
    rows = _facts_but_trend(store, as_of, policy)
    if trend:
        add_trend(rows, _facts_but_trend(store, as_of - timedelta(TREND_DAYS), policy))
    return rows


def _facts_but_trend(store: PlainStore, as_of: date, policy: dict) -> list[dict]:
    view = view_of(store, as_of, policy)
    rows = [_account_facts(view, account) for account in view.accounts]
    _add_attention_index(view, rows)
    for account, row in zip(view.accounts, rows, strict=True):
        row.update(health_facts(view, account, row))
    return rows


def watches(store: PlainStore, as_of: date, policy: dict) -> list[dict]:
    """One dict per open watch, by account_id and order day; `shown` marks the account's watch."""
    view = view_of(store, as_of, policy)
    return [watch for account in view.accounts for watch in _open_watches(view, account)]


def attention_weeks(store: PlainStore, as_of: date, policy: dict) -> dict[int, list[int]]:
    """Contacts per starting order by week -13..13 without 0, orders without any contact included."""
    orders = attention_orders(store, as_of, policy)
    return {week: [weeks[week] for _, _, weeks in orders] for week in _weeks()}


def attention_orders(store: PlainStore, as_of: date, policy: dict) -> list[tuple[str, date, dict[int, int]]]:
    """Account, day and contacts per week of every starting order of the attention shift."""
    view = view_of(store, as_of, policy)
    if not view.knows("interactions", "orders"):
        return []
    return [
        (account["account_id"], o, {week: _contacts_in_week(view, account["account_id"], o, week) for week in _weeks()})
        for account in view.accounts
        for o in _attention_days(view, account["account_id"])
    ]


# ---- one account


def _account_facts(view: View, account: dict) -> dict:
    key, store = account["account_id"], view.store
    employees = {row["employee_id"]: row for row in store.rows.get("employees", [])}
    teams = {row["team_id"]: row["name"] for row in store.rows.get("teams", [])}
    team_id = team_of(store, account)
    row = {
        "account_id": key,
        "account_name": account["name"],
        "team_id": team_id,
        "team_name": teams.get(team_id),
        "owner_id": account["owner_id"],
        "owner_name": employees.get(account["owner_id"], {}).get("name"),
        "owner_active": _has_active_owner(view, employees.get(account["owner_id"])),
    }
    row |= _order_facts(view, key)
    row |= _contact_facts(view, key)
    row |= _cadence_facts(view, account, row)
    row |= _watch_facts(view, account)
    row |= _attention_facts(view, key)
    return row


def _has_active_owner(view: View, owner: dict | None) -> bool | None:
    """Whether the owner works here on d; unknown where employees or owners are not connected."""
    if not {"accounts.owner_id", "employees"} <= view.connected:
        return None
    if owner is None:
        return False
    return owner["active"] is not False and (owner["left_on"] is None or owner["left_on"] > view.d)


def team_of(store: PlainStore, account: dict) -> str | None:
    """The account's team, else that of its owner."""
    if account["team_id"] is not None:
        return account["team_id"]
    for employee in store.rows.get("employees", []):
        if employee["employee_id"] == account["owner_id"]:
            return employee["team_id"]
    return None


def _order_facts(view: View, key: str) -> dict:
    names = ("layer", "tier", "tier_source", "revenue_12m", "revenue_prior_12m")
    names += ("orders_12m", "first_order_on", "last_order_on")
    if not view.knows("orders"):
        return dict.fromkeys(names)
    days = view.order_days.get(key, [])
    tier, source = view.tiers.get(key, (None, None))
    values = (
        layer_of(view, key),
        tier,
        source,
        revenue_of(view, key),
        revenue_of(view, key, skipped=365),
        sum(view.in_last(day, 365) for day in days),
        days[0] if days else None,
        days[-1] if days else None,
    )
    return dict(zip(names, values, strict=True))


def _contact_facts(view: View, key: str) -> dict:
    row = dict.fromkeys(
        (
            "last_contact_on",
            "last_contact_kind",
            "last_contact_employee_id",
            "last_contact_contact_id",
            "last_meeting_on",
            "last_review_on",
            "next_planned_on",
            "contacts_90d",
            "contacts_365d",
            "meetings_90d",
            "meetings_365d",
        )
    )
    if not view.knows("interactions"):
        return row
    contacts = view.contacts.get(key, [])
    if contacts:
        last = max(contacts, key=lambda c: (event_day(view, c), c["starts_at"], c["interaction_id"]))
        row["last_contact_on"] = event_day(view, last)
        row["last_contact_kind"] = last["kind"]
        row["last_contact_employee_id"] = last["employee_id"]
        row["last_contact_contact_id"] = last["contact_id"]
    days = contact_days(view, key)
    meetings = [event_day(view, c) for c in contacts if c["kind"] == "meeting"]
    reviews = [event_day(view, c) for c in contacts if c["kind"] == "meeting" and c["purpose"] == "review"]
    row["last_meeting_on"] = max(meetings, default=None)
    row["last_review_on"] = max(reviews, default=None) if view.knows("interactions.purpose") else None
    row["next_planned_on"] = min(view.planned.get(key, []), default=None)
    for n in (90, 365):
        row[f"contacts_{n}d"] = sum(view.in_last(day, n) for day in days)
        row[f"meetings_{n}d"] = sum(view.in_last(day, n) for day in meetings)
    return row


def _contact_target(view: View, account: dict) -> int | None:
    tier, _ = view.tiers.get(account["account_id"], (None, None))
    if tier is None or account["contact_preference"] == "as_needed":
        return None
    return account["agreed_interval_days"] or view.policy["contact_target"][tier]


def _cadence_facts(view: View, account: dict, row: dict) -> dict:
    target = _contact_target(view, account)
    cadence = {
        "contact_target_days": target,
        "contact_ratio": None,
        "cadence_status": None,
        "attainment": None,
        "rhythm": _rhythm(view, row["account_id"]),
    }
    if target is None:
        cadence["cadence_status"] = "no_target" if view.knows("orders") else None
    elif view.knows("interactions"):
        start = row["last_contact_on"] or row["first_order_on"]
        ratio = (view.d - start).days / target
        cadence["contact_ratio"] = ratio
        cadence["cadence_status"] = _cadence_status(view, row, ratio)
        served_days = min(365, (view.d - row["first_order_on"]).days + 1)
        cadence["attainment"] = row["contacts_365d"] / (served_days / target)
    return cadence


def _cadence_status(view: View, row: dict, ratio: float) -> str:
    ratio = round(ratio, 9)
    if ratio <= 1.0:
        return "on_cadence"
    if row["next_planned_on"] is not None:
        return "planned"
    if row["last_contact_on"] is None:
        return "never"
    return "due" if ratio <= view.policy["due_ratio"] else "overdue"


def _rhythm(view: View, key: str) -> float | None:
    if not view.knows("interactions"):
        return None
    days = sorted({day for day in contact_days(view, key) if view.in_last(day, 730)})
    if len(days) < 4:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    mean = sum(gaps) / len(gaps)
    variance = sum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1)
    return sqrt(variance) / mean


# ---- the recent-buyer watch and the attention shift


def _open_watches(view: View, account: dict) -> list[dict]:
    if not view.knows("orders"):
        return []
    key = account["account_id"]
    found = [_watch(view, account, o) for o in starting_days(view, key) if view.in_last(o, view.policy["watch_days"])]
    neglected = [watch for watch in found if watch["state"] == "neglected"]
    if found:
        (neglected[0] if neglected else found[-1])["shown"] = True
    return found


def _watch(view: View, account: dict, o: date) -> dict:
    key = account["account_id"]
    after = [day for day in contact_days(view, key) if day > o]
    watch = {
        "account_id": key,
        "team_id": team_of(view.store, account),
        "order_on": o,
        "days": (view.d - o).days,
        "amount": sum_of([order for order in view.orders[key] if o <= order["ordered_on"] <= view.d]),
        "state": None,
        "shown": False,
        "first_contact_on": after[0] if after else None,
    }
    previous = 0
    for k in view.policy["checkpoints"]:
        between = [day for day in after if o + timedelta(previous) < day <= o + timedelta(k)]
        watch[f"contact_on_{k}"] = between[0] if between else None
        previous = k
    if view.knows("interactions"):
        watch["state"] = _watch_state(view, key, o, after)
    return watch


def _watch_state(view: View, key: str, o: date, after: list[date]) -> str:
    """State of the watch over order day o; `after` holds the contact dates in (o, d], ascending."""
    n = (view.d - o).days
    planned = bool(view.planned.get(key))
    passed = [k for k in view.policy["checkpoints"] if k <= n]
    if not passed:
        if after:
            return "cared_for"
        return "planned" if planned else "waiting"
    w = passed[-2] if len(passed) > 1 else 0
    if any(day > o + timedelta(w) for day in after):
        first_checkpoint = o + timedelta(passed[0])
        return "late" if after[0] > first_checkpoint else "cared_for"
    return "planned" if planned else "neglected"


def _watch_facts(view: View, account: dict) -> dict:
    shown = [watch for watch in _open_watches(view, account) if watch["shown"]]
    watch = shown[0] if shown else {}
    return {
        "watch_order_on": watch.get("order_on"),
        "watch_days": watch.get("days"),
        "watch_amount": watch.get("amount"),
        "watch_state": watch.get("state"),
    }


def _attention_days(view: View, key: str) -> list[date]:
    return [o for o in starting_days(view, key) if view.since(456) < o <= view.since(91)]


def _attention_facts(view: View, key: str) -> dict:
    row = dict.fromkeys(("attention_before", "attention_after", "attention_orders", "attention_index"))
    starting = _attention_days(view, key)
    if not view.knows("interactions") or not starting:
        return row
    days = contact_days(view, key)
    quarter = timedelta(91)
    row["attention_before"] = sum(o - quarter <= day < o for o in starting for day in days)
    row["attention_after"] = sum(o < day <= o + quarter for o in starting for day in days)
    row["attention_orders"] = len(starting)
    return row


def _weeks() -> list[int]:
    return [*range(-13, 0), *range(1, 14)]


def _contacts_in_week(view: View, key: str, o: date, week: int) -> int:
    if week > 0:
        first, last = o + timedelta(7 * (week - 1) + 1), o + timedelta(7 * week)
    else:
        first, last = o - timedelta(7 * -week), o - timedelta(7 * (-week - 1) + 1)
    return sum(first <= day <= last for day in contact_days(view, key))


def _add_attention_index(view: View, rows: list[dict]) -> None:
    if not view.knows("interactions", "orders"):
        return
    active = [row for row in rows if row["layer"] == "active"]
    all_contacts = sum(row["contacts_365d"] for row in active)
    all_revenue = exact_sum([row["revenue_12m"] for row in active if (row["revenue_12m"] or 0) > 0])
    for row in active:
        if all_contacts > 0 and all_revenue > 0 and (row["revenue_12m"] or 0) > 0:
            share_of_contacts = row["contacts_365d"] / all_contacts
            share_of_revenue = float(Fraction(row["revenue_12m"]) / Fraction(all_revenue))
            row["attention_index"] = share_of_contacts / share_of_revenue
