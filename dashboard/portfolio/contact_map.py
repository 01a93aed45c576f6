"""Who met whom at one account in a year: by person, and by level of theirs and of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from dashboard.portfolio.coverage import NOT_NAMED, SIDES
from dashboard.portfolio.frequency import NOT_KNOWN
from dashboard.wording import day, is_unknown
from data_access.schema import LEVELS

NOBODY_NAMED, NOT_KNOWN_HERE = "nobody named", "somebody not known here"
NOBODY_YET = "○ nobody yet"


def met_pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per person of theirs and of ours who met, the most contacts first, then the latest, then by name.

    `rows` are those of `evidence.who_met_whom`. Columns: person_name, person_level, employee_name, employee_level, contacts,
    last_on, kind (of the last), left (in words, who has left). A contact in which a side names nobody is a row with those words.
    """
    keyed = rows.assign(_person=rows["person"].fillna(-1), _employee=rows["employee_id"].fillna(""))
    groups = keyed.groupby(["_person", "_employee"], sort=False)
    pairs = groups.first()[
        ["person_name", "person_level", "person_there", "employee_name", "employee_level", "employee_there"]
    ]
    newest = groups[["on", "kind"]].head(1).set_index(pairs.index) if len(pairs) else keyed.iloc[:0][["on", "kind"]]
    pairs = pairs.assign(contacts=groups.size(), last_on=newest["on"], kind=newest["kind"]).reset_index()
    pairs["person_name"] = _names(pairs["person_name"], pairs["_person"] == -1)
    pairs["employee_name"] = _names(pairs["employee_name"], pairs["_employee"] == "")
    order = ["contacts", "last_on", "person_name", "employee_name"]
    pairs = pairs.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    pairs["left"] = _left(pairs["person_there"], pairs["employee_there"])
    return pairs.drop(columns=["_person", "_employee", "person_there", "employee_there"])


def map_cells(rows: pd.DataFrame, target: object, as_of: date) -> pd.DataFrame:
    """One row per pair of SIDES that met, in their order: theirs, ours, contacts, last_on, person, employee, kind, within.

    `rows` are those of `evidence.who_met_whom`; person, employee and kind are of the last contact, `within` whether that is
    within the contact `target`: missing without one.
    """
    sided = rows.assign(
        theirs=_side(rows["person_level"], rows["person"]), ours=_side(rows["employee_level"], rows["employee_id"])
    )
    groups = sided.groupby(["theirs", "ours"], sort=False)
    cells = groups.head(1)[["theirs", "ours", "on", "kind", "person_name", "employee_name"]]
    counts = groups["interaction_id"].nunique().rename("contacts").reset_index()
    cells = cells.merge(counts, on=["theirs", "ours"], validate="one_to_one")
    cells = cells.rename(columns={"on": "last_on", "person_name": "person", "employee_name": "employee"})
    cells["person"] = _names(cells["person"], cells["theirs"] == NOT_NAMED)
    cells["employee"] = _names(cells["employee"], cells["ours"] == NOT_NAMED)
    days = (pd.Timestamp(as_of) - cells["last_on"]).dt.days
    within = pd.array([pd.NA] * len(cells), "boolean") if is_unknown(target) else (days <= target).astype("boolean")
    cells = cells.assign(within=within)
    place = {side: number for number, side in enumerate(SIDES)}
    order = np.lexsort((cells["ours"].map(place), cells["theirs"].map(place)))
    return cells.iloc[order].reset_index(drop=True)


def map_levels(cells: pd.DataFrame, persons: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The rows of the map: theirs, listed (active contacts on the level), note: what is said where nobody was met.

    `persons` are those of `evidence.persons_of`. The four levels are always there, the other sides where a contact has them.
    """
    there = persons[persons["there"].astype(bool)]
    lines = []
    for side in rows_of_map(cells, "theirs"):
        here = there[there["level"] == side] if side in LEVELS else there[there["level"].isna()]
        met = (cells["theirs"] == side).any()
        note = "" if met or side not in LEVELS else _note(here, persons[persons["level"] == side], as_of)
        lines.append((side, 0 if side == NOT_NAMED else len(here), note))
    return pd.DataFrame(lines, columns=["theirs", "listed", "note"])


def rows_of_map(cells: pd.DataFrame, side: str) -> Sequence[str]:
    """The places of one side of the map: the four levels, and of the others those that a contact has."""
    found = set(cells[side])
    return [name for name in SIDES if name in LEVELS or name in found]


def _note(listed: pd.DataFrame, ever: pd.DataFrame, as_of: date) -> str:
    """What is said on a level where nobody was met in a year: somebody is listed there, and was met before or never."""
    if listed.empty:
        return ""
    last = ever["last_contact_on"].max()
    return NOBODY_YET if pd.isna(last) else f"○ nobody since {day(last, as_of)}"


def _left(theirs: pd.Series, ours: pd.Series) -> np.ndarray:
    """Who of a pair has left; empty where neither has, or it is not known."""
    gone = [~there.astype("boolean").fillna(True).to_numpy(dtype=bool) for there in (theirs, ours)]
    words = ["✗ both have left", "✗ theirs has left", "✗ ours has left"]
    return np.select([gone[0] & gone[1], gone[0], gone[1]], words, default="").astype(object)


def _side(level: pd.Series, key: pd.Series) -> np.ndarray:
    return np.where(key.isna(), NOT_NAMED, level.fillna(NOT_KNOWN).astype(object))


def _names(names: pd.Series, nobody: pd.Series) -> pd.Series:
    words = names.astype(object).fillna(NOT_KNOWN_HERE)
    return words.mask(nobody, NOBODY_NAMED)
