"""A row of tiles: numbers that can be opened down to the accounts they were counted from, and lead on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.ui import account
from dashboard.ui.filters import put_opened
from dashboard.ui.menu import link
from dashboard.ui.tables import Column, Completion, download
from dashboard.ui.view import View, section
from dashboard.wording import UNKNOWN, count, md_escape

NARROWEST = 150


@dataclass(frozen=True)
class Tile:
    """A number with its unit: what it is called, how many cases it is of, what it means, and the accounts behind it."""

    id: str
    label: str
    value: str
    cases: str
    definition: str
    accounts: int
    rows: Callable[[], pd.DataFrame]
    columns: Mapping[str, Column]
    of: tuple[str, ...] = ("account",)
    """What `accounts` are, one and where an s does not do many."""
    complete: Completion | None = None
    page: str = ""
    """The page that explains it; empty where none does."""
    direction: str = ""
    """How it went over the last weeks; empty where that is not known."""


def tiles(view: View, shown: Sequence[Tile]) -> None:
    """The tiles side by side, and below them what is behind the one that is open."""
    with st.grid(len(shown), min_column_width=NARROWEST):
        for tile in shown:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                _tile(tile, is_open=tile.id == view.address.open)
    for tile in shown:
        if tile.id == view.address.open:
            _behind(view, tile)


def _tile(tile: Tile, is_open: bool) -> None:
    value = f":gray[{UNKNOWN}]" if tile.value == UNKNOWN else md_escape(tile.value)
    st.metric(tile.label, value)
    st.caption(md_escape(tile.cases))
    if tile.direction:
        st.caption(md_escape(tile.direction))
    what = count(tile.accounts, *tile.of) if tile.accounts else "what it means"
    st.button(
        f"{'Hide' if is_open else 'Show'} {what}",
        key=f"tile_{tile.id}",
        type="tertiary",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        on_click=put_opened,
        args=(None if is_open else tile.id,),
    )
    if tile.page:
        link(tile.page)


def _behind(view: View, tile: Tile) -> None:
    """What the number means, the accounts it was counted from, and the one of them that is selected."""
    section(f"{tile.label}: {tile.value}", tile.cases)
    st.markdown(tile.definition)
    rows = tile.rows()
    if rows.empty:
        return
    name = f"behind_{tile.id}"
    alt = f"{tile.label}: {count(len(rows), *tile.of)}"
    account.selectable_table(view, rows, tile.columns, name=name, alt=alt, complete=tile.complete)
    download(rows, tile.columns, name=tile.id.replace("_", "-"), complete=tile.complete)
    account.opened(view, account.selected(view, rows, name))
