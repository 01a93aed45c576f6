"""The weekly history: two years of scored weeks, computed after a refresh and extended by the next.

Weeks end on Sundays. A week is computed from today's mirror; when a refresh changed rows, the weeks they can touch are
computed again, and the others are taken over.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dashboard.invented import inventions
from dashboard.policy import Policy
from dashboard.scoring import connected_undated, score
from dashboard.scoring.health import TREND_DAYS
from data_access import history
from data_access.localtime import day_number, day_of
from data_access.mirror import Mirror, Progress, invented_keys
from data_access.settings import Settings

WEEKS_SHOWN = 104
_DAYS_OF_WEEK = 7
_SUNDAY = 6


def weeks_until(as_of: date) -> list[date]:
    """The Sundays of the history, earliest first: 104 weeks, and before them those the first trends look back to."""
    last = as_of - timedelta(days=(as_of.weekday() - _SUNDAY) % _DAYS_OF_WEEK)
    weeks = WEEKS_SHOWN + TREND_DAYS // _DAYS_OF_WEEK
    return [last - timedelta(days=_DAYS_OF_WEEK * back) for back in range(weeks - 1, -1, -1)]


def place_of(settings: Settings, mirror: Mirror, policy: Policy) -> history.Place:
    """Where the history of this mirror under these rules is; one that ends on a fixed day is another one, and so is the
    one of hidden names.
    """
    fixed = f"-{mirror.fixed_as_of:%Y%m%d}" if mirror.fixed_as_of else ""
    hidden = "-hidden" if mirror.names_hidden else ""
    return history.place_of(settings, mirror.version, f"{policy.digest()}{fixed}{hidden}")


def build(settings: Settings, mirror: Mirror, policy: Policy, progress: Callable[[Progress], None]) -> int:
    """Computes the weeks that are missing and publishes the history; returns how many weeks were computed.

    Where names are hidden the weeks are those of the open mirror, which are computed where they are not there. Raises
    MirrorBusy while another process does it, and MirrorError where it cannot be written.
    """
    if mirror.original is not None:
        return _hide(settings, mirror, mirror.original, policy, progress)
    place = place_of(settings, mirror, policy)
    weeks = [day_number(week) for week in weeks_until(mirror.as_of)]
    report = mirror.report
    undated = connected_undated(mirror, mirror.as_of, policy)
    with history.writing(place, place.of_version(report.follows)) as writer:
        others = report.touched_from is None or writer.undated != undated
        writer.forget(from_day=0 if others else report.touched_from, before_day=weeks[0])
        writer.note_undated(undated)
        there = writer.days
        missing = [day for day in weeks if day not in there]
        for done, day in enumerate(missing):
            progress(Progress("Computing the weekly history", done, len(missing), done / len(missing)))
            writer.add(day, score(mirror, day_of(day), policy).accounts[list(history.OF_ACCOUNT)])
    return len(missing)


def _hide(
    settings: Settings, hidden: Mirror, mirror: Mirror, policy: Policy, progress: Callable[[Progress], None]
) -> int:
    """Publishes the history of the open mirror under the keys of the hidden one."""
    there = place_of(settings, mirror, policy).file
    computed = 0 if there.exists() else build(settings, mirror, policy, progress)
    progress(Progress("Hiding names in the weekly history"))
    with history.writing(place_of(settings, hidden, policy), None) as writer:
        writer.take_over(there, invented_keys(mirror, inventions(), ("accounts", "teams", "employees")))
    return computed
