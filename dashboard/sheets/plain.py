"""The review as JSON, for programs: the same values as the sheets show, unrounded, with null for what is not known."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime

import numpy as np
import pandas as pd

from dashboard.review import CHANGE_COLUMNS, DECISION_COLUMNS, Review
from dashboard.wording import is_unknown


def review_as_json(review: Review) -> bytes:
    """One object: as_of, since, since_review, compared_with, filters, headline, tiles, changes, decisions, teams, neglected,
    currency, read_at, data_until, rules; tables are lists of objects, dates ISO.
    """
    content = {
        "as_of": review.as_of,
        "since": review.since,
        "since_review": review.since_review,
        "compared_with": review.compared_with,
        "filters": review.filters,
        "headline": review.headline.text,
        "tiles": [asdict(tile) for tile in review.tiles],
        "changes": _rows(review.changes[list(CHANGE_COLUMNS)]),
        "decisions": _rows(review.decisions[list(DECISION_COLUMNS)]),
        "teams": _rows(review.teams),
        "neglected": _rows(review.neglected),
        "currency": review.currency,
        "read_at": review.read_at,
        "data_until": review.data_until,
        "rules": review.rules,
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1, default=_written).encode() + b"\n"


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """One object per row, with plain Python values."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(one) for one in value]
    if is_unknown(value):
        return None
    if isinstance(value, np.generic):
        return _plain(value.item())
    # A day of a frame is a moment at midnight: programs expect the day.
    return value.date() if isinstance(value, pd.Timestamp) and value == value.normalize() else value


def _written(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON.")
