"""Fields that a company gave Creme's entities itself, under the names it gave them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import and_

from data_access.sources.creme import tables
from data_access.sources.held.made import Made
from data_access.sources.held.store import Store
from data_access.sources.mapped.catalog import Catalog

FIELD, CONTENT_TYPE, CHOICE = "creme_core_customfield", "django_content_type", "creme_core_customfieldenumvalue"
_CHOSEN = "creme_core_customfieldenum"
VALUES = {
    "1": "creme_core_customfieldinteger",
    "2": "creme_core_customfieldfloat",
    "3": "creme_core_customfieldboolean",
    "10": "creme_core_customfieldstring",
    "11": "creme_core_customfieldtext",
    "12": "creme_core_customfieldurl",
    "20": "creme_core_customfielddatetime",
    "21": "creme_core_customfielddate",
    "100": _CHOSEN,
}
"""Where the values of a field are, by its type; of one that may have several at once none are read."""


@dataclass(frozen=True)
class Field:
    """A field: its number, and the table that holds its values."""

    key: str
    table: str


def own_fields(catalog: Catalog) -> dict[str, dict[str, Field]]:
    """The fields of each table of entities by name, but for names that are taken; raises SourceError."""
    kinds = {
        row["id"]: f"{row['app_label']}_{row['model']}" for row in _rows(catalog, CONTENT_TYPE, "app_label", "model")
    }
    found: dict[str, dict[str, Field]] = {}
    columns = ("name", "field_type", "content_type_id", "is_deleted")
    for row in sorted(_rows(catalog, FIELD, *columns), key=lambda row: int(row["id"])):
        place, values = kinds.get(row["content_type_id"]), VALUES.get(row["field_type"])
        gone = row["is_deleted"].lower() in ("1", "true")
        if gone or place not in tables.MADE or not values or catalog.columns(values) is None:
            continue
        if row["name"] not in (*tables.MADE[place], *(catalog.columns(place) or ())):
            found.setdefault(place, {}).setdefault(row["name"], Field(row["id"], values))
    return found


def with_fields(made: Made, fields: dict[str, Field], names: Iterable[str], store: Store) -> Made:
    """The table with those of its fields that are among these names."""
    for name in names:
        if name not in fields:
            continue
        field = fields[name]
        values = store.raw(field.table)
        mine = and_(values.cell("entity_id") == made.raw.cell(tables.KEY), values.cell("custom_field_id") == field.key)
        source, cell = made.source.outerjoin(values.rows, mine), values.cell("value")
        if field.table == _CHOSEN:
            choice = store.raw(CHOICE)
            source, cell = (
                source.outerjoin(choice.rows, choice.cell("id") == values.cell("value_id")),
                choice.cell("value"),
            )
        made = replace(made, source=source, columns={**made.columns, name: cell})
    return made


def _rows(catalog: Catalog, name: str, *columns: str) -> list[dict[str, str]]:
    """The rows of a small table as text; none where it or one of the columns is not there."""
    if not {"id", *columns} <= set(catalog.columns(name) or ()):
        return []
    batches = catalog.batches(name, ["id", *columns], None, lambda *_: None)
    return [{column: str(cell) for column, cell in row.items()} for batch in batches for row in batch.to_pylist()]
