"""The shipped mapping as it fits one organisation, with what the organisation's own mapping file adds."""

from __future__ import annotations

from collections.abc import Callable
from re import findall

from data_access.schema import TABLE_NAMES, required_columns
from data_access.sources.mapped.reading import PART_KEYS
from data_access.sources.mapped.spot import Spot
from data_access.sources.source import Note

Columns = Callable[[str], list[str] | None]
"""Names of the columns of a table of theirs, None where there is none."""

_LISTS = ("first", "parts", "product", "sum")


def fitted(content: dict, columns: Columns) -> tuple[dict, list[Note]]:
    """The mapping without tables and columns that are not there, and notes on the tables that lack what they need."""
    found: dict[str, list[dict]] = {}
    notes = []
    for target, parts in content.items():
        for part in parts:
            if columns(part["from"]) is None:
                continue
            fits = _fitted_part(part, columns)
            lacking = [column for column in required_columns(target) if column not in fits]
            if lacking:
                text = f"{part['from']}: not read, it has nothing for {', '.join(lacking)}"
                notes.append(Note(target, text, 0))
            else:
                found.setdefault(target, []).append(fits)
    return found, notes


def with_own(
    content: dict, own: dict, table: Callable[[str], str], column: Callable[[str, str], str], spot: Spot
) -> dict:
    """The mapping with the sections of the organisation's own file put over it; raises SourceError.

    `table` and `column` give the names to read by of a table and of a column in it, as the file may write them.
    What is no table of ours is left to the reading of the mapping, which says so.
    """
    merged = {target: [dict(part) for part in parts] for target, parts in content.items()}
    for target, sections in own.items():
        if target not in TABLE_NAMES:
            merged[target] = sections
            continue
        at = Spot(spot.file, f"[{target}]")
        for section in at.list_of(sections):
            settings = dict(at.table(section))
            parts = merged.setdefault(target, [])
            name = table(at.text(settings["from"])) if "from" in settings else _only_table(at, parts)
            settings["from"] = name
            settings = {key: _renamed(value, key, name, column) for key, value in settings.items()}
            part = next((each for each in parts if each["from"] == name), None)
            if part is None:
                parts.append(settings)
            else:
                _put_over(part, settings)
    return {target: parts for target, parts in merged.items() if parts}


def _only_table(at: Spot, parts: list[dict]) -> str:
    tables = list(dict.fromkeys(part["from"] for part in parts))
    if len(tables) == 1:
        return tables[0]
    known = f": {', '.join(tables)}" if tables else ""
    raise at.wrong(f"from is missing. Say which table of theirs this is about{known}.")


def _put_over(part: dict, settings: dict) -> None:
    conditions = [*_listed(part.get("where", [])), *_listed(settings.get("where", []))]
    joins = part.get("join", {}) | settings.get("join", {})
    part |= settings
    part |= {key: value for key, value in (("where", conditions), ("join", joins)) if value}


def _renamed(value: object, key: str, table: str, column: Callable[[str, str], str]) -> object:
    """A column of ours made of columns as they are called here; what is no column of ours stays as it is."""
    if key in PART_KEYS and key != "where":
        return value
    if isinstance(value, str):
        return column(table, value)
    if isinstance(value, list):
        return [_renamed(each, key, table, column) for each in value]
    if isinstance(value, dict):
        return {
            inner: _renamed(each, key, table, column) if inner in ("column", "day_of", *_LISTS) else each
            for inner, each in value.items()
        }
    return value


def _fitted_part(part: dict, columns: Columns) -> dict:
    joins = {name: join for name, join in part.get("join", {}).items() if _join_fits(join, part["from"], columns)}
    there = set(columns(part["from"]) or ())
    there |= {f"{name}.{column}" for name, join in joins.items() for column in columns(join["from"]) or ()}
    kept = {"from": part["from"]}
    for key, value in part.items():
        if key == "where":
            kept[key] = [each for each in _listed(value) if each["column"] in there]
        elif key not in PART_KEYS and all(name in there for name in _named(value)):
            kept[key] = value
    if joins:
        kept["join"] = joins
    return {key: value for key, value in kept.items() if value != []}


def _join_fits(join: dict, table: str, columns: Columns) -> bool:
    theirs = columns(join["from"])
    if theirs is None:
        return False
    needed = {
        *join["on"],
        *(each["column"] for each in _listed(join.get("where", []))),
        *_listed(join.get("latest", [])),
    }
    return needed <= set(theirs) and set(join["on"].values()) <= set(columns(table) or ())


def _named(value: object) -> list[str]:
    """The columns of theirs that a column of ours in the shipped mapping is made of."""
    if isinstance(value, str):
        return [value]
    if "text" in value:
        return findall(r"\{([^{}]*)\}", value["text"])
    named = value.get("column")
    return [named] if named else []


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]
