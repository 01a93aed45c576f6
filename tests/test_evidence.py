"""The rows behind a number: whom to call, who met whom last, and nothing of accounts outside the scope."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access import evidence
from data_access.scope import Scope
from tests.specs.tables import D, mirror_of, scored, store

COMPANY = """
teams
team_id | name
t1      | Coast
t2      | North

employees
employee_id | name
e1          | Ann

accounts
account_id | name    | team_id
a1         | Primary | t1
a2         | Met     | t1
a3         | Left    | t1
a4         | Other   | t2

contacts
contact_id | account_id | name | is_primary | left_on
c1         | a1         | Pia  | true       |
c2         | a1         | Max  |            |
c3         | a2         | Mia  |            |
c4         | a2         | Tom  |            |
c5         | a3         | Gone | true       | d-5
c6         | a4         | Far  | true       |

interactions
interaction_id | account_id | kind    | status  | starts_at | created_at | employee_id | contact_id | bulk
i1             | a1         | meeting | held    | d-3       |            | e1          | c2         |
i2             | a2         | call    | held    | d-9       |            | e1          | c3         |
i3             | a2         | call    | held    | d-8       |            | e1          | c4         |
i4             | a2         | email   | held    | d-1       |            | e1          | c3         | true
i5             | a3         | meeting | held    | d-20      |            | e1          | c5         |
i6             | a1         | meeting | planned | d+7       | d-1        | e1          | c1         |
i7             | a1         | meeting | planned | d+3       |            | e1          | c1         |
i8             | a4         | meeting | held    | d-2       |            | e1          | c6         |
"""
EVERYBODY = ["a1", "a2", "a3", "a4", "unknown"]
EVERYTHING = Scope.everything()
ASKED = (evidence.persons_to_call, evidence.last_contact_names, evidence.next_planned)


def asked(function, scope: Scope = EVERYTHING) -> pd.DataFrame:
    given = store(COMPANY)
    return function(mirror_of(given), scope, D, scored(given).rules, EVERYBODY).set_index("account_id")


def test_the_primary_contact_is_called_else_the_last_person_met_and_never_somebody_who_left() -> None:
    found = asked(evidence.persons_to_call)
    assert found[["name", "reason"]].to_dict("index") == {
        "a1": {"name": "Pia", "reason": "primary contact"},
        "a2": {"name": "Tom", "reason": "last met"},
        "a4": {"name": "Far", "reason": "primary contact"},
    }


def test_the_last_contact_is_the_last_counted_one() -> None:
    found = asked(evidence.last_contact_names)
    assert found["contact_name"].to_dict() == {"a1": "Max", "a2": "Tom", "a3": "Gone", "a4": "Far"}


def test_only_what_was_entered_by_the_date_is_planned() -> None:
    found = asked(evidence.next_planned)
    assert found["planned_on"].to_dict() == {"a1": pd.Timestamp(D) + pd.Timedelta(days=7)}


@pytest.mark.parametrize("function", ASKED)
def test_a_long_list_of_accounts_is_answered_like_a_short_one(function, monkeypatch) -> None:
    short = asked(function)
    monkeypatch.setattr(evidence.reading, "_MOST_NAMED", 1)
    pd.testing.assert_frame_equal(asked(function), short)


@pytest.mark.parametrize("most_named", [1, 2_000])
@pytest.mark.parametrize("function", ASKED)
def test_accounts_outside_the_scope_are_never_answered(function, most_named, monkeypatch) -> None:
    monkeypatch.setattr(evidence.reading, "_MOST_NAMED", most_named)
    assert "a4" not in asked(function, Scope(frozenset({"t1"}))).index


def test_rows_of_an_account_outside_the_scope_are_never_answered() -> None:
    given, elsewhere = store(COMPANY), Scope(frozenset({"t1"}))
    assert evidence.contacts_of(mirror_of(given), elsewhere, D, scored(given).rules, "a4").empty
    assert evidence.orders_of(mirror_of(given), elsewhere, D, "a4").empty


def test_contacts_of_an_account_are_newest_first_without_bulk_and_say_which_count() -> None:
    given = store(COMPANY)
    found = evidence.contacts_of(mirror_of(given), EVERYTHING, D, scored(given).rules, "a2")
    assert list(zip(found["interaction_id"], found["counted"], strict=True)) == [("i3", True), ("i2", True)]
