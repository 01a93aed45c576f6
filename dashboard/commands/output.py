"""Tables on their way out: CSV, JSON and Parquet, to standard output or into a file."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from dashboard.commands import CallError

ROWS_AT_ONCE = 10_000


def as_table(frame: pd.DataFrame, types: Mapping[str, pa.DataType]) -> pa.Table:
    """The frame's columns named in `types`, in that order and of those types; what is empty there is null."""
    columns = [_column(frame[name], kind) for name, kind in types.items()]
    return pa.table(columns, schema=pa.schema(list(types.items())))


def write_table(table: pa.Table, form: str, out: Path | None) -> None:
    """Writes the table as csv, json or parquet; a file is there whole or not at all. Raises CallError."""
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise CallError("Parquet is not text: name a file with --out.")
    with _destination(out) as stream:
        _WRITERS[form](table, stream)


def write_bytes(content: bytes, out: Path | None, is_text: bool) -> None:
    """Writes a file that is ready; what is no text goes to no terminal. Raises CallError."""
    if not is_text and out is None and sys.stdout.isatty():
        raise CallError("This form is not text: name a file with --out.")
    with _destination(out) as stream:
        stream.write(content)


def write_csv(table: pa.Table, stream: BinaryIO, header: bool = True) -> None:
    """Writes UTF-8 with a header row; empty cells are nulls, numbers are unrounded, dates and times ISO."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    if header:
        lines.writerow(table.column_names)
    for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        lines.writerows(zip(*(_as_text_where_dated(column).to_pylist() for column in batch.columns), strict=True))
        stream.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
    stream.write(text.getvalue().encode())


def write_json(table: pa.Table, stream: BinaryIO) -> None:
    """Writes a list with one object per row and line; nulls as null, dates as ISO text."""
    between = b"[\n"
    for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        columns = [_as_text_where_dated(column).to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            line = json.dumps(dict(zip(table.column_names, row, strict=True)), ensure_ascii=False, allow_nan=False)
            stream.write(between + line.encode())
            between = b",\n"
    stream.write(b"[]\n" if between == b"[\n" else b"\n]\n")


def aligned(rows: Sequence[Sequence[str]], left: int = 1) -> Iterator[str]:
    """The rows as lines of aligned columns: the first `left` to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def printable(text: object) -> str:
    """The text on one line, with control characters written out, so that it cannot steer a terminal."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in str(text))


def _column(values: pd.Series, kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        return pa.array(values, type=pa.timestamp("us"), from_pandas=True).cast(kind)
    return pa.array(values, type=kind, from_pandas=True)


def _as_text_where_dated(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ")
    return column.cast(pa.string()) if pa.types.is_date(column.type) else column


@contextmanager
def _destination(out: Path | None) -> Iterator[BinaryIO]:
    """Where to write: standard output, or a file that takes its name only when all of it is written."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if out.is_dir():
        raise CallError(f"--out {out} is a folder: name a file in it.")
    if out.exists() and not stat.S_ISREG(out.stat().st_mode):
        with out.open("wb") as stream:
            yield stream
        return
    try:
        handle, beside = tempfile.mkstemp(dir=out.resolve().parent, prefix=f".{out.name}.")
    except OSError as error:
        raise CallError(f"--out {out} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(out)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The permissions new files go without; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


_WRITERS = {"csv": write_csv, "json": write_json, "parquet": pyarrow.parquet.write_table}
