"""Why an indicator has its value, or none: in words, for a customer of whom everything is known and for one of whom nothing is."""

from __future__ import annotations

from functools import cache

import pytest

from dashboard import reasons
from dashboard.indicators import INDICATORS
from dashboard.reasons import DOES_NOT_APPLY, NOT_CONNECTED, UNKNOWN, Case
from data_access import evidence
from data_access.scope import Scope
from tests.specs.tables import D, Store, mirror_of, scored, store

FULL = """
employees
employee_id | name
e1          | Ann

accounts
account_id | owner_id | contact_preference
a          | e1       |
b          |          | as_needed

contacts
contact_id | account_id | name | level      | is_primary
c1         | a          | Zoe  | executive  |
c2         | a          | Abel | specialist | true

orders
account_id | ordered_on | amount
a          | d-50       | 3000
a          | d-100      | 1000
a          | d-400      | 2000
a          | d-800      | 2000
b          | d-9        | 100

interactions
account_id | kind     | starts_at   | contact_id | purpose | agenda_at | documented_at | direction | responded_at
a          | meeting  | d-40 09:00  | c1         | review  | d-41      | d-39          |           |
a          | meeting  | d-80 09:00  | c1         |         |           |               |           |
a          | email    | d-20 09:00  |            |         |           |               | inbound   | d-20 15:00
a          | email    | d-10 09:00  |            |         |           |               | inbound   |

commitments
account_id | due_on | done_at
a          | d-30   | d-31
a          | d-20   | d-10

cases
account_id | opened_at | priority | first_response_at
a          | d-94      | low      | d-94
a          | d-2       | high     | d-2

survey_responses
account_id | contact_id | instrument   | dimension        | score | scale_min | scale_max | answered_at
a          | c1         | satisfaction | core_service     | 4     | 1         | 5         | d-9
a          | c2         | satisfaction | customer_service | 5     | 1         | 5         | d-9
a          | c2         | satisfaction | trust            | 5     | 1         | 5         | d-9
"""
BARE = """
orders
account_id | ordered_on
a          | d-100
"""


def case_of(given: Store, account_id: str = "a") -> Case:
    """The account of the store with the rows behind its indicators."""
    frames, mirror = scored(given), mirror_of(given)
    account = frames.accounts.set_index("account_id", drop=False).loc[account_id].to_dict()

    @cache
    def rows(indicator: str):
        asked = (mirror, Scope.everything(), D, frames.rules, account_id, indicator, frames.connected)
        return evidence.rows_behind(*asked)

    return Case(account, rows, D, frames.policy, frames.connected, "EUR")


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("contact_recency", "20 days since the last counted contact; the target is 30 days"),
        ("review_recency", "40 days since the last review meeting; the target is 90"),
        ("post_purchase_care", "4 of 5 checkpoints met after 2 orders"),
        ("meeting_practice", "1 of 2 meetings with agenda and memo in time; good from 90%"),
        ("contact_density", "1 person met in 365 days; good from 4 for tier A"),
        ("level_coverage", "1 of 2 levels met in 365 days; nobody on level specialist"),
        ("ownership", "an active owner, an active primary contact"),
        ("promises_kept", "1 of 2 kept by the day they were due; good from 95%"),
        ("response_time", "median 3.0 h to the first answer, from 2 answers; good up to 8.0 h"),
        ("unanswered", "1 message or case without an answer, the longest for 10 days"),
        ("issue_age", "low priority issue open for 94 days; the limit is 90, of 2 open"),
        ("core_satisfaction", "7.5 of 10, from 1 answer; good from 9.0, limit 8.0"),
        ("service_satisfaction", "10.0 of 10, from 1 answer; good from 9.0, limit 8.0"),
        ("stated_commitment", "10.0 of 10, from 1 answer; good from 9.0"),
        ("purchase_rhythm", "50 days since the last order; the usual gap is 300, from 4 order days"),
        ("revenue_trend", "€4k in 365 days, €2k in the 365 days before"),
    ],
)
def test_a_known_indicator_says_its_value_and_what_it_is_held_against(indicator, words):
    assert reasons.reason(indicator, case_of(store(FULL))) == words


@pytest.mark.parametrize(
    ("indicator", "kind"),
    [
        ("contact_recency", NOT_CONNECTED),
        ("review_recency", NOT_CONNECTED),
        ("post_purchase_care", NOT_CONNECTED),
        ("meeting_practice", NOT_CONNECTED),
        ("contact_density", NOT_CONNECTED),
        ("level_coverage", NOT_CONNECTED),
        ("ownership", NOT_CONNECTED),
        ("promises_kept", NOT_CONNECTED),
        ("response_time", NOT_CONNECTED),
        ("unanswered", NOT_CONNECTED),
        ("issue_age", NOT_CONNECTED),
        ("core_satisfaction", NOT_CONNECTED),
        ("service_satisfaction", NOT_CONNECTED),
        ("stated_commitment", NOT_CONNECTED),
        ("purchase_rhythm", UNKNOWN),
        ("revenue_trend", UNKNOWN),
    ],
)
def test_what_no_table_can_tell_is_not_connected(indicator, kind):
    found, why = reasons.missing(indicator, case_of(store(BARE)))
    assert found == kind
    assert why
    assert reasons.reason(indicator, case_of(store(BARE))) == f"{kind}: {why}"


def test_a_customer_of_whom_nothing_is_known_in_a_connected_store_is_unknown():
    case = case_of(store(FULL), "b")
    assert reasons.missing("contact_recency", case) == (DOES_NOT_APPLY, "the customer wants to be met when needed")
    expected = {
        "post_purchase_care": "no checkpoint has passed since the first of these orders",
        "meeting_practice": "no counted meeting in the last 365 days",
        "level_coverage": "no active contact of this account has a level",
        "promises_kept": "no promise was due in the last 365 days",
        "response_time": "nothing arrived and was answered in the last 90 days",
        "core_satisfaction": "no answer in the last 365 days",
        "purchase_rhythm": "only 1 order day; 4 are needed",
        "revenue_trend": "the first order is less than two years old",
    }
    for indicator, why in expected.items():
        assert reasons.missing(indicator, case) == (UNKNOWN, why), indicator
    assert reasons.reason("ownership", case) == "no active owner, no active primary contact"


def test_only_the_part_of_ownership_that_is_connected_is_spoken_of():
    owned = store("employees\nemployee_id | name\ne1 | Ann\n\naccounts\naccount_id | owner_id\na | e1\n" + BARE)
    assert reasons.reason("ownership", case_of(owned)) == "an active owner; primary contacts are not connected"


def test_every_limit_is_a_sentence_with_its_value():
    case = case_of(store(FULL))
    assert reasons.limit_reasons(case) == ["Core satisfaction is 7.5, below the limit of 8.0 of 10."]
    assert reasons.limit_reasons(case_of(store(FULL), "b")) == ["An account without an active owner cannot be good."]


@pytest.mark.parametrize(
    ("indicator", "value", "words"),
    [
        ("contact_recency", 2.34, "2.3×"),
        ("promises_kept", 0.666, "67%"),
        ("response_time", 5.23, "5.2 h"),
        ("response_time", 48.4, "48 h"),
        ("core_satisfaction", 7.55, "7.5"),
        ("unanswered", 3.0, "3"),
        ("ownership", 60.0, "60"),
        ("ownership", float("nan"), "unknown"),
    ],
)
def test_a_value_is_written_in_its_unit(indicator, value, words):
    assert reasons.value_in_words(indicator, value) == words


def test_every_indicator_can_be_explained_either_way():
    full, bare = case_of(store(FULL)), case_of(store(BARE))
    for indicator in INDICATORS:
        assert reasons.reason(indicator, full)
        assert ": " in reasons.reason(indicator, bare)
