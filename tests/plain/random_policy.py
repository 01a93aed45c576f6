"""What a company changes of the rules: mostly nothing, else a few settings at their edges."""

from __future__ import annotations

from tests.plain.draws import Draws
from tests.plain.rules import DEFAULTS

INDICATORS = tuple(DEFAULTS["indicators"])
SCHEMES = (
    {},
    {"a_share": 0.25, "b_share": 0.5, "prefer_entered": False},
    {"a_share": 0.5, "b_share": 0.75, "prefer_entered": False},
    {"scheme": "rank"},
    {"scheme": "rank", "a_rank": 0.2, "b_rank": 0.5, "prefer_entered": False},
    {"scheme": "threshold", "a_min": 1000, "b_min": 100},
    {"scheme": "threshold", "a_min": 250.5, "b_min": 250.5, "prefer_entered": False},
)


def draw_policy(draw: Draws) -> dict:
    """Changes of the defaults, named and nested as in a policy file."""
    if draw.crowded or draw.happens(0.35):
        return draw.one(SCHEMES)
    if draw.happens(0.25):
        return draw.one(_scores_at_an_edge())
    changes = _changes(draw)
    chosen = draw.chance.sample(sorted(changes), draw.one((1, 2, 4, 8)))
    return {name: changes[name] for name in chosen} | (draw.one(SCHEMES) if draw.happens(0.5) else {})


def _changes(draw: Draws) -> dict:
    return {
        "connected_share": draw.one((0.0, 0.02, 0.1, 0.25, 0.5, 1.0)),
        "counted_kinds": draw.one(
            (["meeting"], ["call", "email"], ["meeting", "call", "email", "message", "helpdesk"], ["message"])
        ),
        "grace_days": draw.one((0, 1, 15, 30)),
        "prefer_entered": False,
        "quiet_days": draw.one((0, 1, 7, 90)),
        "watch_days": draw.one((90, 91, 121, 365)),
        "watch_min_amount": draw.one((100, 250.5, 1000)),
        "checkpoints": draw.one(([14], [7, 30], [1, 2, 3, 60], [14, 45, 90], [30, 90])),
        "due_ratio": draw.one((1, 1.25, 3)),
        "a_share": draw.one((0.0, 0.3, 0.5)),
        "contact_target": {"A": draw.one((1, 7, 15)), "B": draw.one((30, 45)), "C": draw.one((90, 400))},
        "review_target": draw.one(({"A": 1}, {"A": 30, "B": 45}, {"C": 3650})),
        "issue_limit": draw.one(({"urgent": 1}, {"normal": 3, "low": 7}, {"high": 91})),
        "known_floor": draw.one((0, 0.1, 0.6, 0.9, 1)),
        "satisfaction_floor": draw.one((0, 5, 7.5, 8.3333333333, 10)),
        "indicators": _indicators(draw),
    }


def _indicators(draw: Draws) -> dict:
    """Other weights, and lines that run elsewhere, the other way round, or with one good for all tiers."""
    changes: dict[str, dict] = {name: {} for name in draw.chance.sample(INDICATORS, draw.one((1, 4, 12)))}
    for rule in changes.values():
        if draw.happens(0.7):
            rule["weight"] = draw.one((0, 0.1, 0.3, 1, 2.5, 1000))
    lines = {
        "contact_recency": {"good": 0.5, "poor": 10},
        "meeting_practice": {"good": 0.1, "poor": 0.9},
        "contact_density": draw.one(({"good": {"A": 2}}, {"good": 3}, {"good": {"B": -1, "C": 0.25}})),
        "ownership": {"good": 40, "poor": 60},
        "promises_kept": {"good": 0.3333333333, "poor": 0},
        "response_time": {"good": 0, "poor": 2000},
        "unanswered": {"good": -1, "poor": 9},
        "issue_age": {"good": 0, "poor": 100},
        "core_satisfaction": {"good": 10, "poor": 0},
        "stated_commitment": {"poor": 9.9},
        "purchase_rhythm": {"good": 2.5, "poor": 1.25},
        "revenue_trend": {"good": 100},
    }
    for name in changes.keys() & lines.keys():
        if draw.happens(0.6):
            changes[name] |= lines[name]
    return changes


def _scores_at_an_edge() -> tuple[dict, ...]:
    """Ownership (0, 40, 60 or 100) with promises and care alone, so that scores and known shares fall on thresholds."""
    return (
        _only({"ownership": {"weight": 1, "good": 90.05, "poor": -9.95}}),
        _only({"ownership": {"weight": 1, "good": 100.05, "poor": 0.05}}),
        _only({"ownership": {"weight": 0.3, "good": 75.025, "poor": 25.025}}),
        _only({"ownership": {"weight": 1, "good": 90.1, "poor": -9.9}}) | {"known_floor": 1},
        _only({"ownership": {"weight": 1, "good": 90.06, "poor": -9.94}}),
        _only({"ownership": {"weight": 1, "good": 90, "poor": -10}}),
        _only({"ownership": {"weight": 7}}),
        _only({"ownership": {"weight": 1.2}, "promises_kept": {"weight": 1.8}}),
        _only({"ownership": {"weight": 0.1}, "core_satisfaction": {"weight": 0.2}}) | {"known_floor": 0.3333333333},
        _only({"ownership": {"weight": 0.1}, "post_purchase_care": {"weight": 0.2}}) | {"known_floor": 0.3333333334},
        _only({"contact_recency": {"weight": 1}}) | {"known_floor": 0},
        _only({"promises_kept": {"weight": 2}}) | {"known_floor": 0},
    )


def _only(changes: dict) -> dict:
    return {"indicators": {name: {"weight": 0} for name in INDICATORS} | changes}
