"""Bad values and bad rows: nothing is lost silently, nothing is repaired, and every entry says exactly what and why."""

from __future__ import annotations

import pytest

from data_access.sources import SourceError
from tests.specs.tables import (
    NOW,
    entries_of,
    expect_entries,
    expect_facts,
    expect_kept,
    folder,
    kept_in,
    mirror_of,
    report_on,
    store,
)

# ---- values left out


def test_a_bad_value_in_an_optional_column_becomes_null_and_is_listed_and_the_row_stays():
    given = store("""
        employees
        employee_id
        e1

        accounts
        account_id | owner_id | tier_entered | contact_preference | agreed_interval_days | agreement_ends_on
        good       | e1       | A            | proactive          | 30                   | 2024-12-31
        bad        | e9       | a            | sometimes          | often                | 2024-02-30
        old        | e1       | A            | as_needed          | 3651                 | 1989-12-31
        """)
    expect_entries(
        given,
        """
        table    | key | column               | value      | reason      | done
        accounts | bad | owner_id             | e9         | reference   | value left out
        accounts | bad | tier_entered         | a          | enumeration | value left out
        accounts | bad | contact_preference   | sometimes  | enumeration | value left out
        accounts | bad | agreed_interval_days | often      | type        | value left out
        accounts | bad | agreement_ends_on    | 2024-02-30 | type        | value left out
        accounts | old | agreed_interval_days | 3651       | range       | value left out
        accounts | old | agreement_ends_on    | 1989-12-31 | date        | value left out
        """,
    )
    expect_kept(
        given,
        "accounts",
        """
        account_id | owner_id | tier_entered | contact_preference | agreed_interval_days | agreement_ends_on
        good       | e1       | A            | proactive          | 30                   | 2024-12-31
        bad        |          |              |                    |                      |
        old        | e1       | A            | as_needed          |                      |
        """,
    )


def test_an_unknown_employee_contact_parent_account_or_survivor_is_left_out():
    given = store("""
        employees
        employee_id
        e1

        contacts
        contact_id | account_id
        c1         | a

        accounts
        account_id | owner_id | parent_account_id | merged_into_id
        a          | e9       | b9                | b9
        b          | e1       | a                 |

        interactions
        interaction_id | account_id | starts_at | employee_id | contact_id
        i1             | a          | d-5       | e9          | c9
        i2             | a          | d-6       | e1          | c1

        cases
        case_id | account_id | contact_id
        s1      | a          | c9
        """)
    expect_entries(
        given,
        """
        table        | key | column            | value | reason    | done
        accounts     | a   | owner_id          | e9    | reference | value left out
        accounts     | a   | parent_account_id | b9    | reference | value left out
        accounts     | a   | merged_into_id    | b9    | reference | value left out
        interactions | i1  | employee_id       | e9    | reference | value left out
        interactions | i1  | contact_id        | c9    | reference | value left out
        cases        | s1  | contact_id        | c9    | reference | value left out
        """,
    )
    expect_kept(given, "interactions", "interaction_id | employee_id | contact_id\ni1 | |\ni2 | e1 | c1")
    expect_kept(given, "accounts", "account_id | owner_id | parent_account_id\na | |\nb | e1 | a")


# ---- rows set aside


def test_a_row_is_set_aside_when_a_column_that_must_be_there_is_null():
    given = store("""
        accounts
        account_id | name
        a          | Acme
        nameless   |

        orders
        order_id | account_id | ordered_on | amount | currency | status
        good     | a          | 2024-06-01 | 1      | EUR      | delivered
                 | a          | 2024-06-01 | 1      | EUR      | delivered
        o2       |            | 2024-06-01 | 1      | EUR      | delivered
        o3       | a          |            | 1      | EUR      | delivered
        o4       | a          | 2024-06-01 |        | EUR      | delivered
        o5       | a          | 2024-06-01 | 1      |          | delivered
        o6       | a          | 2024-06-01 | 1      | EUR      |
        """)
    expect_entries(
        given,
        """
        table    | key      | column     | value | reason  | done
        accounts | nameless | name       |       | missing | row set aside
        orders   |          | order_id   |       | missing | row set aside
        orders   | o2       | account_id |       | missing | row set aside
        orders   | o3       | ordered_on |       | missing | row set aside
        orders   | o4       | amount     |       | missing | row set aside
        orders   | o5       | currency   |       | missing | row set aside
        orders   | o6       | status     |       | missing | row set aside
        """,
    )
    expect_kept(given, "orders", "order_id\ngood")


def test_a_row_is_set_aside_when_a_column_that_must_be_there_is_bad():
    given = store("""
        orders
        order_id | account_id | ordered_on | amount          | status
        o1       | a          | 2024-13-01 | 1               | delivered
        o2       | a          | 1989-12-31 | 1               | delivered
        o3       | a          | 2024-06-01 | much            | delivered
        o4       | a          | 2024-06-01 | 100000000000000 | delivered
        o5       | a          | 2024-06-01 | 1               | paid
        """)
    expect_entries(
        given,
        """
        table  | key | column     | value           | reason      | done
        orders | o1  | ordered_on | 2024-13-01      | type        | row set aside
        orders | o2  | ordered_on | 1989-12-31      | date        | row set aside
        orders | o3  | amount     | much            | type        | row set aside
        orders | o4  | amount     | 100000000000000 | range       | row set aside
        orders | o5  | status     | paid            | enumeration | row set aside
        """,
    )
    expect_kept(given, "orders", "order_id")


def test_a_row_is_set_aside_when_its_account_is_unknown_or_set_aside():
    given = store("""
        accounts
        account_id | name
        a          | Acme
        nameless   |

        orders
        order_id | account_id | ordered_on
        o1       | nobody     | d-5
        o2       | nameless   | d-5
        o3       | a          | d-5

        contacts
        contact_id | account_id
        c1         | nameless

        interactions
        interaction_id | account_id | starts_at | contact_id
        i1             | a          | d-5       | c1
        """)
    expect_entries(
        given,
        """
        table        | key      | column     | value    | reason    | done
        accounts     | nameless | name       |          | missing   | row set aside
        orders       | o1       | account_id | nobody   | reference | row set aside
        orders       | o2       | account_id | nameless | reference | row set aside
        contacts     | c1       | account_id | nameless | reference | row set aside
        interactions | i1       | contact_id | c1       | reference | value left out
        """,
    )
    expect_kept(given, "orders", "order_id\no3")


def test_a_row_is_set_aside_when_an_employee_it_must_name_is_unknown():
    given = store("""
        employees
        employee_id
        e1

        account_team_members
        account_id | employee_id | role
        a          | e1          | deputy
        a          | e9          | deputy

        qualifications
        qualification_id | employee_id
        q1               | e1
        q2               | e9
        """)
    expect_entries(
        given,
        """
        table                | key           | column      | value | reason    | done
        account_team_members | a|e9|deputy|| | employee_id | e9    | reference | row set aside
        qualifications       | q2            | employee_id | e9    | reference | row set aside
        """,
    )
    expect_kept(given, "account_team_members", "employee_id\ne1")
    expect_kept(given, "qualifications", "qualification_id\nq1")


def test_a_team_member_without_a_role_or_with_a_bad_one_stays():
    given = store("""
        accounts
        account_id
        a

        account_team_members
        account_id | employee_id | role
        a          | e1          |
        a          | e2          | boss
        """)
    expect_entries(
        given,
        """
        table                | key         | column | value | reason      | done
        account_team_members | a|e2|boss|| | role   | boss  | enumeration | value left out
        """,
    )
    expect_kept(given, "account_team_members", "employee_id | role\ne1 |\ne2 |")


def test_a_row_set_aside_has_one_entry_for_the_first_fault_in_column_order_that_sets_it_aside():
    given = store("""
        employees
        employee_id
        e1

        orders
        order_id | account_id | ordered_on | amount | status
        o1       | nobody     | soon       | much   | paid
        o2       | a          | soon       | much   | paid
                 | nobody     | soon       | much   | paid

        accounts
        account_id
        a

        interactions
        interaction_id | account_id | employee_id | kind  | starts_at | status
        i1             | a          | e9          | visit | soon      | done

        survey_responses
        response_id | account_id | score | scale_min | scale_max | answered_at
        r1          | a          | 11    | 0         | 10        |
        r2          | a          | 11    | 0         |           | soon
        """)
    expect_entries(
        given,
        """
        table            | key | column     | value  | reason      | done
        orders           | o1  | account_id | nobody | reference   | row set aside
        orders           | o2  | ordered_on | soon   | type        | row set aside
        orders           |     | order_id   |        | missing     | row set aside
        interactions     | i1  | kind       | visit  | enumeration | row set aside
        survey_responses | r1  | score      | 11     | range       | row set aside
        survey_responses | r2  | scale_max  |        | missing     | row set aside
        """,
    )


# ---- keys seen before


def test_of_good_rows_with_one_key_the_first_in_file_order_stays():
    given = store("""
        accounts
        account_id | name   | tier_entered
        a          | First  | X
        a          | Second | A
        b          |        | A
        b          | Good   | B

        orders
        order_id | account_id | ordered_on | amount
        o1       | b          | d-5        | much
        o1       | b          | d-5        | 10
        o1       | b          | d-5        | 20
        o1       | nobody     | d-5        | 30
        """)
    # A row with a value left out is a good row; a row set aside is none, so it takes no key.
    expect_entries(
        given,
        """
        table    | key | column       | value  | reason      | done
        accounts | a   | tier_entered | X      | enumeration | value left out
        accounts | a   | account_id   | a      | duplicate   | row set aside
        accounts | b   | name         |        | missing     | row set aside
        orders   | o1  | amount       | much   | type        | row set aside
        orders   | o1  | order_id     | o1     | duplicate   | row set aside
        orders   | o1  | account_id   | nobody | reference   | row set aside
        """,
    )
    expect_kept(given, "accounts", "account_id | name\na | First\nb | Good")
    expect_kept(given, "orders", "order_id | amount\no1 | 10")


def test_the_key_of_a_rate_is_currency_and_month_and_that_of_members_and_participants_all_columns():
    given = store("""
        fx_rates
        currency | month      | rate
        USD      | 2024-01-01 | 0.9
        USD      | 2024-01-01 | 0.8
        USD      | 2024-02-01 | 0.9
        SEK      | 2024-01-01 | 0.1

        account_team_members
        account_id | employee_id | role   | since      | until
        a          | e1          | member |            |
        a          | e1          | deputy |            |
        a          | e1          | member | 2024-01-01 |
        a          | e1          | member |            | 2024-01-01
        a          | e1          | member |            |

        interactions
        interaction_id | account_id | starts_at
        i1             | a          | d-5
        i2             | a          | d-5

        interaction_participants
        interaction_id | employee_id | contact_id | third_party
        i1             | e1          |            |
        i2             | e1          |            |
        i1             |             | e1         |
        i1             |             |            | e1
        i1             | e1          |            |
        """)
    expect_entries(
        given,
        """
        table                    | key            | column         | value | reason    | done
        fx_rates                 | USD|2024-01-01 | currency       | USD   | duplicate | row set aside
        account_team_members     | a|e1|member||  | account_id     | a     | duplicate | row set aside
        interaction_participants | i1|e1||        | interaction_id | i1    | duplicate | row set aside
        """,
    )
    expect_kept(given, "fx_rates", "currency | rate\nUSD | 0.9\nUSD | 0.9\nSEK | 0.1")
    assert report_on(given, "account_team_members").rows_kept == 4
    assert report_on(given, "interaction_participants").rows_kept == 4


def test_keys_are_compared_as_delivered():
    given = store("""
        employees
        employee_id
        e1

        accounts
        account_id
        7
        007
        a
        A

        account_team_members
        account_id | employee_id | role   | since
        a          | e1          | member | soon
        a          | e1          | member | later

        interactions
        interaction_id | account_id | starts_at
        i1             | a          | d-5

        interaction_participants
        interaction_id | employee_id
        i1             | x1
        i1             | x2
        """)
    expect_entries(
        given,
        """
        table                    | key                | column      | value | reason    | done
        account_team_members     | a|e1|member|soon|  | since       | soon  | type      | value left out
        account_team_members     | a|e1|member|later| | since       | later | type      | value left out
        interaction_participants | i1|x1||            | employee_id | x1    | reference | value left out
        interaction_participants | i1|x2||            | employee_id | x2    | reference | value left out
        """,
    )
    expect_kept(given, "accounts", "account_id\n007\n7\nA\na")
    expect_kept(given, "account_team_members", "employee_id | since\ne1 |\ne1 |")
    expect_kept(given, "interaction_participants", "interaction_id | employee_id\ni1 |\ni1 |")


# ---- participants


def test_a_participant_row_that_names_none_of_the_three_is_set_aside():
    given = store("""
        interactions
        interaction_id | account_id | starts_at
        i1             | internal   | d-5
        i2             | nobody     | d-5

        interaction_participants
        interaction_id | employee_id | contact_id | third_party
        i1             |             |            |
        i1             | e1          |            |
        i2             |             |            |
                       |             |            |
        """)
    expect_entries(
        given,
        """
        table                    | key   | column         | value | reason            | done
        interaction_participants | i1||| | employee_id    |       | empty_participant | row set aside
        interaction_participants | i2||| | employee_id    |       | empty_participant | row set aside
        interaction_participants | |||   | interaction_id |       | missing           | row set aside
        """,
    )
    assert report_on(given, "interaction_participants").rows_kept == 1
    expect_facts(given, "account_id | contacts_90d\ninternal | 0\nnobody | 1")


def test_a_participant_row_with_several_names_is_the_contact_before_the_third_party_before_the_employee():
    given = store("""
        employees
        employee_id
        e1

        contacts
        contact_id | account_id
        c1         | contact

        interactions
        interaction_id | account_id  | starts_at
        i1             | contact     | d-5
        i2             | third_party | d-5
        i3             | employee    | d-5
        i4             | unknown     | d-5

        interaction_participants
        interaction_id | employee_id | contact_id | third_party
        i1             | e1          | c1         | lawyer
        i2             | e1          |            | lawyer
        i3             | e1          |            |
        i4             | e1          | c9         | lawyer
        """)
    expect_kept(
        given,
        "interaction_participants",
        """
        names       | employee_id | contact_id
        contact     | e1          | c1
        third_party | e1          |
        employee    | e1          |
        contact     | e1          |
        """,
    )
    expect_facts(
        given,
        "account_id | contacts_90d\ncontact | 1\nthird_party | 1\nemployee | 0\nunknown | 1",
    )


def test_participants_of_an_unknown_interaction_are_counted_and_ignored_whatever_else_they_hold():
    given = store("""
        employees
        employee_id
        e1

        interactions
        interaction_id | account_id | starts_at | kind
        i1             | a          | d-5       | meeting
        aside          | a          | d-5       | visit

        interaction_participants
        interaction_id | employee_id
        i1             | e1
        i9             | e1
        i9             | e1
        i9             |
        i9             | e9
        aside          | e1
        """)
    expect_entries(
        given,
        """
        table        | key   | column | value | reason      | done
        interactions | aside | kind   | visit | enumeration | row set aside
        """,
    )
    report = report_on(given, "interaction_participants")
    assert (report.rows_read, report.rows_kept, report.ignored, report.set_aside) == (6, 1, 5, 0)


# ---- ranges


def test_an_agreed_interval_has_1_to_3650_days():
    given = store("""
        accounts
        account_id | agreed_interval_days
        least      | 1
        most       | 3650
        none       | 0
        negative   | -30
        too_long   | 3651
        """)
    expect_entries(
        given,
        """
        table    | key      | column               | value | reason | done
        accounts | none     | agreed_interval_days | 0     | range  | value left out
        accounts | negative | agreed_interval_days | -30   | range  | value left out
        accounts | too_long | agreed_interval_days | 3651  | range  | value left out
        """,
    )
    assert [row["agreed_interval_days"] for row in kept_in(given, "accounts")] == [1, 3650, None, None, None]


def test_a_rate_is_above_0_and_its_month_the_first_of_a_month():
    given = store("""
        accounts
        account_id
        a

        fx_rates
        currency | month      | rate
        USD      | 2024-01-01 | 0.0000000001
        USD      | 2024-02-01 | 0
        USD      | 2024-03-01 | -0.9
        USD      | 2024-04-02 | 0.9
        USD      | 2024-05-31 | 0.9
        """)
    expect_entries(
        given,
        """
        table    | key            | column | value      | reason | done
        fx_rates | USD|2024-02-01 | rate   | 0          | range  | row set aside
        fx_rates | USD|2024-03-01 | rate   | -0.9       | range  | row set aside
        fx_rates | USD|2024-04-02 | month  | 2024-04-02 | range  | row set aside
        fx_rates | USD|2024-05-31 | month  | 2024-05-31 | range  | row set aside
        """,
    )
    expect_kept(given, "fx_rates", "month | rate\n2024-01-01 | 0.0000000001")


def test_a_score_lies_on_its_scale_else_the_row_is_set_aside_for_its_score():
    given = store("""
        survey_responses
        response_id | account_id | score | scale_min | scale_max
        lowest      | a          | 1     | 1         | 5
        highest     | a          | 5     | 1         | 5
        fraction    | a          | 4.5   | 1         | 5
        below       | a          | 0.99  | 1         | 5
        above       | a          | 5.01  | 1         | 5
        no_scale    | a          | 5     | 5         | 5
        upside_down | a          | 3     | 5         | 1
        """)
    expect_entries(
        given,
        """
        table            | key         | column | value | reason | done
        survey_responses | below       | score  | 0.99  | range  | row set aside
        survey_responses | above       | score  | 5.01  | range  | row set aside
        survey_responses | no_scale    | score  | 5     | range  | row set aside
        survey_responses | upside_down | score  | 3     | range  | row set aside
        """,
    )
    expect_kept(given, "survey_responses", "response_id | score\nlowest | 1\nhighest | 5\nfraction | 4.5")


def test_a_grade_is_0_to_3():
    given = store("""
        accounts
        account_id
        a

        qualifications
        qualification_id | employee_id | kind    | grade
        q0               | e1          | quality | 0
        q3               | e1          | quality | 3
        q4               | e1          | quality | 4
        q_minus          | e1          | quality | -1
        """)
    expect_entries(
        given,
        """
        table          | key     | column | value | reason | done
        qualifications | q4      | grade  | 4     | range  | value left out
        qualifications | q_minus | grade  | -1    | range  | value left out
        """,
    )
    expect_kept(given, "qualifications", "qualification_id | grade\nq0 | 0\nq3 | 3\nq4 |\nq_minus |")


def test_money_has_at_most_14_digits_before_and_10_after_the_point():
    given = store("""
        opportunities
        opportunity_id | account_id | amount
        largest        | a          | 99999999999999.9999999999
        smallest       | a          | -99999999999999.9999999999
        finest         | a          | 0.0000000001
        too_large      | a          | 100000000000000
        too_small      | a          | -100000000000000
        too_fine       | a          | 0.00000000001
        """)
    expect_entries(
        given,
        """
        table         | key       | column | value            | reason | done
        opportunities | too_large | amount | 100000000000000  | range  | value left out
        opportunities | too_small | amount | -100000000000000 | range  | value left out
        opportunities | too_fine  | amount | 0.00000000001    | range  | value left out
        """,
    )
    assert [str(row["amount"]) for row in kept_in(given, "opportunities")[:3]] == [
        "99999999999999.9999999999",
        "-99999999999999.9999999999",
        "1E-10",
    ]


def test_nan_and_infinity_are_bad():
    given = store("""
        accounts
        account_id
        a

        orders
        order_id | account_id | ordered_on | amount
        o1       | a          | d-5        | NaN
        o2       | a          | d-5        | Infinity
        o3       | a          | d-5        | -inf

        survey_responses
        response_id | account_id | score | scale_max
        r1          | a          | nan   | 10
        r2          | a          | 5     | inf
        """)
    expect_entries(
        given,
        """
        table            | key | column    | value    | reason | done
        orders           | o1  | amount    | NaN      | type   | row set aside
        orders           | o2  | amount    | Infinity | type   | row set aside
        orders           | o3  | amount    | -inf     | type   | row set aside
        survey_responses | r1  | score     | nan      | type   | row set aside
        survey_responses | r2  | scale_max | inf      | type   | row set aside
        """,
    )


def test_what_follows_an_interaction_is_not_before_its_start_else_the_later_named_time_is_the_bad_one():
    given = store("""
        interactions
        interaction_id | account_id | starts_at         | ends_at           | documented_at     | shared_at
        together       | a          | 2024-06-20T09:00Z | 2024-06-20T09:00Z | 2024-06-20T09:00Z | 2024-06-20T09:00Z
        before         | a          | 2024-06-20T09:00Z | 2024-06-20T08:59Z | 2024-06-19T23:00Z | 2024-06-20T08:59Z
        other_offset   | a          | 2024-06-20T09:00Z | 2024-06-20T10:00Z |                   |
        no_start       | a          | soon              | 2024-06-20T08:59Z |                   |

        cases
        case_id  | account_id | opened_at         | first_response_at | resolved_at       | escalated_at
        together | a          | 2024-06-20T09:00Z | 2024-06-20T09:00Z | 2024-06-20T09:00Z | 2024-06-20T09:00Z
        before   | a          | 2024-06-20T09:00Z | 2024-06-20T08:59Z | 2024-06-19T09:00Z | 1999-06-20T09:00Z
        """)
    expect_entries(
        given,
        """
        table        | key      | column            | value             | reason | done
        interactions | before   | ends_at           | 2024-06-20T08:59Z | range  | value left out
        interactions | before   | documented_at     | 2024-06-19T23:00Z | range  | value left out
        interactions | before   | shared_at         | 2024-06-20T08:59Z | range  | value left out
        interactions | no_start | starts_at         | soon              | type   | row set aside
        cases        | before   | first_response_at | 2024-06-20T08:59Z | range  | value left out
        cases        | before   | resolved_at       | 2024-06-19T09:00Z | range  | value left out
        cases        | before   | escalated_at      | 1999-06-20T09:00Z | range  | value left out
        """,
    )
    expect_kept(
        given,
        "interactions",
        """
        interaction_id | starts_at  | ends_at    | documented_at
        together       | d-10 09:00 | d-10 09:00 | d-10 09:00
        before         | d-10 09:00 |            |
        other_offset   | d-10 09:00 | d-10 10:00 |
        """,
    )


def test_an_answer_and_an_analysis_are_not_before_the_start_either():
    given = store("""
        interactions
        interaction_id | account_id | starts_at         | responded_at              | analysed_at
        together       | a          | 2024-06-20T09:00Z | 2024-06-20T12:00:00+03:00 | 2024-06-20T09:00Z
        before         | a          | 2024-06-20T09:00Z | 2024-06-20T11:59:00+03:00 | 2024-06-20T08:59:59Z
        """)
    expect_entries(
        given,
        """
        table        | key    | column       | value                     | reason | done
        interactions | before | responded_at | 2024-06-20T11:59:00+03:00 | range  | value left out
        interactions | before | analysed_at  | 2024-06-20T08:59:59Z      | range  | value left out
        """,
    )


def test_times_of_an_all_day_row_are_compared_with_its_start_as_times():
    given = store(
        """
        interactions
        interaction_id | account_id | all_day | starts_at  | ends_at          | documented_at
        that_day       | a          | true    | 2024-06-20 | 2024-06-20       | 2024-06-20T00:00Z
        before         | a          | true    | 2024-06-20 | 2024-06-19T23:00Z | 2024-06-19T23:59Z
        """,
        zone="Europe/Helsinki",
    )
    expect_entries(
        given,
        """
        table        | key    | column        | value             | reason | done
        interactions | before | ends_at       | 2024-06-19T23:00Z | range  | value left out
        interactions | before | documented_at | 2024-06-19T23:59Z | range  | value left out
        """,
    )


def test_dates_and_times_lie_from_1990_to_the_end_of_the_tenth_year_after_the_sync_by_utc_date():
    given = store("""
        accounts
        account_id | agreement_ends_on | created_at
        first      | 1990-01-01        | 1990-01-01T00:00:00Z
        last       | 2034-12-31        | 2034-12-31T23:59:59Z
        before     | 1989-12-31        | 1989-12-31T23:59:59Z
        after      | 2035-01-01        | 2035-01-01T00:00:00Z
        east       |                   | 1990-01-01T01:00:00+02:00
        west       |                   | 2034-12-31T22:30:00-02:00
        year_one   | 0001-01-01        | 9999-12-31T23:59:59Z
        """)
    expect_entries(
        given,
        """
        table    | key      | column            | value                     | reason | done
        accounts | before   | agreement_ends_on | 1989-12-31                | date   | value left out
        accounts | before   | created_at        | 1989-12-31T23:59:59Z      | date   | value left out
        accounts | after    | agreement_ends_on | 2035-01-01                | date   | value left out
        accounts | after    | created_at        | 2035-01-01T00:00:00Z      | date   | value left out
        accounts | east     | created_at        | 1990-01-01T01:00:00+02:00 | date   | value left out
        accounts | west     | created_at        | 2034-12-31T22:30:00-02:00 | date   | value left out
        accounts | year_one | agreement_ends_on | 0001-01-01                | date   | value left out
        accounts | year_one | created_at        | 9999-12-31T23:59:59Z      | date   | value left out
        """,
    )


# ---- tables and columns that are not there


def test_a_reference_into_a_table_that_is_not_connected_is_kept_and_account_id_is_always_checked():
    given = folder(
        {
            "accounts.csv": "account_id,name,owner_id\na,Acme,e1\n",
            "employees.csv": "employee_id,email\ne7,e7@example.com\n",
            "account_team_members.csv": "account_id,employee_id,role\na,e2,deputy\n",
            "interactions.csv": (
                "interaction_id,account_id,kind,starts_at,status,employee_id,contact_id\n"
                "i1,a,meeting,2024-06-20,held,e3,c1\n"
                "i2,nobody,meeting,2024-06-20,held,e3,c1\n"
            ),
        }
    )
    expect_entries(
        given,
        """
        table        | key | column     | value  | reason    | done
        interactions | i2  | account_id | nobody | reference | row set aside
        """,
    )
    expect_facts(
        given,
        """
        account_id | owner_id | owner_name | last_contact_employee_id | last_contact_contact_id
        a          | e1       |            | e3                       | c1
        """,
    )
    expect_kept(given, "account_team_members", "employee_id\ne2")


def test_a_table_that_lacks_a_column_that_must_be_there_is_not_connected_and_said_once():
    given = folder(
        {
            "accounts.csv": "account_id,name\na,Acme\n",
            "orders.csv": "order_id,account_id,ordered_on,status\no1,a,2024-06-20,delivered\no1,nobody,soon,paid\n",
        }
    )
    expect_entries(given, "table | key | column | value | reason | done")
    report = report_on(given, "orders")
    assert not report.connected
    assert report.missing_columns == ("amount", "currency")
    assert [*mirror_of(given).report.not_connected].count("orders") == 1
    expect_facts(given, "account_id | layer\na |")


def test_only_accounts_is_needed():
    given = folder({"accounts.csv": "account_id,name\na,Acme\n"})
    expect_facts(given, "account_id | account_name | layer | contacts_90d\na | Acme | |")
    assert "accounts" not in mirror_of(given).report.not_connected
    assert len(mirror_of(given).report.not_connected) == 13


@pytest.mark.parametrize(
    "files",
    [
        {"orders.csv": "order_id,account_id,ordered_on,amount,currency,status\n"},
        {"accounts.csv": "account_id,owner_id\na,e1\n"},
    ],
)
def test_without_accounts_there_is_nothing_to_load_and_one_sentence_says_so(files):
    with pytest.raises(SourceError, match=r"accounts.*name"):
        mirror_of(folder(files))


# ---- the entries themselves


def test_an_entry_has_the_value_as_delivered_cut_at_200_characters_and_the_time_of_the_load():
    given = store(f"""
        accounts
        account_id | tier_entered
        a          | {"x" * 201}
        b          | {"y" * 200}
        """)
    entries = {entry["key"]: entry for entry in entries_of(given)}
    assert {key: entry["value"] for key, entry in entries.items()} == {"a": "x" * 200, "b": "y" * 200}
    assert {entry["time"] for entry in entries.values()} == {NOW}
    assert [*entries["a"]] == ["table", "key", "column", "value", "reason", "done", "time"]


def test_the_rest_of_the_load_goes_on_and_the_report_counts_what_was_read_kept_set_aside_and_left_out():
    given = store("""
        accounts
        account_id | tier_entered | agreed_interval_days
        a          | X            | 0
        b          | A            | 30

        orders
        order_id | account_id | ordered_on | amount
        o1       | a          | d-5        | much
        o2       | a          | d-5        | 100
        o2       | a          | d-5        | 100
        o3       | b          | d-5        | 100
        """)
    accounts, orders = report_on(given, "accounts"), report_on(given, "orders")
    assert (accounts.rows_read, accounts.rows_kept, accounts.set_aside, accounts.values_left_out) == (2, 2, 0, 2)
    assert (orders.rows_read, orders.rows_kept, orders.set_aside, orders.values_left_out) == (4, 2, 2, 0)
    expect_facts(given, "account_id | revenue_12m\na | 100\nb | 100")
