"""What the weekly history says on a page: directions of teams, two years of an account, and how far its making is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.headlines.weeks import (
    WHAT_CHANGED,
    history_sentence,
    points_moved,
    share_direction,
    state_of,
    trend_sentence,
)
from dashboard.history import WEEKS_SHOWN
from dashboard.indicators import INDICATORS
from dashboard.portfolio.weeks import (
    DIRECTION_WEEKS,
    changes_of,
    good_by_week,
    moved_points,
    of_shown_teams,
    weeks_of_teams,
)
from dashboard.scoring import trend_from
from dashboard.ui.stores import identity, now, scored
from dashboard.ui.tables import CELL, Column, Drawn, chart, download, drawn, evidence_of, table
from dashboard.ui.view import View, row_of, section
from dashboard.wording import NOTHING, UNKNOWN, as_date, count, day, is_unknown, number, share, share_of

POLL_SECONDS = 2.0
SHOWN_DECIMALS = 1
ACCOUNTS_KEPT = 64
MEANS = ("history", "score", "known_share", "band", "trend")
"""What the part about an account's history rests on."""


@dataclass(frozen=True)
class AccountWeeks:
    """The history of one account: its picture, None with fewer than two weeks, what it says, and what changed when."""

    figure: Drawn | None
    sentence: str
    changes: pd.DataFrame


@dataclass(frozen=True)
class Directions:
    """Twelve weeks of each line of teams, last of all of them, and the end of the first week."""

    lines: pd.DataFrame
    since: date


def is_there(view: View) -> bool:
    """Whether the weekly history of what is shown has been computed."""
    return view.store.history(view.mirror, view.policy) is not None


def directions(view: View, team_ids: pd.Series) -> Directions | None:
    """How the teams of these lines went, the last line being all of them; None without two weeks of history."""
    weeks = last_weeks(view)
    if weeks is None:
        return None
    weeks = of_shown_teams(weeks, team_ids)
    if weeks["day"].nunique() < 2:
        return None
    return Directions(weeks_of_teams(weeks, team_ids), as_date(weeks["on"].min()))


def last_weeks(view: View, weeks: int = DIRECTION_WEEKS) -> pd.DataFrame | None:
    """The last weeks of every team in scope; None without a history."""
    history = view.store.history(view.mirror, view.policy)
    if history is None:
        return None
    return history.of_teams(view.scope, view.as_of - timedelta(weeks=weeks), view.as_of)


def good_over_weeks(view: View, lines: pd.DataFrame) -> None:
    """How the share of good accounts went for each line of `portfolio.band_lines`; of owners and tiers no weeks are kept."""
    if view.filters.owners or view.filters.tiers:
        return
    notice(view)
    keys = [None if is_unknown(key) else key for key in lines["team_id"]]
    rows = view.kept(_good_by_week, coloured=False, of=(is_there(view), tuple(keys), tuple(lines["team"])))
    if rows is None:
        return
    shares = [
        list(rows.loc[rows["team_id"].isna() if key is None else rows["team_id"] == key, "share"]) for key in keys
    ]
    shares = [[None if is_unknown(value) else value for value in values] for values in shares]
    since = day(rows["on"].min(), view.as_of)
    told = lines.assign(
        told=[share_of(good, n) for good, n in zip(lines["good"], lines["n"], strict=True)],
        weeks=shares,
        change=[share_direction(values, since) or NOTHING for values in shares],
    )
    st.markdown(f"**Good accounts since {since}, week by week**")
    table(told, _good_columns(), name="good-weeks", alt=f"Share of good accounts by team since {since}")
    evidence_of(
        "What this means, and each week as a file",
        rows,
        _good_week_columns(view),
        name="good-each-week",
        definition=view.means("band", "history"),
    )


def _good_by_week(
    view: View, _with_history: bool, keys: tuple[str | None, ...], names: tuple[str, ...]
) -> pd.DataFrame | None:
    weeks = last_weeks(view)
    return (
        None
        if weeks is None or weeks["day"].nunique() < 2
        else good_by_week(weeks, dict(zip(keys, names, strict=True)))
    )


def notice(view: View) -> None:
    """Says that trends are being computed, or why they are not there; nothing once they are."""
    if is_there(view):
        return
    failed = view.store.history_failure(view.mirror, view.policy)
    if failed is not None:
        st.caption(f"Trends over weeks could not be computed. Reference {failed.reference}.")
        return
    _progress(view)


@st.fragment(run_every=POLL_SECONDS)
def _progress(view: View) -> None:
    if is_there(view) or view.store.history_failure(view.mirror, view.policy) is not None:
        st.rerun()
    view.store.keep_history(view.mirror, view.policy, now)
    progress = view.store.history_progress
    done = f": {number(progress.done)} of {count(progress.total, 'week')}" if progress and progress.total else ""
    st.caption(f"Trends over weeks are being computed{done}.")


def account_history(view: View, account: Mapping[str, object]) -> None:
    """Two years of the account week by week, what changed when, and what moved the score between two weeks."""
    if not is_there(view):
        section("Two years, week by week")
        notice(view)
        return
    place = (identity(view.store, view.mirror), view.policy.digest(), view.scope.team_ids)
    shown = _history_of(view, account["account_id"], (*place, view.as_of, account["account_id"], view.colours.name))
    if shown.figure is None:
        return
    section("Two years, week by week", shown.sentence)
    chart(shown.figure, columns=_weeks_columns(view), name="weeks", definition=view.means(*MEANS))
    _changes(view, account, shown.changes)


@st.cache_resource(max_entries=ACCOUNTS_KEPT, show_spinner=False)
def _history_of(_view: View, _account_id: str, key: tuple[object, ...]) -> AccountWeeks:  # noqa: ARG001
    """The history of an account, made once per key; kept apart from figures of lists, which many accounts would push out."""
    weeks = _view.store.history(_view.mirror, _view.policy).of_account(_view.scope, _account_id, _view.as_of)
    weeks = weeks.tail(WEEKS_SHOWN).reset_index(drop=True)
    changes = changes_of(weeks)
    told = changes.assign(
        row=[f"{as_date(on).isoformat()}-{what}" for on, what in zip(changes["on"], changes["what"], strict=True)],
        label=changes["what"].map(WHAT_CHANGED),
        before=[state_of(what, value) for what, value in zip(changes["what"], changes["before"], strict=True)],
        after=[state_of(what, value) for what, value in zip(changes["what"], changes["after"], strict=True)],
    )
    picture = charts.account_weeks(weeks, _view.colours)
    return AccountWeeks(drawn(picture), history_sentence(weeks, _view.as_of) if picture else "", told)


def _changes(view: View, account: Mapping[str, object], told: pd.DataFrame) -> None:
    """What changed from one week to the next; a selected row says what moved the score in its week."""
    before = trend_from(view.as_of)
    if account["layer"] == "active":
        st.markdown(f"**What moved the score.** {trend_sentence(account, day(before, view.as_of))}")
    left, right = st.columns(2, gap="medium")
    chosen = None
    with left:
        st.markdown(f"**What changed when** · {count(len(told), 'change')}")
        if told.empty:
            st.caption("Nothing changed in these weeks.")
        else:
            alt = f"What changed in these weeks, the latest first, {count(len(told), 'change')}"
            place = "change_of_week"
            table(
                told,
                _change_columns(view),
                name="changes",
                alt=alt,
                rows_in_sight=6,
                chosen=st.session_state.get(place),
                on_choice=lambda ids: st.session_state.update({place: next(iter(ids), None)}),
                ids="row",
            )
            download(told, _change_columns(view), name="changes")
            found = told[told["row"] == st.session_state.get(place)]
            chosen = None if found.empty else found.iloc[0]
    with right:
        _moved(view, account["account_id"], before, chosen)


def _moved(view: View, account_id: str, before: date, chosen: pd.Series | None) -> None:
    """Which indicators took more or fewer points than before, in the selected week or since the trend's first day."""
    first, last = (before, view.as_of) if chosen is None else (as_date(chosen["before_on"]), as_date(chosen["on"]))
    rows = [_row(view, account_id, on) for on in (first, last)]
    st.markdown(f"**Points moved from {day(first, view.as_of)} to {day(last, view.as_of)}**")
    if any(row is None or row["layer"] != "active" for row in rows):
        st.caption("The account was not active on both days, so no score can be compared.")
        return
    points_table(moved_points(*rows, view.policy), "moved")


def points_table(moved: pd.DataFrame, name: str) -> None:
    """The indicators that took more or fewer points, of rows of `portfolio.weeks.moved_points`, with their file."""
    moved = moved[moved["moved"].abs().round(SHOWN_DECIMALS) > 0]
    if moved.empty:
        st.caption("No indicator took more or fewer points.")
        return
    told = moved.assign(
        title=[INDICATORS[name].title for name in moved["indicator"]],
        change=[points_moved(points) for points in moved["moved"]],
        **{name: [_lost(points) for points in moved[name]] for name in ("lost_before", "lost_after")},
    )
    table(told, _moved_columns(), name=name, alt="Indicators by the change of the points they take", rows_in_sight=6)
    download(told, _moved_columns(), name=f"points-{name}")


def _row(view: View, account_id: str, on: date) -> Mapping[str, object] | None:
    """The account's row of the frame of a date."""
    frames = scored(view.store, view.mirror, on, view.policy, trend=on == view.as_of)
    return row_of(frames.accounts, view.scope, account_id)


def _lost(points: object) -> str:
    return UNKNOWN if is_unknown(points) else number(points, 1)


def _weeks_columns(view: View) -> dict[str, Column]:
    return {
        "Week to": Column("Week to", 110, written=lambda on: day(on, view.as_of)),
        "Score": Column("Score", 80, written=lambda score: NOTHING if is_unknown(score) else number(score)),
        "Based on": Column("Based on", 90, written=lambda known: NOTHING if is_unknown(known) else share(known)),
        **{word: Column(word, 130) for word in charts.LANE_WORDS.values()},
    }


def _change_columns(view: View) -> dict[str, Column]:
    return {
        "on": Column("Week to", 100, written=lambda on: day(on, view.as_of)),
        "label": Column("What", 100),
        "before": Column("Before", 140, coloured=CELL),
        "after": Column("After", 140, coloured=CELL),
    }


def _good_columns() -> dict[str, Column]:
    return {
        "team": Column("Team", 150),
        "told": Column("Good", 110),
        "weeks": Column(f"{DIRECTION_WEEKS} weeks", 150, line_to=1.0, help="Share of active accounts, from 0 to 100%"),
        "change": Column("Change", 190),
    }


def _good_week_columns(view: View) -> dict[str, Column]:
    return {
        "team": Column("Team", 150),
        "on": Column("Week to", 110, written=lambda on: day(on, view.as_of)),
        "good": Column("Good", 80, written=number),
        "active": Column("Active accounts", 120, written=number),
        "share": Column("Share", 80, written=share),
    }


def _moved_columns() -> dict[str, Column]:
    return {
        "title": Column("Indicator", 170),
        "change": Column("Score", 120),
        "lost_before": Column("Lost before", 100),
        "lost_after": Column("Lost after", 100),
    }
