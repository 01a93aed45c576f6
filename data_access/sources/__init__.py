"""Where the CRM data come from: each source offers the canonical tables of `data_access.schema`.

`folder` reads files named after the tables, `canonical` a database that holds the tables, `mapped` any files or
database by a mapping file, `salesforce` a copy of a Salesforce organisation, `hubspot` and `creme` the tables of those
CRMs, `shipped` those of CRMs that a mapping file alone can read. All offer the protocol of `source`.
"""

from __future__ import annotations

from datetime import datetime

from data_access.settings import SourceSettings
from data_access.sources.canonical import CanonicalSource
from data_access.sources.creme import CremeSource
from data_access.sources.folder import FolderSource
from data_access.sources.hubspot import HubSpotSource
from data_access.sources.mapped import MappedSource
from data_access.sources.salesforce import SalesforceSource
from data_access.sources.shipped import SHIPPED_KINDS, ShippedSource
from data_access.sources.source import BrokenRow, Note, Source, SourceError

__all__ = ["BrokenRow", "Note", "Source", "SourceError", "open_source"]


def open_source(settings: SourceSettings, now: datetime | None = None) -> Source:
    """The configured source, not yet read; raises SourceError where it cannot be one.

    `now` is the moment of the sync: where the CRM keeps no status of meetings, what had ended by then was held.
    """
    if settings.configured and settings.kind == "creme":
        return CremeSource(settings, now)
    if settings.configured and settings.kind == "hubspot":
        return HubSpotSource(settings, now)
    if settings.configured and settings.kind == "mapped":
        return MappedSource(settings, now=now)
    if settings.configured and settings.kind == "salesforce":
        return SalesforceSource(settings, now)
    if settings.configured and settings.kind in SHIPPED_KINDS:
        return ShippedSource(settings, now)
    if settings.folder is not None:
        return FolderSource(settings.folder, "the sample company" if settings.sample else None)
    if settings.url is not None:
        return CanonicalSource(settings.url, settings.keeping)
    raise SourceError("No source is configured. Name one: [source] folder or url in the settings, or --source.")
