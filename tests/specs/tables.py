"""Stores written as small tables, taken the real way into a mirror, and what comes out compared with small tables.

A store is text: blocks apart by an empty line, each the name of a table, a line of columns and a line per row.

    orders
    account_id | ordered_on | amount
    a          | d-14       | 100

An empty cell is null. `d` is the as-of date and `d-14` the day 14 days before it; in a column of times it means noon
UTC of that day, and `d-14 08:30` says another time. Columns that a block does not name but the data model demands get
something harmless (an order is 100 EUR and delivered, an interaction is a held meeting). Accounts need no block of
their own: without one, every account that a row names is there.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pandas as pd
from sqlalchemy import select

from dashboard.policy import DEFAULT_POLICY, Policy, policy_from
from dashboard.scoring import Scored, score
from data_access.localtime import day_of
from data_access.mirror import Mirror, TableReport, open_mirror, refresh
from data_access.mirror.tables import MIRROR
from data_access.schema import CANONICAL, rule
from data_access.settings import Settings, SourceSettings

D = date(2024, 6, 30)
NOW = datetime(2024, 7, 1, 6, tzinfo=UTC)
SET_ASIDE, LEFT_OUT = "row set aside", "value left out"

Row = dict[str, object]

_BAR = re.compile(r"(?<!\S)\|(?!\S)")
_DAY = re.compile(r"d(?:([+-])(\d+))?(?: (\d\d:\d\d(?::\d\d)?))?")
_OPEN_AT_ONCE = 6


# ---- stores


@dataclass(frozen=True)
class Store:
    """The files of a CSV folder, by name, and the settings they are read with."""

    files: tuple[tuple[str, bytes], ...]
    zone: str = "UTC"
    currency: str = "EUR"


def store(text: str, zone: str = "UTC", currency: str = "EUR") -> Store:
    """The store that these tables describe."""
    tables = {name: _completed(name, rows) for name, rows in _blocks(text)}
    if "accounts" not in tables:
        tables = {"accounts": _completed("accounts", _accounts_named_in(tables)), **tables}
    return folder({f"{name}.csv": _csv(rows) for name, rows in tables.items()}, zone, currency)


def active_store(text: str, zone: str = "UTC") -> Store:
    """The store that these tables describe, and an order of every account on d-200, so that all of them are active."""
    tables = dict(_blocks(text))
    accounts = tables.get("accounts") or _accounts_named_in(tables)
    orders = "\n".join(["orders", "account_id | ordered_on", *(f"{row['account_id']} | d-200" for row in accounts)])
    return store(f"{text.strip()}\n\n{orders}", zone)


def folder(files: dict[str, str | bytes], zone: str = "UTC", currency: str = "EUR") -> Store:
    """The store that these files hold, taken as they are: text is written as UTF-8."""
    written = ((name, dedent(text).encode() if isinstance(text, str) else text) for name, text in files.items())
    return Store(tuple(written), zone, currency)


def _blocks(text: str) -> Iterable[tuple[str, list[dict[str, str]]]]:
    for block in re.split(r"\n\s*\n", text.strip()):
        name, *lines = (line.strip() for line in block.splitlines())
        yield name, parsed("\n".join(lines))


def parsed(text: str) -> list[dict[str, str]]:
    """The rows of one table of text, each by column."""
    header, *lines = ([cell.strip() for cell in _BAR.split(line)] for line in text.strip().splitlines())
    return [dict(zip(header, cells, strict=True)) for cells in lines]


_HARMLESS = {
    "teams": {"name": "Team {key}"},
    "employees": {"name": "Employee {key}"},
    "accounts": {"name": "Account {key}"},
    "contacts": {"name": "Contact {key}"},
    "account_team_members": {"role": "member"},
    "interactions": {"interaction_id": "i{number}", "kind": "meeting", "status": "held"},
    "orders": {"order_id": "o{number}", "amount": "100", "currency": "EUR", "status": "delivered"},
    "opportunities": {"opportunity_id": "p{number}"},
    "commitments": {"commitment_id": "m{number}", "due_on": "d"},
    "cases": {"case_id": "c{number}", "opened_at": "d"},
    "survey_responses": {
        "response_id": "r{number}",
        "instrument": "satisfaction",
        "dimension": "overall",
        "score": "8",
        "scale_min": "0",
        "scale_max": "10",
        "answered_at": "d",
    },
    "qualifications": {"qualification_id": "q{number}", "kind": "certification", "name": "Certificate"},
}


def _completed(table: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows with harmless cells in the columns they do not name, and with dates in place of `d-14`."""
    kinds = {column.name: rule(column).kind for column in CANONICAL.tables[table].columns}
    complete = []
    for number, row in enumerate(rows, start=1):
        key = next(iter(row.values()))
        harmless = {
            name: cell.format(key=key, number=number)
            for name, cell in _HARMLESS.get(table, {}).items()
            if name not in row
        }
        complete.append({name: dated(cell, kinds.get(name)) for name, cell in {**harmless, **row}.items()})
    return complete


def dated(cell: str, kind: str | None) -> str:
    """The cell, as an ISO date or time where its column holds those and it is written as a distance from d."""
    found = _DAY.fullmatch(cell)
    if found is None or kind not in ("date", "time"):
        return cell
    sign, days, hour = found.groups()
    day = D + timedelta(int(f"{sign}{days}")) if days else D
    return day.isoformat() if kind == "date" else f"{day}T{hour or '12:00'}Z"


def _accounts_named_in(tables: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    named = dict.fromkeys(row["account_id"] for rows in tables.values() for row in rows if row.get("account_id"))
    return [{"account_id": account} for account in named]


def _csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@lru_cache(maxsize=_OPEN_AT_ONCE)
def mirror_of(given: Store) -> Mirror:
    """The mirror of the store, refreshed from a CSV folder at NOW."""
    # The file stays readable without its name for as long as the mirror that opened it is remembered.
    with TemporaryDirectory(prefix="specs-") as place:
        crm = Path(place, "crm")
        crm.mkdir()
        for name, content in given.files:
            (crm / name).write_bytes(content)
        source = SourceSettings(folder=crm, timezone=given.zone, reporting_currency=given.currency)
        settings = Settings(source=source, mirror=Path(place, "mirror"))
        refresh(settings, NOW)
        return open_mirror(settings)


# ---- what comes out


def scored(given: Store, as_of: date = D, policy: dict | None = None) -> Scored:
    """The scored store on the date under the default policy, changed by `policy`."""
    return _scored(given, as_of, policy_from(policy) if policy else DEFAULT_POLICY)


@lru_cache(maxsize=_OPEN_AT_ONCE)
def _scored(given: Store, as_of: date, policy: Policy) -> Scored:
    return score(mirror_of(given), as_of, policy)


def facts_of(given: Store, as_of: date = D, policy: dict | None = None) -> dict[str, Row]:
    """The facts of every account that exists on the date, by account_id; missing values are None."""
    return {row["account_id"]: row for row in rows_of(scored(given, as_of, policy).accounts)}


def watches_of(given: Store, as_of: date = D, policy: dict | None = None) -> list[Row]:
    """Every open watch: account_id, order_on, days, amount, state, shown and the contact at each checkpoint."""
    return rows_of(scored(given, as_of, policy).watches)


def connected_in(given: Store, as_of: date = D, policy: dict | None = None) -> frozenset[str]:
    """The tables, and as table.column the columns, that are connected on the date."""
    return scored(given, as_of, policy).connected


def entries_of(given: Store) -> list[Row]:
    """What the intake listed: table, key, column, value, reason, done, time."""
    return rows_of(mirror_of(given).problems())


def report_on(given: Store, table: str) -> TableReport:
    """What became of one table in the load."""
    return mirror_of(given).report.table(table)


def kept_in(given: Store, table: str) -> list[Row]:
    """The rows of the table that the mirror holds, with dates as dates and times in UTC."""
    frame = mirror_of(given).frame(select(MIRROR.tables[table]))
    rows = []
    for found in rows_of(frame):
        row = dict(found)
        for column in CANONICAL.tables[table].columns:
            kind, name = rule(column).kind, column.name
            if kind == "date":
                row[name] = None if found[f"{name}_day"] is None else day_of(found[f"{name}_day"])
            if kind == "time":
                row[name] = None if found[f"{name}_us"] is None else _moment(found[f"{name}_us"])
        rows.append(row)
    return rows


def _moment(us: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(us))


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as plain Python values."""
    return [{name: _plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def _plain(cell: object) -> object:
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, pd.Timestamp):
        moment = cell.to_pydatetime()
        return moment if moment.tzinfo or moment.time() != time() else moment.date()
    return cell.item() if hasattr(cell, "item") else cell


# ---- comparing


def expect_facts(given: Store, expected: str, as_of: date = D, policy: dict | None = None) -> None:
    """Fails unless the accounts in the table have these facts on the date; other accounts and columns are free."""
    __tracebackhide__ = True
    real = facts_of(given, as_of, policy)
    found = []
    for row in parsed(expected):
        account = row["account_id"]
        if account not in real:
            found.append(f"{account} does not exist on {as_of}")
            continue
        found += [
            f"{account}, {name}: expected {cell or 'nothing'}, got {real[account][name]}"
            for name, cell in row.items()
            if not agrees(real[account][name], cell)
        ]
    assert not found, "\n".join(found)


def expect_rows(real: Iterable[Row], expected: str) -> None:
    """Fails unless there are exactly these rows, in any order; columns that the table does not name are free."""
    __tracebackhide__ = True
    left, missing = list(real), []
    wanted = parsed(expected)
    names = [cell.strip() for cell in _BAR.split(expected.strip().splitlines()[0])]
    for row in wanted:
        match = next((r for r in left if all(agrees(r[name], cell) for name, cell in row.items())), None)
        if match is None:
            missing.append(row)
        else:
            left.remove(match)
    found = [f"expected, not there: {list(row.values())}" for row in missing]
    found += [f"there, not expected: {[row[name] for name in names]}" for row in left]
    assert not found, "\n".join(found)


def expect_watches(given: Store, expected: str, as_of: date = D, policy: dict | None = None) -> None:
    """Fails unless exactly these watches are open on the date."""
    __tracebackhide__ = True
    expect_rows(watches_of(given, as_of, policy), expected)


def expect_entries(given: Store, expected: str) -> None:
    """Fails unless the intake listed exactly these entries."""
    __tracebackhide__ = True
    expect_rows(entries_of(given), expected)


def expect_kept(given: Store, table: str, expected: str) -> None:
    """Fails unless the mirror holds exactly these rows of the table."""
    __tracebackhide__ = True
    expect_rows(kept_in(given, table), expected)


def agrees(real: object, cell: str) -> bool:
    """Whether a value is what a cell says: `d-3`, `1/3` and `yes` are read by the kind of the value."""
    if real is None or cell == "":
        return real is None and cell == ""
    if isinstance(real, bool):
        return cell == ("yes" if real else "no")
    if isinstance(real, int | float | Decimal):
        return _number(cell) is not None and math.isclose(float(real), _number(cell), rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(real, datetime):
        return datetime.fromisoformat(dated(cell, "time")) == real
    if isinstance(real, date):
        return dated(cell, "date") == real.isoformat()
    return str(real) == cell


def _number(cell: str) -> float | None:
    try:
        return float(Fraction(cell))
    except ValueError:
        return None
