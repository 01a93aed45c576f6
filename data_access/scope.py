"""Whose customers a viewer may see: the type that every reading of customer data asks for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

TEAM_COLUMN = "team_id"


@dataclass(frozen=True)
class Scope:
    """The teams whose accounts may be shown; None means every account, those without a team included."""

    team_ids: frozenset[str] | None

    @classmethod
    def everything(cls) -> Scope:
        """The scope of jobs and of viewers who see the whole company."""
        return cls(team_ids=None)

    def cut(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame with a `team_id` column that may be shown, in their order."""
        if self.team_ids is None:
            return frame
        return frame[frame[TEAM_COLUMN].isin(self.team_ids)]
