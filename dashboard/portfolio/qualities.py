"""The six qualities of the accounts' teams: the grade most accounts of a team have, gaps, and what nobody assessed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.portfolio.overview import of_team, team_lines
from dashboard.portfolio.pyramid import ALL_TEAMS
from dashboard.scoring.teamwork import GAP_BELOW, QUALITIES, Teamwork
from dashboard.wording import is_unknown
from data_access.schema import QUALITY_NAMES

BEST_GRADE = 3
ANY_TEAM = "all"
NO_TEAM_KEY = "none"
_WHO = ["team_id", "team_name", "owner_name"]


def quality_cells(accounts: pd.DataFrame, work: Teamwork, together: str = ALL_TEAMS) -> pd.DataFrame:
    """One row per team and quality, teams as in `work_lines` with all of them last, qualities in their fixed order.

    Columns: column (place of the team), team_id, team, quality, accounts (active ones), assessed, gaps, grade (that at
    least half of the assessed accounts reach; missing where none is assessed). No row where qualities are not known.
    """
    if QUALITIES not in work.known:
        return pd.DataFrame(columns=["column", "team_id", "team", "quality", "accounts", "assessed", "gaps", "grade"])
    active = accounts[accounts["layer"] == "active"]
    grades = work.accounts.loc[active.index, list(QUALITY_NAMES)].to_numpy(dtype=float)
    lines = team_lines(accounts, together)
    places = pd.Index(lines["team_id"].iloc[:-1].fillna("")).get_indexer(active["team_id"].fillna("").astype(object))
    found = []
    for column, line in enumerate(lines.itertuples()):
        rows = grades if column == len(lines) - 1 else grades[places == column]
        for at, quality in enumerate(QUALITY_NAMES):
            found.append({"column": column, "team_id": line.team_id, "team": line.team} | _cell(rows[:, at], quality))
    return pd.DataFrame(found)


def cell_key(team_id: object, quality: str, everybody: bool) -> str:
    """How the address names a cell: the quality, then the team."""
    team = ANY_TEAM if everybody else NO_TEAM_KEY if is_unknown(team_id) else f"team:{team_id}"
    return f"{quality}:{team}"


def gap_list(accounts: pd.DataFrame, work: Teamwork, key: str) -> pd.DataFrame:
    """The active accounts with a gap in the quality and team that the key of a cell names, the lowest grade first, then
    the largest revenue, then account_id.

    Columns: account_id, account_name, grade, tier, revenue_12m, team_id, team_name, owner_name.
    """
    quality, _, team = key.partition(":")
    rows = accounts.assign(grade=work.accounts[quality])
    rows = rows[(rows["layer"] == "active") & (rows["grade"] < GAP_BELOW)]
    if team != ANY_TEAM:
        rows = rows[of_team(rows, None if team == NO_TEAM_KEY else team.removeprefix("team:"))]
    rows = rows.sort_values(["grade", "revenue_12m", "account_id"], ascending=[True, False, True], ignore_index=True)
    return rows[["account_id", "account_name", "grade", "tier", "revenue_12m", *_WHO]]


def grade_list(accounts: pd.DataFrame, work: Teamwork) -> pd.DataFrame:
    """The active accounts with the best grade of each quality, missing where nobody is assessed, by team and name."""
    rows = accounts[accounts["layer"] == "active"]
    rows = rows[["account_id", "account_name", "tier", *_WHO]].join(work.accounts[list(QUALITY_NAMES)])
    return rows.sort_values(["team_name", "account_name", "account_id"], ignore_index=True)


def _cell(grades: np.ndarray, quality: str) -> dict[str, object]:
    known = np.sort(grades[~np.isnan(grades)])
    return {
        "quality": quality,
        "accounts": len(grades),
        "assessed": len(known),
        "gaps": int((known < GAP_BELOW).sum()),
        "grade": known[len(known) // 2] if len(known) else np.nan,
    }
