"""The names of their tables and columns that one part of a mapping can use."""

from __future__ import annotations

from re import split

from data_access.sources.mapped.catalog import Catalog
from data_access.sources.mapped.language import MAIN, Factor, Ref
from data_access.sources.mapped.spot import Spot, nearest

_ONE_MINUS = "1 - "


class WithMade:
    """Their side with the tables that a mapping makes for itself."""

    def __init__(self, theirs: Catalog) -> None:
        self._theirs = theirs
        self._made: dict[str, list[str]] = {}
        self.kind = theirs.kind

    def add(self, name: str, columns: list[str]) -> None:
        """Makes a table known that is made."""
        self._made[name] = columns

    def describe(self) -> str:
        """Where they are, without secrets."""
        return self._theirs.describe()

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return [*self._theirs.names(), *self._made]

    def columns(self, name: str) -> list[str] | None:
        """Columns of the one of that name, None where there is none; raises SourceError."""
        return self._made[name] if name in self._made else self._theirs.columns(name)


class Names:
    """Columns of the table that rows come from, and of each table joined to it so far."""

    def __init__(self, catalog: Catalog | WithMade, spot: Spot, table: str) -> None:
        self._catalog = catalog
        self._tables: dict[str, str] = {}
        self._columns: dict[str, list[str]] = {}
        self.add(MAIN, table, spot)

    def add(self, place: str, table: str, spot: Spot) -> None:
        """Makes the columns of another table known; raises SourceError where there is no such table."""
        columns = self._catalog.columns(table)
        if columns is None:
            known = self._catalog.names()
            raise spot.wrong(
                f"there is no {self._catalog.kind} {table} in {self._catalog.describe()}.{nearest(table, known)} "
                f"There are: {', '.join(known) or 'none'}."
            )
        self._tables[place] = table
        self._columns[place] = columns

    def ref(self, name: object, spot: Spot) -> Ref:
        """The column of that name, written join.column where it is a joined table's; raises SourceError."""
        text = spot.text(name)
        if text in self._columns[MAIN]:
            return self._once(Ref(MAIN, text), spot)
        place, _, column = text.partition(".")
        if place in self._columns and column:
            return self.ref_in(place, column, spot)
        known = [f"{place}.{each}" if place else each for place, columns in self._columns.items() for each in columns]
        raise spot.wrong(self._no_column(MAIN, text, known))

    def ref_in(self, place: str, name: object, spot: Spot) -> Ref:
        """The column of that name in one table; raises SourceError."""
        column = spot.text(name)
        if column not in self._columns[place]:
            raise spot.wrong(self._no_column(place, column, self._columns[place]))
        return self._once(Ref(place, column), spot)

    def refs(self, value: object, spot: Spot) -> tuple[Ref, ...]:
        """The columns of a list of names, or of one name; raises SourceError."""
        return tuple(self.ref(each, spot) for each in spot.list_of(value))

    def pieces(self, value: object, spot: Spot) -> tuple[str | Ref, ...]:
        """A text with columns in braces as its pieces; raises SourceError."""
        pieces = split(r"\{([^{}]*)\}", spot.text(value))
        if len(pieces) == 1:
            raise spot.wrong(
                f"the text {value!r} names no column. Write a column in braces, such as "
                '"Employee {Number}", or use constant = "..." for the same text in every row.'
            )
        return tuple(self.ref(piece, spot) if i % 2 else piece for i, piece in enumerate(pieces) if i % 2 or piece)

    def factors(self, value: object, spot: Spot) -> tuple[Factor, ...]:
        """Columns, numbers and "1 - column" to be multiplied; raises SourceError."""
        return tuple(self._factor(each, spot) for each in spot.list_of(value))

    def _factor(self, value: object, spot: Spot) -> Factor:
        number = spot.number(value)
        if number is not None:
            return Factor(number=number)
        text = spot.text(value)
        if text.startswith(_ONE_MINUS) and text not in self._columns[MAIN]:
            return Factor(ref=self.ref(text.removeprefix(_ONE_MINUS).strip(), spot), one_minus=True)
        return Factor(ref=self.ref(text, spot))

    def _once(self, ref: Ref, spot: Spot) -> Ref:
        if self._columns[ref.place].count(ref.column) > 1:
            raise spot.wrong(
                f"the {self._catalog.kind} {self._tables[ref.place]} has the column {ref.column} twice. "
                "Rename or remove one of them."
            )
        return ref

    def _no_column(self, place: str, column: str, known: list[str]) -> str:
        table, columns = self._tables[place], self._columns[place]
        text = f"the {self._catalog.kind} {table} has no column {column}.{nearest(column, known)}"
        if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
            return f"{text} Its header is one column, {columns[0]!r}: declare its delimiter under [files.{table}]."
        return f"{text} It has: {', '.join(columns)}."
