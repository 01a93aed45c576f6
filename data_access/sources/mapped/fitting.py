"""A shipped mapping cut to the tables and columns that a company's store has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from re import findall, sub

from data_access.schema import TABLE_NAMES, required_columns
from data_access.sources.mapped.reading import MADE, PART_KEYS
from data_access.sources.source import Note

Columns = Callable[[str], list[str] | None]
"""Names of the columns of a table of theirs, None where there is none."""

_ONE_NAME = ("column", "day_of", "last_day_of", "translated", "level_of")
_FINDINGS = ("left_out", "told")
_ONE_MINUS = "1 - "
_BRACES = r"\{([^{}]*)\}"


@dataclass(frozen=True)
class Gap:
    """What a table of ours does not get: the whole table of theirs where no column is named."""

    target: str
    table: str
    columns: tuple[str, ...] = ()


def fitted(content: dict, columns: Columns) -> tuple[dict, list[Gap]]:
    """The mapping without the tables and columns that are not there, and what is missing for that; raises SourceError.

    A part whose rows are chosen by a column that is not there is not read: nothing would choose them.
    """
    gaps: list[Gap] = []
    made: dict[str, list[dict]] = {}

    def known(name: str) -> list[str] | None:
        if name in made:
            return list(dict.fromkeys(key for part in made[name] for key in part if key not in PART_KEYS))
        return columns(name)

    for name, parts in content.get(MADE, {}).items():
        fits = [fit for fit in (_part(part, known) for part in listed(parts)) if fit is not None]
        if fits:
            made[name] = fits
    found: dict[str, object] = {MADE: made} if made else {}
    for target, parts in content.items():
        if target != MADE:
            fits = _parts(target, listed(parts), known, gaps)
            if fits:
                found[target] = fits
    return found, gaps


def complete(content: dict) -> tuple[dict, list[Note]]:
    """The mapping without the parts that have nothing for a column that must not be empty, and notes on those."""
    found: dict[str, object] = {}
    notes = []
    for target, parts in content.items():
        if target not in TABLE_NAMES:
            found[target] = parts
            continue
        for part in listed(parts):
            lacking = _lacking(target, part)
            if lacking:
                text = f"{part['from']}: not read, it has nothing for {', '.join(lacking)}"
                notes.append(Note(target, text, 0))
            else:
                found.setdefault(target, []).append(part)
    return found, notes


def listed(value: object) -> list:
    """The value as a list: itself, or the one thing it is."""
    return value if isinstance(value, list) else [value]


def _lacking(target: str, part: object) -> list[str]:
    """Columns that must be there; what is no section is told when the mapping is read."""
    if not isinstance(part, dict) or "from" not in part:
        return []
    return [column for column in required_columns(target) if column not in part]


def _parts(target: str, parts: list[dict], columns: Columns, gaps: list[Gap]) -> list[dict]:
    fits = []
    for part in parts:
        fit = _part(part, columns)
        if fit is None:
            gaps.append(Gap(target, part["from"]))
            continue
        fits.append(fit)
        lost = tuple(name for name in part if name not in fit and name not in PART_KEYS)
        if lost:
            gaps.append(Gap(target, part["from"], lost))
    return fits


def _part(part: dict, columns: Columns) -> dict | None:
    own = columns(part["from"])
    if own is None:
        return None
    there = set(own)
    joins: dict[str, dict] = {}
    for name, join in part.get("join", {}).items():
        fit = _join(join, there, columns)
        if fit is not None:
            joins[name] = fit
            there |= {f"{name}.{column}" for column in columns(join["from"]) or ()}
    if not _all_there(_conditions(part), there):
        return None
    fits = {key: part[key] for key in PART_KEYS if key in part and key not in (*_FINDINGS, "join")}
    for name, value in part.items():
        if name not in PART_KEYS:
            cut = _expression(value, there)
            if cut is not None:
                fits[name] = cut
    for key in _FINDINGS:
        findings = [_finding(each, there) for each in listed(part.get(key, [])) if _can_be_found(each, there, fits)]
        if findings:
            fits[key] = findings
    if joins:
        fits["join"] = joins
    return fits


def _join(join: dict, there: set[str], columns: Columns) -> dict | None:
    theirs = columns(join["from"])
    if theirs is None:
        return None
    pairs = join["on"] if isinstance(join["on"], dict) else {each: each for each in listed(join["on"])}
    if not (set(pairs) <= set(theirs) and set(pairs.values()) <= there and _all_there(_conditions(join), set(theirs))):
        return None
    ranks = [each for each in listed(join.get("latest", [])) if _rank_column(each) in theirs]
    kept = {key: value for key, value in join.items() if key != "latest"}
    return kept | ({"latest": ranks} if ranks else {})


def _rank_column(rank: object) -> object:
    return rank["column"] if isinstance(rank, dict) else rank


def _conditions(section: dict) -> list[dict]:
    return listed(section.get("where", []))


def _all_there(conditions: list[dict], there: set[str]) -> bool:
    return all(each["column"] in there for each in conditions if "column" in each)


def _can_be_found(finding: dict, there: set[str], ours: dict) -> bool:
    conditions = listed(finding["when"])
    return _all_there(conditions, there) and all(each["ours"] in ours for each in conditions if "ours" in each)


def _finding(finding: dict, there: set[str]) -> dict:
    """The finding, what it names of columns that are not there left open."""
    say = sub(_BRACES, lambda named: named[0] if named[1] in there else "something", finding["say"])
    return {**finding, "say": say}


def _expression(value: object, there: set[str]) -> object | None:
    """The expression with the columns that are there; None where none of what it needs is."""
    if not isinstance(value, dict):
        return value if value in there else None
    if not _all_there(listed(value.get("when", [])), there):
        return None
    if "first" in value:
        options = [cut for cut in (_expression(each, there) for each in listed(value["first"])) if cut is not None]
        return {**value, "first": options} if options else None
    if "parts" in value:
        kept = [name for name in listed(value["parts"]) if name in there]
        return {**value, "parts": kept} if kept else None
    if "later" in value:
        start, by = _expression(value["later"], there), _expression(value["by"], there)
        return None if start is None or by is None else {**value, "later": start, "by": by}
    return value if all(name in there for name in _named(value)) else None


def _named(value: dict) -> list[str]:
    """The columns of theirs without which the expression cannot be made."""
    named = [value[key] for key in _ONE_NAME if key in value]
    named += findall(_BRACES, value.get("text", ""))
    factors = [*listed(value.get("product", [])), *listed(value.get("sum", []))]
    return named + [each.removeprefix(_ONE_MINUS).strip() for each in factors if isinstance(each, str)]
