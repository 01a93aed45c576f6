"""What is put in the place of a company's names: which column holds a name, a word or a key, and what it becomes.

Keys become the place of the key in the order of all keys, so that whatever is in their order stays in it. Names and words are
asked of `Inventions`, which are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Column, Select, Table, func, or_, select, union_all

from data_access.mirror.tables import MERGED_ACCOUNTS, MIRROR, PERSONS
from data_access.schema import CANONICAL, rule

DOMAINS = ("teams", "employees", "accounts", "contacts")
"""Tables whose keys other tables name."""
KEY_WORDS = {
    "teams": "team",
    "employees": "employee",
    "accounts": "account",
    "contacts": "person",
    "interactions": "contact",
    "orders": "order",
    "opportunities": "offer",
    "commitments": "promise",
    "cases": "case",
    "survey_responses": "answer",
    "qualifications": "skill",
}
"""What the invented keys of a table begin with."""
WORDS = {
    ("employees", "languages"): "language",
    ("accounts", "language"): "language",
    ("contacts", "language"): "language",
    ("accounts", "industry"): "industry",
    ("accounts", "country"): "country",
    ("merged_accounts", "country"): "country",
    ("interactions", "channel"): "channel",
    ("orders", "channel"): "channel",
    ("cases", "channel"): "channel",
    ("orders", "product_line"): "product_line",
    ("opportunities", "stage"): "stage",
    ("qualifications", "partner"): "partner",
    ("qualifications", "name"): "skill",
    ("survey_responses", "dimension"): "dimension",
    ("interaction_participants", "third_party"): "third_party",
}
"""Columns of words that rows share, with the kind of word: the same word stays the same word."""
_WORDS = pa.schema({"kind": pa.string(), "word": pa.string(), "hidden": pa.string()})
_TEAM_COLUMNS = {"team_id", "parent_team_id", "team_key"}


class Reads(Protocol):
    """Whatever answers selects over the mirror's tables."""

    def arrow(self, statement: Select) -> pa.Table:
        """All rows of the select."""


@dataclass(frozen=True)
class Inventions:
    """Where invented names and words come from.

    `names` has for each of DOMAINS a function of how many names are needed and which are to be avoided; `words` is asked with
    a kind of WORDS and the values in order. The others are texts to choose from: subjects of interactions, promises and cases
    by kind or category, of offers, and titles of persons by level.
    """

    names: Mapping[str, Callable[[int, pa.Array], pa.Array]]
    words: Callable[[str, list[str]], list[str]]
    subjects: Mapping[str, tuple[str, ...]]
    promises: Mapping[str, tuple[str, ...]]
    cases: Mapping[str, tuple[str, ...]]
    offers: tuple[str, ...]
    titles: Mapping[str, tuple[str, ...]]


def domain_of(column: Column) -> str | None:
    """Of a column that names rows of one of DOMAINS, which one."""
    table = column.table
    if column.name in _TEAM_COLUMNS:
        return "teams"
    if table is MERGED_ACCOUNTS:
        return "employees" if column.name == "owner_id" else None
    if table is PERSONS:
        return "contacts" if column.name == "contact_id" else None
    if table.name not in CANONICAL.tables or column.name not in CANONICAL.tables[table.name].columns:
        return None
    refers_to = rule(CANONICAL.tables[table.name].c[column.name]).refers_to
    if refers_to is None and table.name in DOMAINS and column is key_column(table):
        return table.name
    return refers_to if refers_to in DOMAINS else None


def key_column(table: Table) -> Column:
    """The key of a table that has one of its own."""
    return table.c[next(iter(CANONICAL.tables[table.name].columns)).name]


def invented_keys(mirror: Reads, inventions: Inventions, domains: tuple[str, ...] = DOMAINS) -> dict[str, pa.Table]:
    """For each of the domains the keys in order (key), what each becomes (hidden), and the invented name.

    Also keys that are named somewhere without a row of their own.
    """
    made: dict[str, pa.Table] = {}
    people = _names_in(mirror, "employees", "contacts")
    for domain in domains:
        keys = _distinct(mirror, columns_of(domain))
        avoided = people if domain in ("employees", "contacts") else _names_in(mirror, domain)
        if domain == "contacts":
            avoided = pa.concat_arrays([avoided, made["employees"]["name"].combine_chunks()])
        places = pa.array(range(1, len(keys) + 1), pa.int64())
        hidden = pc.binary_join_element_wise(key_beginning(mirror, domain), _padded(places, len(keys)), "")
        names = inventions.names[domain](len(keys), avoided)
        made[domain] = pa.table({"key": keys, "hidden": hidden, "name": names})
    return made


def invented_words(mirror: Reads, inventions: Inventions) -> pa.Table:
    """For each word of a kind of WORDS what it becomes: kind, word, hidden."""
    parts = []
    for kind in sorted(set(WORDS.values())):
        columns = [MIRROR.tables[table].c[name] for (table, name), of in WORDS.items() if of == kind]
        values = _distinct(mirror, columns).to_pylist()
        hidden = pa.array(inventions.words(kind, values), pa.string())
        parts.append(
            pa.table(
                [pa.array([kind] * len(values), pa.string()), pa.array(values, pa.string()), hidden], schema=_WORDS
            )
        )
    return pa.concat_tables(parts)


def columns_of(domain: str) -> list[Column]:
    """All columns of the mirror that name rows of the domain."""
    return [column for table in MIRROR.tables.values() for column in table.columns if domain_of(column) == domain]


def key_beginning(mirror: Reads, table: str) -> str:
    """What the invented keys of a table begin with; no key of the table or its like begins so."""
    columns = columns_of(table) if table in DOMAINS else [key_column(MIRROR.tables[table])]
    beginning = f"{KEY_WORDS[table]}-"
    while any(_begins(mirror, column, beginning) for column in columns):
        beginning = f"x{beginning}"
    return beginning


def _begins(mirror: Reads, column: Column, beginning: str) -> bool:
    like = or_(func.starts_with(func.lower(column), beginning), func.starts_with(column, beginning))
    return mirror.arrow(select(column).where(like).limit(1)).num_rows > 0


def _names_in(mirror: Reads, *tables: str) -> pa.Array:
    return _distinct(mirror, [MIRROR.tables[table].c.name for table in tables])


def _distinct(mirror: Reads, columns: list[Column]) -> pa.Array:
    """Every text in the columns once, in order."""
    texts = union_all(*(select(column.label("text")) for column in columns)).subquery("texts")
    rows = mirror.arrow(select(texts.c.text).where(texts.c.text.is_not(None)).distinct().order_by(texts.c.text))
    return rows["text"].combine_chunks().cast(pa.string())


def _padded(places: pa.Array, most: int) -> pa.Array:
    """The numbers with zeros before them, so that as texts they are in the order of the numbers."""
    return pc.utf8_lpad(pc.cast(places, pa.string()), width=len(str(most)), padding="0")
