"""Attention: contacts before and after an order, and the share of contacts against the share of revenue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.facts.reading import ATTENTION_DAYS, ATTENTION_PERIOD, ATTENTION_WEEKS

WEEKS = (*range(-ATTENTION_WEEKS, 0), *range(1, ATTENTION_WEEKS + 1))
GROUPS = ("team_id", "owner_id", "tier")
_GROUPED_COLUMNS = (*GROUPS, "week", "orders", "contacts", "squares")


def attention_sums(starts: pd.DataFrame, day: int) -> pd.DataFrame:
    """Per account number: contacts before and after its starting order days of the period, and how many there are."""
    order = starts["order_day"]
    period = starts[(order > day - ATTENTION_PERIOD) & (order <= day - ATTENTION_DAYS)]
    return period.groupby("account_no").agg(
        attention_before=("before", "sum"), attention_after=("after", "sum"), attention_orders=("before", "size")
    )


def attention_index(active: np.ndarray, contacts: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Share of contacts over share of revenue of each active account; NaN unless both shares can be told.

    `contacts` are those of the last 365 days, `units` exact revenues of twelve months in ten-thousandths.
    """
    buying = active & (units > 0)
    all_contacts = contacts[active].sum()
    all_units = units[buying].sum() if buying.any() else 0
    index = np.full(len(active), np.nan)
    if not all_contacts > 0 or not all_units > 0:
        return index
    share_of_revenue = units[buying].astype(float) / float(all_units)
    index[buying] = (contacts[buying] / all_contacts) / share_of_revenue
    return index


def grouped_weeks(weeks: pd.DataFrame | None, accounts: pd.DataFrame) -> pd.DataFrame:
    """Orders, contacts and squared contacts per order, by team, owner, tier and week.

    `weeks` has a row per starting order day with `account_no` and a column `w<week>` for each week.
    """
    if weeks is None or weeks.empty:
        return pd.DataFrame({name: [] for name in _GROUPED_COLUMNS})
    groups = accounts.set_index("account_no")[list(GROUPS)].reindex(weeks["account_no"])
    keys = [groups[name].to_numpy(dtype=object) for name in GROUPS]
    counts = weeks[[f"w{week}" for week in WEEKS]].to_numpy(dtype=np.int64)
    frames = [pd.DataFrame(values, columns=list(WEEKS)) for values in (counts, counts * counts)]
    contacts, squares = (frame.groupby(keys, dropna=False, sort=False).sum() for frame in frames)
    orders = frames[0].groupby(keys, dropna=False, sort=False).size()
    long = contacts.rename_axis(index=GROUPS, columns="week").stack().rename("contacts").reset_index()
    long["squares"] = squares.stack().to_numpy()
    long["orders"] = np.repeat(orders.to_numpy(), len(WEEKS))
    for name in GROUPS:
        long[name] = long[name].astype(object).where(long[name].notna(), None)
    return long[list(_GROUPED_COLUMNS)]
