"""A CRM as a source by the mapping that is shipped for it, under a company's own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data_access.settings import SourceSettings
from data_access.sources.mapped.fitting import Gap, complete, fitted
from data_access.sources.mapped.language import Mapping
from data_access.sources.mapped.overlay import laid_over
from data_access.sources.mapped.reading import read_mapping, read_toml
from data_access.sources.mapped.source import MappedSource, catalog_of
from data_access.sources.shipped.naming import OwnNames
from data_access.sources.shipped.rules import with_rules
from data_access.sources.source import Note, SourceError

SHIPPED_KINDS = ("dynamics365", "espocrm", "odoo", "pipedrive", "suitecrm")
HEAD = "shipped"
_SETTING = {"setting": "reporting_currency"}


def shipped_file(kind: str) -> Path:
    """The mapping file that is shipped for a CRM."""
    return Path(__file__).with_name(f"{kind}.toml")


class ShippedSource(MappedSource):
    """The canonical tables that are made of a CRM's own."""

    def __init__(self, settings: SourceSettings, now: datetime | None) -> None:
        self._shipped = read_toml(shipped_file(settings.kind))
        self._head = self._shipped.pop(HEAD)
        self._own = read_toml(settings.mapping) if settings.mapping else {}
        self._orders = settings.orders
        self._currency = settings.reporting_currency
        file = settings.mapping or shipped_file(settings.kind)
        theirs = OwnNames(
            catalog_of(settings, file, self._own), self._head.get("tables", {}), self._head.get("columns", [])
        )
        super().__init__(settings, file, self._own, theirs, now)
        self._about: list[Note] = []

    def describe(self) -> str:
        """Where the tables are, and the company's own mapping, in words."""
        own = f", with {self._file}" if self._own else ""
        return f"{self._head['name']} in {self._catalog.describe()}{own}"

    def notes(self) -> list[Note]:
        """What the store does not have, what our words mean there, and what could not be mapped, with counts."""
        return [*self._about, *super().notes()]

    def _made_mapping(self) -> Mapping:
        needed = self._head["needs"]
        if self._catalog.columns(needed) is None and "accounts" not in self._own:
            raise SourceError(
                f"There is no {self._catalog.kind} {needed} in {self._catalog.describe()}: {self._head['name']} keeps "
                "its customers there. Check the database and its schema, or the folder."
            )
        shipped = self._with_one_kind_of_order(self._shipped)
        fits, gaps = fitted(_filled_in(shipped, self._currency), self._catalog.columns)
        own = _filled_in(self._own, self._currency)
        content, unread = complete(laid_over(own, with_rules(fits, self._catalog.columns)))
        self._about = [*unread, *_told(gaps)]
        return read_mapping(self._file, content, self._catalog)

    def _with_one_kind_of_order(self, content: dict) -> dict:
        """The mapping with one of the tables that could be counted as orders: the one asked for, else the first that is there."""
        choices = self._head.get("orders", {})
        if not choices:
            return content
        there = [name for name, table in choices.items() if self._catalog.columns(table) is not None]
        chosen = choices[self._orders or next(iter(there), next(iter(choices)))]
        return {**content, "orders": [part for part in content["orders"] if part["from"] == chosen]}


def _filled_in(content: object, currency: str) -> object:
    """The content with the reporting currency where it is asked for."""
    if content == _SETTING:
        return {"constant": currency}
    if isinstance(content, dict):
        return {key: _filled_in(value, currency) for key, value in content.items()}
    return [_filled_in(each, currency) for each in content] if isinstance(content, list) else content


def _told(gaps: list[Gap]) -> list[Note]:
    return [Note(gap.target, f"{gap.table}: {_gap_in_words(gap)}", 0) for gap in dict.fromkeys(gaps)]


def _gap_in_words(gap: Gap) -> str:
    if not gap.columns:
        return "not read, it is not there or lacks the column its rows are chosen by"
    return f"not filled, as the columns they come from are not there: {', '.join(gap.columns)}"
