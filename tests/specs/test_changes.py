"""Section 6: what changed between two dates, kind by kind, and in which order it is told."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.review import changes_between, changes_of, frozen_rows
from data_access.scope import Scope
from tests.specs.tables import D, Row, Store, active_store, expect_rows, rows_of, scored, store

WEEK = timedelta(7)


def changes_in(given: Store, apart: timedelta = WEEK, policy: dict | None = None) -> list[Row]:
    """Every change of the store up to D, in order."""
    before, after = scored(given, D - apart, policy), scored(given, D, policy)
    return rows_of(changes_between(before, after, D - apart, "EUR"))


def expect_changes(given: Store, expected: str, apart: timedelta = WEEK, policy: dict | None = None) -> None:
    """Fails unless exactly these changes of the kinds that the table names are there."""
    __tracebackhide__ = True
    kinds = {line.split("|")[0].strip() for line in expected.strip().splitlines()[1:]}
    found = changes_in(given, apart, policy)
    expect_rows([row for row in found if row["kind"] in kinds], expected)


def kinds_of(given: Store, account: str, apart: timedelta = WEEK, policy: dict | None = None) -> list[str]:
    """The kinds of change of one account, in order."""
    return [row["kind"] for row in changes_in(given, apart, policy) if row["account_id"] == account]


# ---- recent buyers


def test_a_watch_that_became_neglected_and_neglect_of_another_order():
    given = store(
        """
        orders
        account_id | ordered_on | amount
        became     | d-16       | 500
        already    | d-30       | 900
        first_day  | d-14       | 100
        last_week  | d-21       | 100
        another    | d-125      | 100
        another    | d-20       | 100
        never      | d-10       | 100

        interactions
        account_id | starts_at | kind
        never      | d-300     | meeting
        """
    )
    expect_changes(
        given,
        """
        kind      | account_id | what                           | before                               | amount
        neglected | became     | Day 14 missed, nothing planned | waiting                              | 500
        neglected | first_day  | Day 14 missed, nothing planned | waiting                              | 100
        neglected | another    | Day 14 missed, nothing planned | neglected after the order of 26 Feb  | 100
        """,
    )


def test_why_a_buyer_is_neglected_says_what_was_bought_and_who_was_in_touch():
    given = store(
        """
        orders
        account_id | ordered_on | amount
        became     | d-46       | 500

        interactions
        account_id | starts_at | kind
        became     | d-40      | meeting
        """
    )
    (change,) = [row for row in changes_in(given) if row["kind"] == "neglected"]
    assert change["what"] == "Day 45 missed, nothing planned"
    assert change["before"] == "cared for"
    assert change["why"] == (
        "Ordered on 15 May, 46 days ago; €500 bought since. The first contact after the order came on day 6. "
        "Day 45 was missed, and nothing is planned in the next 14 days."
    )


def test_a_watch_that_is_no_longer_neglected_and_how_that_came():
    given = store(
        """
        orders
        account_id | ordered_on
        called     | d-30
        planned    | d-30
        ended      | d-120
        still      | d-30

        interactions
        account_id | starts_at | kind    | status  | created_at
        called     | d-2       | call    | held    | d-3
        planned    | d+5       | meeting | planned | d-1
        still      | d-300     | meeting | held    | d-300
        """
    )
    expect_changes(
        given,
        """
        kind          | account_id | what                          | direction | after
        neglect_ended | called     | Contacted on 28 Jun: call     | better    | late
        neglect_ended | planned    | Contact planned on 5 Jul      | better    | planned
        neglect_ended | ended      | Watch ended without a contact | other     | no open watch
        """,
    )


# ---- limits


SURVEYED = """
    survey_responses
    account_id | contact_id | score | answered_at
    breached   | p          | 9     | d-100
    breached   | p          | 7.5   | d-1
    cleared    | p          | 7     | d-100
    cleared    | p          | 8     | d
    forgotten  | p          | 7     | d-365
    unchanged  | p          | 7     | d-20
    """


def test_the_limit_of_satisfaction_breached_cleared_and_no_longer_known():
    expect_changes(
        active_store(SURVEYED),
        """
        kind           | account_id | what                             | before   | after    | direction
        limit_breached | breached   | Core satisfaction 7.5, limit 8.0 | met      | breached | worse
        limit_cleared  | cleared    | Core satisfaction 8.0, limit 8.0 | breached | met      | better
        limit_cleared  | forgotten  | Satisfaction is no longer known  | breached | unknown  | other
        """,
    )


def test_the_limit_says_the_value_before_and_the_newest_answer():
    (change,) = [
        row
        for row in changes_in(active_store(SURVEYED))
        if row["account_id"] == "breached" and row["kind"] == "limit_breached"
    ]
    assert change["why"] == "it was 9.0, newest answer 7.5 of 10 on 29 Jun"


def test_neglect_and_a_lost_owner_are_told_once_by_the_watch_and_by_the_owner():
    given = store(
        """
        employees
        employee_id | left_on | active
        left        | d-3     | true
        there       |         | true

        accounts
        account_id | owner_id
        lost       | left
        fine       | there

        orders
        account_id | ordered_on
        lost       | d-16
        fine       | d-100

        interactions
        account_id | starts_at
        fine       | d-20
        """
    )
    assert {"neglected", "owner"} <= set(kinds_of(given, "lost"))
    assert "limit_breached" not in kinds_of(given, "lost")


def test_an_account_that_becomes_active_without_an_owner_breaches_a_limit():
    given = store(
        """
        employees
        employee_id
        there

        accounts
        account_id | owner_id
        bought     |
        other      | there

        interactions
        account_id | starts_at
        bought     | d-20

        orders
        account_id | ordered_on
        bought     | d-1
        other      | d-100
        """
    )
    expect_changes(
        given,
        """
        kind           | account_id | what
        limit_breached | bought     | No active owner
        """,
    )


# ---- bands


def test_bands_that_fell_rose_and_went_to_not_enough_data_on_accounts_active_on_both_dates():
    policy = {"known_floor": 0.05}
    given = store(
        """
        orders
        account_id | ordered_on
        fell       | d-300
        rose       | d-300
        came       | d-3

        commitments
        commitment_id | account_id | due_on | done_at
        late          | fell       | d-2    |
        kept          | fell       | d-100  | d-101
        kept_too      | rose       | d-2    | d-2
        old           | rose       | d-365  |
        of_new        | came       | d-2    |
        """
    )
    weights = {name: {"weight": 0} for name in ("issue_age", "unanswered", "ownership")}
    found = {
        (row["account_id"], row["kind"]): row for row in changes_in(given, policy=policy | {"indicators": weights})
    }
    fell, rose = found["fell", "band_fell"], found["rose", "band_rose"]
    assert (fell["before"], fell["after"], fell["direction"]) == ("good", "poor", "worse")
    assert fell["what"] == "Good → poor: without a subject, due 28 Jun, was not kept"
    assert fell["why"].startswith("Promises kept (−")
    assert (rose["before"], rose["after"], rose["direction"]) == ("poor", "good", "better")
    assert not [kind for account, kind in found if account == "came" and kind.startswith("band")]


def test_not_enough_data_is_no_fall_and_no_rise():
    given = store(
        """
        orders
        account_id | ordered_on
        asked      | d-300

        survey_responses
        account_id | score | answered_at
        asked      | 9     | d-365
        """
    )
    expect_changes(
        given,
        """
        kind      | account_id | before | after           | direction
        band_rose | asked      | good   | not enough data | other
        """,
        policy={"known_floor": 0.3, "indicators": {"core_satisfaction": {"weight": 40}}},
        apart=timedelta(2),
    )


# ---- tiers


def test_tiers_that_fell_and_rose_and_leaving_active_is_one_change():
    given = store(
        """
        orders
        account_id | ordered_on | amount
        left       | d-366      | 100
        came       | d-1        | 100
        again      | d-500      | 100
        again      | d-3        | 100
        fell       | d-368      | 900
        fell       | d-10       | 30
        rose       | d-100      | 50
        rose       | d-2        | 5000
        large      | d-50       | 9000

        interactions
        account_id | starts_at
        came       | d-20
        """
    )
    policy = {"scheme": "threshold", "a_min": 1000, "b_min": 100}
    expect_changes(
        given,
        """
        kind      | account_id | before   | after    | what
        tier_fell | left       | B        | Inactive | B → Inactive: no order since 30 Jun 2023
        tier_fell | fell       | B        | C        | B → C: 12-month revenue fell to €30
        tier_rose | came       | Prospect | B        | Prospect → B: first order on 29 Jun
        tier_rose | again      | Inactive | B        | Inactive → B: ordered again on 27 Jun
        tier_rose | rose       | C        | A        | C → A: 12-month revenue rose to €5k
        """,
        policy=policy,
        apart=timedelta(3 + 1),
    )
    assert kinds_of(given, "left", timedelta(4), policy) == ["tier_fell"]


# ---- the rest


def test_cadence_became_and_left_overdue_and_never_but_not_between_the_two():
    given = store(
        """
        accounts
        account_id | tier_entered
        became     | A
        left       | A
        never      | A
        due        | A
        first      | A

        orders
        account_id | ordered_on
        became     | d-300
        left       | d-300
        never      | d-46
        due        | d-300
        first      | d-300

        interactions
        account_id | starts_at | kind
        became     | d-46      | call
        left       | d-100     | call
        left       | d-1       | call
        due        | d-35      | call
        first      | d-46      | call
        """
    )
    expect_changes(
        given,
        """
        kind    | account_id | before | after      | direction
        cadence | became     | due    | overdue    | worse
        cadence | first      | due    | overdue    | worse
        cadence | left       | overdue | on cadence | better
        """,
    )
    assert "cadence" not in kinds_of(given, "never")


def test_the_owner_changed_or_is_there_no_longer():
    given = store(
        """
        employees
        employee_id | name | left_on
        gone        | Gone | d-3
        left_before | Old  | d-30
        there       | Here |

        accounts
        account_id | owner_id
        lost       | gone
        before     | left_before
        kept       | there
        nobody     |

        orders
        account_id | ordered_on
        lost       | d-100
        before     | d-100
        kept       | d-100
        nobody     | d-100
        """
    )
    expect_changes(
        given,
        """
        kind  | account_id | what                         | before | after
        owner | lost       | No active owner any more: Gone | Gone   | Gone, not active
        """,
    )


def test_frozen_rows_show_an_owner_that_was_changed_since():
    given = store(
        """
        employees
        employee_id | name
        one         | First
        two         | Second

        accounts
        account_id | owner_id
        changed    | two
        given      | two
        taken      |

        orders
        account_id | ordered_on
        changed    | d-100
        given      | d-100
        taken      | d-100
        """
    )
    after = scored(given)
    rows = frozen_rows(scored(given, D - WEEK))
    known = rows.set_index("account_id")
    known["owner_id"] = pd.Series({"changed": "one", "given": None, "taken": "one"}, dtype=object)
    known["owner_name"] = pd.Series({"changed": "First", "given": None, "taken": "First"}, dtype=object)
    known["owner_active"] = pd.array([True, False, True], dtype="boolean")
    found = rows_of(changes_between(known.reset_index(), after, D - WEEK, "EUR"))
    expect_rows(
        [row for row in found if row["kind"] != "limit_breached"],
        """
        kind  | account_id | what                            | before | after
        owner | changed    | Owner First → Second            | First  | Second
        owner | given      | Owner nobody → Second           | nobody | Second
        owner | taken      | No active owner any more: First | First  | nobody
        """,
    )
    assert not [row for row in found if row["kind"] == "limit_breached"], "the change of the owner says it"


def test_a_case_escalated_and_a_promise_that_became_overdue():
    given = active_store(
        """
        cases
        case_id   | account_id | opened_at | escalated_at | subject
        today     | a          | d-20      | d            | Pump stands still
        that_day  | a          | d-20      | d-7          | x
        tomorrow  | a          | d-20      | d+1          | x
        resolved  | b          | d-20      | d-6          | x

        commitments
        commitment_id | account_id | due_on | done_at | cancelled | subject
        due_today     | a          | d      |         |           | x
        yesterday     | a          | d-1    |         |           | Report
        done_late     | a          | d-1    | d+1     |           | x
        done          | a          | d-1    | d       |           | x
        cancelled     | a          | d-1    |         | true      | x
        due_that_day  | b          | d-7    |         |           | x
        before        | b          | d-8    |         |           | x
        """
    )
    expect_changes(
        given,
        """
        kind               | account_id | row_id
        case_escalated     | a          | today
        case_escalated     | b          | resolved
        commitment_overdue | a          | done_late
        commitment_overdue | a          | yesterday
        commitment_overdue | b          | due_that_day
        """,
    )
    told = {row["row_id"]: row["what"] for row in changes_in(given)}
    assert told["today"] == "Escalated on 30 Jun: Pump stands still"
    assert told["yesterday"] == "Due 29 Jun, not done: Report"


def test_an_agreement_ends_within_90_days_and_did_not_before():
    given = store(
        """
        accounts
        account_id | agreement_ends_on
        in_90      | d+90
        in_91      | d+91
        in_83      | d+83
        in_84      | d+84
        past       | d-1
        """
    )
    expect_changes(
        given,
        """
        kind           | account_id | what                     | why
        agreement_ends | in_90      | Agreement ends on 28 Sep | in 90 days
        agreement_ends | in_84      | Agreement ends on 22 Sep | in 84 days
        """,
    )
    longer = [row["account_id"] for row in changes_in(given, timedelta(100))]
    assert longer == ["in_83", "in_84", "in_90"], "over a longer time than 90 days also what ends today"


def test_a_new_account_has_only_this_change():
    given = store(
        """
        accounts
        account_id | created_at | agreement_ends_on
        new        | d-3        | d+90
        old        | d-300      |

        orders
        account_id | ordered_on
        old        | d-100
        new        | d-2

        commitments
        commitment_id | account_id | due_on
        late          | new        | d-1
        """
    )
    assert kinds_of(given, "new") == ["new"]
    assert [row["what"] for row in changes_in(given) if row["kind"] == "new"] == ["New account: first order on 28 Jun"]


CERTIFIED = """
    teams
    team_id
    north
    south

    employees
    employee_id | name  | active
    anna        | Anna  |
    bert        | Bert  |
    gone        | Gone  | false

    accounts
    account_id | owner_id | team_id
    a1         | anna     | north
    a2         | anna     | south
    b1         |          | south

    account_team_members
    account_id | employee_id | role
    b1         | anna        | member

    qualifications
    qualification_id | employee_id | kind          | name    | valid_until
    q1               | anna        | certification | Safety  | d+90
    q2               | anna        | certification | Service | d+85
    q3               | bert        | certification | Safety  | d+90
    q4               | anna        | training      | Driving | d+90
    q5               | gone        | certification | Safety  | d+90
    q6               | bert        | certification | Service | d+80
    """


def test_certificates_that_end_are_told_once_per_employee_with_the_accounts_served():
    expect_changes(
        store(CERTIFIED),
        """
        kind               | account_id | row_id | what                                                              | why
        certification_ends |            | anna   | Anna: certificates end: Service on 23 Sep and Safety on 28 Sep    | serves 3 accounts
        certification_ends |            | bert   | Bert: certificate ends: Safety on 28 Sep                          | serves no account
        """,
    )


def test_in_a_part_of_the_company_only_who_serves_it_with_the_accounts_in_it():
    after = scored(store(CERTIFIED))
    whole = changes_between(scored(store(CERTIFIED), D - WEEK), after, D - WEEK, "EUR")
    south = Scope(frozenset({"south"})).cut(after.accounts)
    expect_rows(
        rows_of(changes_of(whole, after, D - WEEK, south)),
        """
        kind               | row_id | why
        certification_ends | anna   | serves 2 accounts
        """,
    )
    nowhere = Scope(frozenset({"elsewhere"})).cut(after.accounts)
    assert changes_of(whole, after, D - WEEK, nowhere).empty


# ---- order


def test_changes_come_by_kind_then_by_amount_with_unknown_amounts_last_then_by_account():
    given = store(
        """
        accounts
        account_id | agreement_ends_on
        small      | d+90
        b_large    | d+90
        a_large    | d+90
        unrated    | d+90
        bought     |

        orders
        account_id | ordered_on | amount | currency
        small      | d-100      | 10     | EUR
        b_large    | d-100      | 900    | EUR
        a_large    | d-100      | 900    | EUR
        unrated    | d-100      | 5000   | XXX
        bought     | d-16       | 1      | EUR

        interactions
        account_id | starts_at
        bought     | d-200
        """
    )
    found = [
        (row["kind"], row["account_id"]) for row in changes_in(given) if row["kind"] in ("neglected", "agreement_ends")
    ]
    assert found == [
        ("neglected", "bought"),
        ("agreement_ends", "a_large"),
        ("agreement_ends", "b_large"),
        ("agreement_ends", "small"),
        ("agreement_ends", "unrated"),
    ]


def test_every_change_has_an_id_of_its_own_that_is_the_same_in_every_run():
    given = active_store(SURVEYED)
    ids = [row["change_id"] for row in changes_in(given)]
    assert len(ids) == len(set(ids))
    assert ids == [row["change_id"] for row in changes_in(given)]


def test_nothing_changes_in_a_store_without_anything():
    given = store("accounts\naccount_id\nalone")
    assert changes_in(given) == []
