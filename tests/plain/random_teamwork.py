"""Random stores whose members, qualifications and offers lie at the edges of how accounts are served."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tests.plain.random_stores import Case, random_store

EDGES = (-400, -366, -365, -364, -91, -90, -89, -30, -1, 0, 0, 1, 2, 30, 89, 90, 91, 200)
QUALITIES = ("relations", "new_orders", "negotiation", "entrepreneurship", "delivery_quality", "project_management")
MEMBERS = ["account_id", "employee_id", "role", "since", "until"]
QUALIFICATIONS = ["qualification_id", "employee_id", "kind", "name", "partner", "grade", "obtained_on", "valid_until"]
OFFERS = ["opportunity_id", "account_id", "owner_id", "name", "stage", "amount", "currency", "created_at", "offered_at"]
OFFERS += ["reviewed_at", "closed_on", "outcome"]


def random_teamwork(seed: int) -> Case:
    """The random store of this seed with many more members, qualifications and offers; sometimes with none of them."""
    case, chance = random_store(seed), random.Random(seed)
    accounts = _keys(case, "accounts", "account_id") or ["A1"]
    employees = _keys(case, "employees", "employee_id") or ["0", "E1"]
    roles = chance.choice([("owner", "deputy", "member"), ("member", None), ("deputy",)])
    tables = {
        "account_team_members": (MEMBERS, [_member(case, chance, accounts, employees, roles) for _ in range(90)]),
        "qualifications": (QUALIFICATIONS, [_qualification(case, chance, employees, n) for n in range(70)]),
        "opportunities": (OFFERS, _offers(case, chance, accounts)),
    }
    left_out = chance.choice([(), (), (), ("account_team_members",), ("qualifications",), tuple(tables)])
    raw = {name: table for name, table in case.raw.items() if name not in tables}
    return replace(case, raw=raw | {name: table for name, table in tables.items() if name not in left_out})


def shown_day(case: Case) -> date:
    """The date around which the rows lie."""
    return case.as_of[case.seed % len(case.as_of)]


def _keys(case: Case, table: str, column: str) -> list[str]:
    columns, rows = case.raw.get(table, ([], []))
    return [row[columns.index(column)] for row in rows if row[columns.index(column)]] if column in columns else []


def _day(case: Case, chance: random.Random) -> date:
    return shown_day(case) + timedelta(chance.choice(EDGES))


def _perhaps(chance: random.Random, value: object, likely: float = 0.6) -> str | None:
    return str(value) if chance.random() < likely else None


def _member(case: Case, chance: random.Random, accounts: list, employees: list, roles: tuple) -> list:
    since, until = _day(case, chance), _day(case, chance)
    who = [chance.choice(accounts), chance.choice(employees), chance.choice(roles)]
    return [*who, _perhaps(chance, since, 0.4), _perhaps(chance, until, 0.4)]


def _qualification(case: Case, chance: random.Random, employees: list, number: int) -> list:
    kind = chance.choice(("certification", "training", "quality", "quality"))
    name = chance.choice(("Site safety", "Service desk"))
    if kind == "quality":
        name = chance.choice((*QUALITIES, "no such quality"))
    obtained, until = _day(case, chance), _day(case, chance)
    who = [f"{chance.choice('Qq')}{number}", chance.choice(employees), kind, name, None]
    grade = _perhaps(chance, chance.choice((0, 0, 1, 1, 2, 3)), 0.9)
    return [*who, grade, _perhaps(chance, obtained, 0.5), _perhaps(chance, until, 0.7)]


def _offers(case: Case, chance: random.Random, accounts: list) -> list[list]:
    reviewed = chance.choice((0.0, 0.02, 0.6, 0.6))
    return [_offer(case, chance, accounts, number, reviewed) for number in range(chance.choice((0, 60, 60)))]


def _offer(case: Case, chance: random.Random, accounts: list, number: int, reviewed: float) -> list:
    sent = datetime.combine(_day(case, chance), time(chance.randrange(24), 30), UTC)
    review = sent + chance.choice((timedelta(days=-3), timedelta(0), timedelta(microseconds=1), timedelta(days=2)))
    created = (sent - timedelta(days=4)).isoformat()
    moments = [_perhaps(chance, created, 0.9), _perhaps(chance, sent.isoformat(), 0.9)]
    row = [f"P{number}", chance.choice(accounts), None, "Offer", None, None, None]
    return [*row, *moments, _perhaps(chance, review.isoformat(), reviewed), None, None]
