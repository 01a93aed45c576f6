"""The contacts page: its figures, and each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.address import ALL_STATES
from dashboard.headlines import CONNECT_CONTACTS, NO_CONTACTS
from dashboard.portfolio import GAPS, NOT_SPOKEN, SIDES, SPOKEN, Gap, customers
from dashboard.ui import account, contact_columns, contact_map
from dashboard.ui.filters import in_order, put
from dashboard.ui.lists import accounts_behind
from dashboard.ui.multiples import Multiple, page_of, small_multiples
from dashboard.ui.search import account_link
from dashboard.ui.tables import Drawn, chart, download, drawn, evidence_of
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count, md_escape
from data_access.schema import LEVELS

GAPS_BY_DEFAULT = ("only_tie_left", "no_owner", "one_of_theirs", "one_of_ours", "no_primary")
GAPS_MEAN = ("only_tie_left", "without_owner", "one_of_theirs", "one_of_ours", "no_primary", "primary_left")
GAPS_MEAN += (
    "no_deputy",
    "level_missing",
    "known_contacts",
    "levels_met",
    "last_contact",
    "counted_contact",
    "active_account",
)
PAIRS_MEAN = ("who_meets_whom", "counted_contact", "active_account")
LEVELS_MEAN = ("level_reached", "counted_contact", "active_account")
BOX = 190


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; `rows` is the whole list, before a choice of what is missing."""

    headline: headlines.Headline
    gaps: Mapping[str, Gap]
    rows: pd.DataFrame
    pairs: pd.DataFrame
    matrix: Drawn | None
    tiers: pd.DataFrame
    tier_levels: Drawn | None
    teams: pd.DataFrame
    team_levels: Drawn | None
    languages: Mapping[str, int]
    not_spoken: pd.DataFrame


def figures(view: View) -> Figures:
    """The figures of the view."""
    accounts, colours = customers(view.accounts), view.colours
    ties = view.ties.of(accounts)
    gaps = portfolio.gaps(ties)
    pairs = portfolio.with_somebody(portfolio.level_pairs(accounts, ties))
    tiers, teams = portfolio.coverage_by_tier(accounts, ties), portfolio.coverage_by_team(accounts, ties)
    return Figures(
        headline=headlines.contacts_headline(view.accounts, gaps, view.filters),
        gaps=gaps,
        rows=portfolio.gap_list(accounts, ties, view.as_of),
        pairs=pairs,
        matrix=drawn(charts.level_matrix(pairs, colours, view.as_of)),
        tiers=tiers,
        tier_levels=drawn(charts.coverage_by_line(tiers, colours, "tier")),
        teams=teams,
        team_levels=drawn(charts.coverage_by_line(teams, colours, "team")),
        languages=portfolio.language_counts(accounts, ties),
        not_spoken=portfolio.language_list(accounts, ties, (NOT_SPOKEN,)),
    )


def missing(view: View, shown: Figures) -> pd.DataFrame:
    """The pills of what can be missing, legend and filter in one; gives the rows that miss any of those chosen."""
    chosen = GAPS_BY_DEFAULT if view.address.state is None else view.address.state
    st.session_state["state"] = list(chosen)

    def put_gaps() -> None:
        picked = in_order(GAPS, st.session_state["state"])
        put("state", [] if picked == list(GAPS_BY_DEFAULT) else picked or [ALL_STATES])

    st.pills(
        "What is missing",
        GAPS,
        selection_mode="multi",
        format_func=lambda gap: headlines.gap_pill(gap, shown.gaps[gap]),
        key="state",
        on_change=put_gaps,
        label_visibility="collapsed",
    )
    if caption := headlines.gaps_caption(shown.gaps, chosen):
        st.caption(md_escape(caption))
    rows = portfolio.in_gaps(shown.rows, chosen)
    if rows.empty:
        st.markdown(md_escape(headlines.nothing_missing(shown.gaps, chosen)))
    return rows


def account_list(view: View, shown: Figures, rows: pd.DataFrame) -> None:
    """The accounts that miss something, below them the one whose row is selected, and what it all means."""
    cells = contact_columns.accounts()
    download(rows, cells, name="contacts", label="Export", place=view.action)
    if len(rows):
        alt = f"What is missing, {count(len(rows), 'account')}"
        account.selectable_table(view, rows, cells, name="missing", alt=alt, missing=UNKNOWN)
        st.caption(
            "The most pressing first, then the largest revenue. Active accounts only. Select a row to see who met whom; "
            "with the keyboard, arrows move and Shift+Space selects."
        )
    account.opened(view, account.selected(view, rows, "missing"), _detail)
    evidence_of(
        "What this means, and the list of all active accounts",
        shown.rows,
        cells,
        name="all-contacts",
        definition=view.means(*GAPS_MEAN),
        counted=count(len(shown.rows), "account"),
    )


def who_meets_whom(view: View, shown: Figures) -> None:
    """The matrix of levels, and the accounts behind each of its cells."""
    if not view.has("interactions"):
        section("Who meets whom")
        st.markdown(f"{NO_CONTACTS} {CONNECT_CONTACTS}")
        return
    why_not = headlines.pairs_missing(shown.pairs)
    section(headlines.pairs_heading(shown.pairs), "" if why_not else headlines.pairs_caption(shown.pairs))
    if why_not or not shown.matrix:
        st.markdown(why_not)
        return
    means = view.means(*PAIRS_MEAN)
    columns = contact_columns.of_chart(view, shown.matrix.table)
    chart(shown.matrix, columns=columns, name="pairs", definition=means)
    accounts_behind(
        view,
        "Show the accounts behind a cell",
        lambda: _accounts_of_a_pair(view, shown),
        contact_columns.of_pair(view),
        name="pair-accounts",
        definition=means,
    )


def reached(view: View, shown: Figures) -> None:
    """The levels of theirs that were reached, by tier and by team, and the accounts behind them."""
    if not view.has("interactions"):
        return
    left, right = st.columns(2, gap="large")
    with left:
        _levels(view, shown.tiers, shown.tier_levels, "tier")
    if len(_teams(shown)):
        with right:
            _levels(view, shown.teams, shown.team_levels, "team")
    accounts_behind(
        view,
        "Show the accounts of a level and tier",
        lambda: _accounts_of_a_level(view, shown),
        contact_columns.of_level(view),
        name="level-accounts",
        definition=view.means(*LEVELS_MEAN),
    )


def by_team(view: View, shown: Figures) -> None:
    """The matrix of each team in small, where there is more than one."""
    teams = _teams(shown)
    if len(teams) < 2 or not view.has("interactions"):
        return
    section("Who meets whom, by team", "Share of each team's accounts; levels of theirs downwards, ours across.")
    small_multiples(view, view.kept(_team_matrices, of=page_of(len(teams), "team-matrices")), name="team-matrix")


def languages(view: View, shown: Figures) -> None:
    """The accounts whose language nobody who serves them speaks, and those of which it is not known."""
    section(headlines.language_heading(shown.languages), headlines.language_caption(shown.languages))
    means, cells = view.means("language_spoken", "active_account"), contact_columns.languages()
    if len(shown.not_spoken):
        accounts_behind(
            view,
            f"Show {count(len(shown.not_spoken), 'account')} whose language nobody speaks",
            shown.not_spoken,
            cells,
            name="not-spoken",
            definition=means,
        )
    unknown = sum(n for state, n in shown.languages.items() if state not in (SPOKEN, NOT_SPOKEN))
    if unknown:
        accounts_behind(
            view,
            f"Show {count(unknown, 'account')} of which it is not known",
            lambda: _not_known(view),
            cells,
            name="language-not-known",
            definition=means,
        )


def _levels(view: View, lines: pd.DataFrame, figure: Drawn | None, by: str) -> None:
    section(headlines.coverage_heading(lines, by), headlines.coverage_caption(lines))
    if figure:
        columns, means = contact_columns.of_chart(view, figure.table), view.means(*LEVELS_MEAN)
        chart(figure, columns=columns, name=f"levels-by-{by}", definition=means)


def _detail(view: View, row: Mapping[str, object]) -> None:
    """An account of the list: where it stands, on whom it hangs, and who met whom."""
    st.header(md_escape(row["account_name"]), anchor=False)
    facts = view.account(row["account_id"])
    st.markdown(account.states_and_place(view, facts, account.recent_buyer(view, facts)))
    st.markdown(f"**{md_escape(row['missing'])}**")
    st.markdown(md_escape(headlines.account_ties(row)))
    account_link(row["account_id"], "Open account", icon=":material/open_in_full:")
    contact_map.pairs_of(view, facts)


def _accounts_of_a_pair(view: View, shown: Figures) -> pd.DataFrame:
    """The accounts of the levels chosen here; at first of executives on both sides."""
    boxes = {}
    with st.container(horizontal=True):
        for side, label in (("theirs", "Level of theirs"), ("ours", "Level of ours")):
            options = [name for name in SIDES if name in set(shown.pairs[side])]
            boxes[side] = st.selectbox(
                label, options, format_func=contact_columns.side_word, key=f"pair_{side}", width=BOX
            )
    accounts = customers(view.accounts)
    return portfolio.accounts_of_pair(accounts, view.ties.of(accounts), boxes["theirs"], boxes["ours"])


def _accounts_of_a_level(view: View, shown: Figures) -> pd.DataFrame:
    """The accounts of the level and tier chosen here; at first of executives and all tiers."""
    tiers = dict(zip(shown.tiers["key"], shown.tiers["line"], strict=True))
    with st.container(horizontal=True):
        level = st.selectbox("Level", LEVELS, key="reached_level", width=BOX)
        tier = st.selectbox("Tier", list(reversed(tiers)), format_func=tiers.get, key="reached_tier", width=BOX)
    accounts = customers(view.accounts)
    return portfolio.accounts_of_level(accounts, view.ties.of(accounts), level, tier or "")


def _not_known(view: View) -> pd.DataFrame:
    accounts = customers(view.accounts)
    states = [state for state in headlines.LANGUAGE_WORDS if state not in (SPOKEN, NOT_SPOKEN)]
    return portfolio.language_list(accounts, view.ties.of(accounts), states)


def _teams(shown: Figures) -> pd.DataFrame:
    """The teams of the lines, without that of all of them."""
    lines = shown.teams.drop_duplicates("row")
    return lines.iloc[:-1] if len(lines) > 1 else lines.iloc[:0]


def _team_matrices(view: View, first: int, last: int) -> list[Multiple]:
    """The matrices of these teams."""
    accounts = customers(view.accounts)
    ties, found = view.ties.of(accounts), []
    for line in _teams(view.kept(figures)).iloc[first:last].itertuples():
        whose = accounts[accounts["team_id"].isna() if line.key is None else accounts["team_id"] == line.key]
        figure = drawn(charts.small_level_matrix(portfolio.level_pairs(whose, ties.of(whose)), view.colours))
        if figure:
            found.append(Multiple(line.line, line.key, figure, f"n {count(len(whose), 'account')}"))
    return found
