"""Salesforce's tables and columns under the names that a copy of it gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from data_access.sources.salesforce.objects import OBJECTS
from data_access.sources.source import SourceError

FIVETRAN = "fivetran"
API = "api"

_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_AROUND = re.compile(r"^(sf|salesforce)_|_data$")
# The columns that tell the layouts apart: in one of them they hold an underscore.
_TELLING = ("OwnerId", "IsDeleted", "CreatedDate", "ParentId", "MasterRecordId")


def snake(name: str) -> str:
    """An API name as Fivetran writes it: StartDateTime as start_date_time, No_Show__c as no_show_c."""
    words = _WORD_BEGINS.sub("_", name).lower()
    return re.sub("_+", "_", words)


class Naming:
    """Finds tables and columns by API name among the names that are there."""

    def __init__(self, layout: str) -> None:
        self.layout = layout

    def column(self, name: str, there: Iterable[str]) -> str | None:
        """The column that the API calls `name`, under the name it has here; None where it is not there."""
        return next((each for each in there if self._same(each, name)), None)

    def _same(self, there: str, name: str) -> bool:
        if self.layout == API:
            return there.lower() == name.lower()
        # Territory2Id is territory_2_id or territory2_id, as the version has it.
        return there.lower() == snake(name) or ("2" in name and _folded(there) == _folded(name))


def tables_of(names: Iterable[str]) -> dict[str, str]:
    """The names that Salesforce's tables have here, by API name; raises SourceError where two have one."""
    found: dict[str, str] = {}
    wanted = {_folded(name): name for name in OBJECTS}
    for name in names:
        ours = wanted.get(_folded(_AROUND.sub("", name.lower())))
        if ours is None:
            continue
        if ours in found:
            raise SourceError(
                f"Salesforce's {ours} is there twice, as {found[ours]} and {name}. Keep the one to read, or name a "
                "schema in the address that holds only one."
            )
        found[ours] = name
    return found


def layout_of(said: str | None, tables: dict[str, str], columns: Callable[[str], list[str]]) -> str:
    """The layout that is said, or that the columns of Account have; raises SourceError where they have another."""
    if "Account" not in tables:
        raise SourceError(
            "There is no table of accounts: Salesforce's is called Account, Fivetran's account. "
            "Check the database and its schema, or the folder."
        )
    there = columns(tables["Account"])
    fits = {each: sum(Naming(each).column(name, there) is not None for name in _TELLING) for each in (FIVETRAN, API)}
    if said is None:
        return FIVETRAN if fits[FIVETRAN] > fits[API] else API
    other = API if said == FIVETRAN else FIVETRAN
    if not fits[said] and fits[other]:
        raise SourceError(
            f'The layout is said to be "{said}", but the columns of {tables["Account"]} are named as in "{other}": '
            f'{", ".join(there[:6])}. Write layout = "{other}", or leave it out.'
        )
    return said


def _folded(name: str) -> str:
    return name.replace("_", "").lower()
