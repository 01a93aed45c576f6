"""Section 2: revenue of twelve months, layers, and the tier of active accounts under each scheme."""

from __future__ import annotations

import pytest

from dashboard.policy import PolicyError, policy_from
from dashboard.portfolio import pyramid, tier_rows
from tests.specs.tables import expect_facts, expect_rows, facts_of, rows_of, scored, store

# ---- revenue


def test_revenue_12m_sums_the_last_365_days_and_revenue_prior_12m_the_365_before():
    given = store("""
        orders
        account_id | ordered_on | amount
        a          | d          | 1
        a          | d-364      | 10
        a          | d-365      | 100
        a          | d-729      | 1000
        a          | d-730      | 10000
        """)
    expect_facts(given, "account_id | revenue_12m | revenue_prior_12m\na | 11 | 1100")


def test_revenue_is_unknown_where_counted_orders_exist_and_none_of_them_has_a_rate():
    given = store("""
        accounts
        account_id
        no_rate
        some_rate
        credit_only
        uncounted
        none

        orders
        account_id  | ordered_on | amount | currency | status
        no_rate     | d-5        | 100    | XYZ      | delivered
        no_rate     | d-400      | 100    | XYZ      | delivered
        some_rate   | d-5        | 100    | XYZ      | delivered
        some_rate   | d-6        | 30     | EUR      | delivered
        some_rate   | d-400      | 70     | EUR      | delivered
        credit_only | d-5        | -100   | XYZ      | delivered
        uncounted   | d-5        | 100    | XYZ      | open
        """)
    expect_facts(
        given,
        """
        account_id  | revenue_12m | revenue_prior_12m | layer
        no_rate     |             |                   | active
        some_rate   | 30          | 70                | active
        credit_only |             | 0                 | prospect
        uncounted   | 0           | 0                 | prospect
        none        | 0           | 0                 | prospect
        """,
    )


# ---- layers


def test_an_account_is_active_with_an_order_day_in_the_last_365_days_else_inactive_or_a_prospect():
    given = store("""
        accounts
        account_id | created_at
        never      | d-900
        later      | d-900
        edge_in    | d-900
        edge_out   | d-900

        orders
        account_id | ordered_on
        later      | d+1
        edge_in    | d-364
        edge_out   | d-365
        """)
    expect_facts(
        given,
        """
        account_id | layer    | tier
        never      | prospect |
        later      | prospect |
        edge_in    | active   | A
        edge_out   | inactive |
        """,
    )


def test_first_and_last_order_on_are_over_all_history_and_orders_12m_counts_days_of_the_last_365():
    given = store("""
        orders
        account_id | ordered_on | amount
        a          | d-3000     | 5
        a          | d-364      | 5
        a          | d-10       | 5
        a          | d-10       | 7
        a          | d-2        | -3
        old        | d-3000     | 5
        old        | d-365      | 5
        """)
    expect_facts(
        given,
        """
        account_id | first_order_on | last_order_on | orders_12m
        a          | d-3000         | d-10          | 2
        old        | d-3000         | d-365         | 0
        """,
    )


# ---- entered and computed tiers


ENTERED = """
    accounts
    account_id | tier_entered
    entered_c  | C
    computed   |
    inactive   | A
    prospect   | B

    orders
    account_id | ordered_on | amount
    entered_c  | d-5        | 800
    computed   | d-5        | 100
    inactive   | d-500      | 900
    """


def test_the_tier_of_an_active_account_is_the_entered_one_else_the_computed_one():
    expect_facts(
        store(ENTERED),
        """
        account_id | tier | tier_source
        entered_c  | C    | entered
        computed   | B    | computed
        """,
    )


def test_where_the_company_prefers_computed_tiers_entered_ones_are_not_used():
    expect_facts(
        store(ENTERED),
        """
        account_id | tier | tier_source
        entered_c  | A    | computed
        computed   | B    | computed
        """,
        policy={"prefer_entered": False},
    )


def test_inactive_accounts_and_prospects_have_no_tier_even_an_entered_one():
    expect_facts(
        store(ENTERED),
        """
        account_id | layer    | tier | tier_source
        inactive   | inactive |      |
        prospect   | prospect |      |
        """,
    )


def test_the_ranking_runs_over_all_active_accounts_also_those_with_an_entered_tier():
    # The entered account takes 800 of 900 = 89 %: the other one lies beyond 80 %, not beyond 95 %.
    expect_facts(store(ENTERED), "account_id | tier_computed\nentered_c | A\ncomputed | B")


def test_the_pyramid_shows_a_b_c_inactive_prospect():
    accounts = scored(store(ENTERED)).accounts
    assert dict(zip(accounts["account_id"], tier_rows(accounts), strict=True)) == {
        "computed": "B",
        "entered_c": "C",
        "inactive": "Inactive",
        "prospect": "Prospect",
    }
    expect_rows(
        rows_of(pyramid(accounts)),
        """
        tier     | accounts
        A        | 0
        B        | 1
        C        | 1
        Inactive | 1
        Prospect | 1
        """,
    )


# ---- scheme revenue_share


def test_by_revenue_share_an_account_is_a_below_80_percent_before_it_then_b_below_95_percent_then_c():
    given = store("""
        orders
        account_id | ordered_on | amount
        first      | d-5        | 50
        second     | d-5        | 30
        third      | d-5        | 15
        fourth     | d-5        | 4
        fifth      | d-5        | 1
        """)
    # Before them lie 0, 50, 80, 95 and 99 of 100: 80 is not below 80, 95 not below 95.
    expect_facts(
        given,
        """
        account_id | tier
        first      | A
        second     | A
        third      | B
        fourth     | C
        fifth      | C
        """,
    )


def test_a_share_is_compared_exactly_so_one_hundredth_less_before_an_account_makes_it_an_a():
    given = store("""
        orders
        account_id | ordered_on | amount
        first      | d-5        | 79.99
        second     | d-5        | 15.00
        third      | d-5        | 5.01
        """)
    # 79.99 of 100 lie before the second: below 80. Then 94.99: below 95.
    expect_facts(given, "account_id | tier\nfirst | A\nsecond | A\nthird | B")


def test_the_shares_are_the_companys_choice():
    given = store("""
        orders
        account_id | ordered_on | amount
        first      | d-5        | 50
        second     | d-5        | 30
        third      | d-5        | 20
        """)
    expect_facts(
        given,
        "account_id | tier\nfirst | A\nsecond | B\nthird | C",
        policy={"a_share": 0.5, "b_share": 0.8},
    )


def test_ties_in_revenue_are_broken_by_account_id_ascending():
    given = store("""
        orders
        account_id | ordered_on | amount
        a9         | d-5        | 10
        a10        | d-5        | 10
        Z          | d-5        | 80
        B          | d-5        | 10
        """)
    # In the order Z, B, a10, a9 lie 0, 80, 90 and 100 of 110 before them: 72.7 % and 81.8 %, then 90.9 %.
    expect_facts(given, "account_id | tier\nZ | A\nB | A\na10 | B\na9 | B")


def test_active_accounts_without_positive_or_known_revenue_are_c_and_take_no_place():
    given = store("""
        orders
        account_id | ordered_on | amount | currency
        large      | d-5        | 60     | EUR
        small      | d-5        | 40     | EUR
        returned   | d-5        | 50     | EUR
        returned   | d-4        | -200   | EUR
        refunded   | d-5        | 50     | EUR
        refunded   | d-4        | -50    | EUR
        unrated    | d-5        | 50     | XYZ
        """)
    # The total is 100, not 100 - 150: 60 % lie before the small one.
    expect_facts(
        given,
        """
        account_id | revenue_12m | tier
        large      | 60          | A
        small      | 40          | A
        returned   | -150        | C
        refunded   | 0           | C
        unrated    |             | C
        """,
    )


def test_revenue_of_accounts_that_are_not_active_takes_no_place():
    given = store("""
        orders
        account_id | ordered_on | amount
        active     | d-5        | 10
        gone       | d-365      | 1000
        """)
    expect_facts(given, "account_id | tier\nactive | A\ngone |")


def test_a_single_buyer_is_an_a():
    given = store("orders\naccount_id | ordered_on\nonly | d-5")
    for scheme in ({}, {"scheme": "rank"}):
        expect_facts(given, "account_id | tier\nonly | A", policy=scheme)


# ---- scheme rank


def test_by_rank_the_first_5_percent_of_places_rounded_up_are_a_and_up_to_20_percent_b():
    given = store(
        "orders\naccount_id | ordered_on | amount\n" + "\n".join(f"n{n:02} | d-5 | {100 - n}" for n in range(1, 22))
    )
    # 21 accounts: 0.05 x 21 = 1.05, so 2 places are A; 0.20 x 21 = 4.2, so 5 places are A or B.
    facts = facts_of(given, policy={"scheme": "rank"})
    assert "".join(facts[f"n{n:02}"]["tier"] for n in range(1, 22)) == "AABBB" + "C" * 16


def test_by_rank_a_share_that_gives_a_whole_number_of_places_is_not_rounded_up():
    given = store(
        "orders\naccount_id | ordered_on | amount\n" + "\n".join(f"n{n:02} | d-5 | {100 - n}" for n in range(1, 26))
    )
    # 0.28 x 25 = 7 and 0.56 x 25 = 14, which binary fractions would make a little more.
    facts = facts_of(given, policy={"scheme": "rank", "a_rank": 0.28, "b_rank": 0.56})
    assert "".join(facts[f"n{n:02}"]["tier"] for n in range(1, 26)) == "A" * 7 + "B" * 7 + "C" * 11


def test_by_rank_places_are_counted_among_active_accounts_with_positive_revenue():
    given = store("""
        orders
        account_id | ordered_on | amount | currency
        first      | d-5        | 40     | EUR
        second     | d-5        | 30     | EUR
        third      | d-5        | 20     | EUR
        fourth     | d-5        | 10     | EUR
        returned   | d-5        | 5      | EUR
        returned   | d-4        | -6     | EUR
        unrated    | d-5        | 5      | XYZ
        gone       | d-500      | 99     | EUR
        """)
    # N = 4: 0.25 x 4 = 1 place A, 0.50 x 4 = 2 places A or B; with 6 active accounts it would be 2 and 3.
    expect_facts(
        given,
        """
        account_id | tier
        first      | A
        second     | B
        third      | C
        fourth     | C
        returned   | C
        unrated    | C
        gone       |
        """,
        policy={"scheme": "rank", "a_rank": 0.25, "b_rank": 0.5},
    )


# ---- scheme threshold


def test_by_threshold_revenue_of_at_least_a_min_is_a_and_of_at_least_b_min_b():
    given = store("""
        orders
        account_id | ordered_on | amount   | currency
        at_a       | d-5        | 1000     | EUR
        below_a    | d-5        | 999.9999 | EUR
        at_b       | d-5        | 100      | EUR
        below_b    | d-5        | 99.9999  | EUR
        unrated    | d-5        | 5000     | XYZ
        """)
    expect_facts(
        given,
        """
        account_id | tier
        at_a       | A
        below_a    | B
        at_b       | B
        below_b    | C
        unrated    | C
        """,
        policy={"scheme": "threshold", "a_min": 1000, "b_min": 100},
    )


@pytest.mark.parametrize("given", [{}, {"a_min": 1000}, {"b_min": 100}])
def test_by_threshold_both_limits_must_be_set(given):
    with pytest.raises(PolicyError):
        policy_from({"scheme": "threshold", **given})
