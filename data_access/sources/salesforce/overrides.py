"""The shipped mapping with what an organisation's own mapping file adds."""

from __future__ import annotations

from collections.abc import Callable

from data_access.schema import TABLE_NAMES
from data_access.sources.mapped.fitting import listed
from data_access.sources.mapped.reading import PART_KEYS
from data_access.sources.mapped.spot import Spot

_LISTS = ("first", "parts", "product", "sum")


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
    conditions = [*listed(part.get("where", [])), *listed(settings.get("where", []))]
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
