"""Who knows whom: random stores against a second reading in plain Python, and each rule at its edge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.policy import policy_from
from dashboard.scoring import Scored, score
from dashboard.scoring.ties import GAPS, LANGUAGE_STATES, language_codes
from tests.plain.intake import load
from tests.plain.random_stores import random_store
from tests.plain.ties import ties, together, varied
from tests.specs.tables import D, Row, active_store, expect_rows, rows_of, scored, store
from tests.test_random_stores import frame_differences, real_mirror

SEEDS = 30
PER_TEST = 10

PEOPLE = """
employees
employee_id | level      | languages | active | left_on
e1          | management | fi,en     |        |
e2          | specialist | de        |        |
e3          |            |           |        |
e4          | executive  | sv        |        | d

contacts
contact_id | account_id | level      | is_primary | left_on
c1         | a          | executive  |            |
c2         | a          | specialist | true       |
c3         | a          |            |            |
c4         | a          | management |            | d
c5         | b          | supervisor | true       | d+1
c6         | c          | executive  | true       | d
"""


def of_accounts(found: Scored) -> list[Row]:
    """The ties of every account with its key."""
    return rows_of(found.ties.accounts.assign(account_id=found.accounts["account_id"]))


def of_levels(found: Scored) -> list[Row]:
    """The sets of levels that met at each account with its key."""
    rows = found.ties.together
    return rows_of(rows.assign(account_id=found.accounts["account_id"].reindex(rows["at"]).to_numpy()))


@pytest.mark.parametrize("first", range(1, SEEDS + 1, PER_TEST))
def test_random_stores_agree_with_the_plain_reading(first: int, tmp_path: Path) -> None:
    differences = []
    for seed in range(first, first + PER_TEST):
        case = varied(random_store(seed))
        plain, mirror = (
            load(case.raw, case.now, ZoneInfo(case.zone), case.currency),
            real_mirror(case, tmp_path / str(seed)),
        )
        for d in case.as_of:
            found = score(mirror, d, policy_from(case.policy))
            differences += [f"seed {seed}, {d}: {text}" for text in differences_on(plain, found, d, case.policy)]
    assert not differences, "\n".join([f"{len(differences)} differences:", *differences[:12]])


def differences_on(plain: object, found: Scored, d: date, policy: dict) -> Iterable[str]:
    keys = found.accounts["account_id"]
    accounts = found.ties.accounts.assign(account_id=keys)
    yield from frame_differences("account", ties(plain, d, policy), accounts, ["account_id"])
    rows = found.ties.together
    rows = rows.assign(account_id=keys.reindex(rows["at"]).to_numpy())
    yield from frame_differences("levels", together(plain, d, policy), rows, ["account_id", "theirs", "ours"])
    yield from coverage_differences(found)


def coverage_differences(found: Scored) -> Iterable[str]:
    """A level is missing exactly where the indicator of levels covered, which only active accounts have, is below 1."""
    active = found.accounts[found.accounts["layer"] == "active"]
    missing, covered = found.ties.accounts.loc[active.index, "level_missing"], active["level_coverage"]
    if list(missing.isna()) != list(covered.isna()):
        yield "level_missing is not known where level_coverage is"
    if list(missing.fillna(False)) != list(covered < 1):
        yield "level_missing is not level_coverage below 1"


def test_the_random_stores_hold_every_answer(tmp_path: Path) -> None:
    """A gap that is never true, or never unknown, would be tested by nothing."""
    seen = {name: set() for name in (*GAPS, "language")}
    for seed in range(1, 31):
        case = varied(random_store(seed))
        plain = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
        for row in ties(plain, case.as_of[0], case.policy):
            for name, values in seen.items():
                values.add(row[name])
    assert {name: values for name, values in seen.items() if name != "language"} == {
        name: {True, False, None} for name in GAPS
    }
    assert seen["language"] == set(LANGUAGE_STATES)


# ---- on whom an account hangs


def test_an_account_hangs_on_one_person_however_often_and_in_whatever_way_they_took_part():
    given = store(f"""
        {PEOPLE}
        interactions
        interaction_id | account_id | starts_at | contact_id | employee_id
        i1             | a          | d-5       | c1         | e1
        i2             | a          | d-364     |            | e1
        i3             | b          | d-5       | c5         | e1
        i4             | b          | d-365     | c1         | e2
        i5             | c          | d-5       |            |
        i6             | f          | d-365     | c1         | e1

        interaction_participants
        interaction_id | contact_id | employee_id | third_party
        i2             | c1         |             |
        i2             |            |             | Lawyer
        i3             | c2         |             |
        i3             |            | e2          |
        """)
    expect_rows(
        of_accounts(scored(given)),
        """
        account_id | persons | employees | one_of_theirs | one_of_ours | naming_theirs | naming_ours
        a          | 1       | 1         | yes           | yes         | 2             | 2
        b          | 2       | 2         | no            | no          | 1             | 1
        c          | 0       | 0         |               |             | 0             | 0
        f          | 0       | 0         | no            | no          | 0             | 0
        """,
    )


def test_the_only_tie_has_left_from_the_day_on():
    given = store(f"""
        {PEOPLE}
        interactions
        account_id | starts_at | contact_id
        a          | d-5       | c4
        b          | d-5       | c5
        c          | d-5       | c6
        c          | d-6       | c4
        """)
    wanted = "account_id | only_tie_left\na | {}\nb | {}\nc | {}"
    expect_rows(of_accounts(scored(given)), wanted.format("yes", "no", "yes"))
    expect_rows(of_accounts(scored(given, D - timedelta(days=1))), wanted.format("no", "no", "no"))


def test_without_contacts_it_is_known_on_how_many_an_account_hangs_but_not_who_has_left():
    given = store("""
        interactions
        account_id | starts_at | contact_id | employee_id
        a          | d-5       | c4         | e1
        """)
    row = of_accounts(scored(given))[0]
    assert row["one_of_theirs"] is True
    assert row["one_of_ours"] is True
    unknown = ("only_tie_left", "no_owner", "no_primary", "no_deputy", "level_missing", "listed", "deputies")
    assert [row[name] for name in unknown] == [None] * len(unknown)


def test_without_interactions_nothing_is_known_of_meetings():
    row = next(row for row in of_accounts(scored(active_store(PEOPLE))) if row["account_id"] == "a")
    assert {row[name] for name in ("one_of_theirs", "one_of_ours", "only_tie_left", "persons", "employees")} == {None}
    assert row["no_primary"] is False
    assert row["listed"] == 3


@pytest.mark.parametrize(
    ("since", "until", "role", "employee", "expected"),
    [
        ("d", "d", "deputy", "e1", False),
        ("", "", "deputy", "e1", False),
        ("d+1", "", "deputy", "e1", True),
        ("", "d-1", "deputy", "e1", True),
        ("", "", "member", "e1", True),
        ("", "", "owner", "e1", True),
        ("", "", "deputy", "e4", True),
        ("", "", "", "e1", None),
    ],
)
def test_a_deputy_serves_on_the_day_and_is_still_with_us(since, until, role, employee, expected):
    given = active_store(f"""
        {PEOPLE}
        account_team_members
        account_id | employee_id | role | since | until
        a | {employee} | {role} | {since} | {until}
        """)
    rows = {row["account_id"]: row for row in of_accounts(scored(given))}
    assert rows["a"]["no_deputy"] is expected


def test_a_primary_contact_who_has_left_is_told_from_none_at_all():
    rows = {row["account_id"]: row for row in of_accounts(scored(active_store(PEOPLE)))}
    assert [(rows[key]["no_primary"], rows[key]["primary_left"]) for key in "abc"] == [
        (False, False),
        (False, False),
        (True, True),
    ]


# ---- levels that met


def test_a_contact_counts_once_for_the_levels_that_sat_together():
    given = store(f"""
        {PEOPLE}
        interactions
        interaction_id | account_id | starts_at | contact_id | employee_id
        i1             | a          | d-5       | c1         | e1
        i2             | a          | d-6       | c1         | e1
        i3             | a          | d-7       |            | e3
        i4             | a          | d-8       | c3         |

        interaction_participants
        interaction_id | contact_id | employee_id
        i1             | c1         |
        i1             |            | e2
        i2             | c2         |
        """)
    expect_rows(
        of_levels(scored(given)),
        """
        account_id | theirs | ours | contacts | last_on
        a          | 1      | 10   | 1        | d-5
        a          | 9      | 2    | 1        | d-6
        a          | 0      | 16   | 1        | d-7
        a          | 16     | 0    | 1        | d-8
        """,
    )


# ---- languages


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("fi", {"fi"}),
        ("FI, en-GB", {"fi", "en"}),
        ("de_AT,,", {"de"}),
        (" ", set()),
        (None, set()),
        (float("nan"), set()),
    ],
)
def test_languages_are_read_from_codes(text, codes):
    assert language_codes(text) == codes


def test_a_language_is_spoken_by_somebody_who_serves():
    given = active_store("""
        employees
        employee_id | languages | left_on
        e1          | fi,en     |
        e2          | de        |
        e3          |           |
        e4          | pl        | d

        accounts
        account_id | language | owner_id
        by_owner   | en       | e1
        by_member  | de-AT    | e1
        by_nobody  | pl       | e1
        gone       | pl       | e4
        not_told   | pl       | e3
        no_code    |          | e1
        of_person  |          | e1
        unowned    | fi       |

        account_team_members
        account_id | employee_id | until
        by_member  | e2          | d
        by_nobody  | e4          |
        by_nobody  | e2          | d-1

        contacts
        contact_id | account_id | language | left_on
        c1         | of_person  | sv       |
        c2         | of_person  | fi       | d
        c3         | by_owner   | xx       |
        """)
    expect_rows(
        of_accounts(scored(given)),
        """
        account_id | language
        by_owner   | spoken
        by_member  | spoken
        by_nobody  | not_spoken
        gone       | nobody_serves
        not_told   | ours_not_known
        no_code    | theirs_not_known
        of_person  | not_spoken
        unowned    | nobody_serves
        """,
    )


def test_the_ties_of_some_accounts_are_those_of_the_whole_store():
    given = store(f"""
        {PEOPLE}
        interactions
        account_id | starts_at | contact_id | employee_id
        a          | d-5       | c1         | e1
        b          | d-6       | c5         | e1
        """)
    found = scored(given)
    few = found.ties.of(found.accounts[found.accounts["account_id"] == "b"])
    pd.testing.assert_frame_equal(few.accounts, found.ties.accounts.loc[few.accounts.index])
    assert list(few.together["at"]) == list(few.accounts.index)
