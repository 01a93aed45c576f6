"""What a fact is asked with: something that answers selects, and the company's windows and kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import ColumnCollection, ColumnElement, Select, and_, func, literal, or_


class Reader(Protocol):
    """Anything that answers selects over the mirror's tables."""

    def arrow(self, statement: Select) -> pa.Table:
        """All rows of the select."""


@dataclass(frozen=True)
class Rules:
    """The settings that decide which rows a fact counts, named as in the policy; amounts in ten-thousandths."""

    counted_kinds: tuple[str, ...]
    connected_share: float
    grace_days: int
    quiet_days: int
    watch_days: int
    watch_min_units: int
    checkpoints: tuple[int, ...]
    answers_connected: bool = True
    """Whether inbound mail counts only once it is answered; it counts at once while answers are not connected."""


YEAR = 365
COMPARED_DECIMALS = 9
"""Values are rounded to this before they are compared with a threshold."""
RHYTHM_DAYS = 730
ATTENTION_DAYS = 91
ATTENTION_PERIOD = 456
ATTENTION_WEEKS = 13


def is_there(people: ColumnCollection, day: int) -> ColumnElement:
    """Whether one of our people, or of theirs, is active on the day."""
    return and_(
        func.coalesce(people.active, literal(True)), or_(people.left_on_day.is_(None), people.left_on_day > day)
    )


def exact(column: pa.ChunkedArray) -> np.ndarray:
    """Whole numbers of a decimal column, null as 0: int64 where they fit, else Python integers."""
    filled = pc.fill_null(column.cast(pa.decimal128(38, 0)), pa.scalar(0, pa.decimal128(38, 0)))
    try:
        return filled.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        return np.array([int(value) for value in filled.to_pylist()], dtype=object)
