"""`records`: a backup of what people decided, brought back where it is needed, and who wrote what when."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import pyarrow as pa

from dashboard.commands import DONE, Clock
from dashboard.commands.output import as_table, write_table
from dashboard.commands.source import source_of
from dashboard.wording import count, listing
from data_access.records import Records, open_records

NAME = "command line"
"""The name that stands beside what the command writes."""

ENTRY = {
    "audit_id": pa.int64(),
    "at": pa.timestamp("us", tz="UTC"),
    **{name: pa.string() for name in ("by", "entity", "entity_id", "action", "before", "after")},
}
_COUNTED = {
    "decisions": ("decision", "decisions"),
    "reviews": ("closed review", "closed reviews"),
    "deliveries": ("mail", "mails"),
    "audit": ("entry of the audit trail", "entries of the audit trail"),
}


def backup(arguments: argparse.Namespace, clock: Clock) -> int:
    """Writes all records into a new file and says what is in it; raises RecordsError."""
    place = arguments.to
    if place.is_dir():
        place /= f"records-{clock():%Y-%m-%dT%H%M%SZ}.sqlite"
    written = _opened(arguments).backup(place)
    print(f"{place}: {_in_words(written)}.")
    return DONE


def restore(arguments: argparse.Namespace, clock: Clock) -> int:
    """Brings a backup back into empty records and says what was in it; raises RecordsError."""
    records = _opened(arguments)
    written = records.restore(arguments.file, NAME, clock())
    print(f"{records.address}: {_in_words(written)}.")
    return DONE


def audit(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Writes every entry of the audit trail, the oldest first; raises RecordsError."""
    write_table(as_table(_opened(arguments).audit(), ENTRY), arguments.format, arguments.out)
    return DONE


def _opened(arguments: argparse.Namespace) -> Records:
    return open_records(source_of(arguments).records)


def _in_words(written: Mapping[str, int]) -> str:
    return listing(count(written[name], *words) for name, words in _COUNTED.items() if name in written)
