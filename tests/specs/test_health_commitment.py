"""Section 5, commitment: whether the account goes on buying, and how much."""

from __future__ import annotations

from datetime import timedelta

from tests.specs.tables import D, expect_facts, store

YESTERDAY, TOMORROW = D - timedelta(days=1), D + timedelta(days=1)

# ---- purchase_rhythm


def test_purchase_rhythm_is_the_days_since_the_last_order_day_over_the_median_gap_between_order_days():
    given = store("""
        orders
        account_id | ordered_on
        odd        | d-45
        odd        | d-55
        odd        | d-85
        odd        | d-185
        even       | d-30
        even       | d-40
        even       | d-60
        even       | d-100
        even       | d-200
        today      | d
        today      | d-10
        today      | d-20
        today      | d-30
        """)
    # Gaps of 10, 30 and 100 days: median 30. Gaps of 10, 20, 40 and 100 days: the middle of 20 and 40.
    expect_facts(
        given,
        """
        account_id | purchase_rhythm | purchase_rhythm_points
        odd        | 1.5             | 80
        even       | 1               | 100
        today      | 0               | 100
        """,
    )


def test_1_25_gaps_since_the_last_order_are_worth_100_and_2_5_nothing():
    days_since = {"at_good": 50, "above": 51, "between": 75, "below": 99, "at_poor": 100, "worse": 130}
    given = store(
        "orders\naccount_id | ordered_on\n"
        + "\n".join(f"{account} | d-{days + gap}" for account, days in days_since.items() for gap in (0, 40, 80, 120))
    )
    expect_facts(
        given,
        """
        account_id | purchase_rhythm | purchase_rhythm_points
        at_good    | 1.25            | 100
        above      | 1.275           | 98
        between    | 1.875           | 50
        below      | 2.475           | 2
        at_poor    | 2.5             | 0
        worse      | 3.25            | 0
        """,
    )


def test_order_days_of_all_history_count_and_fewer_than_4_tell_no_rhythm():
    given = store("""
        orders
        account_id | ordered_on | amount | status
        four       | d-100      | 10     | delivered
        four       | d-1100     | 10     | delivered
        four       | d-2100     | 10     | delivered
        four       | d-3100     | 10     | delivered
        three      | d-100      | 10     | delivered
        three      | d-200      | 10     | delivered
        three      | d-300      | 10     | delivered
        same_day   | d-100      | 10     | delivered
        same_day   | d-100      | 10     | delivered
        same_day   | d-200      | 10     | delivered
        same_day   | d-300      | 10     | delivered
        credit     | d-50       | -10    | delivered
        credit     | d-100      | 10     | delivered
        credit     | d-200      | 10     | delivered
        credit     | d-300      | 10     | delivered
        uncounted  | d-50       | 10     | open
        uncounted  | d-100      | 10     | delivered
        uncounted  | d-200      | 10     | delivered
        uncounted  | d-300      | 10     | confirmed
        ahead      | d+1        | 10     | delivered
        ahead      | d-100      | 10     | delivered
        ahead      | d-200      | 10     | delivered
        ahead      | d-300      | 10     | delivered
        """)
    # Beside purchase_rhythm (6): revenue_trend (6) is known of the first one only.
    expect_facts(
        given,
        """
        account_id | purchase_rhythm | purchase_rhythm_points | known_share
        four       | 0.1             | 100                    | 6/100
        three      |                 |                        | 0/100
        same_day   |                 |                        | 0/100
        credit     |                 |                        | 0/100
        uncounted  |                 |                        | 0/100
        ahead      |                 |                        | 0/100
        """,
    )
    expect_facts(given, "account_id | purchase_rhythm\nahead | 0\nthree |", as_of=TOMORROW)


def test_credits_and_orders_that_do_not_count_are_no_order_days_of_the_rhythm():
    given = store("""
        orders
        account_id | ordered_on | amount | status    | currency
        a          | d-5        | -10    | delivered | EUR
        a          | d-6        | 0      | delivered | EUR
        a          | d-7        | 10     | cancelled | EUR
        a          | d-40       | 10     | delivered | EUR
        a          | d-60       | 10     | delivered | XYZ
        a          | d-60       | 20     | delivered | EUR
        a          | d-80       | 10     | delivered | EUR
        a          | d-85       | 10     | open      | EUR
        a          | d-100      | 10     | delivered | EUR
        """)
    expect_facts(given, "account_id | purchase_rhythm\na | 2")


def test_order_days_of_accounts_merged_into_it_are_its_own():
    given = store("""
        accounts
        account_id | merged_into_id
        kept       |
        merged     | kept

        orders
        account_id | ordered_on | amount
        kept       | d-40       | 10
        kept       | d-80       | 10
        merged     | d-60       | 10
        merged     | d-100      | 10
        merged     | d-400      | 60
        merged     | d-800      | 10
        """)
    # Gaps of 20, 20, 20, 300 and 400 days; 40 in this year, 60 in the one before.
    expect_facts(given, "account_id | purchase_rhythm | revenue_trend\nkept | 2 | 2/3")


# ---- revenue_trend


def test_revenue_trend_is_the_revenue_of_the_last_365_days_over_that_of_the_365_before():
    given = store("""
        orders
        account_id | ordered_on | amount
        grown      | d-10       | 150
        grown      | d-400      | 100
        grown      | d-900      | 5
        same       | d-364      | 100
        same       | d-365      | 60
        same       | d-729      | 40
        same       | d-730      | 999
        between    | d-10       | 75
        between    | d-400      | 100
        between    | d-900      | 5
        half       | d-10       | 50
        half       | d-400      | 100
        half       | d-900      | 5
        less       | d-10       | 20
        less       | d-400      | 100
        less       | d-900      | 5
        returned   | d-10       | 30
        returned   | d-5        | -50
        returned   | d-400      | 100
        returned   | d-900      | 5
        ahead      | d+1        | 900
        ahead      | d-10       | 100
        ahead      | d-400      | 100
        ahead      | d-900      | 5
        """)
    expect_facts(
        given,
        """
        account_id | revenue_trend | revenue_trend_points
        grown      | 1.5           | 100
        same       | 1             | 100
        between    | 0.75          | 50
        half       | 0.5           | 0
        less       | 0.2           | 0
        returned   | -0.2          | 0
        ahead      | 1             | 100
        """,
    )


def test_revenue_trend_is_unknown_where_the_year_before_brought_nothing_or_is_unknown():
    given = store("""
        orders
        account_id  | ordered_on | amount | currency
        none        | d-10       | 100    | EUR
        none        | d-900      | 100    | EUR
        zero        | d-10       | 100    | EUR
        zero        | d-400      | 50     | EUR
        zero        | d-410      | -50    | EUR
        zero        | d-900      | 100    | EUR
        negative    | d-10       | 100    | EUR
        negative    | d-400      | -50    | EUR
        negative    | d-900      | 100    | EUR
        no_rate     | d-10       | 100    | EUR
        no_rate     | d-400      | 50     | XYZ
        no_rate     | d-900      | 100    | EUR
        some_rate   | d-10       | 100    | EUR
        some_rate   | d-400      | 50     | XYZ
        some_rate   | d-401      | 50     | EUR
        some_rate   | d-900      | 100    | EUR
        this_year   | d-10       | 100    | XYZ
        this_year   | d-400      | 50     | EUR
        this_year   | d-900      | 100    | EUR
        """)
    expect_facts(
        given,
        """
        account_id  | revenue_trend | revenue_trend_points
        none        |               |
        zero        |               |
        negative    |               |
        no_rate     |               |
        some_rate   | 2             | 100
        this_year   |               |
        """,
    )
    expect_facts(given, "account_id | known_share\nnone | 0/100\nno_rate | 0/100\nthis_year | 0/100")


def test_revenue_trend_is_unknown_where_the_first_order_is_less_than_730_days_old():
    given = store("""
        orders
        account_id   | ordered_on | amount
        at_730       | d-10       | 100
        at_730       | d-400      | 100
        at_730       | d-730      | 100
        at_729       | d-10       | 100
        at_729       | d-400      | 100
        at_729       | d-729      | 100
        after_credit | d-10       | 100
        after_credit | d-400      | 100
        after_credit | d-900      | -5
        """)
    expect_facts(given, "account_id | revenue_trend\nat_730 | 1\nat_729 |\nafter_credit |")
    expect_facts(given, "account_id | revenue_trend\nat_730 |", as_of=YESTERDAY)
    expect_facts(given, "account_id | revenue_trend\nat_729 | 1", as_of=TOMORROW)


def test_without_a_recent_order_there_is_neither_rhythm_nor_trend():
    given = store("""
        orders
        account_id | ordered_on
        inactive   | d-365
        inactive   | d-400
        inactive   | d-600
        inactive   | d-800
        """)
    columns = "purchase_rhythm | purchase_rhythm_points | revenue_trend | revenue_trend_points"
    expect_facts(given, f"account_id | {columns}\ninactive | | | |")
    expect_facts(given, "account_id | purchase_rhythm\ninactive | 364/200", as_of=YESTERDAY)
