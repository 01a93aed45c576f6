"""The selects of what happened between two dates, on PostgreSQL against the same on DuckDB."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data_access.facts.happened import answers_between, cases_between, promises_between
from data_access.localtime import day_number
from tests import test_engines
from tests.plain.random_stores import Case, random_store
from tests.test_engines import assert_equal_frames

readers = test_engines.readers

SEEDS = (2, 4)
APART = (1, 14, 200)


@pytest.fixture(scope="module", params=SEEDS)
def case(request: pytest.FixtureRequest) -> Case:
    return random_store(request.param)


def test_every_select_gives_the_same_rows_in_the_same_order_on_both_engines(case, readers):
    filled = set()
    for day in case.as_of:
        for apart in APART:
            days = (day_number(day - timedelta(apart)), day_number(day))
            for asked in (promises_between, cases_between, answers_between):
                expected, found = (asked(reader, *days) for reader in readers)
                filled |= {asked.__name__} if len(expected) else set()
                assert_equal_frames(found, expected, f"{asked.__name__} {day} {apart}")
    assert filled == {"promises_between", "cases_between", "answers_between"}, "each has rows on some day"
