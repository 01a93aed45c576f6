"""Names hidden: the switch in the sidebar, what a page says while they are, and the mirror a page reads then."""

from __future__ import annotations

import streamlit as st

from dashboard.address import HIDDEN
from dashboard.store import Store
from dashboard.ui.stores import now
from dashboard.wording import count, number
from data_access.mirror import Mirror

POLL_SECONDS = 0.5
LABEL = "Names are invented: of accounts, people, teams and subjects. Figures and dates are unchanged."
_OF_REAL_THINGS = ("team", "owner", "account", "open")
"""What an address says in keys or words of the company, which mean nothing where names are hidden."""


def names_are_hidden() -> bool:
    """Whether the address asks for invented names."""
    return st.query_params.get_all("names")[-1:] == [HIDDEN]


def switch() -> None:
    """The switch in the sidebar; what is chosen by key is left behind, for the keys are other ones."""
    st.session_state["hide_names"] = names_are_hidden()
    st.toggle(
        "Hide names",
        key="hide_names",
        on_change=_switched,
        help="Shows the same figures under invented names of accounts, people, teams and subjects, on every page and in "
        "every file, so that they can be shown to strangers.",
    )


def mirror_shown(store: Store, mirror: Mirror) -> Mirror | None:
    """The mirror itself, or the one with the names hidden where the address asks for it; None while that is not there."""
    return store.hidden(mirror) if names_are_hidden() else mirror


def say_that_names_are_invented() -> None:
    """The line that stands on every page while names are hidden."""
    st.caption(f":material/visibility_off: {LABEL}")


def hide_first(store: Store, mirror: Mirror) -> None:
    """Hides the names in the background and says how far that is, or why it could not be done."""
    failed = store.hiding_failure(mirror)
    if failed is not None:
        st.error(f"The names could not be hidden, so nothing is shown. Reference {failed.reference}.")
        return
    store.hide(mirror, now)
    _progress(store, mirror)


@st.fragment(run_every=POLL_SECONDS)
def _progress(store: Store, mirror: Mirror) -> None:
    if store.hidden(mirror) is not None or store.hiding_failure(mirror) is not None:
        st.rerun()
    store.hide(mirror, now)
    progress = store.hiding_progress
    if progress is None:
        st.progress(0.0, "The names are being hidden.")
        return
    rows = f", {number(progress.done)} of {count(progress.total, 'row')}" if progress.done and progress.total else ""
    st.progress(progress.share or 0.0, f"{progress.step}{rows}. The page opens by itself when it is done.")


def _switched() -> None:
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name not in (*_OF_REAL_THINGS, "names")}
    chosen = {"names": [HIDDEN]} if st.session_state["hide_names"] else {}
    st.query_params.from_dict(kept | chosen)
