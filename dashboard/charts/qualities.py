"""The six qualities of the accounts' teams: a matrix of qualities and teams, with dots for grades and words for gaps."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, Picture, chart_of, finished, text
from dashboard.headlines.teams import dots, quality_words
from dashboard.indicators.teams import QUALITIES
from dashboard.palette import UNKNOWN, Palette
from dashboard.portfolio.qualities import BEST_GRADE, cell_key
from dashboard.wording import listing

OPEN_CLICK = "open"
NARROW = 520

_HEADER = 26
_ROW_HEIGHT = 48
_GAP = 2
_NAMES = 142
_HATCHES = 9


def quality_matrix(cells: pd.DataFrame, colours: Palette, first: int, last: int, chosen: int) -> Picture | None:
    """The columns `first` to before `last` of `portfolio.quality_cells`; a narrow screen shows the `chosen` one alone.

    A click on a cell selects OPEN_CLICK with the key of the cell. None where qualities are not known.
    """
    if cells.empty:
        return None
    whole = cells["column"].max()
    shown = _marks(cells[cells["column"].between(first, last - 1)], whole, first)
    at = chosen - first if first <= chosen < last else 0
    across = _Across(last - first, at)
    assessed, missing = shown[shown["assessed"] > 0], shown[shown["assessed"] == 0]
    layers = [
        _qualities(colours),
        across.chart(shown[shown["row"] == 0])
        .mark_text(**text(colours.muted, NOTE_SIZE, align="center", limit=150))
        .encode(x=across.x("middle"), y=alt.value(_HEADER / 2 - 2), text=alt.Text("team:N")),
        *(_assessed(assessed, across, colours) if len(assessed) else []),
        *(_missing(missing, across, colours) if len(missing) else []),
    ]
    chart = finished(layers, _HEADER + _ROW_HEIGHT * len(QUALITIES), around=0)
    return Picture(chart, _sentence(cells[cells["column"] == whole]), _table(cells))


class _Across:
    """Places of the teams, right of the names; a narrow screen has room for one of them."""

    def __init__(self, teams: int, chosen: int) -> None:
        self._chosen = chosen
        narrow = f"width < {NARROW} ? "
        domain = [alt.ExprRef(f"{narrow}{chosen} : 0"), alt.ExprRef(f"{narrow}{chosen + 1} : {teams}")]
        self._scale = alt.Scale(domain=domain, range=[_NAMES, alt.ExprRef("width")], nice=False, zero=False)

    def x(self, field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=self._scale)

    def chart(self, marks: pd.DataFrame) -> alt.Chart:
        return chart_of(marks).transform_filter(f"width >= {NARROW} || datum.place == {self._chosen}")


def _marks(cells: pd.DataFrame, whole: int, first: int) -> pd.DataFrame:
    places = cells["column"] - first
    order = {quality: row for row, quality in enumerate(QUALITIES)}
    return pd.DataFrame(
        {
            "open": [cell_key(c.team_id, c.quality, c.column == whole) for c in cells.itertuples()],
            "row": cells["quality"].map(order),
            "place": places,
            "end": places + 1,
            "middle": places + 0.5,
            "team": cells["team"],
            "title": cells["quality"].map(QUALITIES),
            "dots": [dots(grade) for grade in cells["grade"]],
            "words": [quality_words(c.gaps, c.assessed) for c in cells.itertuples()],
            "state": ["good" if gaps == 0 else "fair" for gaps in cells["gaps"]],
            "accounts": cells["accounts"],
            "assessed": cells["assessed"],
            "gaps": cells["gaps"],
            "unknown": cells["accounts"] - cells["assessed"],
        }
    )


def _down() -> alt.Y:
    rows = list(range(len(QUALITIES)))
    span = [_HEADER, _HEADER + _ROW_HEIGHT * len(rows)]
    return alt.Y("row:O", axis=None, scale=alt.Scale(domain=rows, range=span, paddingInner=2 * _GAP / _ROW_HEIGHT))


def _qualities(colours: Palette) -> alt.Chart:
    names = pd.DataFrame({"row": range(len(QUALITIES)), "title": QUALITIES.values()})
    words = text(colours.ink, NAME_SIZE, align="right", limit=_NAMES - 10)
    return chart_of(names).mark_text(**words).encode(x=alt.value(_NAMES - 8), y=_down(), text=alt.Text("title:N"))


def _assessed(marks: pd.DataFrame, across: _Across, colours: Palette) -> list[alt.Chart]:
    states = ["good", "fair"]
    tints = alt.Scale(domain=states, range=[colours.tones[state].tint for state in states])
    texts = alt.Scale(domain=states, range=[colours.tones[state].text for state in states])
    base = across.chart(marks).encode(y=_down())
    cells = base.mark_rect(cornerRadius=4, cursor="pointer", **_inside()).encode(
        x=across.x("place"),
        x2=alt.X2("end"),
        fill=alt.Fill("state:N", scale=tints, legend=None),
        tooltip=_tooltip(),
    )
    words = {"x": across.x("middle"), "color": alt.Color("state:N", scale=texts, legend=None)}
    return [
        cells.add_params(alt.selection_point(name=OPEN_CLICK, fields=["open"])),
        base.mark_text(**text(colours.ink, NAME_SIZE, bold=True, align="center"), yOffset=-8, tooltip=None).encode(
            text=alt.Text("dots:N"), **words
        ),
        base.mark_text(**text(colours.muted, NOTE_SIZE, align="center"), yOffset=10, tooltip=None).encode(
            text=alt.Text("words:N"), **words
        ),
    ]


def _missing(marks: pd.DataFrame, across: _Across, colours: Palette) -> list[alt.Chart]:
    """Hatched: tint, dashed edge and thin upright lines."""
    tone = colours.tones[UNKNOWN.token]
    lines = marks[["row", "place"]].merge(pd.Series(range(1, _HATCHES + 1), name="line"), how="cross")
    lines = lines.assign(at=lines["place"] + 0.04 + 0.92 * lines["line"] / (_HATCHES + 1))
    tick = {"orient": "vertical", "size": _ROW_HEIGHT - 2 * _GAP, "thickness": 1, "opacity": 0.5}
    base = across.chart(marks).encode(y=_down())
    return [
        base.mark_rect(
            cornerRadius=4, fill=tone.tint, stroke=tone.fill, strokeDash=[4, 3], strokeWidth=1, **_inside()
        ).encode(x=across.x("place"), x2=alt.X2("end"), tooltip=_tooltip()),
        across.chart(lines).mark_tick(color=tone.fill, **tick).encode(x=across.x("at"), y=_down()),
        base.mark_text(**text(tone.text, NOTE_SIZE, align="center"), tooltip=None).encode(
            x=across.x("middle"), text=alt.Text("words:N")
        ),
    ]


def _inside() -> dict[str, int]:
    """The gap between the teams, in pixels."""
    return {"xOffset": _GAP, "x2Offset": -_GAP}


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("team:N", title="Team"),
        alt.Tooltip("title:N", title="Quality"),
        alt.Tooltip("words:N", title="Accounts"),
        alt.Tooltip("unknown:Q", title="Accounts not assessed"),
        alt.Tooltip("accounts:Q", title="Active accounts"),
    ]


def _sentence(cells: pd.DataFrame) -> str:
    """The last column: all teams together."""
    parts = [f"{QUALITIES[c.quality]}: {quality_words(c.gaps, c.assessed)[2:]}" for c in cells.itertuples()]
    return f"The six qualities of the accounts' teams, {cells['team'].iloc[0].lower()}: {listing(parts)}."


def _table(cells: pd.DataFrame) -> pd.DataFrame:
    shown = cells.assign(quality=cells["quality"].map(QUALITIES), unknown=cells["accounts"] - cells["assessed"])
    shown = shown[["team", "quality", "grade", "gaps", "assessed", "unknown", "accounts"]]
    grade = f"Grade of 0 to {BEST_GRADE} that half reach"
    names = ["Team", "Quality", grade, "Accounts with a gap", "Assessed", "Not assessed", "Active accounts"]
    return shown.set_axis(names, axis=1)
