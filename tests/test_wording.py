"""Numbers, dates and foreign text are written one way."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from dashboard import wording

AS_OF = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "€0"),
        (950, "€950"),
        (999.4, "€999"),
        (999.6, "€1k"),
        (988_000, "€988k"),
        (999_499, "€999k"),
        (999_600, "€1.00M"),
        (1_240_000, "€1.24M"),
        (9_996_000, "€10.0M"),
        (12_350_000, "€12.3M"),
        (99_960_000, "€100M"),
        (1_234_000_000, "€1,234M"),
        (-3_200, "−€3k"),
        (-0.4, "€0"),
        (Decimal("988000.0001"), "€988k"),
        (float("nan"), "unknown"),
        (None, "unknown"),
    ],
)
def test_money_in_sentences_has_three_digits_that_matter(value: object, text: str) -> None:
    assert wording.money(value, "EUR") == text


def test_money_in_lists_is_whole() -> None:
    assert wording.money_full(318_000.4, "EUR") == "€ 318,000"
    assert wording.money_full(-1_250, "USD") == "−$ 1,250"
    assert wording.money_full(-0.2, "USD") == "$ 0"
    assert wording.money_full(np.nan, "EUR") == "unknown"


def test_a_currency_without_a_sign_keeps_its_code() -> None:
    assert wording.money(988_000, "SEK") == "SEK 988k"
    assert wording.money_full(988_000, "SEK") == "SEK 988,000"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.64, "64%"),
        (0, "0%"),
        (0.004, "<1%"),
        (0.005, "<1%"),
        (0.0051, "1%"),
        (1, "100%"),
        (-0.71, "−71%"),
        (np.nan, "unknown"),
    ],
)
def test_shares_have_no_decimals_and_little_is_not_nothing(value: float, text: str) -> None:
    assert wording.share(value) == text


def test_differences_of_shares_are_points_in_the_right_number() -> None:
    assert wording.points(-0.01) == "−1 point"
    assert wording.points(0.02) == "+2 points"
    assert wording.points(0.001) == "0 points"
    assert wording.points(None) == "unknown"


def test_ranges_are_joined_by_a_dash_and_say_nothing_where_they_are_not_known() -> None:
    assert wording.between(0.536, 0.7, 2) == "0.54–0.70"
    assert wording.between(-1, 12) == "−1–12"
    assert wording.between(float("nan"), 1) == wording.NOTHING


def test_changes_name_their_direction_and_what_they_are_against() -> None:
    assert wording.change(-4, "9 Nov") == "▼ 4 since 9 Nov"
    assert wording.change(1_200, "9 Nov") == "▲ 1,200 since 9 Nov"
    assert wording.change(0, "9 Nov") == "– 0 since 9 Nov"
    assert [wording.signed(n) for n in (5, -3, 0, pd.NA)] == ["+5", "−3", "– 0", "unknown"]
    assert [wording.percent_change(v) for v in (-0.71, 0.08, 0.001, np.nan)] == ["−71%", "+8%", "0%", "unknown"]


def test_rates_of_few_cases_are_fractions() -> None:
    assert wording.rate(7, 9) == "7 of 9"
    assert wording.rate(7, 10) == "70%"
    assert wording.rate(0, 0) == "unknown"


def test_minus_is_a_minus_and_ratios_have_their_sign() -> None:
    assert wording.number(-1_234) == "−1,234"
    assert wording.number(-0.4) == "0"
    assert wording.number(pd.NA) == "unknown"
    assert wording.ratio(0.534) == "0.5×"
    assert wording.ratio(np.nan) == "unknown"


def test_singular_and_plural() -> None:
    assert wording.count(1, "account") == "1 account"
    assert wording.count(0, "account") == "0 accounts"
    assert wording.count(1_500, "entry", "entries") == "1,500 entries"
    assert wording.noun(2, "is", "are") == "are"
    assert wording.days(1) == "1 day"
    assert [wording.days_ago(n) for n in (83, 0, None)] == ["83 d ago", "today", "unknown"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 16), "16 Nov"),
        (date(2025, 11, 17), "17 Nov"),
        (date(2025, 11, 16), "16 Nov 2025"),
        (date(2026, 12, 4), "4 Dec"),
        (date(2027, 5, 18), "18 May"),
        (date(2027, 5, 19), "19 May 2027"),
        (pd.Timestamp("2026-03-01"), "1 Mar"),
        (datetime(2026, 3, 1, 23, 59), "1 Mar"),  # noqa: DTZ001
        (pd.NaT, "unknown"),
    ],
)
def test_dates_show_their_year_outside_the_last_twelve_months(value: object, text: str) -> None:
    assert wording.day(value, AS_OF) == text


def test_the_year_before_a_leap_day_is_found() -> None:
    assert wording.day(date(2023, 3, 1), date(2024, 2, 29)) == "1 Mar"
    assert wording.day(date(2023, 2, 28), date(2024, 2, 29)) == "28 Feb 2023"


def test_long_dates_name_the_weekday() -> None:
    assert wording.long_day(date(2026, 11, 15)) == "Sun 15 Nov 2026"
    assert wording.moment(datetime(2026, 11, 15, 6, 5)) == "Sun 15 Nov 2026, 06:05"  # noqa: DTZ001
    assert wording.long_day(None) == "unknown"


def test_listing_joins_as_a_sentence_does() -> None:
    assert wording.listing(["A"]) == "A"
    assert wording.listing(iter(["A", "B"])) == "A and B"
    assert wording.listing(["A", "B", "C"]) == "A, B and C"


HOSTILE = [
    "<script>alert(1)</script>",
    "[a](http://evil.test) ![x](http://evil.test/a.png)",
    "**b** _i_ `c` $x^2$ ~~s~~ # h | x | \\*",
    ":red[x] :material/home: :smile:",
    "&lt; &#65; a -> b -- c",
    "1. one + two = {three}!",
    "www.evil.test a@evil.test",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_foreign_text_keeps_no_sign_with_a_meaning(name: str) -> None:
    escaped = wording.md_escape(name)
    assert not re.search(r"[<>\[\]()*_`$~#|\\:!{}=+@.&]", re.sub(r"&#\d+;", "", escaped))
    assert html.unescape(escaped).replace("\u2060", "") == name


@pytest.mark.parametrize(
    "address", ["http://evil.test", "https://evil.test", "www.evil.test", "WWW.evil.test", "a@evil.test"]
)
def test_addresses_are_parted_so_that_they_do_not_become_links(address: str) -> None:
    assert address not in html.unescape(wording.md_escape(address))


def test_foreign_text_stays_on_one_line_and_letters_of_any_alphabet_stay() -> None:
    assert wording.md_escape("line\n\n# two\r\n\t- x") == "line &#35; two &#45; x"
    assert wording.md_escape("Łódź Энергия 中文") == "Łódź Энергия 中文"
    assert wording.md_escape(None) == wording.md_escape(np.nan) == ""
    assert wording.md_escape("Region: North, 12:30") == "Region&#58; North, 12&#58;&#8288;30"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_in_sheets_are_disarmed(text: str) -> None:
    assert wording.sheet_text(text) == "'" + text


def test_only_text_that_would_run_is_changed_in_sheets() -> None:
    frame = pd.DataFrame(
        {
            "name": ["=cmd()", "Kestrel", None],
            "change": [-3.0, 2.0, np.nan],
            "n": pd.array([-1, 2, None], dtype="Int64"),
            "on": pd.to_datetime(["2026-01-01", None, "2026-01-03"]),
            "what": pd.Series([-1, "-1", "a=b"], dtype=object),
        }
    )
    cells = wording.sheet_cells(frame)
    assert list(cells["name"])[:2] == ["'=cmd()", "Kestrel"]
    assert cells["name"].isna().tolist() == [False, False, True]
    assert list(cells["what"]) == [-1, "'-1", "a=b"]
    pd.testing.assert_frame_equal(cells[["change", "n", "on"]], frame[["change", "n", "on"]])


def test_a_wait_is_written_in_minutes_and_hours():
    assert [wording.hours(value) for value in (0.4, 0.999, 5.24, 9.94, 9.96, 31.4, None)] == [
        "24 min",
        "1.0 h",
        "5.2 h",
        "9.9 h",
        "10 h",
        "31 h",
        "unknown",
    ]
