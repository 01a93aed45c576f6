"""Where the points of one account were lost: from full health down to its score, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, PHONE, Picture, chart_of, finished, pixels, text
from dashboard.palette import HEALTH_BANDS, INDICATOR_STATES, Palette
from dashboard.scoring.health import FAIR_FROM, FULL_POINTS, GOOD_FROM
from dashboard.wording import MINUS, listing, number

STEP_CLICK = "open"
"""The field of a row that a click on it selects by."""

_FULL, _NOW, _LOST, _NOTHING_LOST, _UNKNOWN, _ABSENT = "full", "now", "lost", "nothing", "unknown", "absent"
_TOP = 24
_ROW_HEIGHT = 27
_BAR_HEIGHT = 15
_NAMES, _NAMES_ON_A_PHONE = 158, 138
_POINTS = 52
_HATCH = 1.2
_WIDE = 900


def health_waterfall(
    steps: pd.DataFrame, account: Mapping[str, object], colours: Palette, known_in_words: str
) -> Picture | None:
    """The steps of `portfolio.health_steps` with `title`, `reason` and `written` (points as text), largest loss first.

    `account` has score and band; without enough data the score has no bar and no number. A click on a row selects its
    indicator. Under 420 pixels the reasons are left to the table. None without a step.
    """
    if steps.empty:
        return None
    marks = _marks(steps, account, known_in_words)
    height = _TOP + _ROW_HEIGHT * len(marks)
    bars = marks[marks["part"].isin([_FULL, _LOST, _NOW])]
    layers = [
        *_limits(colours, height),
        _surfaces(marks, height),
        _bars(bars, colours, account["band"], height),
        *_nothing_lost(marks[marks["part"] == _NOTHING_LOST], colours, height),
        *_unknown(marks[marks["part"] == _UNKNOWN], colours, height),
        *_words(marks, colours, height),
    ]
    return Picture(finished(layers, height, around=0), _sentence(steps, account), _table(steps))


def _marks(steps: pd.DataFrame, account: Mapping[str, object], known_in_words: str) -> pd.DataFrame:
    """One row per line of the picture."""
    enough = account["band"] != "not_enough_data"
    band = HEALTH_BANDS[account["band"]]
    known = steps["lost"].notna()
    part = pd.Series(_LOST, index=steps.index).mask(known & (steps["lost"].round(1) == 0), _NOTHING_LOST)
    part = part.mask(~known, _UNKNOWN).mask(steps["state"] == "not_applicable", _ABSENT)
    lines = steps.assign(part=part, open=steps["indicator"])
    full = {"title": "Full health", "start": 0, "end": FULL_POINTS, "written": number(FULL_POINTS), "part": _FULL}
    full |= {"reason": "if every known indicator were met", "open": ""}
    now = {"title": "Health now", "start": 0, "end": account["score"] if enough else 0, "part": _NOW if enough else ""}
    now |= {"written": number(account["score"]) if enough else "", "open": ""}
    now["reason"] = f"{band.label} · {known_in_words}"
    columns = ["title", "start", "end", "written", "reason", "part", "open"]
    middle = [lines.loc[known, columns], pd.DataFrame([now])[columns], lines.loc[~known, columns]]
    found = pd.concat([pd.DataFrame([full])[columns], *(rows for rows in middle if len(rows))], ignore_index=True)
    found["middle"] = [_TOP + _ROW_HEIGHT * (place + 0.5) for place in range(len(found))]
    return found.assign(
        top=found["middle"] - _BAR_HEIGHT / 2,
        bottom=found["middle"] + _BAR_HEIGHT / 2,
        above=found["middle"] - _ROW_HEIGHT / 2,
        below=found["middle"] + _ROW_HEIGHT / 2,
        short=[_short(row.written, row.part) for row in found.itertuples()],
    )


def _short(written: str, part: str) -> str:
    return {_UNKNOWN: "?", _ABSENT: "–"}.get(part, written)


def _reasons() -> str:
    """The pixels that the points and reasons have at the right."""
    return f"(width < {PHONE} ? {_POINTS} : width < {_WIDE} ? {_POINTS} + width * 0.46 : {_POINTS} + 440)"


def _names() -> str:
    return f"(width < {PHONE} ? {_NAMES_ON_A_PHONE} : {_NAMES})"


def _along(field: str) -> alt.X:
    scale = alt.Scale(
        domain=[0, FULL_POINTS], range=[alt.ExprRef(_names()), alt.ExprRef(f"width - {_reasons()}")], nice=False
    )
    return alt.X(f"{field}:Q", axis=None, scale=scale)


def _limits(colours: Palette, height: int) -> list[alt.Chart]:
    """The limits of the bands as dotted rules, and their words between them."""
    rules = pd.DataFrame({"at": [FAIR_FROM, GOOD_FROM, FULL_POINTS]})
    middles = [FAIR_FROM / 2, (FAIR_FROM + GOOD_FROM) / 2, (GOOD_FROM + FULL_POINTS) / 2]
    words = pd.DataFrame({"at": middles, "word": ["poor", "fair", "good"]})
    rule = chart_of(rules).mark_rule(color=colours.line, strokeDash=[2, 3], strokeWidth=1)
    return [
        rule.encode(x=_along("at"), y=alt.value(_TOP - 4), y2=alt.value(height)),
        chart_of(words)
        .mark_text(**text(colours.muted, NOTE_SIZE, align="center"))
        .encode(x=_along("at"), y=alt.value(_TOP / 2 - 2), text=alt.Text("word:N")),
    ]


def _surfaces(marks: pd.DataFrame, height: int) -> alt.Chart:
    """What is clicked: the whole line of an indicator, which nothing is seen of."""
    lines = marks[marks["open"] != ""]
    surface = chart_of(lines).mark_rect(opacity=0, cursor="pointer")
    return surface.encode(
        x=alt.value(0),
        x2=alt.value(alt.ExprRef("width")),
        y=pixels("above", height),
        y2=alt.Y2("below"),
        tooltip=_tooltip(),
    ).add_params(alt.selection_point(name=STEP_CLICK, fields=[STEP_CLICK]))


def _bars(marks: pd.DataFrame, colours: Palette, band: str, height: int) -> alt.Chart:
    fills = {
        _FULL: colours.line,
        _LOST: colours.tones["poor"].fill,
        _NOW: colours.tones[HEALTH_BANDS[band].token].fill,
    }
    return _bar(chart_of(marks), height).encode(
        fill=alt.Fill("part:N", scale=alt.Scale(domain=list(fills), range=list(fills.values())), legend=None)
    )


def _bar(base: alt.Chart, height: int, **mark: object) -> alt.Chart:
    return base.mark_rect(cornerRadius=2, **mark).encode(
        x=_along("start"), x2=alt.X2("end"), y=pixels("top", height), y2=alt.Y2("bottom"), tooltip=_tooltip()
    )


def _nothing_lost(marks: pd.DataFrame, colours: Palette, height: int) -> list[alt.Chart]:
    if marks.empty:
        return []
    tick = {"orient": "vertical", "size": _BAR_HEIGHT, "thickness": 2, "opacity": 1}
    return [
        chart_of(marks)
        .mark_tick(color=colours.tones["good"].fill, **tick)
        .encode(x=_along("end"), y=pixels("middle", height), tooltip=_tooltip())
    ]


def _unknown(marks: pd.DataFrame, colours: Palette, height: int) -> list[alt.Chart]:
    """Hatched: tint, dashed edge and thin upright lines, as long as the indicator weighs."""
    drawn = marks[marks["end"].notna()]
    if drawn.empty:
        return []
    tone = colours.tones["unknown"]
    lines = [
        {"at": _HATCH * line, "top": mark.top, "bottom": mark.bottom}
        for mark in drawn.itertuples()
        for line in range(1, int(mark.end / _HATCH) + 1)
    ]
    rule = chart_of(pd.DataFrame(lines, columns=["at", "top", "bottom"]))
    rule = rule.mark_rule(color=tone.fill, strokeWidth=1, opacity=0.6)
    return [
        _bar(chart_of(drawn), height, fill=tone.tint, stroke=tone.fill, strokeDash=[4, 3], strokeWidth=1),
        rule.encode(x=_along("at"), y=pixels("top", height), y2=alt.Y2("bottom")),
    ]


def _words(marks: pd.DataFrame, colours: Palette, height: int) -> list[alt.Chart]:
    base = chart_of(marks).encode(y=pixels("middle", height), tooltip=_tooltip())
    weight = alt.ExprRef(f"datum.part == '{_NOW}' || datum.part == '{_FULL}' ? 600 : 400")
    name = text(colours.ink, NAME_SIZE - 1, align="right", limit=alt.ExprRef(f"{_names()} - 10"), cursor="pointer")
    name["fontWeight"] = weight
    points = text(colours.ink, NAME_SIZE, bold=True, align="right", cursor="pointer")
    # A text that is only not seen would still take the room of the picture.
    words = alt.ExprRef(f"width < {PHONE} ? '' : datum.reason")
    room = alt.ExprRef(f"{_reasons()} - {_POINTS} - 14")
    reason = text(colours.muted, NAME_SIZE - 1, text=words, limit=room, cursor="pointer")
    right = f"width - {_reasons()} + {_POINTS} - 8"
    return [
        base.mark_text(**name).encode(x=alt.value(alt.ExprRef(f"{_names()} - 8")), text=alt.Text("title:N")),
        base.mark_text(**points).encode(x=alt.value(alt.ExprRef(right)), text=alt.Text("short:N")),
        base.mark_text(**reason).encode(x=alt.value(alt.ExprRef(f"{right} + 14"))),
    ]


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("title:N", title="Indicator"),
        alt.Tooltip("written:N", title="Points"),
        alt.Tooltip("reason:N", title="Why"),
    ]


def _sentence(steps: pd.DataFrame, account: Mapping[str, object]) -> str:
    known = steps[steps["lost"].notna()]
    lost = [f"{row.title} {MINUS}{number(row.lost)}" for row in known.itertuples() if row.lost >= 0.5]
    unknown = int((steps["state"] == "unknown").sum())
    enough = account["band"] != "not_enough_data"
    opening = f"Health {number(account['score'])} of 100" if enough else "Not enough data"
    points = f"points lost: {listing(lost)}" if lost else "nothing lost"
    return f"{opening}; {points}; {number(unknown)} unknown."


def _table(steps: pd.DataFrame) -> pd.DataFrame:
    states = [INDICATOR_STATES[state].label for state in steps["state"]]
    table = steps[["title", "value", "points", "lost", "weight", "reason"]].assign(state=states)
    table = table[["title", "state", "value", "points", "lost", "weight", "reason"]]
    return table.set_axis(["Indicator", "State", "Value", "Points", "Points lost", "Weight", "Why"], axis=1)
