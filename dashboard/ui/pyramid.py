"""The customer pyramid page: its figures, and each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.palette import TIER_ROWS
from dashboard.policy import TIERS
from dashboard.ui import account, columns
from dashboard.ui.filters import put
from dashboard.ui.tables import Drawn, chart, download, drawn, evidence_of, table
from dashboard.ui.view import View, section
from dashboard.wording import count, number


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; the frames are those of `portfolio`."""

    headline: headlines.Headline
    heading: str
    counts: Mapping[str, object]
    pyramid: Drawn
    shares: Drawn
    moves: pd.DataFrame
    matrix: pd.DataFrame
    served: pd.DataFrame
    served_sentence: str
    differences: pd.DataFrame
    teams: pd.DataFrame


def figures(view: View) -> Figures:
    """The figures of the view."""
    accounts, before, since = view.accounts, view.accounts_before, view.since_in_words
    rows = portfolio.pyramid(accounts, before)
    shares = portfolio.revenue_and_meetings(accounts)
    moves = portfolio.tier_moves(accounts, before)
    served = portfolio.served_accounts(accounts, view.contacts_per_revenue)
    return Figures(
        headline=headlines.pyramid_headline(accounts, shares, moves, since, view.filters),
        heading=headlines.pyramid_heading(accounts),
        counts=dict(zip(rows["tier"], rows["accounts"], strict=True)),
        pyramid=drawn(charts.true_pyramid(rows, view.colours, since)),
        shares=drawn(charts.revenue_against_meetings(shares, view.colours)),
        moves=moves,
        matrix=portfolio.move_matrix(moves),
        served=served.assign(served_label=served["served"].map(columns.served_label).astype(object)),
        served_sentence=headlines.served_sentence(served, accounts),
        differences=portfolio.tier_differences(accounts),
        teams=portfolio.pyramid_by_team(accounts, before),
    )


def accounts_by_tier(view: View, shown: Figures) -> None:
    """The pyramid itself."""
    section(shown.heading, f"Small number: change since {view.since_in_words}.")
    chart(
        shown.pyramid,
        columns=columns.of_chart(view, shown.pyramid.table),
        name="pyramid",
        definition=view.means("pyramid", "tier", "layer"),
        click=charts.TIER_CLICK,
    )


def revenue_against_meetings(view: View, shown: Figures) -> None:
    """What each tier brings beside what it gets."""
    section("Revenue against meetings", "Tick: where the bar would end if meetings followed revenue.")
    chart(
        shown.shares,
        columns=columns.of_chart(view, shown.shares.table),
        name="shares",
        definition=view.means("revenue_share", "meetings_share", "tier_served", "counted_meeting"),
    )


def accounts_of_tier(view: View, shown: Figures) -> None:
    """The accounts of one row of the pyramid, chosen here or by a click on its bar."""
    chosen = view.address.tier[0] if view.address.tier else None
    st.session_state["tier"] = chosen
    st.pills(
        "Accounts of one tier",
        TIER_ROWS,
        format_func=lambda tier: f"**{tier}** · {number(shown.counts[tier])}",
        key="tier",
        on_change=lambda: put("tier", filter(None, [st.session_state["tier"]])),
    )
    if chosen is None:
        return
    tier = f"Tier {chosen}" if chosen in TIERS else chosen
    accounts = portfolio.in_tier(view.accounts, chosen)
    section(f"{tier}: {count(len(accounts), 'account')}", "The largest revenue of the last 12 months first.")
    alt = f"{tier}: accounts, the largest revenue first"
    account.selectable_table(view, accounts, columns.accounts(view), name="tier", alt=alt)
    download(accounts, columns.accounts(view), name=f"tier-{chosen.lower()}")
    if row := account.selected(view, accounts, "tier"):
        account.detail(view, row)


def tier_moves(view: View, shown: Figures) -> None:
    """How many accounts went from which row to which, and below it which ones."""
    moves, matrix = shown.moves, shown.matrix
    section(f"Tier moves since {view.since_in_words}", headlines.moves_caption(matrix) or "No account moved.")
    if moves.empty:
        return
    cells = columns.move_matrix(list(matrix.columns))
    table(matrix.reset_index(), cells, name="matrix", alt="Number of accounts by tier left and tier reached")
    evidence_of(
        f"Show {count(len(moves), 'move')} by account",
        moves,
        columns.moves(view),
        name="moves",
        definition=view.means("tier_move", "tier", "layer"),
    )


def served_accounts(view: View, shown: Figures) -> Mapping[str, object] | None:
    """The accounts whose contacts do not follow their revenue; gives the one whose row is selected."""
    served, cells = shown.served, columns.served(view)
    section("Over- and under-served accounts", shown.served_sentence)
    if served.empty:
        return None
    alt = "Under-served accounts, then over-served ones"
    account.selectable_table(view, served, cells, name="served", alt=alt, rows_in_sight=5)
    means = view.means("served_list", "attention_index", "expected_contacts", "counted_contact")
    evidence_of("What this means, and the list as a file", served, cells, name="served-list", definition=means)
    return account.selected(view, served, "served")


def entered_and_computed(view: View, shown: Figures) -> None:
    """The accounts whose tier in the CRM is not the one their revenue gives."""
    differ = shown.differences
    section("Entered and computed tiers", headlines.differences_sentence(differ))
    if len(differ):
        evidence_of(
            f"Show {count(len(differ), 'account')}",
            differ,
            columns.differences(view),
            name="differences",
            definition=view.means("tier_difference", "tier"),
        )


def by_team(view: View, shown: Figures) -> None:
    """The pyramid of each team as a line, where there is more than one."""
    if len(shown.teams) <= 2:
        return
    section("The pyramid by team", f"Accounts by tier, and the change (±) since {view.since_in_words}.")
    table(shown.teams, columns.teams(), name="teams", alt="Accounts by team and tier", rows_in_sight=8)
    download(shown.teams, columns.teams(), name="teams")
