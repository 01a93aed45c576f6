"""Measures a refresh and the facts of a date on a folder of any size, beside a hand-written query on the same file.

    python -m tests.size.bench --size S                     makes the folder where there is none
    python -m tests.size.bench --folder FOLDER --as-of 2026-06-30

Every part runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dashboard.commands.facts import fact_types
from dashboard.commands.output import aligned, as_table, write_table
from dashboard.commands.progress import ProgressLines
from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import Scored, score
from data_access import mirror as mirrors
from data_access.localtime import day_number
from data_access.settings import Settings, SourceSettings
from tests.size.hand_written import hand_written
from tests.size.write import Size, write

SIZES = {
    "S": Size(1_000, 100_000, 10_000),
    "M": Size(100_000, 10_000_000, 1_000_000),
    "L": Size(1_000_000, 100_000_000, 10_000_000),
}
FOLDER = Path("var/size")
COMPARED = (
    "account_name",
    "team_name",
    "owner_name",
    "revenue_12m",
    "revenue_prior_12m",
    "orders_12m",
    "first_order_on",
    "last_order_on",
    "contacts_90d",
    "contacts_365d",
    "meetings_90d",
    "meetings_365d",
    "last_contact_on",
    "last_contact_kind",
    "last_contact_id",
    "last_contact_employee_id",
    "last_contact_contact_id",
    "last_meeting_on",
    "last_review_on",
    "next_planned_on",
    "rhythm",
)
ZERO_WITHOUT_ROWS = ("revenue_", "orders_12m", "contacts_", "meetings_")


class TimedReader:
    """A mirror that notes how long each select takes, under the name of the function that asks."""

    def __init__(self, mirror: mirrors.Mirror) -> None:
        self._mirror = mirror
        self.seconds: dict[str, float] = defaultdict(float)

    def arrow(self, statement: object) -> object:
        """The rows of the select."""
        asking = sys._getframe(1).f_code.co_name.strip("_")
        start = time.perf_counter()
        rows = self._mirror.arrow(statement)
        self.seconds[asking] += time.perf_counter() - start
        return rows


def main() -> None:
    """Reads the arguments and prints the measurements, or does one part of them."""
    parser = argparse.ArgumentParser(description="Measures refresh and facts beside a hand-written query.")
    parser.add_argument("--size", choices=SIZES, default="S")
    parser.add_argument("--folder", type=Path, help="measure on this folder instead")
    parser.add_argument("--as-of", type=date.fromisoformat, default=Size.until)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--mirror", type=Path, help="use the mirror there, made where it is missing")
    parser.add_argument("--part", choices=_PARTS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        settings = Settings(source=SourceSettings(folder=given.folder.resolve()), mirror=given.mirror.resolve())
        found = _PARTS[given.part](settings, given.as_of, given.runs)
        found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
        return
    folder = given.folder or FOLDER / given.size
    if not folder.exists():
        print(f"Writing {folder}", file=sys.stderr)
        write(folder, SIZES[given.size])
    if given.mirror:
        _measure(folder, given.mirror, given.as_of, given.runs)
        return
    with tempfile.TemporaryDirectory(dir=folder.parent) as mirror:
        _measure(folder, Path(mirror), given.as_of, given.runs)


def _measure(folder: Path, mirror: Path, as_of: date, runs: int) -> None:
    def part(name: str) -> dict:
        words = ["--folder", str(folder), "--mirror", str(mirror), "--as-of", str(as_of), "--runs", str(runs)]
        command = [sys.executable, "-m", "tests.size.bench", "--part", name, *words]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    refreshed, ours, by_hand, written = (part(name) for name in ("refresh", "facts", "hand", "export"))
    compared = part("compare")
    floor = by_hand["median"] + ours["scoring"]
    print(f"\n{folder}: {refreshed['rows']}; mirror of {refreshed['megabytes']:,.0f} MB; as of {as_of}")
    rows = [("", "median s", "n", "least s", "most s", "peak MB")]
    for name, found in {
        "refresh into an empty mirror": refreshed,
        "facts of all accounts, scored, warm": ours,
        "hand-written query, warm": by_hand,
        "facts written as CSV, with opening": written,
    }.items():
        times = found["seconds"]
        numbers = (f"{statistics.median(times):.3f}", str(len(times)), f"{min(times):.3f}", f"{max(times):.3f}")
        rows.append((name, *numbers, f"{found['memory']:,.0f}"))
    print("\n".join(aligned(rows)))
    print(f"\nours / hand-written query: {ours['median'] / by_hand['median']:.2f}")
    print(f"ours / (hand-written query + our scoring): {ours['median'] / floor:.2f}")
    print(f"{compared['agree']} of {compared['columns']} columns agree with the hand-written query over all rows")
    print("\n".join(compared["differences"]))
    steps = sorted(ours["parts"].items(), key=lambda part: -part[1])
    shares = [(name, f"{1000 * seconds:,.0f} ms", f"{seconds / ours['median']:.0%}") for name, seconds in steps]
    print("\n".join(aligned([("where the time goes (medians)", "", "of all"), *shares])))


def _refresh(settings: Settings, as_of: date, _runs: int) -> dict:
    """Builds the mirror where there is none; otherwise tells how long that took when it was made."""
    if mirrors.current_version(settings) is None:
        evening = datetime.combine(as_of, clock_time(20), UTC)
        start = time.perf_counter()
        with ProgressLines(sys.stderr) as progress:
            mirrors.refresh(settings, evening, progress=progress.show)
        seconds = [time.perf_counter() - start]
    else:
        report = mirrors.open_mirror(settings).report
        seconds = [(report.finished_at - report.started_at).total_seconds()]
    mirror = mirrors.open_mirror(settings)
    counts = [f"{table.rows_kept:,} {table.table}" for table in mirror.report.tables if table.rows_kept >= 1_000]
    return {"seconds": seconds, "rows": ", ".join(counts), "megabytes": mirror.file.stat().st_size / 1e6}


def _facts(settings: Settings, as_of: date, runs: int) -> dict:
    mirror = mirrors.open_mirror(settings)
    score(mirror, as_of, DEFAULT_POLICY)
    seconds, parts = [], defaultdict(list)
    for _ in range(runs):
        reader = TimedReader(mirror)
        start = time.perf_counter()
        score(reader, as_of, DEFAULT_POLICY)
        seconds.append(time.perf_counter() - start)
        for name, spent in reader.seconds.items():
            parts[f"select {name}"].append(spent)
        parts["scoring and frames"].append(seconds[-1] - sum(reader.seconds.values()))
    medians = {name: statistics.median(spent) for name, spent in parts.items()}
    median = statistics.median(seconds)
    return {"seconds": seconds, "median": median, "parts": medians, "scoring": medians["scoring and frames"]}


def _hand(settings: Settings, as_of: date, runs: int) -> dict:
    connection = duckdb.connect(mirrors.open_mirror(settings).file, read_only=True)
    hand_written(connection, day_number(as_of))
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        hand_written(connection, day_number(as_of))
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "median": statistics.median(seconds)}


def _export(settings: Settings, as_of: date, runs: int) -> dict:
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(runs):
            start = time.perf_counter()
            accounts = score(mirrors.open_mirror(settings), as_of, DEFAULT_POLICY).accounts
            write_table(as_table(accounts, fact_types()), "csv", Path(folder) / "facts.csv")
            seconds.append(time.perf_counter() - start)
    return {"seconds": seconds}


def compare(settings: Settings, as_of: date, _runs: int = 1) -> dict:
    """How many columns of ours equal those of the hand-written query in every row."""
    mirror = mirrors.open_mirror(settings)
    scored = score(mirror, as_of, DEFAULT_POLICY)
    with duckdb.connect(mirror.file, read_only=True) as connection:
        accounts, starts = (table.to_pandas() for table in hand_written(connection, day_number(as_of)))
    different = _different_columns(scored.accounts, accounts) + _different_sums(scored, starts)
    columns = len(COMPARED) + 4
    return {"agree": columns - len(different), "columns": columns, "differences": different}


def _different_columns(ours: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    if list(ours["account_id"]) != list(theirs["account_id"]):
        return ["the accounts themselves"]
    different = []
    for name in COMPARED:
        mine, other = ours[name], theirs[name]
        if mine.dtype.kind == "M":
            mine = (mine - pd.Timestamp(0)).dt.days
        if name.startswith(ZERO_WITHOUT_ROWS):
            other = other.fillna(0)
        if mine.dtype == object:
            same = (mine.isna() & other.isna()) | (mine == other)
        else:
            same = np.isclose(mine.astype(float), other.astype(float), rtol=1e-12, atol=1e-9, equal_nan=True)
        if not same.all():
            different.append(f"{name}: {(~same).sum():,} rows differ")
    return different


def _different_sums(scored: Scored, starts: pd.DataFrame) -> list[str]:
    """Differences of the sums over starting order days: those on watch, and contacts before and after."""
    day = day_number(scored.as_of)
    period = starts[(starts["order_day"] > day - 456) & (starts["order_day"] <= day - 91)]
    watched = starts[starts["order_day"] > day - DEFAULT_POLICY.watch_days]
    pairs = {
        "open watches": (len(scored.watches), len(watched)),
        "attention_before": (scored.accounts["attention_before"].sum(), period["before"].sum()),
        "attention_after": (scored.accounts["attention_after"].sum(), period["after"].sum()),
        "attention_orders": (scored.accounts["attention_orders"].sum(), len(period)),
    }
    return [f"{name}: {mine:,} against {other:,}" for name, (mine, other) in pairs.items() if mine != other]


_PARTS = {"refresh": _refresh, "facts": _facts, "hand": _hand, "export": _export, "compare": compare}

if __name__ == "__main__":
    main()
