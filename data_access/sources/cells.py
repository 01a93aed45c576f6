"""Cells of a database as Arrow arrays: typed where all cells of a batch agree, in the CSV form where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from data_access.intake.values import text_of_bytes

_TYPED = (str, int, float, bool, Decimal, date)
_LARGEST_EXACT_IN_FLOAT = 2**53
# Exponents of up to 99 are written out; what is larger is no amount.
_WITH_EXPONENT = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]{1,2}$"
_MOMENTS = pa.timestamp("us", "UTC")


def unwrapped(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with the plain storage of columns of an extension type, such as the digits of a numeric."""
    columns = [cells.storage if isinstance(cells, pa.ExtensionArray) else cells for cells in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def arrow_cells(cells: Sequence[object]) -> pa.Array:
    """One column of a batch as delivered by a database driver; mixed kinds become text in the CSV form."""
    kinds = set(map(type, cells)) - {type(None)}
    if kinds == {int, float} and _fit_in_floats(cells):
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    if len(kinds) == 1:
        typed = _of_one_kind(cells, kinds.pop())
        if typed is not None:
            return typed
    return pa.array([None if cell is None else text_of(cell) for cell in cells], pa.string())


def text_of(cell: object) -> str:
    """The cell in the CSV form of the data model; bytes as the text they hold, else in hexadecimal digits."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _LARGEST_EXACT_IN_FLOAT else repr(cell)
    if isinstance(cell, datetime):
        return (cell.astimezone(UTC) if cell.tzinfo else cell).isoformat()
    if isinstance(cell, bytes | bytearray | memoryview):
        return text_of_bytes(bytes(cell))
    return str(cell)


def plain_digits(text: pa.Array) -> pa.Array:
    """The cells with numbers written with an exponent written out, such as 1.5e-3 as 0.0015; others as they are."""
    with_exponent = pc.fill_null(pc.match_substring_regex(text, _WITH_EXPONENT), False)
    if not pc.any(with_exponent).as_py():
        return text
    written_out = [format(Decimal(cell), "f") for cell in text.filter(with_exponent).to_pylist()]
    return pc.replace_with_mask(text, with_exponent, pa.array(written_out, pa.string()))


def _fit_in_floats(cells: Sequence[object]) -> bool:
    return all(abs(cell) <= _LARGEST_EXACT_IN_FLOAT for cell in cells if isinstance(cell, int))


def _of_one_kind(cells: Sequence[object], kind: type) -> pa.Array | None:
    """The cells, all of this kind, in its Arrow type; None where it has none or a cell does not fit in it."""
    try:
        if kind is datetime:
            return _moments(cells)
        return pa.array(cells) if kind in _TYPED else None
    except (pa.ArrowInvalid, OverflowError):
        return None


def _moments(cells: Sequence[datetime | None]) -> pa.Array | None:
    zoned = {cell.tzinfo is not None for cell in cells if cell is not None}
    if len(zoned) > 1:
        return None
    return pa.array(cells, _MOMENTS if zoned.pop() else pa.timestamp("us"))
