"""What contradicts itself about the accounts: orders without a rate, merged records, won offers, look-alikes, disputes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from dashboard.portfolio.issues import NO_CHANNEL
from dashboard.portfolio.named import with_account
from dashboard.wording import FEW, listing
from data_access.facts.reading import COMPARED_DECIMALS, YEAR
from data_access.localtime import as_dates

WITHOUT_RATE, MERGED, WON, ALIKE = "without_rate", "merged", "won", "alike"
KINDS = (WITHOUT_RATE, MERGED, WON, ALIKE)
"""In the order in which they are offered."""
DIFFERS_BY = 0.5
"""Less was ordered than was won when orders are less than so much of the won offers."""
CHARGES = ("billing", "pricing")


def without_rate(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The counted orders without a rate of these accounts, the newest first.

    Columns: row_id (the order's key), ordered_on, amount, currency, and of the account.
    """
    found = with_account(rows, accounts).rename(columns={"order_id": "row_id"})
    return found.assign(ordered_on=as_dates(found.pop("ordered_day")))


def merged(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The records merged into these accounts that differ from them, by account and key.

    Columns: row_id (key of the record), merged_name, merged_owner, merged_country, country, differs (in words: `name,
    owner`), and of the account.
    """
    found = with_account(rows, accounts).rename(columns={"merged_id": "row_id"})
    parts = {"name": "name_differs", "owner": "owner_differs", "country": "country_differs"}
    flags = found[list(parts.values())].fillna(False).to_numpy(dtype=bool)
    words = [listing([part for part, there in zip(parts, row, strict=True) if there]) for row in flags]
    found["merged_owner"] = found["merged_owner"].fillna("not known").astype(object)
    return found.assign(differs=pd.Series(words, index=found.index, dtype=object))


def won_against_ordered(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts whose orders of 365 days are less than DIFFERS_BY of their won offers, the largest difference first.

    Columns: offers, won, order_days, ordered, missing (won - ordered), and of the account. Orders without an offer are
    usual: more ordered than won is no contradiction. Accounts of which one of the sums is not known are left out.
    """
    found = with_account(rows, accounts)
    known = found["won"].notna() & found["ordered"].notna()
    found = found[known & (found["won"] > 0)]
    found = found[(found["ordered"] / found["won"]).round(COMPARED_DECIMALS) < DIFFERS_BY]
    found = found.assign(missing=found["won"] - found["ordered"])
    return found.sort_values(["missing", "account_id"], ascending=[False, True], ignore_index=True)


def alike(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts that look like another one that may be seen too; those that look alike stand together.

    Columns: because (`same name`, `same e-mail domain` or both), others (names of the others), differs (in words what
    sets them apart: owner, country, team), and of the account.
    """
    found = with_account(rows, accounts)
    found = found[found.groupby(["kind", "mark"])["account_id"].transform("nunique") > 1]
    if found.empty:
        return found.assign(because="", others="", differs="")[["account_id", "because", "others", "differs", *_OF]]
    pairs = found.merge(found, on=["kind", "mark"], suffixes=("", "_other"))
    pairs = pairs[pairs["account_id"] != pairs["account_id_other"]]
    each = pairs.groupby("account_id", sort=True)
    lines = each.agg(
        first=("account_id_other", "min"),
        kinds=("kind", frozenset),
        others=("account_name_other", lambda names: listing(dict.fromkeys(names))),
        owner=("owner_id_other", lambda ids: frozenset(ids.dropna())),
        team=("team_id_other", lambda ids: frozenset(ids.dropna())),
        countries=("country_other", lambda names: frozenset(names.dropna())),
    ).reset_index()
    lines = lines.merge(found.drop_duplicates("account_id")[["account_id", "country", *_OF]], on="account_id")
    lines["because"] = [_BECAUSE[kinds] for kinds in lines.pop("kinds")]
    parts = {"owner": ("owner_id", "owner"), "country": ("country", "countries"), "team": ("team_id", "team")}
    lines["differs"] = [_apart(line, parts) for line in lines.to_dict("records")]
    lines = lines.drop(columns=["country", *(others for _, others in parts.values())])
    lines["_group"] = np.minimum(lines["account_id"].astype(object), lines.pop("first").astype(object))
    return lines.sort_values(["_group", "account_id"], ignore_index=True).drop(columns="_group")


def charges_by_channel(cases: pd.DataFrame, orders: pd.DataFrame, accounts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Charges disputed by channel: a row per channel of cases about billing and pricing or of orders of 365 days.

    Columns: channel, billing, pricing, disputes, open, orders, per_hundred (disputes per 100 orders; missing under FEW
    orders). Most disputes first.
    """
    since = pd.Timestamp(as_of) - pd.Timedelta(days=YEAR)
    found = cases[cases["category"].isin(CHARGES) & (cases["opened_on"] > since)]
    found = found.assign(channel=found["channel"].fillna(NO_CHANNEL).astype(object))
    counts = found.groupby(["channel", "category"]).size().unstack(fill_value=0).reindex(columns=CHARGES, fill_value=0)
    teams = accounts["team_id"].fillna("").unique()
    bought = orders[orders["team_id"].fillna("").isin(teams)]
    bought = bought.groupby(bought["channel"].fillna(NO_CHANNEL).astype(object))["orders"].sum()
    lines = counts.join(bought.rename("orders"), how="outer").fillna(0).astype(int)
    lines["disputes"] = lines[list(CHARGES)].sum(axis=1)
    still = found[found["resolved_on"].isna()].groupby("channel").size()
    lines["open"] = still.reindex(lines.index, fill_value=0).astype(int)
    lines["per_hundred"] = 100 * lines["disputes"] / lines["orders"].where(lines["orders"] >= FEW)
    lines = lines.rename_axis("channel").reset_index()
    return lines.sort_values(["disputes", "orders", "channel"], ascending=[False, False, True], ignore_index=True)


_OF = ["account_name", "tier", "owner_id", "owner_name", "team_id", "team_name"]
_BECAUSE = {
    frozenset({"name"}): "same name",
    frozenset({"domain"}): "same e-mail domain",
    frozenset({"name", "domain"}): "same name and e-mail domain",
}


def _apart(line: Mapping[str, object], parts: Mapping[str, tuple[str, str]]) -> str:
    """What sets an account apart from those that look like it; `parts` has its own column and that of the others."""
    known = {part: pair for part, pair in parts.items() if not pd.isna(line[pair[0]]) and line[pair[1]]}
    apart = [f"another {part}" for part, (own, others) in known.items() if line[others] - {line[own]}]
    return ", ".join(apart) or "nothing that is known"
