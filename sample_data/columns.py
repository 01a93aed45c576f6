"""Arrow columns made of numbers: keys, words of a pool, moments, dates, money; and whole tables in canonical form."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_access.schema import rule, table

MOMENT = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(16, 2)
RATE = pa.decimal128(18, 6)
_TYPES = {
    "id": pa.string(),
    "text": pa.string(),
    "enum": pa.string(),
    "date": pa.date32(),
    "time": MOMENT,
    "flag": pa.bool_(),
    "int": pa.int32(),
    "number": pa.float64(),
    "money": MONEY,
}
WRITTEN_AS_TEXT = {
    "accounts": ("agreed_interval_days",),
    "contacts": ("is_primary", "left_on"),
    "commitments": ("due_on",),
    "survey_responses": ("score",),
    "qualifications": ("grade",),
}
"""Columns of the sample that hold a badly typed value somewhere, so that the whole column is text."""


def canonical(name: str, columns: Mapping[str, pa.Array | list]) -> pa.Table:
    """A canonical table of these columns; those it lacks are empty, text is spelled in the CSV form of the data model."""
    schema = schema_of(name)
    rows = len(next(iter(columns.values())))
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
    return pa.table(
        [
            _typed(columns[field.name], field) if field.name in columns else pa.nulls(rows, field.type)
            for field in schema
        ],
        schema=schema,
    )


def schema_of(name: str) -> pa.Schema:
    """The columns of a canonical table in Arrow's types, as the sample holds them."""
    as_text = WRITTEN_AS_TEXT.get(name, ())
    kinds = {column.name: rule(column).kind for column in table(name).columns}
    types = {column: pa.string() if column in as_text else _TYPES[kind] for column, kind in kinds.items()}
    if name == "fx_rates":
        types["rate"] = RATE
    return pa.schema(types)


def _typed(cells: pa.Array | list, field: pa.Field) -> pa.Array:
    if isinstance(cells, list):
        return pa.array(cells, field.type)
    return cells if cells.type == field.type else cells.cast(field.type)


def numbered(prefix: str, numbers: np.ndarray, width: int = 0) -> pa.Array:
    """Texts such as A000123: the prefix and the number, filled with zeros to the width."""
    digits = pc.cast(pa.array(numbers), pa.string())
    padded = pc.utf8_lpad(digits, width=width, padding="0") if width else digits
    return pc.binary_join_element_wise(pa.scalar(prefix), padded, "")


def taken(pool: pa.Array | tuple[str | None, ...], places: np.ndarray) -> pa.Array:
    """The words of the pool at these places."""
    words = pool if isinstance(pool, pa.Array) else pa.array(pool, pa.string())
    return words.take(pa.array(places))


def where(there: np.ndarray, cells: pa.Array) -> pa.Array:
    """The cells where there is something, else null."""
    return pc.if_else(pa.array(there), cells, pa.scalar(None, cells.type))


def moments(seconds: np.ndarray, there: np.ndarray | None = None) -> pa.Array:
    """Moments of seconds since 1970 in UTC."""
    microseconds = np.asarray(seconds).astype(np.int64) * 1_000_000
    return pa.array(microseconds, mask=None if there is None else ~there).cast(MOMENT)


def dates(days: np.ndarray, there: np.ndarray | None = None) -> pa.Array:
    """Dates of days since 1970."""
    return pa.array(np.asarray(days).astype(np.int32), mask=None if there is None else ~there).cast(pa.date32())


def flags(true: np.ndarray, there: np.ndarray | None = None) -> pa.Array:
    """True, false, and null where it is not known."""
    return pa.array(true, mask=None if there is None else ~there)


def money(amounts: np.ndarray, there: np.ndarray | None = None) -> pa.Array:
    """Amounts with two decimals."""
    return pa.array(np.round(amounts, 2), mask=None if there is None else ~there).cast(MONEY)


def repeated(values: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each value as often as its count says, and the how-manieth of its value each is."""
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(values, counts), number
