"""The attention shift: counted contacts per order and week before and after an order, averaged over orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan, nan

import pandas as pd

from dashboard.scoring.attention import ATTENTION_DAYS, ATTENTION_PERIOD, WEEKS

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


def attention_table(shifts: dict[str, AttentionShift]) -> pd.DataFrame:
    """One row per named shift: group, orders, before and after (contacts per order and week), change."""
    rows = [(name, s.orders, s.before, s.after, s.change) for name, s in shifts.items()]
    return pd.DataFrame(rows, columns=["group", "orders", "before", "after", "change"])


def _curve(sums: pd.DataFrame) -> pd.DataFrame:
    n = sums["orders"]
    mean = sums["contacts"] / n
    squares = sums["squares"] - sums["contacts"] ** 2 / n
    error = (squares.clip(lower=0) / (n - 1) / n).where(n > 1) ** 0.5
    band = _BAND_ERRORS * error
    curve = pd.DataFrame({"mean": mean, "error": error, "low": mean - band, "high": mean + band})
    return curve.rename_axis("week").reset_index()
