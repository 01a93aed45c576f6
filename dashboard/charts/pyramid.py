"""The true pyramid: one centred bar per tier, as wide as it has accounts; in small, many of them on one scale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, VALUE_SIZE, Picture, chart_of, finished, text, ticks
from dashboard.palette import HOLLOW_TIER, TIER_ROWS, Palette
from dashboard.wording import UNKNOWN, count, is_unknown, listing, number, signed

TIER_CLICK = "tier"
SHORTENED = "base shown shortened"

_BAR_GAP = 0.07
_TICK_HEIGHT = 22
_DIGIT = 8.5
_LONGEST_BASE = 4
_VISIBLE_CHANGE = 0.02
_BREAK_AT = 0.4
_WORDS_AT = -0.1
_BREAK_GAP = "M-0.32,1.08L-0.02,-1.08L0.32,-1.08L0.02,1.08Z"
_BREAK_LINES = "M-0.32,1.08L-0.02,-1.08M0.02,1.08L0.32,-1.08"


@dataclass(frozen=True)
class PyramidScale:
    """What pyramids of one scale share, in accounts: the width of the widest bar, and where a base is cut."""

    widest: float
    longest_base: float


@dataclass(frozen=True)
class _Size:
    """Pixels of a pyramid: height of a row, room for names and counts, and sizes of text."""

    row: int
    names: int
    counts: int
    name: int
    count: int


_LARGE = _Size(row=58, names=76, counts=104, name=NAME_SIZE, count=VALUE_SIZE)
_SMALL = _Size(row=26, names=66, counts=92, name=NOTE_SIZE + 1, count=NAME_SIZE)


def true_pyramid(rows: pd.DataFrame, colours: Palette, since: str | None = None) -> Picture:
    """The pyramid of `portfolio.pyramid`; `since` is the compared date in words, None where nothing is compared.

    Clicking a bar selects `TIER_CLICK` with the field `tier`. Where orders are not connected there are no bars.
    """
    scale = pyramid_scale([rows])
    marks = _marks(rows, scale)
    across = _across(max(2 * marks["end"].max(), 1.0), _LARGE)
    base = chart_of(marks).encode(y=_rows())
    bars = _bars(base, across, colours, cursor="pointer").add_params(
        alt.selection_point(name=TIER_CLICK, fields=["tier"])
    )
    layers = [bars, *_past(base, colours), *_labels(base, _LARGE, colours)]
    if is_shortened(rows, scale):
        layers += [*_break_mark(base, scale, _LARGE, colours), _shortened_words(base, scale, colours)]
    chart = finished(layers, _LARGE.row * len(TIER_ROWS))
    return Picture(chart, _sentence(rows, since), _table(rows, since))


def small_pyramid(rows: pd.DataFrame, colours: Palette, scale: PyramidScale, since: str | None = None) -> Picture:
    """One of many pyramids on the scale of all of them, without past sizes; the page says where a base is shortened."""
    marks = _marks(rows, scale)
    marks = marks.assign(end=marks["right"].fillna(0))
    base = chart_of(marks).encode(y=_rows())
    layers = [_bars(base, _across(scale.widest, _SMALL), colours), *_labels(base, _SMALL, colours)]
    if is_shortened(rows, scale):
        layers += _break_mark(base, scale, _SMALL, colours)
    chart = finished(layers, _SMALL.row * len(TIER_ROWS))
    return Picture(chart, _sentence(rows, since), _table(rows, since))


def pyramid_scale(pyramids: Collection[pd.DataFrame]) -> PyramidScale:
    """The scale on which all these pyramids can be compared."""
    rows = pd.concat(pyramids)
    accounts, prospects = rows["accounts"].astype(float), rows["tier"] == HOLLOW_TIER
    largest = accounts[~prospects].max()
    longest_base = _LONGEST_BASE * largest if largest > 0 else float("inf")
    widest = accounts.clip(upper=longest_base).max()
    return PyramidScale(widest if widest > 1 else 1.0, longest_base)


def is_shortened(rows: pd.DataFrame, scale: PyramidScale) -> bool:
    """Whether the prospects are so many that their bar is drawn shorter than it is."""
    return bool((rows["accounts"].astype(float) > scale.longest_base).any())


def _marks(rows: pd.DataFrame, scale: PyramidScale) -> pd.DataFrame:
    """Where everything is drawn: bars from left to right around 0, past sizes only where they can be told apart."""
    drawn = rows["accounts"].astype(float).clip(upper=scale.longest_base)
    shortened = rows["accounts"].astype(float) > scale.longest_base
    change = rows["change"].astype(float)
    past = rows["before"].astype(float).where((change.abs() > _VISIBLE_CHANGE * drawn.max()) & ~shortened)
    labels = [number(n) for n in rows["accounts"]]
    return pd.DataFrame(
        {
            "tier": rows["tier"],
            "left": -drawn.where(drawn > 0) / 2,
            "right": drawn.where(drawn > 0) / 2,
            "past_left": -past / 2,
            "past_right": past / 2,
            "end": pd.concat([drawn, past], axis=1).max(axis=1).fillna(0) / 2,
            "label": labels,
            "change": ["" if is_unknown(n) else signed(n) for n in rows["change"]],
            "entered": ["" if is_unknown(n) else number(n) for n in rows["entered"]] if "entered" in rows else "",
            "change_place": [10 + _DIGIT * len(label) + 10 for label in labels],
        }
    )


def _rows() -> alt.Y:
    return alt.Y("tier:N", axis=None, scale=alt.Scale(domain=list(TIER_ROWS), paddingInner=_BAR_GAP, paddingOuter=0))


def _across(widest: float, size: _Size) -> alt.Scale:
    """The scale of accounts, with room in pixels for the names at the left and the counts at the right."""
    accounts_per_pixel = f"{widest} / max(width - {size.names + size.counts}, 40)"
    return alt.Scale(
        domain=[
            alt.ExprRef(f"-{widest / 2} - {size.names} * {accounts_per_pixel}"),
            alt.ExprRef(f"{widest / 2} + {size.counts} * {accounts_per_pixel}"),
        ],
        nice=False,
        zero=False,
    )


def _bars(base: alt.Chart, across: alt.Scale, colours: Palette, **mark: object) -> alt.Chart:
    fills = [colours.tiers[tier] for tier in TIER_ROWS]
    edges = [colours.tier_edge if tier == HOLLOW_TIER else colours.tiers[tier] for tier in TIER_ROWS]
    dashes = [[4, 3] if tier == HOLLOW_TIER else [1, 0] for tier in TIER_ROWS]
    domain = list(TIER_ROWS)
    return base.mark_bar(cornerRadius=2, **mark).encode(
        x=alt.X("left:Q", axis=None, scale=across),
        x2=alt.X2("right"),
        fill=alt.Fill("tier:N", scale=alt.Scale(domain=domain, range=fills), legend=None),
        stroke=alt.Stroke("tier:N", scale=alt.Scale(domain=domain, range=edges), legend=None),
        strokeDash=alt.StrokeDash("tier:N", scale=alt.Scale(domain=domain, range=dashes), legend=None),
        tooltip=[
            alt.Tooltip("tier:N", title="Tier"),
            alt.Tooltip("label:N", title="Accounts"),
            alt.Tooltip("change:N", title="Change"),
            alt.Tooltip("entered:N", title="Tiers entered in the CRM"),
        ],
    )


def _past(base: alt.Chart, colours: Palette) -> list[alt.Chart]:
    left = ticks(base, colours, _TICK_HEIGHT, x=alt.X("past_left:Q"))
    return [*left, *ticks(base, colours, _TICK_HEIGHT, x=alt.X("past_right:Q"))]


def _labels(base: alt.Chart, size: _Size, colours: Palette) -> list[alt.Chart]:
    change_place = alt.ExprRef("datum.change_place")
    return [
        base.mark_text(**text(colours.ink, size.name, bold=True)).encode(x=alt.value(0), text=alt.Text("tier:N")),
        base.mark_text(**text(colours.ink, size.count, bold=True, dx=10)).encode(
            x=alt.X("end:Q"), text=alt.Text("label:N")
        ),
        base.mark_text(**text(colours.muted, size.count - 2, dx=change_place)).encode(
            x=alt.X("end:Q"), text=alt.Text("change:N")
        ),
    ]


def _break_mark(base: alt.Chart, scale: PyramidScale, size: _Size, colours: Palette) -> list[alt.Chart]:
    """Two slanted lines across the shortened bar."""
    prospects = base.transform_filter(alt.datum.tier == HOLLOW_TIER)
    place = alt.X(datum=_BREAK_AT * scale.longest_base)
    lines = {"size": (size.row * (1 - _BAR_GAP)) ** 2, "opacity": 1, "strokeWidth": 1.5}
    return [
        prospects.mark_point(shape=_BREAK_GAP, fill=colours.page, stroke=colours.page, **lines).encode(x=place),
        prospects.mark_point(shape=_BREAK_LINES, fill="transparent", stroke=colours.tier_edge, **lines).encode(x=place),
    ]


def _shortened_words(base: alt.Chart, scale: PyramidScale, colours: Palette) -> alt.Chart:
    prospects = base.transform_filter(alt.datum.tier == HOLLOW_TIER)
    return prospects.mark_text(**text(colours.muted, NOTE_SIZE, align="center")).encode(
        x=alt.X(datum=_WORDS_AT * scale.longest_base), text=alt.value(SHORTENED)
    )


def _sentence(rows: pd.DataFrame, since: str | None) -> str:
    if rows["accounts"].isna().all():
        return f"Accounts by tier: {UNKNOWN}, orders are not in this data store."
    changed = f" (change since {since})" if since and rows["change"].notna().any() else ""
    parts = [_part(row.tier, row.accounts, row.change if changed else None) for row in rows.itertuples()]
    return f"{count(int(rows['accounts'].sum()), 'account')} by tier{changed}: {listing(parts)}."


def _part(tier: str, accounts: int, change: object) -> str:
    return f"{tier} {number(accounts)}" + ("" if is_unknown(change) else f" ({signed(change)})")


def _table(rows: pd.DataFrame, since: str | None) -> pd.DataFrame:
    names = {"tier": "Tier", "accounts": "Accounts", "entered": "Tiers entered in the CRM"}
    table = rows[[name for name in names if name in rows]].rename(columns=names)
    if since:
        table = table.assign(**{f"On {since}": rows["before"], "Change": rows["change"]})
    return table
