"""Section 4, cadence cell: counted contacts of a month against what the targets of the same accounts ask for in it.

The date is 30 June 2024, the last day of its month, unless a test says another one.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from tests.specs.tables import D, Store, connected_in, expect_rows, parsed, rows_of, scored, store


def expect_cells(given: Store, expected: str, as_of: date = D, policy: dict | None = None) -> None:
    """Fails unless the months in the table have exactly these cells; other months and columns are free."""
    __tracebackhide__ = True
    months = {row["month"] for row in parsed(expected)}
    real = rows_of(scored(given, as_of, policy).months.cells)
    expect_rows([row for row in real if row["month"].isoformat()[:7] in months], _first_days(expected))


def _first_days(table: str) -> str:
    """The table with the first day in place of each month, which is how cells name it."""
    head, *lines = (line.strip() for line in table.strip().splitlines())
    place = [name.strip() for name in head.split("|")].index("month")
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    for row in rows:
        row[place] += "-01"
    return "\n".join([head, *(" | ".join(row) for row in rows)])


def months_of(given: Store, as_of: date = D, policy: dict | None = None) -> set[str]:
    """The months that have a cell."""
    return {month.isoformat()[:7] for month in scored(given, as_of, policy).months.cells["month"].dt.date}


# ---- the cell


def test_a_cell_is_counted_contacts_against_days_of_the_month_over_targets():
    given = store("""
        accounts
        account_id | tier_entered | team_id
        a          | A            | t
        b          | B            | t

        orders
        account_id | ordered_on
        a          | 2024-01-10
        b          | 2024-01-10

        interactions
        account_id | starts_at            | kind
        a          | 2024-05-01T00:00:00Z | meeting
        a          | 2024-05-31T23:59:59Z | call
        b          | 2024-05-15T12:00:00Z | meeting
        a          | 2024-06-01T00:00:00Z | meeting
        a          | 2024-04-30T23:59:59Z | helpdesk
        """)
    expect_cells(
        given,
        """
        month   | team_id | tier | accounts | contacts | meetings | expected
        2024-04 | t       | A    | 1        | 0        | 0        | 30/30
        2024-04 | t       | B    | 1        | 0        | 0        | 30/60
        2024-05 | t       | A    | 1        | 2        | 1        | 31/30
        2024-05 | t       | B    | 1        | 1        | 1        | 31/60
        2024-06 | t       | A    | 1        | 1        | 1        | 30/30
        2024-06 | t       | B    | 1        | 0        | 0        | 30/60
        """,
    )


def test_cells_of_a_team_owner_and_tier_add_up_over_their_accounts():
    given = store("""
        employees
        employee_id | team_id
        e1          | t1
        e2          | t1

        accounts
        account_id | tier_entered | owner_id | team_id
        a          | A            | e1       |
        b          | A            | e1       |
        c          | A            | e2       |
        d          | A            |          | t2
        e          | A            |          |

        orders
        account_id | ordered_on
        a          | d-40
        b          | d-40
        c          | d-40
        d          | d-40
        e          | d-40

        interactions
        account_id | starts_at
        a          | d-1
        b          | d-2
        b          | d-3
        e          | d
        """)
    expect_cells(
        given,
        """
        month   | team_id | owner_id | tier | accounts | contacts | expected
        2024-06 | t1      | e1       | A    | 2        | 3        | 2
        2024-06 | t1      | e2       | A    | 1        | 0        | 1
        2024-06 | t2      |          | A    | 1        | 0        | 1
        2024-06 |         |          | A    | 1        | 1        | 1
        """,
    )


def test_there_are_twelve_months_and_the_current_one_goes_up_to_the_date():
    given = store("""
        orders
        account_id | ordered_on
        a          | 2023-06-15
        a          | 2024-02-15

        interactions
        account_id | starts_at
        a          | 2022-01-01T12:00:00Z
        a          | 2024-02-29T12:00:00Z
        a          | 2024-03-01T12:00:00Z
        """)
    cells = scored(given, date(2024, 2, 29)).months
    assert [month.first for month in cells.months][:2] == [date(2023, 3, 1), date(2023, 4, 1)]
    assert len(cells.months) == 12
    assert months_of(given, date(2024, 2, 10)) == {f"2023-{month:02}" for month in range(6, 13)} | {
        "2024-01",
        "2024-02",
    }
    expect_cells(given, "month | contacts | expected\n2024-02 | 0 | 15/30", as_of=date(2024, 2, 15))
    expect_cells(given, "month | contacts | expected\n2024-02 | 1 | 29/30", as_of=date(2024, 2, 29))
    expect_cells(given, "month | contacts | expected\n2024-03 | 1 | 1/30", as_of=date(2024, 3, 1))


def test_the_day_is_that_of_the_companys_time_zone():
    given = store(
        """
        accounts
        account_id | tier_entered
        a          | A

        orders
        account_id | ordered_on
        a          | 2024-01-10

        interactions
        account_id | starts_at
        a          | 2024-05-31T20:30:00Z
        a          | 2024-05-31T21:30:00Z
        """,
        zone="Europe/Helsinki",
    )
    expect_cells(given, "month | contacts\n2024-05 | 1\n2024-06 | 1")


# ---- which accounts


def test_the_target_is_the_agreed_interval_else_that_of_the_tier_and_as_needed_has_none():
    given = store("""
        accounts
        account_id | tier_entered | agreed_interval_days | contact_preference
        tier       | C            |                      |
        agreed     | C            | 10                   | proactive
        needed     | A            | 10                   | as_needed

        orders
        account_id | ordered_on
        tier       | d-5
        agreed     | d-5
        needed     | d-5

        interactions
        account_id | starts_at
        agreed     | d-1
        needed     | d-1
        """)
    expect_cells(given, "month | tier | accounts | contacts | expected\n2024-06 | C | 2 | 1 | 19/6")
    expect_cells(
        given,
        "month | tier | accounts | contacts | expected\n2024-06 | C | 2 | 1 | 4",
        policy={"contact_target": {"C": 30}},
    )


def test_contacts_with_prospects_and_inactive_accounts_do_not_hide_neglected_customers():
    given = store("""
        accounts
        account_id | tier_entered
        customer   | A
        prospect   | A
        inactive   | A
        credited   | A

        orders
        account_id | ordered_on | amount
        customer   | d-5        | 10
        inactive   | d-400      | 10
        credited   | d-5        | -10

        interactions
        account_id | starts_at
        prospect   | d-1
        prospect   | d-2
        inactive   | d-1
        credited   | d-1
        """)
    expect_cells(given, "month | accounts | contacts | expected\n2024-06 | 1 | 0 | 1")


def test_an_account_counts_in_the_months_at_whose_end_it_was_active():
    given = store("""
        accounts
        account_id | tier_entered
        a          | A
        b          | A
        c          | A

        orders
        account_id | ordered_on
        a          | 2023-05-01
        b          | 2023-08-31
        c          | 2023-09-01

        interactions
        account_id | starts_at
        b          | 2023-07-01T12:00:00Z
        b          | 2023-08-01T12:00:00Z
        """)
    expect_cells(
        given,
        """
        month   | accounts | contacts | expected
        2023-07 | 1        | 0        | 31/30
        2023-08 | 2        | 1        | 62/30
        2023-09 | 3        | 0        | 90/30
        """,
    )
    # With a 29 February between, an order of 1 May is a year old on 30 April.
    expect_cells(given, "month | accounts\n2024-04 | 3", date(2024, 4, 29))
    expect_cells(given, "month | accounts\n2024-04 | 2", date(2024, 4, 30))
    expect_cells(given, "month | accounts\n2024-08 | 1", date(2024, 8, 30))
    assert "2024-08" not in months_of(given, date(2024, 8, 31))


def test_the_tier_is_that_of_the_months_end():
    given = store("""
        accounts
        account_id
        rising
        steady

        orders
        account_id | ordered_on | amount
        steady     | 2024-01-10 | 800
        rising     | 2024-01-10 | 100
        rising     | 2024-05-31 | 5000

        interactions
        account_id | starts_at
        rising     | 2024-04-10T12:00:00Z
        rising     | 2024-05-10T12:00:00Z
        """)
    expect_cells(
        given,
        """
        month   | tier | accounts | contacts | expected
        2024-04 | A    | 1        | 0        | 30/30
        2024-04 | B    | 1        | 1        | 30/60
        2024-05 | A    | 1        | 1        | 31/30
        2024-05 | B    | 1        | 0        | 31/60
        """,
    )
    expect_cells(
        given, "month | tier | accounts | contacts\n2024-05 | A | 1 | 0\n2024-05 | B | 1 | 1", date(2024, 5, 30)
    )


def test_tiers_are_ranked_over_the_whole_store_with_unknown_amounts_as_c():
    given = store("""
        orders
        account_id | ordered_on | amount | currency
        big        | d-5        | 1000   | EUR
        small      | d-5        | 1      | EUR
        no_rate    | d-5        | 9999   | XYZ

        interactions
        account_id | starts_at
        big        | d-5
        """)
    expect_cells(given, "month | tier | accounts\n2024-06 | A | 1\n2024-06 | C | 2")


def test_a_tier_entered_wins_where_the_company_wants_it():
    given = store("""
        accounts
        account_id | tier_entered
        a          | C

        orders
        account_id | ordered_on
        a          | d-5

        interactions
        account_id | starts_at
        a          | d-5
        """)
    expect_cells(given, "month | tier\n2024-06 | C")
    expect_cells(given, "month | tier\n2024-06 | A", policy={"prefer_entered": False})


def test_rows_of_a_merged_account_are_those_of_its_survivor():
    given = store("""
        accounts
        account_id | tier_entered | merged_into_id
        kept       | A            |
        gone       | B            | kept

        orders
        account_id | ordered_on
        gone       | d-60

        interactions
        account_id | starts_at
        gone       | d-1
        kept       | d-2
        """)
    expect_cells(given, "month | tier | accounts | contacts | expected\n2024-06 | A | 1 | 2 | 1")


# ---- which contacts


def test_only_counted_contacts_count_and_meetings_are_those_that_are_meetings():
    given = store("""
        accounts
        account_id | tier_entered
        a          | A

        orders
        account_id | ordered_on
        a          | d-50

        interactions
        account_id | starts_at | kind     | status    | bulk  | responded_at | direction
        a          | d-1       | meeting  | held      |       |              |
        a          | d-1       | meeting  | cancelled |       |              |
        a          | d-1       | meeting  | held      | true  |              |
        a          | d-1       | helpdesk | held      |       |              |
        a          | d-1       | email    | held      |       | d            | inbound
        a          | d-1       | email    | held      |       | d+1          | outbound
        a          | d-1       | call     | held      |       |              |
        a          | d+1       | meeting  | held      |       |              |
        """)
    expect_cells(given, "month | contacts | meetings\n2024-06 | 3 | 1")
    expect_cells(given, "month | contacts | meetings\n2024-06 | 1 | 0", policy={"counted_kinds": ["helpdesk"]})


def test_an_answer_that_came_after_the_months_end_counts_once_it_is_known():
    given = store("""
        accounts
        account_id | tier_entered
        a          | A

        orders
        account_id | ordered_on
        a          | d-90

        interactions
        account_id | starts_at | kind  | responded_at | direction
        a          | d-40      | email | d-10         | outbound
        a          | d-50      | email | d-49         | inbound
        """)
    expect_cells(given, "month | contacts\n2024-05 | 2")
    expect_cells(given, "month | contacts\n2024-05 | 1", as_of=date(2024, 5, 31))


def test_inbound_mail_counts_at_once_while_answers_are_not_connected():
    given = store("""
        accounts
        account_id | tier_entered
        a          | A

        orders
        account_id | ordered_on
        a          | d-50

        interactions
        account_id | starts_at | kind  | direction | responded_at
        a          | d-1       | email | inbound   |
        a          | d-1       | email | outbound  |
        a          | d-1       | email | outbound  | d
        """)
    assert "interactions.responded_at" not in connected_in(given)
    expect_cells(given, "month | contacts\n2024-06 | 2")


# ---- what is not known


def test_without_interactions_no_cell_is_known_and_without_orders_there_is_none():
    without_interactions = store("""
        orders
        account_id | ordered_on
        a          | d-5

        interactions
        account_id | starts_at | bulk
        a          | d-5       | true
        """)
    assert not months_of(without_interactions)
    without_orders = store("""
        interactions
        account_id | starts_at
        a          | d-5
        """)
    assert not months_of(without_orders)


def test_a_month_before_the_first_interaction_of_the_store_is_missing_and_not_zero():
    given = store("""
        orders
        account_id | ordered_on
        a          | 2024-01-10

        interactions
        account_id | starts_at            | status
        b          | 2024-04-30T12:00:00Z | cancelled
        """)
    assert months_of(given) == {"2024-04", "2024-05", "2024-06"}
    assert months_of(given, date(2024, 4, 29)) == set()


def test_a_month_in_which_nobody_was_to_be_met_has_no_cell():
    given = store("""
        accounts
        account_id | contact_preference
        a          |
        needed     | as_needed

        orders
        account_id | ordered_on
        a          | 2024-06-05
        needed     | 2023-08-05

        interactions
        account_id | starts_at
        a          | 2023-01-01T12:00:00Z
        a          | 2024-05-05T12:00:00Z
        """)
    assert months_of(given) == {"2024-06"}


# ---- the accounts behind a cell


def test_the_accounts_of_a_month_are_the_parts_of_its_cells():
    given = store("""
        accounts
        account_id | tier_entered | agreed_interval_days
        a          | A            |
        b          | B            | 15
        p          |              |

        orders
        account_id | ordered_on
        a          | d-5
        b          | d-5

        interactions
        account_id | starts_at
        a          | d-1
        b          | d-1
        p          | d-1
        """)
    found = scored(given).months
    rows = found.in_month(11)
    names = found.accounts.loc[rows.index, "account_id"]
    expect_rows(
        rows_of(rows.assign(account_id=names)),
        """
        account_id | tier | target | contacts | meetings | expected
        a          | A    | 30     | 1        | 1        | 1
        b          | B    | 15     | 1        | 1        | 2
        """,
    )


@pytest.mark.parametrize("as_of", [date(2024, 6, 30), date(2024, 3, 31), date(2023, 1, 1)])
def test_months_are_those_of_the_calendar(as_of: date):
    given = store("orders\naccount_id | ordered_on\na | d-5")
    months = scored(given, as_of).months.months
    assert months[-1].first == as_of.replace(day=1)
    assert months[-1].last == as_of
    assert [(later.first - earlier.last).days for earlier, later in pairwise(months)] == [1] * 11
    assert sum(month.days for month in months) == (as_of - months[0].first).days + 1
