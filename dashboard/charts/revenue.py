"""Revenue against meetings: two mirrored sets of bars around the names of the tiers."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, PHONE, Picture, chart_of, finished, text, ticks
from dashboard.palette import HOLLOW_TIER, SERVED, TIER_ROWS, Palette
from dashboard.wording import UNKNOWN, is_unknown, ratio, share

NO_REVENUE = "no revenue"
NO_ACCOUNTS = "no accounts"

_ROW_HEIGHT = 50
_BAR_GAP = 0.28
_HEADER = 30
_TICK_HEIGHT = 32
_NAMES = 80
_VALUES = 42
_WORDS = 118
_TICK_ROOM = 46


def revenue_against_meetings(rows: pd.DataFrame, colours: Palette) -> Picture:
    """The two pyramids of `portfolio.revenue_and_meetings`: shares of revenue left, of meetings right, one scale.

    An ink tick shows where meetings would end if they followed revenue; the words beside it leave on a phone and
    stay in the table.
    """
    marks = _marks(rows)
    base = chart_of(marks).encode(y=_rows())
    layers = [
        _bars(base, "revenue", _left(marks), colours),
        _bars(base, "meetings", _right(marks), colours),
        *ticks(base, colours, _TICK_HEIGHT, x=alt.X("expected:Q", axis=None, scale=_right(marks))),
        *_values(base, marks, colours),
        *_words(base, colours),
        *_headers(base, colours),
    ]
    independent = alt.Resolve(scale={"x": "independent"})
    chart = finished(layers, _HEADER + _ROW_HEIGHT * len(TIER_ROWS), resolve=independent)
    return Picture(chart, _sentence(rows), _table(rows))


def served_words(row: pd.Series) -> str:
    """The words beside a tier: `under-served · 0.5×`, or why there is no ratio."""
    if not row["accounts"]:
        return NO_ACCOUNTS
    if not is_unknown(row["served"]):
        return f"{SERVED[row['served']].word.lower()} · {ratio(row['index'])}"
    return NO_REVENUE if row["revenue"] == 0 else UNKNOWN


def _marks(rows: pd.DataFrame) -> pd.DataFrame:
    """Bars from 0, the tick only where a tier has revenue to follow, and the words of both ends."""
    expected = rows["revenue_share"].where((rows["revenue_share"] > 0) & rows["meetings_share"].notna())
    return pd.DataFrame(
        {
            "tier": rows["tier"],
            "revenue": rows["revenue_share"].where(rows["revenue_share"] > 0),
            "meetings": rows["meetings_share"].where(rows["meetings_share"] > 0),
            "expected": expected,
            "revenue_end": rows["revenue_share"].fillna(0),
            "meetings_end": rows["meetings_share"].fillna(0),
            "revenue_label": [share(value) for value in rows["revenue_share"]],
            "meetings_label": [share(value) for value in rows["meetings_share"]],
            "words": [served_words(row) for _, row in rows.iterrows()],
        }
    )


_BARS_LENGTH = f"((width - {_NAMES + 2 * _VALUES} - (width < {PHONE} ? 0 : {_WORDS})) / 2)"


def _largest(marks: pd.DataFrame) -> float:
    return max(float(marks[["revenue_end", "meetings_end"]].max().max()), 0.01)


def _left(marks: pd.DataFrame) -> alt.Scale:
    zero = f"{_VALUES} + {_BARS_LENGTH}"
    return alt.Scale(domain=[0, _largest(marks)], nice=False, range=[alt.ExprRef(zero), _VALUES])


def _right(marks: pd.DataFrame) -> alt.Scale:
    zero = f"{_VALUES + _NAMES} + {_BARS_LENGTH}"
    end = f"{_VALUES + _NAMES} + 2 * {_BARS_LENGTH}"
    return alt.Scale(domain=[0, _largest(marks)], nice=False, range=[alt.ExprRef(zero), alt.ExprRef(end)])


def _rows() -> alt.Y:
    height = _HEADER + _ROW_HEIGHT * len(TIER_ROWS)
    scale = alt.Scale(domain=list(TIER_ROWS), range=[_HEADER, height], paddingInner=_BAR_GAP, paddingOuter=_BAR_GAP / 2)
    return alt.Y("tier:N", axis=None, scale=scale)


def _bars(base: alt.Chart, field: str, scale: alt.Scale, colours: Palette) -> alt.Chart:
    domain = list(TIER_ROWS)
    fills = [colours.tiers[tier] for tier in TIER_ROWS]
    edges = [colours.tier_edge if tier == HOLLOW_TIER else colours.tiers[tier] for tier in TIER_ROWS]
    dashes = [[4, 3] if tier == HOLLOW_TIER else [1, 0] for tier in TIER_ROWS]
    return base.mark_bar(cornerRadius=2).encode(
        x=alt.X(f"{field}:Q", axis=None, scale=scale),
        fill=alt.Fill("tier:N", scale=alt.Scale(domain=domain, range=fills), legend=None),
        stroke=alt.Stroke("tier:N", scale=alt.Scale(domain=domain, range=edges), legend=None),
        strokeDash=alt.StrokeDash("tier:N", scale=alt.Scale(domain=domain, range=dashes), legend=None),
        tooltip=[
            alt.Tooltip("tier:N", title="Tier"),
            alt.Tooltip("revenue_label:N", title="Share of revenue, 12 months"),
            alt.Tooltip("meetings_label:N", title="Share of meetings, 12 months"),
            alt.Tooltip("words:N", title="Attention"),
        ],
    )


def _ink_where_known(field: str, colours: Palette) -> alt.ExprRef:
    return alt.ExprRef(f"datum.{field} == '{UNKNOWN}' ? '{colours.muted}' : '{colours.ink}'")


def _values(base: alt.Chart, marks: pd.DataFrame, colours: Palette) -> list[alt.Chart]:
    """The shares at the bar ends; at the right beyond the tick where it would stand in the number."""
    to_tick = f"((datum.expected - datum.meetings) * {_BARS_LENGTH} / {_largest(marks)})"
    beside = alt.ExprRef(f"{to_tick} > -4 && {to_tick} < {_TICK_ROOM} ? {to_tick} + 8 : 7")
    return [
        base.mark_text(
            **text(_ink_where_known("revenue_label", colours), NAME_SIZE, bold=True, align="right", dx=-6)
        ).encode(
            x=alt.X("revenue_end:Q", axis=None, scale=_left(marks)),
            text=alt.Text("revenue_label:N"),
        ),
        base.mark_text(**text(_ink_where_known("meetings_label", colours), NAME_SIZE, bold=True, dx=beside)).encode(
            x=alt.X("meetings_end:Q", axis=None, scale=_right(marks)),
            text=alt.Text("meetings_label:N"),
        ),
    ]


def _words(base: alt.Chart, colours: Palette) -> list[alt.Chart]:
    centre = alt.ExprRef(f"{_VALUES + _NAMES / 2} + {_BARS_LENGTH}")
    column = alt.ExprRef(f"width - {_WORDS - 12}")
    shown = alt.ExprRef(f"width < {PHONE} ? 0 : 1")
    return [
        base.mark_text(**text(colours.ink, NAME_SIZE, bold=True, align="center")).encode(
            x=alt.value(centre), text=alt.Text("tier:N")
        ),
        base.mark_text(**text(colours.muted, NOTE_SIZE, opacity=shown)).encode(
            x=alt.value(column), text=alt.Text("words:N")
        ),
    ]


def _headers(base: alt.Chart, colours: Palette) -> list[alt.Chart]:
    top = base.transform_filter(f"datum.tier == '{TIER_ROWS[0]}'").encode(y=alt.value(_HEADER / 2))
    left = alt.ExprRef(f"{_VALUES} + {_BARS_LENGTH}")
    right = alt.ExprRef(f"{_VALUES + _NAMES} + {_BARS_LENGTH}")
    return [
        top.mark_text(**text(colours.muted, NOTE_SIZE, align="right")).encode(
            x=alt.value(left), text=alt.value("Share of revenue")
        ),
        top.mark_text(**text(colours.muted, NOTE_SIZE)).encode(x=alt.value(right), text=alt.value("Share of meetings")),
    ]


def _sentence(rows: pd.DataFrame) -> str:
    if rows["revenue_share"].isna().all() and rows["meetings_share"].isna().all():
        return f"Revenue against meetings of 12 months: both are {UNKNOWN}."
    parts = [
        f"{row['tier']} {share(row['revenue_share'])} of revenue, {share(row['meetings_share'])} of meetings "
        f"({served_words(row)})"
        for _, row in rows.iterrows()
        if row["accounts"]
    ]
    return f"Revenue against meetings of 12 months: {'; '.join(parts)}."


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Tier": rows["tier"],
            "Accounts": rows["accounts"],
            "Revenue 12 months": rows["revenue"],
            "Share of revenue": rows["revenue_share"],
            "Meetings 12 months": rows["meetings"],
            "Share of meetings": rows["meetings_share"],
            "Attention": [served_words(row) for _, row in rows.iterrows()],
        }
    )
