"""Section 5, reliability: promises kept, how fast we answer, what waits for an answer, how old open problems are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.specs.tables import D, Store, active_store, expect_facts, facts_of, store

YESTERDAY, TOMORROW = D - timedelta(days=1), D + timedelta(days=1)

# ---- promises_kept


def test_a_promise_is_kept_when_it_was_done_by_the_day_it_was_due():
    given = active_store("""
        commitments
        account_id | due_on | done_at
        early      | d-10   | d-40
        same_day   | d-10   | d-10 23:59:59
        day_after  | d-10   | d-9 00:00
        not_done   | d-10   |
        """)
    expect_facts(
        given,
        """
        account_id | promises_kept
        early      | 1
        same_day   | 1
        day_after  | 0
        not_done   | 0
        """,
    )


def test_a_promise_due_today_and_not_done_by_the_end_of_the_day_is_not_kept():
    given = active_store("""
        commitments
        account_id | due_on | done_at
        done       | d      | d 23:59
        not_done   | d      |
        tomorrow   | d      | d+1 00:00
        """)
    expect_facts(given, "account_id | promises_kept\ndone | 1\nnot_done | 0\ntomorrow | 0")
    expect_facts(given, "account_id | promises_kept\ndone |\nnot_done |\ntomorrow |", as_of=YESTERDAY)


def test_when_a_promise_was_done_is_the_date_in_the_companys_time_zone():
    given = active_store(
        """
        commitments
        account_id | due_on | done_at
        in_time    | d-10   | d-10 20:59
        late       | d-10   | d-10 21:00
        """,
        zone="Europe/Helsinki",
    )
    expect_facts(given, "account_id | promises_kept\nin_time | 1\nlate | 0")


def test_promises_count_when_due_in_the_last_365_days_and_not_cancelled():
    given = active_store("""
        commitments
        account_id  | due_on | done_at | cancelled
        edge_in     | d-364  |         |
        edge_in     | d-10   | d-10    |
        edge_out    | d-365  |         |
        edge_out    | d-10   | d-10    |
        ahead       | d+1    |         |
        ahead       | d-10   | d-10    |
        cancelled   | d-10   |         | true
        cancelled   | d-11   | d-11    |
        kept_anyway | d-10   | d-10    | true
        kept_anyway | d-11   |         | false
        """)
    expect_facts(
        given,
        """
        account_id  | promises_kept
        edge_in     | 1/2
        edge_out    | 1
        ahead       | 1
        cancelled   | 1
        kept_anyway | 0
        """,
    )


def promises(accounts: dict[str, tuple[int, int]]) -> str:
    """Commitments: of each account so many, the first so many of them kept."""
    rows = [
        f"{account} | d-10 | {'d-10' if number < kept else ''}"
        for account, (kept, due) in accounts.items()
        for number in range(due)
    ]
    return "\n".join(["commitments", "account_id | due_on | done_at", *rows])


def test_19_promises_of_20_kept_are_worth_100_and_3_of_5_nothing():
    given = active_store(promises({"good": (19, 20), "all": (2, 2), "between": (3, 4), "poor": (3, 5), "none": (0, 3)}))
    expect_facts(
        given,
        """
        account_id | promises_kept | promises_kept_points
        good       | 0.95          | 100
        all        | 1             | 100
        between    | 0.75          | 300/7
        poor       | 0.6           | 0
        none       | 0             | 0
        """,
    )


def test_promises_kept_is_unknown_where_none_was_due():
    given = active_store("""
        accounts
        account_id
        none
        due
        ahead
        cancelled
        too_old

        commitments
        account_id | due_on | done_at | cancelled
        due        | d-10   | d-10    |
        ahead      | d+1    | d-10    |
        cancelled  | d-10   | d-10    | true
        too_old    | d-365  | d-365   |
        """)
    expect_facts(
        given,
        """
        account_id | promises_kept | promises_kept_points | known_share
        none       |               |                      | 0/100
        due        | 1             | 100                  | 9/100
        ahead      |               |                      | 0/100
        cancelled  |               |                      | 0/100
        too_old    |               |                      | 0/100
        """,
    )


# ---- response_time


def test_response_time_is_the_hours_from_arrival_to_first_answer_of_mail_helpdesk_contacts_and_cases():
    given = active_store("""
        interactions
        account_id | starts_at  | responded_at  | kind     | direction
        email      | d-10 08:00 | d-10 09:30    | email    | inbound
        message    | d-10 08:00 | d-10 08:00    | message  | inbound
        helpdesk   | d-10 08:00 | d-9 08:00     | helpdesk | inbound
        seconds    | d-10 08:00 | d-10 08:00:36 | email    | inbound

        cases
        account_id | opened_at  | first_response_at
        case       | d-10 08:00 | d-8 10:00
        """)
    expect_facts(
        given,
        """
        account_id | response_time
        email      | 1.5
        message    | 0
        helpdesk   | 24
        seconds    | 0.01
        case       | 50
        """,
    )


def test_the_hours_of_an_answer_elapse_whatever_the_clocks_do_in_between():
    given = active_store(
        """
        cases
        account_id | opened_at            | first_response_at
        a          | 2024-03-30T10:00:00Z | 2024-03-31T10:00:00Z
        """,
        zone="Europe/Helsinki",
    )
    expect_facts(given, "account_id | response_time\na | 24", as_of=date(2024, 4, 10))


def test_response_time_is_the_median_and_of_an_even_number_the_mean_of_the_two_middle_values():
    given = active_store("""
        interactions
        account_id | starts_at  | responded_at | kind    | direction
        odd        | d-10 08:00 | d-10 09:00   | email   | inbound
        odd        | d-11 08:00 | d-11 11:00   | email   | inbound
        odd        | d-12 08:00 | d-8 08:00    | message | inbound
        even       | d-10 08:00 | d-10 09:00   | email   | inbound
        even       | d-11 08:00 | d-11 11:00   | email   | inbound
        even       | d-12 08:00 | d-12 12:00   | message | inbound

        cases
        account_id | opened_at  | first_response_at
        even       | d-10 08:00 | d-5 08:00
        """)
    expect_facts(given, "account_id | response_time\nodd | 3\neven | 3.5")


def test_8_hours_are_worth_100_and_72_nothing():
    given = active_store("""
        cases
        account_id | opened_at  | first_response_at
        quicker    | d-10 08:00 | d-10 09:00
        good       | d-10 08:00 | d-10 16:00
        between    | d-10 08:00 | d-9 16:00
        poor       | d-10 08:00 | d-7 08:00
        slower     | d-10 08:00 | d-2 08:00
        """)
    expect_facts(
        given,
        """
        account_id | response_time | response_time_points
        quicker    | 1             | 100
        good       | 8             | 100
        between    | 32            | 62.5
        poor       | 72            | 0
        slower     | 192           | 0
        """,
    )


ARRIVED = """
    interactions
    account_id | starts_at  | responded_at | kind     | direction | status    | bulk | all_day
    counted    | d-10 08:00 | d-10 09:00   | email    | inbound   | held      |      |
    call       | d-10 08:00 | d-10 09:00   | call     | inbound   | held      |      |
    meeting    | d-10 08:00 | d-10 09:00   | meeting  | inbound   | held      |      |
    outbound   | d-10 08:00 | d-10 09:00   | email    | outbound  | held      |      |
    help_out   | d-10 08:00 | d-10 09:00   | helpdesk | outbound  | held      |      |
    no_way     | d-10 08:00 | d-10 09:00   | message  |           | held      |      |
    cancelled  | d-10 08:00 | d-10 09:00   | email    | inbound   | cancelled |      |
    planned    | d-10 08:00 | d-10 09:00   | helpdesk | inbound   | planned   |      |
    bulk       | d-10 08:00 | d-10 09:00   | email    | inbound   | held      | true |
    all_day    | d-10 00:00 | d-10 09:00   | email    | inbound   | held      |      | true
    unanswered | d-10 08:00 |              | email    | inbound   | held      |      |
    """


def test_only_held_inbound_rows_that_are_neither_bulk_nor_all_day_take_part_in_response_time():
    expect_facts(
        active_store(ARRIVED),
        """
        account_id | response_time | response_time_points
        counted    | 1             | 100
        call       |               |
        meeting    |               |
        outbound   |               |
        help_out   |               |
        no_way     |               |
        cancelled  |               |
        planned    |               |
        bulk       |               |
        all_day    |               |
        unanswered |               |
        """,
    )


def test_response_time_looks_at_what_arrived_in_the_last_90_days_and_was_answered_by_the_end_of_the_day():
    given = active_store("""
        interactions
        account_id | starts_at  | responded_at | kind    | direction
        mail_in    | d-89 00:00 | d-89 01:00   | email   | inbound
        mail_out   | d-90 23:59 | d-89 00:59   | email   | inbound
        late_mail  | d-89 00:00 | d 00:00      | message | inbound
        tonight    | d 21:59    | d 23:59      | email   | inbound
        tomorrow   | d 23:59    | d+1 00:00    | email   | inbound
        ahead      | d+1 00:00  | d+1 01:00    | email   | inbound

        cases
        account_id | opened_at  | first_response_at
        case_in    | d-89 00:00 | d-89 01:00
        case_out   | d-90 23:59 | d-89 00:59
        case_later | d-2 08:00  | d+1 08:00
        """)
    expect_facts(
        given,
        """
        account_id | response_time
        mail_in    | 1
        mail_out   |
        late_mail  | 2136
        tonight    | 2
        tomorrow   |
        case_in    | 1
        case_out   |
        case_later |
        """,
    )
    expect_facts(given, "account_id | response_time\nmail_in |\ntomorrow | 1/60\ncase_later | 72", as_of=TOMORROW)
    expect_facts(given, "account_id | response_time\nmail_out | 1\ntonight |", as_of=YESTERDAY)


def test_response_time_is_unknown_where_nothing_was_answered_and_keeps_its_weight():
    # Known on both: contact_recency (10), post_purchase_care (12) and unanswered (4).
    expect_facts(
        active_store("""
            interactions
            account_id | starts_at  | responded_at | kind  | direction
            answered   | d-1 08:00  | d-1 09:00    | email | inbound
            waiting    | d-1 08:00  |              | email | inbound
            """),
        """
        account_id | response_time | known_share
        answered   | 1             | 31/100
        waiting    |               | 26/100
        """,
    )


# ---- unanswered


AGES = """
    interactions
    account_id | starts_at  | responded_at | kind    | direction
    age_2      | d-2 00:00  |              | email   | inbound
    age_3      | d-3 23:59  |              | email   | inbound
    age_89     | d-89 00:00 |              | message | inbound
    age_90     | d-90 23:59 |              | email   | inbound
    answered   | d-9        | d-8          | email   | inbound
    today      | d-9        | d 23:59      | email   | inbound
    later      | d-9        | d+1 00:00    | email   | inbound
    """


def test_mail_of_3_to_89_days_without_an_answer_is_unanswered():
    given = active_store(AGES)
    expect_facts(
        given,
        """
        account_id | unanswered
        age_2      | 0
        age_3      | 1
        age_89     | 1
        age_90     | 0
        answered   | 0
        today      | 0
        later      | 1
        """,
    )
    expect_facts(
        given,
        "account_id | unanswered\nage_2 | 1\nage_3 | 1\nage_89 | 0\nage_90 | 0\ntoday | 0\nlater | 0",
        as_of=TOMORROW,
    )
    expect_facts(
        given,
        "account_id | unanswered\nage_2 | 0\nage_3 | 0\nage_89 | 1\nage_90 | 1\ntoday | 1\nlater | 1",
        as_of=YESTERDAY,
    )


def test_cases_of_3_days_or_more_without_response_and_not_resolved_are_unanswered():
    given = active_store("""
        cases
        account_id     | opened_at  | first_response_at | resolved_at
        age_2          | d-2 00:00  |                   |
        age_3          | d-3 23:59  |                   |
        age_89         | d-89       |                   |
        age_90         | d-90       |                   |
        years          | d-900      |                   |
        answered       | d-9        | d-8               |
        answered_today | d-9        | d 23:59           |
        answered_later | d-9        | d+1 00:00         |
        resolved       | d-9        |                   | d-8
        resolved_today | d-9        |                   | d 23:59
        resolved_later | d-9        |                   | d+1 00:00
        both           | d-9        | d-8               | d-7
        """)
    expect_facts(
        given,
        """
        account_id     | unanswered
        age_2          | 0
        age_3          | 1
        age_89         | 1
        age_90         | 1
        years          | 1
        answered       | 0
        answered_today | 0
        answered_later | 1
        resolved       | 0
        resolved_today | 0
        resolved_later | 1
        both           | 0
        """,
    )


def test_ages_are_days_of_the_companys_calendar():
    given = active_store(
        """
        interactions
        account_id | starts_at  | responded_at | kind    | direction
        age_2      | d-3 21:00  |              | email   | inbound
        age_3      | d-3 20:59  |              | email   | inbound
        age_89     | d-90 21:00 |              | message | inbound
        age_90     | d-90 20:59 |              | email   | inbound
        answered   | d-9        | d-8          | email   | inbound
        """,
        zone="Europe/Helsinki",
    )
    expect_facts(given, "account_id | unanswered\nage_2 | 0\nage_3 | 1\nage_89 | 1\nage_90 | 0")


def test_unanswered_counts_held_inbound_emails_and_messages_and_cases_one_by_one():
    given = active_store("""
        interactions
        account_id | starts_at | responded_at | kind     | direction | status    | bulk | all_day
        mails      | d-5       |              | email    | inbound   | held      |      |
        mails      | d-5       |              | email    | inbound   | held      |      |
        mails      | d-6       |              | message  | inbound   | held      |      |
        mails      | d-6       | d-5          | message  | inbound   | held      |      |
        all_day    | d-5 00:00 |              | email    | inbound   | held      |      | true
        others     | d-5       |              | helpdesk | inbound   | held      |      |
        others     | d-5       |              | call     | inbound   | held      |      |
        others     | d-5       |              | email    | outbound  | held      |      |
        others     | d-5       |              | email    |           | held      |      |
        others     | d-5       |              | email    | inbound   | cancelled |      |
        others     | d-5       |              | email    | inbound   | held      | true |
        with_cases | d-5       |              | email    | inbound   | held      |      |

        cases
        account_id | opened_at | first_response_at
        with_cases | d-5       |
        with_cases | d-6       | d-5
        """)
    expect_facts(
        given,
        """
        account_id | unanswered | unanswered_points
        mails      | 3          | 0
        all_day    | 1          | 200/3
        others     | 0          | 100
        with_cases | 2          | 100/3
        """,
    )


def test_more_than_3_unanswered_are_worth_nothing_either():
    given = active_store(
        "interactions\naccount_id | starts_at | responded_at | kind | direction\n"
        + "four | d-5 | | email | inbound\n" * 4
        + "none | d-5 | d-4 | email | inbound"
    )
    expect_facts(given, "account_id | unanswered | unanswered_points\nfour | 4 | 0\nnone | 0 | 100")


def test_mail_among_our_own_people_waits_like_any_other():
    given = active_store("""
        employees
        employee_id
        e1

        interactions
        interaction_id | account_id | starts_at  | responded_at | kind  | direction
        i1             | waiting    | d-5        |              | email | inbound
        i2             | answered   | d-5 08:00  | d-5 10:00    | email | inbound

        interaction_participants
        interaction_id | employee_id
        i1             | e1
        i2             | e1
        """)
    expect_facts(given, "account_id | unanswered | response_time\nwaiting | 1 |\nanswered | 0 | 2")


@pytest.mark.parametrize(
    ("mail", "case", "unanswered"),
    [(True, True, 2), (True, False, 1), (False, True, 1), (False, False, None)],
)
def test_mail_counts_while_responded_at_is_connected_and_cases_while_first_response_at_is(mail, case, unanswered):
    given = active_store(f"""
        interactions
        account_id | starts_at | responded_at           | kind  | direction
        a          | d-10      |                        | email | inbound
        b          | d-1       | {"d-1" if mail else ""} | email | inbound

        cases
        account_id | opened_at | first_response_at
        a          | d-10      |
        b          | d-1       | {"d-1" if case else ""}
        """)
    facts = facts_of(given)["a"]
    assert facts["unanswered"] == unanswered
    # Known beside it: contact_recency (10), post_purchase_care (12) and issue_age (4).
    assert round(facts["known_share"], 9) == (0.26 if unanswered is None else 0.3)


DAYS_APART = 400


def one_answer_of(sizes: list[int]) -> Store:
    """A store in which `a` is active on d, d-400, ...; before each day so many mails and cases came, the first answered."""
    mails, cases, orders = [], [], []
    for year, size in enumerate(sizes):
        day = DAYS_APART * year
        orders.append(f"a | d-{day + 200}")
        mails += [f"a | d-{day + 5} | d-{day + 4} | email | inbound"] + [f"a | d-{day + 5} | | email | inbound"] * (
            size - 1
        )
        cases += [f"a | d-{day + 5} | d-{day + 4} | d-{day}"] + [f"a | d-{day + 5} | | d-{day - 1}"] * (size - 1)
    return store(
        "\n".join(["orders", "account_id | ordered_on", *orders, ""])
        + "\n".join(["", "interactions", "account_id | starts_at | responded_at | kind | direction", *mails, ""])
        + "\n".join(["", "cases", "account_id | opened_at | first_response_at | resolved_at", *cases])
    )


def test_1_percent_of_the_mails_and_of_the_cases_of_the_year_must_be_answered_by_the_day():
    given = one_answer_of([100, 101])
    expect_facts(given, "account_id | unanswered\na | 198")
    expect_facts(given, "account_id | unanswered\na |", as_of=D - timedelta(days=DAYS_APART))


def test_an_answer_dated_after_the_as_of_date_connects_nothing():
    given = active_store("""
        interactions
        account_id | starts_at | responded_at | kind  | direction
        a          | d-5       | d+1          | email | inbound
        a          | d-370     | d-369        | email | inbound
        b          | d-6       | d-5          | email | outbound

        cases
        account_id | opened_at | first_response_at
        a          | d-5       | d+1
        a          | d-370     | d-369
        """)
    expect_facts(given, "account_id | unanswered | unanswered_points\na | | ")
    expect_facts(given, "account_id | unanswered | unanswered_points\na | 0 | 100", as_of=TOMORROW)


def test_unanswered_is_unknown_without_mail_and_cases():
    expect_facts(active_store("accounts\naccount_id\na"), "account_id | unanswered | known_share\na | | 0/100")


# ---- issue_age


def test_issue_age_is_the_age_of_an_open_case_over_the_limit_of_its_priority():
    given = active_store("""
        cases
        account_id | opened_at | priority
        urgent     | d-3       | urgent
        high       | d-14      | high
        normal     | d-45      | normal
        low        | d-225     | low
        not_said   | d-45      |
        today      | d         | urgent
        very_old   | d-900     | urgent
        """)
    expect_facts(
        given,
        """
        account_id | issue_age | issue_age_points
        urgent     | 1.5       | 75
        high       | 2         | 50
        normal     | 1.5       | 75
        low        | 2.5       | 25
        not_said   | 1.5       | 75
        today      | 0         | 100
        very_old   | 450       | 0
        """,
    )
    expect_facts(
        given,
        "account_id | issue_age\nurgent | 3\nhigh | 2\nnormal | 1\nlow | 2.5\nnot_said | 1",
        policy={"issue_limit": {"urgent": 1, "normal": 45}},
    )


def test_a_case_at_its_limit_is_worth_100_and_at_three_times_its_limit_nothing():
    given = active_store("""
        cases
        account_id | opened_at | priority
        at_1       | d-30      | normal
        above_1    | d-31      | normal
        at_3       | d-90      | normal
        """)
    expect_facts(
        given,
        """
        account_id | issue_age | issue_age_points
        at_1       | 1         | 100
        above_1    | 31/30     | 295/3
        at_3       | 3         | 0
        """,
    )


def test_the_worst_of_the_open_cases_decides_which_need_not_be_the_oldest():
    given = active_store("""
        cases
        account_id  | opened_at | priority
        small_first | d-60      | low
        small_first | d-5       | urgent
        same        | d-15      | normal
        same        | d-45      | normal
        same        | d-30      |
        null_worst  | d-60      |
        null_worst  | d-30      | normal
        null_worst  | d-90      | low
        """)
    expect_facts(given, "account_id | issue_age\nsmall_first | 2.5\nsame | 1.5\nnull_worst | 2")


def test_a_case_is_open_from_the_day_it_came_to_the_day_it_is_resolved():
    given = active_store("""
        cases
        account_id | opened_at | resolved_at | priority | first_response_at
        open       | d-7       |             | high     |
        answered   | d-7       |             | high     | d-6
        resolved   | d-7       | d-3         | high     |
        today      | d-7       | d 23:59     | high     |
        tomorrow   | d-7       | d+1 00:00   | high     |
        ahead      | d+1       |             | high     |
        one_of_two | d-7       | d-3         | urgent   |
        one_of_two | d-7       |             | high     |
        """)
    expect_facts(
        given,
        """
        account_id | issue_age
        open       | 1
        answered   | 1
        resolved   | 0
        today      | 0
        tomorrow   | 1
        ahead      | 0
        one_of_two | 1
        """,
    )
    expect_facts(given, "account_id | issue_age\nopen | 6/7\ntoday | 6/7\ntomorrow | 6/7", as_of=YESTERDAY)


def test_the_age_of_a_case_is_whole_days_of_the_companys_calendar():
    given = active_store(
        """
        cases
        account_id | opened_at  | priority
        before     | d-7 20:59  | high
        after      | d-7 21:00  | high
        """,
        zone="Europe/Helsinki",
    )
    expect_facts(given, "account_id | issue_age\nbefore | 1\nafter | 6/7")


def test_without_an_open_case_issue_age_is_0_and_without_cases_it_is_unknown():
    given = active_store("""
        accounts
        account_id
        a

        cases
        account_id | opened_at | resolved_at
        a          | d         | d
        """)
    expect_facts(given, "account_id | issue_age | issue_age_points | known_share\na | 0 | 100 | 4/100")
    expect_facts(given, "account_id | issue_age | issue_age_points | known_share\na | | | 0/100", as_of=YESTERDAY)


# ---- merged accounts


def test_promises_mail_and_cases_of_accounts_merged_into_it_are_its_own():
    given = active_store("""
        accounts
        account_id | merged_into_id
        kept       |
        merged     | kept

        commitments
        account_id | due_on | done_at
        kept       | d-10   | d-10
        merged     | d-10   |

        interactions
        account_id | starts_at  | responded_at | kind  | direction
        kept       | d-10 08:00 | d-10 09:00   | email | inbound
        merged     | d-10 08:00 | d-10 11:00   | email | inbound
        merged     | d-10 08:00 |              | email | inbound

        cases
        account_id | opened_at
        merged     | d-15
        """)
    expect_facts(
        given,
        """
        account_id | promises_kept | response_time | unanswered | issue_age
        kept       | 1/2           | 2             | 1          | 1/2
        """,
    )
