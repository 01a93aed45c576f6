"""How good the data of the whole store are on a date, asked for part by part as pages need them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from dashboard.scoring.recording import recording
from dashboard.scoring.silence import Silence, silences
from data_access import quality
from data_access.facts import Reader


@dataclass(frozen=True)
class Quality:
    """The data of a day; rows are of the whole store, by `account_no` or team, until somebody joins them with accounts
    that may be seen.
    """

    accounts: pd.DataFrame = field(repr=False)
    day: int
    _reader: Reader = field(repr=False, compare=False)

    @cached_property
    def silences(self) -> tuple[Silence, ...]:
        """What has stopped coming in."""
        return silences(quality.days_with_rows(self._reader, self.day), self.day)

    @cached_property
    def recording(self) -> pd.DataFrame:
        """Which teams record their meetings."""
        return recording(self.accounts)

    @cached_property
    def not_recording(self) -> frozenset[str]:
        """The teams that hardly record any meeting."""
        lines = self.recording
        return frozenset(lines.loc[~lines["recorded"], "team_id"])

    @cached_property
    def newest(self) -> pd.DataFrame:
        """Rows and newest row of every table."""
        return quality.newest_rows(self._reader, self.day)

    @cached_property
    def fields(self) -> pd.DataFrame:
        """How complete the fields are that many figures rest on, by team."""
        return quality.field_rows(self._reader, self.day)

    @cached_property
    def without_rate(self) -> pd.DataFrame:
        """Counted orders that could not be converted."""
        return quality.orders_without_rate(self._reader, self.day)

    @cached_property
    def merged(self) -> pd.DataFrame:
        """Accounts merged away that differ from the survivor."""
        return quality.merged_that_differ(self._reader)

    @cached_property
    def won(self) -> pd.DataFrame:
        """Won offers against orders."""
        return quality.won_and_ordered(self._reader, self.day)

    @cached_property
    def alike(self) -> pd.DataFrame:
        """Accounts that look like others."""
        return quality.look_alikes(self._reader)

    @cached_property
    def channels(self) -> pd.DataFrame:
        """Orders by team and channel."""
        return quality.orders_by_channel(self._reader, self.day)

    def columns(self, table: str) -> pd.DataFrame:
        """How complete each column of a table is, by team."""
        return quality.filled_columns(self._reader, table, self.day)
