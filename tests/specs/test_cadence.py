"""Section 3: contact targets, the cadence status, counts, attainment and rhythm."""

from __future__ import annotations

from tests.specs.tables import expect_facts, store

# ---- targets


def test_the_contact_target_is_30_60_or_180_days_by_tier():
    given = store("""
        accounts
        account_id | tier_entered
        a          | A
        b          | B
        c          | C

        orders
        account_id | ordered_on
        a          | d-5
        b          | d-5
        c          | d-5
        """)
    expect_facts(given, "account_id | contact_target_days\na | 30\nb | 60\nc | 180")
    expect_facts(
        given,
        "account_id | contact_target_days\na | 7\nb | 60\nc | 90",
        policy={"contact_target": {"A": 7, "C": 90}},
    )


def test_an_agreed_interval_replaces_the_target_and_as_needed_wins_over_both():
    given = store("""
        accounts
        account_id | tier_entered | agreed_interval_days | contact_preference
        agreed     | A            | 45                   |
        proactive  | A            | 45                   | proactive
        needed     | A            |                      | as_needed
        both       | A            | 45                   | as_needed

        interactions
        account_id | starts_at
        needed     | d-300

        orders
        account_id | ordered_on
        agreed     | d-5
        proactive  | d-5
        needed     | d-300
        both       | d-5
        """)
    expect_facts(
        given,
        """
        account_id | contact_target_days | cadence_status | contact_ratio | attainment
        agreed     | 45                  | on_cadence     | 1/9           | 0
        proactive  | 45                  | on_cadence     | 1/9           | 0
        needed     |                     | no_target      |               |
        both       |                     | no_target      |               |
        """,
    )


def test_inactive_accounts_and_prospects_have_no_targets_even_agreed_ones():
    given = store("""
        accounts
        account_id | tier_entered | agreed_interval_days
        inactive   | A            | 10
        prospect   | A            | 10

        interactions
        account_id | starts_at
        inactive   | d-300
        prospect   | d-300

        orders
        account_id | ordered_on
        inactive   | d-500
        """)
    expect_facts(
        given,
        """
        account_id | contact_target_days | contact_ratio | cadence_status | attainment | contacts_365d
        inactive   |                     |               | no_target      |            | 1
        prospect   |                     |               | no_target      |            | 1
        """,
    )


# ---- ratio and status


def test_the_ratio_counts_from_the_last_counted_contact_else_from_the_first_order():
    given = store("""
        accounts
        account_id   | agreed_interval_days
        contacted    | 40
        long_ago     | 40
        today        | 40
        no_contact   | 40
        after_credit | 40

        orders
        account_id   | ordered_on | amount
        contacted    | d-100      | 10
        long_ago     | d-100      | 10
        today        | d-100      | 10
        no_contact   | d-100      | 10
        no_contact   | d-20       | 10
        after_credit | d-100      | -5
        after_credit | d-10       | 10

        interactions
        account_id | starts_at
        contacted  | d-90
        contacted  | d-30
        long_ago   | d-400
        today      | d
        """)
    expect_facts(
        given,
        """
        account_id   | contact_ratio
        contacted    | 30/40
        long_ago     | 10
        today        | 0
        no_contact   | 100/40
        after_credit | 10/40
        """,
    )


CADENCE = """
    accounts
    account_id     | agreed_interval_days
    at_1_0         | 60
    above_1_0      | 60
    at_1_5         | 60
    above_1_5      | 60
    never_at_1_0   | 60
    never_above    | 60
    years_ago      | 60

    orders
    account_id     | ordered_on
    at_1_0         | d-300
    above_1_0      | d-300
    at_1_5         | d-300
    above_1_5      | d-300
    never_at_1_0   | d-60
    never_above    | d-61
    years_ago      | d-300

    interactions
    account_id     | starts_at | status  | created_at
    at_1_0         | d-60      | held    |
    above_1_0      | d-61      | held    |
    at_1_5         | d-90      | held    |
    above_1_5      | d-91      | held    |
    never_above    | d+1       | held    |
    never_above    | d-1       | no_show |
    years_ago      | d-900     | held    |
    """


def test_the_status_is_on_cadence_up_to_1_due_up_to_1_5_then_overdue_or_never_without_a_contact():
    expect_facts(
        store(CADENCE),
        """
        account_id     | cadence_status
        at_1_0         | on_cadence
        above_1_0      | due
        at_1_5         | due
        above_1_5      | overdue
        never_at_1_0   | on_cadence
        never_above    | never
        years_ago      | overdue
        """,
    )


def test_how_long_an_account_is_due_is_the_companys_choice():
    expect_facts(
        store(CADENCE),
        "account_id | cadence_status\nabove_1_0 | overdue\nat_1_5 | overdue",
        policy={"due_ratio": 1},
    )


def test_a_due_overdue_or_never_account_with_a_planned_contact_is_planned_and_no_other():
    given = store("""
        accounts
        account_id | agreed_interval_days | contact_preference
        on_cadence | 60                   |
        due        | 60                   |
        overdue    | 60                   |
        never      | 60                   |
        no_target  | 60                   | as_needed
        too_far    | 60                   |

        orders
        account_id | ordered_on
        on_cadence | d-300
        due        | d-300
        overdue    | d-300
        never      | d-300
        no_target  | d-300
        too_far    | d-300

        interactions
        account_id | starts_at | status  | created_at
        on_cadence | d-60      | held    |
        due        | d-61      | held    |
        overdue    | d-91      | held    |
        no_target  | d-91      | held    |
        too_far    | d-91      | held    |
        on_cadence | d+14      | planned | d-2
        due        | d+14      | planned | d-2
        overdue    | d+14      | planned | d-2
        never      | d+14      | planned | d-2
        no_target  | d+14      | planned | d-2
        too_far    | d+15      | planned | d-2
        """)
    expect_facts(
        given,
        """
        account_id | cadence_status
        on_cadence | on_cadence
        due        | planned
        overdue    | planned
        never      | planned
        no_target  | no_target
        too_far    | overdue
        """,
    )


# ---- attainment and rhythm


def test_contacts_are_counted_one_by_one_also_several_of_a_day():
    given = store("""
        interactions
        account_id | starts_at | kind
        a          | d-5 09:00 | meeting
        a          | d-5 09:00 | call
        a          | d-5 15:00 | meeting
        """)
    expect_facts(given, "account_id | contacts_90d | meetings_90d\na | 3 | 2")


def test_attainment_is_contacts_held_over_contacts_asked_for_since_the_first_order_at_most_a_year():
    given = store("""
        accounts
        account_id | agreed_interval_days
        a_year     | 73
        new        | 20
        day_of     | 20
        edge       | 73
        none       | 73

        orders
        account_id | ordered_on
        a_year     | d-900
        a_year     | d-9
        new        | d-39
        day_of     | d
        edge       | d-364
        none       | d-364

        interactions
        account_id | starts_at
        a_year     | d-10
        a_year     | d-20
        a_year     | d-400
        new        | d-10
        new        | d-200
        new        | d-300
        day_of     | d
        edge       | d-364
        """)
    # a_year: 2 / (365 / 73). new: D = 40, so 3 / (40 / 20). day_of: D = 1, so 1 / (1 / 20). edge: D = 365.
    expect_facts(
        given,
        """
        account_id | attainment
        a_year     | 2/5
        new        | 3/2
        day_of     | 20
        edge       | 1/5
        none       | 0
        """,
    )


def test_rhythm_is_the_sample_deviation_of_the_gaps_over_their_mean():
    given = store("""
        interactions
        account_id | starts_at
        regular    | d-5
        regular    | d-25
        regular    | d-45
        regular    | d-65
        uneven     | d
        uneven     | d-10
        uneven     | d-30
        uneven     | d-60
        """)
    # Gaps of 10, 20 and 30 days: mean 20, deviation (n - 1) 10.
    expect_facts(given, "account_id | rhythm\nregular | 0\nuneven | 0.5")


def test_rhythm_needs_4_distinct_contact_dates_in_the_last_730_days():
    given = store("""
        interactions
        account_id   | starts_at
        three        | d-10
        three        | d-20
        three        | d-30
        twice_a_day  | d-10 08:00
        twice_a_day  | d-10 16:00
        twice_a_day  | d-20
        twice_a_day  | d-30
        four         | d-10 08:00
        four         | d-10 16:00
        four         | d-20
        four         | d-30
        four         | d-40
        edge_in      | d-9
        edge_in      | d-249
        edge_in      | d-489
        edge_in      | d-729
        edge_out     | d-10
        edge_out     | d-250
        edge_out     | d-490
        edge_out     | d-730
        """)
    expect_facts(
        given,
        """
        account_id   | rhythm
        three        |
        twice_a_day  |
        four         | 0
        edge_in      | 0
        edge_out     |
        """,
    )
