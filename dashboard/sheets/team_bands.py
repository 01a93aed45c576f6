"""The picture of a review: the bands of health of each team, as the relationship health page draws them."""

from __future__ import annotations

from pathlib import Path

from dashboard.charts import bands_by_team
from dashboard.palette import HEALTH_BANDS, LIGHT
from dashboard.review import Review
from dashboard.sheets.cells import short
from dashboard.sheets.pictures import Vector, vector

BANDS_TITLE = "Active accounts by band of health"
WIDTH = 740
"""Pixels: in the width of A4 between its margins the smallest text of the charts is then no smaller than 8 points."""

_MOST_TEAMS = 12


def bands_picture(review: Review, fonts: Path | None = None) -> Vector | None:
    """Bars that add up to 100%, one per team; None where health is not known, or of so many teams that it fills a page."""
    lines = review.teams
    if not set(HEALTH_BANDS) <= set(lines) or not 0 < len(lines) <= _MOST_TEAMS + 1:
        return None
    counts = lines[list(HEALTH_BANDS)].fillna(0).astype(int)
    shown = counts.assign(team=[short(team) for team in lines["team"]], n=counts.sum(axis=1))
    shown = shown[shown["n"] > 0].reset_index(drop=True)
    picture = bands_by_team(shown, LIGHT)
    return None if picture is None else vector(picture, WIDTH, fonts)
