"""The charts of response times and of satisfaction by month: what is drawn, in which words and colours."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.charts import lowest_shown, response_chart, satisfaction_chart
from dashboard.charts.responses import MOST_CHANNELS
from dashboard.palette import DARK, LIGHT
from tests.test_charts import BOTH, layers, marks, rows_of, shown_texts, spec_of

TIMES = pd.DataFrame(
    {
        "channel": ["post", "hotline", "chat", "All channels"],
        "n": [3, 1_204, 12, 1_219],
        "median": [80.0, 12.5, 0.5, 12.4],
        "p90": [90.0, 60.0, 3.0, 61.0],
    }
)
MONTHS = pd.DataFrame(
    {
        "part": "core",
        "place": range(12),
        "month": pd.date_range("2023-07-01", periods=12, freq="MS"),
        "n": [0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 3],
        "mean": [float("nan"), 7.4, 7.96, 8.0, 8.4, 9.1, 8.8, 8.2, 8.1, 8.3, 7.0, 6.2],
    }
)


@BOTH
def test_each_channel_has_its_median_its_limit_and_its_n(colours):
    spec = spec_of(response_chart(TIMES, colours, 8, 72))
    dots = rows_of(spec, marks(spec, "circle")[0])
    good, fair, poor = (colours.tones[token].fill for token in ("good", "fair", "poor"))
    assert [(dot["median"], dot["p90"], dot["fill"]) for dot in dots] == [
        (80.0, 90.0, poor),
        (12.5, 60.0, fair),
        (0.5, 3.0, good),
        (12.4, 61.0, fair),
    ]
    texts = shown_texts(spec)
    for words in ("limit 8 h", "n 1,204", "✗ 80 h", "▲ 12 h", "✓ 30 min", "90% in 60 h"):
        assert words in texts
    assert {row["limit"] for tick in marks(spec, "tick") for row in rows_of(spec, tick)} == {8}


def test_the_slowest_channels_and_all_of_them_are_drawn_where_there_are_many():
    many = pd.DataFrame(
        {"channel": [f"c{i}" for i in range(30)], "n": 1, "median": range(30, 0, -1), "p90": range(30, 0, -1)}
    )
    rows = pd.concat([many, TIMES.iloc[-1:]], ignore_index=True)
    picture = response_chart(rows, LIGHT, 8, 72)
    spec = spec_of(picture)
    drawn = [row["channel"] for row in rows_of(spec, marks(spec, "circle")[0])]
    assert drawn == [*(f"c{i}" for i in range(MOST_CHANNELS)), "All channels"]
    assert len(picture.table) == 31
    assert "median 12 h, 90% within 61 h, of 1,219 answers; limit 8 h. Slowest: c0 30 h." in picture.alt


def test_a_single_channel_is_drawn_once():
    rows = pd.DataFrame({"channel": ["post", "All channels"], "n": 4, "median": 5.0, "p90": 6.0})
    spec = spec_of(response_chart(rows, DARK, 8, 72))
    assert [row["channel"] for row in rows_of(spec, marks(spec, "circle")[0])] == ["post"]
    assert response_chart(rows.iloc[:0], DARK, 8, 72) is None


@BOTH
def test_months_below_the_limit_are_poor_and_say_so(colours):
    picture = satisfaction_chart(MONTHS, colours, 8.0, lowest_shown(MONTHS, 8.0), "core service")
    spec = spec_of(picture)
    fills = {row["place"]: row["fill"] for row in rows_of(spec, marks(spec, "circle")[0])}
    assert 0 not in fills, "nobody answered in the first month"
    poor = {place for place, fill in fills.items() if fill == colours.tones["poor"].fill}
    assert poor == {1, 2, 10, 11}
    texts = shown_texts(spec)
    for words in ("limit 8", "✗ 7.4", "✗ 7.96", "8.0", "n 13", "–", "Jun"):
        assert words in texts
    assert "below 8 in 4 of 11 months with answers; last in Jun 6.2 of 10, 3 answered." in picture.alt


def test_both_parts_are_drawn_on_one_scale_and_a_phone_has_the_last_months():
    assert lowest_shown(MONTHS, 8.0) == 5
    assert lowest_shown(MONTHS.iloc[:1], 8.0) == 7
    spec = spec_of(satisfaction_chart(MONTHS, LIGHT, 8.0, 2, "core service"))
    domains = [mark["encoding"]["y"]["scale"]["domain"] for mark in layers(spec) if "scale" in mark["encoding"]["y"]]
    assert domains
    assert all(domain == [2, 10] for domain in domains)
    assert any("datum.place >= 6" in str(mark.get("transform")) for mark in layers(spec))
    assert satisfaction_chart(MONTHS.iloc[:1], LIGHT, 8.0, 2, "core service") is None


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_no_text_is_smaller_than_12(colours):
    for picture in (
        response_chart(TIMES, colours, 8, 72),
        satisfaction_chart(MONTHS, colours, 8.0, 5, "core service"),
    ):
        spec = spec_of(picture)
        assert all(mark["mark"]["fontSize"] >= 12 for mark in marks(spec, "text"))
