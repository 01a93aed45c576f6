"""Their tables looked at: names, columns, and a sample of the first rows, whatever the size of the store."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.compute as pc

from data_access.intake.values import as_text
from data_access.proposal.shapes import Shape, shape_of
from data_access.proposal.synonyms import is_of_interest
from data_access.settings import SourceSettings
from data_access.sources import files
from data_access.sources.database import Database
from data_access.sources.mapped.catalog import Catalog, DatabaseCatalog, DeclaredFile, FirstRows, FolderCatalog
from data_access.sources.source import SourceError

ROWS_LOOKED_AT = 3_000
TABLES_LOOKED_AT = 60
"""A database of hundreds of tables is looked at where names tell that a table could be one of ours."""
LONGEST_CELL = 200
_HEAD_BYTES = 64 << 10
_DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1")

Tell = Callable[[str, int, int], None]
"""Takes the name of the table being looked at, how many were, and of how many."""


@dataclass(frozen=True)
class FoundTable:
    """One of their tables: its columns with what they hold in the rows looked at."""

    name: str
    columns: dict[str, Shape]
    cells: dict[str, tuple[str | None, ...]] = field(repr=False)
    rows: int = 0
    cut: bool = False
    """Whether there are more rows than were looked at."""

    def distinct(self, column: str) -> frozenset[str]:
        """The different cells of a column among the rows looked at."""
        return frozenset(cell for cell in self.cells[column] if cell)


@dataclass(frozen=True)
class Found:
    """What is in a folder or a database: tables looked at, tables only named, and tables that cannot be read."""

    settings: SourceSettings
    where: str
    kind: str
    """What one of them is called: a file or a table."""
    tables: dict[str, FoundTable]
    others: tuple[str, ...] = ()
    unread: dict[str, str] = field(default_factory=dict)
    declared: dict[str, DeclaredFile] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Every table there is, looked at or not."""
        return tuple(sorted({*self.tables, *self.others, *self.unread}))

    def columns(self, name: str) -> list[str]:
        """Columns of a table that was looked at."""
        return list(self.tables[name].columns)


def look(settings: SourceSettings, tell: Tell = lambda *_: None, rows: int = ROWS_LOOKED_AT) -> Found:
    """Their tables with a sample of each; raises SourceError where the place cannot be read or holds nothing."""
    declared = _declared_files(settings.folder) if settings.folder is not None else {}
    catalog = catalog_of(settings, declared)
    try:
        names = catalog.names()
        if not names:
            raise SourceError(_nothing_there(catalog))
        chosen = [name for name in names if is_of_interest(name)] if len(names) > TABLES_LOOKED_AT else names
        tables, unread = {}, {}
        for done, name in enumerate(chosen[:TABLES_LOOKED_AT]):
            tell(name, done, min(len(chosen), TABLES_LOOKED_AT))
            try:
                tables[name] = _looked_at(catalog, name, rows)
            except SourceError as error:
                unread[name] = str(error)
    finally:
        catalog.close()
    if not tables and unread:
        raise SourceError(next(iter(unread.values())))
    others = tuple(name for name in names if name not in tables and name not in unread)
    return Found(settings, catalog.describe(), catalog.kind, tables, others, unread, declared)


def catalog_of(settings: SourceSettings, declared: dict[str, DeclaredFile]) -> Catalog:
    """The folder or the database as something that a mapping can take rows from; raises SourceError."""
    if settings.folder is not None:
        return FolderCatalog(settings.folder, declared)
    return DatabaseCatalog(Database(settings.url))


def _looked_at(catalog: Catalog, name: str, most: int) -> FoundTable:
    columns = list(dict.fromkeys(catalog.columns(name) or []))
    first = FirstRows(catalog, most)
    held: dict[str, list[str | None]] = {column: [] for column in columns}
    rows = 0
    for batch in first.batches(name, columns, None, lambda *_: None):
        rows += batch.num_rows
        for column in columns:
            cells = pc.utf8_slice_codeunits(as_text(batch.column(column)), 0, LONGEST_CELL)
            held[column] += cells.to_pylist()
    cells = {column: tuple(each) for column, each in held.items()}
    shapes = {column: shape_of(each) for column, each in cells.items()}
    return FoundTable(name, shapes, cells, rows, name in first.cut)


def _nothing_there(catalog: Catalog) -> str:
    if catalog.kind == "file":
        return (
            f"There is no file of rows in {catalog.describe()}. Export the tables of the CRM there as CSV, gzipped CSV "
            "or Parquet files."
        )
    return (
        f"There is no table in {catalog.describe()}. Where they lie in another schema than the default one, name it in "
        "the address: postgresql://reader@host/database?options=-csearch_path%3Dname."
    )


def _declared_files(folder: Path) -> dict[str, DeclaredFile]:
    """What must be said of the folder's files that are not plain CSV; raises SourceError."""
    declared = {}
    for path in files.listing(folder):
        form = files.CSV_FORM if files.is_parquet(path) else _form_of(path)
        comma = form.delimiter != "," and _writes_decimal_commas(path, form)
        if form != files.CSV_FORM or comma:
            declared[str(files.table_name(path))] = DeclaredFile(form=form, decimal_comma=comma)
    return declared


def _form_of(path: Path) -> files.TextForm:
    """The encoding and the delimiter of a CSV file, by its head; where it cannot be read, that is said later."""
    try:
        with files.opened(path) as raw:
            head = raw.read(_HEAD_BYTES)
    except files.READ_ERRORS:
        return files.CSV_FORM
    encoding = next(each for each in _ENCODINGS if _decodes(head, each))
    lines = [line for line in head.decode(encoding, errors="replace").splitlines() if line.strip()]
    if not lines:
        return files.CSV_FORM
    counts = {mark: _columns_by(lines[:20], mark) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: counts[mark])
    return files.TextForm(encoding=encoding, delimiter=best if counts[best] > 1 else ",")


def _decodes(head: bytes, encoding: str) -> bool:
    """Whether the bytes are text in this encoding; a character cut off at the end does not count."""
    try:
        head.decode(encoding)
    except UnicodeDecodeError as error:
        return encoding == "utf-8" and error.start >= len(head) - 3 and len(head) == _HEAD_BYTES
    return True


def _columns_by(lines: list[str], mark: str) -> int:
    """How many columns the header has with this delimiter; 0 where no other line has as many."""
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    width = len(rows[0])
    agree = len(rows) == 1 or any(len(row) == width for row in rows[1:])
    return width if agree else 0


def _writes_decimal_commas(path: Path, form: files.TextForm) -> bool:
    """Whether a column of the file's first rows holds numbers such as 1.234,50."""
    found = FolderCatalog(path.parent, {path.name: DeclaredFile(file=path.name, form=form)})
    table = _looked_at(found, path.name, ROWS_LOOKED_AT // 10)
    return any(shape.comma for shape in table.columns.values())
