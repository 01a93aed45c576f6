"""Points, score, band, limits and trend of an account (section 5), one sentence at a time."""

from __future__ import annotations

from fractions import Fraction

from tests.plain.indicators import NOT_APPLICABLE, Value, has_active_owner, owners_are_known, values_of
from tests.plain.rules import DEFAULTS, exact
from tests.plain.view import View

TREND_DAYS = 56
COLUMNS = [column for name in DEFAULTS["indicators"] for column in (name, f"{name}_points")]
COLUMNS += ["score", "known_share", "band", "limits", "trend"]


def health_facts(view: View, account: dict, row: dict) -> dict:
    """The columns of section 5 without the trend; `row` holds the account's facts of sections 1 to 4."""
    facts = dict.fromkeys(COLUMNS)
    if row["layer"] != "active":
        return facts
    values = values_of(view, account, row)
    points = {name: _points(view, row["tier"], name, x) for name, x in values.items()}
    for name, x in values.items():
        facts[name] = float(x) if isinstance(x, Fraction) else None
        facts[f"{name}_points"] = None if points[name] is None else float(points[name])
    score, known_share = _score(view, values, points)
    limits = _limits(view, account, row, values)
    facts["score"] = None if score is None else float(score)
    facts["known_share"] = None if known_share is None else float(known_share)
    facts["band"] = _band(view, score, known_share, limits)
    facts["limits"] = " ".join(limits) or None
    return facts


def _points(view: View, tier: str, name: str, x: Value) -> Fraction | None:
    """100 at good or better, 0 at poor or worse, a straight line between."""
    if x is None or x == NOT_APPLICABLE:
        return None
    rule = view.policy["indicators"][name]
    good, poor = rule["good"], exact(rule["poor"])
    good = exact(good[tier] if isinstance(good, dict) else good)
    return min(max(100 * (x - poor) / (good - poor), Fraction(0)), Fraction(100))


def _score(view: View, values: dict[str, Value], points: dict) -> tuple[Fraction | None, Fraction | None]:
    """Score and known share; None where all the weights they divide by are 0."""
    weights = {name: exact(rule["weight"]) for name, rule in view.policy["indicators"].items()}
    applicable = sum(weights[name] for name, x in values.items() if x != NOT_APPLICABLE)
    known = sum(weights[name] for name in values if points[name] is not None)
    reached = sum(weights[name] * points[name] for name in values if points[name] is not None)
    return reached / known if known else None, known / applicable if applicable else None


def _band(view: View, score: Fraction | None, known_share: Fraction | None, limits: list[str]) -> str:
    if score is None or known_share is None or round(known_share, 9) < exact(view.policy["known_floor"]):
        return "not_enough_data"
    shown = round(round(score, 9), 1)
    if shown >= 70:
        return "fair" if limits else "good"
    return "fair" if shown >= 40 else "poor"


def _limits(view: View, account: dict, row: dict, values: dict[str, Value]) -> list[str]:
    """Names of the limits that are breached, in the order of the document."""
    limits = []
    floor = exact(view.policy["satisfaction_floor"])
    opinions = [values["core_satisfaction"], values["service_satisfaction"]]
    if any(x is not None and round(x, 9) < floor for x in opinions):
        limits.append("satisfaction_limit")
    if row["watch_state"] == "neglected":
        limits.append("neglected")
    if owners_are_known(view) and not has_active_owner(view, account):
        limits.append("no_owner")
    return limits


def add_trend(rows: list[dict], earlier: list[dict]) -> None:
    """Fills the trend of `rows` from the rows of the same accounts TREND_DAYS before."""
    before = {row["account_id"]: row for row in earlier}
    for row in rows:
        then = before.get(row["account_id"])
        if then and all(one["band"] not in (None, "not_enough_data") for one in (row, then)):
            row["trend"] = row["score"] - then["score"]
