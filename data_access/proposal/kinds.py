"""Stores that need no mapping: our own tables, and CRMs that are read as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data_access.proposal.looking import catalog_of
from data_access.schema import required_columns
from data_access.settings import KINDS, SourceSettings
from data_access.sources.hubspot.tables import SCHEMA
from data_access.sources.salesforce.naming import tables_of
from data_access.sources.source import SourceError

Columns = Callable[[str], list[str] | None]

TITLES = {
    "canonical": "Account Health's own tables",
    "salesforce": "a copy of Salesforce",
    "hubspot": "HubSpot",
    "creme": "Creme CRM",
    "dynamics365": "Dynamics 365",
    "odoo": "Odoo",
    "pipedrive": "Pipedrive",
    "espocrm": "EspoCRM",
    "suitecrm": "SuiteCRM",
}
# Tables that are all there in a store of that kind, and hardly together in any other.
_TABLES = (
    ("creme", ("creme_core_cremeentity", "persons_organisation")),
    ("odoo", ("res_partner", "res_users")),
    ("dynamics365", ("systemuser", "activityparty")),
    ("dynamics365", ("systemuser", "account", "appointment")),
    ("suitecrm", ("accounts", "accounts_contacts", "meetings_users")),
    ("suitecrm", ("accounts", "accounts_opportunities")),
    ("espocrm", ("account", "entity_team", "team_user")),
    ("espocrm", ("account", "meeting_user", "contact_meeting")),
    ("pipedrive", ("organizations", "persons", "deals", "activities")),
)


@dataclass(frozen=True)
class Recognised:
    """A kind of store that was recognised, why, and whether it can be read as it is."""

    kind: str
    title: str
    reason: str

    @property
    def readable(self) -> bool:
        """Whether this version reads that kind."""
        return self.kind in KINDS


def recognise(settings: SourceSettings) -> Recognised | None:
    """The kind of store, None where its tables are its own and need a mapping; raises SourceError."""
    catalog = catalog_of(settings, {})
    try:
        return kind_of(catalog.names(), catalog.columns)
    finally:
        catalog.close()


def kind_of(names: list[str], columns: Columns) -> Recognised | None:
    """The kind of store with tables of these names."""
    there = {name.rpartition(".")[2].lower(): name for name in names}
    for told in (_canonical(there, columns), _hubspot(there, columns), _by_tables(there), _salesforce(names, columns)):
        if told is not None:
            kind, reason = told
            return Recognised(kind, TITLES[kind], reason)
    return None


def _canonical(there: dict[str, str], columns: Columns) -> tuple[str, str] | None:
    if there.get("accounts") != "accounts":
        return None
    needed = required_columns("accounts")
    return (
        ("canonical", f"the table accounts has {' and '.join(needed)}")
        if set(needed) <= set(columns("accounts") or ())
        else None
    )


def _hubspot(there: dict[str, str], columns: Columns) -> tuple[str, str] | None:
    # They may lie in a schema of their own, which is not among the names.
    for place in (there.get("company"), f"{SCHEMA}.company"):
        had = columns(place) if place is not None else None
        if had is not None and any(column.startswith("property_") for column in had):
            return "hubspot", f"it has a table {place} with columns named property_..."
    return None


def _salesforce(names: list[str], columns: Columns) -> tuple[str, str] | None:
    try:
        tables = tables_of(names)
    except SourceError:
        return None
    if not {"Account", "User"} <= set(tables) or not {"Opportunity", "Event", "Task"} & set(tables):
        return None
    had = {each.replace("_", "").lower() for each in columns(tables["Account"]) or ()}
    told = {"isdeleted", "masterrecordid", "systemmodstamp", "ownerid"}
    return (
        ("salesforce", f"it has the tables {tables['Account']} and {tables['User']}, with columns such as OwnerId")
        if len(told & had) >= 2
        else None
    )


def _by_tables(there: dict[str, str]) -> tuple[str, str] | None:
    for kind, tables in _TABLES:
        if all(table in there for table in tables):
            return kind, f"it has the tables {', '.join(tables)}"
    return None
