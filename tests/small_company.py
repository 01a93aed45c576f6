"""A small company written as CSV files, for tests that need a store with every state in it and names that do harm."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2024, 5, 31)
TEAMS = {"t-coast": "Coast", "t-export": "Export", "t-north": "North & <b>West</b>"}
OWNERS = {"e1": ("A. Demir", "t-export"), "e2": ("P. Lindqvist", "t-coast"), "e3": ("S. Novak", "t-north")}

HOSTILE_NAMES = (
    "<script>document.title='taken'</script>",
    "![pixel](http://outside.invalid/pixel.png)",
    "[click](http://outside.invalid/) **bold** :red[red] $x^2$",
    '=HYPERLINK("http://outside.invalid","pay")',
    "شركة النور 🌙",
)
"""Names of the accounts h0, h1, ...: each a neglected buyer, the largest amounts of the store."""

SETTINGS = """\
[source]
folder = "exports"
as_of = {as_of}
timezone = "Europe/Helsinki"
reporting_currency = "EUR"
"""


def write_company(folder: Path, accounts: int = 60, as_of: date = AS_OF) -> Path:
    """Writes the CSV files into `folder`/exports and the settings beside it; returns the settings file."""
    random_source = random.Random(20240531)
    tables = {name: [] for name in ("accounts", "contacts", "orders", "interactions")}
    for number in range(accounts):
        _account(tables, f"a{number:03}", _name(number), as_of, random_source)
    for number, name in enumerate(HOSTILE_NAMES):
        _hostile_account(tables, f"h{number}", name, as_of, 400_000 - number)
    tables["teams"] = [{"team_id": key, "name": name} for key, name in TEAMS.items()]
    tables["employees"] = [
        {"employee_id": key, "name": name, "team_id": team, "active": "true"} for key, (name, team) in OWNERS.items()
    ]
    tables["accounts"].append({"account_id": "", "name": "A row without a key"})
    for name, rows in tables.items():
        write_table(folder / "exports", name, rows)
    settings = folder / "account_health.toml"
    settings.write_text(SETTINGS.format(as_of=as_of.isoformat()), encoding="utf-8")
    return settings


def write_table(folder: Path, table: str, rows: list[dict]) -> None:
    """Writes one canonical table as CSV with the columns its rows name."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)


def _name(number: int) -> str:
    first = ("Kestrel", "Umber", "Larkfield", "Quarry", "Harrow", "Penrose", "Calder", "Marlow", "Juniper", "Eastvale")
    second = ("Energy", "Instruments", "Foods", "Textiles", "Packaging", "Marine", "Labs")
    return f"{first[number % len(first)]} {second[number % len(second)]} {number}"


def _account(tables: dict[str, list], key: str, name: str, as_of: date, source: random.Random) -> None:
    owner = source.choice(list(OWNERS))
    tier = source.choice(["", "", "", "A", "B", "C"])
    tables["accounts"].append({"account_id": key, "name": name, "owner_id": owner, "tier_entered": tier})
    tables["contacts"].append(_contact(key, source.choice(["Anke Weber", "Mei Tan", "Hugo Lemaire"])))
    if source.random() < 0.3:
        return
    worth = 10 ** source.uniform(3, 5.5)
    for _ in range(source.randrange(1, 7)):
        _order(
            tables, key, as_of - timedelta(days=source.randrange(1, 800)), round(worth * source.uniform(0.3, 1.5), 2)
        )
    for _ in range(source.randrange(0, 40)):
        _contact_on(tables, key, owner, as_of - timedelta(days=source.randrange(0, 800)), source)
    if source.random() < 0.15:
        _planned_on(tables, key, owner, as_of + timedelta(days=source.randrange(1, 14)), as_of)


def _hostile_account(tables: dict[str, list], key: str, name: str, as_of: date, amount: float) -> None:
    """A buyer of 72 days ago whom somebody met long before the order, and nobody since."""
    tables["accounts"].append({"account_id": key, "name": name, "owner_id": "e1"})
    tables["contacts"].append(_contact(key, f"Person of {name}"))
    _order(tables, key, as_of - timedelta(days=72), amount)
    met_on = as_of - timedelta(days=83)
    _interaction(tables, key, "e1", met_on, kind="meeting", status="held", subject=f"About {name}", place="customer")


def _contact(key: str, name: str) -> dict:
    return {
        "contact_id": f"c-{key}",
        "account_id": key,
        "name": name,
        "title": "head of purchasing",
        "phone": "+358 9 555 0100",
        "email": f"{key}@example.com",
        "is_primary": "true",
    }


def _order(tables: dict[str, list], key: str, on: date, amount: float) -> None:
    number = len(tables["orders"])
    order = {"order_id": f"o{number:05}", "account_id": key, "ordered_on": on.isoformat(), "amount": amount}
    tables["orders"].append(order | {"currency": "EUR", "status": "delivered", "product_line": "Pumps"})


def _contact_on(tables: dict[str, list], key: str, owner: str, on: date, source: random.Random) -> None:
    kind = source.choice(["meeting", "meeting", "call"])
    _interaction(tables, key, owner, on, kind=kind, status="held", subject="Status", place="customer")


def _planned_on(tables: dict[str, list], key: str, owner: str, on: date, as_of: date) -> None:
    created = (as_of - timedelta(days=3)).isoformat()
    _interaction(tables, key, owner, on, kind="meeting", status="planned", subject="Planned", created_at=created)


def _interaction(tables: dict[str, list], key: str, owner: str, on: date, **fields: str) -> None:
    number = len(tables["interactions"])
    row = {"interaction_id": f"i{number:05}", "account_id": key, "employee_id": owner, "contact_id": f"c-{key}"}
    tables["interactions"].append(row | {"starts_at": f"{on.isoformat()}T09:00:00Z", **fields})
