"""The four numbers of a review, each with how it changed since the date compared with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.policy import Policy
from dashboard.reasons import value_in_words
from dashboard.review.content import Tile
from dashboard.scoring.health import GOOD
from dashboard.wording import FEW, UNKNOWN, arrow, change, count, is_unknown, money, noun, number, rate, share

NOT_CONNECTED = "contacts are not connected"


@dataclass(frozen=True)
class Promises:
    """How many promises were due in 365 days, and how many of them were kept in time."""

    due: int
    kept: int


def promises_of(rows: pd.DataFrame) -> Promises:
    """The promises of these frozen rows, pooled."""
    return Promises(int(rows["promises_due"].sum()), int(rows["promises_kept_in_time"].sum()))


def tiles_of(
    now: pd.Series, then: pd.Series, promises: tuple[Promises, Promises], since: str, policy: Policy, currency: str
) -> tuple[Tile, ...]:
    """The four tiles from the lines of all teams on both dates, and the promises of either, the earlier last."""
    return (
        _on_cadence(now, then, since),
        _neglected(now, then, since, currency),
        _good(now, then, since),
        _kept(*promises, since, policy),
    )


def _on_cadence(now: pd.Series, then: pd.Series, since: str) -> Tile:
    of = now["with_target"]
    if is_unknown(of):
        return Tile("On cadence", UNKNOWN, "", NOT_CONNECTED)
    cases = f"{number(now['on_cadence'])} of {number(of)} with a contact target" if of else "no contact target"
    moved = _moved((now["on_cadence"], of), (then["on_cadence"], then["with_target"]), since)
    return Tile("On cadence", rate(now["on_cadence"], of), moved, cases)


def _neglected(now: pd.Series, then: pd.Series, since: str, currency: str) -> Tile:
    n = now["neglected"]
    if is_unknown(n):
        return Tile("Neglected buyers", UNKNOWN, "", NOT_CONNECTED)
    amount = "" if not n else f" · {'amount ' if is_unknown(now['amount']) else ''}{money(now['amount'], currency)}"
    moved = "" if is_unknown(then["neglected"]) else change(n - then["neglected"], since)
    return Tile("Neglected buyers", f"{number(n)}{amount}", moved, f"of {count(now['recent'], 'recent buyer')}")


def _good(now: pd.Series, then: pd.Series, since: str) -> Tile:
    active = now["active"]
    if is_unknown(active):
        return Tile("Good health", UNKNOWN, "", "orders are not connected")
    based = "" if is_unknown(now["known"]) else f" (on {share(now['known'])})"
    moved = _moved((now[GOOD], active), (then[GOOD], then["active"]), since)
    cases = f"{number(now[GOOD])} of {count(active, 'active account')}"
    return Tile(f"Good health{based}", rate(now[GOOD], active), moved, cases)


def _kept(now: Promises, then: Promises, since: str, policy: Policy) -> Tile:
    good = value_in_words("promises_kept", float(policy.indicators["promises_kept"].good_for("A")))
    cases = f"{number(now.kept)} of {number(now.due)} in 365 days, good from {good}" if now.due else "none was due"
    return Tile(
        "Promises kept", rate(now.kept, now.due), _moved((now.kept, now.due), (then.kept, then.due), since), cases
    )


def _moved(now: tuple[int, int], then: tuple[int, int], since: str) -> str:
    """How a share changed, in points; of few cases how its number did; empty where either is not known."""
    if any(is_unknown(n) for n in (*now, *then)) or not now[1] or not then[1]:
        return ""
    if min(now[1], then[1]) < FEW:
        return change(now[0] - then[0], since)
    moved = round(100 * now[0] / now[1]) - round(100 * then[0] / then[1])
    return f"{arrow(moved)} {number(abs(moved))} {noun(abs(moved), 'point')} since {since}"
