"""The data store this process serves: the newest mirror and its history, opened once, and built where there is none yet."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from dashboard import sample
from dashboard.history import build, place_of
from dashboard.invented import inventions
from dashboard.policy import Policy, read_policy
from data_access import mirror as mirrors
from data_access.history import History, Place, open_history
from data_access.settings import Settings, override_source, read_settings
from data_access.sources.source import SourceError

CONFIG_VARIABLE = "ACCOUNT_HEALTH_CONFIG"
SOURCE_VARIABLE = "ACCOUNT_HEALTH_SOURCE"
KIND_VARIABLE = "ACCOUNT_HEALTH_KIND"
MAPPING_VARIABLE = "ACCOUNT_HEALTH_MAPPING"
POLICY_VARIABLE = "ACCOUNT_HEALTH_POLICY"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """Why the source could not be read: a sentence for people and the reference under which the log tells more."""

    sentence: str
    reference: str
    at: datetime
    losses: bool = False
    """Whether the source can be read, but lacks much of what was there before, which somebody may accept."""


class Store:
    """One source's mirror in this process; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.failure: Failure | None = None
        self.make_ready: Callable[[Store, mirrors.Mirror], None] | None = None
        """What makes a newer version ready before `turn` lets readers have it; where there is none they open it."""
        self._opened: mirrors.Mirror | None = None
        self._opening = threading.Lock()
        self._turning = threading.Lock()
        self._builder: threading.Thread | None = None
        self._starting = threading.Lock()
        self._histories: dict[bool, History | None] = {}
        self._historian: threading.Thread | None = None
        self._history_failures: dict[Place, Failure] = {}
        self.history_progress: mirrors.Progress | None = None
        """How far the thread of this process is that computes the weekly history; None while there is none."""
        self._hidden: mirrors.Mirror | None = None
        self._hider: threading.Thread | None = None
        self._hiding_failures: dict[str, Failure] = {}
        self.hiding_progress: mirrors.Progress | None = None
        """How far the thread of this process is that hides the names; None while there is none."""

    def mirror(self) -> mirrors.Mirror | None:
        """The newest mirror that is ready, opened anew once a refresh has published another; None while there is none."""
        with self._opening:
            version = self.newest_version()
            if version is None:
                self._opened = None
            elif self._opened is None or (self.make_ready is None and self._opened.version != version):
                self._opened = mirrors.open_mirror(self.settings)
            return self._opened

    def turn(self) -> None:
        """Lets readers have the newest version once it is ready; the one before serves until then. Raises MirrorError."""
        with self._turning:
            served, version = self.mirror(), self.newest_version()
            if served is None or version is None or served.version == version:
                return
            newer = mirrors.open_mirror(self.settings)
            try:
                if self.make_ready is not None:
                    self.make_ready(self, newer)
            except Exception:
                failure("A newer version of the data is shown without having been made ready.", newer.synced_at)
            with self._opening:
                self._opened, self.failure = newer, None

    def newest_version(self) -> str | None:
        """The version a refresh published last; None while there is none."""
        return mirrors.current_version(self.settings)

    def progress(self) -> mirrors.Progress | None:
        """How far the builder is, in whatever process it works; None while nobody builds."""
        return mirrors.current_progress(self.settings)

    def renew(self, mirror: mirrors.Mirror, clock: Callable[[], datetime]) -> None:
        """Start writing a sample company that has become too old anew, while its older mirror goes on serving.

        Not where that was tried and failed: the page says so and offers to try again.
        """
        if sample.is_old(self.settings, mirror, clock()) and self.failure is None and self.progress() is None:
            self.build(clock)

    @property
    def building(self) -> bool:
        """Whether a thread of this process is reading the source."""
        return self._builder is not None and self._builder.is_alive()

    def build(self, clock: Callable[[], datetime], losses_accepted: bool = False) -> None:
        """Start reading the source in the background, unless this process is already at it.

        Where much is missing that was there before, that fails, unless it is accepted.
        """
        with self._starting:
            if self.building:
                return
            self.failure = None
            self._builder = threading.Thread(
                target=self._refresh, args=(clock, losses_accepted), name="refresh", daemon=True
            )
            self._builder.start()

    def history(self, mirror: mirrors.Mirror, policy: Policy) -> History | None:
        """The weekly history of this mirror under these rules, opened once; None while it is not there."""
        with self._opening:
            place = place_of(self.settings, mirror, policy)
            opened = self._histories.get(mirror.names_hidden)
            if opened is None or opened.place != place:
                opened = self._histories[mirror.names_hidden] = open_history(place)
            return opened

    def history_failure(self, mirror: mirrors.Mirror, policy: Policy) -> Failure | None:
        """Why the weekly history of this mirror under these rules could not be computed; None where nothing failed."""
        return self._history_failures.get(place_of(self.settings, mirror, policy))

    def is_history_awaited(self, mirror: mirrors.Mirror, policy: Policy) -> bool:
        """Whether the weekly history of this mirror under these rules is not there and may still come."""
        place = place_of(self.settings, mirror, policy)
        return not place.file.exists() and place not in self._history_failures

    def keep_history(self, mirror: mirrors.Mirror, policy: Policy, clock: Callable[[], datetime]) -> None:
        """Start computing the weekly history where it is not there, unless that is under way or was tried and failed."""
        place = place_of(self.settings, mirror, policy)
        if place.file.exists() or place in self._history_failures:
            return
        with self._starting:
            if self._historian is not None and self._historian.is_alive():
                return
            work = threading.Thread(target=self._remember, args=(mirror, policy, clock), name="history", daemon=True)
            self._historian = work
            work.start()

    def hidden(self, mirror: mirrors.Mirror) -> mirrors.Mirror | None:
        """The mirror with the names hidden of this version, opened once; None while it is not there."""
        with self._opening:
            if self._hidden is None or self._hidden.version != mirror.version:
                self._hidden = mirrors.open_hidden(mirror)
            return self._hidden

    def is_hiding_awaited(self, mirror: mirrors.Mirror) -> bool:
        """Whether somebody reads with the names hidden, and those of this version are not hidden yet but may be."""
        there = mirrors.hidden_file(mirror.file).exists()
        return self._hidden is not None and not there and mirror.version not in self._hiding_failures

    def hiding_failure(self, mirror: mirrors.Mirror) -> Failure | None:
        """Why the names of this version could not be hidden; None where nothing failed."""
        return self._hiding_failures.get(mirror.version)

    def hide(self, mirror: mirrors.Mirror, clock: Callable[[], datetime]) -> None:
        """Start hiding the names of this version, unless that is under way or was tried and failed."""
        if mirror.version in self._hiding_failures:
            return
        with self._starting:
            if self._hider is not None and self._hider.is_alive():
                return
            self._hider = threading.Thread(target=self._hide, args=(mirror, clock), name="hiding", daemon=True)
            self._hider.start()

    def _hide(self, mirror: mirrors.Mirror, clock: Callable[[], datetime]) -> None:
        def tell(progress: mirrors.Progress) -> None:
            self.hiding_progress = progress

        try:
            mirrors.hide_names(mirror, inventions(), tell)
        except mirrors.MirrorBusy:
            _log.info("Another process is hiding the names; its result will be served.")
        except mirrors.MirrorError as error:
            self._hiding_failures[mirror.version] = failure(str(error), clock())
        except Exception:
            self._hiding_failures[mirror.version] = failure("Hiding the names stopped unexpectedly.", clock())
        finally:
            self.hiding_progress = None

    def _remember(self, mirror: mirrors.Mirror, policy: Policy, clock: Callable[[], datetime]) -> None:
        def tell(progress: mirrors.Progress) -> None:
            self.history_progress = progress

        try:
            build(self.settings, mirror, policy, tell)
        except mirrors.MirrorBusy:
            _log.info("Another process is computing the weekly history; it will be read when it is there.")
        except mirrors.MirrorError as error:
            self._history_failures[place_of(self.settings, mirror, policy)] = failure(str(error), clock())
        except Exception:
            stopped = failure("Computing the weekly history stopped unexpectedly.", clock())
            self._history_failures[place_of(self.settings, mirror, policy)] = stopped
        finally:
            self.history_progress = None

    def _refresh(self, clock: Callable[[], datetime], losses_accepted: bool) -> None:
        try:
            sample.refresh(self.settings, clock(), losses_accepted=losses_accepted)
            self.turn()
        except mirrors.MirrorBusy:
            _log.info("Another process is reading the source; its result will be served.")
        except (SourceError, mirrors.MirrorError) as error:
            self.failure = failed_reading(error, clock())
        except Exception:
            self.failure = failure("Reading the source stopped unexpectedly.", clock())


def failure(sentence: str, now: datetime) -> Failure:
    """The failure under a new reference, with the exception being handled written to the log under it."""
    reference = sha256(f"{now.isoformat()} {sentence}".encode()).hexdigest()[:4].upper()
    _log.exception("Reference %s: %s", reference, sentence)
    return Failure(sentence, reference, now)


def failed_reading(error: SourceError | mirrors.MirrorError, now: datetime) -> Failure:
    """The failure of a refresh that could not read the source or write the mirror, and whether it may be accepted."""
    return replace(failure(str(error), now), losses=isinstance(error, mirrors.MuchIsMissing))


def settings_in_force(environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Settings:
    """The settings of the working folder, or of the file and source the environment names; raises SettingsError.

    Where nothing is said of a source, it is the sample company.
    """
    config = environ.get(CONFIG_VARIABLE)
    settings = read_settings(Path(config) if config else None, folder or Path.cwd())
    overrides = [environ.get(name) for name in (SOURCE_VARIABLE, KIND_VARIABLE, MAPPING_VARIABLE)]
    if any(overrides):
        settings = override_source(settings, *overrides)
    policy = environ.get(POLICY_VARIABLE)
    return sample.or_sample(replace(settings, policy_file=Path(policy).resolve()) if policy else settings)


def store_in_force() -> Store:
    """The store of the settings in force, one for all readers of this process; raises SettingsError."""
    settings = settings_in_force()
    with _stores_lock:
        return _stores.setdefault(settings, Store(settings))


def policy_in_force(settings: Settings) -> Policy:
    """The rules of the settings' policy file, or the defaults; raises PolicyError."""
    return read_policy(settings.policy_file)


_stores: dict[Settings, Store] = {}
_stores_lock = threading.Lock()
