"""The words about one account: why it has its tier, how long nobody was in touch, who serves it, what an interaction was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import isnan
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from dashboard.explanations import NOT_COUNTED, last_contact, since_contact, what_is_planned, why_tier
from dashboard.headlines import Measures, account_headline, interaction_lines, no_such_account, what_it_is, who_serves
from dashboard.policy import DEFAULT_POLICY
from dashboard.portfolio import Standing, standing
from data_access.evidence import rows

AS_OF = date(2024, 5, 31)
NEVER = pd.NaT
RANKED = Standing(3, 212, 0.7999)


def account(**facts: object) -> dict[str, object]:
    """A row of the scored frame: an A account met 83 days ago, which bought for the first time four years ago."""
    row = {
        "layer": "active",
        "tier": "A",
        "tier_source": "computed",
        "tier_computed": "A",
        "tier_entered": None,
        "revenue_12m": 318_000.0,
        "revenue_prior_12m": np.nan,
        "orders_12m": 2.0,
        "first_order_on": pd.Timestamp("2020-05-31"),
        "last_order_on": pd.Timestamp("2024-03-20"),
        "last_contact_on": pd.Timestamp("2024-03-09"),
        "last_meeting_on": pd.Timestamp("2024-03-09"),
        "last_review_on": NEVER,
        "next_planned_on": NEVER,
        "contacts_90d": 1.0,
        "contacts_365d": 14.0,
        "meetings_90d": 1.0,
        "meetings_365d": 4.0,
        "contact_target_days": 30.0,
        "contact_ratio": 2.77,
        "agreed_interval_days": np.nan,
        "cadence_status": "overdue",
        "attainment": 2.0000000001,
        "rhythm": 0.62,
        "owner_id": "e1",
        "owner_name": "Ann",
    }
    return row | facts


# Tiers


def test_the_place_in_the_ranking_counts_those_with_more_revenue_then_by_key() -> None:
    frame = pd.DataFrame(
        {
            "account_id": list("abcdefg"),
            "layer": ["active", "active", "active", "inactive", "active", "active", "active"],
            "revenue_12m": [50.0, 100.0, 50.0, 999.0, np.nan, -5.0, 0.0],
        }
    )
    assert standing(frame, "b") == Standing(1, 3, 0.0)
    assert standing(frame, "a") == Standing(2, 3, 0.5)
    assert standing(frame, "c") == Standing(3, 3, 0.75)
    for without in ("d", "e", "f", "g", "unknown"):
        found = standing(frame, without)
        assert (found.place, found.ranked) == (0, 3)
        assert isnan(found.before)


@pytest.mark.parametrize(
    ("facts", "policy", "sentence"),
    [
        (
            {},
            {},
            "A is computed: place 3 of 212 accounts by revenue of 12 months; those before it bring 79% of the revenue, "
            "A ends at 80% and B at 95%.",
        ),
        (
            {},
            {"scheme": "rank"},
            "A is computed: place 3 of 212 accounts by revenue of 12 months; the first 5% are A, up to 20% B.",
        ),
        (
            {},
            {"scheme": "threshold", "a_min": Decimal(200_000), "b_min": Decimal(50_000)},
            "A is computed: revenue of 12 months €318k; A begins at €200,000, B at €50,000.",
        ),
        (
            {"tier_source": "entered", "tier_entered": "A", "tier_computed": "B"},
            {"scheme": "rank"},
            "A was entered in the CRM; computed it would be B: place 3 of 212 accounts by revenue of 12 months; the "
            "first 5% are A, up to 20% B.",
        ),
        (
            {"tier_source": "entered", "tier_entered": "A"},
            {"scheme": "rank"},
            "A was entered in the CRM; also computed it is A: place 3 of 212 accounts by revenue of 12 months; the first "
            "5% are A, up to 20% B.",
        ),
        (
            {"tier_entered": "C"},
            {"scheme": "rank", "prefer_entered": False},
            "A is computed: place 3 of 212 accounts by revenue of 12 months; the first 5% are A, up to 20% B. The CRM "
            "says C.",
        ),
        ({"tier": None}, {}, ""),
    ],
)
def test_why_an_account_has_its_tier_names_the_scheme_in_force(facts, policy, sentence) -> None:
    assert why_tier(account(**facts), RANKED, replace(DEFAULT_POLICY, **policy), "EUR") == sentence


@pytest.mark.parametrize(
    ("revenue", "reason"),
    [(np.nan, "its revenue of 12 months is not known"), (0.0, "it has no revenue of 12 months")],
)
def test_without_revenue_there_is_no_place(revenue, reason) -> None:
    given = account(tier="C", tier_computed="C", revenue_12m=revenue)
    found = why_tier(given, Standing(0, 212, float("nan")), DEFAULT_POLICY, "EUR")
    assert found == f"C is computed: {reason}, so it has no place in the ranking."


# Contacts


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "83 days since the last counted contact; the target is 30 days."),
        ({"agreed_interval_days": 30.0}, "83 days since the last counted contact; the target is 30 days, as agreed with this customer."),
        ({"last_contact_on": pd.Timestamp("2024-05-30")}, "1 day since the last counted contact; the target is 30 days."),
        ({"last_contact_on": pd.Timestamp(AS_OF)}, "The last counted contact is of today; the target is 30 days."),
        ({"last_contact_on": NEVER}, "No counted contact so far, 1,461 days after the first order; the target is 30 days."),
        ({"contact_target_days": np.nan}, "83 days since the last counted contact; the customer wants to be met when needed, so there is no target."),
        ({"contact_target_days": np.nan, "layer": "prospect", "last_contact_on": NEVER, "first_order_on": NEVER}, "No counted contact so far; there is no target, which only active accounts have."),
        ({"contacts_365d": np.nan}, "Contacts are not in this data store, so how long ago the last one was is not known."),
    ],
)  # fmt: skip
def test_how_long_nobody_was_in_touch_is_said_against_the_target(facts, sentence) -> None:
    assert since_contact(account(**facts), AS_OF) == sentence
    assert last_contact(account(**facts), AS_OF) == sentence.split(";")[0].rstrip(".") + "."


def test_what_is_planned_is_said_and_its_absence_where_a_contact_is_due() -> None:
    planned = account(next_planned_on=pd.Timestamp("2024-06-04"), cadence_status="planned")
    assert what_is_planned(planned, AS_OF, DEFAULT_POLICY) == "A contact is planned on 4 Jun."
    assert what_is_planned(account(), AS_OF, DEFAULT_POLICY) == "Nothing is planned in the next 14 days."
    assert what_is_planned(account(cadence_status="on_cadence"), AS_OF, DEFAULT_POLICY) == ""


def test_every_reason_of_the_evidence_has_its_words() -> None:
    reasons = {
        getattr(rows, name)
        for name in ("BULK", "INTERNAL", "OTHER_KIND", "UNANSWERED", "PLANNED", "NOT_HELD", "CANCELLED", "NO_SHOW")
    }
    assert set(NOT_COUNTED) == reasons


def bought(state: str) -> dict[str, object]:
    """A row of the call list of a buyer of 72 days ago who was called in the first week and in the sixth."""
    order_on = pd.Timestamp("2024-03-20")
    row = {"state": state, "order_on": order_on, "days": 72, "amount": 318_000.0, "next_planned_on": NEVER}
    days = {"first_contact_on": 7, "contact_on_14": 7, "contact_on_45": 40}
    return row | {name: order_on + pd.Timedelta(days=on) for name, on in days.items()} | {"contact_on_90": NEVER}


def test_a_watch_comes_first_save_where_it_is_cared_for_while_a_contact_is_due() -> None:
    def headline(state: str, **facts: object) -> str:
        return account_headline(account(**facts), bought(state), AS_OF, DEFAULT_POLICY, "EUR").text

    assert headline("cared_for", cadence_status="on_cadence").startswith(
        "The first contact after the order came on day 7."
    )
    assert headline("cared_for") == (
        "83 days since the last counted contact; the target is 30 days. Nothing is planned in the next 14 days. Ordered on "
        "20 Mar, 72 days ago; €318k bought since. The first contact after the order came on day 7."
    )
    assert headline("late").startswith("The first contact after the order came on day 7. It stays late until")


# Numbers


def measures(**facts: object) -> dict[str, str]:
    """Value, state and what it is held against of every number, by its label."""
    connected = facts.pop("connected", {"orders", "interactions"})
    shown = Measures(account(**facts), None, AS_OF, DEFAULT_POLICY, "EUR", connected)
    return {each.label: f"{each.value} | {' · '.join(each.beside)}" for each in (*shown.cadence(), *shown.buying())}


def test_numbers_have_their_units_and_what_they_are_held_against() -> None:
    shown = measures()
    assert shown["Since the last counted contact"] == "83 days | ✗ overdue · target 30 days"
    assert shown["Attainment"] == "200% | of the contacts agreed", "at the limit, rounded to 9 decimals"
    assert shown["Counted meetings, 90 days"] == "1 meeting | "
    assert shown["Last review meeting"] == "unknown | ", "purposes are not connected"
    assert shown["Next planned contact"] == "nothing within 14 days | "
    assert shown["Revenue 12 months"] == "€318k | "
    assert shown["Revenue of the 12 months before"] == "no rate | "
    assert shown["Recent-buyer watch"] == "none is open | "


def test_beyond_the_limit_contacts_are_more_than_agreed() -> None:
    assert measures(attainment=2.01)["Attainment"] == "201% | more than agreed"


def test_without_a_target_there_is_no_attainment() -> None:
    shown = measures(contact_target_days=np.nan, attainment=np.nan, cadence_status="no_target")
    assert shown["Attainment"] == "no target | "
    assert shown["Since the last counted contact"] == "83 days | when needed · no target"
    prospect = measures(contact_target_days=np.nan, attainment=np.nan, cadence_status="no_target", layer="prospect")
    assert prospect["Since the last counted contact"] == "83 days | no target", "nobody said so of a prospect"


def test_without_orders_what_needs_them_is_unknown() -> None:
    nothing = {"layer": None, "revenue_12m": np.nan, "orders_12m": np.nan, "first_order_on": NEVER}
    shown = measures(**nothing, last_order_on=NEVER, connected={"interactions"})
    for label in ("Revenue 12 months", "Order days 12 months", "First order", "Last order", "Recent-buyer watch"):
        assert shown[label] == "unknown | "


# Who and what


def test_who_serves_says_what_is_missing() -> None:
    members = pd.DataFrame(
        [("owner", "e1", "Ann"), ("deputy", "e2", "Ben"), ("member", "e2", "Ben"), (None, "e3", "Cleo"), ("deputy", "e4", "Dan")],
        columns=["role", "employee_id", "name"],
    )  # fmt: skip
    assert who_serves(account(), True, members) == "Owner Ann; deputies Ben and Dan; also serving Cleo."
    assert who_serves(account(), False, members.iloc[:0]) == "Owner Ann, who is no longer with us; no deputy."
    assert who_serves(account(owner_name=None), True, None) == "Owner e1."
    assert who_serves(account(owner_id=None), True, None) == "Nobody owns this account."


def test_what_an_account_is_leaves_out_what_is_not_known() -> None:
    nothing = dict.fromkeys(("industry", "country", "language"), None) | dict.fromkeys(
        ("created_on", "agreement_ends_on"), NEVER
    )
    assert what_it_is(nothing, AS_OF) == ""
    ending = nothing | {"agreement_ends_on": pd.Timestamp(AS_OF), "country": "Norway"}
    assert what_it_is(ending, AS_OF) == "Norway · agreement ends 31 May"
    assert what_it_is(ending, date(2024, 6, 1)) == "Norway · agreement ended 31 May"


def test_an_interaction_is_told_in_the_companys_time() -> None:
    told = dict.fromkeys(
        ("purpose", "direction", "formality", "channel", "employee_name", "contact_name", "subject", "place"), None
    ) | {
        "kind": "meeting",
        "status": "held",
        "all_day": False,
        "private": False,
        "starts_on": pd.Timestamp("2024-05-08"),
    }
    told |= dict.fromkeys(("agenda_on", "documented_on", "shared_on", "responded_on"), NEVER)
    told |= {"starts_at_us": 1_715_155_200_000_000, "ends_at_us": 1_715_158_800_000_000}
    people = pd.DataFrame({"side": [], "name": []})
    helsinki = ZoneInfo("Europe/Helsinki")
    assert interaction_lines(told, people, AS_OF, helsinki) == {
        "When": "Wed 8 May 2024, 11:00–12:00",
        "What": "meeting, held",
    }
    whole = told | {"all_day": True, "subject": "Visit", "agenda_on": pd.Timestamp("2024-05-07")}
    people = pd.DataFrame({"side": ["ours", "third party", "theirs"], "name": ["Ann", "Lawyer", None]})
    assert interaction_lines(whole, people, AS_OF, helsinki) == {
        "When": "Wed 8 May 2024, all day",
        "What": "meeting, held",
        "About": "Visit",
        "Of ours": "Ann",
        "Of theirs": "somebody not known here",
        "Others": "Lawyer",
        "Written down": "agenda 7 May",
    }


def test_an_account_that_is_not_shown_is_quoted_shortly() -> None:
    long = no_such_account("x" * 500, AS_OF, sees_everything=True).text
    assert "“" + "x" * 40 + "…”" in long
    assert "another team" not in long
    assert "another team" in no_such_account("x", AS_OF, sees_everything=False).text
