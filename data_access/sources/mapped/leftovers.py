"""What a part of a mapping could not map, in sentences with counts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Text, func, not_, select
from sqlalchemy.sql import ColumnElement

from data_access.schema import key_of
from data_access.sources.mapped import values
from data_access.sources.mapped.language import Finding, Ref, ValueMap, conditions_of, inside, number_refs
from data_access.sources.mapped.selects import OurRows, looked_at, repeated_keys
from data_access.sources.mapped.staging import Staging
from data_access.sources.source import Note

MOST_VALUES_NAMED = 20
EXAMPLES = 3
_NOTHING = "nothing"


def leftovers(ours: OurRows, staging: Staging) -> Iterator[Note]:
    """What the part itself says and finds, values without an entry, keys with several rows, numbers and dates that are none, and lines that are no rows."""
    yield from _what_it_says(ours, staging)
    yield from _findings(ours, staging)
    yield from _values_without_entry(ours, staging)
    yield from _keys_with_several_rows(ours, staging)
    yield from _cells_that_are_no_numbers(ours)
    yield from _cells_that_are_no_dates(ours, staging)
    yield from _lines_of_joined_files(ours, staging)


def _what_it_says(ours: OurRows, staging: Staging) -> Iterator[Note]:
    if not ours.part.says:
        return
    count = staging.rows(select(func.count()).select_from(ours.rows).where(*ours.staying))[0][0]
    for sentence in ours.part.says:
        yield Note(ours.part.target, sentence, count)


def _findings(ours: OurRows, staging: Staging) -> Iterator[Note]:
    """How many rows are left out and why, each for the first reason, and what is told of those that stay."""
    earlier: list[ColumnElement] = []
    for finding in ours.part.findings:
        passing = ours.passing(finding)
        yield from _finding(ours, staging, finding, [passing, *(earlier if finding.leaves_out else ours.staying)])
        if finding.leaves_out:
            earlier.append(not_(passing))


def _finding(ours: OurRows, staging: Staging, finding: Finding, where: list[ColumnElement]) -> Iterator[Note]:
    key = ours.made(next(name for name in key_of(ours.part.target) if name in ours.part.columns))
    count = func.count()
    query = select(_told(ours, finding), count, func.min(key, EXAMPLES)).where(*where)
    for text, rows, examples in staging.rows(
        query.select_from(ours.rows).group_by("text").order_by(count.desc(), "text")
    ):
        such = f"; for example {', '.join(each[:100] for each in examples)}" if examples else ""
        end = "; left out" if finding.leaves_out else ""
        yield Note(ours.part.target, f"{ours.part.table}: {text}{end}{such}", rows)


def _told(ours: OurRows, finding: Finding) -> ColumnElement:
    pieces = [func.coalesce(ours.cells[each], _NOTHING) if isinstance(each, Ref) else each for each in finding.say]
    return func.concat(*pieces, "", type_=Text).label("text")


def _values_without_entry(ours: OurRows, staging: Staging) -> Iterator[Note]:
    entries = [(name, each) for name, made in ours.part.columns.items() for each in inside(made)]
    for name, entry in entries:
        if not isinstance(entry, ValueMap) or entry.otherwise is not None:
            continue
        left = "left as it is" if entry.keeps_others else "left empty"
        found = staging.rows(ours.others(entry))
        for cell, count in found[:MOST_VALUES_NAMED]:
            yield Note(
                ours.part.target, f"{name}: {_shown(cell)} of {_named(ours, entry.ref)} has no entry; {left}", count
            )
        rest = found[MOST_VALUES_NAMED:]
        if rest:
            text = f"{name}: {len(rest)} more values of {_named(ours, entry.ref)} have no entry; {left}"
            yield Note(ours.part.target, text, sum(count for _, count in rest))


def _keys_with_several_rows(ours: OurRows, staging: Staging) -> Iterator[Note]:
    for join in ours.part.joins:
        if join.latest or not looked_at(ours.part, join):
            continue
        keys = staging.rows(repeated_keys(ours.part, join, staging, ours.numbers, ours.moments))[0][0]
        if keys:
            text = f"join {join.name}: keys of {join.table} that have several rows; the first row was taken"
            text = f"{ours.part.table}: {join.say}" if join.say else text
            yield Note(ours.part.target, text, keys)


def _cells_that_are_no_numbers(ours: OurRows) -> Iterator[Note]:
    for ref in dict.fromkeys(number_refs(ours.part)):
        count = ours.numbers.unreadable(ref)
        if count:
            text = f"{_named(ours, ref)} holds cells that are no number to calculate with; they count as not known"
            yield Note(ours.part.target, text, count)


def _cells_that_are_no_dates(ours: OurRows, staging: Staging) -> Iterator[Note]:
    dated = [(rank.ref, rank.formats) for rules in ours.part.sections for rank in rules.latest if rank.formats]
    dated += [(each.ref, each.formats) for each in conditions_of(ours.part) if each.by_moment]
    for ref, formats in dict.fromkeys(dated):
        held = staging.held(ours.part.table_of(ref.place))
        cell = held.table.c[held.inside(ref.column)]
        no_date = values.moment(cell, formats).is_(None)
        count = staging.rows(select(func.count()).where(cell.is_not(None), no_date))[0][0]
        if count:
            text = f"{_named(ours, ref)} holds cells that are no date to compare by; they count as not known"
            yield Note(ours.part.target, text, count)


def _lines_of_joined_files(ours: OurRows, staging: Staging) -> Iterator[Note]:
    for name in dict.fromkeys(join.table for join in ours.part.joins):
        lines = len(staging.held(name).broken)
        if lines and name != ours.part.table:
            yield Note(ours.part.target, f"{name}: lines that cannot be split into cells are missing here", lines)


def _named(ours: OurRows, ref: Ref) -> str:
    return f"{ours.part.table_of(ref.place)}.{ref.column}"


def _shown(cell: str) -> str:
    return repr(cell[:100])
