"""The true pyramid: one centred bar per tier, as wide as it has accounts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, VALUE_SIZE, Picture, chart_of, finished, text, ticks
from dashboard.palette import HOLLOW_TIER, TIER_ROWS, Palette
from dashboard.wording import UNKNOWN, count, is_unknown, listing, number, signed

TIER_CLICK = "tier"
SHORTENED = "base shown shortened"

_ROW_HEIGHT = 58
_BAR_GAP = 0.07
_TICK_HEIGHT = 22
_NAMES = 76
_COUNTS = 104
_DIGIT = 8.5
_LONGEST_BASE = 4
_VISIBLE_CHANGE = 0.02
_BREAK_AT = 0.4
_WORDS_AT = -0.1
_BREAK_GAP = "M-0.32,1.08L-0.02,-1.08L0.32,-1.08L0.02,1.08Z"
_BREAK_LINES = "M-0.32,1.08L-0.02,-1.08M0.02,1.08L0.32,-1.08"


def true_pyramid(rows: pd.DataFrame, colours: Palette, since: str | None = None) -> Picture:
    """The pyramid of `portfolio.pyramid`; `since` is the compared date in words, None where nothing is compared.

    Clicking a bar selects `TIER_CLICK` with the field `tier`. Where orders are not connected there are no bars.
    """
    marks = _marks(rows)
    base = chart_of(marks).encode(y=_rows())
    layers = [_bars(base, marks, colours), *_past(base, colours), *_labels(base, colours)]
    if is_shortened(rows):
        layers += _break_mark(base, marks, colours)
    return Picture(finished(layers, _ROW_HEIGHT * len(TIER_ROWS)), _sentence(rows, since), _table(rows, since))


def is_shortened(rows: pd.DataFrame) -> bool:
    """Whether the prospects are so many that their bar is drawn shorter than it is."""
    prospects = rows["tier"] == HOLLOW_TIER
    largest, base = rows.loc[~prospects, "accounts"].max(), rows.loc[prospects, "accounts"].max()
    return not is_unknown(base) and largest > 0 and base > _LONGEST_BASE * largest


def _marks(rows: pd.DataFrame) -> pd.DataFrame:
    """Where everything is drawn: bars from left to right around 0, past sizes only where they can be told apart."""
    drawn = rows["accounts"].astype(float)
    shortened = (rows["tier"] == HOLLOW_TIER) & is_shortened(rows)
    drawn = drawn.mask(shortened, _LONGEST_BASE * drawn[~shortened].max())
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
            "change_place": [10 + _DIGIT * len(label) + 10 for label in labels],
        }
    )


def _rows() -> alt.Y:
    return alt.Y("tier:N", axis=None, scale=alt.Scale(domain=list(TIER_ROWS), paddingInner=_BAR_GAP, paddingOuter=0))


def _across(field: str, marks: pd.DataFrame) -> alt.X:
    """The scale of accounts, with room in pixels for the names at the left and the counts at the right."""
    widest = max(2 * marks["end"].max(), 1.0)
    accounts_per_pixel = f"{widest} / max(width - {_NAMES + _COUNTS}, 40)"
    scale = alt.Scale(
        domain=[
            alt.ExprRef(f"-{widest / 2} - {_NAMES} * {accounts_per_pixel}"),
            alt.ExprRef(f"{widest / 2} + {_COUNTS} * {accounts_per_pixel}"),
        ],
        nice=False,
        zero=False,
    )
    return alt.X(f"{field}:Q", axis=None, scale=scale)


def _bars(base: alt.Chart, marks: pd.DataFrame, colours: Palette) -> alt.Chart:
    fills = [colours.tiers[tier] for tier in TIER_ROWS]
    edges = [colours.tier_edge if tier == HOLLOW_TIER else colours.tiers[tier] for tier in TIER_ROWS]
    dashes = [[4, 3] if tier == HOLLOW_TIER else [1, 0] for tier in TIER_ROWS]
    domain = list(TIER_ROWS)
    return (
        base.mark_bar(cornerRadius=2, cursor="pointer")
        .encode(
            x=_across("left", marks),
            x2=alt.X2("right"),
            fill=alt.Fill("tier:N", scale=alt.Scale(domain=domain, range=fills), legend=None),
            stroke=alt.Stroke("tier:N", scale=alt.Scale(domain=domain, range=edges), legend=None),
            strokeDash=alt.StrokeDash("tier:N", scale=alt.Scale(domain=domain, range=dashes), legend=None),
            tooltip=[
                alt.Tooltip("tier:N", title="Tier"),
                alt.Tooltip("label:N", title="Accounts"),
                alt.Tooltip("change:N", title="Change"),
            ],
        )
        .add_params(alt.selection_point(name=TIER_CLICK, fields=["tier"]))
    )


def _past(base: alt.Chart, colours: Palette) -> list[alt.Chart]:
    left = ticks(base, colours, _TICK_HEIGHT, x=alt.X("past_left:Q"))
    return [*left, *ticks(base, colours, _TICK_HEIGHT, x=alt.X("past_right:Q"))]


def _labels(base: alt.Chart, colours: Palette) -> list[alt.Chart]:
    change_place = alt.ExprRef("datum.change_place")
    return [
        base.mark_text(**text(colours.ink, NAME_SIZE, bold=True)).encode(x=alt.value(0), text=alt.Text("tier:N")),
        base.mark_text(**text(colours.ink, VALUE_SIZE, bold=True, dx=10)).encode(
            x=alt.X("end:Q"), text=alt.Text("label:N")
        ),
        base.mark_text(**text(colours.muted, NAME_SIZE - 1, dx=change_place)).encode(
            x=alt.X("end:Q"), text=alt.Text("change:N")
        ),
    ]


def _break_mark(base: alt.Chart, marks: pd.DataFrame, colours: Palette) -> list[alt.Chart]:
    """Two slanted lines across the shortened bar, and the words that say so."""
    prospects = base.transform_filter(alt.datum.tier == HOLLOW_TIER)
    widest = 2 * float(marks["end"].max())
    place = alt.X(datum=_BREAK_AT * widest)
    size = (_ROW_HEIGHT * (1 - _BAR_GAP)) ** 2
    lines = {"size": size, "opacity": 1, "strokeWidth": 1.5}
    return [
        prospects.mark_point(shape=_BREAK_GAP, fill=colours.page, stroke=colours.page, **lines).encode(x=place),
        prospects.mark_point(shape=_BREAK_LINES, fill="transparent", stroke=colours.tier_edge, **lines).encode(x=place),
        prospects.mark_text(**text(colours.muted, NOTE_SIZE, align="center")).encode(
            x=alt.X(datum=_WORDS_AT * widest), text=alt.value(SHORTENED)
        ),
    ]


def _sentence(rows: pd.DataFrame, since: str | None) -> str:
    if rows["accounts"].isna().all():
        return f"Accounts by tier: {UNKNOWN}, orders are not in this data store."
    changed = f" (change since {since})" if since and rows["change"].notna().any() else ""
    parts = [_part(row.tier, row.accounts, row.change if changed else None) for row in rows.itertuples()]
    return f"{count(int(rows['accounts'].sum()), 'account')} by tier{changed}: {listing(parts)}."


def _part(tier: str, accounts: int, change: object) -> str:
    return f"{tier} {number(accounts)}" + ("" if is_unknown(change) else f" ({signed(change)})")


def _table(rows: pd.DataFrame, since: str | None) -> pd.DataFrame:
    table = rows[["tier", "accounts"]].set_axis(["Tier", "Accounts"], axis=1)
    if since:
        table = table.assign(**{f"On {since}": rows["before"], "Change": rows["change"]})
    return table
