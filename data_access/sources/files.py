"""CSV, gzipped CSV and Parquet files as streams of Arrow batches; every fault is a sentence naming the file."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from data_access.sources.source import SourceError

SUFFIXES = (".csv", ".csv.gz", ".parquet")
ROWS_A_BATCH = 65_536

_BLOCK_BYTES = 8 << 20
_CHUNK_BYTES = 1 << 20
READ_ERRORS = (OSError, EOFError, zlib.error, pa.ArrowException)
# Stands on a line of its own after the last byte of a CSV file. A quotation mark that is never closed swallows it.
_END_OF_FILE = "\x03end of file\x03"


@dataclass(frozen=True)
class TextForm:
    """How the text of a CSV file is written."""

    encoding: str = "utf-8"
    delimiter: str = ","


CSV_FORM = TextForm()


def is_parquet(path: Path) -> bool:
    """Whether the file is a Parquet file by its name."""
    return path.name.endswith(".parquet")


def table_name(path: Path) -> str | None:
    """The file's name without its ending, or None where it is no file of rows."""
    for suffix in SUFFIXES:
        if path.name.endswith(suffix) and len(path.name) > len(suffix):
            return path.name.removesuffix(suffix)
    return None


def listing(folder: Path) -> list[Path]:
    """The files of rows in the folder, by name; raises SourceError."""
    try:
        inside = sorted(folder.iterdir())
    except FileNotFoundError as error:
        raise SourceError(f"The folder {folder} does not exist. Check the path in the settings or --source.") from error
    except NotADirectoryError as error:
        raise SourceError(f"{folder} is a file, not a folder. Name the folder that holds the files.") from error
    except OSError as error:
        raise SourceError(f"The folder {folder} cannot be read ({error.strerror}). Check the rights to it.") from error
    return [path for path in inside if table_name(path) and path.is_file()]


def column_names(path: Path, form: TextForm = CSV_FORM) -> list[str]:
    """Names of the file's columns in its order; raises SourceError."""
    return _parquet_columns(path) if is_parquet(path) else _csv_columns(path, form)


def row_count(path: Path) -> int | None:
    """Rows of a Parquet file; None for a CSV file, which would have to be read; raises SourceError."""
    if not is_parquet(path):
        return None
    with _sentences(path), pa.parquet.ParquetFile(path) as file:
        return file.metadata.num_rows


def batches(
    path: Path, columns: list[str], broken: Callable[[str, str], None], form: TextForm = CSV_FORM
) -> Iterator[pa.RecordBatch]:
    """Batches of these columns in file order; a CSV cell is text or null; lines that cannot be split go to `broken` as text and reason; raises SourceError."""
    if is_parquet(path):
        yield from _parquet_batches(path, columns)
    else:
        yield from _csv_batches(path, columns, broken, form)


def _parquet_columns(path: Path) -> list[str]:
    with _sentences(path), pa.parquet.ParquetFile(path) as file:
        return file.schema_arrow.names


def _parquet_batches(path: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
    # Pre-buffering would keep every column chunk of the file; a small buffer reads them page by page.
    with (
        _sentences(path),
        pa.parquet.ParquetFile(path, pre_buffer=False, buffer_size=_CHUNK_BYTES) as file,
    ):
        for batch in file.iter_batches(batch_size=ROWS_A_BATCH, columns=columns):
            yield pa.RecordBatch.from_arrays([_plain(batch.column(name)) for name in columns], names=columns)


def _plain(cells: pa.Array) -> pa.Array:
    """The cells in the one type that stands for their kind: text has several in Arrow, and may be written as codes."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_large_string(cells.type) or pa.types.is_string_view(cells.type):
        cells = cells.cast(pa.string())
    return cells


def _csv_columns(path: Path, form: TextForm) -> list[str]:
    with _sentences(path), _Utf8Stream(path, form, ending="") as stream:
        text = io.TextIOWrapper(io.BufferedReader(stream), encoding="utf-8-sig", newline="")
        for cells in csv.reader(text, delimiter=form.delimiter):
            if cells:
                return cells
    raise SourceError(f"{path} is empty. A file without rows still needs a header line with the column names.")


def _csv_batches(
    path: Path, columns: list[str], broken: Callable[[str, str], None], form: TextForm
) -> Iterator[pa.RecordBatch]:
    refused: list[pa.csv.InvalidRow] = []
    ending = _END_OF_FILE + form.delimiter * len(_csv_columns(path, form))
    for batch in _split_rows(path, columns, form, ending, refused):
        _report(refused[:-1], broken)
        del refused[:-1]
        if batch.num_rows:
            yield batch
    closed = bool(refused) and refused[-1].text == ending
    _report(refused[:-1] if closed else refused, broken)
    if not closed:
        raise SourceError(
            f"{path} ends inside quotation marks: one that is opened is never closed, so that all rows after it "
            "run together. Close it, or export the file again."
        )


def _split_rows(
    path: Path, columns: list[str], form: TextForm, ending: str, refused: list[pa.csv.InvalidRow]
) -> Iterator[pa.RecordBatch]:
    """Batches of the rows that could be split; the others are added to `refused`, `ending` last."""

    def keep(row: pa.csv.InvalidRow) -> str:
        refused.append(row)
        return "skip"

    with _sentences(path), _Utf8Stream(path, form, ending) as stream:
        yield from pa.csv.open_csv(
            pa.PythonFile(io.BufferedReader(stream), mode="r"),
            pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
            pa.csv.ParseOptions(delimiter=form.delimiter, newlines_in_values=True, invalid_row_handler=keep),
            pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in columns},
                include_columns=columns,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                check_utf8=False,
            ),
        )


def _report(refused: list[pa.csv.InvalidRow], broken: Callable[[str, str], None]) -> None:
    for row in refused:
        broken(row.text, f"row {row.number} has {row.actual_columns} cells, the header has {row.expected_columns}")


class _Utf8Stream(io.RawIOBase):
    """The bytes of a file as checked UTF-8, whatever its encoding, with `ending` on a line of its own after the last."""

    def __init__(self, path: Path, form: TextForm, ending: str) -> None:
        self._path = path
        self._encoding = form.encoding
        self._raw = opened(path)
        self._decoder = codecs.getincrementaldecoder(form.encoding)()
        self._passes_through = codecs.lookup(form.encoding).name in ("utf-8", "ascii")
        self._ending = f"\n{ending}\n".encode() if ending else b""
        self._lines = 0
        self._rest = b""
        self._finished = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        while not self._rest and not self._finished:
            self._rest = self._next()
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken

    def close(self) -> None:
        self._raw.close()
        super().close()

    def _next(self) -> bytes:
        data = self._raw.read(_CHUNK_BYTES)
        text = self._decode(data)
        self._finished = not data
        if self._finished:
            return self._ending
        return data if self._passes_through else text.encode()

    def _decode(self, data: bytes) -> str:
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            line = self._lines + error.object[: error.start].count(b"\n") + 1
            raise SourceError(self._not_decodable(error.object[error.start], line)) from error
        self._lines += text.count("\n")
        return text

    def _not_decodable(self, byte: int, line: int) -> str:
        remedy = "Declare the encoding it was really written in."
        if self._encoding == CSV_FORM.encoding:
            remedy = (
                'Save it as UTF-8, or read it with kind = "mapped" and a mapping that declares its encoding, '
                'such as encoding = "ISO-8859-1".'
            )
        return f"{self._path} is not {self._encoding.upper()} text: line {line} holds the byte 0x{byte:02x}. {remedy}"


def opened(path: Path) -> BinaryIO:
    """The bytes of a file, unzipped where it is zipped."""
    return gzip.open(path) if path.name.endswith(".gz") else path.open("rb")


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turns what goes wrong while the file is read into a SourceError."""
    try:
        yield
    except FileNotFoundError as error:
        raise SourceError(f"{path} does not exist. Check the folder and the name of the file.") from error
    except PermissionError as error:
        raise SourceError(f"{path} may not be read. Give this user the right to read it.") from error
    except csv.Error as error:
        raise SourceError(
            f"{path}: the header line cannot be read ({error}). Put the column names on the first line."
        ) from error
    except READ_ERRORS as error:
        raise SourceError(_damaged(path, error)) from error


def _damaged(path: Path, error: Exception) -> str:
    if "straddling object" in str(error):
        return (
            f"{path}: one row is longer than {_BLOCK_BYTES >> 20} MB. Most often a quotation mark is opened and never "
            "closed; close it, or export the file again."
        )
    if is_parquet(path):
        return f"{path} is not a readable Parquet file ({_first_line(error)}). Export it again."
    if path.name.endswith(".gz"):
        return f"{path} is not a complete gzip file ({_first_line(error)}). Export or copy it again."
    return f"{path} cannot be read ({_first_line(error)}). Check that it is a CSV file and export it again."


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
