"""Creme as a source: the shipped mapping, a company's own over it, and what could not be mapped."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data_access.settings import SourceSettings
from data_access.sources.creme import tables
from data_access.sources.creme.catalog import CremeCatalog
from data_access.sources.creme.findings import findings
from data_access.sources.mapped.fitting import fitted
from data_access.sources.mapped.language import Mapping
from data_access.sources.mapped.overlay import laid_over
from data_access.sources.mapped.reading import read_mapping, read_toml
from data_access.sources.mapped.source import MappedSource, catalog_of, moment_of_sync
from data_access.sources.source import Note, SourceError

SHIPPED = Path(__file__).with_name("creme.toml")
ORDERS = {
    "invoices": (tables.INVOICE, tables.CREDIT_NOTE),
    "orders": (tables.SALES_ORDER, tables.CREDIT_NOTE),
    "opportunities": (tables.OPPORTUNITY,),
}
"""What counts as a purchase, by the company's choice, and the tables it is read from."""


class CremeSource(MappedSource):
    """The canonical tables that are made of Creme's own."""

    def __init__(self, settings: SourceSettings, now: datetime | None) -> None:
        self._own = read_toml(settings.mapping) if settings.mapping else {}
        self._counted = ORDERS[settings.orders or "invoices"]
        self._creme = CremeCatalog(
            catalog_of(settings, settings.mapping or SHIPPED, self._own),
            moment_of_sync(settings, now),
            settings.timezone,
            self._counted[0],
        )
        super().__init__(settings, settings.mapping or SHIPPED, self._own, self._creme, now)

    def describe(self) -> str:
        """Where the tables are, and the company's own mapping, in words."""
        own = f", with {self._file}" if self._own else ""
        return f"Creme in {self._catalog.describe()}{own}"

    def notes(self) -> list[Note]:
        """What of the tables read so far could not be mapped, and what our words mean there, with counts."""
        mapping = self._read_mapping()
        read = {name: [part.table for part in mapping.parts[name]] for name in self._notes}
        return [*findings(self._creme.reading, read, self._creme.fields), *super().notes()]

    def _made_mapping(self) -> Mapping:
        needed = (tables.ENTITY, tables.RELATION, tables.ORGANISATION)
        missing = [name for name in needed if self._creme.columns(name) is None]
        if missing and "accounts" not in self._own:
            raise SourceError(
                f"There is no table {missing[0]} in {self._catalog.describe()}. Name the database that Creme runs on; "
                "a schema of PostgreSQL is named with ?options=-csearch_path%3Dschema at the end of the address."
            )
        kinds = self._creme.columns("activities_activitytype")
        if kinds is not None and "uuid" not in kinds:
            raise SourceError(
                f"The types of activities in {self._catalog.describe()} have no uuid: this Creme is older than 2.8, which "
                'is read. Update it, or map its tables with kind = "mapped".'
            )
        shipped = read_toml(SHIPPED)
        shipped["orders"] = [part for part in shipped["orders"] if part["from"] in self._counted]
        content = laid_over(self._own, fitted(shipped, self._creme.columns)[0])
        mapping = read_mapping(self._file, content, self._creme)
        self._creme.expect(mapping)
        return mapping
