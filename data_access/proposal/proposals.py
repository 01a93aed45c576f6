"""What is proposed: tables and columns with their reasons, how sure they are, and the questions that stay open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from data_access.proposal.looking import Found
from data_access.schema import required_columns

SURE, LIKELY, OPEN = "sure", "likely", "open"

Entry = str | dict
"""What stands behind the name of a column in a mapping file: a column of theirs, or a table of settings."""

Decisions = Mapping[tuple[str, ...], object]
"""What somebody chose in the place of what was proposed, by its path.

`(table,)`: a tuple of names of their tables. `(table, column)`: a column of theirs, a `Fixed`, or None to leave it out.
`(table, column, "date")`: a format. `(table, column, "value", theirs)`: our word, None to leave it empty.
`("times",)`: LOCAL or UTC. A table of ours that is made of several of theirs is written `ours:theirs`.
"""
LOCAL, UTC = "local", "utc"
TIMES = ("times",)


@dataclass(frozen=True)
class Fixed:
    """The same value in every row, as somebody chose it."""

    text: str


@dataclass(frozen=True)
class Question:
    """Something that only people know; `needed` where a table is not connected without the answer."""

    path: tuple[str, ...]
    text: str
    choices: tuple[object, ...] = ()
    needed: bool = False
    answered: bool = False


@dataclass(frozen=True)
class Word:
    """A value of theirs with its number of rows in the sample and the word of ours it becomes; None: not understood."""

    theirs: str
    rows: int
    ours: str | None = None
    decided: bool = False


@dataclass(frozen=True)
class ColumnProposal:
    """What one column of ours could be made of; without an entry it is left out, and the reason says why."""

    column: str
    entry: Entry | None
    reason: str
    sureness: str = LIKELY
    theirs: str | None = None
    """The column of theirs that it is made of, where it is one."""
    alternatives: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    """The date formats that fit, where there are several or one."""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class TableProposal:
    """One table of theirs as one of ours."""

    ours: str
    theirs: str
    reason: str
    sureness: str = LIKELY
    several: bool = False
    """Whether ours is made of further tables of theirs too."""
    columns: tuple[ColumnProposal, ...] = ()
    joins: Mapping[str, dict] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    """`where`, `one_per` and `latest`, where there are any."""
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How it is called in the paths of decisions."""
        return f"{self.ours}:{self.theirs}" if self.several else self.ours

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns without which the table is not connected and that nothing is proposed for."""
        made = {each.column for each in self.columns if each.entry is not None}
        return tuple(column for column in required_columns(self.ours) if column not in made)

    def column(self, name: str) -> ColumnProposal | None:
        """What is proposed for a column of ours, None where nothing is said of it."""
        return next((each for each in self.columns if each.column == name), None)

    def with_columns(self, *columns: ColumnProposal) -> TableProposal:
        """The same with these columns in the place of those of their names."""
        named = {each.column: each for each in (*self.columns, *columns)}
        return replace(self, columns=tuple(named.values()))


@dataclass(frozen=True)
class Proposal:
    """A mapping as far as it could be told, with everything that is open."""

    found: Found
    tables: tuple[TableProposal, ...]
    questions: tuple[Question, ...]
    candidates: Mapping[str, tuple[str, ...]]
    """By table of ours: their tables that could be it, the likeliest first."""
    unused: tuple[str, ...]
    """Their tables that nothing is taken from."""

    @property
    def usable(self) -> bool:
        """Whether accounts can be read by it, which every source needs."""
        return any(each.ours == "accounts" and not each.missing for each in self.tables)

    @property
    def connected(self) -> tuple[TableProposal, ...]:
        """The tables with all the columns that they need."""
        return tuple(each for each in self.tables if not each.missing)

    def of(self, ours: str) -> tuple[TableProposal, ...]:
        """What is proposed for a table of ours."""
        return tuple(each for each in self.tables if each.ours == ours)
