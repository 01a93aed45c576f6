"""What is said where there are no figures, or not today's: still reading, not readable, out of date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.headlines import stale_sentence
from dashboard.hiding import hidden_rules
from dashboard.policy import Policy, PolicyError
from dashboard.store import Failure, Store, failure, policy_in_force, store_in_force
from dashboard.ui.hidden_names import hide_first, mirror_shown, names_are_hidden
from dashboard.ui.stores import now
from dashboard.wording import MONTHS, WEEKDAYS, md_escape, moment, number
from data_access.mirror import Mirror, MirrorError
from data_access.settings import SettingsError

STALE_FROM_DAYS = 2
POLL_SECONDS = 1.0
OUTLINE_HEIGHT = 420

_VERSION_BEFORE = "version_before_reading"


@contextmanager
def sentence_on_failure(sentence: str = "This page could not be shown.") -> Iterator[None]:
    """Turns a fault of a page into a sentence with a reference; the log has the traceback under the reference."""
    try:
        yield
    except Exception:
        _say_what_failed(failure(sentence, now()))


def opened_rules() -> tuple[Store, Policy]:
    """The store and the rules in force; where they cannot be used it says so and ends the run of the page."""
    try:
        store = store_in_force()
        policy = policy_in_force(store.settings)
        return store, hidden_rules(policy) if names_are_hidden() else policy
    except (SettingsError, PolicyError) as error:
        _say_what_failed(failure(str(error), now()))
        st.stop()


def opened_store() -> tuple[Store, Mirror, Policy]:
    """The store, its newest mirror and the rules; where there are none it says so and ends the run of the page.

    The mirror is the one with the names hidden where the address asks for it.
    """
    store, policy = opened_rules()
    try:
        mirror = store.mirror()
    except MirrorError as error:
        _say_what_failed(failure(str(error), now()))
        st.stop()
    if mirror is None:
        say_what_is_missing(store)
        st.skeleton(height=OUTLINE_HEIGHT)
        st.stop()
    store.renew(mirror, now)
    store.keep_history(mirror, policy, now)
    shown = mirror_shown(store, mirror)
    if shown is None:
        hide_first(store, mirror)
        st.skeleton(height=OUTLINE_HEIGHT)
        st.stop()
    if shown.names_hidden:
        store.keep_history(shown, policy, now)
    return store, shown, policy


def data_there() -> tuple[Store, Mirror, Policy] | None:
    """The same for what stands beside a page: None, without a word, where there is nothing to read."""
    try:
        store = store_in_force()
        policy, mirror = policy_in_force(store.settings), store.mirror()
        shown = mirror and mirror_shown(store, mirror)
    except (SettingsError, PolicyError, MirrorError):
        return None
    return (store, shown, policy) if shown is not None else None


def notice_of_age(store: Store, mirror: Mirror) -> None:
    """The line above the headline where the data are out of date, being read, or could not be read again."""
    read_at = mirror.synced_at.astimezone(mirror.zone)
    last_read = f"{WEEKDAYS[read_at.weekday()]} {read_at.day} {MONTHS[read_at.month - 1]}, {read_at:%H:%M}"
    if store.building:
        _progress(store)
        return
    if store.failure is not None and store.failure.losses:
        _say_what_failed(store.failure, f"The figures of {last_read} are shown. ")
        with side_by_side():
            _offer_reading(store)
            _offer_losses(store)
        return
    if store.failure is not None:
        reference = store.failure.reference
        told = f"The data store could not be read. The figures of {last_read} are shown. Reference {reference}."
        with side_by_side():
            st.warning(told)
            _offer_reading(store)
        return
    age = (now().astimezone(mirror.zone).date() - read_at.date()).days
    source = store.settings.source
    if age >= STALE_FROM_DAYS and source.as_of is None and not source.sample:
        with side_by_side():
            st.warning(stale_sentence(age, last_read))
            _offer_reading(store)


def when_read(mirror: Mirror) -> str:
    """When the source was read: `at 07:12 today`, `on Sat 1 Jun 2024, 07:12`."""
    read_at = mirror.synced_at.astimezone(mirror.zone)
    today = now().astimezone(mirror.zone).date()
    return f"at {read_at:%H:%M} today" if read_at.date() == today else f"on {moment(read_at)}"


def side_by_side() -> DeltaGenerator:
    """A row for a notice and the button that goes with it."""
    return st.container(horizontal=True, vertical_alignment="center")


def say_what_is_missing(store: Store) -> None:
    """Why there is no mirror, and what happens or is to be done about it."""
    if store.failure is not None:
        _say_what_failed(store.failure, "The data store could not be read. ")
        _offer_reading(store)
    else:
        if not store.building and store.progress() is None:
            store.build(now)
        _progress(store)


def _say_what_failed(reason: Failure, opening: str = "") -> None:
    # The sentence may name the source and where it is.
    sentence = "The log says why." if names_are_hidden() else md_escape(reason.sentence)
    st.error(f"{opening}{sentence} Reference {reason.reference}.")


def _offer_reading(store: Store) -> None:
    st.button("Read the source again", icon=":material/refresh:", on_click=store.build, args=(now,))


def _offer_losses(store: Store) -> None:
    st.button(
        "Take it over as it is",
        icon=":material/check:",
        on_click=store.build,
        args=(now,),
        kwargs={"losses_accepted": True},
        help="Read the source again and show what it holds now, also where much of what was there before is gone.",
    )


@st.fragment(run_every=POLL_SECONDS)
def _progress(store: Store) -> None:
    """How far the reading is; opens the page once there is something new to show."""
    ended = not store.building and store.progress() is None
    if ended or store.newest_version() != st.session_state.setdefault(_VERSION_BEFORE, store.newest_version()):
        st.session_state.pop(_VERSION_BEFORE, None)
        st.rerun()
    progress = store.progress()
    if progress is None:
        st.progress(0.0, "The data store is being opened for reading.")
        return
    of_total = f" of {number(progress.total)}" if progress.total else ""
    text = f"{progress.step}: {number(progress.done)}{of_total}" if progress.done else progress.step
    st.progress(progress.share or 0.0, f"{md_escape(text)}. The page opens by itself when the data are there.")
