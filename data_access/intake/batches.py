"""One batch of delivered rows becomes typed rows and a list of faults; what needs other rows is judged later."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Column, Table

from data_access.intake.values import ARROW_TYPES, Limits, as_text, check_column
from data_access.schema import key_of, keyed_by_every_column, rule

SHOWN_VALUE_LENGTH = 200
KEY_SEPARATOR = "|"
UNAMBIGUOUS_SEPARATOR = "\x1f"
FAULTS = pa.schema(
    [
        ("row", pa.int64()),
        ("column_no", pa.int16()),
        ("column", pa.string()),
        ("key", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("aside", pa.bool_()),
    ]
)
NAMES_CONTACT, NAMES_THIRD_PARTY, NAMES_EMPLOYEE = "contact", "third_party", "employee"


@dataclass(frozen=True)
class Staged:
    """Typed rows of one batch, each with its number in the delivery, and the faults found in them."""

    rows: pa.RecordBatch
    faults: pa.RecordBatch


def staged_schema(table: Table) -> pa.Schema:
    """The columns of a staged table: every canonical column in its kind's type, and what was judged as delivered."""
    fields = [pa.field("row", pa.int64())]
    fields += [pa.field(column.name, ARROW_TYPES[rule(column).kind]) for column in table.columns]
    fields += [pa.field(name, kind) for name, kind in _AS_DELIVERED.get(table.name, {}).items()]
    if keyed_by_every_column(table.name):
        fields.append(pa.field("delivered_key", pa.string()))
    return pa.schema(fields)


_AS_DELIVERED = {
    "interactions": {"contact_given": pa.bool_()},
    "interaction_participants": {"names": pa.string()},
}


@dataclass
class _Faults:
    """Faults of one batch, gathered column by column."""

    table: Table
    first_row: int
    keys: pa.Array
    parts: list[pa.RecordBatch] = field(default_factory=list)

    def add(self, column: str, text: pa.Array | None, reason: str, rows: np.ndarray, aside: bool) -> None:
        if not len(rows):
            return
        places = pa.array(rows)
        value = pa.nulls(len(rows), pa.string()) if text is None else text.take(places)
        number = list(self.table.columns.keys()).index(column)
        columns = [
            pa.array(rows + self.first_row),
            pa.array(np.full(len(rows), number, dtype=np.int16)),
            pa.array([column]).take(pa.array(np.zeros(len(rows), dtype=np.int64))),
            self.keys.take(places),
            pc.utf8_slice_codeunits(value, 0, SHOWN_VALUE_LENGTH),
            pa.array([reason]).take(pa.array(np.zeros(len(rows), dtype=np.int64))),
            pa.array(np.full(len(rows), aside)),
        ]
        self.parts.append(pa.RecordBatch.from_arrays(columns, schema=FAULTS))

    def batch(self) -> pa.RecordBatch:
        if not self.parts:
            return pa.RecordBatch.from_pylist([], schema=FAULTS)
        return pa.Table.from_batches(self.parts).combine_chunks().to_batches()[0]


def stage(table: Table, delivered: pa.RecordBatch, first_row: int, limits: Limits) -> Staged:
    """The batch in canonical types, missing columns null, and every fault that its own cells show."""
    cells = {
        column.name: delivered.column(column.name)
        if column.name in delivered.schema.names
        else pa.nulls(len(delivered))
        for column in table.columns
    }
    key_cells = [as_text(cells[name]) for name in key_of(table.name)]
    faults = _Faults(table, first_row, _joined(key_cells, KEY_SEPARATOR))
    values: dict[str, pa.Array] = {}
    for column in table.columns:
        values[column.name] = _judged(column, cells[column.name], limits, faults)
    for column in table.columns:
        earlier = rule(column).not_before
        if earlier is not None:
            values[column.name] = _not_before(column.name, earlier, values, cells, faults)
    extra = _as_delivered(table, values, cells, faults)
    if keyed_by_every_column(table.name):
        extra["delivered_key"] = _joined(key_cells, UNAMBIGUOUS_SEPARATOR)
    if "private" in values:
        hidden = _given_and_not_false(cells["private"], values["private"])
        values |= {name: _unread(values[name], hidden) for name in ("subject", "notes")}
    columns = {"row": pa.array(np.arange(first_row, first_row + len(delivered), dtype=np.int64))} | values | extra
    schema = staged_schema(table)
    return Staged(pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema), faults.batch())


def _judged(column: Column, cells: pa.Array, limits: Limits, faults: _Faults) -> pa.Array:
    required = rule(column).required
    checked = check_column(cells, rule(column), limits)
    text = as_text(cells) if checked.faults else None
    for reason, rows in checked.faults:
        faults.add(column.name, text, reason, rows, aside=required)
    if required and checked.values.null_count:
        missing = pc.is_null(as_text(cells)).to_numpy(zero_copy_only=False)
        faults.add(column.name, None, "missing", np.flatnonzero(missing), aside=True)
    return checked.values


def _not_before(name: str, earlier: str, values: dict, cells: dict, faults: _Faults) -> pa.Array:
    too_early = pc.fill_null(pc.less(values[name], values[earlier]), False).to_numpy(zero_copy_only=False)
    if not too_early.any():
        return values[name]
    faults.add(name, as_text(cells[name]), "range", np.flatnonzero(too_early), aside=False)
    return pc.if_else(pa.array(too_early), pa.scalar(None, values[name].type), values[name])


def _as_delivered(table: Table, values: dict, cells: dict, faults: _Faults) -> dict[str, pa.Array]:
    """What is judged by the cells as delivered, before unknown references are left out."""
    if table.name == "interactions":
        return {"contact_given": pc.is_valid(values["contact_id"])}
    if table.name == "interaction_participants":
        names = _names(values)
        empty = pc.is_null(names).to_numpy(zero_copy_only=False)
        faults.add("employee_id", None, "empty_participant", np.flatnonzero(empty), aside=True)
        return {"names": names}
    if table.name == "survey_responses":
        breach = _off_scale(values)
        faults.add("score", as_text(cells["score"]), "range", np.flatnonzero(breach), aside=True)
    return {}


def _names(values: dict) -> pa.Array:
    by_employee = pc.if_else(pc.is_valid(values["employee_id"]), NAMES_EMPLOYEE, pa.scalar(None, pa.string()))
    by_third_party = pc.if_else(pc.is_valid(values["third_party"]), NAMES_THIRD_PARTY, by_employee)
    return pc.if_else(pc.is_valid(values["contact_id"]), NAMES_CONTACT, by_third_party)


def _off_scale(values: dict) -> np.ndarray:
    low, high, score = values["scale_min"], values["scale_max"], values["score"]
    breach = pc.or_kleene(pc.greater_equal(low, high), pc.or_kleene(pc.less(score, low), pc.greater(score, high)))
    known = pc.and_(pc.and_(pc.is_valid(low), pc.is_valid(high)), pc.is_valid(score))
    return pc.and_(known, pc.fill_null(breach, False)).to_numpy(zero_copy_only=False)


def _given_and_not_false(delivered: pa.Array, private: pa.Array) -> pa.Array:
    """Whether words are withheld: a flag that cannot be read may have meant yes."""
    return pc.and_(pc.is_valid(as_text(delivered)), pc.fill_null(private, True))


def _unread(words: pa.Array, hidden: pa.Array) -> pa.Array:
    return pc.if_else(hidden, pa.scalar(None, pa.string()), words)


def _joined(cells: list[pa.Array], separator: str) -> pa.Array:
    if len(cells) == 1:
        return cells[0]
    return pc.binary_join_element_wise(*(pc.fill_null(cell, "") for cell in cells), separator)
