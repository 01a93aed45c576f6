"""Colours are told apart and read: contrasts are computed, words and glyphs are fixed and complete."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dashboard.palette import (
    CADENCE_STATUSES,
    CHECKPOINT_STATES,
    DARK,
    HEALTH_BANDS,
    INDICATOR_STATES,
    LIGHT,
    MARKDOWN_COLOURS,
    SERVED,
    TIER_DASHES,
    TIER_ROWS,
    TIERS,
    UNKNOWN,
    WATCH_STATES,
    Palette,
    palette,
    state_style,
    text_colour,
    watch_state,
)
from dashboard.scoring.watch import STATES

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
GLYPHS = set("✓✗○●◆▲▼■□→−·–×…")
EVERY_STATE = [
    state
    for states in (
        WATCH_STATES,
        CADENCE_STATUSES,
        CHECKPOINT_STATES,
        HEALTH_BANDS,
        INDICATOR_STATES,
        SERVED,
        {"unknown": UNKNOWN},
    )
    for state in states.values()
]


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_ratio_wcag_defines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@BOTH
def test_status_words_are_read_on_the_page_and_on_their_tint(colours: Palette) -> None:
    for token, tone in colours.tones.items():
        assert contrast(tone.text, colours.page) >= 6.75, token
        assert contrast(tone.text, tone.tint) >= 6.1, token


@pytest.mark.parametrize(("colours", "least"), [(LIGHT, 3.05), (DARK, 4.2)], ids=["light", "dark"])
def test_status_fills_stand_out_from_the_page(colours: Palette, least: float) -> None:
    for token, tone in colours.tones.items():
        assert contrast(tone.fill, colours.page) >= least, token


@BOTH
def test_tiers_stand_further_from_the_page_the_higher_they_are(colours: Palette) -> None:
    contrasts = [contrast(colours.tiers[tier], colours.page) for tier in (*TIERS, "Inactive")]
    assert all(higher > lower for higher, lower in pairwise(contrasts))
    assert contrasts[2] >= 3.1
    assert contrast(colours.tier_edge, colours.page) >= 3


@BOTH
def test_text_on_page_and_panel_is_read(colours: Palette) -> None:
    for ground in (colours.page, colours.panel):
        assert contrast(colours.ink, ground) >= 15
        assert contrast(colours.muted, ground) >= 7


@BOTH
def test_every_tier_and_token_has_a_colour(colours: Palette) -> None:
    assert tuple(colours.tiers) == TIER_ROWS
    assert colours.tiers["Prospect"] == colours.page
    assert set(colours.tones) == set(MARKDOWN_COLOURS) == {state.token for state in EVERY_STATE}


def test_lines_of_tiers_differ_by_dash() -> None:
    assert list(TIER_DASHES) == list(TIERS)
    assert len(set(TIER_DASHES.values())) == 3


def test_state_words_are_fixed_and_in_the_order_of_the_call_list() -> None:
    assert tuple(WATCH_STATES) == STATES
    assert [state.label for state in WATCH_STATES.values()] == [
        "✗ Neglected",
        "▲ Late",
        "○ Waiting",
        "◆ Planned",
        "✓ Cared for",
    ]
    assert [state.word for state in CADENCE_STATUSES.values()] == [
        "on cadence",
        "due",
        "overdue",
        "planned",
        "never",
        "when needed",
    ]


def test_only_glyphs_of_the_font_are_used() -> None:
    assert {state.glyph for state in EVERY_STATE} <= GLYPHS


def test_states_of_one_list_differ_without_their_colour() -> None:
    for states in (WATCH_STATES, CHECKPOINT_STATES, SERVED):
        assert len({state.glyph for state in states.values()}) == len(states)


def test_an_empty_state_is_unknown_and_never_a_state() -> None:
    assert watch_state(None) is watch_state(float("nan")) is UNKNOWN
    assert watch_state("late").word == "Late"


def test_cells_are_coloured_by_their_glyph_in_the_text_colour() -> None:
    assert text_colour("✗ missed", LIGHT) == "color: #9c1f18"
    assert text_colour("○ 4 Dec", DARK) == "color: #b4bcc8"
    assert state_style("✓ Cared for", DARK) == "color: #5fdccc; font-weight: 600"
    assert text_colour("Kestrel Energy", LIGHT) == state_style(None, LIGHT) == text_colour("", LIGHT) == ""


def test_state_words_in_markdown_use_the_colour_of_their_token() -> None:
    assert WATCH_STATES["neglected"].markdown == ":red[**✗ Neglected**]"
    assert WATCH_STATES["waiting"].markdown == ":gray[**○ Waiting**]"


@pytest.mark.parametrize(("theme", "name"), [("dark", "dark"), ("light", "light"), (None, "light")])
def test_the_palette_follows_the_theme(theme: str | None, name: str) -> None:
    assert palette(theme).name == name
