"""The charts of teams and skills: bars per owner, and the matrix of the six qualities."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest

from dashboard import charts
from dashboard.indicators.teams import QUALITIES
from dashboard.palette import DARK, LIGHT, TIERS
from tests.test_charts import layers, marks, rows_of, shown_texts, spec_of

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def owners(*rows: tuple) -> pd.DataFrame:
    """Rows of `portfolio.workload`: owner, team, A, B, C and the median of the team."""
    found = pd.DataFrame(rows, columns=["owner", "team", *TIERS, "median"])
    found = found.assign(active=found[list(TIERS)].sum(axis=1), Inactive=2, Prospect=3, with_target=1.0, required=2.5)
    return found.assign(held=nan)


WORKLOAD = owners(
    ("A. Demir", "Coast", 2, 0, 5, 6.0), ("B. Novak", "Coast", 1, 1, 3, 6.0), ("C. Lind", "Rhine", 0, 0, 9, 9.0)
)


def cells(grade: float, assessed: int, gaps: int, teams: int = 2) -> pd.DataFrame:
    """Cells of `portfolio.quality_cells` of so many teams, and all of them last."""
    rows = [
        {
            "column": column,
            "team_id": f"t{column}" if column < teams else None,
            "team": f"Team {column}",
            "quality": quality,
        }
        for column in range(teams + 1)
        for quality in QUALITIES
    ]
    return pd.DataFrame(rows).assign(accounts=20, assessed=assessed, gaps=gaps, grade=grade)


@BOTH
def test_a_bar_is_made_of_the_tiers_of_an_owner_in_the_order_given(colours):
    spec = spec_of(charts.workload_bars(WORKLOAD, colours, 9))
    bars = next(layer for layer in marks(spec, "rect"))
    parts = rows_of(spec, bars)
    assert [(part["owner"], part["tier"], part["start"], part["end"]) for part in parts] == [
        ("A. Demir", "A", 0, 2),
        ("A. Demir", "C", 2, 7),
        ("B. Novak", "A", 0, 1),
        ("B. Novak", "B", 1, 2),
        ("B. Novak", "C", 2, 5),
        ("C. Lind", "C", 0, 9),
    ]
    assert bars["encoding"]["fill"]["scale"] == {"domain": list(TIERS), "range": [colours.tiers[t] for t in TIERS]}
    tick = marks(spec, "tick")[-1]
    assert tick["mark"]["color"] == colours.ink
    assert [row["median"] for row in rows_of(spec, tick)] == [6.0, 6.0, 9.0]
    assert [row["label"] for row in rows_of(spec, marks(spec, "text")[-1])] == ["7", "5", "9"]


def test_no_state_colour_stands_beside_a_person():
    spec = str(spec_of(charts.workload_bars(WORKLOAD, LIGHT, 9)))
    tones = [LIGHT.tones[name] for name in ("good", "fair", "poor", "planned")]
    assert not [tone for tone in tones if tone.fill in spec or tone.text in spec or tone.tint in spec]


def test_pages_of_owners_share_one_scale_and_say_their_medians():
    first, second = (charts.workload_bars(WORKLOAD.iloc[rows], LIGHT, 9) for rows in (slice(0, 2), slice(2, 3)))
    scales = [marks(spec_of(picture), "rect")[0]["encoding"]["x"]["scale"] for picture in (first, second)]
    assert scales[0] == scales[1]
    assert scales[0]["domain"] == [0, 9]
    assert first.alt.endswith("Median accounts per owner: Coast 6.")
    assert list(charts.workload_table(WORKLOAD)["Owner"]) == ["A. Demir", "B. Novak", "C. Lind"]
    assert charts.workload_bars(WORKLOAD.iloc[:0], LIGHT, 9) is None


@BOTH
def test_a_cell_says_its_grade_and_its_gaps_in_dots_and_words(colours):
    spec = spec_of(charts.quality_matrix(cells(2.0, 12, 5), colours, 0, 3, 2))
    assert {"●●○", "▲ gap in 5 of 12", "Negotiation", "Team 0", "Team 2"} <= set(shown_texts(spec))
    rects = marks(spec, "rect")[0]
    assert {row["state"] for row in rows_of(spec, rects)} == {"fair"}
    assert {row["open"] for row in rows_of(spec, rects)} >= {"relations:team:t0", "relations:all"}
    assert [param["name"] for param in spec["params"]] == [charts.OPEN_CLICK] or rects["params"]
    good = spec_of(charts.quality_matrix(cells(3.0, 12, 0), colours, 0, 3, 2))
    assert {"●●●", "✓ no gap in 12"} <= set(shown_texts(good))


def test_what_nobody_assessed_is_hatched_and_no_gap():
    picture = charts.quality_matrix(cells(nan, 0, 0), LIGHT, 0, 3, 2)
    spec = spec_of(picture)
    assert "○ not assessed" in shown_texts(spec)
    assert "gap in" not in str(shown_texts(spec))
    rect = marks(spec, "rect")[0]["mark"]
    assert rect["strokeDash"] == [4, 3]
    assert rect["fill"] == LIGHT.tones["unknown"].tint
    assert len(marks(spec, "tick")) == 1
    assert "not assessed" in picture.alt
    assert set(picture.table["Not assessed"]) == {20}


def test_a_narrow_screen_shows_the_chosen_team_alone_and_a_page_its_own_teams():
    spec = spec_of(charts.quality_matrix(cells(1.0, 9, 9, teams=9), LIGHT, 7, 10, 8))
    rect = marks(spec, "rect")[0]
    assert {row["place"] for row in rows_of(spec, rect)} == {0, 1, 2}
    assert rect["transform"] == [{"filter": "width >= 520 || datum.place == 1"}]
    assert [part["expr"] for part in rect["encoding"]["x"]["scale"]["domain"]] == [
        "width < 520 ? 1 : 0",
        "width < 520 ? 2 : 3",
    ]
    assert charts.quality_matrix(cells(1.0, 9, 9).iloc[:0], LIGHT, 0, 0, 0) is None


@BOTH
def test_no_text_is_smaller_than_twelve_pixels(colours):
    for picture in (
        charts.workload_bars(WORKLOAD, colours, 9),
        charts.quality_matrix(cells(2, 9, 3), colours, 0, 3, 0),
    ):
        sizes = [layer["mark"]["fontSize"] for layer in layers(spec_of(picture)) if layer["mark"]["type"] == "text"]
        assert min(sizes) >= 12
