"""The meeting frequency page: its figures, and each of its parts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.address import ALL_STATES
from dashboard.palette import CADENCE_STATUSES
from dashboard.portfolio import STATUSES
from dashboard.scoring.recording import beside
from dashboard.ui import account, cadence_columns
from dashboard.ui.filters import in_order, put
from dashboard.ui.tables import Drawn, chart, download, drawn, evidence_of
from dashboard.ui.view import View, section
from dashboard.wording import count, month, number

STATUSES_BY_DEFAULT = ("overdue", "due", "never")
WORST = 15
CHART_WIDTH = 300

CELLS_MEAN = ("cadence_cell", "contact_target", "counted_contact", "counted_meeting")
STATUSES_MEAN = ("cadence_status", "on_cadence", "overdue", "due", "cadence_planned", "never", "no_target")
COLUMNS_MEAN = ("days_of_target", "contact_target", "last_contact", "planned_contact", "attainment", "rhythm")


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; `rows` is the whole list, before a choice of statuses."""

    headline: headlines.Headline
    cells: pd.DataFrame
    heatmap: Drawn | None
    statuses: pd.DataFrame
    status_bars: Drawn | None
    places: pd.DataFrame
    place_bars: Drawn | None
    levels: pd.DataFrame
    level_bars: Drawn | None
    rows: pd.DataFrame
    counts: dict[str, int]
    more_than_agreed: pd.DataFrame


def figures(view: View) -> Figures:
    """The figures of the view."""
    accounts, met, colours, not_recording = view.accounts, view.met, view.colours, view.quality.not_recording
    teams = view.unfiltered.accounts[["team_id", "team_name"]]
    cells = portfolio.cadence_cells(view.cadence_cells, teams, view.months, view.counted)
    statuses = portfolio.status_by_tier(accounts)
    places, levels = portfolio.places_by_tier(accounts, met), portfolio.levels_by_tier(accounts, met)
    rows = view.kept(_rows, coloured=False)
    return Figures(
        headline=headlines.frequency_headline(accounts, _of_recording(view, cells), view.as_of, view.filters),
        cells=cells,
        heatmap=drawn(charts.cadence_heatmap(cells, colours, view.counted, view.as_of, not_recording)),
        statuses=statuses,
        status_bars=drawn(charts.status_by_tier(statuses, colours)),
        places=places,
        place_bars=drawn(charts.places_by_tier(places, colours)),
        levels=levels,
        level_bars=drawn(charts.levels_by_tier(levels, colours)),
        rows=rows,
        counts=portfolio.status_counts(rows),
        more_than_agreed=portfolio.more_than_agreed(rows, float(view.policy.over_contact)),
    )


def cells(view: View, shown: Figures) -> None:
    """The months of the teams, and the accounts behind any of them."""
    section(headlines.cells_heading(view.counted), headlines.cells_caption(shown.cells, charts.MOST_TEAMS))
    if not shown.heatmap:
        st.markdown("In none of the last twelve months an account was to be met.")
        return
    columns, means = cadence_columns.cells(view), view.means(*CELLS_MEAN)
    chart(shown.heatmap, columns=columns, name="cadence", definition=means)
    evidence_of(
        "Show the accounts of a month",
        lambda: _accounts_of_a_month(view, shown),
        cadence_columns.accounts_of_month(view),
        name="cadence-accounts",
        definition=means,
    )


def by_tier(view: View, shown: Figures) -> None:
    """Three bars to 100% by tier: statuses, places of meetings, levels met; and the accounts behind them."""
    with st.grid(3, min_column_width=CHART_WIDTH, gap=("medium", "large")):
        with st.container():
            section(headlines.status_heading(shown.statuses), "Accounts with a contact target, by cadence status.")
            _bars(view, shown.status_bars, "", "status", STATUSES_MEAN)
        with st.container():
            section(headlines.places_heading(shown.places), "Counted meetings of 365 days with customers.")
            _bars(view, shown.place_bars, headlines.places_missing(shown.places), "places", ("meeting_place",))
        with st.container():
            section(headlines.levels_heading(shown.levels), "Customers, by the highest level met in 365 days.")
            _bars(view, shown.level_bars, headlines.levels_missing(shown.levels), "levels", ("level_met",))
    evidence_of(
        "Show where and whom each account was met",
        lambda: portfolio.how_met(view.accounts, view.met),
        cadence_columns.how_met(),
        name="how-met",
        definition=view.means("meeting_place", "level_met", "counted_meeting", "counted_contact"),
    )


def statuses(view: View, shown: Figures) -> pd.DataFrame:
    """The pills of the statuses, legend and filter in one; gives the rows of those chosen."""
    chosen = _chosen(view)
    st.session_state["state"] = list(chosen)

    def put_statuses() -> None:
        picked = in_order(STATUSES, st.session_state["state"])
        put("state", [] if picked == list(STATUSES_BY_DEFAULT) else picked or [ALL_STATES])

    st.pills(
        "Statuses shown",
        STATUSES,
        selection_mode="multi",
        format_func=lambda key: f"{CADENCE_STATUSES[key].markdown} · {number(shown.counts[key])}",
        key="state",
        on_change=put_statuses,
        label_visibility="collapsed",
    )
    return portfolio.in_statuses(shown.rows, chosen or STATUSES)


def account_list(view: View, rows: pd.DataFrame) -> None:
    """The accounts of the chosen statuses, and below them the one whose row is selected."""
    cells = cadence_columns.accounts(view)
    download(rows, cells, name="meeting-frequency", label="Export", place=view.action)
    if rows.empty:
        st.markdown("No account is in the chosen statuses. Choose other ones above.")
        return
    alt = f"Accounts by days since contact against their target, {count(len(rows), 'account')}"
    account.selectable_table(view, rows, cells, name="frequency", alt=alt)
    st.caption(
        "Furthest beyond the target first. Select a row to see more; with the keyboard, arrows move and "
        "Shift+Space selects."
    )
    account.opened(view, account.selected(view, rows, "frequency"))


def meanings(view: View, shown: Figures) -> None:
    """What statuses and columns mean, and the list of all statuses."""
    evidence_of(
        "What the statuses and columns mean, and the whole list",
        shown.rows,
        cadence_columns.accounts(view),
        name="all-accounts",
        definition=view.means(*STATUSES_MEAN, *COLUMNS_MEAN),
        counted=count(len(shown.rows), "account"),
    )


def more_than_agreed(view: View, shown: Figures) -> None:
    """The accounts that got more contacts than were agreed, where there are any."""
    if shown.more_than_agreed.empty:
        return
    evidence_of(
        f"Show {count(len(shown.more_than_agreed), 'account')} met more than agreed",
        shown.more_than_agreed,
        cadence_columns.more_than_agreed(view),
        name="more-than-agreed",
        definition=view.means("attainment", "contact_target", "counted_contact"),
    )


def furthest(view: View) -> None:
    """The accounts of the chosen statuses that are furthest beyond their target, as bars."""
    bars = view.kept(_bars_of_days, of=_chosen(view))
    section("Furthest beyond the target", headlines.furthest_caption(bool(bars), view.policy.due_ratio))
    if bars:
        columns, means = cadence_columns.furthest(), view.means("days_of_target", "contact_target", "cadence_status")
        chart(bars, columns=columns, name="furthest", definition=means)


def _chosen(view: View) -> tuple[str, ...]:
    """The statuses chosen; none stands for all of them."""
    return STATUSES_BY_DEFAULT if view.address.state is None else view.address.state


def _bars_of_days(view: View, *chosen: str) -> Drawn | None:
    rows = portfolio.in_statuses(view.kept(_rows, coloured=False), chosen or STATUSES)
    worst = portfolio.furthest(rows, WORST)
    return drawn(charts.days_since_contact(worst, view.colours, float(view.policy.due_ratio)))


def _rows(view: View) -> pd.DataFrame:
    names = view.unfiltered.kept(_names, coloured=False)
    rows = portfolio.cadence_list(view.accounts, names, view.as_of)
    return rows.assign(last_contact=beside(rows["last_contact"], rows["team_id"], view.quality.not_recording))


def _of_recording(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells without those of teams that record no meetings, about which a sentence can say nothing."""
    return cells[~cells["team_id"].isin(list(view.quality.not_recording))]


def _names(view: View) -> pd.DataFrame:
    """Who met whom last at every customer, and what is planned: asked for once, whatever filters are chosen."""
    return view.last_and_next(portfolio.customers(view.accounts)["account_id"])


def _bars(view: View, bars: Drawn | None, missing: str, name: str, terms: tuple[str, ...]) -> None:
    if missing or not bars:
        st.markdown(missing or "No account here has a contact target.")
        return
    chart(bars, columns=cadence_columns.bars(bars.table), name=f"{name}-by-tier", definition=view.means(*terms))


def _accounts_of_a_month(view: View, shown: Figures) -> pd.DataFrame:
    """The accounts of the team and month chosen here; at first of the last month and all teams."""
    lines = shown.cells.drop_duplicates("row", keep="last").iloc[::-1]
    teams = dict(zip(lines["row"], lines["team"], strict=True))
    places = list(reversed(range(len(view.months))))
    with st.container(horizontal=True):
        row = st.selectbox("Team", list(teams), format_func=teams.get, key="cell_team", width=190)
        place = st.selectbox(
            "Month",
            places,
            format_func=lambda at: month(view.months[at].first, view.as_of),
            key="cell_month",
            width=190,
        )
    team_id = lines.set_index("row").at[row, "team_id"]
    return portfolio.accounts_of_month(view.to_be_met(place), team_id, view.counted)
