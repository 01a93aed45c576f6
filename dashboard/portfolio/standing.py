"""Where an account stands in the ranking by revenue that computed tiers are taken from."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import pandas as pd


@dataclass(frozen=True)
class Standing:
    """The place of an account among the `ranked` active accounts with revenue; 0 where it is not one of them.

    `before` is the share of all their revenue that the accounts before it bring, NaN without a place.
    """

    place: int
    ranked: int
    before: float


def standing(accounts: pd.DataFrame, account_id: str) -> Standing:
    """The standing of one account of the whole store's frame."""
    revenue = accounts["revenue_12m"]
    ranked = accounts[(accounts["layer"] == "active") & (revenue > 0)]
    revenue = ranked["revenue_12m"]
    own = revenue[ranked["account_id"] == account_id]
    if own.empty:
        return Standing(0, len(ranked), nan)
    amount = own.iloc[0]
    ahead = (revenue > amount) | ((revenue == amount) & (ranked["account_id"] < account_id))
    return Standing(int(ahead.sum()) + 1, len(ranked), float(revenue[ahead].sum() / revenue.sum()))
