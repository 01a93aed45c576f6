"""Exact arithmetic on the numbers in their columns: never a float."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import mul

from sqlalchemy import case, func, select
from sqlalchemy.sql import ColumnElement

from data_access.sources.mapped import values
from data_access.sources.mapped.language import Factor, Part, Ref
from data_access.sources.mapped.staging import Staging
from data_access.sources.source import SourceError


class Numbers:
    """The numbers that one part of a mapping calculates with."""

    def __init__(self, part: Part, staging: Staging) -> None:
        self._part = part
        self._staging = staging
        self._most_digits: dict[Ref, tuple[int, int]] = {}

    def written(self, ref: Ref, cell: ColumnElement) -> ColumnElement:
        """The cell with a decimal point, whatever its file writes."""
        return values.with_point(cell) if self._staging.held(self._part.table_of(ref.place)).decimal_comma else cell

    def value(self, ref: Ref, cell: ColumnElement) -> ColumnElement:
        """The number in the cell; null where it holds none."""
        return values.number(self.written(ref, cell), *self._digits(ref))

    def fraction(self, factors: tuple[Factor, ...]) -> int:
        """Digits after the point of the product."""
        return sum(self._digits(each.ref)[1] if each.ref else values.fraction_of(each.number) for each in factors)

    def product(self, factors: tuple[Factor, ...], cells: dict[Ref, ColumnElement]) -> tuple[ColumnElement, int]:
        """The exact product in a row and its digits after the point; null where a factor is; raises SourceError."""
        fraction = self.fraction(factors)
        if fraction > values.MOST_DIGITS:
            named = ", ".join(factor.ref.column for factor in factors if factor.ref)
            raise SourceError(
                f"The mapping multiplies columns ({named}) that together have {fraction} digits after the point; "
                f"{values.MOST_DIGITS} are possible. Round them in the source."
            )
        return reduce(mul, (self._factor(factor, cells) for factor in factors)), fraction

    def total(
        self, factors: tuple[Factor, ...], cells: dict[Ref, ColumnElement], group: list[ColumnElement] | None
    ) -> ColumnElement:
        """The exact sum over the rows of a group, or of the query's own groups where it is None; null where one is not known."""
        product, _ = self.product(factors, cells)
        rows, known, total = func.count(), func.count(product), func.sum(product)
        if group is not None:
            rows, known, total = (each.over(partition_by=group) for each in (rows, known, total))
        return case((rows == known, total))

    def unreadable(self, ref: Ref) -> int:
        """How many cells of the column hold something that is no number."""
        held = self._staging.held(self._part.table_of(ref.place))
        cell = held.table.c[held.inside(ref.column)]
        not_a_number = values.digits(self.written(ref, cell)).is_(None)
        return self._staging.rows(select(func.count()).where(cell.is_not(None), not_a_number))[0][0]

    def _factor(self, factor: Factor, cells: dict[Ref, ColumnElement]) -> ColumnElement:
        if factor.ref is None:
            return values.exact(factor.number)
        value = self.value(factor.ref, cells[factor.ref])
        return values.exact(Decimal(1)) - value if factor.one_minus else value

    def _digits(self, ref: Ref) -> tuple[int, int]:
        """Most digits before and after the point that a number of the column has."""
        if ref not in self._most_digits:
            held = self._staging.held(self._part.table_of(ref.place))
            number = values.digits(self.written(ref, held.table.c[held.inside(ref.column)]))
            query = select(func.max(values.whole_digits(number)), func.max(values.fraction_digits(number)))
            whole, fraction = self._staging.rows(query)[0]
            self._most_digits[ref] = (whole or 0, fraction or 0)
        return self._most_digits[ref]
