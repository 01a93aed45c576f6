"""Section 1: counted orders and order days, counted contacts, the last contact, meetings, planned contacts."""

from __future__ import annotations

from tests.specs.tables import expect_facts, store

# ---- counted orders


def test_an_order_counts_when_it_is_confirmed_or_delivered():
    given = store("""
        accounts
        account_id
        confirmed
        delivered
        open
        cancelled

        orders
        account_id | ordered_on | status
        confirmed  | d-5        | confirmed
        delivered  | d-5        | delivered
        open       | d-5        | open
        cancelled  | d-5        | cancelled
        """)
    expect_facts(
        given,
        """
        account_id | revenue_12m | orders_12m | layer
        confirmed  | 100         | 1          | active
        delivered  | 100         | 1          | active
        open       | 0           | 0          | prospect
        cancelled  | 0           | 0          | prospect
        """,
    )


def test_an_order_day_is_a_date_with_at_least_one_counted_order_above_zero():
    given = store("""
        accounts
        account_id
        two_in_a_day
        two_days
        with_credit
        zero
        cancelled

        orders
        account_id   | ordered_on | amount | status
        two_in_a_day | d-5        | 100    | delivered
        two_in_a_day | d-5        | 100    | confirmed
        two_days     | d-5        | 100    | delivered
        two_days     | d-6        | 100    | delivered
        with_credit  | d-5        | -300   | delivered
        with_credit  | d-5        | 100    | delivered
        zero         | d-5        | 0      | delivered
        cancelled    | d-5        | 100    | cancelled
        cancelled    | d-5        | -10    | delivered
        """)
    expect_facts(
        given,
        """
        account_id   | orders_12m | last_order_on | revenue_12m
        two_in_a_day | 1          | d-5           | 200
        two_days     | 2          | d-5           | 200
        with_credit  | 1          | d-5           | -200
        zero         | 0          |               | 0
        cancelled    | 0          |               | -10
        """,
    )


def test_an_order_day_is_told_by_the_amount_in_its_own_currency():
    given = store("""
        orders
        account_id | ordered_on | amount  | currency
        tiny       | d-5        | 0.00004 | EUR
        unrated    | d-5        | 100     | XYZ
        """)
    expect_facts(
        given,
        """
        account_id | orders_12m | layer  | revenue_12m
        tiny       | 1          | active | 0
        unrated    | 1          | active |
        """,
    )


def test_a_credit_changes_sums_but_is_no_order_day():
    given = store("""
        orders
        account_id  | ordered_on | amount
        a           | d-10       | 100
        a           | d-5        | -30
        only_credit | d-5        | -30
        """)
    expect_facts(
        given,
        """
        account_id  | revenue_12m | orders_12m | first_order_on | last_order_on | layer    | watch_amount
        a           | 70          | 1          | d-10           | d-10          | active   | 70
        only_credit | -30         | 0          |                |               | prospect |
        """,
    )


# ---- internal interactions


def test_an_interaction_is_internal_when_all_its_participants_are_ours_and_it_names_no_contact():
    given = store("""
        employees
        employee_id
        e1
        e2

        contacts
        contact_id | account_id
        c1         | with_contact

        interactions
        interaction_id | account_id      | starts_at | contact_id
        i1             | only_ours       | d-5       |
        i2             | nobody_listed   | d-5       |
        i3             | with_contact    | d-5       | c1
        i4             | contact_invited | d-5       |
        i5             | lawyer_invited  | d-5       |

        interaction_participants
        interaction_id | employee_id | contact_id | third_party
        i1             | e1          |            |
        i1             | e2          |            |
        i3             | e1          |            |
        i4             | e1          |            |
        i4             |             | c1         |
        i5             | e1          |            |
        i5             |             |            | lawyer
        """)
    expect_facts(
        given,
        """
        account_id      | contacts_90d
        only_ours       | 0
        nobody_listed   | 1
        with_contact    | 1
        contact_invited | 1
        lawyer_invited  | 1
        """,
    )


def test_whether_it_is_internal_is_judged_by_what_was_delivered_known_or_not():
    given = store("""
        employees
        employee_id
        e1

        contacts
        contact_id | account_id
        c1         | known

        interactions
        interaction_id | account_id          | starts_at | contact_id
        i1             | unknown_contact     | d-5       | nobody
        i2             | unknown_participant | d-5       |
        i3             | unknown_employee    | d-5       |
        i4             | known               | d-5       |

        interaction_participants
        interaction_id | employee_id | contact_id
        i1             | e1          |
        i2             | e1          |
        i2             |             | nobody
        i3             | nobody      |
        i4             | e1          |
        i4             |             | c1
        """)
    expect_facts(
        given,
        """
        account_id          | contacts_90d
        unknown_contact     | 1
        unknown_participant | 1
        unknown_employee    | 0
        known               | 1
        """,
    )


# ---- counted contacts


def test_a_contact_counts_only_when_it_was_held():
    given = store("""
        interactions
        account_id | starts_at | status
        held       | d-5       | held
        planned    | d-5       | planned
        cancelled  | d-5       | cancelled
        no_show    | d-5       | no_show
        held_later | d+5       | held
        held_later | d-700     | held
        planned    | d-700     | held
        cancelled  | d-700     | held
        no_show    | d-700     | held
        """)
    expect_facts(
        given,
        """
        account_id | contacts_90d | last_contact_on
        held       | 1            | d-5
        planned    | 0            | d-700
        cancelled  | 0            | d-700
        no_show    | 0            | d-700
        held_later | 0            | d-700
        """,
    )


def test_meetings_calls_emails_and_messages_are_the_counted_kinds_unless_the_company_chooses_others():
    given = store("""
        interactions
        account_id | starts_at | kind     | responded_at
        meeting    | d-5       | meeting  |
        call       | d-5       | call     |
        email      | d-5       | email    | d-5
        message    | d-5       | message  | d-5
        helpdesk   | d-5       | helpdesk | d-5
        """)
    expect_facts(
        given,
        """
        account_id | contacts_90d
        meeting    | 1
        call       | 1
        email      | 1
        message    | 1
        helpdesk   | 0
        """,
    )
    expect_facts(
        given,
        """
        account_id | contacts_90d | last_contact_kind
        meeting    | 0            |
        call       | 1            | call
        email      | 0            |
        message    | 0            |
        helpdesk   | 1            | helpdesk
        """,
        policy={"counted_kinds": ["call", "helpdesk"]},
    )


def test_emails_and_messages_count_only_when_answered():
    given = store("""
        interactions
        account_id     | starts_at | kind    | direction | responded_at
        out_answered   | d-5       | email   | outbound  | d-4
        out_unanswered | d-5       | email   | outbound  |
        in_answered    | d-5       | message | inbound   | d-4
        in_unanswered  | d-5       | message | inbound   |
        no_direction   | d-5       | email   |           |
        """)
    expect_facts(
        given,
        """
        account_id     | contacts_90d | last_contact_on
        out_answered   | 1            | d-5
        out_unanswered | 0            |
        in_answered    | 1            | d-5
        in_unanswered  | 0            |
        no_direction   | 0            |
        """,
    )


def test_inbound_emails_and_messages_count_unanswered_while_answers_are_not_connected():
    given = store("""
        interactions
        account_id   | starts_at | kind    | direction | responded_at
        in_email     | d-5       | email   | inbound   |
        in_message   | d-5       | message | inbound   |
        out_email    | d-5       | email   | outbound  |
        out_answered | d-5       | email   | outbound  | d-4
        no_direction | d-5       | email   |           |
        """)
    expect_facts(
        given,
        """
        account_id   | contacts_90d
        in_email     | 1
        in_message   | 1
        out_email    | 0
        out_answered | 1
        no_direction | 0
        """,
    )


# ---- the last contact


def test_the_last_contact_is_the_one_with_the_greatest_date_then_moment_then_key():
    given = store("""
        interactions
        interaction_id | account_id | starts_at | kind
        older          | by_date    | d-6 23:00 | call
        newer          | by_date    | d-5 08:00 | meeting
        noon           | by_moment  | d-5 12:00 | call
        morning        | by_moment  | d-5 08:00 | meeting
        k10            | by_key     | d-5       | meeting
        k9             | by_key     | d-5       | call
        uncounted      | by_key     | d-5 23:00 | helpdesk
        """)
    expect_facts(
        given,
        """
        account_id | last_contact_id | last_contact_on | last_contact_kind
        by_date    | newer           | d-5             | meeting
        by_moment  | noon            | d-5             | call
        by_key     | k9              | d-5             | call
        """,
    )


def test_the_date_decides_before_the_moment_where_an_all_day_row_meets_a_local_evening():
    given = store(
        """
        interactions
        interaction_id | account_id | starts_at | all_day
        evening        | a          | d-5 02:00 |
        whole_day      | a          | d-5 00:00 | true
        """,
        zone="America/New_York",
    )
    # 02:00Z of d-5 is still the evening of d-6 in New York, although it is the later moment.
    expect_facts(given, "account_id | last_contact_id | last_contact_on\na | whole_day | d-5")


def test_when_who_of_ours_who_of_theirs_and_which_item_come_from_that_one_event():
    given = store("""
        employees
        employee_id
        e1

        contacts
        contact_id | account_id
        c1         | a

        interactions
        interaction_id | account_id | starts_at | kind    | employee_id | contact_id
        full           | a          | d-6       | meeting | e1          | c1
        bare           | a          | d-5       | call    |             |
        only           | b          | d-6       | meeting | e1          | c1
        """)
    expect_facts(
        given,
        """
        account_id | last_contact_id | last_contact_on | last_contact_kind | last_contact_employee_id
        a          | bare            | d-5             | call              |
        b          | only            | d-6             | meeting           | e1
        """,
    )
    expect_facts(given, "account_id | last_contact_contact_id\na |\nb | c1")


# ---- meetings and reviews


def test_a_counted_meeting_is_a_counted_contact_of_kind_meeting():
    given = store("""
        interactions
        account_id | starts_at | kind    | status    | bulk
        a          | d-100     | meeting | held      |
        a          | d-50      | meeting | held      |
        a          | d-20      | call    | held      |
        a          | d-10      | meeting | cancelled |
        a          | d-9       | meeting | held      | true
        """)
    expect_facts(
        given,
        """
        account_id | meetings_90d | meetings_365d | contacts_90d | contacts_365d | last_meeting_on | last_contact_on
        a          | 1            | 2             | 2            | 3             | d-50            | d-20
        """,
    )


def test_a_review_meeting_is_a_counted_meeting_with_purpose_review():
    given = store("""
        interactions
        account_id | starts_at | kind    | purpose
        a          | d-100     | meeting | review
        a          | d-50      | meeting | sales
        a          | d-20      | call    | review
        a          | d-10      | meeting |
        none       | d-10      | meeting | sales
        """)
    expect_facts(given, "account_id | last_review_on | last_meeting_on\na | d-100 | d-10\nnone | | d-10")


# ---- planned contacts


def test_a_planned_contact_lies_after_the_as_of_date_and_at_most_14_days_ahead():
    given = store("""
        accounts
        account_id | created_at
        today      | d-400
        tomorrow   | d-400
        day_14     | d-400
        day_15     | d-400

        interactions
        account_id | starts_at | status  | created_at
        today      | d 23:59   | planned | d-9
        tomorrow   | d+1 00:00 | planned | d-9
        day_14     | d+14      | planned | d-9
        day_15     | d+15      | planned | d-9
        today      | d-700     | held    |
        """)
    expect_facts(
        given,
        """
        account_id | next_planned_on
        today      |
        tomorrow   | d+1
        day_14     | d+14
        day_15     |
        """,
    )
    expect_facts(
        given,
        """
        account_id | next_planned_on
        day_14     | d+14
        day_15     | d+15
        """,
        policy={"grace_days": 15},
    )


def test_a_planned_contact_is_a_meeting_or_call_planned_or_held_whatever_kinds_are_counted():
    given = store("""
        accounts
        account_id | created_at
        meeting    | d-400
        call       | d-400
        held       | d-400
        email      | d-400
        helpdesk   | d-400
        cancelled  | d-400
        no_show    | d-400
        bulk       | d-400
        nothing    | d-400

        interactions
        account_id | starts_at | kind     | status    | created_at | bulk
        meeting    | d+3       | meeting  | planned   | d-9        |
        call       | d+3       | call     | planned   | d-9        |
        held       | d+3       | meeting  | held      | d-9        |
        email      | d+3       | email    | planned   | d-9        |
        helpdesk   | d+3       | helpdesk | planned   | d-9        |
        cancelled  | d+3       | meeting  | cancelled | d-9        |
        no_show    | d+3       | meeting  | no_show   | d-9        |
        bulk       | d+3       | meeting  | planned   | d-9        | true
        nothing    | d-700     | meeting  | held      |            |
        """)
    planned = """
        account_id | next_planned_on
        meeting    | d+3
        call       | d+3
        held       | d+3
        email      |
        helpdesk   |
        cancelled  |
        no_show    |
        bulk       |
        nothing    |
        """
    expect_facts(given, planned)
    expect_facts(given, planned, policy={"counted_kinds": ["email", "helpdesk"]})


def test_an_internal_meeting_is_no_planned_contact():
    given = store("""
        accounts
        account_id | created_at
        ours       | d-400
        theirs     | d-400

        contacts
        contact_id | account_id
        c1         | theirs

        interactions
        interaction_id | account_id | starts_at | status  | created_at | contact_id
        i1             | ours       | d+3       | planned | d-9        |
        i2             | theirs     | d+3       | planned | d-9        | c1
        i3             | theirs     | d-700     | held    |            | c1

        interaction_participants
        interaction_id | employee_id
        i1             | e1
        i2             | e1
        """)
    expect_facts(given, "account_id | next_planned_on\nours |\ntheirs | d+3")


def test_a_plan_counts_from_the_day_it_was_entered_and_not_while_that_is_unknown():
    given = store("""
        accounts
        account_id | created_at
        today      | d-400
        tomorrow   | d-400
        unknown    | d-400

        interactions
        account_id | starts_at | status  | created_at
        today      | d+3       | planned | d 23:59
        tomorrow   | d+3       | planned | d+1 00:00
        unknown    | d+3       | planned |
        today      | d-700     | held    |
        """)
    expect_facts(given, "account_id | next_planned_on\ntoday | d+3\ntomorrow |\nunknown |")


def test_next_planned_on_is_the_earliest_planned_contact():
    given = store("""
        accounts
        account_id | created_at
        a          | d-400

        interactions
        account_id | starts_at | status    | created_at
        a          | d+9       | planned   | d-9
        a          | d+4       | planned   | d-9
        a          | d+2       | cancelled | d-9
        a          | d-700     | held      |
        """)
    expect_facts(given, "account_id | next_planned_on\na | d+4")
