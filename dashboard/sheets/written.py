"""A review in words: what the sheet for the screen, the one on paper and the mail show, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from dashboard.headlines.overview import cadence_cell, neglected_cell
from dashboard.palette import HEALTH_BANDS, token_of
from dashboard.policy import TIERS
from dashboard.review import KINDS, Review
from dashboard.sheets.fonts import lacks
from dashboard.wording import (
    NOTHING,
    UNKNOWN,
    day,
    days,
    is_unknown,
    long_day,
    moment,
    money_full,
    number,
    share_of,
)

TITLE = "Weekly review"
LONGEST = 220
"""Foreign text is cut here: a name of a hundred thousand signs would fill the paper."""
LONGEST_REASON = 500

DIRECTIONS: Mapping[str, tuple[str, str]] = {"worse": ("▼", "poor"), "better": ("▲", "good"), "other": ("–", "unknown")}
"""Glyph and colour of each direction of a change."""

DONE, DROPPED, OPEN, RECORDED = "done", "dropped", "open", "recorded"
_DECISION_KINDS = {"action": "to do", "watched": "watched, no action", "snooze": "snoozed", "note": "noted"}


@dataclass(frozen=True)
class Column:
    """A column of a table: its label, its share of the width, and whether it holds numbers."""

    label: str
    width: float
    right: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: text in the colour of a state or in ink, `more` in small below it, or a small line.

    A state is `bold`. `line` are points from 0 to 1, None where there was nothing to count.
    """

    text: str
    token: str | None = None
    more: str = ""
    line: tuple[float | None, ...] = ()
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a sheet; `none` is the sentence in its place where it has no row."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    none: str
    about: str = ""
    total: bool = False
    """Whether the last row is the total of the others."""


@dataclass(frozen=True)
class Written:
    """A review in words. `opening` stands beside the title, `foot` on every page."""

    title: str
    opening: str
    finding: str
    context: str
    tiles: tuple[tuple[str, str, str, str], ...]
    teams: Table
    changes: Table
    decisions: Table
    neglected: Table
    foot: str

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in the order in which they are told."""
        return (self.teams, self.changes, self.decisions, self.neglected)


def written(review: Review) -> Written:
    """The review in words, in the order of the sheet: sentence, tiles, teams, changes, decisions, neglected buyers."""
    return Written(
        title=title(review),
        opening=opening(review),
        finding=short(review.headline.finding),
        context=short(review.headline.context),
        tiles=tuple((tile.label, tile.value, tile.cases, tile.change) for tile in review.tiles),
        teams=_teams(review),
        changes=_changes(review),
        decisions=_decisions(review),
        neglected=_neglected(review),
        foot=foot(review),
    )


def title(review: Review) -> str:
    """`Weekly review, Sun 15 Nov 2026`."""
    return f"{TITLE}, {long_day(review.as_of)}"


def opening(review: Review) -> str:
    """What is beside the title: the day, which part is shown, and what it is compared with."""
    parts = (long_day(review.as_of), short(review.filters) or "All teams", f"compared with {review.compared_with}")
    return " · ".join(parts)


def foot(review: Review) -> str:
    """What the figures rest on: `Data until Sun 15 Nov 2026, 23:40 · read Mon 16 Nov 2026, 06:12 · rules version 4`."""
    until = long_day(review.as_of) if review.data_until is None else moment(review.data_until)
    return f"Data until {until} · read {moment(review.read_at)} · {_with_noun(review.rules)}"


def _with_noun(rules: str) -> str:
    return rules if rules.lower().startswith("rules") else f"rules {rules}"


def _changes(review: Review) -> Table:
    columns = (
        Column("Change", 22),
        Column("Account", 44),
        Column("What happened", 73),
        Column("Amount", 19, right=True),
        Column("Owner", 25),
    )
    return Table(
        "changes",
        "What changed",
        columns,
        tuple(_change(row, review) for row in review.changes.to_dict("records")),
        none=f"Nothing changed since {day(review.since, review.as_of)}.",
        about=_counted(review.changes),
    )


def _counted(changes: pd.DataFrame) -> str:
    """How many changes there are of each group: `Neglected 5 · Health 3`."""
    groups = [KINDS[kind].group for kind in changes["kind"] if kind in KINDS]
    counts = {group: groups.count(group) for group in dict.fromkeys(groups)}
    return " · ".join(f"{group} {number(n)}" for group, n in counts.items())


def _change(row: Mapping[str, object], review: Review) -> tuple[Cell, ...]:
    glyph, token = DIRECTIONS.get(str(row["direction"]), DIRECTIONS["other"])
    kind = KINDS[row["kind"]].word if row["kind"] in KINDS else str(row["kind"])
    amount = NOTHING if is_unknown(row["amount"]) else money_full(row["amount"], review.currency)
    return (
        Cell(f"{glyph} {kind}", token, bold=True),
        _account(row),
        Cell(_told(row), more=_why(row)),
        Cell(amount),
        Cell(short(row["owner_name"]) or NOTHING),
    )


def _told(row: Mapping[str, object]) -> str:
    """What happened, with what was before and after where the sentence does not say so itself."""
    what, before, after = (short(row[name]) for name in ("what", "before", "after"))
    said = what.casefold()
    if not (before and after) or (before.casefold() in said and after.casefold() in said):
        return what
    return f"{what} ({before} → {after})"


def _why(row: Mapping[str, object]) -> str:
    """The reason, where it says more than what happened."""
    why = short(row["why"], LONGEST_REASON)
    return "" if why.rstrip(".").casefold() in str(row["what"]).casefold() else why


def _account(row: Mapping[str, object]) -> Cell:
    """The name of the account over its tier and team."""
    tier = "" if is_unknown(row.get("tier")) else f"tier {row['tier']}"
    # A name in signs that the sheet's font lacks may be drawn as boxes: its key tells which account it is.
    key = short(row["account_id"]) if lacks(short(row["account_name"])) else ""
    parts = [key, tier, short(row.get("team_name"))]
    name = short(row["account_name"]) or short(row["account_id"]) or NOTHING
    return Cell(name, more=" · ".join(part for part in parts if part))


def _decisions(review: Review) -> Table:
    columns = (
        Column("State", 24),
        Column("Account", 35),
        Column("Decision", 51),
        Column("By whom", 24),
        Column("Until", 18),
        Column("Notes", 28),
    )
    rows = tuple(_decision(row, review.as_of) for row in review.decisions.to_dict("records"))
    return Table(
        "decisions", "Decisions", columns, rows, none="No decision is recorded.", about=_open(review.decisions)
    )


def _open(decisions: pd.DataFrame) -> str:
    is_open = decisions["state"] == OPEN
    late = int((is_open & (decisions["days_late"].fillna(0) > 0)).sum())
    if not is_open.any():
        return ""
    return f"{number(int(is_open.sum()))} open" + (f", {number(late)} past the day" if late else "")


def _decision(row: Mapping[str, object], as_of: date) -> tuple[Cell, ...]:
    moved = "" if is_unknown(row["moved"]) or not row["moved"] else f"moved {_times(int(row['moved']))}"
    recorded = f"{short(row['recorded_by'])}, {day(row['recorded_on'], as_of)}".removeprefix(", ")
    return (
        decision_state(row),
        _account(row),
        Cell(short(row["text"]), more=recorded),
        Cell(short(row["by_whom"]) or NOTHING),
        Cell(NOTHING if is_unknown(row["due_on"]) else day(row["due_on"], as_of), more=moved),
        Cell(""),
    )


def decision_state(row: Mapping[str, object]) -> Cell:
    """The state of a decision with its glyph: `✗ 5 days late`, `○ to do`, `✓ done`."""
    late, state = row["days_late"], row["state"]
    if state == OPEN and not is_unknown(late) and late > 0:
        return Cell(f"✗ {days(late)} late", "poor", bold=True)
    if state == DONE:
        return Cell("✓ done", "good", bold=True)
    if state == DROPPED:
        return Cell("· dropped", "unknown", bold=True)
    word = _DECISION_KINDS.get(str(row["kind"]), row["kind"])
    return Cell(f"{'○' if state == OPEN else '·'} {word}", "unknown", bold=True)


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{number(n)} times")


def _teams(review: Review) -> Table:
    lines = review.teams
    shown = [(Column("Team", 28), lambda line: Cell(short(line["team"])))]
    shown += [(Column(tier, 10, right=True), _counted_in(tier)) for tier in TIERS if _told_of(tier, lines)]
    shown += _direction(lines, Column("On cadence", 24), lambda line: Cell(cadence_cell(line)), "on_cadence", CADENCE)
    neglected = Column("Neglected", 24)
    shown += _direction(lines, neglected, lambda line: _left_alone(line, review.currency), "neglected", NEGLECTED)
    if set(HEALTH_BANDS) <= set(lines):
        shown += _direction(lines, Column("Good health", 24), _good, "good", GOOD)
    if "without_owner" in lines:
        shown.append((Column("Without owner", 20, right=True), _counted_in("without_owner")))
    rows = tuple(tuple(_greyed(write(line)) for _, write in shown) for _, line in lines.iterrows())
    return Table(
        "teams",
        "Teams",
        tuple(column for column, _ in shown),
        rows,
        none="No team has an account.",
        total=len(rows) > 1,
    )


CADENCE, NEGLECTED, GOOD = "cadence_weeks", "neglected_weeks", "good_weeks"
"""The columns of the teams that hold a number of each of the last weeks."""

_Write = Callable[[pd.Series], Cell]


def _direction(
    lines: pd.DataFrame, column: Column, write: _Write, needs: str, weeks: str
) -> list[tuple[Column, _Write]]:
    """A column and, where they are known, the small line of its weeks after it."""
    if needs not in lines:
        return []
    if weeks not in lines:
        return [(column, write)]
    points = {key: _weeks(line) for key, line in lines[weeks].items()}
    known = [point for line in points.values() for point in line if point is not None]
    top = 1.0 if weeks != NEGLECTED else max([*known, 1.0])
    longest = max(map(len, points.values()), default=0)
    if longest < 2:
        return [(column, write)]

    def drawn(line: pd.Series) -> Cell:
        return Cell("", line=tuple(None if point is None else point / top for point in points[line.name]))

    return [(column, write), (Column(f"{longest} weeks", 18), drawn)]


def _told_of(tier: str, lines: pd.DataFrame) -> bool:
    """Whether the accounts of a tier are known; where orders are not connected three columns would say that they are not."""
    return tier in lines and bool(lines[tier].notna().any())


def _greyed(cell: Cell) -> Cell:
    """The cell, in grey where it says that its value is not known."""
    return replace(cell, token="unknown") if cell.text == UNKNOWN else cell


def _weeks(line: object) -> list[float | None]:
    """The numbers of the last weeks, None for a week without anything to count."""
    points = list(line) if isinstance(line, (list, tuple, np.ndarray)) else []
    return [None if is_unknown(point) else float(point) for point in points]


def _counted_in(name: str) -> _Write:
    return lambda line: Cell(number(line[name]))


def _left_alone(line: pd.Series, currency: str) -> Cell:
    return Cell(neglected_cell(line, currency))


def _good(line: pd.Series) -> Cell:
    """The share of the active accounts that is good, and how many of them have too little data."""
    if is_unknown(line["good"]):
        return Cell(number(line["good"]))
    n = sum(int(line[band]) for band in HEALTH_BANDS)
    without = line["not_enough_data"]
    return Cell(share_of(line["good"], n), more=f"{number(without)} unknown" if without else "")


def _neglected(review: Review) -> Table:
    rows = review.neglected
    checkpoints = [name for name in rows.columns if str(name).startswith("day_")]
    columns = (
        Column("Account", 46),
        Column("At stake", 20, right=True),
        Column("Days", 11, right=True),
        *(Column(f"Day {name.removeprefix('day_')}", 18) for name in checkpoints),
        Column("Last counted contact", 34),
        Column("Owner", 24),
    )
    cells = tuple(_buyer(row, checkpoints, review) for row in rows.to_dict("records"))
    return Table(
        "neglected",
        "Neglected buyers",
        columns,
        cells,
        none=_nobody_neglected(review.teams),
        about="In the order in which to call; days since the order." if cells else "",
    )


def _nobody_neglected(lines: pd.DataFrame) -> str:
    """What is said where nobody is listed as neglected: that nobody is, or that it cannot be known."""
    if len(lines) and is_unknown(lines["neglected"].iloc[-1]):
        return "Who is neglected is not known: orders or contacts are not in this data store."
    return "No recent buyer is neglected."


def _buyer(row: Mapping[str, object], checkpoints: Sequence[str], review: Review) -> tuple[Cell, ...]:
    return (
        _account(row),
        Cell(money_full(row["amount"], review.currency)),
        Cell(number(row["days"])),
        *(Cell(str(row[name]), token_of(row[name])) for name in checkpoints),
        Cell(_last(row, review.as_of)),
        Cell(short(row.get("owner_name")) or NOTHING),
    )


def _last(row: Mapping[str, object], as_of: date) -> str:
    if not is_unknown(row.get("last_contact")):
        return str(row["last_contact"])
    return UNKNOWN if is_unknown(row.get("last_contact_on")) else day(row["last_contact_on"], as_of)


def short(text: object, longest: int = LONGEST) -> str:
    """Foreign text on one line, cut where it is too long; empty where there is none."""
    if is_unknown(text):
        return ""
    line = " ".join(str(text).split())
    return line if len(line) <= longest else f"{line[:longest]}…"


def sheet_name(review: Review, ending: str) -> str:
    """What a file of the review is called: `weekly-review-2026-11-15.pdf`."""
    return f"weekly-review-{review.as_of.isoformat()}.{ending}"
