"""Cadence cells, places of meetings and levels met (section 4 and the pages), one account and one month at a time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from tests.plain.facts import team_of
from tests.plain.intake import PlainStore
from tests.plain.view import View, event_day, tiers_on, view_of

MONTHS = 12
LEVELS = ("executive", "management", "supervisor", "specialist")
PLACES = ("customer", "ours", "remote")


def cadence_cells(store: PlainStore, as_of: date, policy: dict) -> list[dict]:
    """One dict per month, team, owner and tier with an account that was active at the month's end and had a target."""
    view = view_of(store, as_of, policy)
    if "interactions" not in view.connected:
        return []
    return [cell for first, last in _months(as_of) for cell in _cells(view, first, last)]


def met(store: PlainStore, as_of: date, policy: dict) -> list[dict]:
    """One dict per account that exists: its meetings of 365 days by place, and the persons met by level."""
    view = view_of(store, as_of, policy)
    return [{"account_id": a["account_id"]} | _met(view, a["account_id"]) for a in view.accounts]


def _months(as_of: date) -> list[tuple[date, date]]:
    """First and last day of the last twelve calendar months, the date being the last day of its own."""
    months, last = [], as_of
    for _ in range(MONTHS):
        months.insert(0, (last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(1)
    return months


def _cells(view: View, first: date, last: date) -> list[dict]:
    rows = [row for row in view.store.rows["interactions"] if not row["bulk"]]
    if all(event_day(view, row) > last for row in rows):
        return []
    tiers = tiers_on(view.store, last, view.policy)
    cells: dict[tuple, dict] = {}
    for account in view.accounts:
        tier = tiers.get(account["account_id"])
        if tier is None or account["contact_preference"] == "as_needed":
            continue
        target = account["agreed_interval_days"] or view.policy["contact_target"][tier]
        key = (team_of(view.store, account), account["owner_id"], tier)
        cell = cells.setdefault(key, {"accounts": 0, "contacts": 0, "meetings": 0, "expected": 0.0})
        contacts = [c for c in view.contacts.get(account["account_id"], []) if first <= event_day(view, c) <= last]
        cell["accounts"] += 1
        cell["contacts"] += len(contacts)
        cell["meetings"] += sum(c["kind"] == "meeting" for c in contacts)
        cell["expected"] += ((last - first).days + 1) / target
    return [
        {"month": first, "team_id": team_id, "owner_id": owner_id, "tier": tier} | cell
        for (team_id, owner_id, tier), cell in cells.items()
    ]


def _met(view: View, key: str) -> dict:
    columns = (*(f"met_{place}" for place in (*PLACES, "not_known")),)
    columns += (*(f"persons_{level}" for level in (*LEVELS, "not_known")),)
    if "interactions" not in view.connected:
        return dict.fromkeys(columns)
    contacts = [c for c in view.contacts.get(key, []) if view.in_last(event_day(view, c), 365)]
    found = Counter(f"met_{c['place'] or 'not_known'}" for c in contacts if c["kind"] == "meeting")
    level_of = {row["contact_id"]: row["level"] for row in view.store.rows.get("contacts", [])}
    persons = {c["contact_id"] for c in contacts}
    ids = {c["interaction_id"] for c in contacts}
    for row in view.store.rows.get("interaction_participants", []):
        if row["delivered"]["interaction_id"] in ids:
            persons.add(row["contact_id"])
    found.update(f"persons_{level_of.get(person) or 'not_known'}" for person in persons - {None})
    return {name: found[name] for name in columns}
