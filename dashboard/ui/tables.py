"""Tables, the files made from them, and the opening of a number: what it means, how many rows, which rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts import Picture
from dashboard.palette import palette, state_style, text_colour
from dashboard.ui.filters import put
from dashboard.wording import count, sheet_cells

ROW_HEIGHT = 36
ROWS_IN_SIGHT = 9
MOST_ROWS = 5_000
MOST_STYLED_ROWS = 250
"""A styled cell costs a hundred times a plain one."""

STATE, CELL = "state", "cell"


@dataclass(frozen=True)
class Column:
    """How one column of a table is headed and written; sorting and files use the value itself."""

    label: str
    width: int | None = None
    written: Callable[[object], str] | None = None
    coloured: str | None = None
    help: str | None = None


def table(
    rows: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    name: str,
    alt: str,
    rows_in_sight: int = ROWS_IN_SIGHT,
    chosen: str | None = None,
    on_choice: Callable[[], None] | None = None,
) -> None:
    """The rows under the columns' labels.

    With `on_choice` one row can be selected: its `account_id` goes into the address, and `chosen` is the one there.
    """
    page = _page_of(rows, columns, name)
    options = {
        "hide_index": True,
        "row_height": ROW_HEIGHT,
        "height": _height(len(page), rows_in_sight),
        "column_config": {c.label: st.column_config.Column(width=c.width, help=c.help) for c in columns.values()},
        "placeholder": "",
        "alt": alt,
    }
    shown = _styled(_labelled(page, columns), columns)
    key = f"table_{name}"
    if on_choice is None:
        st.dataframe(shown, key=key, **options)
        return
    ids = list(page["account_id"])

    def choose() -> None:
        places = st.session_state[key]["selection"]["rows"]
        # A list that gets other rows reports an empty selection, which says nothing about an account it never held.
        if places or chosen in ids:
            put("account", [ids[place] for place in places])
            on_choice()

    st.session_state[key] = {"selection": {"rows": [ids.index(chosen)] if chosen in ids else []}}
    st.dataframe(shown, key=key, on_select=choose, selection_mode="single-row", **options)


def download(
    rows: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    name: str,
    label: str = "Download CSV",
    place: DeltaGenerator | None = None,
) -> None:
    """A button that gives the whole table as CSV, in UTF-8 with a mark so that spreadsheets know it."""
    (place or st).download_button(
        label,
        data=lambda: csv_file(_labelled(rows, columns)),
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
    rows: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    name: str,
    definition: str = "",
    counted: str = "",
) -> None:
    """What is behind a number, closed until asked for: its definition, how many rows, the rows, and a file of them."""
    with st.expander(label, key=f"open_{name}", type="compact", on_change="rerun") as opened:
        if not opened.open:
            return
        if definition:
            st.markdown(definition)
        st.caption(counted or count(len(rows), "row"))
        table(rows, columns, name=name, alt=label)
        download(rows, columns, name=name)


@dataclass(frozen=True)
class Drawn:
    """A picture ready to be sent: the chart as JSON, since building and checking it costs more than all else."""

    chart: str
    alt: str
    table: pd.DataFrame


def drawn(picture: Picture | None) -> Drawn | None:
    """The picture ready to be sent; None where there is nothing to draw."""
    return picture and Drawn(picture.chart.to_json(indent=None, validate=False), picture.alt, picture.table)


def picture(figure: Drawn, *, name: str, click: str | None = None) -> None:
    """A chart alone. A click on a mark puts the field named by `click`, which the chart selects by, into the address."""
    key = f"chart_{name}"

    def clicked() -> None:
        marks = st.session_state[key]["selection"].get(click) or []
        put(click, [mark[click] for mark in marks])

    options = {"on_select": clicked, "selection_mode": click} if click else {}
    st.vega_lite_chart(spec=json.loads(figure.chart), theme=None, key=key, alt=figure.alt, **options)


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


def _page_of(rows: pd.DataFrame, columns: Mapping[str, Column], name: str) -> pd.DataFrame:
    """The rows that are sent to the browser at once, with a choice of pages above the table where there are more."""
    styled = any(column.written or column.coloured for column in columns.values())
    size = MOST_STYLED_ROWS if styled else MOST_ROWS
    pages = ceil(len(rows) / size)
    if pages < 2:
        return rows
    number = st.pagination(pages, key=f"page_{name}")
    return rows.iloc[(number - 1) * size : number * size]


def _height(rows: int, in_sight: int) -> int:
    """As many rows as there are; with more than fit, half a row more, so that the cut shows that it goes on."""
    header = ROW_HEIGHT + 2
    return header + ROW_HEIGHT * max(rows, 1) if rows <= in_sight else header + int(ROW_HEIGHT * (in_sight + 0.5))


def _labelled(rows: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    return rows[list(columns)].set_axis([column.label for column in columns.values()], axis=1)


def _styled(rows: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame | Styler:
    written = {column.label: column.written for column in columns.values() if column.written}
    states = [column.label for column in columns.values() if column.coloured == STATE]
    cells = [column.label for column in columns.values() if column.coloured == CELL]
    if not (written or states or cells):
        return rows
    colours = palette(st.context.theme.type)
    styled = rows.reset_index(drop=True).style.format(written)
    if states:
        styled = styled.map(state_style, subset=states, colours=colours)
    return styled.map(text_colour, subset=cells, colours=colours) if cells else styled
