"""Pages turn to newer data by themselves, but not while somebody is writing: then a line says that there are some."""

from __future__ import annotations

import streamlit as st

from dashboard.store import store_in_force
from data_access.mirror import MirrorError
from data_access.settings import SettingsError

LOOK_SECONDS = 15
NEWER = "Newer data are there. They are shown when you are done, or now:"

_WRITING = "writing_under_way"
_SEARCHED = "find_"
"""How the keys of fields begin in which something is looked for."""


def follow_data() -> None:
    """Has this run of the page look, a few times a minute, whether there are newer data than it shows."""
    st.session_state[_WRITING] = False
    _look(_served())


def stand_still() -> None:
    """Says that something is being written on this page, which turning to newer data would take away."""
    st.session_state[_WRITING] = True


@st.fragment(run_every=LOOK_SECONDS)
def _look(shown: str | None) -> None:
    served = _served()
    if served is None or served == shown:
        return
    if not _is_writing():
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(NEWER)
        if st.button("Show them", key="show_newer"):
            st.rerun()


def _is_writing() -> bool:
    searched = (value for key, value in st.session_state.items() if str(key).startswith(_SEARCHED))
    return st.session_state.get(_WRITING, False) or any(isinstance(text, str) and text.strip() for text in searched)


def _served() -> str | None:
    """The version that pages are given; None where there is none, or it cannot be read, of which the page tells."""
    try:
        mirror = store_in_force().mirror()
    except (SettingsError, MirrorError):
        return None
    return None if mirror is None else mirror.version
