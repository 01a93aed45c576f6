"""Columns of Salesforce as Arrow arrays of text: flags, moments, dates and keys as any export writes them."""

from __future__ import annotations

from datetime import date
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from data_access.intake.values import Limits, as_text, check_column
from data_access.localtime import DAY_US
from data_access.schema import Rule

TRUE_WORDS = pa.array(["true", "1", "t", "yes"])
MINUTE_US = 60_000_000

# The weekly export writes an empty key so.
_NO_KEYS = pa.array(["000000000000000AAA", "000000000000000"])
_ANY_DAY = Limits.until(date(9998, 12, 31))
_TIME, _DATE, _NUMBER = Rule("time"), Rule("date"), Rule("number")


class Rows:
    """A batch of a table of theirs: its columns by API name as text, columns that are not there as empty ones."""

    def __init__(self, cells: dict[str, pa.Array], count: int) -> None:
        self._cells = cells
        self.count = count

    def __getitem__(self, name: str) -> pa.Array:
        return self._cells[name] if name in self._cells else pa.nulls(self.count, pa.string())

    def __contains__(self, name: str) -> bool:
        return name in self._cells

    def flag(self, name: str) -> pa.Array:
        """Whether the column says yes; empty counts as no."""
        return is_true(self[name])


def cleaned(cells: pa.Array) -> pa.Array:
    """The cells as text, keys of nothing as empty ones."""
    text = as_text(cells)
    return pc.if_else(pc.is_in(text, _NO_KEYS), None, text)


def is_true(text: pa.Array) -> pa.Array:
    """Whether a cell says yes, however it is written; empty counts as no."""
    return pc.is_in(pc.utf8_lower(text), TRUE_WORDS)


def prefix(keys: pa.Array) -> pa.Array:
    """The three characters that say what kind of record a key is of."""
    return pc.utf8_slice_codeunits(keys, 0, 3)


def of_kind(keys: pa.Array, *prefixes: str) -> pa.Array:
    """The keys of records of these kinds, the others empty."""
    return where(pc.is_in(prefix(keys), pa.array(prefixes)), keys)


def not_of_kind(keys: pa.Array, *prefixes: str) -> pa.Array:
    """The keys that are of no record of these kinds, the others empty."""
    return where(pc.invert(pc.is_in(prefix(keys), pa.array(prefixes))), keys)


def where(condition: pa.Array, cells: pa.Array | str) -> pa.Array:
    """The cells where the condition holds, else nothing."""
    return pc.if_else(pc.fill_null(condition, False), cells, pa.scalar(None, pa.string()))


def either(*conditions: pa.Array) -> pa.Array:
    """Whether one of the conditions holds; unknown counts as no."""
    return reduce(pc.or_, (pc.fill_null(each, False) for each in conditions))


def both(*conditions: pa.Array) -> pa.Array:
    """Whether all of the conditions hold; unknown counts as no."""
    return reduce(pc.and_, (pc.fill_null(each, False) for each in conditions))


def constant(count: int, text: str | None) -> pa.Array:
    """The same text in every row."""
    return pa.repeat(pa.scalar(text, pa.string()), count)


def joined(first: pa.Array, second: pa.Array, between: str = "") -> pa.Array:
    """The two texts with `between` between them; the one that is there where the other is not."""
    # Arrays that are empty throughout are never joined: their number of rows would be lost.
    text = pc.binary_join_element_wise(pc.fill_null(first, ""), pc.fill_null(second, ""), between)
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def moments(text: pa.Array) -> pa.Array:
    """Microseconds of times in UTC; null where a cell is none."""
    return check_column(text, _TIME, _ANY_DAY).values


def days(text: pa.Array) -> pa.Array:
    """The calendar date that a date or time begins with, as it is written: never shifted."""
    return pc.utf8_slice_codeunits(text, 0, 10)


def day_numbers(text: pa.Array) -> pa.Array:
    """Days since 1970 of calendar dates; null where a cell is none."""
    return check_column(text, _DATE, _ANY_DAY).values.cast(pa.int64())


def numbers(text: pa.Array) -> pa.Array:
    """Numbers of a column; null where a cell is none."""
    return check_column(text, _NUMBER, _ANY_DAY).values


def as_moments(microseconds: pa.Array) -> pa.Array:
    """Microseconds as times in UTC, as text."""
    return pc.strftime(microseconds.cast(pa.timestamp("us")), format="%Y-%m-%dT%H:%M:%SZ")


def as_days(numbers_of_days: pa.Array) -> pa.Array:
    """Days since 1970 as calendar dates, as text."""
    text = pc.strftime(pc.multiply(numbers_of_days, DAY_US).cast(pa.timestamp("us")), format="%Y-%m-%d")
    return text.cast(pa.string())
