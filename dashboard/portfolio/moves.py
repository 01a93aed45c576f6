"""Moves between the rows of the pyramid, and tiers the CRM and the computation see differently."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.palette import TIER_ROWS
from dashboard.portfolio.pyramid import NEW, former_rows, tier_rows

EVERY_MOVE = "all"

_WHO = ["team_id", "team_name", "owner_name"]


def tier_moves(accounts: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """One row per account that stands on another pyramid row than before, or did not exist then (from `New`).

    Columns: account_id, account_name, from_tier, to_tier, tier_source, revenue_before and revenue_12m (of the 12
    months up to either date), team_id, team_name, owner_name; ordered by from, to, revenue (largest first, unknown
    last), account_id. Empty where layers are unknown on either date.
    """
    now, former = tier_rows(accounts), former_rows(accounts, before)
    codes = now.cat.codes.to_numpy()
    moved = (codes >= 0) & (former.codes >= 0) & (codes != former.codes)
    revenue = before.set_index("account_id")["revenue_12m"].reindex(accounts["account_id"]).to_numpy(dtype=float)
    # Nothing had been bought by an account that did not exist.
    revenue = np.where(former == NEW, 0.0, revenue)
    moves = accounts[moved].assign(from_tier=former[moved], to_tier=now[moved], revenue_before=revenue[moved])
    by, ascending = ["from_tier", "to_tier", "revenue_12m", "account_id"], [True, True, False, True]
    moves = moves.sort_values(by, ascending=ascending, ignore_index=True)
    tiers = ["from_tier", "to_tier", "tier_source"]
    moves = moves[["account_id", "account_name", *tiers, "revenue_before", "revenue_12m", *_WHO]]
    return moves.astype({"from_tier": object, "to_tier": object})


def move_key(origin: str, goal: str) -> str:
    """The name of a move from one row of the pyramid to another: `A-B`."""
    return f"{origin}-{goal}"


def moves_of(moves: pd.DataFrame, key: str) -> pd.DataFrame:
    """The moves of this name, or all of them."""
    if key == EVERY_MOVE:
        return moves
    return moves[moves["from_tier"] + "-" + moves["to_tier"] == key].reset_index(drop=True)


def move_counts(matrix: pd.DataFrame) -> dict[str, int]:
    """How many accounts made each move that was made, by its name, in the order of `move_matrix`."""
    counts = {move_key(origin, goal): int(n) for (origin, goal), n in matrix.stack().items() if n}
    return {EVERY_MOVE: sum(counts.values()), **counts}


def move_matrix(moves: pd.DataFrame) -> pd.DataFrame:
    """Counts of moves: a row per row left (index `from_tier`), a column per row reached; 0 where nobody moved.

    Accounts that are new have a row of their own, and prospects a column, only where there are any.
    """
    origins = [*TIER_ROWS, *([NEW] if (moves["from_tier"] == NEW).any() else [])]
    goals = [tier for tier in TIER_ROWS if tier != "Prospect" or (moves["to_tier"] == "Prospect").any()]
    counts = moves.groupby(["from_tier", "to_tier"]).size().unstack(fill_value=0)
    return counts.reindex(index=origins, columns=goals, fill_value=0).astype(int)


def move_cells(matrix: pd.DataFrame) -> list[tuple[str, int, str]]:
    """The moves that were made, each with its place in `move_matrix`: its name, the place of the row, the column."""
    return [
        (move_key(origin, goal), place, goal)
        for place, origin in enumerate(matrix.index)
        for goal in matrix.columns
        if matrix.at[origin, goal]
    ]


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
