"""HubSpot as a source: the shipped mapping, a company's own over it, and what could not be mapped."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data_access.settings import SourceSettings
from data_access.sources.hubspot.catalog import HubSpotCatalog
from data_access.sources.hubspot.findings import findings
from data_access.sources.mapped.fitting import fitted
from data_access.sources.mapped.language import Mapping
from data_access.sources.mapped.overlay import laid_over
from data_access.sources.mapped.reading import read_mapping, read_toml
from data_access.sources.mapped.source import MappedSource, catalog_of, moment_of_sync
from data_access.sources.source import Note, SourceError

SHIPPED = Path(__file__).with_name("hubspot.toml")


class HubSpotSource(MappedSource):
    """The canonical tables that are made of HubSpot's own."""

    def __init__(self, settings: SourceSettings, now: datetime | None) -> None:
        self._own = read_toml(settings.mapping) if settings.mapping else {}
        self._hubspot = HubSpotCatalog(
            catalog_of(settings, settings.mapping or SHIPPED, self._own),
            moment_of_sync(settings, now),
            settings.reporting_currency,
        )
        super().__init__(settings, settings.mapping or SHIPPED, self._own, self._hubspot, now)
        self._read_from: dict[str, list[str]] = {}

    def describe(self) -> str:
        """Where the tables are, and the company's own mapping, in words."""
        own = f", with {self._file}" if self._own else ""
        return f"HubSpot in {self._catalog.describe()}{own}"

    def notes(self) -> list[Note]:
        """What of the tables read so far could not be mapped, and what our words mean there, with counts."""
        mapping = self._read_mapping()
        read = {name: [part.table for part in mapping.parts[name]] for name in self._notes}
        return [*findings(self._hubspot.reading, read), *super().notes()]

    def _made_mapping(self) -> Mapping:
        if self._hubspot.columns("company") is None and "accounts" not in self._own:
            raise SourceError(
                f"There is no table company in {self._catalog.describe()}, in its default schema or in hubspot. "
                "Name the database and schema that HubSpot is synced into; tables that are not named as Fivetran "
                'does need kind = "mapped".'
            )
        shipped, _ = fitted(read_toml(SHIPPED), self._hubspot.columns)
        mapping = read_mapping(self._file, laid_over(self._own, shipped), self._hubspot)
        self._hubspot.expect(mapping)
        return mapping
