"""What is told of the whole source, to who sees every account: its tables, what could not be used, its refreshes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.charts.completeness import completeness_matrix
from dashboard.headlines import data as words
from dashboard.indicators import GLOSSARY
from dashboard.indicators.needs import weakened_by
from dashboard.palette import COLUMN_STATES
from dashboard.portfolio import completeness as complete
from dashboard.ui import data_columns as columns
from dashboard.ui.data import Figures, sees_everything
from dashboard.ui.filters import put_opened
from dashboard.ui.states import when_read
from dashboard.ui.tables import Drawn, chart, download, drawn, evidence_of, table
from dashboard.ui.view import View, section
from dashboard.wording import NOTHING, count, listing, md_escape, moment, number
from data_access.mirror import MirrorError, Refresh, refreshes
from data_access.quality import entry_counts
from data_access.schema import CANONICAL, TABLE_NAMES, rule

TABLE = "table:"
"""What the address says is open: a table with its name behind it."""
TABLES_IN_SIGHT = 14
_NUMBERS = ("rows_read", "changed", "set_aside", "values_left_out")
HISTORY_SHOWN = 500


def tables(view: View, shown: Figures) -> None:
    """The tables of the source, and below them the columns of the one that is selected."""
    if not sees_everything(view):
        return
    lines = _told(shown.lines)
    cells = columns.tables(view)
    download(lines, cells, name="data-tables", label="Export", place=view.action)
    report = view.mirror.report
    took = (report.finished_at - report.started_at).total_seconds()
    read = f"Last read {when_read(view.mirror)}, in {number(took, 1)} seconds. "
    section(
        "Tables", f"{read}Select a table to see its columns; with the keyboard, arrows move and Shift+Space selects."
    )
    table(
        lines,
        cells,
        name="data-tables",
        alt=f"{count(len(lines), 'table')} of the source, with state, newest record and rows",
        rows_in_sight=TABLES_IN_SIGHT,
        chosen=view.address.open,
        on_choice=lambda opened: put_opened(next(iter(opened), None)),
        ids="open",
        missing=NOTHING,
    )
    with st.container():
        name = (view.address.open or "").removeprefix(TABLE)
        if view.address.open == f"{TABLE}{name}" and name in TABLE_NAMES:
            _columns(view, name)
    evidence_of(
        "What the columns of this list mean",
        lines,
        cells,
        name="tables-mean",
        definition=view.means("silent_table", "accepted_rows", "not_connected"),
        listed=True,
    )


def left_out(view: View) -> None:
    """Rows set aside, values left out and what the source could not map, with a file of all of it."""
    if not sees_everything(view):
        return
    report = view.mirror.report
    heading = words.left_out_heading(report.set_aside, report.values_left_out, len(report.notes))
    section(heading, "By table, column and reason; the rest of each table was read without them.")
    counts = view.kept(_entry_counts, coloured=False)
    if len(counts):
        cells = columns.entry_counts()
        table(counts, cells, name="entry-counts", alt="What was set aside and left out, by reason", rows_in_sight=8)
        all_of_them = lambda _: view.mirror.problems()  # noqa: E731
        download(counts, columns.entries(view), name="left-out", label="Download every entry", complete=all_of_them)
    if report.notes:
        notes = pd.DataFrame(
            [(note.table, note.text, note.count) for note in report.notes], columns=["table", "text", "count"]
        ).astype({"count": float})
        st.subheader("What the source could not map, and what its words mean here", anchor=False)
        table(notes, columns.notes(), name="notes", alt="Notes of the source", rows_in_sight=8)
        download(notes, columns.notes(), name="notes", label="Download the notes")


def history(view: View) -> None:
    """The refreshes of this source, the newest first."""
    if not sees_everything(view):
        return
    try:
        ended = refreshes(view.store.settings)
    except MirrorError as error:
        section("Refresh history")
        st.warning("The list of refreshes cannot be read." if view.names_hidden else md_escape(str(error)))
        return
    failed = sum(refresh.failure is not None for refresh in ended)
    section(words.history_heading(failed, len(ended)), "" if ended else "No refresh has been noted yet.")
    if ended:
        rows = _history(view, ended[-HISTORY_SHOWN:][::-1])
        table(
            rows, columns.history(), name="history", alt="Refreshes, the newest first", rows_in_sight=8, missing=NOTHING
        )
        download(rows, columns.history(), name="refreshes")


def _columns(view: View, name: str) -> None:
    """The columns of one table: how complete each is, what it weakens, and the same by team."""
    rows, picture = view.kept(_columns_of, of=(name,))
    report = view.mirror.report.table(name)
    known = sum(column in CANONICAL.tables[name].columns for column in report.columns) if report.connected else 0
    weakened = [GLOSSARY[term].title for term in weakened_by(name)]
    needed = f" · needed by: {listing(weakened)}" if weakened else ""
    section(words.columns_heading(name, known, len(rows)), f"{CANONICAL.tables[name].comment}{needed}")
    if report.columns and not report.connected:
        st.markdown(md_escape(f"It lacks {listing(report.missing_columns)}, without which no row can be read."))
    cells = columns.columns_of_table()
    table(rows, cells, name="data-columns", alt=f"Columns of the table {name}", rows_in_sight=10, missing=NOTHING)
    download(rows, cells, name=f"columns-of-{name}")
    if picture:
        means = view.means("completeness")
        chart(picture, columns=columns.of_fields(picture.table), name="columns-by-team", definition=means)


def _columns_of(view: View, name: str) -> tuple[pd.DataFrame, Drawn | None]:
    filled = view.quality.columns(name)
    report = view.mirror.report
    lines = complete.column_lines(name, report, filled, float(view.policy.connected_share))
    weakens = [listing(titles) if (titles := _weakened(name, column)) else NOTHING for column in lines["column"]]
    rows = lines.assign(
        state_label=[COLUMN_STATES[state].label for state in lines["state"]],
        percent=100 * lines["share"],
        told=[_filled(line) for line in lines.to_dict("records")],
        weakens=pd.Series(weakens, dtype=object),
    )
    delivered = [c for c, state in zip(lines["column"], lines["state"], strict=True) if state != complete.NOT_DELIVERED]
    optional = [c for c in delivered if not rule(CANONICAL.tables[name].c[c]).required]
    if "account_id" not in CANONICAL.tables[name].columns or not optional or filled.empty:
        return rows, None
    cells = complete.column_cells(filled, complete.team_names(view.accounts), optional)
    return rows, drawn(completeness_matrix(cells, view.colours, ()))


def _weakened(name: str, column: str) -> list[str]:
    return [GLOSSARY[term].title for term in weakened_by(name, column)]


def _filled(line: dict[str, object]) -> str:
    if line["state"] == complete.NOT_DELIVERED:
        return "not connected"
    return f"{number(line['filled'])} of {number(line['rows'])}"


def _told(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.assign(
        open=TABLE + lines["table"],
        state_label=[words.table_label(state) for state in lines["state"]],
        columns_told=[f"{part} of {whole}" for part, whole in zip(lines["columns"], lines["of"], strict=True)],
    )


def _entry_counts(view: View) -> pd.DataFrame:
    return entry_counts(view.mirror)


def _history(view: View, ended: Sequence[Refresh]) -> pd.DataFrame:
    rows = [
        {
            "told": "✓ read" if refresh.failure is None else "✗ failed",
            "at": moment(refresh.started_at.astimezone(view.mirror.zone)),
            "took": f"{number(refresh.seconds, 1)} s",
            "rows_read": refresh.rows_read,
            "changed": refresh.changed,
            "set_aside": refresh.set_aside,
            "values_left_out": refresh.values_left_out,
            "read": _what_was_read(refresh),
            "failure": _why(view, refresh),
        }
        for refresh in ended
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(_NUMBERS, float))


def _what_was_read(refresh: Refresh) -> str:
    if refresh.full:
        return "everything"
    return "what is new" if refresh.fetched is None else f"new: {count(refresh.fetched, 'row')}"


def _why(view: View, refresh: Refresh) -> str:
    if refresh.failure is None:
        return NOTHING
    # The sentence may name the source and where it is.
    return "the log says why" if view.names_hidden else refresh.failure
