"""Every term is defined once, in one sentence, with the thresholds of the rules in force."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.indicators import GLOSSARY, definition, glossary
from dashboard.palette import WATCH_STATES
from dashboard.policy import DEFAULT_POLICY, SCHEMES, Policy

SOURCES = {"Red", "Needs", "Organisation", "Practices", "Channels"}
RULED_BY_POLICY = ["checkpoints", "connected_share", "contact_target", "counted_kinds", "due_ratio", "grace_days"]
RULED_BY_POLICY += ["quiet_days", "watch_days", "watch_min_amount", "a_share", "b_share"]

CHANGED = replace(
    DEFAULT_POLICY,
    checkpoints=(7, 21),
    connected_share=Decimal("0.025"),
    contact_target={"A": 31, "B": 61, "C": 181},
    counted_kinds=("meeting", "helpdesk"),
    due_ratio=Decimal("1.75"),
    grace_days=9,
    quiet_days=33,
    watch_days=77,
    watch_min_amount=Decimal("1250.50"),
    a_share=Decimal("0.825"),
    b_share=Decimal("0.9"),
)


def sentences(policy: Policy) -> str:
    return "\n".join(f"{entry.id}: {entry.sentence}" for entry in glossary(policy, "EUR").values())


def test_every_term_has_a_title_one_sentence_and_known_sources() -> None:
    titles = set()
    for term, entry in glossary(DEFAULT_POLICY, "EUR").items():
        assert entry.id == term
        assert entry.title.strip()
        assert entry.title not in titles, "two terms under one title"
        titles.add(entry.title)
        assert entry.sentence.endswith(".")
        assert set(entry.source) <= SOURCES
        assert not re.search(r"[{}]", entry.sentence), "a placeholder was left"


@pytest.mark.parametrize("key", RULED_BY_POLICY)
def test_no_threshold_of_the_policy_is_typed_in_a_sentence(key: str) -> None:
    one_changed = replace(DEFAULT_POLICY, **{key: getattr(CHANGED, key)})
    assert sentences(one_changed) != sentences(DEFAULT_POLICY)


def test_thresholds_are_written_exactly() -> None:
    text = sentences(CHANGED)
    for words in (
        "82.5%",
        "90%",
        "2.5%",
        "1.75 times",
        "€1,250.5",
        "7 and 21",
        "A 31, B 61, C 181",
        "77 days",
        "33 days",
    ):
        assert words in text
    assert "meetings and help-desk contacts" in text
    assert "after day 7" in definition("late", CHANGED, "EUR").sentence


def test_an_order_day_of_any_size_begins_a_watch_without_a_smallest_amount() -> None:
    assert "at least" not in definition("watch", DEFAULT_POLICY, "EUR").sentence


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_tier_is_defined_by_the_scheme_in_force(scheme: str) -> None:
    policy = replace(DEFAULT_POLICY, scheme=scheme, a_min=Decimal(100_000), b_min=Decimal(20_000))
    sentence = definition("tier", policy, "USD").sentence
    words = {"revenue_share": "80%", "rank": "5%", "threshold": "$100,000"}
    assert [name for name, word in words.items() if re.search(rf"(?<!\d){re.escape(word)}", sentence)] == [scheme]


def test_whether_entered_tiers_win_is_said() -> None:
    assert "entered in the CRM wins" in definition("tier", DEFAULT_POLICY, "EUR").sentence
    assert "entered" not in definition("tier", replace(DEFAULT_POLICY, prefer_entered=False), "EUR").sentence


def test_every_watch_state_is_defined_under_its_fixed_word() -> None:
    for state in WATCH_STATES.values():
        assert GLOSSARY[state.id].title == state.word


def test_terms_of_the_first_two_pages_are_there() -> None:
    shown = {"pyramid", "tier", "layer", "revenue_share", "meetings_share", "tier_move", "attention_index"}
    shown |= {"expected_contacts", "watch", "watch_amount", "checkpoint", "attention_shift", "counted_contact"}
    shown |= {"counted_order", "counted_meeting", "planned_contact", "cadence_status", "not_connected", "unknown"}
    assert shown <= set(GLOSSARY)


def test_an_unknown_term_is_an_error() -> None:
    with pytest.raises(KeyError):
        definition("happiness", DEFAULT_POLICY, "EUR")
