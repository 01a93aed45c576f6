"""Rows of the records as frames: days and moments as pandas keeps them, text as objects, missing as None or NaT."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, Date, Integer, Select
from sqlalchemy.types import TypeEngine

from data_access.records.schema import Moment


def frame_of(connection: Connection, statement: Select) -> pd.DataFrame:
    """All rows of the select; days are datetime64[ns], moments datetime64[ns, UTC]."""
    columns = list(statement.selected_columns)
    rows = connection.execute(statement).all()
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    series = {column.name: _series(values, column.type) for column, values in zip(columns, cells, strict=True)}
    return pd.DataFrame(series)


def _series(values: Sequence[object], kind: TypeEngine) -> pd.Series:
    if isinstance(kind, Moment):
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), utc=True)).astype("datetime64[ns, UTC]")
    if isinstance(kind, Date):
        return pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[ns]")
    if isinstance(kind, Integer):
        whole = "float64" if None in values else "int64"
        return pd.Series(values, dtype=whole)
    return pd.Series(values, dtype=object)
