"""The page of the data: its figures, and how complete the fields are that many figures rest on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.charts.completeness import MOST_TEAMS, completeness_matrix
from dashboard.headlines import Headline
from dashboard.headlines import data as words
from dashboard.portfolio import completeness as complete
from dashboard.portfolio import contradictions as found
from dashboard.scoring.recording import owners_recording
from dashboard.ui import data_columns as columns
from dashboard.ui.tables import Drawn, chart, drawn, evidence_of
from dashboard.ui.view import View, section
from dashboard.wording import count, share_of
from data_access.scope import Scope

MEETING_FIELDS = ("met", "person", "purpose", "agenda", "memo", "shared")
"""Fields of FIELDS that say nothing of a team that records no meetings."""


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; `lines` is empty for who does not see the whole source."""

    headline: Headline
    lines: pd.DataFrame
    fields: pd.DataFrame
    matrix: Drawn | None
    recording: pd.DataFrame
    found: dict[str, pd.DataFrame]
    charges: pd.DataFrame


def sees_everything(view: View) -> bool:
    """Whether the whole source may be told of, not only the accounts of some teams."""
    return view.scope == Scope.everything()


def figures(view: View) -> Figures:
    """The figures of the view."""
    quality, accounts = view.quality, view.accounts
    lines = complete.table_lines(view.mirror.report, quality.newest, quality.silences)
    contradictions = {
        found.WITHOUT_RATE: found.without_rate(quality.without_rate, accounts),
        found.MERGED: found.merged(quality.merged, accounts),
        found.WON: found.won_against_ordered(quality.won, accounts) if view.has("orders") else quality.won.iloc[:0],
        found.ALIKE: found.alike(quality.alike, accounts),
    }
    cells = complete.field_cells(quality.fields, complete.team_names(accounts), _delivered(view))
    silent = {(field, team) for field in MEETING_FIELDS for team in quality.not_recording}
    counts = {kind: len(rows) for kind, rows in contradictions.items()}
    whole = sees_everything(view)
    return Figures(
        headline=words.data_headline(lines, quality.silences, view.as_of)
        if whole and not view.filters.active
        else words.team_headline(counts, view.filters, whole),
        lines=lines if whole else lines.iloc[:0],
        fields=cells,
        matrix=drawn(completeness_matrix(cells, view.colours, silent)),
        recording=_recording(view),
        found=contradictions,
        charges=found.charges_by_channel(view.service_rows.cases, quality.channels, accounts, view.as_of),
    )


def completeness(view: View, shown: Figures) -> None:
    """The picture of fields by team, and which teams record their meetings."""
    teams = shown.fields["column"].nunique() - 1
    noted = not shown.recording.empty and not shown.recording["recorded"].all()
    section("How complete the fields are", words.completeness_caption(noted, max(teams - MOST_TEAMS, 0)))
    if shown.matrix is None:
        st.markdown("No rows to fill fields of.")
        return
    means = view.means("completeness", "meetings_not_recorded", "not_connected")
    chart(shown.matrix, columns=columns.of_fields(shown.matrix.table), name="fields", definition=means)
    if len(shown.recording):
        evidence_of(
            "Who records meetings, by team",
            shown.recording,
            columns.recording(),
            name="recording",
            definition=view.means("meetings_not_recorded", "counted_meeting"),
            counted=count(len(shown.recording), "team"),
        )


def _delivered(view: View) -> frozenset[str]:
    """The tables that are connected on the day, and the columns that the source delivers."""
    tables = view.mirror.report.tables
    delivered = {f"{table.table}.{column}" for table in tables if table.connected for column in table.columns}
    return frozenset(delivered) | view.connected


def _recording(view: View) -> pd.DataFrame:
    """The teams in sight with their meetings, and how many of their account owners have any, in words."""
    lines = view.quality.recording
    lines = lines[lines["team_id"].isin(view.accounts["team_id"].dropna().unique())]
    lines = lines.merge(owners_recording(view.accounts), on="team_id", how="left")
    pairs = zip(lines["with_meeting"], lines["owners"], strict=True)
    owners = [share_of(part, whole) for part, whole in pairs]
    told = ["✓ recorded" if there else "○ not recorded" for there in lines["recorded"]]
    return lines.assign(owners_with=pd.Series(owners, dtype=object), told=pd.Series(told, dtype=object))
