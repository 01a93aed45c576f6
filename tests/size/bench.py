"""Measures the sample company at a size: written, read, scored, shown; beside a hand-written query and the goals.

    python -m tests.size.bench --size S                     writes the store where there is none
    python -m tests.size.bench --size M --folder FOLDER --runs 5

Medians, how many runs, and ratios are printed, and each goal that is missed with how far. Timings of a machine that does
something else at the same time say little.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.commands.output import aligned
from tests.size.parts import PARTS, Place

ACCOUNTS = {"D": 300, "S": 1_000, "M": 100_000, "L": 1_000_000}
UNTIL = date(2026, 6, 30)
FOLDER = Path("var/size")
MOST_TIMES_BY_HAND = 1.3
MOST_TIMES_WITH_TRENDS = 1.2
PAGE_SECONDS = {"D": 0.060, "M": 0.150}
ACCOUNT_PAGE_SECONDS = {"M": 0.100}
FACTS_MEGABYTES = {"M": 1_500}


@dataclass(frozen=True)
class Timed:
    """One thing that is measured: the part that does it, and the seconds it should take at most, by size."""

    name: str
    part: str
    goal: dict[str, float]


TIMED = (
    Timed("sample company written", "generate", {}),
    Timed("refresh into an empty mirror", "refresh", {"M": 180}),
    Timed("refresh beside an older version", "again", {"M": 20}),
    Timed("facts of all accounts, scored, warm", "facts", {"D": 0.15, "S": 0.3, "M": 1.9, "L": 25}),
    Timed("the same with trends", "trend", {}),
    Timed("weekly history from nothing, 112 weeks", "weeks", {"S": 15, "M": 240}),
    Timed("weekly history, one more week", "one more", {"M": 2.5}),
    Timed("weeks of an account and of all teams, read", "weeks read", {}),
    Timed("hand-written query, warm", "hand", {}),
    Timed("facts written as CSV, with opening", "export", {}),
    Timed("server started until ready", "start", {"D": 3}),
)
HEADINGS = ("", "median s", "n", "least s", "most s", "peak MB", "goal s")


def main() -> None:
    """Reads the arguments and prints the measurements, or does one part of them."""
    parser = argparse.ArgumentParser(description="Measures writing, reading, scoring and showing a store of a size.")
    parser.add_argument("--size", choices=ACCOUNTS, default="S")
    parser.add_argument("--folder", type=Path, help="the store, written where it is missing")
    parser.add_argument("--mirror", type=Path, help="an empty folder for the mirror, to be kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--part", choices=PARTS, help="measure only this, on the mirror that is there")
    given = parser.parse_args()
    folder = (given.folder or FOLDER / given.size).resolve()
    if given.part:
        if not given.mirror:
            parser.error("--part needs --mirror")
        place = Place(folder, given.mirror.resolve(), UNTIL, ACCOUNTS[given.size])
        found = PARTS[given.part](place, given.runs)
        found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        mirror = given.mirror or Path(temporary)
        mirror.mkdir(parents=True, exist_ok=True)
        print("\n".join(report(given.size, measured(given.size, folder, mirror.resolve(), given.runs))))


def measured(size: str, folder: Path, mirror: Path, runs: int) -> dict[str, dict]:
    """What each part found, one after the other, each in a process of its own."""

    def part(name: str) -> dict:
        words = ["--size", size, "--folder", str(folder), "--mirror", str(mirror), "--runs", str(runs)]
        command = [sys.executable, "-m", "tests.size.bench", "--part", name, *words]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    return {name: part(name) for name in PARTS if name != "generate" or not folder.exists()}


def report(size: str, found: dict[str, dict]) -> list[str]:
    """The measurements as lines: timings, pages, ratios, where the time goes, and the goals that were missed."""
    refreshed, missed = found["refresh"], []
    rows = [HEADINGS]
    for timed in TIMED:
        if timed.part in found:
            one, goal = found[timed.part], timed.goal.get(size)
            rows.append((timed.name, *_numbers(one["seconds"]), f"{one['memory']:,.0f}", _plain(goal)))
            missed += _beyond(timed.name, statistics.median(one["seconds"]), goal, "s")
    shown = [("page (server time)", "warm median s", "n", "least s", "most s", "first s", "goal s")]
    for title, runs in found["pages"]["pages"].items():
        goal = (ACCOUNT_PAGE_SECONDS if title == "Account" else PAGE_SECONDS).get(size)
        shown.append((title, *_numbers(runs["seconds"]), f"{runs['first']:.2f}", _plain(goal)))
        missed += _beyond(f"page {title}", statistics.median(runs["seconds"]), goal, "s")
    ours, hand = (statistics.median(found[name]["seconds"]) for name in ("facts", "hand"))
    ratio = ours / (hand + found["facts"]["scoring"])
    missed += _beyond("facts against hand-written query and scoring", ratio, MOST_TIMES_BY_HAND, "times")
    with_trends = statistics.median(found["trend"]["seconds"]) / ours
    missed += _beyond("facts with trends against facts without", with_trends, MOST_TIMES_WITH_TRENDS, "times")
    missed += _beyond("memory for the facts", found["facts"]["memory"], FACTS_MEGABYTES.get(size), "MB")
    compared = found["compare"]
    steps = sorted(found["facts"]["parts"].items(), key=lambda step: -step[1])
    shares = [(name, f"{1000 * seconds:,.0f} ms", f"{seconds / ours:.0%}") for name, seconds in steps]
    return [
        f"Size {size}: {refreshed['rows']}; mirror of {refreshed['megabytes']:,.0f} MB; as of {UNTIL}",
        *aligned(rows),
        "",
        *aligned(shown),
        "",
        f"facts / hand-written query: {ours / hand:.2f}",
        f"facts / (hand-written query + scoring): {ratio:.2f}",
        f"{compared['agree']} of {compared['columns']} columns agree with the hand-written query over all rows",
        *compared["differences"],
        "",
        *aligned([("where the time of the facts goes (medians)", "", "of all"), *shares]),
        "",
        *(missed or ["No goal was missed."]),
    ]


def _numbers(seconds: list[float]) -> tuple[str, ...]:
    return (f"{statistics.median(seconds):.3f}", str(len(seconds)), f"{min(seconds):.3f}", f"{max(seconds):.3f}")


def _plain(goal: float | None) -> str:
    return "" if goal is None else f"{goal:g}"


def _beyond(name: str, value: float, goal: float | None, unit: str) -> list[str]:
    """The sentence about a goal that was missed; none where it was met or there is none for this size."""
    if goal is None or value <= goal:
        return []
    return [f"Missed: {name}: {value:,.3g} {unit} against {goal:g} {unit}, {value / goal:.2f} times the goal."]


if __name__ == "__main__":
    main()
