"""Section 5, attention: how long ago contact and review were, care after a purchase, how meetings are prepared."""

from __future__ import annotations

from datetime import timedelta

from tests.specs.tables import D, Store, active_store, expect_facts, store

# ---- contact_recency


def test_contact_recency_is_the_contact_cadence_ratio_worth_100_up_to_1_and_nothing_from_2():
    given = active_store("""
        accounts
        account_id | tier_entered | agreed_interval_days
        today      | B            |
        at_1       | B            |
        between    | B            |
        at_2       | B            |
        above_2    | B            |
        agreed     | B            | 40
        never      | C            |

        interactions
        account_id | starts_at
        today      | d
        at_1       | d-60
        between    | d-75
        at_2       | d-120
        above_2    | d-300
        agreed     | d-60
        """)
    # never: counted from the first order, 200 days ago, against 180.
    expect_facts(
        given,
        """
        account_id | contact_recency | contact_recency_points
        today      | 0               | 100
        at_1       | 1               | 100
        between    | 1.25            | 75
        at_2       | 2               | 0
        above_2    | 5               | 0
        agreed     | 1.5             | 50
        never      | 10/9            | 800/9
        """,
    )


def test_without_a_contact_target_contact_recency_is_not_applicable_and_its_weight_is_left_out():
    given = active_store("""
        accounts
        account_id | tier_entered | contact_preference
        needed     | A            | as_needed
        proactive  | A            | proactive

        interactions
        account_id | starts_at
        needed     | d-10
        proactive  | d-10
        """)
    # All weights add up to 100; contact_recency has 10 of them, post_purchase_care, known too, 12.
    expect_facts(
        given,
        """
        account_id | contact_recency | contact_recency_points | known_share
        needed     |                 |                        | 12/90
        proactive  | 1/3             | 100                    | 22/100
        """,
    )


def test_while_interactions_are_not_connected_contact_recency_is_unknown_and_its_weight_stays():
    given = active_store("""
        accounts
        account_id | contact_preference
        a          |
        needed     | as_needed

        cases
        account_id | opened_at
        a          | d-1
        """)
    expect_facts(
        given,
        """
        account_id | contact_recency | contact_recency_points | known_share
        a          |                 |                        | 4/100
        needed     |                 |                        | 4/90
        """,
    )


# ---- review_recency


REVIEWS = """
    accounts
    account_id | tier_entered | contact_preference | agreed_interval_days
    a_tier     | A            |                    |
    b_tier     | B            |                    |
    c_tier     | C            |                    |
    agreed     | A            |                    | 10
    needed     | A            | as_needed          |
    both       | A            | as_needed          | 10

    interactions
    account_id | starts_at | purpose
    a_tier     | d-135     | review
    b_tier     | d-270     | review
    c_tier     | d-730     | review
    agreed     | d-135     | review
    needed     | d-365     | review
    both       | d-73      | review
    needed     | d-5       | sales
    """


def test_review_recency_is_the_review_cadence_ratio_with_a_target_of_90_180_or_365_days_by_tier():
    expect_facts(
        active_store(REVIEWS),
        """
        account_id | review_recency | review_recency_points
        a_tier     | 1.5            | 50
        b_tier     | 1.5            | 50
        c_tier     | 2              | 0
        """,
    )


def test_the_agreed_interval_leaves_the_review_target_alone_and_as_needed_makes_it_365_days():
    expect_facts(
        active_store(REVIEWS),
        """
        account_id | review_recency | review_recency_points
        agreed     | 1.5            | 50
        needed     | 1              | 100
        both       | 1/5            | 100
        """,
    )


def test_the_review_target_is_the_companys_choice():
    expect_facts(
        active_store(REVIEWS),
        "account_id | review_recency\na_tier | 1\nb_tier | 1.5\nneeded | 1",
        policy={"review_target": {"A": 135}},
    )


def test_without_a_review_meeting_the_ratio_counts_from_the_first_order():
    given = active_store("""
        accounts
        account_id  | tier_entered
        reviewed    | B
        none        | B
        other       | B
        call        | B
        planned     | B
        cancelled   | B
        bulk        | B
        tomorrow    | B
        internal    | B

        employees
        employee_id
        e1

        interactions
        interaction_id | account_id | starts_at | purpose | kind    | status    | bulk
        i1             | reviewed   | d-20      | review  | meeting | held      |
        i2             | reviewed   | d-10      |         | meeting | held      |
        i3             | other      | d-10      | support | meeting | held      |
        i4             | call       | d-10      | review  | call    | held      |
        i5             | planned    | d-10      | review  | meeting | planned   |
        i6             | cancelled  | d-10      | review  | meeting | cancelled |
        i7             | bulk       | d-10      | review  | meeting | held      | true
        i8             | tomorrow   | d+1       | review  | meeting | held      |
        i9             | internal   | d-10      | review  | meeting | held      |

        interaction_participants
        interaction_id | employee_id
        i9             | e1
        """)
    expect_facts(
        given,
        """
        account_id | review_recency
        reviewed   | 20/180
        none       | 200/180
        other      | 200/180
        call       | 200/180
        planned    | 200/180
        cancelled  | 200/180
        bulk       | 200/180
        tomorrow   | 200/180
        internal   | 200/180
        """,
    )


def test_review_recency_is_unknown_while_purpose_is_not_connected():
    given = active_store("""
        accounts
        account_id | contact_preference
        needed     | as_needed

        interactions
        account_id | starts_at | purpose
        needed     | d-10      |
        needed     | d-365     | review
        """)
    expect_facts(
        given,
        "account_id | review_recency | review_recency_points | known_share\nneeded | | | 12/90",
    )
    expect_facts(
        given,
        "account_id | review_recency | review_recency_points | known_share\nneeded | 364/365 | 100 | 18/90",
        as_of=D - timedelta(days=1),
    )


def test_review_recency_is_unknown_while_interactions_are_not_connected():
    expect_facts(active_store("accounts\naccount_id\na"), "account_id | review_recency | known_share\na | | 0/100")


# ---- post_purchase_care


def test_care_is_the_share_of_passed_checkpoints_by_which_a_contact_came_after_the_one_before():
    given = store("""
        orders
        account_id    | ordered_on
        every         | d-100
        first_only    | d-100
        second_only   | d-100
        third_only    | d-100
        third_missed  | d-100
        nobody        | d-100
        crowded       | d-100

        interactions
        account_id    | starts_at
        every         | d-99
        every         | d-80
        every         | d-50
        first_only    | d-90
        second_only   | d-60
        third_only    | d-30
        third_missed  | d-90
        third_missed  | d-60
        crowded       | d-98
        crowded       | d-97
        crowded       | d-96
        nobody        | d-101
        nobody        | d-5
        """)
    expect_facts(
        given,
        """
        account_id    | post_purchase_care | post_purchase_care_points
        every         | 1                  | 100
        first_only    | 1/3                | 100/9
        second_only   | 1/3                | 100/9
        third_only    | 1/3                | 100/9
        third_missed  | 2/3                | 500/9
        nobody        | 0                  | 0
        crowded       | 1/3                | 100/9
        """,
    )


def test_a_contact_serves_the_checkpoint_of_its_own_day_and_none_on_the_order_day():
    given = store("""
        orders
        account_id | ordered_on
        order_day  | d-100
        day_1      | d-100
        day_14     | d-100
        day_15     | d-100
        day_45     | d-100
        day_46     | d-100
        day_90     | d-100
        day_91     | d-100
        two_edges  | d-100

        interactions
        account_id | starts_at
        order_day  | d-100
        day_1      | d-99
        day_14     | d-86
        day_15     | d-85
        day_45     | d-55
        day_46     | d-54
        day_90     | d-10
        day_91     | d-9
        two_edges  | d-85
        two_edges  | d-54
        """)
    expect_facts(
        given,
        """
        account_id | post_purchase_care
        order_day  | 0
        day_1      | 1/3
        day_14     | 1/3
        day_15     | 1/3
        day_45     | 1/3
        day_46     | 1/3
        day_90     | 1/3
        day_91     | 0
        two_edges  | 2/3
        """,
    )


PASSED = """
    orders
    account_id | ordered_on
    day_13     | d-13
    day_14     | d-14
    day_44     | d-44
    day_45     | d-45
    day_89     | d-89
    day_90     | d-90

    interactions
    account_id | starts_at
    day_13     | d-5
    day_14     | d
    day_44     | d-40
    day_44     | d-20
    day_45     | d-40
    day_89     | d-80
    day_89     | d-20
    day_90     | d-80
    """


def test_a_checkpoint_counts_from_the_day_on_which_it_is_reached():
    # With 13 days nothing has passed; the contact of day 69 of 89 serves a checkpoint that is still ahead.
    expect_facts(
        store(PASSED),
        """
        account_id | post_purchase_care
        day_13     |
        day_14     | 1
        day_44     | 1
        day_45     | 1/2
        day_89     | 1/2
        day_90     | 1/3
        """,
    )


def test_checkpoints_of_all_starting_order_days_of_the_year_count_together():
    given = store("""
        orders
        account_id  | ordered_on
        two         | d-200
        two         | d-20
        one_ahead   | d-200
        one_ahead   | d-5
        not_start   | d-200
        not_start   | d-180

        interactions
        account_id  | starts_at
        two         | d-190
        two         | d-170
        two         | d-120
        one_ahead   | d-190
        one_ahead   | d-4
        not_start   | d-175
        """)
    expect_facts(
        given,
        """
        account_id | post_purchase_care
        two        | 3/4
        one_ahead  | 1/3
        not_start  | 1/3
        """,
    )


def test_care_looks_at_starting_order_days_of_the_last_365_days():
    given = store("""
        orders
        account_id | ordered_on
        in_year    | d-364
        in_year    | d-20
        too_old    | d-365
        too_old    | d-20

        interactions
        account_id | starts_at
        in_year    | d-15
        too_old    | d-15
        """)
    expect_facts(given, "account_id | post_purchase_care\nin_year | 1/4\ntoo_old | 1")


NOT_STARTING = """
    orders
    account_id | ordered_on | amount
    no_start   | d-380      | 100
    no_start   | d-360      | 100
    edge       | d-365      | 100
    edge       | d-340      | 100
    waiting    | d-10       | 100
    """


def test_care_is_not_applicable_without_a_starting_order_day_and_unknown_before_its_first_checkpoint():
    given = store(f"""
        {NOT_STARTING}

        interactions
        account_id | starts_at
        no_start   | d-5
        edge       | d-5
        waiting    | d-5
        """)
    # Only contact_recency is known: 10 of all but the 12 of care, or of all 100.
    expect_facts(
        given,
        """
        account_id | post_purchase_care | post_purchase_care_points | known_share
        no_start   |                    |                           | 10/88
        edge       |                    |                           | 10/88
        waiting    |                    |                           | 10/100
        """,
    )


def test_care_is_unknown_while_interactions_are_not_connected_and_still_not_applicable_without_a_starting_day():
    given = store(f"""
        {NOT_STARTING.rstrip()}
        long_ago   | d-200      | 100

        cases
        account_id | opened_at
        waiting    | d-1
        """)
    expect_facts(
        given,
        """
        account_id | post_purchase_care | known_share
        no_start   |                    | 4/88
        waiting    |                    | 4/100
        long_ago   |                    | 4/100
        """,
    )


def test_only_counted_contacts_are_care():
    given = store("""
        employees
        employee_id
        e1

        orders
        account_id | ordered_on
        counted    | d-20
        helpdesk   | d-20
        no_show    | d-20
        bulk       | d-20
        internal   | d-20
        unanswered | d-20
        private    | d-20

        interactions
        interaction_id | account_id | starts_at | kind     | status  | direction | responded_at | bulk | private
        i1             | counted    | d-15      | email    | held    | outbound  | d-14         |      |
        i2             | helpdesk   | d-15      | helpdesk | held    | inbound   | d-14         |      |
        i3             | no_show    | d-15      | meeting  | no_show |           |              |      |
        i4             | bulk       | d-15      | call     | held    |           |              | true |
        i5             | internal   | d-15      | meeting  | held    |           |              |      |
        i6             | unanswered | d-15      | email    | held    | outbound  |              |      |
        i7             | private    | d-15      | meeting  | held    |           |              |      | true

        interaction_participants
        interaction_id | employee_id
        i5             | e1
        """)
    expect_facts(
        given,
        """
        account_id | post_purchase_care
        counted    | 1
        helpdesk   | 0
        no_show    | 0
        bulk       | 0
        internal   | 0
        unanswered | 0
        private    | 1
        """,
    )


def test_a_mail_answered_after_the_as_of_date_is_no_care_yet():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-14

        interactions
        account_id | starts_at | kind  | direction | responded_at
        a          | d-5       | email | outbound  | d+1
        """)
    expect_facts(given, "account_id | post_purchase_care\na | 0")
    expect_facts(given, "account_id | post_purchase_care\na | 1", as_of=D + timedelta(days=1))


def test_checkpoints_quiet_time_and_least_amount_are_the_companys_choice():
    given = store("""
        orders
        account_id | ordered_on | amount
        a          | d-60       | 500
        a          | d-30       | 500
        a          | d-100      | 20

        interactions
        account_id | starts_at
        a          | d-59
        a          | d-22
        """)
    # The starting order days d-100 and d-60 have passed 3 and 2 checkpoints; the contacts came 41 and 78 days after
    # the first, 1 and 38 days after the second, 8 days after the one that starts after 29 quiet days.
    expect_facts(given, "account_id | post_purchase_care\na | 4/5")
    expect_facts(given, "account_id | post_purchase_care\na | 5/6", policy={"quiet_days": 29})
    expect_facts(given, "account_id | post_purchase_care\na | 2/2", policy={"watch_min_amount": 21})
    expect_facts(given, "account_id | post_purchase_care\na | 2/6", policy={"checkpoints": [30, 39, 40]})


def test_a_checkpoint_may_lie_months_after_the_order_and_a_watch_last_longer_than_the_year_of_care():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-180
        b          | d-500
        b          | d-40

        interactions
        account_id | starts_at
        a          | d-20
        b          | d-490
        """)
    long = {"watch_days": 600, "checkpoints": [30, 170]}
    expect_facts(given, "account_id | post_purchase_care\na | 1/2\nb | 0", policy=long)


# ---- meeting_practice


def test_a_meeting_is_prepared_with_an_agenda_before_it_starts_and_a_memo_within_120_hours_of_its_end():
    given = active_store("""
        interactions
        account_id    | starts_at   | ends_at     | agenda_at      | documented_at
        good          | d-20 09:00  | d-20 10:00  | d-20 08:59:59  | d-20 15:00
        agenda_at     | d-20 09:00  | d-20 10:00  | d-20 09:00:00  | d-20 15:00
        agenda_after  | d-20 09:00  | d-20 10:00  | d-20 09:30     | d-20 15:00
        no_agenda     | d-20 09:00  | d-20 10:00  |                | d-20 15:00
        agenda_early  | d-20 09:00  | d-20 10:00  | d-200          | d-20 15:00
        memo_120      | d-20 09:00  | d-20 10:00  | d-21           | d-15 10:00
        memo_121      | d-20 09:00  | d-20 10:00  | d-21           | d-15 10:00:01
        start_120     | d-20 09:00  |             | d-21           | d-15 09:00
        start_121     | d-20 09:00  |             | d-21           | d-15 09:00:01
        memo_meantime | d-20 09:00  | d-20 10:00  | d-21           | d-20 09:30
        no_memo       | d-20 09:00  | d-20 10:00  | d-21           |
        neither       | d-20 09:00  | d-20 10:00  |                |
        long_meeting  | d-20 09:00  | d-18 09:00  | d-21           | d-13 09:00
        """)
    expect_facts(
        given,
        """
        account_id    | meeting_practice
        good          | 1
        agenda_at     | 0
        agenda_after  | 0
        no_agenda     | 0
        agenda_early  | 1
        memo_120      | 1
        memo_121      | 0
        start_120     | 1
        start_121     | 0
        memo_meantime | 1
        no_memo       | 0
        neither       | 0
        long_meeting  | 1
        """,
    )


def test_120_hours_elapse_whatever_the_clocks_do_in_between():
    given = active_store(
        """
        interactions
        account_id | starts_at            | agenda_at            | documented_at
        spring_120 | 2024-03-29T10:00:00Z | 2024-03-28T10:00:00Z | 2024-04-03T10:00:00Z
        spring_121 | 2024-03-29T10:00:00Z | 2024-03-28T10:00:00Z | 2024-04-03T10:00:01Z
        autumn_120 | 2023-10-27T10:00:00Z | 2023-10-26T10:00:00Z | 2023-11-01T10:00:00Z
        autumn_121 | 2023-10-27T10:00:00Z | 2023-10-26T10:00:00Z | 2023-11-01T10:00:01Z
        """,
        zone="Europe/Helsinki",
    )
    expect_facts(
        given,
        """
        account_id | meeting_practice
        spring_120 | 1
        spring_121 | 0
        autumn_120 | 1
        autumn_121 | 0
        """,
    )


def test_meeting_practice_is_a_share_of_meetings_worth_100_from_nine_in_ten_and_nothing_up_to_three():
    prepared, bare = "{0} | d-20 | d-21 | d-19\n", "{0} | d-20 | |\n"
    given = active_store(
        "interactions\naccount_id | starts_at | agenda_at | documented_at\n"
        + prepared.format("nine") * 9
        + bare.format("nine") * 1
        + prepared.format("three") * 3
        + bare.format("three") * 7
        + prepared.format("half") * 1
        + bare.format("half") * 1
        + prepared.format("all")
    )
    expect_facts(
        given,
        """
        account_id | meeting_practice | meeting_practice_points
        nine       | 0.9              | 100
        three      | 0.3              | 0
        half       | 0.5              | 100/3
        all        | 1                | 100
        """,
    )


ALL_DAY_MEETINGS = """
    interactions
    account_id     | starts_at  | ends_at    | all_day | agenda_at   | documented_at
    good           | d-20 00:00 |            | true    | d-21        | d-20
    same_day       | d-20 00:00 |            | true    | d-20        | d-20
    day_before     | d-20 00:00 |            | true    | d-21 23:59  | d-20
    memo_day_5     | d-20 00:00 |            | true    | d-21        | d-15 23:59
    memo_day_6     | d-20 00:00 |            | true    | d-21        | d-14 00:00
    two_days_5     | d-20 00:00 | d-19 00:00 | true    | d-21        | d-14 23:59
    two_days_6     | d-20 00:00 | d-19 00:00 | true    | d-21        | d-13 00:00
    not_all_day    | d-20 00:00 |            | false   | d-21 23:59  | d-15 00:00
    not_all_day_6  | d-20 00:00 |            | false   | d-21 23:59  | d-15 23:59
    """


def test_an_all_day_meeting_needs_its_agenda_on_an_earlier_day_and_its_memo_at_most_5_days_after():
    expect_facts(
        active_store(ALL_DAY_MEETINGS),
        """
        account_id    | meeting_practice
        good          | 1
        same_day      | 0
        day_before    | 1
        memo_day_5    | 1
        memo_day_6    | 0
        two_days_5    | 1
        two_days_6    | 0
        not_all_day   | 1
        not_all_day_6 | 0
        """,
    )


def test_agenda_and_memo_of_an_all_day_meeting_count_by_local_date_while_its_own_dates_are_not_shifted():
    given = active_store(
        """
        interactions
        account_id    | starts_at  | ends_at    | all_day | agenda_at  | documented_at
        agenda_before | d-20 00:00 |            | true    | d-20 03:59 | d-19
        agenda_same   | d-20 00:00 |            | true    | d-20 04:00 | d-19
        memo_5        | d-20 00:00 |            | true    | d-22       | d-14 03:59
        memo_6        | d-20 00:00 |            | true    | d-22       | d-14 04:00
        two_days_5    | d-20 00:00 | d-19 00:00 | true    | d-22       | d-13 03:59
        two_days_6    | d-20 00:00 | d-19 00:00 | true    | d-22       | d-13 04:00
        """,
        zone="America/New_York",
    )
    expect_facts(
        given,
        """
        account_id    | meeting_practice
        agenda_before | 1
        agenda_same   | 0
        memo_5        | 1
        memo_6        | 0
        two_days_5    | 1
        two_days_6    | 0
        """,
    )


def test_a_memo_written_after_the_as_of_date_does_not_exist_yet():
    given = active_store("""
        interactions
        account_id | starts_at  | ends_at    | agenda_at  | documented_at
        last_hour  | d-2        | d-2 13:00  | d-3        | d 23:59
        tomorrow   | d-2        | d-2 13:00  | d-3        | d+1 00:00
        """)
    expect_facts(given, "account_id | meeting_practice\nlast_hour | 1\ntomorrow | 0")
    expect_facts(given, "account_id | meeting_practice\ntomorrow | 1", as_of=D + timedelta(days=1))


def test_meeting_practice_looks_at_counted_meetings_of_the_last_365_days():
    given = active_store("""
        employees
        employee_id
        e1

        interactions
        interaction_id | account_id | starts_at  | kind    | status    | bulk | agenda_at | documented_at
        i1             | edge_in    | d-364      | meeting | held      |      | d-365     | d-364
        i2             | edge_out   | d-365      | meeting | held      |      | d-366     | d-365
        i3             | edge_out   | d-5        | meeting | held      |      |           |
        i4             | today      | d 10:00    | meeting | held      |      | d 09:00   | d 23:00
        i5             | others     | d-5        | meeting | held      |      | d-6       | d-5
        i6             | others     | d-6        | call    | held      |      |           |
        i7             | others     | d-7        | meeting | cancelled |      |           |
        i8             | others     | d-8        | meeting | no_show   |      |           |
        i9             | others     | d-9        | meeting | planned   |      |           |
        i10            | others     | d-10       | meeting | held      | true |           |
        i11            | others     | d-11       | meeting | held      |      |           |
        i12            | others     | d+1        | meeting | held      |      |           |

        interaction_participants
        interaction_id | employee_id
        i11            | e1
        """)
    expect_facts(given, "account_id | meeting_practice\nedge_in | 1\nedge_out | 0\ntoday | 1\nothers | 1")


def test_meeting_practice_is_unknown_without_meetings_in_the_year():
    given = active_store("""
        interactions
        account_id | starts_at | kind    | agenda_at | documented_at
        met        | d-5       | meeting | d-6       | d-5
        only_call  | d-5       | call    | d-6       | d-5
        long_ago   | d-365     | meeting | d-366     | d-365
        """)
    expect_facts(
        given,
        """
        account_id | meeting_practice | meeting_practice_points
        met        | 1                | 100
        only_call  |                  |
        long_ago   |                  |
        """,
    )
    expect_facts(given, "account_id | meeting_practice\nmet |", policy={"counted_kinds": ["call"]})


DAYS_APART = 400


def met_every_year(years: list[str]) -> Store:
    """A store in which `a` is active on each day d, d-400, d-800, ... and met 20 days before as the lines say.

    A line has a letter per meeting: b with agenda and memo, a or m with only one of them, n with neither.
    """
    meetings = [
        f"a | d-{day} | {f'd-{day + 1}' if letter in 'ba' else ''} | {f'd-{day - 1}' if letter in 'bm' else ''}"
        for day, letters in zip(range(20, 20 + DAYS_APART * len(years), DAYS_APART), years, strict=True)
        for letter in letters
    ]
    orders = [f"a | d-{200 + DAYS_APART * year}" for year in range(len(years))]
    return store(
        "\n".join(["orders", "account_id | ordered_on", *orders, ""])
        + "\n".join(["", "interactions", "account_id | starts_at | agenda_at | documented_at", *meetings])
    )


def test_meeting_practice_is_unknown_unless_1_percent_of_the_meetings_have_an_agenda_and_1_percent_a_memo():
    years = {
        "b" + 99 * "n": "1/100",
        "b" + 100 * "n": "",
        "b" + 99 * "m": "1/100",
        "b" + 100 * "m": "",
        "b" + 99 * "a": "1/100",
        "b" + 100 * "a": "",
        "aaa": "",
        "mmm": "",
        "am": "0",
    }
    given = met_every_year([*years])
    for year, practice in enumerate(years.values()):
        as_of = D - timedelta(days=DAYS_APART * year)
        expect_facts(given, f"account_id | meeting_practice\na | {practice}", as_of)


def test_an_agenda_or_memo_dated_after_the_as_of_date_connects_nothing():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-200
        a          | d-600

        interactions
        account_id | starts_at | agenda_at | documented_at
        a          | d-1       | d-2       | d+1
        a          | d-401     | d-399     | d-400
        """)
    for day, before, after in ((0, "", "1"), (400, "", "0")):
        as_of = D - timedelta(days=day)
        expect_facts(given, f"account_id | meeting_practice\na | {before}", as_of)
        expect_facts(given, f"account_id | meeting_practice\na | {after}", as_of + timedelta(days=1))


def test_agendas_and_memos_of_rows_that_are_no_counted_meeting_of_the_year_connect_nothing():
    given = active_store("""
        interactions
        account_id | starts_at | kind    | status  | bulk | agenda_at | documented_at
        a          | d-5       | meeting | held    |      |           |
        a          | d-5       | call    | held    |      | d-6       | d-4
        a          | d-5       | meeting | no_show |      | d-6       | d-4
        a          | d-5       | meeting | held    | true | d-6       | d-4
        a          | d-365     | meeting | held    |      | d-366     | d-364
        """)
    # Known are contact_recency and post_purchase_care; meeting_practice keeps its weight.
    expect_facts(given, "account_id | meeting_practice | known_share\na | | 22/100")


# ---- merged accounts


def test_meetings_and_orders_of_accounts_merged_into_it_are_its_own():
    given = store("""
        accounts
        account_id | merged_into_id
        kept       |
        merged     | kept

        orders
        account_id | ordered_on
        kept       | d-100
        merged     | d-20

        interactions
        account_id | starts_at | purpose | agenda_at | documented_at
        kept       | d-95      |         | d-96      | d-95
        merged     | d-15      | review  |           |
        """)
    expect_facts(
        given,
        """
        account_id | contact_recency | review_recency | post_purchase_care | meeting_practice
        kept       | 15/30           | 15/90          | 3/4                | 1/2
        """,
    )
