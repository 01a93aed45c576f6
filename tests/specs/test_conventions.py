"""Conventions: the as-of date, windows of days, which accounts exist, what is connected, what is unknown."""

from __future__ import annotations

from datetime import timedelta

from data_access.scope import Scope
from tests.specs.tables import D, Store, connected_in, expect_facts, facts_of, rows_of, scored, store

TOMORROW = D + timedelta(days=1)


# ---- the as-of date


def test_an_event_counts_when_its_date_is_not_after_the_as_of_date():
    given = store("""
        accounts
        account_id | created_at
        today      | d-400
        tomorrow   | d-400

        orders
        account_id | ordered_on
        today      | d
        tomorrow   | d+1

        interactions
        account_id | starts_at
        today      | d 23:59
        tomorrow   | d+1 00:00
        """)
    expect_facts(
        given,
        """
        account_id | orders_12m | contacts_90d | last_contact_on
        today      | 1          | 1            | d
        tomorrow   | 0          | 0            |
        """,
    )
    expect_facts(
        given,
        """
        account_id | orders_12m | contacts_90d | last_contact_on
        tomorrow   | 1          | 1            | d+1
        """,
        as_of=TOMORROW,
    )


def test_everything_is_as_it_stood_at_the_end_of_the_day_in_the_companys_time_zone():
    given = store(
        """
        accounts
        account_id | created_at
        before     | d-400
        after      | d-400

        interactions
        account_id | starts_at
        before     | d 20:59
        after      | d 21:00
        """,
        zone="Europe/Helsinki",
    )
    expect_facts(given, "account_id | contacts_90d\nbefore | 1\nafter | 0")
    expect_facts(given, "account_id | contacts_90d\nbefore | 1\nafter | 1", as_of=TOMORROW)


def test_an_answer_given_after_the_as_of_date_has_not_come():
    given = store("""
        interactions
        account_id | kind  | direction | starts_at | responded_at
        a          | email | outbound  | d-5       | d 23:59
        b          | email | outbound  | d-5       | d+1 00:00
        """)
    expect_facts(given, "account_id | contacts_90d\na | 1\nb | 0")
    expect_facts(given, "account_id | contacts_90d\na | 1\nb | 1", as_of=TOMORROW)


def test_the_last_n_days_are_n_calendar_days_ending_with_the_as_of_date():
    given = store("""
        interactions
        account_id | starts_at
        a          | d-89 00:00
        b          | d-90 23:59
        c          | d-364 00:00
        e          | d-365 23:59

        orders
        account_id | ordered_on
        a          | d-364
        b          | d-365
        c          | d-729
        e          | d-730
        """)
    expect_facts(
        given,
        """
        account_id | contacts_90d | contacts_365d | revenue_12m | revenue_prior_12m
        a          | 1            | 1             | 100         | 0
        b          | 0            | 1             | 0           | 100
        c          | 0            | 1             | 0           | 100
        e          | 0            | 0             | 0           | 0
        """,
    )


def test_ages_and_differences_of_dates_are_whole_days_whatever_the_hour():
    given = store("""
        accounts
        account_id | agreed_interval_days
        early      | 20
        late       | 20

        orders
        account_id | ordered_on
        early      | d-40
        late       | d-40

        interactions
        account_id | starts_at
        early      | d-20 00:00
        late       | d-20 23:59:59
        """)
    expect_facts(given, "account_id | contact_ratio\nearly | 1\nlate | 1")


# ---- which accounts exist


def test_an_account_exists_from_its_creation():
    given = store("""
        accounts
        account_id | created_at
        yesterday  | d-1 23:59
        today      | d 23:59
        tomorrow   | d+1 00:00
        """)
    assert set(facts_of(given)) == {"yesterday", "today"}
    assert set(facts_of(given, TOMORROW)) == {"yesterday", "today", "tomorrow"}


def test_an_account_exists_from_its_first_counted_order_where_that_is_earlier():
    given = store("""
        accounts
        account_id | created_at
        delivered  | d+5
        credit     | d+5
        open       | d+5
        cancelled  | d+5

        orders
        account_id | ordered_on | status    | amount
        delivered  | d          | delivered | 100
        credit     | d          | confirmed | -100
        open       | d          | open      | 100
        cancelled  | d          | cancelled | 100
        """)
    assert set(facts_of(given)) == {"delivered", "credit"}
    assert set(facts_of(given, D - timedelta(days=1))) == set()


def test_an_account_exists_from_its_first_held_interaction_where_that_is_earlier():
    given = store("""
        accounts
        account_id | created_at
        meeting    | d+5
        helpdesk   | d+5
        unanswered | d+5
        planned    | d+5
        cancelled  | d+5
        no_show    | d+5
        bulk       | d+5

        interactions
        account_id | kind     | status    | starts_at | bulk
        meeting    | meeting  | held      | d         |
        helpdesk   | helpdesk | held      | d         |
        unanswered | email    | held      | d         |
        planned    | meeting  | planned   | d         |
        cancelled  | meeting  | cancelled | d         |
        no_show    | meeting  | no_show   | d         |
        bulk       | email    | held      | d         | true
        """)
    assert set(facts_of(given)) == {"meeting", "helpdesk", "unanswered"}
    assert set(facts_of(given, D - timedelta(days=1))) == set()


def test_an_account_without_any_of_these_exists_from_the_beginning():
    given = store("""
        accounts
        account_id
        bare
        with_open_order
        with_plan

        orders
        account_id      | ordered_on | status
        with_open_order | d+3        | open

        interactions
        account_id | starts_at | status
        with_plan  | d+3       | planned
        """)
    assert set(facts_of(given)) == {"bare", "with_open_order", "with_plan"}


def test_rows_after_the_as_of_date_decide_too_so_an_account_known_only_from_them_does_not_exist_yet():
    given = store("""
        accounts
        account_id
        orders_later
        held_later

        orders
        account_id   | ordered_on
        orders_later | d+3

        interactions
        account_id | starts_at
        held_later | d+3
        """)
    assert set(facts_of(given)) == set()
    assert set(facts_of(given, D + timedelta(days=3))) == {"orders_later", "held_later"}


def test_rows_of_accounts_merged_into_it_are_its_own_and_accounts_merged_away_are_no_rows():
    given = store("""
        accounts
        account_id   | created_at | merged_into_id
        by_creation  | d+9        |
        by_order     | d+9        |
        by_contact   | d+9        |
        by_no_reason | d+9        |
        old_1        | d          | by_creation
        old_2        | d+9        | by_order
        old_3        | d+9        | by_contact
        old_4        | d+9        | by_no_reason

        orders
        account_id | ordered_on
        old_2      | d

        interactions
        account_id | starts_at
        old_3      | d
        """)
    assert set(facts_of(given)) == {"by_creation", "by_order", "by_contact"}


# ---- connected tables


def test_a_table_is_connected_when_a_row_dated_by_then_exists():
    given = store("""
        accounts
        account_id | created_at
        a          | d-400

        interactions
        account_id | starts_at
        a          | d+1

        orders
        account_id | ordered_on
        a          | d+1

        cases
        account_id | opened_at
        a          | d+1

        commitments
        account_id | due_on
        a          | d+1

        survey_responses
        account_id | answered_at
        a          | d+1
        """)
    dated = {"interactions", "orders", "cases", "commitments", "survey_responses"}
    assert connected_in(given) & dated == set()
    assert connected_in(given, TOMORROW) & dated == dated
    expect_facts(given, "account_id | contacts_90d | layer\na | |")
    expect_facts(given, "account_id | contacts_90d | layer\na | 1 | active", as_of=TOMORROW)


def test_any_row_connects_a_table_even_one_that_counts_for_nothing():
    given = store("""
        interactions
        account_id | starts_at | status
        a          | d-700     | cancelled

        orders
        account_id | ordered_on | status
        a          | d-700      | open
        """)
    expect_facts(given, "account_id | contacts_90d | layer\na | 0 | prospect")


def test_bulk_rows_connect_nothing():
    given = store("""
        interactions
        account_id | starts_at | kind  | direction | responded_at | bulk
        a          | d-5       | email | inbound   | d-4          | true

        orders
        account_id | ordered_on
        a          | d-5
        """)
    assert "interactions" not in connected_in(given)
    expect_facts(given, "account_id | contacts_90d | watch_state\na | |")


def test_a_table_without_dates_is_connected_by_any_row():
    given = store("""
        accounts
        account_id | created_at
        a          | d

        contacts
        contact_id | account_id
        c1         | a

        employees
        employee_id
        e1
        """)
    long_ago = D - timedelta(days=9000)
    assert {"accounts", "contacts", "employees"} <= connected_in(given, long_ago)
    assert not {"teams", "account_team_members", "fx_rates", "qualifications"} & connected_in(given, long_ago)


def test_a_table_is_connected_for_the_whole_store_not_only_for_the_viewers_part():
    given = store("""
        accounts
        account_id | team_id
        ours       | north
        theirs     | south

        interactions
        account_id | starts_at
        theirs     | d-5

        orders
        account_id | ordered_on
        theirs     | d-5
        """)
    visible = rows_of(Scope(frozenset({"north"})).cut(scored(given).accounts))
    assert [(row["account_id"], row["contacts_365d"], row["layer"]) for row in visible] == [("ours", 0, "prospect")]


# ---- connected columns

PURPOSE, RESPONDED_AT = "interactions.purpose", "interactions.responded_at"


def meetings(without_purpose: int, with_purpose: int = 1) -> str:
    return "\n".join(
        ["interactions", "account_id | starts_at | purpose"]
        + ["a | d-5 |"] * without_purpose
        + ["a | d-5 | review"] * with_purpose
    )


def test_a_column_is_connected_when_at_least_1_percent_of_its_base_rows_carry_a_value():
    just_enough = store(meetings(without_purpose=99))
    too_few = store(meetings(without_purpose=100))
    expect_facts(just_enough, "account_id | last_review_on | last_meeting_on\na | d-5 | d-5")
    expect_facts(too_few, "account_id | last_review_on | last_meeting_on\na | | d-5")
    assert PURPOSE in connected_in(too_few, policy={"connected_share": 0.009})
    assert PURPOSE not in connected_in(just_enough, policy={"connected_share": 0.011})


def test_a_column_is_connected_only_when_at_least_one_base_row_carries_a_value():
    given = store(meetings(without_purpose=1, with_purpose=0))
    assert PURPOSE not in connected_in(given, policy={"connected_share": 0})


def test_base_rows_are_those_dated_in_the_last_365_days():
    given = store("""
        interactions
        account_id | starts_at | purpose
        a          | d-364     | review
        """)
    assert PURPOSE in connected_in(given)
    assert PURPOSE not in connected_in(given, TOMORROW)
    expect_facts(given, "account_id | last_review_on\na | d-364")
    expect_facts(given, "account_id | last_review_on\na |", as_of=TOMORROW)


def years_in_which(column: str, given: Store, years: int) -> list[int]:
    """In which of the years that end 0, 400, 800, ... days before d the column is connected."""
    return [year for year in range(years) if column in connected_in(given, D - timedelta(days=400 * year))]


def test_base_rows_of_purpose_are_counted_meetings():
    given = store("""
        interactions
        account_id | starts_at | purpose | kind    | status    | bulk
        a          | d-5       | review  | call    | held      |
        a          | d-405     | review  | meeting | planned   |
        a          | d-805     | review  | meeting | cancelled |
        a          | d-1205    | review  | meeting | held      | true
        a          | d-1605    | review  | meeting | held      |
        """)
    assert years_in_which(PURPOSE, given, 5) == [4]


def test_an_internal_meeting_connects_no_purpose():
    given = store("""
        interactions
        interaction_id | account_id | starts_at | purpose
        internal       | a          | d-5       | review

        interaction_participants
        interaction_id | employee_id
        internal       | e1
        """)
    assert PURPOSE not in connected_in(given)


def test_where_meetings_are_not_a_counted_kind_no_purpose_is_connected():
    given = store(meetings(without_purpose=0))
    assert PURPOSE in connected_in(given)
    assert PURPOSE not in connected_in(given, policy={"counted_kinds": ["call"]})


def test_base_rows_of_responded_at_are_held_inbound_emails_and_messages():
    given = store("""
        interactions
        account_id | starts_at | responded_at | kind     | direction | status    | bulk
        a          | d-5       | d-4          | email    | inbound   | held      |
        a          | d-405     | d-404        | message  | inbound   | held      |
        a          | d-805     | d-804        | email    | outbound  | held      |
        a          | d-1205    | d-1204       | email    |           | held      |
        a          | d-1605    | d-1604       | call     | inbound   | held      |
        a          | d-2005    | d-2004       | helpdesk | inbound   | held      |
        a          | d-2405    | d-2404       | email    | inbound   | cancelled |
        a          | d-2805    | d-2804       | email    | inbound   | held      | true
        a          | d-3205    |              | email    | inbound   | held      |
        """)
    assert years_in_which(RESPONDED_AT, given, 9) == [0, 1]


def test_a_time_connects_its_column_from_its_own_date_on():
    given = store("""
        interactions
        account_id | starts_at | responded_at | kind  | direction
        a          | d-5       | d 23:59      | email | inbound
        a          | d-405     | d-399 00:00  | email | inbound
        """)
    assert years_in_which(RESPONDED_AT, given, 2) == [0]


def test_internal_mail_connects_responded_at_too():
    given = store("""
        interactions
        interaction_id | account_id | starts_at | kind  | direction | responded_at
        internal       | a          | d-5       | email | inbound   | d-4

        interaction_participants
        interaction_id | employee_id
        internal       | e1
        """)
    assert RESPONDED_AT in connected_in(given)
    expect_facts(given, "account_id | contacts_90d\na | 0")


# ---- unknown and not applicable


def test_without_interactions_everything_about_contacts_is_unknown_and_the_rest_is_known():
    given = store("""
        accounts
        account_id | contact_preference
        a          |
        needed     | as_needed
        prospect   |

        orders
        account_id | ordered_on
        a          | d-20
        a          | d-200
        needed     | d-20
        """)
    expect_facts(
        given,
        """
        account_id | last_contact_on | last_contact_kind | last_contact_employee_id | last_contact_contact_id
        a          |                 |                   |                          |
        prospect   |                 |                   |                          |
        """,
    )
    expect_facts(
        given,
        """
        account_id | last_meeting_on | last_review_on | next_planned_on | contacts_90d | contacts_365d | meetings_90d
        a          |                 |                |                 |              |               |
        prospect   |                 |                |                 |              |               |
        """,
    )
    expect_facts(
        given,
        """
        account_id | meetings_365d | contact_ratio | cadence_status | attainment | rhythm | watch_state
        a          |               |               |                |            |        |
        needed     |               |               | no_target      |            |        |
        prospect   |               |               | no_target      |            |        |
        """,
    )
    expect_facts(
        given,
        """
        account_id | attention_before | attention_after | attention_orders | attention_index
        a          |                  |                 |                  |
        """,
    )
    expect_facts(
        given,
        """
        account_id | layer    | tier | revenue_12m | orders_12m | contact_target_days | watch_order_on | watch_days
        a          | active   | A    | 200         | 2          | 30                  | d-20           | 20
        prospect   | prospect |      | 0           | 0          |                     |                |
        """,
    )
    expect_facts(given, "account_id | watch_amount | first_order_on\na | 100 | d-200")


def test_without_orders_everything_about_orders_is_unknown_and_the_rest_is_known():
    given = store("""
        accounts
        account_id | contact_preference | tier_entered | agreed_interval_days
        a          |                    | A            | 30
        needed     | as_needed          |              |

        interactions
        account_id | starts_at
        a          | d-5
        a          | d-15
        a          | d-25
        a          | d-35
        """)
    expect_facts(
        given,
        """
        account_id | layer | tier | tier_source | revenue_12m | revenue_prior_12m | orders_12m | cadence_status
        a          |       |      |             |             |                   |            |
        needed     |       |      |             |             |                   |            |
        """,
    )
    expect_facts(
        given,
        """
        account_id | first_order_on | last_order_on | contact_target_days | contact_ratio | attainment
        a          |                |               |                     |               |
        needed     |                |               |                     |               |
        """,
    )
    expect_facts(
        given,
        """
        account_id | watch_order_on | watch_days | watch_amount | watch_state | attention_orders | attention_index
        a          |                |            |              |             |                  |
        """,
    )
    expect_facts(
        given,
        """
        account_id | last_contact_on | contacts_90d | meetings_365d | rhythm
        a          | d-5             | 4            | 4             | 0
        needed     |                 | 0            | 0             |
        """,
    )


def test_what_is_known_to_be_nothing_is_zero_and_what_does_not_apply_is_empty():
    given = store("""
        accounts
        account_id
        quiet
        busy

        interactions
        account_id | starts_at
        busy       | d-5

        orders
        account_id | ordered_on
        busy       | d-5
        """)
    expect_facts(
        given,
        """
        account_id | contacts_90d | meetings_365d | revenue_12m | orders_12m | tier | last_contact_on | contact_ratio
        quiet      | 0            | 0             | 0           | 0          |      |                 |
        """,
    )


# ---- the whole store, and rounding


def test_rankings_run_over_the_whole_store_before_any_visibility_rule():
    given = store("""
        accounts
        account_id | team_id
        small      | north
        large      | south

        orders
        account_id | ordered_on | amount
        small      | d-5        | 10
        large      | d-5        | 1000
        """)
    visible = rows_of(Scope(frozenset({"north"})).cut(scored(given).accounts))
    assert [(row["account_id"], row["tier"]) for row in visible] == [("small", "C")]


def test_values_are_rounded_to_9_decimals_before_they_are_compared_with_a_threshold():
    given = store("""
        accounts
        account_id | agreed_interval_days
        a          | 30

        orders
        account_id | ordered_on
        a          | d-100

        interactions
        account_id | starts_at
        a          | d-40
        """)
    # 40 / 30 = 1.3333333333333 lies above 1.3333333333; rounded to 1.333333333 it does not.
    expect_facts(given, "account_id | cadence_status\na | due", policy={"due_ratio": 1.3333333333})
    expect_facts(given, "account_id | cadence_status\na | overdue", policy={"due_ratio": 1.3333333329})
