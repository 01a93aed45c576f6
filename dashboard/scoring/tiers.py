"""Layers and tiers: who buys, and how much of the company's revenue."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

import numpy as np
import pandas as pd

from dashboard.policy import TIERS, Policy
from data_access.facts.reading import YEAR
from data_access.intake.derived import UNITS_PER_CURRENCY

PROSPECT, INACTIVE, ACTIVE = "prospect", "inactive", "active"
ENTERED, COMPUTED = "entered", "computed"


def layers(first_order: np.ndarray, last_order: np.ndarray, day: int) -> np.ndarray:
    """`prospect`, `inactive` or `active` for each account, from its first and last order day (NaN for none)."""
    recent = last_order > day - YEAR
    return np.where(np.isnan(first_order), PROSPECT, np.where(recent, ACTIVE, INACTIVE)).astype(object)


def computed_tiers(active: np.ndarray, units: np.ndarray, policy: Policy) -> np.ndarray:
    """The tier of each active account by the policy's scheme, None for the others.

    `units` are exact twelve-month revenues in ten-thousandths, accounts in the order of account_id.
    """
    tiers = np.full(len(active), None, dtype=object)
    tiers[active] = "C"
    if policy.scheme == "threshold":
        tiers[active & (units >= _units(policy.b_min))] = "B"
        tiers[active & (units >= _units(policy.a_min))] = "A"
        return tiers
    buying = np.flatnonzero(active & (units > 0))
    ranked = buying[np.argsort(-units[buying], kind="stable")]
    if policy.scheme == "rank":
        tiers[ranked[: _places(policy.b_rank, len(ranked))]] = "B"
        tiers[ranked[: _places(policy.a_rank, len(ranked))]] = "A"
        return tiers
    before = np.concatenate(([0], np.cumsum(units[ranked])[:-1])) if len(ranked) else units[:0]
    total = int(units[ranked].sum()) if len(ranked) else 0
    tiers[ranked[before < _units_share(policy.b_share, total)]] = "B"
    tiers[ranked[before < _units_share(policy.a_share, total)]] = "A"
    return tiers


def _units(amount: Decimal) -> int:
    """The smallest number of ten-thousandths that is not less than the amount."""
    return int((amount * UNITS_PER_CURRENCY).to_integral_value(rounding=ROUND_CEILING))


def _units_share(share: Decimal, total: int) -> int:
    """What a whole number of ten-thousandths must stay below to be less than that share of the total."""
    return int((share * total).to_integral_value(rounding=ROUND_CEILING))


def _places(share: Decimal, accounts: int) -> int:
    return int((share * accounts).to_integral_value(rounding=ROUND_CEILING))


def chosen_tiers(computed: np.ndarray, entered: pd.Series, policy: Policy) -> tuple[np.ndarray, np.ndarray]:
    """Tier and tier source of each account: the entered one of active accounts where the policy prefers it."""
    active = pd.Series(computed).notna().to_numpy()
    use_entered = active & entered.isin(TIERS).to_numpy() & policy.prefer_entered
    tier = np.where(use_entered, entered.to_numpy(dtype=object), computed)
    source = np.where(use_entered, ENTERED, np.where(active, COMPUTED, None)).astype(object)
    return tier, source
