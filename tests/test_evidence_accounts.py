"""One account as the source tells of it: facts, relatives, persons, promises, cases, answers, and every row it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import pytest

from data_access import evidence
from data_access.scope import Scope
from tests.specs.tables import D, Store, expect_rows, mirror_of, rows_of, scored, store

EVERYTHING, COAST = Scope.everything(), Scope(frozenset({"t1"}))

COMPANY = """
teams
team_id | name
t1      | Coast
t2      | North

employees
employee_id | name | active | left_on
e1          | Ann  |        |
e2          | Ben  |        |
e3          | Cleo | false  |
e4          | Dan  |        | d-1

accounts
account_id | name   | team_id | owner_id | industry | country | language | created_at | agreement_ends_on | parent_account_id
a1         | Holder | t1      | e1       | Marine   | Norway  | no       | d-900      | d+30              |
a2         | Deck   | t1      | e3       |          |         |          |            |                   | a1
a3         | Anchor | t1      | e4       |          |         |          |            |                   | a1
a4         | Hidden | t2      | e2       | Secret   |         |          |            |                   | a1
a5         | Later  | t1      |          |          |         |          | d+5        |                   | a1
a6         | Lodger | t1      | e1       |          |         |          |            |                   | a4

account_team_members
account_id | employee_id | role   | since | until
a1         | e1          | owner  |       |
a1         | e2          | deputy | d-10  |
a1         | e3          | member |       |
a1         | e2          | member | d-99  | d-11
a4         | e1          | deputy |       |

contacts
contact_id | account_id | name  | title | level      | role           | is_primary | active | left_on
c1         | a1         | Zoe   | CEO   | executive  | decision_maker |            |        |
c2         | a1         | Abel  |       | specialist | user           | true       |        |
c3         | a1         | Gone  |       |            |                | true       |        | d-5
c4         | a1         | Going |       |            |                |            |        | d+5
c5         | a4         | Spy   |       |            |                |            |        |
c6         | a1         | Away  |       |            |                |            | false  |

interactions
interaction_id | account_id | kind     | status    | starts_at   | created_at | employee_id | contact_id | bulk | private | direction | responded_at | place    | subject | notes | purpose
i01            | a1         | meeting  | held      | d-3 09:30   |            | e1          | c1         |      |         |           |              | customer | Visit   | Long  | review
i02            | a1         | email    | held      | d-2         |            | e1          | c2         |      |         | outbound  |              |          | Offer   |       |
i03            | a1         | email    | held      | d-4         |            | e1          | c2         |      |         | outbound  | d-1          |          | Reply   |       |
i04            | a1         | email    | held      | d-5         |            | e1          | c2         |      |         | inbound   | d+1          |          | Late    |       |
i05            | a1         | call     | cancelled | d-6         |            | e1          | c1         |      |         |           |              |          |         |       |
i06            | a1         | call     | no_show   | d-7         |            | e1          | c1         |      |         |           |              |          |         |       |
i07            | a1         | meeting  | planned   | d-8         | d-20       | e1          | c1         |      |         |           |              |          |         |       |
i08            | a1         | email    | held      | d-9         |            | e1          | c1         | true |         |           | d-8          |          | News    |       |
i09            | a1         | helpdesk | held      | d-10        |            |             | c1         |      |         |           |              |          |         |       |
i10            | a1         | meeting  | held      | d-11        |            | e1          |            |      |         |           |              |          | Among   |       |
i11            | a1         | meeting  | planned   | d+40        | d-1        | e2          | c1         |      |         |           |              | remote   | Ahead   |       |
i12            | a1         | meeting  | planned   | d+3         | d+1        | e2          | c1         |      |         |           |              |          |         |       |
i13            | a1         | call     | held      | d-12        |            | e1          | c5         |      | true    |           |              |          | Words   | Words |
i15            | a2         | email    | held      | d-21        |            | e1          |            |      |         | inbound   | d-20         |          |         |       |
i14            | a4         | meeting  | held      | d-1         |            | e1          | c5         |      |         |           |              |          | Hidden  |       |
i16            | a4         | meeting  | planned   | d+4 10:00   | d-2        | e1          | c5         |      |         |           |              |          | Secret  |       |

interaction_participants
interaction_id | employee_id | contact_id | third_party
i01            | e2          |            |
i01            |             | c2         |
i01            |             |            | Lawyer
i10            | e1          |            |
i10            | e2          |            |

orders
order_id | account_id | ordered_on | amount | currency | status
o1       | a1         | d-30       | 100    | EUR      | delivered
o2       | a1         | d-30       | 50     | XXX      | confirmed
o3       | a1         | d-20       | -10    | EUR      | delivered
o4       | a1         | d-10       | 999    | EUR      | open
o5       | a1         | d+1        | 5      | EUR      | delivered
o6       | a4         | d-10       | 77     | EUR      | delivered
o7       | a1         | d-15       | 60     | XXX      | confirmed

commitments
commitment_id | account_id | due_on | subject | promised_at | done_at | cancelled | employee_id
m1            | a1         | d-9    | Report  | d-30        | d-9     |           | e1
m2            | a1         | d-8    | Call    |             | d+1     |           |
m3            | a1         | d+9    | Plan    | d-1         |         | true      |
m4            | a1         | d+8    | Unsaid  | d+1         |         |           |
m5            | a4         | d-8    | Hidden  |             |         |           |

cases
case_id | account_id | opened_at | resolved_at | first_response_at | priority | subject | contact_id
k1      | a1         | d-50      | d-40        | d-49              | high     | Old     | c1
k2      | a1         | d-10      | d+1         |                   |          | Open    | c5
k3      | a1         | d+1       |             |                   |          | Future  |
k4      | a4         | d-10      |             |                   |          | Hidden  |

survey_responses
response_id | account_id | score | answered_at | contact_id | employee_id
r1          | a1         | 9     | d-3         | c1         |
r2          | a1         | 4     | d-2         |            | e1
r3          | a1         | 1     | d+1         | c1         |
r4          | a4         | 5     | d-1         |            |
"""

FIRST, LAST = D - timedelta(days=540), D + timedelta(days=91)


def given() -> Store:
    """The store of this module."""
    return store(COMPANY)


def asked(function: Callable[..., pd.DataFrame], account: str = "a1", scope: Scope = EVERYTHING, *more: object) -> list:
    """The rows that a function answers which needs no rules."""
    return rows_of(function(mirror_of(given()), scope, D, account, *more))


def asked_by_rules(
    function: Callable[..., pd.DataFrame], account: str = "a1", scope: Scope = EVERYTHING, *more: object, **how: object
) -> list:
    """The rows that a function answers which must know what counts."""
    return rows_of(function(mirror_of(given()), scope, D, scored(given()).rules, account, *more, **how))


OF_AN_ACCOUNT = {
    "account_of": lambda account, scope: asked(evidence.account_of, account, scope),
    "related_accounts": lambda account, scope: asked(evidence.related_accounts, account, scope),
    "serving": lambda account, scope: asked(evidence.serving, account, scope),
    "persons_of": lambda account, scope: asked_by_rules(evidence.persons_of, account, scope),
    "commitments_of": lambda account, scope: asked(evidence.commitments_of, account, scope),
    "cases_of": lambda account, scope: asked(evidence.cases_of, account, scope),
    "surveys_of": lambda account, scope: asked(evidence.surveys_of, account, scope),
    "contacts_of": lambda account, scope: asked_by_rules(evidence.contacts_of, account, scope),
    "contacts_between": lambda account, scope: asked_by_rules(evidence.contacts_between, account, scope, FIRST, LAST),
    "orders_of": lambda account, scope: asked(evidence.orders_of, account, scope),
    "planned_of": lambda account, scope: asked(evidence.planned_of, account, scope),
    "order_days_between": lambda account, scope: asked(evidence.order_days_between, account, scope, FIRST),
    "interaction_of": lambda account, scope: asked(evidence.interaction_of, account, scope, "i14"),
}


@pytest.mark.parametrize("name", OF_AN_ACCOUNT)
def test_an_account_outside_the_scope_is_answered_like_one_that_does_not_exist(name: str) -> None:
    answer = OF_AN_ACCOUNT[name]
    assert answer("a4", EVERYTHING), "there is something to hide"
    assert answer("a4", COAST) == answer("nobody", COAST) == []


def test_participants_of_an_interaction_outside_the_scope_are_not_answered() -> None:
    mirror = mirror_of(given())
    assert len(evidence.participants_of(mirror, EVERYTHING, "a1", "i01")) == 3
    assert evidence.participants_of(mirror, Scope(frozenset({"t2"})), "a1", "i01").empty
    assert evidence.participants_of(mirror, EVERYTHING, "a4", "i01").empty, "it belongs to another account"


def test_every_function_about_one_account_is_asked_here_about_its_scope() -> None:
    offered = {name for name in evidence.__all__ if name.endswith(("_of", "_between")) or name in ("serving",)}
    assert offered | {"related_accounts"} == set(OF_AN_ACCOUNT) | {"participants_of"}


def test_names_are_those_of_accounts_in_the_scope_whenever_they_exist() -> None:
    mirror = mirror_of(given())
    assert list(evidence.account_names(mirror, EVERYTHING)["account_id"]) == ["a1", "a2", "a3", "a4", "a5", "a6"]
    assert list(evidence.account_names(mirror, COAST)["account_name"]) == [
        "Holder",
        "Deck",
        "Anchor",
        "Later",
        "Lodger",
    ]


def test_an_account_is_told_of_as_it_stood_on_the_date() -> None:
    expect_rows(
        asked(evidence.account_of),
        """
        account_id | industry | country | language | created_on | agreement_ends_on | parent_account_id | owner_there
        a1         | Marine   | Norway  | no       | d-900      | d+30              |                   | yes
        """,
    )
    assert asked(evidence.account_of, "a5") == [], "it does not exist yet"


@pytest.mark.parametrize("account", ["a2", "a3"])
def test_an_owner_who_is_no_longer_with_us_is_told(account: str) -> None:
    assert asked(evidence.account_of, account)[0]["owner_there"] is False


def test_subsidiaries_and_parents_are_those_that_exist_and_may_be_seen() -> None:
    assert [row["account_name"] for row in asked(evidence.related_accounts)] == ["Anchor", "Deck", "Hidden"]
    assert [row["account_name"] for row in asked(evidence.related_accounts, "a1", COAST)] == ["Anchor", "Deck"]
    assert asked(evidence.related_accounts, "a2", COAST) == [
        {"relation": evidence.PARENT, "account_id": "a1", "account_name": "Holder"}
    ]
    assert asked(evidence.related_accounts, "a6", COAST) == [], "its parent belongs to another team"


def test_those_serve_who_are_in_their_role_on_the_date_and_still_with_us() -> None:
    expect_rows(
        asked(evidence.serving),
        """
        role   | name | since_on
        deputy | Ben  | d-10
        owner  | Ann  |
        """,
    )


def test_persons_come_primary_first_and_those_who_left_last() -> None:
    found = asked_by_rules(evidence.persons_of)
    assert [(row["name"], row["is_primary"], row["there"]) for row in found] == [
        ("Abel", True, True),
        ("Going", False, True),
        ("Zoe", False, True),
        ("Gone", True, False),
        ("Away", False, False),
    ]
    last = {row["name"]: row["last_contact_on"] for row in found}
    assert last["Abel"] == D - timedelta(days=3), "as a participant of the visit"
    assert last["Zoe"] == D - timedelta(days=3)
    left = {row["name"]: row["left_on"] for row in found}
    assert left["Gone"] == D - timedelta(days=5)
    assert left["Going"] is None, "not yet"


def test_what_was_promised_later_is_not_known_yet() -> None:
    expect_rows(
        asked(evidence.commitments_of),
        """
        commitment_id | due_on | subject | promised_on | done_on | cancelled | employee_name
        m3            | d+9    | Plan    | d-1         |         | yes       |
        m2            | d-8    | Call    |             |         | no        |
        m1            | d-9    | Report  | d-30        | d-9     | no        | Ann
        """,
    )
    assert [row["commitment_id"] for row in asked(evidence.commitments_of)] == ["m3", "m2", "m1"]


def test_a_case_is_open_until_it_is_resolved() -> None:
    expect_rows(
        asked(evidence.cases_of, "a1", COAST),
        """
        case_id | opened_on | resolved_on | first_response_on | priority | contact_name
        k2      | d-10      |             |                   |          |
        k1      | d-50      | d-40        | d-49              | high     | Zoe
        """,
    )


def test_a_person_of_an_account_outside_the_scope_has_no_name() -> None:
    by_case = {row["case_id"]: row["contact_name"] for row in asked(evidence.cases_of)}
    assert by_case["k2"] == "Spy"
    contacts = {row["interaction_id"]: row for row in asked_by_rules(evidence.contacts_of, "a1", COAST)}
    assert contacts["i13"]["contact_name"] is None
    assert contacts["i01"]["contact_name"] == "Zoe"


def test_answers_are_newest_first() -> None:
    found = asked(evidence.surveys_of)
    assert [(row["response_id"], row["contact_name"], row["employee_name"], row["score"]) for row in found] == [
        ("r2", None, "Ann", 4.0),
        ("r1", "Zoe", None, 9.0),
    ]


def test_every_interaction_says_whether_it_counts_and_why_not() -> None:
    found = asked_by_rules(evidence.contacts_of, "a1", EVERYTHING, with_bulk=True)
    assert [row["interaction_id"] for row in found] == [
        *("i11", "i02", "i01", "i03", "i04", "i05", "i06", "i07", "i08", "i09", "i10", "i13")
    ]
    assert {row["interaction_id"]: row["why_not"] for row in found} == {
        "i01": None,
        "i02": "unanswered",
        "i03": None,
        "i04": "unanswered",
        "i05": "cancelled",
        "i06": "no_show",
        "i07": "not_held",
        "i08": "bulk",
        "i09": "other_kind",
        "i10": "internal",
        "i11": "planned",
        "i13": None,
    }
    assert all(row["counted"] == (row["why_not"] is None) for row in found)
    counted = {row["interaction_id"] for row in found if row["counted"]}
    assert len(counted) == scored(given()).accounts.set_index("account_id").at["a1", "contacts_365d"]


def test_a_private_interaction_has_no_words() -> None:
    private = asked(evidence.interaction_of, "a1", EVERYTHING, "i13")[0]
    assert private["private"]
    assert private["subject"] is None
    assert private["notes"] is None


def test_a_list_cuts_long_words_and_the_interaction_gives_all_of_them() -> None:
    long = "شرح🌙" * 25_000
    many = store(f"interactions\ninteraction_id | account_id | starts_at | subject | notes\ni1 | a | d-1 | S | {long}")
    mirror, rules = mirror_of(many), scored(many).rules
    listed = evidence.contacts_of(mirror, EVERYTHING, D, rules, "a").iloc[0]
    assert listed["notes"] == long[: evidence.rows.LONGEST_TEXT] + "…"
    assert listed["subject"] == "S"
    assert evidence.interaction_of(mirror, EVERYTHING, D, "a", "i1").iloc[0]["notes"] == long


def test_an_interaction_has_its_times_and_who_took_part() -> None:
    visit = evidence.interaction_of(mirror_of(given()), EVERYTHING, D, "a1", "i01").iloc[0]
    assert pd.Timestamp(visit["starts_at_us"], unit="us") == pd.Timestamp(D) - pd.Timedelta(days=3) + pd.Timedelta(
        hours=9.5
    )
    people = evidence.participants_of(mirror_of(given()), EVERYTHING, "a1", "i01")
    assert list(people.itertuples(index=False, name=None)) == [
        ("ours", "Ben"),
        ("theirs", "Abel"),
        ("third party", "Lawyer"),
    ]
    assert asked(evidence.interaction_of, "a1", EVERYTHING, "i12") == [], "it was entered after the date"
    assert asked(evidence.interaction_of, "a1", EVERYTHING, "i14") == [], "it belongs to another account"


def test_between_two_days_stand_counted_contacts_and_all_that_is_planned() -> None:
    found = asked_by_rules(evidence.contacts_between, "a1", EVERYTHING, FIRST, LAST)
    days = {row["subject"]: ((row["on"] - D).days, row["planned"]) for row in found}
    assert days == {None: (-12, False), "Reply": (-4, False), "Visit": (-3, False), "Ahead": (40, True)}
    near = asked_by_rules(evidence.contacts_between, "a1", EVERYTHING, D - timedelta(days=3), D + timedelta(days=39))
    assert [row["subject"] for row in near] == ["Visit"]


def test_what_is_planned_was_entered_by_the_date_and_has_its_moments() -> None:
    (found,) = asked(evidence.planned_of)
    assert (found["interaction_id"], (found["starts_on"] - D).days, found["kind"]) == ("i11", 40, "meeting")
    assert (found["employee_name"], found["contact_name"], found["subject"]) == ("Ben", "Zoe", "Ahead")
    (hidden,) = asked(evidence.planned_of, "a4")
    assert hidden["starts_at_us"] % 86_400_000_000 == 10 * 3_600_000_000
    assert hidden["ends_at_us"] is None


def test_orders_say_whether_they_count_and_have_no_amount_without_a_rate() -> None:
    expect_rows(
        asked(evidence.orders_of),
        """
        order_id | ordered_on | amount | currency | amount_reporting | counted
        o4       | d-10       | 999    | EUR      | 999              | no
        o7       | d-15       | 60     | XXX      |                  | yes
        o3       | d-20       | -10    | EUR      | -10              | yes
        o1       | d-30       | 100    | EUR      | 100              | yes
        o2       | d-30       | 50     | XXX      |                  | yes
        """,
    )


def test_order_days_are_sums_of_counted_orders() -> None:
    expect_rows(
        asked(evidence.order_days_between, "a1", EVERYTHING, FIRST),
        """
        on   | amount | buys
        d-30 | 100    | yes
        d-20 | -10    | no
        d-15 |        | yes
        """,
    )
