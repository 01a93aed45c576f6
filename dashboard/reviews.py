"""Reviews of a day for whoever asks: with what each is compared, what was decided, and the weeks behind the teams.

The store is scored once for all who get a part of it; each part is cut by a Scope.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.decisions import frame
from dashboard.history import place_of
from dashboard.policy import Policy
from dashboard.review import Review, changes_between, review_of
from dashboard.review.lines import WEEKS
from dashboard.scoring import Scored, score
from dashboard.wording import as_date
from data_access.history import History, open_history
from data_access.mirror import Mirror
from data_access.records import Records
from data_access.scope import Scope
from data_access.settings import Settings

USUAL_DAYS = 7
"""How far a review looks back where no earlier one was closed."""


@dataclass(frozen=True)
class Base:
    """What a review is compared with: a date, and the closed review of that date where there is one."""

    since: date
    review_id: int | None = None


def base_of(closed: pd.DataFrame | None, as_of: date, scope: Scope, since: date | None = None) -> Base:
    """The latest of the closed reviews before the day that covers the scope, else a week before; or the date asked for.

    `closed` is `Records.reviews`, None where it cannot be read.
    """
    found = None if closed is None else compared_reviews(closed, as_of, scope)
    if since is not None and found is not None:
        found = found[found["as_of"] == pd.Timestamp(since)]
    if found is None or found.empty:
        return Base(since or as_of - timedelta(days=USUAL_DAYS))
    return Base(as_date(found["as_of"].iloc[0]), int(found["review_id"].iloc[0]))


def compared_reviews(closed: pd.DataFrame, as_of: date, scope: Scope) -> pd.DataFrame:
    """The closed reviews of earlier days that hold all a scope may see, the newest first, of each day the newest."""
    earlier = closed[closed["as_of"] < pd.Timestamp(as_of)]
    covers = [
        teams is None or (scope.team_ids is not None and scope.team_ids <= teams) for teams in earlier["team_ids"]
    ]
    return earlier[np.array(covers, dtype=bool)].drop_duplicates("as_of", ignore_index=True)


def reviews_to_open(closed: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The closed reviews that show nothing beyond a scope, the newest first."""
    inside = [scope.team_ids is None or (teams is not None and teams <= scope.team_ids) for teams in closed["team_ids"]]
    return closed[np.array(inside, dtype=bool)].reset_index(drop=True)


@dataclass
class Reviews:
    """The reviews of one day of a mirror; `records` are None where they are not to be read. Raises RecordsError."""

    settings: Settings
    mirror: Mirror
    policy: Policy
    as_of: date
    records: Records | None = None
    _befores: dict[Base, Scored | pd.DataFrame] = field(default_factory=dict)
    _changes: dict[Base, pd.DataFrame] = field(default_factory=dict)
    _made: dict[tuple[object, ...], Review] = field(default_factory=dict)
    _recorded: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        self.after = score(self.mirror, self.as_of, self.policy)
        self._history: History | None = open_history(place_of(self.settings, self.mirror, self.policy))

    def base(self, scope: Scope, since: date | None = None) -> Base:
        """What a review of this scope is compared with, as `base_of` says."""
        closed = None if self.records is None else self.records.reviews()
        return base_of(closed, self.as_of, scope, since)

    def review(self, scope: Scope, team_ids: Collection[str] = (), since: date | None = None) -> Review:
        """The review of a scope, or of some of its teams; made once for all who see the same."""
        key = (scope, tuple(team_ids), since)
        if key not in self._made:
            self._made[key] = self._review(scope, team_ids, since)
        return self._made[key]

    def _review(self, scope: Scope, team_ids: Collection[str], since: date | None) -> Review:
        base = self.base(scope, since)
        return review_of(
            self.after,
            self._before(base),
            since=base.since,
            scope=scope,
            team_ids=team_ids,
            since_review=base.review_id,
            decisions=self._decisions(scope, team_ids),
            weeks=self._weeks(scope),
            changes=self._changes_since(base),
            currency=self.mirror.currency,
            read_at=self.mirror.synced_at.astimezone(self.mirror.zone),
        )

    def _before(self, base: Base) -> Scored | pd.DataFrame:
        if base not in self._befores:
            closed = None if base.review_id is None else self.records.review_rows(base.review_id)
            self._befores[base] = score(self.mirror, base.since, self.policy) if closed is None else closed
        return self._befores[base]

    def _changes_since(self, base: Base) -> pd.DataFrame:
        """The changes of the whole store, found once for all who get a part of them."""
        if base not in self._changes:
            self._changes[base] = changes_between(self._before(base), self.after, base.since, self.mirror.currency)
        return self._changes[base]

    def _decisions(self, scope: Scope, team_ids: Collection[str]) -> pd.DataFrame | None:
        """The decisions of what is shown; None where there are no records."""
        if self.records is None:
            return None
        if self._recorded is None:
            self._recorded = self.records.decisions()
        found = frame(self._recorded, self.after.accounts, scope, self.as_of, self.mirror.zone)
        return found[found["team_id"].isin(list(team_ids))] if team_ids else found

    def _weeks(self, scope: Scope) -> pd.DataFrame | None:
        if self._history is None:
            return None
        return self._history.of_teams(scope, self.as_of - timedelta(weeks=WEEKS), self.as_of)
