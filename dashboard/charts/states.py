"""The state bar above the call list: the amount at stake by state, in one line."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import Picture, chart_of, finished
from dashboard.palette import UNKNOWN, WATCH_STATES, Palette
from dashboard.wording import count, listing, money, share

BAR_HEIGHT = 22

_GAP = 2
_PICTURE_HEIGHT = BAR_HEIGHT + 2 * _GAP
_HATCHES = 60


def state_bar(totals: pd.DataFrame, colours: Palette, currency: str) -> Picture:
    """The totals of `portfolio.state_totals` as one stacked bar of amounts, states in their fixed order.

    Where no state has an amount above zero the bar shows numbers of accounts instead. Unknown states are hatched
    with a dashed outline. The pills below are its legend.
    """
    sizes, what = _sizes(totals)
    marks = _marks(totals, sizes, currency)
    known, unknown = marks[marks["state"] != UNKNOWN.id], marks[marks["state"] == UNKNOWN.id]
    layers = [_segments(known, sizes, colours), *([_hatched(unknown, sizes, colours)] if len(unknown) else [])]
    chart = finished(layers, _PICTURE_HEIGHT, around=0)
    return Picture(chart, _sentence(totals, what, currency), _table(totals))


def _sizes(totals: pd.DataFrame) -> tuple[pd.Series, str]:
    amounts = totals["amount"].fillna(0).clip(lower=0)
    if amounts.sum() > 0:
        return amounts, "Amount at stake"
    return totals["accounts"].astype(float), "Recent buyers"


def _marks(totals: pd.DataFrame, sizes: pd.Series, currency: str) -> pd.DataFrame:
    ends = sizes.cumsum()
    marks = pd.DataFrame(
        {
            "state": totals["state"],
            "label": totals["label"],
            "start": ends - sizes,
            "end": ends,
            "amount": [money(amount, currency) for amount in totals["amount"]],
            "accounts": totals["accounts"],
            "share": [share(size / sizes.sum()) if sizes.sum() else "" for size in sizes],
        }
    )
    return marks[sizes > 0]


def _base(marks: pd.DataFrame, sizes: pd.Series) -> alt.Chart:
    scale = alt.Scale(domain=[0, max(float(sizes.sum()), 1e-9)], nice=False, zero=False)
    return chart_of(marks).encode(
        x=alt.X("start:Q", axis=None, scale=scale),
        x2=alt.X2("end"),
        y=alt.value(_GAP / 2),
        y2=alt.value(BAR_HEIGHT + _GAP * 1.5),
        tooltip=[
            alt.Tooltip("label:N", title="State"),
            alt.Tooltip("amount:N", title="At stake"),
            alt.Tooltip("accounts:Q", title="Accounts"),
            alt.Tooltip("share:N", title="Share"),
        ],
    )


def _segments(marks: pd.DataFrame, sizes: pd.Series, colours: Palette) -> alt.Chart:
    fills = [colours.tones[state.token].fill for state in WATCH_STATES.values()]
    scale = alt.Scale(domain=list(WATCH_STATES), range=fills)
    return (
        _base(marks, sizes)
        .mark_rect(stroke=colours.page, strokeWidth=_GAP)
        .encode(fill=alt.Fill("state:N", scale=scale, legend=None))
    )


def _hatched(marks: pd.DataFrame, sizes: pd.Series, colours: Palette) -> alt.LayerChart:
    """The unknown part: its tint, a dashed edge and thin upright lines."""
    tone = colours.tones[UNKNOWN.token]
    part = marks.iloc[0]
    step = float(sizes.sum()) / _HATCHES
    places = pd.DataFrame({"at": [part["start"] + step * (i + 0.5) for i in range(_HATCHES)]}).query(
        f"at < {part['end']}"
    )
    lines = chart_of(places).mark_rule(color=tone.fill, strokeWidth=1)
    return alt.layer(
        _base(marks, sizes).mark_rect(fill=tone.tint, stroke=tone.fill, strokeDash=[4, 3], strokeWidth=1),
        lines.encode(x=alt.X("at:Q"), y=alt.value(_GAP / 2), y2=alt.value(BAR_HEIGHT + _GAP * 1.5)),
    )


def _sentence(totals: pd.DataFrame, what: str, currency: str) -> str:
    if not totals["accounts"].sum():
        return "No recent buyers."
    parts = [
        f"{row.label[2:]} {money(row.amount, currency)} in {count(row.accounts, 'account')}"
        for row in totals.itertuples()
        if row.accounts
    ]
    return f"{what} by state: {listing(parts)}."


def _table(totals: pd.DataFrame) -> pd.DataFrame:
    table = totals[["label", "accounts", "amount", "amount_unknown"]]
    return table.set_axis(["State", "Accounts", "At stake", "Accounts without a known amount"], axis=1)
