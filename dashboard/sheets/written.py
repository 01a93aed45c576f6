"""A review in words: what the sheet for the screen, the one on paper and the mail show, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.palette import token_of
from dashboard.review import KINDS, Review
from dashboard.sheets.cells import Cell, Column, Table, short
from dashboard.sheets.fonts import lacks
from dashboard.sheets.team_table import team_table
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
)

TITLE = "Weekly review"
LONGEST_REASON = 500
"""A reason may be longer than a name: it names three indicators and what is behind each."""

DIRECTIONS: Mapping[str, tuple[str, str]] = {"worse": ("▼", "poor"), "better": ("▲", "good"), "other": ("–", "unknown")}
"""Glyph and colour of each direction of a change."""

DONE, DROPPED, OPEN = "done", "dropped", "open"
_DECISION_KINDS = {"action": "to do", "watched": "watched, no action", "snooze": "snoozed", "note": "noted"}


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
        teams=team_table(review),
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


def sheet_name(review: Review, ending: str) -> str:
    """What a file of the review is called: `weekly-review-2026-11-15.pdf`."""
    return f"weekly-review-{review.as_of.isoformat()}.{ending}"
