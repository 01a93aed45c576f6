"""The completeness of fields by team: how many cells are filled, in the cell, on five steps of one colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, Picture, chart_of, finished, text
from dashboard.palette import UNKNOWN, Palette
from dashboard.wording import FEW, listing, number

MOST_TEAMS = 10
NARROW = 560
"""Under so many pixels only the last column is drawn: all teams, or the only one."""
NO_ROWS = "·"

_NAMES, _NAMES_NARROW = 250, 220
_HEADER = 28
_ROW_HEIGHT = 32
_GAP = 2
_STEPS = (20, 40, 60, 80)


def completeness_matrix(
    cells: pd.DataFrame, colours: Palette, not_recorded: Collection[tuple[str, object]]
) -> Picture | None:
    """The cells of `completeness.field_cells` or `column_cells` as a table of coloured numbers; None without a cell.

    `not_recorded` are the fields and teams whose cells say so instead. Of very many teams the largest are drawn.
    """
    if cells.empty:
        return None
    marks = _marks(largest(cells, MOST_TEAMS), set(not_recorded))
    rows, columns = int(marks["row"].max()) + 1, int(marks["column"].max()) + 1
    across, down = _Across(columns), _rows(rows)
    known, missing = marks[marks["step"].notna()], marks[marks["step"].isna()]
    layers = [
        _names(marks, colours, down),
        _teams(marks, across, colours),
        *(_known(known, across, colours, down) if len(known) else []),
        *(_missing(missing, across, colours, down) if len(missing) else []),
    ]
    chart = finished(layers, _HEADER + _ROW_HEIGHT * rows, around=0)
    return Picture(chart, _sentence(marks), _table(cells))


def largest(cells: pd.DataFrame, most: int) -> pd.DataFrame:
    """The cells of so many teams with the most rows, and of all teams."""
    columns = cells["column"].max()
    if columns <= most:
        return cells
    sizes = cells[cells["column"] < columns].groupby("column")["rows"].max()
    kept = cells[cells["column"].isin([*sizes.nlargest(most).index, columns])]
    return kept.assign(column=pd.factorize(kept["column"], sort=True)[0]).reset_index(drop=True)


class _Across:
    """Places of the teams, right of the names of the fields."""

    def __init__(self, columns: int) -> None:
        self._last = columns - 1
        narrow = f"width < {NARROW}"
        domain = [alt.ExprRef(f"{narrow} ? {self._last} : 0"), columns]
        first = alt.ExprRef(f"{narrow} ? {_NAMES_NARROW} : {_NAMES}")
        self._scale = alt.Scale(domain=domain, range=[first, alt.ExprRef("width")], nice=False, zero=False)
        self.width = f"((width - {_NAMES}) / (width < {NARROW} ? 1 : {columns}))"

    def x(self, field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=self._scale)

    def chart(self, marks: pd.DataFrame) -> alt.Chart:
        return chart_of(marks).transform_filter(f"width >= {NARROW} || datum.column == {self._last}")


def _marks(cells: pd.DataFrame, not_recorded: set[tuple[str, object]]) -> pd.DataFrame:
    connected = cells["connected"] if "connected" in cells else pd.Series(True, index=cells.index)
    rows = []
    for cell, is_connected in zip(cells.to_dict("records"), connected, strict=True):
        recorded = (cell["field"], cell["team_id"]) not in not_recorded
        has_rows = cell["rows"] > 0 and is_connected
        percent = round(100 * cell["share"]) if has_rows else None
        label = "not recorded" if has_rows and not recorded else NO_ROWS
        if has_rows and recorded:
            label = f"{cell['filled']} of {cell['rows']}" if cell["rows"] < FEW else f"{percent}%"
        rows.append(
            {
                "row": cell["row"],
                "column": cell["column"],
                "end": cell["column"] + 1,
                "middle": cell["column"] + 0.5,
                "title": cell["title"],
                "of": cell["of"] if is_connected else "not connected",
                "team": cell["team"],
                "label": label,
                "step": bisect_right(_STEPS, percent) if has_rows and recorded else None,
                "told": f"{number(cell['filled'])} of {number(cell['rows'])}" if is_connected else "not connected",
            }
        )
    return pd.DataFrame(rows)


def _rows(rows: int) -> alt.Y:
    bottom = _HEADER + _ROW_HEIGHT * rows
    scale = alt.Scale(domain=list(range(rows)), range=[_HEADER, bottom], paddingInner=2 * _GAP / _ROW_HEIGHT)
    return alt.Y("row:O", axis=None, scale=scale)


def _names(marks: pd.DataFrame, colours: Palette, down: alt.Y) -> alt.Chart:
    fields = marks.drop_duplicates("row")[["row", "title", "of"]]
    edge = f"(width < {NARROW} ? {_NAMES_NARROW} : {_NAMES})"
    base = chart_of(fields.assign(words=fields["title"] + " · " + fields["of"]))
    words = text(colours.ink, NAME_SIZE - 1, align="right", limit=alt.ExprRef(f"{edge} - 8"))
    return base.mark_text(**words).encode(x=alt.value(alt.ExprRef(f"{edge} - 8")), y=down, text=alt.Text("words:N"))


def _teams(marks: pd.DataFrame, across: _Across, colours: Palette) -> alt.Chart:
    teams = marks.drop_duplicates("column")[["column", "middle", "team"]]
    words = text(colours.ink, NOTE_SIZE, bold=True, align="center", limit=alt.ExprRef(f"{across.width} - 4"))
    place = {"x": across.x("middle"), "y": alt.value(_HEADER / 2 - 2)}
    return across.chart(teams).mark_text(**words).encode(**place, text=alt.Text("team:N"))


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("title:N", title="Field"),
        alt.Tooltip("of:N", title="Of"),
        alt.Tooltip("team:N", title="Team"),
        alt.Tooltip("told:N", title="Filled"),
    ]


def _known(marks: pd.DataFrame, across: _Across, colours: Palette, down: alt.Y) -> list[alt.Chart]:
    steps = list(range(len(colours.steps)))
    fills = alt.Scale(domain=steps, range=list(colours.steps))
    inks = alt.Scale(domain=steps, range=[colours.on_step(step) for step in steps])
    base = across.chart(marks).encode(y=down)
    words = text(colours.ink, NAME_SIZE - 1, bold=True, align="center")
    return [
        base.mark_rect(cornerRadius=4, xOffset=_GAP, x2Offset=-_GAP).encode(
            x=across.x("column"),
            x2=alt.X2("end"),
            fill=alt.Fill("step:O", scale=fills, legend=None),
            tooltip=_tooltip(),
        ),
        base.mark_text(**words, tooltip=None).encode(
            x=across.x("middle"),
            text=alt.Text("label:N"),
            color=alt.Color("step:O", scale=inks, legend=None),
        ),
    ]


def _missing(marks: pd.DataFrame, across: _Across, colours: Palette, down: alt.Y) -> list[alt.Chart]:
    tone = colours.tones[UNKNOWN.token]
    edge = {"stroke": tone.fill, "strokeDash": [4, 3], "strokeWidth": 1}
    base = across.chart(marks).encode(y=down)
    return [
        base.mark_rect(cornerRadius=4, fill=tone.tint, xOffset=_GAP, x2Offset=-_GAP, **edge).encode(
            x=across.x("column"), x2=alt.X2("end"), tooltip=_tooltip()
        ),
        base.mark_text(**text(tone.text, NOTE_SIZE, align="center"), tooltip=None).encode(
            x=across.x("middle"), text=alt.Text("label:N")
        ),
    ]


def _sentence(marks: pd.DataFrame) -> str:
    whole = marks[(marks["column"] == marks["column"].max()) & marks["step"].notna()]
    least = whole.sort_values(["step", "row"]).head(3)
    told = [f"{cell.title} of {cell.of} {cell.label}" for cell in least.itertuples()]
    filled = f" Least filled: {listing(told)}." if told else ""
    return f"Cells filled, fields by team.{filled} The table has every cell."


def _table(cells: pd.DataFrame) -> pd.DataFrame:
    table = cells[["title", "of", "team", "rows", "filled", "share"]]
    return table.set_axis(["Field", "Of", "Team", "Rows", "Filled", "Share filled"], axis=1)
