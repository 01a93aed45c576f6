"""Creme's tables as a mapping sees them: their own columns and those that were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from data_access.sources.creme import activities, bills, objects, promises, tables
from data_access.sources.creme.fields import Field, own_fields, with_fields
from data_access.sources.creme.links import Links
from data_access.sources.creme.reading import Reading
from data_access.sources.held.catalog import HeldCatalog
from data_access.sources.held.made import Made
from data_access.sources.held.store import Layout
from data_access.sources.mapped.catalog import Catalog

MAKERS: dict[str, Callable[[Reading], Made]] = {
    tables.ORGANISATION: objects.organisations,
    tables.CONTACT: objects.contacts,
    tables.USER: objects.users,
    tables.ACTIVITY: activities.activities,
    tables.EMAIL: activities.emails,
    tables.PARTICIPANTS: activities.participants,
    tables.INVOICE: bills.invoices,
    tables.SALES_ORDER: bills.sales_orders,
    tables.CREDIT_NOTE: bills.credit_notes,
    tables.OPPORTUNITY: bills.opportunities,
    tables.TODO: promises.todos,
    tables.ACTION: promises.actions,
    tables.TICKET: promises.tickets,
}


class CremeCatalog(HeldCatalog):
    """A folder or database of Creme's tables, those that something is made for with more columns."""

    layout = Layout(tables.READ, words={tables.ACTIVITY: ("title", "minutes"), tables.EMAIL: ("subject",)})
    makers = MAKERS
    made = tables.MADE
    beside = tables.BESIDE

    def __init__(self, theirs: Catalog, now: datetime | None, zone: str, counted: str) -> None:
        super().__init__(theirs)
        self._now = now
        self._zone = zone
        self._counted = counted
        self._reading: Reading | None = None

    @cached_property
    def fields(self) -> dict[str, dict[str, Field]]:
        """Fields of the company's own, by table and name; raises SourceError."""
        return own_fields(self._theirs)

    @property
    def reading(self) -> Reading:
        """What the reading goes by; raises ValueError without the moment of the sync."""
        if self._reading is None:
            if self._now is None:
                raise ValueError("Reading Creme needs the moment of the sync.")
            self._reading = Reading(Links(self.store), self._now, self._zone, self._counted)
        return self._reading

    def columns(self, name: str) -> list[str] | None:
        """Columns of theirs and ours, then fields of the company's own by name; None where there is no such table."""
        found = super().columns(name)
        return found and [*found, *self.fields.get(name, ())]

    def made_table(self, name: str, columns: list[str]) -> Made:
        """The table with the columns that are made for it and the fields among these names; raises SourceError."""
        return with_fields(super().made_table(name, columns), self.fields.get(name, {}), columns, self.store)
