"""What is measured on one store, each part in a process of its own so that its peak memory is its own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from dashboard import history
from dashboard.commands.facts import fact_types
from dashboard.commands.output import as_table, write_table
from dashboard.commands.progress import ProgressLines
from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import Scored, score, trend_from, with_trend
from dashboard.store import CONFIG_VARIABLE
from dashboard.ui.menu import ENTRIES, PAGES_FOLDER
from data_access import history as histories
from data_access import mirror as mirrors
from data_access.localtime import day_number
from data_access.scope import Scope
from data_access.settings import Settings, SourceSettings
from sample_data import REPORTING_CURRENCY, TIMEZONE, write_sample
from tests.browser.server import answers, call, free_port
from tests.size.hand_written import hand_written

ROOT = Path(__file__).resolve().parents[2]
WARM_RUNS = 12
PATIENCE_SECONDS = 120
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
ZERO_WITHOUT_ROWS = ("orders_12m", "contacts_", "meetings_")


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


@dataclass(frozen=True)
class Place:
    """Where the store to measure and its mirror are, and the day it is measured on."""

    folder: Path
    mirror: Path
    as_of: date
    accounts: int

    @property
    def settings(self) -> Settings:
        """The settings of the store, as its mirror is made with them."""
        source = SourceSettings(
            folder=self.folder, timezone=TIMEZONE, reporting_currency=REPORTING_CURRENCY, as_of=self.as_of
        )
        return Settings(source=source, mirror=self.mirror)

    def write_settings(self) -> Path:
        """The same settings as a file that a server reads; the data are shown as of their own day."""
        file = self.mirror / "account_health.toml"
        file.write_text(
            f'[source]\nfolder = "{self.folder}"\nas_of = {self.as_of}\ntimezone = "{TIMEZONE}"\n'
            f'reporting_currency = "{REPORTING_CURRENCY}"\n\n[storage]\nmirror = "{self.mirror}"\n',
            encoding="utf-8",
        )
        return file


def generate(place: Place, _runs: int) -> dict:
    """The sample company of this size written as Parquet files."""
    start = time.perf_counter()
    with ProgressLines(sys.stderr) as progress:

        def tell(step: str, done: int, total: int) -> None:
            progress.show(mirrors.Progress(step, share=done / total if total else None))

        write_sample(place.folder, until=place.as_of, accounts=place.accounts, progress=tell)
    return {"seconds": [time.perf_counter() - start]}


def refresh(place: Place, _runs: int) -> dict:
    """The store read into the mirror: into an empty one, or beside the version that is there."""
    evening = datetime.combine(place.as_of, clock_time(18), UTC)
    start = time.perf_counter()
    with ProgressLines(sys.stderr) as progress:
        mirrors.refresh(place.settings, evening, progress=progress.show)
    seconds = [time.perf_counter() - start]
    mirror = mirrors.open_mirror(place.settings)
    counts = [f"{table.rows_kept:,} {table.table}" for table in mirror.report.tables if table.rows_kept >= 1_000]
    return {"seconds": seconds, "rows": ", ".join(counts), "megabytes": mirror.file.stat().st_size / 1e6}


def facts(place: Place, runs: int) -> dict:
    """The facts of all accounts, scored, and where their time goes."""
    mirror = mirrors.open_mirror(place.settings)
    score(mirror, place.as_of, DEFAULT_POLICY)
    seconds, parts = [], defaultdict(list)
    for _ in range(runs):
        reader = TimedReader(mirror)
        start = time.perf_counter()
        score(reader, place.as_of, DEFAULT_POLICY)
        seconds.append(time.perf_counter() - start)
        for name, spent in reader.seconds.items():
            parts[f"select {name}"].append(spent)
        parts["scoring and frames"].append(seconds[-1] - sum(reader.seconds.values()))
    medians = {name: statistics.median(spent) for name, spent in parts.items()}
    return {"seconds": seconds, "parts": medians, "scoring": medians["scoring and frames"]}


def with_trends(place: Place, runs: int) -> dict:
    """The same facts with the trend, where the earlier date was scored before."""
    mirror = mirrors.open_mirror(place.settings)
    before = score(mirror, trend_from(place.as_of), DEFAULT_POLICY).accounts
    return {"seconds": _times(lambda: with_trend(score(mirror, place.as_of, DEFAULT_POLICY), before), runs)}


def weeks(place: Place, _runs: int) -> dict:
    """The weekly history from nothing."""
    mirror = mirrors.open_mirror(place.settings)
    histories_place(place).file.unlink(missing_ok=True)
    with ProgressLines(sys.stderr) as progress:
        return {"seconds": _times(lambda: history.build(place.settings, mirror, DEFAULT_POLICY, progress.show), 1)}


def one_more_week(place: Place, runs: int) -> dict:
    """The history extended by its last week."""
    mirror, there = mirrors.open_mirror(place.settings), histories_place(place)
    last = history.weeks_until(place.as_of)[-1]
    columns = list(histories.OF_ACCOUNT)

    def extend() -> None:
        with histories.writing(there, there.file) as writer:
            writer.forget(from_day=day_number(last), before_day=0)
            writer.add(day_number(last), score(mirror, last, DEFAULT_POLICY).accounts[columns])

    return {"seconds": _times(extend, runs)}


def weeks_read(place: Place, runs: int) -> dict:
    """Two years of the busiest account, and twelve weeks of every team, read from the history."""
    there, everything = histories.open_history(histories_place(place)), Scope.everything()
    busiest = there.week(there.days()[-1]).nlargest(1, "revenue_12m")["account_id"].iloc[0]

    def read() -> None:
        there.of_account(everything, busiest, place.as_of)
        there.of_teams(everything, place.as_of - timedelta(weeks=12), place.as_of)

    return {"seconds": _times(read, runs)}


def histories_place(place: Place) -> histories.Place:
    """Where the history of the store to measure is."""
    return history.place_of(place.settings, mirrors.open_mirror(place.settings), DEFAULT_POLICY)


def by_hand(place: Place, runs: int) -> dict:
    """The same facts by a query written by hand, on the same file."""
    connection = duckdb.connect(mirrors.open_mirror(place.settings).file, read_only=True)
    hand_written(connection, day_number(place.as_of))
    return {"seconds": _times(lambda: hand_written(connection, day_number(place.as_of)), runs)}


def export(place: Place, runs: int) -> dict:
    """The facts written as CSV, with the opening of the mirror."""
    with tempfile.TemporaryDirectory() as folder:

        def write() -> None:
            accounts = score(mirrors.open_mirror(place.settings), place.as_of, DEFAULT_POLICY).accounts
            write_table(as_table(accounts, fact_types()), "csv", Path(folder) / "facts.csv")

        return {"seconds": _times(write, runs)}


def pages(place: Place, _runs: int) -> dict:
    """Every page as Streamlit runs it, without a browser: its first run in this process, then warm ones."""
    mirror = mirrors.open_mirror(place.settings)
    busiest = score(mirror, place.as_of, DEFAULT_POLICY).accounts.nlargest(1, "contacts_365d")["account_id"].iloc[0]
    os.environ[CONFIG_VARIABLE] = str(place.write_settings())
    return {"pages": {entry.title: _page_runs(entry, busiest) for entry in ENTRIES}}


def start(place: Place, runs: int) -> dict:
    """The server from its start until it answers, and until it is ready to show figures."""
    settings = place.write_settings()
    return {"seconds": [_seconds_to_ready(settings) for _ in range(runs)]}


def compare(place: Place, _runs: int = 1) -> dict:
    """How many columns of ours equal those of the hand-written query in every row."""
    mirror = mirrors.open_mirror(place.settings)
    scored = score(mirror, place.as_of, DEFAULT_POLICY)
    with duckdb.connect(mirror.file, read_only=True) as connection:
        accounts, starts = (table.to_pandas() for table in hand_written(connection, day_number(place.as_of)))
    different = _different_columns(scored.accounts, accounts) + _different_sums(scored, starts)
    columns = len(COMPARED) + 4
    return {"agree": columns - len(different), "columns": columns, "differences": different}


PARTS: Mapping[str, Callable[[Place, int], dict]] = {
    "generate": generate,
    "refresh": refresh,
    "again": refresh,
    "facts": facts,
    "trend": with_trends,
    "weeks": weeks,
    "one more": one_more_week,
    "weeks read": weeks_read,
    "hand": by_hand,
    "export": export,
    "pages": pages,
    "start": start,
    "compare": compare,
}


def _times(work: Callable[[], object], runs: int) -> list[float]:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


def _page_runs(entry: object, account_id: str) -> dict:
    app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=PATIENCE_SECONDS)
    if not entry.default:
        app.switch_page(str(PAGES_FOLDER / f"{entry.name}.py"))
    if entry.name == "account":
        app.query_params["account"] = account_id
    first = _times(app.run, 1)
    assert not app.exception, f"{entry.title}: {app.exception}"
    assert not app.error, f"{entry.title}: {app.error[0].value}"
    return {"first": first[0], "seconds": _times(app.run, WARM_RUNS)}


def _seconds_to_ready(settings: Path) -> float:
    port = free_port()
    environment = os.environ | {CONFIG_VARIABLE: str(settings)}
    start = time.perf_counter()
    with subprocess.Popen(
        call("serve", port), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            while not answers(f"http://127.0.0.1:{port}/readyz"):
                assert server.poll() is None, "The server ended."
                assert time.perf_counter() - start < PATIENCE_SECONDS, "The server did not become ready."
                time.sleep(0.02)
            return time.perf_counter() - start
        finally:
            server.terminate()


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
