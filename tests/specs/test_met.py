"""How accounts were met in the last 365 days: where meetings were, and persons of which level took part in contacts."""

from __future__ import annotations

from tests.specs.tables import Store, expect_rows, rows_of, scored, store


def expect_met(given: Store, expected: str) -> None:
    """Fails unless the accounts were met exactly like this."""
    __tracebackhide__ = True
    found = scored(given)
    expect_rows(rows_of(found.met.assign(account_id=found.accounts["account_id"])), expected)


def test_meetings_are_counted_by_place_and_those_without_one_apart():
    given = store("""
        interactions
        account_id | starts_at | kind    | place    | status
        a          | d         | meeting | customer | held
        a          | d-364     | meeting | ours     | held
        a          | d-365     | meeting | ours     | held
        a          | d-1       | meeting | remote   | held
        a          | d-1       | meeting | remote   | no_show
        a          | d-1       | meeting |          | held
        a          | d-1       | call    | customer | held
        b          | d-1       | call    |          | held
        """)
    expect_met(
        given,
        """
        account_id | met_customer | met_ours | met_remote | met_not_known
        a          | 1            | 1        | 1          | 1
        b          | 0            | 0        | 0          | 0
        """,
    )


def test_persons_are_main_contacts_and_participants_of_counted_contacts_each_once():
    given = store("""
        accounts
        account_id
        a
        b

        contacts
        contact_id | account_id | level
        boss       | a          | executive
        head       | a          | management
        clerk      | a          | specialist
        nobody     | a          |
        stranger   | b          | supervisor
        unmet      | b          | executive

        interactions
        interaction_id | account_id | starts_at | kind    | contact_id | status
        i1             | a          | d-1       | meeting | boss       | held
        i2             | a          | d-2       | call    | boss       | held
        i3             | a          | d-364     | meeting |            | held
        i4             | a          | d-365     | meeting | head       | held
        i5             | b          | d-1       | meeting | unmet      | cancelled
        i6             | b          | d-1       | meeting |            | held

        interaction_participants
        interaction_id | contact_id | employee_id
        i1             | clerk      |
        i3             | nobody     |
        i3             | stranger   |
        i4             | head       |
        i5             | unmet      |
        """)
    expect_met(
        given,
        """
        account_id | persons_executive | persons_management | persons_supervisor | persons_specialist | persons_not_known
        a          | 1                 | 0                  | 1                  | 1                  | 1
        b          | 0                 | 0                  | 0                  | 0                  | 0
        """,
    )


def test_without_interactions_nothing_of_it_is_known():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-5
        """)
    expect_met(given, "account_id | met_customer | met_not_known | persons_executive | persons_not_known\na | | | |")
