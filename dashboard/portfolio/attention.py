"""The attention shift: counted contacts per order and week before and after an order, averaged over orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan, nan

import pandas as pd

from dashboard.scoring.attention import ATTENTION_DAYS, ATTENTION_PERIOD, ATTENTION_WEEKS, WEEKS
from dashboard.wording import between

CURVE_NEEDS = 20

_BAND_ERRORS = 1.96


@dataclass(frozen=True)
class AttentionShift:
    """Contacts around an order, averaged over `orders` orders; missing where contacts are unknown or there is no order.

    `curve` has one row per week: week (-13 to 13 without 0), mean, error, low, high. `before` and `after` are
    contacts per order and week over all weeks of that side, `change` is after / before - 1.
    """

    orders: int
    curve: pd.DataFrame
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after / self.before - 1 if self.before > 0 else nan

    @property
    def drawable(self) -> bool:
        """Whether there are enough orders, with contacts known, to draw a curve."""
        return self.orders >= CURVE_NEEDS and not isnan(self.before)


def attention_period(as_of: date) -> tuple[date, date]:
    """The first and the last order day that attention is averaged over on a date."""
    return as_of - timedelta(days=ATTENTION_PERIOD - 1), as_of - timedelta(days=ATTENTION_DAYS)


def attention_shift(groups: pd.DataFrame) -> AttentionShift:
    """The shift over all orders of the groups; `groups` has orders, contacts and squares per group and week."""
    sums = groups.groupby("week")[["orders", "contacts", "squares"]].sum(min_count=1).reindex(WEEKS).astype(float)
    n = sums["orders"].max()
    if not n > 0:
        return AttentionShift(0, _curve(sums), nan, nan)
    mean = sums["contacts"] / n
    return AttentionShift(int(n), _curve(sums), float(mean[mean.index < 0].mean()), float(mean[mean.index > 0].mean()))


def attention_by(groups: pd.DataFrame, column: str) -> dict[str, AttentionShift]:
    """The shift of each value of the column (tier, team_id, owner_id) in ascending order; empty values are left out."""
    return {str(key): attention_shift(rows) for key, rows in groups.groupby(column, sort=True)}


def attention_table(orders: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """One row per group of orders, in ascending order: group, orders, before and after (contacts per order and week)
    with the ends of their 95% bands (before_low, before_high, after_low, after_high; cut at zero) and these in words
    (before_band, after_band), and change (after / before - 1).

    `groups` holds the group of each order, empty where it is in none. A band needs two orders.
    """
    weekly = orders[["before", "after"]].astype(float) / ATTENTION_WEEKS
    grouped = weekly.groupby(groups, sort=True)
    n, mean = grouped.size(), grouped.mean()
    band = _BAND_ERRORS * grouped.std(ddof=1).div(n**0.5, axis=0)
    table = pd.DataFrame({"group": n.index.astype(object), "orders": n.to_numpy()})
    for side in ("before", "after"):
        table[side] = mean[side].to_numpy()
        low, high = (mean[side] - band[side]).clip(lower=0), mean[side] + band[side]
        table[f"{side}_low"], table[f"{side}_high"] = low.to_numpy(), high.to_numpy()
        table[f"{side}_band"] = [between(*ends, decimals=2) for ends in zip(low, high, strict=True)]
    table["change"] = (table["after"] / table["before"] - 1).where(table["before"] > 0)
    return table


def attention_rows(orders: pd.DataFrame) -> pd.DataFrame:
    """The orders behind the shift, the newest first, with before_a_week and after_a_week."""
    weekly = {f"{side}_a_week": orders[side] / ATTENTION_WEEKS for side in ("before", "after")}
    return orders.assign(**weekly).sort_values(["order_on", "account_id"], ascending=[False, True], ignore_index=True)


def _curve(sums: pd.DataFrame) -> pd.DataFrame:
    n = sums["orders"]
    mean = sums["contacts"] / n
    squares = sums["squares"] - sums["contacts"] ** 2 / n
    error = (squares.clip(lower=0) / (n - 1) / n).where(n > 1) ** 0.5
    band = _BAND_ERRORS * error
    curve = pd.DataFrame({"mean": mean, "error": error, "low": mean - band, "high": mean + band})
    return curve.rename_axis("week").reset_index()
