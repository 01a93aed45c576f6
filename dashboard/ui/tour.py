"""The tour of the sample company: the offer in the sidebar, and one line above the page while it goes on."""

from __future__ import annotations

import streamlit as st

from dashboard.store import store_in_force
from dashboard.tour import STEPS, parameters_of, shown_account, step_in
from dashboard.ui.menu import carried_filters, entry_of
from dashboard.ui.states import data_there, sentence_on_failure
from dashboard.ui.stores import identity, kept, scored
from data_access.settings import SettingsError

_STEP = "tour_step"


def offer_tour() -> None:
    """The button in the sidebar that starts the tour, beside the sample company while no tour goes on."""
    if not _shows_sample() or _step() is not None:
        return
    with st.sidebar:
        started = st.button("Tour in five steps", key="start_tour", icon=":material/tour:", width="stretch")
    if started:
        st.switch_page(entry_of(STEPS[0].page).page(), query_params=_asked(1))


def tour_line(page: str) -> None:
    """Where the tour stands and what to look at, above the page; nothing while there is no tour."""
    number = _step()
    if number is None or not _shows_sample():
        return
    st.session_state[_STEP] = number
    step = STEPS[number - 1]
    here = page == entry_of(step.page).page().url_path
    with (
        sentence_on_failure("The tour could not be shown."),
        st.container(horizontal=True, border=True, gap="small", vertical_alignment="center"),
    ):
        st.markdown(f":small[**Step {number} of {len(STEPS)}: {entry_of(step.page).title}.** {step.look_at}]")
        if not here:
            _link(number, "Go on there", ":material/arrow_forward:")
        if here and number > 1:
            _link(number - 1, "Back", ":material/arrow_back:")
        if here and number < len(STEPS):
            _link(number + 1, "Next", ":material/arrow_forward:")
        st.button("End tour", key="end_tour", type="tertiary", on_click=_end)


def _step() -> int | None:
    """The step of the address, else the one this viewer came to before going elsewhere."""
    return step_in(st.query_params.get("tour")) or st.session_state.get(_STEP)


def _end() -> None:
    st.session_state.pop(_STEP, None)
    st.query_params.pop("tour", None)


def _link(number: int, label: str, icon: str) -> None:
    page = entry_of(STEPS[number - 1].page).page()
    st.page_link(page, label=label, icon=icon, query_params=_asked(number), width="content")


def _asked(number: int) -> dict[str, list[str]]:
    """What a link to a step asks for. Of the filters it keeps the names alone: the story is of the whole company today."""
    names = {name: values for name, values in carried_filters().items() if name == "names"}
    step = STEPS[number - 1]
    account = _account() if step.of_account else None
    return names | {name: [value] for name, value in parameters_of(number, account).items()}


def _account() -> str | None:
    """The account the tour tells of, under the key that it has here; None before the data have been read."""
    there = data_there()
    if there is None:
        return None
    store, mirror, policy = there
    key = ("tour", identity(store, mirror), policy.digest())
    return kept(lambda _: shown_account(scored(store, mirror, mirror.as_of, policy).accounts), None, key)


def _shows_sample() -> bool:
    """Settings that cannot be used show nothing; the page says what is wrong with them."""
    try:
        return store_in_force().settings.source.sample
    except SettingsError:
        return False
