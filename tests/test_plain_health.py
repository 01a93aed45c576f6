"""The plain reading of section 5, proved on examples computed by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.plain.facts import facts
from tests.plain.rules import DEFAULTS
from tests.test_plain import D, ago, meetings, of, orders, store

BOUGHT = orders("A 400 1000", "A 100 900")
"""Active and alone, so tier A: reviews are due every 90 days."""


def only(*names: str) -> dict:
    """A policy in which only these indicators weigh, one each."""
    return {"indicators": {name: {"weight": int(name in names)} for name in DEFAULTS["indicators"]}}


def cases(*lines: str) -> str:
    """Cases of account A: `days-ago priority first-response resolved`."""
    head = "case_id account_id opened_at priority first_response_at resolved_at\n"
    rows = [line.split() for line in lines]
    return head + "\n".join(f"K{n} A {ago(int(row[0]))}T12:00 {' '.join(row[1:])}" for n, row in enumerate(rows))


def answers(*lines: str) -> str:
    """Answers of account A on 0..10: `contact instrument dimension days-ago clock score`."""
    head = "response_id account_id contact_id instrument dimension score scale_min scale_max answered_at\n"
    rows = [line.split() for line in lines]
    return head + "\n".join(
        f"S{n} A {who} {instrument} {dimension} {score} 0 10 {ago(int(days))}T{clock}"
        for n, (who, instrument, dimension, days, clock, score) in enumerate(rows)
    )


def test_accounts_that_are_not_active_have_no_health() -> None:
    row = of(store(orders=orders("A 400 1000"), cases=cases("3 low - -")))
    assert row["layer"] == "inactive"
    assert all(row[name] is None for name in ("issue_age", "score", "known_share", "band", "limits", "trend"))


def test_review_recency_runs_from_the_first_order_until_there_is_a_review() -> None:
    held = "interaction_id account_id kind starts_at status purpose\n" + f"I A meeting {ago(9)}T12:00 held "
    assert of(store(orders=BOUGHT, interactions=held + "review"))["review_recency"] == 9 / 90
    assert of(store(orders=BOUGHT, interactions=held + "sales"))["review_recency"] == 400 / 90
    assert of(store(orders=BOUGHT, interactions=held + "-"))["review_recency"] is None


@pytest.mark.parametrize(
    ("days", "share"), [((99, 80, 50), 1.0), ((86, 55), 2 / 3), ((100, 85), 1 / 3), ((85, 10), 0.5)]
)
def test_care_is_the_share_of_passed_checkpoints_with_a_contact_in_their_stretch(days: tuple, share: float) -> None:
    d = D if share != 0.5 else D - timedelta(11)
    assert of(store(orders=BOUGHT, interactions=meetings(*days)), d=d)["post_purchase_care"] == pytest.approx(share)


@pytest.mark.parametrize(
    ("agenda", "memo", "kept"),
    [
        ("T11:59", 120, 1),
        ("T12:00", 120, 0),
        ("T11:59", 121, 0),
    ],
)
def test_a_meeting_is_well_kept_with_an_agenda_before_and_a_memo_within_120_hours(
    agenda: str, memo: int, kept: int
) -> None:
    written = (D - timedelta(20 - memo // 24)).isoformat() + f"T{12 + memo % 24}:00"
    head = "interaction_id account_id kind starts_at status agenda_at documented_at\n"
    held = f"I A meeting {ago(20)}T12:00 held {ago(20)}{agenda} {written}"
    assert of(store(orders=BOUGHT, interactions=head + held))["meeting_practice"] == kept


def test_persons_are_counted_once_and_levels_only_where_active() -> None:
    people = "contact_id account_id name level active\nC1 A Ann executive 1\nC2 A Bo specialist 1\nC3 A Cy management 0"
    held = meetings(10, 20).replace(" status", " status contact_id").replace(" held", " held C1")
    others = "interaction_id contact_id employee_id third_party\nI0 C1 - -\nI1 C3 - -\nI1 - - lawyer"
    row = of(store(orders=BOUGHT, interactions=held, contacts=people, interaction_participants=others))
    assert (row["contact_density"], row["level_coverage"]) == (2, 1 / 2)


def test_ownership_without_primary_contacts_is_scaled_to_100() -> None:
    accounts = "account_id name owner_id\nA Acme E1"
    ours = f"employee_id name left_on\nE1 Eve {D + timedelta(1)}"
    people = "contact_id account_id name is_primary\nC1 A Ann "
    assert of(store(accounts=accounts, employees=ours, orders=BOUGHT))["ownership"] == 100
    row = of(store(accounts=accounts, employees=ours, orders=BOUGHT, contacts=people + "1"), d=D + timedelta(1))
    assert (row["ownership"], row["limits"]) == (40, "no_owner")
    assert of(store(orders=BOUGHT))["ownership"] is None


def test_promises_due_and_not_cancelled_are_kept_by_their_day() -> None:
    due = "commitment_id account_id due_on done_at cancelled\n"
    due += f"M1 A {ago(0)} - -\nM2 A {ago(9)} {ago(9)}T23:59 -\nM3 A {ago(9)} {ago(8)} -\nM4 A {ago(9)} - 1\nM5 A {ago(365)} - -"
    assert of(store(orders=BOUGHT, commitments=due))["promises_kept"] == pytest.approx(1 / 3)


def test_answers_and_open_cases() -> None:
    mails = "interaction_id account_id kind direction starts_at status responded_at\n"
    mails += f"I1 A email inbound {ago(30)}T08:00 held {ago(30)}T18:00\nI2 A email inbound {ago(3)}T08:00 held -\n"
    mails += f"I3 A message inbound {ago(90)}T08:00 held -"
    opened = cases(f"14 urgent {ago(13)}T12:00 -", f"200 low - {ago(1)}", "90 - - -")
    row = of(store(orders=BOUGHT, interactions=mails, cases=opened))
    assert (row["response_time"], row["unanswered"], row["issue_age"]) == ((10 + 24) / 2, 2, 14 / 2)


def test_the_latest_answer_of_a_day_is_that_on_the_core_service() -> None:
    asked = answers(
        "C1 satisfaction core_service 5 09:00 7",
        "C1 satisfaction overall 5 12:00 2",
        "C1 satisfaction overall 9 12:00 1",
        "- project_evaluation overall 9 12:00 9",
        "C1 satisfaction trust 9 12:00 4",
        "- team_opinion trust 89 12:00 8",
        "- team_opinion trust 90 12:00 0",
    )
    row = of(store(orders=BOUGHT, survey_responses=asked))
    assert (row["core_satisfaction"], row["stated_commitment"]) == (8.0, 6.0)
    assert row["service_satisfaction"] is None
    assert row["limits"] is None


def test_rhythm_and_trend_of_purchases() -> None:
    row = of(store(orders=orders("A 730 100", "A 400 100", "A 300 50", "A 100 100")))
    assert row["purchase_rhythm"] == 100 / 200
    assert row["revenue_trend"] == 150 / 100
    assert of(store(orders=orders("A 729 100", "A 400 100", "A 300 50")))["revenue_trend"] is None


def test_score_known_share_and_band() -> None:
    loaded = store(
        orders=BOUGHT, cases=cases("44 - - -"), survey_responses=answers("- satisfaction overall 5 12:00 7.5")
    )
    row = of(loaded, **only("issue_age", "core_satisfaction", "promises_kept"))
    assert row["issue_age_points"] == pytest.approx(100 * (3 - 44 / 30) / 2)
    assert row["score"] == pytest.approx((100 * (3 - 44 / 30) / 2 + 50) / 2)
    assert (row["known_share"], row["band"], row["limits"]) == (2 / 3, "fair", "satisfaction_limit")
    assert (
        of(loaded, known_floor=0.7, **only("issue_age", "core_satisfaction", "promises_kept"))["band"]
        == "not_enough_data"
    )


def test_a_limit_caps_a_good_score_at_fair() -> None:
    loaded = store(
        orders=BOUGHT, cases=cases("14 - - -"), survey_responses=answers("- satisfaction overall 5 12:00 7.9")
    )
    assert of(loaded, **only("issue_age"))["band"] == "fair"
    assert of(loaded, satisfaction_floor=7.9, **only("issue_age"))["band"] == "good"


def test_the_trend_compares_with_the_score_of_56_days_before() -> None:
    loaded = store(orders=BOUGHT, cases=cases("86 - - -"))
    assert of(loaded, **only("issue_age"))["trend"] == pytest.approx(100 * (3 - 86 / 30) / 2 - 100)
    assert of(store(orders=orders("A 55 100"), cases=cases("86 - - -")), **only("issue_age"))["trend"] is None


def test_the_columns_of_an_account_are_the_same_for_all() -> None:
    accounts = "account_id name\nA Acme\nB Bolt"
    rows = facts(store(accounts=accounts, orders=BOUGHT), D, {})
    assert list(rows[0]) == list(rows[1])
