"""Colours, words and glyphs, each in one place: a state is never shown by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.policy import TIERS

TIER_ROWS = (*TIERS, "Inactive", "Prospect")
HOLLOW_TIER = "Prospect"
_FIRST_STEP_IN_PAGE = 3
_FILLS_IN_PAGE = {"light": ("good", "poor", "planned"), "dark": ("good", "fair", "poor", "planned", "unknown")}
TIER_DASHES = {"A": (1, 0), "B": (7, 4), "C": (2, 3)}


@dataclass(frozen=True)
class Tone:
    """One status colour: `fill` for marks, `text` for words, `tint` for backgrounds."""

    fill: str
    text: str
    tint: str


@dataclass(frozen=True)
class Palette:
    """All colours of one theme; `tones` by token, `tiers` by pyramid row (prospects are hollow).

    `steps` go from little to much and mean nothing else; they carry numbers in ink, from the fourth on in `page`.
    """

    name: str
    tones: dict[str, Tone] = field(hash=False)
    tiers: dict[str, str] = field(hash=False)
    tier_edge: str
    ink: str
    muted: str
    line: str
    grid: str
    panel: str
    page: str
    accent: str
    steps: tuple[str, str, str, str, str]

    def on_step(self, step: int) -> str:
        """The colour in which a number is read on a step."""
        return self.ink if step < _FIRST_STEP_IN_PAGE else self.page

    def on_fill(self, token: str) -> str:
        """The colour in which a number is read on the fill of a status colour."""
        return self.page if token in _FILLS_IN_PAGE[self.name] else self.ink


@dataclass(frozen=True)
class State:
    """One fixed state word with its glyph and the token of its colour."""

    id: str
    word: str
    glyph: str
    token: str

    @property
    def label(self) -> str:
        """Glyph and word as they stand in a list: `✗ Neglected`."""
        return f"{self.glyph} {self.word}"

    @property
    def markdown(self) -> str:
        """The label in bold and in its colour, for pills and captions."""
        return f":{MARKDOWN_COLOURS[self.token]}[**{self.label}**]"


LIGHT = Palette(
    name="light",
    tones={
        "good": Tone("#006b61", "#08655c", "#e6f4f2"),
        "fair": Tone("#c48400", "#7d5300", "#fdf3dc"),
        "poor": Tone("#b3261e", "#9c1f18", "#fcebe9"),
        "planned": Tone("#6442c8", "#5535b5", "#f0ecfb"),
        "unknown": Tone("#8c939e", "#4a5260", "#eef0f3"),
    },
    tiers={"A": "#14245a", "B": "#3a57ac", "C": "#7390d6", "Inactive": "#bac4d6", "Prospect": "#ffffff"},
    tier_edge="#8792a8",
    ink="#0b0f16",
    muted="#4a5260",
    line="#d9dee6",
    grid="#e9ecf1",
    panel="#f4f6f9",
    page="#ffffff",
    accent="#3a57ac",
    steps=("#e9eefa", "#c3d0f0", "#93a9e0", "#3a57ac", "#14245a"),
)

DARK = Palette(
    name="dark",
    tones={
        "good": Tone("#3fd3c0", "#5fdccc", "#0f2b2a"),
        "fair": Tone("#ffd166", "#ffd97f", "#32290f"),
        "poor": Tone("#f4645a", "#ff8f86", "#3a1a1b"),
        "planned": Tone("#a996ff", "#bdb0ff", "#251f42"),
        "unknown": Tone("#727b89", "#b4bcc8", "#232a35"),
    },
    tiers={"A": "#e3eaff", "B": "#9fb6f7", "C": "#5f7ccc", "Inactive": "#3c4a70", "Prospect": "#11151b"},
    tier_edge="#6d7a93",
    ink="#f4f6f9",
    muted="#b4bcc8",
    line="#323b49",
    grid="#222a35",
    panel="#1a202a",
    page="#11151b",
    accent="#9fb6f7",
    steps=("#1c2740", "#2c3a63", "#3f5490", "#9fb6f7", "#e3eaff"),
)

MARKDOWN_COLOURS = {"good": "green", "fair": "orange", "poor": "red", "planned": "violet", "unknown": "gray"}


def _by_id(*states: State) -> dict[str, State]:
    return {state.id: state for state in states}


UNKNOWN = State("unknown", "Unknown", "○", "unknown")

WATCH_STATES = _by_id(
    State("neglected", "Neglected", "✗", "poor"),
    State("late", "Late", "▲", "fair"),
    State("waiting", "Waiting", "○", "unknown"),
    State("planned", "Planned", "◆", "planned"),
    State("cared_for", "Cared for", "✓", "good"),
)

CADENCE_STATUSES = _by_id(
    State("on_cadence", "on cadence", "✓", "good"),
    State("due", "due", "▲", "fair"),
    State("overdue", "overdue", "✗", "poor"),
    State("planned", "planned", "◆", "planned"),
    State("never", "never", "✗", "poor"),
    State("no_target", "when needed", "·", "unknown"),
)

CHECKPOINT_STATES = _by_id(
    State("met", "contact made", "✓", "good"),
    State("missed", "missed", "✗", "poor"),
    State("planned", "planned", "◆", "planned"),
    State("ahead", "still ahead", "○", "unknown"),
)

PROMISE_STATES = _by_id(
    State("kept", "kept", "✓", "good"),
    State("late", "late", "▲", "fair"),
    State("broken", "broken", "✗", "poor"),
    State("open", "open", "○", "unknown"),
)

HEALTH_BANDS = _by_id(
    State("good", "good", "✓", "good"),
    State("fair", "fair", "▲", "fair"),
    State("poor", "poor", "✗", "poor"),
    State("not_enough_data", "not enough data", "○", "unknown"),
)

FOLLOWED_STATES: Mapping[str, Mapping[str, State]] = {
    "band": HEALTH_BANDS,
    "cadence_status": CADENCE_STATUSES,
    "watch_state": WATCH_STATES,
}
"""The states of what an account's weeks follow, by the column that holds them."""

LIMIT_WORDS = {
    "satisfaction_limit": "satisfaction",
    "neglected": "neglected buyer",
    "no_owner": "no active owner",
}
"""What keeps an account from being good, as lists name it."""

INDICATOR_STATES = _by_id(
    State("good", "good", "✓", "good"),
    State("fair", "fair", "▲", "fair"),
    State("poor", "poor", "✗", "poor"),
    State("unknown", "unknown", "○", "unknown"),
    State("not_applicable", "does not apply", "·", "unknown"),
)

LIMIT_STATES = _by_id(
    State("met", "met", "✓", "good"),
    State("breached", "breached", "✗", "poor"),
)

TABLE_STATES = _by_id(
    State("fresh", "fresh", "✓", "good"),
    State("silent", "silent", "▲", "fair"),
    State("failed", "failed", "✗", "poor"),
    State("empty", "no rows", "○", "unknown"),
    State("not_connected", "not connected", "·", "unknown"),
)

COLUMN_STATES = _by_id(
    State("filled", "filled", "✓", "good"),
    State("hardly", "hardly filled", "▲", "fair"),
    State("never", "always empty", "○", "unknown"),
    State("no_rows", "no rows", "○", "unknown"),
    State("not_delivered", "not connected", "·", "unknown"),
)

SERVED = _by_id(
    State("under_served", "Under-served", "▼", "poor"),
    State("in_proportion", "In proportion", "–", "unknown"),
    State("over_served", "Over-served", "▲", "fair"),
)

DIRECTION_GLYPHS = {"worse": "▼", "better": "▲", "other": "–"}
"""Of a change, by the direction it goes."""
DIRECTION_TOKENS = {"▼": "poor", "▲": "good"}
_GLYPH_TOKENS = {"✓": "good", "▲": "fair", "✗": "poor", "▼": "poor", "◆": "planned", "○": "unknown", "·": "unknown"}


def palette(theme_type: str | None) -> Palette:
    """The palette of Streamlit's theme type; light for anything but "dark"."""
    return DARK if theme_type == "dark" else LIGHT


def watch_state(state: object) -> State:
    """The watch state of an id; `UNKNOWN` where the state is empty."""
    return WATCH_STATES.get(state, UNKNOWN) if isinstance(state, str) else UNKNOWN


def token_of(text: object) -> str | None:
    """The status token that a cell's first glyph stands for; None where it starts with no status glyph."""
    return _GLYPH_TOKENS.get(text[:1]) if isinstance(text, str) else None


def text_colour(text: object, colours: Palette) -> str:
    """The CSS declaration that colours a table cell by its first glyph; empty where it has none."""
    token = token_of(text)
    return f"color: {colours.tones[token].text}" if token else ""


def direction_style(text: object, colours: Palette) -> str:
    """The CSS declaration for the word of a change, by the glyph of its direction; empty for one that goes neither way."""
    token = DIRECTION_TOKENS.get(text[:1]) if isinstance(text, str) else None
    return f"color: {colours.tones[token].text}; font-weight: 600" if token else "font-weight: 600"


def state_style(text: object, colours: Palette) -> str:
    """As `text_colour`, in the weight of a state word."""
    colour = text_colour(text, colours)
    return f"{colour}; font-weight: 600" if colour else ""
