"""Finding an account from every page: a text field that is answered with a few links, never with a list of all names."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from dashboard.access import local_viewer
from dashboard.address import Known, read_address
from dashboard.headlines import search_sentence
from dashboard.policy import Policy
from dashboard.portfolio import Hits, search, searchable
from dashboard.store import Store
from dashboard.ui.hidden_names import names_are_hidden
from dashboard.ui.menu import carried_filters, entry_of
from dashboard.ui.states import data_there, sentence_on_failure
from dashboard.ui.stores import identity, scored
from dashboard.wording import is_unknown, md_escape
from data_access import evidence
from data_access.mirror import Mirror
from data_access.scope import Scope

SCOPES_KEPT = 16
LONGEST = 100


def account_link(account_id: str, label: str, open: str | None = None, **look: str) -> None:
    """A link to the page of an account under the filters of the address; the label is foreign text.

    `open` is the part of that page to be opened.
    """
    parameters = carried_filters() | {"account": [account_id]} | ({"open": [open]} if open else {})
    st.page_link(entry_of("account").page(), label=md_escape(label), query_params=parameters, **look)


@st.fragment
def search_field(place: str, page: str) -> None:
    """The field and, once something is typed, the links found; another page or account, or hiding names, empties it.

    `place` tells one field from another, `page` names the page it stands beside.
    """
    with sentence_on_failure("The search did not work."):
        key = f"find_{place}"
        _forget_elsewhere(key, (page, st.query_params.get("account"), names_are_hidden()))
        typed = st.text_input(
            "Find an account", key=key, type="search", placeholder="Name or key", max_chars=LONGEST, live=True
        )
        if typed.strip():
            _answer(typed)


def _forget_elsewhere(key: str, where: tuple[str, str | None, bool]) -> None:
    if st.session_state.setdefault(f"{key}_at", where) != where:
        st.session_state[f"{key}_at"] = where
        st.session_state[key] = ""


def _answer(typed: str) -> None:
    hits = _hits(typed)
    if hits is None:
        st.caption("Accounts can be found once the data have been read.")
        return
    names = hits.accounts["account_name"]
    ambiguous = names.duplicated(keep=False)
    with st.container(gap="xxsmall"):
        for row, same in zip(hits.accounts.to_dict("records"), ambiguous, strict=True):
            label = f"{row['account_name']} ({row['account_id']})" if same else row["account_name"]
            account_link(row["account_id"], label, help=_place(row), width="stretch")
    st.caption(md_escape(search_sentence(typed, len(names), hits.total)))


def _place(row: dict[str, object]) -> str:
    """The whole name of a hit, which the menu cuts, with its tier, team, owner and key."""
    tier = row["layer"] if is_unknown(row["tier"]) else f"tier {row['tier']}"
    parts = [row["account_name"], tier, row["team_name"], row["owner_name"], row["account_id"]]
    return md_escape(" · ".join(str(part) for part in parts if not is_unknown(part)))


def _hits(typed: str) -> Hits | None:
    """The accounts found on the day of the address, as far as the viewer may see them; None without data."""
    there = data_there()
    if there is None:
        return None
    store, mirror, policy = there
    scope = local_viewer().scope
    names = _names(mirror, scope, identity(store, mirror), scope.team_ids)
    return search(names, scope.cut(_accounts(store, mirror, policy)), typed)


def _accounts(store: Store, mirror: Mirror, policy: Policy) -> pd.DataFrame:
    return scored(store, mirror, _day(mirror), policy).accounts


def _day(mirror: Mirror) -> date:
    asked = {"as_of": st.query_params.get_all("as_of")}
    return read_address(asked, Known(mirror.as_of, mirror.last_day, (), (), ()))[0].as_of or mirror.as_of


@st.cache_resource(max_entries=SCOPES_KEPT, show_spinner=False)
def _names(_mirror: Mirror, _scope: Scope, store_identity: str, team_ids: frozenset[str] | None) -> pd.DataFrame:  # noqa: ARG001
    """The names that a scope may see, made ready once for every version of the mirror."""
    return searchable(evidence.account_names(_mirror, _scope))
