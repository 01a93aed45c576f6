"""Moves between the rows of the pyramid, and tiers the CRM and the computation see differently."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.palette import TIER_ROWS
from dashboard.portfolio.pyramid import layers_known, tier_rows

NEW = "New"

_WHO = ["team_id", "team_name", "owner_name"]


def tier_moves(accounts: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """One row per account that stands on another pyramid row than before, or did not exist then (from `New`).

    Columns: account_id, account_name, from_tier, to_tier, revenue_12m, team_id, team_name, owner_name; ordered by
    from, to, revenue (largest first, unknown last), account_id. Empty where layers are unknown on either date.
    """
    now = tier_rows(accounts)
    codes, former = now.cat.codes.to_numpy(), _former_codes(accounts, before)
    moved = (codes >= 0) & (former >= 0) & (codes != former)
    origins = pd.Categorical.from_codes(former[moved], [*TIER_ROWS, NEW])
    moves = accounts[moved].assign(from_tier=origins, to_tier=now[moved])
    by, ascending = ["from_tier", "to_tier", "revenue_12m", "account_id"], [True, True, False, True]
    moves = moves.sort_values(by, ascending=ascending, ignore_index=True)
    moves = moves[["account_id", "account_name", "from_tier", "to_tier", "revenue_12m", *_WHO]]
    return moves.astype({"from_tier": object, "to_tier": object})


def move_matrix(moves: pd.DataFrame) -> pd.DataFrame:
    """Counts of moves: a row per row left (index `from_tier`), a column per row reached; 0 where nobody moved.

    Accounts that are new have a row of their own, and prospects a column, only where there are any.
    """
    origins = [*TIER_ROWS, *([NEW] if (moves["from_tier"] == NEW).any() else [])]
    goals = [tier for tier in TIER_ROWS if tier != "Prospect" or (moves["to_tier"] == "Prospect").any()]
    counts = moves.groupby(["from_tier", "to_tier"]).size().unstack(fill_value=0)
    return counts.reindex(index=origins, columns=goals, fill_value=0).astype(int)


def tier_differences(accounts: pd.DataFrame) -> pd.DataFrame:
    """Active accounts whose entered tier is not the computed one, the largest revenue first.

    Columns: account_id, account_name, tier_entered, tier_computed, tier (in force), tier_source, revenue_12m,
    team_id, team_name, owner_name.
    """
    entered, computed = accounts["tier_entered"], accounts["tier_computed"]
    active = accounts["layer"] == "active"
    differ = accounts[active & entered.notna() & computed.notna() & (entered != computed)]
    differ = differ.sort_values(["revenue_12m", "account_id"], ascending=[False, True], ignore_index=True)
    tiers = ["tier_entered", "tier_computed", "tier", "tier_source", "revenue_12m"]
    return differ[["account_id", "account_name", *tiers, *_WHO]]


def _former_codes(accounts: pd.DataFrame, before: pd.DataFrame) -> np.ndarray:
    """The place in the pyramid each account had before: the one after the last where it is new, -1 where unknown."""
    places = pd.Index(before["account_id"]).get_indexer(accounts["account_id"])
    new = len(TIER_ROWS) if layers_known(before) else -1
    codes = np.append(tier_rows(before).cat.codes.to_numpy(), new)
    return codes[places]
