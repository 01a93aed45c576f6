"""The page of the first contact: an address, what is there, what it could be, the first rows of it, and the files."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import first_contact
from dashboard.first_contact import Answers, ContactError
from dashboard.headlines import connecting as words
from dashboard.store import store_in_force
from dashboard.ui import connecting_choices as choices
from dashboard.ui.filters import FIRST_DAY
from dashboard.ui.hidden_names import names_are_hidden
from dashboard.ui.menu import entry_of, link
from dashboard.ui.states import opened_rules
from dashboard.ui.stores import now
from dashboard.ui.tables import Column, table
from dashboard.ui.turning import stand_still
from dashboard.wording import count, md_escape, number
from data_access.proposal import Found, Proposal, Recognised, look, propose, recognise
from data_access.proposal.addresses import Address, address_of
from data_access.settings import SourceSettings
from data_access.sources import SourceError, open_source

PAGE = "connect_your_data"
CURRENCIES = ("EUR", "USD", "GBP", "SEK", "NOK", "DKK", "CHF", "PLN", "CZK", "JPY", "CAD", "AUD", "INR", "BRL", "MXN")
_ADDRESS, _PASSWORD, _ZONE, _CURRENCY, _NAME = (
    f"connect_{name}" for name in ("address", "password", "zone", "currency", "mapping_name")
)
AS_OF = "connect_as_of"
_ASKED, _LOOKED, _WRITTEN, TRIED, _PROPOSED = (
    f"connect_{name}_kept" for name in ("asked", "looked", "written", "tried", "proposed")
)


@dataclass(frozen=True)
class Place:
    """Where the files go."""

    settings_file: Path

    @property
    def folder(self) -> Path:
        return self.settings_file.parent


@dataclass(frozen=True)
class Looked:
    """What was found at an address, and how it is to be read."""

    address: Address
    found: Found | None
    kind: Recognised | None
    zone: str
    currency: str
    delivered: tuple[str, ...] = ()
    """Tables of ours that a store gives which is read as it is."""

    @property
    def settings(self) -> SourceSettings:
        """The source as it would be read."""
        kind = self.kind.kind if self.kind is not None and self.kind.readable else "mapped"
        mapping = Path(first_contact.MAPPING_FILE) if kind == "mapped" else None
        return replace(
            self.address.settings, kind=kind, mapping=mapping, timezone=self.zone, reporting_currency=self.currency
        )

    @property
    def as_it_is(self) -> bool:
        """Whether it is read without a mapping."""
        return self.settings.kind != "mapped"


def opened() -> Place | None:
    """Where the files go; None where nothing can be connected here, which is said."""
    store, _ = opened_rules()
    st.title(entry_of(PAGE).title, anchor=False)
    if _WRITTEN in st.session_state:
        _say_what_was_written(st.session_state[_WRITTEN])
        return None
    if names_are_hidden():
        st.info("Names are hidden. Show them again to connect your own data: this page shows rows as they are.")
        return None
    reason = first_contact.why_not(store.settings, *_visitor())
    if reason is not None:
        st.info(md_escape(reason))
        link("weekly_review", "Open the weekly review")
        return None
    st.markdown(
        "**Account Health reads the data of your CRM and writes nothing back.** Name a folder with exported files or a "
        "database. Its tables are looked at, and you see what they could be before anything is written."
    )
    return Place(first_contact.settings_place(os.environ, Path.cwd()))


def address_form(place: Place) -> None:
    """Asks where the data are, in which zone days begin, and in which currency is reported."""
    stand_still()
    with st.form("connect_form", border=True):
        left, right = st.columns([3, 2], gap="medium")
        left.text_input(
            "Folder or database address",
            key=_ADDRESS,
            placeholder="exports/   or   postgresql://reader@db.example.com/crm   or   sqlite:///crm.sqlite",
            help=f"Relative folders are in {md_escape(place.folder)}. CSV, gzipped CSV and Parquet files are read. "
            "A database needs read rights only.",
        )
        right.text_input(
            "Password of the database",
            key=_PASSWORD,
            type="password",
            autocomplete="off",
            help="Only if it is needed and in no ~/.pgpass. It is not shown again and written into no file.",
        )
        zones = _zones()
        left.selectbox(
            "Time zone: decides on which day something happened",
            zones,
            index=zones.index(st.context.timezone) if st.context.timezone in zones else None,
            placeholder="Choose, such as Europe/Helsinki",
            key=_ZONE,
        )
        right.selectbox(
            "Reporting currency: every amount is shown in it",
            CURRENCIES,
            index=None,
            placeholder="Choose or type, such as EUR",
            key=_CURRENCY,
            accept_new_options=True,
        )
        st.form_submit_button("Look at it", icon=":material/search:", on_click=_ask)


def looked_at(place: Place) -> Looked | None:
    """What was found at the address that was named last; None where there is none, or it cannot be read, which is said."""
    # Always there: what follows must not change its place when the bar goes.
    slot = st.empty()
    asked = st.session_state.pop(_ASKED, None)
    if asked is not None:
        st.session_state[_LOOKED] = _look(place, slot, *asked)
    kept = st.session_state.get(_LOOKED)
    if isinstance(kept, str):
        st.error(md_escape(kept))
        return None
    return kept


def what_was_found(looked: Looked) -> None:
    """What there is: the tables and their rows, and what kind of store it seems to be."""
    st.header("What is there", anchor=False)
    if looked.kind is not None:
        st.markdown(md_escape(words.recognised(looked.kind)))
    if looked.delivered:
        st.markdown(md_escape(words.delivered(looked.delivered)))
    if looked.found is None:
        return
    found = looked.found
    st.markdown(md_escape(words.found(found)))
    rows = pd.DataFrame(
        [
            {
                "table": each.name,
                "rows": f"more than {number(each.rows)}" if each.cut else number(each.rows),
                "columns": ", ".join(each.columns),
            }
            for each in found.tables.values()
        ]
    )
    with st.expander(f"{count(len(found.tables), found.kind)} looked at"):
        table(
            rows,
            {
                "table": Column(found.kind.capitalize(), 220),
                "rows": Column("Rows", 130),
                "columns": Column("Columns", 760),
            },
            name="connect_found",
            alt="Tables that were found",
        )
        for name, why in found.unread.items():
            st.caption(f"{md_escape(name)} cannot be read: {md_escape(why)}")


def proposed(looked: Looked) -> Proposal | None:
    """The mapping as far as it can be told, with what was chosen here; None where none is needed."""
    if looked.found is None or looked.as_it_is:
        return None
    decisions = choices.decisions()
    key = (id(looked.found), looked.zone, looked.currency, tuple(sorted(map(repr, decisions.items()))))
    kept = st.session_state.get(_PROPOSED)
    if kept is None or kept[0] != key:
        kept = st.session_state[_PROPOSED] = (key, propose(looked.found, decisions, looked.zone, looked.currency))
    return kept[1]


def open_questions(_looked: Looked, proposal: Proposal | None) -> None:
    """What only people know comes first: what is needed, then what is to be checked."""
    if proposal is None:
        return
    st.header("What must be said", anchor=False)
    st.markdown(f"**{md_escape(words.standing(proposal))}**")
    choices.questions(proposal)


def tables(_looked: Looked, proposal: Proposal | None) -> None:
    """Each table of ours with the one of theirs it is made of; a selected one opens to its columns."""
    if proposal is None:
        return
    st.header("What it could be", anchor=False)
    choices.tables(proposal)


def files(place: Place, looked: Looked, proposal: Proposal | None) -> None:
    """The files that would be written, and the button that writes them."""
    if looked.kind is not None and not looked.kind.readable:
        return
    if proposal is not None and not proposal.usable:
        st.info("Nothing can be written before accounts have a table with a key and a name.")
        return
    st.header("The files", anchor=False)
    name = first_contact.MAPPING_FILE
    if proposal is not None:
        st.session_state.setdefault(_NAME, first_contact.free_name(place.folder))
        name = st.text_input("Name of the mapping file", key=_NAME, width=320)
    as_of = st.date_input(
        "As of: only for a data set of the past",
        value=None,
        min_value=FIRST_DAY,
        max_value="today",
        key=AS_OF,
        width=320,
    )
    answers = Answers(looked.zone, looked.currency, looked.settings.kind, as_of)
    try:
        planned = first_contact.planned_files(place.settings_file, looked.address, answers, proposal, name)
    except ContactError as error:
        st.error(md_escape(str(error)))
        return
    for file in planned:
        what = "these lines are added to it, nothing else changes" if file.adds else "a new file"
        with st.expander(f"{md_escape(file.path)}: {what}"):
            st.code(file.content, language="toml")
    if looked.address.secret:
        st.caption(md_escape(first_contact.password_words(looked.address)))
    st.button(
        "Write the files and read the source",
        icon=":material/save:",
        key="connect_write",
        on_click=partial(_write, planned, looked.address),
    )
    refused = st.session_state.pop("connect_refused", None)
    if refused:
        st.error(md_escape(refused))


@st.cache_data(show_spinner=False)
def _zones() -> list[str]:
    return sorted(available_timezones())


def _visitor() -> tuple[str | None, str | None]:
    """The address of whoever looks, None for this machine, and the name by which they reached it."""
    return st.context.ip_address, st.context.headers.get("Host")


def _ask() -> None:
    """Keeps what was asked for and empties the fields that may hold a password."""
    state = st.session_state
    typed, password = state.get(_ADDRESS, ""), state.get(_PASSWORD, "")
    state[_ASKED] = (typed, password, state[_ZONE], state[_CURRENCY])
    state[_PASSWORD] = ""
    for key in (_LOOKED, TRIED, _PROPOSED):
        state.pop(key, None)
    choices.forget()
    try:
        state[_ADDRESS] = address_of(typed, "", Path.cwd()).shown if "://" in typed else typed
    except SourceError:
        # What cannot be split into its parts may hold a password anywhere.
        state[_ADDRESS] = ""


def _look(
    place: Place, slot: DeltaGenerator, typed: str, password: str, zone: str | None, currency: str | None
) -> Looked | str:
    """What is at the address, or the sentence that says why it cannot be read."""
    if zone is None:
        return "Say in which time zone your company is: it decides on which day something happened."
    wrong = words.wrong_currency(currency)
    if wrong:
        return wrong
    bar = slot.progress(0.0, "Opening it.")

    def tell(name: str, done: int, total: int) -> None:
        bar.progress(done / total, f"Looking at {md_escape(name)}, {done + 1} of {total}")

    try:
        address = address_of(typed, password, place.folder)
        kind = recognise(address.settings)
        needs_mapping = kind is None or not kind.readable
        found = look(address.settings, tell) if needs_mapping else None
        looked = Looked(address, found, kind, zone, currency)
        return replace(looked, delivered=_delivered(looked)) if looked.as_it_is else looked
    except SourceError as error:
        return str(error)
    finally:
        slot.empty()


def _delivered(looked: Looked) -> tuple[str, ...]:
    source = open_source(looked.settings, now())
    try:
        return tuple(source.tables())
    finally:
        source.close()


def _write(planned: list[first_contact.PlannedFile], address: Address) -> None:
    try:
        first_contact.write(planned, address)
    except ContactError as error:
        st.session_state["connect_refused"] = str(error)
        return
    told = (", ".join(file.path.name for file in planned), first_contact.password_words(address))
    for key in [key for key in st.session_state if str(key).startswith("connect_")]:
        del st.session_state[key]
    st.session_state[_WRITTEN] = told
    store_in_force().build(now)


def _say_what_was_written(told: tuple[str, str]) -> None:
    names, about_password = told
    st.markdown(f"**Written: {md_escape(names)}.** The source is being read now, and every page shows it from here on.")
    if about_password:
        st.markdown(md_escape(about_password))
    st.markdown(
        "`python -m dashboard check` says in words what is connected and which rows were set aside. The mapping can be "
        "changed by hand at any time; the file README.md says how."
    )
    link("weekly_review", "Open the weekly review")
