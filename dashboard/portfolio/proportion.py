"""Revenue against attention: which tiers and which accounts get less or more than their revenue would give."""

from __future__ import annotations

import pandas as pd

from dashboard.palette import TIER_ROWS, TIERS
from dashboard.portfolio.pyramid import tier_rows

UNDER_SERVED = 0.75
OVER_SERVED = 1.33

_DECIMALS = 9


def served_as(indexes: pd.Series) -> pd.Series:
    """`under_served`, `in_proportion` or `over_served` for each attention index; None where it is unknown."""
    indexes = indexes.round(_DECIMALS)
    words = pd.Series("in_proportion", index=indexes.index, dtype=object)
    words = words.mask(indexes < UNDER_SERVED, "under_served").mask(indexes > OVER_SERVED, "over_served")
    return words.where(indexes.notna(), None)


def revenue_and_meetings(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row per pyramid row, A to Prospect: the share of revenue beside the share of meetings.

    Columns: tier, accounts, revenue (of the last 365 days, positive only), revenue_share (of the active accounts),
    meetings (365 days), meetings_share (of all accounts), index (meetings share / revenue share), served. Shares
    are missing where the whole is unknown or zero; index and served where either share is, or without revenue.
    """
    rows = tier_rows(accounts)
    table = pd.DataFrame({"tier": TIER_ROWS})
    table["accounts"] = rows.value_counts().reindex(TIER_ROWS, fill_value=0).to_numpy()
    earning = accounts["revenue_12m"].where(rows.isin(TIERS)).clip(lower=0)
    table["revenue"] = _sums(earning, rows)
    table["revenue_share"] = _parts(table["revenue"], earning)
    table["meetings"] = _sums(accounts["meetings_365d"], rows)
    table["meetings_share"] = _parts(table["meetings"], accounts["meetings_365d"])
    table["index"] = (table["meetings_share"] / table["revenue_share"]).where(table["revenue_share"] > 0)
    table["served"] = served_as(table["index"])
    return table


def contacts_per_revenue(accounts: pd.DataFrame) -> float:
    """Counted contacts per unit of revenue over the active accounts of the whole store; NaN where unknown.

    An account's expected contacts are this times its revenue: the attention index is held / expected.
    """
    active = accounts[accounts["layer"] == "active"]
    revenue = active["revenue_12m"].clip(lower=0).sum()
    contacts = active["contacts_365d"].sum()
    return float(contacts / revenue) if revenue > 0 and contacts > 0 else float("nan")


def served_accounts(accounts: pd.DataFrame, contacts_per_revenue: float) -> pd.DataFrame:
    """The under-served accounts, then the over-served ones, each by the distance from what was expected.

    Columns: served, account_id, account_name, tier, expected and held (contacts in 365 days), revenue_12m,
    attention_index, team_id, team_name, owner_name.
    """
    served = served_as(accounts["attention_index"])
    table = accounts.assign(
        served=served,
        expected=accounts["revenue_12m"] * contacts_per_revenue,
        held=accounts["contacts_365d"],
    )[served.isin(["under_served", "over_served"])]
    table = table.assign(_over=table["served"] == "over_served", _far=(table["held"] - table["expected"]).abs())
    table = table.sort_values(["_over", "_far", "account_id"], ascending=[True, False, True], ignore_index=True)
    names = ["account_id", "account_name", "tier", "expected", "held", "revenue_12m", "attention_index"]
    return table[["served", *names, "team_id", "team_name", "owner_name"]]


def _sums(values: pd.Series, rows: pd.Series) -> pd.Series:
    """Sums per pyramid row; a row without accounts has 0, all is missing where no value is known."""
    if not values.notna().any():
        return pd.Series(float("nan"), index=range(len(TIER_ROWS)))
    return (
        values.groupby(rows, observed=False)
        .sum()
        .reindex(TIER_ROWS, fill_value=0.0)
        .astype(float)
        .reset_index(drop=True)
    )


def _parts(sums: pd.Series, values: pd.Series) -> pd.Series:
    whole = values.sum()
    return sums / whole if whole > 0 else pd.Series(float("nan"), index=sums.index)
