"""The selects of how accounts are served, on PostgreSQL against the same on DuckDB."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.policy import policy_from
from dashboard.scoring import score
from dashboard.scoring.teamwork import teamwork
from data_access import facts as all_facts
from data_access.evidence import teamwork as evidence
from data_access.facts import teams as facts
from data_access.localtime import day_number
from tests import test_engines
from tests.plain.random_stores import Case
from tests.plain.random_teamwork import random_teamwork, shown_day
from tests.test_engines import assert_equal_frames, rows_of, scopes_of

readers = test_engines.readers

SEEDS = (1, 4, 5)


@pytest.fixture(scope="module", params=SEEDS)
def case(request: pytest.FixtureRequest) -> Case:
    return random_teamwork(request.param)


def answers_of(reader, mirror, day, rules) -> dict:
    """What every select of teams answers, those that depend on answers being connected both ways."""
    number = day_number(day)
    endings = facts.ending_qualifications(reader, number)
    found = {
        "deputies": facts.deputies(reader, number),
        "qualities": facts.qualities(reader, number),
        "endings": endings,
        "served": facts.served_accounts(reader, number, sorted(set(endings["employee_id"]))),
        "offers": facts.offers(reader, number),
    }
    for answered in (True, False):
        asked = replace(rules, answers_connected=answered)
        found[f"passed_on {answered}"] = facts.passed_on(reader, number, asked)
        for place, scope in enumerate(scopes_of(mirror)):
            for teams, owner in (((), None), (("T0",), None), ((), "E1")):
                key = f"{answered} {place} {teams} {owner}"
                rows = evidence.contacts_of_others(reader, scope, day, asked, teams, owner)
                found[f"contacts {key}"] = rows
                found[f"offers {key}"] = evidence.offers_sent(reader, scope, day, teams, owner)
    return found


def test_every_select_gives_the_same_rows_on_both_engines(case, readers):
    duck = readers[0]
    filled = set()
    for day in (shown_day(case), case.as_of[0]):
        rules = score(duck, day, policy_from(case.policy)).rules
        expected, found = (answers_of(reader, duck, day, rules) for reader in readers)
        for name, answer in expected.items():
            filled |= {name.split(" ")[0]} if len(answer) else set()
            ordered = name.split(" ")[0] in ("endings", "contacts") or name.startswith("offers ")
            (names, rows), (names_there, rows_there) = rows_of(answer), rows_of(found[name])
            if not ordered:
                rows, rows_there = sorted(rows, key=repr), sorted(rows_there, key=repr)
            assert (names_there, rows_there) == (names, rows), f"{name} on {day}"
    assert filled, "some select has rows"


def test_what_is_known_of_teams_is_the_same_on_both_engines(case, readers):
    duck, postgres = readers
    for day in case.as_of:
        scored = score(duck, day, policy_from(case.policy))
        expected, number = scored.teamwork, day_number(day)
        connected = all_facts.connected(postgres, number, scored.rules)
        assert connected == scored.connected
        found = teamwork(postgres, scored.accounts, number, scored.rules, connected)
        assert found.known == expected.known
        assert_equal_frames(found.accounts, expected.accounts, f"{day}")
        assert_equal_frames(found.endings, expected.endings, f"{day}")


def test_nothing_of_accounts_outside_the_scope_is_told(case, readers):
    duck = readers[0]
    everything, team, nothing = scopes_of(duck)
    day = case.as_of[0]
    rules = score(duck, day, policy_from(case.policy)).rules
    accounts = score(duck, day, policy_from(case.policy)).accounts.set_index("account_id")["team_id"]
    for asked, more in ((evidence.contacts_of_others, (rules,)), (evidence.offers_sent, ())):
        assert asked(duck, nothing, day, *more, (), None).empty
        seen = asked(duck, team, day, *more, (), None)["account_id"]
        assert set(accounts.reindex(seen).dropna()) <= team.team_ids
        assert len(seen) <= len(asked(duck, everything, day, *more, (), None))
