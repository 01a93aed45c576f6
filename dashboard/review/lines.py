"""The teams of a review: how each stands, how that changed since the date compared with, and the weeks behind it."""

from __future__ import annotations

import pandas as pd

from dashboard.portfolio.frequency import customers
from dashboard.portfolio.overview import team_lines
from dashboard.portfolio.pyramid import layers_known
from dashboard.portfolio.weeks import of_shown_teams, weeks_of_teams
from dashboard.scoring.health import BANDS, GOOD

WEEKS = 8
"""How many weeks the lines of a review look back."""
CHANGES = ("share", "neglected", "good_share")


def with_changes(lines: pd.DataFrame, then: pd.DataFrame, weeks: pd.DataFrame | None) -> pd.DataFrame:
    """The lines of a date against those of an earlier one, and the weeks behind them.

    Further columns: share_change, neglected_change and good_share_change (missing where either is), and cadence_weeks,
    neglected_weeks and good_weeks: lists as in `portfolio.weeks`, None without two weeks of history, or where nobody knows
    who was contacted.
    """
    for name in CHANGES:
        was = then[name].astype(float).set_axis(_keys(then)).reindex(_keys(lines)).to_numpy()
        lines = lines.assign(**{f"{name}_change": lines[name].astype(float).to_numpy() - was})
    contacts_known = bool(lines["neglected"].notna().any())
    return lines.join(_weeks(lines["team_id"], weeks if contacts_known else None))


def review_lines(accounts: pd.DataFrame, together: str) -> pd.DataFrame:
    """The lines of `portfolio.team_lines`, all of them last, with the states of health beside them.

    Further columns: good, fair, poor, not_enough_data (active accounts; missing where orders are not connected),
    good_share (of the active accounts) and known, the mean share of what their scores are based on.
    """
    lines = team_lines(accounts, together)
    active = customers(accounts)
    keys, order = active["team_id"].fillna("").astype(object), lines["team_id"].iloc[:-1].fillna("")
    counts = pd.crosstab(keys, active["band"].astype(object)).reindex(index=order, columns=list(BANDS), fill_value=0)
    counts = pd.concat([counts, counts.sum().to_frame().T], ignore_index=True).astype("Int64")
    if not layers_known(accounts):
        counts[:] = pd.NA
    known = active["known_share"].groupby(keys).mean().reindex(order).to_list()
    lines = lines.join(counts)
    lines["known"] = [*known, active["known_share"].mean()]
    of = lines["active"].astype(float)
    lines["good_share"] = lines[GOOD].astype(float) / of.where(of > 0)
    return lines


def _keys(lines: pd.DataFrame) -> list[str | None]:
    """What tells the lines of two dates apart: the team, an empty text without one, None for all of them."""
    return [*lines["team_id"].iloc[:-1].fillna(""), None]


def _weeks(team_ids: pd.Series, weeks: pd.DataFrame | None) -> pd.DataFrame:
    shown = None if weeks is None else of_shown_teams(weeks, team_ids)
    if shown is None or shown["day"].nunique() < 2:
        names = ("cadence_weeks", "neglected_weeks", "good_weeks")
        return pd.DataFrame({name: pd.Series([None] * len(team_ids), dtype=object) for name in names})
    return weeks_of_teams(shown, team_ids).add_suffix("_weeks").reset_index(drop=True)
