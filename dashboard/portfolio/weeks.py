"""From the weekly history to what a page shows of it: the directions of teams, and what changed for an account when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import pandas as pd

from dashboard.policy import Policy
from dashboard.scoring.health import points_lost

DIRECTION_WEEKS = 12
"""How many weeks the overview looks back."""
FOLLOWED = ("layer", "tier", "band", "limits", "cadence_status", "watch_state")
"""What of an account is followed from week to week, in the order in which changes of one week are told."""
LANES = ("tier", "band", "cadence_status", "watch_state")
"""What is drawn as a lane of its own."""

_COUNTS = ["with_target", "on_cadence", "neglected", "active", "good"]
_WEEK = timedelta(days=7)


def weeks_of_teams(weeks: pd.DataFrame, team_ids: pd.Series) -> pd.DataFrame:
    """For each line of teams, the last of which is all of them, how three numbers went from week to week.

    `weeks` has a row per team and week, of the shown teams only. Columns: cadence (shares on cadence), neglected (counts)
    and good (shares in good health), each a list from the earliest week on, with None for a week in which there was
    nothing to count.
    """
    keyed = weeks.assign(team_id=weeks["team_id"].fillna("").astype(object))
    days = sorted(keyed["day"].unique())
    teams = dict(list(keyed.set_index("day").groupby("team_id")[_COUNTS]))
    none = pd.DataFrame(columns=_COUNTS)
    lines = [teams.get(key, none).reindex(days, fill_value=0) for key in team_ids.iloc[:-1].fillna("")]
    whole = keyed.groupby("day")[_COUNTS].sum().reindex(days, fill_value=0)
    return pd.DataFrame([_numbers(line) for line in [*lines, whole]], index=team_ids.index)


def good_by_week(weeks: pd.DataFrame, names: Mapping[str | None, str]) -> pd.DataFrame:
    """How many active accounts of each team were good in each week: the teams in the order of `names`, the earliest first.

    `names` are labels by team key: empty for no team, None for all of the others. Columns: team_id (such a key), team, on,
    good, active, share (good / active, missing without an active account).
    """
    keyed = weeks.assign(team_id=weeks["team_id"].fillna("").astype(object))
    keyed = keyed[keyed["team_id"].isin([key for key in names if key is not None])]
    whole = keyed.groupby("on", as_index=False)[["good", "active"]].sum().assign(team_id=None)
    lines = [
        (whole if key is None else keyed[keyed["team_id"] == key]).assign(team=name) for key, name in names.items()
    ]
    found = pd.concat(lines, ignore_index=True)[["team_id", "team", "on", "good", "active"]]
    return found.assign(share=found["good"] / found["active"].where(found["active"] > 0))


def of_shown_teams(weeks: pd.DataFrame, team_ids: pd.Series) -> pd.DataFrame:
    """The weeks of the teams on lines, the last of which is all of them."""
    return weeks[weeks["team_id"].fillna("").isin(team_ids.iloc[:-1].fillna(""))]


def changes_of(weeks: pd.DataFrame) -> pd.DataFrame:
    """What changed for one account from one week to the next, the latest first, in a week in the order of FOLLOWED.

    Columns: on and before_on (the ends of the week and of the one before), what, before, after: None for nothing.
    """
    values = weeks[list(FOLLOWED)].astype(object).where(weeks[list(FOLLOWED)].notna(), None)
    parts = []
    for name in FOLLOWED:
        before = values[name].shift(1)
        places = np.flatnonzero((values[name].fillna("") != before.fillna("")).to_numpy() & (np.arange(len(weeks)) > 0))
        on, told = weeks["on"].iloc[places], values[name].to_numpy()
        parts.append(
            pd.DataFrame(
                {"on": on, "before_on": on - _WEEK, "what": name, "before": told[places - 1], "after": told[places]}
            )
        )
    found = pd.concat(parts, ignore_index=True)
    return found.sort_values("on", ascending=False, kind="stable", ignore_index=True)


def spells(weeks: pd.DataFrame, name: str) -> pd.DataFrame:
    """The stretches of weeks over which a value stayed the same, the earliest first: begins, ends, value, weeks.

    Stretches without a value are left out.
    """
    values = weeks[name].astype(object).where(weeks[name].notna(), None)
    numbers = (values.fillna("") != values.shift(1).fillna("")).cumsum()
    grouped = weeks.assign(value=values).groupby(numbers.to_numpy())
    found = grouped.agg(begins=("on", "min"), ends=("on", "max"), value=("value", "first"), weeks=("on", "size"))
    found["begins"] -= _WEEK
    return found[found["value"].notna()].reset_index(drop=True)


def moved_points(before: Mapping[str, object], after: Mapping[str, object], policy: Policy) -> pd.DataFrame:
    """What moved an account's score between two dates, the largest change of points lost first, then in table order.

    Rows are rows of the scored frame. Columns: indicator, lost_before, lost_after (NaN where unknown), moved (points lost more; what is unknown loses nothing).
    """
    before, after = pd.DataFrame([before]), pd.DataFrame([after])
    moved = points_moved(before, after, policy)
    found = pd.DataFrame(
        {
            "indicator": list(policy.indicators),
            "lost_before": points_lost(before, policy).iloc[0].to_numpy(),
            "lost_after": points_lost(after, policy).iloc[0].to_numpy(),
            "moved": moved[0],
        }
    )
    return found.iloc[most_moved(moved)[0]].reset_index(drop=True)


def points_moved(before: pd.DataFrame, after: pd.DataFrame, policy: Policy) -> np.ndarray:
    """The points lost more than before, a row per row of both frames and a column per indicator; what is unknown loses
    nothing.
    """
    lost = [points_lost(frame, policy).fillna(0).to_numpy(dtype=float) for frame in (before, after)]
    return lost[1] - lost[0]


def most_moved(moved: np.ndarray) -> np.ndarray:
    """The places of the indicators in each row, the largest change of points lost first, then in table order."""
    return np.argsort(-np.abs(moved).round(9), axis=1, kind="stable")


def _numbers(line: pd.DataFrame) -> dict[str, list[float | None]]:
    return {
        "cadence": _shares(line["on_cadence"], line["with_target"]),
        "neglected": [float(n) for n in line["neglected"]],
        "good": _shares(line["good"], line["active"]),
    }


def _shares(parts: pd.Series, wholes: pd.Series) -> list[float | None]:
    return [float(part / whole) if whole else None for part, whole in zip(parts, wholes, strict=True)]
