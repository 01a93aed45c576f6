"""The cadence of the last twelve months: counted contacts of each month against what the targets asked for in it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.policy import TIERS, Policy
from dashboard.scoring.cadence import contact_targets
from dashboard.scoring.tiers import chosen_tiers, computed_tiers
from data_access import facts
from data_access.facts import Reader, Rules, exact
from data_access.localtime import day_number

MONTHS_SHOWN = 12
_INTERACTIONS = "interactions"


@dataclass(frozen=True)
class Month:
    """A calendar month up to a date: its first day, and its last one or the date."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class CadenceMonths:
    """Each account in each of `months`: a row of every array per row of `accounts`, a column per month.

    `target` is NaN where the account was not active at the month's end or had no contact target then, and in months
    that ended before interactions were recorded; `tier` is a place in TIERS and means something only where there is a
    target.
    """

    months: tuple[Month, ...]
    accounts: pd.DataFrame
    target: np.ndarray
    tier: np.ndarray
    contacts: np.ndarray
    meetings: np.ndarray

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row per month, team, owner and tier of that day with an account that was to be met.

        Columns: month (its first day), team_id, owner_id, tier, accounts, contacts, meetings, and expected: the sum of
        days of the month / target. Contacts and meetings are those of the same accounts.
        """
        who = self.accounts[["team_id", "owner_id"]]
        whose = who.groupby(["team_id", "owner_id"], dropna=False, sort=False).ngroup().to_numpy()
        names = who.drop_duplicates().to_numpy(dtype=object)
        found = [self._cells_of(place, whose, names) for place in range(len(self.months))]
        return pd.concat(found, ignore_index=True)

    def in_month(self, place: int) -> pd.DataFrame:
        """The accounts that were to be met in a month, one row each under their labels in `accounts`.

        Columns: tier (of the month's end), target (days), contacts, meetings, expected.
        """
        rows = np.flatnonzero(~np.isnan(self.target[:, place]))
        target = self.target[rows, place].astype(float)
        return pd.DataFrame(
            {
                "tier": np.array(TIERS, dtype=object)[self.tier[rows, place]],
                "target": target,
                "contacts": self.contacts[rows, place].astype(np.int64),
                "meetings": self.meetings[rows, place].astype(np.int64),
                "expected": self.months[place].days / target,
            },
            index=self.accounts.index[rows],
        )

    def _cells_of(self, place: int, whose: np.ndarray, names: np.ndarray) -> pd.DataFrame:
        """The cells of a month; `whose` is the place of each account's team and owner in `names`."""
        rows = self.in_month(place)
        keys = (
            whose[self.accounts.index.get_indexer(rows.index)] * len(TIERS) + pd.Categorical(rows["tier"], TIERS).codes
        )
        groups, group = np.unique(keys, return_inverse=True)
        cells = pd.DataFrame(names[groups // len(TIERS)], columns=["team_id", "owner_id"], dtype=object)
        cells.insert(0, "month", pd.Timestamp(self.months[place].first).as_unit("ns"))
        cells["tier"] = np.array(TIERS, dtype=object)[groups % len(TIERS)]
        cells["accounts"] = np.bincount(group, minlength=len(groups))
        for name in ("contacts", "meetings"):
            cells[name] = np.bincount(group, rows[name], minlength=len(groups)).astype(np.int64)
        return cells.assign(expected=np.bincount(group, rows["expected"], minlength=len(groups)))


def months_until(as_of: date) -> tuple[Month, ...]:
    """The twelve calendar months that end with the date's own, which goes up to the date."""
    months = []
    for back in range(MONTHS_SHOWN - 1, -1, -1):
        years, place = divmod(12 * as_of.year + as_of.month - 1 - back, 12)
        first = date(years, place + 1, 1)
        months.append(Month(first, min(first.replace(day=monthrange(years, place + 1)[1]), as_of)))
    return tuple(months)


def cadence_months(
    reader: Reader, accounts: pd.DataFrame, as_of: date, policy: Policy, rules: Rules, connected: frozenset[str]
) -> CadenceMonths:
    """Targets and counted contacts of every account of the whole store in the twelve months up to the date.

    `accounts` is the scored frame of the date. Contacts are counted as they are known on the date; tiers are ranked
    anew for the end of each month.
    """
    months = months_until(as_of)
    shape = (len(accounts), len(months))
    target, tier = np.full(shape, np.nan, dtype=np.float32), np.zeros(shape, dtype=np.int8)
    contacts, meetings = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
    found = CadenceMonths(months, accounts, target, tier, contacts, meetings)
    begun = facts.first_day(reader, _INTERACTIONS) if _INTERACTIONS in connected else None
    if begun is None:
        return found
    numbers = pd.Index(accounts["account_no"].to_numpy())
    orders = facts.orders_at(reader, [day_number(month.last) for month in months])
    rows = numbers.get_indexer(orders["account_no"].to_numpy())
    for place, month in enumerate(months):
        if begun <= day_number(month.last):
            units = _placed(exact(orders[f"units_{place}"]), rows, len(accounts))
            active = _placed(orders[f"orders_{place}"].to_numpy() > 0, rows, len(accounts))
            tiers, _ = chosen_tiers(computed_tiers(active, units, policy), accounts["tier_entered"], policy)
            target[:, place] = contact_targets(accounts, tiers, policy)
            tier[:, place] = pd.Categorical(tiers, TIERS).codes
    counts = facts.contacts_by_month(reader, [day_number(month.first) for month in months], day_number(as_of), rules)
    rows, place = numbers.get_indexer(counts["account_no"]), counts["month"].to_numpy()
    for name, array in (("contacts", contacts), ("meetings", meetings)):
        array[rows[rows >= 0], place[rows >= 0]] = counts[name].to_numpy()[rows >= 0]
    return found


def _placed(values: np.ndarray, rows: np.ndarray, accounts: int) -> np.ndarray:
    """The values in the rows of their accounts, 0 where there is none; rows below 0 are of no account."""
    placed = np.zeros(accounts, dtype=values.dtype)
    placed[rows[rows >= 0]] = values[rows >= 0]
    return placed
