"""How accounts are served on a day (section 7), one account, one person and one row at a time."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from statistics import median

from tests.plain.facts import team_of
from tests.plain.indicators import is_active
from tests.plain.view import View, event_day, happened, local_day

QUALITIES = ("relations", "new_orders", "negotiation", "entrepreneurship", "delivery_quality", "project_management")


def known(view: View) -> set[str]:
    """What the store can tell of how its accounts are served."""
    found = set()
    members = view.store.rows.get("account_team_members", [])
    survivors = {row["account_id"] for row in view.store.rows["accounts"] if row["merged_into_id"] is None}
    if view.knows("employees"):
        if any(m["role"] == "deputy" and view.store.survivor[m["account_id"]] in survivors for m in members):
            found.add("deputies")
        if view.knows("qualifications"):
            found.add("endings")
            if view.knows("accounts.owner_id") or view.knows("account_team_members"):
                found.add("qualities")
    if view.knows("interactions.shared_at", "accounts.owner_id"):
        found.add("sharing")
    sent = [row for account in survivors for row in offers_of(view, account)]
    reviewed = [row for row in sent if happened(view, row["reviewed_at"])]
    enough = reviewed and round(len(reviewed) / len(sent), 9) >= view.policy["connected_share"]
    if view.knows("opportunities") and enough:
        found.add("reviews")
    return found


def served(view: View) -> list[dict]:
    """Per account that exists: deputies, the best grade of each quality, offers and reviewed."""
    told = known(view)
    rows = []
    for account in view.accounts:
        key = account["account_id"]
        team = account_team(view, account)
        row = {"account_id": key, "deputies": None, "offers": None, "reviewed": None}
        if "deputies" in told:
            row["deputies"] = len(deputies(view, account))
        for quality in QUALITIES:
            row[quality] = best_grade(view, team, quality) if "qualities" in told else None
        if view.knows("opportunities"):
            row["offers"] = len(offers_of(view, key))
        if "reviews" in told:
            row["reviewed"] = len(
                [o for o in offers_of(view, key) if o["reviewed_at"] and o["reviewed_at"] <= o["offered_at"]]
            )
        rows.append(row)
    return rows


def account_team(view: View, account: dict) -> set[str]:
    """Who of us serves the account on d and is active."""
    there = {row["employee_id"] for row in view.store.rows.get("employees", []) if is_active(view, row)}
    named = {m["employee_id"] for m in members_of(view, account)} | {account["owner_id"]}
    return named & there


def members_of(view: View, account: dict) -> list[dict]:
    """The member rows of the account that hold on d."""
    rows = view.store.rows.get("account_team_members", [])
    mine = [m for m in rows if view.store.survivor[m["account_id"]] == account["account_id"]]
    begun = [m for m in mine if m["since"] is None or m["since"] <= view.d]
    return [m for m in begun if m["until"] is None or view.d <= m["until"]]


def deputies(view: View, account: dict) -> list[dict]:
    """The deputy rows that hold, of somebody active who is not the owner."""
    there = {row["employee_id"] for row in view.store.rows.get("employees", []) if is_active(view, row)}
    rows = [m for m in members_of(view, account) if m["role"] == "deputy"]
    return [m for m in rows if m["employee_id"] in there and m["employee_id"] != account["owner_id"]]


def best_grade(view: View, team: set[str], quality: str) -> int | None:
    """The best valid grade that somebody of the team has in a quality."""
    grades = []
    for row in view.store.rows.get("qualifications", []):
        if row["employee_id"] in team and row["kind"] == "quality" and row["name"] == quality:
            obtained = row["obtained_on"] is None or row["obtained_on"] <= view.d
            valid = row["valid_until"] is None or row["valid_until"] >= view.d
            if obtained and valid and row["grade"] is not None:
                grades.append(row["grade"])
    return max(grades, default=None)


def offers_of(view: View, account: str) -> list[dict]:
    """The account's offers that went out in the last 365 days."""
    rows = view.store.rows.get("opportunities", [])
    mine = [row for row in rows if view.store.survivor[row["account_id"]] == account]
    return [row for row in mine if row["offered_at"] and view.in_last(local_day(view, row["offered_at"]), 365)]


def endings(view: View) -> list[dict]:
    """Certifications and trainings of active people that have ended or end within 90 days; of the same name the longest."""
    rows = []
    for employee in view.store.rows.get("employees", []):
        if not is_active(view, employee):
            continue
        held = [q for q in view.store.rows.get("qualifications", []) if q["employee_id"] == employee["employee_id"]]
        held = [q for q in held if q["kind"] in ("certification", "training")]
        held = [q for q in held if q["obtained_on"] is None or q["obtained_on"] <= view.d]
        for kind, name in {(q["kind"], q["name"]) for q in held}:
            same = [q for q in held if (q["kind"], q["name"]) == (kind, name)]
            if any(q["valid_until"] is None for q in same):
                continue
            last = max(q["valid_until"] for q in same)
            if last <= view.d + timedelta(90):
                key = min(q["qualification_id"] for q in same if q["valid_until"] == last)
                rows.append({"qualification_id": key, "valid_until": last, "days_left": (last - view.d).days})
    return rows


def serving(view: View, employees: set[str]) -> set[tuple[str, str]]:
    """Account and employee for each of these that is in the team of an account that exists."""
    return {
        (account["account_id"], employee)
        for account in view.accounts
        for employee in account_team(view, account) & employees
    }


def passed_on(view: View) -> list[tuple[str, float | None]]:
    """Account and hours until it was shared (None: not by d) of each contact of 90 days of another than the owner."""
    if "sharing" not in known(view):
        return []
    found = []
    for account in view.store.rows["accounts"]:
        if account["merged_into_id"] is not None or account["owner_id"] is None:
            continue
        for row in view.contacts.get(account["account_id"], []):
            other = row["employee_id"] is not None and row["employee_id"] != account["owner_id"]
            if other and view.in_last(event_day(view, row), 90):
                found.append((account["account_id"], _hours(view, row)))
    return found


def _hours(view: View, row: dict) -> float | None:
    if not happened(view, row["shared_at"]):
        return None
    return (row["shared_at"] - (row["ends_at"] or row["starts_at"])).total_seconds() / 3600


def team_figures(view: View, facts: list[dict]) -> dict[str | None, dict]:
    """Per team of an account that exists: the figures that a line of teams shows; `facts` are the account's facts."""
    told, by_key = known(view), {row["account_id"]: row for row in served(view)}
    waits = passed_on(view)
    found: dict[str | None, dict] = {}
    accounts = {row["account_id"]: row for row in view.accounts}
    for row in facts:
        key, active = row["account_id"], row["layer"] == "active"
        team = found.setdefault(
            team_of(view.store, accounts[key]),
            {"required": Fraction(0), "held": Fraction(0), "missing": 0, "hours": [], "contacts": 0},
        )
        target = row["contact_target_days"]
        if active and target is not None:
            team["required"] += Fraction(7) / Fraction(target)
            team["held"] += Fraction(row["contacts_90d"] or 0) * 7 / 90
        if "deputies" in told and active and by_key[key]["deputies"] == 0:
            team["missing"] += 1
        mine = [hours for account, hours in waits if account == key]
        team["contacts"] += len(mine)
        team["hours"] += [hours for hours in mine if hours is not None]
    for team in found.values():
        team["median"] = median(team["hours"]) if team["hours"] else None
    return found
