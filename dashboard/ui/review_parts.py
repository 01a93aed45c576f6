"""The parts of a weekly review as they are drawn, of today's and of one that was closed alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from dashboard.address import ALL_STATES, CHANGE_CHOICES
from dashboard.headlines import cadence_cell, neglected_cell
from dashboard.palette import DIRECTION_GLYPHS
from dashboard.review import KINDS, Review
from dashboard.review.lines import WEEKS
from dashboard.ui import review_columns as columns
from dashboard.ui.filters import put, put_opened
from dashboard.ui.tables import download, evidence_of, table
from dashboard.ui.view import section
from dashboard.wording import NOTHING, UNKNOWN, arrow, count, is_unknown, md_escape, number, share_of

NARROWEST_TILE = 150
ROWS_IN_SIGHT = 10
SEVERAL_REASONS = ("band_fell", "band_rose")
_SERVES = "serves "

Row = Mapping[str, object]


def tiles(review: Review) -> None:
    """The four numbers of all accounts shown, each with what it is of and how it changed."""
    with st.grid(len(review.tiles), min_column_width=NARROWEST_TILE):
        for tile in review.tiles:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                value = f":gray[{UNKNOWN}]" if tile.value == UNKNOWN else md_escape(tile.value)
                st.metric(tile.label, value, tile.change or None, delta_color="off", delta_arrow="off")
                st.caption(md_escape(tile.cases))


def told(review: Review) -> pd.DataFrame:
    """The changes as they are listed: `change` is their word with the glyph of its direction."""
    rows = review.changes
    words = [KINDS[kind].word for kind in rows["kind"]]
    glyphs = [DIRECTION_GLYPHS[direction] for direction in rows["direction"]]
    served = [str(why).removeprefix(_SERVES) for why in rows["why"]]
    return rows.assign(
        change=[f"{glyph} {word}" for glyph, word in zip(glyphs, words, strict=True)],
        kind_words=words,
        group=[KINDS[kind].group for kind in rows["kind"]],
        account_name=rows["account_name"].where(rows["account_id"].notna(), pd.Series(served, index=rows.index)),
        tier=rows["tier"].fillna(NOTHING),
        owner_name=rows["owner_name"].fillna(NOTHING),
        team_name=rows["team_name"].fillna(NOTHING),
    )


def changes(review: Review, rows: pd.DataFrame, chosen_states: tuple[str, ...], opened: str | None) -> Row | None:
    """What changed, as `told` lists it, by group; gives the change that is open."""
    section("What changed")
    group = _group(rows, chosen_states) if len(rows) else None
    if rows.empty:
        st.caption(f"Nothing changed since {md_escape(review.compared_with)}.")
        return None
    shown = rows if group is None else rows[rows["group"] == group]
    table(
        shown,
        columns.changes(review),
        name="changes",
        alt=f"{count(len(shown), 'change')} since {review.compared_with}, the most serious first",
        rows_in_sight=ROWS_IN_SIGHT,
        chosen=opened,
        on_choice=lambda ids: put_opened(next(iter(ids), None)),
        ids="change_id",
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            "Select a change to see why; with the keyboard, arrows move and Shift+Space selects.", width="content"
        )
        download(shown, columns.changes_file(review), name="changes")
    found = rows[rows["change_id"] == opened]
    return None if found.empty else found.iloc[0].to_dict()


def _group(rows: pd.DataFrame, chosen: tuple[str, ...]) -> str | None:
    """The group of changes that is chosen; None for all of them."""
    counts = rows["group"].value_counts()
    offered = {key: group for key, group in CHANGE_CHOICES.items() if group in counts}
    labels = {ALL_STATES: f"All {len(rows)}"} | {key: f"{group} {counts[group]}" for key, group in offered.items()}
    now = next((state for state in chosen if state in offered), ALL_STATES)
    st.session_state["change_groups"] = now
    st.pills(
        "Groups of changes",
        list(labels),
        format_func=labels.get,
        key="change_groups",
        required=True,
        label_visibility="collapsed",
        wrap=True,
        on_change=lambda: put("state", [key for key in [st.session_state["change_groups"]] if key in offered]),
    )
    return offered.get(now)


def why(review: Review, change: Row, place: str = "") -> None:
    """One change in full: whose, where that stands (`place`, Markdown), what happened, and every part of its reason."""
    name = change["what"] if is_unknown(change["account_id"]) else change["account_name"]
    section(str(name))
    if place:
        st.markdown(place)
    st.markdown(f"**{md_escape(change['change'])}** · {md_escape(change['what'])}")
    reasons = str(change["why"]).split("; ") if change["kind"] in SEVERAL_REASONS else [str(change["why"])]
    opened = [md_escape(reason[:1].upper() + reason[1:]) for reason in reasons]
    st.markdown(opened[0] if len(opened) == 1 else "\n".join(f"- {reason}" for reason in opened))
    if not is_unknown(change["amount"]):
        amount = columns.changes(review)["amount"].written(change["amount"])
        st.caption(f"{md_escape(amount)} {'at stake' if change['kind'] == 'neglected' else 'revenue of 12 months'}")


def teams(review: Review, definition: str, notice: Callable[[], None] | None = None) -> None:
    """One line per team, the last of all of them, with how each went over the last weeks."""
    lines = _team_texts(review)
    teams_in_words = count(lines["team_id"].notna().sum(), "team")
    section("Teams")
    with_weeks = lines["cadence_weeks"].notna().all()
    numbers = [n for weeks in lines["neglected_weeks"] if with_weeks for n in weeks]
    table(
        lines,
        columns.teams(max([1.0, *numbers]) if with_weeks else None),
        name="lines",
        alt=f"{teams_in_words} by name, and all of them in the last line",
        rows_in_sight=12,
        total=True,
    )
    drawn = f" Lines: the last {WEEKS} weeks." if with_weeks else ""
    st.caption(f"Arrows: since {md_escape(review.compared_with)}, shares in points.{drawn}")
    if notice is not None and not with_weeks:
        notice()
    evidence_of(
        "What the columns mean, and the lines as numbers",
        lines,
        columns.teams_file(review),
        name="lines-as-numbers",
        definition=definition,
        counted=teams_in_words,
    )


def _team_texts(review: Review) -> pd.DataFrame:
    lines = review.teams
    each = lines.to_dict("records")
    return lines.assign(
        share_text=[_with_change(cadence_cell(line), 100, line["share_change"]) for line in each],
        neglected_text=[
            _with_change(neglected_cell(line, review.currency), 1, line["neglected_change"]) for line in each
        ],
        good_text=[
            _with_change(share_of(line["good"], line["active"]), 100, line["good_share_change"]) for line in each
        ],
        known_percent=100 * lines["known"],
    )


def _with_change(text: str, factor: int, moved: object) -> str:
    """A number with the direction it went in: `64% of 56 ▲ 2`."""
    if text in (UNKNOWN, NOTHING) or is_unknown(moved):
        return text
    whole = round(factor * float(moved))
    return f"{text} {arrow(whole)} {number(abs(whole))}"


def neglected(review: Review, definition: str) -> None:
    """The neglected buyers in the order in which to call, closed until asked for."""
    n = len(review.neglected)
    evidence_of(
        f"Neglected buyers · {number(n)}, in the order in which to call",
        review.neglected,
        columns.neglected(review),
        name="neglected-buyers",
        definition=definition,
        counted=count(n, "neglected buyer"),
    )
