"""Section 5, opinion: what customers and our own teams say when they are asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.specs.tables import D, active_store, expect_facts, store

YESTERDAY, TOMORROW = D - timedelta(days=1), D + timedelta(days=1)

# ---- core_satisfaction


def test_core_satisfaction_takes_core_service_and_overall_of_satisfaction_and_project_evaluation():
    given = active_store("""
        survey_responses
        account_id | instrument         | dimension        | score
        core       | satisfaction       | core_service     | 7
        overall    | satisfaction       | overall          | 7
        project    | project_evaluation | core_service     | 7
        project_o  | project_evaluation | overall          | 7
        service    | satisfaction       | customer_service | 7
        recommend  | nps                | recommend        | 7
        nps        | nps                | overall          | 7
        team       | team_opinion       | overall          | 7
        team_core  | team_opinion       | core_service     | 7
        other      | satisfaction       | packaging        | 7
        trust      | satisfaction       | trust            | 7
        """)
    expect_facts(
        given,
        """
        account_id | core_satisfaction
        core       | 7
        overall    | 7
        project    | 7
        project_o  | 7
        service    |
        recommend  |
        nps        |
        team       |
        team_core  |
        other      |
        trust      |
        """,
    )


def test_service_satisfaction_takes_customer_service_of_the_same_instruments_and_no_other_dimension():
    given = active_store("""
        survey_responses
        account_id | instrument         | dimension        | score
        service    | satisfaction       | customer_service | 7
        project    | project_evaluation | customer_service | 7
        core       | satisfaction       | core_service     | 7
        overall    | satisfaction       | overall          | 7
        nps        | nps                | customer_service | 7
        team       | team_opinion       | customer_service | 7
        """)
    expect_facts(
        given,
        """
        account_id | service_satisfaction
        service    | 7
        project    | 7
        core       |
        overall    |
        nps        |
        team       |
        """,
    )


SCALES = """
    survey_responses
    account_id  | dimension        | score | scale_min | scale_max
    zero_to_ten | {0}              | 8     | 0         | 10
    one_to_five | {0}              | 4     | 1         | 5
    stars       | {0}              | 1     | 1         | 5
    best        | {0}              | 5     | 1         | 5
    both_signs  | {0}              | 1     | -2        | 2
    percent     | {0}              | 62.5  | 0         | 100
    """


@pytest.mark.parametrize(
    ("dimension", "indicator"),
    [
        ("overall", "core_satisfaction"),
        ("customer_service", "service_satisfaction"),
        ("trust", "stated_commitment"),
    ],
)
def test_scores_are_rescaled_to_0_to_10(dimension, indicator):
    expect_facts(
        active_store(SCALES.format(dimension)),
        f"""
        account_id  | {indicator}
        zero_to_ten | 8
        one_to_five | 7.5
        stars       | 0
        best        | 10
        both_signs  | 7.5
        percent     | 6.25
        """,
    )


def test_a_satisfaction_of_9_is_worth_100_and_of_6_nothing_and_a_commitment_of_9_is_worth_100_and_of_5_nothing():
    marks = {"m10": 10, "m9": 9, "m75": 7.5, "m7": 7, "m6": 6, "m5": 5, "m2": 2}
    given = active_store(
        "survey_responses\naccount_id | dimension | score\n"
        + "".join(
            f"{account} | {dimension} | {mark}\n"
            for account, mark in marks.items()
            for dimension in ("core_service", "customer_service", "commitment")
        )
    )
    expect_facts(
        given,
        """
        account_id | core_satisfaction_points | service_satisfaction_points | stated_commitment_points
        m10        | 100                      | 100                         | 100
        m9         | 100                      | 100                         | 100
        m75        | 50                       | 50                          | 62.5
        m7         | 100/3                    | 100/3                       | 50
        m6         | 0                        | 0                           | 25
        m5         | 0                        | 0                           | 0
        m2         | 0                        | 0                           | 0
        """,
    )


# ---- respondents


def test_satisfaction_is_the_mean_over_respondents_of_the_latest_answer_of_each():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a
        c2         | a

        survey_responses
        account_id | contact_id | dimension        | score | answered_at
        a          | c1         | overall          | 2     | d-30
        a          | c1         | overall          | 3     | d-20
        a          | c1         | overall          | 9     | d-10
        a          | c2         | overall          | 6     | d-300
        a          | c1         | customer_service | 10    | d-30
        a          | c1         | customer_service | 4     | d-5
        a          | c2         | customer_service | 5     | d-6
        """)
    expect_facts(given, "account_id | core_satisfaction | service_satisfaction\na | 7.5 | 4.5")


def test_core_service_and_overall_of_a_respondent_are_one_answer_whichever_instrument_asked():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a
        c2         | a

        survey_responses
        account_id | contact_id | instrument         | dimension    | score | answered_at
        a          | c1         | satisfaction       | core_service | 2     | d-30
        a          | c1         | project_evaluation | overall      | 8     | d-20
        a          | c2         | satisfaction       | overall      | 4     | d-20
        """)
    expect_facts(given, "account_id | core_satisfaction\na | 6")


def test_without_a_contact_each_response_is_a_respondent_of_its_own():
    given = active_store("""
        employees
        employee_id
        e1

        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        account_id | contact_id | employee_id | dimension | score | answered_at
        a          |            |             | overall   | 4     | d-30
        a          |            |             | overall   | 8     | d-20
        employee   |            | e1          | overall   | 4     | d-30
        employee   |            | e1          | overall   | 8     | d-20
        unknown    | stranger   |             | overall   | 4     | d-30
        unknown    | stranger   |             | overall   | 8     | d-20
        known      | c1         | e1          | overall   | 4     | d-30
        known      | c1         |             | overall   | 8     | d-20
        trust      |            |             | trust     | 4     | d-30
        trust      |            |             | trust     | 8     | d-20
        """)
    expect_facts(
        given,
        """
        account_id | core_satisfaction | stated_commitment
        a          | 6                 |
        employee   | 6                 |
        unknown    | 6                 |
        known      | 8                 |
        trust      |                   | 6
        """,
    )


def test_a_person_who_answers_for_two_accounts_is_a_respondent_of_each():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        account_id | contact_id | dimension | score | answered_at
        a          | c1         | overall   | 4     | d-30
        b          | c1         | overall   | 8     | d-20
        """)
    expect_facts(given, "account_id | core_satisfaction\na | 4\nb | 8")


def test_answers_about_accounts_merged_into_it_are_its_own():
    given = active_store("""
        accounts
        account_id | merged_into_id
        kept       |
        merged     | kept

        contacts
        contact_id | account_id
        c1         | kept
        c2         | merged

        survey_responses
        account_id | contact_id | dimension | score | answered_at
        kept       | c1         | overall   | 2     | d-30
        merged     | c1         | overall   | 6     | d-20
        merged     | c2         | overall   | 10    | d-20
        """)
    expect_facts(given, "account_id | core_satisfaction\nkept | 8")


# ---- the latest answer


def test_the_latest_answer_has_the_greatest_date_then_core_service_then_the_latest_moment_then_the_greatest_key():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        response_id | account_id | contact_id | dimension    | score | answered_at
        r1          | date       | c1         | core_service | 1     | d-6 23:00
        r2          | date       | c1         | overall      | 9     | d-5 01:00
        r3          | core       | c1         | overall      | 1     | d-5 17:00
        r4          | core       | c1         | core_service | 9     | d-5 08:00
        r5          | moment     | c1         | core_service | 9     | d-5 08:00:01
        r6          | moment     | c1         | core_service | 1     | d-5 08:00:00
        r7          | of_overall | c1         | overall      | 9     | d-5 09:00
        r8          | of_overall | c1         | overall      | 1     | d-5 08:00
        r10         | key        | c1         | core_service | 1     | d-5 08:00
        r9          | key        | c1         | core_service | 9     | d-5 08:00
        R11         | case       | c1         | core_service | 1     | d-5 08:00
        r11         | case       | c1         | core_service | 9     | d-5 08:00
        r13         | not_key    | c1         | core_service | 1     | d-5 08:00
        r12         | not_key    | c1         | core_service | 9     | d-5 09:00
        """)
    expect_facts(
        given,
        """
        account_id | core_satisfaction
        date       | 9
        core       | 9
        moment     | 9
        of_overall | 9
        key        | 9
        case       | 9
        not_key    | 9
        """,
    )


def test_the_same_order_decides_between_answers_on_service_trust_and_commitment():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        response_id | account_id | contact_id | dimension        | score | answered_at
        r1          | date       | c1         | customer_service | 1     | d-6 23:00
        r2          | date       | c1         | customer_service | 9     | d-5 01:00
        r4          | moment     | c1         | customer_service | 1     | d-5 08:00
        r3          | moment     | c1         | customer_service | 9     | d-5 09:00
        r5          | key        | c1         | customer_service | 1     | d-5 08:00
        r6          | key        | c1         | customer_service | 9     | d-5 08:00
        t1          | date       | c1         | trust            | 1     | d-6 23:00
        t2          | date       | c1         | trust            | 9     | d-5 01:00
        t4          | moment     | c1         | commitment       | 1     | d-5 08:00
        t3          | moment     | c1         | commitment       | 9     | d-5 09:00
        t5          | key        | c1         | trust            | 1     | d-5 08:00
        t6          | key        | c1         | trust            | 9     | d-5 08:00
        """)
    expect_facts(
        given,
        """
        account_id | service_satisfaction | stated_commitment
        date       | 9                    | 9
        moment     | 9                    | 9
        key        | 9                    | 9
        """,
    )


def test_the_date_of_an_answer_is_the_local_one():
    given = active_store(
        """
        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        account_id | contact_id | dimension    | score | answered_at
        next_day   | c1         | core_service | 1     | d-5 20:00
        next_day   | c1         | overall      | 9     | d-5 21:00
        same_day   | c1         | core_service | 9     | d-6 21:00
        same_day   | c1         | overall      | 1     | d-5 20:00
        """,
        zone="Europe/Helsinki",
    )
    expect_facts(given, "account_id | core_satisfaction\nnext_day | 9\nsame_day | 9")


def test_answers_of_the_last_365_days_count_and_the_latest_of_them_as_it_stood_then():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        account_id | contact_id | dimension        | score | answered_at
        edge_in    | c1         | overall          | 7     | d-364 00:00
        edge_in    | c1         | customer_service | 7     | d-364 00:00
        edge_in    | c1         | trust            | 7     | d-364 00:00
        edge_out   | c1         | overall          | 7     | d-365 23:59
        edge_out   | c1         | customer_service | 7     | d-365 23:59
        edge_out   | c1         | trust            | 7     | d-365 23:59
        today      | c1         | overall          | 7     | d 23:59
        today      | c1         | customer_service | 7     | d 23:59
        today      | c1         | trust            | 7     | d 23:59
        changed    | c1         | overall          | 3     | d-9
        changed    | c1         | overall          | 7     | d+1 00:00
        changed    | c1         | customer_service | 3     | d-9
        changed    | c1         | customer_service | 7     | d+1 00:00
        changed    | c1         | trust            | 3     | d-9
        changed    | c1         | trust            | 7     | d+1 00:00
        """)
    expect_facts(
        given,
        """
        account_id | core_satisfaction | service_satisfaction | stated_commitment
        edge_in    | 7                 | 7                    | 7
        edge_out   |                   |                      |
        today      | 7                 | 7                    | 7
        changed    | 3                 | 3                    | 3
        """,
    )
    expect_facts(
        given,
        """
        account_id | core_satisfaction | service_satisfaction | stated_commitment
        edge_in    |                   |                      |
        changed    | 7                 | 7                    | 7
        """,
        as_of=TOMORROW,
    )


def test_opinions_are_unknown_without_answers_and_keep_their_weight():
    given = active_store("""
        survey_responses
        account_id | dimension        | score
        core       | overall          | 8
        service    | customer_service | 8
        committed  | trust            | 8
        nobody     | packaging        | 8
        """)
    expect_facts(
        given,
        """
        account_id | core_satisfaction | service_satisfaction | stated_commitment | known_share
        core       | 8                 |                      |                   | 7/100
        service    |                   | 8                    |                   | 7/100
        committed  |                   |                      | 8                 | 4/100
        nobody     |                   |                      |                   | 0/100
        """,
    )
    expect_facts(
        given,
        "account_id | core_satisfaction_points | service_satisfaction_points | stated_commitment_points\nnobody | | |",
    )


# ---- stated_commitment


def test_stated_commitment_is_the_plain_mean_over_respondents_and_dimensions():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a
        c2         | a

        survey_responses
        account_id | contact_id | dimension  | score | answered_at
        a          | c1         | trust      | 2     | d-20
        a          | c1         | trust      | 10    | d-10
        a          | c1         | commitment | 4     | d-20
        a          | c2         | trust      | 1     | d-300
        """)
    # Neither the mean of the two persons' means, 4, nor that of their latest answers, 5.5.
    expect_facts(given, "account_id | stated_commitment\na | 5")


def test_stated_commitment_takes_trust_and_commitment_of_all_instruments():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        account_id   | contact_id | instrument         | dimension  | score | answered_at
        satisfaction | c1         | satisfaction       | trust      | 7     | d-5
        project      | c1         | project_evaluation | commitment | 7     | d-5
        nps          | c1         | nps                | trust      | 7     | d-5
        team         |            | team_opinion       | commitment | 7     | d-5
        recommend    | c1         | nps                | recommend  | 7     | d-5
        overall      | c1         | satisfaction       | overall    | 7     | d-5
        changed      | c1         | satisfaction       | trust      | 2     | d-9
        changed      | c1         | nps                | trust      | 7     | d-5
        """)
    expect_facts(
        given,
        """
        account_id   | stated_commitment
        satisfaction | 7
        project      | 7
        nps          | 7
        team         | 7
        recommend    |
        overall      |
        changed      | 7
        """,
    )


def test_opinions_of_our_own_team_count_for_90_days_and_customers_answers_for_365():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        account_id | contact_id | instrument   | dimension  | score | answered_at
        team_in    |            | team_opinion | trust      | 7     | d-89 00:00
        team_out   |            | team_opinion | trust      | 7     | d-90 23:59
        team_out_c |            | team_opinion | commitment | 7     | d-90 23:59
        customer   | c1         | nps          | trust      | 7     | d-90
        """)
    expect_facts(given, "account_id | stated_commitment\nteam_in | 7\nteam_out |\nteam_out_c |\ncustomer | 7")


def test_the_respondent_of_a_team_opinion_is_the_employee_else_the_response_itself():
    given = active_store("""
        employees
        employee_id
        e1
        e2

        contacts
        contact_id | account_id
        c1         | a

        survey_responses
        account_id  | contact_id | employee_id | instrument   | dimension | score | answered_at
        one         |            | e1          | team_opinion | trust     | 2     | d-20
        one         |            | e1          | team_opinion | trust     | 8     | d-10
        two         |            | e1          | team_opinion | trust     | 2     | d-20
        two         |            | e2          | team_opinion | trust     | 8     | d-10
        about_one   | c1         | e1          | team_opinion | trust     | 2     | d-20
        about_one   | c1         | e2          | team_opinion | trust     | 8     | d-10
        nobody      |            |             | team_opinion | trust     | 2     | d-20
        nobody      |            |             | team_opinion | trust     | 8     | d-10
        no_employee | c1         |             | team_opinion | trust     | 2     | d-20
        no_employee | c1         |             | team_opinion | trust     | 8     | d-10
        """)
    expect_facts(
        given,
        """
        account_id  | stated_commitment
        one         | 8
        two         | 5
        about_one   | 5
        nobody      | 5
        no_employee | 5
        """,
    )


def test_a_contact_an_employee_and_a_response_with_the_same_key_are_three_respondents():
    given = active_store("""
        employees
        employee_id
        x

        contacts
        contact_id | account_id
        x          | a

        survey_responses
        response_id | account_id | contact_id | employee_id | instrument   | dimension | score | answered_at
        r1          | a          | x          |             | satisfaction | trust     | 3     | d-20
        r2          | a          |            | x           | team_opinion | trust     | 5     | d-15
        x           | a          |            |             | satisfaction | trust     | 10    | d-10
        """)
    expect_facts(given, "account_id | stated_commitment\na | 6")


def test_only_active_accounts_have_opinions():
    given = store("""
        orders
        account_id | ordered_on
        active     | d-5
        inactive   | d-500

        survey_responses
        account_id | dimension        | score
        active     | overall          | 8
        inactive   | overall          | 8
        prospect   | customer_service | 8
        prospect   | trust            | 8
        """)
    expect_facts(
        given,
        """
        account_id | core_satisfaction | service_satisfaction | stated_commitment
        active     | 8                 |                      |
        inactive   |                   |                      |
        prospect   |                   |                      |
        """,
    )
