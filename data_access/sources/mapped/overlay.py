"""A shipped mapping under a company's own mapping file."""

from __future__ import annotations

from data_access.sources.mapped.reading import FILES, MADE


def laid_over(own: dict, shipped: dict) -> dict:
    """The shipped mapping with a company's own on top.

    A section of theirs for a table of ours changes the columns it names; where it says `from`, only those of rows
    from that table. With a `from` that the shipped mapping does not have for it, their sections replace it.
    """
    content = dict(shipped)
    for target, sections in own.items():
        if target == MADE and isinstance(sections, dict):
            content[MADE] = shipped.get(MADE, {}) | sections
        elif target != FILES:
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
