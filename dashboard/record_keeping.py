"""The records this process reads and writes, opened once; where they are down that is told at once for a while."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from data_access.records import Records, RecordsError, open_records

RETRY_AFTER = timedelta(seconds=15)
"""So long nobody who only reads waits for a database that is down; who writes always tries."""

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)


class RecordKeeper:
    """The records at one address; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened: Records | None = None
        self._opening = threading.Lock()
        self._failed: tuple[str, datetime] | None = None

    def ask(self, question: Callable[[Records], Answer], now: datetime) -> Answer:
        """What the records answer; raises RecordsError, without asking again where they were down a moment ago."""
        failed = self._failed
        if failed is not None and now - failed[1] < RETRY_AFTER:
            raise RecordsError(failed[0])
        try:
            answer = question(self._records())
        except RecordsError as error:
            _log.warning("Nothing of the records is shown: %s", error)
            self._failed = (str(error), now)
            raise
        self._failed = None
        return answer

    def write(self, what: Callable[[Records], Answer]) -> Answer:
        """What the write gives; raises RecordsError where it could not be done."""
        answer = what(self._records())
        self._failed = None
        return answer

    def _records(self) -> Records:
        with self._opening:
            if self._opened is None:
                self._opened = open_records(self.url)
            return self._opened


def keeper_of(url: str) -> RecordKeeper:
    """The keeper of the records there, one for all of this process."""
    with _keepers_lock:
        return _keepers.setdefault(url, RecordKeeper(url))


_keepers: dict[str, RecordKeeper] = {}
_keepers_lock = threading.Lock()
