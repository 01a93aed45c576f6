"""Satisfaction by month: a dot for each month with how many answered, and the limit as an ink rule."""

from __future__ import annotations

from math import floor

import altair as alt
import pandas as pd

from dashboard.charts.picture import NOTE_SIZE, PHONE, Picture, chart_of, finished, text
from dashboard.palette import LIMIT_STATES, Palette
from dashboard.wording import MONTHS, number

MONTHS_ON_A_PHONE = 6

_HIGHEST = 10
_TOP, _BOTTOM = 12, 156
_MONTH_AT, _N_AT = 172, 188
_HEIGHT = 198
_LEFT, _RIGHT = 22, 52
_DOT = 90
_BESIDE = 14


def lowest_shown(months: pd.DataFrame, limit: float) -> float:
    """Where the scale begins, the same for all parts of `portfolio.satisfaction.satisfaction_months`."""
    lowest = months["mean"].min()
    return min(floor(limit if pd.isna(lowest) else lowest), floor(limit)) - 1


def satisfaction_chart(rows: pd.DataFrame, colours: Palette, limit: float, lowest: float, about: str) -> Picture | None:
    """One part of `portfolio.satisfaction.satisfaction_months`: months below the limit in poor. None without an answer."""
    if not rows["n"].sum():
        return None
    months = _marks(rows, colours, limit)
    across, down = _Across(len(months)), _down("mean", lowest)
    dots = months[months["mean"].notna()]
    layers = [
        *_limit(colours, limit, lowest),
        *_means(dots, across, colours, down),
        *_below_the_axis(months, across, colours),
    ]
    return Picture(finished(layers, _HEIGHT, around=0), _sentence(rows, limit, about), _table(rows))


class _Across:
    """Places of the months; a phone has room for the last ones only."""

    def __init__(self, months: int) -> None:
        self._first = max(months - MONTHS_ON_A_PHONE, 0)
        domain = [alt.ExprRef(f"width < {PHONE} ? {self._first - 0.5} : -0.5"), months - 0.5]
        self._scale = alt.Scale(domain=domain, range=[_LEFT, alt.ExprRef(f"width - {_RIGHT}")], nice=False, zero=False)
        self.x = alt.X("place:Q", axis=None, scale=self._scale)

    def chart(self, marks: pd.DataFrame) -> alt.Chart:
        return chart_of(marks).transform_filter(f"width >= {PHONE} || datum.place >= {self._first}").encode(x=self.x)


def _marks(rows: pd.DataFrame, colours: Palette, limit: float) -> pd.DataFrame:
    breached = rows["mean"].round(9) < limit
    tones = [colours.tones[LIMIT_STATES["breached" if low else "met"].token] for low in breached]
    return pd.DataFrame(
        {
            "place": rows["place"],
            "month": [MONTHS[on.month - 1] for on in rows["month"]],
            "mean": rows["mean"],
            "value": [_value(mean, low, limit) for mean, low in zip(rows["mean"], breached, strict=True)],
            "low": breached,
            "n": [f"n {number(n)}" if n else "–" for n in rows["n"]],
            "fill": [tone.fill for tone in tones],
            "ink": [tone.text for tone in tones],
        }
    )


def _value(mean: float, low: bool, limit: float) -> str:
    """`✗ 7.4`, `8.2`; with a second decimal where one would hide that the limit is missed."""
    text = number(mean, 1)
    if low and text == number(limit, 1):
        text = number(mean, 2)
    return f"✗ {text}" if low else text


def _down(field: str, lowest: float) -> alt.Y:
    scale = alt.Scale(domain=[lowest, _HIGHEST], range=[_BOTTOM, _TOP], nice=False, zero=False)
    return alt.Y(f"{field}:Q", axis=None, scale=scale)


def _limit(colours: Palette, limit: float, lowest: float) -> list[alt.Chart]:
    """The limit, and the ends of the scale, which not everybody takes for granted."""
    rule = chart_of(pd.DataFrame({"at": [limit]})).encode(y=_down("at", lowest))
    ends = chart_of(pd.DataFrame({"at": [lowest, _HIGHEST], "word": [number(lowest), number(_HIGHEST)]}))
    grid = ends.encode(y=_down("at", lowest))
    span = {"x": alt.value(_LEFT), "x2": alt.value(alt.ExprRef(f"width - {_RIGHT}"))}
    return [
        grid.mark_rule(color=colours.grid, strokeWidth=1).encode(**span),
        grid.mark_text(**text(colours.muted, NOTE_SIZE)).encode(x=alt.value(0), text=alt.Text("word:N")),
        rule.mark_rule(color=colours.ink, strokeWidth=1.5, opacity=1).encode(**span),
        rule.mark_text(**text(colours.ink, NOTE_SIZE)).encode(
            x=alt.value(alt.ExprRef(f"width - {_RIGHT - 6}")), text=alt.value(f"limit {limit:g}")
        ),
    ]


def _means(dots: pd.DataFrame, across: _Across, colours: Palette, down: alt.Y) -> list[alt.Chart]:
    base = across.chart(dots).encode(y=down)
    return [
        base.mark_line(color=colours.muted, strokeWidth=1, opacity=0.6),
        base.mark_circle(size=_DOT, opacity=1, stroke=colours.page, strokeWidth=1.5).encode(
            fill=alt.Fill("fill:N", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("month:N", title="Month"),
                alt.Tooltip("value:N", title="Mean"),
                alt.Tooltip("n:N", title="Respondents"),
            ],
        ),
        *(
            _values(across.chart(part).encode(y=down), colours, dy)
            for part, dy in ((dots[dots["low"]], _BESIDE), (dots[~dots["low"]], -_BESIDE))
            if len(part)
        ),
    ]


def _values(base: alt.Chart, colours: Palette, dy: int) -> alt.Chart:
    """The means, on the side of their dots away from the limit."""
    words = text(colours.ink, NOTE_SIZE, bold=True, align="center", dy=dy)
    ink = alt.Color("ink:N", scale=None, legend=None)
    return base.mark_text(**words).encode(text=alt.Text("value:N"), color=ink)


def _below_the_axis(months: pd.DataFrame, across: _Across, colours: Palette) -> list[alt.Chart]:
    base, words = across.chart(months), text(colours.muted, NOTE_SIZE, align="center")
    return [
        base.mark_text(**words).encode(y=alt.value(_MONTH_AT), text=alt.Text("month:N")),
        base.mark_text(**words).encode(y=alt.value(_N_AT), text=alt.Text("n:N")),
    ]


def _sentence(rows: pd.DataFrame, limit: float, about: str) -> str:
    told = rows[rows["n"] > 0]
    low = int((told["mean"].round(9) < limit).sum())
    last = told.iloc[-1]
    return (
        f"Satisfaction with {about} by month: below {limit:g} in {number(low)} of {number(len(told))} months with answers; "
        f"last in {MONTHS[last['month'].month - 1]} {number(last['mean'], 1)} of 10, {number(last['n'])} answered."
    )


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["month", "n", "mean"]].set_axis(["Month", "Respondents", "Mean of 10"], axis=1)
