"""The rows themselves on an account's page: contacts with all their words, orders, persons, promises, issues, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import portfolio
from dashboard.headlines import interaction_lines
from dashboard.palette import PROMISE_STATES
from dashboard.ui import account_columns
from dashboard.ui.account import described_contacts
from dashboard.ui.tables import Column, download, table
from dashboard.ui.view import View, section
from dashboard.wording import NOTHING, count, day, is_unknown, md_escape, number
from data_access import evidence

NOTES_HEIGHT = 320
SHORT_NOTES = 600
CHOSEN = "interaction_shown"


def rows(view: View, account: Mapping[str, object]) -> None:
    """A tab for each kind of row; only the open one is read."""
    section("The rows", "As the source delivers them, up to the date; each list can be downloaded.")
    tabs = st.tabs([label for label, _, _ in _KINDS], key="rows_of_account", on_change="rerun")
    for tab, (label, source, draw) in zip(tabs, _KINDS, strict=True):
        if not tab.open:
            continue
        with tab:
            if view.has(source):
                draw(view, account["account_id"], label)
            else:
                st.markdown(f"{label} are not in this data store. Map a source of `{source}` to see them.")


def _contacts(view: View, account_id: str, label: str) -> None:
    """Every interaction, whether it counts, and below the list all words of the one selected."""
    with_bulk = partial(evidence.contacts_of, with_bulk=True)
    found = described_contacts(view.contact_rows_of(account_id, with_bulk))
    chosen = st.session_state.get(CHOSEN)

    def choose(ids: list[str]) -> None:
        st.session_state[CHOSEN] = ids[0] if ids else None

    caption = "Select a row to read all of it; with the keyboard, arrows move and Shift+Space selects."
    _list(label, found, account_columns.contacts(view), caption, ids="interaction_id", chosen=chosen, on_choice=choose)
    if chosen is not None and (found["interaction_id"] == chosen).any():
        _interaction(view, account_id, chosen)


def _interaction(view: View, account_id: str, interaction_id: str) -> None:
    """All that is known of one interaction; its words as plain text, however long."""
    row = view.rows_of(account_id, evidence.interaction_of, interaction_id)
    if row.empty:
        return
    people = evidence.participants_of(view.mirror, view.scope, account_id, interaction_id)
    told = row.iloc[0].to_dict()
    lines = interaction_lines(told, people, view.as_of, view.mirror.zone)
    st.markdown("  \n".join(f"**{label}:** {md_escape(text)}" for label, text in lines.items()))
    notes = told["notes"]
    if told["private"]:
        st.caption("Private: it counts, its words are not read.")
    elif is_unknown(notes):
        st.caption("No notes.")
    else:
        with st.container(height=NOTES_HEIGHT if len(notes) > SHORT_NOTES else "content", border=True):
            st.text(notes)


def _orders(view: View, account_id: str, label: str) -> None:
    caption = "Confirmed and delivered orders count; credits are below zero. Without a rate an amount is in no sum."
    found = view.rows_of(account_id, evidence.orders_of)
    _list(label, found, account_columns.orders(view), caption)


def _persons(view: View, account_id: str, label: str) -> None:
    found = view.contact_rows_of(account_id, evidence.persons_of)
    primary, there = found["is_primary"].astype(bool), found["there"].astype(bool)
    left = [NOTHING if here else _left_on(on, view) for here, on in zip(there, found["left_on"], strict=True)]
    found = found.assign(primary=primary.map({True: "yes", False: ""}), left=left)
    found["role"] = found["role"].str.replace("_", " ")
    _list(label, found, account_columns.persons(view), "Primary contacts first; those who have left come last.")


def _promises(view: View, account_id: str, label: str) -> None:
    found = view.rows_of(account_id, evidence.commitments_of)
    states = portfolio.promise_states(found, view.as_of)
    words = ["called off" if is_unknown(state) else PROMISE_STATES[state].label for state in states]
    found = found.assign(state_label=pd.Series(words, index=found.index, dtype=object))
    found["kind"] = found["kind"].str.replace("_", "-")
    _list(label, found, account_columns.promises(view), "", view.means("promise"))


def _cases(view: View, account_id: str, label: str) -> None:
    found = view.rows_of(account_id, evidence.cases_of)
    state = found["resolved_on"].isna().map({True: "open", False: "resolved"})
    found = found.assign(state=state, days=portfolio.open_days(found, view.as_of))
    found["priority"] = found["priority"].fillna("normal")
    _list(label, found, account_columns.cases(view), "", view.means("issue"))


def _surveys(view: View, account_id: str, label: str) -> None:
    found = view.rows_of(account_id, evidence.surveys_of)
    scales = zip(found["scale_min"], found["scale_max"], strict=True)
    found = found.assign(
        scale=[f"{number(low)}–{number(high)}" for low, high in scales],
        who=found["contact_name"].fillna(found["employee_name"]),
    )
    for name in ("instrument", "dimension"):
        found[name] = found[name].str.replace("_", " ")
    _list(label, found, account_columns.surveys(view), "Answers as they were given, each on its own scale.")


def _list(
    label: str, rows: pd.DataFrame, shown: Mapping[str, Column], caption: str, means: str = "", **choice: object
) -> None:
    if rows.empty:
        st.markdown(f"No {label.lower()} up to this date.")
        return
    most = f"the newest {number(evidence.MOST_ROWS)}" if len(rows) == evidence.MOST_ROWS else count(len(rows), "row")
    st.caption(md_escape(" · ".join(part for part in (most, caption) if part)))
    table(rows, shown, name=f"account-{label.lower()}", alt=f"{label} of this account", **choice)
    download(rows, shown, name=label.lower())
    if means:
        st.caption(means)


def _left_on(on: object, view: View) -> str:
    return "✗ has left" if is_unknown(on) else f"✗ {day(on, view.as_of)}"


_KINDS: tuple[tuple[str, str, Callable[[View, str, str], None]], ...] = (
    ("Contacts", "interactions", _contacts),
    ("Orders", "orders", _orders),
    ("Persons", "contacts", _persons),
    ("Promises", "commitments", _promises),
    ("Issues", "cases", _cases),
    ("Survey answers", "survey_responses", _surveys),
)
