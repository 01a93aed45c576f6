"""One part of a mapping as SQL: their rows joined, filtered and gathered, and our columns made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Subquery, and_, case, false, func, not_, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.schema import TABLE_NAMES, rule, table
from data_access.sources.mapped import values
from data_access.sources.mapped.language import (
    MAIN,
    Condition,
    Constant,
    Copy,
    DayOf,
    Expression,
    Finding,
    FirstOf,
    Join,
    Later,
    LevelOf,
    Moment,
    Ours,
    Part,
    Parts,
    Product,
    Rank,
    Ref,
    Sum,
    Text,
    Translated,
    ValueMap,
    When,
    finding_refs,
    refs_of,
    row_refs,
    sums_of,
)
from data_access.sources.mapped.numbers import Numbers
from data_access.sources.mapped.staging import ROW, Staging
from data_access.sources.private import WORDS

_PLACE_IN_GROUP = "place"
_NUMBER_KINDS = ("money", "number", "int")
Cells = dict[Ref, ColumnElement]


@dataclass(frozen=True)
class Moments:
    """What times go by."""

    zone: str
    """The company's: it decides on which day something happened."""
    now: datetime | None
    """The moment of the sync, which decides what is past; None where nothing asks for it."""

    def past(self, cell: ColumnElement) -> ColumnElement:
        """Whether the cell lies before the moment of the sync; raises ValueError without it."""
        if self.now is None:
            raise ValueError("What is past needs the moment of the sync.")
        return values.past(cell, self.now, self.zone)


@dataclass(frozen=True)
class OurRows:
    """The rows of theirs that become rows of ours, one each, with the cells and sums that our columns need."""

    part: Part
    rows: FromClause
    cells: Cells
    sums: dict[Sum, ColumnElement]
    numbers: Numbers
    moments: Moments

    def columns(self, ordered: bool) -> Select:
        """Our columns of the part, in their order where they have one."""
        made = {name: self.made(name) for name in self.part.columns}
        if self.part.target == "interactions" and "private" in made:
            made |= {name: values.public(made[name], made["private"]) for name in WORDS if name in made}
        query = select(*(cells.label(name) for name, cells in made.items())).select_from(self.rows)
        query = query.where(*self.staying)
        return query.order_by(self.rows.c[ROW]) if ordered else query

    def numbered(self) -> Select:
        """Our columns of the part beside the number of the row."""
        cells = [self.made(name).label(name) for name in self.part.columns]
        return select(self.rows.c[ROW], *cells).select_from(self.rows).where(*self.staying)

    def others(self, entry: ValueMap) -> Select:
        """Cells that a value map has no entry for, each with its number of rows, the most frequent first."""
        cell, count = self.cells[entry.ref], func.count()
        query = select(cell.label("cell"), count.label("count")).where(values.without_entry(cell, entry.words))
        return query.where(*self.staying).group_by(cell).order_by(count.desc(), cell)

    @property
    def staying(self) -> list[ColumnElement]:
        """What keeps a row from being left out."""
        return [not_(self.passing(each)) for each in self.part.findings if each.leaves_out]

    def passing(self, finding: Finding) -> ColumnElement:
        """Whether a row passes all conditions of the finding; never null."""
        return func.coalesce(and_(*(self._test(each) for each in finding.conditions)), false())

    def made(self, name: str) -> ColumnElement:
        """One column of ours."""
        target = self.part.target
        return self._made(
            self.part.columns[name], rule(table(target).c[name]).kind if target in TABLE_NAMES else "text"
        )

    def _test(self, condition: Condition) -> ColumnElement:
        cell = self.made(condition.ref.column) if isinstance(condition.ref, Ours) else self.cells[condition.ref]
        return values.passes(condition, cell, _compared(condition, cell, self.numbers, self.moments))

    def _made(self, expression: Expression, kind: str) -> ColumnElement:
        cell = [self.cells[ref] for ref in refs_of(expression)]
        match expression:
            case Constant(text):
                return values.constant(text)
            case Copy(ref):
                return self._plain(ref, kind)
            case FirstOf(options):
                return func.coalesce(*(self._made(each, kind) for each in options), None)
            case When(inner, conditions):
                return case((and_(*(self._test(each) for each in conditions)), self._made(inner, kind)))
            case Later(start, duration):
                return values.later(self._made(start, "time"), self._made(duration, "text"))
            case Moment() | DayOf() | Translated() | LevelOf():
                return self._read_in(cell[0], expression)
            case ValueMap():
                otherwise = cell[0] if expression.keeps_others else values.constant(expression.otherwise)
                return values.words(cell[0], expression.words, otherwise)
            case Text(pieces):
                return values.joined([self.cells[piece] if isinstance(piece, Ref) else piece for piece in pieces])
            case Parts():
                return values.separated(cell, expression.between)
            case Product(factors):
                value, fraction = self.numbers.product(factors, self.cells)
                return values.number_text(value, fraction)
        return values.number_text(self.sums[expression], self.numbers.fraction(expression.factors))

    def _read_in(self, cell: ColumnElement, expression: Moment | DayOf | Translated | LevelOf) -> ColumnElement:
        """What is read in one cell; where it holds no date or time, the cell as it is."""
        match expression:
            case Moment():
                return func.coalesce(_moment_text(cell, expression), cell)
            case DayOf(_, before):
                return func.coalesce(values.day_in_zone(cell, self.moments.zone, before), cell)
            case Translated():
                return values.translated(cell)
        return values.level(cell)

    def _plain(self, ref: Ref, kind: str) -> ColumnElement:
        if kind == "date":
            return values.without_midnight(self.cells[ref])
        if kind in _NUMBER_KINDS:
            return self.numbers.written(ref, self.cells[ref])
        return self.cells[ref]


def our_rows(part: Part, staging: Staging, moments: Moments) -> OurRows:
    """The rows that become the part's rows; brings in the tables it needs; raises SourceError."""
    numbers = Numbers(part, staging)
    main = staging.held(part.table)
    inside = main.table.alias()
    cells: Cells = {Ref(MAIN, column): inside.c[main.inside(column)] for column in main.columns}
    sums: dict[Sum, ColumnElement] = {}
    source: FromClause = inside
    for join in part.joins:
        joined = _one_row_per_key(part, join, staging, numbers, moments)
        on = [key == cells[ours] for key, (_, ours) in zip(joined.keys, join.on, strict=True)]
        source = source.outerjoin(joined.rows, and_(*on))
        cells |= joined.cells
        sums |= joined.sums
    group = [cells[ref] for ref in part.one_per]
    sums |= {each: numbers.total(each.factors, cells, group) for each in sums_of(part) if each.place == MAIN}
    in_columns = (ref for each in part.columns.values() for ref in refs_of(each))
    wanted = list(dict.fromkeys([*in_columns, *finding_refs(part)]))
    query = select(
        inside.c[ROW],
        *(cells[ref].label(f"r{i}") for i, ref in enumerate(wanted)),
        *(value.label(f"s{i}") for i, value in enumerate(sums.values())),
    )
    query = query.select_from(source).where(*_tests(part.where, cells, numbers, moments))
    order = [*_order(part.latest, cells, numbers), *main.order(inside)]
    query = _first_of_each(query, group, order)
    # Rows that several things are told of are put together once; sums would lose their digits as text.
    rows = staging.keep(query) if part.findings and not sums else query.subquery()
    return OurRows(
        part=part,
        rows=rows,
        cells={ref: rows.c[f"r{i}"] for i, ref in enumerate(wanted)},
        sums={each: rows.c[f"s{i}"] for i, each in enumerate(sums)},
        numbers=numbers,
        moments=moments,
    )


def looked_at(part: Part, join: Join) -> list[str]:
    """Columns of a joined table that are looked at in one row of it, its keys apart."""
    keys = {theirs for theirs, _ in join.on}
    named = dict.fromkeys(ref.column for ref in row_refs(part) if ref.place == join.name)
    return [column for column in named if column not in keys]


def repeated_keys(part: Part, join: Join, staging: Staging, numbers: Numbers, moments: Moments) -> Select:
    """How many keys of a joined table have several rows, of those that rows of the part look for."""
    _, cells, keys = _joined_table(join, staging)
    asked = _asked_for(part, join, keys, staging)
    several = select(keys[0]).where(*_rows_with_key(join, cells, keys, numbers, moments), *asked).group_by(*keys)
    return select(func.count()).select_from(several.having(func.count() > 1).subquery())


def _asked_for(part: Part, join: Join, keys: list[ColumnElement], staging: Staging) -> list[ColumnElement]:
    """That a row of the part has the key, where it holds the key itself."""
    if any(ours.place != MAIN for _, ours in join.on):
        return []
    main = staging.held(part.table)
    inside = main.table.alias()
    pairs = [key == inside.c[main.inside(ours.column)] for key, (_, ours) in zip(keys, join.on, strict=True)]
    return [select(inside.c[ROW]).where(*pairs).exists()]


def _joined_table(join: Join, staging: Staging) -> tuple[FromClause, Cells, list[ColumnElement]]:
    held = staging.held(join.table)
    inside = held.table.alias()
    cells = {Ref(join.name, column): inside.c[held.inside(column)] for column in held.columns}
    return inside, cells, [cells[Ref(join.name, theirs)] for theirs, _ in join.on]


def _rows_with_key(
    join: Join, cells: Cells, keys: list[ColumnElement], numbers: Numbers, moments: Moments
) -> list[ColumnElement]:
    return [*_tests(join.where, cells, numbers, moments), *(key.is_not(None) for key in keys)]


@dataclass(frozen=True)
class _Joined:
    """At most one row per key of a joined table."""

    rows: Subquery
    keys: list[ColumnElement]
    cells: Cells
    sums: dict[Sum, ColumnElement]


def _one_row_per_key(part: Part, join: Join, staging: Staging, numbers: Numbers, moments: Moments) -> _Joined:
    inside, cells, keys = _joined_table(join, staging)
    chosen = looked_at(part, join)
    sums = [each for each in sums_of(part) if each.place == join.name]
    # Sums alone need no row to be picked, and gathering is much cheaper than numbering.
    group = keys if chosen else None
    query = select(
        *(key.label(f"k{i}") for i, key in enumerate(keys)),
        *(cells[Ref(join.name, column)].label(f"r{i}") for i, column in enumerate(chosen)),
        *(numbers.total(each.factors, cells, group).label(f"s{i}") for i, each in enumerate(sums)),
    ).where(*_rows_with_key(join, cells, keys, numbers, moments))
    if chosen:
        order = [*_order(join.latest, cells, numbers), *staging.held(join.table).order(inside)]
        query = _first_of_each(query, keys, order)
    else:
        query = query.group_by(*keys)
    rows = query.subquery()
    return _Joined(
        rows=rows,
        keys=[rows.c[f"k{i}"] for i in range(len(keys))],
        cells={Ref(join.name, theirs): rows.c[f"k{i}"] for i, (theirs, _) in enumerate(join.on)}
        | {Ref(join.name, column): rows.c[f"r{i}"] for i, column in enumerate(chosen)},
        sums={each: rows.c[f"s{i}"] for i, each in enumerate(sums)},
    )


def _first_of_each(query: Select, group: list[ColumnElement], order: list[ColumnElement]) -> Select:
    """The query's first row of each group in this order; all rows without a group."""
    if not group:
        return query
    place = func.row_number().over(partition_by=group, order_by=order)
    numbered = query.add_columns(place.label(_PLACE_IN_GROUP)).subquery()
    kept = [column for column in numbered.c if column.name != _PLACE_IN_GROUP]
    return select(*kept).where(numbered.c[_PLACE_IN_GROUP] == 1)


def _tests(conditions: tuple[Condition, ...], cells: Cells, numbers: Numbers, moments: Moments) -> list[ColumnElement]:
    return [
        values.passes(each, cells[each.ref], _compared(each, cells[each.ref], numbers, moments)) for each in conditions
    ]


def _compared(condition: Condition, cell: ColumnElement, numbers: Numbers, moments: Moments) -> ColumnElement | None:
    if condition.test == "past":
        return moments.past(cell)
    if condition.by_number:
        return numbers.value(condition.ref, cell)
    return values.moment(cell, condition.formats) if condition.by_moment else None


def _order(ranks: tuple[Rank, ...], cells: Cells, numbers: Numbers) -> list[ColumnElement]:
    """The latest first, rows without a value last."""
    return [_rank(rank, cells[rank.ref], numbers).desc().nulls_last() for rank in ranks]


def _rank(rank: Rank, cell: ColumnElement, numbers: Numbers) -> ColumnElement:
    if rank.number:
        return numbers.value(rank.ref, cell)
    return values.moment(cell, rank.formats) if rank.formats else cell


def _moment_text(cell: ColumnElement, expression: Moment) -> ColumnElement:
    moment = values.moment(cell, expression.formats)
    if expression.only_day:
        return values.day_text(moment)
    return values.moment_text(func.timezone(expression.zone, moment) if expression.zone else moment)
