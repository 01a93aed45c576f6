"""What a mapping file can say: for each of our tables, where its rows come from and how its columns are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

MAIN = ""


@dataclass(frozen=True)
class Ref:
    """A column of theirs: of the table that rows come from (place MAIN) or of a joined one (place: the join's name)."""

    place: str
    column: str


@dataclass(frozen=True)
class Constant:
    """The same text in every row; None leaves the column empty."""

    text: str | None


@dataclass(frozen=True)
class Copy:
    """The cell as it is."""

    ref: Ref


@dataclass(frozen=True)
class ValueMap:
    """Our word for theirs; what has no entry becomes `otherwise`, or stays as it is where `keeps_others`."""

    ref: Ref
    words: tuple[tuple[str, str | None], ...]
    keeps_others: bool
    otherwise: str | None = None


@dataclass(frozen=True)
class Moment:
    """A date or time written in one of `formats`; local times are of `zone`."""

    ref: Ref
    formats: tuple[str, ...]
    only_day: bool
    zone: str | None = None


@dataclass(frozen=True)
class DayOf:
    """The calendar date of a time in the company's zone."""

    ref: Ref


@dataclass(frozen=True)
class Text:
    """A text with columns in it; empty where all of them are."""

    pieces: tuple[str | Ref, ...]


@dataclass(frozen=True)
class Parts:
    """The columns that are not empty, with `between` between them."""

    refs: tuple[Ref, ...]
    between: str


@dataclass(frozen=True)
class FirstOf:
    """The first of the columns that is not empty."""

    refs: tuple[Ref, ...]


@dataclass(frozen=True)
class Factor:
    """A number, a column, or one minus a column."""

    number: Decimal | None = None
    ref: Ref | None = None
    one_minus: bool = False


@dataclass(frozen=True)
class Product:
    """The factors of a row multiplied exactly."""

    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Sum:
    """The exact sum of the products over all rows of `place` that belong to our row."""

    place: str
    factors: tuple[Factor, ...]


Expression = Constant | Copy | ValueMap | Moment | DayOf | Text | Parts | FirstOf | Product | Sum


@dataclass(frozen=True)
class Condition:
    """A test that a row must pass; `value` is a tuple for `in` and `not_in`."""

    ref: Ref
    test: str
    value: str | bool | Decimal | date | datetime | tuple[str, ...]
    formats: tuple[str, ...] = ()

    @property
    def by_number(self) -> bool:
        return isinstance(self.value, Decimal)

    @property
    def by_moment(self) -> bool:
        return isinstance(self.value, date)


@dataclass(frozen=True)
class Rank:
    """What "latest" goes by: the column's text, or the number or date it holds."""

    ref: Ref
    number: bool = False
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Join:
    """Rows of another table that belong to ours by key: at most one is looked at, all can be summed."""

    name: str
    table: str
    on: tuple[tuple[str, Ref], ...]
    where: tuple[Condition, ...] = ()
    latest: tuple[Rank, ...] = ()


@dataclass(frozen=True)
class Part:
    """Rows of one of our tables that come from one of theirs."""

    target: str
    table: str
    columns: dict[str, Expression]
    joins: tuple[Join, ...] = ()
    where: tuple[Condition, ...] = ()
    one_per: tuple[Ref, ...] = ()
    latest: tuple[Rank, ...] = ()

    @property
    def sections(self) -> tuple[Part | Join, ...]:
        """The part itself and its joins: what has conditions and an order of its own."""
        return (self, *self.joins)

    def table_of(self, place: str) -> str:
        """Their table behind a place."""
        return self.table if place == MAIN else next(join.table for join in self.joins if join.name == place)


@dataclass(frozen=True)
class Mapping:
    """All parts of a mapping file, by table of ours."""

    parts: dict[str, list[Part]] = field(default_factory=dict)


def refs_of(expression: Expression) -> tuple[Ref, ...]:
    """Columns of theirs whose cell in the row itself the expression needs; those it sums are not among them."""
    match expression:
        case Copy(ref) | ValueMap(ref) | Moment(ref) | DayOf(ref):
            return (ref,)
        case Text(pieces):
            return tuple(piece for piece in pieces if isinstance(piece, Ref))
        case Parts(refs) | FirstOf(refs):
            return refs
        case Product(factors):
            return tuple(factor.ref for factor in factors if factor.ref)
        case _:
            return ()


def row_refs(part: Part) -> Iterator[Ref]:
    """Columns of theirs that are looked at in the row itself, some more than once."""
    yield from part.one_per
    for rule in (*part.where, *part.latest):
        yield rule.ref
    for join in part.joins:
        yield from (ours for _, ours in join.on)
    for expression in part.columns.values():
        yield from refs_of(expression)


def every_ref(part: Part) -> Iterator[Ref]:
    """Every column of theirs that the part names, some more than once."""
    yield from row_refs(part)
    for join in part.joins:
        yield from (Ref(join.name, theirs) for theirs, _ in join.on)
        yield from (rule.ref for rule in (*join.where, *join.latest))
    for total in sums_of(part):
        yield from (factor.ref for factor in total.factors if factor.ref)


def sums_of(part: Part) -> tuple[Sum, ...]:
    """The different sums among the part's columns."""
    return tuple(dict.fromkeys(each for each in part.columns.values() if isinstance(each, Sum)))


def number_refs(part: Part) -> Iterator[Ref]:
    """The columns of theirs that are calculated or compared with as numbers, some more than once."""
    for expression in part.columns.values():
        if isinstance(expression, Product | Sum):
            yield from (factor.ref for factor in expression.factors if factor.ref)
    for rules in part.sections:
        yield from (condition.ref for condition in rules.where if condition.by_number)
        yield from (rank.ref for rank in rules.latest if rank.number)
