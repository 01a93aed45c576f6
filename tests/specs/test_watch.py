"""Section 4: starting order days, the watch and its states, the call list, the attention shift, two pyramids."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.policy import DEFAULT_POLICY
from dashboard.portfolio import attention_shift, call_list, revenue_and_meetings, served_as
from data_access.scope import Scope
from tests.specs.tables import D, expect_facts, expect_rows, expect_watches, rows_of, scored, store

# ---- starting order days


QUIET = """
    orders
    account_id | ordered_on | amount | status
    at_30      | d-60       | 100    | delivered
    at_30      | d-30       | 100    | delivered
    at_31      | d-61       | 100    | delivered
    at_31      | d-30       | 100    | delivered
    chain      | d-100      | 100    | delivered
    chain      | d-75       | 100    | delivered
    chain      | d-50       | 100    | delivered
    chain      | d-25       | 100    | delivered
    one_day    | d-30       | 100    | delivered
    one_day    | d-30       | 100    | delivered
    credit     | d-35       | -50    | delivered
    credit     | d-30       | 100    | delivered
    uncounted  | d-35       | 100    | open
    uncounted  | d-30       | 100    | delivered
    long_ago   | d-130      | 100    | delivered
    long_ago   | d-110      | 100    | delivered
    """


def test_an_order_day_starts_a_watch_unless_another_one_lies_in_the_30_days_before_it():
    expect_watches(
        store(QUIET),
        """
        account_id | order_on
        at_30      | d-60
        at_31      | d-61
        at_31      | d-30
        chain      | d-100
        one_day    | d-30
        credit     | d-30
        uncounted  | d-30
        """,
    )


def test_the_quiet_time_is_the_companys_choice():
    expect_watches(
        store(QUIET),
        """
        account_id | order_on
        at_30      | d-60
        at_30      | d-30
        at_31      | d-61
        at_31      | d-30
        chain      | d-100
        one_day    | d-30
        credit     | d-30
        uncounted  | d-30
        """,
        policy={"quiet_days": 29},
    )


LARGE = """
    orders
    account_id   | ordered_on | amount | currency
    exactly      | d-10       | 100    | EUR
    below        | d-10       | 99.99  | EUR
    two_orders   | d-10       | 60     | EUR
    two_orders   | d-10       | 40     | EUR
    with_credit  | d-10       | 150    | EUR
    with_credit  | d-10       | -60    | EUR
    unrated      | d-10       | 1      | XYZ
    partly_rated | d-10       | 500    | XYZ
    partly_rated | d-10       | 50     | EUR
    small_before | d-25       | 10     | EUR
    small_before | d-10       | 500    | EUR
    all_returned | d-10       | 80     | EUR
    all_returned | d-10       | -90    | EUR
    evened_out   | d-10       | 80     | EUR
    evened_out   | d-10       | -80    | EUR
    """


def test_the_days_counted_amount_must_reach_the_least_amount_and_a_day_without_any_rate_passes():
    # A small order starts no watch, yet it is an order day: the larger one 15 days later starts none either.
    expect_watches(
        store(LARGE),
        """
        account_id | order_on
        exactly    | d-10
        two_orders | d-10
        unrated    | d-10
        """,
        policy={"watch_min_amount": 100},
    )


def test_the_least_amount_is_0_unless_the_company_chooses_another():
    expect_watches(
        store(LARGE),
        """
        account_id   | order_on
        exactly      | d-10
        below        | d-10
        two_orders   | d-10
        with_credit  | d-10
        unrated      | d-10
        partly_rated | d-10
        small_before | d-25
        evened_out   | d-10
        """,
    )


# ---- open watches


def test_a_watch_is_open_for_120_days_from_the_order_day_on():
    given = store("""
        accounts
        account_id | created_at
        today      | d-400
        tomorrow   | d-400
        day_119    | d-400
        day_120    | d-400

        orders
        account_id | ordered_on
        today      | d
        tomorrow   | d+1
        day_119    | d-119
        day_120    | d-120
        """)
    expect_watches(
        given,
        """
        account_id | order_on | days
        today      | d        | 0
        day_119    | d-119    | 119
        """,
    )
    expect_watches(
        given,
        """
        account_id | order_on | days
        today      | d        | 0
        day_119    | d-119    | 119
        day_120    | d-120    | 120
        """,
        policy={"watch_days": 121},
    )


# ---- states


def test_before_the_first_checkpoint_a_watch_is_cared_for_with_a_contact_after_the_order_else_planned_else_waiting():
    given = store("""
        orders
        account_id      | ordered_on
        nothing         | d-13
        contact         | d-13
        contact_today   | d-1
        on_order_day    | d-13
        before_order    | d-13
        bought_today    | d
        plan            | d-13
        plan_too_far    | d-13
        contact_and_plan | d-13

        interactions
        account_id      | starts_at | status  | created_at
        contact         | d-12      | held    |
        contact_today   | d         | held    |
        on_order_day    | d-13      | held    |
        before_order    | d-14      | held    |
        bought_today    | d         | held    |
        plan            | d+14      | planned | d-1
        plan_too_far    | d+15      | planned | d-1
        contact_and_plan | d-5      | held    |
        contact_and_plan | d+5      | planned | d-1
        """)
    expect_facts(
        given,
        """
        account_id       | watch_state
        nothing          | waiting
        contact          | cared_for
        contact_today    | cared_for
        on_order_day     | waiting
        before_order     | waiting
        bought_today     | waiting
        plan             | planned
        plan_too_far     | waiting
        contact_and_plan | cared_for
        """,
    )


def test_from_the_first_checkpoint_on_a_watch_without_a_contact_is_planned_or_neglected():
    given = store("""
        orders
        account_id   | ordered_on
        day_13       | d-13
        day_14       | d-14
        day_14_plan  | d-14
        on_order_day | d-14
        on_day_14    | d-14

        interactions
        account_id   | starts_at | status  | created_at
        day_14_plan  | d+1       | planned | d-1
        on_order_day | d-14      | held    |
        on_day_14    | d         | held    |
        """)
    expect_facts(
        given,
        """
        account_id   | watch_state
        day_13       | waiting
        day_14       | neglected
        day_14_plan  | planned
        on_order_day | neglected
        on_day_14    | cared_for
        """,
    )


def test_a_watch_is_late_when_the_first_contact_after_the_order_came_after_the_first_checkpoint():
    given = store("""
        orders
        account_id | ordered_on
        on_day_14  | d-15
        on_day_15  | d-15
        met_before | d-15

        interactions
        account_id | starts_at
        on_day_14  | d-1
        on_day_15  | d
        met_before | d-16
        met_before | d
        """)
    expect_facts(
        given,
        """
        account_id | watch_state
        on_day_14  | cared_for
        on_day_15  | late
        met_before | late
        """,
    )


def test_from_day_45_on_only_contacts_after_day_14_count():
    given = store("""
        orders
        account_id   | ordered_on
        day_44       | d-44
        only_day_14  | d-45
        only_day_15  | d-45
        day_5_and_15 | d-45
        day_5_plan   | d-45
        day_89       | d-89

        interactions
        account_id   | starts_at | status  | created_at
        day_44       | d-43      | held    |
        only_day_14  | d-31      | held    |
        only_day_15  | d-30      | held    |
        day_5_and_15 | d-40      | held    |
        day_5_and_15 | d-30      | held    |
        day_5_plan   | d-40      | held    |
        day_5_plan   | d+2       | planned | d-1
        day_89       | d-86      | held    |
        day_89       | d-74      | held    |
        """)
    expect_facts(
        given,
        """
        account_id   | watch_state
        day_44       | cared_for
        only_day_14  | neglected
        only_day_15  | late
        day_5_and_15 | cared_for
        day_5_plan   | planned
        day_89       | cared_for
        """,
    )


def test_from_day_90_on_only_contacts_after_day_45_count():
    given = store("""
        orders
        account_id    | ordered_on
        day_5_and_45  | d-90
        day_5_and_46  | d-90
        only_day_46   | d-90
        day_119       | d-119

        interactions
        account_id    | starts_at
        day_5_and_45  | d-85
        day_5_and_45  | d-45
        day_5_and_46  | d-85
        day_5_and_46  | d-44
        only_day_46   | d-44
        day_119       | d-110
        day_119       | d-73
        """)
    expect_facts(
        given,
        """
        account_id    | watch_state
        day_5_and_45  | neglected
        day_5_and_46  | cared_for
        only_day_46   | late
        day_119       | cared_for
        """,
    )


def test_late_stays_until_the_watch_ends_however_many_contacts_follow():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-110

        interactions
        account_id | starts_at
        a          | d-95
        a          | d-80
        a          | d-60
        a          | d-30
        a          | d-5
        """)
    expect_facts(given, "account_id | watch_state\na | late")
    expect_facts(given, "account_id | watch_state\na | late", as_of=D + timedelta(days=9))
    expect_facts(given, "account_id | watch_state\na |", as_of=D + timedelta(days=10))


def test_the_checkpoints_are_the_companys_choice():
    given = store("""
        orders
        account_id | ordered_on
        day_6      | d-6
        day_7      | d-7
        day_21     | d-21

        interactions
        account_id | starts_at
        day_21     | d-14
        """)
    expect_facts(
        given,
        "account_id | watch_state\nday_6 | waiting\nday_7 | neglected\nday_21 | neglected",
        policy={"checkpoints": [7, 21]},
    )
    expect_facts(
        given,
        "account_id | watch_state\nday_6 | waiting\nday_7 | waiting\nday_21 | cared_for",
        policy={"checkpoints": [8, 30]},
    )


# ---- the account's watch


def test_the_accounts_watch_is_its_earliest_neglected_one_else_its_latest():
    given = store("""
        orders
        account_id     | ordered_on
        two_neglected  | d-100
        two_neglected  | d-60
        then_waiting   | d-100
        then_waiting   | d-10
        late_neglect   | d-100
        late_neglect   | d-60
        both_cared_for | d-100
        both_cared_for | d-60
        late_waiting   | d-100
        late_waiting   | d-10

        interactions
        account_id     | starts_at
        late_neglect   | d-95
        late_neglect   | d-54
        both_cared_for | d-95
        both_cared_for | d-54
        both_cared_for | d-40
        late_waiting   | d-50
        """)
    expect_watches(
        given,
        """
        account_id     | order_on | state     | shown
        two_neglected  | d-100    | neglected | yes
        two_neglected  | d-60     | neglected | no
        then_waiting   | d-100    | neglected | yes
        then_waiting   | d-10     | waiting   | no
        late_neglect   | d-100    | cared_for | no
        late_neglect   | d-60     | neglected | yes
        both_cared_for | d-100    | cared_for | no
        both_cared_for | d-60     | cared_for | yes
        late_waiting   | d-100    | late      | no
        late_waiting   | d-10     | waiting   | yes
        """,
    )
    expect_facts(
        given,
        """
        account_id     | watch_order_on | watch_days | watch_state
        two_neglected  | d-100          | 100        | neglected
        then_waiting   | d-100          | 100        | neglected
        late_neglect   | d-60           | 60         | neglected
        both_cared_for | d-60           | 60         | cared_for
        late_waiting   | d-10           | 10         | waiting
        """,
    )


def test_where_the_state_is_unknown_the_accounts_watch_is_its_latest_and_keeps_day_days_and_amount():
    given = store("""
        orders
        account_id | ordered_on | amount
        a          | d-100      | 70
        a          | d-60       | 30
        """)
    expect_facts(
        given,
        """
        account_id | watch_order_on | watch_days | watch_amount | watch_state
        a          | d-60           | 60         | 30           |
        """,
    )


def test_watch_amount_sums_the_counted_orders_from_the_order_day_to_the_as_of_date():
    given = store("""
        orders
        account_id | ordered_on | amount | status    | currency
        a          | d-300      | 999    | delivered | EUR
        a          | d-20       | 100    | delivered | EUR
        a          | d-20       | 5      | confirmed | EUR
        a          | d-10       | 50     | delivered | EUR
        a          | d-5        | -30    | delivered | EUR
        a          | d-4        | 500    | open      | EUR
        a          | d+1        | 77     | delivered | EUR
        some_rate  | d-20       | 100    | delivered | XYZ
        some_rate  | d-10       | 40     | delivered | EUR
        no_rate    | d-300      | 40     | delivered | EUR
        no_rate    | d-20       | 100    | delivered | XYZ
        """)
    expect_facts(
        given,
        """
        account_id | watch_order_on | watch_amount
        a          | d-20           | 125
        some_rate  | d-20           | 40
        no_rate    | d-20           |
        """,
    )


def test_the_call_list_has_neglected_late_waiting_planned_cared_for_each_by_amount_descending_then_account():
    given = store("""
        orders
        account_id | ordered_on | amount | currency
        c_cared    | d-10       | 9000   | EUR
        p_planned  | d-10       | 8000   | EUR
        w_waiting  | d-10       | 7000   | EUR
        l_small    | d-30       | 50     | EUR
        l_large    | d-30       | 70     | EUR
        n_unrated  | d-30       | 9999   | XYZ
        n_same_b   | d-30       | 100    | EUR
        n_same_a   | d-30       | 100    | EUR
        n_large    | d-30       | 500    | EUR
        not_open   | d-200      | 9999   | EUR

        interactions
        account_id | starts_at | status  | created_at
        c_cared    | d-5       | held    |
        p_planned  | d+5       | planned | d-5
        l_small    | d-5       | held    |
        l_large    | d-5       | held    |
        """)
    found = scored(given)
    rows = call_list(found.watches, found.accounts, D, DEFAULT_POLICY.checkpoints)
    assert [*rows["account_id"]] == [
        "n_large",
        "n_same_a",
        "n_same_b",
        "n_unrated",
        "l_large",
        "l_small",
        "w_waiting",
        "p_planned",
        "c_cared",
    ]


# ---- the attention shift


def test_attention_is_counted_over_starting_order_days_whose_91_days_have_passed_in_the_last_year_and_a_quarter():
    given = store("""
        orders
        account_id   | ordered_on
        at_91        | d-91
        at_90        | d-90
        at_455       | d-455
        at_456       | d-456
        not_starting | d-470
        not_starting | d-450
        two          | d-300
        two          | d-200

        interactions
        account_id   | starts_at
        at_91        | d
        at_91        | d-182
        at_455       | d-546
        two          | d-290
        """)
    expect_facts(
        given,
        """
        account_id   | attention_before | attention_after | attention_orders
        at_91        | 1                | 1               | 1
        at_90        |                  |                 |
        at_455       | 1                | 0               | 1
        at_456       |                  |                 |
        not_starting |                  |                 |
        two          | 1                | 1               | 2
        """,
    )


def test_contacts_count_from_91_days_before_to_91_days_after_and_not_on_the_order_day():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-200

        interactions
        account_id | starts_at
        a          | d-292
        a          | d-291
        a          | d-201
        a          | d-200
        a          | d-199
        a          | d-198
        a          | d-109
        a          | d-108
        """)
    expect_facts(given, "account_id | attention_before | attention_after | attention_orders\na | 2 | 3 | 1")


def test_orders_without_any_contact_stay_in_and_a_contact_near_two_orders_counts_for_both():
    given = store("""
        orders
        account_id | ordered_on
        silent     | d-200
        close      | d-250
        close      | d-200

        interactions
        account_id | starts_at
        close      | d-220
        """)
    expect_facts(
        given,
        """
        account_id | attention_before | attention_after | attention_orders
        silent     | 0                | 0               | 1
        close      | 1                | 1               | 2
        """,
    )


def test_week_j_holds_seven_days_counted_away_from_the_order_on_either_side():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-200

        interactions
        account_id | starts_at
        a          | d-291
        a          | d-285
        a          | d-284
        a          | d-208
        a          | d-207
        a          | d-201
        a          | d-200
        a          | d-199
        a          | d-193
        a          | d-192
        a          | d-116
        a          | d-115
        a          | d-109
        """)
    weeks = rows_of(scored(given).attention)
    assert {row["week"] for row in weeks} == {*range(-13, 0), *range(1, 14)}
    assert {row["orders"] for row in weeks} == {1}
    expect_rows(
        [row for row in weeks if row["contacts"]],
        """
        week | contacts
        -13  | 2
        -12  | 1
        -2   | 1
        -1   | 2
        1    | 2
        2    | 1
        12   | 1
        13   | 2
        """,
    )


def test_the_orders_attention_is_averaged_over_are_told_with_the_contacts_of_every_week():
    given = store("""
        accounts
        account_id | name | team_id
        a          | Ann  | north
        b          | Bob  | south

        orders
        account_id | ordered_on
        a          | d-200
        b          | d-300
        b          | d-150
        b          | d-90

        interactions
        account_id | starts_at
        a          | d-291
        a          | d-201
        a          | d-200
        a          | d-199
        b          | d-150
        b          | d-143
        """)
    frames = scored(given)
    orders = frames.attention_orders
    expect_rows(
        rows_of(orders[["account_id", "account_name", "team_id", "order_on", "before", "after"]]),
        """
        account_id | account_name | team_id | order_on | before | after
        a          | Ann          | north   | d-200    | 2      | 1
        b          | Bob          | south   | d-300    | 0      | 0
        b          | Bob          | south   | d-150    | 0      | 1
        """,
    )
    weeks = [f"w{week}" for week in (*range(-13, 0), *range(1, 14))]
    assert orders.iloc[0][["w-13", "w-1", "w1"]].tolist() == [1, 1, 1]
    assert orders[weeks].sum(axis=1).tolist() == (orders["before"] + orders["after"]).tolist()
    assert orders[weeks].sum().tolist() == frames.attention.groupby("week")["contacts"].sum().tolist()
    assert Scope(frozenset({"north"})).cut(orders)["account_id"].tolist() == ["a"]


def test_without_contacts_no_order_is_said_to_have_been_followed_by_none():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-200
        """)
    assert scored(given).attention_orders.empty


def test_attention_is_averaged_over_the_orders_in_scope_with_a_band_of_1_96_standard_errors():
    given = store("""
        accounts
        account_id | team_id
        none       | north
        two        | north
        elsewhere  | south

        orders
        account_id | ordered_on
        none       | d-200
        two        | d-200
        elsewhere  | d-200

        interactions
        account_id | starts_at
        two        | d-199
        two        | d-198
        elsewhere  | d-199
        """)
    attention = scored(given).attention
    north = attention_shift(Scope(frozenset({"north"})).cut(attention))
    first_week = next(row for row in rows_of(north.curve) if row["week"] == 1)
    # Over the orders with 0 and 2 contacts: mean 1, deviation (n - 1) the root of 2, standard error 1.
    assert north.orders == 2
    assert (first_week["mean"], round(first_week["low"], 9), round(first_week["high"], 9)) == (1, -0.96, 2.96)
    assert attention_shift(attention).orders == 3


# ---- two pyramids


PYRAMIDS = """
    orders
    account_id | ordered_on | amount
    a1         | d-5        | 800
    b1         | d-5        | 150
    c1         | d-5        | 50
    returned   | d-5        | 10
    returned   | d-4        | -110
    inactive   | d-500      | 900

    interactions
    account_id | starts_at | kind
    a1         | d-10      | meeting
    a1         | d-11      | meeting
    b1         | d-10      | meeting
    c1         | d-10      | meeting
    returned   | d-10      | call
    returned   | d-11      | call
    returned   | d-12      | call
    returned   | d-13      | call
    inactive   | d-10      | meeting
    inactive   | d-11      | meeting
    inactive   | d-12      | meeting
    prospect   | d-10      | meeting
    a1         | d-365     | meeting
    """


def test_two_pyramids_set_the_share_of_positive_revenue_of_active_accounts_beside_the_share_of_all_meetings():
    rows = rows_of(revenue_and_meetings(scored(store(PYRAMIDS)).accounts))
    expect_rows(
        rows,
        """
        tier     | accounts | meetings | meetings_share
        A        | 1        | 2        | 2/8
        B        | 1        | 1        | 1/8
        C        | 2        | 1        | 1/8
        Inactive | 1        | 3        | 3/8
        Prospect | 1        | 1        | 1/8
        """,
    )
    expect_rows(rows[:3], "tier | revenue | revenue_share\nA | 800 | 0.8\nB | 150 | 0.15\nC | 50 | 0.05")


def test_the_attention_index_is_the_share_of_contacts_over_the_share_of_revenue_among_active_accounts():
    # Active accounts have 8 contacts, those of the returning one included, and 1000 of positive revenue.
    expect_facts(
        store(PYRAMIDS),
        """
        account_id | contacts_365d | attention_index
        a1         | 2             | 0.3125
        b1         | 1             | 5/6
        c1         | 1             | 2.5
        returned   | 4             |
        inactive   | 3             |
        prospect   | 1             |
        """,
    )


def test_the_attention_index_is_0_without_own_contacts_and_empty_where_no_active_account_has_any():
    given = store("""
        orders
        account_id | ordered_on
        quiet      | d-5
        busy       | d-5
        quiet      | d-400
        busy       | d-400

        interactions
        account_id | starts_at
        busy       | d-5
        prospect   | d-410
        """)
    expect_facts(given, "account_id | attention_index\nquiet | 0\nbusy | 2")
    expect_facts(
        given,
        """
        account_id | attention_index | contacts_365d | layer
        quiet      |                 | 0             | active
        busy       |                 | 0             | active
        prospect   |                 | 1             | prospect
        """,
        as_of=D - timedelta(days=390),
    )


def test_below_0_75_an_account_is_under_served_and_above_1_33_over_served():
    given = store(
        "orders\naccount_id | ordered_on\nlow | d-5\nhigh | d-5\n\n"
        "interactions\naccount_id | starts_at\n" + "low | d-5\n" * 3 + "high | d-5\n" * 5
    )
    expect_facts(given, "account_id | attention_index\nlow | 0.75\nhigh | 1.25")
    assert [*served_as(scored(given).accounts["attention_index"])] == ["in_proportion", "in_proportion"]
    assert [*served_as(pd.Series([0.7499999, 0.75, 1.33, 1.3300001]))] == [
        "under_served",
        "in_proportion",
        "in_proportion",
        "over_served",
    ]
