"""Decisions as they are shown: scope, order and words, and what keeps one from being recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard import decisions
from dashboard.review.content import DECISION_COLUMNS
from data_access.records import Change, Overwritten, Records, open_records
from data_access.scope import Scope
from tests.records_places import NOW, action

AS_OF = date(2026, 11, 16)
HELSINKI = ZoneInfo("Europe/Helsinki")
ALL = Scope.everything()
ACCOUNTS = pd.DataFrame(
    {
        "account_id": ["K1", "K7", "K9"],
        "account_name": ["Aldermoor", "Kestrel & Sons", "Penrose"],
        "team_id": ["hills", "coast", None],
        "team_name": ["Hills", "Coast", None],
    }
)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return open_records(f"sqlite:///{tmp_path / 'records.sqlite'}")


def shown(records: Records, scope: Scope = ALL, as_of: date = AS_OF) -> pd.DataFrame:
    return decisions.frame(records.decisions(), ACCOUNTS, scope, as_of, HELSINKI)


def test_no_decision_is_an_empty_frame_with_all_columns(records):
    nothing = shown(records)
    assert list(nothing.columns) == list(DECISION_COLUMNS)
    assert nothing.empty
    assert decisions.snoozed(records.decisions(), AS_OF).empty


def test_overdue_ones_come_first_then_what_is_due_then_notes_then_what_ended(records):
    for text, kind, due, ago in (
        ("old note", "note", None, 9),
        ("due late", "action", date(2026, 12, 1), 8),
        ("overdue 1", "action", date(2026, 11, 15), 7),
        ("new watch", "watched", None, 6),
        ("snooze over", "snooze", date(2026, 11, 6), 5),
        ("due today", "action", AS_OF, 4),
        ("done", "action", date(2026, 11, 1), 3),
        ("dropped", "action", date(2026, 11, 1), 2),
    ):
        records.record(action(text, kind=kind, due_on=due), "Ann", NOW - timedelta(days=ago))
    records.change(7, 1, Change.done(), "Ann", NOW)
    records.change(8, 1, Change.dropped("no"), "Ann", NOW)
    found = shown(records)
    assert found["text"].to_list() == [
        "snooze over",
        "overdue 1",
        "due today",
        "due late",
        "new watch",
        "old note",
        "dropped",
        "done",
    ]
    assert found["days_late"].dropna().to_list() == [10, 1]
    assert decisions.open_ones(found)["text"].to_list() == ["snooze over", "overdue 1", "due today", "due late"]


def test_an_account_counts_to_its_team_of_today_and_a_gone_one_to_the_team_it_had(records):
    for account, team in (("K1", "coast"), ("K7", "hills"), ("K9", "coast"), ("gone", "coast"), ("lost", "away")):
        records.record(action(account, account_id=account, account_name="as written", team_id=team), "Ann", NOW)
    found = shown(records).set_index("account_id")
    assert found["team_id"].dropna().to_dict() == {"K1": "hills", "K7": "coast", "gone": "coast", "lost": "away"}
    assert found.loc["gone", ["account_name", "team_name"]].to_list() == ["as written", "Coast"]
    assert found.loc["K7", ["account_name", "team_name"]].to_list() == ["Kestrel & Sons", "Coast"]
    assert pd.isna(found.loc["lost", "team_name"])
    assert set(shown(records, Scope(frozenset({"coast"})))["account_id"]) == {"K7", "gone"}
    assert shown(records, Scope(frozenset())).empty


def test_the_day_of_recording_is_the_companys(records):
    records.record(action(), "Ann", datetime(2026, 11, 15, 22, 30, tzinfo=UTC))
    assert shown(records)["recorded_on"].to_list() == [pd.Timestamp("2026-11-16")]


@pytest.mark.parametrize(
    ("kind", "due", "change", "words"),
    [
        ("action", date(2026, 11, 11), None, "due 11 Nov, 5 days late"),
        ("action", date(2026, 11, 15), None, "due 15 Nov, 1 day late"),
        ("action", AS_OF, None, "due today"),
        ("action", date(2026, 11, 20), None, "due 20 Nov"),
        ("action", date(2026, 11, 11), Change.done(), "done"),
        ("action", date(2026, 11, 11), Change.dropped("no"), "dropped"),
        ("snooze", date(2026, 12, 3), None, "snoozed until 3 Dec"),
        ("snooze", date(2026, 11, 14), None, "was snoozed until 14 Nov, 2 days ago"),
        ("note", None, None, "noted 16 Nov"),
        ("watched", None, None, "watched since 16 Nov"),
    ],
)
def test_where_a_decision_stands_in_words(records, kind, due, change, words):
    records.record(action(kind=kind, due_on=due), "Ann", NOW)
    if change:
        records.change(1, 1, change, "Ann", NOW)
    assert decisions.due_words(shown(records).iloc[0].to_dict(), AS_OF) == words


def test_a_buyer_is_snoozed_until_the_last_day_named_and_back_on_it(records):
    for account, until in (("K1", 20), ("K1", 25), ("K7", 17), ("K9", 16)):
        due = date(2026, 11, until)
        records.record(action("", account_id=account, kind="snooze", due_on=due), "Ann", NOW)
    records.record(action(account_id="K8", due_on=date(2026, 11, 25)), "Ann", NOW)
    rows = records.decisions()
    assert decisions.snoozed(rows, AS_OF).to_dict() == {
        "K1": pd.Timestamp("2026-11-25"),
        "K7": pd.Timestamp("2026-11-17"),
    }
    records.change(2, 1, Change.done(), "Ann", NOW)
    assert decisions.snoozed(records.decisions(), AS_OF)["K1"] == pd.Timestamp("2026-11-20")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (action(), []),
        (action(due_on=AS_OF), []),
        (action("  "), ["Say what will be done."]),
        (action(by_whom=" "), ["Name who will do it."]),
        (action(due_on=None), ["Choose the day until which it will be done."]),
        (action(due_on=date(2026, 11, 15)), ["Choose 16 Nov or a later day: 15 Nov is over."]),
        (action(due_on=date(2036, 1, 1)), ["1 Jan 2036 is more than five years away. Choose an earlier day."]),
        (action("x" * 2_001), ["What will be done has 2,001 characters. Shorten it to 2,000."]),
        (action("", by_whom=None, due_on=None), ["Say what will be done.", "Name who will do it.", "Choose the day until which it will be done."]),
        (action(kind="watched", due_on=None, by_whom=None), []),
        (action("", kind="watched", due_on=None), ["Say why no action is needed."]),
        (action("", kind="note", due_on=None), ["Write the note."]),
        (action("", kind="snooze", by_whom=None), []),
        (action("", kind="snooze", due_on=AS_OF), ["Choose a day after 16 Nov: until then the buyer is snoozed."]),
        (action("", kind="snooze", due_on=None), ["Choose the day until which the buyer is snoozed."]),
    ],
)  # fmt: skip
def test_what_a_new_decision_must_say(new, said):
    assert decisions.problems(new, AS_OF) == said


def test_what_a_change_must_say():
    later = date(2026, 11, 27)
    assert decisions.change_problems(Change.done(), "action", AS_OF) == []
    assert decisions.change_problems(Change.dropped(" "), "action", AS_OF) == ["Say why it is dropped."]
    assert decisions.change_problems(Change.dropped("left"), "action", AS_OF) == []
    assert decisions.change_problems(Change.moved(later), "action", AS_OF) == []
    assert decisions.change_problems(Change.moved(None), "action", AS_OF)
    assert decisions.change_problems(Change.moved(AS_OF), "snooze", AS_OF)


def test_the_toast_says_who_and_until_when():
    assert decisions.recorded_words(action(), AS_OF) == "Decision recorded: S. Novak, due 20 Nov"
    assert decisions.recorded_words(action(kind="snooze"), AS_OF) == "Decision recorded: snoozed until 20 Nov"
    assert decisions.recorded_words(action(kind="watched"), AS_OF) == "Decision recorded: watched, no action"
    assert decisions.recorded_words(action(kind="note"), AS_OF) == "Note recorded"
    assert decisions.changed_words(Change.moved(date(2026, 11, 27)), AS_OF) == "Moved to 27 Nov"
    assert decisions.changed_words(Change.done(), AS_OF) == "Done"


def test_the_history_says_who_did_what_and_when(records):
    records.record(action(), "Ann", NOW)
    records.change(1, 1, Change.moved(date(2026, 11, 27), "on leave"), "Bo", NOW)
    records.change(1, 2, Change.dropped("they left"), "Bo", NOW)
    records.change(1, 3, Change.reopened(), "Bo", NOW)
    assert decisions.history_lines(records.decision_history(1), AS_OF, HELSINKI) == [
        "Mon 16 Nov 2026, 10:30 · Ann recorded it, due 20 Nov: Visit Aldermoor",
        "Mon 16 Nov 2026, 10:30 · Bo moved it from 20 Nov to 27 Nov: on leave",
        "Mon 16 Nov 2026, 10:30 · Bo dropped it: they left",
        "Mon 16 Nov 2026, 10:30 · Bo opened it again",
    ]


def test_who_came_second_is_told_what_it_is_now(records):
    records.record(action(), "Ann", NOW)
    records.change(1, 1, Change.dropped("they left"), "Bo", NOW)
    with pytest.raises(Overwritten) as told:
        records.change(1, 1, Change.done(), "Cy", NOW)
    assert decisions.overwritten_words(told.value.row, AS_OF, HELSINKI) == (
        "Bo changed this decision meanwhile (Mon 16 Nov 2026, 10:30). It is now dropped: they left. Nothing of yours was saved."
    )
    told = decisions.overwritten_words(told.value.row, AS_OF, HELSINKI, "not  now")
    assert told.endswith("Nothing of yours was saved; you typed: not now.")


def test_what_was_decided_says_its_kind_where_that_says_more():
    row = {"text": "They asked", "kind": "action"}
    assert decisions.what_words(row) == "They asked"
    assert decisions.what_words(row | {"kind": "watched"}) == "Watched, no action: They asked"
    assert decisions.what_words(row | {"kind": "snooze"}) == "Snoozed: They asked"
    assert decisions.what_words({"kind": "snooze", "text": None}) == "Snoozed"


def test_order_does_not_depend_on_the_order_of_the_rows(records):
    for k in range(12):
        due = date(2026, 11, 10 + k % 5)
        records.record(replace(action(str(k)), due_on=due, kind=("action", "note")[k % 2]), "Ann", NOW)
    rows = records.decisions()
    expected = decisions.frame(rows, ACCOUNTS, ALL, AS_OF)
    for seed in range(3):
        mixed = rows.sample(frac=1, random_state=seed)
        pd.testing.assert_frame_equal(decisions.frame(mixed, ACCOUNTS, ALL, AS_OF), expected)
