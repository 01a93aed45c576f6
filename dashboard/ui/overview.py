"""The overview: its figures, its tiles, and the table of teams with the team that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import headlines, portfolio
from dashboard.charts.cadence import NOT_RECORDED_SHORT
from dashboard.headlines.weeks import count_direction, share_direction
from dashboard.portfolio import ALL_TEAMS
from dashboard.portfolio.overview import contacts_known
from dashboard.scoring.recording import beside
from dashboard.ui import account, weeks
from dashboard.ui import overview_columns as columns
from dashboard.ui.filters import put_opened
from dashboard.ui.menu import entry_of, link
from dashboard.ui.tables import Column, download, evidence_of, table
from dashboard.ui.tiles import Tile, tiles
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count, day, is_unknown, md_escape, money, number, rate

TEAMS_SHOWN = "Teams shown"
ALL, NONE, ONE = "all-teams", "no-team", "team:"
"""What the address says is open: all teams, the accounts without a team, or with its id behind it, a team."""
TEAMS_IN_SIGHT = 12
LIST_IN_SIGHT = 5
EXPLAINED_ON = ("recent_buyers", "meeting_frequency", "customer_pyramid")

ACTIVE_MEANS = ("active_account", "tier")
CADENCE_MEANS = ("on_cadence", "contact_target", "counted_contact")
NEGLECTED_MEANS = ("neglected", "watch", "watch_amount")
LINES_MEAN = ("pyramid", "active_account", "on_cadence", "overdue_a_and_b", "neglected", "without_owner", "unknown")


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view.

    `lines` is `portfolio.team_lines` with `open`, `share_text` and `neglected_text`; `without_owner` is the length of
    `portfolio.without_owner_list`.
    """

    headline: headlines.Headline
    lines: pd.DataFrame
    without_owner: int
    directions: weeks.Directions | None
    """None where it is not known who was contacted, then or now."""

    @property
    def whole(self) -> pd.Series:
        return self.lines.iloc[-1]


@dataclass(frozen=True)
class Lists:
    """The accounts of one line of teams that are to be talked about; frames as in `portfolio`."""

    overdue: pd.DataFrame
    neglected: pd.DataFrame
    without_owner: pd.DataFrame


def figures_of(view: View) -> Figures:
    """The figures of the view, made once with the weekly history and once without."""
    return view.kept(_figures, coloured=False, of=(weeks.is_there(view),))


def _figures(view: View, _with_history: bool) -> Figures:
    lines = portfolio.team_lines(view.accounts, TEAMS_SHOWN if view.filters.teams else ALL_TEAMS)
    opened = [NONE if is_unknown(team_id) else f"{ONE}{team_id}" for team_id in lines["team_id"].iloc[:-1]]
    each = [line for _, line in lines.iterrows()]
    lines = lines.assign(
        open=[*opened, ALL],
        share_text=[headlines.cadence_cell(line) for line in each],
        neglected_text=[headlines.neglected_cell(line, view.currency) for line in each],
    )
    return Figures(
        headline=headlines.overview_headline(lines, view.currency, view.filters, view.quality.not_recording),
        lines=lines,
        without_owner=len(view.kept(_lists, coloured=False, of=(ALL,)).without_owner),
        directions=weeks.directions(view, lines["team_id"]) if contacts_known(view.accounts) else None,
    )


def numbers(view: View, shown: Figures) -> None:
    """The four numbers of all accounts in scope."""
    whole = shown.whole
    went = shown.directions
    last, since = (went.lines.iloc[-1], day(went.since, view.as_of)) if went else (None, "")
    cadence = share_direction(last["cadence"], since) if went else ""
    neglected = count_direction(last["neglected"], since) if went else ""
    parts = (_active(view, whole), _on_cadence(view, whole, cadence), _neglected(view, whole, neglected))
    tiles(view, (*parts, _without_owner(view, whole, shown.without_owner)))


def teams(view: View, shown: Figures) -> None:
    """One line per team, and below it the accounts of the line that is selected."""
    lines = shown.lines
    teams_in_words = count(lines["team_id"].notna().sum(), "team")
    download(lines, columns.teams_file(view), name="overview", label="Export", place=view.action)
    section("Teams")
    went = shown.directions
    noted = _noted(view, lines)
    drawn = noted if went is None else noted.join(went.lines.add_suffix("_weeks"))
    table(
        drawn,
        columns.teams(_most(went), "overdue_text" in noted),
        name="lines",
        alt=f"{teams_in_words} by name, and all of them in the last line",
        rows_in_sight=TEAMS_IN_SIGHT,
        chosen=view.address.open,
        on_choice=lambda opened: put_opened(next(iter(opened), None)),
        ids="open",
        total=True,
    )
    st.caption("Select a line to see its accounts; with the keyboard, arrows move and Shift+Space selects.")
    if "overdue_text" in noted:
        told = headlines.not_recorded_lines(lines[noted["share"].isna() & lines["share"].notna()])
        st.caption(md_escape(told))
    weeks.notice(view)
    chosen = lines[lines["open"] == view.address.open]
    if len(chosen):
        _team(view, chosen.iloc[0])
    evidence_of(
        "What the columns mean, and the lines as numbers",
        lines,
        columns.teams_file(view),
        name="lines-as-numbers",
        definition=view.means(*LINES_MEAN),
        counted=teams_in_words,
    )


def _noted(view: View, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines as they are drawn: those of teams that record no meetings say so in place of figures of meetings."""
    without = lines["team_id"].isin(list(view.quality.not_recording)) & lines["with_target"].gt(0).fillna(False)
    if not without.any():
        return lines
    return lines.assign(
        share=lines["share"].mask(without),
        share_text=lines["share_text"].mask(without, NOT_RECORDED_SHORT),
        overdue_text=pd.Series([number(n) for n in lines["overdue"]], dtype=object).mask(without, NOT_RECORDED_SHORT),
        overdue=lines["overdue"].mask(without),
    )


def _most(went: weeks.Directions | None) -> float | None:
    """The largest number of neglected buyers of any line and week; at least one."""
    if went is None:
        return None
    return max([1.0, *(n for values in went.lines["neglected"] for n in values)])


def _active(view: View, whole: pd.Series) -> Tile:
    return Tile(
        id="active",
        label="Active accounts",
        value=number(whole["active"]),
        cases=f"of {count(whole['accounts'], 'account')}",
        definition=view.means(*ACTIVE_MEANS),
        accounts=int(whole["active"]),
        rows=lambda: view.kept(_active_rows, coloured=False),
        columns=columns.active(view),
        page="customer_pyramid",
    )


def _on_cadence(view: View, whole: pd.Series, direction: str) -> Tile:
    known = not is_unknown(whole["with_target"])
    of = int(whole["with_target"]) if known else 0
    cases = f"{number(whole['on_cadence'])} of {number(of)} with a contact target" if of else "no contact target"
    return Tile(
        id="on-cadence",
        label="On cadence",
        value=rate(whole["on_cadence"], of) if known else UNKNOWN,
        cases=cases if known else "contacts are not connected",
        definition=view.means(*CADENCE_MEANS),
        accounts=of,
        rows=lambda: view.kept(_target_rows, coloured=False),
        columns=columns.cadence(),
        page="meeting_frequency",
        direction=direction,
    )


def _neglected(view: View, whole: pd.Series, direction: str) -> Tile:
    known = not is_unknown(whole["neglected"])
    n = int(whole["neglected"]) if known else 0
    return Tile(
        id="neglected",
        label="Neglected buyers",
        value=(f"{n:,} · {money(whole['amount'], view.currency)}" if n else "0") if known else UNKNOWN,
        cases=f"of {count(whole['recent'], 'recent buyer')}" if known else "contacts are not connected",
        definition=view.means(*NEGLECTED_MEANS),
        accounts=n,
        rows=lambda: view.kept(_lists, coloured=False, of=(ALL,)).neglected,
        columns=columns.neglected(view),
        page="recent_buyers",
        direction=direction,
    )


def _without_owner(view: View, whole: pd.Series, listed: int) -> Tile:
    known, active = not is_unknown(whole["without_owner"]), whole["active"]
    return Tile(
        id="without-owner",
        label="Without active owner",
        value=number(whole["without_owner"]),
        cases=f"of {count(active, 'active account')}"
        if known
        else f"{number(listed)} of {number(active)} name no owner",
        definition=view.means("without_owner", "active_account"),
        accounts=listed,
        rows=lambda: view.kept(_lists, coloured=False, of=(ALL,)).without_owner,
        columns=columns.without_owner(view),
    )


def _active_rows(view: View) -> pd.DataFrame:
    return portfolio.active_list(view.accounts)


def _target_rows(view: View) -> pd.DataFrame:
    return _beside(view, portfolio.target_list(view.accounts, view.as_of))


def _beside(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(last_contact=beside(rows["last_contact"], rows["team_id"], view.quality.not_recording))


def _lists(view: View, opened: str) -> Lists:
    """The lists of what the address calls open."""
    accounts = view.accounts
    if opened != ALL:
        accounts = accounts[portfolio.of_team(accounts, None if opened == NONE else opened.removeprefix(ONE))]
    return Lists(
        overdue=_beside(view, portfolio.overdue_list(accounts, view.as_of)),
        neglected=portfolio.neglected_list(accounts),
        without_owner=portfolio.without_owner_list(accounts),
    )


def _team(view: View, line: pd.Series) -> None:
    """The accounts of one line that its team talks about: overdue ones, neglected buyers, those without owner."""
    section(line["team"])
    if line["open"] != NONE:
        _links(line)
    lists = view.kept(_lists, coloured=False, of=(line["open"],))
    some_never = not is_unknown(line["never"]) and line["never"] > 0
    never = f" · {number(line['never'])} never contacted" if some_never else ""
    left, right = st.columns(2, gap="medium")
    with left:
        label = f"Overdue A and B accounts · {number(line['overdue'])}{never}"
        overdue = _list(view, "overdue", label, lists.overdue, columns.overdue())
    with right:
        label = f"Neglected buyers · {line['neglected_text']}"
        neglected = _list(view, "neglected", label, lists.neglected, columns.neglected(view))
        label = f"Without active owner · {number(line['without_owner'])}"
        without_owner = _list(view, "without-owner", label, lists.without_owner, columns.without_owner(view))
    account.opened(view, overdue or neglected or without_owner)


def _links(line: pd.Series) -> None:
    """Links to the pages that show the same accounts."""
    filters = {} if line["open"] == ALL else {"team": line["team_id"]}
    with st.container(horizontal=True):
        for page in EXPLAINED_ON:
            link(page, f"{entry_of(page).title} · {md_escape(line['team'])}", **filters)


def _list(
    view: View, name: str, label: str, rows: pd.DataFrame, cells: Mapping[str, Column]
) -> Mapping[str, object] | None:
    """A short list under its label; gives the row that is selected in it."""
    st.markdown(f"**{md_escape(label)}**")
    if rows.empty:
        return None
    key = f"of_team_{name}"
    account.selectable_table(view, rows, cells, name=key, alt=label, rows_in_sight=LIST_IN_SIGHT)
    download(rows, cells, name=key.replace("_", "-"))
    return account.selected(view, rows, key)
