"""HubSpot's tables as a mapping sees them: their own columns and those that were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from data_access.sources.held.catalog import HeldCatalog
from data_access.sources.held.made import Made
from data_access.sources.held.store import Layout
from data_access.sources.hubspot import activities, objects
from data_access.sources.hubspot.links import Links
from data_access.sources.hubspot.reading import Reading
from data_access.sources.hubspot.tables import BESIDE, DELETED, MADE, READ, SCHEMA, WORDS
from data_access.sources.mapped.catalog import Catalog

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


class HubSpotCatalog(HeldCatalog):
    """A folder or database of HubSpot tables, those that something is made for with more columns."""

    layout = Layout(READ, DELETED, WORDS, SCHEMA)
    makers = MAKERS
    made = MADE
    beside = BESIDE

    def __init__(self, theirs: Catalog, now: datetime | None, currency: str) -> None:
        super().__init__(theirs)
        self._now = now
        self._currency = currency
        self._reading: Reading | None = None

    @property
    def reading(self) -> Reading:
        """What the reading goes by; raises ValueError without the moment of the sync."""
        if self._reading is None:
            if self._now is None:
                raise ValueError("Reading HubSpot needs the moment of the sync.")
            self._reading = Reading(Links(self.store), self._now, self._currency)
        return self._reading
