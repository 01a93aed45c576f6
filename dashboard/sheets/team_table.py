"""The teams of a review in words: how each stands, and how it went in the last weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.headlines.overview import cadence_cell, neglected_cell
from dashboard.palette import HEALTH_BANDS
from dashboard.policy import TIERS
from dashboard.review import Review
from dashboard.sheets.cells import Cell, Column, Table, short
from dashboard.wording import UNKNOWN, is_unknown, number, share_of

CADENCE, NEGLECTED, GOOD = "cadence_weeks", "neglected_weeks", "good_weeks"
"""The columns of the teams that hold a number of each of the last weeks."""

_Write = Callable[[pd.Series], Cell]


def team_table(review: Review) -> Table:
    """The lines of the teams, the last of which is all of them, with a small line for the weeks behind each number."""
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
