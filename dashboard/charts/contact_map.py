"""The contact map of one account: levels of theirs against levels of ours, a dot for the contacts of 12 months."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from dashboard.charts.coverage import SIDE_WORDS, SIDES_IN_SHORT
from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, PHONE, Picture, chart_of, finished, pixels, text
from dashboard.palette import Palette
from dashboard.portfolio import NOBODY_NAMED, NOT_NAMED, rows_of_map
from dashboard.wording import count, day, is_unknown, listing
from data_access.schema import LEVELS

_HEADER = 40
_ROW_HEIGHT = 78
_NAMES = 100
_NAMES_ON_A_PHONE = 66
_LARGEST, _SMALLEST = 620, 90
_LEFT = f"(width < {PHONE} ? {_NAMES_ON_A_PHONE} : {_NAMES})"


def contact_map(cells: pd.DataFrame, levels: pd.DataFrame, colours: Palette, as_of: date) -> Picture:
    """The cells of `portfolio.map_cells` on the rows of `portfolio.map_levels`.

    The dot's area is the number of contacts; good where the last is within the contact target, grey otherwise, hollow and
    dashed where a side names nobody. Below it the last person and the date; a level where nobody was met says so.
    """
    lines, columns = list(levels["theirs"]), list(rows_of_map(cells, "ours"))
    height = _HEADER + _ROW_HEIGHT * len(lines)
    marks = _marks(cells, lines, columns, as_of)
    layers = [
        *_grid(lines, levels, colours, height),
        *_heads(columns, colours),
        *(_dots(marks, colours, len(columns), height) if len(marks) else []),
        *_notes(levels, lines, colours, len(columns), height),
    ]
    return Picture(finished(layers, height, around=0), _sentence(cells, levels), _table(cells))


def _marks(cells: pd.DataFrame, lines: list[str], columns: list[str], as_of: date) -> pd.DataFrame:
    """One dot per cell, its place in pixels from the top and in columns from the left."""
    top = [_HEADER + _ROW_HEIGHT * lines.index(side) for side in cells["theirs"]]
    most = max(cells["contacts"], default=1)
    unnamed = (cells["theirs"] == NOT_NAMED) | (cells["ours"] == NOT_NAMED)
    kinds = [
        "unnamed" if none else "within" if within is True else "beyond"
        for none, within in zip(unnamed, _bools(cells), strict=True)
    ]
    return pd.DataFrame(
        {
            "theirs": [SIDE_WORDS[side] for side in cells["theirs"]],
            "ours": [SIDE_WORDS[side] for side in cells["ours"]],
            "middle": [columns.index(side) + 0.5 for side in cells["ours"]],
            "dot": [at + 24 for at in top],
            "who_at": [at + 48 for at in top],
            "when_at": [at + 63 for at in top],
            "area": [max(_LARGEST * n / most, _SMALLEST) for n in cells["contacts"]],
            "contacts": list(cells["contacts"]),
            "kind": kinds,
            "who": [
                _who(person, employee) for person, employee in zip(cells["person"], cells["employee"], strict=True)
            ],
            "employee": list(cells["employee"]),
            "times": [f"{n}×" for n in cells["contacts"]],
            "day": [
                f"{'✓ ' if kind == 'within' else ''}{day(on, as_of)}"
                for kind, on in zip(kinds, cells["last_on"], strict=True)
            ],
            "when": [
                f"{'✓ ' if kind == 'within' else ''}{n}× · {day(on, as_of)}"
                for kind, n, on in zip(kinds, cells["contacts"], cells["last_on"], strict=True)
            ],
        }
    )


def _bools(cells: pd.DataFrame) -> list[bool | None]:
    return [None if is_unknown(value) else bool(value) for value in cells["within"]]


def _who(person: str, employee: str) -> str:
    """Whom the cell names: the person of theirs, or where nobody is named, ours."""
    return employee if person == NOBODY_NAMED else person


def _across(field: str, columns: int) -> alt.X:
    scale = alt.Scale(domain=[0, columns], range=[alt.ExprRef(_LEFT), alt.ExprRef("width")], nice=False, zero=False)
    return alt.X(f"{field}:Q", axis=None, scale=scale)


def _grid(lines: list[str], levels: pd.DataFrame, colours: Palette, height: int) -> list[alt.Chart]:
    """The levels of theirs with how many are listed there, and a hairline above each."""
    listed = [
        (count(n, "contact") if n else "none listed") if side in LEVELS else ""
        for side, n in zip(lines, levels["listed"], strict=True)
    ]
    rows = pd.DataFrame(
        {
            "long": [SIDE_WORDS[side] for side in lines],
            "short": [SIDES_IN_SHORT[side] for side in lines],
            "listed": listed,
            "top": [_HEADER + _ROW_HEIGHT * place for place in range(len(lines))],
        }
    ).assign(name_at=lambda frame: frame["top"] + 24, listed_at=lambda frame: frame["top"] + 42)
    rule = chart_of(rows).mark_rule(color=colours.grid, strokeWidth=1)
    layers = [rule.encode(y=pixels("top", height), x=alt.value(0), x2=alt.value(alt.ExprRef("width")))]
    for field, place, shown, look in (
        ("long", "name_at", f"width >= {PHONE}", text(colours.ink, NAME_SIZE - 1, bold=True)),
        ("short", "name_at", f"width < {PHONE}", text(colours.ink, NAME_SIZE - 1, bold=True)),
        ("listed", "listed_at", "true", text(colours.muted, NOTE_SIZE)),
    ):
        base = chart_of(rows).mark_text(
            **look, opacity=alt.ExprRef(f"{shown} ? 1 : 0"), limit=alt.ExprRef(f"{_LEFT} - 4")
        )
        layers.append(base.encode(x=alt.value(0), y=pixels(place, height), text=alt.Text(f"{field}:N")))
    return layers


def _heads(columns: list[str], colours: Palette) -> list[alt.Chart]:
    """Our levels above the columns, in short words on a phone."""
    heads = pd.DataFrame(
        {
            "middle": [place + 0.5 for place in range(len(columns))],
            "long": [f"our {SIDE_WORDS[side]}" if side in LEVELS else SIDE_WORDS[side] for side in columns],
            "short": [SIDES_IN_SHORT[side] for side in columns],
        }
    )
    layers = []
    for field, shown in (("long", f"width >= {PHONE}"), ("short", f"width < {PHONE}")):
        words = text(colours.muted, NOTE_SIZE, align="center", opacity=alt.ExprRef(f"{shown} ? 1 : 0"))
        base = chart_of(heads).mark_text(**words)
        layers.append(base.encode(x=_across("middle", len(columns)), y=alt.value(18), text=alt.Text(f"{field}:N")))
    return layers


def _dots(marks: pd.DataFrame, colours: Palette, columns: int, height: int) -> list[alt.Chart]:
    good, unknown = colours.tones["good"].fill, colours.tones["unknown"].fill
    kinds = ["within", "beyond", "unnamed"]
    base = chart_of(marks).encode(x=_across("middle", columns))
    dots = base.mark_point(shape="circle", strokeWidth=1.5, opacity=1).encode(
        y=pixels("dot", height),
        size=alt.Size("area:Q", scale=None, legend=None),
        fill=alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=[good, unknown, colours.page]), legend=None),
        stroke=alt.Stroke("kind:N", scale=alt.Scale(domain=kinds, range=[good, unknown, unknown]), legend=None),
        strokeDash=alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [1, 0], [4, 3]]), legend=None),
        tooltip=[
            alt.Tooltip("theirs:N", title="Theirs"),
            alt.Tooltip("ours:N", title="Ours"),
            alt.Tooltip("contacts:Q", title="Contacts in 12 months"),
            alt.Tooltip("who:N", title="Last with"),
            alt.Tooltip("employee:N", title="Last by"),
            alt.Tooltip("when:N", title="Times and last day"),
        ],
    )
    room = alt.ExprRef(f"(width - {_LEFT}) / {columns} - 6")
    who = text(colours.ink, NOTE_SIZE, align="center", limit=room, tooltip=None)
    when = text(colours.muted, NOTE_SIZE, align="center", limit=room, tooltip=None)
    words = [("who", "who_at", who, True), ("when", "when_at", when, True)]
    words += [("times", "who_at", who, False), ("day", "when_at", when, False)]
    return [dots, *(_words(base, field, pixels(place, height), look, wide) for field, place, look, wide in words)]


def _words(base: alt.Chart, field: str, y: alt.Y, look: dict[str, object], wide: bool) -> alt.Chart:
    """One line below the dots, either where there is room or on a phone."""
    shown = alt.ExprRef(f"width {'>=' if wide else '<'} {PHONE} ? 1 : 0")
    return base.mark_text(**look, opacity=shown).encode(y=y, text=alt.Text(f"{field}:N"))


def _notes(levels: pd.DataFrame, lines: list[str], colours: Palette, columns: int, height: int) -> list[alt.Chart]:
    """The words on the levels where nobody was met."""
    said = levels[levels["note"] != ""]
    if said.empty:
        return []
    rows = pd.DataFrame(
        {
            "note": list(said["note"]),
            "at": [_HEADER + _ROW_HEIGHT * lines.index(side) + 30 for side in said["theirs"]],
            "middle": columns / 2,
        }
    )
    base = chart_of(rows).mark_text(**text(colours.tones["unknown"].text, NAME_SIZE - 1, align="center"))
    return [base.encode(x=_across("middle", columns), y=pixels("at", height), text=alt.Text("note:N"))]


def _sentence(cells: pd.DataFrame, levels: pd.DataFrame) -> str:
    met = [side for side in levels["theirs"] if side in LEVELS and (cells["theirs"] == side).any()]
    without = levels.loc[levels["note"] != "", "theirs"]
    parts = [f"met on {listing(met)} level" if met else "nobody was met on a known level"]
    if len(without):
        parts.append(f"nobody met on {listing(without)} level, where a contact is listed")
    return (
        f"Contacts of 12 months by level of theirs and ours: {'; '.join(parts)}. The table has every pair of persons."
    )


def _table(cells: pd.DataFrame) -> pd.DataFrame:
    words = cells.assign(theirs=cells["theirs"].map(SIDE_WORDS), ours=cells["ours"].map(SIDE_WORDS))
    shown = words[["theirs", "ours", "contacts", "last_on", "person", "employee"]]
    return shown.set_axis(["Theirs", "Ours", "Contacts", "Last", "Last with", "Last by"], axis=1)
