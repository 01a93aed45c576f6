"""Who met whom at one account: the contact map of its page, and the pairs of persons wherever it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.headlines import CONNECT_CONTACTS, NO_CONTACTS
from dashboard.ui import contact_columns
from dashboard.ui.stores import identity
from dashboard.ui.tables import Drawn, download, drawn, evidence_of, picture, table
from dashboard.ui.view import View, section
from dashboard.wording import count
from data_access import evidence

ACCOUNTS_KEPT = 64
MEANS = ("contact_map", "counted_contact", "contact_target", "level_missing")
_NOBODY = "No counted contact in the last 365 days, so nobody was met."


@dataclass(frozen=True)
class ShownMap:
    """The pairs of persons who met, and the map drawn of their levels."""

    pairs: pd.DataFrame
    contacts: int
    map: Drawn


def contact_map(view: View, account: Mapping[str, object]) -> None:
    """The map of the account's year, and below it who met whom, how often, last when."""
    if not view.has("interactions"):
        section("Who met whom")
        st.markdown(f"{NO_CONTACTS} {CONNECT_CONTACTS}")
        return
    shown = shown_map(view, account)
    section("Who met whom", headlines.map_caption(account["contact_target_days"]))
    picture(shown.map, name="contact-map")
    evidence_of(
        "Show who met whom, how often, last when",
        shown.pairs,
        contact_columns.pairs(view),
        name="who-met-whom",
        definition=view.means(*MEANS),
        counted=f"{count(shown.contacts, 'counted contact')}, {count(len(shown.pairs), 'pair')} of persons",
    )


def pairs_of(view: View, account: Mapping[str, object]) -> None:
    """The pairs alone, where an account is opened in place, with their file."""
    if not view.has("interactions"):
        return
    shown = shown_map(view, account)
    if shown.pairs.empty:
        return
    cells = contact_columns.pairs(view)
    st.markdown(f"**Who met whom** · {count(len(shown.pairs), 'pair')} of persons, {count(shown.contacts, 'contact')}")
    table(shown.pairs, cells, name="pairs", alt="Who met whom, how often, last when", rows_in_sight=5)
    download(shown.pairs, cells, name="who-met-whom")


def shown_map(view: View, account: Mapping[str, object]) -> ShownMap:
    """The year of an account, read and drawn once."""
    place = (identity(view.store, view.mirror), view.policy.digest(), view.scope.team_ids)
    return _shown(view, account, (*place, view.as_of, account["account_id"], view.colours.name))


@st.cache_resource(max_entries=ACCOUNTS_KEPT, show_spinner=False)
def _shown(_view: View, _account: Mapping[str, object], key: tuple[object, ...]) -> ShownMap:  # noqa: ARG001
    view, account_id = _view, _account["account_id"]
    rows = view.contact_rows_of(account_id, evidence.who_met_whom)
    persons = view.contact_rows_of(account_id, evidence.persons_of)
    cells = portfolio.map_cells(rows, _account["contact_target_days"], view.as_of)
    levels = portfolio.map_levels(cells, persons, view.as_of)
    return ShownMap(
        pairs=portfolio.met_pairs(rows),
        contacts=int(rows["interaction_id"].nunique()),
        map=drawn(charts.contact_map(cells, levels, view.colours, view.as_of)),
    )
