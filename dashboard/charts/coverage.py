"""Matrices of coverage: at how many customers which level was met, in fixed steps of one colour with the number in each cell."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, PHONE, Picture, chart_of, finished, text
from dashboard.palette import UNKNOWN, Palette
from dashboard.portfolio import COVERAGE_STEPS, NOT_KNOWN, NOT_NAMED, SIDES
from dashboard.wording import day, is_unknown, listing, number, rate
from data_access.schema import LEVELS

SIDE_WORDS = {level: level for level in LEVELS} | {NOT_KNOWN: "level not known", NOT_NAMED: "nobody named"}
SIDES_IN_SHORT = {"executive": "exec.", "management": "mgmt", "supervisor": "superv.", "specialist": "spec."}
SIDES_IN_SHORT |= {NOT_KNOWN: "level?", NOT_NAMED: "nobody"}
"""The same where there is little room."""
MOST_LINES = 24

_HEADER = 26
_GAP = 2
_HATCHES = 9
_ROOM_FOR_NOTES = 66
_LETTER, _NARROWEST, _WIDEST = 7.6, 44, 150


@dataclass(frozen=True)
class _Grid:
    """Where the cells of a matrix are: how many lines, columns, pixels of a line and of the names beside them."""

    lines: int
    columns: int
    row_height: int
    names: int

    @property
    def height(self) -> int:
        return _HEADER + self.row_height * self.lines

    def x(self, field: str) -> alt.X:
        scale = alt.Scale(domain=[0, self.columns], range=[self.names, alt.ExprRef("width")], nice=False, zero=False)
        return alt.X(f"{field}:Q", axis=None, scale=scale)

    def y(self) -> alt.Y:
        scale = alt.Scale(
            domain=list(range(self.lines)), range=[_HEADER, self.height], paddingInner=2 * _GAP / self.row_height
        )
        return alt.Y("row:O", axis=None, scale=scale)


def coverage_by_line(lines: pd.DataFrame, colours: Palette, what: str) -> Picture | None:
    """The lines of `portfolio.coverage_by_tier` or `coverage_by_team` against the levels of theirs; `what` names a line.

    The last line is that of all. Of very many lines the first are drawn; None without a customer.
    """
    if lines.empty or not lines["of"].sum() + lines["unknown"].sum():
        return None
    last = lines["row"].max()
    drawn = lines[(lines["row"] < MOST_LINES) | (lines["row"] == last)]
    drawn = drawn.assign(row=pd.factorize(drawn["row"])[0])
    marks = _marks(drawn, drawn["line"], [SIDE_WORDS[level] for level in drawn["level"]], drawn["covered"], drawn["of"])
    marks = marks.assign(
        short=[SIDES_IN_SHORT[level] for level in drawn["level"]], note=[f"n {number(n)}" for n in drawn["of"]]
    )
    table = lines[["line", "level", "covered", "of", "unknown", "share"]]
    names = [what.capitalize(), "Level", "Accounts met", "Of", "Not known", "Share"]
    sentence = f"Share of accounts with a contact in 12 months on each level of theirs: {_by_line(lines)}."
    chart = _matrix(marks, colours, row_height=44, bold_last=len(set(drawn["row"])) > 1)
    return Picture(chart, sentence, table.set_axis(names, axis=1))


def level_matrix(pairs: pd.DataFrame, colours: Palette, as_of) -> Picture | None:
    """The pairs of `portfolio.with_somebody`: levels of theirs as lines, ours as columns; None without a contact.

    A cell holds the share of the customers at which both met, how many contacts that were, and the day of the last.
    """
    if pairs.empty or not pairs["contacts"].any():
        return None
    marks = _pair_marks(pairs)
    notes = [
        f"{number(n)} · {day(on, as_of)}" if n else ""
        for n, on in zip(pairs["contacts"], pairs["last_on"], strict=True)
    ]
    marks = marks.assign(note=notes)
    return Picture(_matrix(marks, colours, row_height=48), _of_pairs(pairs), pair_table(pairs))


def small_level_matrix(pairs: pd.DataFrame, colours: Palette) -> Picture | None:
    """The same of one of many teams, with the share alone, of the four levels of each side."""
    kept = pairs[pairs["theirs"].isin(LEVELS) & pairs["ours"].isin(LEVELS)].reset_index(drop=True)
    if kept.empty or not kept["of"].iloc[0]:
        return None
    marks = _pair_marks(kept).assign(note="")
    marks["column"] = marks["short"]
    return Picture(_matrix(marks, colours, row_height=28), _of_pairs(kept), pair_table(kept))


def pair_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs under the names people read."""
    words = pairs.assign(theirs=pairs["theirs"].map(SIDE_WORDS), ours=pairs["ours"].map(SIDE_WORDS))
    shown = words[["theirs", "ours", "accounts", "of", "share", "contacts", "last_on"]]
    return shown.set_axis(["Theirs", "Ours", "Accounts", "Of", "Share", "Contacts", "Last"], axis=1)


def _pair_marks(pairs: pd.DataFrame) -> pd.DataFrame:
    lines = {side: place for place, side in enumerate(side for side in SIDES if side in set(pairs["theirs"]))}
    columns = {side: place for place, side in enumerate(side for side in SIDES if side in set(pairs["ours"]))}
    placed = pairs.assign(row=pairs["theirs"].map(lines), place=pairs["ours"].map(columns))
    names = placed["theirs"].map(SIDE_WORDS)
    heads = [f"our {SIDE_WORDS[side]}" if side in LEVELS else SIDE_WORDS[side] for side in placed["ours"]]
    return _marks(placed, names, heads, pairs["accounts"], pairs["of"]).assign(
        short=[SIDES_IN_SHORT[side] for side in pairs["ours"]]
    )


def _marks(rows: pd.DataFrame, line: object, column: object, part: pd.Series, of: pd.Series) -> pd.DataFrame:
    """One mark per cell; the step follows the per cent that is shown."""
    percent = (100 * rows["share"]).round()
    return pd.DataFrame(
        {
            "row": rows["row"].to_numpy(),
            "line": list(line),
            "column": list(column),
            "place": rows["place"].to_numpy(),
            "end": rows["place"].to_numpy() + 1,
            "middle": rows["place"].to_numpy() + 0.5,
            "step": [None if is_unknown(p) else bisect_right(COVERAGE_STEPS, p) for p in percent],
            "label": ["" if is_unknown(p) else rate(int(a), int(n)) for p, a, n in zip(percent, part, of, strict=True)],
            "accounts": list(part),
            "of": list(of),
        }
    )


def _matrix(marks: pd.DataFrame, colours: Palette, row_height: int, bold_last: bool = False) -> alt.LayerChart:
    longest = max(map(len, marks["line"]))
    grid = _Grid(
        int(marks["row"].max()) + 1,
        int(marks["place"].max()) + 1,
        row_height,
        int(min(max(_LETTER * longest + 12, _NARROWEST), _WIDEST)),
    )
    known, missing = marks[marks["step"].notna()], marks[marks["step"].isna()]
    layers = [
        _names(marks, grid, colours, bold_last),
        *_heads(marks, grid, colours),
        *(_known(known, grid, colours) if len(known) else []),
        *(_missing(missing, grid, colours) if len(missing) else []),
    ]
    return finished(layers, grid.height, around=0)


def _names(marks: pd.DataFrame, grid: _Grid, colours: Palette, bold_last: bool) -> alt.Chart:
    lines = marks.drop_duplicates("row")[["row", "line"]]
    words = text(colours.ink, NAME_SIZE - 1, align="right", limit=grid.names - 8)
    if bold_last:
        words["fontWeight"] = alt.ExprRef(f"datum.row == {grid.lines - 1} ? 600 : 400")
    base = chart_of(lines).mark_text(**words)
    return base.encode(x=alt.value(grid.names - 8), y=grid.y(), text=alt.Text("line:N"))


def _heads(marks: pd.DataFrame, grid: _Grid, colours: Palette) -> list[alt.Chart]:
    """What the columns are, in short words on a phone."""
    heads = marks[marks["row"] == marks["row"].min()][["place", "middle", "column", "short"]]
    layers = []
    for field, shown in (("column", f"width >= {PHONE}"), ("short", f"width < {PHONE}")):
        words = text(colours.muted, NOTE_SIZE, align="center", opacity=alt.ExprRef(f"{shown} ? 1 : 0"))
        base = chart_of(heads).mark_text(**words)
        layers.append(base.encode(x=grid.x("middle"), y=alt.value(_HEADER / 2 - 2), text=alt.Text(f"{field}:N")))
    return layers


def _known(marks: pd.DataFrame, grid: _Grid, colours: Palette) -> list[alt.Chart]:
    steps = list(range(len(colours.steps)))
    fills = alt.Scale(domain=steps, range=list(colours.steps))
    inks = alt.Scale(domain=steps, range=[colours.on_step(step) for step in steps])
    base = chart_of(marks).encode(y=grid.y())
    noted = bool((marks["note"] != "").any())
    wide = f"(width - {grid.names}) / {grid.columns} > {_ROOM_FOR_NOTES}"
    up, below = (
        (alt.ExprRef(f"{wide} ? -8 : 0"), {"dy": 9, "opacity": alt.ExprRef(f"{wide} ? 1 : 0")}) if noted else (0, {})
    )
    layers = [
        base.mark_rect(cornerRadius=4, **_inside()).encode(
            x=grid.x("place"),
            x2=alt.X2("end"),
            fill=alt.Fill("step:O", scale=fills, legend=None),
            tooltip=[
                alt.Tooltip("line:N", title="Line"),
                alt.Tooltip("column:N", title="Level"),
                alt.Tooltip("accounts:Q", title="Accounts"),
                alt.Tooltip("of:Q", title="Of"),
                alt.Tooltip("note:N", title="Contacts and last"),
            ],
        ),
        _in_cells(base, "label", grid, inks, colours, bold=True, dy=up),
    ]
    return [*layers, _in_cells(base, "note", grid, inks, colours, bold=False, **below)] if noted else layers


def _in_cells(
    base: alt.Chart, field: str, grid: _Grid, inks: alt.Scale, colours: Palette, *, bold: bool, **look: object
) -> alt.Chart:
    size = NAME_SIZE - 1 if bold else NOTE_SIZE
    limit = alt.ExprRef(f"(width - {grid.names}) / {grid.columns} - {3 * _GAP}")
    words = text(colours.ink, size, bold=bold, align="center", limit=limit, **look)
    return base.mark_text(**words, tooltip=None).encode(
        x=grid.x("middle"), text=alt.Text(f"{field}:N"), color=alt.Color("step:O", scale=inks, legend=None)
    )


def _missing(marks: pd.DataFrame, grid: _Grid, colours: Palette) -> list[alt.Chart]:
    """Hatched: tint, dashed edge and thin upright lines."""
    tone = colours.tones[UNKNOWN.token]
    lines = marks[["row", "place"]].merge(pd.Series(range(1, _HATCHES + 1), name="line"), how="cross")
    lines = lines.assign(at=lines["place"] + 0.04 + 0.92 * lines["line"] / (_HATCHES + 1))
    tick = {"orient": "vertical", "size": grid.row_height - 2 * _GAP, "thickness": 1, "opacity": 0.6}
    edge = {"fill": tone.tint, "stroke": tone.fill, "strokeDash": [4, 3], "strokeWidth": 1}
    return [
        chart_of(marks)
        .mark_rect(cornerRadius=4, **edge, **_inside())
        .encode(x=grid.x("place"), x2=alt.X2("end"), y=grid.y()),
        chart_of(lines).mark_tick(color=tone.fill, **tick).encode(x=grid.x("at"), y=grid.y()),
    ]


def _inside() -> dict[str, int]:
    """The gap between the columns, in pixels."""
    return {"xOffset": _GAP, "x2Offset": -_GAP}


def _by_line(lines: pd.DataFrame) -> str:
    """The shares of the last line, which is that of all."""
    last = lines[lines["row"] == lines["row"].max()]
    parts = [f"{SIDE_WORDS[cell.level]} {rate(int(cell.covered), int(cell.of))}" for cell in last.itertuples()]
    return f"{last['line'].iloc[0]} {listing(parts)}"


def _of_pairs(pairs: pd.DataFrame) -> str:
    """The most and the least frequent of the pairs of levels."""
    levels = pairs[pairs["theirs"].isin(LEVELS) & pairs["ours"].isin(LEVELS)]
    most = levels.loc[levels["accounts"].idxmax()]
    words = f"their {SIDE_WORDS[most['theirs']]} and our {SIDE_WORDS[most['ours']]} level"
    n = f"{number(most['accounts'])} of {number(most['of'])} accounts"
    return f"Who meets whom in 12 months: most often {words} met, at {n}. The table has every pair."
