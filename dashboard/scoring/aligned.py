"""Rows of a select in the order of the accounts, and with dates in place of day numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.localtime import as_dates

_DAY = "_day"


def aligned(found: pd.DataFrame, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Each column as numbers in the order of the account numbers, NaN where an account has no row.

    Arrays instead of a frame: of a small store the work around the numbers would take longer than the numbers.
    """
    places = np.searchsorted(numbers, found["account_no"].to_numpy())
    there = places < len(numbers)
    there[there] = numbers[places[there]] == found["account_no"].to_numpy()[there]
    columns = {}
    for name in found.columns.drop("account_no"):
        values = np.full(len(numbers), np.nan)
        values[places[there]] = found[name].to_numpy(dtype=float, na_value=np.nan)[there]
        columns[name] = values
    return columns


def dated(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a date in place of each day number: `due_day` becomes `due_on`."""
    days = [name for name in rows.columns if name.endswith(_DAY)]
    dates = rows.assign(**{name: as_dates(rows[name]) for name in days})
    return dates.rename(columns={name: f"{name.removesuffix(_DAY)}_on" for name in days})
