"""The store to measure with: a hand-written query finds in it what the facts say, and every part of the bench runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.size.bench import UNTIL, report
from tests.size.parts import PARTS, Place, compare, generate, refresh


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    """A small store of the kind, with its mirror made on its last evening."""
    folder = tmp_path_factory.mktemp("size")
    place = Place(folder / "store", folder / "mirror", UNTIL, accounts=300)
    generate(place, 1)
    refresh(place, 1)
    return place


@pytest.mark.parametrize("days_ago", [0, 56, 200, 600])
def test_the_facts_are_those_of_the_hand_written_query(place, days_ago):
    compared = compare(replace(place, as_of=UNTIL - timedelta(days=days_ago)))
    assert compared["differences"] == []
    assert compared["agree"] == compared["columns"]


def test_a_missed_goal_is_named_with_how_far():
    timing = {"seconds": [0.4, 0.5, 0.6], "memory": 100.0}
    found = {name: dict(timing) for name in PARTS if name not in ("pages", "compare")}
    found["refresh"] |= {"rows": "", "megabytes": 1.0}
    found["facts"] |= {"parts": {"scoring and frames": 0.1}, "scoring": 0.1}
    found["pages"] = {"pages": {"Overview": {"first": 1.0, "seconds": [0.02]}}}
    found["compare"] = {"agree": 1, "columns": 1, "differences": []}
    missed = [line for line in report("S", found) if line.startswith("Missed")]
    assert missed == [
        "Missed: facts of all accounts, scored, warm: 0.5 s against 0.3 s, 1.67 times the goal.",
    ]
