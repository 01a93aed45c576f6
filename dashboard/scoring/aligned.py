"""Rows of a select in the order of the accounts."""

from __future__ import annotations

import numpy as np
import pandas as pd


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
