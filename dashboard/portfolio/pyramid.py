"""The customer pyramid: how many accounts stand on which row, in all and per team."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from dashboard.palette import TIER_ROWS, TIERS
from dashboard.scoring.tiers import ENTERED
from dashboard.wording import is_unknown

NO_TEAM = "No team"
ALL_TEAMS = "All teams"
NEW = "New"


def tier_rows(accounts: pd.DataFrame) -> pd.Series:
    """The pyramid row of each account, as categories A, B, C, Inactive, Prospect; empty where its layer is unknown."""
    layer, tier = accounts["layer"], accounts["tier"]
    on_row = [tier == name for name in TIERS] + [layer == "inactive", layer == "prospect"]
    codes = np.select([row.to_numpy(dtype=bool) for row in on_row], range(len(TIER_ROWS)), default=-1)
    return pd.Series(pd.Categorical.from_codes(codes, list(TIER_ROWS)), index=accounts.index)


def in_tiers(accounts: pd.DataFrame, tiers: Collection[str]) -> pd.DataFrame:
    """The accounts of these pyramid rows, the largest revenue first, unknown revenue last, with their `row`."""
    rows = tier_rows(accounts)
    chosen = accounts.assign(row=rows.astype(object))[rows.isin(tiers)]
    return chosen.sort_values(["revenue_12m", "account_id"], ascending=[False, True], ignore_index=True)


def pyramid(accounts: pd.DataFrame, before: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per pyramid row, A to Prospect: tier, accounts, of these entered, and before and change against an
    earlier frame.

    Counts are missing where orders are not connected; before and change also without an earlier frame. `entered` are
    the accounts whose tier in force was entered in the CRM, missing for rows that are no tier.
    """
    now = _counts(accounts)
    then = _counts(before) if before is not None else pd.Series(pd.NA, index=now.index, dtype="Int64")
    entered = _counts(accounts[accounts["tier_source"] == ENTERED]).where(now.notna() & now.index.isin(TIERS))
    counts = {"accounts": now, "entered": entered, "before": then, "change": now - then}
    return pd.DataFrame({"tier": TIER_ROWS, **{name: values.array for name, values in counts.items()}})


def pyramid_accounts(accounts: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The accounts behind the counts, by team, row of the pyramid and revenue, with `row` and, on the earlier date,
    `former_row`: `New` where the account did not exist, empty where it is not known.
    """
    rows = tier_rows(accounts)
    found = accounts.assign(row=rows, former_row=former_rows(accounts, before))
    found = found.sort_values(["team_name", "row", "revenue_12m", "account_id"], ascending=[True, True, False, True])
    return found.astype({"row": object, "former_row": object}).reset_index(drop=True)


def former_rows(accounts: pd.DataFrame, before: pd.DataFrame) -> pd.Categorical:
    """The row of the pyramid each account stood on before: `New` where it did not exist, empty where unknown."""
    places = pd.Index(before["account_id"]).get_indexer(accounts["account_id"])
    new = len(TIER_ROWS) if layers_known(before) else -1
    codes = np.append(tier_rows(before).cat.codes.to_numpy(), new)
    return pd.Categorical.from_codes(codes[places], [*TIER_ROWS, NEW])


def pyramid_by_team(accounts: pd.DataFrame, before: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per team in alphabetical order, those without a team after them, and the line of all teams last.

    Columns: team_id, team, accounts, entered (tiers), then A to Prospect, then A_change to Prospect_change.
    """
    counts = _counts_by_team(accounts)
    changes = counts - (_counts_by_team(before).reindex(counts.index, fill_value=0) if before is not None else pd.NA)
    lines = counts.join(changes.add_suffix("_change")).reset_index(names="team_id")
    labels = lines["team_id"].map(_labels(accounts)).tolist()
    sizes = _team_keys(accounts).value_counts().reindex(lines["team_id"]).to_numpy()
    lines.insert(1, "team", labels)
    lines.insert(2, "accounts", sizes)
    entered = _team_keys(accounts[accounts["tier_source"] == ENTERED]).value_counts()
    lines.insert(3, "entered", entered.reindex(lines["team_id"], fill_value=0).to_numpy())
    lines["team_id"] = lines["team_id"].where(lines["team_id"] != "", None)
    order = sorted(range(len(lines)), key=lambda i: (labels[i] == NO_TEAM, labels[i].casefold(), i))
    return pd.concat([lines.iloc[order], _all_teams(accounts, before)], ignore_index=True)


def pyramid_of_team(line: pd.Series) -> pd.DataFrame:
    """The pyramid of one line of `pyramid_by_team`: tier, accounts, before, change."""
    now = line[list(TIER_ROWS)].astype("Int64").array
    change = line[[f"{tier}_change" for tier in TIER_ROWS]].astype("Int64").array
    return pd.DataFrame({"tier": TIER_ROWS, "accounts": now, "before": now - change, "change": change})


def team_label(team_id: object, team_name: object) -> str:
    """The name of a team, its key where it has none, or the words for no team."""
    if is_unknown(team_id):
        return NO_TEAM
    return str(team_id) if is_unknown(team_name) else str(team_name)


def layers_known(accounts: pd.DataFrame) -> bool:
    """Whether the accounts can be told apart by layer, which needs orders; true where there is no account."""
    return accounts.empty or bool(accounts["layer"].notna().any())


def _counts(accounts: pd.DataFrame) -> pd.Series:
    if not layers_known(accounts):
        return pd.Series(pd.NA, index=TIER_ROWS, dtype="Int64")
    return tier_rows(accounts).value_counts().reindex(TIER_ROWS, fill_value=0).astype("Int64")


def _team_keys(accounts: pd.DataFrame) -> pd.Series:
    """The team of each account, an empty text for none: keys are never empty."""
    return accounts["team_id"].fillna("").astype(object)


def _labels(accounts: pd.DataFrame) -> dict[str, str]:
    teams = accounts.drop_duplicates("team_id")
    return {
        key: team_label(team_id, name)
        for key, team_id, name in zip(_team_keys(teams), teams["team_id"], teams["team_name"], strict=True)
    }


def _counts_by_team(accounts: pd.DataFrame) -> pd.DataFrame:
    keys = _team_keys(accounts)
    if not layers_known(accounts):
        return pd.DataFrame(pd.NA, index=sorted(set(keys)), columns=TIER_ROWS, dtype="Int64")
    rows = tier_rows(accounts).astype(object)
    counts = accounts.groupby([keys, rows]).size().unstack(fill_value=0)
    return counts.reindex(columns=list(TIER_ROWS), fill_value=0).astype("Int64")


def _all_teams(accounts: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    rows = pyramid(accounts, before).set_index("tier")
    changes = {f"{tier}_change": change for tier, change in rows["change"].items()}
    entered = int((accounts["tier_source"] == ENTERED).sum())
    line = {"team_id": None, "team": ALL_TEAMS, "accounts": len(accounts), "entered": entered}
    line |= rows["accounts"].to_dict() | changes
    return pd.DataFrame([line])
