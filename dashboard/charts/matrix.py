"""The matrix of indicators and teams: the state of each team's accounts on every indicator, as cells to be opened."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NOTE_SIZE, Picture, chart_of, finished, text
from dashboard.palette import INDICATOR_STATES, Palette
from dashboard.wording import FEW, count, listing, number, share

CELL_CLICK = "open"
"""The field of a cell that a click on it selects by."""
TEAMS_AT_ONCE = 7
NARROW = 520
"""Under so many pixels one team is drawn at a time."""

_NAMES, _NAMES_NARROW = 158, 146
_HEADER = 44
_ROW_HEIGHT = 48
_GAP = 2
_HATCHES = 9
_WORD_SIZE = 13.5
_PARTS = ("good", "fair", "poor", "unknown")


def indicator_matrix(cells: pd.DataFrame, colours: Palette, shown: int) -> Picture | None:
    """The cells of `portfolio.indicator_cells` with `title` and `open` (what a click selects), rows and columns from 0.

    A cell has the colour and the word of its state and below it how its accounts are spread. Under 520 pixels only the column `shown` is drawn. None without a cell.
    """
    if cells.empty:
        return None
    marks = _marks(cells)
    rows = int(marks["row"].max()) + 1
    across = _Across(int(marks["column"].max()) + 1, shown)
    known, unknown = marks[marks["state"] != "unknown"], marks[marks["state"] == "unknown"]
    layers = [
        _names(marks, colours),
        *_teams(marks, across, colours),
        *(_fills(part, across, colours, dashed) for part, dashed in ((known, False), (unknown, True)) if len(part)),
        *([_hatches(unknown, across, colours)] if len(unknown) else []),
        *_words(marks, across, colours),
    ]
    layers[-1] = layers[-1].add_params(alt.selection_point(name=CELL_CLICK, fields=[CELL_CLICK]))
    chart = finished(layers, _HEADER + _ROW_HEIGHT * rows, around=0)
    return Picture(chart, _sentence(cells), _table(cells))


class _Across:
    """Places of the teams, right of the names of the indicators; a narrow chart has room for one."""

    def __init__(self, columns: int, shown: int) -> None:
        self._shown = shown
        narrow = f"width < {NARROW}"
        domain = [alt.ExprRef(f"{narrow} ? {shown} : 0"), alt.ExprRef(f"{narrow} ? {shown + 1} : {columns}")]
        first = alt.ExprRef(f"{narrow} ? {_NAMES_NARROW} : {_NAMES}")
        self._scale = alt.Scale(domain=domain, range=[first, alt.ExprRef("width")], nice=False, zero=False)

    def x(self, field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=self._scale)

    def chart(self, marks: pd.DataFrame) -> alt.Chart:
        return chart_of(marks).transform_filter(f"width >= {NARROW} || datum.column == {self._shown}")


def _marks(cells: pd.DataFrame) -> pd.DataFrame:
    states = [INDICATOR_STATES[state] for state in cells["state"]]
    word = ["not enough data" if state.id == "unknown" else state.word for state in states]
    return pd.DataFrame(
        {
            "row": cells["row"],
            "title": cells["title"],
            "column": cells["column"],
            "end": cells["column"] + 1,
            "middle": cells["column"] + 0.5,
            "team": cells["team"],
            "open": cells["open"],
            "state": cells["state"],
            "word": [f"{state.glyph} {words}" for state, words in zip(states, word, strict=True)],
            "parts": _parts(cells),
            "n": cells["n"],
            **{part: _written(cells, part) for part in _PARTS},
            "not_applicable": cells["not_applicable"],
            "median": ["unknown" if pd.isna(points) else number(points) for points in cells["median"]],
            "top": _HEADER + _ROW_HEIGHT * cells["row"],
        }
    ).assign(
        head=lambda marks: marks["top"] + _GAP,
        foot=lambda marks: marks["top"] + _ROW_HEIGHT - _GAP,
        first=lambda marks: marks["top"] + 17,
        second=lambda marks: marks["top"] + 35,
        centre=lambda marks: marks["top"] + _ROW_HEIGHT / 2,
    )


def _parts(cells: pd.DataFrame) -> list[str]:
    """How the accounts of each cell are spread: in per cent, of few accounts their numbers."""
    found = []
    for cell in cells.to_dict("records"):
        n = cell["n"]
        if not n:
            found.append("")
            continue
        parts = [(INDICATOR_STATES[part].glyph, cell[part] if n < FEW else 100 * cell[part] / n) for part in _PARTS]
        words = " ".join(f"{glyph}{'<1' if value < 0.5 else number(value)}" for glyph, value in parts if value)
        found.append(f"{words} of {n}" if n < FEW else words)
    return found


def _written(cells: pd.DataFrame, part: str) -> list[str]:
    return [
        "" if not n else f"{number(found)} of {number(n)}" + ("" if n < FEW else f", {share(found / n)}")
        for found, n in zip(cells[part], cells["n"], strict=True)
    ]


def _at(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 1], range=[0, 1], nice=False, zero=False))


def _names(marks: pd.DataFrame, colours: Palette) -> alt.Chart:
    names = marks.drop_duplicates("row")[["title", "centre"]]
    edge = f"(width < {NARROW} ? {_NAMES_NARROW} : {_NAMES})"
    words = text(colours.ink, 13, align="right", limit=alt.ExprRef(f"{edge} - 10"))
    return (
        chart_of(names)
        .mark_text(**words)
        .encode(x=alt.value(alt.ExprRef(f"{edge} - 8")), y=_at("centre"), text=alt.Text("title:N"))
    )


def _teams(marks: pd.DataFrame, across: _Across, colours: Palette) -> list[alt.Chart]:
    largest = marks.groupby("column")["n"].max()
    teams = marks.drop_duplicates("column")[["column", "middle", "team"]]
    teams = teams.assign(n=["n " + number(largest[column]) for column in teams["column"]])
    base = across.chart(teams)
    name = text(colours.ink, 13, bold=True, align="center", limit=140)
    return [
        base.mark_text(**name).encode(x=across.x("middle"), y=alt.value(12), text=alt.Text("team:N")),
        base.mark_text(**text(colours.muted, NOTE_SIZE, align="center")).encode(
            x=across.x("middle"), y=alt.value(30), text=alt.Text("n:N")
        ),
    ]


def _fills(marks: pd.DataFrame, across: _Across, colours: Palette, dashed: bool) -> alt.Chart:
    edge = {"strokeDash": [4, 3]} if dashed else {}
    tones = {state.id: colours.tones[state.token] for state in INDICATOR_STATES.values()}
    tints = [colours.panel if key == "not_applicable" else tone.tint for key, tone in tones.items()]
    outline = tones["unknown"].fill if dashed else "transparent"
    return (
        across.chart(marks)
        .mark_rect(cornerRadius=4, xOffset=_GAP, x2Offset=-_GAP, cursor="pointer", **edge)
        .encode(
            x=across.x("column"),
            x2=alt.X2("end"),
            y=_at("head"),
            y2=alt.Y2("foot"),
            fill=alt.Fill("state:N", scale=alt.Scale(domain=list(tones), range=tints), legend=None),
            stroke=alt.value(outline),
            tooltip=_tooltip(),
        )
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("title:N", title="Indicator"),
        alt.Tooltip("team:N", title="Team"),
        alt.Tooltip("n:Q", title="Accounts"),
        alt.Tooltip("good:N", title="Good"),
        alt.Tooltip("fair:N", title="Fair"),
        alt.Tooltip("poor:N", title="Poor"),
        alt.Tooltip("unknown:N", title="Unknown"),
        alt.Tooltip("not_applicable:Q", title="Does not apply to"),
        alt.Tooltip("median:N", title="Median points"),
    ]


def _hatches(marks: pd.DataFrame, across: _Across, colours: Palette) -> alt.Chart:
    lines = marks[["column", "head", "foot"]].merge(pd.Series(range(1, _HATCHES + 1), name="line"), how="cross")
    lines = lines.assign(at=lines["column"] + 0.02 + 0.96 * lines["line"] / (_HATCHES + 1))
    rule = across.chart(lines).mark_rule(color=colours.tones["unknown"].fill, strokeWidth=1, opacity=0.35, tooltip=None)
    return rule.encode(x=across.x("at"), y=_at("head"), y2=alt.Y2("foot"))


def _words(marks: pd.DataFrame, across: _Across, colours: Palette) -> list[alt.Chart]:
    inks = {state.id: colours.tones[state.token].text for state in INDICATOR_STATES.values()}
    ink = alt.Color("state:N", scale=alt.Scale(domain=list(inks), range=list(inks.values())), legend=None)
    base = across.chart(marks)
    word = text(colours.ink, _WORD_SIZE, bold=True, align="center", cursor="pointer")
    parts = text(colours.muted, NOTE_SIZE, align="center", cursor="pointer")
    return [
        base.mark_text(**word).encode(
            x=across.x("middle"), y=_at("first"), text=alt.Text("word:N"), color=ink, tooltip=_tooltip()
        ),
        base.mark_text(**parts).encode(
            x=across.x("middle"), y=_at("second"), text=alt.Text("parts:N"), tooltip=_tooltip()
        ),
    ]


def _sentence(cells: pd.DataFrame) -> str:
    whole = cells[cells["column"] == cells["column"].max()]
    weakest = [f"{cell.title} ({_written(whole, 'poor')[place]} poor)" for place, cell in enumerate(whole.itertuples())]
    teams = count(cells["column"].nunique(), "column")
    return f"Indicators by team, {teams}, weakest first: {listing(weakest[:3])}. The table has every cell."


def _table(cells: pd.DataFrame) -> pd.DataFrame:
    columns = ["title", "team", "n", "good", "fair", "poor", "unknown", "not_applicable", "median"]
    titles = ["Indicator", "Team", "Accounts", "Good", "Fair", "Poor", "Unknown", "Does not apply", "Median points"]
    return cells[columns].set_axis(titles, axis=1)
