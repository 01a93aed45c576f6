"""The meeting frequency: frames worked out by hand, its sentences, and charts that draw what the frames say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import isnan, nan

import pandas as pd
import pytest

from dashboard import charts, headlines, portfolio
from dashboard.headlines import Filters
from dashboard.indicators import GLOSSARY, definition
from dashboard.palette import CADENCE_STATUSES, DARK, LIGHT, Palette
from dashboard.policy import policy_from
from dashboard.portfolio import BARS, STATUSES
from dashboard.scoring.met import MET_AT, PERSONS_OF
from dashboard.scoring.months import months_until
from dashboard.ui.cadence_columns import attained
from dashboard.wording import month
from data_access.schema import LEVELS
from tests.test_charts import layers, marks, palette_colours, rows_of, shown_texts, spec_of
from tests.test_palette import contrast

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
AS_OF = date(2026, 11, 15)
MONTHS = months_until(AS_OF)
LAYERS = {"I": ("inactive", None), "P": ("prospect", None), None: (None, None)}
TEAMS = pd.DataFrame({"team_id": ["t2", "t1", None], "team_name": ["North", "coast", None]}, dtype=object)


def accounts(*rows: dict[str, object]) -> pd.DataFrame:
    """Scored accounts; `row` is A, B, C, I, P or None for unknown, `days` those since the last counted contact."""
    filled = []
    for number, given in enumerate(rows):
        layer, tier = LAYERS.get(given.get("row", "A"), ("active", given.get("row", "A")))
        ago, first = given.get("days"), given.get("bought", 400)
        target = given.get("target", {"A": 30.0, "B": 60.0, "C": 180.0}.get(tier, nan))
        start = first if ago is None else ago
        row = {
            "account_id": f"a{number}",
            "account_name": f"Account {number}",
            "team_id": "t1",
            "team_name": "coast",
            "owner_id": "e1",
            "owner_name": "A. Demir",
            "layer": layer,
            "tier": tier,
            "contact_target_days": target,
            "contact_ratio": start / target,
            "cadence_status": "on_cadence",
            "last_contact_on": None if ago is None else AS_OF - timedelta(days=ago),
            "last_contact_kind": None if ago is None else "call",
            "next_planned_on": None,
            "first_order_on": AS_OF - timedelta(days=first),
            "attainment": nan,
            "rhythm": nan,
            "contacts_365d": 0.0 if ago is None else 1.0,
            "meetings_365d": 0.0,
        }
        filled.append(row | {name: value for name, value in given.items() if name in row})
    frame = pd.DataFrame(filled)
    for name in ("last_contact_on", "next_planned_on", "first_order_on"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ns]")
    texts = ["tier", "layer", "cadence_status", "last_contact_kind", "team_id"]
    return frame.astype(dict.fromkeys(texts, object)).where(frame.notna() | ~frame.columns.isin(texts), None)


def with_statuses(text: str, row: str = "A") -> list[dict[str, object]]:
    """One account per letter: on cadence, due, overdue, planned, never, when needed."""
    words = {"k": "on_cadence", "d": "due", "o": "overdue", "p": "planned", "n": "never", "w": "no_target", "-": None}
    return [{"row": row, "cadence_status": words[letter]} for letter in text]


def cells(*rows: tuple[str | None, int, int, int, float]) -> pd.DataFrame:
    """Sums per team and month: team_id, place of the month, accounts, contacts, expected; a meeting per two contacts."""
    return pd.DataFrame(
        [
            {
                "month": pd.Timestamp(MONTHS[place].first),
                "team_id": team,
                "owner_id": "e1",
                "tier": "A",
                "accounts": n,
                "contacts": held,
                "meetings": held // 2,
                "expected": expected,
            }
            for team, place, n, held, expected in rows
        ],
        columns=["month", "team_id", "owner_id", "tier", "accounts", "contacts", "meetings", "expected"],
    )


def lines(frame: pd.DataFrame, counted: str = "contacts") -> pd.DataFrame:
    return portfolio.cadence_cells(frame, TEAMS, MONTHS, counted)


FULL = lines(
    cells(
        *(("t1", place, 3, 4 + place, 10.0) for place in range(12)),
        *(("t2", place, 2, 16 - place, 8.0) for place in range(2, 12)),
    )
)


# Months of teams


def test_teams_are_alphabetical_those_without_one_after_them_and_all_teams_last() -> None:
    found = lines(cells(("t2", 11, 1, 1, 2), (None, 11, 1, 1, 2), ("t1", 11, 1, 1, 2)))
    assert found.drop_duplicates("row")["team"].tolist() == ["coast", "North", "No team", "All teams"]
    assert found.drop_duplicates("row")["team_id"].tolist() == ["t1", "t2", "", None]
    assert found.groupby("row").size().tolist() == [12] * 4


def test_a_cell_is_held_over_expected_and_all_teams_equal_their_parts() -> None:
    found = lines(cells(("t1", 3, 3, 1, 4.0), ("t1", 3, 1, 2, 2.0), ("t2", 3, 4, 9, 4.0)))
    here = found[found["place"] == 3]
    assert here["share"].tolist() == [3 / 6, 9 / 4, 12 / 10]
    assert here["accounts"].tolist() == [4, 4, 8]
    assert here["held"].tolist() == [3, 9, 12]
    meetings = lines(cells(("t1", 3, 3, 5, 4.0)), "meetings")
    assert meetings.loc[3, ["held", "share"]].tolist() == [2, 0.5]


def test_a_month_without_anybody_to_meet_is_missing_and_a_month_without_contacts_is_zero() -> None:
    found = lines(cells(("t1", 3, 3, 0, 4.0)))
    assert found["team"].unique().tolist() == ["coast"]
    assert found.loc[3, "share"] == 0
    assert found["share"].isna().sum() == 11
    assert found.loc[found["share"].isna(), "accounts"].tolist() == [0] * 11


def test_without_a_cell_there_is_no_line() -> None:
    assert lines(cells()).empty
    assert lines(cells())["row"].nunique() == 0


def test_of_many_teams_the_largest_are_drawn_and_all_teams_stay_the_sum_of_all() -> None:
    teams = pd.DataFrame({"team_id": [f"t{i}" for i in range(6)], "team_name": list("fedcba")})
    many = portfolio.cadence_cells(
        cells(*((f"t{i}", 0, 1, 1, float(i + 1)) for i in range(6))), teams, MONTHS, "contacts"
    )
    largest = portfolio.largest_teams(many, 2)
    assert largest.drop_duplicates("row")[["row", "team"]].values.tolist() == [[0, "a"], [1, "b"], [2, "All teams"]]
    assert largest["expected"].max() == 21
    assert portfolio.largest_teams(many, 6) is many


def test_the_accounts_behind_a_cell_are_those_of_its_team_furthest_short_first() -> None:
    names = ["account_id", "account_name", "team_id", "tier", "target", "contacts", "meetings", "expected"]
    rows = pd.DataFrame(
        [
            ["a", "A", "t1", "A", 30, 1, 0, 1.0],
            ["b", "B", "t1", "A", 10, 1, 1, 3.0],
            ["c", "C", None, "A", 30, 0, 0, 1.0],
        ],
        columns=names,
    ).assign(owner_name=None, team_name=None)
    assert portfolio.accounts_of_month(rows, None, "contacts")["account_id"].tolist() == ["b", "c", "a"]
    assert portfolio.accounts_of_month(rows, "t1", "meetings")[["account_id", "held"]].values.tolist() == [
        ["b", 1],
        ["a", 0],
    ]
    assert portfolio.accounts_of_month(rows, "", "contacts")["account_id"].tolist() == ["c"]


# By tier


def test_statuses_by_tier_leave_out_who_has_no_target_and_add_up() -> None:
    frame = accounts(*with_statuses("kkow"), *with_statuses("dpn", "C"), {"row": "I", "cadence_status": "no_target"})
    rows = portfolio.status_by_tier(frame)
    assert rows.columns.tolist() == ["tier", "n", *BARS]
    assert rows.values.tolist() == [["A", 3, 2, 0, 0, 1, 0], ["C", 3, 0, 1, 1, 0, 1], ["All", 6, 2, 1, 1, 1, 1]]
    assert portfolio.status_by_tier(accounts(*with_statuses("kk")))["tier"].tolist() == ["A"]
    assert portfolio.status_by_tier(accounts(*with_statuses("w"))).empty


def met(frame: pd.DataFrame, **columns: Sequence[float]) -> pd.DataFrame:
    """How accounts were met: 0 where nothing is said."""
    return pd.DataFrame(0.0, index=frame.index, columns=[*MET_AT, *PERSONS_OF]).assign(**columns)


def test_places_count_meetings_with_customers_only() -> None:
    frame = accounts({"row": "A"}, {"row": "B"}, {"row": "I"}, {"row": "P"})
    how = met(frame, met_customer=[2, 0, 9, 9], met_remote=[1, 3, 0, 0], met_not_known=[0, 1, 0, 0])
    rows = portfolio.places_by_tier(frame, how)
    assert rows.values.tolist() == [["A", 3, 2, 0, 1, 0], ["B", 4, 0, 0, 3, 1], ["All", 7, 2, 0, 4, 1]]
    assert portfolio.places_by_tier(frame, met(frame)).empty


def test_the_highest_level_met_decides_and_not_known_is_not_no_contact() -> None:
    frame = accounts({"days": 1}, {"days": 1}, {"days": 1}, {"days": 1}, {}, {"row": "I", "days": 1})
    persons = {"persons_executive": [1, 0, 0, 0, 0, 9], "persons_specialist": [5, 2, 0, 0, 0, 0]}
    how = met(frame, **persons, persons_not_known=[0, 3, 2, 0, 0, 0])
    levels = ["executive", "specialist", "not_known", "not_known", "no_contact"]
    assert portfolio.how_met(frame, how)["highest"].tolist() == levels
    rows = portfolio.levels_by_tier(frame, how)
    assert rows.columns.tolist() == ["tier", "n", *LEVELS, "not_known", "no_contact"]
    assert rows.values.tolist() == [["A", 5, 1, 0, 0, 1, 2, 1]]


# The list


NAMES = pd.DataFrame(
    {"account_id": ["a0"], "last_employee": ["A. Demir"], "last_person": ["Mei Tan"], "last_subject": ["Audit"]}
)


def test_the_list_begins_with_the_account_furthest_beyond_its_own_target() -> None:
    frame = accounts(
        {"row": "A", "days": 40, "cadence_status": "due"},
        {"row": "C", "days": 400, "cadence_status": "overdue"},
        {"row": "A", "bought": 90, "cadence_status": "never"},
        {"row": "B", "target": nan, "days": 900, "cadence_status": "no_target"},
        {"row": "I", "days": 900},
        {"row": "A", "days": 90, "cadence_status": "planned", "next_planned_on": AS_OF + timedelta(days=5)},
    )
    rows = portfolio.cadence_list(frame, NAMES, AS_OF)
    assert rows["account_id"].tolist() == ["a2", "a5", "a1", "a0", "a3"]
    assert rows["of_target"].tolist() == ["90 of 30 days", "90 of 30 days", "400 of 180 days", "40 of 30 days", "·"]
    assert rows["status_label"].tolist() == ["✗ never", "◆ planned", "✗ overdue", "▲ due", "· when needed"]
    assert rows["last_contact"].tolist()[:3] == ["none so far", "17 Aug · call", "11 Oct 2025 · call"]
    assert rows["planned"].tolist()[:2] == ["·", "◆ 20 Nov"]
    assert rows.loc[3, ["last_employee", "last_person", "last_subject"]].tolist() == ["A. Demir", "Mei Tan", "Audit"]
    assert portfolio.status_counts(rows) == dict(zip(STATUSES, (1, 1, 1, 1, 0, 1), strict=True))
    assert portfolio.in_statuses(rows, ("due", "never"))["account_id"].tolist() == ["a2", "a0"]
    assert portfolio.furthest(rows, 3)["account_id"].tolist() == ["a2", "a5", "a1"]


def test_only_accounts_beyond_their_target_are_among_the_furthest() -> None:
    rows = portfolio.cadence_list(accounts({"days": 30}, {"days": 31}), NAMES, AS_OF)
    assert portfolio.furthest(rows, 15)["account_id"].tolist() == ["a1"]


def test_accounts_met_more_than_agreed_begin_with_the_most() -> None:
    rows = portfolio.cadence_list(accounts(*({"days": 1, "attainment": x} for x in (2.0, 2.1, nan, 9))), NAMES, AS_OF)
    assert portfolio.more_than_agreed(rows, 2.0)["account_id"].tolist() == ["a3", "a1"]


@pytest.mark.parametrize(
    ("value", "words"), [(0.45, "45%"), (2.0, "200%"), (2.0000000001, "200%"), (2.1, "210% · more than agreed")]
)
def test_more_than_agreed_begins_above_the_companys_limit(value: float, words: str) -> None:
    assert attained(value, most=2.0) == words
    assert attained(nan, most=2.0) == "·"


# Sentences

NO_FILTERS = Filters()


def headline(*rows: dict[str, object], filters: Filters = NO_FILTERS, months: pd.DataFrame = FULL) -> str:
    return headlines.frequency_headline(accounts(*rows), months, AS_OF, filters).text


def test_the_headline_counts_who_is_on_cadence_and_which_important_accounts_are_not() -> None:
    rows = [*with_statuses("kkkkkkkkooonn"), *with_statuses("ow", "B"), *with_statuses("ooonnn", "C")]
    assert headline(*rows).startswith("40% of accounts are on cadence; 4 A and B accounts are overdue and 2 were never")


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ("k", "The only account with a contact target is on cadence; no A or B account is overdue."),
        ("ko", "1 of 2 accounts is on cadence; 1 A or B account is overdue."),
        ("kn", "1 of 2 accounts is on cadence; 1 A or B account was never contacted."),
        ("onk", "1 of 3 accounts is on cadence; 1 A or B account is overdue and 1 was never contacted."),
        ("kkkkkkkkkd", "90% of accounts are on cadence; no A or B account is overdue."),
    ],
)
def test_the_headline_knows_one_from_many(statuses: str, sentence: str) -> None:
    assert headline(*with_statuses(statuses), months=lines(cells())) == sentence


def test_the_headline_names_the_filters_and_the_tiers_chosen() -> None:
    rows = with_statuses("oonk", "C")
    found = headline(*rows, filters=Filters(teams=("Export",), tiers=("C",)), months=lines(cells()))
    assert found == (
        "Export team, tier C: 1 of 4 accounts is on cadence; 2 C accounts are overdue and 1 was never contacted."
    )
    found = headline(*with_statuses("oo"), filters=Filters(tiers=("A", "C")), months=lines(cells()))
    assert "2 A accounts are overdue" in found


def test_the_headline_says_what_the_last_complete_month_was_like() -> None:
    full = lines(cells(("t1", 10, 1, 1, 2.0), ("t2", 10, 1, 1, 1.0), ("t1", 11, 1, 0, 1.0), ("t2", 11, 1, 0, 1.0)))
    assert headline(*with_statuses("k"), months=full).endswith(
        "In October 1 of 2 teams stayed under 75% of the target."
    )
    good = lines(cells(("t1", 10, 1, 3, 4.0), ("t2", 10, 1, 1, 1.0)))
    assert headline(*with_statuses("k"), months=good).endswith(
        "In October every team reached 75% of its target or more."
    )
    one = lines(cells(("t1", 10, 1, 1, 2.0)))
    assert headline(*with_statuses("k"), months=one).endswith("In October 50% of what was agreed was held.")
    assert "In " not in headline(*with_statuses("k"), months=lines(cells(("t1", 11, 1, 1, 2.0))))


def test_on_the_last_day_of_a_month_that_month_is_complete() -> None:
    months = months_until(date(2026, 10, 31))
    found = portfolio.cadence_cells(
        cells(("t1", 10, 1, 1, 2.0)).assign(month=pd.Timestamp(2026, 10, 1)), TEAMS, months, "contacts"
    )
    text = headlines.frequency_headline(accounts(*with_statuses("k")), found, date(2026, 10, 31), Filters()).text
    assert "In October 50%" in text


def test_what_is_not_known_is_said() -> None:
    assert headline({"row": None}).startswith("Orders are not in this data store.")
    assert headline(*with_statuses("-")).startswith("Contacts are not in this data store.")
    assert headline(*with_statuses("ww")) == (
        "No account here has a contact target. 2 active accounts are to be met only when needed."
    )
    assert headline({"row": "I"}).endswith("Inactive accounts and prospects have none.")
    empty = headlines.frequency_headline(accounts({}).iloc[:0], FULL, AS_OF, Filters(teams=("Coast",)))
    assert empty.text == "No account matches Team Coast."


def test_headings_state_what_the_bars_show() -> None:
    frame = accounts(*with_statuses("kkkkkko"), *with_statuses("k" * 8 + "oo", "B"))
    assert headlines.status_heading(portfolio.status_by_tier(frame)) == "On cadence: A 6 of 7, B 80%"
    frame = accounts({"days": 1}, {"row": "B", "days": 1})
    how = met(frame, met_customer=[3, 3], met_ours=[4, 0], met_not_known=[5, 0], persons_executive=[1, 0])
    places, levels = portfolio.places_by_tier(frame, how), portfolio.levels_by_tier(frame, how)
    assert headlines.places_heading(places) == "On site and remote: 60% at the customer"
    assert headlines.levels_heading(levels) == "Executives met at 1 of 2 accounts"
    assert headlines.places_missing(places) == headlines.levels_missing(levels) == ""


def test_places_and_levels_that_no_row_carries_are_said_to_be_missing() -> None:
    frame = accounts({"days": 1}, {"row": "B"})
    how = met(frame, met_not_known=[5, 0], persons_not_known=[1, 0])
    places, levels = portfolio.places_by_tier(frame, how), portfolio.levels_by_tier(frame, how)
    assert "not in this data store" in headlines.places_missing(places)
    assert "has a level" in headlines.levels_missing(levels)
    assert headlines.places_heading(places) == "On site and remote"
    assert headlines.levels_heading(levels) == "Highest level met"
    assert headlines.places_missing(places.iloc[:0]) == "No counted meeting in the last 365 days."


def test_the_caption_says_when_teams_are_left_out() -> None:
    assert headlines.cells_caption(FULL, 24).endswith("hatched: nobody was to be met, or unknown")
    assert headlines.cells_caption(FULL, 1).endswith("the 1 largest of 2 teams, the table has all")


def test_months_in_sentences_have_their_year_where_it_could_be_another() -> None:
    assert month(date(2026, 10, 1), AS_OF) == "October"
    assert month(date(2025, 12, 1), AS_OF) == "December"
    assert month(date(2025, 11, 1), AS_OF) == "November 2025"
    assert month(date(2026, 12, 1), AS_OF) == "December 2026"


def test_every_status_and_column_is_defined() -> None:
    for status, state in CADENCE_STATUSES.items():
        term = "cadence_planned" if status == "planned" else status
        word = "Contact planned" if status == "planned" else state.word.capitalize()
        assert GLOSSARY[term].title == word
    assert {"cadence_cell", "attainment", "rhythm", "meeting_place", "level_met", "days_of_target"} <= set(GLOSSARY)
    sentence = definition("attainment", policy_from({"over_contact": 1.5}), "EUR").sentence
    assert "more than agreed above 150%" in sentence


# The heatmap


def heatmap(colours: Palette = LIGHT, frame: pd.DataFrame = FULL) -> dict:
    return spec_of(charts.cadence_heatmap(frame, colours, "contacts", AS_OF))


@BOTH
def test_cells_have_five_steps_with_readable_numbers(colours: Palette) -> None:
    rect = next(mark for mark in marks(heatmap(colours), "rect") if "fill" in mark["encoding"])
    scale = rect["encoding"]["fill"]["scale"]
    assert scale["domain"] == [0, 1, 2, 3, 4]
    assert scale["range"] == list(colours.steps)
    inks = next(m for m in marks(heatmap(colours), "text") if "color" in m["encoding"])["encoding"]["color"]["scale"]
    assert all(contrast(fill, ink) >= 6.65 for fill, ink in zip(scale["range"], inks["range"], strict=True))


@pytest.mark.parametrize(
    ("held", "step", "label"),
    [
        (0, 0, "▼ 0"),
        (49, 0, "▼ 49"),
        (50, 1, "▼ 50"),
        (74, 1, "▼ 74"),
        (74.6, 2, "75"),
        (99, 2, "99"),
        (100, 3, "100"),
        (125, 4, "125"),
        (150, 4, "150"),
        (151, 4, "▲ 151"),
        (1234, 4, "▲ 1,234"),
    ],
)
def test_steps_and_signs_follow_the_number_in_the_cell(held: float, step: int, label: str) -> None:
    frame = lines(cells(("t1", 11, 1, 1, 100.0)))
    frame.loc[11, "share"] = held / 100
    spec = heatmap(frame=frame)
    rect = next(mark for mark in marks(spec, "rect") if "fill" in mark["encoding"])
    [cell] = rows_of(spec, rect)
    assert (cell["step"], cell["label"]) == (step, label)


def test_months_stand_on_top_and_a_phone_has_the_last_four() -> None:
    spec = heatmap()
    words = shown_texts(spec)
    assert [word for word in words if word in {"Dec", "Jan", "Oct", "Nov"}] == ["Dec", "Jan", "Oct", "Nov"]
    for layer in [mark for mark in layers(spec) if mark["encoding"].get("x", {}).get("field")]:
        assert layer["transform"] == [{"filter": "width >= 420 || datum.place >= 8"}]
        assert layer["encoding"]["x"]["scale"]["domain"] == [{"expr": "width < 420 ? 8 : 0"}, 12]


@BOTH
def test_a_missing_month_is_hatched_with_a_dashed_edge_and_no_number(colours: Palette) -> None:
    spec = heatmap(colours)
    missing = next(mark for mark in marks(spec, "rect") if "strokeDash" in mark["mark"])
    assert [(row["team"], row["place"]) for row in rows_of(spec, missing)] == [("North", 0), ("North", 1)]
    assert (missing["mark"]["fill"], missing["mark"]["stroke"]) == (
        colours.tones["unknown"].tint,
        colours.tones["unknown"].fill,
    )
    [hatch] = marks(spec, "tick")
    assert {row["place"] for row in rows_of(spec, hatch)} == {0, 1}
    numbers = next(m for m in marks(spec, "text") if "color" in m["encoding"])
    assert len(rows_of(spec, numbers)) == 12 + 10 + 12


def test_no_state_colour_is_in_the_heatmap() -> None:
    text = json.dumps(heatmap())
    assert not [tone for token, tone in LIGHT.tones.items() if token != "unknown" and tone.fill in text]


def test_the_heatmap_is_told_and_its_table_has_every_team_and_month() -> None:
    picture = charts.cadence_heatmap(FULL, LIGHT, "meetings", AS_OF)
    assert picture.alt == (
        "Meetings held as % of target in November: coast 150%, North 62% and All teams 111%. "
        "The table has all 12 months."
    )
    assert picture.table.columns.tolist() == ["Team", "Month", "Accounts", "Meetings", "Expected", "Share of target"]
    assert len(picture.table) == 36
    assert charts.cadence_heatmap(lines(cells()), LIGHT, "contacts", AS_OF) is None


# Bars to 100%


STATUS_ROWS = portfolio.status_by_tier(accounts(*with_statuses("kkkkkkkkoodpn"), *with_statuses("kkko", "B")))


@BOTH
def test_status_bars_go_from_0_to_1_in_their_order_and_colour(colours: Palette) -> None:
    spec = spec_of(charts.status_by_tier(STATUS_ROWS, colours))
    [bars] = marks(spec, "rect")
    rows = rows_of(spec, bars)
    first = [row for row in rows if row["name"] == "A"]
    assert [row["segment"] for row in first] == list(BARS)
    assert first[0]["start"] == 0
    assert first[-1]["end"] == 1
    assert [(row["start"], row["end"]) for row in first[1:3]] == [(8 / 13, 9 / 13), (9 / 13, 10 / 13)]
    scale = bars["encoding"]["fill"]["scale"]
    assert scale["domain"] == list(BARS)
    tones = [colours.tones[CADENCE_STATUSES[status].token] for status in BARS]
    assert scale["range"] == [*(tone.fill for tone in tones[:4]), tones[4].tint]
    assert bars["encoding"]["stroke"]["scale"]["range"][-1] == tones[4].fill


def test_shares_are_printed_where_there_is_room_and_few_are_counted() -> None:
    spec = spec_of(charts.status_by_tier(STATUS_ROWS, LIGHT))
    label = next(mark for mark in marks(spec, "text") if "opacity" in mark["mark"])
    assert "> 36 ? 1 : 0" in label["mark"]["opacity"]["expr"]
    rows = rows_of(spec, label)
    assert [row["label"] for row in rows if row["name"] == "B"] == ["3", "1"]
    assert next(row["label"] for row in rows if row["name"] == "A") == "62%"


def test_bars_have_their_words_tiers_and_numbers() -> None:
    words = shown_texts(spec_of(charts.status_by_tier(STATUS_ROWS, LIGHT)))
    assert {"✓ on cadence", "◆ planned", "▲ due", "✗ overdue", "✗ never"} <= set(words)
    assert {"A", "B", "All", "n 13", "n 4", "n 17"} <= set(words)


def test_what_is_not_known_is_hatched_in_the_bars() -> None:
    frame = accounts({"days": 1}, {"row": "B"})
    how = met(frame, met_customer=[2, 1], met_not_known=[2, 0], persons_executive=[1, 0])
    spec = spec_of(charts.places_by_tier(portfolio.places_by_tier(frame, how), LIGHT))
    known, unknown = marks(spec, "rect")
    assert {row["segment"] for row in rows_of(spec, unknown)} == {"not_known"}
    assert "not_known" not in {row["segment"] for row in rows_of(spec, known)}
    assert unknown["mark"]["strokeDash"] == [4, 3]
    [hatch] = marks(spec, "rule")
    assert all(0.5 <= row["at"] <= 1 for row in rows_of(spec, hatch))
    spec = spec_of(charts.levels_by_tier(portfolio.levels_by_tier(frame, how), LIGHT))
    assert len(marks(spec, "rect")) == 1


def test_bars_are_told_with_their_shares_and_numbers() -> None:
    picture = charts.status_by_tier(STATUS_ROWS, LIGHT)
    assert picture.alt.startswith("Accounts by cadence status: A ✓ on cadence 62%, ◆ planned 8%, ")
    assert picture.table.columns.tolist() == ["Tier", "Part", "Accounts", "Of", "Share"]
    assert picture.table.loc[0].tolist() == ["A", "✓ on cadence", 8, 13, 8 / 13]
    assert charts.status_by_tier(STATUS_ROWS.iloc[:0], LIGHT) is None


# Days since contact


WORST = portfolio.cadence_list(
    accounts(
        {"days": 83, "cadence_status": "overdue"},
        {"days": 41, "cadence_status": "due"},
        {"bought": 33, "cadence_status": "never"},
    ),
    NAMES,
    AS_OF,
)


@BOTH
def test_bars_of_days_are_multiples_of_the_own_target_cut_at_two_and_a_half(colours: Palette) -> None:
    spec = spec_of(charts.days_since_contact(WORST, colours, 1.5))
    shade, bars = marks(spec, "rect")
    rows = rows_of(spec, bars)
    assert [row["end"] for row in rows] == [2.5, 41 / 30, 1.1]
    assert bars["encoding"]["x"]["scale"]["domain"] == [0, 2.5]
    assert [row["fill"] for row in rows] == [colours.tones[token].fill for token in ("poor", "fair", "poor")]
    assert (shade["mark"]["color"], rows[0]["due"]) == (colours.panel, 1.5)
    assert [tick["mark"]["color"] for tick in marks(spec, "tick")] == [colours.page, colours.ink]
    assert {row["target"] for row in rows} == {1}


def test_days_and_status_stand_beside_the_bars_and_a_phone_has_the_glyph() -> None:
    spec = spec_of(charts.days_since_contact(WORST, LIGHT, 1.5))
    row = rows_of(spec, marks(spec, "rect")[1])[0]
    assert (row["days"], row["short"], row["word"]) == ("83 of 30 days", "✗ 83 of 30 d", "✗ overdue")
    assert "✗ overdue" in shown_texts(spec)
    status = next(mark for mark in marks(spec, "text") if "color" in mark["encoding"])
    assert status["mark"]["opacity"] == {"expr": "(width < 420 ? 0 : 1)"}


def test_the_furthest_accounts_are_told() -> None:
    picture = charts.days_since_contact(WORST, LIGHT, 1.5)
    assert picture.alt.endswith(
        "3 accounts furthest beyond it: first Account 0 with 83 of 30 days, 2.8× of the target."
    )
    assert picture.table["Target in days"].tolist() == [30, 30, 30]
    assert charts.days_since_contact(WORST.iloc[:0], LIGHT, 1.5) is None
    assert headlines.furthest_caption(True, Decimal("1.50")).endswith("shade: due, up to 1.5×")


@BOTH
def test_all_pictures_keep_to_their_palette_and_to_12_pixels(colours: Palette) -> None:
    other = LIGHT if colours is DARK else DARK
    foreign = {*palette_colours(other), *other.steps} - {*palette_colours(colours), *colours.steps}
    frame = accounts({"days": 1}, {"row": "B"})
    how = met(frame, met_customer=[2, 1], met_not_known=[2, 0], persons_executive=[1, 0])
    pictures = [
        charts.cadence_heatmap(FULL, colours, "contacts", AS_OF),
        charts.status_by_tier(STATUS_ROWS, colours),
        charts.places_by_tier(portfolio.places_by_tier(frame, how), colours),
        charts.levels_by_tier(portfolio.levels_by_tier(frame, how), colours),
        charts.days_since_contact(WORST, colours, 1.5),
    ]
    for picture in pictures:
        spec = spec_of(picture)
        assert spec["width"] == "container"
        assert not [colour for colour in foreign if colour in json.dumps(spec)]
        assert all(mark["mark"]["fontSize"] >= 12 for mark in marks(spec, "text"))
        for mark in layers(spec):
            for channel in ("color", "fill", "stroke"):
                encoding = mark["encoding"].get(channel, {})
                assert "field" not in encoding or encoding["legend"] is None
        assert picture.alt.endswith(".")
        assert len(picture.table)


def test_nothing_is_made_of_nan() -> None:
    assert isnan(FULL.loc[FULL["team"] == "North", "share"].iloc[0])
    assert "NaN" not in json.dumps(heatmap())
