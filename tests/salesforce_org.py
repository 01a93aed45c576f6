"""Small Salesforce organisations on real table and column names, written in each layout into each kind of store."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import Boolean, Column, DateTime, MetaData, Table, Text, create_engine
from sqlalchemy.pool import NullPool

from data_access.sources.salesforce.naming import FIVETRAN, snake

Rows = list[dict[str, object]]


def named(name: str, layout: str) -> str:
    """A table or column as the layout names it."""
    return snake(name) if layout == FIVETRAN else name


def in_layout(org: dict[str, Rows], layout: str) -> dict[str, tuple[list[str], Rows]]:
    """Columns and rows of every table, named as in the layout."""
    written = {}
    for table, rows in org.items():
        renamed = [{named(column, layout): cell for column, cell in row.items()} for row in rows]
        written[named(table, layout)] = (list(dict.fromkeys(column for row in renamed for column in row)), renamed)
    return written


def write_database(url: str, org: dict[str, Rows], layout: str) -> None:
    """Writes the organisation into an empty database; columns get the type of their cells."""
    engine = create_engine(url, poolclass=NullPool)
    metadata = MetaData()
    with engine.begin() as connection:
        for name, (columns, rows) in in_layout(org, layout).items():
            table = Table(name, metadata, *(Column(column, _type(column, rows)) for column in columns))
            table.create(connection)
            connection.execute(table.insert(), [{column: row.get(column) for column in columns} for row in rows])
    engine.dispose()


def write_folder(folder: Path, org: dict[str, Rows], layout: str, encoding: str = "utf-8") -> None:
    """Writes the organisation as one CSV file per table."""
    folder.mkdir(exist_ok=True)
    for name, (columns, rows) in in_layout(org, layout).items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


def _type(column: str, rows: Rows) -> object:
    cells = [row[column] for row in rows if row.get(column) is not None]
    if cells and all(isinstance(cell, bool) for cell in cells):
        return Boolean()
    if cells and all(hasattr(cell, "tzinfo") for cell in cells):
        return DateTime(timezone=True)
    return Text()
