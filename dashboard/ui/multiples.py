"""Small multiples: the same picture of many teams on one scale, a page of them at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import streamlit as st

from dashboard.ui.menu import carried_filters, entry_of
from dashboard.ui.tables import Drawn, picture
from dashboard.ui.view import View
from dashboard.wording import md_escape

ACROSS = 3
AT_ONCE = 9
LEAST_WIDTH = 260


@dataclass(frozen=True)
class Multiple:
    """The picture of one team, its title, and a line under it."""

    title: str
    team_id: str | None
    figure: Drawn
    caption: str = ""


def page_of(teams: int, name: str) -> tuple[int, int]:
    """The first of the teams whose pictures are drawn and the one after the last, with a choice of pages where needed."""
    pages = ceil(teams / AT_ONCE)
    number = st.pagination(pages, key=f"page_{name}") if pages > 1 else 1
    return (number - 1) * AT_ONCE, min(number * AT_ONCE, teams)


def small_multiples(view: View, multiples: Sequence[Multiple], *, name: str) -> None:
    """The pictures beside each other, below each other on a phone; a title leads to the page of its team."""
    page = entry_of(view.page).page()
    with st.grid(ACROSS, min_column_width=LEAST_WIDTH, gap="medium"):
        for place, multiple in enumerate(multiples):
            with st.container(gap="xxsmall"):
                title = f"**{md_escape(multiple.title)}**"
                if multiple.team_id is None:
                    st.markdown(title)
                else:
                    st.page_link(page, label=title, query_params=carried_filters() | {"team": multiple.team_id})
                picture(multiple.figure, name=f"{name}-{place}")
                if multiple.caption:
                    st.caption(md_escape(multiple.caption))
