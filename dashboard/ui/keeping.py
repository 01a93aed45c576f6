"""What pages read from the records and write into them, under whose name, and what is said where that cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

import pandas as pd
import streamlit as st

from dashboard import decisions
from dashboard.hiding import SOMEBODY, hidden_keys, without_words
from dashboard.record_keeping import RecordKeeper, keeper_of
from dashboard.ui import stores
from dashboard.ui.hidden_names import names_are_hidden
from dashboard.ui.turning import stand_still
from dashboard.ui.view import View
from dashboard.wording import md_escape
from data_access.records import Records, RecordsError

LONGEST_NAME = 80
NAME_LABEL = "Your name, which stands beside what you write"
HIDDEN_NAMES = "Nothing is recorded while names are hidden."

_DOWN = "records_down"
_WRITER = "writer"
_REMEMBERED = "writer_remembered"
_ANOTHER = "another_writer"

Answer = TypeVar("Answer")


def asked(view: View, question: Callable[[Records], Answer]) -> Answer | None:
    """What the records answer; None where they cannot be read, of which `say_why` tells."""
    try:
        answer = _keeper(view).ask(question, stores.now())
    except RecordsError as error:
        st.session_state[_DOWN] = str(error)
        return None
    st.session_state.pop(_DOWN, None)
    return answer


def are_down() -> bool:
    """Whether the records could not be read when they were asked last."""
    return _DOWN in st.session_state


def say_why(what: str) -> None:
    """Why something of the records is not shown; the rest of the page goes on."""
    why = st.session_state.get(_DOWN, "")
    if why:
        # The sentence may name the database and where it is.
        st.warning(f"{what} The log says why." if names_are_hidden() else f"{what} {md_escape(why)}")


def all_decisions(view: View) -> pd.DataFrame | None:
    """Every decision as the records hold it, without words where names are hidden; None where they cannot be read."""
    newest = asked(view, Records.newest_write)
    if newest is None:
        return None
    key = ("decisions", _keeper(view).url, newest)
    try:
        rows = stores.kept(lambda _: _keeper(view).ask(Records.decisions, stores.now()), None, key)
    except RecordsError as error:
        st.session_state[_DOWN] = str(error)
        return None
    if not view.names_hidden:
        return rows
    hidden = (*key, stores.identity(view.store, view.mirror))
    return stores.kept(lambda _: _without_words(view, rows), None, hidden)


def closed_reviews(view: View) -> pd.DataFrame | None:
    """Every closed review as `Records.reviews` gives them; None where they cannot be read, or names are hidden."""
    newest = None if view.names_hidden else asked(view, Records.newest_write)
    if newest is None:
        return None
    key = ("closed reviews", _keeper(view).url, newest)
    try:
        return stores.kept(lambda _: _keeper(view).ask(Records.reviews, stores.now()), None, key)
    except RecordsError as error:
        st.session_state[_DOWN] = str(error)
        return None


def shown_decisions(view: View) -> pd.DataFrame | None:
    """The decisions the viewer may see with DECISION_COLUMNS, whatever the filters; None where they cannot be read."""
    rows = all_decisions(view)
    if rows is None:
        return None
    # Each write adds a row or raises a version.
    written = int(rows["version"].sum()), len(rows)
    key = ("shown decisions", _keeper(view).url, written, stores.identity(view.store, view.mirror), view.as_of)
    key = (*key, view.scope.team_ids, view.policy.digest())
    return stores.kept(lambda _: _cut(view, rows), None, key)


def save(view: View, write: Callable[[Records, str, datetime], Answer]) -> Answer:
    """What a write gives that was made under the viewer's name; raises RecordsError, Overwritten among them."""
    if view.names_hidden:
        raise RecordsError(HIDDEN_NAMES)
    name, now, keeper = writer(view) or "", stores.now(), _keeper(view)
    if st.session_state.get(_REMEMBERED) != name:
        # Before the write: where it failed after it, what was saved would be called not saved.
        keeper.write(lambda records: records.remember_name(name, now))
        st.session_state[_REMEMBERED] = name
    return keeper.write(lambda records: write(records, name, now))


def writer(view: View) -> str | None:
    """The name the viewer gave; before, that of the one person who has written so far, None where it may be another."""
    if _WRITER not in st.session_state and _ANOTHER not in st.session_state:
        names = asked(view, Records.names) or []
        if len(names) == 1:
            st.session_state[_WRITER] = names[0]
    return st.session_state.get(_WRITER)


def name_field(view: View, place: str, *, at_once: bool = True) -> None:
    """Asks the viewer's name where it is not known yet, else says under which one is written and offers another.

    In a form, not `at_once`, what was typed is taken by `take_name` when the form is sent.
    """
    name = writer(view)
    if name is not None:
        _known_name(name, place, at_once)
        return
    names = asked(view, Records.names) or []
    stand_still()
    st.selectbox(
        NAME_LABEL,
        names,
        index=None,
        key=_name_key(place),
        accept_new_options=True,
        placeholder="Choose or type a name",
        on_change=partial(take_name, place) if at_once else None,
    )


def take_name(place: str) -> None:
    """Keeps the name typed into the field of that place for as long as the page is open; what asked for it is forgotten."""
    typed = " ".join((st.session_state.get(_name_key(place)) or "").split())[:LONGEST_NAME]
    if not typed:
        return
    st.session_state[_WRITER] = typed
    for key in [key for key in st.session_state if str(key).startswith(f"{place}_told")]:
        del st.session_state[key]


def _known_name(name: str, place: str, at_once: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"You write as {md_escape(name)}.", width="content")
        if at_once:
            st.button("Another name", key=f"other_name_{place}", type="tertiary", on_click=_forget)


def _forget() -> None:
    st.session_state[_ANOTHER] = True
    st.session_state.pop(_WRITER, None)


def _name_key(place: str) -> str:
    return f"name_{place}"


def _keeper(view: View) -> RecordKeeper:
    return keeper_of(view.store.settings.records)


def _without_words(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    hidden = without_words(rows, hidden_keys(view.mirror))
    return hidden.assign(reason=None, changed_by=SOMEBODY)


def _cut(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    accounts = stores.scored(view.store, view.mirror, view.as_of, view.policy).accounts
    return decisions.frame(rows, accounts, view.scope, view.as_of, view.mirror.zone)
