"""What working columns out needs to know, and the count of what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from data_access.localtime import day_number, microseconds
from data_access.sources.salesforce.cells import Rows, constant, where
from data_access.sources.salesforce.links import Links
from data_access.sources.source import Note

LEFT_OUT = "left out"
EXAMPLES = 3


@dataclass(frozen=True)
class Flags:
    """The columns of meetings, under their API names, that say what became of one; None where there is none."""

    no_show: str | None = None
    cancelled: str | None = None
    held: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.no_show, self.cancelled, self.held) if name)


@dataclass
class Counted:
    """How many rows something concerns, with the keys of the first few."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class Context:
    """The moment of the sync, what is looked up, and what was counted so far."""

    links: Links
    zone: ZoneInfo
    now: datetime | None
    reporting_currency: str
    flags: Flags = Flags()
    teams: str | None = None
    asked: frozenset[str] = frozenset()
    """The columns that the mapping asks for of the table being read."""
    counted: dict[tuple[str, str], Counted] = field(default_factory=dict)

    @property
    def now_us(self) -> int:
        """The moment of the sync in microseconds."""
        return microseconds(self._moment)

    @property
    def today(self) -> int:
        """The company's day of the sync, in days since 1970."""
        return day_number(self._moment.astimezone(self.zone).date())

    def count(self, table: str, text: str, concerned: pa.Array, keys: pa.Array) -> None:
        """Adds the rows concerned to what is told about the table of ours in `text`."""
        found = pc.fill_null(concerned, False)
        count = pc.sum(found).as_py() or 0
        if not count:
            return
        entry = self.counted.setdefault((table, text), Counted())
        entry.count += count
        if len(entry.examples) < EXAMPLES:
            named = keys.filter(found).slice(0, EXAMPLES).to_pylist()
            entry.examples = [*entry.examples, *(key for key in named if key)][:EXAMPLES]

    def tell(self, table: str, text: str, count: int) -> None:
        """Says this of the table of ours, once."""
        self.counted[(table, text)] = Counted(count)

    def notes(self) -> list[Note]:
        """Everything counted, in sentences."""
        return [
            Note(table, _with_examples(text, each.examples), each.count) for (table, text), each in self.counted.items()
        ]

    @property
    def _moment(self) -> datetime:
        if self.now is None:
            raise ValueError("Whether a meeting has ended depends on the moment of the sync, which was not given.")
        return self.now


class Leaving:
    """Which rows of a batch are left out and why: the first reason counts."""

    def __init__(self, rows: Rows) -> None:
        self._reasons = constant(rows.count, None)

    def out(self, concerned: pa.Array, reason: pa.Array | str) -> None:
        """Leaves these rows out for this reason where they are not left out yet."""
        self._reasons = pc.coalesce(self._reasons, where(concerned, reason))

    @property
    def kept(self) -> pa.Array:
        """Whether each row is kept so far."""
        return pc.is_null(self._reasons)

    def told(self, context: Context, table: str, keys: pa.Array, among: pa.Array | None = None) -> pa.Array:
        """The reasons, counted among these rows for the table of ours."""
        reasons = self._reasons if among is None else where(among, self._reasons)
        for reason in pc.unique(reasons).to_pylist():
            if reason is not None:
                context.count(table, reason, pc.equal(reasons, reason), keys)
        return self._reasons


def _with_examples(text: str, examples: list[str]) -> str:
    return f"{text}, such as {', '.join(examples)}" if examples else text
