"""Rows of accounts with the account they are of: what every list of promises, cases and answers begins with."""

from __future__ import annotations

import pandas as pd

OF_ACCOUNT = ["account_id", "account_name", "tier", "owner_id", "owner_name", "team_id", "team_name"]


def with_account(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The rows by `account_no` in their order, with key, name, tier, owner and team of their account in its place."""
    whose = accounts[["account_no", *OF_ACCOUNT]]
    return rows.merge(whose, on="account_no", how="inner", validate="many_to_one").drop(columns="account_no")
