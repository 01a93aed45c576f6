"""What pages say above their headline of the data they rest on: what stopped coming, and who records no meetings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import headlines
from dashboard.scoring.silence import of_page
from dashboard.wording import md_escape

if TYPE_CHECKING:
    from dashboard.ui.view import View

OLD_DATA_DAYS = 60


def notice_of_silence(view: View, newest: date | None) -> None:
    """Says what the page rests on and has stopped coming; not of data that are all old, of which the page says so."""
    if newest is None or (view.as_of - newest).days > OLD_DATA_DAYS:
        return
    silent = of_page(view.quality.silences, view.page)
    if silent:
        st.warning(md_escape(headlines.silence_warning(silent, view.as_of)))


def notice_of_recording(view: View) -> None:
    """Says which of the teams in sight hardly record any meeting: their cells say nothing about their customers."""
    lines = view.quality.recording
    teams = set(view.accounts["team_id"].dropna()) & view.quality.not_recording
    if teams:
        st.caption(md_escape(headlines.not_recording_sentence(lines[lines["team_id"].isin(teams)])))
