"""The mapping that is shipped, cut to the columns a company's tables have, under the company's own mapping file."""

from __future__ import annotations

from re import findall

from data_access.sources.mapped.catalog import Catalog
from data_access.sources.mapped.reading import FILES, PART_KEYS

_LISTS = ("parts", "first")
_NAMES = ("column", "day_of")


def fitted(shipped: dict, catalog: Catalog) -> dict:
    """The mapping without the parts and columns whose tables and columns are not there; raises SourceError."""
    content = {}
    for target, sections in shipped.items():
        parts = [_fitted_part(part, catalog) for part in (sections if isinstance(sections, list) else [sections])]
        parts = [part for part in parts if part is not None]
        if parts:
            content[target] = parts
    return content


def laid_over(own: dict, shipped: dict) -> dict:
    """The shipped mapping with a company's own on top.

    A section of theirs for a table of ours changes the columns it names; where it says `from`, only those of rows
    from that table. With a `from` that the shipped mapping does not have for it, their sections replace it.
    """
    content = dict(shipped)
    for target, sections in own.items():
        if target != FILES:
            mine = sections if isinstance(sections, list) else [sections]
            parts = shipped.get(target, [])
            changes = bool(parts) and all(_changes_one_of(parts, each) for each in mine)
            content[target] = [_changed(part, mine) for part in parts] if changes else sections
    return content


def _changes_one_of(parts: list[dict], own: object) -> bool:
    """Whether a section of theirs is about rows that the shipped mapping has; what is no section is told later."""
    return isinstance(own, dict) and ("from" not in own or own["from"] in [part["from"] for part in parts])


def _changed(part: dict, mine: list[dict]) -> dict:
    changed = dict(part)
    for own in mine:
        if own.get("from", part["from"]) == part["from"]:
            joins = changed.get("join", {})
            changed |= own
            if isinstance(own.get("join"), dict):
                changed["join"] = joins | own["join"]
    return changed


def _fitted_part(part: dict, catalog: Catalog) -> dict | None:
    there = catalog.columns(part["from"])
    if there is None:
        return None
    kept = {key: part[key] for key in PART_KEYS if key in part}
    for name, expression in part.items():
        if name not in PART_KEYS:
            cut = _fitted_expression(expression, there)
            if cut is not None:
                kept[name] = cut
    return kept


def _fitted_expression(expression: object, there: list[str]) -> object | None:
    """The expression with the columns that are there; None where none of what it needs is."""
    if isinstance(expression, str):
        return expression if expression in there else None
    for key in _LISTS:
        if key in expression:
            found = [name for name in expression[key] if name in there]
            return {**expression, key: found} if found else None
    named = [expression[key] for key in _NAMES if key in expression]
    named += findall(r"\{([^{}]*)\}", expression.get("text", ""))
    return expression if all(name in there for name in named) else None
