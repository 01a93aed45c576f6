"""A Salesforce organisation as a source: the shipped mapping, fitted to what is there."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from data_access.settings import SourceSettings
from data_access.sources import files
from data_access.sources.database import Database
from data_access.sources.mapped import MappedSource
from data_access.sources.mapped.catalog import Catalog, DatabaseCatalog, DeclaredFile, FolderCatalog, cut_to
from data_access.sources.mapped.fitting import complete, fitted
from data_access.sources.mapped.language import Mapping
from data_access.sources.mapped.reading import FILES, read_files, read_mapping, read_toml
from data_access.sources.mapped.selects import Moments
from data_access.sources.mapped.source import moment_of_sync
from data_access.sources.mapped.spot import Spot, nearest
from data_access.sources.salesforce.objects import HELD, NO_SHOW
from data_access.sources.salesforce.overrides import with_own
from data_access.sources.salesforce.records import MANAGERS, ROLES, TEAMS, TERRITORIES
from data_access.sources.salesforce.store import Store
from data_access.sources.salesforce.worked_out import Context, Flags
from data_access.sources.source import BrokenRow, Note, SourceError

OWN = "salesforce"
ORDERS = {"opportunities": "Opportunity", "orders": "Order"}
"""What counts as a purchase, by the company's choice, and the table it is read from: never both."""

_SHIPPED = Path(__file__).with_name("mapping.toml")
_FLAG_KEYS = ("no_show", "cancelled", "held")
_CHUNK_BYTES = 1 << 20
_TEAM_WORDS = {
    TERRITORIES: "teams are the territories (Territory2)",
    ROLES: "teams are the roles (UserRole)",
    MANAGERS: "a team is a manager with those who report to them (User.ManagerId)",
}
_ORDER_WORDS = {
    "opportunities": "counted orders are won opportunities (IsWon), on their CloseDate",
    "orders": "counted orders are the activated of Salesforce's orders, on their EffectiveDate",
}


class SalesforceSource(MappedSource):
    """The canonical tables that a copy of a Salesforce organisation gives."""

    def __init__(self, settings: SourceSettings, now: datetime | None = None) -> None:
        self._file = Path(settings.mapping) if settings.mapping else _SHIPPED
        moment = moment_of_sync(settings, now)
        self._moments = Moments(settings.timezone, moment)
        self._orders = settings.orders or "opportunities"
        own = read_toml(settings.mapping) if settings.mapping else {}
        self._said = own.pop(OWN, {})
        self._latin: list[str] = []
        base = self._catalog_of(settings, own)
        own.pop(FILES, None)
        self._own = own
        self._store = Store(base, settings.layout)
        self._catalog = self._store
        self._context = Context(self._store.links, settings.zone, moment, settings.reporting_currency)
        self._store.context = self._context
        self._mapping: Mapping | None = None
        self._staging = None
        self._notes: dict[str, list[Note]] = {}
        self._about: list[Note] = []

    def describe(self) -> str:
        """Their side in words."""
        own = "" if self._file == _SHIPPED else f", with {self._file}"
        return f"Salesforce in {self._catalog.describe()}{own}"

    def read(self, table: str, broken: Callable[[BrokenRow], None]) -> Iterator[pa.RecordBatch]:
        """Batches of the table's columns as text, of files in the order of their rows; raises SourceError."""
        yield from super().read(table, broken)
        if table == "contacts":
            self._store.count_only("AccountContactRelation")

    def notes(self) -> list[Note]:
        """How it was read, and what of the tables read so far could not be mapped, with counts."""
        return [*self._about, *self._context.notes(), *super().notes()]

    def _read_mapping(self) -> Mapping:
        if self._mapping is None:
            spot = Spot(self._file, f"[{OWN}]")
            said = spot.table(self._said)
            spot.check_keys(said, (*_FLAG_KEYS, "teams"))
            self._context.flags = self._flags(spot, said)
            self._context.teams = self._teams(spot, said)
            shipped = _chosen(
                read_toml(_SHIPPED), {"orders": ORDERS[self._orders], "teams": TEAMS.get(self._context.teams)}
            )
            if self._context.teams != TERRITORIES:
                shipped["accounts"][0].pop("team_id")
            content, notes = complete(fitted(shipped, self._store.columns)[0])
            content = with_own(content, self._own, self._store.table, self._store.custom, spot)
            self._mapping = read_mapping(self._file, content, self._store)
            self._about = [*self._how_it_is_read(), *notes]
        return self._mapping

    def _how_it_is_read(self) -> list[Note]:
        layout = f'columns are named as in layout = "{self._store.layout}"'
        told = [Note("accounts", layout, 0), Note("orders", _ORDER_WORDS[self._orders], 0)]
        teams = _TEAM_WORDS.get(
            self._context.teams, "there is nothing to tell teams by: no territories, roles, managers"
        )
        told.append(Note("teams", teams, 0))
        told += [Note("accounts", f"{name} is not UTF-8 text; it was read as ISO-8859-1", 1) for name in self._latin]
        return told

    def _flags(self, spot: Spot, said: dict) -> Flags:
        there = self._store.columns("Event") or []
        found = {"no_show": NO_SHOW if NO_SHOW in there else None, "held": HELD if HELD in there else None}
        for key in _FLAG_KEYS:
            if key in said:
                column = self._store.custom("Event", spot.inside(key).text(said[key]))
                if column not in there:
                    raise spot.inside(key).wrong(f"Event has no column {said[key]}.{nearest(column, there)}")
                found[key] = column
        return Flags(**found)

    def _teams(self, spot: Spot, said: dict) -> str | None:
        if "teams" in said:
            if said["teams"] not in TEAMS:
                raise spot.inside("teams").wrong(f"{said['teams']!r} is not known. Known: {', '.join(TEAMS)}.")
            return said["teams"]
        if self._store.has_rows("ObjectTerritory2Association") and self._store.has_rows("Territory2"):
            return TERRITORIES
        if self._store.has_rows("UserRole"):
            return ROLES
        return MANAGERS if "ManagerId" in (self._store.columns("User") or ()) else None

    def _catalog_of(self, settings: SourceSettings, own: dict) -> Catalog:
        if settings.folder is None:
            if FILES in own:
                raise SourceError(
                    f"{self._file}: [{FILES}] describes files, but the source is a database. Remove those sections."
                )
            return cut_to(settings.most_rows, DatabaseCatalog(Database(settings.url, settings.keeping)))
        declared = read_files(self._file, own)
        for path in files.listing(settings.folder):
            name = str(files.table_name(path))
            if name not in declared and not files.is_parquet(path) and not _is_utf8(path):
                declared[name] = DeclaredFile(form=files.TextForm(encoding="iso-8859-1"))
                self._latin.append(path.name)
        return cut_to(settings.most_rows, FolderCatalog(settings.folder, declared))


def _chosen(content: dict, tables: dict[str, str | None]) -> dict:
    """The mapping with the one part of a table of ours that is read from the table of theirs named for it."""
    return {
        target: [part for part in parts if target not in tables or part["from"] == tables[target]]
        for target, parts in content.items()
    }


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with files.opened(path) as raw:
            while data := raw.read(_CHUNK_BYTES):
                decoder.decode(data)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except files.READ_ERRORS:
        # What is wrong with the file is said when it is read.
        return True
    return True
