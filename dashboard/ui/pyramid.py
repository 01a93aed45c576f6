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
from dashboard.ui.filters import in_order, put, put_opened
from dashboard.ui.lists import account_list, accounts_behind, meaning_of_list
from dashboard.ui.multiples import Multiple, page_of, small_multiples
from dashboard.ui.tables import Drawn, chart, drawn, evidence_of, matrix, table
from dashboard.ui.view import View, section
from dashboard.wording import count, day, md_escape, number

TIERS_MEAN = ("tier", "layer", "revenue_12m", "counted_meeting", "counted_contact")


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; the frames are those of `portfolio`."""

    headline: headlines.Headline
    heading: str
    counts: Mapping[str, object]
    entered: str
    differing: str
    pyramid: Drawn
    shares: Drawn
    moves: pd.DataFrame
    matrix: pd.DataFrame
    moved: str
    served: pd.DataFrame
    served_sentence: str
    differences: pd.DataFrame
    teams: pd.DataFrame
    team_scale: charts.PyramidScale
    shortened: bool


def figures(view: View) -> Figures:
    """The figures of the view."""
    accounts, before, since = view.accounts, view.accounts_before, view.since_in_words
    rows = portfolio.pyramid(accounts, before)
    shares = portfolio.revenue_and_meetings(accounts)
    moves = portfolio.tier_moves(accounts, before)
    since_known = not before.empty and portfolio.layers_known(before)
    served = portfolio.served_accounts(accounts, view.contacts_per_revenue)
    tiers = rows[rows["tier"].isin(TIERS)]
    entered, differences = int(tiers["entered"].sum()), portfolio.tier_differences(accounts)
    teams = portfolio.pyramid_by_team(accounts, before)
    scale = _scale_of_teams(teams.iloc[:-1])
    return Figures(
        headline=headlines.pyramid_headline(accounts, shares, moves, since, view.filters, since_known),
        heading=headlines.pyramid_heading(accounts),
        counts=dict(zip(rows["tier"], rows["accounts"], strict=True)),
        entered=headlines.entered_sentence(entered, int(tiers["accounts"].sum())),
        differing=headlines.differences_sentence(differences, entered),
        pyramid=drawn(charts.true_pyramid(rows, view.colours, since)),
        shares=drawn(charts.revenue_against_meetings(shares, view.colours)),
        moves=moves,
        matrix=portfolio.move_matrix(moves),
        moved=headlines.moved_sentence(moves, since, since_known),
        served=served.assign(served_label=served["served"].map(columns.served_label).astype(object)),
        served_sentence=headlines.served_sentence(served, accounts),
        differences=differences,
        teams=teams,
        team_scale=scale,
        shortened=bool((teams.iloc[:-1]["Prospect"] > scale.longest_base).any()),
    )


def accounts_by_tier(view: View, shown: Figures) -> None:
    """The pyramid itself."""
    section(shown.heading, f"Small number: change since {view.since_in_words}. {shown.entered}")
    chart(
        shown.pyramid,
        columns=columns.of_chart(view, shown.pyramid.table),
        name="pyramid",
        definition=view.means("pyramid", "tier", "layer"),
        counted=shown.heading,
        click=charts.TIER_CLICK,
    )


def revenue_against_meetings(view: View, shown: Figures) -> None:
    """What each tier brings beside what it gets."""
    section("Revenue against meetings", "Tick: where the bar would end if meetings followed revenue.")
    chart(
        shown.shares,
        columns=columns.of_chart(view, shown.shares.table),
        name="shares",
        definition=view.means("revenue_share", "meetings_share", "tier_served", "counted_meeting", "revenue_12m"),
        counted=count(len(view.accounts), "account"),
    )


def accounts_of_tiers(view: View, shown: Figures) -> None:
    """The accounts of some rows of the pyramid, chosen here or by a click on a bar, or all that were counted."""
    chosen = in_order(TIER_ROWS, view.address.tier)
    st.session_state["tier"] = chosen
    st.pills(
        "Accounts of a tier",
        TIER_ROWS,
        selection_mode="multi",
        format_func=lambda tier: f"**{tier}** · {number(shown.counts[tier])}",
        key="tier",
        on_change=lambda: put("tier", in_order(TIER_ROWS, st.session_state["tier"])),
    )
    if chosen:
        _accounts_of(view, chosen)
    accounts_behind(
        view,
        f"The {count(len(view.accounts), 'account')} behind these figures",
        lambda: portfolio.pyramid_accounts(view.accounts, view.accounts_before),
        columns.pyramid_accounts(view),
        name="pyramid-accounts",
        definition=view.means(*TIERS_MEAN),
    )


def _accounts_of(view: View, tiers: list[str]) -> None:
    accounts, cells = portfolio.in_tiers(view.accounts, tiers), columns.accounts(view)
    entered = headlines.entered_sentence(
        int((accounts["tier_source"] == "entered").sum()), int(accounts["tier_source"].notna().sum())
    )
    heading = headlines.tiers_heading(tiers, len(accounts))
    section(heading, f"{entered} The largest revenue of the last 12 months first.".strip())
    alt = f"{heading}, the largest revenue first"
    account_list(view, accounts, cells, name="tier", alt=alt, definition=view.means(*TIERS_MEAN))


def tier_moves(view: View, shown: Figures) -> None:
    """How many accounts went from which row to which; a cell, or the box below, opens which ones."""
    section(f"Tier moves since {view.since_in_words}", headlines.moves_caption(shown.matrix) or shown.moved)
    if shown.moves.empty:
        return
    counts = portfolio.move_counts(shown.matrix)
    opened = view.address.open if view.address.open in counts else ""
    matrix(
        shown.matrix.reset_index(),
        columns.move_matrix(list(shown.matrix.columns)),
        name="matrix",
        alt="Number of accounts by tier left and tier reached",
        cells={key: (row, goal) for key, row, goal in portfolio.move_cells(shown.matrix)},
        chosen=opened,
        on_choice=put_opened,
    )
    st.session_state["move"] = opened
    st.selectbox(
        "Accounts that moved",
        ["", *counts],
        format_func=lambda key: headlines.move_heading(key, counts) if key else "Choose a move, or a cell above",
        key="move",
        on_change=lambda: put_opened(st.session_state["move"]),
        width=280,
    )


def accounts_that_moved(view: View, shown: Figures) -> None:
    """The accounts of the move that is open."""
    counts = portfolio.move_counts(shown.matrix)
    opened = view.address.open
    if opened not in counts:
        return
    moves, cells = portfolio.moves_of(shown.moves, opened), columns.moves(view)
    heading = headlines.move_heading(opened, counts)
    section(heading, f"Revenue of the 12 months up to {view.since_in_words} and up to {day(view.as_of, view.as_of)}.")
    means = view.means("tier_move", "tier", "layer", "revenue_12m")
    account_list(view, moves, cells, name="moves", alt=heading, definition=means)


def served_accounts(view: View, shown: Figures) -> Mapping[str, object] | None:
    """The accounts whose contacts do not follow their revenue; gives the one whose row is selected."""
    served, cells = shown.served, columns.served(view)
    section("Over- and under-served accounts", shown.served_sentence)
    if served.empty:
        return None
    alt = "Under-served accounts, then over-served ones"
    account.selectable_table(view, served, cells, name="served", alt=alt, rows_in_sight=5)
    means = view.means("served_list", "attention_index", "expected_contacts", "counted_contact", "revenue_12m")
    rate = md_escape(headlines.shared_rate(view.contacts_per_revenue, view.currency))
    meaning_of_list(served, cells, name="served", definition=f"{means}\n\n{rate}")
    return account.selected(view, served, "served")


def entered_and_computed(view: View, shown: Figures) -> None:
    """The accounts whose tier in the CRM is not the one their revenue gives."""
    differ = shown.differences
    section("Entered and computed tiers", f"{shown.entered} {shown.differing}".strip())
    if differ.empty:
        return
    accounts_behind(
        view,
        f"Show {count(len(differ), 'account')}",
        differ,
        columns.differences(view),
        name="differences",
        definition=view.means("tier_difference", "tier"),
    )


def by_team(view: View, shown: Figures) -> None:
    """The pyramid of each team, drawn and as a line, where there is more than one."""
    teams = shown.teams.iloc[:-1]
    if len(teams) < 2:
        return
    section("The pyramid by team", headlines.teams_caption(view.since_in_words, shown.shortened))
    small_multiples(view, view.kept(_team_pyramids, of=page_of(len(teams), "team-pyramids")), name="team-pyramid")
    cells = columns.teams(view)
    table(shown.teams, cells, name="teams", alt="Accounts by team and tier", rows_in_sight=8, total=True)
    evidence_of(
        "What this means, and the table as a file",
        shown.teams,
        cells,
        name="teams-list",
        definition=view.means("pyramid", "tier", "layer"),
        counted=f"{count(len(teams), 'team')}, {count(len(view.accounts), 'account')}",
        listed=True,
    )


def _team_pyramids(view: View, first: int, last: int) -> list[Multiple]:
    """The pyramids of these teams on the scale of all teams."""
    shown = view.kept(figures)
    return [
        Multiple(
            title=line["team"],
            team_id=line["team_id"],
            figure=drawn(
                charts.small_pyramid(
                    portfolio.pyramid_of_team(line), view.colours, shown.team_scale, view.since_in_words
                )
            ),
        )
        for _, line in shown.teams.iloc[first:last].iterrows()
    ]


def _scale_of_teams(teams: pd.DataFrame) -> charts.PyramidScale:
    return charts.pyramid_scale([portfolio.pyramid_of_team(line) for _, line in teams.iterrows()])
