"""The accounts of two dates side by side: what both kinds of an earlier date give, scored today or frozen back then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.policy import Policy
from dashboard.portfolio.pyramid import tier_rows
from dashboard.portfolio.weeks import most_moved, points_moved
from dashboard.review.frozen import Before, accounts_of
from dashboard.scoring import Scored
from dashboard.scoring.happened import Happened
from dashboard.scoring.health import FAIR, GOOD, POOR
from dashboard.scoring.tiers import ACTIVE

SCORED_BANDS = (POOR, FAIR, GOOD)


@dataclass(frozen=True)
class Sides:
    """Every account that exists on both dates, in the same row of `before` and `after`, and what happened in between."""

    since: date
    before: pd.DataFrame
    after: pd.DataFrame
    scored: Scored
    currency: str

    @property
    def as_of(self) -> date:
        return self.scored.as_of

    @property
    def policy(self) -> Policy:
        return self.scored.policy

    @cached_property
    def happened(self) -> Happened:
        """Promises, cases and answers of the days between."""
        return self.scored.happened_since(self.since)

    @cached_property
    def active(self) -> tuple[np.ndarray, np.ndarray]:
        """Whether each account is active, before and after."""
        return tuple((frame["layer"] == ACTIVE).to_numpy() for frame in (self.before, self.after))

    @property
    def left_active(self) -> np.ndarray:
        """Accounts that are active no longer; an account whose layer is not known has not left."""
        return self.active[0] & self.after["layer"].notna().to_numpy() & ~self.active[1]

    @cached_property
    def rows_of_pyramid(self) -> tuple[np.ndarray, np.ndarray]:
        """The place of each account's row of the pyramid, 0 for A; -1 where it is not known."""
        return tuple(tier_rows(frame).cat.codes.to_numpy() for frame in (self.before, self.after))

    @cached_property
    def moved(self) -> np.ndarray:
        """Points lost more than before, by account and indicator."""
        return points_moved(self.before, self.after, self.policy)

    @cached_property
    def most_moved(self) -> np.ndarray:
        """The places of the indicators of each account, the largest change first."""
        return most_moved(self.moved)

    def texts(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A column of texts before and after, empty texts where there is none."""
        return tuple(
            frame[name].astype(object).fillna("").to_numpy(dtype=object) for frame in (self.before, self.after)
        )


def sides_of(before: Before, after: Scored, since: date, currency: str) -> tuple[Sides, pd.DataFrame]:
    """Both sides of the accounts that exist on both dates, and the rows of those that are new since."""
    then = accounts_of(before)
    places = pd.Index(then["account_id"]).get_indexer(after.accounts["account_id"])
    there = places >= 0
    sides = Sides(
        since=since,
        before=then.iloc[places[there]].reset_index(drop=True),
        after=after.accounts[there].reset_index(drop=True),
        scored=after,
        currency=currency,
    )
    return sides, after.accounts[~there].reset_index(drop=True)
