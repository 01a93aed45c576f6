"""Attention: contacts before and after an order, and the share of contacts against the share of revenue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.facts.reading import ATTENTION_DAYS, ATTENTION_PERIOD, ATTENTION_WEEKS
from data_access.localtime import as_dates

WEEKS = (*range(-ATTENTION_WEEKS, 0), *range(1, ATTENTION_WEEKS + 1))
WEEK_COLUMNS = tuple(f"w{week}" for week in WEEKS)
GROUPS = ("team_id", "owner_id", "tier")
_OF_ACCOUNT = ("account_id", "account_name", "tier", "team_id", "team_name", "owner_id", "owner_name")
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


def attention_orders(weeks: pd.DataFrame | None, accounts: pd.DataFrame) -> pd.DataFrame:
    """The orders attention is averaged over, one row per starting order day, by account and day.

    Columns: account_id, account_name, tier, team and owner of the account; order_on; contacts `before` and `after` in
    13 weeks each, and those of each week, `w-13` .. `w13`. `weeks` are those of the facts, None without contacts.
    """
    if weeks is None:
        return pd.DataFrame({name: [] for name in (*_OF_ACCOUNT, "order_on", "before", "after", *WEEK_COLUMNS)})
    whose = accounts.set_index("account_no")[list(_OF_ACCOUNT)].reindex(weeks["account_no"]).reset_index(drop=True)
    contacts = weeks[list(WEEK_COLUMNS)].astype(np.int32)
    half = len(WEEK_COLUMNS) // 2
    sides = {
        "order_on": as_dates(weeks["order_day"]),
        "before": contacts.iloc[:, :half].sum(axis=1),
        "after": contacts.iloc[:, half:].sum(axis=1),
    }
    return pd.concat([whose, pd.DataFrame(sides), contacts], axis=1)


def grouped_weeks(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders, contacts and squared contacts per order of `attention_orders`, by team, owner, tier and week."""
    if orders.empty:
        return pd.DataFrame({name: [] for name in _GROUPED_COLUMNS})
    keys = [orders[name].to_numpy(dtype=object) for name in GROUPS]
    counts = orders[list(WEEK_COLUMNS)].to_numpy(dtype=np.int64)
    frames = [pd.DataFrame(values, columns=list(WEEKS)) for values in (counts, counts * counts)]
    contacts, squares = (frame.groupby(keys, dropna=False, sort=False).sum() for frame in frames)
    sizes = frames[0].groupby(keys, dropna=False, sort=False).size()
    long = contacts.rename_axis(index=GROUPS, columns="week").stack().rename("contacts").reset_index()
    long["squares"] = squares.stack().to_numpy()
    long["orders"] = np.repeat(sizes.to_numpy(), len(WEEKS))
    for name in GROUPS:
        long[name] = long[name].astype(object).where(long[name].notna(), None)
    return long[list(_GROUPED_COLUMNS)]
