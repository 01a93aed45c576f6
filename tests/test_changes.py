"""Changes of random pairs of dates over random stores, against a second reading in plain Python loops."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from dashboard.indicators import INDICATORS
from dashboard.palette import CADENCE_STATUSES, HEALTH_BANDS, WATCH_STATES
from dashboard.policy import policy_from
from dashboard.review import changes_between, changes_of, frozen_rows
from dashboard.scoring import Scored, score
from data_access.scope import Scope
from tests.plain.changes import changes, pair_of
from tests.plain.intake import PlainStore, load
from tests.plain.random_stores import Case
from tests.plain.random_teamwork import random_teamwork
from tests.test_random_stores import real_mirror, same

SEEDS = 36
PER_TEST = 6
APART = (1, 7, 7, 14, 30, 91, 120, 200)
WORDS = {
    one.id: one.word.lower() for states in (WATCH_STATES, CADENCE_STATUSES, HEALTH_BANDS) for one in states.values()
}


def pairs_of(case: Case) -> list[tuple[date, date]]:
    """Two pairs of dates of a store: one of its own dates, which lie at the edges of its rows, and any other."""
    chance = Random(case.seed)
    latest, *others = sorted(set(case.as_of), reverse=True)
    earlier = others[-1] if others else latest - timedelta(7)
    near = chance.choice(case.as_of)
    return [(earlier, latest), (near - timedelta(chance.choice(APART)), near)]


@pytest.mark.parametrize("first", range(0, SEEDS, PER_TEST))
def test_random_pairs_of_dates_agree_with_the_plain_reading(first: int, tmp_path: Path) -> None:
    found, told = [], Counter()
    for seed in range(first, first + PER_TEST):
        case = random_teamwork(seed)
        plain = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
        mirror, policy = real_mirror(case, tmp_path / str(seed)), policy_from(case.policy)
        for since, as_of in pairs_of(case):
            before, after = score(mirror, since, policy), score(mirror, as_of, policy)
            pair = f"seed {seed}, {since} to {as_of}"
            found += [f"{pair}: {text}" for text in differences(plain, before, after, case.policy, told)]
    assert not found, "\n".join([f"{len(found)} differences", *found[:12]])
    assert len(told) > 5, "the stores are drawn so that many kinds of change happen"


def differences(plain: PlainStore, before: Scored, after: Scored, policy: dict, told: Counter) -> list[str]:
    """What differs between the changes of the code and the plain ones, in order: of everything, and of one team."""
    real = changes_between(before, after, before.as_of, plain.currency)
    frozen = changes_between(frozen_rows(before), after, before.as_of, plain.currency)
    if not real.equals(frozen):
        return ["frozen rows of the same day change something"]
    told.update(real["kind"])
    pair = pair_of(plain, before.as_of, after.as_of, policy)
    expected = changes(pair)
    found = [*row_differences(real.to_dict("records"), expected)]
    team = next(iter(sorted(after.accounts["team_id"].dropna())), "no such team")
    mine = Scope(frozenset([team])).cut(after.accounts)
    real = changes_of(real, after, before.as_of, mine)
    expected = changes(pair, {team})
    return found + [f"team {team}: {text}" for text in row_differences(real.to_dict("records"), expected)]


def row_differences(real: list[dict], expected: list[dict]) -> list[str]:
    keys = [[(one["kind"], one["account_id"], one["row_id"]) for one in rows] for rows in (real, expected)]
    if keys[0] != keys[1]:
        only = [list((Counter(a) - Counter(b)).elements()) for a, b in (keys, keys[::-1])]
        return [f"only in the code {only[0]}, only in the plain {only[1]}" if any(only) else f"order: {keys}"]
    return [
        f"{one['change_id']}: {text}"
        for one, mine in zip(real, expected, strict=True)
        for text in cell_differences(one, mine)
    ]


def cell_differences(one: dict, mine: dict) -> list[str]:
    found = []
    amount = None if math.isnan(one["amount"]) else one["amount"]
    if (amount is None) != (mine["amount"] is None) or (amount is not None and not same(amount, mine["amount"])):
        found.append(f"amount {one['amount']}, plain {mine['amount']}")
    if mine["limit"] and not one["change_id"].endswith(mine["limit"]):
        found.append(f"limit, plain {mine['limit']}")
    if mine["kind"] == "certification_ends":
        served = f"serves {mine['after'] or 'no'} account"
        return found if one["why"].startswith(served) else [*found, f"{one['why']}, plain {served}"]
    if mine["kind"] in ("band_fell", "band_rose", "tier_fell", "tier_rose", "cadence"):
        words = [WORDS.get(value, value or "unknown") for value in (mine["before"], mine["after"])]
        if [one["before"], one["after"]] != words:
            found.append(f"{one['before']} to {one['after']}, plain {words}")
    if mine["why"] is not None:
        titles = [INDICATORS[name].title for name in mine["why"]]
        places = [one["why"].find(f"{title} (") for title in titles]
        if -1 in places or places != sorted(places) or one["why"].count(" points): ") != len(titles):
            found.append(f"{one['why']}, plain {titles}")
    return found
