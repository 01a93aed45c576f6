"""The settings of the policy with their defaults, as the indicators name them."""

from __future__ import annotations

from fractions import Fraction

DEFAULTS = {
    "counted_kinds": ("meeting", "call", "email", "message"),
    "connected_share": 0.01,
    "grace_days": 14,
    "prefer_entered": True,
    "scheme": "revenue_share",
    "a_share": 0.80,
    "b_share": 0.95,
    "a_rank": 0.05,
    "b_rank": 0.20,
    "a_min": None,
    "b_min": None,
    "contact_target": {"A": 30, "B": 60, "C": 180},
    "review_target": {"A": 90, "B": 180, "C": 365},
    "due_ratio": 1.5,
    "over_contact": 2.0,
    "watch_min_amount": 0,
    "quiet_days": 30,
    "watch_days": 120,
    "checkpoints": (14, 45, 90),
    "issue_limit": {"urgent": 2, "high": 7, "normal": 30, "low": 90},
    "known_floor": 0.4,
    "satisfaction_floor": 8.0,
    "indicators": {
        "contact_recency": {"weight": 10, "good": 1.0, "poor": 2.0},
        "review_recency": {"weight": 6, "good": 1.0, "poor": 2.0},
        "post_purchase_care": {"weight": 12, "good": 1.0, "poor": 0.25},
        "meeting_practice": {"weight": 4, "good": 0.9, "poor": 0.3},
        "contact_density": {"weight": 5, "good": {"A": 4, "B": 3, "C": 2}, "poor": 0.5},
        "level_coverage": {"weight": 5, "good": 1.0, "poor": 0.25},
        "ownership": {"weight": 6, "good": 100, "poor": 0},
        "promises_kept": {"weight": 9, "good": 0.95, "poor": 0.60},
        "response_time": {"weight": 5, "good": 8, "poor": 72},
        "unanswered": {"weight": 4, "good": 0, "poor": 3},
        "issue_age": {"weight": 4, "good": 1.0, "poor": 3.0},
        "core_satisfaction": {"weight": 7, "good": 9.0, "poor": 6.0},
        "service_satisfaction": {"weight": 7, "good": 9.0, "poor": 6.0},
        "stated_commitment": {"weight": 4, "good": 9.0, "poor": 5.0},
        "purchase_rhythm": {"weight": 6, "good": 1.25, "poor": 2.5},
        "revenue_trend": {"weight": 6, "good": 1.0, "poor": 0.5},
    },
}


def changed(defaults: dict, changes: dict) -> dict:
    """The defaults with what `changes` says in place of them, sections within sections."""
    return defaults | {
        name: changed(defaults[name], value) if isinstance(value, dict) and isinstance(defaults[name], dict) else value
        for name, value in changes.items()
    }


def exact(setting: float) -> Fraction:
    """The number as it is written, not as a float holds it."""
    return Fraction(str(setting))
