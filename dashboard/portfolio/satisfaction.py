"""What customers said when they were asked: whose satisfaction is below the limit, month by month, and project by project."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from dashboard.palette import LIMIT_STATES
from dashboard.portfolio.named import OF_ACCOUNT, with_account
from dashboard.scoring.months import Month
from dashboard.scoring.service_rows import CORE, SERVICE
from dashboard.wording import each_written, number
from data_access.facts.reading import COMPARED_DECIMALS

PARTS = {CORE: "core_satisfaction", SERVICE: "service_satisfaction"}
"""Part of an answer, and the indicator that it is in."""
BREACHED, MET = "breached", "met"
HIGHEST = 10
_ASKED = ("core_service", "customer_service", "overall")


def satisfaction_list(accounts: pd.DataFrame, floor: float) -> pd.DataFrame:
    """One row per account whose core or service satisfaction is known, the lowest first.

    Columns: those of the account, core_satisfaction, service_satisfaction, lowest, below (the strict limit), state_label.
    """
    names = list(PARTS.values())
    known = accounts[accounts[names].notna().any(axis=1)]
    rows = known[[*OF_ACCOUNT, *names]].assign(lowest=known[names].min(axis=1))
    rows = _with_state(rows, names, floor)
    return rows.sort_values(["lowest", "account_id"], ignore_index=True)


def satisfaction_months(answers: pd.DataFrame, months: Sequence[Month]) -> pd.DataFrame:
    """Mean satisfaction of each month, core and service: one row per part and month, answers or not.

    `answers` are those of `ServiceRows`. Columns: part, place, month (its first day), n (respondents), mean (0 to 10,
    missing without one).
    """
    found = answers.groupby(["part", "month"])["score"].agg(["size", "mean"])
    every = pd.MultiIndex.from_product([list(PARTS), range(len(months))], names=["part", "place"])
    lines = found.reindex(every).reset_index()
    lines["month"] = [pd.Timestamp(months[place].first) for place in lines["place"]]
    lines["n"] = lines.pop("size").fillna(0).astype(int)
    return lines[["part", "place", "month", "n", "mean"]]


def answer_list(answers: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The answers of `ServiceRows` with their account, the newest first, then the lowest."""
    rows = with_account(answers, accounts)
    by = ["answered_on", "score", "account_id"]
    return _numbered(rows.sort_values(by, ascending=[False, True, True], ignore_index=True))


def evaluation_list(evaluations: pd.DataFrame, accounts: pd.DataFrame, floor: float) -> pd.DataFrame:
    """Project evaluations with their account, the newest first; `below` and state_label as in `satisfaction_list`."""
    rows = _with_state(with_account(evaluations, accounts), list(_ASKED), floor)
    rows = rows.assign(lowest=rows[list(_ASKED)].min(axis=1))
    rows = rows.sort_values(["answered_on", "lowest", "account_id"], ascending=[False, True, True], ignore_index=True)
    return _numbered(rows)


def latest_marks(answers: pd.DataFrame, floor: float) -> pd.DataFrame:
    """One account's answers, as `evidence` gives them, newest first: `mark` from 0 to 10, and mark_label: `✗ 6.5` where one
    on core service, customer service or overall is below the limit.
    """
    low, high = answers["scale_min"].astype(float), answers["scale_max"].astype(float)
    mark = (answers["score"].astype(float) - low) / (high - low) * HIGHEST
    held = answers["dimension"].isin(_ASKED) & answers["instrument"].isin(("satisfaction", "project_evaluation"))
    breached = held & (mark.round(COMPARED_DECIMALS) < floor)
    words = pd.Series(each_written(mark, partial(number, decimals=1)), answers.index, dtype=object)
    return answers.assign(mark=mark, mark_label=words.mask(breached, f"{LIMIT_STATES[BREACHED].glyph} " + words))


def below(values: pd.DataFrame, floor: float) -> np.ndarray:
    """Whether any of the known values of each row is below the limit."""
    return (values.astype(float).round(COMPARED_DECIMALS) < floor).any(axis=1).to_numpy()


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their place as `row_id`: several of them are of one account."""
    return rows.assign(row_id=pd.Series([str(place) for place in range(len(rows))], dtype=object))


def _with_state(rows: pd.DataFrame, names: list[str], floor: float) -> pd.DataFrame:
    breached = below(rows[names], floor)
    labels = np.where(breached, LIMIT_STATES[BREACHED].label, LIMIT_STATES[MET].label).astype(object)
    return rows.assign(below=breached, state_label=labels)
