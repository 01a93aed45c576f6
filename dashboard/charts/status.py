"""Bars that add up to 100%: cadence status, place of meetings and level met, one bar per tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, Picture, chart_of, finished, pixels, text
from dashboard.palette import CADENCE_STATUSES, UNKNOWN, Palette
from dashboard.portfolio import BARS, NO_CONTACT, NOT_KNOWN
from dashboard.wording import FEW, PLACE_WORDS, listing, number, share
from data_access.schema import LEVELS, PLACES

LEVEL_WORDS = {level: level for level in LEVELS} | {NOT_KNOWN: "level not known", NO_CONTACT: "no contact"}

_NAMES = 34
_COUNTS = 58
_ROW_HEIGHT = 34
_BAR_HEIGHT = 22
_WORDS_IN_A_ROW = 3
_WORDS_HEIGHT = 20
_GAP = 2
_ROOM_FOR_TEXT = 36
_HATCH = 0.025


@dataclass(frozen=True)
class Segment:
    """One part of a bar: the column it comes from, its word, its fill, its edge, and the colour of numbers on it."""

    id: str
    word: str
    fill: str
    edge: str
    ink: str
    hatched: bool = False


def status_by_tier(rows: pd.DataFrame, colours: Palette) -> Picture | None:
    """The bars of `portfolio.status_by_tier`; None without an account that has a target."""
    return bars_of(
        rows, [_status(status, colours) for status in BARS], colours, "Accounts by cadence status", "accounts"
    )


def places_by_tier(rows: pd.DataFrame, colours: Palette) -> Picture | None:
    """The bars of `portfolio.places_by_tier`; None without a meeting."""
    segments = [_step(place, PLACE_WORDS[place], step, colours) for place, step in zip(PLACES, (4, 3, 1), strict=True)]
    segments.append(unknown_segment(NOT_KNOWN, PLACE_WORDS[NOT_KNOWN], colours))
    return bars_of(rows, segments, colours, "Counted meetings of 365 days by place", "meetings")


def levels_by_tier(rows: pd.DataFrame, colours: Palette) -> Picture | None:
    """The bars of `portfolio.levels_by_tier`; None without an account."""
    segments = [_step(level, LEVEL_WORDS[level], 4 - place, colours) for place, level in enumerate(LEVELS)]
    segments.append(unknown_segment(NOT_KNOWN, LEVEL_WORDS[NOT_KNOWN], colours))
    segments.append(Segment(NO_CONTACT, LEVEL_WORDS[NO_CONTACT], colours.page, colours.tier_edge, colours.ink))
    return bars_of(rows, segments, colours, "Accounts by the highest level met in 365 days", "accounts")


def _status(status: str, colours: Palette) -> Segment:
    """In its status colour; an account nobody contacted is hollow, to be told from an overdue one."""
    state = CADENCE_STATUSES[status]
    tone = colours.tones[state.token]
    if status == "never":
        return Segment(status, state.label, tone.tint, tone.fill, tone.text)
    return Segment(status, state.label, tone.fill, tone.fill, colours.on_fill(state.token))


def _step(key: str, word: str, step: int, colours: Palette) -> Segment:
    fill = colours.steps[step]
    return Segment(key, word, fill, colours.tier_edge if step < 2 else fill, colours.on_step(step))


def unknown_segment(key: str, word: str, colours: Palette) -> Segment:
    """A part that is not known: its tint, hatched with a dashed edge."""
    tone = colours.tones[UNKNOWN.token]
    return Segment(key, word, tone.tint, tone.fill, colours.ink, hatched=True)


def bars_of(
    rows: pd.DataFrame,
    segments: Sequence[Segment],
    colours: Palette,
    what: str,
    unit: str,
    by: str = "tier",
    names: int = _NAMES,
) -> Picture | None:
    """A bar to 100% for each row: its name in the column `by`, `n`, and a column for every segment; None without a row.

    The names at the left have so many pixels.
    """
    if rows.empty:
        return None
    rows = rows.rename(columns={by: "name"})
    top = _WORDS_HEIGHT * ceil(len(segments) / _WORDS_IN_A_ROW) + 8
    height = top + _ROW_HEIGHT * len(rows)
    marks, room = _marks(rows, segments, top), _Room(by.capitalize(), names, unit)
    layers = [
        *_words(segments, colours, height),
        *_drawn(marks, segments, colours, height, room),
        *_ends(rows, top, colours, height, names),
    ]
    chart = finished(layers, height, around=0, resolve=alt.Resolve(scale={"x": "independent"}))
    return Picture(chart, _sentence(rows, segments, what), _table(rows, segments, room))


def _marks(rows: pd.DataFrame, segments: Sequence[Segment], top: int) -> pd.DataFrame:
    """One mark per part of a bar that is not empty, from `start` to `end` of 0 to 1."""
    found = []
    for place, row in enumerate(rows.to_dict("records")):
        start = 0
        for segment in segments:
            n = row[segment.id]
            found.append(
                {
                    "name": row["name"],
                    "segment": segment.id,
                    "word": segment.word,
                    "n": n,
                    "of": row["n"],
                    "start": start / row["n"],
                    "end": (start + n) / row["n"],
                    "size": n / row["n"],
                    "share": share(n / row["n"]),
                    "label": number(n) if row["n"] < FEW else share(n / row["n"]),
                    "top": top + _ROW_HEIGHT * place + (_ROW_HEIGHT - _BAR_HEIGHT) / 2,
                }
            )
            start += n
    marks = pd.DataFrame(found)
    marks = marks.assign(bottom=marks["top"] + _BAR_HEIGHT, middle_at=(marks["start"] + marks["end"]) / 2)
    return marks.assign(middle=marks["top"] + _BAR_HEIGHT / 2)[marks["n"] > 0]


@dataclass(frozen=True)
class _Room:
    """What a row is called, how many pixels its name has, and what is counted."""

    title: str
    names: int
    unit: str


def _along(field: str, names: int) -> alt.X:
    scale = alt.Scale(domain=[0, 1], range=[names, alt.ExprRef(f"width - {_COUNTS}")], nice=False)
    return alt.X(f"{field}:Q", axis=None, scale=scale)


def _drawn(
    marks: pd.DataFrame, segments: Sequence[Segment], colours: Palette, height: int, room: _Room
) -> list[alt.Chart]:
    """The parts, those not known hatched with a dashed edge, and their shares where there is room."""
    not_known = marks["segment"].isin([segment.id for segment in segments if segment.hatched])
    layers = [_parts(marks[~not_known], segments, height, room)]
    if not_known.any():
        layers.append(_parts(marks[not_known], segments, height, room, strokeDash=[4, 3]))
        layers.append(_hatches(marks[not_known], colours, height, room.names))
    wide = alt.ExprRef(f"datum.size * (width - {room.names + _COUNTS}) > {_ROOM_FOR_TEXT} ? 1 : 0")
    labels = chart_of(marks).mark_text(**text(colours.ink, NOTE_SIZE, bold=True, align="center", opacity=wide))
    return [
        *layers,
        labels.encode(
            x=_along("middle_at", room.names),
            y=pixels("middle", height),
            text=alt.Text("label:N"),
            color=alt.Color("segment:N", scale=_coloured(segments, "ink"), legend=None),
        ),
    ]


def _parts(marks: pd.DataFrame, segments: Sequence[Segment], height: int, room: _Room, **edge: object) -> alt.Chart:
    return (
        chart_of(marks)
        .mark_rect(strokeWidth=1, xOffset=_GAP / 2, x2Offset=-_GAP / 2, **edge)
        .encode(
            x=_along("start", room.names),
            x2=alt.X2("end"),
            y=pixels("top", height),
            y2=alt.Y2("bottom"),
            fill=alt.Fill("segment:N", scale=_coloured(segments, "fill"), legend=None),
            stroke=alt.Stroke("segment:N", scale=_coloured(segments, "edge"), legend=None),
            tooltip=[
                alt.Tooltip("name:N", title=room.title),
                alt.Tooltip("word:N", title=room.unit.capitalize()),
                alt.Tooltip("n:Q", title="Number"),
                alt.Tooltip("share:N", title="Share"),
                alt.Tooltip("of:Q", title="Of"),
            ],
        )
    )


def _coloured(segments: Sequence[Segment], what: str) -> alt.Scale:
    keys = [segment.id for segment in segments]
    return alt.Scale(domain=keys, range=[getattr(segment, what) for segment in segments])


def _hatches(marks: pd.DataFrame, colours: Palette, height: int, names: int) -> alt.Chart:
    """Thin upright lines over the parts that are not known."""
    lines = [
        {"at": mark.start + _HATCH * line, "top": mark.top, "bottom": mark.bottom}
        for mark in marks.itertuples()
        for line in range(1, int(mark.size / _HATCH) + 1)
    ]
    rule = chart_of(pd.DataFrame(lines, columns=["at", "top", "bottom"]))
    rule = rule.mark_rule(color=colours.tones[UNKNOWN.token].fill, strokeWidth=1, opacity=0.5)
    return rule.encode(x=_along("at", names), y=pixels("top", height), y2=alt.Y2("bottom"))


def _words(segments: Sequence[Segment], colours: Palette, height: int) -> list[alt.Chart]:
    """What the parts mean, in rows of three above the bars."""
    keys = [segment.id for segment in segments]
    places = pd.DataFrame(
        {
            "segment": keys,
            "word": [segment.word for segment in segments],
            "place": [i % _WORDS_IN_A_ROW for i in range(len(segments))],
            "top": [_WORDS_HEIGHT * (i // _WORDS_IN_A_ROW) + _WORDS_HEIGHT / 2 for i in range(len(segments))],
        }
    )
    scale = alt.Scale(domain=[0, _WORDS_IN_A_ROW], range=[0, alt.ExprRef("width")], nice=False)
    base = chart_of(places).encode(x=alt.X("place:Q", axis=None, scale=scale), y=pixels("top", height))
    dashes = alt.Scale(domain=keys, range=[[3, 2] if segment.hatched else [1, 0] for segment in segments])
    return [
        base.mark_point(shape="square", size=90, strokeWidth=1, opacity=1, xOffset=6).encode(
            fill=alt.Fill("segment:N", scale=_coloured(segments, "fill"), legend=None),
            stroke=alt.Stroke("segment:N", scale=_coloured(segments, "edge"), legend=None),
            strokeDash=alt.StrokeDash("segment:N", scale=dashes, legend=None),
        ),
        base.mark_text(**text(colours.ink, NOTE_SIZE, dx=16)).encode(text=alt.Text("word:N")),
    ]


def _ends(rows: pd.DataFrame, top: int, colours: Palette, height: int, names: int) -> list[alt.Chart]:
    """The names at the left, how many are behind each bar at the right."""
    middle = [top + _ROW_HEIGHT * (place + 0.5) for place in range(len(rows))]
    ends = pd.DataFrame({"name": rows["name"], "n": ["n " + number(n) for n in rows["n"]], "middle": middle})
    base = chart_of(ends).encode(y=pixels("middle", height))
    return [
        base.mark_text(**text(colours.ink, NAME_SIZE, bold=True, limit=names - 8)).encode(
            x=alt.value(0), text=alt.Text("name:N")
        ),
        base.mark_text(**text(colours.muted, NOTE_SIZE, align="right")).encode(
            x=alt.value(alt.ExprRef("width")), text=alt.Text("n:N")
        ),
    ]


def _sentence(rows: pd.DataFrame, segments: Sequence[Segment], what: str) -> str:
    def of(row: dict) -> str:
        parts = [f"{segment.word} {share(row[segment.id] / row['n'])}" for segment in segments if row[segment.id]]
        return f"{row['name']} {listing(parts)} of {number(row['n'])}"

    return f"{what}: {'; '.join(of(row) for row in rows.to_dict('records'))}."


def _table(rows: pd.DataFrame, segments: Sequence[Segment], room: _Room) -> pd.DataFrame:
    lines = [
        (row["name"], segment.word, row[segment.id], row["n"], row[segment.id] / row["n"])
        for row in rows.to_dict("records")
        for segment in segments
    ]
    return pd.DataFrame(lines, columns=[room.title, "Part", room.unit.capitalize(), "Of", "Share"])
