"""Every problem entry and every fact of random stores, against a second reading of the documents in plain Python."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.policy import policy_from
from dashboard.scoring import FACT_COLUMNS, Scored, score, score_with_trend
from data_access.mirror import Mirror, open_mirror, refresh
from data_access.settings import Settings, SourceSettings
from tests.plain.facts import attention_orders, facts, watches
from tests.plain.intake import PlainStore, RawStore, load
from tests.plain.months import cadence_cells, met
from tests.plain.random_stores import Case, random_store
from tests.plain.view import connected

SEEDS = 320
PER_TEST = 10
SHOWN = 12
DECIDE_NOTHING = {"fx_rates", "interaction_participants"}
"""Tables of which no figure asks whether they are connected."""
ENTRY = ["table", "key", "column", "value", "reason", "done"]


@pytest.mark.parametrize("first", range(0, SEEDS, PER_TEST))
def test_random_stores_agree_with_the_plain_reading(first: int, tmp_path: Path) -> None:
    differences = []
    for seed in range(first, first + PER_TEST):
        differences += differences_of(random_store(seed), tmp_path / str(seed))
    assert not differences, "\n".join(
        [f"{len(differences)} differences between the code and the plain reading:", *differences[:SHOWN]]
    )


def differences_of(case: Case, folder: Path) -> list[str]:
    """One sentence per difference between the real code and the plain reading of this case."""
    plain = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
    mirror = real_mirror(case, folder)
    found = [*intake_differences(plain, mirror)]
    policy = policy_from(case.policy)
    # Twelve months and the trend take as long as all facts: one date of each store has its turn.
    whole = case.as_of[case.seed % len(case.as_of)]
    for d in case.as_of:
        scored = score_with_trend(mirror, d, policy) if d == whole else score(mirror, d, policy)
        found += [f"{d}: {text}" for text in fact_differences(plain, scored, d, case.policy, trend=d == whole)]
        if d == whole:
            found += [f"{d}: {text}" for text in met_differences(plain, scored, d, case.policy)]
    return [f"seed {case.seed}, {text}" for text in found]


def real_mirror(case: Case, folder: Path) -> Mirror:
    """The mirror that the real code makes of the case written as a CSV folder."""
    write_folder(case.raw, folder / "crm")
    settings = Settings(
        source=SourceSettings(folder=folder / "crm", timezone=case.zone, reporting_currency=case.currency),
        mirror=folder / "mirror",
    )
    refresh(settings, case.now)
    return open_mirror(settings)


def write_folder(raw: RawStore, folder: Path) -> None:
    """Writes each table as a CSV file."""
    folder.mkdir(parents=True)
    for table, (columns, rows) in raw.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])


# ---- intake


def intake_differences(plain: PlainStore, mirror: Mirror) -> list[str]:
    """What differs in the entries, in the rows kept per table and in the participants ignored."""
    real = Counter(tuple(plain_value(cell) or "" for cell in row) for row in mirror.problems()[ENTRY].to_numpy())
    mine = Counter((e.table, e.key, e.column, e.value, e.reason, e.done) for e in plain.entries)
    found = [f"entry only in the code: {entry}" for entry in (real - mine).elements()]
    found += [f"entry only in the plain reading: {entry}" for entry in (mine - real).elements()]
    reports = {table.table: table for table in mirror.report.tables}
    kept = {name: report.rows_kept for name, report in reports.items() if report.connected}
    expected = {name: len(rows) for name, rows in plain.rows.items()}
    if kept != expected:
        found.append(f"rows kept: code {kept}, plain {expected}")
    ignored = sum(report.ignored for report in reports.values())
    if ignored != plain.ignored_participants:
        found.append(f"participants ignored: code {ignored}, plain {plain.ignored_participants}")
    return found


# ---- facts


def fact_differences(plain: PlainStore, scored: Scored, d: date, policy: dict, trend: bool) -> list[str]:
    """What differs on d in what is connected, facts, watches and the weeks of the attention shift."""
    expected = facts(plain, d, policy, trend)
    found = frame_differences("account", expected, scored.accounts, ["account_id"])
    if expected and not set(FACT_COLUMNS) <= set(expected[0]):
        found.append(f"columns that the plain reading lacks: {set(FACT_COLUMNS) - set(expected[0])}")
    here, there = scored.connected - DECIDE_NOTHING, connected(plain, d, policy) - DECIDE_NOTHING
    if here != there:
        found.append(f"connected: only in the code {sorted(here - there)}, only in the plain {sorted(there - here)}")
    order = [*scored.accounts["account_id"]]
    if order != sorted(order):
        found.append("accounts are not sorted by account_id")
    found += frame_differences("watch", watches(plain, d, policy), scored.watches, ["account_id", "order_on"])
    weeks = weekly_groups(plain, expected, d, policy)
    found += frame_differences("week", weeks, scored.attention, ["team_id", "owner_id", "tier", "week"])
    return found


def met_differences(plain: PlainStore, scored: Scored, d: date, policy: dict) -> list[str]:
    """What differs on d in the cadence cells of twelve months, the places of meetings and the levels met."""
    cell = ["month", "team_id", "owner_id", "tier"]
    found = frame_differences("cell", cadence_cells(plain, d, policy), scored.months.cells, cell)
    how = scored.met.assign(account_id=scored.accounts["account_id"])
    return found + frame_differences("met", met(plain, d, policy), how, ["account_id"])


def weekly_groups(plain: PlainStore, accounts: list[dict], d: date, policy: dict) -> list[dict]:
    """Orders, contacts and squared contacts by team, owner, tier and week."""
    groups = defaultdict(list)
    by_account = {row["account_id"]: row for row in accounts}
    for account, _, weeks in attention_orders(plain, d, policy):
        row = by_account[account]
        for week, contacts in weeks.items():
            groups[row["team_id"], row["owner_id"], row["tier"], week].append(contacts)
    names = ("team_id", "owner_id", "tier", "week")
    return [
        dict(zip(names, group, strict=True))
        | {"orders": len(counts), "contacts": sum(counts), "squares": sum(count**2 for count in counts)}
        for group, counts in groups.items()
    ]


def frame_differences(what: str, expected: list[dict], frame: pd.DataFrame, key: list[str]) -> list[str]:
    """One sentence per row on one side only and per cell that differs; columns are those of the plain reading."""
    mine = {tuple(row[name] for name in key): row for row in expected}
    columns = list(expected[0]) if expected else key
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        return [f"{what}: the code has no columns {missing}"]
    real = {}
    for cells in frame[columns].to_dict("records"):
        row = {name: plain_value(cell) for name, cell in cells.items()}
        real[tuple(row[name] for name in key)] = row
    found = [f"{what} {row}: only in the code" for row in real.keys() - mine.keys()]
    found += [f"{what} {row}: only in the plain reading" for row in mine.keys() - real.keys()]
    if len(frame) != len(real):
        found.append(f"{what}: the code has {len(frame) - len(real)} rows more than once")
    for row in mine.keys() & real.keys():
        found += [
            f"{what} {row}, {name}: code {real[row][name]!r}, plain {mine[row][name]!r}"
            for name in columns
            if not same(real[row][name], mine[row][name])
        ]
    return found


def plain_value(cell: object) -> object:
    """A cell of a frame as plain Python: None where it is missing, a date where it is a day."""
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, datetime):
        assert cell == datetime.combine(cell.date(), datetime.min.time()), f"{cell} is no day"
        return cell.date()
    return cell.item() if hasattr(cell, "item") else cell


def same(real: object, mine: object) -> bool:
    """Whether two cells agree: numbers to 1e-9, everything else exactly."""
    numbers = (int, float, Decimal)
    if isinstance(real, numbers) and isinstance(mine, numbers):
        return math.isclose(float(real), float(mine), rel_tol=1e-9, abs_tol=1e-12)
    return type(real) is type(mine) and real == mine
