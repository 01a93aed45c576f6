"""Section 5, score: points, weights, known share, bands, limits, points lost and the trend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from dashboard.policy import DEFAULT_POLICY, policy_from
from dashboard.scoring import score_with_trend
from dashboard.scoring.health import points_lost
from tests.specs.tables import (
    D,
    Row,
    Store,
    active_store,
    agrees,
    expect_facts,
    expect_rows,
    facts_of,
    mirror_of,
    parsed,
    rows_of,
    scored,
    store,
)

TABLE = """
    indicator            | weight | good            | poor
    contact_recency      | 10     | 1.0             | 2.0
    review_recency       | 6      | 1.0             | 2.0
    post_purchase_care   | 12     | 1.0             | 0.25
    meeting_practice     | 4      | 0.9             | 0.3
    contact_density      | 5      | A 4, B 3, C 2   | 0.5
    level_coverage       | 5      | 1.0             | 0.25
    ownership            | 6      | 100             | 0
    promises_kept        | 9      | 0.95            | 0.60
    response_time        | 5      | 8               | 72
    unanswered           | 4      | 0               | 3
    issue_age            | 4      | 1.0             | 3.0
    core_satisfaction    | 7      | 9.0             | 6.0
    service_satisfaction | 7      | 9.0             | 6.0
    stated_commitment    | 4      | 9.0             | 5.0
    purchase_rhythm      | 6      | 1.25            | 2.5
    revenue_trend        | 6      | 1.0             | 0.5
    """
INDICATORS = tuple(row["indicator"] for row in parsed(TABLE))
HEALTH = (*INDICATORS, *(f"{name}_points" for name in INDICATORS), "score", "known_share", "band", "limits")


def weighing(**weights: float) -> dict:
    """Rules under which only these indicators have weight."""
    return {"indicators": {name: {"weight": weights.get(name, 0)} for name in INDICATORS}}


# ---- the indicators and their points


def test_the_sixteen_indicators_have_these_weights_and_values_worth_100_and_0_which_add_up_to_100():
    rules = DEFAULT_POLICY.indicators
    assert tuple(rules) == INDICATORS
    assert sum(rule.weight for rule in rules.values()) == 100
    for row in parsed(TABLE):
        rule = rules[row["indicator"]]
        good = rule.good
        if isinstance(good, Mapping):
            good = ", ".join(f"{tier} {value}" for tier, value in good.items())
        assert agrees(rule.weight, row["weight"]), row
        assert agrees(good, row["good"]), row
        assert agrees(rule.poor, row["poor"]), row


MARKS = """
    survey_responses
    account_id | dimension | score
    s0         | trust     | 0
    s4         | trust     | 4
    s5         | trust     | 5
    s6         | trust     | 6
    s8         | trust     | 8
    s9         | trust     | 9
    s10        | trust     | 10
    """


def test_points_lie_on_a_straight_line_from_poor_to_good_and_end_at_0_and_100():
    expect_facts(
        active_store(MARKS),
        """
        account_id | stated_commitment_points
        s0         | 0
        s4         | 0
        s5         | 0
        s6         | 25
        s8         | 75
        s9         | 100
        s10        | 100
        """,
    )


def test_good_may_lie_above_or_below_poor_as_the_company_chooses():
    expect_facts(
        active_store(MARKS),
        "account_id | stated_commitment_points\ns0 | 0\ns4 | 0\ns5 | 25\ns6 | 50\ns8 | 100\ns10 | 100",
        policy={"indicators": {"stated_commitment": {"good": 8, "poor": 4}}},
    )
    expect_facts(
        active_store(MARKS),
        "account_id | stated_commitment_points\ns0 | 100\ns4 | 100\ns5 | 75\ns6 | 50\ns8 | 0\ns10 | 0",
        policy={"indicators": {"stated_commitment": {"good": 4, "poor": 8}}},
    )


def test_only_active_accounts_have_health():
    given = store("""
        employees
        employee_id
        e1

        accounts
        account_id | owner_id
        active     | e1
        inactive   | e1
        prospect   |

        contacts
        contact_id | account_id | level      | is_primary
        c1         | inactive   | management | true
        c2         | prospect   | management |

        orders
        account_id | ordered_on
        active     | d-364
        inactive   | d-365

        interactions
        account_id | starts_at | contact_id | purpose | agenda_at | documented_at
        inactive   | d-5       | c1         | review  | d-6       | d-5
        prospect   | d-5       | c2         | review  | d-6       | d-5

        cases
        account_id | opened_at | first_response_at
        inactive   | d-5       | d-4
        prospect   | d-5       | d-4

        commitments
        account_id | due_on
        inactive   | d-5
        prospect   | d-5

        survey_responses
        account_id | dimension | score
        inactive   | overall   | 3
        prospect   | overall   | 3
        """)
    facts = facts_of(given)
    assert {name for name in HEALTH if facts["inactive"][name] is not None} == set()
    assert {name for name in HEALTH if facts["prospect"][name] is not None} == set()
    assert facts["active"]["score"] is not None
    assert facts["active"]["band"] is not None


def test_without_orders_no_account_has_health():
    given = store("cases\naccount_id | opened_at\na | d-5\n\nsurvey_responses\naccount_id | score\na | 3")
    facts = facts_of(given)
    assert {name for name in HEALTH if facts["a"][name] is not None} == set()


# ---- score and known share


ASKED = """
    accounts
    account_id | contact_preference
    a          |
    needed     | as_needed
    core_only  |
    silent     |

    survey_responses
    account_id | dimension        | score
    a          | core_service     | 9
    a          | customer_service | 7.5
    a          | trust            | 6
    needed     | core_service     | 9
    needed     | customer_service | 7.5
    needed     | trust            | 6
    core_only  | core_service     | 9

    commitments
    account_id | due_on | done_at
    a          | d-5    |
    needed     | d-5    |
    """


def test_the_score_is_the_mean_of_the_known_points_by_weight():
    # 7 x 100, 7 x 50, 4 x 25 and 9 x 0, over 27.
    expect_facts(
        active_store(ASKED),
        """
        account_id | core_satisfaction_points | service_satisfaction_points | stated_commitment_points | promises_kept_points | score
        a          | 100                      | 50                          | 25                       | 0                    | 1150/27
        needed     | 100                      | 50                          | 25                       | 0                    | 1150/27
        core_only  | 100                      |                             |                          |                      | 100
        silent     |                          |                             |                          |                      |
        """,
    )
    expect_facts(
        active_store(ASKED),
        "account_id | score\na | 60\ncore_only | 100",
        policy=weighing(core_satisfaction=2, service_satisfaction=1, stated_commitment=2),
    )


def test_the_known_share_is_the_known_weight_of_all_but_the_weight_of_what_does_not_apply():
    # The contact target of one that is contacted as needed does not apply; it takes its 10 with it.
    expect_facts(
        active_store(ASKED),
        """
        account_id | known_share
        a          | 27/100
        needed     | 27/90
        core_only  | 7/100
        silent     | 0
        """,
    )
    expect_facts(
        active_store(ASKED),
        "account_id | known_share\na | 4/5\nneeded | 1\ncore_only | 2/5\nsilent | 0",
        policy=weighing(contact_recency=1, core_satisfaction=2, stated_commitment=2),
    )


def test_an_indicator_without_weight_is_shown_and_changes_nothing():
    expect_facts(
        active_store(ASKED),
        "account_id | core_satisfaction | core_satisfaction_points | score | known_share\na | 9 | 100 | 25 | 1",
        policy=weighing(stated_commitment=1),
    )


EVERYTHING = """
    employees
    employee_id
    e1

    accounts
    account_id | tier_entered | agreed_interval_days | owner_id
    a          | B            | 76                   | e1
    other      | B            |                      | e1

    contacts
    contact_id | account_id | level      | is_primary
    c1         | a          | executive  |
    c2         | a          |            |
    c3         | a          | specialist |
    c4         | other      |            | true

    orders
    account_id | ordered_on | amount
    a          | d-100      | 25
    a          | d-200      | 25
    a          | d-300      | 25
    a          | d-400      | 100
    a          | d-800      | 10

    interactions
    account_id | starts_at | kind    | direction | responded_at | contact_id | purpose | agenda_at | documented_at
    a          | d-95      | meeting |           |              | c1         |         | d-96      | d-94
    a          | d-185     | email   | outbound  | d-184        | c2         |         |           |
    a          | d-270     | meeting |           |              |            | review  |           |
    a          | d-10      | email   | inbound   |              |            |         |           |
    other      | d-10      | email   | inbound   | d-9          |            |         |           |

    commitments
    account_id | due_on | done_at
    a          | d-10   | d-10
    a          | d-11   | d-11
    a          | d-12   | d-12
    a          | d-13   |

    cases
    account_id | opened_at  | first_response_at
    a          | d-60 08:00 | d-58 00:00

    survey_responses
    account_id | contact_id | dimension        | score
    a          | c1         | core_service     | 8.4
    a          | c1         | customer_service | 8.1
    a          | c1         | trust            | 8
    a          | c1         | commitment       | 6
    """


def test_a_score_over_all_sixteen_indicators():
    row = facts_of(store(EVERYTHING))["a"]
    found = [{"indicator": name, "x": row[name], "points": row[f"{name}_points"]} for name in INDICATORS]
    expect_rows(
        found,
        """
        indicator            | x    | points
        contact_recency      | 1.25 | 75
        review_recency       | 1.5  | 50
        post_purchase_care   | 3/9  | 100/9
        meeting_practice     | 1/2  | 100/3
        contact_density      | 2    | 60
        level_coverage       | 1/2  | 100/3
        ownership            | 60   | 60
        promises_kept        | 0.75 | 300/7
        response_time        | 40   | 50
        unanswered           | 1    | 200/3
        issue_age            | 2    | 50
        core_satisfaction    | 8.4  | 80
        service_satisfaction | 8.1  | 70
        stated_commitment    | 7    | 50
        purchase_rhythm      | 1    | 100
        revenue_trend        | 0.75 | 50
        """,
    )
    # 750 + 300 + 400/3 + 400/3 + 300 + 500/3 + 360 + 2700/7 + 250 + 800/3 + 200 + 560 + 490 + 200 + 600 + 300
    expect_facts(
        store(EVERYTHING),
        "account_id | score | known_share | band | limits\na | 3777/70 | 1 | fair | neglected",
    )


# ---- bands


def test_below_a_known_share_of_0_4_there_is_not_enough_data_and_the_score_is_told_all_the_same():
    expect_facts(
        active_store(ASKED),
        """
        account_id | known_share | score | band
        a          | 0.4         | 25    | poor
        core_only  | 0           |       | not_enough_data
        silent     | 0           |       | not_enough_data
        """,
        policy=weighing(stated_commitment=4, revenue_trend=6),
    )
    expect_facts(
        active_store(ASKED),
        "account_id | score | band\na | 25 | not_enough_data\nneeded | 25 | not_enough_data",
        policy=weighing(stated_commitment=3.99, revenue_trend=6.01),
    )
    expect_facts(active_store(ASKED), "account_id | band\na | not_enough_data\nneeded | not_enough_data")


def test_the_known_floor_is_the_companys_choice_and_compared_with_the_share_rounded_to_9_decimals():
    asked, band = active_store(ASKED), "account_id | band\ncore_only | "
    third, two_thirds = weighing(core_satisfaction=1, ownership=2), weighing(core_satisfaction=2, ownership=1)
    expect_facts(asked, f"{band}good", policy=third | {"known_floor": 0.333333333})
    expect_facts(asked, f"{band}not_enough_data", policy=third | {"known_floor": 0.3333333331})
    expect_facts(asked, f"{band}good", policy=two_thirds | {"known_floor": 0.666666667})
    expect_facts(asked, f"{band}not_enough_data", policy=two_thirds | {"known_floor": 0.6666666671})
    # What does not apply is left out of the share: 27 of 90 against 27 of 100.
    expect_facts(asked, "account_id | band\na | not_enough_data\nneeded | fair", policy={"known_floor": 0.3})


def test_the_band_is_told_on_the_score_rounded_to_9_decimals_then_half_even_to_1():
    # Commitment is worth 25 points for each mark above 5; 69.95 and 39.95 lie half way and the even neighbours are
    # 70.0 and 40.0.
    scores = {
        "s100": ("100", "good"),
        "s70": ("70", "good"),
        "s69_951": ("69.951", "good"),
        "s69_95": ("69.95", "good"),
        "s69_95_less": ("69.9499999996", "good"),
        "s69_95_below": ("69.949999999", "fair"),
        "s69_9": ("69.9", "fair"),
        "s40": ("40", "fair"),
        "s39_95": ("39.95", "fair"),
        "s39_95_less": ("39.9499999996", "fair"),
        "s39_95_below": ("39.949999999", "poor"),
        "s39_9": ("39.9", "poor"),
        "s0": ("0", "poor"),
    }
    marks = "\n".join(f"{account} | trust | {score} | -125 | 375" for account, (score, _) in scores.items())
    policy = weighing(stated_commitment=1)
    policy["indicators"]["stated_commitment"] |= {"good": 4.5, "poor": 2.5}
    given = active_store(f"survey_responses\naccount_id | dimension | score | scale_min | scale_max\n{marks}")
    expected = "\n".join(f"{account} | {band}" for account, (_, band) in scores.items())
    expect_facts(given, f"account_id | band\n{expected}", policy=policy)
    real = facts_of(given, policy=policy)
    assert {name: round(real[name]["score"], 10) for name in scores} == {
        name: float(score) for name, (score, _) in scores.items()
    }


# ---- limits


LIMITS = """
    employees
    employee_id
    e1

    accounts
    account_id   | owner_id
    none         | e1
    core         | e1
    service      | e1
    both         | e1
    at_floor     | e1
    by_a_hair    | e1
    rounded      | e1
    neglected    | e1
    late         | e1
    planned      | e1
    two_watches  | e1
    ownerless    |
    all_three    |
    first_last   |
    fair         |
    poor         |
    unasked      |

    orders
    account_id   | ordered_on
    none         | d-200
    core         | d-200
    service      | d-200
    both         | d-200
    at_floor     | d-200
    by_a_hair    | d-200
    rounded      | d-200
    neglected    | d-14
    late         | d-20
    planned      | d-20
    two_watches  | d-100
    two_watches  | d-5
    ownerless    | d-200
    all_three    | d-14
    first_last   | d-200
    fair         | d-14
    poor         | d-14
    unasked      | d-14

    interactions
    account_id   | starts_at | status  | created_at
    late         | d-3       | held    |
    planned      | d+3       | planned | d-3

    survey_responses
    account_id   | dimension        | score
    none         | trust            | 9
    none         | core_service     | 10
    core         | trust            | 9
    core         | core_service     | 7.9
    core         | customer_service | 9
    service      | trust            | 9
    service      | core_service     | 9
    service      | customer_service | 7.9
    both         | trust            | 9
    both         | core_service     | 1
    both         | customer_service | 1
    at_floor     | trust            | 9
    at_floor     | core_service     | 8
    at_floor     | customer_service | 8
    by_a_hair    | trust            | 9
    by_a_hair    | core_service     | 7.999999999
    rounded      | trust            | 9
    rounded      | core_service     | 7.9999999996
    neglected    | trust            | 9
    late         | trust            | 9
    planned      | trust            | 9
    two_watches  | trust            | 9
    ownerless    | trust            | 9
    all_three    | trust            | 9
    all_three    | customer_service | 2
    first_last   | trust            | 9
    first_last   | core_service     | 2
    fair         | trust            | 7
    fair         | overall          | 2
    poor         | trust            | 5
    poor         | overall          | 2
    unasked      | overall          | 2
    """


def test_a_limit_caps_the_band_at_fair_and_is_named_in_this_order():
    expect_facts(
        store(LIMITS),
        """
        account_id   | band            | limits                                | score
        none         | good            |                                       | 100
        core         | fair            | satisfaction_limit                    | 100
        service      | fair            | satisfaction_limit                    | 100
        both         | fair            | satisfaction_limit                    | 100
        neglected    | fair            | neglected                             | 100
        ownerless    | fair            | no_owner                              | 100
        all_three    | fair            | satisfaction_limit neglected no_owner | 100
        first_last   | fair            | satisfaction_limit no_owner           | 100
        """,
        policy=weighing(stated_commitment=1),
    )


def test_a_limit_makes_no_other_band_better_or_worse():
    expect_facts(
        store(LIMITS),
        """
        account_id   | band            | limits                                | score
        fair         | fair            | satisfaction_limit neglected no_owner | 50
        poor         | poor            | satisfaction_limit neglected no_owner | 0
        unasked      | not_enough_data | satisfaction_limit neglected no_owner |
        """,
        policy=weighing(stated_commitment=1),
    )


def test_satisfaction_breaches_the_limit_below_8_rounded_to_9_decimals_and_only_where_somebody_was_asked():
    expect_facts(
        store(LIMITS),
        """
        account_id | limits
        at_floor   |
        by_a_hair  | satisfaction_limit
        rounded    |
        ownerless  | no_owner
        """,
    )
    expect_facts(store(LIMITS), "account_id | limits\ncore |\nboth |", policy={"satisfaction_floor": 1})
    expect_facts(
        store(LIMITS), "account_id | limits\nat_floor | satisfaction_limit", policy={"satisfaction_floor": 8.1}
    )


def test_only_a_neglected_watch_breaches_the_limit():
    expect_facts(
        store(LIMITS),
        """
        account_id  | watch_state | limits    | band
        neglected   | neglected   | neglected | fair
        late        | late        |           | good
        planned     | planned     |           | good
        two_watches | neglected   | neglected | fair
        """,
        policy=weighing(stated_commitment=1),
    )


def test_the_limits_are_as_of_the_day():
    expect_facts(
        store(LIMITS),
        "account_id | limits\nneglected |\nall_three | no_owner\ncore |",
        as_of=D - timedelta(days=1),
    )


def test_an_unknown_watch_and_an_owner_that_cannot_be_known_breach_no_limit():
    given = store("""
        orders
        account_id | ordered_on
        a          | d-50

        survey_responses
        account_id | dimension | score
        a          | trust     | 9
        """)
    expect_facts(given, "account_id | band | limits\na | good |", policy=weighing(stated_commitment=1))


# ---- points lost


def lost(given: Store, policy: dict | None = None) -> dict[str, Row]:
    """The points that each indicator takes from each account's score, without those that are not known."""
    found = scored(given, D, policy)
    rows = rows_of(points_lost(found.accounts, found.policy))
    return {
        account: {name: value for name, value in row.items() if value is not None}
        for account, row in zip(found.accounts["account_id"], rows, strict=True)
    }


def test_an_indicator_loses_its_weight_times_what_its_points_lack_over_the_known_weight():
    taken = lost(active_store(ASKED))
    assert taken["a"] == pytest.approx(
        {
            "promises_kept": 9 * 100 / 27,
            "core_satisfaction": 0,
            "service_satisfaction": 7 * 50 / 27,
            "stated_commitment": 4 * 75 / 27,
        }
    )
    assert taken["needed"] == pytest.approx(taken["a"])
    assert taken["core_only"] == {"core_satisfaction": 0}
    assert taken["silent"] == {}


MIXED = f"{ASKED.rstrip()}\n\n    orders\n    account_id | ordered_on\n    a | d-20\n    needed | d-10"


@pytest.mark.parametrize(
    "policy", [None, weighing(stated_commitment=3, core_satisfaction=0.1, ownership=7)], ids=["default", "own weights"]
)
@pytest.mark.parametrize("tables", [LIMITS, EVERYTHING, MIXED], ids=["limits", "everything", "mixed"])
def test_points_lost_add_up_to_100_minus_the_score(tables, policy):
    given = store(tables)
    taken, facts = lost(given, policy), facts_of(given, policy=policy)
    known = {account: row["score"] for account, row in facts.items() if row["score"] is not None}
    assert known
    assert {account: sum(taken[account].values()) for account in known} == pytest.approx(
        {account: 100 - score for account, score in known.items()}
    )
    assert not any(taken[account] for account in facts.keys() - known.keys())


# ---- trend


BEFORE = D - timedelta(days=56)


def expect_trends(given: Store, expected: str, as_of: date = D, policy: dict | None = None) -> None:
    """Fails unless the accounts in the table have these trends on the date, and these scores 56 days before."""
    rules = policy_from(policy or {})
    real = {row["account_id"]: row for row in rows_of(score_with_trend(mirror_of(given), as_of, rules).accounts)}
    earlier = facts_of(given, as_of - timedelta(days=56), policy)
    for row in parsed(expected):
        account = row["account_id"]
        got = {
            "trend": real[account]["trend"],
            "score": real[account]["score"],
            "before": earlier.get(account, {}).get("score"),
        }
        assert all(agrees(got[name], row[name]) for name in got), f"{account}: expected {row}, got {got}"


def test_the_trend_is_the_score_minus_that_of_56_days_before():
    given = active_store("""
        contacts
        contact_id | account_id
        c1         | risen

        survey_responses
        account_id | contact_id | dimension | score | answered_at
        risen      | c1         | trust     | 6     | d-100
        risen      | c1         | trust     | 9     | d-10
        fallen     | c1         | trust     | 9     | d-100
        fallen     | c1         | trust     | 6     | d-10
        same       | c1         | trust     | 7     | d-100
        on_56      | c1         | trust     | 6     | d-100
        on_56      | c1         | trust     | 7     | d-56 23:59
        on_55      | c1         | trust     | 6     | d-100
        on_55      | c1         | trust     | 7     | d-55 00:00
        today      | c1         | trust     | 6     | d-100
        today      | c1         | trust     | 7     | d 23:59
        """)
    expect_trends(
        given,
        """
        account_id | before | score | trend
        risen      | 25     | 100   | 75
        fallen     | 100    | 25    | -75
        same       | 50     | 50    | 0
        on_56      | 50     | 50    | 0
        on_55      | 25     | 50    | 25
        today      | 25     | 50    | 25
        """,
        policy=weighing(stated_commitment=1),
    )


def test_only_accounts_active_on_both_dates_have_a_trend():
    given = store("""
        accounts
        account_id | created_at
        both       | d-500
        since_56   | d-500
        since_55   | d-500
        new        | d-20
        until_now  | d-500
        no_longer  | d-500
        returned   | d-900

        orders
        account_id | ordered_on
        both       | d-300
        since_56   | d-56
        since_55   | d-55
        new        | d-10
        until_now  | d-364
        no_longer  | d-365
        returned   | d-800
        returned   | d-20

        survey_responses
        account_id | dimension | score | answered_at
        both       | trust     | 7     | d-100
        since_56   | trust     | 7     | d-100
        since_55   | trust     | 7     | d-100
        new        | trust     | 7     | d-15
        until_now  | trust     | 7     | d-100
        no_longer  | trust     | 7     | d-100
        returned   | trust     | 7     | d-100
        """)
    expect_trends(
        given,
        """
        account_id | before | score | trend
        both       | 50     | 50    | 0
        since_56   | 50     | 50    | 0
        since_55   |        | 50    |
        new        |        | 50    |
        until_now  | 50     | 50    | 0
        no_longer  | 50     |       |
        returned   |        | 50    |
        """,
        policy=weighing(stated_commitment=1),
    )


def test_only_accounts_with_enough_data_on_both_dates_have_a_trend():
    given = active_store("""
        survey_responses
        account_id | dimension    | score | answered_at
        both       | trust        | 7     | d-100
        both       | core_service | 9     | d-100
        then_less  | trust        | 7     | d-100
        then_less  | core_service | 9     | d-55
        now_less   | trust        | 7     | d-100
        now_less   | core_service | 9     | d-400
        then_none  | trust        | 7     | d-55
        then_none  | core_service | 9     | d-55
        never      | trust        | 7     | d-100
        """)
    half = weighing(stated_commitment=1, core_satisfaction=1)
    expect_trends(
        given,
        """
        account_id | before | score | trend
        both       | 75     | 75    | 0
        then_less  | 50     | 75    |
        now_less   | 75     | 50    |
        then_none  |        | 75    |
        never      | 50     | 50    |
        """,
        policy=half | {"known_floor": 0.51},
    )
    expect_trends(
        given,
        """
        account_id | before | score | trend
        then_less  | 50     | 75    | 25
        now_less   | 75     | 50    | -25
        then_none  |        | 75    |
        never      | 50     | 50    | 0
        """,
        policy=half | {"known_floor": 0.5},
    )


def test_a_limit_changes_the_band_and_not_the_trend():
    given = active_store("""
        survey_responses
        account_id | dimension | score | answered_at
        a          | trust     | 7     | d-100
        a          | overall   | 2     | d-10
        """)
    expect_trends(given, "account_id | before | score | trend\na | 50 | 50 | 0", policy=weighing(stated_commitment=1))


def test_the_56_days_are_counted_from_any_as_of_date():
    given = active_store("""
        survey_responses
        account_id | dimension | score | answered_at
        a          | trust     | 6     | d-150
        a          | trust     | 8     | d-66
        a          | trust     | 10    | d-65
        """)
    table = "account_id | before | score | trend\n"
    weighted = weighing(stated_commitment=1)
    expect_trends(given, f"{table}a | 50 | 75 | 25", as_of=D - timedelta(days=10), policy=weighted)
    expect_trends(given, f"{table}a | 75 | 75 | 0", as_of=D - timedelta(days=9), policy=weighted)
