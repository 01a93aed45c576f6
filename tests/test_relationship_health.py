"""Relationship health: frames against plain loops over the accounts, its sentences, and charts that draw what they say."""

from __future__ import annotations

import json
import random
import statistics
from collections import Counter
from math import isnan, nan

import numpy as np
import pandas as pd
import pytest

from dashboard import charts, headlines, portfolio
from dashboard.headlines import Filters
from dashboard.indicators import INDICATORS
from dashboard.palette import DARK, HEALTH_BANDS, INDICATOR_STATES, LIGHT, Palette
from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring.health import bands, points_lost
from tests.test_charts import layers, marks, palette_colours, rows_of, shown_texts, spec_of

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
TITLES = {name: indicator.title for name, indicator in INDICATORS.items()}
TEAMS = {"t2": "North", "t1": "coast", None: None}
POINTS = (0.0, 12.5, 39.94, 39.95, 40.0, 55.0, 69.94, 69.95, 70.0, 100.0, nan, nan)
"""Points on either side of the limits of the bands, which hold of points rounded to a decimal."""
APART = ("contact_recency", "post_purchase_care")
"""The indicators that may not apply."""


def accounts(n: int, seed: int = 1, without: tuple[str, ...] = ()) -> pd.DataFrame:
    """Scored accounts with points drawn by chance, of which those `without` are known of nobody."""
    draw, rows = random.Random(seed), []
    for number in range(n):
        team = draw.choice(list(TEAMS))
        row = {
            "account_id": f"a{number:03}",
            "account_name": f"Account {number}",
            "team_id": team,
            "team_name": TEAMS[team],
            "owner_id": "e1",
            "owner_name": "A. Demir",
            "tier": draw.choice("ABC"),
            "layer": draw.choice(["active", "active", "active", "inactive", "prospect"]),
            "limits": draw.choice([None, None, "neglected", "satisfaction_limit no_owner"]),
            "trend": nan,
        }
        absent, sparse = [name for name in APART if draw.random() < 0.2], draw.random() < 0.15
        for name in INDICATORS:
            missing = name in absent or name in without or (sparse and draw.random() < 0.8)
            points = nan if missing else draw.choice(POINTS)
            row |= {name: points / 100, f"{name}_points": points}
        row["not_applicable"] = " ".join(absent) or None
        rows.append(_scored(row, absent))
    frame = pd.DataFrame(rows)
    texts = ["not_applicable", "limits", "team_id", "team_name", "band"]
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), None) for name in texts})


def _scored(row: dict[str, object], absent: list[str]) -> dict[str, object]:
    weights = {name: float(rule.weight) for name, rule in DEFAULT_POLICY.indicators.items()}
    known = {name: row[f"{name}_points"] for name in weights if not isnan(row[f"{name}_points"])}
    weight = sum(weights[name] for name in known)
    score = sum(weights[name] * points for name, points in known.items()) / weight if weight else nan
    share = weight / sum(weights[name] for name in weights if name not in absent)
    limited = np.array([row["limits"] is not None])
    band = bands(np.array([score]), np.array([share]), limited, DEFAULT_POLICY)[0]
    return row | {"score": score, "known_share": share, "band": band if row["layer"] == "active" else None}


def state_of(account: dict[str, object], indicator: str) -> str:
    """The state of an indicator of one account, by the words of the definitions."""
    if indicator in str(account["not_applicable"]).split():
        return "not_applicable"
    points = account[f"{indicator}_points"]
    if isnan(points):
        return "unknown"
    rounded = round(points, 1)
    return "good" if rounded >= 70 else "fair" if rounded >= 40 else "poor"


ACCOUNTS = accounts(120)
ACTIVE = [row for row in ACCOUNTS.to_dict("records") if row["layer"] == "active"]


# The frames


def test_the_bands_of_a_team_are_counts_of_its_active_accounts_and_the_last_line_is_their_sum():
    lines = portfolio.band_lines(ACCOUNTS)
    assert list(lines["team"]) == ["coast", "North", "No team", "All teams"]
    for line in lines.to_dict("records"):
        team = [row for row in ACTIVE if line["team_id"] is None or (row["team_id"] or "") == line["team_id"]]
        assert line["n"] == len(team)
        counted = Counter(row["band"] for row in team)
        assert {band: line[band] for band in HEALTH_BANDS} == {band: counted[band] for band in HEALTH_BANDS}
    whole = lines.iloc[-1]
    assert (lines.iloc[:-1][["n", *HEALTH_BANDS]].sum() == whole[["n", *HEALTH_BANDS]]).all()
    assert (lines[list(HEALTH_BANDS)].sum(axis=1) == lines["n"]).all()


def test_one_team_has_no_line_of_all_teams():
    one = ACCOUNTS[ACCOUNTS["team_id"] == "t1"]
    assert list(portfolio.band_lines(one)["team"]) == ["coast"]
    assert set(portfolio.indicator_cells(one, DEFAULT_POLICY)["team"]) == {"coast"}


def test_a_cell_counts_the_accounts_of_its_team_by_the_state_of_its_indicator():
    cells = portfolio.indicator_cells(ACCOUNTS, DEFAULT_POLICY)
    assert len(cells) == 4 * len(INDICATORS)
    for cell in cells.to_dict("records"):
        team = [row for row in ACTIVE if cell["team_id"] is None or (row["team_id"] or "") == cell["team_id"]]
        states = Counter(state_of(row, cell["indicator"]) for row in team)
        assert {state: cell[state] for state in INDICATOR_STATES} == {
            state: states[state] for state in INDICATOR_STATES
        }
        assert cell["n"] == len(team) - states["not_applicable"]
        known = [row[f"{cell['indicator']}_points"] for row in team if not isnan(row[f"{cell['indicator']}_points"])]
        assert cell["median"] == pytest.approx(statistics.median(known))


def test_the_state_of_a_cell_is_that_of_the_median_unless_too_few_are_known():
    cells = portfolio.indicator_cells(ACCOUNTS, DEFAULT_POLICY)
    for cell in cells.to_dict("records"):
        known = cell["good"] + cell["fair"] + cell["poor"]
        rounded = round(cell["median"], 1)
        word = "good" if rounded >= 70 else "fair" if rounded >= 40 else "poor"
        assert cell["state"] == (word if known / cell["n"] >= 0.4 else "unknown")
    nobody = portfolio.indicator_cells(accounts(40, without=("issue_age",)), DEFAULT_POLICY)
    assert set(nobody.loc[nobody["indicator"] == "issue_age", "state"]) == {"unknown"}


def test_the_weakest_indicator_comes_first_and_what_nobody_knows_last():
    cells = portfolio.indicator_cells(accounts(80, seed=3, without=("ownership",)), DEFAULT_POLICY)
    whole = cells[cells["team"] == "All teams"].sort_values("row")
    known = whole["good"] + whole["fair"] + whole["poor"]
    shares = (whole["poor"] / known)[known > 0]
    assert shares.is_monotonic_decreasing
    assert whole["indicator"].iloc[-1] == "ownership"


def test_an_indicator_that_applies_to_nobody_says_so():
    rows = accounts(30)
    rows["not_applicable"], rows["contact_recency_points"] = "contact_recency", nan
    cells = portfolio.indicator_cells(rows, DEFAULT_POLICY).query("indicator == 'contact_recency'")
    assert set(cells["state"]) == {"not_applicable"}
    assert set(cells["n"]) == {0}


def test_the_accounts_of_a_cell_are_those_it_counts_most_points_lost_first():
    cells = portfolio.indicator_cells(ACCOUNTS, DEFAULT_POLICY)
    for cell in cells[cells["indicator"].isin(["post_purchase_care", "unanswered"])].to_dict("records"):
        rows = portfolio.accounts_of_cell(ACCOUNTS, DEFAULT_POLICY, cell["indicator"], cell["team_id"])
        counted = rows["state"].value_counts()
        assert {state: counted.get(state, 0) for state in INDICATOR_STATES} == {
            state: cell[state] for state in INDICATOR_STATES
        }
        assert rows["lost"].dropna().is_monotonic_decreasing
        assert (rows["lost"].isna() == rows["state"].isin(["unknown", "not_applicable"])).all()


def test_the_list_has_poor_accounts_first_and_no_score_without_enough_data():
    rows = portfolio.health_list(ACCOUNTS, DEFAULT_POLICY, TITLES)
    assert len(rows) == len(ACTIVE)
    order = ["poor", "fair", "good", "not_enough_data"]
    assert list(rows["band"]) == sorted(rows["band"], key=order.index)
    for band in order:
        found = rows[rows["band"] == band]
        assert found["score"].isna().all() if band == "not_enough_data" else found["score"].is_monotonic_increasing
    assert portfolio.band_counts(rows) == {band: (rows["band"] == band).sum() for band in order}


def test_the_list_names_what_costs_most_and_what_is_unknown():
    rows = portfolio.health_list(ACCOUNTS, DEFAULT_POLICY, TITLES).set_index("account_id")
    lost = points_lost(ACCOUNTS, DEFAULT_POLICY).set_index(ACCOUNTS["account_id"])
    for account in ACTIVE:
        row, costs = rows.loc[account["account_id"]], lost.loc[account["account_id"]].fillna(0)
        first = sorted(INDICATORS, key=lambda name: -costs[name])[:2]
        expected = [f"{TITLES[name]} −{round(costs[name])}" for name in first if round(costs[name]) >= 1]
        assert row["costly"] == (", ".join(expected) or "·")
        unknown = [TITLES[name] for name in INDICATORS if state_of(account, name) == "unknown"]
        assert row["missing"] == ", ".join(unknown)


def test_the_steps_lead_from_full_health_to_the_score():
    for account in ACTIVE:
        steps = portfolio.health_steps(account, DEFAULT_POLICY)
        known = steps[steps["lost"].notna()]
        assert len(steps) == len(INDICATORS)
        if len(known):
            assert known["end"].iloc[0] == 100
            assert known["start"].iloc[-1] == pytest.approx(account["score"])
            assert known["lost"].is_monotonic_decreasing
            assert known["lost"].sum() == pytest.approx(100 - account["score"])
            assert (known["end"].iloc[1:].to_numpy() == known["start"].iloc[:-1].to_numpy()).all()


# The sentences


def headline(rows: pd.DataFrame) -> headlines.Headline:
    return headlines.health_headline(rows, portfolio.indicator_cells(rows, DEFAULT_POLICY), Filters())


def test_the_headline_gives_shares_with_n_and_fractions_of_few():
    counts = Counter(row["band"] for row in ACTIVE)
    n = len(ACTIVE)
    found = headline(ACCOUNTS)
    assert f"{100 * counts['good'] / n:.0f}% of {n} accounts are good" in found.finding
    assert found.finding.endswith("there is not enough data.") == bool(counts["not_enough_data"])
    few = ACCOUNTS[ACCOUNTS["layer"] == "active"].head(5)
    good = int((few["band"] == "good").sum())
    assert headline(few).finding.startswith(f"{good} of 5 accounts {'is' if good == 1 else 'are'} good")


def test_without_enough_data_the_headline_says_what_is_missing():
    rows = accounts(30, without=tuple(INDICATORS))
    found = headline(rows)
    assert found.finding.startswith("There is not enough data for any of")
    assert "Known of no account: contact recency, review recency" in found.context


def test_a_badge_never_has_a_score_without_its_known_share():
    account = ACTIVE[0] | {"band": "fair", "score": 51.2, "known_share": 0.853}
    assert headlines.health_badge(account) == "▲ Health 51 · fair, based on 85%"
    too_few = account | {"band": "not_enough_data", "known_share": 0.3}
    assert headlines.health_badge(too_few) == "○ Health: not enough data (30% known)"
    assert headlines.health_badge(account | {"band": None}) == ""


def test_what_is_missing_is_said_with_how_many_inputs_are_known():
    account = {f"{name}_points": nan for name in INDICATORS} | {"not_applicable": "contact_recency"}
    account |= {"issue_age_points": 50.0, "known_share": 0.04, "band": "not_enough_data"}
    said = headlines.not_enough_data(account, DEFAULT_POLICY)
    assert said.startswith("Not enough data: 1 of 15 inputs known (4%). Missing: review recency, ")
    assert "contact recency" not in said
    assert "age of open issues" not in said


# The charts


def matrix(colours: Palette, rows: pd.DataFrame = ACCOUNTS) -> charts.Picture | None:
    cells = portfolio.indicator_cells(rows, DEFAULT_POLICY)
    keys = cells["indicator"] + ":" + cells["team_id"].fillna("all").astype(str)
    return charts.indicator_matrix(cells.assign(title=cells["indicator"].map(TITLES), open=keys), colours, 3)


def waterfall(colours: Palette, account: dict[str, object]) -> charts.Picture | None:
    steps = portfolio.health_steps(account, DEFAULT_POLICY)
    steps = steps.assign(title=steps["indicator"].map(TITLES), reason="because", value="1", written="−1", points=50.0)
    return charts.health_waterfall(steps, account, colours, "based on 85%")


@BOTH
def test_the_pictures_are_valid_and_use_only_their_palette(colours):
    other = LIGHT if colours is DARK else DARK
    poor = next(row for row in ACTIVE if row["band"] == "poor")
    without = next(row for row in ACTIVE if row["band"] == "not_enough_data")
    pictures = (
        charts.bands_by_team(portfolio.band_lines(ACCOUNTS), colours),
        matrix(colours),
        waterfall(colours, poor),
        waterfall(colours, without),
    )
    for picture in pictures:
        text = json.dumps(spec_of(picture))
        foreign = set(palette_colours(other)) - set(palette_colours(colours))
        assert not [colour for colour in foreign if colour in text]
        assert "width" in text
        assert picture.alt.endswith(".")


def test_every_cell_has_word_glyph_and_what_a_click_opens():
    picture = matrix(LIGHT)
    spec = spec_of(picture)
    shown = shown_texts(spec)
    states = {f"{state.glyph} {state.word}" for state in INDICATOR_STATES.values()} | {"○ not enough data"}
    assert len([text for text in shown if text in states]) == 4 * len(INDICATORS)
    opened = {row["open"] for layer in marks(spec, "rect") for row in rows_of(spec, layer)}
    assert opened >= {"issue_age:all", "issue_age:t1", "issue_age:"}
    assert [param["name"] for param in spec["params"]] == [charts.CELL_CLICK]
    assert len(picture.table) == 4 * len(INDICATORS)


def test_few_accounts_are_written_as_numbers_of_how_many():
    active = ACCOUNTS[(ACCOUNTS["layer"] == "active") & (ACCOUNTS["team_id"] == "t1")].head(4)
    texts = shown_texts(spec_of(matrix(LIGHT, active)))
    assert any(text.endswith(" of 4") for text in texts)


def test_a_score_without_enough_data_has_neither_bar_nor_number():
    without = next(row for row in ACTIVE if row["band"] == "not_enough_data")
    spec = spec_of(waterfall(LIGHT, without))
    rows = [row for layer in layers(spec) for row in rows_of(spec, layer)]
    now = [row for row in rows if row.get("title") == "Health now"]
    assert now
    assert {row["short"] for row in now} == {""}
    assert {row["part"] for row in now} == {""}


def test_unknown_indicators_are_hatched_as_long_as_they_weigh_and_the_others_say_that_they_do_not_apply():
    account = next(row for row in ACTIVE if row["not_applicable"] == "contact_recency" and row["band"] == "fair")
    picture = waterfall(LIGHT, account)
    spec = spec_of(picture)
    rows = {row["title"]: row for layer in marks(spec, "text") for row in rows_of(spec, layer) if "short" in row}
    assert rows[TITLES["contact_recency"]]["short"] == "–"
    unknown = [name for name in INDICATORS if state_of(account, name) == "unknown"]
    assert unknown
    assert {rows[TITLES[name]]["short"] for name in unknown} == {"?"}
    dashed = [layer for layer in marks(spec, "rect") if layer["mark"].get("strokeDash")]
    assert {row["title"] for row in rows_of(spec, dashed[0])} == {TITLES[name] for name in unknown}


def test_nothing_is_drawn_without_an_active_account():
    none = ACCOUNTS[ACCOUNTS["layer"] == "prospect"]
    assert charts.bands_by_team(portfolio.band_lines(none), LIGHT) is None
    assert headline(none).finding == headlines.health_headline(none, none, Filters()).finding
