"""How accounts are served in random stores, against a second reading in plain Python loops."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.policy import policy_from
from dashboard.portfolio import qualities as of_qualities
from dashboard.portfolio import teams as of_teams
from dashboard.scoring import Scored, score
from tests.plain import teamwork as plain
from tests.plain.facts import facts
from tests.plain.intake import PlainStore, load
from tests.plain.random_teamwork import random_teamwork, shown_day
from tests.plain.view import View, view_of
from tests.test_random_stores import frame_differences, real_mirror, same

SEEDS = 24
PER_TEST = 8


@pytest.mark.parametrize("first", range(0, SEEDS, PER_TEST))
def test_random_stores_agree_with_the_plain_reading(first: int, tmp_path: Path) -> None:
    found, told = [], Counter()
    for seed in range(first, first + PER_TEST):
        case = random_teamwork(seed)
        store = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
        mirror = real_mirror(case, tmp_path / str(seed))
        day = shown_day(case)
        scored = score(mirror, day, policy_from(case.policy))
        told.update(scored.teamwork.known)
        found += [f"seed {seed}, {day}: {text}" for text in differences(store, scored, day, case.policy)]
    assert not found, "\n".join([f"{len(found)} differences", *found[:12]])
    assert set(told) == {"deputies", "endings", "qualities", "reviews", "sharing"}, "each is known in some store"


def differences(store: PlainStore, scored: Scored, day: date, policy: dict) -> list[str]:
    """One sentence per difference in what is known, per account, what runs out, who serves whom, and what is shared."""
    view, work, accounts = view_of(store, day, policy), scored.teamwork, scored.accounts
    if work.known != plain.known(view):
        return [f"known: code {sorted(work.known)}, plain {sorted(plain.known(view))}"]
    found = frame_differences(
        "account", plain.served(view), work.accounts.assign(account_id=accounts["account_id"]), ["account_id"]
    )
    endings = plain.endings(view)
    found += frame_differences("ending", endings, work.endings, ["qualification_id"])
    keys = dict(zip(accounts["account_no"], accounts["account_id"], strict=True))
    serving = {(keys[row.account_no], row.employee_id) for row in work.served.itertuples()}
    if serving != plain.serving(view, set(work.endings["employee_id"])):
        found.append("who serves whom")
    expected = sorted(plain.passed_on(view), key=repr)
    real = [(row.account_no, None if math.isnan(row.hours) else row.hours) for row in work.contacts.itertuples()]
    if len(real) != len(expected) or not all(
        same(mine[1], theirs[1]) if mine[1] is not None and theirs[1] is not None else mine[1] is theirs[1]
        for mine, theirs in zip(
            sorted(expected, key=lambda pair: (pair[1] is None, pair[1] or 0)),
            sorted(real, key=lambda pair: (pair[1] is None, pair[1] or 0)),
            strict=True,
        )
    ):
        found.append(f"passed on: code {len(real)}, plain {len(expected)}")
    if accounts.empty:
        return found
    told = facts(store, day, policy)
    return found + line_differences(view, scored, told) + cell_differences(view, scored, told)


def line_differences(view: View, scored: Scored, told: list[dict]) -> list[str]:
    """What differs in the lines of teams; `told` are the facts of the accounts."""
    accounts, work = scored.accounts, scored.teamwork
    lines = of_teams.work_lines(accounts, work).iloc[:-1]
    expected = plain.team_figures(view, told)
    found = []
    for line in lines.to_dict("records"):
        team = expected[None if pd.isna(line["team_id"]) else line["team_id"]]
        pairs = [(line["hours"], team["median"])]
        pairs += [(line["required"], float(team["required"]) or None)]
        if "sharing" in work.known:
            pairs.append((line["contacts"], team["contacts"]))
        if "interactions" in scored.connected:
            pairs.append((line["held"], float(team["held"]) if team["required"] else None))
        if not pd.isna(line["without_deputy"]):
            pairs.append((line["without_deputy"], team["missing"]))
        found += [
            f"{line['team']}: code {real}, plain {mine}"
            for real, mine in pairs
            if not (pd.isna(real) if mine is None else same(float(real), float(mine)))
        ]
    return found


def cell_differences(view: View, scored: Scored, told: list[dict]) -> list[str]:
    """What differs in the last column of the six qualities: all teams together."""
    cells = of_qualities.quality_cells(scored.accounts, scored.teamwork)
    active = {row["account_id"] for row in told if row["layer"] == "active"}
    served = [row for row in plain.served(view) if row["account_id"] in active]
    found = []
    for cell in cells[cells["column"] == cells["column"].max()].itertuples():
        grades = [row[cell.quality] for row in served if row[cell.quality] is not None]
        reached = [g for g in range(4) if grades and 2 * sum(grade >= g for grade in grades) >= len(grades)]
        mine = (len(active), len(grades), sum(grade < 2 for grade in grades), max(reached, default=None))
        real = (cell.accounts, cell.assessed, cell.gaps, None if pd.isna(cell.grade) else cell.grade)
        if real != mine:
            found.append(f"{cell.quality}: code {real}, plain {mine}")
        key = of_qualities.cell_key(None, cell.quality, everybody=True)
        if len(of_qualities.gap_list(scored.accounts, scored.teamwork, key)) != mine[2]:
            found.append(f"{cell.quality}: the list has another length")
    return found
