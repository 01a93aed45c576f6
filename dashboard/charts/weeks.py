"""Two years of an account, week by week: the line of its score over lanes of tier, band, cadence and watch."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, Picture, chart_of, finished, pixels, text
from dashboard.palette import FOLLOWED_STATES, HEALTH_BANDS, Palette
from dashboard.portfolio.weeks import LANES, spells
from dashboard.scoring.health import FAIR_FROM, GOOD_FROM, has_score
from dashboard.wording import MONTHS, as_date, day, is_unknown, number, share

LANE_WORDS = {"tier": "Tier", "band": "Band", "cadence_status": "Cadence", "watch_state": "Buyer"}

_SCORE_HEIGHT = 150
_TOP = 14
_LANE = 30
_BAR = 20
_LEFT = 78
_RIGHT = 12
_WORD_PIXELS = 7
_MONTHS_BETWEEN_LABELS = 3


def account_weeks(weeks: pd.DataFrame, colours: Palette) -> Picture | None:
    """The history of one account, a row a week, as a picture; None where there are fewer than two weeks."""
    if len(weeks) < 2:
        return None
    first, last = weeks["on"].iloc[0], weeks["on"].iloc[-1]
    height = _SCORE_HEIGHT + _TOP + _LANE * len(LANES)
    layers = [*_ground(first, last, colours, height), *_score(weeks, first, last, colours, height)]
    for place, name in enumerate(LANES):
        layers += _lane(weeks, name, place, colours, height)
    return Picture(finished(layers, height + 26, right=_RIGHT), _sentence(weeks), _table(weeks))


def _x(field: str) -> alt.X:
    """Moments as shares of the width right of the lane names."""
    scale = alt.Scale(domain=[0, 1], range=[_LEFT, alt.ExprRef("width")], nice=False, zero=False)
    return alt.X(f"{field}:Q", axis=None, scale=scale)


def _place(moments: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    return (moments - first) / (last - first)


def _score_at(score: float) -> float:
    return _TOP + _SCORE_HEIGHT * (1 - score / 100)


def _ground(first: pd.Timestamp, last: pd.Timestamp, colours: Palette, height: int) -> list[alt.Chart]:
    bounds = pd.DataFrame(
        {
            "at": [_score_at(limit) for limit in (0, FAIR_FROM, GOOD_FROM, 100)],
            "word": ["0", f"{FAIR_FROM} fair", f"{GOOD_FROM} good", "100"],
            "from": 0.0,
            "to": 1.0,
        }
    )
    months = pd.DataFrame({"month": pd.date_range(first, last, freq="MS")})
    months = months[(months["month"].dt.month - 1) % _MONTHS_BETWEEN_LABELS == 0]
    months = months.assign(
        at=_place(months["month"], first, last),
        word=[f"{MONTHS[m.month - 1]} {m.year}" if m.month == 1 else MONTHS[m.month - 1] for m in months["month"]],
        every=range(len(months)),
        top=float(_TOP),
        foot=float(height),
        label=float(height + 14),
    ).drop(columns="month")
    tick = chart_of(months)
    return [
        chart_of(bounds)
        .mark_rule(color=colours.line, strokeDash=[2, 3])
        .encode(x=_x("from"), x2=alt.X2("to"), y=pixels("at", height)),
        chart_of(bounds)
        .mark_text(**text(colours.muted, NOTE_SIZE, align="right", text=alt.ExprRef("datum.word")))
        .encode(x=alt.value(_LEFT - 8), y=pixels("at", height)),
        tick.mark_rule(color=colours.grid).encode(x=_x("at"), y=pixels("top", height), y2=alt.Y2("foot")),
        tick.mark_text(
            **text(
                colours.muted,
                NOTE_SIZE,
                align="center",
                text=alt.ExprRef("width < 520 && datum.every % 2 ? '' : datum.word"),
            )
        ).encode(x=_x("at"), y=pixels("label", height)),
    ]


def _score(
    weeks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, colours: Palette, height: int
) -> list[alt.Chart]:
    """The score where there was enough data for one; the line breaks where there was not."""
    enough = pd.Series(has_score(weeks), index=weeks.index)
    known = weeks[enough]
    if known.empty:
        return []
    points = pd.DataFrame(
        {
            "at": _place(known["on"], first, last),
            "score": [_score_at(score) for score in known["score"]],
            "piece": (~enough).cumsum()[enough],
            "week": [day(on, as_date(last)) for on in known["on"]],
            "told": [f"{number(score)} {HEALTH_BANDS[band].word}" for score, band in _pairs(known, "score", "band")],
            "based": [share(value) for value in known["known_share"]],
        }
    )
    base = chart_of(points).encode(x=_x("at"), y=pixels("score", height))
    return [
        base.mark_line(color=colours.accent, strokeWidth=2.5).encode(detail=alt.Detail("piece:N")),
        base.mark_point(size=120, opacity=0, filled=True).encode(
            tooltip=[
                alt.Tooltip("week:N", title="Week to"),
                alt.Tooltip("told:N", title="Health"),
                alt.Tooltip("based:N", title="Based on"),
            ]
        ),
    ]


def _lane(weeks: pd.DataFrame, name: str, place: int, colours: Palette, height: int) -> list[alt.Chart]:
    """The stretches of one lane as bars with their word, where it fits."""
    middle = _TOP + _SCORE_HEIGHT + _LANE * (place + 0.5) + 8
    title = pd.DataFrame({"at": [middle]})
    layers = [
        chart_of(title)
        .mark_text(**text(colours.ink, NOTE_SIZE + 1, align="right", text=LANE_WORDS[name]))
        .encode(x=alt.value(_LEFT - 8), y=pixels("at", height))
    ]
    found = spells(weeks, name)
    if found.empty:
        return layers
    first, last = weeks["on"].iloc[0], weeks["on"].iloc[-1]
    states = FOLLOWED_STATES.get(name, {})
    tones = [colours.tones[states[value].token] if value in states else None for value in found["value"]]
    words = [states[value].label if value in states else str(value) for value in found["value"]]
    bars = pd.DataFrame(
        {
            "from": _place(found["begins"].clip(lower=first), first, last),
            "to": _place(found["ends"], first, last),
            "top": middle - _BAR / 2,
            "foot": middle + _BAR / 2,
            "middle": middle,
            "word": words,
            "pixels": [len(word) * _WORD_PIXELS + 8 for word in words],
            "fill": [tone.tint if tone else colours.panel for tone in tones],
            "edge": [tone.fill if tone else colours.line for tone in tones],
            "ink": [tone.text if tone else colours.ink for tone in tones],
            "begins": [day(on, as_date(last)) for on in found["begins"]],
            "ends": [day(on, as_date(last)) for on in found["ends"]],
        }
    )
    bars["to"] = bars[["from", "to"]].max(axis=1)
    base = chart_of(bars)
    fits = alt.ExprRef(f"(datum.to - datum.from) * (width - {_LEFT}) > datum.pixels ? datum.word : ''")
    return [
        *layers,
        base.mark_rect(strokeWidth=1).encode(
            x=_x("from"),
            x2=alt.X2("to"),
            y=pixels("top", height),
            y2=alt.Y2("foot"),
            color=alt.Color("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("edge:N", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("word:N", title=LANE_WORDS[name]),
                alt.Tooltip("begins:N", title="From"),
                alt.Tooltip("ends:N", title="To"),
            ],
        ),
        base.mark_text(**text(colours.ink, NAME_SIZE - 2, dx=5, text=fits)).encode(
            x=_x("from"), y=pixels("middle", height), color=alt.Color("ink:N", scale=None, legend=None)
        ),
    ]


def _pairs(rows: pd.DataFrame, *names: str) -> zip:
    return zip(*(rows[name] for name in names), strict=True)


def _sentence(weeks: pd.DataFrame) -> str:
    """What the picture shows, in words."""
    known = weeks[has_score(weeks)]
    if known.empty:
        return f"{len(weeks)} weeks: no week has enough data for a score."
    last = as_date(weeks["on"].iloc[-1])
    ends = [
        f"{number(row.score)} {HEALTH_BANDS[row.band].word} in the week to {day(row.on, last)}"
        for row in (known.iloc[0], known.iloc[-1])
    ]
    return f"{len(weeks)} weeks: health went from {ends[0]} to {ends[1]}; lowest {number(known['score'].min())}."


def _table(weeks: pd.DataFrame) -> pd.DataFrame:
    """The same weeks, the latest first, with words for states."""
    shown = weeks.iloc[::-1]
    words = {
        LANE_WORDS[name]: [
            None if is_unknown(value) else FOLLOWED_STATES[name][value].word if name in FOLLOWED_STATES else value
            for value in shown[name]
        ]
        for name in LANES
    }
    return pd.DataFrame(
        {"Week to": shown["on"], "Score": shown["score"], "Based on": shown["known_share"], **words}
    ).reset_index(drop=True)
