"""A review as text and back again, exactly: what a closed review holds is what was shown."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime

import pandas as pd

from dashboard.headlines import Headline
from dashboard.review.content import Review, Tile

FORM = 1
"""Of the text; a later form says another number and still reads this one."""
_DATE, _MOMENT = "date", "moment"


class ReviewError(Exception):
    """The text is no review that this version can read; the message says so in a sentence."""


def as_json(review: Review) -> str:
    """The review as JSON: every value, frames with the types of their columns."""
    content = {entry.name: _written(getattr(review, entry.name)) for entry in fields(Review)}
    return json.dumps({"form": FORM, "review": content}, ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Review:
    """The review that `as_json` wrote; raises ReviewError for any other text."""
    try:
        found = json.loads(text)
        if found["form"] != FORM:
            raise ReviewError("This review was closed by a newer version of the dashboard, which can open it.")
        content = {name: _read(name, value) for name, value in found["review"].items()}
        return Review(**content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReviewError("The closed review cannot be read: its content is damaged.") from error


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with texts and categories as objects, None where one is missing, and rows numbered from 0."""
    rows = frame.reset_index(drop=True)
    texts = [name for name in rows if _is_text(rows[name].dtype)]
    objects = {name: rows[name].astype(object).where(rows[name].notna(), None) for name in texts}
    return rows.assign(**objects)


def _is_text(dtype: object) -> bool:
    return pd.api.types.is_object_dtype(dtype) or isinstance(dtype, pd.CategoricalDtype | pd.StringDtype)


def _written(value: object) -> object:
    if isinstance(value, pd.DataFrame):
        rows = plain(value)
        return {"columns": [[name, str(rows[name].dtype), _cells(rows[name])] for name in rows]}
    if isinstance(value, Headline):
        return [value.finding, value.context]
    if isinstance(value, tuple):
        return [[tile.label, tile.value, tile.change, tile.cases] for tile in value]
    return _cell(value)


def _cells(values: pd.Series) -> list[object]:
    if values.dtype == object:
        return [_cell(value) for value in values]
    if values.dtype.kind == "M":
        return [None if pd.isna(value) else value.isoformat() for value in values]
    return [
        None if missing else value.item() if hasattr(value, "item") else value
        for value, missing in zip(values, values.isna(), strict=True)
    ]


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    return value


def _read(name: str, value: object) -> object:
    if isinstance(value, dict) and "columns" in value:
        return _frame(value["columns"])
    if name == "headline":
        return Headline(*value)
    if name == "tiles":
        return tuple(Tile(*tile) for tile in value)
    return _read_cell(value)


def _frame(columns: list) -> pd.DataFrame:
    return pd.DataFrame({name: _series(dtype, values) for name, dtype, values in columns})


def _series(dtype: str, values: list) -> pd.Series:
    if dtype == "object":
        return pd.Series([_read_cell(value) for value in values], dtype=object)
    if dtype.startswith("datetime64"):
        return pd.Series(pd.to_datetime(values, utc="," in dtype, format="ISO8601")).astype(dtype)
    return pd.Series([float("nan") if value is None and dtype == "float64" else value for value in values], dtype=dtype)


def _read_cell(value: object) -> object:
    if not isinstance(value, dict):
        return value
    if _DATE in value:
        return date.fromisoformat(value[_DATE])
    return datetime.fromisoformat(value[_MOMENT])
