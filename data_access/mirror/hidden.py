"""A mirror with the names hidden: the same rows, days, amounts and states under invented names, words and keys.

It lies beside the version that it was made from, is made table by table, appears by a rename, and goes when that version
goes. Keys keep their order, and rows their places, so that every figure and every tie is what it is in the open mirror.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout
from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.sql import FromClause

from data_access.engine import create, quoted, run
from data_access.mirror.inventions import (
    DOMAINS,
    WORDS,
    Inventions,
    domain_of,
    invented_keys,
    invented_words,
    key_beginning,
    key_column,
)
from data_access.mirror.reading import Mirror
from data_access.mirror.report import MirrorBusy, MirrorError, Progress, Report
from data_access.mirror.tables import INTERACTIONS, MIRROR, PARTICIPANTS
from data_access.mirror.versions import BUILD_MEMORY, forget_hidden, hidden_file, to_disk
from data_access.schema import CANONICAL, rule

SOURCE = "a company whose names are hidden"
"""What is said in the place of what the source is called and where it is."""
HIDDEN = "hidden"
_LOCK = "hidden.lock"
_BUILDING = "hiding-{}.duckdb"
_SPILL = "spill-hidden"
_ROWS_AT_ONCE = 500_000
_ROW = "given"
_PLACE = literal_column(f"{_ROW}.rowid")
"""The place of a row in its table of the open mirror."""
_KEYS = {
    domain: Table(f"{domain}_keys", MetaData(), *(Column(name, String) for name in ("key", "hidden", "name")))
    for domain in DOMAINS
}
_WORDS = Table("invented_words", MetaData(), *(Column(name, String) for name in ("kind", "word", "hidden")))
_KEPT = {
    ("interaction_participants", "names"),
    ("arrivals", "kind"),
    ("account_marks", "kind"),
    ("filled_days", "table"),
    ("filled_days", "column"),
    ("filled_days", "kind"),
    ("entries", "table"),
    ("entries", "column"),
    ("entries", "reason"),
    ("entries", "done"),
}
"""Texts of our own, which tell nothing; enumerations are kept too."""


def open_hidden(mirror: Mirror) -> Mirror | None:
    """The mirror with the names hidden that was made from this version; None while it is not there.

    A damaged one is thrown away: it is made again from the version itself.
    """
    file = hidden_file(mirror.file)
    if not file.exists():
        return None
    hidden = Mirror(file, _without_names(mirror.report), mirror.zone, mirror.currency, mirror.fixed_as_of, mirror)
    try:
        hidden.problem_count()
    except MirrorError:
        hidden.close()
        file.unlink(missing_ok=True)
        return None
    return hidden


def hide_names(mirror: Mirror, inventions: Inventions, progress: Callable[[Progress], None], wait: float = 0.0) -> None:
    """Makes the mirror with the names hidden from this version, unless it is there.

    Raises MirrorBusy where another process is still making it after so many seconds, MirrorError where it cannot be written.
    """
    file = hidden_file(mirror.file)
    building = file.with_name(_BUILDING.format(os.getpid()))
    try:
        with FileLock(file.with_name(_LOCK), timeout=wait):
            if file.exists():
                return
            _sweep(file.parent)
            try:
                _write(building, mirror, inventions, progress)
                to_disk(building)
                building.replace(file)
            finally:
                _sweep(file.parent)
            forget_hidden(file.parent)
    except Timeout as error:
        raise MirrorBusy("Another process is hiding the names of this source. Wait until it has finished.") from error
    except (OSError, duckdb.Error) as error:
        reason = str(error).splitlines()[0]
        raise MirrorError(
            f"The mirror with hidden names in {file.parent} cannot be written ({reason}). "
            "Check that the disk has room, then try again."
        ) from error


def _sweep(folder: Path) -> None:
    """Removes what builders that failed or were killed left behind; the lock says that none is at work."""
    for left_over in folder.glob(_BUILDING.format("*") + "*"):
        left_over.unlink(missing_ok=True)
    shutil.rmtree(folder / _SPILL, ignore_errors=True)


def _without_names(report: Report) -> Report:
    """The report without what its source is called, what it could not map, and columns of its own."""
    tables = tuple(
        replace(table, columns=tuple(name for name in table.columns if name in CANONICAL.tables[table.table].columns))
        for table in report.tables
    )
    return replace(report, source=SOURCE, notes=(), tables=tables)


def _write(building: Path, mirror: Mirror, inventions: Inventions, progress: Callable[[Progress], None]) -> None:
    progress(Progress("Inventing names", share=0.0))
    keys, words = invented_keys(mirror, inventions), invented_words(mirror, inventions)
    config = {"memory_limit": BUILD_MEMORY, "temp_directory": str(building.with_name(_SPILL))}
    with duckdb.connect(config=config) as connection:
        connection.execute(f"attach {quoted(building)} as hidden")
        connection.execute(f"attach {quoted(mirror.file)} as original (read_only)")
        connection.execute("use hidden")
        for domain, made in keys.items():
            connection.register(_KEYS[domain].name, made)
        connection.register(_WORDS.name, words)
        create(connection, *MIRROR.tables.values())
        for done, table in enumerate(MIRROR.tables.values()):
            step = f"Hiding names: {table.name.replace('_', ' ')}"
            rows = _Rows(table, mirror, inventions)
            for first in rows.parts:
                progress(Progress(step, first, len(rows), share=done / len(MIRROR.tables)))
                run(connection, insert(table).from_select(list(table.columns.keys()), rows.select(first)))
        connection.execute("checkpoint hidden")


class _Rows:
    """The rows of one table with everything invented that names somebody or something."""

    def __init__(self, table: Table, mirror: Mirror, inventions: Inventions) -> None:
        self.table = table
        self.mirror = mirror
        self.inventions = inventions
        self.given = table.to_metadata(MetaData(), schema="original").alias(_ROW)
        self.joined: FromClause = self.given
        self.own = _KEYS[table.name].alias("own_key") if table.name in DOMAINS else None
        if self.own is not None:
            self.joined = self.joined.join(self.own, self.own.c.key == self.given.c[key_column(table).name])
        self._cells = [self._cell(column).label(column.name) for column in table.columns]
        # A part is put in order faster than all rows at once; but keys that are numbered in order need all of them.
        at_once = _ROWS_AT_ONCE if table in (INTERACTIONS, PARTICIPANTS) else max(len(self), 1)
        self.parts = range(0, max(len(self), 1), at_once)

    def __len__(self) -> int:
        return _count(self.mirror, self.table)

    def select(self, first: int) -> Select:
        """The select of the part that begins there, in the order of the rows in the open mirror."""
        rows = select(*self._cells).select_from(self.joined).order_by(_PLACE)
        return rows if len(self.parts) == 1 else rows.where(_PLACE.between(first, first + self.parts.step - 1))

    def _cell(self, column: Column) -> ColumnElement:
        given = self.given.c[column.name]
        if not isinstance(column.type, String) or _is_kept(column):
            return given
        if domain := domain_of(column):
            return self._key(given, domain)
        if kind := WORDS.get((self.table.name, column.name)):
            return self._word(given, kind)
        if column.name == "interaction_id":
            return self._numbered("interactions", self.given.c.event_no)
        if self.table.name in CANONICAL.tables and column is key_column(self.table) and column.name != "currency":
            return self._numbered(self.table.name, func.row_number().over(order_by=given))
        return case((given.is_not(None), _TEXTS[self.table.name, column.name](self)))

    def _key(self, given: ColumnElement, domain: str) -> ColumnElement:
        keys = _KEYS[domain].alias(f"{given.name}_keys")
        self.joined = self.joined.outerjoin(keys, keys.c.key == given)
        return keys.c.hidden

    def _word(self, given: ColumnElement, kind: str) -> ColumnElement:
        words = _WORDS.alias(f"{given.name}_words")
        self.joined = self.joined.outerjoin(words, (words.c.word == given) & (words.c.kind == kind))
        return words.c.hidden

    def _numbered(self, table: str, number: ColumnElement) -> ColumnElement:
        """Keys that are as many as the rows of the table, in the order of the number."""
        width = len(str(_count(self.mirror, MIRROR.tables[table])))
        return literal(key_beginning(self.mirror, table)) + func.lpad(cast(number, String), width, "0")

    def name(self) -> ColumnElement:
        """The invented name of the row's own key."""
        return self.own.c.name

    def email(self) -> ColumnElement:
        """An address made of the invented name."""
        plain = func.replace(func.replace(self.own.c.name, ".", ""), " ", ".")
        return func.lower(plain) + "@example.com"

    def phone(self) -> ColumnElement:
        """A number that nobody has: of every area only those that end on 555 01 and two digits are kept free."""
        area, end = cast(200 + _PLACE % 700, String), cast(_PLACE % 97, String)
        return literal("+1 ") + area + " 555 01" + func.lpad(end, 2, "0")

    def by(self, column: str, texts: Mapping[str, tuple[str, ...]]) -> ColumnElement:
        """One of the texts for the value of the column, in turn; the last ones for any other value."""
        chosen = {value: _in_turn(options) for value, options in texts.items()}
        given = self.given.c[column]
        return case(*((given == value, text) for value, text in chosen.items()), else_=list(chosen.values())[-1])

    def currency(self) -> ColumnElement:
        """The currency where it looks like one; anything else may be any text."""
        given = self.given.c.currency
        return case((func.regexp_full_match(given, "[A-Z]{3}"), given), else_=literal("XXX"))


def _count(mirror: Mirror, table: Table) -> int:
    return mirror.arrow(select(func.count().label("rows")).select_from(table))["rows"][0].as_py()


def _is_kept(column: Column) -> bool:
    table = column.table.name
    if (table, column.name) in _KEPT:
        return True
    canonical = CANONICAL.tables.get(table)
    return canonical is not None and column.name in canonical.columns and rule(canonical.c[column.name]).kind == "enum"


def _in_turn(options: tuple[str, ...]) -> ColumnElement:
    return func.list_extract(func.list_value(*options), _PLACE % len(options) + 1)


def _nothing(_rows: _Rows) -> ColumnElement:
    return null()


def _same_for_same(given: ColumnElement) -> ColumnElement:
    """Equal texts become equal ones, and different ones different."""
    return literal("mark-") + cast(func.dense_rank().over(order_by=given), String)


def _hidden_word(_rows: _Rows) -> ColumnElement:
    return literal(HIDDEN)


_TEXTS: dict[tuple[str, str], Callable[[_Rows], ColumnElement]] = {
    **{(domain, "name"): _Rows.name for domain in DOMAINS},
    ("employees", "email"): _Rows.email,
    ("contacts", "email"): _Rows.email,
    ("contacts", "phone"): _Rows.phone,
    ("contacts", "title"): lambda rows: rows.by("level", rows.inventions.titles),
    ("interactions", "subject"): lambda rows: rows.by("kind", rows.inventions.subjects),
    ("interactions", "notes"): _nothing,
    ("opportunities", "name"): lambda rows: _in_turn(rows.inventions.offers),
    ("commitments", "subject"): lambda rows: rows.by("kind", rows.inventions.promises),
    ("cases", "subject"): lambda rows: rows.by("category", rows.inventions.cases),
    ("survey_responses", "comment"): _nothing,
    ("merged_accounts", "account_id"): lambda _: literal("merged-") + cast(_PLACE + 1, String),
    ("merged_accounts", "name"): lambda _: literal("Merged account ") + cast(_PLACE + 1, String),
    ("account_marks", "mark"): lambda rows: _same_for_same(rows.given.c.mark),
    ("entries", "key"): _hidden_word,
    ("entries", "value"): _hidden_word,
    **{(table, "currency"): _Rows.currency for table in ("orders", "opportunities", "fx_rates")},
}
"""What stands in the place of a text; a column that is not told here cannot be hidden, and the making stops."""
