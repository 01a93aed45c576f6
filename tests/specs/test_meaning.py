"""Rules of meaning: merged accounts, teams and owners, money, dates of timestamps, flags, bulk, private, text keys."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data_access import evidence
from data_access.scope import Scope
from tests.specs.tables import (
    D,
    expect_entries,
    expect_facts,
    expect_kept,
    expect_rows,
    facts_of,
    mirror_of,
    rows_of,
    scored,
    store,
)

EVERYTHING = Scope.everything()

# ---- merged accounts


def test_the_rows_of_a_merged_account_belong_to_the_survivor_at_the_end_of_the_chain():
    given = store("""
        accounts
        account_id | name   | merged_into_id | tier_entered
        a          | First  | b              | A
        b          | Second | c              | B
        c          | Third  |                | C

        orders
        account_id | ordered_on | amount
        a          | d-5        | 1
        b          | d-6        | 10
        c          | d-7        | 100

        interactions
        interaction_id | account_id | starts_at
        i1             | a          | d-3
        i2             | b          | d-4
        i3             | c          | d-5
        """)
    assert [*facts_of(given)] == ["c"]
    expect_facts(
        given,
        """
        account_id | account_name | tier | revenue_12m | orders_12m | contacts_90d | last_contact_id
        c          | Third        | C    | 111         | 3          | 3            | i1
        """,
    )


def test_a_survivor_that_is_unknown_or_set_aside_is_listed_and_the_account_stands_alone():
    given = store("""
        accounts
        account_id | name     | merged_into_id
        a          | Acme     | nobody
        b          | Bergmann | nameless
        nameless   |          |
        """)
    expect_entries(
        given,
        """
        table    | key      | column         | value    | reason    | done
        accounts | a        | merged_into_id | nobody   | reference | value left out
        accounts | b        | merged_into_id | nameless | reference | value left out
        accounts | nameless | name           |          | missing   | row set aside
        """,
    )
    assert [*facts_of(given)] == ["a", "b"]


def test_accounts_on_a_cycle_of_merges_are_listed_and_stand_alone_and_what_leads_into_it_is_merged():
    given = store("""
        accounts
        account_id | merged_into_id
        a          | b
        b          | c
        c          | a
        self       | self
        into       | b

        orders
        account_id | ordered_on | amount
        a          | d-5        | 1
        b          | d-5        | 10
        into       | d-5        | 100
        """)
    expect_entries(
        given,
        """
        table    | key  | column         | value | reason    | done
        accounts | a    | merged_into_id | b     | reference | value left out
        accounts | b    | merged_into_id | c     | reference | value left out
        accounts | c    | merged_into_id | a     | reference | value left out
        accounts | self | merged_into_id | self  | reference | value left out
        """,
    )
    assert [*facts_of(given)] == ["a", "b", "c", "self"]
    expect_facts(given, "account_id | revenue_12m\na | 1\nb | 110\nc | 0")


# ---- team and owner


def test_the_team_of_an_account_is_its_own_else_its_owners_else_none():
    given = store("""
        teams
        team_id | name
        north   | North
        south   | South

        employees
        employee_id | team_id
        e1          | south
        e2          |
        e3          | closed

        accounts
        account_id    | owner_id | team_id
        own           | e1       | north
        of_the_owner  | e1       |
        none          |          |
        teamless      | e2       |
        unknown_owner | e9       |
        unknown_team  |          | closed
        owners_closed | e3       |
        """)
    expect_facts(
        given,
        """
        account_id    | team_id | team_name
        own           | north   | North
        of_the_owner  | south   | South
        none          |         |
        teamless      |         |
        unknown_owner |         |
        unknown_team  | closed  |
        owners_closed | closed  |
        """,
    )


def test_the_owner_is_the_accounts_own_whatever_members_its_team_has():
    given = store("""
        employees
        employee_id | name
        e1          | Ada
        e2          | Bo

        accounts
        account_id | owner_id
        owned      | e1
        served     |

        account_team_members
        account_id | employee_id | role
        owned      | e2          | owner
        served     | e2          | owner
        """)
    expect_facts(given, "account_id | owner_id | owner_name\nowned | e1 | Ada\nserved | |")


# ---- money


def test_an_amount_is_converted_at_the_rate_of_its_month_else_of_the_latest_earlier_month():
    given = store("""
        fx_rates
        currency | month      | rate
        USD      | 2024-01-01 | 0.5
        USD      | 2024-04-01 | 0.8
        SEK      | 2024-01-01 | 0.1

        accounts
        account_id
        its_month
        last_day
        between
        next_rate
        before
        other
        own

        orders
        account_id | ordered_on | amount | currency
        its_month  | 2024-01-01 | 100    | USD
        last_day   | 2024-01-31 | 100    | USD
        between    | 2024-03-31 | 100    | USD
        next_rate  | 2024-04-01 | 100    | USD
        before     | 2023-12-31 | 100    | USD
        other      | 2024-06-01 | 100    | SEK
        own        | 2024-06-01 | 100    | EUR
        """)
    expect_facts(
        given,
        """
        account_id | revenue_12m
        its_month  | 50
        last_day   | 50
        between    | 50
        next_rate  | 80
        before     |
        other      | 10
        own        | 100
        """,
    )


def test_the_reporting_currency_is_the_companys_choice_and_needs_no_rate():
    given = store(
        """
        orders
        account_id | ordered_on | amount | currency
        dollars    | d-5        | 100    | USD
        euros      | d-5        | 100    | EUR
        """,
        currency="USD",
    )
    expect_facts(given, "account_id | revenue_12m\ndollars | 100\neuros |")


def test_every_amount_in_the_reporting_currency_converted_or_not_is_rounded_half_even_to_4_decimals():
    given = store("""
        fx_rates
        currency | month      | rate
        USD      | 2024-01-01 | 0.5

        orders
        account_id  | ordered_on | amount      | currency
        half_to_0   | d-5        | 0.00005     | EUR
        half_to_2   | d-5        | 0.00015     | EUR
        half_to_2b  | d-5        | 0.00025     | EUR
        over_half   | d-5        | 0.000050001 | EUR
        negative    | d-5        | -0.00015    | EUR
        converted_0 | d-5        | 0.0001      | USD
        converted_2 | d-5        | 0.0003      | USD
        three       | d-5        | 0.00005     | EUR
        three       | d-5        | 0.00005     | EUR
        three       | d-6        | 0.00005     | EUR
        """)
    expect_facts(
        given,
        """
        account_id  | revenue_12m
        half_to_0   | 0
        half_to_2   | 0.0002
        half_to_2b  | 0.0002
        over_half   | 0.0001
        negative    | -0.0002
        converted_0 | 0
        converted_2 | 0.0002
        three       | 0
        """,
    )


def test_sums_are_decimal():
    given = store("""
        orders
        account_id | ordered_on | amount
        tenths     | d-5        | 0.1
        tenths     | d-6        | 0.1
        tenths     | d-7        | 0.1
        large      | d-5        | 10000000000000
        large      | d-5        | 0.1
        large      | d-6        | -10000000000000
        """)
    facts = facts_of(given)
    # Binary fractions would give 0.30000000000000004 and 0.099609375.
    assert facts["tenths"]["revenue_12m"] == 0.3
    assert facts["large"]["revenue_12m"] == 0.1


def test_an_order_without_a_rate_counts_as_an_order_and_its_amount_is_left_out_of_sums():
    given = store("""
        orders
        order_id | account_id | ordered_on | amount | currency
        o1       | a          | d-5        | 100    | XYZ
        o2       | a          | d-40       | 30     | EUR
        """)
    expect_facts(
        given,
        """
        account_id | orders_12m | last_order_on | revenue_12m | layer
        a          | 2          | d-5           | 30          | active
        """,
    )
    expect_rows(
        rows_of(evidence.orders_of(mirror_of(given), EVERYTHING, D, "a")),
        """
        order_id | amount | currency | amount_reporting
        o1       | 100    | XYZ      |
        o2       | 30     | EUR      | 30
        """,
    )


# ---- dates of timestamps


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        (
            "Europe/Helsinki",
            """
            winter_23_59 | 2024-01-15T21:59:59Z | 2024-01-15
            winter_00_00 | 2024-01-15T22:00:00Z | 2024-01-16
            summer_23_59 | 2024-06-15T20:59:59Z | 2024-06-15
            summer_00_00 | 2024-06-15T21:00:00Z | 2024-06-16
            spring_first | 2024-03-30T22:00:00Z | 2024-03-31
            spring_last  | 2024-03-31T20:59:59Z | 2024-03-31
            spring_next  | 2024-03-31T21:00:00Z | 2024-04-01
            autumn_first | 2023-10-28T21:00:00Z | 2023-10-29
            autumn_last  | 2023-10-29T21:59:59Z | 2023-10-29
            autumn_next  | 2023-10-29T22:00:00Z | 2023-10-30
            """,
        ),
        (
            "America/New_York",
            """
            summer_23_59 | 2024-06-15T03:59:59Z      | 2024-06-14
            summer_00_00 | 2024-06-15T04:00:00Z      | 2024-06-15
            winter_23_59 | 2024-01-15T04:59:59Z      | 2024-01-14
            winter_00_00 | 2024-01-15T05:00:00Z      | 2024-01-15
            with_offset  | 2024-06-15T09:30:00+05:30 | 2024-06-15
            """,
        ),
    ],
)
def test_the_date_of_a_timestamp_is_the_calendar_date_in_the_companys_time_zone(zone, moments):
    rows = [[cell.strip() for cell in line.split("|")] for line in moments.strip().splitlines()]
    given = store(
        "interactions\naccount_id | starts_at\n" + "\n".join(f"{account} | {moment}" for account, moment, _ in rows),
        zone=zone,
    )
    expect_facts(given, "account_id | last_contact_on\n" + "\n".join(f"{account} | {day}" for account, _, day in rows))


ALL_DAY = """
    interactions
    account_id | starts_at            | all_day
    all_day    | 2024-06-20T00:00:00Z | true
    bare_date  | 2024-06-20           | true
    a_moment   | 2024-06-20T00:00:00Z | false
    not_said   | 2024-06-20T00:00:00Z |
    """


def test_the_date_of_an_all_day_row_is_never_shifted():
    expect_facts(
        store(ALL_DAY, zone="America/New_York"),
        """
        account_id | last_contact_on
        all_day    | 2024-06-20
        bare_date  | 2024-06-20
        a_moment   | 2024-06-19
        not_said   | 2024-06-19
        """,
    )
    expect_facts(store(ALL_DAY, zone="Pacific/Auckland"), "account_id | last_contact_on\nall_day | 2024-06-20")


def test_the_other_times_of_an_all_day_row_count_by_local_date():
    given = store(
        """
        accounts
        account_id  | created_at
        evening     | d-400
        next_day    | d-400
        grace       | d-400
        after_grace | d-400

        interactions
        account_id  | starts_at  | all_day | status  | created_at | kind
        evening     | d+3 00:00  | true    | planned | d+1 03:59  | meeting
        next_day    | d+3 00:00  | true    | planned | d+1 04:00  | meeting
        grace       | d+14 00:00 | true    | planned | d-1        | meeting
        after_grace | d+15 00:00 | true    | planned | d-1        | meeting
        grace       | d-300      |         | held    |            | meeting
        """,
        zone="America/New_York",
    )
    expect_facts(given, "account_id | next_planned_on\nevening | d+3\nnext_day |\ngrace | d+14\nafter_grace |")


def test_a_date_without_a_time_is_not_shifted():
    given = store("orders\naccount_id | ordered_on\na | 2024-06-20", zone="Pacific/Auckland")
    assert facts_of(given)["a"]["last_order_on"] == date(2024, 6, 20)


# ---- flags, bulk, private


def test_flags_act_only_when_true_and_null_acts_like_false():
    given = store("""
        interactions
        account_id | starts_at | bulk
        true       | d-5       | TRUE
        one        | d-5       | 1
        false      | d-5       | False
        zero       | d-5       | 0
        null       | d-5       |
        bad        | d-5       | yes
        true       | d-700     |
        one        | d-700     |
        """)
    expect_facts(
        given,
        """
        account_id | contacts_90d
        true       | 0
        one        | 0
        false      | 1
        zero       | 1
        null       | 1
        bad        | 1
        """,
    )


def test_bulk_rows_take_part_in_nothing():
    given = store("""
        accounts
        account_id | created_at
        a          | d-400
        later      | d+5

        orders
        account_id | ordered_on
        a          | d-20

        interactions
        interaction_id | account_id | starts_at | kind    | status  | created_at | responded_at | bulk
        i1             | a          | d-5       | email   | held    |            | d-4          | true
        i2             | a          | d-5       | meeting | held    |            |              | true
        i3             | a          | d+5       | meeting | planned | d-5        |              | true
        i4             | later      | d-5       | meeting | held    |            |              | true
        i5             | a          | d-300     | meeting | held    |            |              |
        """)
    assert [*facts_of(given)] == ["a"]
    expect_facts(
        given,
        """
        account_id | contacts_90d | contacts_365d | last_contact_id | next_planned_on | watch_state | attention_index
        a          | 0            | 1             | i5              |                 | neglected   | 1
        """,
    )
    shown = evidence.contacts_of(mirror_of(given), EVERYTHING, D, scored(given).rules, "a")
    assert [*shown["interaction_id"]] == ["i5"]


def test_private_interactions_count_but_their_subject_and_notes_are_never_read():
    given = store("""
        interactions
        interaction_id | account_id | starts_at | private | subject | notes
        i1             | a          | d-5       | true    | Secret  | Secret
        i2             | a          | d-6       | false   | Open    | Words
        i3             | a          | d-7       |         | Open    | Words
        """)
    expect_facts(given, "account_id | contacts_90d | last_contact_id\na | 3 | i1")
    expect_kept(
        given,
        "interactions",
        """
        interaction_id | subject | notes
        i1             |         |
        i2             | Open    | Words
        i3             | Open    | Words
        """,
    )


# ---- columns without a time


def test_columns_without_a_time_hold_todays_value_for_every_as_of_date():
    given = store("""
        employees
        employee_id | team_id
        e1          | north

        accounts
        account_id | owner_id | tier_entered | agreed_interval_days
        a          | e1       | A            | 45
        b          | e1       |              |

        orders
        account_id | ordered_on | status
        a          | d-800      | delivered
        b          | d-800      | cancelled
        """)
    expect_facts(
        given,
        """
        account_id | owner_id | team_id | layer    | tier | contact_target_days
        a          | e1       | north   | active   | A    | 45
        b          | e1       | north   | prospect |      |
        """,
        as_of=D - timedelta(days=790),
    )


# ---- text keys


def test_text_keys_compare_by_code_point():
    given = store("""
        accounts
        account_id
        ä
        a
        😀
        Z
        ～
        10
        9

        orders
        account_id | ordered_on | amount
        a          | d-5        | 10
        Z          | d-5        | 10
        """)
    assert [*facts_of(given)] == ["10", "9", "Z", "a", "ä", "～", "😀"]
    expect_facts(given, "account_id | tier\nZ | A\na | A")
    expect_facts(given, "account_id | tier\nZ | A\na | B", policy={"a_share": 0.5})


def test_keys_that_look_alike_or_like_something_else_are_different_texts():
    given = store("""
        accounts
        account_id
        7
        007
        7.0
        NA
        na
        null
        None
        nan
        true
        é
        é

        orders
        account_id | ordered_on | amount
        007        | d-5        | 7
        NA         | d-5        | 3
        """)
    expect_entries(given, "table | key | column | value | reason | done")
    assert len(facts_of(given)) == 11
    expect_facts(
        given,
        """
        account_id | revenue_12m | account_name
        7          | 0           | Account 7
        007        | 7           | Account 007
        7.0        | 0           | Account 7.0
        NA         | 3           | Account NA
        na         | 0           | Account na
        null       | 0           | Account null
        """,
    )
