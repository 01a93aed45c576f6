"""Our own people and teams, as whoever decides what one of them may see must know them; nothing of customers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import case, select

from data_access.evidence.people import teams
from data_access.facts.reading import Reader, is_there
from data_access.mirror.tables import EMPLOYEES


@dataclass(frozen=True)
class Directory:
    """Who works here on a day, and which team is a part of which.

    `employees` has a row per employee with an e-mail address: employee_id, name, email, team_id, and whether the employee
    is still with us (here). `parts` has the teams directly below each team.
    """

    employees: pd.DataFrame
    parts: dict[str, frozenset[str]]


def directory(mirror: Reader, day: int) -> Directory:
    """The directory of one day, employees by name and key."""
    e = EMPLOYEES.c
    rows = (
        select(e.employee_id, e.name, e.email, e.team_id, case((is_there(e, day), 1), else_=0).label("here"))
        .where(e.email.is_not(None))
        .order_by(e.name, e.employee_id)
    )
    employees = mirror.arrow(rows).to_pandas().astype({"here": bool})
    below = teams(mirror).dropna(subset=["parent_team_id"])
    parts = {parent: frozenset(rows["team_id"]) for parent, rows in below.groupby("parent_team_id")}
    return Directory(employees, parts)
