"""Charts draw what the frames say: fields, order, domains, colours by state, and words for those who do not see them."""

from __future__ import annotations

import ast
import json
from functools import cache
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import dashboard.charts
from dashboard import charts
from dashboard.charts import Picture
from dashboard.palette import DARK, LIGHT, TIER_ROWS, UNKNOWN, WATCH_STATES, Palette
from dashboard.portfolio import WEEKS, AttentionShift, served_as

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
CHECKPOINTS = (14, 45, 90)


def spec_of(picture: Picture | None) -> dict[str, Any]:
    """The chart as Vega-Lite, validated against its schema."""
    assert picture is not None
    return picture.chart.to_dict(validate=True)


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All single marks of a chart, from back to front."""
    return [mark for layer in spec["layer"] for mark in (layers(layer) if "layer" in layer else [layer])]


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in layers(spec) if layer["mark"]["type"] == kind]


def rows_of(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    """The data behind a mark."""
    return spec["datasets"][layer.get("data", spec.get("data"))["name"]]


def shown_texts(spec: dict[str, Any]) -> list[str]:
    """All words in the picture that are fixed or come from a field."""
    words = []
    for layer in marks(spec, "text"):
        text = layer["encoding"].get("text", layer["mark"].get("text"))
        if "field" in text:
            words += [str(row[text["field"]]) for row in rows_of(spec, layer)]
        else:
            fixed = text.get("value", text)
            words.append(fixed["expr"] if isinstance(fixed, dict) else fixed)
    return words


def pyramid_rows(now: list[int | None], before: list[int | None] | None = None) -> pd.DataFrame:
    rows = pd.DataFrame({"tier": TIER_ROWS, "accounts": pd.array(now, dtype="Int64")})
    rows["before"] = pd.array(before or [None] * 5, dtype="Int64")
    rows["entered"] = pd.array([0 if n is not None else None for n in now[:3]] + [None, None], dtype="Int64")
    return rows.assign(change=rows["accounts"] - rows["before"])


PYRAMID = pyramid_rows([24, 68, 212, 118, 431], [27, 63, 204, 121, 402])
TEAM = pyramid_rows([2, 6, 20, 11, 43], [2, 6, 40, 11, 43])


def share_rows(revenue: list[float], meetings: list[float]) -> pd.DataFrame:
    rows = pd.DataFrame({"tier": TIER_ROWS, "accounts": [24, 68, 212, 118, 431]})
    rows["revenue"], rows["revenue_share"] = np.array(revenue) * 1e6, revenue
    rows["meetings"], rows["meetings_share"] = np.array(meetings) * 1e3, meetings
    rows["index"] = (rows["meetings_share"] / rows["revenue_share"]).where(rows["revenue_share"] > 0)
    return rows.assign(served=served_as(rows["index"]))


SHARES = share_rows([0.58, 0.27, 0.15, 0, 0], [0.31, 0.29, 0.28, 0.04, 0.08])


def totals(amounts: list[float], counts: list[int] | None = None, unknown: float | None = None) -> pd.DataFrame:
    rows = pd.DataFrame({"state": list(WATCH_STATES), "label": [state.label for state in WATCH_STATES.values()]})
    rows["accounts"], rows["amount"], rows["amount_unknown"] = counts or [15, 6, 8, 5, 6], amounts, 0
    if unknown is not None:
        rows.loc[len(rows)] = ["unknown", UNKNOWN.label, 4, unknown, 0]
    return rows


TOTALS = totals([988e3, 586e3, 353e3, 291e3, 358e3])


def shift(orders: int = 284, before: float = 0.62, after: float = 0.18, top: float = 1.0) -> AttentionShift:
    mean = [before if week < 0 else after for week in WEEKS]
    curve = pd.DataFrame({"week": WEEKS, "mean": mean, "error": 0.1, "low": -0.1, "high": top})
    return AttentionShift(orders, curve, before, after)


BY_TIER = {"A": shift(40, 1.2, 0.6), "B": shift(60, 0.7, 0.3), "C": shift(90, 0.4, 0.1)}


@cache
def every_picture(colours: Palette) -> dict[str, Picture | None]:
    return {
        "pyramid": charts.true_pyramid(PYRAMID, colours, "1 Sep"),
        "shortened": charts.true_pyramid(pyramid_rows([3, 9, 20, 4, 4_200]), colours),
        "shares": charts.revenue_against_meetings(SHARES, colours),
        "states": charts.state_bar(totals([1, 2, 3, 4, 5.0], unknown=6.0), colours, "EUR"),
        "small": charts.small_pyramid(TEAM, colours, charts.pyramid_scale([PYRAMID, TEAM]), "1 Sep"),
        "curve": charts.attention_curve(shift(), colours, CHECKPOINTS),
        "small curve": charts.small_attention_curve(shift(20), colours, top=2.0),
        "tiers": charts.attention_by_tier(BY_TIER, colours, CHECKPOINTS),
    }


@cache
def every_spec(colours: Palette) -> dict[str, dict[str, Any]]:
    return {name: spec_of(picture) for name, picture in every_picture(colours).items()}


# What holds for all


@BOTH
def test_charts_are_as_wide_as_their_place_without_titles_and_legends(colours: Palette) -> None:
    for name, spec in every_spec(colours).items():
        text = json.dumps(spec)
        assert spec["width"] == "container", name
        assert '"title"' not in json.dumps(
            {key: value for key, value in spec.items() if key not in ("layer", "datasets")}
        )
        for layer in layers(spec):
            for channel in ("color", "fill", "stroke", "strokeDash"):
                encoding = layer["encoding"].get(channel, {})
                assert "field" not in encoding or encoding["legend"] is None, (name, channel)
        assert "Source Sans" in text, name


@BOTH
def test_charts_use_only_colours_of_their_palette(colours: Palette) -> None:
    other = LIGHT if colours is DARK else DARK
    own = set(palette_colours(colours))
    for name, spec in every_spec(colours).items():
        text = json.dumps(spec)
        assert not [colour for colour in palette_colours(other) if colour not in own and colour in text], name


def palette_colours(colours: Palette) -> list[str]:
    fills = [colour for tone in colours.tones.values() for colour in (tone.fill, tone.text, tone.tint)]
    neutrals = [colours.tier_edge, colours.ink, colours.muted, colours.line, colours.grid, colours.panel, colours.page]
    return [*fills, *colours.tiers.values(), *neutrals, colours.accent]


def test_no_text_is_smaller_than_12_pixels() -> None:
    for name, spec in every_spec(LIGHT).items():
        for layer in marks(spec, "text"):
            assert layer["mark"]["fontSize"] >= 12, name


def test_every_picture_is_told_in_a_sentence_with_numbers_and_as_a_table() -> None:
    for name, picture in every_picture(LIGHT).items():
        assert picture is not None
        assert picture.alt.endswith("."), name
        assert any(character.isdigit() for character in picture.alt), name
        assert len(picture.table), name


def test_no_shorthand_keywords_are_used() -> None:
    """`encode(x="a:Q")` takes five hundred times as long as `encode(x=alt.X("a:Q"))`."""
    found = []
    for file in Path(dashboard.charts.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "encode":
                found += [f"{file.name}:{call.lineno}" for value in encoded_values(call) if is_shorthand(value)]
    assert found == []


def encoded_values(call: ast.Call) -> list[ast.expr]:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return [part for value in values for part in (value.elts if isinstance(value, ast.List) else [value])]


def is_shorthand(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant | ast.JoinedStr)


def test_the_shorthand_check_finds_one() -> None:
    call = ast.parse("chart.encode(x='a:Q', tooltip=['b'], y=alt.Y('c'))").body[0].value  # type: ignore[attr-defined]
    assert sum(is_shorthand(value) for value in encoded_values(call)) == 2


# The true pyramid


@BOTH
def test_bars_are_centred_in_fixed_order_in_the_colour_of_their_tier(colours: Palette) -> None:
    spec = spec_of(charts.true_pyramid(PYRAMID, colours, "1 Sep"))
    [bar] = marks(spec, "bar")
    rows = rows_of(spec, bar)
    assert [row["tier"] for row in rows] == list(TIER_ROWS)
    assert [row["right"] - row["left"] for row in rows] == [24, 68, 212, 118, 431]
    assert all(row["right"] == -row["left"] for row in rows)
    assert bar["encoding"]["y"]["scale"]["domain"] == list(TIER_ROWS)
    assert bar["encoding"]["y"]["scale"]["paddingInner"] == 0.07
    assert bar["encoding"]["fill"]["scale"]["range"] == [colours.tiers[tier] for tier in TIER_ROWS]


def test_prospects_are_hollow_and_dashed() -> None:
    spec = spec_of(charts.true_pyramid(PYRAMID, LIGHT))
    encoding = marks(spec, "bar")[0]["encoding"]
    assert encoding["fill"]["scale"]["range"][-1] == LIGHT.page
    assert encoding["stroke"]["scale"]["range"][-1] == LIGHT.tier_edge
    assert [dash != [1, 0] for dash in encoding["strokeDash"]["scale"]["range"]] == [False] * 4 + [True]


def test_the_scale_leaves_room_for_names_and_counts_at_any_width() -> None:
    spec = spec_of(charts.true_pyramid(PYRAMID, LIGHT))
    low, high = marks(spec, "bar")[0]["encoding"]["x"]["scale"]["domain"]
    assert "width" in low["expr"]
    assert "width" in high["expr"]

    def at(expression: str, width: float) -> float:
        return eval(expression.replace("width", str(width)))  # the expressions are our own arithmetic

    for width in (300, 360, 560):
        per_pixel = (at(high["expr"], width) - at(low["expr"], width)) / width
        names, counts = (-431 / 2 - at(low["expr"], width)) / per_pixel, (at(high["expr"], width) - 431 / 2) / per_pixel
        assert names == pytest.approx(76)
        assert counts == pytest.approx(104)


def test_past_sizes_are_ticks_with_a_halo_only_where_the_change_can_be_seen() -> None:
    spec = spec_of(charts.true_pyramid(PYRAMID, LIGHT, "1 Sep"))
    pairs = marks(spec, "tick")
    past = [row["past_right"] for row in rows_of(spec, pairs[0])]
    assert past == [None, None, None, None, 402 / 2]
    assert [tick["mark"]["color"] for tick in pairs] == [LIGHT.page, LIGHT.ink] * 2
    assert pairs[0]["mark"]["thickness"] - pairs[1]["mark"]["thickness"] == 2 * 1.5


def test_counts_and_changes_stand_beside_their_bars() -> None:
    words = shown_texts(spec_of(charts.true_pyramid(PYRAMID, LIGHT, "1 Sep")))
    assert words == [*TIER_ROWS, "24", "68", "212", "118", "431", "−3", "+5", "+8", "−3", "+29"]


def test_a_count_stands_beyond_a_past_size_that_was_larger() -> None:
    spec = spec_of(charts.true_pyramid(pyramid_rows([10, 10, 10, 10, 10], [10, 10, 30, 10, 10]), LIGHT, "1 Sep"))
    assert [row["end"] for row in rows_of(spec, marks(spec, "bar")[0])] == [5, 5, 15, 5, 5]


@pytest.mark.parametrize(("prospects", "shortened"), [(80, False), (81, True)])
def test_a_base_over_four_times_the_largest_tier_is_shortened_and_says_so(prospects: int, shortened: bool) -> None:
    spec = spec_of(charts.true_pyramid(pyramid_rows([3, 9, 20, 4, prospects], [3, 9, 20, 4, 40]), LIGHT, "1 Sep"))
    base = rows_of(spec, marks(spec, "bar")[0])[-1]
    assert base["right"] - base["left"] == 80
    assert base["label"] == str(prospects)
    assert ("base shown shortened" in shown_texts(spec)) is shortened
    assert bool(marks(spec, "point")) is shortened
    assert (base["past_right"] is None) is shortened


def test_clicking_a_bar_selects_its_tier() -> None:
    spec = spec_of(charts.true_pyramid(PYRAMID, LIGHT))
    [selection] = [param for param in spec["params"] if param["name"] == charts.TIER_CLICK]
    assert selection["select"]["fields"] == ["tier"]


def test_unknown_tiers_draw_nothing_and_zero_draws_no_sliver() -> None:
    unknown = charts.true_pyramid(pyramid_rows([None] * 5), LIGHT)
    spec = spec_of(unknown)
    assert all(row["left"] is None for row in rows_of(spec, marks(spec, "bar")[0]))
    assert shown_texts(spec)[5:10] == ["unknown"] * 5
    assert unknown.alt == "Accounts by tier: unknown, orders are not in this data store."
    spec = spec_of(charts.true_pyramid(pyramid_rows([1, 0, 0, 0, 0]), LIGHT))
    assert [row["left"] is None for row in rows_of(spec, marks(spec, "bar")[0])] == [False, True, True, True, True]


def test_the_pyramid_is_told_with_its_changes() -> None:
    picture = charts.true_pyramid(PYRAMID, LIGHT, "1 Sep")
    assert picture.alt == (
        "853 accounts by tier (change since 1 Sep): A 24 (−3), B 68 (+5), C 212 (+8), Inactive 118 (−3) "
        "and Prospect 431 (+29)."
    )
    entered = "Tiers entered in the CRM"
    assert list(picture.table.columns) == ["Tier", "Accounts", entered, "On 1 Sep", "Change"]
    assert list(charts.true_pyramid(PYRAMID, LIGHT).table.columns) == ["Tier", "Accounts", entered]


def test_entered_tiers_are_told_apart_in_the_tooltip_and_the_table() -> None:
    rows = PYRAMID.assign(entered=pd.array([3, 0, 12, None, None], dtype="Int64"))
    picture = charts.true_pyramid(rows, LIGHT)
    [bar] = marks(spec_of(picture), "bar")
    assert {"field": "entered", "title": "Tiers entered in the CRM", "type": "nominal"} in bar["encoding"]["tooltip"]
    assert [row["entered"] for row in rows_of(spec_of(picture), bar)] == ["3", "0", "12", "", ""]
    assert picture.table["Tiers entered in the CRM"].tolist()[:3] == [3, 0, 12]


# Small pyramids


def test_small_pyramids_share_the_scale_of_all_of_them() -> None:
    scale = charts.pyramid_scale([PYRAMID, TEAM])
    assert scale.widest == 431
    specs = [spec_of(charts.small_pyramid(rows, LIGHT, scale)) for rows in (PYRAMID, TEAM)]
    large, small = (marks(spec, "bar")[0] for spec in specs)
    assert large["encoding"]["x"]["scale"] == small["encoding"]["x"]["scale"]
    assert [row["right"] - row["left"] for row in rows_of(specs[1], small)] == [2, 6, 20, 11, 43]
    assert specs[0]["height"] == specs[1]["height"] == 5 * 26


def test_a_small_pyramid_has_counts_and_changes_beside_its_bars_and_no_past_sizes() -> None:
    spec = spec_of(charts.small_pyramid(TEAM, LIGHT, charts.pyramid_scale([PYRAMID, TEAM]), "1 Sep"))
    assert not marks(spec, "tick")
    assert shown_texts(spec) == [*TIER_ROWS, "2", "6", "20", "11", "43", "– 0", "– 0", "−20", "– 0", "– 0"]
    assert [row["end"] for row in rows_of(spec, marks(spec, "bar")[0])] == [1, 3, 10, 5.5, 21.5]


def test_a_base_is_shortened_by_the_largest_tier_of_all_pyramids() -> None:
    many, few = pyramid_rows([3, 9, 20, 4, 200]), pyramid_rows([1, 1, 2, 1, 80])
    scale = charts.pyramid_scale([many, few])
    assert scale == charts.PyramidScale(widest=80, longest_base=80)
    cut, whole = (spec_of(charts.small_pyramid(rows, LIGHT, scale)) for rows in (many, few))
    assert marks(cut, "point")
    assert not marks(whole, "point")
    assert rows_of(cut, marks(cut, "bar")[0])[-1]["right"] == 40
    assert "200" in shown_texts(cut)


@pytest.mark.parametrize("rows", [pyramid_rows([None] * 5), pyramid_rows([0] * 5)])
def test_a_scale_of_nothing_can_be_drawn(rows: pd.DataFrame) -> None:
    scale = charts.pyramid_scale([rows])
    assert scale.widest == 1
    spec = spec_of(charts.small_pyramid(rows, LIGHT, scale))
    assert all(row["left"] is None for row in rows_of(spec, marks(spec, "bar")[0]))


# Revenue against meetings


def test_both_sides_have_one_scale_and_mirror_each_other() -> None:
    spec = spec_of(charts.revenue_against_meetings(SHARES, LIGHT))
    revenue, meetings = (bar["encoding"]["x"] for bar in marks(spec, "bar"))
    assert (revenue["field"], meetings["field"]) == ("revenue", "meetings")
    assert revenue["scale"]["domain"] == meetings["scale"]["domain"] == [0, 0.58]
    assert spec["resolve"]["scale"]["x"] == "independent"

    def ends(scale: dict[str, Any], width: int) -> list[float]:
        at = [end["expr"] if isinstance(end, dict) else str(end) for end in scale["range"]]
        words = 0 if width < 420 else 118
        bars = f"((width - 164 - {words}) / 2)"
        return [
            eval(e.replace("((width - 164 - (width < 420 ? 0 : 118)) / 2)", bars).replace("width", str(width)))
            for e in at
        ]

    for width in (330, 560):
        left, right = ends(revenue["scale"], width), ends(meetings["scale"], width)
        assert left[0] - left[1] == right[1] - right[0] > 60
        assert right[0] - left[0] == 80
        assert right[1] + 42 + (0 if width < 420 else 118) == width


def test_ticks_stand_where_meetings_would_follow_revenue() -> None:
    spec = spec_of(charts.revenue_against_meetings(SHARES, LIGHT))
    halo, ink = marks(spec, "tick")
    assert [row["expected"] for row in rows_of(spec, ink)] == [0.58, 0.27, 0.15, None, None]
    assert ink["encoding"]["x"]["scale"] == marks(spec, "bar")[1]["encoding"]["x"]["scale"]
    assert (halo["mark"]["color"], ink["mark"]["color"]) == (LIGHT.page, LIGHT.ink)


def test_words_say_how_each_tier_is_served_and_leave_on_a_phone() -> None:
    spec = spec_of(charts.revenue_against_meetings(SHARES, LIGHT))
    words = ["under-served · 0.5×", "in proportion · 1.1×", "over-served · 1.9×", "no revenue", "no revenue"]
    assert set(words) <= set(shown_texts(spec))
    [column] = [layer for layer in marks(spec, "text") if layer["encoding"]["text"].get("field") == "words"]
    assert column["mark"]["opacity"] == {"expr": "width < 420 ? 0 : 1"}
    assert charts.revenue_against_meetings(SHARES, LIGHT).table["Attention"].tolist() == words


def test_unknown_meetings_are_said_without_a_bar_or_a_tick() -> None:
    picture = charts.revenue_against_meetings(share_rows([0.6, 0.4, 0, 0, 0], [nan] * 5), LIGHT)
    spec = spec_of(picture)
    rows = rows_of(spec, marks(spec, "bar")[1])
    assert [row["meetings"] for row in rows] == [None] * 5
    assert [row["expected"] for row in rows] == [None] * 5
    assert [row["meetings_label"] for row in rows] == ["unknown"] * 5
    assert [row["words"] for row in rows] == ["unknown", "unknown", "no revenue", "no revenue", "no revenue"]
    assert "A 60% of revenue, unknown of meetings" in picture.alt


def test_nothing_known_is_one_short_sentence() -> None:
    picture = charts.revenue_against_meetings(share_rows([nan] * 5, [nan] * 5), LIGHT)
    spec_of(picture)
    assert picture.alt == "Revenue against meetings of 12 months: both are unknown."
    assert picture.table["Attention"].tolist() == ["unknown"] * 5


# The state bar


@BOTH
def test_states_are_stacked_in_their_order_and_colour(colours: Palette) -> None:
    spec = spec_of(charts.state_bar(TOTALS, colours, "EUR"))
    [bar] = marks(spec, "rect")
    rows = rows_of(spec, bar)
    assert [row["state"] for row in rows] == list(WATCH_STATES)
    assert [row["end"] - row["start"] for row in rows] == TOTALS["amount"].tolist()
    assert [row["start"] for row in rows[1:]] == [row["end"] for row in rows[:-1]]
    assert bar["encoding"]["x"]["scale"]["domain"] == [0, TOTALS["amount"].sum()]
    assert bar["encoding"]["fill"]["scale"]["domain"] == list(WATCH_STATES)
    assert bar["encoding"]["fill"]["scale"]["range"] == [
        colours.tones[token].fill for token in ("poor", "fair", "unknown", "planned", "good")
    ]
    assert (bar["mark"]["stroke"], bar["mark"]["strokeWidth"]) == (colours.page, 2)
    assert marks(spec, "text") == []


def test_states_without_accounts_take_no_place_and_keep_the_colours_of_the_others() -> None:
    spec = spec_of(charts.state_bar(totals([0, 100, 0, 0, 50], [0, 1, 0, 0, 1]), LIGHT, "EUR"))
    [bar] = marks(spec, "rect")
    assert [row["state"] for row in rows_of(spec, bar)] == ["late", "cared_for"]
    assert len(bar["encoding"]["fill"]["scale"]["range"]) == 5


def test_without_known_amounts_the_bar_counts_accounts_and_says_so() -> None:
    picture = charts.state_bar(totals([nan, nan, 0, 0, 0], [3, 1, 0, 0, 0]), LIGHT, "EUR")
    spec = spec_of(picture)
    assert [row["end"] for row in rows_of(spec, marks(spec, "rect")[0])] == [3, 4]
    assert picture.alt == "Recent buyers by state: Neglected unknown in 3 accounts and Late unknown in 1 account."


def test_unknown_states_are_hatched_with_a_dashed_edge_and_not_filled() -> None:
    spec = spec_of(charts.state_bar(totals([0, 0, 0, 0, 50.0], [0, 0, 0, 0, 1], unknown=50.0), LIGHT, "EUR"))
    known, unknown = marks(spec, "rect")
    tone = LIGHT.tones["unknown"]
    assert [row["state"] for row in rows_of(spec, known)] == ["cared_for"]
    assert (unknown["mark"]["fill"], unknown["mark"]["stroke"]) == (tone.tint, tone.fill)
    assert unknown["mark"]["strokeDash"]
    [hatching] = marks(spec, "rule")
    assert all(50 < row["at"] < 100 for row in rows_of(spec, hatching))


def test_an_empty_bar_is_drawn_and_told() -> None:
    picture = charts.state_bar(totals([0.0] * 5, [0] * 5), LIGHT, "EUR")
    spec_of(picture)
    assert picture.alt == "No recent buyers."
    assert charts.state_bar(TOTALS, LIGHT, "EUR").alt.startswith(
        "Amount at stake by state: Neglected €988k in 15 accounts, Late €586k in 6 accounts"
    )


# The attention shift


def test_under_twenty_orders_there_is_no_curve() -> None:
    assert charts.attention_curve(shift(19), LIGHT, CHECKPOINTS) is None
    assert charts.attention_curve(shift(20), LIGHT, CHECKPOINTS) is not None
    assert charts.attention_by_tier({"A": shift(19)}, LIGHT, CHECKPOINTS) is None


def test_weeks_run_from_13_before_to_13_after_and_contacts_from_zero() -> None:
    spec = spec_of(charts.attention_curve(shift(top=1.0), LIGHT, CHECKPOINTS))
    [line] = marks(spec, "line")
    x, y = line["encoding"]["x"], line["encoding"]["y"]
    assert x["axis"]["values"] == [-13, -8, -4, 0, 4, 8, 13]
    assert x["scale"]["domain"] == [-13.5, 13.5]
    assert y["scale"]["domain"] == [0, pytest.approx(1.28)]
    assert [row["week"] for row in rows_of(spec, line)] == list(WEEKS)
    assert (line["mark"]["color"], line["mark"]["strokeWidth"]) == (LIGHT.accent, 2.5)


def test_the_band_is_the_interval_cut_at_zero() -> None:
    spec = spec_of(charts.attention_curve(shift(), LIGHT, CHECKPOINTS))
    [band] = marks(spec, "area")
    assert (band["mark"]["color"], band["mark"]["opacity"]) == (LIGHT.accent, 0.16)
    assert (band["encoding"]["y"]["field"], band["encoding"]["y2"]["field"]) == ("low", "high")
    assert {row["low"] for row in rows_of(spec, band)} == {0}


def test_checkpoints_and_order_are_rules_in_data_coordinates() -> None:
    spec = spec_of(charts.attention_curve(shift(), LIGHT, (14, 45, 90, 120)))
    dotted = next(rule for rule in marks(spec, "rule") if rule["mark"].get("strokeDash") == [2, 3])
    rows = rows_of(spec, dotted)
    assert [row["week"] for row in rows] == [2, 45 / 7, 90 / 7]
    assert all(0 < row["top"] < 1.28 for row in rows)
    order = next(rule for rule in marks(spec, "rule") if rule["mark"].get("color") == LIGHT.ink)
    assert [(row["from"], row["top"]) for row in rows_of(spec, order)] == [(0, pytest.approx(1.28))]


def test_averages_are_labelled_at_fixed_places() -> None:
    spec = spec_of(charts.attention_curve(shift(), LIGHT, CHECKPOINTS))
    words = shown_texts(spec)
    assert "before: 0.62 a week" in words
    assert "width < 330 ? 'after: 0.18 (−71%)' : 'after: 0.18 a week (−71%)'" in words
    levels = next(rule for rule in marks(spec, "rule") if rule["mark"].get("strokeDash") == [5, 4])
    assert [row["contacts"] for row in rows_of(spec, levels)] == [0.62, 0.18]
    labels = [layer for layer in marks(spec, "text") if "value" in layer["encoding"].get("text", {})]
    assert all("value" in layer["encoding"]["y"] and "value" in layer["encoding"]["x"] for layer in labels)


def test_a_change_from_nothing_is_left_out() -> None:
    words = shown_texts(spec_of(charts.attention_curve(shift(before=0.0), LIGHT, CHECKPOINTS)))
    assert any("'after: 0.18 a week'" in word for word in words)
    assert not any("nan" in word or "unknown" in word for word in words)


@BOTH
def test_tiers_differ_by_colour_dash_and_label(colours: Palette) -> None:
    spec = spec_of(charts.attention_by_tier(BY_TIER, colours, CHECKPOINTS))
    [line] = marks(spec, "line")
    assert line["encoding"]["color"]["scale"]["domain"] == ["A", "B", "C"]
    assert line["encoding"]["color"]["scale"]["range"] == [colours.tiers[tier] for tier in "ABC"]
    dashes = line["encoding"]["strokeDash"]["scale"]["range"]
    assert len({tuple(dash) for dash in dashes}) == 3
    assert marks(spec, "area") == []
    assert [word for word in shown_texts(spec) if word in BY_TIER] == ["C", "B", "A"] * 2, "each with its halo"


def test_tiers_with_too_few_orders_have_no_line_and_the_others_keep_their_colour() -> None:
    spec = spec_of(charts.attention_by_tier(BY_TIER | {"A": shift(19)}, LIGHT, CHECKPOINTS))
    [line] = marks(spec, "line")
    assert line["encoding"]["color"]["scale"]["domain"] == ["B", "C"]
    assert line["encoding"]["color"]["scale"]["range"] == [LIGHT.tiers["B"], LIGHT.tiers["C"]]
    assert {row["tier"] for row in rows_of(spec, line)} == {"B", "C"}


def test_labels_of_lines_that_start_together_are_moved_apart() -> None:
    together = {tier: shift(30, 0.5, 0.2) for tier in "ABC"}
    spec = spec_of(charts.attention_by_tier(together, LIGHT, CHECKPOINTS))
    halo, labels = (layer for layer in marks(spec, "text") if layer["encoding"].get("text", {}).get("field") == "tier")
    assert (halo["mark"]["stroke"], "stroke" in labels["mark"]) == (LIGHT.page, False)
    places = sorted(row["place"] for row in rows_of(spec, labels))
    assert min(np.diff(places)) > 0.04
    assert places[0] == 0.5


def test_small_curves_share_a_scale_that_holds_every_band() -> None:
    shifts = [shift(20, top=0.9), shift(30, top=1.7)]
    top = charts.attention_top(shifts)
    assert top == 1.7
    for each in shifts:
        spec = spec_of(charts.small_attention_curve(each, LIGHT, top))
        domains = [layer["encoding"]["y"]["scale"]["domain"] for layer in layers(spec)]
        assert domains == [[0, 1.7]] * len(domains)
        assert {bound["field"] for bound in (marks(spec, "area")[0]["encoding"][end] for end in ("y", "y2"))} == {
            "low",
            "high",
        }
        [averages] = [layer for layer in marks(spec, "rule") if "x2" in layer["encoding"]]
        assert [row["contacts"] for row in rows_of(spec, averages)] == [0.62, 0.18]
    assert charts.attention_top([]) > 0


def test_tables_of_curves_hold_the_number_of_orders_and_the_band() -> None:
    band = ["95% band from", "95% band to", "Orders"]
    small = charts.small_attention_curve(shift(20), LIGHT, 1.0)
    assert list(small.table.columns) == ["Week", "Contacts per order", *band]
    tiers = charts.attention_by_tier(BY_TIER, LIGHT, CHECKPOINTS)
    assert list(tiers.table.columns) == ["Tier", "Week", "Contacts per order", *band]


def test_the_shift_is_told_with_its_numbers() -> None:
    picture = charts.attention_curve(shift(), LIGHT, CHECKPOINTS)
    assert picture is not None
    assert picture.alt == (
        "Contacts per order and week: 0.62 in the 13 weeks before the order, 0.18 in the 13 weeks after it (−71%), "
        "over 284 orders."
    )
    assert picture.table["Orders"].unique().tolist() == [284]
    by_tier = charts.attention_by_tier(BY_TIER, LIGHT, CHECKPOINTS)
    assert by_tier is not None
    assert "A from 1.20 to 0.60 (−50%, 40 orders)" in by_tier.alt
    assert len(by_tier.table) == 3 * len(WEEKS)
