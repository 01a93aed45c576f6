"""The attention shift around an order: one curve with its band, one line per tier, and small curves of teams."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, Picture, chart_of, finished, text
from dashboard.palette import TIER_DASHES, TIERS, Palette
from dashboard.portfolio.attention import WEEKS, AttentionShift
from dashboard.wording import count, number, percent_change

_WEEKS = WEEKS[-1]
_HEIGHT = 290
_SMALL_HEIGHT = 130
_RIGHT = 12
_NARROW = 330
_TIGHT = 270
_EDGE = _WEEKS + 0.5
_TICKS = (-13, -8, -4, 0, 4, 8, 13)
_FEW_TICKS = (-13, 0, 13)
_TICK_LABELS = "datum.value == 0 ? 'order' : (datum.value < 0 ? '−' : '+') + abs(datum.value)"
_HEADROOM = 1.28
_DAYS_A_WEEK = 7
_DAY_LABELS_AT = 8
_AFTER_AT = 34
_BEFORE_AT = 12
_AFTER_ENDS = 12.6
_BELOW_DAY_LABELS = 0.93
_LEAST_DISTANCE = 0.075
_ROUND_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_MOST_STEPS = 5


def attention_curve(shift: AttentionShift, colours: Palette, checkpoints: Sequence[int]) -> Picture | None:
    """The curve of all orders with its 95% band and both averages; None where there are too few orders."""
    if not shift.drawable:
        return None
    curve = shift.curve.assign(low=shift.curve["low"].clip(lower=0), orders=shift.orders)
    top = _HEADROOM * max(float(curve[["mean", "high"]].max().max()), 0.1)
    layers = [
        *_ground(top, colours, checkpoints),
        *_band_and_line(curve, colours, top),
        *_averages(shift, top, colours),
    ]
    return Picture(finished(layers, _HEIGHT, right=_RIGHT), _curve_sentence(shift), _curve_table(shift))


def attention_by_tier(
    shifts: Mapping[str, AttentionShift], colours: Palette, checkpoints: Sequence[int]
) -> Picture | None:
    """One line per tier that has enough orders, without bands; None where no tier has."""
    drawn = {tier: shifts[tier] for tier in TIERS if tier in shifts and shifts[tier].drawable}
    if not drawn:
        return None
    lines = pd.concat(
        [shift.curve.assign(tier=tier, orders=shift.orders) for tier, shift in drawn.items()], ignore_index=True
    )
    top = _HEADROOM * max(float(lines["mean"].max()), 0.1)
    layers = [*_ground(top, colours, checkpoints), *_tier_lines(lines, top, colours)]
    return Picture(finished(layers, _HEIGHT, right=_RIGHT), _tiers_sentence(drawn), _tiers_table(drawn))


def small_attention_curve(shift: AttentionShift, colours: Palette, top: float) -> Picture:
    """One of many curves with its band and both averages, on the scale up to `top` (`attention_top` of them all)."""
    curve = shift.curve.assign(low=shift.curve["low"].clip(lower=0), orders=shift.orders)
    panel = pd.DataFrame({"from": [0.0], "to": [_EDGE], "bottom": [0.0], "top": [top]})
    weeks = _weeks(colours, "from", _FEW_TICKS, title=None)
    layers = [
        chart_of(panel)
        .mark_rect(color=colours.panel, opacity=1)
        .encode(x=weeks, x2=alt.X2("to"), y=_contacts("bottom", top, colours), y2=alt.Y2("top")),
        *_band_and_line(curve, colours, top),
        chart_of(panel)
        .mark_rule(color=colours.ink, strokeWidth=1.5)
        .encode(x=weeks, y=_contacts("bottom", top, colours), y2=alt.Y2("top")),
        _levels(shift, top, colours),
    ]
    return Picture(finished(layers, _SMALL_HEIGHT, right=_RIGHT), _curve_sentence(shift), _curve_table(shift))


def attention_top(shifts: Collection[AttentionShift]) -> float:
    """The top of the scale on which all these curves can be compared."""
    return max([0.1, *(float(shift.curve[["mean", "high"]].max().max()) for shift in shifts)])


def _weeks(
    colours: Palette,
    field: str = "week",
    ticks: Sequence[int] = _TICKS,
    title: str | None = "weeks before and after the order",
) -> alt.X:
    axis = alt.Axis(
        values=list(ticks),
        labelExpr=_TICK_LABELS,
        title=title,
        labelFontSize=NOTE_SIZE,
        titleFontSize=NOTE_SIZE,
        titleFontWeight="normal",
        labelPadding=10,
        titlePadding=10,
        labelColor=colours.muted,
        titleColor=colours.muted,
        grid=False,
        ticks=False,
        domain=False,
        labelFlush=False,
        labelOverlap=False,
    )
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[-_EDGE, _EDGE], nice=False, zero=False))


def _contacts(field: str, top: float, colours: Palette) -> alt.Y:
    steps = _steps(top)
    axis = alt.Axis(
        values=steps,
        format=".2f" if any(round(step, 1) != step for step in steps) else ".1f",
        title=None,
        labelFontSize=NOTE_SIZE,
        labelColor=colours.muted,
        labelPadding=10,
        grid=False,
        ticks=False,
        domain=False,
    )
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, top], nice=False))


def _steps(top: float) -> list[float]:
    """Round values from 0 for at most five grid lines."""
    step = next((step for step in _ROUND_STEPS if top / step < _MOST_STEPS), top)
    return [round(step * i, 2) for i in range(_MOST_STEPS) if step * i <= top]


def _ground(top: float, colours: Palette, checkpoints: Sequence[int]) -> list[alt.Chart]:
    """The weeks after the order on the panel colour, the rule of the order and the dotted checkpoints."""
    days = [day for day in checkpoints if day / _DAYS_A_WEEK <= _EDGE]
    panel = pd.DataFrame({"from": [0.0], "to": [_EDGE], "bottom": [0.0], "top": [top]})
    marks = pd.DataFrame({"week": [day / _DAYS_A_WEEK for day in days], "day": [str(day) for day in days]})
    marks = marks.assign(bottom=0.0, top=_BELOW_DAY_LABELS * top)
    checkpoint = chart_of(marks)
    label = alt.ExprRef(f"(width < {_TIGHT} ? '' : 'day ') + datum.day")
    grid = pd.DataFrame({"contacts": _steps(top)})
    return [
        chart_of(panel)
        .mark_rect(color=colours.panel, opacity=1)
        .encode(x=_weeks(colours, "from"), x2=alt.X2("to"), y=_contacts("bottom", top, colours), y2=alt.Y2("top")),
        chart_of(grid).mark_rule(color=colours.grid, strokeWidth=1).encode(y=_contacts("contacts", top, colours)),
        checkpoint.mark_rule(color=colours.muted, strokeDash=[2, 3], strokeWidth=1).encode(
            x=_weeks(colours), y=_contacts("bottom", top, colours), y2=alt.Y2("top")
        ),
        checkpoint.mark_text(**text(colours.muted, NOTE_SIZE, align="center", text=label)).encode(
            x=_weeks(colours), y=alt.value(_DAY_LABELS_AT)
        ),
        chart_of(panel)
        .mark_rule(color=colours.ink, strokeWidth=1.5)
        .encode(x=_weeks(colours, "from"), y=_contacts("bottom", top, colours), y2=alt.Y2("top")),
    ]


def _band_and_line(curve: pd.DataFrame, colours: Palette, top: float) -> list[alt.Chart]:
    base = chart_of(curve)
    return [
        base.mark_area(color=colours.accent, opacity=0.16).encode(
            x=_weeks(colours), y=_contacts("low", top, colours), y2=alt.Y2("high")
        ),
        base.mark_line(color=colours.accent, strokeWidth=2.5).encode(
            x=_weeks(colours), y=_contacts("mean", top, colours)
        ),
        base.mark_point(size=160, opacity=0, filled=True).encode(
            x=_weeks(colours),
            y=_contacts("mean", top, colours),
            tooltip=[
                alt.Tooltip("week:Q", title="Week"),
                alt.Tooltip("mean:Q", title="Contacts per order", format=".2f"),
                alt.Tooltip("low:Q", title="95% band from", format=".2f"),
                alt.Tooltip("high:Q", title="to", format=".2f"),
                alt.Tooltip("orders:Q", title="Orders"),
            ],
        ),
    ]


def _averages(shift: AttentionShift, top: float, colours: Palette) -> list[alt.Chart]:
    """Two dashed levels over the data; their words stand at fixed places above it, where nothing can run into them."""
    words = chart_of(pd.DataFrame({"from": [-_WEEKS]}))
    change = "" if shift.change != shift.change else f" ({percent_change(shift.change)})"
    after = _level("after", shift.after) + change
    short = after.replace(" a week", "")
    label = text(colours.ink, NAME_SIZE - 1, bold=True, align="right")
    place = {
        "x": alt.value(alt.ExprRef(f"width * {(_EDGE + _AFTER_ENDS) / (2 * _EDGE)}")),
        "y": alt.value(_AFTER_AT),
        "text": alt.value(alt.ExprRef(f"width < {_NARROW} ? '{short}' : '{after}'")),
    }
    left = alt.ExprRef(f"width * {(_EDGE - _WEEKS) / (2 * _EDGE)}")
    return [
        _levels(shift, top, colours),
        words.mark_text(**text(colours.ink, NAME_SIZE - 1, bold=True)).encode(
            x=alt.value(left), y=alt.value(_BEFORE_AT), text=alt.value(_level("before", shift.before))
        ),
        words.mark_text(**label, stroke=colours.panel, strokeWidth=4, strokeJoin="round").encode(**place),
        words.mark_text(**label).encode(**place),
    ]


def _levels(shift: AttentionShift, top: float, colours: Palette) -> alt.Chart:
    levels = pd.DataFrame({"from": [-_WEEKS, 0.2], "to": [-0.2, _WEEKS], "contacts": [shift.before, shift.after]})
    return (
        chart_of(levels)
        .mark_rule(color=colours.ink, strokeDash=[5, 4], strokeWidth=1.5)
        .encode(x=_weeks(colours, "from"), x2=alt.X2("to"), y=_contacts("contacts", top, colours))
    )


def _level(side: str, contacts: float) -> str:
    return f"{side}: {number(contacts, 2)} a week"


def _tier_lines(lines: pd.DataFrame, top: float, colours: Palette) -> list[alt.Chart]:
    tiers = list(dict.fromkeys(lines["tier"]))
    tones = alt.Scale(domain=tiers, range=[colours.tiers[tier] for tier in tiers])
    dashes = alt.Scale(domain=tiers, range=[list(TIER_DASHES[tier]) for tier in tiers])
    base = chart_of(lines)
    label = chart_of(_label_places(lines, top)).encode(
        x=_weeks(colours), y=_contacts("place", top, colours), text=alt.Text("tier:N")
    )
    return [
        base.mark_line(strokeWidth=2.5).encode(
            x=_weeks(colours),
            y=_contacts("mean", top, colours),
            color=alt.Color("tier:N", scale=tones, legend=None),
            strokeDash=alt.StrokeDash("tier:N", scale=dashes, legend=None),
        ),
        base.mark_point(size=160, opacity=0, filled=True).encode(
            x=_weeks(colours),
            y=_contacts("mean", top, colours),
            tooltip=[
                alt.Tooltip("tier:N", title="Tier"),
                alt.Tooltip("week:Q", title="Week"),
                alt.Tooltip("mean:Q", title="Contacts per order", format=".2f"),
                alt.Tooltip("orders:Q", title="Orders"),
            ],
        ),
        label.mark_text(**text(colours.ink, NAME_SIZE - 1, bold=True, dy=-9), stroke=colours.page, strokeWidth=4),
        label.mark_text(**text(colours.ink, NAME_SIZE - 1, bold=True, dy=-9)),
    ]


def _label_places(lines: pd.DataFrame, top: float) -> pd.DataFrame:
    """One label per line at its left end, moved up where two would stand on each other."""
    starts = lines[lines["week"] == -_WEEKS].sort_values(["mean", "tier"], ascending=[True, False])
    places: list[float] = []
    for mean in starts["mean"]:
        places.append(max(mean, places[-1] + _LEAST_DISTANCE * top) if places else mean)
    return starts.assign(place=places)[["tier", "week", "place"]]


def _curve_sentence(shift: AttentionShift) -> str:
    return (
        f"Contacts per order and week: {number(shift.before, 2)} in the 13 weeks before the order, "
        f"{number(shift.after, 2)} in the 13 weeks after it ({percent_change(shift.change)}), "
        f"over {count(shift.orders, 'order')}."
    )


def _tiers_sentence(drawn: Mapping[str, AttentionShift]) -> str:
    parts = [
        f"{tier} from {number(shift.before, 2)} to {number(shift.after, 2)} ({percent_change(shift.change)}, "
        f"{count(shift.orders, 'order')})"
        for tier, shift in drawn.items()
    ]
    return f"Contacts per order and week before and after the order, by tier: {'; '.join(parts)}."


def _curve_table(shift: AttentionShift) -> pd.DataFrame:
    table = shift.curve[["week", "mean", "low", "high"]].assign(orders=shift.orders)
    return table.set_axis(["Week", "Contacts per order", "95% band from", "95% band to", "Orders"], axis=1)


def _tiers_table(drawn: Mapping[str, AttentionShift]) -> pd.DataFrame:
    tables = [_curve_table(shift).assign(Tier=tier) for tier, shift in drawn.items()]
    return pd.concat(tables, ignore_index=True)[["Tier", *tables[0].columns.drop("Tier")]]
