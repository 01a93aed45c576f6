"""What a mapping file can say: for each of our tables, where its rows come from and how its columns are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
class Ours:
    """A column of ours as it was made, which findings can be about."""

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
    """The calendar date of a time in the company's zone; with `before` that of the moment before it."""

    ref: Ref
    before: bool = False


@dataclass(frozen=True)
class Translated:
    """A text that may be written in several languages at once, as JSON."""

    ref: Ref


@dataclass(frozen=True)
class LevelOf:
    """The level that words of a title tell."""

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
    """The first of the expressions that is not empty."""

    options: tuple[Expression, ...]


@dataclass(frozen=True)
class Later:
    """The moment that lies a duration of hours and minutes after another."""

    start: Expression
    duration: Expression


@dataclass(frozen=True)
class When:
    """The expression in rows that pass all conditions; empty in the others."""

    expression: Expression
    conditions: tuple[Condition, ...]


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


Expression = (
    Constant
    | Copy
    | ValueMap
    | Moment
    | DayOf
    | Translated
    | LevelOf
    | Text
    | Parts
    | FirstOf
    | Later
    | When
    | Product
    | Sum
)


@dataclass(frozen=True)
class Condition:
    """A test that a row must pass; `value` is a tuple for `in` and `not_in`."""

    ref: Ref | Ours
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
    say: str | None = None
    """What is told of keys that have several rows, where the words of every join do not fit."""


@dataclass(frozen=True)
class Finding:
    """Rows of ours that are counted in a sentence, and are left out or stay."""

    say: tuple[str | Ref, ...]
    conditions: tuple[Condition, ...]
    leaves_out: bool


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
    findings: tuple[Finding, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[Part | Join, ...]:
        """The part itself and its joins: what has conditions and an order of its own."""
        return (self, *self.joins)

    def table_of(self, place: str) -> str:
        """Their table behind a place."""
        return self.table if place == MAIN else next(join.table for join in self.joins if join.name == place)


@dataclass(frozen=True)
class Mapping:
    """All parts of a mapping file, by table of ours, and those of the tables it makes for itself."""

    parts: dict[str, list[Part]] = field(default_factory=dict)
    made: dict[str, list[Part]] = field(default_factory=dict)

    @property
    def every_part(self) -> list[Part]:
        """The parts of all tables, ours and those made on the way."""
        return [part for parts in (*self.made.values(), *self.parts.values()) for part in parts]


def inside(expression: Expression) -> Iterator[Expression]:
    """The expression and all that stand in it."""
    yield expression
    match expression:
        case FirstOf(options):
            within: tuple[Expression, ...] = options
        case Later(start, duration):
            within = (start, duration)
        case When(inner):
            within = (inner,)
        case _:
            within = ()
    for each in within:
        yield from inside(each)


def refs_of(expression: Expression) -> tuple[Ref, ...]:
    """Columns of theirs whose cell in the row itself the expression needs; those it sums are not among them."""
    return tuple(ref for each in inside(expression) for ref in _own_refs(each))


def _own_refs(expression: Expression) -> tuple[Ref, ...]:
    match expression:
        case Copy(ref) | ValueMap(ref) | Moment(ref) | DayOf(ref) | Translated(ref) | LevelOf(ref):
            return (ref,)
        case Text(pieces):
            return _refs_among(pieces)
        case Parts(refs):
            return refs
        case When(_, conditions):
            return _refs_among(condition.ref for condition in conditions)
        case Product(factors):
            return tuple(factor.ref for factor in factors if factor.ref)
        case _:
            return ()


def finding_refs(part: Part) -> Iterator[Ref]:
    """Columns of theirs that the findings look at or name, some more than once."""
    for finding in part.findings:
        yield from _refs_among(finding.say)
        yield from _refs_among(condition.ref for condition in finding.conditions)


def conditions_of(part: Part) -> Iterator[Condition]:
    """The conditions about columns of theirs, wherever in the part they stand."""
    for rules in part.sections:
        yield from rules.where
    for each in (each for expression in part.columns.values() for each in inside(expression)):
        if isinstance(each, When):
            yield from each.conditions
    for finding in part.findings:
        yield from (each for each in finding.conditions if isinstance(each.ref, Ref))


def _refs_among(things: Iterable[object]) -> tuple[Ref, ...]:
    return tuple(each for each in things if isinstance(each, Ref))


def row_refs(part: Part) -> Iterator[Ref]:
    """Columns of theirs that are looked at in the row itself, some more than once."""
    yield from part.one_per
    for rule in (*part.where, *part.latest):
        yield rule.ref
    for join in part.joins:
        yield from (ours for _, ours in join.on)
    for expression in part.columns.values():
        yield from refs_of(expression)
    yield from finding_refs(part)


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
    for each in (each for expression in part.columns.values() for each in inside(expression)):
        if isinstance(each, Product | Sum):
            yield from (factor.ref for factor in each.factors if factor.ref)
    yield from (condition.ref for condition in conditions_of(part) if condition.by_number)
    for rules in part.sections:
        yield from (rank.ref for rank in rules.latest if rank.number)
