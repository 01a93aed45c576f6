"""Days since the last contact as a multiple of each account's own target, so that all tiers share one scale."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, PHONE, Picture, chart_of, finished, pixels, text, ticks
from dashboard.palette import CADENCE_STATUSES, Palette
from dashboard.wording import count, ratio

CAP = 2.5

_ROW_HEIGHT = 32
_BAR_HEIGHT = 8
_SHADE_HEIGHT = 16
_TICK_HEIGHT = 20
_NAMES, _NAMES_ON_A_PHONE = 156, 108
_WORDS, _WORDS_ON_A_PHONE = 224, 124
_STATUS_COLUMN = 96


def days_since_contact(rows: pd.DataFrame, colours: Palette, due_ratio: float) -> Picture | None:
    """One bar per row of `portfolio.furthest`, in its order and the colour of its status, cut at a multiple of 2.5.

    An ink tick marks the target, a shade the time up to `due_ratio` in which an account is due. Beside it stand days,
    target and status in words; a phone has a glyph in place of the word. None without a row.
    """
    if rows.empty:
        return None
    cap = max(CAP, due_ratio / 0.6)
    height = _ROW_HEIGHT * len(rows)
    marks = _marks(rows, colours, cap, due_ratio)
    base = chart_of(marks)
    layers = [
        _bar(base, "none", "due", _SHADE_HEIGHT, cap, height).mark_rect(color=colours.panel, opacity=1),
        _bars(base, cap, height),
        *ticks(base, colours, _TICK_HEIGHT, x=_along("target", cap), y=pixels("middle", height)),
        *_words(base, colours, height),
    ]
    return Picture(finished(layers, height, around=0), _sentence(rows), _table(rows))


def _marks(rows: pd.DataFrame, colours: Palette, cap: float, due_ratio: float) -> pd.DataFrame:
    states = [CADENCE_STATUSES[status] for status in rows["status"]]
    middle = pd.Series([_ROW_HEIGHT * (place + 0.5) for place in range(len(rows))], index=rows.index)
    return pd.DataFrame(
        {
            "account": rows["account_name"],
            "tier": rows["tier"],
            "status": rows["status"],
            "word": rows["status_label"],
            "fill": [colours.tones[state.token].fill for state in states],
            "ink": [colours.tones[state.token].text for state in states],
            "days": rows["of_target"],
            "short": [
                f"{state.glyph} {days.removesuffix('ays')}"
                for state, days in zip(states, rows["of_target"], strict=True)
            ],
            "ratio": [ratio(value) for value in rows["contact_ratio"]],
            "none": 0,
            "due": due_ratio,
            "target": 1,
            "end": rows["contact_ratio"].clip(upper=cap),
            "middle": middle,
            f"top_{_BAR_HEIGHT}": middle - _BAR_HEIGHT / 2,
            f"bottom_{_BAR_HEIGHT}": middle + _BAR_HEIGHT / 2,
            f"top_{_SHADE_HEIGHT}": middle - _SHADE_HEIGHT / 2,
            f"bottom_{_SHADE_HEIGHT}": middle + _SHADE_HEIGHT / 2,
        }
    )


def _on_phone(phone: int, otherwise: int) -> str:
    return f"(width < {PHONE} ? {phone} : {otherwise})"


def _along(field: str, cap: float) -> alt.X:
    first = alt.ExprRef(_on_phone(_NAMES_ON_A_PHONE, _NAMES))
    last = alt.ExprRef(f"width - {_on_phone(_WORDS_ON_A_PHONE, _WORDS)}")
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, cap], range=[first, last], nice=False))


def _bar(base: alt.Chart, start: str, end: str, thickness: int, cap: float, height: int) -> alt.Chart:
    return base.encode(
        x=_along(start, cap),
        x2=alt.X2(end),
        y=pixels(f"top_{thickness}", height),
        y2=alt.Y2(f"bottom_{thickness}"),
    )


def _bars(base: alt.Chart, cap: float, height: int) -> alt.Chart:
    return (
        _bar(base, "none", "end", _BAR_HEIGHT, cap, height)
        .mark_rect(cornerRadius=2, opacity=1)
        .encode(
            fill=alt.Fill("fill:N", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("account:N", title="Account"),
                alt.Tooltip("tier:N", title="Tier"),
                alt.Tooltip("word:N", title="Status"),
                alt.Tooltip("days:N", title="Days since contact"),
                alt.Tooltip("ratio:N", title="Of the target"),
            ],
        )
    )


def _words(base: alt.Chart, colours: Palette, height: int) -> list[alt.Chart]:
    rows = base.encode(y=pixels("middle", height))
    limit = alt.ExprRef(f"{_on_phone(_NAMES_ON_A_PHONE, _NAMES)} - 12")
    names = text(colours.ink, NAME_SIZE, limit=limit)
    days = text(colours.ink, NAME_SIZE - 1, text=alt.ExprRef(f"width < {PHONE} ? datum.short : datum.days"))
    status = text(colours.ink, NAME_SIZE - 1, bold=True, opacity=alt.ExprRef(_on_phone(0, 1)))
    return [
        rows.mark_text(**names).encode(x=alt.value(0), text=alt.Text("account:N")),
        rows.mark_text(**days).encode(
            x=alt.value(alt.ExprRef(f"width - {_on_phone(_WORDS_ON_A_PHONE - 10, _WORDS - 14)}"))
        ),
        rows.mark_text(**status).encode(
            x=alt.value(alt.ExprRef(f"width - {_STATUS_COLUMN}")),
            text=alt.Text("word:N"),
            color=alt.Color("ink:N", scale=None, legend=None),
        ),
    ]


def _sentence(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    many = count(len(rows), "account")
    return (
        f"Days since the last counted contact against the target, {many} furthest beyond it: first "
        f"{first['account_name']} with {first['of_target']}, {ratio(first['contact_ratio'])} of the target."
    )


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows[["account_name", "tier", "status_label", "days", "contact_target_days", "contact_ratio"]]
    return table.set_axis(
        ["Account", "Tier", "Status", "Days since contact", "Target in days", "Of the target"], axis=1
    )
