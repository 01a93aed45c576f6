"""Cadence: how long ago an account was contacted against what was agreed, and how regularly it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.policy import Policy
from data_access.facts.reading import COMPARED_DECIMALS, YEAR

NO_TARGET, NEVER, ON_CADENCE, DUE, OVERDUE, PLANNED = "no_target", "never", "on_cadence", "due", "overdue", "planned"
AS_NEEDED = "as_needed"
_FEWEST_GAPS = 3


def contact_targets(accounts: pd.DataFrame, tier: np.ndarray, policy: Policy) -> np.ndarray:
    """Days between contacts that each account is to have; NaN where there is no target."""
    by_tier = pd.Series(tier).map(dict(policy.contact_target)).to_numpy(dtype=float)
    agreed = accounts["agreed_interval_days"].to_numpy(dtype=float)
    targets = np.where(np.isnan(by_tier) | np.isnan(agreed), by_tier, agreed)
    return np.where((accounts["contact_preference"] == AS_NEEDED).to_numpy(), np.nan, targets)


def review_targets(accounts: pd.DataFrame, policy: Policy) -> np.ndarray:
    """Days between review meetings that each account is to have; NaN where it has no tier."""
    by_tier = accounts["tier"].map(dict(policy.review_target)).to_numpy(dtype=float)
    as_needed = (accounts["contact_preference"] == AS_NEEDED).to_numpy()
    return np.where(as_needed & ~np.isnan(by_tier), YEAR, by_tier)


def ratios(target: np.ndarray, last_contact: np.ndarray, first_order: np.ndarray, day: int) -> np.ndarray:
    """Days since the last counted contact, or since the first order where there is none, as a multiple of the target."""
    start = np.where(np.isnan(last_contact), first_order, last_contact)
    return (day - start) / target


def statuses(
    target: np.ndarray, ratio: np.ndarray, last_contact: np.ndarray, planned: np.ndarray, policy: Policy
) -> np.ndarray:
    """The cadence status of each account; `planned` holds the day of its next planned contact or NaN."""
    rounded = np.round(ratio, COMPARED_DECIMALS)
    late = np.where(np.isnan(last_contact), NEVER, np.where(rounded <= float(policy.due_ratio), DUE, OVERDUE)).astype(
        object
    )
    late = np.where(np.isnan(planned), late, PLANNED)
    status = np.where(rounded <= 1.0, ON_CADENCE, late)
    return np.where(np.isnan(target), NO_TARGET, status).astype(object)


def attainments(contacts_365d: np.ndarray, target: np.ndarray, first_order: np.ndarray, day: int) -> np.ndarray:
    """Counted contacts of the year against how many the target asks for since the first order."""
    days = np.minimum(YEAR, day - first_order + 1)
    return contacts_365d / (days / target)


def rhythms(gaps: np.ndarray, total: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Sample standard deviation of the gaps between contact dates over their mean; NaN with fewer than four dates."""
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = (squares - total * total / gaps) / (gaps - 1)
        rhythm = np.sqrt(np.maximum(variance, 0.0)) / (total / gaps)
    return np.where(gaps >= _FEWEST_GAPS, rhythm, np.nan)
