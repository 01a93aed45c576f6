"""How the accounts are served on a date: deputies, qualities, certificates, what is passed on, offers reviewed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.scoring.aligned import aligned
from data_access.facts import Reader, Rules
from data_access.facts.reading import COMPARED_DECIMALS
from data_access.facts.teams import (
    deputies,
    ending_qualifications,
    offers,
    passed_on,
    qualities,
    served_accounts,
)
from data_access.localtime import as_dates
from data_access.schema import QUALITY_NAMES

DEPUTIES, QUALITIES, ENDINGS, SHARING, REVIEWS = "deputies", "qualities", "endings", "sharing", "reviews"
"""What a store can tell of how its accounts are served."""
GAP_BELOW = 2
"""A best grade below this is a gap."""
SHARED_AT = "interactions.shared_at"
_HOUR_US = 3_600_000_000
_TEAMS_FROM = frozenset({"accounts.owner_id", "account_team_members"})


@dataclass(frozen=True)
class Teamwork:
    """How accounts are served; `known` names what the store can tell, the figures of the rest are empty.

    `accounts` has a row per account under the labels of the scored frame: deputies (number), a best grade per quality
    (missing where nobody in the account's team is assessed), offers and reviewed (numbers). `contacts` has a row per
    counted contact of 90 days somebody else than the owner had: account_no, hours until it was shared (missing: not
    shared). `endings` are certifications and trainings that run out, `served` the accounts (account_no) of those who
    hold them (employee_id).
    """

    known: frozenset[str]
    accounts: pd.DataFrame
    contacts: pd.DataFrame
    endings: pd.DataFrame
    served: pd.DataFrame

    def of(self, accounts: pd.DataFrame, everybody: bool) -> Teamwork:
        """The same of these accounts alone; certificates are those of who serves them, or with `everybody` all."""
        numbers = accounts["account_no"]
        served = self.served[self.served["account_no"].isin(numbers)]
        held = self.endings if everybody else self.endings[self.endings["employee_id"].isin(served["employee_id"])]
        return replace(
            self,
            accounts=self.accounts.loc[accounts.index],
            contacts=self.contacts[self.contacts["account_no"].isin(numbers)],
            endings=held,
            served=served,
        )


def teamwork(reader: Reader, accounts: pd.DataFrame, day: int, rules: Rules, connected: Collection[str]) -> Teamwork:
    """How every account of the whole store is served on the day; `accounts` is the scored frame of the day."""
    named, sent = deputies(reader, day), offers(reader, day)
    known = _known(connected, len(named) > 0, sent, rules)
    numbers = accounts["account_no"].to_numpy()
    frame = pd.DataFrame(index=accounts.index)
    frame["deputies"] = _counted(aligned(named, numbers)["deputies"], DEPUTIES in known)
    grades = aligned(qualities(reader, day), numbers)
    for name in QUALITY_NAMES:
        frame[name] = grades[name] if QUALITIES in known else np.nan
    counts = aligned(sent, numbers)
    frame["offers"] = _counted(counts["offers"], "opportunities" in connected)
    frame["reviewed"] = _counted(counts["reviewed"], REVIEWS in known)
    endings = _endings(reader, day)
    served = served_accounts(reader, day, sorted(set(endings["employee_id"])))
    return Teamwork(
        known=known,
        accounts=frame,
        contacts=_contacts(reader, day, rules, SHARING in known),
        endings=endings,
        served=served[served["account_no"].isin(numbers)].reset_index(drop=True),
    )


def _known(connected: Collection[str], deputy_named: bool, sent: pd.DataFrame, rules: Rules) -> frozenset[str]:
    """What can be told; who is with us is known from employees only."""
    people = "employees" in connected
    offered, reviewed = int(sent["offers"].sum()), int(sent["with_review"].sum())
    found = {
        DEPUTIES: people and deputy_named,
        QUALITIES: people and "qualifications" in connected and not _TEAMS_FROM.isdisjoint(connected),
        ENDINGS: people and "qualifications" in connected,
        SHARING: SHARED_AT in connected and "accounts.owner_id" in connected,
        REVIEWS: "opportunities" in connected
        and reviewed > 0
        and round(reviewed / offered, COMPARED_DECIMALS) >= rules.connected_share,
    }
    return frozenset(name for name, is_known in found.items() if is_known)


def _counted(values: np.ndarray, known: bool) -> np.ndarray:
    return np.nan_to_num(values) if known else np.full(len(values), np.nan)


def _endings(reader: Reader, day: int) -> pd.DataFrame:
    """The certifications and trainings with dates in place of days, and the days that are left, below 0 once ended."""
    found = ending_qualifications(reader, day)
    left = found["until_day"] - day
    dates = {"obtained_on": as_dates(found.pop("obtained_day")), "valid_until": as_dates(found.pop("until_day"))}
    return found.assign(**dates, days_left=left.astype(int))


def _contacts(reader: Reader, day: int, rules: Rules, known: bool) -> pd.DataFrame:
    if not known:
        return pd.DataFrame({"account_no": pd.Series(dtype=int), "hours": pd.Series(dtype=float)})
    found = passed_on(reader, day, rules)
    return found.assign(hours=found.pop("waited_us").astype(float) / _HOUR_US)
