"""The top of an account's page: its name, where it stands and why, who serves it, and which accounts belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import headlines
from dashboard.explanations import why_tier
from dashboard.ui import account_health
from dashboard.ui.account import recent_buyer, states_and_place
from dashboard.ui.search import account_link, search_field
from dashboard.ui.stores import identity
from dashboard.ui.timeline import ShownTimeline, drawn_timeline, today_of
from dashboard.ui.view import View
from dashboard.wording import count, is_unknown, md_escape
from data_access import evidence
from data_access.scope import Scope

ACCOUNTS_KEPT = 64
SUBSIDIARIES_SHOWN = 8
SEARCH_WIDTH = 420


@dataclass(frozen=True)
class Figures:
    """What the page shows of one account above its rows; `buyer` is its row of the call list, None without a watch."""

    account: Mapping[str, object]
    buyer: Mapping[str, object] | None
    headline: headlines.Headline
    lines: tuple[str, ...]
    related: pd.DataFrame
    parent_is_hidden: bool
    timeline: ShownTimeline
    health: account_health.Figures | None


def figures_of_account(view: View) -> Figures:
    """The figures of the account of the address, its name as the page's title; ends the page where there is none."""
    asked = view.address.account
    account = view.account(asked if asked is not None else _only_account(view))
    if account is None:
        _end_without(view, asked)
    view.title.title(md_escape(account["account_name"]), anchor=False, width="content")
    st.set_page_config(page_title=f"{account['account_name']} · Account Health")
    place = (identity(view.store, view.mirror), view.policy.digest(), view.scope.team_ids)
    what = (view.as_of, account["account_id"], view.colours.name, today_of(view))
    return _figures(view, account, (*place, *what))


def introduction(view: View, shown: Figures) -> None:
    """What the account is, and what matters now."""
    st.markdown(states_and_place(view, shown.account, shown.buyer))
    view.headline(shown.headline)
    st.caption("  \n".join(md_escape(line) for line in shown.lines if line))
    if shown.parent_is_hidden:
        st.caption("Its parent account is not shown here.")
    for words, relation in (("Part of", evidence.PARENT), ("Subsidiaries", evidence.SUBSIDIARY)):
        rows = shown.related[shown.related["relation"] == relation]
        if len(rows):
            _links(words, rows)


@st.cache_resource(max_entries=ACCOUNTS_KEPT, show_spinner=False)
def _figures(_view: View, _account: Mapping[str, object], key: tuple[object, ...]) -> Figures:  # noqa: ARG001
    """The figures of an account, made once per key; kept apart from those of lists, which many accounts would push out."""
    view, account, account_id = _view, _account, _account["account_id"]
    buyer, told = recent_buyer(view, account), view.rows_of(account_id, evidence.account_of).iloc[0].to_dict()
    serving = view.rows_of(account_id, evidence.serving) if view.has("account_team_members") else None
    related = view.rows_of(account_id, evidence.related_accounts)
    has_parent = not is_unknown(told["parent_account_id"])
    return Figures(
        account=account,
        buyer=buyer,
        headline=headlines.account_headline(account, buyer, view.as_of, view.policy, view.currency),
        lines=(
            why_tier(account, view.standing_of(account_id), view.policy, view.currency),
            headlines.who_serves(account, bool(told["owner_there"]), serving),
            headlines.what_it_is(told, view.as_of),
        ),
        related=related,
        parent_is_hidden=has_parent and not (related["relation"] == evidence.PARENT).any(),
        timeline=drawn_timeline(view, account),
        health=account_health.figures_of_health(view, account),
    )


def _end_without(view: View, asked: str | None) -> None:
    """Ends the page with what is asked for: an account, or another one."""
    unknown = headlines.no_such_account(asked or "", view.as_of, view.scope == Scope.everything())
    view.headline(headlines.FIND_AN_ACCOUNT if asked is None else unknown)
    with st.container(width=SEARCH_WIDTH):
        search_field("page", view.page)
    view.foot()
    st.stop()


def _only_account(view: View) -> str | None:
    """The account of a viewer who sees a single one: nothing is to be chosen then."""
    return view.accounts["account_id"].iloc[0] if len(view.accounts) == 1 else None


def _links(words: str, rows: pd.DataFrame) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(words, width="content")
        for row in rows.head(SUBSIDIARIES_SHOWN).itertuples():
            account_link(row.account_id, row.account_name)
        if len(rows) > SUBSIDIARIES_SHOWN:
            st.caption(f"and {count(len(rows) - SUBSIDIARIES_SHOWN, 'more', 'more')}", width="content")
