"""The bands of health as bars that add up to 100%, one per team."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.picture import Picture
from dashboard.charts.status import Segment, bars_of, unknown_segment
from dashboard.palette import HEALTH_BANDS, Palette

_NAMES_FROM, _NAMES_TO, _LETTER = 64, 116, 7.6


def bands_by_team(lines: pd.DataFrame, colours: Palette) -> Picture | None:
    """The bars of `portfolio.band_lines`, not enough data hatched; None without an active account."""
    if lines.empty:
        return None
    names = int(min(max(_LETTER * lines["team"].str.len().max() + 12, _NAMES_FROM), _NAMES_TO))
    segments = [_band(band, colours) for band in HEALTH_BANDS]
    return bars_of(lines, segments, colours, "Active accounts by band of health", "accounts", by="team", names=names)


def _band(band: str, colours: Palette) -> Segment:
    state = HEALTH_BANDS[band]
    if state.token == "unknown":
        return unknown_segment(band, state.label, colours)
    fill = colours.tones[state.token].fill
    return Segment(band, state.label, fill, fill, colours.on_fill(state.token))
