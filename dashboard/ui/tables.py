"""Tables, the files made from them, and the opening of a number: what it means, how many rows, which rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import ceil

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts import Picture
from dashboard.palette import direction_style, palette, state_style, text_colour
from dashboard.ui.filters import put
from dashboard.wording import NOTHING, count, sheet_cells

ROW_HEIGHT = 36
ROWS_IN_SIGHT = 9
MOST_ROWS = 5_000
MOST_STYLED_ROWS = 250
"""A styled cell costs a hundred times a plain one."""

STATE, CELL, DIRECTION, COUNT = "state", "cell", "direction", "count"
"""How a column is coloured: by the glyph of its state, in bold or not, by that of a direction, or, for a number in a
table of a few rows, in grey where it is missing.
"""

Completion = Callable[[pd.DataFrame], pd.DataFrame]
"""The same rows in the same order with more columns."""


@dataclass(frozen=True)
class Column:
    """How one column of a table is headed and written; sorting and files use the value itself."""

    label: str
    width: int | None = None
    written: Callable[[object], str] | None = None
    coloured: str | None = None
    help: str | None = None
    full_at: float | None = None
    """Where the value is drawn as a bar, the value at which the bar is full."""
    line_to: float | None = None
    """Where the value is a list that is drawn as a line, the value at the top of every line of the column."""
    percent: bool = False
    """Whether a bar is of per cent; else it is of multiples."""
    text: str | None = None
    """For a COUNT, the column whose text stands in the place of the value."""


def table(
    rows: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    name: str,
    alt: str,
    rows_in_sight: int = ROWS_IN_SIGHT,
    chosen: str | None = None,
    on_choice: Callable[[list[str]], None] | None = None,
    ids: str = "account_id",
    complete: Completion | None = None,
    total: bool = False,
    missing: str | None = None,
) -> None:
    """The rows under the columns' labels; the last one in bold where it is the `total` of the others.

    With `on_choice` one row can be selected: it gets the ids of the row, or none, and `chosen` is the one selected.
    `complete` adds columns that cost too much to be asked for beyond the rows in sight. `missing` is the word for a
    number that is not there; a text or a date that is not there is then a dot.
    """
    page = _page_of(rows, columns, name, None if chosen is None else (rows[ids] == chosen).to_numpy())
    page = complete(page) if complete else page
    if missing is not None:
        page, columns = _with_dots(page, columns)
    options = {
        "hide_index": True,
        "row_height": ROW_HEIGHT,
        "height": _height(len(page), rows_in_sight),
        "column_config": {column.label: _configured(column) for column in columns.values()},
        "placeholder": missing or "",
        "alt": alt,
    }
    shown = _styled(page, columns, total)
    key = f"table_{name}"
    if on_choice is None:
        st.dataframe(shown, key=key, **options)
        return
    present = list(page[ids])

    def choose() -> None:
        places = st.session_state[key]["selection"]["rows"]
        # A list that gets other rows reports an empty selection, which says nothing about a row it never held.
        if places or chosen in present:
            on_choice([present[place] for place in places])

    st.session_state[key] = _selection(rows=[present.index(chosen)] if chosen in present else [])
    st.dataframe(shown, key=key, on_select=choose, selection_mode="single-row", **options)


def matrix(
    rows: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    name: str,
    alt: str,
    cells: Mapping[str, tuple[int, str]],
    chosen: str,
    on_choice: Callable[[str | None], None],
) -> None:
    """A short table whose cells can be selected one at a time; `cells` has the place of those that open something,
    the number of the row and the name of the column, by what `on_choice` gets: None for any other cell.
    """
    key = f"table_{name}"
    places = {(row, columns[column].label): cell for cell, (row, column) in cells.items()}

    def selected() -> str | None:
        found = st.session_state[key]["selection"]["cells"] if key in st.session_state else []
        return places.get(tuple(found[0])) if found else None

    # A cell that opens nothing stays selected, or the arrow keys would begin anew at each of them.
    if (selected() or "") != chosen:
        st.session_state[key] = _selection(cells=[place for place, cell in places.items() if cell == chosen])
    st.dataframe(
        _styled(rows, columns, total=False),
        key=key,
        on_select=lambda: on_choice(selected()),
        selection_mode="single-cell",
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=_height(len(rows), len(rows)),
        column_config={column.label: _configured(column) for column in columns.values()},
        alt=alt,
    )


def _selection(rows: Sequence[int] = (), cells: Sequence[tuple[int, str]] = ()) -> dict[str, dict[str, list]]:
    """The selection of a table as the browser reports it: a shorter one would look changed at the next run."""
    return {"selection": {"rows": list(rows), "columns": [], "cells": list(cells)}}


def download(
    rows: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    name: str,
    label: str = "Download CSV",
    place: DeltaGenerator | None = None,
    complete: Completion | None = None,
) -> None:
    """A button that gives the whole table as CSV, in UTF-8 with a mark so that spreadsheets know it."""
    (place or st).download_button(
        label,
        data=lambda: csv_file(_labelled(complete(rows) if complete else rows, columns)),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"download_{name}",
        on_click="ignore",
        disabled=rows.empty,
    )


def csv_file(table: pd.DataFrame) -> bytes:
    """The table as a CSV file for people: formulas disarmed, dates ISO, numbers unrounded, unknown empty."""
    return sheet_cells(table).to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8-sig")


def evidence_of(
    label: str,
    rows: pd.DataFrame | Callable[[], pd.DataFrame],
    columns: Mapping[str, Column],
    *,
    name: str,
    definition: str = "",
    counted: str = "",
    draw: Callable[[pd.DataFrame], None] | None = None,
    listed: bool = False,
) -> None:
    """What is behind a number, closed until asked for: its definition, how many rows, the rows, and a file of them.

    Rows that are given as a function are asked for when it is opened; the function may draw a choice of them. `draw`
    draws rows and file in another way than as a plain table. Rows that are `listed` stand above already.
    """
    with st.expander(label, key=f"open_{name}", type="compact", on_change="rerun") as opened:
        if not opened.open:
            return
        if definition:
            st.markdown(definition)
        found = rows() if callable(rows) else rows
        st.caption(counted or count(len(found), "row"))
        if draw:
            draw(found)
            return
        if not listed:
            table(found, columns, name=name, alt=label)
        download(found, columns, name=name)


@dataclass(frozen=True)
class Drawn:
    """A picture ready to be sent: the chart as JSON and its data as Arrow, since making them costs more than all else."""

    chart: str
    data: Mapping[str, bytes]
    alt: str
    table: pd.DataFrame


def drawn(picture: Picture | None) -> Drawn | None:
    """The picture ready to be sent; None where there is nothing to draw."""
    if picture is None:
        return None
    chart = picture.chart.to_dict(validate=False)
    data = {name: _arrow(rows) for name, rows in chart.pop("datasets", {}).items()}
    return Drawn(json.dumps(chart), data, picture.alt, picture.table)


def _arrow(rows: list[dict[str, object]]) -> bytes:
    table, out = pa.Table.from_pandas(pd.DataFrame(rows), preserve_index=False), pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return out.getvalue().to_pybytes()


def picture(
    figure: Drawn, *, name: str, click: str | None = None, on_click: Callable[[str | None], None] | None = None
) -> None:
    """A chart alone. A click on a mark puts the field named by `click`, which the chart selects by, into the address.

    With `on_click` that gets it instead; None where the click was beside the marks.
    """
    key = f"chart_{name}"

    def clicked() -> None:
        marks = st.session_state[key]["selection"].get(click) or []
        if on_click:
            on_click(marks[0][click] if marks else None)
            return
        put(click, [mark[click] for mark in marks])

    options = {"on_select": clicked, "selection_mode": click} if click else {}
    spec = json.loads(figure.chart) | {"datasets": dict(figure.data)}
    st.vega_lite_chart(spec=spec, theme=None, key=key, alt=figure.alt, **options)


def chart(
    figure: Drawn,
    *,
    columns: Mapping[str, Column],
    name: str,
    definition: str,
    counted: str = "",
    click: str | None = None,
) -> None:
    """A chart, and below it the same data as a table with what they mean."""
    picture(figure, name=name, click=click)
    evidence_of("Show as table", figure.table, columns, name=name, definition=definition, counted=counted)


def _page_of(
    rows: pd.DataFrame, columns: Mapping[str, Column], name: str, is_chosen: np.ndarray | None
) -> pd.DataFrame:
    """The rows that are sent to the browser at once, with a choice of pages above the table where there are more.

    The page that is shown first holds the chosen row.
    """
    styled = any(column.written or column.coloured for column in columns.values())
    size = MOST_STYLED_ROWS if styled else MOST_ROWS
    pages = ceil(len(rows) / size)
    if pages < 2:
        return rows
    place = 0 if is_chosen is None else int(is_chosen.argmax())
    number = st.pagination(pages, key=f"page_{name}", default=1 + place // size)
    return rows.iloc[(number - 1) * size : number * size]


def _configured(column: Column) -> object:
    if column.line_to is not None:
        return st.column_config.LineChartColumn(width=column.width, help=column.help, y_min=0, y_max=column.line_to)
    if column.full_at is None:
        alignment = "right" if column.coloured == COUNT else None
        return st.column_config.Column(width=column.width, help=column.help, alignment=alignment)
    return st.column_config.ProgressColumn(
        width=column.width,
        help=column.help,
        format="%.0f%%" if column.percent else "%.1f×",
        min_value=0,
        max_value=column.full_at,
        color=palette(st.context.theme.type).tones["unknown"].fill,
    )


def _height(rows: int, in_sight: int) -> int:
    """As many rows as there are; with more than fit, half a row more, so that the cut shows that it goes on."""
    header = ROW_HEIGHT + 2
    return header + ROW_HEIGHT * max(rows, 1) if rows <= in_sight else header + int(ROW_HEIGHT * (in_sight + 0.5))


def _with_dots(rows: pd.DataFrame, columns: Mapping[str, Column]) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Rows and columns with a dot for every missing text and date; dates become ISO texts, which sort as dates do."""
    texts = {name: rows[name] for name in columns if not pd.api.types.is_numeric_dtype(rows[name])}
    dates = {name: values for name, values in texts.items() if values.dtype.kind == "M"}
    texts |= {name: values.dt.strftime("%Y-%m-%d") for name, values in dates.items()}
    dotted = rows.assign(**{name: values.astype(object).fillna(NOTHING) for name, values in texts.items()})
    read = {name: replace(columns[name], written=partial(_read_day, columns[name].written)) for name in dates}
    return dotted, {**columns, **read}


def _read_day(write: Callable[[object], str], text: str) -> str:
    return text if text == NOTHING else write(date.fromisoformat(text))


def _labelled(rows: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    return rows[list(columns)].set_axis([column.label for column in columns.values()], axis=1)


def _styled(rows: pd.DataFrame, columns: Mapping[str, Column], total: bool) -> pd.DataFrame | Styler:
    labelled = _labelled(rows, columns).reset_index(drop=True)
    written = {column.label: column.written for column in columns.values() if column.written}
    coloured = {column.label: column.coloured for column in columns.values() if column.coloured}
    if not (written or coloured or total):
        return labelled
    colours = palette(st.context.theme.type)
    counts = {name: column for name, column in columns.items() if column.coloured == COUNT}
    gaps = {column.label: np.flatnonzero(rows[name].isna()) for name, column in counts.items()}
    # A text of a cell's own costs much: only where no function of its value can give it.
    own = {name: column for name, column in counts.items() if column.text or len(gaps[column.label])}
    texts = {column.label: _texts(rows, name, column) for name, column in own.items()}
    # A missing number is shown empty whatever is written for it: where one is missing, the whole column is sent as text.
    styled = labelled.assign(**{label: texts[label] for label in gaps if len(gaps[label])}).style
    styled = styled.format({label: write for label, write in written.items() if label not in texts})
    for kind, style in _STYLES.items():
        if labels := [label for label, asked in coloured.items() if asked == kind]:
            styled = styled.map(style, subset=labels, colours=colours)
    grey = f"color: {colours.tones['unknown'].text}"
    for label, words in texts.items():
        for place, text in enumerate(words):
            styled = styled.format(partial(_in_place_of, text), subset=([place], [label]))
        styled = styled.map(lambda _: grey, subset=(gaps[label], [label]))
    return styled.map(lambda _: "font-weight: 600", subset=(labelled.index[-1:], labelled.columns)) if total else styled


def _texts(rows: pd.DataFrame, name: str, column: Column) -> list[str]:
    return list(rows[column.text]) if column.text else [column.written(value) for value in rows[name]]


def _in_place_of(text: str, _value: object) -> str:
    return text


_STYLES = {STATE: state_style, CELL: text_colour, DIRECTION: direction_style}
