"""What a closed review keeps of every account, so that a later one can be compared with what was known then."""

from __future__ import annotations

import pandas as pd

from dashboard.scoring import FACT_COLUMNS, Scored
from dashboard.scoring.columns import DATE_COLUMNS, TEXT_COLUMNS

KEPT = (*FACT_COLUMNS, "owner_active", "agreement_ends_on", "promises_due", "promises_kept_in_time")
"""The columns of a frozen row: the facts, and what comparing, and the tiles of a review, ask for beside them."""

Before = Scored | pd.DataFrame
"""An earlier date to compare with: scored from today's mirror, or the frozen rows of a closed review."""


def frozen_rows(scored: Scored) -> pd.DataFrame:
    """One row per account of the whole store with KEPT, by account_id: what a closed review keeps."""
    due = scored.promises_due
    rows = scored.accounts.assign(promises_due=due["due"], promises_kept_in_time=due["kept"])
    return rows[list(KEPT)].reset_index(drop=True)


def accounts_of(before: Before) -> pd.DataFrame:
    """The accounts of an earlier date with KEPT, whatever types a file gave frozen rows; what they lack is missing."""
    if isinstance(before, Scored):
        return frozen_rows(before)
    return pd.DataFrame({name: _typed(name, before) for name in KEPT})


def _typed(name: str, rows: pd.DataFrame) -> pd.Series:
    values = rows[name].reset_index(drop=True) if name in rows else pd.Series([None] * len(rows), dtype=object)
    if name in TEXT_COLUMNS:
        return values.astype(object).where(values.notna(), None)
    if name in DATE_COLUMNS or name == "agreement_ends_on":
        return pd.to_datetime(values).astype("datetime64[ns]")
    return values.astype("boolean" if name == "owner_active" else float)
