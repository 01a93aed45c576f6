"""Who knows whom at each account, one account and one contact at a time: gaps, levels that met, and languages."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

from tests.plain.indicators import has_active_owner, is_active, owners_are_known
from tests.plain.intake import PlainStore
from tests.plain.random_stores import LEVELS, Case
from tests.plain.view import View, event_day, view_of

BIT = {level: 2**place for place, level in enumerate(LEVELS)} | {None: 16}
LANGUAGES = ("fi", "FI", "fi-FI", "sv", "en", "de_AT", " ", None, None)
SPOKEN_BY_US = ("fi,en", "sv", "EN , de-DE", "", ",", None)
_ANNOTATED = {
    "employees": {"level": (*LEVELS, None), "languages": SPOKEN_BY_US},
    "accounts": {"language": LANGUAGES},
    "contacts": {"language": LANGUAGES},
    "account_team_members": {"role": ("owner", "deputy", "deputy", "member", None)},
}


def varied(case: Case) -> Case:
    """The case with levels, languages and roles of every kind where its tables have such a column."""
    chance = random.Random(case.seed)
    raw = {}
    for table, (names, lines) in case.raw.items():
        values = {names.index(name): options for name, options in _ANNOTATED.get(table, {}).items() if name in names}
        raw[table] = (
            names,
            [[chance.choice(values[i]) if i in values else cell for i, cell in enumerate(line)] for line in lines],
        )
    return replace(case, raw=raw)


def ties(store: PlainStore, as_of: date, policy: dict) -> list[dict]:
    """One dict per account that exists: its gaps, whether its language is spoken, and the counts behind them."""
    view = view_of(store, as_of, policy)
    named = any(_theirs(view, contact) for contacts in view.contacts.values() for contact in contacts)
    year = {a["account_id"]: _of_the_year(view, a["account_id"]) for a in view.accounts}
    ours_named = any(_ours(view, contact) for contacts in year.values() for contact in contacts)
    return [_ties_of(view, a, year[a["account_id"]], named, ours_named) for a in view.accounts]


def together(store: PlainStore, as_of: date, policy: dict) -> list[dict]:
    """One dict per account and set of levels that met: how many contacts of the year, and the day of the last."""
    view = view_of(store, as_of, policy)
    counts, last = Counter(), {}
    for account in view.accounts:
        for contact in _of_the_year(view, account["account_id"]):
            theirs = sum({BIT[_level(view, "contacts", key)] for key in _theirs(view, contact)})
            ours = sum({BIT[_level(view, "employees", key)] for key in _ours(view, contact)})
            key = (account["account_id"], theirs, ours)
            counts[key] += 1
            last[key] = max(event_day(view, contact), last.get(key, date.min))
    names = ("account_id", "theirs", "ours")
    return [dict(zip(names, key, strict=True)) | {"contacts": n, "last_on": last[key]} for key, n in counts.items()]


def _of_the_year(view: View, key: str) -> list[dict]:
    return [contact for contact in view.contacts.get(key, []) if view.in_last(event_day(view, contact), 365)]


def _theirs(view: View, contact: dict) -> set[str]:
    here = [row["contact_id"] for row in view.participants.get(contact["interaction_id"], [])]
    return {contact["contact_id"], *here} - {None}


def _ours(view: View, contact: dict) -> set[str]:
    """The organiser, and participants that name an employee and nobody else."""
    rows = view.participants.get(contact["interaction_id"], [])
    alone = [row for row in rows if row["delivered"]["contact_id"] is None and row["delivered"]["third_party"] is None]
    return {contact["employee_id"], *(row["employee_id"] for row in alone)} - {None}


def _row_of(view: View, table: str, key: str) -> dict | None:
    column = {"contacts": "contact_id", "employees": "employee_id"}[table]
    return next((row for row in view.store.rows.get(table, []) if row[column] == key), None)


def _level(view: View, table: str, key: str) -> str | None:
    row = _row_of(view, table, key)
    return row["level"] if row else None


def _is_there(view: View, table: str, key: str) -> bool:
    row = _row_of(view, table, key)
    return row is None or is_active(view, row)


def _ties_of(view: View, account: dict, contacts: list[dict], named: bool, ours_named: bool) -> dict:
    key = account["account_id"]
    persons = set().union(*(_theirs(view, contact) for contact in contacts))
    employees = set().union(*(_ours(view, contact) for contact in contacts))
    listed = [row for row in view.store.rows.get("contacts", []) if view.store.survivor[row["account_id"]] == key]
    there = [row for row in listed if is_active(view, row)]
    met = [row for row in there if row["contact_id"] in persons]
    primaries = [row for row in listed if row["is_primary"]]
    deputies = {row["employee_id"] for row in _serving(view, key) if row["role"] == "deputy"}
    interactions, contacts_known = view.knows("interactions"), view.knows("contacts")
    theirs_known = named and interactions and (not contacts or bool(persons))
    ours_known = ours_named and interactions and (not contacts or bool(employees))
    levels = {row["level"] for row in there} - {None}
    members = view.store.rows.get("account_team_members", [])
    gaps = {
        "only_tie_left": (
            bool(persons) and not any(_is_there(view, "contacts", person) for person in persons),
            theirs_known and contacts_known,
        ),
        "no_owner": (not has_active_owner(view, account), owners_are_known(view)),
        "one_of_theirs": (len(persons) == 1, theirs_known),
        "one_of_ours": (len(employees) == 1, ours_known),
        "no_primary": (not any(is_active(view, row) for row in primaries), _primary_known(view)),
        "primary_left": (bool(primaries) and not any(is_active(view, row) for row in primaries), _primary_known(view)),
        "no_deputy": (not deputies, any(row["role"] is not None for row in members)),
        "level_missing": (levels != {row["level"] for row in met} & levels, bool(levels) and named),
    }
    counts = {
        "persons": (len(persons), interactions),
        "persons_there": (sum(_is_there(view, "contacts", p) for p in persons), interactions and contacts_known),
        "employees": (len(employees), interactions),
        "employees_there": (sum(_is_there(view, "employees", e) for e in employees), interactions),
        "listed": (len(there), contacts_known),
        "deputies": (len(deputies), view.knows("account_team_members")),
        "naming_theirs": (sum(bool(_theirs(view, contact)) for contact in contacts), interactions),
        "naming_ours": (sum(bool(_ours(view, contact)) for contact in contacts), interactions),
        **{f"listed_{level}": (_on(level, there), contacts_known) for level in LEVELS},
        **{f"met_{level}": (_on(level, met), interactions and contacts_known) for level in LEVELS},
    }
    told = {name: value if known else None for name, (value, known) in {**gaps, **counts}.items()}
    return {"account_id": key, **told, "language": _language(view, account)}


def _on(level: str, rows: list[dict]) -> int:
    return sum(row["level"] == level for row in rows)


def _primary_known(view: View) -> bool:
    return view.knows("contacts.is_primary", "contacts")


def _serving(view: View, key: str) -> list[dict]:
    """Rows of those who serve the account on d and are still with us."""
    return [
        row
        for row in view.store.rows.get("account_team_members", [])
        if view.store.survivor[row["account_id"]] == key
        and (row["since"] is None or row["since"] <= view.d)
        and (row["until"] is None or row["until"] >= view.d)
        and _is_there(view, "employees", row["employee_id"])
    ]


def _language(view: View, account: dict) -> str:
    theirs = _codes(account["language"])
    if account["language"] is None:
        persons = view.store.rows.get("contacts", [])
        own = [row for row in persons if view.store.survivor[row["account_id"]] == account["account_id"]]
        theirs = set().union(*(_codes(row["language"]) for row in own if is_active(view, row)))
    if not theirs:
        return "theirs_not_known"
    who = {row["employee_id"] for row in _serving(view, account["account_id"])}
    if account["owner_id"] is not None and _is_there(view, "employees", account["owner_id"]):
        who.add(account["owner_id"])
    spoken = [_codes((_row_of(view, "employees", one) or {}).get("languages")) for one in who]
    if any(codes & theirs for codes in spoken):
        return "spoken"
    if not all(spoken) or not (owners_are_known(view) or view.knows("account_team_members")):
        return "ours_not_known"
    return "not_spoken" if spoken else "nobody_serves"


def _codes(text: str | None) -> set[str]:
    """`fi-FI` and `FI` are fi."""
    parts = [part.strip().lower().replace("_", "-").split("-")[0] for part in (text or "").split(",")]
    return {part for part in parts if part}
