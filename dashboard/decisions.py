"""Decisions as they are shown: whose they are, in which order, in which words, and what a new one must say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.review.content import DECISION_COLUMNS
from dashboard.wording import count, day, days, is_unknown, moment, number
from data_access.records import LONGEST_TEXT, Change, NewDecision
from data_access.scope import Scope

KINDS = {"action": "Action", "watched": "Watched, no action", "snooze": "Snooze", "note": "Note"}
"""What can be decided, as it is offered."""

LONGEST_AHEAD = 5 * 366
"""Days from today to the last day that can be promised: a later one is a slip."""

_DONE_WORDS = {
    "recorded": "recorded it",
    "done": "marked it done",
    "dropped": "dropped it",
    "reopened": "opened it again",
    "edited": "changed what it says",
}
_FREE_TEXT = {"action": "What will be done", "watched": "Why it is watched", "snooze": "Why", "note": "The note"}
_OF_ACCOUNT = ["account_name", "team_id", "team_name"]


def frame(
    rows: pd.DataFrame, accounts: pd.DataFrame, scope: Scope, as_of: date, zone: ZoneInfo | None = None
) -> pd.DataFrame:
    """One row per decision in scope with DECISION_COLUMNS, of rows as the records hold them.

    An account of today's store counts to its team of today, one that has left to the team it had when it was written.
    Open ones first, the most overdue of them on top; then notes and watched accounts, then what is done or dropped,
    both newest first.
    """
    found = _with_account(rows, accounts)
    due, still_open = found["due_on"], found["state"] == "open"
    late = (pd.Timestamp(as_of) - due).dt.days.where(still_open & (due < pd.Timestamp(as_of)))
    days = {
        name: rows[moment].dt.tz_convert(zone or UTC).dt.tz_localize(None).dt.normalize()
        for name, moment in (("recorded_on", "recorded_at"), ("changed_on", "changed_at"))
    }
    found = found.assign(days_late=late.astype(float), **days)
    return scope.cut(_in_order(found))[list(DECISION_COLUMNS)].reset_index(drop=True)


def open_ones(decisions: pd.DataFrame) -> pd.DataFrame:
    """The rows of `frame` that are still open, in their order."""
    return decisions[decisions["state"] == "open"]


def heading(decisions: pd.DataFrame | None) -> str:
    """How many decisions are open and late, of rows of `frame`; None where they are not known."""
    if decisions is None or decisions.empty:
        return "Decisions" if decisions is None else "No decision so far"
    still = open_ones(decisions)
    late = int(still["days_late"].notna().sum())
    if still.empty:
        return f"{count(len(decisions), 'decision')}, none open"
    return f"{count(len(still), 'decision')} open" + (f", {late} late" if late else "")


def snoozed(rows: pd.DataFrame, as_of: date) -> pd.Series:
    """The day until which each snoozed account is, by account id; on that day it is back."""
    until = pd.Timestamp(as_of)
    still = rows[(rows["kind"] == "snooze") & (rows["state"] == "open") & (rows["due_on"] > until)]
    return still.groupby("account_id")["due_on"].max()


def problems(new: NewDecision, today: date) -> list[str]:
    """What keeps the decision from being recorded, a sentence each; empty where nothing does."""
    found = []
    if not new.text.strip() and new.kind != "snooze":
        found.append(
            {"action": "Say what will be done.", "watched": "Say why no action is needed."}.get(
                new.kind, "Write the note."
            )
        )
    if new.kind == "action" and not (new.by_whom or "").strip():
        found.append("Name who will do it.")
    if new.kind in ("action", "snooze"):
        found += day_problems(new.kind, new.due_on, today)
    return found + text_problems(_FREE_TEXT[new.kind], new.text)


def change_problems(change: Change, kind: str, today: date) -> list[str]:
    """What keeps the change from being saved, a sentence each; empty where nothing does."""
    if change.action == "moved":
        return day_problems(kind, change.due_on, today) + text_problems("The reason", change.reason)
    if change.action == "dropped" and not (change.reason or "").strip():
        return ["Say why it is dropped."]
    return text_problems("What is said", change.reason)


def day_problems(kind: str, on: date | None, today: date) -> list[str]:
    """What is wrong with the day of an action or a snooze, a sentence or none."""
    if kind == "snooze":
        if on is None:
            return ["Choose the day until which the buyer is snoozed."]
        if on <= today:
            return [f"Choose a day after {day(today, today)}: until then the buyer is snoozed."]
    elif on is None:
        return ["Choose the day until which it will be done."]
    elif on < today:
        return [f"Choose {day(today, today)} or a later day: {day(on, today)} is over."]
    if (on - today).days > LONGEST_AHEAD:
        return [f"{day(on, today)} is more than five years away. Choose an earlier day."]
    return []


def text_problems(what: str, text: str | None) -> list[str]:
    """What is wrong with a text, a sentence or none."""
    length = len((text or "").strip())
    if length <= LONGEST_TEXT:
        return []
    return [f"{what} has {number(length)} characters. Shorten it to {number(LONGEST_TEXT)}."]


def due_words(row: Mapping[str, object], as_of: date) -> str:
    """Where a row of `frame` stands: `due 11 Nov, 5 days late`, `snoozed until 3 Dec`, `done`, `noted 8 Nov`."""
    if row["state"] in ("done", "dropped"):
        return str(row["state"])
    if row["kind"] in ("note", "watched"):
        return f"{'noted' if row['kind'] == 'note' else 'watched since'} {day(row['recorded_on'], as_of)}"
    on, late = day(row["due_on"], as_of), row["days_late"]
    if row["kind"] == "snooze":
        return f"snoozed until {on}" if is_unknown(late) else f"was snoozed until {on}, {days(late)} ago"
    if not is_unknown(late):
        return f"due {on}, {days(late)} late"
    return "due today" if row["due_on"].date() == as_of else f"due {on}"


def what_words(row: Mapping[str, object]) -> str:
    """What was decided: the text, and what kind it is where that says more."""
    text = "" if is_unknown(row["text"]) else str(row["text"])
    if row["kind"] == "watched":
        return f"Watched, no action: {text}"
    if row["kind"] == "snooze":
        return f"Snoozed: {text}" if text else "Snoozed"
    return text


def recorded_words(new: NewDecision, today: date) -> str:
    """What a toast says of what was recorded: `Decision recorded: S. Novak, due 20 Nov`."""
    if new.kind == "action":
        return f"Decision recorded: {' '.join(new.by_whom.split())}, due {day(new.due_on, today)}"
    if new.kind == "snooze":
        return f"Decision recorded: snoozed until {day(new.due_on, today)}"
    return "Note recorded" if new.kind == "note" else "Decision recorded: watched, no action"


def changed_words(change: Change, today: date) -> str:
    """What a toast says of a change: `Moved to 27 Nov`, `Done`."""
    if change.action == "moved":
        return f"Moved to {day(change.due_on, today)}"
    return {"reopened": "Opened again", "edited": "Changed"}.get(change.action, change.action.capitalize())


def overwritten_words(row: Mapping[str, object], today: date, zone: ZoneInfo, typed: str = "") -> str:
    """What is said where somebody changed a decision first, from its row as it is now and what the second one typed."""
    stands = str(row["state"]) if row["state"] != "open" else f"open, due {day(row['due_on'], today)}"
    said = f": {row['reason']}" if row["reason"] else ""
    kept = f"; you typed: {' '.join(typed.split())}" if typed.strip() else ""
    return (
        f"{row['changed_by']} changed this decision meanwhile ({_when(row['changed_at'], zone)}). It is now {stands}{said}. "
        f"Nothing of yours was saved{kept}."
    )


def history_lines(history: pd.DataFrame, as_of: date, zone: ZoneInfo) -> list[str]:
    """Who did what with a decision and when, a line each, the oldest first, of `Records.decision_history`."""
    return [f"{_when(row['at'], zone)} · {row['by']} {_did(row, as_of)}" for row in history.to_dict("records")]


def _did(row: Mapping[str, object], as_of: date) -> str:
    if row["action"] == "moved":
        done = f"moved it from {day(row['due_before'], as_of)} to {day(row['due_on'], as_of)}"
    else:
        done = _DONE_WORDS[row["action"]]
    if row["action"] == "recorded" and not is_unknown(row["due_on"]):
        done += f", due {day(row['due_on'], as_of)}"
    said = row["text"] if row["action"] in ("recorded", "edited") else row["reason"]
    return done if is_unknown(said) else f"{done}: {said}"


def _when(at: object, zone: ZoneInfo) -> str:
    return moment(at.astimezone(zone))


def _with_account(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The rows with name and team of the account as they are today, else as they were written."""
    today = accounts[accounts["account_id"].isin(rows["account_id"].unique())]
    teams = accounts[["team_id", "team_name"]].dropna(subset=["team_id"]).drop_duplicates("team_id")
    names = teams.set_index("team_id")["team_name"]
    stored = rows.assign(team_name=rows["team_id"].map(names).astype(object))
    known = stored["account_id"].isin(today["account_id"])
    current = today.set_index("account_id")[_OF_ACCOUNT].reindex(stored["account_id"]).set_axis(stored.index)
    return stored.assign(**{name: current[name].where(known, stored[name]).astype(object) for name in _OF_ACCOUNT})


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    place = found["state"].map({"open": 0, "recorded": 1, "done": 2, "dropped": 2})
    due = found["due_on"].where(place == 0)
    newest_first = -found["recorded_on"].astype("int64").where(place > 0, 0)
    keys = pd.DataFrame({"place": place, "due": due, "newest": newest_first, "id": found["decision_id"]})
    keys.loc[place > 0, "id"] *= -1
    return found.loc[keys.sort_values(["place", "due", "newest", "id"], na_position="last").index]
