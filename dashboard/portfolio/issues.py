"""Cases: what is open and how old it is, what was escalated, and what was disputed through which channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from dashboard.palette import LIMIT_STATES
from dashboard.portfolio.named import with_account
from data_access.facts.reading import COMPARED_DECIMALS, YEAR

PRIORITIES = ("urgent", "high", "normal", "low")
AGE_BANDS = ((0, 2), (3, 7), (8, 30), (31, 90), (91, None))
"""First and last day of age of each band of open cases."""
ALL_AGES = "all"
DISPUTES = ("billing", "pricing", "delivery")
ALL_DISPUTES = "disputes"
NO_CHANNEL = "channel not known"


def issue_list(cases: pd.DataFrame, accounts: pd.DataFrame, as_of: date, limits: Mapping[str, int]) -> pd.DataFrame:
    """The cases of `ServiceRows` with their account, the oldest first.

    Further columns: row_id, days (since it was opened, up to the day it was resolved), open, limit (days, of its
    priority), beyond (open, and older than the limit), of_limit (age as a multiple of it), limit_label, band (place
    in AGE_BANDS).
    """
    rows = with_account(cases, accounts).rename(columns={"case_id": "row_id"})
    rows = aged(rows.assign(channel=rows["channel"].fillna(NO_CHANNEL).astype(object)), as_of, limits)
    return rows.sort_values(["opened_on", "account_id", "row_id"], ignore_index=True)


def issues_to_solve(cases: pd.DataFrame, as_of: date, limits: Mapping[str, int]) -> pd.DataFrame:
    """Of one account's cases, as `evidence` gives them, those that are open, the furthest beyond their limit first."""
    rows = open_issues(aged(cases.assign(priority=cases["priority"].fillna("normal")), as_of, limits))
    return rows.sort_values(["of_limit", "case_id"], ascending=[False, True], ignore_index=True)


def aged(rows: pd.DataFrame, as_of: date, limits: Mapping[str, int]) -> pd.DataFrame:
    """Cases with their age and the limit of their priority: the further columns of `issue_list`, limit_label among them.

    limit_label is the limit in words, with a sign where it is passed: `✗ 7 d`.
    """
    is_open = rows["resolved_on"].isna()
    days = (rows["resolved_on"].fillna(pd.Timestamp(as_of)) - rows["opened_on"]).dt.days
    limit = rows["priority"].map(dict(limits)).astype(float)
    of_limit = days / limit
    beyond = is_open & (of_limit.round(COMPARED_DECIMALS) > 1)
    label = limit.map(lambda most: f"{most:.0f} d").astype(object)
    starts = [first for first, _ in AGE_BANDS]
    return rows.assign(
        days=days,
        open=is_open,
        state=np.where(is_open, "open", "resolved").astype(object),
        limit=limit,
        of_limit=of_limit,
        beyond=beyond,
        limit_label=label.mask(beyond, f"{LIMIT_STATES['breached'].glyph} " + label),
        band=np.searchsorted(starts, days.to_numpy(), side="right") - 1,
    )


def open_issues(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `issue_list` that are open."""
    return rows[rows["open"]].reset_index(drop=True)


def issue_matrix(rows: pd.DataFrame) -> pd.DataFrame:
    """Open cases by priority and age: a row per priority, urgent first, low included, and 0 where there is none.

    Columns: priority, band_0 .. band_4 and beyond_0 .. beyond_4 (of these, beyond the limit of their priority), open,
    beyond, oldest_name and oldest_days (missing where none is open).
    """
    lines = []
    for priority in PRIORITIES:
        of = rows[rows["priority"] == priority]
        line: dict[str, object] = {"priority": priority, "open": len(of), "beyond": int(of["beyond"].sum())}
        for band in range(len(AGE_BANDS)):
            inside = of[of["band"] == band]
            line |= {f"band_{band}": len(inside), f"beyond_{band}": int(inside["beyond"].sum())}
        first = of.iloc[0] if len(of) else None
        line["oldest_name"] = None if first is None else first["account_name"]
        line["oldest_days"] = np.nan if first is None else float(first["days"])
        lines.append(line)
    return pd.DataFrame(lines)


def issue_key(priority: str, band: int | str) -> str:
    """The name of the open cases of a priority in a band of age, or of any age."""
    return f"issues:{priority}:{band}"


def issue_cells(matrix: pd.DataFrame) -> dict[str, tuple[int, str]]:
    """The cells of `issue_matrix` with a case in them by their name: the place of the row and the column."""
    cells = {}
    for place, line in enumerate(matrix.to_dict("records")):
        for band in range(len(AGE_BANDS)):
            if line[f"band_{band}"]:
                cells[issue_key(line["priority"], band)] = (place, f"band_{band}")
        if line["open"]:
            cells[issue_key(line["priority"], ALL_AGES)] = (place, "open")
    return cells


def issues_of(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The open cases of this name, the oldest first."""
    _, priority, band = key.split(":")
    of = rows[rows["priority"] == priority]
    return of if band == ALL_AGES else of[of["band"] == int(band)]


def band_label(band: int) -> str:
    """`0–2 days`, `over 90 days`."""
    first, last = AGE_BANDS[band]
    return f"over {first - 1} days" if last is None else f"{first}–{last} days"


def escalations(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The cases of `issue_list` that were escalated and are open, then those escalated in the last 365 days; the latest
    first. Further column: escalated_days, since it was escalated.
    """
    since = pd.Timestamp(as_of) - pd.Timedelta(days=YEAR)
    escalated = rows[rows["escalated_on"].notna() & (rows["open"] | (rows["escalated_on"] > since))]
    by = ["open", "escalated_on", "account_id", "row_id"]
    found = escalated.sort_values(by, ascending=[False, False, True, True], ignore_index=True)
    return found.assign(escalated_days=(pd.Timestamp(as_of) - found["escalated_on"]).dt.days)


def disputes(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The cases of `issue_list` about billing, pricing and delivery opened in the last 365 days, the newest first."""
    since = pd.Timestamp(as_of) - pd.Timedelta(days=YEAR)
    found = rows[rows["category"].isin(DISPUTES) & (rows["opened_on"] > since)]
    return found.sort_values(["opened_on", "account_id", "row_id"], ascending=[False, True, True], ignore_index=True)


def dispute_matrix(rows: pd.DataFrame) -> pd.DataFrame:
    """Disputes by channel: a row per channel, most disputes first; columns channel, one per category, n, open."""
    counts = rows.groupby(["channel", "category"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=DISPUTES, fill_value=0)
    counts = counts.assign(n=counts.sum(axis=1), open=rows.groupby("channel")["open"].sum()).astype(int)
    return counts.reset_index().sort_values(["n", "channel"], ascending=[False, True], ignore_index=True)


def dispute_cells(matrix: pd.DataFrame) -> dict[str, tuple[int, str]]:
    """The cells of `dispute_matrix` with a dispute in them by their name: the place of the row and the column."""
    return {
        f"{ALL_DISPUTES}:{column}:{line['channel']}": (place, column)
        for place, line in enumerate(matrix.to_dict("records"))
        for column in (*DISPUTES, "n", "open")
        if line[column]
    }


def disputes_of(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The disputes of this name."""
    _, column, channel = key.split(":", 2)
    of = rows[rows["channel"] == channel]
    if column == "n":
        return of
    return of[of["open"]] if column == "open" else of[of["category"] == column]
