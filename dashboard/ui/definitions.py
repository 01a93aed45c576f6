"""The page of definitions: all of them as text, so that they are found, linked to and printed."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard import definitions
from dashboard.definitions import Entry, Section
from dashboard.policy import Policy
from dashboard.ui.menu import entry_of
from dashboard.ui.states import opened_rules, say_what_is_missing
from dashboard.ui.tables import csv_file
from dashboard.ui.view import View, open_page
from dashboard.wording import count, md_escape

PAGE = "definitions"


def opened() -> tuple[View | None, Policy, str]:
    """The view, the rules and the reporting currency; where there is no data store yet, that is said and there is no view."""
    store, policy = opened_rules()
    if store.newest_version() is not None:
        view = open_page(PAGE, needs_accounts=False)
        return view, view.policy, view.currency
    st.title(entry_of(PAGE).title, anchor=False)
    say_what_is_missing(store)
    return None, policy, store.settings.source.reporting_currency


def headline(policy: Policy, currency: str) -> None:
    """How much is defined, and by which rules."""
    terms = sum(len(section.entries) for section in definitions.sections(policy, currency))
    st.markdown(
        f"**{count(terms, 'term')}, each defined once: pages, files and mails take their words from here.** "
        f"{md_escape(definitions.version_words(policy))}."
    )


def files(policy: Policy, currency: str) -> None:
    """All definitions as a document and as a table."""
    with st.container(horizontal=True):
        for label, kind, mime, data in (
            ("Download as Markdown", "md", "text/markdown", lambda: definitions.as_markdown(policy, currency).encode()),
            ("Download as CSV", "csv", "text/csv", lambda: csv_file(definitions.as_table(policy, currency))),
        ):
            st.download_button(
                label,
                data=data,
                file_name=f"definitions-{policy.digest()[:4]}.{kind}",
                mime=mime,
                icon=":material/download:",
                key=f"download_definitions_{kind}",
                on_click="ignore",
            )


def content(policy: Policy, currency: str) -> None:
    """All definitions and settings, or those that hold the words looked for."""
    words = st.text_input("Find a term", key="find_term", placeholder="A word of its title or sentence", width=360)
    sections = definitions.sections(policy, currency)
    if not words.split():
        _overview(policy, currency)
        _written(sections)
        _settings(policy)
        return
    found = [_with(section, words.casefold().split()) for section in sections]
    n = sum(len(section.entries) for section in found)
    holds = "this word" if len(words.split()) == 1 else "all these words"
    st.caption(f"{count(n, 'definition has', 'definitions have')} {holds}." if n else f"No definition has {holds}.")
    _written([section for section in found if section.entries])


def asked_for(policy: Policy, currency: str) -> None:
    """The one definition that a link asks for, above all others."""
    term = st.query_params.get("open")
    if not term:
        return
    entries = [entry for section in definitions.sections(policy, currency) for entry in section.entries]
    entry = next((entry for entry in entries if entry.id == term), None)
    with st.container(border=True):
        if entry is None:
            st.markdown(f"No term is called “{md_escape(term)}”. All of them stand below.")
        else:
            st.markdown(_plainly(entry))


def _overview(policy: Policy, currency: str) -> None:
    """The sixteen indicators in a table, and the targets by tier."""
    st.header("The indicators in short", anchor=False)
    header = ("Indicator", "Dimension", "Weight", "Good", "Poor", "Source")
    st.markdown(definitions.markdown_table(header, definitions.indicator_lines(policy, currency), linked=True))
    st.header("Targets by tier", anchor=False)
    header = ("Tier", "A contact at least every", "A review meeting at least every")
    st.markdown(definitions.markdown_table(header, definitions.targets(policy)))


def _written(sections: Iterable[Section]) -> None:
    """The sections as text; every term has a heading that can be linked to."""
    for section in sections:
        st.header(section.title, anchor=False)
        st.markdown("\n\n".join(entry.markdown() for entry in section.entries))


def _settings(policy: Policy) -> None:
    """The company's settings as the policy file names them."""
    st.header(definitions.SETTINGS_TITLE, anchor=False)
    st.caption("Weights, good and poor of the indicators stand with each of them.")
    st.markdown(definitions.settings_table(policy))


def _with(section: Section, words: list[str]) -> Section:
    return Section(section.title, tuple(entry for entry in section.entries if entry.has(words)))


def _plainly(entry: Entry) -> str:
    """The entry without a heading: it stands a second time below."""
    lines = [f"**{md_escape(entry.title)}**", md_escape(entry.sentence), *(md_escape(note) for note in entry.notes)]
    return "  \n".join(lines)
