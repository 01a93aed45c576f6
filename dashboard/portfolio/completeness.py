"""How complete the data are: tables, their columns, and the fields that figures rest on, per team."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from dashboard.portfolio.pyramid import ALL_TEAMS, NO_TEAM, team_label
from dashboard.scoring.silence import Silence
from data_access.localtime import as_dates
from data_access.mirror import Report, TableReport
from data_access.quality import FIELDS
from data_access.schema import CANONICAL, rule

FRESH, SILENT, FAILED, EMPTY, NOT_CONNECTED = "fresh", "silent", "failed", "empty", "not_connected"
FILLED, HARDLY_FILLED, NEVER_FILLED, NO_ROWS, NOT_DELIVERED = "filled", "hardly", "never", "no_rows", "not_delivered"
STEPS = (0.2, 0.4, 0.6, 0.8)
"""Limits of the five steps of blue."""


def table_lines(report: Report, newest: pd.DataFrame, silent: Collection[Silence]) -> pd.DataFrame:
    """One row per canonical table of a refresh, in their order.

    Columns: table, state (fresh; silent; failed: it is there, but lacks a column it cannot do without; empty;
    not_connected), rows_read, rows_kept, accepted (share of the rows read; missing where none
    was), set_aside, left_out, ignored, newest_on (missing without dates), later (rows dated after the day), seconds,
    columns (delivered) and of (columns there can be).
    """
    quiet = {silence.table for silence in silent}
    found = newest.set_index("table").reindex([table.table for table in report.tables])
    lines = []
    for table in report.tables:
        known = CANONICAL.tables[table.table].columns
        judged = table.rows_read - table.ignored
        lines.append(
            {
                "table": table.table,
                "state": _state(table, quiet),
                "rows_read": table.rows_read,
                "rows_kept": table.rows_kept,
                "accepted": 1 - table.set_aside / judged if judged > 0 else np.nan,
                "set_aside": table.set_aside,
                "left_out": table.values_left_out,
                "ignored": table.ignored,
                "seconds": np.nan if table.seconds is None else table.seconds,
                "columns": sum(column in known for column in table.columns) if table.connected else 0,
                "of": len(known),
            }
        )
    return pd.DataFrame(lines).assign(
        newest_on=as_dates(found["newest_day"].astype(float)).to_numpy(),
        later=found["later"].fillna(0).astype(int).to_numpy(),
    )


def column_lines(table: str, report: Report, filled: pd.DataFrame, hardly_below: float) -> pd.DataFrame:
    """One row per canonical column of a table, in their order; `filled` is `quality.filled_columns` of the table.

    Columns: column, meaning, required, state (filled; hardly: under the share from which a column is connected; never;
    no_rows: there is nothing to fill; not_delivered), rows, filled, share (missing without rows).
    """
    delivered = report.table(table).columns if report.table(table).connected else ()
    rows = int(filled["rows"].sum())
    lines = []
    for column in CANONICAL.tables[table].columns:
        n = int(filled[f"filled_{column.name}"].sum())
        share = n / rows if rows else np.nan
        if column.name not in delivered:
            state = NOT_DELIVERED
        elif not rows:
            state = NO_ROWS
        elif not n:
            state = NEVER_FILLED
        else:
            state = HARDLY_FILLED if share < hardly_below else FILLED
        known = state != NOT_DELIVERED
        lines.append(
            {
                "column": column.name,
                "meaning": column.comment,
                "required": rule(column).required,
                "state": state,
                "rows": rows,
                "filled": n if known else np.nan,
                "share": share if known else np.nan,
            }
        )
    return pd.DataFrame(lines)


def column_cells(filled: pd.DataFrame, names: dict[object, str], columns: Collection[str]) -> pd.DataFrame:
    """These columns of a table by team: columns field, title, team_id, team, rows, filled; the line of all teams last."""
    long = filled.melt(["team_id", "rows"], [f"filled_{name}" for name in columns], "title", "filled")
    long = long.assign(title=long["title"].str.removeprefix("filled_"), of="rows")
    return _by_team(long.assign(field=long["title"]), names, list(columns))


def field_cells(rows: pd.DataFrame, names: dict[object, str], connected: Collection[str]) -> pd.DataFrame:
    """The fields of FIELDS by team, in their order: columns field, title, of (which rows), team_id (empty for no team,
    None for all), team, row, column (places), rows, filled, share (missing without rows), connected.

    `names` has the name of each team that may be shown by its id. A field that needs what is not connected is told so.
    """
    shown = rows.assign(
        title=[FIELDS[field].title for field in rows["field"]], of=[FIELDS[field].of for field in rows["field"]]
    )
    cells = _by_team(shown, names, list(FIELDS))
    known = {name: set(connected).issuperset(_tables_of(field.needs)) for name, field in FIELDS.items()}
    return cells.assign(connected=cells["field"].map(known).astype(bool))


def _tables_of(needs: tuple[str, ...]) -> set[str]:
    return {need.partition(".")[0] for need in needs}


def team_names(accounts: pd.DataFrame) -> dict[object, str]:
    """The names of the teams of these accounts by their id, in the order of the names; no team last, under ""."""
    teams = accounts.drop_duplicates("team_id")[["team_id", "team_name"]]
    named = {"" if pd.isna(key) else key: team_label(key, name) for key, name in teams.itertuples(index=False)}
    order = sorted(named, key=lambda key: (named[key] == NO_TEAM, named[key].casefold(), key))
    return {key: named[key] for key in order}


def _by_team(rows: pd.DataFrame, names: dict[object, str], order: list[str]) -> pd.DataFrame:
    keyed = rows.assign(team_id=rows["team_id"].astype(object).fillna(""))
    keyed = keyed[keyed["team_id"].isin(list(names))]
    whole = keyed.groupby(["field", "title", "of"], as_index=False)[["rows", "filled"]].sum()
    lines = [keyed.assign(team=keyed["team_id"].map(names))]
    if len(names) != 1:
        lines.append(whole.assign(team_id=None, team=ALL_TEAMS))
    cells = pd.concat(lines, ignore_index=True)
    places = {key: place for place, key in enumerate(names)}
    there = [field for field in order if field in set(cells["field"])]
    cells["row"] = cells["field"].map({field: row for row, field in enumerate(there)})
    cells["column"] = [len(names) if pd.isna(key) else places[key] for key in cells["team_id"]]
    cells["share"] = (cells["filled"] / cells["rows"].where(cells["rows"] > 0)).astype(float)
    return cells.sort_values(["row", "column"], ignore_index=True)


def _state(table: TableReport, quiet: Collection[str]) -> str:
    if not table.connected:
        return FAILED if table.columns else NOT_CONNECTED
    if table.table in quiet:
        return SILENT
    return FRESH if table.rows_kept else EMPTY
