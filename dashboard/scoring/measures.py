"""The value of each indicator of health, from the facts of a date; NaN where unknown, apart from where it does not apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.policy import Policy
from dashboard.scoring import cadence
from dashboard.scoring.aligned import aligned
from dashboard.scoring.health import FULL_POINTS, NEGLECTED_LIMIT, NO_OWNER_LIMIT, SATISFACTION_LIMIT, Measured
from dashboard.scoring.watch import NEGLECTED
from data_access import facts
from data_access.facts import Reader, Rules
from data_access.facts.reading import COMPARED_DECIMALS, YEAR
from data_access.localtime import DAY_US

OWNER_PART, PRIMARY_PART = 60, 40

OWNER_COLUMNS = frozenset({"accounts.owner_id", "employees"})
"""What has to be connected to tell whether an account has an active owner."""
PRIMARY_COLUMNS = frozenset({"contacts.is_primary", "contacts"})
"""What has to be connected to tell whether an account has an active primary contact."""
_HOUR_US = DAY_US // 24
_ORDER_DAYS_NEEDED = 4


@dataclass(frozen=True)
class Asked:
    """What every measure is computed from: the accounts with the columns scored so far, and where to ask for more."""

    accounts: pd.DataFrame
    reader: Reader
    day: int
    rules: Rules
    policy: Policy
    connected: frozenset[str]

    def aligned(self, found: pd.DataFrame) -> dict[str, np.ndarray]:
        """Each column in the order of the accounts, NaN where an account has no row."""
        return aligned(found, self.accounts["account_no"].to_numpy())

    def column(self, name: str) -> np.ndarray:
        """A column of the accounts as numbers."""
        return self.accounts[name].to_numpy(dtype=float)

    def unless(self, known: bool, values: np.ndarray) -> np.ndarray:
        """The values, all unknown unless `known`."""
        return values if known else np.full(len(values), np.nan)

    @property
    def owned(self) -> np.ndarray:
        """Whether each account has an active owner; false where that is not known."""
        return self.accounts["owner_active"].fillna(False).to_numpy(dtype=bool)

    def are_connected(self, *names: str) -> bool:
        """Whether all of these tables and columns are connected."""
        return self.connected.issuperset(names)


def measures(asked: Asked, starts: pd.DataFrame, contacts: dict[str, np.ndarray]) -> dict[str, Measured]:
    """Every indicator by its id; `starts` holds the starting order days, `contacts` the counts of each account."""
    met = asked.aligned(facts.persons_met(asked.reader, asked.day, asked.rules))
    listed = asked.aligned(facts.contacts_listed(asked.reader, asked.day))
    named = facts.persons_named(asked.reader, asked.day, asked.rules)
    opinions = facts.opinions(asked.reader, asked.day)
    everywhere = Measured.everywhere
    return {
        "contact_recency": _contact_recency(asked),
        "review_recency": everywhere(_review_recency(asked)),
        "post_purchase_care": post_purchase_care(asked, starts),
        "meeting_practice": everywhere(_meeting_practice(asked, contacts)),
        "contact_density": everywhere(asked.unless(named, np.nan_to_num(met["persons"]))),
        "level_coverage": everywhere(asked.unless(named, _level_coverage(met, listed))),
        "ownership": everywhere(_ownership(asked, listed)),
        "promises_kept": everywhere(_promises_kept(asked)),
        "response_time": everywhere(_response_time(asked)),
        "unanswered": everywhere(_unanswered(asked)),
        "issue_age": everywhere(_issue_age(asked)),
        "core_satisfaction": everywhere(_opinion(asked, opinions, facts.CORE)),
        "service_satisfaction": everywhere(_opinion(asked, opinions, facts.SERVICE)),
        "stated_commitment": everywhere(_opinion(asked, opinions, facts.COMMITMENT)),
        "purchase_rhythm": everywhere(_purchase_rhythm(asked)),
        "revenue_trend": everywhere(_revenue_trend(asked)),
    }


def breached_limits(asked: Asked, measured: Mapping[str, Measured]) -> dict[str, np.ndarray]:
    """Which accounts are beyond each limit."""
    floor = float(asked.policy.satisfaction_floor)
    satisfaction = [measured[name].values for name in ("core_satisfaction", "service_satisfaction")]
    owners_known = asked.are_connected(*OWNER_COLUMNS)
    return {
        SATISFACTION_LIMIT: np.any([np.round(x, COMPARED_DECIMALS) < floor for x in satisfaction], axis=0),
        NEGLECTED_LIMIT: (asked.accounts["watch_state"] == NEGLECTED).to_numpy(),
        NO_OWNER_LIMIT: ~asked.owned & owners_known,
    }


def _contact_recency(asked: Asked) -> Measured:
    return Measured(asked.column("contact_ratio"), ~np.isnan(asked.column("contact_target_days")))


def _review_recency(asked: Asked) -> np.ndarray:
    target = cadence.review_targets(asked.accounts, asked.policy)
    ratio = cadence.ratios(target, asked.column("last_review_on"), asked.column("first_order_on"), asked.day)
    return asked.unless(asked.are_connected("interactions.purpose"), ratio)


def post_purchase_care(asked: Asked, starts: pd.DataFrame) -> Measured:
    """The share of the passed checkpoints of a year's starting order days by which a contact came."""
    recent = starts[starts["order_day"] > asked.day - YEAR]
    checkpoints = asked.policy.checkpoints
    passed = [(recent["order_day"] + k <= asked.day).to_numpy() for k in checkpoints]
    made = [there & recent[f"contact_by_{k}"].notna().to_numpy() for there, k in zip(passed, checkpoints, strict=True)]
    sums = pd.DataFrame(
        {"account_no": recent["account_no"], "passed": np.sum(passed, axis=0), "made": np.sum(made, axis=0)}
    )
    found = asked.aligned(sums.groupby("account_no", as_index=False).sum())
    share = _share(found["made"], found["passed"])
    return Measured(asked.unless(asked.are_connected("interactions"), share), ~np.isnan(found["passed"]))


def _meeting_practice(asked: Asked, contacts: dict[str, np.ndarray]) -> np.ndarray:
    known = asked.are_connected("interactions.agenda_at", "interactions.documented_at")
    return asked.unless(known, _share(contacts["prepared_365d"], contacts["meetings_365d"]))


def _level_coverage(met: dict[str, np.ndarray], listed: dict[str, np.ndarray]) -> np.ndarray:
    return _share(np.nan_to_num(met["levels"]), listed["levels"])


def _ownership(asked: Asked, listed: dict[str, np.ndarray]) -> np.ndarray:
    primary = listed["primaries"] > 0
    parts = [
        (OWNER_PART, asked.owned, asked.are_connected(*OWNER_COLUMNS)),
        (PRIMARY_PART, primary, asked.are_connected(*PRIMARY_COLUMNS)),
    ]
    whole = sum(weight for weight, _, known in parts if known)
    if not whole:
        return np.full(len(asked.accounts), np.nan)
    return FULL_POINTS * sum(weight * there for weight, there, known in parts if known) / whole


def _promises_kept(asked: Asked) -> np.ndarray:
    promises = asked.aligned(facts.promises_due(asked.reader, asked.day))
    return _share(promises["kept"], promises["due"])


def _response_time(asked: Asked) -> np.ndarray:
    return asked.aligned(facts.response_times(asked.reader, asked.day))["median_us"] / _HOUR_US


def _unanswered(asked: Asked) -> np.ndarray:
    waiting = asked.aligned(facts.waiting(asked.reader, asked.day))
    parts = {"mails": "interactions.responded_at", "cases": "cases.first_response_at"}
    counted = [np.nan_to_num(waiting[name]) for name, column in parts.items() if asked.are_connected(column)]
    return np.sum(counted, axis=0) if counted else np.full(len(asked.accounts), np.nan)


def _issue_age(asked: Asked) -> np.ndarray:
    oldest = facts.open_cases(asked.reader, asked.day)
    limits = oldest["priority"].map(dict(asked.policy.issue_limit)).astype(float)
    ratios = pd.DataFrame({"account_no": oldest["account_no"], "ratio": (asked.day - oldest["oldest_day"]) / limits})
    worst = asked.aligned(ratios.groupby("account_no", as_index=False).max())["ratio"]
    return asked.unless(asked.are_connected("cases"), np.nan_to_num(worst))


def _opinion(asked: Asked, opinions: pd.DataFrame, part: str) -> np.ndarray:
    means = opinions.loc[opinions["part"] == part, ["account_no", "mean"]]
    return asked.aligned(means)["mean"]


def _purchase_rhythm(asked: Asked) -> np.ndarray:
    gaps = asked.aligned(facts.order_gaps(asked.reader, asked.day))
    median = np.where(gaps["gaps"] >= _ORDER_DAYS_NEEDED - 1, gaps["median"], np.nan)
    return (asked.day - asked.column("last_order_on")) / median


def _revenue_trend(asked: Asked) -> np.ndarray:
    prior = asked.column("revenue_prior_12m")
    long_enough = asked.column("first_order_on") <= asked.day - 2 * YEAR
    return np.divide(
        asked.column("revenue_12m"), prior, out=np.full(len(prior), np.nan), where=(prior > 0) & long_enough
    )


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """The part of each whole; NaN where there is no whole."""
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
