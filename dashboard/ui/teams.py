"""The page of teams and skills: its figures, and each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.headlines import teams as words
from dashboard.indicators.teams import QUALITIES
from dashboard.portfolio import qualities as of_qualities
from dashboard.portfolio import teams as of_teams
from dashboard.scoring.teamwork import DEPUTIES, ENDINGS
from dashboard.ui import account, overview_columns
from dashboard.ui import teams_columns as columns
from dashboard.ui.filters import put_opened
from dashboard.ui.lists import accounts_behind
from dashboard.ui.tables import Column, Drawn, chart, download, drawn, evidence_of, picture, table
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count, is_unknown, md_escape, number, share_of
from data_access.evidence import teamwork as evidence

OWNERS_AT_ONCE = 16
TEAMS_AT_ONCE = 7
SERVES = "serves:"
"""How the address says that the accounts are open that the holder of a certificate serves."""
IN_SIGHT = 5

WORKLOAD_MEANS = ("workload", "required_contacts", "held_contacts", "contact_target", "tier")
LINES_MEAN = ("required_contacts", "held_contacts", "passed_on", "offers_reviewed", "meetings_prepared")
QUALITIES_MEAN = ("six_qualities", "quality_gap", "account_team")


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; the frames are those of `portfolio`.

    `lines` has the texts of its shares; `known` names what the store can tell of how accounts are served.
    """

    headline: headlines.Headline
    known: frozenset[str]
    workload: pd.DataFrame
    lines: pd.DataFrame
    cells: pd.DataFrame
    endings: pd.DataFrame
    without_owner: pd.DataFrame
    without_deputy: pd.DataFrame

    @property
    def whole(self) -> pd.Series:
        return self.lines.iloc[-1]


def figures(view: View) -> Figures:
    """The figures of the view."""
    accounts, work = view.accounts, view.teamwork
    together = "Teams shown" if view.filters.teams else portfolio.ALL_TEAMS
    lines = of_teams.work_lines(accounts, work, together)
    endings = of_teams.endings(work)
    return Figures(
        headline=words.teams_headline(accounts, lines, endings, view.filters),
        known=work.known,
        workload=of_teams.workload(accounts),
        lines=lines.assign(
            shared_text=_shares(lines, "shared", "contacts"),
            hours_text=[words.hours(*pair) for pair in zip(lines["hours"], lines["shared"], strict=True)],
            reviewed_text=_shares(lines, "reviewed", "offers"),
            prepared_text=_shares(lines, "prepared", "meetings"),
        ),
        cells=of_qualities.quality_cells(accounts, work, together),
        endings=endings,
        without_owner=portfolio.without_owner_list(accounts),
        without_deputy=of_teams.without_deputy_list(accounts, work),
    )


def purpose() -> None:
    """What the page is for, and what not."""
    st.info(words.PURPOSE)


def workload(view: View, shown: Figures) -> None:
    """The accounts of each owner by tier, a page of owners at a time, and the accounts behind them."""
    owners = shown.workload
    section("Accounts per owner by tier", "Active accounts with an owner, in alphabetical order of the owners.")
    if owners.empty:
        st.markdown("No active account here names an owner.")
        return
    pages = ceil(len(owners) / OWNERS_AT_ONCE)
    page = st.pagination(pages, key="page_workload") if pages > 1 else 1
    bars = view.kept(_bars, of=((page - 1) * OWNERS_AT_ONCE,))
    picture(bars, name="workload")
    evidence_of(
        "Show all owners as table",
        lambda: charts.workload_table(owners),
        columns.workload(),
        name="workload",
        definition=view.means(*WORKLOAD_MEANS),
        counted=f"{count(len(owners), 'owner')}, {count(owners['active'].sum(), 'active account')}",
    )
    accounts_behind(
        view,
        f"Show the {count(owners['active'].sum(), 'account')} and their contacts",
        lambda: view.kept(_weekly, coloured=False),
        columns.weekly(),
        name="workload-accounts",
        definition=view.means(*WORKLOAD_MEANS),
    )


def ownership(view: View, shown: Figures) -> Mapping[str, object] | None:
    """Accounts without an active owner and without a deputy; gives the row that is selected in one of the lists."""
    section("Who is missing", "Active accounts. Select a row to see more.")
    unknown = is_unknown(shown.whole["without_owner"])
    n = f"{number(len(shown.without_owner))} name no owner, who is active is unknown" if unknown else ""
    owners = f"Without active owner · {n or number(len(shown.without_owner))}"
    first = _list(
        view, "without-owner", owners, shown.without_owner, overview_columns.without_owner(view), "without_owner"
    )
    if DEPUTIES not in shown.known:
        st.markdown("**Without deputy · unknown**")
        st.markdown(words.NO_DEPUTIES)
        return first
    label = f"Without deputy · {number(len(shown.without_deputy))}"
    return first or _list(
        view, "without-deputy", label, shown.without_deputy, columns.without_deputy(view), "without_deputy"
    )


def lines(view: View, shown: Figures) -> None:
    """One line per team: contacts required and held, and what becomes of what is learnt, offered and met."""
    section("How the teams work", words.weekly_sentence(shown.whole))
    alt = f"{count(len(shown.lines) - 1, 'line')} of teams by name, and all of them in the last line"
    download(shown.lines, columns.lines_file(), name="teams-and-skills", label="Export", place=view.action)
    table(shown.lines, columns.lines(), name="lines", alt=alt, rows_in_sight=12, total=True, missing=UNKNOWN)
    evidence_of(
        "What the columns mean, and the lines as numbers",
        shown.lines,
        columns.lines_file(),
        name="lines-as-numbers",
        definition=view.means(*LINES_MEAN),
        counted=alt,
    )
    _rows_behind(view, shown.whole)


def qualities(view: View, shown: Figures) -> None:
    """The six qualities of the accounts' teams, and the accounts with a gap behind the cell that is open."""
    cells = shown.cells
    section("The six qualities of the accounts' teams", words.qualities_caption())
    if cells.empty:
        st.markdown(words.NO_QUALITIES)
        return
    teams = int(cells["column"].max()) + 1
    keys = _cell_keys(cells)
    opened = view.address.open if view.address.open in keys else ""
    chosen = keys[opened] if opened else teams - 1
    pages = ceil(teams / TEAMS_AT_ONCE)
    default = 1 + chosen // TEAMS_AT_ONCE if opened else 1
    page = st.pagination(pages, key="page_qualities", default=default) if pages > 1 else 1
    matrix = view.kept(_matrix, of=((page - 1) * TEAMS_AT_ONCE, chosen))
    means = view.means(*QUALITIES_MEAN)
    chart(matrix, columns=columns.cells(), name="qualities", definition=means, click=charts.OPEN_CLICK)
    _choice_of_cell(cells, opened)
    with st.container():
        if opened and not opened.startswith(":"):
            _gaps(view, cells, opened)
    accounts_behind(
        view,
        "Show the grades of every active account",
        lambda: view.kept(_grades, coloured=False),
        columns.grades(),
        name="grades",
        definition=means,
    )


def endings(view: View, shown: Figures) -> None:
    """What runs out, whose it is, and the accounts that person serves."""
    known = ENDINGS in shown.known
    caption = "What runs out first; then what has ended." if known else ""
    section(words.endings_heading(shown.endings, known), caption)
    if not known:
        st.markdown(words.NO_ENDINGS)
        return
    rows, cells = shown.endings, columns.endings(view)
    if rows.empty:
        st.markdown("Nothing runs out within 90 days, and nothing has ended.")
        return
    opened = view.address.open or ""
    table(
        rows.assign(open=SERVES + rows["qualification_id"]),
        cells,
        name="endings",
        alt=words.endings_heading(rows, known),
        chosen=opened if opened.startswith(SERVES) else None,
        on_choice=lambda ids: put_opened(next(iter(ids), None)),
        ids="open",
        missing="",
    )
    st.caption("Select a row to see the accounts the person serves.")
    with st.container():
        found = rows[SERVES + rows["qualification_id"] == opened]
        if len(found):
            _served(view, found.iloc[0])
    evidence_of(
        "What this means, and the list as a file",
        rows,
        cells,
        name="endings-list",
        definition=view.means("running_out", "account_team"),
        listed=True,
    )


def _shares(lines: pd.DataFrame, part: str, whole: str) -> list[str]:
    return [share_of(*pair, none=words.NO_CASE) for pair in zip(lines[part], lines[whole], strict=True)]


def _bars(view: View, first: int) -> Drawn | None:
    owners = view.kept(figures).workload
    at_once = owners.iloc[first : first + OWNERS_AT_ONCE]
    return drawn(charts.workload_bars(at_once, view.colours, owners["active"].max()))


def _matrix(view: View, first: int, chosen: int) -> Drawn | None:
    cells = view.kept(figures).cells
    last = min(first + TEAMS_AT_ONCE, int(cells["column"].max()) + 1)
    return drawn(charts.quality_matrix(cells, view.colours, first, last, chosen))


def _weekly(view: View) -> pd.DataFrame:
    return of_teams.weekly_list(view.accounts)


def _grades(view: View) -> pd.DataFrame:
    return of_qualities.grade_list(view.accounts, view.teamwork)


def _prepared(view: View) -> pd.DataFrame:
    return of_teams.prepared_list(view.accounts)


def _cell_keys(cells: pd.DataFrame) -> dict[str, int]:
    """The key of every cell, and of every team without a quality, with the place of the team."""
    last = cells["column"].max()
    return {
        of_qualities.cell_key(c.team_id, quality, c.column == last): c.column
        for c in cells.itertuples()
        for quality in (c.quality, "")
    }


def _choice_of_cell(cells: pd.DataFrame, opened: str) -> None:
    """Two boxes that choose the same as a click on a cell."""
    last = cells["column"].max()
    teams = cells.drop_duplicates("column", keep="last").iloc[::-1]
    labels = {of_qualities.cell_key(t.team_id, "", t.column == last)[1:]: t.team for t in teams.itertuples()}
    quality, _, team = opened.partition(":")
    st.session_state["gap_quality"], st.session_state["gap_team"] = quality, team or of_qualities.ANY_TEAM

    def chosen() -> None:
        key = f"{st.session_state['gap_quality']}:{st.session_state['gap_team']}"
        put_opened(None if key == f":{of_qualities.ANY_TEAM}" else key)

    with st.container(horizontal=True):
        st.selectbox(
            "Accounts with a gap in",
            ["", *QUALITIES],
            format_func=lambda key: QUALITIES.get(key, "Choose a quality or a cell"),
            key="gap_quality",
            on_change=chosen,
            width=220,
        )
        st.selectbox(
            "Team", list(labels), format_func=lambda key: labels[key], key="gap_team", on_change=chosen, width=190
        )


def _gaps(view: View, cells: pd.DataFrame, opened: str) -> None:
    """The accounts with a gap of one cell, and the one whose row is selected."""
    last = cells["column"].max()
    cell = next(
        c for c in cells.itertuples() if of_qualities.cell_key(c.team_id, c.quality, c.column == last) == opened
    )
    rows = view.kept(_gap_rows, coloured=False, of=(opened,))
    unknown = cell.accounts - cell.assessed
    title = f"{QUALITIES[cell.quality]}, {cell.team}: {count(len(rows), 'account')} with a gap"
    section(title, f"Of {count(cell.assessed, 'account')} assessed; {number(unknown)} not assessed.")
    if rows.empty:
        return
    shown = columns.gaps(view)
    account.selectable_table(view, rows, shown, name="gaps", alt=title, missing=UNKNOWN)
    download(rows, shown, name="gaps")
    account.opened(view, account.selected(view, rows, "gaps"))


def _gap_rows(view: View, opened: str) -> pd.DataFrame:
    return of_qualities.gap_list(view.accounts, view.teamwork, opened)


def _served(view: View, row: pd.Series) -> None:
    """The accounts somebody serves, and the one whose row is selected."""
    rows = of_teams.served_by(view.accounts, view.teamwork, row["employee_id"])
    section(f"Accounts served by {row['employee']}: {number(len(rows))}")
    if rows.empty:
        return
    shown = columns.served(view)
    account.selectable_table(view, rows, shown, name="served", alt="Accounts served", missing=UNKNOWN)
    download(rows, shown, name="accounts-served")
    account.opened(view, account.selected(view, rows, "served"))


def _rows_behind(view: View, whole: pd.Series) -> None:
    """The contacts, offers and meetings that the lines count."""
    if not is_unknown(whole["contacts"]):
        evidence_of(
            f"Show the contacts others than the owner had: {share_of(whole['shared'], whole['contacts'], none=words.NO_CASE)} passed on",
            lambda: view.chosen_rows(evidence.contacts_of_others, by_rules=True),
            columns.passed_on(view),
            name="passed-on",
            definition=view.means("passed_on", "counted_contact"),
            counted=_of_which(whole["contacts"], "contact"),
        )
    if not is_unknown(whole["offers"]):
        evidence_of(
            f"Show the offers that went out: {share_of(whole['reviewed'], whole['offers'], none=words.NO_CASE)} reviewed before",
            lambda: _said(view.chosen_rows(evidence.offers_sent)),
            columns.offers(view),
            name="offers",
            definition=view.means("offers_reviewed"),
            counted=_of_which(whole["offers"], "offer"),
        )
    if not is_unknown(whole["meetings"]):
        done = share_of(whole["prepared"], whole["meetings"], none=words.NO_CASE)
        accounts_behind(
            view,
            f"Show the accounts met: {done} prepared and written up",
            lambda: view.kept(_prepared, coloured=False),
            columns.prepared(),
            name="prepared",
            definition=view.means("meetings_prepared", "counted_meeting"),
        )


def _said(offers: pd.DataFrame) -> pd.DataFrame:
    """The offers with a word for whether the review came before."""
    first = offers["reviewed_first"]
    return offers.assign(before=["" if is_unknown(is_first) else "yes" if is_first else "no" for is_first in first])


def _of_which(n: object, noun: str) -> str:
    """How many rows there are, and where the newest alone are shown, that."""
    most = evidence.MOST_ROWS
    return f"{count(n, noun)}, the newest {number(most)} of them below" if n > most else count(n, noun)


def _list(
    view: View, name: str, label: str, rows: pd.DataFrame, cells: Mapping[str, Column], term: str
) -> Mapping[str, object] | None:
    """A short list under its label with what it means; gives the row that is selected in it."""
    st.markdown(f"**{md_escape(label)}**")
    if rows.empty:
        return None
    key = f"missing_{name}"
    account.selectable_table(view, rows, cells, name=key, alt=label, rows_in_sight=IN_SIGHT, missing=UNKNOWN)
    evidence_of(
        "What this means, and the list as a file",
        rows,
        cells,
        name=name,
        definition=view.means(term, "active_account"),
        counted=count(len(rows), "account"),
        listed=True,
    )
    return account.selected(view, rows, key)
