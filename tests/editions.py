"""A small store delivered edition after edition, so that a mirror tells which one it holds; and builders in other processes."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatch
from functools import wraps
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pandas as pd
from sqlalchemy import select

from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import score
from data_access.mirror import Mirror, MirrorError, Progress, refresh
from data_access.mirror.refreshes import REFRESHES_FILE
from data_access.mirror.tables import ACCOUNTS, INTERACTIONS, ORDERS
from data_access.settings import Settings, SourceSettings
from data_access.sources import SourceError

NOW = datetime(2024, 5, 31, 20, 0, tzinfo=UTC)
KILLED = -signal.SIGKILL
PATIENCE_SECONDS = 60

# A server that has loaded the libraries once and started no thread: a new process is there in milliseconds.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.editions"])


def settings_of(folder: Path) -> Settings:
    """The store of `folder`, delivered as files in `crm` and mirrored in `mirror`."""
    return Settings(SourceSettings(folder=folder / "crm"), folder / "mirror")


def deliver(settings: Settings, edition: int, accounts: int = 20, interactions: int = 60) -> None:
    """Writes the files of an edition: its number is in every row."""
    mark = f"edition {edition}"
    today = NOW.date()
    write_table(settings, "accounts", [{"account_id": f"a{n}", "name": mark, "owner_id": "e"} for n in range(accounts)])
    write_table(settings, "interactions", [_meeting(n, accounts, today, mark) for n in range(interactions)])
    write_table(settings, "orders", [_order(n, today, mark, 1000 + edition) for n in range(accounts)])


def write_table(settings: Settings, table: str, rows: list[dict]) -> None:
    """Writes one table of the store, with the columns of its first row."""
    settings.source.folder.mkdir(parents=True, exist_ok=True)
    with (settings.source.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _meeting(number: int, accounts: int, today: date, mark: str) -> dict:
    day = today - timedelta(days=number * 7 % 500)
    row = {"interaction_id": f"i{number}", "account_id": f"a{number % accounts}", "kind": "meeting", "status": "held"}
    return row | {"starts_at": f"{day}T10:00:00Z", "subject": mark}


def _order(number: int, today: date, mark: str, amount: int) -> dict:
    day = today - timedelta(days=number * 11 % 400)
    row = {"order_id": f"o{number}", "account_id": f"a{number}", "ordered_on": str(day), "amount": str(amount)}
    return row | {"currency": "EUR", "status": "delivered", "product_line": mark}


def edition_of(mirror: Mirror) -> int:
    """The edition the mirror was made from; fails where its tables are not whole or of different editions."""
    marks = set()
    for table, column in ((ACCOUNTS, "name"), (INTERACTIONS, "subject"), (ORDERS, "product_line")):
        cells = mirror.arrow(select(table.c[column]))[column].to_pylist()
        assert len(cells) == mirror.report.table(table.name).rows_kept
        marks |= set(cells)
    (mark,) = marks
    return int(mark.removeprefix("edition "))


def facts_of(mirror: Mirror) -> pd.DataFrame:
    """The scored accounts on the day of the mirror's refresh."""
    return score(mirror, mirror.last_day, DEFAULT_POLICY).accounts


def files_of(folder: Path) -> list[str]:
    """Everything in a mirror's folder, by name, but the list of its refreshes."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != REFRESHES_FILE)


# ---- other processes


@dataclass
class Other:
    """Another process at work; it sends messages and goes on when it is answered."""

    process: BaseProcess
    pipe: Connection

    def next_message(self) -> object:
        """What it sends next; EOFError where it has died."""
        assert self.pipe.poll(PATIENCE_SECONDS), "the other process is silent"
        return self.pipe.recv()

    def go_on(self) -> None:
        self.pipe.send("go on")

    def go_on_until(self, step: str) -> None:
        """Lets a builder work until it announces the step, and leaves it waiting there."""
        while self.next_message() != step:
            self.go_on()

    def outcome(self) -> object:
        """The last message of a process that waits for an answer, after letting it work to its end."""
        self.go_on()
        while isinstance(message := self.next_message(), str):
            self.go_on()
        self.process.join(PATIENCE_SECONDS)
        return message

    def kill(self) -> None:
        self.process.kill()
        self.process.join(PATIENCE_SECONDS)


@contextmanager
def other_process(work: Callable[..., None], *arguments: object) -> Iterator[Other]:
    """A process that does `work(pipe, *arguments)`; it is gone afterwards."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=work, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    other = Other(process, ours)
    try:
        yield other
    finally:
        other.kill()
        ours.close()


def build(pipe: Connection, settings: Settings, now: datetime = NOW, wait_seconds: float = 0.0) -> None:
    """Work: a refresh that announces every step and waits for an answer; sends (version,) or (kind of error, text)."""

    def announce(progress: Progress) -> None:
        pipe.send(progress.step)
        pipe.recv()

    pipe.send(outcome_of(settings, now, announce, wait_seconds))


def outcome_of(
    settings: Settings, now: datetime, progress: Callable[[Progress], None] | None = None, wait_seconds: float = 0.0
) -> tuple[str, ...]:
    """The version a refresh made, or the kind of its error and the sentence."""
    try:
        return (refresh(settings, now, progress=progress, wait_seconds=wait_seconds).version,)
    except (SourceError, MirrorError) as error:
        return type(error).__name__, str(error)


def build_and_die(pipe: Connection, settings: Settings, when: str, operation: str, pattern: str) -> None:
    """Work: a refresh that is killed before or after it first replaces or removes a file named like `pattern`."""
    original = getattr(os, operation)

    @wraps(original)
    def deadly(*paths: str | Path, **named: object) -> None:
        hit = fnmatch(Path(paths[-1]).name, pattern)
        if hit and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        original(*paths, **named)
        if hit:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(os, operation, deadly)
    pipe.send(outcome_of(settings, NOW))
