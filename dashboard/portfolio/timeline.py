"""One account's orders, contacts, promises and issues on one axis of time, as they stood on a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.wording import as_date, is_unknown

ORDERS, MEETINGS, CALLS, PROMISES, ISSUES = "Orders", "Meetings", "Calls and e-mail", "Promises", "Issues"
LANES = (ORDERS, MEETINGS, CALLS, PROMISES, ISSUES)
MONTHS_BACK, MONTHS_AHEAD = 18, 3

_TABLES = {
    ORDERS: "orders",
    MEETINGS: "interactions",
    CALLS: "interactions",
    PROMISES: "commitments",
    ISSUES: "cases",
}


@dataclass(frozen=True)
class Silence:
    """More days without a counted contact than the target allows; `contacted` is whether there ever was one."""

    since: date
    days: int
    target: int
    contacted: bool


@dataclass(frozen=True)
class Timeline:
    """What is drawn of one account between `first` and `last`; the frames are cut to these days.

    orders: on, amount, buys. contacts: on, lane, kind, place, planned, employee_name, contact_name, subject, private.
    promises: due_on, kind, subject, state, employee_name. issues: opened_on, until (the date while open), open, days,
    priority, category, subject, contact_name. `connected` names the lanes of which something can be known.
    """

    as_of: date
    first: date
    last: date
    connected: frozenset[str]
    orders: pd.DataFrame
    contacts: pd.DataFrame
    promises: pd.DataFrame
    issues: pd.DataFrame
    silence: Silence | None

    @property
    def nothing_planned(self) -> bool:
        """Whether no meeting and no call lies ahead, as far as contacts are known."""
        return MEETINGS in self.connected and not self.contacts["planned"].any()


def window(as_of: date) -> tuple[date, date]:
    """The first and the last day of the axis."""
    day = pd.Timestamp(as_of)
    first, last = day - pd.DateOffset(months=MONTHS_BACK), day + pd.DateOffset(months=MONTHS_AHEAD)
    return first.date(), last.date()


def timeline(
    as_of: date,
    connected: frozenset[str],
    account: Mapping[str, object],
    orders: pd.DataFrame,
    contacts: pd.DataFrame,
    commitments: pd.DataFrame,
    cases: pd.DataFrame,
) -> Timeline:
    """The timeline of an account; the frames are those of `evidence`, `connected` the names of connected tables."""
    first, last = window(as_of)
    return Timeline(
        as_of=as_of,
        first=first,
        last=last,
        connected=frozenset(lane for lane, table in _TABLES.items() if table in connected),
        orders=orders,
        contacts=contacts.assign(lane=np.where(contacts["kind"] == "meeting", MEETINGS, CALLS)),
        promises=_promises(commitments, as_of, first, last),
        issues=_issues(cases, as_of, first),
        silence=silence(account, as_of),
    )


def silence(account: Mapping[str, object], as_of: date) -> Silence | None:
    """The silence of an account, from its row in the scored frame; None within the target, or where it has none."""
    target = account["contact_target_days"]
    start = account["first_order_on"] if is_unknown(account["last_contact_on"]) else account["last_contact_on"]
    if is_unknown(target) or is_unknown(start) or is_unknown(account["contacts_365d"]):
        return None
    days = (as_of - as_date(start)).days
    contacted = not is_unknown(account["last_contact_on"])
    return Silence(as_date(start), days, int(target), contacted) if days > target else None


def promise_states(commitments: pd.DataFrame, as_of: date) -> pd.Series:
    """`kept`, `late`, `broken` or `open` for each promise as of the date; None for those called off."""
    done, due = commitments["done_on"], commitments["due_on"]
    in_time, passed = done.notna() & (done <= due), due <= pd.Timestamp(as_of)
    states = np.select([in_time, done.notna(), passed], ["kept", "late", "broken"], default="open").astype(object)
    return pd.Series(states, index=commitments.index, dtype=object).mask(commitments["cancelled"].astype(bool), None)


def open_days(cases: pd.DataFrame, as_of: date) -> pd.Series:
    """The days each case has been open, or was until it was resolved."""
    return (cases["resolved_on"].fillna(pd.Timestamp(as_of)) - cases["opened_on"]).dt.days


def timeline_rows(shown: Timeline) -> pd.DataFrame:
    """One row per thing drawn, newest first: on, lane, what, amount, until, ours, theirs, subject.

    `what` is a kind with its place or state as ids joined by a space; private contacts have no subject.
    """
    parts = [_order_rows(shown), _contact_rows(shown), _promise_rows(shown), _issue_rows(shown)]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    lane = rows["lane"].map({lane: place for place, lane in enumerate(LANES)})
    order = pd.DataFrame({"on": rows["on"], "lane": lane}).sort_values(["on", "lane"], ascending=[False, True])
    return rows.loc[order.index].reset_index(drop=True)


def _promises(commitments: pd.DataFrame, as_of: date, first: date, last: date) -> pd.DataFrame:
    promises = commitments.assign(state=promise_states(commitments, as_of))
    inside = promises["due_on"].between(pd.Timestamp(first), pd.Timestamp(last))
    return promises[inside & promises["state"].notna()].reset_index(drop=True)


def _issues(cases: pd.DataFrame, as_of: date, first: date) -> pd.DataFrame:
    issues = cases.assign(
        open=cases["resolved_on"].isna(),
        until=cases["resolved_on"].fillna(pd.Timestamp(as_of)),
        days=open_days(cases, as_of),
    )
    return issues[issues["until"] >= pd.Timestamp(first)].reset_index(drop=True)


def days_from(days: pd.Series, as_of: date) -> pd.Series:
    """Days before (negative) or after the date, as whole numbers."""
    return (days - pd.Timestamp(as_of)).dt.days


def _table(shown: pd.DataFrame, lane: str | pd.Series, **columns: object) -> pd.DataFrame:
    empty = {"amount": np.nan, "until": pd.NaT, "ours": None, "theirs": None, "subject": None}
    table = pd.DataFrame({"lane": lane, **empty, **columns}, index=shown.index)
    return table.astype({"amount": float, "until": "datetime64[ns]"})[["on", "lane", "what", *empty]]


def _order_rows(shown: Timeline) -> pd.DataFrame:
    what = np.where(shown.orders["buys"].astype(bool), "order", "credit")
    return _table(shown.orders, ORDERS, on=shown.orders["on"], what=what, amount=shown.orders["amount"])


def _contact_rows(shown: Timeline) -> pd.DataFrame:
    rows = shown.contacts
    parts = zip(rows["kind"], rows["place"], rows["planned"], strict=True)
    what = [_joined(kind, place, "planned" if planned else None) for kind, place, planned in parts]
    return _table(
        rows,
        rows["lane"],
        on=rows["on"],
        what=what,
        ours=rows["employee_name"],
        theirs=rows["contact_name"],
        subject=rows["subject"].mask(rows["private"].astype(bool), "private"),
    )


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if not is_unknown(part))


def _promise_rows(shown: Timeline) -> pd.DataFrame:
    rows = shown.promises
    kinds = zip(rows["kind"], rows["state"], strict=True)
    what = [_joined("promise" if is_unknown(kind) else kind, state) for kind, state in kinds]
    done, ours = rows["done_on"], rows["employee_name"]
    return _table(rows, PROMISES, on=rows["due_on"], what=what, until=done, ours=ours, subject=rows["subject"])


def _issue_rows(shown: Timeline) -> pd.DataFrame:
    rows = shown.issues
    states = zip(rows["priority"], rows["open"], strict=True)
    what = [
        _joined("normal" if is_unknown(priority) else priority, "open" if open_ else "resolved")
        for priority, open_ in states
    ]
    return _table(
        rows,
        ISSUES,
        on=rows["opened_on"],
        what=what,
        until=rows["until"].mask(rows["open"].astype(bool)),
        theirs=rows["contact_name"],
        subject=rows["subject"],
    )
