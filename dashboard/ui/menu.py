"""The pages there are, and the menu that leads to them with the filters of the page one comes from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import streamlit as st

from dashboard.access import local_viewer
from dashboard.address import FILTERS
from dashboard.ui.connecting import sample_notice
from dashboard.ui.hidden_names import switch

PAGES_FOLDER = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: its file in `pages/`, which is also its address, where it stands in the menu, and its title."""

    name: str
    group: str
    title: str
    icon: str
    default: bool = False

    def page(self) -> st.Page:
        """The page as Streamlit knows it; the default page answers at `/` only.

        It has no icon here: Streamlit would fetch it from outside to show it in the browser's tab.
        """
        return st.Page(PAGES_FOLDER / f"{self.name}.py", title=self.title, default=self.default)


ENTRIES = (
    Entry("weekly_review", "Review", "Weekly review", ":material/event_note:", default=True),
    Entry("overview", "Review", "Overview", ":material/dashboard:"),
    Entry("recent_buyers", "Review", "Recent buyers", ":material/call:"),
    Entry("customer_pyramid", "Portfolio", "Customer pyramid", ":material/bar_chart:"),
    Entry("meeting_frequency", "Portfolio", "Meeting frequency", ":material/calendar_view_month:"),
    Entry("relationship_health", "Portfolio", "Relationship health", ":material/favorite:"),
    Entry("service_and_promises", "Portfolio", "Service and promises", ":material/support_agent:"),
    Entry("account", "Account", "Account", ":material/domain:"),
    Entry("contacts", "Account", "Contacts", ":material/group:"),
    Entry("teams_and_skills", "Behind the numbers", "Teams and skills", ":material/groups:"),
    Entry("data", "Behind the numbers", "Data", ":material/database:"),
    Entry("definitions", "Behind the numbers", "Definitions", ":material/menu_book:"),
)

CONNECT = Entry("connect_your_data", "", "Connect your own data", ":material/cable:")
"""The page of the first contact: it is led to from under the sample company, and stands in no group of the menu."""


def pages() -> list[st.Page]:
    """All pages, in the order of the menu."""
    return [entry.page() for entry in (*ENTRIES, CONNECT)]


def page_names() -> list[str]:
    """The addresses of the pages that have one of their own."""
    return [entry.name for entry in (*ENTRIES, CONNECT) if not entry.default]


def entry_of(name: str) -> Entry:
    """The entry of a page by its name."""
    return next(entry for entry in (*ENTRIES, CONNECT) if entry.name == name)


def carried_filters() -> dict[str, list[str]]:
    """The filters of the address, for links to other pages."""
    return {name: st.query_params.get_all(name) for name in FILTERS if name in st.query_params}


def link(name: str, label: str = "", **filters: str) -> None:
    """A link to a page with the filters of the address, or with these in their place; the label is Markdown."""
    entry = entry_of(name)
    st.page_link(entry.page(), label=label or entry.title, icon=entry.icon, query_params=carried_filters() | filters)


def menu() -> None:
    """The menu in the sidebar. Its links carry the filters, so that Back and a copied address keep them too."""
    carried = carried_filters()
    with st.sidebar:
        for group, entries in groupby(ENTRIES, key=lambda entry: entry.group):
            with st.container(gap="xxsmall"):
                st.caption(group)
                for entry in entries:
                    st.page_link(entry.page(), icon=entry.icon, query_params=carried, width="stretch")
        st.caption(local_viewer().notice)
        switch()
        if sample_notice():
            st.page_link(CONNECT.page(), icon=CONNECT.icon, query_params=carried, width="stretch")
