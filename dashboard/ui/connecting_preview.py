"""The first rows as they would be read, on the page of the first contact: when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.headlines import connecting as words
from dashboard.ui.connect_your_data import AS_OF, TRIED, Looked
from dashboard.ui.states import side_by_side
from dashboard.ui.stores import now
from dashboard.ui.tables import Column, table
from dashboard.wording import count, long_day, md_escape
from data_access.mirror import Progress
from data_access.proposal import Preview, Proposal, mapping_text, preview, preview_as_it_is
from data_access.sources import SourceError


def tried(looked: Looked, proposal: Proposal | None) -> None:
    """The first rows as they would be read, when they are asked for."""
    if looked.as_it_is:
        text = ""
    elif proposal is not None and proposal.usable:
        text = mapping_text(proposal)
    else:
        return
    st.header("The first rows", anchor=False)
    st.button("Read the first rows", icon=":material/table_rows:", on_click=_try_next, key="connect_try")
    slot = st.empty()
    if st.session_state.pop("connect_try_now", False):
        st.session_state[TRIED] = (text, _tried(looked, text, slot))
    kept = st.session_state.get(TRIED)
    if kept is None:
        st.caption("Shows how the first rows are read, and which of them would be set aside.")
        return
    if kept[0] != text:
        st.caption("Something was chosen since: read the first rows again to see what it changes.")
    if isinstance(kept[1], str):
        st.error(md_escape(kept[1]))
        return
    _show_preview(kept[1])


def _tried(looked: Looked, text: str, slot: DeltaGenerator) -> Preview | str:
    bar = slot.progress(0.0, "Reading the first rows.")

    def tell(progress: Progress) -> None:
        bar.progress(min(progress.share or 0.0, 1.0), md_escape(progress.step))

    try:
        if looked.as_it_is:
            return preview_as_it_is(looked.settings, now(), tell)
        return preview(looked.found, text, looked.settings, now(), tell)
    except SourceError as error:
        return str(error)
    finally:
        slot.empty()


def _try_next() -> None:
    st.session_state["connect_try_now"] = True


def _as_of(day: date) -> None:
    st.session_state[AS_OF] = day


def _show_preview(tried: Preview) -> None:
    for sentence in words.preview_sentences(tried):
        st.markdown(md_escape(sentence))
    old = words.newest(tried, now().date())
    if old:
        with side_by_side():
            st.warning(md_escape(old))
            st.button(f"As of {long_day(tried.newest)}", key="connect_past", on_click=_as_of, args=(tried.newest,))
    rows = pd.DataFrame(words.troubles(tried))
    if len(rows):
        table(
            rows,
            {
                "table": Column("Table", 150),
                "what": Column("What is done", 150),
                "column": Column("Column", 150),
                "rows": Column("Rows", 80),
                "why": Column("Why", 330),
                "examples": Column("Examples", 240),
            },
            name="connect_troubles",
            alt="What would be set aside or left out, and why",
        )
    names = [name for name in tried.rows if tried.rows[name]]
    chosen = st.selectbox("Rows of", names, key="connect_rows_of", width=320)
    if chosen:
        _rows(chosen, tried.rows[chosen])
    if tried.notes:
        with st.expander(f"{count(len(tried.notes), 'thing')} that could not be mapped"):
            for note in tried.notes:
                st.markdown(f"- {md_escape(f'{note.table}: {note.text} ({note.count:,})')}")


def _rows(name: str, rows: list[Mapping[str, str | None]]) -> None:
    frame = pd.DataFrame(rows)
    frame["done"] = [each or "read" for each in frame["done"]]
    columns = {"done": Column("What is done", 200)} | {
        column: Column(column) for column in frame.columns if column != "done"
    }
    table(frame, columns, name=f"connect_rows_{name}", alt=f"The first rows of {name} as they would be read")
