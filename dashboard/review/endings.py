"""Certificates that begin to run out: once per employee, with how many accounts that employee serves."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.review.content import CHANGE_COLUMNS, OTHER
from dashboard.scoring import Scored
from dashboard.scoring.teamwork import ENDINGS, Teamwork
from dashboard.wording import count, day, is_unknown, listing

ENDS_WITHIN = pd.Timedelta(days=90)
"""How far ahead the end of an agreement or of a certificate is told."""
KIND = "certification_ends"


def certificates(after: Scored, since: date, accounts: pd.DataFrame) -> pd.DataFrame:
    """One change per employee whose certificates end within 90 days and did not yet on the earlier date, by employee.

    With fewer `accounts` than the whole store only those who serve one of them; the others serve none or some.
    """
    work = after.teamwork
    if ENDINGS not in work.known:
        return _changes([])
    rows = _beginning_to_end(work, since)
    served = work.served[work.served["account_no"].isin(accounts["account_no"])]
    counts = served.groupby("employee_id")["account_no"].nunique()
    if len(accounts) < len(after.accounts):
        rows = rows[rows["employee_id"].isin(counts.index)]
    told = [
        _change(employee, own, int(counts.get(employee, 0)), after.as_of)
        for employee, own in rows.groupby("employee_id")
    ]
    return _changes(told)


def _beginning_to_end(work: Teamwork, since: date) -> pd.DataFrame:
    ends, first = work.endings["valid_until"], pd.Timestamp(since)
    within = work.endings["days_left"].between(0, ENDS_WITHIN.days)
    before = ends.between(first, first + ENDS_WITHIN)
    return work.endings[(work.endings["kind"] == "certification") & within & ~before]


def _change(employee_id: str, own: pd.DataFrame, served: int, as_of: date) -> dict[str, object]:
    names = listing(
        f"{row.name} on {day(row.valid_until, as_of)}" for row in own[["name", "valid_until"]].itertuples(index=False)
    )
    who = own.iloc[0]
    name = employee_id if is_unknown(who["employee_name"]) else who["employee_name"]
    return {
        "change_id": f"{KIND}|{employee_id}",
        "kind": KIND,
        "direction": OTHER,
        "team_id": who["team_id"],
        "team_name": who["team_name"],
        "row_id": employee_id,
        "what": f"{name}: {'certificate ends' if len(own) == 1 else 'certificates end'}: {names}",
        "after": day(own["valid_until"].min(), as_of),
        "why": f"serves {count(served, 'account')}" if served else "serves no account",
        "amount": float("nan"),
    }


def _changes(rows: list[dict[str, object]]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS), dtype=object)
    texts = found.where(found.notna(), None)
    return texts.assign(amount=found["amount"].astype(float))
