"""Response time by channel: a dot at the median, a line to the time within which 90% were answered, a tick at the limit."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, PHONE, Picture, chart_of, finished, pixels, text, ticks
from dashboard.palette import Palette
from dashboard.wording import hours, number

MOST_CHANNELS = 10

_HEADER = 20
_ROW_HEIGHT = 44
_LINE = 9
"""How far above and below the middle of a row its two lines of text stand."""
_DOT = 110
_TICK_HEIGHT = 22
_NAMES, _NAMES_ON_A_PHONE = 150, 112
_WORDS = 100
_STATES = (("good", "✓"), ("fair", "▲"), ("poor", "✗"))


def response_chart(rows: pd.DataFrame, colours: Palette, good: float, poor: float) -> Picture | None:
    """The rows of `portfolio.responses.response_times`, at most the ten slowest channels and all of them last.

    The ink tick marks the hours worth full points; a median up to them is good, from `poor` on poor. None without a row.
    """
    if rows.empty:
        return None
    shown = pd.concat([rows.iloc[:-1].head(MOST_CHANNELS), rows.iloc[-1:]]) if len(rows) > 2 else rows.iloc[:1]
    marks = _marks(shown.reset_index(drop=True), colours, good, poor)
    height = _HEADER + _ROW_HEIGHT * len(marks)
    most = max(float(marks["p90"].max()), good) * 1.04
    base = chart_of(marks)
    layers = [
        *_limit(base.encode(x=_along("limit", most)), colours, height, good),
        *_times(base, colours, most, height),
        *_words(base, colours, height),
    ]
    return Picture(finished(layers, height, around=0), _sentence(rows, good), _table(rows))


def response_state(median: float, good: float, poor: float) -> tuple[str, str]:
    """Token and glyph of a median: good up to the limit, poor from the other end of the scale on, fair between."""
    return _STATES[0 if median <= good else 2 if median >= poor else 1]


def _marks(rows: pd.DataFrame, colours: Palette, good: float, poor: float) -> pd.DataFrame:
    states = [response_state(median, good, poor) for median in rows["median"]]
    middle = pd.Series([_HEADER + _ROW_HEIGHT * (place + 0.5) for place in range(len(rows))])
    return pd.DataFrame(
        {
            "channel": rows["channel"],
            "n": [f"n {number(n)}" for n in rows["n"]],
            "median": rows["median"],
            "p90": rows["p90"],
            "limit": good,
            "fill": [colours.tones[token].fill for token, _ in states],
            "ink": [colours.tones[token].text for token, _ in states],
            "middle_word": [
                f"{glyph} {hours(value)}" for (_, glyph), value in zip(states, rows["median"], strict=True)
            ],
            "most_word": [f"90% in {hours(value)}" for value in rows["p90"]],
            "middle": middle,
            "upper": middle - _LINE,
            "lower": middle + _LINE,
        }
    )


def _names() -> str:
    return f"(width < {PHONE} ? {_NAMES_ON_A_PHONE} : {_NAMES})"


def _along(field: str, most: float) -> alt.X:
    ends = [alt.ExprRef(_names()), alt.ExprRef(f"width - {_WORDS + 14}")]
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, most], range=ends, nice=False, zero=False))


def _limit(base: alt.Chart, colours: Palette, height: int, good: float) -> list[alt.Chart]:
    word = text(colours.ink, NOTE_SIZE, align="center")
    return [
        *ticks(base, colours, _TICK_HEIGHT, y=pixels("middle", height)),
        base.transform_filter(f"datum.middle < {_HEADER + _ROW_HEIGHT}")
        .mark_text(**word)
        .encode(y=alt.value(_HEADER / 2), text=alt.value(f"limit {good:g} h")),
    ]


def _times(base: alt.Chart, colours: Palette, most: float, height: int) -> list[alt.Chart]:
    across = base.encode(y=pixels("middle", height))
    tips = [
        alt.Tooltip("channel:N", title="Channel"),
        alt.Tooltip("middle_word:N", title="Median"),
        alt.Tooltip("most_word:N", title="Most"),
        alt.Tooltip("n:N", title="Answers"),
    ]
    line = across.mark_rule(color=colours.accent, strokeWidth=2, opacity=1)
    dots = across.mark_circle(size=_DOT, opacity=1, stroke=colours.page, strokeWidth=1.5)
    return [
        line.encode(x=_along("median", most), x2=alt.X2("p90")),
        dots.encode(x=_along("median", most), fill=alt.Fill("fill:N", scale=None, legend=None), tooltip=tips),
    ]


def _words(base: alt.Chart, colours: Palette, height: int) -> list[alt.Chart]:
    upper, lower = base.encode(y=pixels("upper", height)), base.encode(y=pixels("lower", height))
    room = alt.ExprRef(f"{_names()} - 12")
    right = alt.value(alt.ExprRef(f"width - {_WORDS}"))
    return [
        upper.mark_text(**text(colours.ink, NAME_SIZE, limit=room)).encode(x=alt.value(0), text=alt.Text("channel:N")),
        lower.mark_text(**text(colours.muted, NOTE_SIZE)).encode(x=alt.value(0), text=alt.Text("n:N")),
        upper.mark_text(**text(colours.ink, NAME_SIZE, bold=True)).encode(
            x=right, text=alt.Text("middle_word:N"), color=alt.Color("ink:N", scale=None, legend=None)
        ),
        lower.mark_text(**text(colours.muted, NOTE_SIZE)).encode(x=right, text=alt.Text("most_word:N")),
    ]


def _sentence(rows: pd.DataFrame, good: float) -> str:
    whole, slowest = rows.iloc[-1], rows.iloc[0]
    of_all = f"median {hours(whole['median'])}, 90% within {hours(whole['p90'])}, of {number(whole['n'])} answers"
    return f"Time to the first answer: {of_all}; limit {good:g} h. Slowest: {slowest['channel']} {hours(slowest['median'])}."


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["channel", "n", "median", "p90"]].set_axis(
        ["Channel", "Answers", "Median in hours", "90% within hours"], axis=1
    )
