"""What keeps a running server fresh: it reads the source when that is due, and turns to versions whoever published them.

Every server process has one; the lock of the mirror lets one of them read at a time, and what one has read stands in the
list of refreshes for all.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard import sample
from dashboard.policy import Policy, PolicyError
from dashboard.store import Store, failed_reading, failure, policy_in_force
from data_access import mirror as mirrors
from data_access.settings import SettingsError
from data_access.sources import SourceError

LOOK_SECONDS = 2.0
LONGEST_PAUSE = timedelta(hours=1)
"""How long a source that fails again and again is left alone at most, unless its own rhythm is slower."""
PATIENCE_SECONDS = 60.0
"""How long a version waits for its weekly history, and for its hidden names, before it is shown without."""

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
MakeReady = Callable[[Store, mirrors.Mirror, Policy], None]


@dataclass
class Rhythm:
    """When a source is due to be read again, by the list of refreshes and by a clock of this process that never jumps.

    Where the time of day was set back, what the list says would hold for ever; where it was set forward, a refresh
    of this process that just ended would look old.
    """

    every: timedelta
    _newest: mirrors.Refresh | None = None
    _noticed_at: float | None = None
    _tried_at: float | None = None

    def is_due(self, noted: Sequence[mirrors.Refresh], now: datetime, elapsed: float) -> bool:
        """Whether a refresh is to be tried; `elapsed` are the seconds of the clock that never jumps."""
        newest = noted[-1] if noted else None
        if self._noticed_at is None or newest != self._newest:
            self._newest, self._noticed_at = newest, elapsed
        pause = pause_after(noted, self.every)
        if self._tried_at is not None and elapsed - self._tried_at < pause.total_seconds():
            return False
        if newest is None or elapsed - self._noticed_at >= pause.total_seconds():
            return True
        # One that takes longer than the rhythm still leaves the source alone for a while.
        return now >= max(newest.started_at + pause, newest.finished_at + pause / 4)

    def tried(self, elapsed: float) -> None:
        """Counts from here too, for a refresh may fail before anything can be noted."""
        self._tried_at = elapsed


def pause_after(noted: Sequence[mirrors.Refresh], every: timedelta) -> timedelta:
    """How long to leave the source alone after the newest refresh: longer with each failure that follows another."""
    failures = 0
    for refresh in reversed(noted):
        if refresh.failure is None:
            break
        failures += 1
    longest = max(every, LONGEST_PAUSE)
    return min(every * 2 ** min(max(failures - 1, 0), 20), longest)


class Refresher:
    """Looks after the store in force of this process, whatever store the settings name by then."""

    def __init__(
        self,
        store_in_force: Callable[[], Store],
        make_ready: MakeReady,
        clock: Clock,
        elapsed: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._store_in_force = store_in_force
        self._make_ready = make_ready
        self._clock = clock
        self._elapsed = elapsed
        self._wait = wait
        self._store: Store | None = None
        self._rhythm: Rhythm | None = None
        self._not_before = 0.0

    def run(self, stopped: threading.Event) -> None:
        """Looks every two seconds until told to stop."""
        while not stopped.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Turns to a newer version where there is one, and reads the source where that is due."""
        try:
            store = self._store_in_force()
        except SettingsError:
            # The pages say what is wrong with the settings.
            return
        try:
            self._look_after(store)
            store.turn()
            self._refresh_where_due(store)
            store.turn()
        except mirrors.MirrorError as error:
            _log.warning("The dashboard goes on with the data it has: %s", error)
        except Exception:
            failure("Keeping the data fresh stopped unexpectedly; it is tried again.", self._clock())

    def _look_after(self, store: Store) -> None:
        if store is self._store:
            return
        every = store.settings.source.refresh_every
        self._store, self._rhythm = store, Rhythm(every) if every else None
        self._not_before = 0.0
        store.make_ready = self._ready

    def _refresh_where_due(self, store: Store) -> None:
        if self._rhythm is None or store.building or self._elapsed() < self._not_before:
            return
        noted = _noted(store)
        if not self._rhythm.is_due(noted, self._clock(), self._elapsed()):
            # The list is long after a while: it need not be read every two seconds.
            self._not_before = self._elapsed() + self._rhythm.every.total_seconds() / 20
            return
        began = self._elapsed()
        try:
            self._refresh(store, noted[-1:])
        except mirrors.MirrorBusy:
            # Another process is at it or has just been; its result will be turned to.
            return
        except (SourceError, mirrors.MirrorError) as error:
            store.failure = failed_reading(error, self._clock())
        except Exception:
            store.failure = failure("Reading the source stopped unexpectedly.", self._clock())
        self._rhythm.tried(began)

    def _refresh(self, store: Store, newest: list[mirrors.Refresh]) -> None:
        def was_done() -> bool:
            return _noted(store)[-1:] != newest

        sample.refresh(store.settings, self._clock(), unless=was_done)

    def _ready(self, store: Store, mirror: mirrors.Mirror) -> None:
        try:
            policy = policy_in_force(store.settings)
        except PolicyError:
            # The pages say what is wrong with the rules, whatever version they show.
            return
        self._make_ready(store, mirror, policy)
        until = self._elapsed() + PATIENCE_SECONDS
        while self._elapsed() < until:
            if store.is_hiding_awaited(mirror):
                store.hide(mirror, self._clock)
            elif store.is_history_awaited(mirror, policy):
                store.keep_history(mirror, policy, self._clock)
            else:
                return
            self._wait(0.5)


def _noted(store: Store) -> list[mirrors.Refresh]:
    """The refreshes of all processes; none where they cannot be read, so that each process keeps to its own rhythm."""
    try:
        return mirrors.refreshes(store.settings)
    except mirrors.MirrorError as error:
        _log.warning("%s", error)
        return []
