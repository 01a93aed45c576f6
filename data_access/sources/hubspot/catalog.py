"""HubSpot's tables as a mapping sees them: their own columns and those that were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pyarrow as pa

from data_access.sources.hubspot import activities, objects
from data_access.sources.hubspot.links import Links
from data_access.sources.hubspot.made import Made, Reading
from data_access.sources.hubspot.store import Store
from data_access.sources.hubspot.tables import INTERACTIONS, MADE, READ
from data_access.sources.mapped.catalog import Broken, Catalog
from data_access.sources.mapped.language import Mapping, every_ref
from data_access.sources.mapped.words import private_words
from data_access.sources.private import PrivateWords

MAKERS: dict[str, Callable[[Reading], Made]] = {
    "company": objects.companies,
    "contact": objects.contacts,
    "owner": objects.owners,
    "team": objects.teams,
    "deal": objects.deals,
    "ticket": objects.tickets,
    "feedback_submissions": objects.answers,
    "engagement_meeting": activities.meetings,
    "engagement_call": activities.calls,
    "engagement_email": activities.emails,
    "engagement_communication": activities.messages,
    "engagement_task": activities.tasks,
    "participants": activities.participants,
}


class HubSpotCatalog:
    """A folder or database of HubSpot tables, those that something is made for with more columns."""

    ordered = False

    def __init__(self, theirs: Catalog, now: datetime | None, currency: str) -> None:
        self._theirs = theirs
        self._now = now
        self._currency = currency
        self.store = Store(theirs)
        self._reading: Reading | None = None

    @property
    def kind(self) -> str:
        return self._theirs.kind

    @property
    def reading(self) -> Reading:
        """What the reading goes by; raises ValueError without the moment of the sync."""
        if self._reading is None:
            if self._now is None:
                raise ValueError("Reading HubSpot needs the moment of the sync.")
            self._reading = Reading(Links(self.store), self._now, self._currency)
        return self._reading

    def describe(self) -> str:
        """Where they are, without secrets."""
        return self._theirs.describe()

    def names(self) -> list[str]:
        """Names a mapping can use; raises SourceError."""
        return sorted({*self._theirs.names(), *(name for name in MADE if self.columns(name) is not None)})

    def columns(self, name: str) -> list[str] | None:
        """Columns of theirs and ours of the table; None where there is none of that name; raises SourceError."""
        if name == "participants":
            return list(MADE[name]) if any(self.store.place(each) for each in INTERACTIONS) else None
        found = self.store.columns(name)
        if found is None:
            return None
        return [*(each for each in found if each not in MADE.get(name, ())), *MADE.get(name, ())]

    def expect(self, mapping: Mapping) -> None:
        """Prepares for what the mapping will ask for."""
        copied: dict[str, list[str]] = {}
        for part in (part for parts in mapping.parts.values() for part in parts):
            for ref in every_ref(part):
                copied.setdefault(part.table_of(ref.place), []).append(ref.column)
        self.store.expect(copied, private_words(mapping))

    def batches(
        self, name: str, columns: list[str], private: PrivateWords | None, broken: Broken
    ) -> Iterator[pa.RecordBatch]:
        """Batches of these columns in no order of their own; lines that cannot be split go to `broken`; raises SourceError."""
        if name not in MAKERS:
            yield from self._theirs.batches(self.store.place(name) or name, columns, private, broken)
            return
        made = MAKERS[name](self.reading)
        for text, reason in made.raw.broken if made.raw else ():
            broken(text, reason)
        # Without a column of theirs or ours there would be no rows to count.
        yield from self.store.stream(made.select(columns or list(MADE[name] or READ[name])))

    def decimal_comma(self, name: str) -> bool:
        """Whether numbers are written 1.234,50."""
        return self._theirs.decimal_comma(name)

    def close(self) -> None:
        """Removes what is held and ends the reading."""
        self.store.close()
        self._theirs.close()
