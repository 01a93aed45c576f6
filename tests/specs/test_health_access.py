"""Section 5, access: whom of theirs we meet, on which levels, and who is responsible on either side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.specs.tables import D, active_store, expect_facts, facts_of, store

YESTERDAY, TOMORROW = D - timedelta(days=1), D + timedelta(days=1)

# ---- contact_density


def test_contact_density_is_the_number_of_distinct_persons_met_as_main_contact_or_participant():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | main
        c2         | main
        c3         | main

        interactions
        interaction_id | account_id  | starts_at | contact_id
        i1             | main        | d-5       | c1
        i2             | participant | d-5       |
        i3             | both        | d-5       | c1
        i4             | same_twice  | d-5       | c1
        i5             | same_twice  | d-6       | c1
        i6             | as_either   | d-5       | c1
        i7             | as_either   | d-6       |
        i8             | two_by_two  | d-5       | c1
        i9             | two_by_two  | d-6       | c2
        i10            | nobody      | d-5       |

        interaction_participants
        interaction_id | contact_id
        i2             | c1
        i3             | c1
        i3             | c2
        i7             | c1
        i8             | c2
        i9             | c3
        """)
    expect_facts(
        given,
        """
        account_id  | contact_density
        main        | 1
        participant | 1
        both        | 2
        same_twice  | 1
        as_either   | 1
        two_by_two  | 3
        nobody      | 0
        """,
    )


def persons_met(accounts: dict[str, int]) -> str:
    """Contacts and meetings of each account with so many persons, one at a time."""
    people = [f"{account}_{number} | {account}" for account, count in accounts.items() for number in range(count)]
    contacts = "\n".join(["contacts", "contact_id | account_id", *people])
    meetings = "\n".join(["interactions", "contact_id | account_id | starts_at", *(f"{one} | d-5" for one in people)])
    return f"{contacts}\n\n{meetings}"


def test_good_density_is_4_persons_of_an_a_3_of_a_b_and_2_of_a_c_and_half_a_person_is_worth_nothing():
    met = {"a5": 5, "a4": 4, "a3": 3, "b3": 3, "b2": 2, "c3": 3, "c2": 2, "c1": 1}
    tiers = "\n".join(f"{account} | {account[0].upper()}" for account in [*met, "c0"])
    given = active_store(f"accounts\naccount_id | tier_entered\n{tiers}\n\n{persons_met(met)}")
    expect_facts(
        given,
        """
        account_id | contact_density | contact_density_points
        a5         | 5               | 100
        a4         | 4               | 100
        a3         | 3               | 500/7
        b3         | 3               | 100
        b2         | 2               | 60
        c3         | 3               | 100
        c2         | 2               | 100
        c1         | 1               | 100/3
        c0         | 0               | 0
        """,
    )
    expect_facts(
        given,
        "account_id | contact_density_points\na4 | 80\na3 | 60\nb3 | 100\nb2 | 200/3\nc2 | 100\nc1 | 50\nc0 | 0",
        policy={"indicators": {"contact_density": {"good": {"A": 5}, "poor": 0}}},
    )
    expect_facts(
        given,
        "account_id | contact_density_points\na5 | 100\na3 | 60\nb3 | 60\nc3 | 60\nc0 | 0",
        policy={"indicators": {"contact_density": {"good": 5, "poor": 0}}},
    )


def test_a_person_of_another_account_without_a_level_or_no_longer_there_counts_as_a_person():
    given = active_store("""
        contacts
        contact_id | account_id | level      | active | left_on
        theirs     | elsewhere  | management |        |
        no_level   | a          |            |        |
        inactive   | a          | management | false  |
        has_left   | a          | management |        | d-300

        interactions
        account_id | starts_at | contact_id
        a          | d-5       | theirs
        a          | d-5       | no_level
        a          | d-5       | inactive
        a          | d-5       | has_left
        """)
    expect_facts(given, "account_id | contact_density\na | 4\nelsewhere | 0")


def test_only_contacts_of_known_identity_count_as_persons():
    given = active_store("""
        employees
        employee_id
        e1

        contacts
        contact_id | account_id
        c1         | a

        interactions
        interaction_id | account_id | starts_at | contact_id
        i1             | a          | d-5       | c1
        i2             | a          | d-5       | stranger

        interaction_participants
        interaction_id | employee_id | contact_id | third_party
        i1             | e1          |            |
        i1             |             |            | lawyer
        i1             |             | stranger   |
        i2             |             | outsider   |
        """)
    expect_facts(given, "account_id | contact_density\na | 1")


def test_while_contacts_are_not_connected_persons_are_told_apart_by_what_interactions_name():
    given = active_store("""
        interactions
        interaction_id | account_id | starts_at | contact_id
        i1             | a          | d-5       | c1
        i2             | a          | d-6       | c1

        interaction_participants
        interaction_id | contact_id
        i2             | c2
        """)
    expect_facts(given, "account_id | contact_density | level_coverage\na | 2 |")


def test_persons_are_counted_in_counted_contacts_of_the_last_365_days():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | edge_in

        interactions
        account_id | starts_at | contact_id | kind     | status    | direction | responded_at | bulk | private
        edge_in    | d-364     | c1         | meeting  | held      |           |              |      |
        edge_out   | d-365     | c1         | meeting  | held      |           |              |      |
        today      | d 23:59   | c1         | call     | held      |           |              |      |
        tomorrow   | d+1 00:00 | c1         | meeting  | held      |           |              |      |
        planned    | d-5       | c1         | meeting  | planned   |           |              |      |
        cancelled  | d-5       | c1         | meeting  | cancelled |           |              |      |
        bulk       | d-5       | c1         | meeting  | held      |           |              | true |
        private    | d-5       | c1         | meeting  | held      |           |              |      | true
        helpdesk   | d-5       | c1         | helpdesk | held      | inbound   | d-4          |      |
        answered   | d-5       | c1         | email    | held      | outbound  | d            |      |
        later      | d-5       | c1         | email    | held      | outbound  | d+1          |      |
        never      | d-5       | c1         | email    | held      | outbound  |              |      |
        """)
    expect_facts(
        given,
        """
        account_id | contact_density
        edge_in    | 1
        edge_out   | 0
        today      | 1
        planned    | 0
        cancelled  | 0
        bulk       | 0
        private    | 1
        helpdesk   | 0
        answered   | 1
        later      | 0
        never      | 0
        """,
    )
    expect_facts(given, "account_id | contact_density\nedge_in | 0\ntomorrow | 1\nlater | 1", as_of=TOMORROW)


def test_persons_of_unanswered_inbound_mail_count_while_answers_are_not_connected_and_kinds_as_the_company_chooses():
    given = active_store("""
        contacts
        contact_id | account_id | level
        c1         | a          | executive
        c2         | a          | management

        interactions
        account_id | starts_at | contact_id | kind  | direction
        a          | d-5       | c1         | email | inbound
        a          | d-5       | c2         | call  | inbound
        """)
    columns = "account_id | contact_density | level_coverage\n"
    expect_facts(given, f"{columns}a | 2 | 1")
    expect_facts(given, f"{columns}a | 1 | 1/2", policy={"counted_kinds": ["email"]})
    expect_facts(given, f"{columns}a | |", policy={"counted_kinds": ["meeting"]})


NAMED_ONLY = """
    contacts
    contact_id | account_id | level
    c1         | a          | management

    interactions
    account_id | starts_at | kind     | status  | direction | responded_at | contact_id | bulk
    a          | d-5       | meeting  | held    |           |              |            |
    a          | d-5       | meeting  | planned |           |              | c1         |
    a          | d-5       | meeting  | held    |           |              | c1         | true
    a          | d-5       | helpdesk | held    | inbound   | d-4          | c1         |
    a          | d-5       | email    | held    | outbound  |              | c1         |
    a          | d-5       | email    | held    | inbound   | d-4          |            |
    a          | d-5       | message  | held    | inbound   | d+1          | c1         |
    a          | d+2       | meeting  | held    |           |              | c1         |
    """


def test_density_and_coverage_are_unknown_while_no_counted_contact_in_the_store_names_a_person():
    given = active_store(NAMED_ONLY)
    expect_facts(
        given,
        """
        account_id | contact_density | contact_density_points | level_coverage | level_coverage_points
        a          |                 |                        |                |
        """,
    )
    expect_facts(given, "account_id | contact_density | level_coverage\na | 1 | 1", as_of=TOMORROW)


def test_what_is_unknown_keeps_its_weight():
    # Known: contact_recency (10), post_purchase_care (12), response_time (5), unanswered (4).
    expect_facts(active_store(NAMED_ONLY), "account_id | known_share\na | 31/100")


def test_a_person_named_once_anywhere_in_the_store_makes_density_and_coverage_known_everywhere():
    given = store("""
        contacts
        contact_id | account_id | level
        c1         | a          | management
        c2         | b          | management

        orders
        account_id | ordered_on
        a          | d-5
        b          | d-1500

        interactions
        account_id | starts_at | contact_id
        a          | d-5       |
        b          | d-1400    | c2
        """)
    expect_facts(
        given,
        """
        account_id | contact_density | contact_density_points | level_coverage | level_coverage_points
        a          | 0               | 0                      | 0              | 0
        b          |                 |                        |                |
        """,
    )


def test_density_and_coverage_are_unknown_without_interactions():
    given = active_store("contacts\ncontact_id | account_id | level\nc1 | a | management")
    expect_facts(given, "account_id | contact_density | level_coverage\na | |")


# ---- level_coverage


def test_level_coverage_is_the_share_of_the_levels_of_its_active_contacts_on_which_somebody_was_met():
    given = active_store("""
        contacts
        contact_id | account_id | level
        a1         | all_four   | executive
        a2         | all_four   | management
        a3         | all_four   | supervisor
        a4         | all_four   | specialist
        b1         | one_of_4   | executive
        b2         | one_of_4   | management
        b3         | one_of_4   | supervisor
        b4         | one_of_4   | specialist
        c1         | one_of_two | executive
        c2         | one_of_two | executive
        c3         | one_of_two | executive
        c4         | one_of_two | specialist
        d1         | crowd      | specialist
        d2         | crowd      | specialist
        d3         | crowd      | management
        e1         | nobody     | management

        interactions
        interaction_id | account_id | starts_at | contact_id
        i1             | all_four   | d-5       | a1
        i2             | all_four   | d-6       | a2
        i3             | one_of_4   | d-5       | b4
        i4             | one_of_two | d-5       | c2
        i5             | crowd      | d-5       | d1
        i6             | crowd      | d-5       | d2
        i7             | nobody     | d-5       |

        interaction_participants
        interaction_id | contact_id
        i2             | a3
        i2             | a4
        """)
    expect_facts(
        given,
        """
        account_id | level_coverage | level_coverage_points
        all_four   | 1              | 100
        one_of_4   | 1/4            | 0
        one_of_two | 1/2            | 100/3
        crowd      | 1/2            | 100/3
        nobody     | 0              | 0
        """,
    )


def test_contacts_are_active_unless_flagged_not_to_be_or_gone_by_the_day():
    given = active_store("""
        contacts
        contact_id | account_id  | level      | active | left_on
        m1         | says_active | executive  | true   |
        m2         | says_active | management | true   |
        n1         | not_said    | executive  |        |
        n2         | not_said    | management |        |
        i1         | inactive    | executive  | false  |
        i2         | inactive    | management |        |
        l1         | left_today  | executive  |        | d
        l2         | left_today  | management |        |
        t1         | leaves      | executive  |        | d+1
        t2         | leaves      | management |        |
        x1         | met_leaver  | executive  |        | d
        x2         | met_leaver  | management |        |
        y1         | met_stayer  | executive  |        | d+1
        y2         | met_stayer  | management |        |
        z1         | same_level  | executive  |        | d-3
        z2         | same_level  | executive  |        |

        interactions
        account_id  | starts_at | contact_id
        says_active | d-5       | m2
        not_said    | d-5       | n2
        inactive    | d-5       | i2
        left_today  | d-5       | l2
        leaves      | d-5       | t2
        met_leaver  | d-5       | x1
        met_stayer  | d-5       | y1
        same_level  | d-5       | z1
        """)
    expect_facts(
        given,
        """
        account_id  | level_coverage
        says_active | 1/2
        not_said    | 1/2
        inactive    | 1
        left_today  | 1
        leaves      | 1/2
        met_leaver  | 0
        met_stayer  | 1/2
        same_level  | 0
        """,
    )
    expect_facts(given, "account_id | level_coverage\nleft_today | 1/2\nmet_leaver | 1/2", as_of=YESTERDAY)


def test_persons_without_a_level_or_of_another_account_bring_no_level():
    given = active_store("""
        contacts
        contact_id | account_id | level
        c1         | a          | executive
        c2         | a          |
        o1         | other      | executive
        o2         | other      | specialist

        interactions
        account_id | starts_at | contact_id
        a          | d-5       | c2
        a          | d-5       | o1
        a          | d-5       | o2
        other      | d-5       | o2
        """)
    expect_facts(given, "account_id | level_coverage | contact_density\na | 0 | 3\nother | 1/2 | 1")


def test_level_coverage_is_unknown_without_an_active_contact_with_a_level():
    given = active_store("""
        contacts
        contact_id | account_id | level      | active | left_on
        c1         | levelled   | management |        |
        c2         | no_level   |            |        |
        c3         | inactive   | management | false  |
        c4         | gone       | management |        | d
        c5         | elsewhere  | management |        |

        interactions
        account_id | starts_at | contact_id
        levelled   | d-5       | c1
        no_level   | d-5       | c2
        inactive   | d-5       | c3
        gone       | d-5       | c4
        no_contact | d-5       | c5
        """)
    # Known where it is: contact_recency (10), post_purchase_care (12), contact_density (5), level_coverage (5).
    expect_facts(
        given,
        """
        account_id | level_coverage | level_coverage_points | known_share
        levelled   | 1              | 100                   | 32/100
        no_level   |                |                       | 27/100
        inactive   |                |                       | 27/100
        gone       |                |                       | 27/100
        no_contact |                |                       | 27/100
        """,
    )


def test_levels_count_when_met_in_counted_contacts_of_the_last_365_days():
    given = active_store("""
        contacts
        contact_id | account_id | level
        c1         | edge_in    | executive
        c2         | edge_out   | executive
        c3         | today      | executive
        c4         | tomorrow   | executive
        c5         | planned    | executive
        c6         | unanswered | executive
        c7         | bulk       | executive

        interactions
        account_id | starts_at | contact_id | kind    | status  | direction | bulk
        edge_in    | d-364     | c1         | meeting | held    |           |
        edge_out   | d-365     | c2         | meeting | held    |           |
        today      | d 23:59   | c3         | meeting | held    |           |
        tomorrow   | d+1 00:00 | c4         | meeting | held    |           |
        planned    | d-5       | c5         | meeting | planned |           |
        unanswered | d-5       | c6         | email   | held    | outbound  |
        bulk       | d-5       | c7         | meeting | held    |           | true
        """)
    expect_facts(
        given,
        """
        account_id | level_coverage
        edge_in    | 1
        edge_out   | 0
        today      | 1
        planned    | 0
        unanswered | 0
        bulk       | 0
        """,
    )


def test_contacts_and_meetings_of_accounts_merged_into_it_are_its_own():
    given = active_store("""
        accounts
        account_id | merged_into_id
        kept       |
        merged     | kept

        contacts
        contact_id | account_id | level     | is_primary
        c1         | kept       | executive |
        c2         | merged     | specialist | true

        interactions
        account_id | starts_at | contact_id
        merged     | d-5       | c1
        kept       | d-5       | c2
        """)
    expect_facts(given, "account_id | contact_density | level_coverage | ownership\nkept | 2 | 1 | 100")


# ---- ownership


OWNERS = """
    employees
    employee_id | active | left_on
    here        | true   |
    not_said    |        |
    inactive    | false  |
    left_today  |        | d
    leaves      |        | d+1

    accounts
    account_id  | owner_id
    both        | here
    not_said    | not_said
    inactive    | inactive
    left_today  | left_today
    leaves      | leaves
    unknown     | stranger
    no_owner    |
    only_owner  | here
    neither     |

    contacts
    contact_id | account_id | is_primary
    p1         | both       | true
    p2         | not_said   | true
    p3         | inactive   | true
    p4         | left_today | true
    p5         | leaves     | true
    p6         | unknown    | true
    p7         | no_owner   | true
    """


def test_ownership_is_60_for_an_owner_who_works_here_and_40_for_an_active_primary_contact():
    expect_facts(
        active_store(OWNERS),
        """
        account_id | ownership | ownership_points
        both       | 100       | 100
        only_owner | 60        | 60
        no_owner   | 40        | 40
        neither    | 0         | 0
        """,
    )


def test_the_owner_counts_unless_unknown_flagged_inactive_or_gone_by_the_day():
    given = active_store(OWNERS)
    expect_facts(
        given,
        """
        account_id | ownership | limits
        both       | 100       |
        not_said   | 100       |
        inactive   | 40        | no_owner
        left_today | 40        | no_owner
        leaves     | 100       |
        unknown    | 40        | no_owner
        """,
    )
    expect_facts(given, "account_id | ownership\nleft_today | 100\nleaves | 100", as_of=YESTERDAY)
    expect_facts(given, "account_id | ownership\nleft_today | 40\nleaves | 40", as_of=TOMORROW)


def test_the_primary_contact_counts_unless_flagged_inactive_or_gone_by_the_day():
    given = active_store("""
        employees
        employee_id
        e1

        accounts
        account_id | owner_id
        active     | e1
        not_said   | e1
        inactive   | e1
        left_today | e1
        leaves     | e1
        not_prime  | e1
        no_flag    | e1
        second     | e1
        twice      | e1

        contacts
        contact_id | account_id | is_primary | active | left_on
        p1         | active     | true       | true   |
        p2         | not_said   | true       |        |
        p3         | inactive   | true       | false  |
        p4         | left_today | true       |        | d
        p5         | leaves     | true       |        | d+1
        p6         | not_prime  | false      |        |
        p7         | no_flag    |            |        |
        p8         | second     | true       | false  |
        p9         | second     | true       |        |
        p10        | twice      | true       |        |
        p11        | twice      | true       |        |
        """)
    expect_facts(
        given,
        """
        account_id | ownership
        active     | 100
        not_said   | 100
        inactive   | 60
        left_today | 60
        leaves     | 100
        not_prime  | 60
        no_flag    | 60
        second     | 100
        twice      | 100
        """,
    )
    expect_facts(given, "account_id | ownership\nleft_today | 100", as_of=YESTERDAY)


OWNER = "accounts\naccount_id | owner_id\nwith | e1\nwithout |"
EMPLOYEES = "employees\nemployee_id\ne1"
PRIMARY = "contacts\ncontact_id | account_id | is_primary\nc1 | with | true\nc2 | without | false"
NO_PRIMARY = "contacts\ncontact_id | account_id | is_primary\nc1 | with | false\nc2 | without |"
NO_OWNER = "accounts\naccount_id | owner_id\nwith |\nwithout |"


@pytest.mark.parametrize(
    ("tables", "with_it", "without_it", "limit"),
    [
        ((OWNER, EMPLOYEES, PRIMARY), 100, 0, "no_owner"),
        ((OWNER, EMPLOYEES), 100, 0, "no_owner"),
        ((OWNER, EMPLOYEES, NO_PRIMARY), 100, 0, "no_owner"),
        ((OWNER, PRIMARY), 100, 0, None),
        ((NO_OWNER, EMPLOYEES, PRIMARY), 100, 0, None),
        ((NO_OWNER, EMPLOYEES, NO_PRIMARY), None, None, None),
        ((OWNER,), None, None, None),
    ],
    ids=["all", "contacts", "is_primary", "employees", "owner_id", "owner_id and is_primary", "employees and contacts"],
)
def test_a_part_of_ownership_whose_column_or_table_is_not_connected_is_dropped_and_its_limit_with_it(
    tables, with_it, without_it, limit
):
    facts = facts_of(active_store("\n\n".join(tables)))
    assert (facts["with"]["ownership"], facts["without"]["ownership"]) == (with_it, without_it)
    assert (facts["with"]["limits"], facts["without"]["limits"]) == (None, limit)


def one_of(accounts: int, contacts: int) -> str:
    """A store where the first of so many accounts has an owner and the first of so many contacts is primary."""
    return "\n".join(
        ["accounts", "account_id | owner_id", "a0 | e1", *(f"a{number} |" for number in range(1, accounts)), ""]
        + ["employees", "employee_id", "e1", "", "contacts", "contact_id | account_id | is_primary", "c0 | a1 | true"]
        + [f"c{number} | a2 | false" for number in range(1, contacts)]
    )


def test_owner_id_and_is_primary_are_connected_when_1_percent_of_all_accounts_and_contacts_have_them():
    owner_only = active_store(one_of(accounts=100, contacts=101))
    primary_only = active_store(one_of(accounts=101, contacts=100))
    # Known beside ownership: nothing.
    expect_facts(
        owner_only,
        """
        account_id | ownership | limits   | known_share
        a0         | 100       |          | 6/100
        a1         | 0         | no_owner | 6/100
        a2         | 0         | no_owner | 6/100
        """,
    )
    expect_facts(
        primary_only,
        """
        account_id | ownership | limits | known_share
        a0         | 0         |        | 6/100
        a1         | 100       |        | 6/100
        a2         | 0         |        | 6/100
        """,
    )
    expect_facts(owner_only, "account_id | ownership | known_share\na0 | | 0/100", policy={"connected_share": 0.0101})
    expect_facts(owner_only, "account_id | ownership\na0 | 60\na1 | 40\na2 | 0", policy={"connected_share": 0.009})
