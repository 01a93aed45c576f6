"""The relationship health page: its figures, and each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.address import ALL_STATES
from dashboard.indicators import INDICATORS
from dashboard.palette import HEALTH_BANDS
from dashboard.ui import account, health_columns
from dashboard.ui.filters import in_order, put, put_opened
from dashboard.ui.health_rows import behind_indicator
from dashboard.ui.lists import meaning_of_list
from dashboard.ui.tables import Drawn, chart, download, drawn, evidence_of, picture
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count, md_escape, number

BANDS_BY_DEFAULT = ("poor", "fair", "not_enough_data")
TITLES = {name: indicator.title for name, indicator in INDICATORS.items()}
ALL, OF_TEAM = "all", ":"
"""What the address says is open: an indicator for all teams, or with a team's key behind it for that team."""
TEAM_ON_A_PHONE = "matrix_team"

BANDS_MEAN = ("band", "score", "known_share", "points")
CELLS_MEAN = ("points", "band")
LIST_MEANS = (
    "band",
    "score",
    "known_share",
    "points_lost",
    "trend",
    "satisfaction_limit",
    "neglected_limit",
    "no_owner",
)


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; `rows` is the whole list, before a choice of bands.

    `cells` is `portfolio.indicator_cells` with `title` and `open`, what the address says where the cell is open.
    """

    headline: headlines.Headline
    lines: pd.DataFrame
    bars: Drawn | None
    cells: pd.DataFrame
    rows: pd.DataFrame
    counts: dict[str, int]


def figures(view: View) -> Figures:
    """The figures of the view."""
    accounts, rows = view.accounts, view.kept(_rows, coloured=False)
    lines, cells = portfolio.band_lines(accounts), view.kept(_cells, coloured=False)
    return Figures(
        headline=headlines.health_headline(accounts, cells, view.filters),
        lines=lines,
        bars=drawn(charts.bands_by_team(lines, view.colours)),
        cells=cells,
        rows=rows,
        counts=portfolio.band_counts(rows),
    )


def end_without_customers(view: View, shown: Figures) -> None:
    """Ends the page where no account is active: nothing else can be said then."""
    if shown.rows.empty:
        view.foot()
        st.stop()


def bands(view: View, shown: Figures) -> None:
    """How many accounts of each team are in each band."""
    section("Bands by team", headlines.bands_caption(shown.lines))
    chart(shown.bars, columns=health_columns.bands(), name="bands", definition=view.means(*BANDS_MEAN))


def matrix(view: View, shown: Figures) -> None:
    """Indicators by team; a cell, or the two boxes below, open the accounts behind it."""
    cells = shown.cells
    section("Indicators by team", headlines.matrix_caption(view.policy))
    first, last = _teams_drawn(cells)
    teams = list(dict.fromkeys(cells["team_key"]))
    opened = cells.loc[cells["open"] == view.address.open, "team_key"]
    on_phone = st.session_state.setdefault(TEAM_ON_A_PHONE, opened.iloc[0] if len(opened) else teams[-1])
    place = max(min(teams.index(on_phone) if on_phone in teams else len(teams) - 1, last), first)
    picture(view.kept(_matrix, of=(first, last, place)), name="matrix", click=charts.CELL_CLICK, on_click=put_opened)
    _choice(view, cells)
    evidence_of(
        "Show as table",
        lambda: view.kept(_matrix, of=(first, last, place)).table,
        health_columns.cells(),
        name="matrix",
        definition=view.means(*CELLS_MEAN, *INDICATORS),
        counted=count(len(cells), "cell"),
    )


def accounts_of_cell(view: View, shown: Figures) -> None:
    """The accounts of the cell that is open, and of the one selected the rows behind the indicator."""
    cells = shown.cells
    chosen = cells[cells["open"] == view.address.open]
    if chosen.empty:
        return
    cell = chosen.iloc[0].to_dict()
    indicator, heading = cell["indicator"], headlines.cell_heading(cell)
    section(heading, headlines.cell_caption(cell))
    rows = view.kept(_accounts_of, coloured=False, of=(indicator, cell["team_id"]))
    columns = health_columns.of_cell(indicator)
    account.selectable_table(view, rows, columns, name="cell", alt=heading, missing=UNKNOWN)
    st.caption("Select a row to see the rows behind it; with the keyboard, arrows move and Shift+Space selects.")
    meaning_of_list(rows, columns, name="cell", definition=view.means(indicator, "points", "points_lost"))
    account.opened(view, account.selected(view, rows, "cell"), _behind(indicator))


def chosen_bands(view: View, shown: Figures) -> pd.DataFrame:
    """The pills of the bands, legend and filter in one; gives the rows of those chosen."""
    section("Accounts", "Poor first, each band by score. Without enough data an account has no score.")
    chosen = BANDS_BY_DEFAULT if view.address.state is None else view.address.state
    st.session_state["state"] = list(chosen)

    def put_bands() -> None:
        picked = in_order(portfolio.BANDS_OFFERED, st.session_state["state"])
        default = in_order(portfolio.BANDS_OFFERED, BANDS_BY_DEFAULT)
        put("state", [] if picked == default else picked or [ALL_STATES])

    st.pills(
        "Bands shown",
        portfolio.BANDS_OFFERED,
        selection_mode="multi",
        format_func=lambda key: f"{HEALTH_BANDS[key].markdown} · {number(shown.counts[key])}",
        key="state",
        on_change=put_bands,
        label_visibility="collapsed",
    )
    return portfolio.in_bands(shown.rows, chosen or portfolio.BANDS_OFFERED)


def account_list(view: View, shown: Figures, rows: pd.DataFrame) -> None:
    """The accounts of the chosen bands, and below them the one whose row is selected."""
    columns = health_columns.accounts()
    download(rows, columns, name="relationship-health", label="Export", place=view.action)
    if rows.empty:
        chosen = BANDS_BY_DEFAULT if view.address.state is None else view.address.state
        st.markdown(headlines.nothing_in_bands(chosen or portfolio.BANDS_OFFERED))
    else:
        alt = f"Accounts by band and score, {count(len(rows), 'account')}"
        account.selectable_table(view, rows, columns, name="health", alt=alt, missing=UNKNOWN)
        st.caption("Select a row to see more; with the keyboard, arrows move and Shift+Space selects.")
    account.opened(view, account.selected(view, rows, "health"), _missing_and_detail)
    evidence_of(
        "What the columns mean, and the whole list",
        shown.rows,
        columns,
        name="all-health",
        definition=view.means(*LIST_MEANS),
        counted=count(len(shown.rows), "account"),
    )


def _missing_and_detail(view: View, row: Mapping[str, object]) -> None:
    account.detail(view, row)
    st.caption(md_escape(headlines.not_enough_data(view.account(row["account_id"]), view.policy)))


def _behind(indicator: str) -> account.Detail:
    return lambda view, row: behind_indicator(view, row["account_id"], indicator, with_name=True)


def _choice(view: View, cells: pd.DataFrame) -> None:
    """The choice of a cell by two boxes; the team is also the one that a phone shows."""
    teams = dict(zip(cells["team_key"], cells["team"], strict=True))
    opened = cells.loc[cells["open"] == view.address.open]
    indicator = opened["indicator"].iloc[0] if len(opened) else ""
    whole = list(teams)[-1]
    st.session_state["cell_indicator"] = indicator
    if len(opened):
        st.session_state["cell_team"] = opened["team_key"].iloc[0]
    elif st.session_state.get("cell_team") not in teams:
        st.session_state["cell_team"] = whole

    def choose() -> None:
        team = st.session_state["cell_team"]
        st.session_state[TEAM_ON_A_PHONE] = team
        put_opened(_opens(st.session_state["cell_indicator"], team) if st.session_state["cell_indicator"] else None)

    with st.container(horizontal=True):
        st.selectbox(
            "Indicator",
            ["", *dict.fromkeys(cells["indicator"])],
            format_func=lambda key: TITLES.get(key, "Choose one, or a cell above"),
            key="cell_indicator",
            on_change=choose,
            width=280,
        )
        st.selectbox("Team", list(teams), format_func=teams.get, key="cell_team", on_change=choose, width=190)


def _teams_drawn(cells: pd.DataFrame) -> tuple[int, int]:
    """The first and last column that are drawn: beside all teams only so many can be read."""
    teams, at_once = int(cells["column"].max()), charts.TEAMS_AT_ONCE - 1
    pages = ceil(teams / at_once)
    page = st.pagination(pages, key="page_matrix") if pages > 1 else 1
    return (page - 1) * at_once, teams if page == pages else page * at_once - 1


def _opens(indicator: str, team_key: str) -> str:
    return indicator if team_key == ALL else f"{indicator}{team_key}"


def _cells(view: View) -> pd.DataFrame:
    cells = portfolio.indicator_cells(view.accounts, view.policy)
    keys = [ALL if team_id is None else f"{OF_TEAM}{team_id}" for team_id in cells["team_id"]]
    opens = [_opens(indicator, key) for indicator, key in zip(cells["indicator"], keys, strict=True)]
    return cells.assign(title=cells["indicator"].map(TITLES), team_key=keys, open=opens)


def _matrix(view: View, first: int, last: int, place: int) -> Drawn | None:
    cells = view.kept(_cells, coloured=False)
    whole = cells["column"].max()
    cells = cells[cells["column"].between(first, last) | (cells["column"] == whole)]
    columns = {column: at for at, column in enumerate(sorted(cells["column"].unique()))}
    cells = cells.assign(column=cells["column"].map(columns))
    return drawn(charts.indicator_matrix(cells, view.colours, columns.get(place, len(columns) - 1)))


def _accounts_of(view: View, indicator: str, team_id: str | None) -> pd.DataFrame:
    return portfolio.accounts_of_cell(view.accounts, view.policy, indicator, team_id)


def _rows(view: View) -> pd.DataFrame:
    return portfolio.health_list(view.accounts, view.policy, TITLES)
