"""Keys of their tables, and the columns that refer to them: told by names and by what the cells have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_access.proposal.looking import FoundTable
from data_access.proposal.shapes import EMPTY, WHOLE
from data_access.proposal.synonyms import ENDS_SO, SAME, column_likeness, folded, key_likeness, table_forms

BY_VALUES = 50
"""How much it weighs that all cells of a column are keys of a table, where its name tells nothing."""
_MOST_STRANGERS = 0.5
_FEWEST_VALUES = 5
_LEAST_UNIQUE = 0.98


@dataclass(frozen=True)
class Key:
    """The key of a table of ours as it stands in theirs, and the column with the names of its rows, where it is one."""

    table: FoundTable
    column: str
    name: str | None = None


@dataclass(frozen=True)
class Reference:
    """A column that could refer to a table of ours: how much speaks for it, and what."""

    column: str
    weight: int
    reason: str
    by_name: bool = False
    """Whether its cells are the names of the rows referred to, not their keys."""


def keys_in(ours: str, key: str, found: FoundTable) -> list[Reference]:
    """Columns of theirs that could be the key of a table of ours, the likeliest first."""
    told = []
    for name, shape in found.columns.items():
        likeness = max(column_likeness(ours, key, name, found.name), key_likeness(ours, name, found.name))
        if not likeness or shape.kind == EMPTY:
            continue
        if (
            shape.filled
            and shape.distinct >= _LEAST_UNIQUE * shape.filled
            and shape.filled >= _LEAST_UNIQUE * shape.rows
        ):
            told.append(Reference(name, likeness, "called like the key, and no value is there twice"))
    told.sort(key=lambda each: -each.weight)
    if told:
        return told
    return [
        Reference(name, BY_VALUES, "the first column in which no value is empty or there twice")
        for name, shape in found.columns.items()
        if shape.unique and shape.rows >= _FEWEST_VALUES
    ][:1]


def references_in(ours: str, column: str, target: str, found: FoundTable, keys: Mapping[str, Key]) -> list[Reference]:
    """Columns of theirs that could refer to a table of ours, the likeliest first."""
    key = keys.get(target)
    told = []
    for name, shape in found.columns.items():
        if shape.kind == EMPTY or (key and key.table is found and key.column == name):
            continue
        likeness = _likeness(ours, column, name, found, key)
        judged = _without_key(name, likeness) if key is None else _by_values(name, likeness, found, key)
        if judged is not None:
            told.append(judged)
    return sorted(told, key=lambda each: -each.weight)


def _likeness(ours: str, column: str, name: str, found: FoundTable, key: Key | None) -> int:
    likeness = column_likeness(ours, column, name, found.name)
    if key is None or folded(name) in ("id", "key", "no", "nr"):
        return likeness
    forms = [f"{form}{folded(key.column)}" for form in table_forms(key.table.name)]
    if folded(name) == folded(key.column) or folded(name) in forms:
        return max(likeness, SAME - 8)
    return likeness


def _without_key(name: str, likeness: int) -> Reference | None:
    if likeness <= ENDS_SO:
        return None
    called = "same name" if likeness >= SAME - 5 else "known synonym"
    return Reference(name, likeness, f"{called}; there is no table to look its values up in")


def _by_values(name: str, likeness: int, found: FoundTable, key: Key) -> Reference | None:
    values = found.distinct(name)
    known = key.table.distinct(key.column)
    shared = len(values & known)
    target = f"{key.table.name}.{key.column}"
    why = "same name" if likeness >= SAME - 8 else "known synonym" if likeness else "only its values tell"
    if shared == len(values):
        if likeness:
            return Reference(name, likeness + 5, f"{why}, and all values occur in {target}")
        if (
            len(values) >= _FEWEST_VALUES
            and found.columns[name].kind != WHOLE
            and key.table.columns[key.column].kind != WHOLE
        ):
            return Reference(name, BY_VALUES, f"{why}: all occur in {target}")
        return None
    if not likeness:
        return None
    if shared >= _MOST_STRANGERS * len(values) or key.table.cut:
        return Reference(name, likeness, f"{why}, and {shared:,} of {len(values):,} values occur in {target}")
    named = key.table.distinct(key.name) if key.name else frozenset()
    by_name = len(values & named)
    if by_name >= _MOST_STRANGERS * len(values):
        told = f"{why}, and {by_name:,} of {len(values):,} values occur in {key.table.name}.{key.name}"
        return Reference(name, likeness - 2, told, by_name=True)
    return None
