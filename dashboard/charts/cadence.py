"""The cadence heatmap: what each team held in each month, as per cent of its targets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from datetime import date

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, PHONE, Picture, chart_of, finished, text
from dashboard.palette import UNKNOWN, Palette
from dashboard.portfolio import LITTLE, MEETINGS, MUCH, STEPS, largest_teams
from dashboard.wording import MONTHS, is_unknown, listing, month, number

MONTHS_ON_A_PHONE = 4
MOST_TEAMS = 24
NOT_RECORDED_SHORT = "not recorded"

_HEADER = 26
_ROW_HEIGHT = 36
_GAP = 2
_NARROWEST, _WIDEST, _LETTER = 64, 150, 7.6
_HATCHES = 7


def cadence_heatmap(
    cells: pd.DataFrame, colours: Palette, what: str, as_of: date, not_recording: Collection[str] = ()
) -> Picture | None:
    """The cells of `portfolio.cadence_cells` as a table of coloured numbers; `what` is held, as contacts or meetings.

    Five steps of one colour; signs where little or much was held; months without anybody to meet are hatched. On a
    phone only the last months are there. Of very many teams the largest are drawn. The cells of teams that record no
    meetings are grey: of meetings they say so, of contacts they hold what the other contacts make. None without a cell.
    """
    if cells.empty:
        return None
    marks = _marks(largest_teams(cells, MOST_TEAMS), as_of, what, not_recording)
    rows, months = int(marks["row"].max()) + 1, int(marks["place"].max()) + 1
    names = _names_width(marks)
    across, down = _Across(names, months), _rows(rows)
    there = marks["percent"].notna()
    known, missing = marks[there & marks["recorded"]], marks[~there]
    unrecorded = marks[there & ~marks["recorded"]]
    layers = [
        *_names(marks, names, colours, down),
        _months(marks, across, colours),
        *(_known(known, across, colours, down, what) if len(known) else []),
        *(_missing(missing, across, colours, down) if len(missing) else []),
        *(_unrecorded(unrecorded, across, colours, down) if len(unrecorded) else []),
    ]
    chart = finished(layers, _HEADER + _ROW_HEIGHT * rows, around=0)
    return Picture(chart, _sentence(marks, what, as_of), _table(cells, what))


def cell_label(percent: object) -> str:
    """The number of a cell, with a sign where it is little or much: `▼ 44`, `98`, `▲ 160`."""
    if is_unknown(percent):
        return ""
    sign = "▼ " if percent < LITTLE else "▲ " if percent > MUCH else ""
    return sign + number(percent)


class _Across:
    """Places of the months, right of the names; a phone has room for the last ones only."""

    def __init__(self, names: int, months: int) -> None:
        self._first = max(months - MONTHS_ON_A_PHONE, 0)
        domain = [alt.ExprRef(f"width < {PHONE} ? {self._first} : 0"), months]
        self._scale = alt.Scale(domain=domain, range=[names, alt.ExprRef("width")], nice=False, zero=False)

    def x(self, field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=self._scale)

    def chart(self, marks: pd.DataFrame) -> alt.Chart:
        return chart_of(marks).transform_filter(f"width >= {PHONE} || datum.place >= {self._first}")


def _marks(cells: pd.DataFrame, as_of: date, what: str, not_recording: Collection[str]) -> pd.DataFrame:
    """One mark per cell; steps and signs follow the number that is shown."""
    percent = (100 * cells["share"]).round()
    recorded = ~cells["team_id"].isin(list(not_recording)).to_numpy(dtype=bool)
    grey = [NOT_RECORDED_SHORT if what == MEETINGS else f"{UNKNOWN.glyph} {number(p)}" for p in percent]
    return pd.DataFrame(
        {
            "row": cells["row"],
            "team": cells["team"],
            "place": cells["place"],
            "end": cells["place"] + 1,
            "middle": cells["place"] + 0.5,
            "percent": percent,
            "step": [None if is_unknown(p) else bisect_right(STEPS, p) for p in percent],
            "recorded": recorded,
            "label": [cell_label(p) if r else words for p, r, words in zip(percent, recorded, grey, strict=True)],
            "month": [MONTHS[on.month - 1] for on in cells["month"]],
            "period": [month(on, as_of) for on in cells["month"]],
            "held": cells["held"],
            "expected": cells["expected"].round(1),
            "accounts": cells["accounts"],
        }
    )


def _names_width(marks: pd.DataFrame) -> int:
    longest = max(map(len, marks["team"]))
    return int(min(max(_LETTER * longest + 12, _NARROWEST), _WIDEST))


def _rows(rows: int) -> alt.Y:
    bottom = _HEADER + _ROW_HEIGHT * rows
    scale = alt.Scale(domain=list(range(rows)), range=[_HEADER, bottom], paddingInner=2 * _GAP / _ROW_HEIGHT)
    return alt.Y("row:O", axis=None, scale=scale)


def _names(marks: pd.DataFrame, width: int, colours: Palette, down: alt.Y) -> list[alt.Chart]:
    teams = marks.drop_duplicates("row")[["row", "team"]]
    words = text(colours.ink, NAME_SIZE, align="right", limit=width - 10)
    if len(teams) > 1:
        words["fontWeight"] = alt.ExprRef(f"datum.row == {len(teams) - 1} ? 600 : 400")
    return [
        chart_of(teams).mark_text(**words).encode(x=alt.value(width - 8), y=down, text=alt.Text("team:N")),
    ]


def _months(marks: pd.DataFrame, across: _Across, colours: Palette) -> alt.Chart:
    months = marks[marks["row"] == 0][["place", "middle", "month"]]
    words = text(colours.muted, NOTE_SIZE, align="center")
    return (
        across.chart(months)
        .mark_text(**words)
        .encode(x=across.x("middle"), y=alt.value(_HEADER / 2 - 2), text=alt.Text("month:N"))
    )


def _known(marks: pd.DataFrame, across: _Across, colours: Palette, down: alt.Y, what: str) -> list[alt.Chart]:
    steps = list(range(len(colours.steps)))
    fills = alt.Scale(domain=steps, range=list(colours.steps))
    inks = alt.Scale(domain=steps, range=[colours.on_step(step) for step in steps])
    base = across.chart(marks).encode(y=down)
    return [
        base.mark_rect(cornerRadius=4, **_inside()).encode(
            x=across.x("place"),
            x2=alt.X2("end"),
            fill=alt.Fill("step:O", scale=fills, legend=None),
            tooltip=[
                alt.Tooltip("team:N", title="Team"),
                alt.Tooltip("period:N", title="Month"),
                alt.Tooltip("percent:Q", title="% of target"),
                alt.Tooltip("held:Q", title=f"{what.capitalize()} held"),
                alt.Tooltip("expected:Q", title="Expected"),
                alt.Tooltip("accounts:Q", title="Accounts to be met"),
            ],
        ),
        base.mark_text(**text(colours.ink, NAME_SIZE - 1, bold=True, align="center"), tooltip=None).encode(
            x=across.x("middle"),
            text=alt.Text("label:N"),
            color=alt.Color("step:O", scale=inks, legend=None),
        ),
    ]


def _missing(marks: pd.DataFrame, across: _Across, colours: Palette, down: alt.Y) -> list[alt.Chart]:
    """Hatched: tint, dashed edge and thin upright lines."""
    tone = colours.tones[UNKNOWN.token]
    lines = marks[["row", "place"]].merge(pd.Series(range(1, _HATCHES + 1), name="line"), how="cross")
    lines = lines.assign(at=lines["place"] + 0.04 + 0.92 * lines["line"] / (_HATCHES + 1))
    tick = {"orient": "vertical", "size": _ROW_HEIGHT - 2 * _GAP, "thickness": 1, "opacity": 0.6}
    return [
        across.chart(marks)
        .mark_rect(cornerRadius=4, fill=tone.tint, stroke=tone.fill, strokeDash=[4, 3], strokeWidth=1, **_inside())
        .encode(
            x=across.x("place"),
            x2=alt.X2("end"),
            y=down,
            tooltip=[
                alt.Tooltip("team:N", title="Team"),
                alt.Tooltip("period:N", title="Month"),
                alt.Tooltip("accounts:Q", title="Accounts to be met"),
            ],
        ),
        across.chart(lines).mark_tick(color=tone.fill, **tick).encode(x=across.x("at"), y=down),
    ]


def _unrecorded(marks: pd.DataFrame, across: _Across, colours: Palette, down: alt.Y) -> list[alt.Chart]:
    """Grey, with words or a number, of teams that record no meetings."""
    tone = colours.tones[UNKNOWN.token]
    base = across.chart(marks).encode(y=down)
    told = [alt.Tooltip("team:N", title="Team"), alt.Tooltip("period:N", title="Month")]
    told.append(alt.Tooltip("held:Q", title="Held, meetings not recorded"))
    return [
        base.mark_rect(cornerRadius=4, fill=tone.tint, stroke=tone.fill, strokeDash=[4, 3], **_inside()).encode(
            x=across.x("place"), x2=alt.X2("end"), tooltip=told
        ),
        base.mark_text(
            **text(tone.text, NOTE_SIZE, align="center"),
            # The cells of a phone are narrower than these words.
            text=alt.ExprRef(
                f"width < {PHONE} && datum.label == '{NOT_RECORDED_SHORT}' ? '{UNKNOWN.word.lower()}' : datum.label"
            ),
            tooltip=None,
        ).encode(x=across.x("middle")),
    ]


def _inside() -> dict[str, int]:
    """The gap between the months, in pixels."""
    return {"xOffset": _GAP, "x2Offset": -_GAP}


def _sentence(marks: pd.DataFrame, what: str, as_of: date) -> str:
    latest = marks[marks["place"] == marks["place"].max()]
    held = [
        f"{cell.team} {number(cell.percent)}%" if cell.recorded else f"{cell.team} (meetings not recorded)"
        for cell in latest.itertuples()
        if not is_unknown(cell.percent)
    ]
    period = latest["period"].iloc[0]
    if not held:
        return f"{what.capitalize()} held as % of target: in {period} nobody was to be met. 12 months up to then."
    first = month(as_of, as_of) if period is None else period
    return f"{what.capitalize()} held as % of target in {first}: {listing(held)}. The table has all 12 months."


def _table(cells: pd.DataFrame, what: str) -> pd.DataFrame:
    table = cells[["team", "month", "accounts", "held", "expected", "share"]]
    return table.set_axis(["Team", "Month", "Accounts", what.capitalize(), "Expected", "Share of target"], axis=1)
