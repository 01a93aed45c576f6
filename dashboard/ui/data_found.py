"""What contradicts itself in the data of the accounts in sight, with the accounts behind it."""

from __future__ import annotations

import streamlit as st

from dashboard.headlines import data as words
from dashboard.portfolio import contradictions as found
from dashboard.ui import account
from dashboard.ui import data_columns as columns
from dashboard.ui.data import Figures
from dashboard.ui.filters import put_opened
from dashboard.ui.tables import download, evidence_of, table
from dashboard.ui.view import View, section
from dashboard.wording import NOTHING, UNKNOWN, count

FOUND = "found:"
"""What the address says is open: a kind of contradiction behind it."""
IN_SIGHT = 8
_COLUMNS = {
    found.WITHOUT_RATE: columns.without_rate,
    found.MERGED: columns.merged,
    found.WON: columns.won,
    found.ALIKE: columns.alike,
}
_MEANS = {
    found.WITHOUT_RATE: ("order_without_rate",),
    found.MERGED: ("merged_account",),
    found.WON: ("won_without_order",),
    found.ALIKE: ("looks_doubled",),
}


def contradictions(view: View, shown: Figures) -> None:
    """The pills of what was found, and the rows of the kind that is chosen: at first that of the first with any."""
    section("Contradictions", words.found_sentence({kind: len(rows) for kind, rows in shown.found.items()}))
    chosen = _chosen(view, shown)
    st.session_state["found"] = chosen
    st.pills(
        "Contradictions shown",
        found.KINDS,
        format_func=lambda kind: words.found_pill(kind, len(shown.found[kind])),
        key="found",
        on_change=lambda: put_opened(f"{FOUND}{st.session_state['found'] or chosen}"),
        label_visibility="collapsed",
    )
    rows = shown.found[chosen]
    cells = _COLUMNS[chosen](view)
    name = f"found-{chosen}"
    if rows.empty:
        st.markdown(f"{words.FOUND[chosen][0]}: none.")
    else:
        alt = words.found_pill(chosen, len(rows))
        account.selectable_table(view, rows, cells, name=name, alt=alt, rows_in_sight=IN_SIGHT, missing=UNKNOWN)
        download(rows, cells, name=name.replace("_", "-"))
    st.markdown(view.means(*_MEANS[chosen]))
    account.opened(view, account.selected(view, rows, name) if len(rows) else None)


def charges(view: View, shown: Figures) -> None:
    """Charges disputed by channel, beside the orders that came through it."""
    lines = shown.charges
    section(words.charges_heading(lines), "Cases about billing and pricing of 365 days, and counted orders by channel.")
    if lines.empty:
        return
    cells = columns.charges()
    table(lines, cells, name="charges", alt="Charges disputed by channel", rows_in_sight=IN_SIGHT, missing=NOTHING)
    evidence_of(
        "What disputed charges are, and the lines as a file",
        lines,
        cells,
        name="charges-mean",
        definition=view.means("disputed_charges"),
        counted=count(len(lines), "channel"),
        listed=True,
    )


def _chosen(view: View, shown: Figures) -> str:
    asked = (view.address.open or "").removeprefix(FOUND)
    if view.address.open == f"{FOUND}{asked}" and asked in found.KINDS:
        return asked
    return next((kind for kind in found.KINDS if len(shown.found[kind])), found.KINDS[0])
